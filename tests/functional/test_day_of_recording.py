"""The day of recording is the store's, whatever the clock of whoever records says."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from journey.aggregates.participant import Correcting, New, Participant
from journey.catalogue import Rules
from journey.errors import BadInput, Refused
from journey.events import CATALOGUE
from journey.peildatum import day_of_recording
from journey.personal import NOTHING
from journey.recording import Decide, Journey
from journey.store import Store, open_store
from tests.command_line import done, exported, journey
from tests.stories import events_in, id_of

INTAKE = ("record", "intake", "A-1", "--datum", "2025-02-01", "--proef", "wsd")
DAY = timedelta(days=1)
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)


pytestmark = pytest.mark.usefixtures("staff")


@pytest.fixture
def url(ready_url: str) -> str:
    """A store with an intake, on each database."""
    done(ready_url, *INTAKE, "--deelname", "verplicht", "--id", id_of(1))
    return ready_url


@pytest.fixture
def on_sqlite(ready_sqlite: str) -> str:
    """A store with an intake of 2026-02-01, of which the clock is the test's."""
    with open_store(ready_sqlite, clock=lambda: NOON - 29 * DAY) as store:
        data = {"datum": "2025-02-01", "proef": "wsd", "deelname": "verplicht"}
        carried_out(store, id_of(1), recording(id_of(1), "intake", data), date(2026, 2, 1))
    return ready_sqlite


def recording(event_id: str, name: str, data: dict[str, str]) -> Decide:
    """Records an event."""

    def decide(participant: Participant, rules: Rules) -> New:
        return participant.record(event_id, CATALOGUE[name], data, rules)

    return decide


def correcting(event_id: str, target: str) -> Decide:
    """Corrects the intake, on the day of recording."""

    def decide(participant: Participant, rules: Rules) -> New:
        replacement = {"datum": "2025-02-02", "proef": "wsd", "deelname": "verplicht"}
        data = {"datum": rules.today.isoformat(), "reden": "vergissing"}
        unchanged = Correcting(NOTHING, changes=False)
        return participant.correct(event_id, target, replacement, data, rules, unchanged)

    return decide


def carried_out(store: Store, event_id: str, decide: Decide, here: date) -> None:
    """A command of somebody whose clock says that it is the day ``here``."""
    application = Journey(store)
    seen = application.participant("A-1")
    application.carry_out(seen, event_id, decide, here)


def judged_ahead(store: Store, ahead: date) -> None:
    """Hold the commands of a workstation that is ahead against the store's clock."""
    data = {"datum": ahead.isoformat()}
    today = store.today()
    with pytest.raises(BadInput) as caught:
        carried_out(store, id_of(2), recording(id_of(2), "mediation_started", data), ahead)
    assert caught.value.problems == (
        f"datum: {ahead} lies after the day of recording; allowed: up to {today}, by the clock of "
        f"the database; the clock here says {ahead} (rule 7)",
    )
    carried_out(store, id_of(3), correcting(id_of(3), id_of(1)), ahead)


def test_a_workstation_that_is_ahead_brings_no_future_into_the_log(url: str) -> None:
    with open_store(url) as store:
        judged_ahead(store, store.today() + 2 * DAY)
    _, correction = events_in(exported(url))
    assert correction["data"]["datum"] == day_of_recording(correction["time"]).isoformat()
    assert done(url, "verify")


def test_nor_does_one_with_a_store_whose_clock_is_behind(on_sqlite: str) -> None:
    with open_store(on_sqlite, clock=lambda: NOON) as store:
        judged_ahead(store, date(2026, 3, 3))
    _, correction = events_in(exported(on_sqlite))
    assert correction["data"]["datum"] == "2026-03-02"


@pytest.mark.parametrize("name", ["record", "correct"])
def test_a_clock_that_goes_back_before_it_is_saved(name: str, on_sqlite: str) -> None:
    ticks = iter([NOON, NOON - DAY])
    data = {"datum": "2026-03-02"}
    decide = {
        "record": recording(id_of(2), "mediation_started", data),
        "correct": correcting(id_of(2), id_of(1)),
    }[name]
    with open_store(on_sqlite, clock=lambda: next(ticks)) as store:
        with pytest.raises(Refused, match="went back to 2026-03-01 meanwhile; nothing was rec"):
            carried_out(store, id_of(2), decide, NOON.date())
        assert store.newest() == (1, "2026-02-01T11:00:00.000000Z")


def test_midnight_between_deciding_and_saving_is_no_hindrance(on_sqlite: str) -> None:
    ticks = iter([NOON, NOON + DAY])
    with open_store(on_sqlite, clock=lambda: next(ticks)) as store:
        carried_out(store, id_of(2), correcting(id_of(2), id_of(1)), NOON.date())
        assert store.newest() == (2, "2026-03-03T11:00:00.000000Z")
    assert done(on_sqlite, "verify")


def test_a_workstation_that_is_behind_records_by_the_day_of_the_store(
    url: str, tmp_path: Path
) -> None:
    with open_store(url, clock=lambda: datetime.now(UTC) + 3 * DAY) as store:
        carried_out(store, id_of(2), correcting(id_of(2), id_of(1)), store.today())
        tomorrow = store.today()
    file = tmp_path / "day.csv"
    file.write_text(f"event,number,datum,afgerond\nvoortraject_ended,A-1,{tomorrow:%Y-%m},ja\n")
    done(url, "record", "voortraject_started", "A-1", "--datum", str(tomorrow))
    done(url, "correct", id_of(1), "--engels", "ja", "--reden", "later_bekend")
    done(url, "record", "--from", str(file))
    for event in events_in(exported(url))[1:]:
        assert event["data"]["datum"] == str(tomorrow)
    assert done(url, "verify")


def test_a_file_is_told_by_which_clock_it_lies_in_the_future(url: str) -> None:
    with open_store(url, clock=lambda: datetime.now(UTC) + 3 * DAY) as store:
        carried_out(store, id_of(2), correcting(id_of(2), id_of(1)), store.today())
        latest = store.today()
    data = {"datum": str(latest + DAY)}
    event = {**events_in(exported(url))[0], "id": id_of(3), "subject": "A-2", "data": data}
    event["type"] = "nl.startbaan.mediation_started.v1"
    ran = journey(url, "import", "events", "-", stdin=json.dumps(event).encode())
    assert f"allowed: up to {latest}, by the clock of the database; the clock here" in ran.err


def test_days_are_counted_by_the_clock_of_the_store(url: str) -> None:
    with open_store(url, clock=lambda: datetime.now(UTC) + 3 * DAY) as store:
        carried_out(store, id_of(2), correcting(id_of(2), id_of(1)), store.today())
        latest = store.today()
    late = ("record", "mediation_started", "A-1", "--datum", str(latest - 31 * DAY))
    for more in (("--dry-run",), (), ()):
        told = done(url, *late, *more, "--id", id_of(3)).text
        again = told.startswith("already")
        assert ("entered 31 days after it happened" in told) is not again


@pytest.mark.parametrize("asked", [("list",), ("show", "A-1"), ("lag",)])
def test_today_is_the_day_of_the_store(asked: tuple[str, ...], url: str) -> None:
    with open_store(url, clock=lambda: datetime.now(UTC) + 3 * DAY) as store:
        carried_out(store, id_of(2), correcting(id_of(2), id_of(1)), store.today())
        latest = store.today()
    assert json.loads(done(url, *asked, "--format", "json").out)["peildatum"] == str(latest)
    assert f"Peildatum {latest} " in done(url, "export", "xes").err
