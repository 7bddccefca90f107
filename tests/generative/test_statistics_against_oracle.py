"""Spells, flow, trend and durations are what the slow second reading of them says, and add up."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from journey.projections.flow import Per
from journey.store import Store
from tests import oracle, oracle_statistics, strategies
from tests.analysis import Analysis, Data
from tests.oracle import KnownAt, Log
from tests.stories import as_file, snapshot_bytes, told

Question = tuple[Log, date, date, KnownAt]
"""A log, the days between which to look, the second of which is the peildatum, and a known-at."""

PERS: list[Per] = ["month", "quarter", "year"]

some = settings(max_examples=25, deadline=None)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A log with windows of any length, from one day on."""
    log, peildatum, known_at = draw(strategies.questions())
    before = [day for day in strategies.days_to_ask(log) if day < peildatum]
    start = draw(st.sampled_from([peildatum - timedelta(days=1), *before]))
    note(f"({start}, {peildatum}] {known_at}\n{as_file(log).decode()}")
    return log, start, peildatum, known_at


# The same questions to both -----------------------------------------------------------------------


@some
@given(questions())
def test_flow(question: Question) -> None:
    log, start, end, known_at = question
    with told(log) as store:
        assert_same_flow(Analysis(store, known_at), log, start, end)


def assert_same_flow(asked: Analysis, log: Log, start: date, end: date) -> None:
    """Holds flow in all its parts, the matrix and the trend to the oracle."""
    whole = oracle_statistics.flow(log, start, end, asked.known_at, asked.where)
    assert [counted(period) for period in asked.flow(start, end)] == without(whole, "matrix")
    assert cells(asked.matrix(start, end)) == whole[0]["matrix"]
    for per in PERS:
        parts = oracle_statistics.flow(log, start, end, asked.known_at, asked.where, per)
        assert [counted(p) for p in asked.flow(start, end, per)] == without(parts, "matrix")
        days = [start, *(oracle.as_day(part["to"]) for part in parts)]
        stands = oracle_statistics.stands(log, days, asked.known_at, asked.where)
        assert asked.trend(start, end, per) == stands


def without(found: list[Data], name: str) -> list[Data]:
    """The same without one of the figures."""
    return [{key: value for key, value in one.items() if key != name} for one in found]


def counted(period: Data) -> Data:
    """A period with its moves counted, as the oracle has them."""
    return {**period, "moves": cells(period["moves"])}


def cells(found: list[Data]) -> Counter[tuple[str, str]]:
    """Moves, or the cells of a matrix, each of which is named once and is not empty."""
    numbers = Counter({(cell["from"], cell["to"]): cell["n"] for cell in found})
    assert len(numbers) == len(found)
    assert all(n > 0 for n in numbers.values())
    return numbers


@some
@given(questions(), st.booleans())
def test_durations(question: Question, without_hold: bool) -> None:
    log, _, peildatum, known_at = question
    with told(log) as store:
        assert_same_durations(Analysis(store, known_at), log, peildatum, without_hold)


def assert_same_durations(
    asked: Analysis, log: Log, peildatum: date, without_hold: bool = False
) -> None:
    """Holds every measure to the oracle."""
    found = asked.durations(peildatum, without_hold=without_hold)
    expected = oracle_statistics.durations(
        log, peildatum, asked.known_at, asked.where, without_hold
    )
    assert_same_measures(found, expected)


def assert_same_measures(found: list[Data], expected: list[Data]) -> None:
    """Numbers and quartiles exactly, shares as close as floats come to them."""
    for one, other in zip(found, expected, strict=True):
        assert figures(one["incidence"]) == pytest.approx(as_floats(other["incidence"]), abs=1e-12)
        left_out = {} if one["measure"] == "pip_plaatsing" else {"left_out": 0}
        assert without([one | left_out], "incidence") == without([other], "incidence")


def figures(lines: list[Data]) -> list[Any]:
    """The figures of an incidence in their order."""
    return [value for line in lines for value in line.values()]


def as_floats(lines: list[Data]) -> list[Any]:
    """The same of the oracle's, whose shares are fractions."""
    return [float(f) if isinstance(f, Fraction) else f for f in figures(lines)]


@some
@given(questions(), st.sampled_from(["proef", "deelname", "geslacht", "vervoer", "kinderen"]))
def test_groups_and_choices(question: Question, column: str) -> None:
    log, start, peildatum, known_at = question
    with told(log) as store:
        groups = groups_of(Analysis(store, known_at).durations(peildatum, by=column))
        rows = oracle.snapshot(log, peildatum, known_at)
        assert groups.keys() == {shown(row[column]) for row in rows}
        for group, measures in groups.items():
            if column != "vervoer":  # A group is all that someone answered, a choice one of it.
                where = [(column, group)]
                expected = oracle_statistics.durations(log, peildatum, known_at, where)
                assert_same_measures(measures, expected)
                assert_same_flow(Analysis(store, known_at, where), log, start, peildatum)


def shown(value: Any) -> str:
    """A value as CSV shows it."""
    if isinstance(value, list):
        return "|".join(value)
    return "" if value is None else str(value)


def groups_of(measures: list[Data]) -> dict[str, list[Data]]:
    """The measures of each group."""
    groups: dict[str, list[Data]] = {}
    for measure in measures:
        groups.setdefault(measure.pop("group"), []).append(measure)
    return groups


@some
@given(questions())
def test_spells(question: Question) -> None:
    log, _, peildatum, known_at = question
    with told(log) as store:
        found = Analysis(store, known_at).spells(peildatum)
    expected = oracle.spells(log, peildatum, known_at)
    assert [
        (row["deelnemernummer"], row["status"], row["start"], row["end"], row["next"])
        for row in found
    ] == [
        (number, spell.status, str(spell.start), spell.end and str(spell.end), following)
        for number, spells in expected.items()
        for spell, following in zip(spells, [*(s.status for s in spells[1:]), None], strict=True)
    ]


# The product with itself --------------------------------------------------------------------------


@some
@given(questions())
def test_flow_adds_up(question: Question) -> None:
    log, start, end, known_at = question
    with told(log) as store:
        asked = Analysis(store, known_at)
        (whole,) = asked.flow(start, end)
        assert set(whole["residual"].values()) == {0}
        for per in PERS:
            parts = asked.flow(start, end, per)
            assert {n for part in parts for n in part["residual"].values()} == {0}
            assert (parts[0]["begin"], parts[-1]["end"]) == (whole["begin"], whole["end"])
            assert [p["end"] for p in parts[:-1]] == [p["begin"] for p in parts[1:]]
            moves = sum((cells(part["moves"]) for part in parts), Counter())
            assert moves == cells(whole["moves"])


@some
@given(questions(), st.sampled_from(PERS))
def test_trend_is_snapshots_taken_one_by_one(question: Question, per: Per) -> None:
    log, start, end, known_at = question
    with told(log) as store:
        for stand in Analysis(store, known_at).trend(start, end, per):
            rows = snapshot(store, oracle.as_day(stand["day"]), known_at)
            numbers = Counter(row["status"] for row in rows)
            assert {s: n for s, n in stand["stand"].items() if n} == dict(numbers)


@some
@given(questions(), st.data())
def test_a_snapshot_is_the_spells_that_hold_its_day(
    question: Question, data: st.DataObject
) -> None:
    log, start, end, known_at = question
    day = data.draw(st.sampled_from([d for d in strategies.days_to_ask(log) if start <= d <= end]))
    with told(log) as store:
        spells = Analysis(store, known_at).spells(end)
        columns = ("deelnemernummer", "status", "status_sinds", "status_door")
        rows = [[row[column] for column in columns] for row in snapshot(store, day, known_at)]
    assert rows == [
        [spell[name] for name in ("deelnemernummer", "status", "start", "door")]
        for spell in spells
        if spell["start"] <= str(day) and (spell["end"] is None or str(day) < spell["end"])
    ]


def snapshot(store: Store, day: date, known_at: KnownAt) -> list[Data]:
    """The rows of a snapshot."""
    rows: list[Data] = json.loads(snapshot_bytes(store, day, known_at))["rows"]
    return rows
