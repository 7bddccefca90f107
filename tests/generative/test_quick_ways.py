"""What is done in a quick way for large files says the same as the thorough way."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from journey import catalogue
from journey.application import Faulty
from journey.events import CATALOGUE, fields_of
from journey.interchange.cloudevents import _plain, _proposed
from journey.peildatum import AMSTERDAM, day_of_recording, moment_text
from journey.store.codec import encode
from journey.vault.sealing import VERSION
from tests.oracle import Wire
from tests.strategies import walk


def journey(seed: int) -> list[Wire]:
    """One participant's events as a file holds them."""
    time = "2026-01-01T00:00:00.000000Z"
    return [{**event, "time": time} for event in walk(Random(seed).randrange, "AMS-0042", 12)]


journeys = st.integers(0, 2**16).map(journey)

# Reading a line -----------------------------------------------------------------------------------

ODD = [
    b'"',
    b":",
    b",",
    b"{}",
    b"\\",
    b"\\u00e9",
    b"\\ud800",
    "é".encode(),
    b"\xff",
    b" ",
    b"\t",
    b"NaN",
    b"1e400",
    b"24.0",
    b"-0",
    b"9" * 20,
    b"-" + b"9" * 20,
    b"9" * 5000,
    b"null",
    b"[[]]",
    b'"a":1,',
    b'"datum":"2025-01-01",',
    b'"datum" :"2025-01-01",',
    b'"time":"2019-01-01T24:00:00.000000Z",',
    b'"time":"2019-01-01T01:00:00+01:00",',
    b'"id":"x",',
]
"""What may stand in a line by mistake."""


separators = st.sampled_from([(",", ":"), (", ", ": ")])


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    """A line of a log, with something changed in up to three places."""
    event = draw(st.sampled_from(draw(journeys)))
    line = json.dumps(event, separators=draw(separators)).encode()
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(line)))
        end = start + draw(st.sampled_from([0, 0, 1, 5]))
        line = line[:start] + draw(st.sampled_from(ODD)) + line[end:]
    return line


@settings(deadline=None)
@given(lines())
@example(b'{"specversion":"1.0","specversion":"1.0"}')
def test_a_line_is_read_quickly_only_where_that_gives_the_same(line: bytes) -> None:
    quick = _plain(7, line)
    if quick is not None:
        # By text, which tells 1 from 1.0 and from True.
        assert repr([quick]) == repr(list(_proposed(7, line)))


@pytest.mark.parametrize("sealed", [b"", bytes([VERSION + 1]) + bytes(92), bytes([VERSION]) * 92])
def test_what_is_no_seal_is_not_read_quickly(sealed: bytes) -> None:
    event = {**journey(1)[0], "sealed": b64encode(sealed).decode()}
    line = json.dumps(event).encode()
    assert _plain(7, line) is None
    assert isinstance(next(_proposed(7, line)), Faulty)


@settings(deadline=None)
@given(journeys, separators)
def test_plain_lines_are_read_quickly(events: list[Wire], separators: tuple[str, str]) -> None:
    for event in events:
        assert _plain(7, json.dumps(event, separators=separators).encode()) is not None


# Fields and data ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CATALOGUE)
def test_listed_texts_are_right(name: str) -> None:
    for field in fields_of(CATALOGUE[name]).values():
        assert not [text for text in field.listed if field.problem(text) is not None]
        assert all(field.clean(text) == text for text in field.listed)


@settings(deadline=None)
@given(journeys)
def test_data_is_kept_as_its_event_is(events: list[Wire]) -> None:
    for event in events:
        cls, data = _class_and_data(event)
        assert encode(catalogue.clean(cls, data)) == encode(catalogue.build(cls, data))


def _class_and_data(event: Wire) -> tuple[type[Any], dict[str, Any]]:
    return CATALOGUE[catalogue.type_name(event["type"])], event["data"]


# Days ---------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_the_day_of_recording_is_that_of_the_clock_in_amsterdam(moment: datetime) -> None:
    known = moment.replace(tzinfo=UTC)
    assert day_of_recording(moment_text(known)) == known.astimezone(AMSTERDAM).date()
