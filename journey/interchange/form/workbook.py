"""The registration form as a workbook: empty, or filled in with rows.

No clock: the same rows give the same bytes. Every sheet can be seen; the lists that the cells are
chosen from stand on one of their own, because a cell's own list may have 255 characters at most.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from journey.errors import Refused
from journey.fields import LONGEST_WEEK, Answers, Day, Hours, Pseudonym, Whole
from journey.interchange.form.layout import Column, Tab
from journey.interchange.form.words import LARGEST, allowed, choices, in_cell
from journey.peildatum import EARLIEST
from journey.projections.form import Dated, FormRow, Value

EXPLANATION: Final = "Uitleg"
LISTS: Final = "Waardelijsten"
FINDINGS: Final = "Bevindingen"
OURS: Final = (EXPLANATION, LISTS, FINDINGS)
"""Sheets beside the five tabs."""
NEEDED: Final = " *"
"""Behind the heading of a column that can't be left empty."""

MAX_ROWS: Final = 1_048_575
SPARE: Final = 2000
"""So many rows below the last one have checks and lists as well."""

MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 (a workbook has no time zones)
_WIDEST: Final = 28
_LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "date": {"num_format": "dd-mm-yyyy", "align": "left"},
    "text": {"num_format": "@"},
    "number": {"num_format": "General"},
}
_MARKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "": {},
    "error": {"bg_color": "#F8B4B4", "border": 1, "border_color": "#C00000"},
    "warning": {"bg_color": "#FFE699", "border": 1, "border_color": "#BF9000"},
}
_ABOUT: Final = (
    "Eén tab per onderwerp en één rij per feit; elke rij begint met het deelnemernummer.",
    "Kolommen met * zijn nodig in de eerste rij van een deelnemer, startbaan of onderdeel.",
    "Wat niet bekend is blijft leeg. De status en de drie vragen ernaast op de tab Situatie gaan "
    "over de peildatum: leeg of Onbekend betekent daar dat u het niet weet.",
    "Is van een datum alleen de maand of het jaar bekend, vul dan de eerste dag ervan in en kies "
    "Maand of Jaar in de kolom Precisie aan het eind van de tab. Als tekst mag 2025-03 of 2025.",
    "De kolommen Volgorde zijn alleen nodig waar twee dingen op één dag in een andere volgorde "
    "gebeurden dan gewoonlijk; het laagste getal was het eerst.",
    "Geen namen, BSN's of V-nummers; geen formules en geen samengevoegde cellen.",
)


Ranges = Mapping[tuple[str, ...], str]
"""Where drop-downs find their list, by what it offers."""


def to_workbook(
    tabs: Sequence[Tab],
    rows: Mapping[str, Sequence[FormRow]],
    peildatum: date | None = None,
) -> bytes:
    """The workbook's bytes: the tabs with these rows (by the tab's name), the explanation before
    them and the lists after them. Raises :class:`Refused` for more rows than a sheet can hold."""
    for tab in tabs:
        _check_room(tab, rows.get(tab.name, ()))
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": "Registratieformulier", "created": MADE})
        styles = Styles(book)
        _explain(book.add_worksheet(EXPLANATION), styles, tabs, peildatum)
        pages, ranges = add_pages(book, styles, tabs)
        for tab, page in zip(tabs, pages, strict=True):
            _tab(page, styles, tab, rows.get(tab.name, ()), ranges)
        pages[0].activate()
    return stream.getvalue()


def _check_room(tab: Tab, rows: Sequence[FormRow]) -> None:
    if len(rows) > MAX_ROWS:
        raise Refused(
            f"{len(rows)} rows are more than the tab {tab.title} can hold; ask for fewer "
            "participants with --where"
        )


class Styles:
    """How cells look; each look is made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        heading = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.heading = book.add_format({**heading, "bg_color": "#E7EBF0"})
        self.needed = book.add_format({**heading, "bg_color": "#FFE699"})
        self.fine = book.add_format({**heading, "font_color": "#7F7F7F"})
        self._looks = {
            (kind, mark): book.add_format({**look, **_MARKS[mark]})
            for kind, look in _LOOKS.items()
            for mark in _MARKS
        }
        self.date = self._looks["date", ""]

    def of_heading(self, column: Column) -> Format:
        """The look of a heading: a needed column stands out, a fine one steps back."""
        if column.needed:
            return self.needed
        return self.fine if column.beside else self.heading

    def of_cells(self, column: Column) -> Format:
        """The look of the cells of a column, also of those that are empty."""
        kind = column.field.kind
        if isinstance(kind, Day):
            return self.date
        return self.of("number" if isinstance(kind, Whole | Hours) else "text")

    def of(self, kind: str, mark: str = "") -> Format:
        """The look of a date, number or text, marked as an error or warning, or not."""
        return self._looks[kind, mark]


# -- the explanation and the lists ----------------------------------------------------------------


def _explain(page: Worksheet, styles: Styles, tabs: Sequence[Tab], peildatum: date | None) -> None:
    """The sheet that says how to fill in the form, column by column."""
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 44)
    page.set_column(2, 2, 9)
    page.set_column(3, 3, 70, styles.wrapped)
    page.write_string(0, 0, "Registratieformulier", styles.title)
    if peildatum is not None:
        page.write_string(1, 0, "Peildatum")
        page.write_datetime(1, 1, peildatum, styles.date)
    lines = [*_ABOUT, *(f"{tab.title}. {tab.note}" for tab in tabs)]
    for index, text in enumerate(lines, 3):
        page.merge_range(index, 0, index, 3, text, styles.wrapped)
        page.set_row(index, 15 * (1 + len(text) // 130))
    _columns(page, styles, tabs, 4 + len(lines))


def _columns(page: Worksheet, styles: Styles, tabs: Sequence[Tab], top: int) -> None:
    for index, text in enumerate(("Tab", "Kolom", "Nodig", "Wat er mag staan")):
        page.write_string(top, index, text, styles.heading)
    columns = [(tab, column) for tab in tabs for column in tab.columns]
    for row, (tab, column) in enumerate(columns, top + 1):
        texts = (tab.title, column.heading, "ja" if column.needed else "", allowed(column))
        for index, text in enumerate(texts):
            page.write_string(row, index, text)


def add_pages(
    book: xlsxwriter.Workbook, styles: Styles, tabs: Sequence[Tab]
) -> tuple[list[Worksheet], Ranges]:
    """An empty sheet for each tab, and the one with the lists behind them."""
    pages = [book.add_worksheet(tab.title) for tab in tabs]
    return pages, _write_lists(book.add_worksheet(LISTS), styles, tabs)


def _write_lists(page: Worksheet, styles: Styles, tabs: Sequence[Tab]) -> Ranges:
    """Each list in a column of its own."""
    ranges: dict[tuple[str, ...], str] = {}
    for column in (column for tab in tabs for column in tab.columns):
        offered = tuple(choices(column.field))
        if offered and offered not in ranges:
            index = len(ranges)
            page.set_column(index, index, _width([column.heading, *offered]))
            page.write_string(0, index, column.heading, styles.heading)
            for row, text in enumerate(offered, 1):
                page.write_string(row, index, text)
            ranges[offered] = f"={LISTS}!{xl_range_abs(1, index, len(offered), index)}"
    page.freeze_panes(1, 0)
    return ranges


def _width(texts: Sequence[str]) -> int:
    return min(60, max(map(len, texts)) + 3)


# -- a tab ----------------------------------------------------------------------------------------


def _tab(
    page: Worksheet,
    styles: Styles,
    tab: Tab,
    rows: Sequence[FormRow],
    ranges: Ranges,
) -> None:
    places = {column.name: index for index, column in enumerate(tab.columns)}
    prepare(page, styles, dict(enumerate(tab.columns)), len(rows), ranges)
    for number, row in enumerate(rows, 1):
        for name, value in _cells(row):
            column = tab.columns[places[name]]
            _write(page, number, places[name], in_cell(column, value), styles.of_cells(column))


def prepare(
    page: Worksheet,
    styles: Styles,
    columns: Mapping[int, Column],
    rows: int,
    ranges: Ranges,
    heading: int = 0,
) -> None:
    """Headings, widths, checks and how it prints: a tab with these columns by their place, its
    heading in this row (from 0), and so many rows."""
    last = min(MAX_ROWS, heading + rows + SPARE)
    page.set_row(heading, 48)
    for index, column in columns.items():
        text = column.heading + (NEEDED if column.needed else "")
        page.set_column(index, index, _width_of(column), styles.of_cells(column))
        page.write_string(heading, index, text, styles.of_heading(column))
        if check := _check_of(column, ranges):
            page.data_validation(heading + 1, index, last, index, check)
    page.freeze_panes(heading + 1, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(heading)


def _cells(row: FormRow) -> Iterator[tuple[str, Value]]:
    """The values of a row by column; what is said of a date beside it stands in columns of its
    own."""
    yield "deelnemernummer", row.deelnemernummer
    for name, value in row.values.items():
        yield name, value
        if isinstance(value, Dated):
            if value.precisie != "dag":
                yield f"{name}_precisie", value.precisie
            if value.volgorde is not None:
                yield f"{name}_volgorde", value.volgorde


def _write(page: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    if isinstance(value, date):
        page.write_datetime(row, column, value, style)
    elif isinstance(value, str):
        page.write_string(row, column, value, style)
    else:
        page.write_number(row, column, value, style)


def _width_of(column: Column) -> int:
    longest = max(map(len, choices(column.field)), default=10)
    return max(12, min(_WIDEST, longest + 3))


def _check_of(column: Column, ranges: Ranges) -> dict[str, Any] | None:
    """The check of the cells of a column. Where the reader takes more than the check can say
    (a month, Onbekend), it warns; where it takes nothing else, it stops."""
    kind = column.field.kind
    offered = tuple(choices(column.field))
    soft = column.dates or column.field.may_be_unknown
    check: dict[str, Any]
    if offered:
        check, soft = {"validate": "list", "source": ranges[offered]}, False
    elif isinstance(kind, Day):
        check = {"validate": "date", "criteria": ">=", "value": EARLIEST}
    elif isinstance(kind, Whole):
        check = _between("integer", kind.least, LARGEST if kind.most is None else kind.most)
    elif isinstance(kind, Hours):
        check = _between("decimal", 0, LONGEST_WEEK)
    elif isinstance(kind, Pseudonym):
        check = _between("length", 1, 64)
    elif isinstance(kind, Answers):
        check = {"validate": "any", "input_title": "Meer antwoorden"}
    else:
        return None
    text = allowed(column)
    told = {"input_message": text} if "input_title" in check else {"error_message": text}
    return {**check, **told, "error_title": "Kan dit?", "error_type": "warning" if soft else "stop"}


def _between(what: str, least: int, most: int) -> dict[str, Any]:
    return {"validate": what, "criteria": "between", "minimum": least, "maximum": most}
