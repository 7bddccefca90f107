"""How late entries come, and how much the stand of a peildatum moved after it.

The lag of an event is the day of its recording (Europe/Amsterdam) less its ``datum`` as it is read
now, in days; an event whose date is not known to the day has none and is counted apart. Corrections
and retractions have no lag of their own, and what was retracted is left out. (An event that was
first recorded with too early a date, and put right, may so have a lag below 0.)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from journey.aggregates.state import Entry
from journey.aggregates.timeline import standing
from journey.codebook import STATUS
from journey.events import CATALOGUE, NAMES
from journey.ledger import Ledger
from journey.peildatum import day_of_recording, month_later
from journey.projections.analysis import Followed
from journey.projections.snapshot import COLUMN, EVERYONE, Where, person_on

WITHIN: Final = (7, 30, 90)
"""Days after which is looked how much had come in."""

ALL: Final = "alle"


class Lag(Struct, frozen=True):
    """The lags of one group: how many, how many without an exact date, the least lag that half,
    three quarters and nine tenths do not pass, the longest, and how many came within so many days.

    ``by`` is alle, proef, event or month. ``followed`` is for a month: the days from its end to
    the last day that is known about; within more days than that, nobody can say yet (None).
    """

    by: str
    group: str
    n: int
    inexact: int
    p50: int | None
    p75: int | None
    p90: int | None
    longest: int | None
    within: Mapping[int, int | None]
    followed: int | None


def lags(people: Iterable[Followed], peildatum: date, last: date | None) -> list[Lag]:
    """The lags of the events up to and including ``peildatum`` of the participants in its snapshot:
    of all, and by proef, event and month of ``datum``.

    ``last``: the last day that is known about, if there is one.
    """
    groups: dict[tuple[str, str], list[int | None]] = {}
    for entry, proef in _events(people, peildatum):
        lag, event = _lag(entry), entry.event
        for key in (
            (ALL, ALL),
            ("proef", proef),
            ("event", NAMES[type(event)]),
            ("month", f"{event.datum:%Y-%m}"),
        ):
            groups.setdefault(key, []).append(lag)
    return [_summed(*key, groups[key], last) for key in sorted(groups, key=_order)]


def _events(people: Iterable[Followed], peildatum: date) -> Iterator[tuple[Entry, str]]:
    """The events up to the peildatum, each with the proef of the participant."""
    for one in people:
        for entry in one.timeline:
            if entry.event.datum <= peildatum:
                yield entry, one.state.proef


def _lag(entry: Entry) -> int | None:
    if not entry.event.exact:
        return None
    return (day_of_recording(entry.recorded_at) - entry.event.datum).days


_BY: Final = (ALL, "proef", "event", "month")
_EVENTS: Final = tuple(CATALOGUE)


def _order(key: tuple[str, str]) -> tuple[int, int, str]:
    by, group = key
    return _BY.index(by), _EVENTS.index(group) if by == "event" else 0, group


def _summed(by: str, group: str, lags: Sequence[int | None], last: date | None) -> Lag:
    known = sorted(lag for lag in lags if lag is not None)
    followed = _followed(group, last) if by == "month" and last is not None else None

    def share(hundredths: int) -> int | None:
        """The least lag that so many hundredths of the events do not pass."""
        return known[-(-len(known) * hundredths // 100) - 1] if known else None

    return Lag(
        by=by,
        group=group,
        n=len(known),
        inexact=len(lags) - len(known),
        p50=share(50),
        p75=share(75),
        p90=share(90),
        longest=known[-1] if known else None,
        within={
            days: bisect_right(known, days) if followed is None or days <= followed else None
            for days in WITHIN
        },
        followed=followed,
    )


def _followed(month: str, last: date) -> int:
    """The days from the last day of a month to another day; 0 where the month was not over."""
    end = month_later(date.fromisoformat(f"{month}-01"), 1) - timedelta(days=1)
    return max((last - end).days, 0)


# -- how a peildatum moved --------------------------------------------------------------------


class Moved(Struct, frozen=True):
    """The stand per status of a peildatum as it was known some days after it (None: now), how many
    participants had another status then than as known on the peildatum itself, and how many have
    another now. (Not in yet is another status, too.)

    The last three are None where those days have not passed yet.
    """

    days: int | None
    stand: Mapping[str, int] | None
    since: int | None
    until_now: int | None


def moved(ledger: Ledger, peildatum: date, where: Where = EVERYONE) -> list[Moved]:
    """How the stand of a peildatum moved: as known on the day itself, 7, 30 and 90 days later,
    and at the ledger's own known-at."""
    ends = [peildatum.toordinal() + days for days in (0, *WITHIN)]
    days_seen = [date.fromordinal(min(end, date.max.toordinal())) for end in ends]
    seen = _Seen([*map(ledger.position_on, days_seen), ledger.position])
    for history in ledger.histories():
        seen.take(history, peildatum, where)
    last = ledger.last_day or date.min
    passed = [end <= last.toordinal() for end in ends]
    found = [seen.moved(at, days, passed[at], passed[0]) for at, days in enumerate((0, *WITHIN))]
    return [*found, seen.moved(-1, None, True, passed[0])]


class _Seen:
    """The stand as it was known at some positions, and who differs from the first and the last."""

    def __init__(self, positions: Sequence[int]) -> None:
        self._positions = positions
        self._stands = [dict.fromkeys(STATUS, 0) for _ in positions]
        self._since = [0] * len(positions)
        self._until_now = [0] * len(positions)

    def take(self, history: Sequence[Entry], peildatum: date, where: Where) -> None:
        """Count one participant; what did not change in between is not folded again."""
        recorded = [entry.position for entry in history]
        known = [bisect_right(recorded, position) for position in self._positions]
        found = {upto: _status(history[:upto], peildatum, where) for upto in set(known)}
        statuses = [found[upto] for upto in known]
        for at, status in enumerate(statuses):
            if status is not None:
                self._stands[at][status] += 1
            self._since[at] += status != statuses[0]
            self._until_now[at] += status != statuses[-1]

    def moved(self, at: int, days: int | None, passed: bool, day_passed: bool) -> Moved:
        """What was counted at one of the positions."""
        return Moved(
            days,
            self._stands[at] if passed else None,
            self._since[at] if passed and day_passed else None,
            self._until_now[at] if passed else None,
        )


def _status(history: Sequence[Entry], peildatum: date, where: Where) -> str | None:
    """The status of one participant; None for one who is not in the snapshot."""
    person = person_on(standing(history), peildatum, where)
    return None if person is None else str(person.row[COLUMN["status"]])
