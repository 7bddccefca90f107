"""Days, moments and what is inclusive, said once.

A **peildatum** P holds the whole day P. A **known-at** K holds everything recorded up to and
including K: a day (the whole of it, in Europe/Amsterdam), a moment, or a position in the log.
A run of days is half-open, ``[start, end)``: what ends on day D is open up to and including D - 1.
Its length is ``end - start`` days, so what starts and ends on one day lasts 0 days.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")

EARLIEST: Final = date(1900, 1, 1)
"""No date of any kind lies before this day."""

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)


def parse_day(text: str) -> date:
    """The day that ``YYYY-MM-DD`` names.

    Raises :class:`ValueError` for any other shape, also those that ISO 8601 knows beside it
    (``2025-W01-1``, ``20250101``), and for a day that does not exist.
    """
    if not _DAY.fullmatch(text):
        raise ValueError(f"{text!r} is not a date of the form YYYY-MM-DD")
    return date.fromisoformat(text)


def parse_moment(text: str) -> datetime:
    """The moment, in UTC, that an RFC 3339 timestamp with ``Z`` or an offset names.

    Raises :class:`ValueError` for any other shape, for fractions finer than a microsecond and
    for a timestamp without an offset, which could be read in two ways.
    """
    found = _MOMENT.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a timestamp such as 2025-03-04T09:12:00.000000Z")
    day, time, fraction, offset = found.groups()
    zone = "+00:00" if offset in "Zz" else offset
    try:
        return datetime.fromisoformat(f"{day}T{time}{fraction or ''}{zone}").astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text!r} lies outside the years that can be counted") from None


def moment_text(moment: datetime) -> str:
    """A moment as the log writes it: UTC with always six decimals, so that text sorts as time."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def day_of_recording(recorded_at: str) -> date:
    """The day in Europe/Amsterdam on which something was recorded (recorded-at as text)."""
    day, last, next_day = _day_there(recorded_at[:10])
    return day if recorded_at <= last else next_day


@lru_cache(maxsize=4096)
def _day_there(text: str) -> tuple[date, str, date]:
    """A day, its last moment in Europe/Amsterdam, where clocks are ahead of UTC, and the next."""
    day = date.fromisoformat(text)
    following = date.fromordinal(min(day.toordinal() + 1, date.max.toordinal()))
    return day, moment_text(end_of_day(day)), following


def end_of_day(day: date) -> datetime:
    """The last microsecond of a day in Europe/Amsterdam, in UTC."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), AMSTERDAM)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def month_later(day: date, months: int) -> date:
    """The same day ``months`` calendar months on, or that month's last day if it has none such."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def months_between(start: date, end: date) -> int:
    """The least m such that ``end`` is not after the same day m calendar months after ``start``."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months + 1 if end > month_later(start, months) else months


class KnownAt(Struct, frozen=True):
    """What the log held at a moment, or up to a position. Exactly one of the two is set."""

    moment: datetime | None = None
    position: int | None = None
    asked: str = ""
    """As it was asked for, in ISO form: ``2025-11-05``, a timestamp, or ``#1234``."""

    @classmethod
    def on(cls, day: date) -> KnownAt:
        """Everything recorded up to and including this day in Europe/Amsterdam."""
        return cls(moment=end_of_day(day), asked=day.isoformat())

    @classmethod
    def at(cls, moment: datetime) -> KnownAt:
        """Everything recorded up to and including this moment."""
        return cls(moment=moment, asked=moment_text(moment))

    @classmethod
    def upto(cls, position: int) -> KnownAt:
        """The first ``position`` events of the log."""
        return cls(position=position, asked=f"#{position}")
