"""A workbook: a first sheet that says what it is of, and then one sheet a table.

Numbers are numbers and dates are dates; a text is a text, whatever it begins with. No clock: the
same answer gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from journey import __version__
from journey.codebook import Label, Lang
from journey.errors import Refused
from journey.presentation.sheet import Column, Line, Sheet, cell_text
from journey.presentation.text import visible

MAX_ROWS: Final = 1_048_576
"""So many rows a sheet can hold."""

PORTRAIT: Final = 8
"""So many columns fit on an upright page."""
_MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 (a workbook has no time zones)
_NUMBERS: Final = {
    "whole": "#,##0",
    "decimal": "0.0",
    "percent": "0.0",
    "share": "0.0%",
    "date": "yyyy-mm-dd",
}
_ABOUT: Final[Mapping[str, Label]] = {
    "peildatum": Label("Peildatum", "Peildatum (reference date)"),
    "known_at": Label("Zoals bekend op", "As known at"),
    "position": Label("Positie in het logboek", "Position in the log"),
    "definitions": Label("Versie van de definities", "Version of the definitions"),
    "where": Label("Alleen", "Only"),
    "unit": Label("Eenheid van tabel 6 en 7", "Unit of tables 6 and 7"),
    "from": Label("Na", "After"),
    "to": Label("Tot en met", "Up to and including"),
    "by": Label("Per", "By"),
    "without_hold": Label("Zonder dagen on hold", "Without days on hold"),
    "warnings": Label("Let op", "Mind"),
}


def to_xlsx(line: str, data: Mapping[str, Any], sheets: Sequence[Sheet], lang: Lang) -> bytes:
    """The workbook's bytes. ``data`` is the answer as JSON holds it; what stands at its top and is
    no tree goes to the first sheet. Raises :class:`Refused` for more rows than a sheet can hold.
    """
    for sheet in sheets:
        _check(sheet)
    stream = io.BytesIO()
    with xlsxwriter.Workbook(
        stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}
    ) as book:
        book.set_properties({"title": visible(line), "created": _MADE})
        styles = _Styles(book)
        _about(book.add_worksheet("Over" if lang == "nl" else "About"), styles, line, data, lang)
        for sheet in sheets:
            _sheet(book.add_worksheet(sheet.name), styles, sheet, lang)
    return stream.getvalue()


def _check(sheet: Sheet) -> None:
    if len(sheet.lines) + 3 > MAX_ROWS:
        raise Refused(
            f"{len(sheet.lines)} rows are more than a sheet of a workbook can hold; "
            "csv and parquet hold any number"
        )


class _Styles:
    """How cells look; each look is made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Format] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.left = book.add_format({"align": "left"})
        heading = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        self.heading = book.add_format(heading)
        self.heading_of_numbers = book.add_format({**heading, "align": "right"})

    def of(self, kind: str, bold: bool = False) -> Format:
        """The look of a kind of cell."""
        if (kind, bold) not in self._made:
            properties: dict[str, Any] = {"bold": bold}
            if kind in _NUMBERS:
                properties["num_format"] = _NUMBERS[kind]
            # Also a text that begins with = stays one when somebody edits it.
            properties["quote_prefix"] = kind == "text"
            self._made[kind, bold] = self._book.add_format(properties)
        return self._made[kind, bold]


def _about(
    page: Worksheet, styles: _Styles, line: str, data: Mapping[str, Any], lang: Lang
) -> None:
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 50)
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, visible(line), styles.title)
    for row, (label, value) in enumerate(_facts(data, lang), 2):
        page.write_string(row, 0, label, styles.of("text", bold=True))
        kind = "whole" if isinstance(value, int) else "date" if isinstance(value, date) else "text"
        _write(page, row, 1, value, kind, styles.of(kind) if kind != "whole" else styles.left)


def _facts(data: Mapping[str, Any], lang: Lang) -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        label = _ABOUT[name][lang] if name in _ABOUT else name
        if name == "known_at":
            yield label, value or ("nu" if lang == "nl" else "now")
        elif isinstance(value, str | int | date):
            yield label, value
        elif isinstance(value, list) and value and all(isinstance(v, str) for v in value):
            yield label, ", ".join(value)
    yield ("Versie van journey" if lang == "nl" else "Version of journey"), __version__


def _sheet(page: Worksheet, styles: _Styles, sheet: Sheet, lang: Lang) -> None:
    page.write_string(0, 0, visible(sheet.title), styles.title)
    for index, column in enumerate(sheet.columns):
        style = styles.heading_of_numbers if column.is_number else styles.heading
        page.write_string(2, index, visible(column.heading), style)
        page.set_column(index, index, _width(sheet, index, lang))
    for row, line in enumerate(sheet.lines, 3):
        _line(page, styles, row, line, sheet.columns)
    page.freeze_panes(3, 1)
    if len(sheet.columns) > PORTRAIT:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)


def _width(sheet: Sheet, index: int, lang: Lang) -> int:
    kind = sheet.columns[index].kind
    texts = (cell_text(line.cells[index], kind, lang) for line in sheet.lines[:1000])
    return min(60, max([len(sheet.columns[index].heading), *map(len, texts)]) + 3)


def _line(
    page: Worksheet, styles: _Styles, row: int, line: Line, columns: Sequence[Column]
) -> None:
    bold = line.role == "section"
    for index, (value, column) in enumerate(zip(line.cells, columns, strict=True)):
        kind = _kind_of(value, column)
        marked = f"↳ {value}" if line.role == "part" and index == 0 else value
        _write(page, row, index, marked, kind, styles.of(kind, bold))


def _kind_of(value: Any, column: Column) -> str:
    """What a cell holds: a text may stand in any column, and a mean among whole numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "date" if column.kind == "date" else "text"
    if column.is_number and not (column.kind == "whole" and isinstance(value, float)):
        return column.kind
    return "decimal" if isinstance(value, float) else "whole"


def _write(page: Worksheet, row: int, column: int, value: Any, kind: str, style: Format) -> None:
    if value is None or value == "":
        return
    if kind == "date":
        day = value if isinstance(value, date) else date.fromisoformat(value)
        page.write_datetime(row, column, day, style)
    elif kind == "text":
        page.write_string(row, column, cell_text(value, "text", "nl"), style)
    else:
        page.write_number(row, column, value, style)
