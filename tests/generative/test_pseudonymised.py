"""What researchers get of any log is legal, and tells at the end of a month what the log tells."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, note, settings

from journey.application import take_in
from journey.interchange.cloudevents import line_of, read
from journey.interchange.pseudonymised import SOURCE, Pseudonyms, pseudonymised
from journey.ledger import position_of
from journey.store import Store, open_store
from tests import oracle, strategies
from tests.oracle import KnownAt, Log
from tests.stories import TODAY, as_file, known, snapshot_bytes, told

SECRET = b"a secret of more than thirty-two bytes"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
COUNTS_OF_DAYS = ("voortraject_dagen", "on_hold_dagen")

calm = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def lines(store: Store, known_at: KnownAt = None) -> bytes:
    upto = position_of(store, known(known_at))
    records = pseudonymised(store, SECRET, upto)
    return b"".join(line_of(record, SOURCE, pseudonymised=True) for record in records)


@contextmanager
def for_research(file: bytes) -> Iterator[Store]:
    with open_store("sqlite://", clock=lambda: TODAY) as store:
        take_in(store, read(io.BytesIO(file)), keep_recorded_at=True, as_demo=True)
        yield store


def rows(store: Store, peildatum: date, known_at: KnownAt) -> list[dict[str, Any]]:
    found = json.loads(snapshot_bytes(store, peildatum, known_at))["rows"]
    return [{n: v for n, v in row.items() if n not in COUNTS_OF_DAYS} for row in found]


def told_by_month(log: Log, peildatum: date, known_at: KnownAt) -> list[dict[str, Any]]:
    """The rows that the oracle makes of everything in its order, each of it on the first of its
    month: then a month is what a day is, and a spell begins with the last event of its month."""
    timelines = oracle.participants(log, peildatum, known_at).values()
    monthly = [[replace(f, datum=f.datum.replace(day=1)) for f in facts] for facts in timelines]
    found = [coarse(oracle.row(facts, peildatum)) for facts in monthly]
    return sorted(found, key=lambda row: row["deelnemernummer"])


def coarse(row: dict[str, Any]) -> dict[str, Any]:
    """A row without names, and without what can't be known without days."""
    names = Pseudonyms(SECRET)
    number = row["deelnemernummer"]
    months = {n: f"{v[:7]}-01" for n, v in row.items() if isinstance(v, str) and DAY.fullmatch(v)}
    keys = {"startbaan": names.startbaan(number, row["startbaan"])} if row["startbaan"] else {}
    masked = {**row, **months, **keys, "deelnemernummer": names.number(number)}
    return {n: v for n, v in masked.items() if n not in COUNTS_OF_DAYS}


def ends_of_months(log: Log) -> list[date]:
    """The last day of some of the months of which a log tells."""
    months = {day.replace(day=1) for day in strategies.days_to_ask(log)}
    following = {(month + timedelta(days=31)).replace(day=1) for month in months}
    return sorted(first - timedelta(days=1) for first in following)[-6:]


@calm
@given(strategies.logs(participants=3))
def test_the_ends_of_months_tell_the_same(log: Log) -> None:
    note(as_file(log).decode())
    with told(log) as store:
        file = lines(store)
    with for_research(file) as research:
        for day in ends_of_months(log):
            for known_at in (None, day):
                assert rows(research, day, known_at) == told_by_month(log, day, known_at)


@calm
@given(strategies.logs(participants=3))
def test_no_number_id_day_or_seal_is_left(log: Log) -> None:
    with told(log) as store:
        file = lines(store)
    written = [json.loads(line) for line in file.splitlines()]
    named = {event[name] for event in log for name in ("id", "subject")}
    assert named.isdisjoint(event[name] for event in written for name in ("id", "subject"))
    assert all(day.endswith("-01") for day in DAY.findall(file.decode()))
    assert not {"sealed", "recorded_by"} & {n for e in written for n in (*e, *e["data"])}
