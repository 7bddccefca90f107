"""What rows of the form tell: events, each with the row and the date column that it stands in.

The rows of a delivery and those that the log is told in (:mod:`journey.projections.filling`) are
read by the same function here, so that the two can be compared fact by fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from journey.codebook import JA, ONBEKEND
from journey.events import CATALOGUE, CHARACTERISTICS, JOB_TERMS
from journey.projections.form import (
    DEELNEMER,
    ON_HOLD,
    SITUATIE,
    STARTBAAN,
    VOORTRAJECT,
    Dated,
    FormRow,
    rank,
)

Key = tuple[str, ...]
"""What a row tells of: several rows of one participant may tell of the same kind of thing."""


class Fact(NamedTuple):
    """One event that the form tells.

    ``row`` is the place of its row among those of the participant, ``column`` the date column.
    ``data``: its fields as they travel, without those of the date. ``unknown``: the fields that are
    said not to be known. ``source``: the event of the log that says it; of the log's rows only.
    ``place``: its usual place among the events of one day.
    """

    name: str
    row: int
    column: str
    when: Dated
    data: dict[str, Any]
    unknown: frozenset[str]
    place: int
    source: str | None = None


class Told(NamedTuple):
    """What one row tells (the intake: two rows): how something began, and how it ended."""

    key: Key
    begin: Fact | None
    end: Fact | None = None

    @property
    def facts(self) -> Iterator[Fact]:
        """Both, as far as the row tells them."""
        return (fact for fact in (self.begin, self.end) if fact is not None)


def tell(rows: Sequence[FormRow]) -> list[Told]:
    """What the rows of one participant tell, in their order."""
    return [told for place, row in enumerate(rows) for told in _TELLING[row.tab](place, row, rows)]


def first_of(tab: str, rows: Iterable[FormRow]) -> FormRow | None:
    """The row of a tab that says how it was at the intake."""
    return next((row for row in rows if row.tab == tab and "sinds" not in row.values), None)


def _deelnemer(place: int, row: FormRow, rows: Sequence[FormRow]) -> Iterator[Told]:
    if "sinds" in row.values:
        yield from _changed(place, row)
    elif row is first_of(DEELNEMER, rows) and "instroomdatum" in row.values:
        situation = first_of(SITUATIE, rows)
        values = {**(situation.values if situation else {}), **row.values}
        merged = FormRow(row.tab, row.deelnemernummer, values, row.sources)
        fields = ("proef", *CHARACTERISTICS)
        yield Told(("intake",), _fact("intake", place, merged, "instroomdatum", fields, {}))


def _situatie(place: int, row: FormRow, rows: Sequence[FormRow]) -> Iterator[Told]:
    if "sinds" in row.values:
        yield from _changed(place, row)


def _changed(place: int, row: FormRow) -> Iterator[Told]:
    named = {name: value for name, value in row.values.items() if name in CHARACTERISTICS}
    if named:
        fact = _fact("characteristics_changed", place, row, "sinds", CHARACTERISTICS, {})
        yield Told(("sinds", row.tab), fact)


def _voortraject(place: int, row: FormRow, rows: Sequence[FormRow]) -> Iterator[Told]:
    part = row.values.get("onderdeel")
    if part == "voortraject":
        names = ("voortraject_started", "voortraject_ended")
        fields = ("soort_voortraject",), ("afgerond", "reden")
        yield _run(("voortraject",), place, row, names, fields, {})
    elif part == "bemiddeling":
        yield _run(("bemiddeling",), place, row, ("mediation_started", ""), ((), ()), {})
    elif isinstance(part, str):
        which = _some(row.values, "naam") | {"activiteit": part}
        key = ("activiteit", part, str(which.get("naam", "")))
        yield _run(key, place, row, ("activity_started", "activity_ended"), ((), ()), which)


def _startbaan(place: int, row: FormRow, rows: Sequence[FormRow]) -> Iterator[Told]:
    key = row.values.get("startbaan")
    if not isinstance(key, str):
        return
    which = {"startbaan": key}
    if "sinds" in row.values:
        if any(name in row.values for name in JOB_TERMS):
            changed = _fact("placement_changed", place, row, "sinds", JOB_TERMS, which)
            yield Told(("sinds", STARTBAAN, key), changed)
        return
    names = ("placed", "placement_ended")
    yield _run((STARTBAAN, key), place, row, names, (JOB_TERMS, ("reden_einde",)), which)


def _on_hold(place: int, row: FormRow, rows: Sequence[FormRow]) -> Iterator[Told]:
    what, aspect = row.values.get("gebeurtenis"), row.values.get("aspect")
    if what == "on_hold":
        names = ("put_on_hold", "resumed")
        yield _run(("on_hold",), place, row, names, (("reden_on_hold",), ()), {})
    elif what in EXITS:
        names = (EXITS[what], "reentered")
        yield _run((str(what),), place, row, names, (("reden_uitstroom",), ("deelname",)), {})
    elif what == ONBEKEND and isinstance(aspect, str):
        which = {"aspecten": [aspect]}
        names = ("information_missing", "information_confirmed")
        yield _run((ONBEKEND, aspect), place, row, names, ((), ()), which)


EXITS: Final[Mapping[Any, str]] = {"uitval": "dropped_out", "einde": "completed"}

_TELLING: Final = {
    DEELNEMER: _deelnemer,
    SITUATIE: _situatie,
    VOORTRAJECT: _voortraject,
    STARTBAAN: _startbaan,
    ON_HOLD: _on_hold,
}


def _run(
    key: Key,
    place: int,
    row: FormRow,
    names: tuple[str, str],
    fields: tuple[Iterable[str], Iterable[str]],
    which: Mapping[str, Any],
) -> Told:
    """What begins in a row and ends in it; ``which`` stands in both events."""
    begin, end = (
        _fact(name, place, row, column, own, which) if name else None
        for name, column, own in zip(names, ("begin", "einde"), fields, strict=True)
    )
    return Told(key, begin, end)


def _fact(
    name: str,
    place: int,
    row: FormRow,
    column: str,
    fields: Iterable[str],
    which: Mapping[str, Any],
) -> Fact | None:
    """The event of one date of a row; None where the row does not have the date."""
    values = row.values
    when = values.get(column)
    if not isinstance(when, Dated):
        return None
    given = {field: _as_travels(field, values[field]) for field in fields if field in values}
    keeps = name in KEEPS_UNKNOWN
    data = {f: value for f, value in given.items() if keeps or value != ONBEKEND}
    unknown = frozenset(given.keys() - data.keys())
    source = row.sources.get(column)
    return Fact(name, place, column, when, {**which, **data}, unknown, _usual(name, row), source)


def _usual(name: str, row: FormRow) -> int:
    begin, end = row.values.get("begin"), row.values.get("einde")
    one_day = isinstance(begin, Dated) and isinstance(end, Dated) and begin.day == end.day
    return rank(CATALOGUE[name], begun_today=one_day and name in _ENDS)


_ENDS: Final = frozenset(
    {
        "voortraject_ended",
        "activity_ended",
        "placement_ended",
        "resumed",
        "reentered",
        "information_confirmed",
    }
)

KEEPS_UNKNOWN: Final = ("characteristics_changed", "placement_changed", "reentered")
"""In these ``onbekend`` takes away an earlier value; in others there is none."""


def _as_travels(field: str, value: Any) -> Any:
    if field == "afgerond":
        return value == JA
    return list(value) if isinstance(value, tuple) else value


def _some(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}
