"""What a delivery of the registration form holds, and what is found wrong with it.

Reading judges each cell by itself. What cells say together is judged by the rules over a delivery.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from journey.interchange.form.layout import NUMBER
from journey.projections.form import Dated, FormRow, Value

Severity = Literal["error", "warning"]


class Cell(Struct, frozen=True):
    """One cell that is not empty.

    ``raw``: what stands there, as a person would see it. ``value``: what it says; None where
    ``problem`` says, in words, why it says nothing, and where it is ``onbekend`` of a field that
    leaves out what is unknown. A date column's value is a :class:`Dated` without the precisie and
    volgorde that may stand beside it: see :meth:`Row.dated`.
    """

    raw: str
    value: Value | None = None
    problem: str | None = None


class Row(Struct, frozen=True):
    """One row of a tab that is not empty.

    ``tab``: the tab's name in the program (``on_hold``). ``number``: the row in the sheet, the
    heading being row 1 (in a CSV file: the line). ``cells``: by column name, those that are not
    empty; the deelnemernummer among them. ``letters``: in which column of the sheet each of the
    tab's columns stands.
    """

    tab: str
    number: int
    cells: Mapping[str, Cell]
    letters: Mapping[str, str] = {}

    @property
    def deelnemernummer(self) -> str | None:
        """The participant's number as written; None where it is missing or no number."""
        found = self.value(NUMBER)
        return found if isinstance(found, str) else None

    def value(self, column: str) -> Value | None:
        """What a column says; None where it is empty or says nothing that can be used."""
        cell = self.cells.get(column)
        return cell.value if cell is not None else None

    def at(self, column: str) -> str | None:
        """The coordinate of a cell, such as ``D12``, also of an empty one; None where the sheet
        does not have the column."""
        letters = self.letters.get(column)
        return letters and f"{letters}{self.number}"

    def dated(self, column: str) -> Dated | None:
        """A date with the precisie and volgorde beside it; None where there is none."""
        found = self.value(column)
        if not isinstance(found, Dated):
            return None
        precisie = self.value(f"{column}_precisie")
        volgorde = self.value(f"{column}_volgorde")
        place = volgorde if isinstance(volgorde, int) else None
        if found.day is None or not found.settled or not isinstance(precisie, str):
            return replace(found, volgorde=place)
        return Dated.of(found.day, precisie, place)

    def as_form_row(self) -> FormRow | None:
        """The row in the shape that the log's own rows have, to be compared with them; None
        without a usable number. Cells with a problem are left out."""
        number = self.deelnemernummer
        return None if number is None else FormRow(self.tab, number, dict(self._values()))

    def _values(self) -> Iterator[tuple[str, Value]]:
        for name, cell in self.cells.items():
            dated = self.dated(name)
            beside = name.endswith(("_precisie", "_volgorde"))
            if cell.value is not None and name != NUMBER and not beside:
                yield name, cell.value if dated is None else dated


class Finding(Struct, frozen=True):
    """One thing that is wrong, or looks wrong, and where.

    ``severity``: of an error nothing is imported; a warning is listed. ``tab``, ``row`` and
    ``column`` locate it (``tab`` and ``column`` by name in the program, ``row`` as in
    :class:`Row`); ``row`` and ``column`` are None where the whole tab or row is meant.
    ``deelnemernummer`` where it is known; ``at``: the coordinate (:meth:`Row.at`). ``stands``:
    what stands there; ``problem``: what is wrong with it, and what it collides with, in words;
    ``ask``: what to ask the pilot.
    """

    severity: Severity
    tab: str
    row: int | None
    column: str | None
    stands: str
    problem: str
    ask: str
    at: str | None = None
    deelnemernummer: str | None = None


class Delivery(Struct, frozen=True):
    """One registration form as it was handed in.

    ``name``: what messages call it. ``tabs``: the rows of each of the five tabs, in the order of
    the sheet. ``findings``: what is wrong with cells, headings and columns by themselves, in the
    order of the form. ``notes``: what was found out on the way and should be said (encoding,
    separator, 1904 dates).
    """

    name: str
    tabs: Mapping[str, tuple[Row, ...]]
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> Iterator[Row]:
        """Every row, tab after tab."""
        for rows in self.tabs.values():
            yield from rows

    @property
    def proeven(self) -> frozenset[str]:
        """The proeven that the form names."""
        found = (row.value("proef") for row in self.tabs.get("deelnemer", ()))
        return frozenset(proef for proef in found if isinstance(proef, str))
