"""The registration form can say whatever a log says, on any log.

The rows are read back here in a plain way of this test's own; what the import makes of them, beside
what is in a log already, is tested elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from journey.aggregates.participant import _breaches
from journey.aggregates.state import Entry
from journey.codebook import JA, PROEVEN
from journey.events import (
    CATALOGUE,
    CHARACTERISTICS,
    JOB_TERMS,
    Event,
)
from journey.interchange.form.layout import form_tabs
from journey.interchange.form.reading import read_form
from journey.interchange.form.workbook import to_workbook
from journey.ledger import Ledger
from journey.projections.filling import filled, told_of
from journey.projections.form import DEELNEMER, SITUATIE, TABS, Dated, FormRow, rank
from journey.projections.snapshot import row_of, state_on
from tests.stories import told
from tests.strategies import logs, peildata


class Said(NamedTuple):
    """An event that a row tells, and its place among all."""

    place: tuple[date, int, int, int]
    event: Event


def retold(rows: list[FormRow]) -> list[Entry]:
    """The events that the rows of one participant tell, in their order."""
    said = sorted(
        (said for number, row in enumerate(rows) for said in events_of(number, row, rows)),
        key=lambda said: said.place,
    )
    subject = rows[0].deelnemernummer
    return [Entry(n, str(n), subject, "", said.event) for n, said in enumerate(said, 1)]


def events_of(number: int, row: FormRow, rows: list[FormRow]) -> Iterator[Said]:
    values: dict[str, Any] = dict(row.values)
    own = {name: value for name, value in values.items() if name in (*CHARACTERISTICS, *JOB_TERMS)}
    if row.tab in (DEELNEMER, SITUATIE) and "sinds" in values:
        yield dated("characteristics_changed", values["sinds"], number, own)
    elif row.tab == DEELNEMER:
        situation = next(r for r in rows if r.tab == SITUATIE and "sinds" not in r.values).values
        own |= {name: value for name, value in situation.items() if name in CHARACTERISTICS}
        own["proef"] = values["proef"]
        yield dated("intake", values["instroomdatum"], number, own)
    elif "sinds" in values:
        own["startbaan"] = values["startbaan"]
        yield dated("placement_changed", values["sinds"], number, own)
    elif row.tab != SITUATIE:
        yield from run_of(number, values, own)


def run_of(number: int, values: dict[str, Any], own: dict[str, Any]) -> Iterator[Said]:
    """What begins and ends in one row."""
    names, begun, ended = kinds_of(values, own)
    begin, end = values.get("begin"), values.get("einde")
    if begin:
        yield dated(names[0], begin, number, begun)
    if end:
        today = begin is not None and begin.day == end.day
        yield dated(names[1], end, number, ended, begun_today=today)


def kinds_of(values: dict[str, Any], own: dict[str, Any]) -> tuple[tuple[str, str], Any, Any]:
    """The events that begin and end what a row tells, and what they say."""
    reden = some(values, "reden_uitstroom"), some(values, "deelname")
    aspect = {"aspecten": (values.get("aspect"),)}
    kinds: dict[Any, tuple[tuple[str, str], Any, Any]] = {
        "voortraject": (
            ("voortraject_started", "voortraject_ended"),
            some(values, "soort_voortraject"),
            {**some(values, "reden"), "afgerond": values.get("afgerond") == JA},
        ),
        "bemiddeling": (("mediation_started", ""), {}, {}),
        "on_hold": (("put_on_hold", "resumed"), some(values, "reden_on_hold"), {}),
        "uitval": (("dropped_out", "reentered"), *reden),
        "einde": (("completed", "reentered"), *reden),
        "onbekend": (("information_missing", "information_confirmed"), aspect, aspect),
    }
    kind = values.get("onderdeel") or values.get("gebeurtenis")
    if kind in kinds:
        return kinds[kind]
    if kind is None:
        key = some(values, "startbaan")
        return ("placed", "placement_ended"), {**key, **own}, {**key, **some(values, "reden_einde")}
    which = {"activiteit": kind, **some(values, "naam")}
    return ("activity_started", "activity_ended"), which, which


def some(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def dated(
    name: str, when: Dated, number: int, data: dict[str, Any], *, begun_today: bool = False
) -> Said:
    cls = CATALOGUE[name]
    assert when.day is not None
    if when.precisie != "dag":
        data = {**data, "precisie": when.precisie}
    event = cls(datum=when.day, volgorde=when.volgorde, **data)
    return Said((when.day, when.volgorde or 0, rank(cls, begun_today=begun_today), number), event)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_the_rows_of_any_log_tell_the_same_snapshot_and_the_same_rows(data: st.DataObject) -> None:
    log = data.draw(logs())
    peildatum = data.draw(peildata(log))
    with told(log) as store:
        timelines = list(Ledger(store).timelines())
    for timeline in timelines:
        rows = told_of(timeline, peildatum)
        state = state_on(timeline, peildatum)
        assert bool(rows) == (state.instroom is not None)
        if rows:
            again = retold(rows)
            assert not list(_breaches(again))
            assert row_of(state_on(again, peildatum), peildatum) == row_of(state, peildatum)
            assert contents(told_of(again, peildatum)) == contents(rows)


def contents(rows: list[FormRow]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(row.tab, row.deelnemernummer, dict(row.values)) for row in rows]


@settings(deadline=None, max_examples=8)
@given(st.data())
def test_a_workbook_of_any_log_is_read_as_it_was_filled_in(data: st.DataObject) -> None:
    log = data.draw(logs())
    peildatum = data.draw(peildata(log))
    with told(log) as store:
        rows = filled(Ledger(store), peildatum)
    content = to_workbook(form_tabs(PROEVEN), rows, peildatum)
    with TemporaryDirectory() as folder:
        path = Path(folder, "form.xlsx")
        path.write_bytes(content)
        delivery = read_form(path, PROEVEN)
    assert not delivery.findings
    found = {tab: [row.as_form_row() for row in delivery.tabs[tab]] for tab in TABS}
    assert {tab: contents([row for row in found[tab] if row]) for tab in TABS} == {
        tab: contents(list(rows[tab])) for tab in TABS
    }
