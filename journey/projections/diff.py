"""What changed in the figures of a peildatum between two moments of knowing, and what did it; or
between two peildata. And who is behind a cell.

Between two moments only participants with an event recorded in between are folded again. A
participant's events are replayed one by one; an event did it where the participant's share in a
cell changes with it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate, islice, pairwise
from operator import attrgetter
from typing import Final, NamedTuple, TypeVar

from msgspec import Struct

from journey.aggregates.state import NOTHING, Entry, evolve
from journey.aggregates.timeline import standing
from journey.codebook import STATUS
from journey.events import Corrected, Retracted
from journey.ledger import Ledger
from journey.projections.cells import NONE, Cell, Share, Shares, add, figure, shares, totals
from journey.projections.dossier import Amendment, lines
from journey.projections.snapshot import EVERYONE, Person, Where, person_of, person_on, state_on
from journey.projections.tables import TITLES, Unit

Figure = int | float | None


class Changed(Struct, frozen=True):
    """One cell before and after, and the events that did it, in the order of the log.

    A mean is None where there is nothing to take it of. ``without_event`` counts the participants
    who came into the cell or left it because a day is later: age is all that moves by itself.
    """

    cell: Cell
    before: Figure
    after: Figure
    events: tuple[Entry, ...]
    without_event: int

    @property
    def change(self) -> Figure:
        """How much it changed; a mean to one decimal, None where there is none to compare."""
        if self.before is None or self.after is None:
            return None
        change = self.after - self.before
        return round(change, 1) if self.cell.is_mean else change


class Difference(Struct, frozen=True):
    """The cells that differ, the stand per status before and after, how many of the participants
    asked for have an event in between, and what each correction and retraction among the events
    amends, by its id.
    """

    cells: tuple[Changed, ...]
    stand: Mapping[str, tuple[int, int]]
    touched: int
    amendments: Mapping[str, Amendment]

    @property
    def events(self) -> list[Entry]:
        """Every event that did something, once, in the order of the log."""
        found = {entry.position: entry for changed in self.cells for entry in changed.events}
        return [found[position] for position in sorted(found)]


class _Course(NamedTuple):
    """One participant before and after every step (None: not among those asked for). A step is an
    event, or None where only the day moves on."""

    people: Sequence[Person | None]
    steps: Sequence[Entry | None]
    history: Sequence[Entry] = ()


def between_moments(
    before: Ledger,
    after: Ledger,
    peildatum: date,
    where: Where = EVERYONE,
    unit: Unit = "laatste",
    *,
    everyone: Sequence[Person] | None = None,
) -> Difference:
    """What changed in the figures of ``peildatum`` from one known-at to a later one.

    ``everyone``: the whole snapshot known at the later moment, so that figures are those of
    everyone; left out, they are those of the participants with an event in between.
    """

    def course(history: list[Entry]) -> _Course:
        old = sum(entry.position <= before.position for entry in history)
        known = [standing(history[:upto]) for upto in range(old, len(history) + 1)]
        people = [person_on(timeline, peildatum, where) for timeline in known]
        return _Course(people, history[old:], history)

    tally = _Tally(unit)
    tally.take(map(course, after.touched_since(before.position)))
    if everyone is not None:
        tally.widen(totals(everyone, unit))
    return tally.difference()


def between_days(
    ledger: Ledger, first: date, second: date, where: Where = EVERYONE, unit: Unit = "laatste"
) -> Difference:
    """What changed from one peildatum to a later one, at one known-at; figures of everyone."""

    def course(timeline: list[Entry]) -> _Course:
        new = [entry for entry in timeline if first < entry.event.datum <= second]
        states = accumulate(new, evolve, initial=state_on(timeline, first))
        people = [person_of(state, second, where) for state in states]
        return _Course([person_on(timeline, first, where), *people], [None, *new])

    tally = _Tally(unit)
    tally.take(map(course, ledger.timelines()))
    return tally.difference()


_BATCH: Final = 500
"""Participants whose shares are counted in one go."""
_T = TypeVar("_T")


def _batches(things: Iterable[_T]) -> Iterator[list[_T]]:
    remaining = iter(things)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _shares_of(
    courses: Sequence[_Course], unit: Unit, numbers: Iterable[int] = TITLES
) -> Iterator[list[Shares]]:
    """For each course the shares before and after every step."""
    everybody = [person for course in courses for person in course.people if person is not None]
    counted = iter(shares(everybody, numbers, unit))
    for course in courses:
        yield [{} if person is None else next(counted) for person in course.people]


class _Tally:
    """Adds up courses: the figures before and after, and with what each share changed."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._before: dict[Cell, Share] = {}
        self._after: dict[Cell, Share] = {}
        self._events: dict[Cell, list[Entry]] = defaultdict(list)
        self._without_event: Counter[Cell] = Counter()
        self._amendments: dict[str, Amendment] = {}
        self._touched = 0

    def take(self, courses: Iterable[_Course]) -> None:
        """Take in courses, holding no more than a batch of them."""
        for batch in _batches(courses):
            self._touched += sum(any(course.steps) and any(course.people) for course in batch)
            for total, at in ((self._before, 0), (self._after, -1)):
                people = [course.people[at] for course in batch]
                add(total, totals([p for p in people if p is not None], self._unit))
            moved = [course for course in batch if any(a != b for a, b in pairwise(course.people))]
            for course, counted in zip(moved, _shares_of(moved, self._unit), strict=True):
                self._attribute(course, counted)

    def _attribute(self, course: _Course, counted: Sequence[Shares]) -> None:
        for (before, after), step in zip(pairwise(counted), course.steps, strict=True):
            changed = {cell for cell, _ in before.items() ^ after.items()}
            if step is None:
                self._without_event.update(changed)
            else:
                for cell in changed:
                    self._events[cell].append(step)
        if any(step and isinstance(step.event, Corrected | Retracted) for step in course.steps):
            amended = (a for line in lines(course.history) for a in line.amendments)
            self._amendments.update((a.entry.event_id, a) for a in amended)

    def widen(self, everyone: Shares) -> None:
        """Let the figures be those of everyone, known at the later moment, with these totals."""
        rest = dict(everyone)
        add(rest, self._after, -1)
        add(self._before, rest)
        add(self._after, rest)

    def difference(self) -> Difference:
        """What came out of it."""
        stand = {status: self._stand(STATUS.label(status).nl) for status in STATUS}
        cells = sorted(self._before.keys() | self._after.keys())
        changed = tuple(found for cell in cells if (found := self._changed(cell)) is not None)
        return Difference(changed, stand, self._touched, self._amendments)

    def _changed(self, cell: Cell) -> Changed | None:
        before, after = (figure(cell, t.get(cell, NONE)) for t in (self._before, self._after))
        if before == after:
            return None
        events = tuple(sorted(self._events[cell], key=attrgetter("position")))
        return Changed(cell, before, after, events, self._without_event[cell])

    def _stand(self, row: str) -> tuple[int, int]:
        before, after = (
            sum(n for cell, (n, _) in total.items() if (cell.table, cell.row) == (2, row))
            for total in (self._before, self._after)
        )
        return before, after


# -- who is behind a cell ---------------------------------------------------------------------


class Behind(Struct, frozen=True):
    """One participant behind a cell, what they add to it, and the event with which that came to be
    so for good, with what has been done to the event since."""

    number: str
    share: Share
    entry: Entry
    corrections: tuple[Entry, ...]


def behind(
    ledger: Ledger,
    peildatum: date,
    cells: Sequence[Cell],
    where: Where = EVERYONE,
    unit: Unit = "laatste",
) -> dict[Cell, list[Behind]]:
    """Everyone behind each of these cells (of one table), by number.

    The event is the last one, in the order of the timeline, that changed the participant's share.
    """
    found: dict[Cell, list[Behind]] = {cell: [] for cell in cells}
    numbers = {cell.table for cell in cells}
    for batch in _batches(ledger.histories()):
        courses = [_up_to(history, peildatum, where) for history in batch]
        ends = _shares_of([_Course(c.people[-1:], ()) for c in courses], unit, numbers)
        inside = [c for c, [end] in zip(courses, ends, strict=True) if end.keys() & found.keys()]
        for course, counted in zip(inside, _shares_of(inside, unit, numbers), strict=True):
            for cell in found.keys() & counted[-1].keys():
                found[cell].append(_behind(course, counted, cell))
    return {cell: sorted(found[cell], key=attrgetter("number")) for cell in cells}


def _up_to(history: Sequence[Entry], peildatum: date, where: Where) -> _Course:
    """One participant from nothing to the peildatum, in the order of the timeline."""
    steps = [entry for entry in standing(history) if entry.event.datum <= peildatum]
    states = accumulate(steps, evolve, initial=NOTHING)
    return _Course([person_of(state, peildatum, where) for state in states], steps, history)


def _behind(course: _Course, counted: Sequence[Shares], cell: Cell) -> Behind:
    last = course.people[-1]
    assert last is not None
    changes = zip(pairwise(counted), course.steps, strict=True)
    *_, entry = (step for (was, now), step in changes if was.get(cell) != now.get(cell))
    assert entry is not None
    corrections = [
        other
        for other in course.history
        if isinstance(other.event, Corrected) and other.event.corrects == entry.event_id
    ]
    return Behind(last.state.number, counted[-1][cell], entry, tuple(corrections))
