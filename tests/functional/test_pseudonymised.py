"""The log for researchers: what is in it, what is not, and what it is still good for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from journey.events import CATALOGUE, KEY, fields_of
from journey.fields import Data, Day, Pseudonym, Text, Uuid
from tests.command_line import done, exported, journey, taken_in
from tests.stories import as_file, events_in, log_of

SECRET = bytes(range(64))
KEPT = ("--keep-recorded-at", "--as-demo")
SNAPSHOTS = ("2024-03-31", "2024-06-30", "2024-12-31")

STORY = """
    -- 2024-03-31T22:30:00.000000Z
    AMS-0042
    2024-02-10 intake engels=ja lichting=l1 verblijfsvergunning_verleend=2020-05-17
    2024-03-04 placed startbaan=bakkerij-jansen sector=horeca recorded_by=mw-17 as job
    2024-03-04 placement_ended startbaan=bakkerij-jansen as end
    2024-03-31 mediation_started precisie=jaar
    B-2
    2024-02-11 intake
    2024-02-20 dropped_out precisie=onbekend
    2024-02-20 reentered volgorde=3
    2024-03-01 dropped_out volgorde=-99 as exit
    -- 2024-05-31T21:59:59.999999Z
    ams-0042
    2024-05-20 corrected end reden=dubbel: startbaan=bakkerij-jansen datum=2024-03-30 volgorde=-5
    B-2
    2024-05-21 retracted exit as gone
    2024-05-21 information_missing aspecten=plaatsing
    """


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file with a secret."""
    return secret_file(tmp_path / "secret", SECRET)


def secret_file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    path.chmod(0o600)
    return path


def pseudonymised(url: str, secret: Path, *more: str) -> bytes:
    return done(url, "export", "events", "--pseudonymise", str(secret), *more).out


# What is in it --------------------------------------------------------------------------------


def test_months_for_days_and_order_kept(ready_url: str, secret: Path) -> None:
    taken_in(ready_url, STORY)
    found = [
        (e["type"].split(".")[2], e["time"][:10], e["data"]["datum"], e["data"].get("volgorde", 0))
        for e in events_in(pseudonymised(ready_url, secret))
    ]
    assert found == [
        ("intake", "2024-04-01", "2024-02-01", 0),
        ("placed", "2024-04-01", "2024-03-01", 0),
        ("placement_ended", "2024-04-01", "2024-03-01", 0),
        ("mediation_started", "2024-04-01", "2024-03-01", 2),
        ("intake", "2024-04-01", "2024-02-01", 0),
        ("dropped_out", "2024-04-01", "2024-02-01", 1),
        ("reentered", "2024-04-01", "2024-02-01", 2),
        ("dropped_out", "2024-04-01", "2024-03-01", 0),
        ("corrected", "2024-05-01", "2024-05-01", 0),
        ("retracted", "2024-05-01", "2024-05-01", 0),
        ("information_missing", "2024-05-01", "2024-05-01", 0),
    ]


def test_names_are_keyed_and_hang_together(ready_url: str, secret: Path) -> None:
    taken_in(ready_url, STORY)
    file = pseudonymised(ready_url, secret)
    assert not re.search(rb"AMS|ams|B-2|jansen|mw-17|00000000-0000-4000|05-17", file)
    intake, placed, ended, mediation, other, left, _, exit_, corrected, retracted, _ = events_in(
        file
    )
    assert intake["subject"] == placed["subject"] == corrected["subject"] != other["subject"]
    assert placed["data"]["startbaan"] == ended["data"]["startbaan"]
    replacement = corrected["data"]["replacement"]
    assert replacement["startbaan"] == placed["data"]["startbaan"]
    assert (replacement["datum"], replacement["volgorde"]) == ("2024-03-01", 1)
    assert corrected["data"]["corrects"] == ended["id"]
    assert retracted["data"]["retracts"] == exit_["id"]
    reasons = [e["data"]["reden"] for e in (corrected, retracted)]
    assert reasons == ["dubbel", "vergissing"]
    assert intake["data"]["verblijfsvergunning_verleend"] == "2020-05-01"
    known = [e["data"].get("precisie") for e in (intake, mediation, left, corrected)]
    assert known == ["maand", "jaar", "onbekend", "maand"]


def test_it_says_what_it_is_and_names_no_installation(ready_url: str, secret: Path) -> None:
    assert journey(ready_url, "init", "--source", "urn:nld:oin:00000001234567890000:x").code == 0
    taken_in(ready_url, STORY)
    file = pseudonymised(ready_url, secret)
    assert {e["pseudonymised"] for e in events_in(file)} == {True}
    assert b"1234567890" not in file


def test_a_secret_makes_the_file(ready_url: str, secret: Path, tmp_path: Path) -> None:
    taken_in(ready_url, STORY)
    first = pseudonymised(ready_url, secret)
    assert pseudonymised(ready_url, secret) == first
    other = pseudonymised(ready_url, secret_file(tmp_path / "other", SECRET + b"\n"))
    names = [
        {text for e in events_in(f) for text in (e["id"], e["subject"])} for f in (first, other)
    ]
    assert names[0].isdisjoint(names[1])
    known = pseudonymised(ready_url, secret, "--known-at", "2024-04-30")
    assert len(events_in(known)) == 8


def test_a_month_has_places_for_199(ready_sqlite: str, secret: Path) -> None:
    days = [(day, order) for day in range(2, 9) for order in range(30)][:198]
    told = [
        f"2024-01-{day:02} information_missing aspecten=status volgorde={order}"
        for day, order in days
    ]
    taken_in(ready_sqlite, "\n".join(["2024-01-01 intake", *told]))
    orders = [e["data"].get("volgorde", 0) for e in events_in(pseudonymised(ready_sqlite, secret))]
    assert orders == list(range(-99, 100))
    more = log_of("\n".join(["2024-01-01 intake", *told, "2024-01-30 mediation_started"]))
    taken_in(ready_sqlite, as_file(more))
    ran = journey(ready_sqlite, "export", "events", "--pseudonymise", str(secret))
    assert (ran.code, ran.out) == (1, b"")
    assert ran.err == (
        "Error: A-1 has events at 200 different places in 2024-01, and volgorde tells 199 in a "
        "month apart; the log can't be pseudonymised\n"
    )


# What is personal -----------------------------------------------------------------------------


def said(url: str, *arguments: str) -> str:
    ran = done(url, *arguments)
    return ran.text + ran.err


def recorded(url: str, event: str, datum: str, *fields: str) -> str:
    """Records an event of A-1 and returns its id."""
    told = said(url, "record", event, "A-1", "--datum", datum, "--as", "mw-1", *fields)
    [event_id] = re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", told)
    return str(event_id)


def test_what_says_nothing_without_personal_fields_is_left_out(
    ready_url: str, sqlite_url: str, secret: Path, keys: str
) -> None:
    recorded(ready_url, "intake", "2024-01-10", "--proef", "wsd", "--deelname", "verplicht")
    identity = recorded(ready_url, "identity_recorded", "2024-01-10", "--naam", "Kanarie")
    recorded(ready_url, "placed", "2024-02-01", "--startbaan", "1", "--toelichting", "Kanarie")
    employer = ("--startbaan", "1", "--werkgever", "Kanarie")
    first = recorded(ready_url, "placement_changed", "2024-03-01", *employer)
    second = recorded(ready_url, "placement_changed", "2024-04-01", *employer)
    third = recorded(
        ready_url, "placement_changed", "2024-05-01", *employer, "--uren-per-week", "24"
    )
    amended = ("--reden", "vergissing", "--as", "mw-1")
    said(ready_url, "correct", identity, "--naam", "Kanarie 2", *amended)
    said(ready_url, "retract", first, *amended)
    said(ready_url, "correct", second, "--uren-per-week", "20", *amended)
    said(ready_url, "correct", second, "--uren-per-week", "21", *amended)
    said(ready_url, "correct", third, "--leave-out", "uren_per_week", *amended)
    said(ready_url, "erase", "A-1", "--reden", "verzoek", "--yes", "--as", "mw-1")
    file = pseudonymised(ready_url, secret)
    kinds = [e["type"].split(".")[2] for e in events_in(file)]
    assert kinds == [
        *("intake", "placed", "placement_changed", "placement_changed", "corrected", "retracted")
    ]
    assert not re.search(rb"Kanarie|sealed|verzoek|mw-1|identity", file)
    said(sqlite_url, "init")
    ran = journey(sqlite_url, "import", "events", "-", *KEPT, stdin=file)
    assert (ran.code, journey(sqlite_url, "verify").code) == (0, 0), ran.err


def test_every_kind_of_field_is_thought_of() -> None:
    kinds = {
        (type(field.kind), name)
        for cls in CATALOGUE.values()
        for name, field in fields_of(cls).items()
        if not field.personal and isinstance(field.kind, Day | Text | Pseudonym | Uuid | Data)
    }
    assert kinds == {
        (Day, "datum"),
        (Day, "verblijfsvergunning_verleend"),
        (Day, "inburgering_start"),
        (Day, "pip_datum"),
        (Text, "reden"),
        (Pseudonym, "recorded_by"),
        (Uuid, "corrects"),
        (Uuid, "retracts"),
        (Data, "replacement"),
    }
    texts = [
        cls
        for cls in CATALOGUE.values()
        if any(
            isinstance(field.kind, Text) and not field.personal for field in fields_of(cls).values()
        )
    ]
    assert texts == [CATALOGUE["identity_erased"]]
    keys = {n for cls in CATALOGUE.values() for n, f in fields_of(cls).items() if f.kind is KEY}
    assert keys == {"startbaan"}


# What it is good for --------------------------------------------------------------------------


def test_it_is_a_demonstration_and_no_log(ready_url: str, sqlite_url: str, secret: Path) -> None:
    taken_in(ready_url, STORY)
    file = pseudonymised(ready_url, secret)
    assert journey(sqlite_url, "init").code == 0
    refused = journey(sqlite_url, "import", "events", "-", stdin=file)
    assert refused.code == 1
    assert refused.err.startswith("Error: -: nothing was written: line 1 is pseudonymised: ")
    assert "--as-demo" in refused.err
    assert exported(sqlite_url) == b""
    taken = journey(sqlite_url, "import", "events", "-", *KEPT, stdin=file)
    assert (taken.code, taken.out) == (0, b""), taken.err
    assert journey(sqlite_url, "verify").code == 0
    for peildatum in SNAPSHOTS:
        tables = [
            json.loads(journey(url, "tables", "--peildatum", peildatum, "--format", "json").out)
            for url in (ready_url, sqlite_url)
        ]
        assert tables[0]["tables"][0] == tables[1]["tables"][0]
    again = journey(sqlite_url, "import", "events", "-", *KEPT, stdin=file)
    assert "added 0 events" in again.err


def test_it_never_comes_into_a_log_of_real_people(ready_url: str, secret: Path) -> None:
    taken_in(ready_url, STORY)
    before = exported(ready_url)
    file = pseudonymised(ready_url, secret)
    for extra in ((), ("--dry-run",)):
        ran = journey(ready_url, "import", "events", "-", "--as-demo", *extra, stdin=file)
        assert (ran.code, ran.out) == (1, b"")
        assert "the store holds other events" in ran.err
        assert exported(ready_url) == before


def test_a_log_is_no_demonstration(ready_url: str) -> None:
    ran = journey(ready_url, "import", "events", "-", "--as-demo", stdin=as_file(log_of(STORY)))
    assert ran.code == 1
    assert "line 1 is not pseudonymised; leave --as-demo out" in ran.err
    assert exported(ready_url) == b""


@pytest.mark.parametrize("given", ["false", "null", '"true"', "1"])
def test_pseudonymised_is_true_or_not_there(ready_sqlite: str, given: str) -> None:
    [event] = log_of("2024-01-10 intake")
    line = json.dumps({**event, "pseudonymised": 0}).replace(
        '"pseudonymised": 0', f'"pseudonymised": {given}'
    )
    ran = journey(ready_sqlite, "import", "events", "-", "--as-demo", stdin=line.encode())
    assert ran.code == 1
    assert "pseudonymised: " in ran.err
    assert "is not allowed; allowed: true" in ran.err


# The secret -----------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [0, 31, 4096])
def test_a_secret_that_is_none(ready_sqlite: str, tmp_path: Path, length: int) -> None:
    path = secret_file(tmp_path / "short", bytes(length))
    ran = journey(ready_sqlite, "export", "events", "--pseudonymise", str(path))
    assert (ran.code, ran.out) == (1, b"")
    assert f"it has {length} bytes; allowed: 32 random ones or more" in ran.err
    assert "Make a secret with: (umask 077; head -c 32 /dev/urandom > NEW_FILE)" in ran.err


def test_a_secret_that_is_not_there_or_not_secret(ready_sqlite: str, secret: Path) -> None:
    away = journey(ready_sqlite, "export", "events", "--pseudonymise", f"{secret}.away")
    assert away.code == 1
    assert "can't be read: No such file" in away.err
    assert "Make a secret with" in away.err
    folder = journey(ready_sqlite, "export", "events", "--pseudonymise", str(secret.parent))
    assert "can't be read: Is a directory" in folder.err
    secret.chmod(0o640)
    shared = journey(ready_sqlite, "export", "events", "--pseudonymise", str(secret))
    assert shared.code == 1
    assert "chmod 600" in shared.err
