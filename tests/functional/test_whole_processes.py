"""The program as a process: the same bytes anywhere, terminals, and ends that come early."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from tests import strategies
from tests.command_line import command, environment, exported, journey
from tests.stories import as_file, log_of

P = ("--peildatum", "2025-12-31")
IMPORT = ("import", "events", "-", "--keep-recorded-at")


@pytest.fixture(scope="module")
def log() -> bytes:
    """Some thirty participants with long histories, as a file."""
    histories = [strategies.legal_log(Random(seed).randrange) for seed in range(8)]
    events = [
        {**event, "subject": f"{seed}-{event['subject']}", "id": f"{seed:08}{event['id'][8:]}"}
        for seed, history in enumerate(histories)
        for event in history
    ]
    for event in events:
        for name in ("corrects", "retracts"):
            if name in event["data"]:
                changed = f"{event['id'][:8]}{event['data'][name][8:]}"
                event["data"] = {**event["data"], name: changed}
    return as_file(sorted(events, key=lambda event: event["time"]))


# The same anywhere --------------------------------------------------------------------------------


def test_the_same_bytes_on_every_database_run_seed_and_zone(
    log: bytes, ready_sqlite: str, ready_postgres: str
) -> None:
    answers = {
        answers_of(url, log, PYTHONHASHSEED=seed, TZ=zone)
        for url, seed, zone in [
            (ready_sqlite, "1", "Pacific/Kiritimati"),
            (ready_postgres, "2", "America/Adak"),
            (ready_sqlite, "3", ""),
        ]
    }
    (answer,) = answers
    assert answer.startswith(b'{"specversion":')
    assert answer.count(b"definit") == 5


SCRIPT = """
import json, sys
from journey_cli.main import run
for arguments in json.loads(sys.argv[1]):
    assert run(arguments) == 0
"""


def answers_of(url: str, log: bytes, **env: str) -> bytes:
    """All that the program says on stdout of a log, one command after the other."""
    middle = json.loads(log.splitlines()[len(log.splitlines()) // 2])["time"]
    commands = [
        [*IMPORT],
        ["export", "events"],
        ["snapshot", *P, "--format", "csv"],
        ["snapshot", *P, "--format", "json", "--known-at", middle],
        ["snapshot", *P],
        ["tables", *P, "--format", "json"],
        ["tables", *P, "--format", "json", "--known-at", middle[:10], "--unit", "startbanen"],
        ["tables", *P],
    ]
    arguments = json.dumps([["--database", url, *command] for command in commands])
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, arguments],
        input=log,
        capture_output=True,
        cwd=Path(__file__).parents[2],
        env=environment(**env),
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_program_as_it_is_called(tmp_path: Path) -> None:
    def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[bytes]:
        words = command("", *arguments)
        return subprocess.run(
            [words[0], *words[3:]], cwd=tmp_path, env=environment(**env), capture_output=True
        )

    assert run("init").returncode == 0
    assert (tmp_path / "journey.db").exists()
    shown = run("snapshot", *P, "--format", "json")
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert json.loads(shown.stdout)["rows"] == []
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert run("snapshot", *P, JOURNEY_DATABASE=other).returncode == 3
    assert run("snapshot").returncode == 2
    (tmp_path / "bad.jsonl").write_text("{}\n")
    assert run("import", "events", "bad.jsonl").returncode == 1


def test_whoever_stops_reading_gets_no_complaint(log: bytes, ready_sqlite: str) -> None:
    assert journey(ready_sqlite, *IMPORT, stdin=log).code == 0
    with subprocess.Popen(
        command(ready_sqlite, "export", "events"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        said = running.stderr.read()
        assert running.wait(60) == 0
    assert b"Traceback" not in said


@pytest.mark.parametrize("arguments", [["export", "events"], ["tables", *P], ["--help"]])
def test_a_full_disk_is_told_in_one_line(
    arguments: list[str], log: bytes, ready_sqlite: str
) -> None:
    assert journey(ready_sqlite, *IMPORT, stdin=log).code == 0
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            command(ready_sqlite, *arguments),
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
        )
    assert ran.returncode == 1
    assert ran.stderr.endswith(b"Error: a file or stdout: No space left on device\n")
    assert b"Traceback" not in ran.stderr


# Terminals ----------------------------------------------------------------------------------------


def on_terminal(*words: str, stdin: bytes) -> bytes:
    """What a command writes to a terminal."""
    leader, follower = pty.openpty()
    with subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=follower,
        stderr=follower,
        env=environment(TERM="xterm"),
    ) as running:
        os.close(follower)
        assert running.stdin is not None
        running.stdin.write(stdin)
        running.stdin.close()
        shown = b"".join(iter(lambda: read(leader), b""))
        running.wait(60)
    os.close(leader)
    return shown


def read(leader: int) -> bytes:
    """Some of what a terminal got; nothing where its other side is closed."""
    try:
        return os.read(leader, 4096)
    except OSError:
        return b""


def test_a_terminal_has_progress_but_nothing_raw_out_of_a_file(
    log: bytes, ready_sqlite: str
) -> None:
    shown = on_terminal(*command(ready_sqlite, *IMPORT), stdin=log)
    assert b"\x1b[" in shown
    assert b"in the log already" in shown
    nasty = log.replace(b'"proef": "wsd"', b'"proef": "\\u001b]0;owned\\u0007\\u202e"', 1)
    nasty = nasty.replace(b'"subject": "0-', b'"subject": "\\u009b31m0-', 1)
    assert nasty.count(b"\\u0") == 3
    shown = on_terminal(*command(ready_sqlite, *IMPORT), stdin=nasty)
    assert b"nothing was written" in shown
    assert b"\x1b]" not in shown
    assert b"\x07" not in shown
    assert "\x9b".encode() not in shown
    assert "\u202e".encode() not in shown


# Ends that come early -----------------------------------------------------------------------------

CROWD = as_file(
    log_of("-- 2025-06-01T12:00:00Z\n" + "\n".join(f"P{i}\n2024-01-10 intake" for i in range(5000)))
)


@contextmanager
def half_way(url: str) -> Iterator[subprocess.Popen[bytes]]:
    """An import of which all but the last lines are in the transaction, waiting for more."""
    with subprocess.Popen(
        command(url, *IMPORT),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as running:
        assert running.stdin is not None
        # A pipe holds some 200 lines: what is written before it blocks was read before.
        running.stdin.write(b"".join(CROWD.splitlines(keepends=True)[:4500]))
        running.stdin.flush()
        yield running
        if running.poll() is None:
            running.kill()


@pytest.fixture
def url(ready_url: str) -> str:
    """A store that holds one event already."""
    first = as_file(log_of("-- 2025-05-01T12:00:00Z\nfirst\n2024-01-10 intake"))
    first = first.replace(b'"id": "0', b'"id": "f')
    assert journey(ready_url, *IMPORT, stdin=first).code == 0
    return ready_url


def test_an_import_that_is_killed_leaves_the_log_as_it_was(url: str) -> None:
    before = exported(url)
    with half_way(url) as running:
        running.kill()
        assert running.wait(60) == -signal.SIGKILL
    assert exported(url) == before
    assert journey(url, "init").code == 0
    ran = journey(url, *IMPORT, stdin=CROWD)
    assert (ran.code, len(exported(url).splitlines())) == (0, 5001), ran.err


def test_an_import_that_is_interrupted_leaves_the_log_as_it_was(url: str) -> None:
    before = exported(url)
    with half_way(url) as running:
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
        assert running.returncode == 130
    assert said.strip() == b"Interrupted; nothing more was done."
    assert exported(url) == before


@pytest.mark.parametrize("seconds", [0.05, 0.15, 0.3, 0.5, 0.8])
def test_an_import_that_is_killed_at_any_moment_is_there_as_a_whole_or_not_at_all(
    seconds: float, ready_sqlite: str, tmp_path: Path
) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(CROWD)
    with subprocess.Popen(
        command(ready_sqlite, "import", "events", str(path)), env=environment(), stderr=-3
    ) as running:
        time.sleep(seconds)
        running.kill()
    assert len(exported(ready_sqlite).splitlines()) in (0, 5000)


def test_while_one_imports_others_may_read(url: str) -> None:
    before = exported(url)
    with half_way(url) as running:
        assert exported(url) == before
        assert running.poll() is None
        _, said = running.communicate(timeout=60)
        assert running.returncode == 0
    assert b"added 4500 events" in said
