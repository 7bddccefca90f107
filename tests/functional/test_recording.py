"""Every event of the catalogue by hand, corrected and retracted, to the same end as by import."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from journey.events import CATALOGUE, personal_of
from journey.fields import Choice, Day, Field, Hours, Several, Text, Whole, YesNo
from journey.store.migrate import initialise
from journey_cli.fields import own_fields
from journey_cli.recording_options import BY_OTHER_COMMANDS
from tests.command_line import Ran, exported, journey
from tests.oracle import Wire
from tests.stories import events_in, id_of, wire

EVENTS: Final = [name for name in CATALOGUE if name not in BY_OTHER_COMMANDS]
BEFORE: Final = {
    "intake": [],
    "voortraject_ended": ["intake", "voortraject_started"],
    "activity_ended": ["intake", "activity_started"],
    "placement_changed": ["intake", "placed"],
    "placement_ended": ["intake", "placed"],
    "resumed": ["intake", "put_on_hold"],
    "reentered": ["intake", "completed"],
}
"""What has to have happened before an event; an intake where nothing else is said."""
SHAPED: Final = {"gemeente": "GM0363", "startbaan": "1", "proef": "wsd"}
STAFF: Final = "mw-17"
DAY: Final = "2025-03-0"


@pytest.fixture(autouse=True)
def staff(monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    monkeypatch.setenv("JOURNEY_USER", STAFF)


def value(name: str, field: Field) -> Any:
    """A value that a field takes, as it travels."""
    kind = field.kind
    if isinstance(kind, Choice):
        return next(iter(kind.codes))
    if isinstance(kind, Several):
        return list(kind.codes)[:2]
    if isinstance(kind, Whole):
        return max(kind.least, 3)
    if isinstance(kind, Hours):
        return 16.5
    if isinstance(kind, Day):
        return "2024-01-02"
    if isinstance(kind, Text):
        return f"{name} van Zó Iemand"
    return True if isinstance(kind, YesNo) else SHAPED.get(name, "een-code")


def typed(value: Any) -> str:
    """A value as a caseworker types it."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return ",".join(value) if isinstance(value, list) else str(value).replace(".", ",")


def full(name: str, day: int) -> dict[str, Any]:
    """The data of an event with every field given."""
    fields = own_fields(CATALOGUE[name])
    datum = f"{DAY}{day}"
    return {"datum": datum, **{field: value(field, of) for field, of in fields.items()}}


def options(data: dict[str, Any]) -> list[str]:
    """The options that give the data of an event."""
    return [part for name, v in data.items() for part in (f"--{name.replace('_', '-')}", typed(v))]


def plain(name: str, data: dict[str, Any]) -> dict[str, Any]:
    """The data of an event without its personal fields."""
    return {field: v for field, v in data.items() if field not in personal_of(CATALOGUE[name])}


def by_hand(url: str, *arguments: str) -> Ran:
    ran = journey(url, *arguments)
    assert (ran.code, ran.err) == (0, ""), ran
    return ran


def parsed(log: bytes) -> list[Wire]:
    return without_times(events_in(log))


def without_times(log: list[Wire]) -> list[Wire]:
    return [{name: v for name, v in event.items() if name != "time"} for event in log]


@pytest.mark.parametrize("name", EVENTS)
def test_by_hand_as_by_import(ready_url: str, tmp_path: Path, name: str) -> None:
    log = []
    for number, event in enumerate([*BEFORE.get(name, ["intake"]), name], 1):
        data = full(event, number)
        number_as_typed = "A-1" if event == "intake" else "a-1"
        record(ready_url, number, "record", event, number_as_typed, *options(data))
        said = {**plain(event, data), "recorded_by": STAFF}
        seal = parsed(exported(ready_url))[-1]["sealed"]
        log.append({**wire(event, number, "A-1", "", said), "sealed": seal})
    target, number = log[-1], len(log)
    correct = ("correct", target["id"], "--datum", f"{DAY}9", "--volgorde", "5")
    record(ready_url, number + 1, *correct, "--reden", "vergissing")
    record(ready_url, number + 2, "retract", target["id"][:36], "--reden", "dubbel")
    log += amendments(ready_url, target, number)
    again = f"sqlite:///{tmp_path / 'again.db'}"
    initialise(again)
    lines = b"".join(json.dumps(event).encode() + b"\n" for event in without_times(log))
    assert journey(again, "import", "events", "-", stdin=lines).code == 0
    assert parsed(exported(ready_url)) == parsed(exported(again))


def record(url: str, number: int, *arguments: str) -> None:
    """Give a command that records event ``number``, and see that it says so."""
    ran = by_hand(url, *arguments, "--id", id_of(number))
    assert re.search(r"^recorded \w+ of A-1", ran.text, re.MULTILINE)
    assert f"event     {id_of(number)}\nposition  {number}\nstatus    " in ran.text


def amendments(url: str, target: Wire, number: int) -> list[Wire]:
    """The correction and the retraction of an event, as import takes them."""
    today = json.loads(exported(url).splitlines()[-1])["data"]["datum"]
    # A day that is given is known to the day.
    kept = {k: v for k, v in target["data"].items() if k not in ("recorded_by", "precisie")}
    replacement = {**kept, "datum": f"{DAY}9", "volgorde": 5}
    common = {"datum": today, "recorded_by": STAFF}
    corrected = {"corrects": target["id"], "replacement": replacement, "reden": "vergissing"}
    retracted = {"retracts": target["id"], "reden": "dubbel"}
    return [
        wire("corrected", number + 1, "A-1", "", common | corrected),
        wire("retracted", number + 2, "A-1", "", common | retracted),
    ]


@pytest.mark.parametrize("name", EVENTS)
def test_help_names_every_field_and_code(name: str) -> None:
    ran = journey("sqlite://", "record", name, "--help")
    assert ran.code == 0
    shown = re.sub(r"\s+", " ", ran.text)
    for field, of in own_fields(CATALOGUE[name]).items():
        assert f"--{field.replace('_', '-')}" in shown
        if isinstance(of.kind, Choice | Several):
            for code in of.kind.codes:
                assert f"{code} ({of.kind.codes.label(code).nl})" in shown
    assert f"Example: journey record {name} AMS-0042 --datum" in shown


def test_only_the_fields_that_are_given_change(ready_sqlite: str) -> None:
    by_hand(ready_sqlite, "record", "intake", "A-1", *options(full("intake", 1)))
    placed = ("record", "placed", "A-1", "--datum", "2025-03", "--startbaan", "1")
    by_hand(ready_sqlite, *placed, "--sector", "horeca", "--uren-per-week", "20", "--id", id_of(2))
    correct = ("correct", id_of(2), "--reden", "later_bekend")
    ran = by_hand(ready_sqlite, *correct, "--uren-per-week", "24,5", "--leave-out", "sector")
    was = "was: Uren per week: 20; Sector werkgever: Horeca en catering"
    assert was in " ".join(ran.text.split())
    # The intake is the last event of the first of March.
    assert replacement(ready_sqlite) == {
        "datum": "2025-03-02",
        "precisie": "maand",
        "startbaan": "1",
        "uren_per_week": 24.5,
    }
    by_hand(ready_sqlite, *correct, "--set", "datum=14-03-2025", "--set", "sector=anders")
    assert replacement(ready_sqlite) == {
        "datum": "2025-03-14",
        "startbaan": "1",
        "uren_per_week": 24.5,
        "sector": "anders",
    }


def test_a_field_called_reden_is_not_the_reason_of_the_correction(ready_sqlite: str) -> None:
    for number, name in enumerate(BEFORE["voortraject_ended"], 1):
        by_hand(ready_sqlite, "record", name, "A-1", *options(full(name, number)))
    ended = ("record", "voortraject_ended", "A-1", "--datum", "2025-03-05", "--afgerond", "nee")
    by_hand(ready_sqlite, *ended, "--reden", "werk", "--id", id_of(3))
    by_hand(ready_sqlite, "correct", id_of(3), "--set", "reden=medisch", "--reden", "vergissing")
    assert replacement(ready_sqlite)["reden"] == "medisch"


def replacement(url: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(exported(url).splitlines()[-1])["data"]["replacement"]
    return data


def test_dry_run_writes_nothing(ready_url: str) -> None:
    intake = ("record", "intake", "A-1", *options(full("intake", 1)), "--dry-run")
    assert by_hand(ready_url, *intake).text.startswith("would record intake of A-1 on 2025-03-01\n")
    assert exported(ready_url) == b""
    by_hand(ready_url, *intake[:-1], "--id", id_of(1))
    log = exported(ready_url)
    for change in (("correct", id_of(1), "--kinderen", "2"), ("retract", id_of(1))):
        ran = by_hand(ready_url, *change, "--reden", "dubbel", "--dry-run")
        assert f"would record {change[0]}" in ran.text
        assert "(Dubbel, " in ran.text
    assert exported(ready_url) == log


def test_a_late_entry_and_one_before_later_events_are_remarked_on(ready_sqlite: str) -> None:
    by_hand(ready_sqlite, "record", "intake", "A-1", *options(full("intake", 1)))
    for day in range(4, 9):
        by_hand(ready_sqlite, "record", "mediation_started", "A-1", "--datum", f"{DAY}{day}")
    ran = by_hand(ready_sqlite, "record", "mediation_started", "A-1", "--datum", f"{DAY}3")
    assert re.search(r"^note      entered \d{3,} days after it happened$", ran.text, re.MULTILINE)
    assert (
        "note      it lands before mediation_started on 2025-03-04, mediation_started on "
        "2025-03-05, mediation_started on 2025-03-06 and 2 more\n" in ran.text
    )


@pytest.mark.parametrize("last", ["9999-12-31", "31-12-9999", "9999-12", "9999"])
def test_the_end_of_the_calendar_lies_in_the_future_only(ready_sqlite: str, last: str) -> None:
    fields = ("--proef", "wsd", "--deelname", "verplicht")
    ran = journey(ready_sqlite, "record", "intake", "A-1", "--datum", last, *fields)
    assert (ran.code, ran.out) == (1, b"")
    assert "lies after the day of recording" in ran.err


@pytest.mark.parametrize("written", ["1_0", "1e1", "nan", "٣", "+3", "9" * 5000])
@pytest.mark.parametrize("option", ["--uren-per-week", "--omvang-vestiging"])
def test_a_number_is_what_people_write_as_one(ready_sqlite: str, option: str, written: str) -> None:
    terms = ("--datum", "2025-03-01", "--startbaan", "1", option, written)
    ran = journey(ready_sqlite, "record", "placed", "A-1", *terms)
    assert ran.code == 2
    assert "number; allowed: a" in ran.err
