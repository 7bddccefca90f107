"""What is said to differ is what two runs of the tables differ by, and who is behind a cell adds up
to it, on any history."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

from hypothesis import given, note, settings
from hypothesis import strategies as st

from journey.ledger import Ledger
from journey.projections.cells import NONE, Cell, add, cells_named, figure, shares, totals
from journey.projections.diff import Difference, behind, between_days, between_moments
from journey.projections.snapshot import Where, snapshot
from journey.projections.tables import Unit
from journey.store import Store
from tests import strategies
from tests.oracle import Log
from tests.stories import as_file, known, tables_bytes, told

Figures = Mapping[tuple[Any, ...], int | float | None]
units = st.sampled_from(["laatste", "startbanen"])
some = settings(max_examples=15, deadline=None)


def figures(store: Store, peildatum: date, position: int, where: Where, unit: Unit) -> Figures:
    """Every figure of the tables; a cell that is not there is 0, or no mean."""
    answer = json.loads(tables_bytes(store, peildatum, position, where.asked, unit))
    return {
        (table["table"], block["block"], row["row"], column): n
        for table in answer["tables"]
        for block in table["blocks"]
        for row in block["rows"]
        for column, n in row.get("mean", row.get("n")).items()
    }


def subtracted(old: Figures, new: Figures) -> dict[tuple[Any, ...], tuple[Any, Any]]:
    """Cells that differ, before and after."""
    found = {}
    for place in old.keys() | new.keys():
        nothing = None if "Gemiddelde duur" in place[2] else 0
        before, after = old.get(place, nothing), new.get(place, nothing)
        if before != after:
            found[place] = (before, after)
    return found


def place(cell: Cell) -> tuple[Any, ...]:
    return cell.table, cell.block, cell.row, cell.column


def differing(difference: Difference) -> dict[tuple[Any, ...], tuple[Any, Any]]:
    return {place(c.cell): (c.before, c.after) for c in difference.cells}


@st.composite
def groups(draw: st.DrawFn) -> Where:
    """Everyone, or the people with one of some values in one column."""
    pairs = st.sampled_from(
        [
            [],
            [("status", "startbaan"), ("status", "voortraject")],
            [("deelname", "verplicht")],
            [("plaatsing_ooit", "ja")],
            [("leeftijd", "25"), ("leeftijd", "64"), ("leeftijd", "65")],
        ]
    )
    return Where.of(draw(pairs))


@some
@given(strategies.logs(), groups(), units, st.data())
def test_between_two_moments(log: Log, where: Where, unit: Unit, data: st.DataObject) -> None:
    note(as_file(log).decode())
    moments = [data.draw(strategies.known_ats(log)) for _ in range(2)]
    day = data.draw(strategies.peildata(log))
    with told(log) as store:
        ledgers = [Ledger(store, known(moment)) for moment in moments]
        before, after = sorted(ledgers, key=lambda ledger: ledger.position)
        everyone = snapshot(after, day, where)
        found = between_moments(before, after, day, where, unit, everyone=everyone)
        old, new = (figures(store, day, at.position, where, unit) for at in (before, after))
        assert differing(found) == subtracted(old, new)
        assert all(changed.events and not changed.without_event for changed in found.cells)
        assert all(e.position > before.position for c in found.cells for e in c.events)
        touched = between_moments(before, after, day, where, unit)
        assert numbers(touched) == numbers(found)


def numbers(difference: Difference) -> dict[Cell, Any]:
    return {c.cell: c.change for c in difference.cells if not c.cell.is_mean}


@some
@given(strategies.logs(), groups(), units, st.data())
def test_between_two_days(log: Log, where: Where, unit: Unit, data: st.DataObject) -> None:
    note(as_file(log).decode())
    first, second = sorted(data.draw(strategies.peildata(log)) for _ in range(2))
    with told(log) as store:
        ledger = Ledger(store, known(data.draw(strategies.known_ats(log))))
        found = between_days(ledger, first, second, where, unit)
        old, new = (figures(store, d, ledger.position, where, unit) for d in (first, second))
    assert differing(found) == subtracted(old, new)
    assert all(changed.events or changed.without_event for changed in found.cells)
    assert all(first < e.event.datum <= second for c in found.cells for e in c.events)


@some
@given(strategies.questions(), groups(), units)
def test_who_is_behind_a_cell_adds_up_to_it(
    question: strategies.Question, where: Where, unit: Unit
) -> None:
    log, day, asked = question
    with told(log) as store:
        ledger = Ledger(store, known(asked))
        everyone = {p.state.number for p in snapshot(ledger, day, where)}
        wanted = figures(store, day, ledger.position, where, unit)
        for number in range(1, 10):
            places = [place for place in wanted if place[0] == number]
            cells = [c for _, b, r, column in places for c in cells_named(number, r, b, column)]
            for cell, people in behind(ledger, day, cells, where, unit).items():
                total = {cell: NONE}
                for one in people:
                    add(total, {cell: one.share})
                assert figure(cell, total[cell]) == wanted[place(cell)]
                assert [one.number for one in people] == sorted({one.number for one in people})
                assert {one.number for one in people} <= everyone
                assert all(one.entry.event.datum <= day for one in people)


@some
@given(strategies.questions(), units)
def test_shares_add_up_to_totals(question: strategies.Question, unit: Unit) -> None:
    log, day, asked = question
    with told(log) as store:
        people = snapshot(Ledger(store, known(asked)), day)
    added: dict[Cell, tuple[int, int]] = {}
    for one in shares(people, unit=unit):
        add(added, one)
    assert added == {cell: share for cell, share in totals(people, unit=unit).items() if any(share)}


def test_random_histories_reach_everything() -> None:
    """Means, optional rows, amendments and age among what differs."""
    reached = set()
    for seed in range(40):
        log = strategies.legal_log(Random(seed).randrange)
        with told(log) as store:
            middle, end = Ledger(store, known(len(log) // 2 or 1)), Ledger(store)
            found = between_moments(middle, end, date(2026, 6, 30), unit="startbanen")
            days = between_days(end, date(2024, 6, 30), date(2026, 6, 30))
        reached |= {"amendment"} if found.amendments else set()
        reached |= {"age"} if any(c.without_event for c in days.cells) else set()
        reached |= {"mean"} if any(c.cell.is_mean for c in found.cells) else set()
        reached |= {f"table {c.cell.table}" for c in found.cells}
    assert reached == {"amendment", "age", "mean", *(f"table {n}" for n in range(1, 10))}
