"""Several caseworkers at once, commands that are given twice, and connections that are lost."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit
from uuid import UUID

import pytest

from journey.aggregates.participant import New, Participant
from journey.catalogue import Rules
from journey.events import CATALOGUE
from journey.recording import Decide, Journey, Overtaken
from journey.store import open_store
from journey.store.opening import connect
from journey.store.urls import parse_url
from tests.command_line import done, environment, exported, journey
from tests.stories import events_in, id_of

INTAKE = ("record", "intake", "A-1", "--datum", "2025-02-01", "--proef", "wsd")
MINE = (*INTAKE, "--deelname", "verplicht", "--id", id_of(1))
MEDIATION = ("record", "mediation_started", "A-1", "--datum", "2025-03-01", "--id", id_of(2))
TODAY = date(2026, 1, 1)


pytestmark = pytest.mark.usefixtures("staff")


def ids(url: str) -> list[str]:
    """The ids of the log, in its order."""
    return [event["id"] for event in events_in(exported(url))]


# -- many at once ---------------------------------------------------------------------------------

WRITERS = """
import io, json, multiprocessing, sys
from contextlib import redirect_stderr, redirect_stdout
from uuid import UUID
import psycopg, journey_cli.main, journey_cli.recording

def write(number):
    started.wait()
    said = io.StringIO()
    with redirect_stderr(said), redirect_stdout(io.StringIO()):
        for n, subject in enumerate((f"A-{number}", "A-0")):
            event_id = str(UUID(int=(number << 8) + n, version=4))
            command = ["--database", sys.argv[1], "record", "mediation_started", subject]
            command += ["--datum", f"2025-{number % 12 + 1:02d}", "--id", event_id]
            while code := journey_cli.main.run([*command, "--as", f"mw-{number}"]):
                assert code == 1, (code, said.getvalue())
    return said.getvalue()

processes = multiprocessing.get_context("fork")
started = processes.Barrier(16)
with processes.Pool(16) as pool:
    print(json.dumps(pool.map(write, range(1, 17), chunksize=1)))
"""
"""Sixteen caseworkers who record for a participant alone and for one that everybody has to do with,
each in a process, and give a command that was refused again."""


def test_sixteen_processes_lose_nothing_and_record_nothing_twice(ready_url: str) -> None:
    for number in range(17):
        intake = ("record", "intake", f"A-{number}", "--datum", "2024-12-31")
        assert journey(ready_url, *intake, "--proef", "wsd", "--deelname", "verplicht").code == 0
    ran = subprocess.run(
        [sys.executable, "-c", WRITERS, ready_url],
        cwd=Path(__file__).parents[2],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert ran.returncode == 0, ran.stderr
    wanted = {
        str(UUID(int=(number << 8) + n, version=4)) for number in range(1, 17) for n in range(2)
    }
    found = ids(ready_url)[17:]
    assert len(found) == len(wanted)
    assert set(found) == wanted
    refusals = "".join(json.loads(ran.stdout))
    lost = re.findall("^Error: (.*) was changed by someone else", refusals, re.MULTILINE)
    assert set(lost) == {"A-0"}
    assert refusals.count("  mediation_started on 2025-") >= len(lost)


# -- who comes second -----------------------------------------------------------------------------


def recording(event_id: str, name: str = "mediation_started") -> Decide:
    """Records an event of a day."""

    def decide(participant: Participant, rules: Rules) -> New:
        data = {"datum": "2025-03-01", "recorded_by": "mw-17"}
        return participant.record(event_id, CATALOGUE[name], data, rules)

    return decide


def test_who_comes_second_is_shown_what_the_first_one_did(ready_url: str) -> None:
    assert journey(ready_url, *MINE).code == 0
    with open_store(ready_url) as store:
        seen = Journey(store).participant("A-1")
        assert journey(ready_url, *MEDIATION, "--as", "mw-2").code == 0
        with pytest.raises(Overtaken) as caught:
            Journey(store).carry_out(seen, id_of(3), recording(id_of(3)), TODAY)
        assert str(caught.value).splitlines() == [
            "A-1 was changed by someone else meanwhile; nothing was recorded. New is:",
            f"mediation_started on 2025-03-01 by mw-2 ({id_of(2)})",
        ]
        assert ids(ready_url) == [id_of(1), id_of(2)]
        now = caught.value.now
        receipt = Journey(store).carry_out(now, id_of(3), recording(id_of(3)), TODAY)
    assert receipt.entry.position == 3
    assert ids(ready_url) == [id_of(1), id_of(2), id_of(3)]


def test_the_same_command_at_the_same_time_is_recorded_once(ready_url: str) -> None:
    assert journey(ready_url, *MINE).code == 0
    with open_store(ready_url) as store:
        seen = Journey(store).participant("A-1")
        assert journey(ready_url, *MEDIATION).code == 0
        receipt = Journey(store).carry_out(seen, id_of(2), recording(id_of(2)), TODAY)
    assert receipt.again
    assert ids(ready_url) == [id_of(1), id_of(2)]


# -- given twice ----------------------------------------------------------------------------------


def test_the_same_command_twice_records_once_and_says_so(ready_url: str) -> None:
    placed = ("record", "placed", "a-1", "--datum", "2025", "--startbaan", "1", "--id", id_of(2))
    correct = ("correct", id_of(2), "--uren-per-week", "24", "--reden", "vergissing")
    retract = ("retract", id_of(4), "--reden", "dubbel")
    commands = [
        MINE,
        placed,
        (*correct, "--id", id_of(3)),
        ("record", "put_on_hold", "A-1", "--datum", "2025-02", "--volgorde", "9", "--id", id_of(4)),
        (*retract, "--id", id_of(5)),
        ("correct", id_of(2), "--datum", "2025-06", "--reden", "anders", "--id", id_of(6)),
    ]
    first = [journey(ready_url, *command) for command in commands]
    assert {ran.code for ran in first} == {0}, first
    log = exported(ready_url)
    # The timeline has moved on meanwhile: that a command was carried out is seen all the same.
    for command, before in zip(commands, first, strict=True):
        ran = done(ready_url, *command)
        assert "\nalready recorded " in f"\n{ran.text}"
        assert event_of(ran.text) == event_of(before.text)
    assert exported(ready_url) == log


def event_of(text: str) -> list[str]:
    """What an answer says of the event: id, position, status before and after."""
    return [line for line in text.splitlines() if re.match("event|position|status", line)]


@pytest.mark.parametrize(
    "other",
    [
        (*INTAKE, "--deelname", "vrijwillig"),
        ("record", "mediation_started", "A-1", "--datum", "2025-02-01"),
        ("record", "intake", "A-2", *MINE[3:-2]),
        ("record", "intake", "A-2", *MINE[3:-2], "--dry-run"),
        ("correct", id_of(1), "--kinderen", "2", "--reden", "anders"),
    ],
)
def test_an_id_that_is_taken(ready_url: str, other: tuple[str, ...]) -> None:
    assert journey(ready_url, *MINE).code == 0
    ran = journey(ready_url, *other, "--id", id_of(1).upper())
    assert ran.code == 1
    assert f"id {id_of(1)} is taken by another event, or by this one with other" in ran.err
    assert ids(ready_url) == [id_of(1)]


# -- connections that are lost --------------------------------------------------------------------


def execute(url: str, *statements: str) -> None:
    with closing(connect(parse_url(url), 1)) as session:
        for statement in statements:
            session.execute(statement)


def losing(times: int, *, at_commit: bool) -> tuple[str, ...]:
    """What makes a server end the first so many connections that save something."""
    deferred = "CONSTRAINT" if at_commit else ""
    when = "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW" if at_commit else "FOR EACH STATEMENT"
    return (
        "CREATE SEQUENCE journey_saves",
        "CREATE FUNCTION journey_lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF nextval('journey_saves') <= {times} THEN "
        "PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$",
        f"CREATE {deferred} TRIGGER journey_loses AFTER INSERT ON events {when} "
        "EXECUTE FUNCTION journey_lose()",
    )


@pytest.mark.parametrize("at_commit", [False, True])
def test_a_connection_lost_before_the_commit(ready_postgres: str, at_commit: bool) -> None:
    execute(ready_postgres, *losing(1, at_commit=at_commit))
    ran = journey(ready_postgres, *MINE)
    assert (ran.code, ran.err) == (0, "")
    assert ran.text.startswith("recorded intake of A-1")
    assert ids(ready_postgres) == [id_of(1)]


def test_a_connection_that_is_lost_again_and_again(ready_postgres: str) -> None:
    execute(ready_postgres, *losing(2, at_commit=False))
    ran = journey(ready_postgres, *MINE)
    assert ran.code == 3
    assert "the database can't be reached" in ran.err
    assert ids(ready_postgres) == []
    assert journey(ready_postgres, *MINE).text.startswith("recorded intake of A-1")
    assert ids(ready_postgres) == [id_of(1)]


class Relay:
    """Stands between the program and the server, and swallows the answers to its commits."""

    def __init__(self, folder: Path, server: str, losses: int, *, then_gone: bool) -> None:
        self._server, self._losses, self._then_gone = server, losses, then_gone
        self._path = folder / ".s.PGSQL.5432"
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self._path))
        self._listening.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.connect(self._server)
            back = threading.Thread(target=self._back, args=(server, client), daemon=True)
            back.start()
            while asked := client.recv(65536):
                if asked.endswith(b"COMMIT\0") and self._losses:
                    self._lose(client, server, asked, back)
                    return
                server.sendall(asked)
            server.shutdown(socket.SHUT_RDWR)
            back.join()

    def _back(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while answer := server.recv(65536):
                if self._losing is not threading.current_thread():
                    client.sendall(answer)
                else:
                    self._answered.set()

    _losing: threading.Thread | None = None

    def _lose(
        self, client: socket.socket, server: socket.socket, asked: bytes, back: threading.Thread
    ) -> None:
        self._losses -= 1
        self._answered, self._losing = threading.Event(), back
        if self._then_gone:
            self._path.unlink()
        server.sendall(asked)
        assert self._answered.wait(10)

    def close(self) -> None:
        """Take no more connections."""
        self._listening.close()


@pytest.fixture
def socket_folder() -> Iterator[Path]:
    # Not below pytest's own folder: the path of a socket may have a hundred characters.
    with tempfile.TemporaryDirectory(prefix="journey-relay-") as folder:
        yield Path(folder)


def through(url: str, folder: Path) -> tuple[str, str]:
    """The URL of a database by way of a relay in a folder, and the server's own socket."""
    (host,) = parse_qs(urlsplit(url).query)["host"]
    server = next(Path(host).glob(".s.PGSQL.*[0-9]"))
    return url.replace(f"host={quote(host, safe='/')}", f"host={folder}"), str(server)


def test_the_answer_to_the_commit_is_lost(ready_postgres: str, socket_folder: Path) -> None:
    url, server = through(ready_postgres, socket_folder)
    relay = Relay(socket_folder, server, losses=1, then_gone=False)
    ran = journey(url, *MINE)
    relay.close()
    assert (ran.code, ran.err) == (0, "")
    assert ran.text.startswith("already recorded intake of A-1")
    assert ids(ready_postgres) == [id_of(1)]


def test_the_server_is_gone_when_it_is_looked_up(ready_postgres: str, socket_folder: Path) -> None:
    url, server = through(ready_postgres, socket_folder)
    Relay(socket_folder, server, losses=1, then_gone=True)
    ran = journey(url, *MINE)
    assert ran.code == 3
    assert "Whether this was recorded is not known" in ran.err
    assert f"the same command with --id {id_of(1)} records it once" in " ".join(ran.err.split())
    assert journey(ready_postgres, *MINE).text.startswith("already recorded intake of A-1")
    assert ids(ready_postgres) == [id_of(1)]
