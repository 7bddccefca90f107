"""`journey seal` and `journey verify`, on both databases and on an export alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from journey.aggregates.identity import participant_id
from journey.proof import audit
from journey.proof.checkpoint import parse
from journey.proof.keys import read_public_key
from journey.store import Record
from journey.store.leaf import leaf_hash
from journey.store.opening import connect
from journey.store.session import Session
from journey.store.sqlite import SqliteSession
from journey.store.urls import SqliteLocation, parse_url
from tests.command_line import Ran, command, done, environment, exported, journey, taken_in
from tests.forged import answer_from_elsewhere, point_elsewhere, swap_in_index
from tests.stories import SAVES, as_file, id_of, log_of

GOLDEN = Path(__file__).parents[1] / "golden"
ROOT_PY = Path(__file__).parents[2] / "docs/root.py"
SOURCE = "urn:nld:oin:00000000000000000000:systeem:journey"
FILE = as_file(log_of(SAVES))
NOWHERE = "sqlite:///not-there.db"


@pytest.fixture
def url(ready_url: str) -> str:
    """A store with the story in it."""
    return taken_in(ready_url, FILE)


@pytest.fixture
def sqlite(ready_sqlite: str) -> str:
    """The same, on SQLite alone."""
    return taken_in(ready_sqlite, FILE)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder with the keys of a log and of an auditor."""
    for name, whose in (("log", SOURCE), ("auditor", "rekenkamer")):
        key, public = tmp_path / f"{name}.key", tmp_path / f"{name}.pub"
        done(NOWHERE, "seal", "--new-key", str(key), "--name", whose, "-o", str(public))
    return tmp_path


def sealed(url: str, keys: Path) -> str:
    """The file with a checkpoint of the store, sealed and cosigned."""
    path = str(keys / "checkpoint")
    assert journey(url, "seal", "--key", str(keys / "log.key"), "-o", path).code == 0
    auditor = str(keys / "auditor.key")
    assert journey(url, "seal", "--cosign", auditor, "--checkpoint", path, "-o", path).code == 0
    return path


def told(ran: Ran) -> dict[str, Any]:
    """What a check says as JSON."""
    data: dict[str, Any] = json.loads(ran.out)
    assert ran.code == (0 if data["ok"] else 1), ran.err
    return data


def problems(url: str, *arguments: str) -> list[tuple[int | None, str]]:
    """What a check finds."""
    found = told(journey(url, "verify", *arguments, "--format", "json"))["problems"]
    return [(one["position"], one["problem"]) for one in found]


@contextmanager
def going_round(url: str) -> Iterator[Session]:
    """A connection of someone who may do anything, and the triggers gone."""
    with closing(connect(parse_url(url), 1)) as session:
        if isinstance(session, SqliteSession):
            named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'"
            for (name,) in session.rows(named):
                session.execute(f"DROP TRIGGER {name}")
        else:
            session.execute("ALTER TABLE events DISABLE TRIGGER USER")
        yield session


def change(url: str, statement: str, *parameters: object) -> None:
    """Run a statement past the triggers."""
    with going_round(url) as session:
        session.execute(statement, *parameters)


# -- a log that is as it should be -------------------------------------------------------------


def test_a_clean_log(url: str) -> None:
    ran = journey(url, "verify", "--format", "json")
    root = told(ran)["root"]
    assert told(ran) == {
        "events": 5,
        "root": root,
        "ok": True,
        "problems": [],
        "problem_count": 0,
        "checkpoints": [],
        "source": SOURCE,
    }
    assert list(told(ran))[:4] == ["events", "root", "ok", "problems"]
    for lang, text in [("nl", "5 gebeurtenissen · wortel"), ("en", "5 events · root")]:
        assert journey(url, "--lang", lang, "verify").text.startswith(f"{text} {root}")


def test_an_empty_log_can_be_sealed_and_verified(ready_url: str, keys: Path) -> None:
    path = sealed(ready_url, keys)
    found = told(journey(ready_url, "verify", "--checkpoint", path, "--format", "json"))
    assert (found["events"], found["checkpoints"][0]["consistent"]) == (0, True)
    journey(ready_url, "import", "events", "-", stdin=FILE)
    assert problems(ready_url, "--checkpoint", path) == []


def test_a_checkpoint_holds_as_the_log_grows(url: str, keys: Path) -> None:
    path = sealed(url, keys)
    more = as_file(log_of("C\n2024-01-10 intake")).replace(id_of(1).encode(), id_of(9).encode())
    assert journey(url, "import", "events", "-", stdin=more).code == 0
    public = [f for name in ("log", "auditor") for f in ("--public-key", str(keys / f"{name}.pub"))]
    ran = journey(url, "verify", "--checkpoint", path, *public, "--format", "json")
    (checkpoint,) = told(ran)["checkpoints"]
    assert (told(ran)["events"], checkpoint["events"], checkpoint["consistent"]) == (6, 5, True)
    assert [by["name"] for by in checkpoint["signed_by"]] == [SOURCE, "rekenkamer"]
    shown = journey(url, "--lang", "en", "verify", "--checkpoint", path, *public).text
    assert f"signed by {SOURCE}, rekenkamer (seen 20" in shown


def test_an_export_is_checked_without_a_database(url: str, keys: Path) -> None:
    path, log = sealed(url, keys), keys / "log.jsonl"
    log.write_bytes(exported(url))
    offline = ("--log", str(log), "--checkpoint", path, "--public-key", str(keys / "log.pub"))
    found = told(journey(NOWHERE, "verify", *offline, "--format", "json"))
    assert found["root"] == told(journey(url, "verify", "--format", "json"))["root"]
    assert found["checkpoints"][0]["consistent"]


def test_the_log_and_checkpoint_of_long_ago_verify_for_ever() -> None:
    ran = journey(
        NOWHERE,
        *("verify", "--log", str(GOLDEN / "v1.export.jsonl"), "--format", "json"),
        *("--checkpoint", str(GOLDEN / "v1.checkpoint")),
        *("--public-key", str(GOLDEN / "v1.log.pub")),
        *("--public-key", str(GOLDEN / "v1.auditor.pub")),
    )
    assert told(ran)["ok"]
    assert told(ran)["root"] == "4c2f4bb6918a46f0dfca64eb3a0ea998518ab7eee40b32c91e90ad98513c0391"


@pytest.mark.parametrize("processors", [1, 2, 3, 16])
def test_a_large_log_is_checked_by_several_processes(
    processors: int, url: str, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sealed(url, keys)
    monkeypatch.setattr(audit, "LARGE", 1)
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    assert problems(url, "--checkpoint", path) == []
    change(url, "UPDATE events SET recorded_by = 'mw-1'")
    assert [at for at, _ in problems(url)] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


@pytest.mark.parametrize("processors", range(2, 9))
def test_everybody_is_judged_once(processors: int) -> None:
    others, own = audit.shared_by(processors)
    parts = [*others, own] if own else others
    assert (parts[0].start, parts[-1].end) == ("", "")
    assert all(one.end == other.start > one.start for one, other in pairwise(parts))
    assert len(others) == min(processors, audit.MOST) - 1


def test_the_command_as_a_process_of_its_own(sqlite: str) -> None:
    ran = subprocess.run(
        command(sqlite, "--lang", "en", "verify"), capture_output=True, env=environment()
    )
    assert (ran.returncode, ran.stdout[:8], ran.stderr) == (0, b"5 events", b"")


# -- a log that is not -------------------------------------------------------------------------

LEAF = "the leaf kept with the event is not that of its content"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "UPDATE events SET recorded_by = 'mw-1' WHERE position = 2",
            [(2, "recorded_by is 'mw-1', but data says null"), (2, LEAF)],
        ),
        (
            "UPDATE events SET datum = '2024-01-12' WHERE position = 2",
            [(2, "datum is '2024-01-12', but data says 2024-01-11"), (2, LEAF)],
        ),
        (
            "UPDATE events SET subject = 'b-2' WHERE position = 2",
            [(2, LEAF)],
        ),
        (
            "UPDATE events SET subject = 'B-3' WHERE position = 2",
            [
                (2, LEAF),
                (2, f"participant_id '{participant_id('B-2')}' is not the one of B-3"),
            ],
        ),
        (
            "UPDATE events SET version = 7 WHERE position = 5",
            [(5, LEAF), (5, "version is 7, where 2 of B-2 is due")],
        ),
        (
            "UPDATE events SET type = 'completed' WHERE position = 5",
            [(5, LEAF)],
        ),
        (
            "UPDATE events SET type = 'gone' WHERE position = 5",
            [(5, LEAF), (5, "type 'gone' in version 1 is not in the catalogue")],
        ),
        (
            "UPDATE events SET recorded_at = '2024-05-03T09:00:00.000000Z' WHERE position = 3",
            [
                (
                    3,
                    "recorded_at '2024-05-03T09:00:00.000000Z' is earlier than "
                    "2024-05-03T10:00:00.000000Z, recorded before it",
                ),
                (3, LEAF),
            ],
        ),
        (
            "UPDATE events SET data = '{}' WHERE position = 1",
            [
                (1, "datum: is missing"),
                (1, "deelname: is missing"),
                (1, "proef: is missing"),
                (1, LEAF),
            ],
        ),
        (
            "UPDATE events SET data = 'no JSON' WHERE position = 1",
            [(1, "data can't be read: "), (1, LEAF)],
        ),
        (
            "UPDATE events SET data = replace(data, ',', ', ') WHERE position = 1",
            [(1, "data is not written as journey writes it (canonical JSON)"), (1, LEAF)],
        ),
        (
            "UPDATE events SET data = replace(data, '24.5', '99') WHERE position = 4",
            [(4, "replacement: uren_per_week: 99 is out of range"), (4, LEAF)],
        ),
        (
            "UPDATE events SET leaf = (SELECT leaf FROM events WHERE position = 2) "
            "WHERE position = 1",
            [(1, LEAF)],
        ),
        (
            "DELETE FROM events WHERE position = 3",
            [
                (4, "position 3 is missing"),
                (4, "version is 3, where 2 of AMS-0042 is due"),
            ],
        ),
        (
            "DELETE FROM events WHERE position IN (2, 3)",
            [
                (4, "positions 2 to 3 are missing"),
                (4, "version is 3, where 2 of AMS-0042 is due"),
                (5, "version is 2, where 1 of B-2 is due"),
            ],
        ),
    ],
)
def test_what_was_changed_is_listed(
    statement: str, expected: list[tuple[int, str]], url: str
) -> None:
    change(url, statement)
    found = problems(url)
    assert len(found) == len(expected), found
    for (at, text), (position, beginning) in zip(found, sorted(expected), strict=True):
        assert at == position
        assert text.startswith(beginning), found
    ran = journey(url, "verify")
    noun = "problem" if len(expected) == 1 else "problems"
    assert ran.err == f"Error: the log is not as it should be: {len(expected)} {noun}\n"


def hidden(url: str, statement: str) -> None:
    """Change something, and give every row the leaf that goes with it."""
    with going_round(url) as session:
        session.execute(statement)
        columns = ", ".join(Record._fields)
        for row in session.rows(f"SELECT {columns} FROM events ORDER BY position"):
            record = Record._make(row)
            fields: tuple[Any, ...] = (*record[:2], *record[3:12])
            session.execute(
                "UPDATE events SET leaf = ? WHERE position = ?",
                leaf_hash(*fields),
                record.position,
            )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET data = replace(data, '\"ja\"', '\"nee\"') WHERE position = 1",
        "UPDATE events SET recorded_at = '2024-05-03T09:59:00.000000Z' WHERE position < 3",
        "UPDATE events SET type = 'completed' WHERE position = 5",
        f"UPDATE events SET event_id = '{id_of(77)}' WHERE position = 5",
    ],
)
def test_a_change_that_was_hidden_well_shows_by_the_checkpoint_alone(
    statement: str, url: str, keys: Path
) -> None:
    path = sealed(url, keys)
    hidden(url, statement)
    assert problems(url) == []
    ((position, text),) = problems(url, "--checkpoint", path)
    assert position is None
    assert text.startswith(f"{path}: up to position 5 the log is not what was sealed (root ")


def test_a_log_cut_short_shows_by_the_checkpoint_alone(url: str, keys: Path) -> None:
    path = sealed(url, keys)
    change(url, "DELETE FROM events WHERE position > 3")
    assert problems(url) == []
    assert problems(url, "--checkpoint", path) == [
        (None, f"{path}: the log is shorter than the checkpoint: 2 events are gone")
    ]


def test_an_old_backup_put_back_shows(sqlite: str, keys: Path) -> None:
    backup = keys / "backup.db"
    database = Path(sqlite.removeprefix("sqlite:///"))
    shutil.copy(database, backup)
    more = as_file(log_of("C\n2024-01-10 intake")).replace(id_of(1).encode(), id_of(9).encode())
    assert journey(sqlite, "import", "events", "-", stdin=more).code == 0
    path = sealed(sqlite, keys)
    shutil.copy(backup, database)
    ((_, text),) = problems(sqlite, "--checkpoint", path)
    assert text.endswith("the log is shorter than the checkpoint: 1 event is gone")
    other = more.replace(id_of(9).encode(), id_of(10).encode())
    assert journey(sqlite, "import", "events", "-", stdin=other).code == 0
    ((_, text),) = problems(sqlite, "--checkpoint", path)
    assert "up to position 6 the log is not what was sealed" in text


def test_events_that_break_rules_together_are_listed(url: str) -> None:
    hidden(
        url,
        "UPDATE events SET datum = '2024-01-01', "
        "data = replace(data, '2024-06-01', '2024-01-01') WHERE position = 5",
    )
    ((position, text),) = problems(url)
    assert position == 5
    assert text.startswith("B-2: dropped_out on 2024-01-01 breaks rule 1:")


def test_a_correction_of_nothing_is_listed(url: str) -> None:
    hidden(url, f"UPDATE events SET event_id = '{id_of(77)}' WHERE position = 3")
    ((position, text),) = problems(url)
    assert position == 4
    assert text.startswith("AMS-0042: corrects: this participant has no event")


def test_bytes_that_are_no_text_are_listed(sqlite: str) -> None:
    change(sqlite, "UPDATE events SET data = CAST(x'fffe' AS TEXT) WHERE position = 2")
    change(sqlite, "UPDATE events SET data = x'fffe' WHERE position = 3")
    (second, third) = problems(sqlite)
    assert second[0] == 2
    assert second[1].startswith("data can't be read: ")
    assert third == (3, "data holds b'\\xff\\xfe', where a text must stand")


AMS = participant_id("AMS-0042")


@pytest.mark.parametrize(
    ("forge", "expected"),
    [
        (
            lambda path: point_elsewhere(path, AMS, version=3, position=4, to=3),
            [(3, "version 3 of AMS-0042 comes after position 3")],
        ),
        (
            lambda path: swap_in_index(path, AMS, 2, 3),
            [(3, "version 3 of AMS-0042 comes after position 4")],
        ),
        (answer_from_elsewhere, []),
    ],
    ids=["one entry", "two swapped", "an index more"],
)
@pytest.mark.parametrize("large", [1, 50_000])
def test_an_index_that_says_other_things_than_the_rows_is_listed(
    forge: Callable[[Path], None],
    expected: list[tuple[int, str]],
    large: int,
    sqlite: str,
    keys: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    figures = ("snapshot", "--peildatum", "2024-12-31", "--format", "csv")
    path, before = sealed(sqlite, keys), journey(sqlite, *figures).text
    forge(Path(sqlite.removeprefix("sqlite:///")))
    assert journey(sqlite, *figures).text != before
    monkeypatch.setattr(audit, "LARGE", large)
    found = problems(sqlite, "--checkpoint", path)
    assert found[0][0] is None
    assert found[0][1].startswith("SQLite's integrity_check: "), found
    assert [one for one in found if one[0]] == expected


def test_nothing_is_sealed_or_published_where_an_index_was_forged(sqlite: str, keys: Path) -> None:
    swap_in_index(Path(sqlite.removeprefix("sqlite:///")), AMS, 2, 3)
    ran = journey(sqlite, "seal", "--key", str(keys / "log.key"))
    assert (ran.code, ran.out) == (3, b"")
    assert "nothing was sealed: the log has 1 problem; SQLite's integrity_check: " in ran.err
    folder = keys / "publication"
    ran = journey(sqlite, "publish", "--peildatum", "2024-12-31", "-o", str(folder))
    assert (ran.code, folder.exists()) == (3, False)
    assert "nothing was published: the log is damaged: SQLite's integrity_check: " in ran.err


def test_a_log_that_is_a_view_is_a_problem(url: str, keys: Path) -> None:
    path = sealed(url, keys)
    with going_round(url) as session:
        session.execute("ALTER TABLE events RENAME TO others")
        session.execute("CREATE VIEW events AS SELECT * FROM others")
    ((position, text),) = problems(url, "--checkpoint", path)
    assert position is None
    assert text.startswith("events is no plain table, as journey makes it")
    ran = journey(url, "seal", "--key", str(keys / "log.key"))
    assert (ran.code, "events is no plain table" in ran.err) == (3, True)


def test_what_sqlite_checks_itself_can_be_interrupted(sqlite: str) -> None:
    with closing(
        SqliteSession(SqliteLocation(Path(sqlite.removeprefix("sqlite:///"))), 1)
    ) as session:
        session.raw.set_progress_handler(lambda: sleep(0.01), 1)
        with pytest.raises(KeyboardInterrupt):
            session.damage(interrupt)
        session.raw.set_progress_handler(None, 1)
        assert session.damage(lambda: None) == []


def interrupt() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("position", ["x", b"x"])
def test_a_position_that_is_no_number_is_said(position: str | bytes, sqlite: str) -> None:
    with going_round(sqlite) as session:
        session.execute("CREATE TABLE rebuilt AS SELECT * FROM events")
        session.execute("DROP TABLE events")
        session.execute(f"CREATE TABLE events (position, {', '.join(Record._fields[1:])})")
        session.execute(f"INSERT INTO events SELECT {', '.join(Record._fields)} FROM rebuilt")
        session.execute("UPDATE events SET position = ? WHERE position = 3", position)
    for asked in (["verify"], ["tables", "--peildatum", "2024-12-31"]):
        ran = journey(sqlite, *asked)
        assert (ran.code, ran.out) == (3, b"")
        assert ran.err == f"Error: The log has a position that is no number: {position!r}.\n"


def test_a_hundred_problems_are_listed_and_all_are_counted(ready_url: str) -> None:
    story = "\n".join(f"P-{number}\n2024-01-10 intake" for number in range(130))
    journey(ready_url, "import", "events", "-", stdin=as_file(log_of(story)))
    change(ready_url, "UPDATE events SET recorded_by = 'mw-1'")
    found = told(journey(ready_url, "verify", "--format", "json"))
    assert (len(found["problems"]), found["problem_count"]) == (100, 260)
    assert [one["position"] for one in found["problems"]] == [n for n in range(1, 51) for _ in "ab"]
    assert journey(ready_url, "verify").text.endswith("en nog 160\n")
    assert journey(ready_url, "--lang", "en", "verify").text.endswith("and 160 more\n")


# -- an export that is not as it should be -----------------------------------------------------


def export_problems(content: bytes, tmp_path: Path) -> list[tuple[int | None, str]]:
    """What the check of an export finds."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(content)
    return problems(NOWHERE, "--log", str(path))


def test_what_is_wrong_with_an_export_is_listed_by_line(tmp_path: Path) -> None:
    lines = FILE.splitlines(keepends=True)
    assert export_problems(FILE, tmp_path) == []
    ((second, text),) = export_problems(b"".join(lines[1:]), tmp_path)[:1]
    assert second == 2
    assert text.startswith("AMS-0042: placed on 2024-02-02 breaks rule 1")
    unreadable = export_problems(b"".join([*lines[:2], b"{\n", *lines[3:]]), tmp_path)
    assert [at for at, _ in unreadable] == [3]
    assert unreadable[0][1].startswith("the line is not JSON: ")
    timeless = FILE.replace(b'"time": "2024-05-03T10:00:00.000001Z", ', b"")
    assert [at for at, _ in export_problems(timeless, tmp_path)] == [3, 3]
    twice = export_problems(b"".join([*lines, lines[4]]), tmp_path)
    assert twice[0] == (6, f"event '{id_of(5)}' is in the log already")


def test_an_export_of_another_log_is_not_what_was_sealed(url: str, keys: Path) -> None:
    path, log = sealed(url, keys), keys / "log.jsonl"
    log.write_bytes(exported(url).replace(b'"engels":"ja"', b'"engels":"nee"'))
    ((_, text),) = problems(NOWHERE, "--log", str(log), "--checkpoint", path)
    assert "the log is not what was sealed" in text


# -- signatures --------------------------------------------------------------------------------


def test_every_key_has_to_have_signed(url: str, keys: Path) -> None:
    path = str(keys / "checkpoint")
    journey(url, "seal", "--key", str(keys / "log.key"), "-o", path)
    log, auditor = str(keys / "log.pub"), str(keys / "auditor.pub")
    assert problems(url, "--checkpoint", path, "--public-key", log) == []
    assert problems(url, "--checkpoint", path, "--public-key", log, "--public-key", auditor) == [
        (None, f"{path}: it has no valid signature of rekenkamer")
    ]


def test_a_checkpoint_that_was_changed_has_no_valid_signature(url: str, keys: Path) -> None:
    path = Path(sealed(url, keys))
    path.write_bytes(path.read_bytes().replace(b"\nsealed 20", b"\nsealed 19"))
    found = problems(url, "--checkpoint", str(path), "--public-key", str(keys / "log.pub"))
    assert found == [(None, f"{path}: it has no valid signature of {SOURCE}")]


def test_of_every_checkpoint_is_said_what_is_known_of_its_signatures(url: str, keys: Path) -> None:
    path = str(keys / "checkpoint")
    journey(url, "seal", "--key", str(keys / "log.key"), "-o", path)
    asked = ("--lang", "en", "verify", "--checkpoint", path)
    said = {
        "log": f"consistent; signed by {SOURCE}\n",
        "auditor": "consistent; no valid signature\n",
    }
    for name, text in said.items():
        assert text in journey(url, *asked, "--public-key", str(keys / f"{name}.pub")).text
    assert "consistent; signatures not checked: give --public-key\n" in journey(url, *asked).text


def test_only_what_holds_is_cosigned(url: str, keys: Path) -> None:
    path, log = keys / "checkpoint", keys / "log.jsonl"
    done(url, "seal", "--key", str(keys / "log.key"), "-o", str(path))
    log.write_bytes(exported(url))
    own = ("seal", "--cosign", str(keys / "auditor.key"), "--checkpoint", str(path))
    checks = ("--public-key", str(keys / "log.pub"), "--log", str(log))
    assert "was not checked" not in done(NOWHERE, *own, *checks).err
    assert f"Error: nothing was signed: {path}: it has no valid signature of rekenkamer\n" == (
        journey(NOWHERE, *own, *checks, "--public-key", str(keys / "auditor.pub")).err
    )
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
    assert "1 event is gone" in journey(NOWHERE, *own, *checks).err
    path.write_bytes(path.read_bytes().replace(b"\nsealed 20", b"\nsealed 19"))
    ran = journey(NOWHERE, *own, *checks)
    assert (ran.code, ran.out) == (1, b"")
    assert f"it has no valid signature of {SOURCE}\n" in ran.err
    unchecked = done(NOWHERE, *own)
    assert f"{path} was not checked: --public-key and --log do that\n" in unchecked.err


def test_a_cosigner_hands_out_the_key_that_other_tools_know(url: str, keys: Path) -> None:
    made = done(NOWHERE, "seal", "--new-key", str(keys / "k"), "--name", "rekenkamer")
    (said, _) = made.err.splitlines()
    public = said.removeprefix("for other tools that check what it cosigns: ")
    assert read_public_key(public) == read_public_key(made.text.strip())
    path = str(keys / "checkpoint")
    done(url, "seal", "--key", str(keys / "log.key"), "-o", path)
    cosigned = done(NOWHERE, "seal", "--cosign", str(keys / "k"), "--checkpoint", path)
    assert cosigned.err.endswith(f"signed by {public}\n")
    signature = parse(cosigned.out).signatures[-1]
    assert public.split("+")[1] == signature.key_id.hex()


def test_a_checkpoint_of_another_origin_is_named(url: str, keys: Path) -> None:
    path, log = str(keys / "checkpoint"), keys / "log.jsonl"
    done(url, "seal", "--key", str(keys / "log.key"), "--origin", "urn:x", "-o", path)
    asked = ("verify", "--checkpoint", path)
    assert f"; oorsprong urn:x, niet {SOURCE}; " in done(url, *asked).text
    assert f"; origin urn:x, not {SOURCE}; " in done(url, "--lang", "en", *asked).text
    assert told(journey(url, *asked, "--format", "json"))["source"] == SOURCE
    log.write_bytes(exported(url))
    offline = journey(NOWHERE, *asked, "--log", str(log), "--format", "json")
    assert told(offline)["source"] is None


# -- sealing -----------------------------------------------------------------------------------


def test_a_seal_names_its_log_and_what_it_was(url: str, keys: Path) -> None:
    ran = journey(url, "seal", "--key", str(keys / "log.key"))
    origin, size, _, times, *_ = ran.text.split("\n")
    assert (origin, size) == (SOURCE, "5")
    assert times.endswith(" newest 2024-06-30T22:30:00.500000Z")
    assert ran.err.startswith("5 events sealed, root ")
    other = journey(url, "seal", "--key", str(keys / "log.key"), "--origin", "urn:x")
    assert other.text.startswith("urn:x\n5\n")


def test_a_new_key_is_of_the_store_unless_it_is_given_a_name(url: str, tmp_path: Path) -> None:
    ran = journey(url, "seal", "--new-key", str(tmp_path / "k"))
    assert ran.text.startswith(f"{SOURCE}+")
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o600


def test_a_log_that_is_not_as_it_should_be_is_not_sealed(url: str, keys: Path) -> None:
    change(url, "UPDATE events SET recorded_by = 'mw-1' WHERE position = 2")
    ran = journey(url, "seal", "--key", str(keys / "log.key"))
    assert (ran.code, ran.out) == (3, b"")
    assert "nothing was sealed: the log has 1 problem; at position 2" in ran.err


@pytest.mark.parametrize(
    "asked", [["tables", "--peildatum", "2024-12-31"], ["show", "AMS-0042"]], ids=lambda a: a[0]
)
def test_figures_of_a_row_that_cannot_be_read_name_its_place(asked: list[str], url: str) -> None:
    change(url, "UPDATE events SET data = '{' WHERE position = 3")
    ran = journey(url, *asked)
    assert (ran.code, ran.out) == (3, b"")
    assert ran.err.startswith("Error: position 3: the log holds a placed that can't be read: ")
    assert "`journey verify` lists everything that is wrong" in ran.err


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["seal"], "Give the key to sign with"),
        (["seal", "--name", "x"], "--name goes with --new-key"),
        (["seal", "--cosign", "k"], "--checkpoint with --cosign"),
        (["seal", "--checkpoint", "c"], "--checkpoint with --cosign"),
        (["seal", "--public-key", "k"], "--public-key and --log say what --cosign is to check"),
        (["seal", "--log", "l", "--key", "k"], "--public-key and --log say what --cosign is"),
        (["verify", "--public-key", "k"], "--public-key is for the signatures"),
    ],
)
def test_wrong_usage(arguments: list[str], text: str, ready_sqlite: str) -> None:
    ran = journey(ready_sqlite, *arguments)
    assert ran.code == 2
    assert text in ran.err


def test_files_that_are_none(ready_sqlite: str, tmp_path: Path) -> None:
    none = tmp_path / "none"
    for arguments, how in (
        (["verify", "--checkpoint", str(none)], ""),
        (["verify", "--log", str(none)], ""),
        (["seal", "--key", str(none)], "  Make a key with: journey seal --new-key NEW_FILE\n"),
    ):
        ran = journey(ready_sqlite, *arguments)
        assert (ran.code, ran.err) == (
            1,
            f"Error: {none} can't be read: No such file or directory\n{how}",
        )
    none.write_text("x")
    ran = journey(ready_sqlite, "verify", "--checkpoint", str(none))
    assert (ran.code, ran.err.splitlines()[0][:40]) == (1, f"Error: {none} is no checkpoint"[:40])


def test_the_auditors_own_program_knows_what_is_sealed(tmp_path: Path) -> None:
    log = GOLDEN / "v2.export.jsonl"
    assert b'"sealed":' in log.read_bytes()
    found = told(journey(NOWHERE, "verify", "--log", str(log), "--format", "json"))
    worked_out = subprocess.run(
        [sys.executable, str(ROOT_PY), str(log)], capture_output=True, text=True, check=True
    )
    root = b64encode(bytes.fromhex(found["root"])).decode()
    assert worked_out.stdout.splitlines() == [str(found["events"]), root]


def test_a_store_without_its_source_says_so(url: str, keys: Path) -> None:
    change(url, "DELETE FROM setting WHERE name = 'source'")
    for asked in (
        ["seal", "--key", str(keys / "log.key")],
        ["seal", "--new-key", str(keys / "new.key")],
        ["publish", "--peildatum", "2024-12-31", "-o", str(keys / "publication")],
        ["export", "events"],
    ):
        ran = journey(url, *asked)
        assert (ran.code, ran.out) == (3, b"")
        assert ran.err == ("Error: The store has lost its setting 'source', which names its log.\n")
    assert problems(url) == []
