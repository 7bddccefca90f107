"""What cannot be so, or hardly, of what a delivery says: rules over its rows.

Each rule is a small function over the rows of one participant; what single cells say is judged when
they are read, what only the whole timeline tells when it is compared with the log. An **error**
stands in the way of the import, a **warning** is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Final

from msgspec import Struct

from journey.codebook import ONBEKEND
from journey.events import Intake, required_of
from journey.interchange.form.deliver import rows_by_person
from journey.interchange.form.layout import NUMBER, Tab
from journey.interchange.form.model import Cell, Delivery, Finding, Row, Severity
from journey.peildatum import month_later
from journey.projections.form import (
    DATES,
    DEELNEMER,
    ON_HOLD,
    QUESTIONS,
    SITUATIE,
    STARTBAAN,
    VOORTRAJECT,
    Dated,
)


class Said(Struct, frozen=True, dict=True):
    """The rows of one participant, and what they are judged by."""

    rows: Sequence[Row]
    tabs: Mapping[str, Tab]
    peildatum: date

    def of(self, tab: str) -> list[Row]:
        """The rows of a tab, in its order."""
        return [row for row in self.rows if row.tab == tab]

    @cached_property
    def intake(self) -> Row | None:
        """The row with the intake, if there is one."""
        return next((row for row in self.of(DEELNEMER) if not _is_change(row)), None)


def contradictions(delivery: Delivery, tabs: Sequence[Tab], peildatum: date) -> tuple[Finding, ...]:
    """Everything that the rows of a delivery contradict each other in, in the order of the form.

    ``peildatum`` is inclusive: what is dated after it is an error.
    """
    by_name = {tab.name: tab for tab in tabs}
    found = list(_without_number(delivery))
    for rows in rows_by_person(delivery).values():
        said = Said(rows, by_name, peildatum)
        found += (finding for rule in RULES for finding in rule(said))
    places = {tab.name: place for place, tab in enumerate(tabs)}
    found.sort(key=lambda finding: (places[finding.tab], finding.row))
    return tuple(found)


def _error(row: Row, column: str, problem: str, ask: str) -> Finding:
    return _finding("error", row, column, problem, ask)


def _warning(row: Row, column: str, problem: str, ask: str) -> Finding:
    return _finding("warning", row, column, problem, ask)


def _finding(severity: Severity, row: Row, column: str, problem: str, ask: str) -> Finding:
    cell = row.cells.get(column)
    return Finding(
        severity,
        row.tab,
        row.number,
        column,
        cell.raw if cell else "",
        problem,
        ask,
        row.at(column),
        row.deelnemernummer,
    )


# -- what is missing ----------------------------------------------------------------------------


def _without_number(delivery: Delivery) -> Iterator[Finding]:
    for row in delivery.rows:
        if NUMBER not in row.cells:
            yield _error(row, NUMBER, "is empty, and the row says something", "Whose row is this?")


def _needed(said: Said) -> Iterator[Finding]:
    """Columns without which a row tells nothing."""
    for row in said.rows:
        names = _needed_of(row, said.tabs[row.tab])
        for name in names:
            if name not in row.cells:
                yield _error(row, name, "is empty, and the row needs it", _FILL_IN)
            elif _left_unknown(name, row.cells[name]):
                yield _error(row, name, "can't be left unknown here", "What is it?")


def _left_unknown(name: str, cell: Cell) -> bool:
    """Whether a cell says onbekend where its event can't do without a value."""
    unknown = cell.value == ONBEKEND and name in required_of(Intake)
    return cell.problem is None and (cell.value is None or unknown)


_FILL_IN: Final = "What should stand here? Where a date is not known: Onbekend."


def _needed_of(row: Row, tab: Tab) -> Iterator[str]:
    for column in tab.columns:
        if column.needed and not (_is_change(row) and column.name != "startbaan"):
            yield column.name
    if row.tab == ON_HOLD:
        what = row.value("gebeurtenis")
        if what == "onbekend":
            yield "aspect"
        if what in _HAPPENED or (what == "onbekend" and "einde" not in row.cells):
            yield "begin"
    if row.value("onderdeel") == "voortraject" and "einde" in row.cells:
        yield "afgerond"


_HAPPENED: Final = ("on_hold", "uitval", "einde")


def _no_deelnemer(said: Said) -> Iterator[Finding]:
    if said.intake is None:
        row = said.rows[0]
        yield _error(
            row,
            NUMBER,
            "has no row of its own in the tab Deelnemer",
            "Is the number written as in Deelnemer? Or was the row there left out?",
        )


# -- what is there twice --------------------------------------------------------------------------


def _twice(said: Said) -> Iterator[Finding]:
    """Two first rows of one participant, however the number is written."""
    for tab in (DEELNEMER, SITUATIE):
        rows = [row for row in said.of(tab) if not _is_change(row)]
        for first, row in pairwise(rows):
            problem = f"has a row already ({first.deelnemernummer}, row {first.number})"
            ask = "Are these two people? Or a change: then fill in Gewijzigd per."
            yield _error(row, NUMBER, problem, ask)


def _startbaan_twice(said: Said) -> Iterator[Finding]:
    seen: dict[object, Row] = {}
    for row in said.of(STARTBAAN):
        key = row.value("startbaan")
        if key is None or _is_change(row):
            continue
        if key in seen:
            problem = f"is the number of another startbaan already (row {seen[key].number})"
            ask = "Is it another startbaan? Give it a number of its own; a change has Gewijzigd per"
            yield _error(row, "startbaan", problem, f"{ask}.")
        seen.setdefault(key, row)


def _same_row(said: Said) -> Iterator[Finding]:
    seen: dict[object, Row] = {}
    for row in said.rows:
        values = (row.tab, *sorted((name, cell.raw) for name, cell in row.cells.items()))
        if values in seen and (_is_change(row) or _may_be_said_again(row)):
            problem = f"says the same as row {seen[values].number}"
            yield _warning(row, NUMBER, problem, "Can one of the two go?")
        seen.setdefault(values, row)


def _two_at_once(said: Said) -> Iterator[Finding]:
    """Voortrajecten, holds, exits and activities of one kind and name that overlap. (That
    something is not known, or that mediation begins, may be said again.)"""
    runs: dict[object, list[Row]] = {}
    for row in (*said.of(VOORTRAJECT), *said.of(ON_HOLD)):
        if _day(row, "begin") is not None and not _may_be_said_again(row):
            names = ("onderdeel", "naam", "gebeurtenis")
            key = tuple(row.value(name) for name in names)
            runs.setdefault(key, []).append(row)
    exits = sorted(_exits(said))
    for rows in runs.values():
        rows.sort(key=lambda row: (_day(row, "begin") or date.min, row.number))
        for before, row in pairwise(rows):
            begin, end = _day(row, "begin"), _end_of(before, exits)
            assert begin is not None
            if end is None or begin < end:
                until = f"runs to {end}" if end else "has no end"
                problem = f"begins on {begin} while that of row {before.number} {until}"
                yield _error(row, "begin", problem, "When did the first one end?")


def _may_be_said_again(row: Row) -> bool:
    """Whether a row is of what needs no end before it is said once more."""
    return row.value("onderdeel") == "bemiddeling" or row.value("gebeurtenis") == "onbekend"


def _exits(said: Said) -> Iterator[date]:
    for row in said.of(ON_HOLD):
        day = _day(row, "begin")
        if row.value("gebeurtenis") in ("uitval", "einde") and day is not None:
            yield day


def _end_of(row: Row, exits: Sequence[date]) -> date | None:
    """When something ended: by itself, or with the participant's leaving."""
    begin, when = _day(row, "begin"), row.dated("einde")
    if when is not None:
        return when.day or begin
    if row.value("gebeurtenis") in ("uitval", "einde"):
        return None
    return next((day for day in exits if begin is not None and day >= begin), None)


# -- dates against each other -------------------------------------------------------------------


def _after_peildatum(said: Said) -> Iterator[Finding]:
    for row in said.rows:
        for name in DATES:
            day = _day(row, name)
            if day is not None and day > said.peildatum:
                problem = f"{day} lies after the peildatum {said.peildatum}"
                yield _error(row, name, problem, "Has it happened? Then on which day?")
        for name in _OTHER_DATES:
            value = row.value(name)
            if isinstance(value, str) and value[:1].isdigit() and value > f"{said.peildatum}":
                problem = f"{value} lies after the peildatum {said.peildatum}"
                yield _warning(row, name, problem, "Is it the day that was planned, or a slip?")


_OTHER_DATES: Final = ("verblijfsvergunning_verleend", "inburgering_start", "pip_datum")


def _end_before_start(said: Said) -> Iterator[Finding]:
    for row in said.rows:
        begin, end = row.dated("begin"), row.dated("einde")
        if begin and end and begin.day and end.day and _last(end) < begin.day:
            problem = f"{end.day} lies before the begin, {begin.day}"
            yield _error(row, "einde", problem, "Which of the two days is wrong?")


def _end_without_start(said: Said) -> Iterator[Finding]:
    for row in said.rows:
        known_again = row.value("gebeurtenis") == "onbekend"
        if (
            "einde" in row.cells
            and "begin" not in row.cells
            and not (known_again or _is_change(row))
        ):
            problem = "is filled in, and there is no begin"
            yield _error(row, "einde", problem, "When did it begin? Onbekend will do.")


def _before_intake(said: Said) -> Iterator[Finding]:
    intake = _day(said.intake, "instroomdatum") if said.intake is not None else None
    if intake is None:
        return
    for row in said.rows:
        for name in ("sinds", "begin"):
            when = row.dated(name)
            if when is not None and when.day is not None and _last(when) < intake:
                problem = f"{when.day} lies before the intake on {intake}"
                ask = "Is the intake dated well? What came before it stays out of the form."
                yield _error(row, name, problem, ask)


def _change_outside(said: Said) -> Iterator[Finding]:
    """Terms of a startbaan that change before it begins or after it ended."""
    first = {row.value("startbaan"): row for row in said.of(STARTBAAN) if not _is_change(row)}
    for row in said.of(STARTBAAN):
        if not _is_change(row):
            continue
        key, day = row.value("startbaan"), _day(row, "sinds")
        if key not in first:
            problem = "is the number of no startbaan with a begin"
            yield _error(row, "startbaan", problem, "Which startbaan changed?")
        elif day is not None:
            begin, end = (_day(first[key], name) for name in ("begin", "einde"))
            if begin is not None and _last(_dated(row, "sinds")) < begin:
                problem = f"{day} lies before the startbaan begins, on {begin}"
                yield _error(row, "sinds", problem, "When did the terms change?")
            if end is not None and day > end:
                problem = f"{day} lies after the startbaan ended, on {end}"
                yield _error(row, "sinds", problem, "When did the terms change?")


# -- cells that do not go together -----------------------------------------------------------------


def _beside_nothing(said: Said) -> Iterator[Finding]:
    """How well a date is known, or its place in the day, where there is no date."""
    for row in said.rows:
        for name in DATES:
            for fine in ("precisie", "volgorde"):
                column = f"{name}_{fine}"
                if column in row.cells and name not in row.cells:
                    yield _error(row, column, "stands beside a date that is empty", _FILL_IN)


def _other_precisie(said: Said) -> Iterator[Finding]:
    """A month, a year or onbekend written as a date, and something else said of it beside it."""
    for row in said.rows:
        for name in DATES:
            found, column = row.value(name), f"{name}_precisie"
            if not isinstance(found, Dated) or found.settled:
                continue
            if row.value(column) not in (found.precisie, None):
                problem = f"does not go with the date, which is read as {found.precisie}"
                yield _warning(row, column, problem, "How well is the date known?")


def _without_end(said: Said) -> Iterator[Finding]:
    """Reasons and results of an end that is not there."""
    for row in said.rows:
        for name in _OF_END:
            if name in row.cells and "einde" not in row.cells and row.tab in _RUNS:
                problem = "says something of an end, and there is no end"
                yield _error(row, name, problem, "On which day did it end? Or has it not?")


_OF_END: Final = ("reden_einde", "reden", "afgerond", "deelname")


_RUNS: Final = (VOORTRAJECT, STARTBAAN, ON_HOLD)


def _misplaced(said: Said) -> Iterator[Finding]:
    """Columns that do not belong to what a row is about."""
    for row in said.rows:
        what = row.value("onderdeel") or row.value("gebeurtenis")
        for name, about in _ONLY_FOR.items():
            if row.tab == _TAB[name] and name in row.cells and what and not about(str(what)):
                problem = f"does not go with {what}"
                yield _error(row, name, problem, "Does it belong in another row or column?")
        if what == "bemiddeling" and "einde" in row.cells:
            problem = "mediation has no end of its own on the form"
            yield _error(row, "einde", problem, "What ended it? That has a row of its own.")


_ONLY_FOR: Final[Mapping[str, Callable[[str], bool]]] = {
    "soort_voortraject": lambda what: what == "voortraject",
    "afgerond": lambda what: what == "voortraject",
    "reden": lambda what: what == "voortraject",
    "naam": lambda what: what not in ("voortraject", "bemiddeling"),
    "aspect": lambda what: what == "onbekend",
    "reden_on_hold": lambda what: what == "on_hold",
    "reden_uitstroom": lambda what: what in ("uitval", "einde"),
    "deelname": lambda what: what in ("uitval", "einde"),
}
_TAB: Final = {
    **dict.fromkeys(("soort_voortraject", "afgerond", "reden", "naam"), VOORTRAJECT),
    **dict.fromkeys(("aspect", "reden_on_hold", "reden_uitstroom", "deelname"), ON_HOLD),
}


def _change_of_nothing(said: Said) -> Iterator[Finding]:
    """A change that changes nothing, or says what only a first row can say."""
    for row in filter(_is_change, said.rows):
        for name in _FIRST_ONLY[row.tab]:
            if name in row.cells:
                problem = "belongs in the first row, not in that of a change"
                yield _error(row, name, problem, "Is this a change, or a row of its own?")
        used = {"sinds", "sinds_precisie", "sinds_volgorde", NUMBER, "startbaan"}
        if row.cells.keys() <= used:
            yield _warning(row, "sinds", "has a date, and no change beside it", "What changed?")


_FIRST_ONLY: Final[Mapping[str, Sequence[str]]] = {
    DEELNEMER: ("proef", "instroomdatum"),
    SITUATIE: tuple(QUESTIONS),
    STARTBAAN: ("begin", "einde", "reden_einde"),
}


# -- days ---------------------------------------------------------------------------------------


def _is_change(row: Row) -> bool:
    return "sinds" in row.cells


def _dated(row: Row, column: str) -> Dated:
    found = row.dated(column)
    assert found is not None
    return found


def _day(row: Row, column: str) -> date | None:
    """The day of a date, of a month or year its first; None where there is none."""
    found = row.dated(column)
    return found.day if found is not None else None


def _last(when: Dated) -> date:
    """The last day that a date may be."""
    assert when.day is not None
    months = {"maand": 1, "jaar": 12}.get(when.precisie)
    if months is None or when.settled:
        return when.day
    return month_later(when.day, months) - timedelta(days=1)


RULES: Final[Sequence[Callable[[Said], Iterator[Finding]]]] = (
    _needed,
    _no_deelnemer,
    _twice,
    _startbaan_twice,
    _same_row,
    _two_at_once,
    _after_peildatum,
    _end_before_start,
    _end_without_start,
    _before_intake,
    _change_outside,
    _beside_nothing,
    _other_precisie,
    _without_end,
    _misplaced,
    _change_of_nothing,
)
"""Every rule over the rows of one participant."""
