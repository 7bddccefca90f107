"""Flow (doorstroom): who moved from which status to which, in a window of days.

For a window (A, B] and every status: end = begin + in - out. ``nog_niet`` is the state before the
intake. Everything comes from the spells, so what is not a whole day in a status is no move.
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Literal

from msgspec import Struct

from journey.codebook import STATUS
from journey.errors import WrongUsage
from journey.projections.spells import StatusSpell

NOG_NIET: Final = "nog_niet"
STATUSES: Final = tuple(STATUS)

Per = Literal["month", "quarter", "year"]
_MONTHS: Final[Mapping[Per, int]] = {"month": 1, "quarter": 3, "year": 12}

MOST_PERIODS: Final = 2400
"""Two centuries of months: a window of more is a slip of the pen."""

Move = tuple[str, str]


class Period(Struct, frozen=True):
    """The flow of one window (``start``, ``end``]: stocks at both ends and the moves between.

    ``residual`` is end - (begin + in - out) for every status, 0 unless the program is wrong.
    """

    start: date
    end: date
    begin: Mapping[str, int]
    at_end: Mapping[str, int]
    moves: Mapping[Move, int]

    @property
    def into(self) -> Mapping[str, int]:
        """How many spells of each status began."""
        return {s: sum(n for (_, to), n in self.moves.items() if to == s) for s in STATUSES}

    @property
    def out_of(self) -> Mapping[str, int]:
        """How many spells of each status ended."""
        return {s: sum(n for (of, _), n in self.moves.items() if of == s) for s in STATUSES}

    @property
    def residual(self) -> Mapping[str, int]:
        """What the identity leaves over, by status."""
        into, out_of = self.into, self.out_of
        return {s: self.at_end[s] - self.begin[s] - into[s] + out_of[s] for s in STATUSES}


def flow(
    people: Sequence[Sequence[StatusSpell]], start: date, end: date, per: Per | None = None
) -> list[Period]:
    """The flow of (``start``, ``end``], split at calendar borders where ``per`` is given.

    ``people``: the spells of each participant up to ``end``. The parts of a split add up.
    """
    stands = trend(people, start, end, per)
    days = [day for day, _ in stands]
    moves: list[Counter[Move]] = [Counter() for _ in days]
    for spells in people:
        for day, move in moves_in(spells, start, end):
            moves[_index(days, day)][move] += 1
    return [
        Period(first, last, begin, at_end, _ordered(moved))
        for ((first, begin), (last, at_end)), moved in zip(pairwise(stands), moves[1:], strict=True)
    ]


def moves_in(spells: Sequence[StatusSpell], start: date, end: date) -> Iterator[tuple[date, Move]]:
    """Every spell that began in (start, end]: its first day, and what came straight before it."""
    before = NOG_NIET
    for spell in spells:
        if start < spell.start <= end:
            yield spell.start, (before, spell.status)
        before = spell.status


def _ordered(cells: Mapping[Move, int]) -> Mapping[Move, int]:
    """What there is any of, in the order of the statuses."""
    moves = [(of, to) for of in (NOG_NIET, *STATUSES) for to in STATUSES]
    return {move: cells[move] for move in moves if cells[move]}


def check_periods(start: date, end: date, per: Per) -> None:
    """Raises :class:`WrongUsage` for a window that is split into too many periods."""
    months = 12 * (end.year - start.year) + end.month - start.month
    number = months // _MONTHS[per]
    if number > MOST_PERIODS:
        raise WrongUsage(
            f"from {start} to {end} are {number} {per}s; allowed: up to {MOST_PERIODS}, so give "
            "days that lie closer together, or longer periods"
        )


def borders(start: date, end: date, per: Per | None) -> Iterator[date]:
    """``start``, the last days of months, quarters or years between the two, and ``end``."""
    day = start
    while day < end:
        yield day
        day = end if per is None else min(end, _border_after(day, per))
    yield end


def _border_after(day: date, per: Per) -> date:
    """The last day of the first month, quarter or year that ends after ``day``."""
    following, months = day + timedelta(days=1), _MONTHS[per]
    month = -(-following.month // months) * months
    return date(following.year, month, monthrange(following.year, month)[1])


def matrix(people: Iterable[Sequence[StatusSpell]], start: date, end: date) -> Mapping[Move, int]:
    """Status at ``start`` against status at ``end``: one participant, one cell."""
    return _ordered(Counter((status_on(s, start), status_on(s, end)) for s in people))


def status_on(spells: Sequence[StatusSpell], day: date) -> str:
    """The status on a day; ``nog_niet`` before the intake."""
    for spell in reversed(spells):
        if spell.start <= day:
            return spell.status
    return NOG_NIET


def trend(
    people: Iterable[Sequence[StatusSpell]], start: date, end: date, per: Per | None
) -> list[tuple[date, Mapping[str, int]]]:
    """The stand per status on ``start``, on every calendar border after it, and on ``end``.

    One pass over the spells: a spell counts from the first of these days that it holds up to the
    first that it no longer holds.
    """
    days = list(borders(start, end, per))
    changes: list[Counter[str]] = [Counter() for _ in days]
    for spells in people:
        for spell in spells:
            first = _index(days, spell.start)
            after = len(days) if spell.end is None else _index(days, spell.end)
            if first < after:
                changes[first][spell.status] += 1
                if after < len(days):
                    changes[after][spell.status] -= 1
    return list(_running(days, changes))


def _index(days: Sequence[date], day: date) -> int:
    """The first of the days that is not before ``day``."""
    return bisect_left(days, day)


def _running(
    days: Sequence[date], changes: Sequence[Mapping[str, int]]
) -> Iterator[tuple[date, Mapping[str, int]]]:
    stand: Counter[str] = Counter()
    for day, change in zip(days, changes, strict=True):
        stand.update(change)
        yield day, {status: stand[status] for status in STATUSES}
