"""Days and moments: the borders of a day in Amsterdam, and months by the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from journey.peildatum import (
    KnownAt,
    day_of_recording,
    end_of_day,
    moment_text,
    month_later,
    months_between,
    parse_day,
    parse_moment,
)

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@settings(deadline=None)
@given(days)
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    assert parse_day(day.isoformat()) == day


@pytest.mark.parametrize(
    "text", ["2025-02-30", "2025-W01-1", "20250101", "2025-1-1", "2025-01-01\n", "", "0000-01-01"]
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date|must be|out of range"):
        parse_day(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2025-03-04T09:12:00Z", "2025-03-04T09:12:00.000000Z"),
        ("2025-03-04T09:12:00.5Z", "2025-03-04T09:12:00.500000Z"),
        ("2025-03-04t09:12:00.000001z", "2025-03-04T09:12:00.000001Z"),
        ("2025-03-04T09:12:00+01:00", "2025-03-04T08:12:00.000000Z"),
        ("2025-01-01T00:30:00+01:00", "2024-12-31T23:30:00.000000Z"),
        ("2025-01-01T00:00:00-23:59", "2025-01-01T23:59:00.000000Z"),
        ("2025-01-01T00:00:00-00:00", "2025-01-01T00:00:00.000000Z"),
    ],
)
def test_a_moment_is_read_with_its_offset_and_written_with_six_decimals(
    text: str, read: str
) -> None:
    assert moment_text(parse_moment(text)) == read


@pytest.mark.parametrize(
    "text",
    [
        *("2025-03-04", "2025-03-04T09:12:00", "2025-03-04 09:12:00Z", "2025-03-04T09:12Z"),
        *("2025-03-04T09:12:00.1234567Z", "2025-03-04T09:12:00.Z", "2025-03-04T09:12:00,5Z"),
        *(
            "2025-03-04T24:00:00Z",
            "2025-03-04T09:60:00Z",
            "2025-02-30T09:12:00Z",
            "20250304T091200Z",
        ),
        *("2025-03-04T09:12:00+0100", "2025-03-04T09:12:00+25:00", "2025-03-04T09:12:00 Z"),
        *("0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2025-W10-2T09:12:00Z"),
    ],
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a|lies outside|must be|out of range"):
        parse_moment(text)


@settings(deadline=None)
@given(st.integers(-(10**15), 10**15), st.integers(-(10**9), 10**9))
def test_moments_sort_as_their_texts(since: int, apart: int) -> None:
    moment = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(microseconds=since)
    other = moment + timedelta(microseconds=apart)
    assert (moment_text(moment) < moment_text(other)) == (moment < other)
    assert parse_moment(moment_text(moment)) == moment


@pytest.mark.parametrize(
    ("recorded_at", "day"),
    [
        ("2025-06-30T21:59:59.999999Z", "2025-06-30"),
        ("2025-06-30T22:00:00.000000Z", "2025-07-01"),
        ("2025-12-31T22:59:59.999999Z", "2025-12-31"),
        ("2025-12-31T23:00:00.000000Z", "2026-01-01"),
        ("2025-03-29T22:59:59.999999Z", "2025-03-29"),
        ("2025-03-29T23:00:00.000000Z", "2025-03-30"),
        ("2025-03-30T21:59:59.999999Z", "2025-03-30"),
        ("2025-03-30T22:00:00.000000Z", "2025-03-31"),
        ("2025-10-25T22:00:00.000000Z", "2025-10-26"),
        ("2025-10-26T22:59:59.999999Z", "2025-10-26"),
        ("2025-10-26T23:00:00.000000Z", "2025-10-27"),
    ],
)
def test_the_day_of_recording_is_one_in_amsterdam(recorded_at: str, day: str) -> None:
    assert day_of_recording(recorded_at) == date.fromisoformat(day)


@settings(deadline=None)
@given(days)
@example(date(2025, 3, 30))
@example(date(2025, 10, 26))
@example(date(1937, 7, 1))
def test_a_day_ends_a_microsecond_before_the_next(day: date) -> None:
    end = end_of_day(day)
    assert end.tzinfo is UTC
    assert end.astimezone(AMSTERDAM).date() == day
    assert (end + timedelta(microseconds=1)).astimezone(AMSTERDAM).date() == day + timedelta(days=1)
    assert day_of_recording(moment_text(end)) == day


def test_the_last_day_there_is_ends_too() -> None:
    assert end_of_day(date.max).year == 9999


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2024-01-31", 0, "2024-01-31"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-01-31", 3, "2024-04-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-11-30", 3, "2025-02-28"),
        ("2024-12-15", 1, "2025-01-15"),
    ],
)
def test_the_same_day_some_months_on(day: str, months: int, later: str) -> None:
    assert month_later(date.fromisoformat(day), months) == date.fromisoformat(later)


def slowly(start: date, end: date) -> int:
    """The least number of months for which the definition holds, tried one by one."""
    return next(m for m in count() if end <= month_later(start, m))


@settings(deadline=None)
@given(days, st.integers(0, 1500))
@example(date(2024, 1, 31), 0)
@example(date(2024, 1, 31), 29)
@example(date(2024, 1, 31), 30)
@example(date(2024, 2, 29), 365)
@example(date(2024, 2, 29), 366)
def test_months_between_two_days(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    assert months_between(start, end) == slowly(start, end)


def test_a_known_at_remembers_what_was_asked() -> None:
    on = KnownAt.on(date(2025, 11, 5))
    assert (on.asked, on.moment) == ("2025-11-05", datetime(2025, 11, 5, 22, 59, 59, 999999, UTC))
    at = KnownAt.at(parse_moment("2025-11-05T12:00:00+01:00"))
    assert (at.asked, at.position) == ("2025-11-05T11:00:00.000000Z", None)
    upto = KnownAt.upto(1234)
    assert (upto.asked, upto.position, upto.moment) == ("#1234", 1234, None)
