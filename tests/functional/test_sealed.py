"""Personal fields through the command line: recorded, read, corrected, erased; good and bad."""

from __future__ import annotations

import json
import os
import shutil
import stat
from base64 import b64decode, b64encode
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from journey.application import Proposal, take_in
from journey.errors import Conflict, StoreDamaged
from journey.personal import Personal
from journey.store import Record, open_store
from journey.store.leaf import leaf_of
from journey.store.opening import connect
from journey.store.session import Row
from journey.store.statements import COLUMNS
from journey.store.urls import SqliteLocation, parse_url
from journey_cli.context import Context
from tests.command_line import done, exported, journey
from tests.conftest import PostgresServer
from tests.stories import events_in, id_of

NAAM = "Sophia van Ypenburg"
NOTE = "Woont bij haar zus"
PLAIN_INTAKE = (
    *("record", "intake", "A-1", "--datum", "2025-03-01"),
    *("--proef", "wsd", "--deelname", "verplicht"),
)
READ = "SELECT operation_name, status, data_subject_id, reader, reden FROM reading JOIN reader "
READINGS = f"{READ} USING (operation_id) ORDER BY start_time"


@pytest.fixture(autouse=True)
def staff(monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    monkeypatch.setenv("JOURNEY_USER", "mw-17")


def refused(url: str, *arguments: str, code: int = 1, stdin: bytes = b"") -> str:
    """What a refused command says; the log is as it was."""
    before = exported(url)
    ran = journey(url, *arguments, stdin=stdin)
    assert (ran.code, ran.out) == (code, b""), ran
    assert exported(url) == before
    assert NAAM not in ran.err
    assert "Traceback" not in ran.err
    return " ".join(ran.err.split())


def begun(url: str, number: str = "A-1", first: int = 1) -> None:
    """A participant with an intake that has a note, an identity, and a startbaan."""
    intake = ("record", "intake", number, "--datum", "2025-03-01", "--proef", "wsd")
    done(url, *intake, "--deelname", "verplicht", "--toelichting", NOTE, "--id", id_of(first))
    who = ("record", "identity_recorded", number, "--datum", "2025-03-01", "--naam", NAAM)
    done(url, *who, "--contact", "06 1234", "--id", id_of(first + 1))
    placed = ("record", "placed", number, "--datum", "2025-04-01", "--startbaan", "1")
    done(url, *placed, "--werkgever", "De Ster", "--id", id_of(first + 2))


def rows(url: str, statement: str) -> list[Row]:
    with closing(connect(parse_url(url), 1)) as session:
        return session.rows(statement)


def identity(url: str, number: str = "A-1") -> str:
    return done(url, "identify", number, "--reden", "belt").text


# Reading ------------------------------------------------------------------------------------------


def test_who_somebody_is_reads_as_it_was_recorded_last(ready_url: str) -> None:
    begun(ready_url)
    assert identity(ready_url).splitlines()[2:] == [f"Naam     {NAAM}", "Contact  06 1234"]
    correct = ("correct", id_of(2), "--reden", "vergissing")
    done(ready_url, *correct, "--contact", "06 5678")
    done(ready_url, *correct, "--datum", "2025-03-02")
    assert "06 5678" in identity(ready_url)
    done(ready_url, *correct, "--leave-out", "contact")
    assert identity(ready_url).splitlines()[2:] == [f"Naam  {NAAM}"]
    newer = ("record", "identity_recorded", "a-1", "--datum", "2025-05-01", "--naam", "S. Jansen")
    done(ready_url, *newer, "--id", id_of(9))
    assert "S. Jansen" in identity(ready_url)
    done(ready_url, "retract", id_of(9), "--reden", "dubbel")
    assert NAAM in identity(ready_url)


def test_notes_stand_with_their_events(ready_url: str) -> None:
    begun(ready_url)
    asked = ("show", "A-1", "--with-notes", "--reden", "overdracht")
    shown = done(ready_url, *asked).text
    assert f"Toelichting: {NOTE}" in shown
    assert "Startbaan: 1; Werkgever: De Ster" in shown
    assert NAAM not in shown
    data = json.loads(done(ready_url, *asked, "--format", "json").text)["timeline"]
    assert [line["data"].get("toelichting") for line in data] == [NOTE, None, None]
    assert NOTE not in done(ready_url, "show", "A-1").text
    done(ready_url, "correct", id_of(1), "--toelichting", "Verhuisd", "--reden", "later_bekend")
    assert "Toelichting: Verhuisd" in done(ready_url, *asked).text
    then = done(ready_url, *asked, "--known-at", "#3").text
    assert NOTE in then
    assert "Verhuisd" not in then


def test_a_new_file_with_notes_is_its_owners_alone(ready_sqlite: str, tmp_path: Path) -> None:
    begun(ready_sqlite)
    noted, plain, kept = (tmp_path / name for name in ("noted.txt", "plain.txt", "kept.txt"))
    kept.touch(0o640)
    asked = ("show", "A-1", "--with-notes", "--reden", "dossier", "-o")
    before = os.umask(0o022)
    try:
        done(ready_sqlite, *asked, str(noted))
        done(ready_sqlite, *asked, str(kept))
        done(ready_sqlite, "show", "A-1", "-o", str(plain))
    finally:
        os.umask(before)
    assert NOTE in noted.read_text()
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (noted, plain, kept)]
    assert modes == [0o600, 0o644, 0o640]


def test_each_reading_is_logged_before_it_is_shown(ready_url: str) -> None:
    begun(ready_url)
    identity(ready_url)
    done(ready_url, "show", "a-1", "--with-notes", "--reden", "dossier", "--as", "mw-2")
    journey(ready_url, "identify", "A-9", "--reden", "niemand")
    assert rows(ready_url, READINGS) == [
        ("journey identify", "OK", "A-1", "mw-17", "belt"),
        ("journey show --with-notes", "OK", "A-1", "mw-2", "dossier"),
    ]
    (line,) = rows(ready_url, "SELECT * FROM reading WHERE operation_name = 'journey identify'")
    operation, trace, _, start, end, _, activity, _, kind = line
    assert (len(operation), len(trace), kind) == (16, 32, "deelnemernummer")
    assert start <= end
    assert activity.startswith("urn:nld:oin:")


def test_changing_what_is_sealed_is_a_reading_too(ready_url: str) -> None:
    begun(ready_url)
    correct = ("correct", id_of(2), "--reden", "vergissing")
    assert "changes nothing" in refused(ready_url, *correct, "--naam", NAAM, "--dry-run")
    done(ready_url, *correct, "--datum", "2025-03-02")
    done(ready_url, *correct, "--contact", "06 5678", "--as", "mw-2")
    done(ready_url, "correct", id_of(3), "--sector", "zorg_welzijn", "--reden", "later_bekend")
    refused(ready_url, "erase", "A-1", "--reden", f"verzoek van {NAAM}")
    done(ready_url, *ERASE)
    check = "does the reason of an erasure name the person?"
    assert rows(ready_url, READINGS) == [
        ("journey correct", "OK", "A-1", "mw-17", "vergissing"),
        ("journey correct", "OK", "A-1", "mw-2", "vergissing"),
        ("journey erase", "OK", "A-1", "mw-17", check),
        ("journey erase", "OK", "A-1", "mw-17", check),
    ]


def test_giving_a_command_again_is_a_reading_too(ready_url: str) -> None:
    begun(ready_url)
    who = ("record", "identity_recorded", "A-1", "--datum", "2025-03-01", "--id", id_of(2))
    said = refused(ready_url, *who, "--naam", "Een ander", "--contact", "06 1234", "--dry-run")
    assert "is taken" in said
    done(ready_url, *who, "--naam", NAAM, "--contact", "06 1234")
    heading = f"event,number,datum,id,toelichting\nput_on_hold,A-1,2025-05-01,{id_of(7)},"
    sheet = f"{heading}ziek\n".encode()
    done(ready_url, "record", "--from", "-", stdin=sheet)
    done(ready_url, "record", "--from", "-", "--dry-run", stdin=sheet)
    other = sheet.replace(b"ziek", b"zwanger")
    said = refused(ready_url, "record", "--from", "-", "--dry-run", stdin=other)
    assert "is taken by another event" in said
    correct = ("correct", id_of(2), "--contact", "06 5678", "--reden", "anders", "--id", id_of(8))
    done(ready_url, *correct)
    assert "already recorded" in done(ready_url, *correct).text
    again = "is this what was recorded with the same id?"
    assert rows(ready_url, READINGS) == [
        ("journey record", "OK", "A-1", "mw-17", again),
        ("journey record", "OK", "A-1", "mw-17", again),
        ("journey record", "OK", "A-1", "mw-17", again),
        ("journey record", "OK", "A-1", "mw-17", again),
        ("journey correct", "OK", "A-1", "mw-17", "anders"),
        ("journey correct", "OK", "A-1", "mw-17", "anders"),
        ("journey correct", "OK", "A-1", "mw-17", again),
    ]


def test_nothing_is_compared_that_can_not_be_logged(ready_url: str) -> None:
    begun(ready_url)
    with closing(connect(parse_url(ready_url), 1)) as session:
        session.execute("ALTER TABLE reader RENAME TO elsewhere")
    who = ("record", "identity_recorded", "A-1", "--datum", "2025-03-01", "--id", id_of(2))
    sheet = f"event,number,datum,id,naam\nidentity_recorded,A-1,2025-03-01,{id_of(2)},"
    for name in (NAAM, "Een ander"):
        ran = journey(ready_url, *who, "--naam", name, "--contact", "06 1234")
        assert (ran.code, ran.out, "taken" in ran.err) == (3, b"", False)
        ran = journey(ready_url, "record", "--from", "-", stdin=f"{sheet}{name}\n".encode())
        assert (ran.code, ran.out, "taken" in ran.err) == (3, b"", False)


def test_who_records_the_same_meanwhile_is_not_compared_with(ready_url: str) -> None:
    begun(ready_url)
    note = Personal({"toelichting": NOTE})
    data = {"datum": "2025-03-01", "proef": "wsd", "deelname": "verplicht"}
    data["recorded_by"] = "mw-17"
    proposal = Proposal(2, id_of(1), "intake", "A-1", None, data, personal=note)
    with (
        open_store(ready_url) as store,
        Context(ready_url, "nl").vault() as vault,
        pytest.raises(Conflict, match="recorded by someone else"),
    ):
        take_in(store, [proposal], vault=vault)


def test_a_retraction_has_a_note_of_its_own(ready_url: str) -> None:
    begun(ready_url)
    done(ready_url, "retract", id_of(3), "--reden", "dubbel", "--toelichting", "Andere Sophia")
    assert b"Sophia" not in exported(ready_url)
    asked = ("show", "A-1", "--with-notes", "--reden", "overdracht")
    shown = done(ready_url, *asked).text
    assert "Toelichting: Andere Sophia" in shown
    data = json.loads(done(ready_url, *asked, "--format", "json").text)["timeline"]
    assert data[-1]["amended"][0]["toelichting"] == "Andere Sophia"
    assert "Andere Sophia" not in done(ready_url, "show", "A-1").text
    said = refused(ready_url, "retract", id_of(2), "--reden", "dubbel", "--toelichting", "x" * 2001)
    assert "toelichting" in said


def test_the_activity_is_the_one_of_the_installation(ready_sqlite: str) -> None:
    begun(ready_sqlite)
    done(ready_sqlite, "init", "--processing-activity", "https://example.org/verwerking/7")
    identity(ready_sqlite)
    found = rows(ready_sqlite, "SELECT processing_activity_id FROM reading")
    assert found == [("https://example.org/verwerking/7",)]
    said = refused(ready_sqlite, "init", "--processing-activity", "geen uri")
    assert "processing activity 'geen uri' is no URI" in said


def test_what_can_not_be_logged_is_not_shown(ready_url: str) -> None:
    begun(ready_url)
    with closing(connect(parse_url(ready_url), 1)) as session:
        session.execute("ALTER TABLE reader RENAME TO elsewhere")
    ran = journey(ready_url, "identify", "A-1", "--reden", "belt")
    assert (ran.code, ran.out) == (3, b"")
    assert rows(ready_url, "SELECT * FROM reading") == []


@pytest.mark.parametrize("table", ["reading", "reader"])
def test_a_reading_is_never_changed_or_removed(ready_url: str, table: str) -> None:
    begun(ready_url)
    identity(ready_url)
    before = rows(ready_url, f"SELECT * FROM {table}")
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET operation_id = 'x'"):
        with (
            closing(connect(parse_url(ready_url), 1)) as session,
            pytest.raises(Exception, match="append-only"),
        ):
            session.raw.execute(statement)
    assert rows(ready_url, f"SELECT * FROM {table}") == before


def test_a_reading_needs_a_reason_and_a_reader(
    ready_sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(ready_sqlite)
    assert "--reden" in refused(ready_sqlite, "identify", "A-1", code=2)
    assert "go together" in refused(ready_sqlite, "show", "A-1", "--with-notes", code=2)
    assert "go together" in refused(ready_sqlite, "show", "A-1", "--reden", "x", code=2)
    assert "1 to 200" in refused(ready_sqlite, "identify", "A-1", "--reden", " ", code=2)
    monkeypatch.delenv("JOURNEY_USER")
    assert "who records" in refused(ready_sqlite, "identify", "A-1", "--reden", "belt")
    assert rows(ready_sqlite, "SELECT * FROM reading") == []


# Keys ---------------------------------------------------------------------------------------------


def test_without_a_key_file_all_else_works(
    ready_url: str, monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    begun(ready_url)
    monkeypatch.delenv("JOURNEY_KEY_FILE")
    hold = ("record", "put_on_hold", "A-1", "--datum", "2025-05-01")
    for extra in ((), ("--dry-run",)):
        said = refused(ready_url, *hold, "--toelichting", "ziek", *extra)
        assert "Set JOURNEY_KEY_FILE" in said
    sheet = b"event,number,datum,toelichting\nput_on_hold,A-1,2025-05-01,ziek\n"
    for extra in ((), ("--dry-run",)):
        said = refused(ready_url, "record", "--from", "-", *extra, stdin=sheet)
        assert "Set JOURNEY_KEY_FILE" in said
    assert "Set JOURNEY_KEY_FILE" in refused(ready_url, "identify", "A-1", "--reden", "x")
    done(ready_url, *hold)
    done(ready_url, "correct", id_of(1), "--datum", "2025-02-28", "--reden", "vergissing")
    done(ready_url, "show", "A-1")
    done(ready_url, "verify")
    monkeypatch.setenv("JOURNEY_KEY_FILE", keys)
    assert NOTE in done(ready_url, "show", "A-1", "--with-notes", "--reden", "x").text


def test_where_there_are_no_keys_at_all_it_says_what_to_set(
    ready_sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(ready_sqlite, *PLAIN_INTAKE)
    monkeypatch.delenv("JOURNEY_KEY_FILE")
    monkeypatch.delenv("JOURNEY_KEYS")
    for asked in (ERASE, ("keys", "reconcile"), ("identify", "A-1", "--reden", "x")):
        assert "Set JOURNEY_KEY_FILE" in refused(ready_sqlite, *asked)


def test_init_makes_the_keys_beside_the_log(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JOURNEY_KEYS")
    key = tmp_path / "new.key"
    monkeypatch.setenv("JOURNEY_KEY_FILE", str(key))
    assert f"a new key file {key}" in done(sqlite_url, "init").err
    store = tmp_path / "journey.keys.db"
    assert {path.stat().st_mode & 0o777 for path in (key, store)} == {0o600}
    content = key.read_bytes()
    assert f"the key file {key}" in done(sqlite_url, "init").err
    assert key.read_bytes() == content
    begun(sqlite_url)
    key.unlink()
    assert "put that file back" in refused(sqlite_url, "init", code=3)
    assert not key.exists()


def test_a_log_without_a_place_for_keys_says_what_to_set(
    ready_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JOURNEY_KEYS")
    intake = ("record", "intake", "A-1", "--datum", "2025-03-01", "--proef", "wsd")
    given = (*intake, "--deelname", "verplicht", "--toelichting", "x")
    assert "set JOURNEY_KEYS" in refused(ready_postgres, *given, code=2)
    monkeypatch.setenv("JOURNEY_KEYS", ready_postgres)
    assert "give JOURNEY_KEYS another" in refused(ready_postgres, *given, code=2)


def test_init_makes_no_store_where_its_keys_have_no_place(
    postgres_url: str, keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def init() -> tuple[int, str]:
        ran = journey(postgres_url, "init")
        assert "run `journey init`" in journey(postgres_url, "list").err
        return ran.code, ran.err

    Path(keys).write_text("geheim")
    code, said = init()
    assert (code, "holds no key" in said) == (1, True)
    monkeypatch.delenv("JOURNEY_KEYS")
    code, said = init()
    assert (code, "set JOURNEY_KEYS" in said) == (2, True)


def test_keys_that_others_can_read_or_that_are_not_there(ready_sqlite: str, keys: str) -> None:
    begun(ready_sqlite)
    asked = ("identify", "A-1", "--reden", "x")
    Path(keys).chmod(0o644)
    assert "chmod 600" in refused(ready_sqlite, *asked)
    Path(keys).write_text("geheim")
    Path(keys).chmod(0o600)
    assert "holds no key" in refused(ready_sqlite, *asked)
    Path(keys).unlink()
    said = refused(ready_sqlite, *asked)
    assert "can't be read" in said
    assert "`journey init` makes it" in said


def test_keys_in_postgresql(
    ready_url: str, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOURNEY_KEYS", postgres_url)
    assert "run `journey init`" in refused(ready_url, "keys", "reconcile", code=3)
    done(ready_url, "init")
    begun(ready_url)
    sheet = b"event,number,datum,proef,deelname,toelichting\n" + b"".join(
        b"intake,B-%d,2025-05-01,wsd,verplicht,ziek\n" % number for number in range(20)
    )
    done(ready_url, "record", "--from", "-", stdin=sheet)
    done(ready_url, "erase", "A-1", "--reden", "verzoek")
    assert "ziek" in done(ready_url, "show", "B-7", "--with-notes", "--reden", "x").text
    assert "was erased" in refused(ready_url, "identify", "A-1", "--reden", "x")
    wrapped = rows(postgres_url, "SELECT count(*), count(wrapped) FROM journey_data_key")
    assert wrapped == [(21, 20)]


def test_keys_are_wrapped_anew(
    ready_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(ready_url)
    new = str(tmp_path / "new.key")
    for count in ("1 key wrapped", "0 keys wrapped"):
        assert count in done(ready_url, "keys", "rotate", "--to", new).err
    assert "wrapped with another key file" in refused(
        ready_url, "identify", "A-1", "--reden", "x", code=3
    )
    hold = ("record", "put_on_hold", "A-1", "--datum", "2025-05-01", "--toelichting", "ziek")
    assert "give the command again with that one" in refused(ready_url, *hold, code=3)
    third = str(tmp_path / "third.key")
    assert "nothing was changed" in refused(ready_url, "keys", "rotate", "--to", third, code=3)
    monkeypatch.setenv("JOURNEY_KEY_FILE", new)
    assert NAAM in identity(ready_url)
    again = done(ready_url, "keys", "rotate", "--to", new).err
    assert "0 keys wrapped" in again
    assert "keep it" in again
    assert "Destroy" not in again


def test_a_place_for_keys_that_is_none_is_named(
    ready_sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOURNEY_KEYS", "keys")
    said = refused(ready_sqlite, "keys", "reconcile", code=2)
    assert said.startswith("Error: JOURNEY_KEYS: This is no database URL")


def test_keys_never_come_into_the_log_by_whatever_url(
    ready_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = parse_url(ready_url)
    if isinstance(log, SqliteLocation):
        assert log.path is not None
        alias = tmp_path / "alias.db"
        alias.symlink_to(log.path)
        other = f"sqlite:///{alias}"
    else:
        other = f"{ready_url}{'&' if '?' in ready_url else '?'}application_name=keys"
    for url in (ready_url, other):
        monkeypatch.setenv("JOURNEY_KEYS", url)
        assert "can't be the database of a log" in refused(ready_url, "init", code=2)
    table = "SELECT * FROM journey_data_key"
    with closing(connect(log, 1)) as session, pytest.raises(StoreDamaged):
        session.rows(table)


def test_a_log_never_comes_into_a_key_store(
    ready_url: str, sqlite_url: str, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for url in (sqlite_url, postgres_url):
        monkeypatch.setenv("JOURNEY_KEYS", url)
        done(ready_url, "init")
        for command in ("init", "demo"):
            ran = journey(url, command)
            assert (ran.code, ran.out) == (2, b"")
            assert "holds the keys to a log" in ran.err
    begun(ready_url)
    assert NAAM in identity(ready_url)


def test_the_key_file_gets_a_new_key_and_the_old_one_is_kept(
    ready_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(ready_url)
    file = Path(os.environ["JOURNEY_KEY_FILE"])
    old = file.read_text()
    assert "1 key wrapped" in done(ready_url, "keys", "rotate").err
    (kept,) = file.parent.glob(f"{file.name}.*")
    assert (kept.read_text(), stat.S_IMODE(file.stat().st_mode)) == (old, 0o600)
    assert file.read_text() != old
    assert NAAM in identity(ready_url)
    monkeypatch.setenv("JOURNEY_KEY_FILE", str(kept))
    asked = ("identify", "A-1", "--reden", "x")
    assert "wrapped with another key file" in refused(ready_url, *asked, code=3)


def test_a_key_file_behind_a_link_is_the_one_that_is_replaced(
    ready_sqlite: str, keys: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(ready_sqlite)
    old = Path(keys).read_text()
    link = tmp_path / "link.key"
    link.symlink_to(keys)
    monkeypatch.setenv("JOURNEY_KEY_FILE", str(link))
    done(ready_sqlite, "keys", "rotate")
    assert NAAM in identity(ready_sqlite)
    holding = [p for p in tmp_path.rglob("*") if p.is_file() and old.encode() in p.read_bytes()]
    assert [path.name.startswith(f"{Path(keys).name}.") for path in holding] == [True]


def test_a_rotation_that_was_broken_off_ends_when_it_is_given_again(ready_url: str) -> None:
    begun(ready_url)
    file = Path(os.environ["JOURNEY_KEY_FILE"])
    # So far it came: every key wrapped anew, the new file not yet in its place.
    done(ready_url, "keys", "rotate", "--to", f"{file}.new")
    assert "0 keys wrapped" in done(ready_url, "keys", "rotate").err
    assert NAAM in identity(ready_url)


# Damage -------------------------------------------------------------------------------------------


def tampered(url: str, tmp_path: Path, change: Any) -> str:
    """URL of a new log with the export of another, its events changed."""
    events = events_in(exported(url))
    change(events)
    lines = b"".join(json.dumps(event).encode() + b"\n" for event in events)
    new = f"sqlite:///{tmp_path / 'tampered.db'}"
    done(new, "init")
    done(new, "import", "events", "-", "--keep-recorded-at", stdin=lines)
    return new


def flipped(event: dict[str, Any], place: int) -> None:
    seal = bytearray(b64decode(event["sealed"]))
    seal[place] ^= 1
    event["sealed"] = b64encode(bytes(seal)).decode()


@pytest.mark.parametrize("place", [1, 12, 13, 60, -1])
def test_a_changed_byte_is_damage(ready_sqlite: str, tmp_path: Path, place: int) -> None:
    begun(ready_sqlite)
    url = tampered(ready_sqlite, tmp_path, lambda events: flipped(events[1], place))
    for asked in (("identify", "A-1"), ("show", "A-1", "--with-notes")):
        said = refused(url, *asked, "--reden", "x", code=3)
        assert "event 2 of the log is damaged" in said
    assert {status for _, status, *_ in rows(url, READINGS)} == {"ERROR"}


def test_a_seal_that_was_moved_is_damage(ready_sqlite: str, tmp_path: Path) -> None:
    begun(ready_sqlite)
    begun(ready_sqlite, "A-2", 11)

    def swap(events: list[dict[str, Any]]) -> None:
        events[1]["sealed"], events[4]["sealed"] = events[4]["sealed"], events[1]["sealed"]

    def shift(events: list[dict[str, Any]]) -> None:
        events[1]["sealed"] = events[0]["sealed"]

    for number, change in enumerate((swap, shift)):
        folder = tmp_path / str(number)
        folder.mkdir()
        url = tampered(ready_sqlite, folder, change)
        said = refused(url, "identify", "A-1", "--reden", "x", code=3)
        assert "event 2 of the log is damaged" in said


def altered(url: str, position: int, change: str, *, hidden: bool = False) -> None:
    """A row as its owner changes it, past what guards it; ``hidden``: with the leaf of that."""
    on_sqlite = isinstance(parse_url(url), SqliteLocation)
    with closing(connect(parse_url(url), 1)) as session:
        session.execute(
            "DROP TRIGGER events_no_update"
            if on_sqlite
            else "SET session_replication_role = replica"
        )
        session.execute(f"UPDATE events SET {change} WHERE position = ?", position)
        if hidden:
            [row] = session.rows(f"SELECT {COLUMNS} FROM events WHERE position = ?", position)
            leaf = leaf_of(Record._make(row))
            session.execute("UPDATE events SET leaf = ? WHERE position = ?", leaf, position)


@pytest.mark.parametrize("hidden", [False, True])
def test_a_seal_that_was_taken_away_is_damage(ready_url: str, hidden: bool) -> None:
    begun(ready_url)
    altered(ready_url, 2, "sealed = NULL", hidden=hidden)
    correct = ("correct", id_of(2), "--naam", "S. Jansen", "--reden", "anders")
    asked = (("identify", "A-1", "--reden", "x"), ("show", "A-1", "--with-notes", "--reden", "x"))
    for command in (*asked, correct):
        ran = journey(ready_url, *command)
        assert (ran.code, ran.out) == (3, b"")
        assert "event 2 of the log is damaged" in ran.err


@pytest.mark.parametrize("change", ["sealed = NULL", "recorded_by = 'mw-9'"])
def test_no_superseded_name_is_shown_for_one_that_was_altered(ready_url: str, change: str) -> None:
    begun(ready_url)
    done(ready_url, "correct", id_of(2), "--naam", "S. Jansen", "--reden", "anders")
    altered(ready_url, 4, change)
    for asked in (("identify", "A-1"), ("show", "A-1", "--with-notes")):
        ran = journey(ready_url, *asked, "--reden", "x")
        assert (ran.code, ran.out) == (3, b"")
        assert "event 4 of the log is damaged" in ran.err
    assert {status for _, status, *_ in rows(ready_url, READINGS)[1:]} == {"ERROR"}


def test_a_seal_of_another_kind_of_value_is_damage(ready_sqlite: str) -> None:
    begun(ready_sqlite)
    altered(ready_sqlite, 2, "sealed = 'tekst'")
    ran = journey(ready_sqlite, "identify", "A-1", "--reden", "x")
    assert (ran.code, ran.out) == (3, b"")
    assert "event 2 of the log is damaged" in ran.err
    ran = journey(ready_sqlite, "export", "events")
    assert ran.code == 3
    assert "event 2 of the log is damaged" in ran.err


@pytest.mark.parametrize(
    "change",
    [
        "data = CAST(x'ff' || substr(data, 2) AS TEXT)",
        "sealed = CAST(substr(sealed, 1) || x'ff' AS TEXT)",
    ],
)
def test_bytes_that_are_no_text_are_damage(ready_sqlite: str, change: str) -> None:
    begun(ready_sqlite)
    altered(ready_sqlite, 1, change)
    for asked in (
        ("list",),
        ("snapshot", "--peildatum", "2025-10-31"),
        ("export", "events"),
        ("identify", "A-1", "--reden", "x"),
        ("show", "A-1", "--with-notes", "--reden", "x"),
        ERASE,
    ):
        ran = journey(ready_sqlite, *asked)
        if ran.code == 0:
            # What does not read that column.
            assert "sealed" in change, asked
            continue
        assert ran.code == 3, ran
        assert "no UTF-8" in ran.err
        assert "`journey verify`" in ran.err
        assert "intake" not in ran.err
    ran = journey(ready_sqlite, "verify")
    assert ran.code == 1
    assert "Traceback" not in ran.err


# Files --------------------------------------------------------------------------------------------


def test_an_export_holds_seals_and_makes_the_same_log(ready_url: str, sqlite_url: str) -> None:
    begun(ready_url)
    done(ready_url, "correct", id_of(2), "--naam", "S. Jansen", "--reden", "vergissing")
    log = exported(ready_url)
    assert log.count(b'"sealed"') == 4
    done(sqlite_url, "init")
    done(sqlite_url, "import", "events", "-", "--keep-recorded-at", stdin=log)
    assert exported(sqlite_url) == log
    again = done(sqlite_url, "import", "events", "-", "--keep-recorded-at", stdin=log)
    assert "added 0 events" in again.err
    assert "S. Jansen" in identity(sqlite_url)
    ran = journey("sqlite://", "verify", "--log", "-", stdin=log)
    assert ran.code == 0
    assert b"4 " in ran.out


@pytest.mark.parametrize(
    ("sealed", "said"),
    [
        ("", "is of a version that this program does not know"),
        ("geen base64!", "is not Base64"),
        (7, "is not a text"),
        (b64encode(b"\2" * 93).decode(), "is of a version that this program does not know"),
        (b64encode(b"\1" * 92).decode(), "has 92 bytes, which no seal has"),
        (b64encode(b"\1" * (29 + 65536)).decode(), "allowed: at most 65536"),
        (b64encode(b"\1" * 157).decode()[:-3] + "R==", "is not Base64"),
    ],
)
def test_what_is_no_seal_is_refused(ready_sqlite: str, sealed: Any, said: str) -> None:
    begun(ready_sqlite)
    event = json.loads(exported(ready_sqlite).splitlines()[0])
    event |= {"sealed": sealed, "id": id_of(9), "subject": "A-9"}
    line = json.dumps(event).encode()
    assert said in refused(ready_sqlite, "import", "events", "-", stdin=line)


def test_the_same_event_with_another_seal_is_another_event(ready_sqlite: str) -> None:
    begun(ready_sqlite)
    first, second, *_ = events_in(exported(ready_sqlite))
    for event in (
        {**first, "sealed": second["sealed"]},
        {n: first[n] for n in first if n != "sealed"},
    ):
        said = refused(ready_sqlite, "import", "events", "-", stdin=json.dumps(event).encode())
        assert "is taken by another event" in said


def test_an_identity_without_a_seal_is_refused(ready_sqlite: str) -> None:
    begun(ready_sqlite)
    event = json.loads(exported(ready_sqlite).splitlines()[1])
    del event["sealed"]
    line = json.dumps({**event, "id": id_of(9)}).encode()
    assert "naam: is missing" in refused(ready_sqlite, "import", "events", "-", stdin=line)


def test_a_sheet_is_sealed_on_its_way_in(ready_url: str) -> None:
    begun(ready_url)
    sheet = (
        "event,number,datum,toelichting,naam,startbaan,werkgever\n"
        f"identity_recorded,A-1,2025-05-01,,{NAAM},,\n"
        "placement_changed,A-1,2025-05-02,,,1,De Maan\n"
        "put_on_hold,A-1,2025-06,ziek,,,\n"
    ).encode()
    assert "added 3" in done(ready_url, "record", "--from", "-", stdin=sheet).err.replace(
        "recorded 3", "added 3"
    )
    log = exported(ready_url)
    assert "recorded 0" in done(ready_url, "record", "--from", "-", stdin=sheet).err
    assert exported(ready_url) == log
    assert NAAM.encode() not in log
    notes = done(ready_url, "show", "A-1", "--with-notes", "--reden", "x").text
    assert "Toelichting: ziek" in notes
    assert "Werkgever: De Maan" in notes
    other = sheet.replace(b"ziek", b"zwanger")
    assert "is taken by another event" in refused(ready_url, "record", "--from", "-", stdin=other)
    wrong = sheet.replace(NAAM.encode(), NAAM.encode() * 20)
    assert "line 2: naam: it has 380 characters" in refused(
        ready_url, "record", "--from", "-", stdin=wrong
    )


def test_the_same_command_again_records_once(ready_sqlite: str) -> None:
    begun(ready_sqlite)
    log = exported(ready_sqlite)
    begun(ready_sqlite)
    assert exported(ready_sqlite) == log
    correct = ("correct", id_of(2), "--contact", "06 5678", "--reden", "anders", "--id", id_of(4))
    assert done(ready_sqlite, *correct).text.splitlines()[-4].startswith("recorded")
    assert "already recorded" in done(ready_sqlite, *correct).text
    who = ("record", "identity_recorded", "A-1", "--datum", "2025-03-01", "--naam", "Een ander")
    assert "is taken" in refused(ready_sqlite, *who, "--id", id_of(2))


def test_a_correction_that_changes_nothing_personal_is_refused(ready_sqlite: str) -> None:
    begun(ready_sqlite)
    correct = ("correct", id_of(2), "--reden", "anders")
    assert "changes nothing" in refused(ready_sqlite, *correct, "--naam", NAAM)
    assert "naam: is missing" in refused(ready_sqlite, *correct, "--leave-out", "naam")
    said = refused(ready_sqlite, *correct, "--set", "geboortedatum=2999-01-01")
    assert "geboortedatum: lies after the day of recording" in said
    said = refused(ready_sqlite, *correct, "--set", f"geboortedatum={NAAM}", code=2)
    assert "it is not as it should be; allowed: a date" in said


# Erasing ------------------------------------------------------------------------------------------

ERASE = ("erase", "A-1", "--reden", "verzoek")
FIGURES = [
    ("snapshot", "--peildatum", "2025-10-31", "--format", "csv"),
    ("tables", "--peildatum", "2025-10-31", "--format", "csv"),
    ("flow", "--from", "2025-01-01", "--to", "2025-10-31", "--format", "csv"),
    ("durations", "--peildatum", "2025-10-31", "--format", "csv"),
]


def test_after_an_erasure_nobody_reads_and_every_figure_stands(ready_url: str) -> None:
    begun(ready_url)
    begun(ready_url, "A-2", 11)
    then = [
        journey(ready_url, *asked, "--known-at", "#6", "--format", "json").out
        for asked in (figure[:-2] for figure in FIGURES)
    ]
    before = [done(ready_url, *asked).out for asked in FIGURES]
    ran = done(ready_url, *ERASE)
    assert "A-1 is erased" in ran.err
    assert "Copies of the key store" in ran.err
    assert [done(ready_url, *asked).out for asked in FIGURES] == before
    since = [
        journey(ready_url, *asked, "--known-at", "#6", "--format", "json").out
        for asked in (figure[:-2] for figure in FIGURES)
    ]
    assert since == then
    done(ready_url, "verify")
    for asked in (("identify", "A-1"), ("show", "A-1", "--with-notes")):
        assert "A-1 was erased on" in refused(ready_url, *asked, "--reden", "x")
    assert NAAM in identity(ready_url, "A-2")
    assert "identity_erased" in done(ready_url, "show", "A-1").text
    assert "was erased on" in done(ready_url, *ERASE).err
    assert exported(ready_url).count(b"identity_erased") == 1


def test_an_erasure_is_no_news_of_somebody(ready_url: str) -> None:
    begun(ready_url)
    late = ("--peildatum", "2100-01-01", "--format", "csv")
    asked: list[tuple[str, ...]] = [("list", "--quiet-for", "1", "--format", "csv")]
    asked += [(*name, *late) for name in (["quality"], ["lag"], ["export", "xes", "--by", "event"])]
    before = [done(ready_url, *each).out for each in asked]
    done(ready_url, *ERASE)
    assert [done(ready_url, *each).out for each in asked] == before


def test_an_old_log_is_not_read_with_todays_keys(ready_url: str, sqlite_url: str) -> None:
    begun(ready_url)
    old = exported(ready_url)
    done(ready_url, *ERASE)
    done(sqlite_url, "init")
    done(sqlite_url, "import", "events", "-", "--keep-recorded-at", stdin=old)
    said = refused(sqlite_url, "identify", "A-1", "--reden", "x")
    assert "the key was destroyed" in said
    hold = ("record", "put_on_hold", "A-1", "--datum", "2025-05-01", "--toelichting", "ziek")
    assert "the key was destroyed" in refused(sqlite_url, *hold)


def test_after_an_erasure_nothing_personal_comes_in(ready_url: str, tmp_path: Path) -> None:
    begun(ready_url)
    log = exported(ready_url).splitlines()
    done(ready_url, *ERASE)
    who = ("record", "identity_recorded", "A-1", "--datum", "2025-05-01", "--naam", "X")
    assert "no personal field is recorded again" in refused(ready_url, *who)
    hold = ("record", "put_on_hold", "A-1", "--datum", "2025-05-01")
    said = refused(ready_url, *hold, "--toelichting", "ziek")
    assert "no personal field is recorded again" in said
    sheet = b"event,number,datum,toelichting\nput_on_hold,A-1,2025-05-01,ziek\n"
    said = refused(ready_url, "record", "--from", "-", stdin=sheet)
    assert "no personal field is recorded again" in said
    begun(ready_url, "A-2", 11)
    file = tmp_path / "day.csv"
    file.write_bytes(sheet.replace(b"A-1", b"A-2"))
    done(ready_url, "record", "--from", str(file))
    done(ready_url, "erase", "A-2", "--reden", "verzoek")
    said = refused(ready_url, "record", "--from", str(file))
    assert f"{file}: A-2 was erased on" in said
    for event in (json.loads(log[0]), json.loads(log[1])):
        line = json.dumps({**event, "id": id_of(20)}).encode()
        said = refused(ready_url, "import", "events", "-", stdin=line)
        assert "erased" in said
    erasure = next(e for e in events_in(exported(ready_url)) if "erased" in e["type"])["id"]
    for target in (erasure, id_of(2)):
        said = refused(ready_url, "retract", target, "--reden", "vergissing")
        assert "can't be corrected or retracted" in said
    said = refused(ready_url, "correct", id_of(2), "--datum", "2025-03-02", "--reden", "anders")
    assert "can't be corrected or retracted" in said
    done(ready_url, *hold)
    done(ready_url, "correct", id_of(1), "--datum", "2025-02-28", "--reden", "anders")
    done(ready_url, "verify")


def test_a_reason_that_names_the_person_is_refused(ready_sqlite: str, keys: str) -> None:
    begun(ready_sqlite)
    for reden in (f"verzoek van {NAAM}", "mevrouw ypenburg belde", "bel 06 1234", NOTE):
        said = refused(ready_sqlite, "erase", "A-1", "--reden", reden)
        assert "would stay in the log for ever" in said
    done(ready_sqlite, "correct", id_of(2), "--geboortedatum", "1990-05-01", "--reden", "anders")
    for reden in ("geboren op 1-5-1990", "bel 061234"):
        said = refused(ready_sqlite, "erase", "A-1", "--reden", reden)
        assert "would stay in the log for ever" in said


def test_an_ordinary_reason_passes(ready_sqlite: str) -> None:
    begun(ready_sqlite)
    done(ready_sqlite, "correct", id_of(1), "--toelichting", "verhuisd", "--reden", "vergissing")
    assert (
        "not checked" not in done(ready_sqlite, *ERASE[:-1], "verhuisd, op verzoek van 3 mei").err
    )


@pytest.mark.parametrize("missing", [True, False])
def test_without_a_key_file_the_reason_is_not_checked_and_that_is_said(
    ready_sqlite: str, keys: str, monkeypatch: pytest.MonkeyPatch, missing: bool
) -> None:
    begun(ready_sqlite)
    if missing:
        Path(keys).unlink()
    else:
        monkeypatch.delenv("JOURNEY_KEY_FILE")
    said = " ".join(done(ready_sqlite, *ERASE).err.split())
    assert "The reason was not checked" in said
    assert "there is no key file" in said
    assert "A-1 is erased" in said


def test_without_anything_sealed_there_is_nothing_to_check(
    ready_sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(ready_sqlite, *PLAIN_INTAKE)
    monkeypatch.delenv("JOURNEY_KEY_FILE")
    assert "not checked" not in done(ready_sqlite, *ERASE).err


def test_a_key_file_that_does_not_open_the_keys_stops_an_erasure(
    ready_sqlite: str, keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(ready_sqlite)
    old = Path(keys).read_bytes()
    done(ready_sqlite, "keys", "rotate")
    Path(keys).write_bytes(old)
    said = refused(ready_sqlite, *ERASE, code=3)
    assert "wrapped with another key file" in said
    assert "leave JOURNEY_KEY_FILE unset" in said
    Path(keys).write_text("geen sleutel")
    assert "leave JOURNEY_KEY_FILE unset" in refused(ready_sqlite, *ERASE)
    monkeypatch.delenv("JOURNEY_KEY_FILE")
    assert "The reason was not checked" in done(ready_sqlite, *ERASE).err


@pytest.mark.parametrize("seal", ["x'01'", "'tekst'"])
def test_a_damaged_seal_does_not_stop_an_erasure_and_is_said(ready_sqlite: str, seal: str) -> None:
    begun(ready_sqlite)
    altered(ready_sqlite, 1, f"sealed = {seal}")
    assert "(naam)" in journey(ready_sqlite, *ERASE[:-1], "mevrouw ypenburg").err
    assert "1 event of 3 can't be opened" in " ".join(done(ready_sqlite, *ERASE).err.split())


def test_a_key_that_was_lost_does_not_stop_an_erasure(ready_sqlite: str, tmp_path: Path) -> None:
    begun(ready_sqlite, "A-2", 11)
    store, old = tmp_path / "journey.keys.db", tmp_path / "old.db"
    shutil.copy(store, old)
    begun(ready_sqlite)
    shutil.copy(old, store)
    assert "3 events of 3 can't be opened" in " ".join(done(ready_sqlite, *ERASE).err.split())


def test_erasing_whom_the_log_does_not_hold(ready_sqlite: str) -> None:
    assert "holds no participant A-1" in refused(ready_sqlite, *ERASE)
    assert "holds no participant A-1" in refused(ready_sqlite, "identify", "A-1", "--reden", "x")
    said = refused(ready_sqlite, "record", "identity_erased", "A-1", code=2)
    assert "`journey erase NUMBER`" in said


def test_whoever_never_had_an_identity(ready_sqlite: str) -> None:
    intake = ("record", "intake", "A-1", "--datum", "2025-03-01", "--proef", "wsd")
    done(ready_sqlite, *intake, "--deelname", "verplicht", "--id", id_of(1))
    assert "holds no identity of A-1" in refused(ready_sqlite, "identify", "A-1", "--reden", "x")
    done(ready_sqlite, "retract", id_of(1), "--reden", "vergissing")
    done(ready_sqlite, *ERASE)
    done(ready_sqlite, *intake, "--deelname", "verplicht")
    done(ready_sqlite, "verify")


def test_keys_that_came_back_are_not_used(ready_url: str, keys: str, tmp_path: Path) -> None:
    begun(ready_url)
    begun(ready_url, "A-2", 11)
    store, old = tmp_path / "journey.keys.db", tmp_path / "old.db"
    shutil.copy(store, old)
    done(ready_url, *ERASE)
    shutil.copy(old, store)
    for number in ("A-1", "A-2"):
        said = refused(ready_url, "identify", number, "--reden", "x", code=3)
        assert "journey keys reconcile" in said
    again = ("record", "identity_recorded", "A-2", "--datum", "2025-03-01", "--id", id_of(12))
    for name in (NAAM, "Een ander"):
        said = refused(ready_url, *again, "--naam", name, "--contact", "06 1234", code=3)
        assert "journey keys reconcile" in said
    assert "1 key of people" in done(ready_url, "keys", "reconcile").err
    assert NAAM in identity(ready_url, "A-2")
    assert "0 keys" in done(ready_url, "keys", "reconcile").err
    shutil.copy(old, store)
    assert "now it is destroyed" in done(ready_url, *ERASE).err
    assert NAAM in identity(ready_url, "A-2")


def test_an_erasure_that_can_not_destroy_the_key_says_so(
    ready_sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(ready_sqlite)
    monkeypatch.setattr("journey.vault.keystore.connect", partial(connect, wait=0.2))
    with closing(connect(parse_url(os.environ["JOURNEY_KEYS"]), 1)) as session:
        session.begin()
        ran = journey(ready_sqlite, *ERASE)
        session.rollback()
    assert ran.code == 3
    assert "The erasure is in the log, but the key is not destroyed for good" in ran.err
    assert "the key was still there" in done(ready_sqlite, *ERASE).err
    assert "0 keys" in done(ready_sqlite, "keys", "reconcile").err


def test_a_key_that_was_destroyed_leaves_the_table_of_postgresql(
    ready_postgres: str,
    postgres_url: str,
    postgres_server: PostgresServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JOURNEY_KEYS", postgres_url)
    done(ready_postgres, "init")
    begun(ready_postgres)
    with closing(connect(parse_url(postgres_url), 1)) as session:
        [(wrapped,)] = session.rows("SELECT wrapped FROM journey_data_key")
        done(ready_postgres, *ERASE)
        # As an erasure leaves it that is broken off before the table is written anew.
        session.execute("UPDATE journey_data_key SET wrapped = ?", wrapped)
        session.execute("UPDATE journey_data_key SET wrapped = NULL")
        done(ready_postgres, *ERASE)
        session.execute("CHECKPOINT")
    tables = (postgres_server.folder / "data" / "base").rglob("*")
    assert not [path for path in tables if path.is_file() and wrapped in path.read_bytes()]


def test_an_erasure_does_not_wait_for_whoever_holds_the_keys_of_postgresql(
    ready_postgres: str, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOURNEY_KEYS", postgres_url)
    done(ready_postgres, "init")
    begun(ready_postgres)
    monkeypatch.setattr("journey.vault.keystore.connect", partial(connect, wait=0.2))
    with closing(connect(parse_url(postgres_url), 1)) as session:
        session.execute("BEGIN")
        session.rows("SELECT count(*) FROM journey_data_key")
        for _ in range(2):
            ran = journey(ready_postgres, *ERASE)
            assert ran.code == 3
            said = " ".join(ran.err.split())
            assert "the key is destroyed, but another session" in said
            assert "The erasure is in the log" in said
            assert "give the same command again" in said
        session.rollback()
    assert "was erased on" in done(ready_postgres, *ERASE).err


def test_an_erasure_from_elsewhere_waits_for_reconciling(ready_sqlite: str) -> None:
    begun(ready_sqlite)
    data = {"datum": "2025-06-01", "reden": "verzoek"}
    event = {**json.loads(exported(ready_sqlite).splitlines()[0]), "id": id_of(9), "data": data}
    event["type"] = "nl.startbaan.identity_erased.v1"
    del event["sealed"]
    done(ready_sqlite, "import", "events", "-", stdin=json.dumps(event).encode())
    done(ready_sqlite, "keys", "reconcile")
    assert "was erased" in refused(ready_sqlite, "identify", "A-1", "--reden", "x")


def test_who_somebody_is_can_be_recorded_anew_where_a_key_was_lost(
    ready_url: str, tmp_path: Path
) -> None:
    begun(ready_url, "A-2", 11)
    store, old = tmp_path / "journey.keys.db", tmp_path / "old.db"
    shutil.copy(store, old)
    begun(ready_url)
    shutil.copy(old, store)
    asked = ("identify", "A-1", "--reden", "x")
    assert "holds no key to it" in refused(ready_url, *asked, code=3)
    who = ("record", "identity_recorded", "A-1", "--datum", "2025-05-01", "--naam", "S. Jansen")
    done(ready_url, *who)
    assert "S. Jansen" in identity(ready_url)
    said = refused(ready_url, "show", "A-1", "--with-notes", "--reden", "x", code=3)
    assert "or sealed with another key" in said


def test_destroyed_keys_are_gone_from_the_file(ready_sqlite: str, tmp_path: Path) -> None:
    begun(ready_sqlite)
    store = tmp_path / "journey.keys.db"
    url = f"sqlite:///{store}"
    ((wrapped,),) = rows(url, "SELECT wrapped FROM journey_data_key")
    assert wrapped in store.read_bytes()
    done(ready_sqlite, *ERASE)
    for path in tmp_path.iterdir():
        if path.is_file():
            assert wrapped not in path.read_bytes(), path


def test_a_file_without_keys_is_judged_all_the_same(
    ready_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("JOURNEY_KEY_FILE")
    day = tmp_path / "day.csv"
    heading = "event,number,datum,proef,deelname,toelichting,kinderen\n"
    noted = "intake,A-7,2025-01-10,wsd,verplicht,iets,\n"
    wrong = "intake,A-8,2025-01-10,wsd,verplicht,,abc\nresumed,A-9,2025-01-10,,,,\n"
    for more in ((), ("--dry-run",)):
        day.write_text(heading + noted + wrong)
        said = refused(ready_url, "record", "--from", str(day), *more)
        assert "2 problems" in said
        assert "line 3: kinderen: 'abc' " in said
        assert "line 4: A-9: resumed on 2025-01-10 breaks rule" in said
        day.write_text(heading + noted)
        assert "Set JOURNEY_KEY_FILE" in refused(ready_url, "record", "--from", str(day), *more)
    assert b"A-7" not in exported(ready_url)
