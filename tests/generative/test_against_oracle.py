"""The product and the slow second reading of the rules say the same of any history."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from journey.errors import BadInput
from journey.projections.snapshot import as_text
from journey.projections.tables import Unit
from journey.store import Store, open_store
from tests import oracle, strategies
from tests.conftest import PostgresServer
from tests.oracle import KnownAt, Log, Row
from tests.stories import TODAY, as_file, exported, snapshot_bytes, tables_bytes, taken_in, told

UNITS: tuple[Unit, ...] = ("laatste", "startbanen")
Pairs = list[tuple[str, str]]

# How long an example takes depends on what else the machine does.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(calm, max_examples=100)
some = settings(calm, max_examples=25)
few = settings(calm, max_examples=12)


# The same questions to both -----------------------------------------------------------------------


def assert_same(store: Store, log: Log, peildatum: date, known_at: KnownAt) -> None:
    """Holds rows and tables of a store to what the oracle says of the log."""
    note(as_file(log).decode())
    rows = json.loads(snapshot_bytes(store, peildatum, known_at))["rows"]
    assert rows == plain(oracle.snapshot(log, peildatum, known_at))
    for unit in UNITS:
        tables = json.loads(tables_bytes(store, peildatum, known_at, unit=unit))["tables"]
        assert tables == plain(oracle.tables(log, peildatum, known_at, unit=unit))


def plain(value: Any) -> Any:
    """As JSON has it."""
    return json.loads(json.dumps(value))


@many
@given(strategies.questions())
def test_rows_and_tables(question: strategies.Question) -> None:
    log, peildatum, known_at = question
    with told(log) as store:
        assert_same(store, log, peildatum, known_at)


@some
@given(strategies.logs(participants=2, events=10))
def test_rows_at_every_position_and_day(log: Log) -> None:
    days = [date(2026, 6, 30), *strategies.days_to_ask(log)[::7]]
    with told(log) as store:
        for position in range(len(log) + 1):
            day = days[position % len(days)]
            answer = json.loads(snapshot_bytes(store, day, position))
            assert answer["position"] == position
            assert answer["rows"] == plain(oracle.snapshot(log, day, position))


@st.composite
def chosen(draw: st.DrawFn, rows: list[Row]) -> Pairs:
    """A few columns with values that rows have in them, or that none has."""
    columns = draw(st.lists(st.sampled_from(sorted(rows[0])), min_size=1, max_size=3))
    return [
        (column, draw(st.sampled_from([*sorted(set(values_of(rows, column))), "onbekend", ""])))
        for column in columns
    ]


def values_of(rows: list[Row], column: str) -> Iterator[str]:
    """What a column may be asked for."""
    for row in rows:
        value = row[column]
        yield from value if isinstance(value, list) else [as_text(value)]


@some
@given(strategies.logs(), st.data())
def test_where(log: Log, data: st.DataObject) -> None:
    rows = oracle.snapshot(log, "2026-06-30")
    where = data.draw(chosen(rows)) if rows else []
    day = date(2026, 6, 30)
    with told(log) as store:
        found = json.loads(snapshot_bytes(store, day, None, where))["rows"]
        assert found == plain([row for row in rows if oracle.chosen(row, where)])
        tables = json.loads(tables_bytes(store, day, None, where))["tables"]
        assert tables == plain(oracle.tables(log, day, None, where))


# What is legal ------------------------------------------------------------------------------------


@many
@given(strategies.arbitrary_logs())
def test_a_file_is_taken_in_where_it_is_legal_and_leaves_no_trace_where_not(log: Log) -> None:
    note(str(oracle.broken_rules(log)))
    with told("") as store:
        assert accepted(store, log) == oracle.legal_log(log)
        assert len(exported(store).splitlines()) == (len(log) if oracle.legal_log(log) else 0)


def accepted(store: Store, log: Log) -> bool:
    """Whether a store takes a file in."""
    try:
        taken_in(store, log)
    except BadInput:
        return False
    return True


@some
@given(strategies.logs())
def test_a_log_may_come_save_by_save_or_as_a_whole(log: Log) -> None:
    saves = [list(save) for _, save in groupby(log, key=lambda event: event["time"])]
    with told(log) as whole, told("") as piece_by_piece:
        for save in saves:
            taken_in(piece_by_piece, save)
        assert exported(piece_by_piece) == exported(whole)


@some
@given(strategies.logs(), st.randoms(use_true_random=False))
def test_participants_of_a_file_may_come_in_any_order(log: Log, random: Any) -> None:
    numbers = sorted({event["subject"].casefold() for event in log})
    random.shuffle(numbers)
    shuffled = [event for number in numbers for event in oracle.of_participant(log, number)]
    with told("") as store, told(log) as whole:
        taken_in(store, shuffled, keep_recorded_at=False)
        day = date(2026, 6, 30)
        assert json.loads(snapshot_bytes(store, day)) == json.loads(snapshot_bytes(whole, day))


# Out and in again ---------------------------------------------------------------------------------


@some
@given(strategies.logs())
def test_what_is_exported_and_taken_in_again_is_the_same_log(log: Log) -> None:
    with told(log) as store, told("") as other:
        file = exported(store)
        lines = [json.loads(line) for line in file.splitlines()]
        assert lines == plain(log)
        taken_in(other, lines)
        assert exported(other) == file
        again = taken_in(other, lines)
        assert (again.added, again.skipped) == (0, len(log))
        assert exported(other) == file


# On real databases --------------------------------------------------------------------------------


@contextmanager
def in_file(template: Path, log: Log) -> Iterator[Store]:
    """A store in a file of its own that holds a log."""
    with tempfile.TemporaryDirectory() as folder:
        path = shutil.copy(template, Path(folder) / "journey.db")
        with open_store(f"sqlite:///{path}", clock=lambda: TODAY) as store:
            taken_in(store, log)
            yield store


@contextmanager
def on_server(server: PostgresServer, log: Log) -> Iterator[Store]:
    """A store in a PostgreSQL database of its own that holds a log."""
    url = server.ready_database()
    with open_store(url, clock=lambda: TODAY) as store:
        taken_in(store, log)
        yield store
    server.drop(url)


@few
@given(question=strategies.questions())
def test_rows_and_tables_from_a_file(sqlite_template: Path, question: strategies.Question) -> None:
    log, peildatum, known_at = question
    with in_file(sqlite_template, log) as store:
        assert_same(store, log, peildatum, known_at)


@few
@given(question=strategies.questions())
def test_rows_and_tables_from_postgresql(
    postgres_server: PostgresServer, question: strategies.Question
) -> None:
    log, peildatum, known_at = question
    with on_server(postgres_server, log) as store:
        assert_same(store, log, peildatum, known_at)


@few
@given(question=strategies.questions())
def test_both_databases_give_the_same_bytes(
    sqlite_template: Path, postgres_server: PostgresServer, question: strategies.Question
) -> None:
    log, peildatum, known_at = question
    with in_file(sqlite_template, log) as file, on_server(postgres_server, log) as server:
        assert exported(file) == exported(server)
        assert list(file.records()) == list(server.records())
        assert snapshot_bytes(file, peildatum, known_at) == snapshot_bytes(
            server, peildatum, known_at
        )
        assert tables_bytes(file, peildatum, known_at) == tables_bytes(server, peildatum, known_at)


@few
@given(log=strategies.arbitrary_logs())
def test_both_databases_judge_alike(
    sqlite_template: Path, postgres_server: PostgresServer, log: Log
) -> None:
    with in_file(sqlite_template, []) as file, on_server(postgres_server, []) as server:
        assert refusal(file, log) == refusal(server, log)
        assert exported(file) == exported(server)


def refusal(store: Store, log: Log) -> str | None:
    """What is said where a store does not take a file in."""
    try:
        taken_in(store, log)
    except BadInput as error:
        return str(error)
    return None


@pytest.mark.parametrize("unit", UNITS)
def test_nobody_at_all(unit: Unit) -> None:
    with told("") as store:
        tables = json.loads(tables_bytes(store, date(2025, 12, 31), unit=unit))["tables"]
    assert tables == plain(oracle.tables([], "2025-12-31", unit=unit))
