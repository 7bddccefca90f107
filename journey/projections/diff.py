"""What changed in the figures of a peildatum between two moments of knowing, and what did it; or
between two peildata. And who is behind one cell.

Only participants with an event recorded in between are folded again. A participant's events are
replayed one by one; an event did it where the participant's share in a cell changes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from operator import attrgetter
from typing import Final

from msgspec import Struct

from journey.aggregates.state import Entry
from journey.aggregates.timeline import standing
from journey.codebook import STATUS
from journey.ledger import Ledger
from journey.projections.snapshot import EVERYONE, Person, Where, row_of, state_on
from journey.projections.tables import TITLES, Cell, Share, Unit, figure, shares

Shares = Mapping[Cell, Share]
Figure = int | float | None


class Changed(Struct, frozen=True):
    """One cell before and after, and the events that did it, in the order of the log.

    A number is that of the people looked at; a mean is None where there is nothing to take it of.
    """

    cell: Cell
    before: Figure
    after: Figure
    events: tuple[Entry, ...]


class Difference(Struct, frozen=True):
    """The cells that differ, the stand per status before and after, and who was folded again."""

    cells: tuple[Changed, ...]
    stand: Mapping[str, tuple[int, int]]
    touched: int


class _Course(Struct, frozen=True):
    """One participant's shares before and after every step; a step is an event, or None where
    only the day moves on."""

    shares: tuple[Shares, ...]
    steps: tuple[Entry | None, ...]

    def did_it(self, cell: Cell) -> Iterator[Entry]:
        """The events with which the share in a cell changed."""
        for (before, after), step in zip(pairwise(self.shares), self.steps, strict=True):
            if step is not None and before.get(cell) != after.get(cell):
                yield step


def between_moments(
    before: Ledger,
    after: Ledger,
    peildatum: date,
    where: Where = EVERYONE,
    unit: Unit = "laatste",
    *,
    everyone: Iterable[Person] | None = None,
) -> Difference:
    """What changed in the figures of ``peildatum`` from one known-at to a later one.

    ``everyone``: the whole snapshot known at the later moment, so that figures are those of
    everyone; left out, they are those of the participants with an event in between.
    """
    courses = []
    for entries in after.touched_since(before.position):
        old = sum(entry.position <= before.position for entry in entries)
        known = [standing(entries[:upto]) for upto in range(old, len(entries) + 1)]
        people = [_person(timeline, peildatum, where) for timeline in known]
        courses.append((people, entries[old:]))
    return _difference(_with_shares(courses, unit), everyone, unit)


def between_days(
    ledger: Ledger, first: date, second: date, where: Where = EVERYONE, unit: Unit = "laatste"
) -> Difference:
    """What changed from one peildatum to a later one, at one known-at; figures of everyone."""
    courses = []
    for timeline in ledger.timelines():
        old = [entry for entry in timeline if entry.event.datum <= first]
        new = [entry for entry in timeline[len(old) :] if entry.event.datum <= second]
        people = [_person(old, first, where), _person(old, second, where)]
        people += [_person([*old, *new[:upto]], second, where) for upto in range(1, len(new) + 1)]
        courses.append((people, [None, *new]))
    return _difference(_with_shares(courses, unit), None, unit)


def _person(timeline: Sequence[Entry], peildatum: date, where: Where) -> Person | None:
    state = state_on(timeline, peildatum)
    if state.instroom is None:
        return None
    row = row_of(state, peildatum)
    return Person(row, state) if where.holds(row) else None


def _with_shares(
    courses: Sequence[tuple[list[Person | None], Sequence[Entry | None]]],
    unit: Unit,
    numbers: Iterable[int] = TITLES,
) -> list[_Course]:
    """The shares of everybody at every step, counted in one go."""
    everybody = [person for people, _ in courses for person in people if person is not None]
    counted = iter(shares(everybody, numbers, unit))
    return [
        _Course(tuple({} if p is None else next(counted) for p in people), tuple(steps))
        for people, steps in courses
    ]


def _difference(
    courses: Sequence[_Course], everyone: Iterable[Person] | None, unit: Unit
) -> Difference:
    before = _total(course.shares[0] for course in courses)
    after = _total(course.shares[-1] for course in courses)
    if everyone is not None:
        rest = _less(_total(shares(list(everyone), unit=unit)), after)
        before, after = _more(before, rest), _more(after, rest)
    return Difference(tuple(_changed(before, after, courses)), _stands(before, after), len(courses))


_NONE: Final = (0, 0)


def _total(of_each: Iterable[Shares]) -> dict[Cell, Share]:
    total: dict[Cell, Share] = {}
    for one in of_each:
        for cell, (n, times) in one.items():
            so_far = total.get(cell, _NONE)
            total[cell] = (so_far[0] + n, so_far[1] + times)
    return total


def _more(one: Shares, other: Shares) -> dict[Cell, Share]:
    return _total((one, other))


def _less(one: Shares, other: Shares) -> dict[Cell, Share]:
    return _more(one, {cell: (-n, -times) for cell, (n, times) in other.items()})


def _changed(before: Shares, after: Shares, courses: Sequence[_Course]) -> Iterator[Changed]:
    for cell in sorted(before.keys() | after.keys()):
        old, new = (figure(cell, shown.get(cell, _NONE)) for shown in (before, after))
        if old != new:
            did_it = [entry for course in courses for entry in course.did_it(cell)]
            yield Changed(cell, old, new, tuple(sorted(did_it, key=attrgetter("position"))))


def _stands(before: Shares, after: Shares) -> dict[str, tuple[int, int]]:
    def stand(shown: Shares) -> dict[str, int]:
        return {cell.row: n for cell, (n, _) in shown.items() if cell.table == 2}

    old, new = stand(before), stand(after)
    labels = {status: STATUS.label(status).nl for status in STATUS}
    return {status: (old.get(row, 0), new.get(row, 0)) for status, row in labels.items()}


# -- who is behind a cell ---------------------------------------------------------------------


class Behind(Struct, frozen=True):
    """One participant behind a cell, and the event with which they came to be in it for good."""

    number: str
    share: Share
    entry: Entry


def behind(
    ledger: Ledger,
    peildatum: date,
    number: int,
    wanted: Callable[[Cell], bool],
    where: Where = EVERYONE,
    unit: Unit = "laatste",
) -> dict[Cell, list[Behind]]:
    """Everyone behind the wanted cells of a table, by cell as printed and then by number.

    The event is the last one, in the order of the timeline, that changed the participant's share.
    """
    courses = []
    for timeline in ledger.timelines():
        events = [entry for entry in timeline if entry.event.datum <= peildatum]
        people = [_person(events[:upto], peildatum, where) for upto in range(len(events) + 1)]
        if people[-1] is not None:
            courses.append((people, events))
    found: dict[Cell, list[Behind]] = {}
    for course, (people, _) in zip(_with_shares(courses, unit, (number,)), courses, strict=True):
        assert people[-1] is not None
        for cell, share in course.shares[-1].items():
            if wanted(cell):
                *_, entry = course.did_it(cell)
                found.setdefault(cell, []).append(Behind(people[-1].state.number, share, entry))
    return {c: sorted(found[c], key=attrgetter("number")) for c in sorted(found)}
