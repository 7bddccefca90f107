"""What a delivery says against what the log says of one participant: row by row, fact by fact.

What both say is left alone; what the form says otherwise is a correction, what it says in addition
a new event. What the log says and the form does not is told and kept: a form never takes away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from journey.interchange.form.facts import Fact, Told
from journey.projections.form import Dated


class Amended(NamedTuple):
    """What the form says otherwise of an event of the log. ``said``: the fact as the form has it;
    ``known``: as the log has it; ``when``: the new date, None where that stays. ``data``: the
    fields with their new values, None where one is now said not to be known."""

    said: Fact
    known: Fact
    when: Dated | None
    data: Mapping[str, Any]


class Gone(NamedTuple):
    """What the log says and the form does not: a whole fact (``field`` None) or one value of it.

    ``said`` is the fact as the form has it, where it has it at all.
    """

    known: Fact
    field: str | None
    said: Fact | None


class Compared(NamedTuple):
    """One participant: what is new, what is otherwise, what has gone; and which facts of the form
    are which of the log."""

    new: Sequence[Fact]
    amended: Sequence[Amended]
    gone: Sequence[Gone]
    same: Sequence[tuple[Fact, Fact]]


def compare(said: Sequence[Told], known: Sequence[Told]) -> Compared:
    """What the form says against what the log says."""
    new: list[Fact] = []
    amended: list[Amended] = []
    gone: list[Gone] = []
    same: list[tuple[Fact, Fact]] = []
    for ours, theirs in _pairs(said, known):
        for fact, before in zip(_both(ours), _both(theirs), strict=True):
            if fact is not None and before is None:
                new.append(fact)
            elif before is not None and fact is None:
                gone.append(Gone(before, None, None))
            elif fact is not None and before is not None:
                same.append((fact, before))
                amended += _amended(fact, before)
                gone += _emptied(fact, before)
    return Compared(new, amended, gone, same)


def _both(told: Told | None) -> tuple[Fact | None, Fact | None]:
    return (None, None) if told is None else (told.begin, told.end)


# -- which row is which -------------------------------------------------------------------------


def _pairs(
    said: Sequence[Told], known: Sequence[Told]
) -> Iterator[tuple[Told | None, Told | None]]:
    """Each row of the form with the row of the log that tells of the same, if there is one."""
    for key in dict.fromkeys(told.key for told in (*said, *known)):
        ours = [told for told in said if told.key == key]
        theirs = [told for told in known if told.key == key]
        for alike in (_identical, _equal, _begin_alike, _ONLY.get(key[0], _overlap)):
            yield from _taken(ours, theirs, alike)
        yield from ((told, None) for told in ours)
        yield from ((None, told) for told in theirs)


def _taken(
    ours: list[Told], theirs: list[Told], alike: Callable[[Told, Told], bool]
) -> Iterator[tuple[Told, Told]]:
    """The pairs that are alike, in order; they are taken off both lists."""
    for told in list(ours):
        other = next((candidate for candidate in theirs if alike(told, candidate)), None)
        if other is not None:
            ours.remove(told)
            theirs.remove(other)
            yield told, other


def _identical(ours: Told, theirs: Told) -> bool:
    return _each(ours, theirs, lambda a, b: a.data == b.data and a.when.agrees(b.when))


def _equal(ours: Told, theirs: Told) -> bool:
    return _each(ours, theirs, lambda a, b: a.data == b.data and not moved(a.when, b.when))


def _each(ours: Told, theirs: Told, alike: Callable[[Fact, Fact], bool]) -> bool:
    """Whether both rows have the same dates, and what stands at each is alike."""
    return all(
        (a is None) == (b is None) and (a is None or b is None or alike(a, b))
        for a, b in zip(_both(ours), _both(theirs), strict=True)
    )


def _begin_alike(ours: Told, theirs: Told) -> bool:
    if ours.begin is None or theirs.begin is None:
        return ours.begin is theirs.begin
    return not moved(ours.begin.when, theirs.begin.when)


def _overlap(ours: Told, theirs: Told) -> bool:
    """Whether two runs share a day: then the form says otherwise, and not something more."""
    return _starts_before_end(ours, theirs) and _starts_before_end(theirs, ours)


def _starts_before_end(a: Told, b: Told) -> bool:
    start = a.begin and a.begin.when.day
    end = b.end and b.end.when.day
    return start is None or end is None or start < end


def _always(ours: Told, theirs: Told) -> bool:
    return True


def _same_content(ours: Told, theirs: Told) -> bool:
    """Changes of one thing: the same change on another day."""
    return (
        ours.begin is not None
        and theirs.begin is not None
        and (ours.begin.data == theirs.begin.data)
    )


_ONLY: Final[Mapping[str, Callable[[Told, Told], bool]]] = {
    "intake": _always,
    "startbaan": _always,
    "sinds": _same_content,
}
"""What tells rows of one key apart that do not begin alike, where that is not the days."""


# -- what is said otherwise ---------------------------------------------------------------------


def _amended(said: Fact, known: Fact) -> Iterator[Amended]:
    when = said.when if moved(said.when, known.when) else None
    changed = {f: v for f, v in said.data.items() if known.data.get(f) != v}
    changed |= {field: None for field in said.unknown if field in known.data}
    if when is not None or changed:
        yield Amended(said, known, when, changed)


def _emptied(said: Fact, known: Fact) -> Iterator[Gone]:
    for field in known.data:
        if field not in said.data and field not in said.unknown:
            yield Gone(known, field, said)


def moved(said: Dated, known: Dated) -> bool:
    """Whether the form gives another date, or knows it better. To know it less well is no reason
    to forget it."""
    if said.agrees(known) or said.day is None or known.day is None:
        return False
    return not _within(known.day, said)


def _within(day: date, when: Dated) -> bool:
    """Whether a day lies in the month or year that is named."""
    assert when.day is not None
    length = {"maand": 7, "jaar": 4}.get(when.precisie)
    return length is not None and day.isoformat()[:length] == when.day.isoformat()[:length]


def told_by(known: Sequence[Told]) -> Counter[str | None]:
    """By how many facts of the log's rows each of its events is told."""
    return Counter(fact.source for told in known for fact in told.facts)
