"""The cells of a workbook, read bit by bit: no more is kept than the row at hand.

Values are what a person sees: a number with the format of a date is a date, in the calendar of the
workbook (from 1900, or from 1904). Whatever is no plain value is refused: formulas, merged cells,
hidden sheets, macros, links to other files.
"""

from __future__ import annotations

import io
import math
import posixpath
import re
from collections.abc import Generator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct
from xlsxwriter.utility import xl_col_to_name

from journey.errors import BadInput
from journey.fields import shown
from journey.interchange.form.archive import Archive, End, Start

MOST_TEXTS: Final = 1_000_000
LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
LONGEST_FORMAT: Final = 255
LISTED: Final = 10

_WORKBOOK: Final = "xl/workbook.xml"
_DATE_FORMATS: Final = frozenset({*range(14, 23), *range(27, 37), *range(50, 59)})
_MONTH_AND_YEAR: Final = "17"
"""What a spreadsheet makes of ``nov-24``."""
_NOT_FORMAT: Final = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]|_.|\*.')
_COORDINATE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_WHOLE: Final = re.compile(r"-?[0-9]{1,15}", re.ASCII)


class CellError(Struct, frozen=True):
    """A cell that holds an error, such as ``#N/A``, and no value."""

    text: str


class Period(Struct, frozen=True):
    """A day in a cell that shows only its month or its year (``precisie``: maand or jaar)."""

    day: date
    precisie: str

    def __str__(self) -> str:
        return f"{self.day:%Y}" if self.precisie == "jaar" else f"{self.day:%m-%Y}"


Raw = str | int | float | bool | date | datetime | Period | CellError
Cells = tuple[int, Mapping[int, Raw]]
"""The number of a row, and what is not empty in it by column (0 is A)."""


class Book(Struct, frozen=True):
    """What a workbook says of itself. ``sheets``: the part of each by its title, in their order;
    ``dates``: the styles that show a number as a date, and how much of it: the dag, maand or
    jaar; ``is_1904``: whether its calendar begins in that year."""

    archive: Archive
    sheets: Mapping[str, str]
    texts: list[str]
    dates: Mapping[int, str]
    is_1904: bool

    def rows(self, title: str) -> Generator[Cells]:
        """The rows of a sheet that are not empty. Raises :class:`BadInput` at their end for
        formulas and merged cells."""
        reader = _Sheet(self)
        with self.archive.open(self.sheets[title]) as stream:
            for _ in self.archive.parse(stream, reader.start, reader.end, reader.text):
                yield from reader.taken()
        reader.refuse(title)


def open_book(archive: Archive) -> Book:
    """The workbook in an archive. Raises :class:`BadInput` for what is none, and for one with
    macros, links or hidden sheets."""
    if _WORKBOOK not in archive.names:
        raise BadInput(_other_kind(archive))
    _check_parts(archive)
    found = _Contents()
    _read(archive, _WORKBOOK, found.start)
    if found.hidden:
        raise BadInput(
            f"has a hidden sheet: {few([*map(shown, found.hidden)])}; show it or delete it"
        )
    targets = _targets(archive)
    sheets = {title: targets[key] for title, key in found.sheets.items() if key in targets}
    return Book(archive, sheets, _texts(archive), _date_styles(archive), found.is_1904)


def _other_kind(archive: Archive) -> str:
    if archive.whole("mimetype").startswith(b"application/vnd.oasis.opendocument"):
        return "is an OpenDocument file (.ods); save it as .xlsx"
    if "xl/workbook.bin" in archive.names:
        return "is a binary workbook (.xlsb); save it as .xlsx"
    return "is a zip file without a workbook or CSV files in it"


def _check_parts(archive: Archive) -> None:
    names = [name.lower() for name in archive.names]
    macros = b"macroEnabled" in archive.whole("[Content_Types].xml")
    if macros or any(name.endswith("vbaproject.bin") for name in names):
        raise BadInput("holds macros; save it as .xlsx without them")
    if any(name.startswith("xl/externallinks/") or name == "xl/connections.xml" for name in names):
        raise BadInput("has links to other files; break them (Data, Edit Links) and save it again")


def _read(archive: Archive, name: str, start: Start, end: End = lambda _: None) -> None:
    """Read a small part as a whole."""
    for _ in archive.parse(io.BytesIO(archive.whole(name)), start, end, lambda _: None):
        pass


class _Contents:
    """What xl/workbook.xml says."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.hidden: list[str] = []
        self.is_1904 = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "sheet":
            title = given.get("name", "")
            key = next((value for name, value in given.items() if name.endswith(":id")), "")
            self.sheets[title] = key
            if given.get("state", "visible") != "visible":
                self.hidden.append(title)
        elif tag == "workbookPr":
            self.is_1904 = given.get("date1904", "0") in ("1", "true")
        elif tag == "externalReference":
            raise BadInput("has links to other files; break them and save it again")


def _targets(archive: Archive) -> dict[str, str]:
    """The part that each relation of the workbook leads to."""
    found: dict[str, str] = {}

    def start(tag: str, given: dict[str, str]) -> None:
        if tag == "Relationship":
            target = posixpath.normpath(posixpath.join("/xl", given.get("Target", "")))
            found[given.get("Id", "")] = target.lstrip("/")

    _read(archive, "xl/_rels/workbook.xml.rels", start)
    return {key: target for key, target in found.items() if target in archive.names}


def _texts(archive: Archive) -> list[str]:
    """The texts that cells refer to by number, without the readings beside them."""
    name = "xl/sharedStrings.xml"
    if name not in archive.names:
        return []
    reader = _Texts()
    with archive.open(name) as stream:
        for _ in archive.parse(stream, reader.start, reader.end, reader.text):
            if len(reader.found) > MOST_TEXTS:
                raise BadInput(f"holds more than {MOST_TEXTS} texts; hand it in per proef")
    return reader.found


class _Texts:
    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._inside = False
        self._reading = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "si":
            self._parts = []
        elif tag == "rPh":
            self._reading = True
        elif tag == "t":
            self._inside = not self._reading

    def end(self, tag: str) -> None:
        if tag == "si":
            self.found.append("".join(self._parts))
        elif tag == "rPh":
            self._reading = False
        elif tag == "t":
            self._inside = False

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)


def _date_styles(archive: Archive) -> dict[int, str]:
    """The numbers of the styles that show a number as a date, and how much each shows of it."""
    own: dict[str, str] = {}
    formats: list[str] = []
    inside = False

    def start(tag: str, given: dict[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt":
            own[given.get("numFmtId", "")] = given.get("formatCode", "")
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside:
            formats.append(given.get("numFmtId", "0"))

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag != "cellXfs"

    _read(archive, "xl/styles.xml", start, end)
    shows = {number: _shows(number, own.get(number)) for number in set(formats)}
    found = ((i, shows[number]) for i, number in enumerate(formats))
    return {i: precisie for i, precisie in found if precisie is not None}


def _shows(number: str, code: str | None) -> str | None:
    """How much a format shows of a day: the dag, maand or jaar; None where it shows none of it,
    but a number, a time of day or a length of time."""
    if code is None:
        usual = number.isdigit() and int(number) in _DATE_FORMATS
        return None if not usual else "maand" if number == _MONTH_AND_YEAR else "dag"
    plain = _NOT_FORMAT.sub("", code[:LONGEST_FORMAT].lower())
    timed = "h" in plain or "s" in plain
    if "d" in plain or ("y" in plain and timed):
        return "dag"
    if "m" in plain and not timed:
        return "maand"
    return "jaar" if "y" in plain else None


class _Sheet:
    """The rows of one sheet, as its XML is read."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._done: list[Cells] = []
        self._row = 0
        self._column = -1
        self._in_row = 0
        self._cells: dict[int, Raw] = {}
        self._type = ""
        self._style = ""
        self._in_cell = False
        self._inside = False
        self._parts: list[str] = []
        self._formulas: list[str] = []
        self._merged: list[str] = []

    def taken(self) -> list[Cells]:
        """The rows that are complete; each is given out once."""
        done, self._done = self._done, []
        return done

    def refuse(self, title: str) -> None:
        """Raise what is wrong with the sheet, if anything is."""
        if self._formulas:
            raise BadInput(
                f"tab {title}: there are formulas in {few(self._formulas)}; put their values there"
                " (copy, paste values)"
            )
        if self._merged:
            raise BadInput(f"tab {title}: cells are merged: {few(self._merged)}; unmerge them")

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "c":
            self._start_cell(given)
        elif tag in ("v", "t"):
            self._inside = self._in_cell
        elif tag == "row":
            self._start_row(given)
        elif tag == "f":
            if self._in_cell and len(self._formulas) <= LISTED:
                self._formulas.append(f"{xl_col_to_name(self._column)}{self._row}")
        elif tag == "mergeCell" and len(self._merged) <= LISTED:
            self._merged.append(given.get("ref", "?")[:30])
        elif tag == "rPh":
            self._in_cell = False

    def _start_row(self, given: dict[str, str]) -> None:
        number = given.get("r")
        self._row = self._row + 1 if number is None else _number(number)
        if not 0 < self._row <= LAST_ROW:
            raise BadInput(f"is damaged: it has a row {shown(number)}")
        self._column = -1
        self._in_row = 0
        self._cells = {}

    def _start_cell(self, given: dict[str, str]) -> None:
        self._in_row += 1
        if self._in_row > LAST_COLUMN:
            raise BadInput(f"is damaged: row {self._row} has more than {LAST_COLUMN} cells")
        at = given.get("r")
        self._column = self._column + 1 if at is None else column_of(at)
        self._type = given.get("t", "n")
        self._style = given.get("s", "0")
        self._in_cell = True
        self._parts = []

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._inside = False
        elif tag == "c":
            self._in_cell = False
            if self._parts:
                self._cells[self._column] = self._value("".join(self._parts))
        elif tag == "row":
            if self._cells:
                self._done.append((self._row, self._cells))
        elif tag == "rPh":
            self._in_cell = True

    def _value(self, text: str) -> Raw:
        match self._type:
            case "s":
                place = _number(text)
                texts = self._book.texts
                return texts[place] if 0 <= place < len(texts) else CellError(text)
            case "b":
                return text == "1"
            case "e":
                return CellError(text)
            case "n" | "d":
                return self._numeric(text)
        return text

    def _numeric(self, text: str) -> Raw:
        shows = self._book.dates.get(_number(self._style))
        found: Raw
        if self._type == "d":
            found = _iso(text)
        else:
            found = _as_number(text)
            if not isinstance(found, CellError) and shows is not None:
                found = as_date(found, is_1904=self._book.is_1904)
        return _as_shown(found, shows)


def _as_shown(raw: Raw, shows: str | None) -> Raw:
    """A day of which a cell shows no more than the month or the year."""
    if shows in ("maand", "jaar") and isinstance(raw, date):
        day = raw.date() if isinstance(raw, datetime) else raw
        return Period(day, shows)
    return raw


def few(found: Sequence[str]) -> str:
    """The first of them in one line."""
    more = ", …" if len(found) > LISTED else ""
    return ", ".join(found[:LISTED]) + more


def _number(text: str) -> int:
    return int(text) if _WHOLE.fullmatch(text) else -1


def _as_number(text: str) -> int | float | CellError:
    if _WHOLE.fullmatch(text):
        return int(text)
    try:
        value = float(text)
    except ValueError:
        return CellError(text)
    if not math.isfinite(value):
        return CellError(text)
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _iso(text: str) -> Raw:
    try:
        return _whole_day(datetime.fromisoformat(text))
    except ValueError:
        return CellError(text)


def as_date(serial: int | float, *, is_1904: bool) -> Raw:
    """The day (with a time, where there is a fraction) that a number stands for in the calendar of
    1900, which has a 29 February 1900 that never was, or in that of 1904."""
    if is_1904:
        first = datetime(1904, 1, 1)  # noqa: DTZ001 (a workbook has no time zones)
    elif serial < 1 or int(serial) == 60:
        return serial
    else:
        first = datetime(1899, 12, 31 if serial < 60 else 30)  # noqa: DTZ001
    try:
        return _whole_day(first + timedelta(seconds=round(serial * 86400)))
    except OverflowError:
        return serial


def _whole_day(moment: datetime) -> date | datetime:
    midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment.date() if midnight else moment


def column_of(coordinate: str) -> int:
    """The column of a coordinate, counted from 0."""
    found = _COORDINATE.fullmatch(coordinate)
    index = 0
    for letter in found.group(1) if found else "":
        index = index * 26 + ord(letter) - 64
    if not 0 < index <= LAST_COLUMN:
        raise BadInput(f"is damaged: it has a cell {shown(coordinate)}")
    return index - 1
