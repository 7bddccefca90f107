"""A form as it was handed in, read into a :class:`Delivery`: .xlsx, a folder or a zip of CSV files.

What makes the file unusable is refused; what is wrong with single cells are findings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from msgspec import Struct
from xlsxwriter.utility import xl_col_to_name

from journey.errors import BadInput, NotFound
from journey.fields import shown
from journey.interchange.form.archive import (
    LARGEST_FILE,
    MB,
    Archive,
    opened,
)
from journey.interchange.form.cells import Manner, as_seen, read_cell
from journey.interchange.form.layout import NUMBER, Column, Tab, form_tabs
from journey.interchange.form.model import Cell, Delivery, Finding, Row
from journey.interchange.form.text import Text, found_out
from journey.interchange.form.workbook import NEEDED, OURS
from journey.interchange.form.xlsx import Cells, Raw, few, open_book

MOST_ROWS: Final = 250_000
MOST_CELLS: Final = 1_000_000
MOST_LISTED: Final = 2000
"""So many warnings are kept, the rest are counted; after so many errors reading stops."""
MOST_KNOWN: Final = 50_000
"""So many different cells of a tab are known again."""

_NOT_OF_THE_FORM: Final = "is no column of the form; it is left out"
_NAMELESS: Final = "stands in a column without a heading; the column is left out"


class Grid(Struct, frozen=True):
    """One sheet as it stands in the file: its rows, how its cells are written, what it is
    called."""

    rows: Generator[Cells]
    manner: Manner
    called: str


class Source(Struct, frozen=True):
    """A file that a form may be in. ``grids``: every sheet by its title, in the order of the file;
    ``titles``: which of them is which tab; ``notes``: what was found out."""

    grids: Mapping[str, Grid]
    titles: Mapping[str, str]
    notes: Sequence[str]

    def close(self) -> None:
        """Let go of sheets that were not read to their end."""
        for grid in self.grids.values():
            grid.rows.close()


def read_form(
    path: Path, proeven: Mapping[str, str], on_rows: Callable[[int], None] = lambda _: None
) -> Delivery:
    """Read a delivery of the form.

    Args:
        path: an .xlsx file, or a folder or zip with the five tabs as CSV files.
        proeven: the proeven of the store (label by code).
        on_rows: told how many rows were read, for a progress bar.

    Raises:
        NotFound: there is nothing at the path, or it can't be read.
        BadInput: the file as a whole can't be used, and why.
    """
    tabs, name = form_tabs(proeven), _name_of(path)
    with source(path, tabs) as found:
        reader = Reader(on_rows)
        rows = {
            tab.name: tuple(reader.rows(tab, found.grids[found.titles[tab.name]])) for tab in tabs
        }
    notes = [f"{name}: {note}" for note in (*found.notes, *reader.notes)]
    return Delivery(name, rows, tuple(reader.findings), tuple(notes))


def _name_of(path: Path) -> str:
    """What messages call a file or folder, also one that is given as ``.``."""
    return path.name or str(path)


# -- where the tabs are -------------------------------------------------------------------------


@contextmanager
def source(path: Path, tabs: Sequence[Tab]) -> Iterator[Source]:
    """The sheets of a file, which can be read while this is open. Raises as :func:`read_form`,
    naming the file, also for what is found out only by reading."""
    try:
        if path.is_dir():
            yield _texts(_folder(path), tabs)
            return
        with opened(path) as archive:
            csvs = _csv_names(archive.names)
            found = _texts(_zipped(archive, csvs), tabs) if csvs else _sheets(archive, tabs)
            with closing(found):
                yield found
    except NotFound as error:
        raise NotFound(f"{_name_of(path)} {error}") from error
    except BadInput as error:
        first, *rest = str(error).splitlines()
        raise BadInput(f"{_name_of(path)}: {first}", rest) from error


def _sheets(archive: Archive, tabs: Sequence[Tab]) -> Source:
    """The sheets of a workbook."""
    book = open_book(archive)
    titles = _matched(tabs, {title: title for title in book.sheets})
    grids = {title: Grid(book.rows(title), Manner(), f"tab {title}") for title in book.sheets}
    known = {*OURS, *titles.values()}
    others = [shown(title) for title in book.sheets if title not in known]
    notes = [f"not part of the form and left out: {few(others)}"] if others else []
    if book.is_1904:
        notes.append("its dates count from 1904; they were read so")
    return Source(grids, titles, notes)


def _texts(contents: Mapping[str, bytes], tabs: Sequence[Tab]) -> Source:
    """CSV files as sheets; ``contents`` by their path within what was handed in."""
    titles = _matched(tabs, {file: PurePosixPath(file).stem for file in contents})
    texts = {file: _found_out(file, contents[file]) for file in titles.values()}
    grids = {
        file: Grid(text.rows(), Manner(False, text.comma), PurePosixPath(file).name)
        for file, text in texts.items()
    }
    notes = [f"{PurePosixPath(file).name} is {text.found}" for file, text in texts.items()]
    return Source(grids, titles, notes)


def _found_out(file: str, content: bytes) -> Text:
    try:
        return found_out(content)
    except BadInput as error:
        raise BadInput(f"{PurePosixPath(file).name} {error}") from error


def _folder(path: Path) -> dict[str, bytes]:
    """The CSV files in a folder."""
    try:
        files = sorted(p for p in path.iterdir() if p.suffix.lower() == ".csv" and p.is_file())
        _check_size(sum(file.stat().st_size for file in files))
        return {file.name: file.read_bytes() for file in files}
    except OSError as error:
        raise NotFound(f"can't be read: {error.strerror}") from error


def _zipped(archive: Archive, names: Sequence[str]) -> dict[str, bytes]:
    """The CSV files in a zip, in whatever folder."""
    _check_size(sum(map(archive.size, names)))
    contents = {}
    for name in names:
        with archive.open(name) as stream:
            contents[name] = stream.read()
    return contents


def _check_size(size: int) -> None:
    if size > LARGEST_FILE:
        raise BadInput(
            f"holds {size // MB} MB of CSV; a form has at most {LARGEST_FILE // MB} MB: hand it in "
            "per proef"
        )


def _csv_names(names: Sequence[str]) -> list[str]:
    return [n for n in names if n.lower().endswith(".csv") and not n.startswith("__MACOSX/")]


def _matched(tabs: Sequence[Tab], titles: Mapping[str, str]) -> dict[str, str]:
    """Which sheet or file holds which tab, by the tab's name. ``titles``: how each is called.
    Raises :class:`BadInput` where one is missing, or there twice."""
    found: dict[str, str] = {}
    problems = []
    for tab in tabs:
        names = {_plain(tab.title), _plain(tab.name)}
        matching = [key for key, title in titles.items() if _plain(title) in names]
        if len(matching) == 1:
            found[tab.name] = matching[0]
        elif matching:
            both = " and ".join(map(shown, matching[:2]))
            problems.append(f"{tab.title}: there twice, as {both}; hand in one form at a time")
        else:
            problems.append(f"{tab.title}: is missing")
    if problems:
        here = few([*map(shown, titles)]) or "nothing"
        raise BadInput(f"does not have the five tabs of the form; it has {here}", problems)
    return found


def _plain(text: str) -> str:
    """A name as it is compared: case, blanks and what stands for them left out."""
    words = text.casefold().replace("_", " ").replace("-", " ").split()
    return " ".join(words).removesuffix(NEEDED.strip()).strip()


# -- rows and cells -----------------------------------------------------------------------------


class Reader:
    """Reads tab after tab; what was read once is known again, for cells say the same often."""

    def __init__(self, on_rows: Callable[[int], None] = lambda _: None) -> None:
        self.findings: list[Finding] = []
        self._warnings = 0
        self._errors = 0
        self._on_rows = on_rows
        self._rows = 0
        self._cells = 0
        self._known: dict[tuple[str, type, Raw], tuple[Cell, str | None]] = {}

    @property
    def notes(self) -> Iterator[str]:
        """What is not among the findings."""
        if not self._rows:
            yield "no row of the five tabs is filled in"
        if self._warnings > MOST_LISTED:
            more = self._warnings - MOST_LISTED
            yield f"{more} more cells have a warning; they are not listed"
        if self.full:
            yield f"more than {MOST_LISTED} cells can't be read; reading stopped there"

    @property
    def full(self) -> bool:
        """Whether there are so many errors that more would help nobody."""
        return self._errors > MOST_LISTED

    def rows(self, tab: Tab, grid: Grid) -> Iterator[Row]:
        """The rows of a tab below its heading."""
        number, heading = next(grid.rows, (1, {}))
        columns = self.columns(tab, heading, number, grid.called)
        places = {column.name: xl_col_to_name(index) for index, column in columns.items()}
        named = {index for index, text in heading.items() if _trimmed(text) is not None}
        self._known.clear()
        for number, raw in grid.rows:
            if self.full:
                break
            for index in sorted(raw.keys() - named):
                if (found := _trimmed(raw[index])) is not None:
                    named.add(index)
                    self._unknown_column(tab, number, index, as_seen(found), _NAMELESS)
            row = Row(tab.name, number, {}, places)
            cells = dict(self._read(row, columns, raw, grid.manner))
            if cells:
                self._count(len(cells))
                yield Row(tab.name, number, cells, places)

    def _count(self, cells: int) -> None:
        self._on_rows(1)
        self._rows += 1
        self._cells += cells
        if self._rows > MOST_ROWS or self._cells > MOST_CELLS:
            raise BadInput(
                f"has more than {MOST_ROWS} rows or {MOST_CELLS} cells; hand it in per proef"
            )

    # -- the heading --

    def columns(
        self, tab: Tab, heading: Mapping[int, Raw], number: int, called: str
    ) -> dict[int, Column]:
        """Which column of the tab stands where. Raises :class:`BadInput` where one is missing, or
        there twice; one that is not of the form is a warning."""
        by_name = {_plain(column.name): column for column in tab.columns}
        by_name |= {_plain(column.heading): column for column in tab.columns}
        found: dict[int, Column] = {}
        for index, raw in heading.items():
            column = by_name.get(_plain(str(raw)))
            if column is not None:
                found[index] = column
            elif text := str(raw).strip():
                self._unknown_column(tab, number, index, text, _NOT_OF_THE_FORM)
        _check_columns(tab, list(found.values()), number, called)
        return found

    def _unknown_column(self, tab: Tab, number: int, index: int, text: str, problem: str) -> None:
        self._find(
            Finding(
                "warning",
                tab.name,
                number,
                None,
                text,
                problem,
                "Does it hold something that the form should ask?",
                f"{xl_col_to_name(index)}{number}",
            )
        )

    # -- the cells --

    def _read(
        self, row: Row, columns: Mapping[int, Column], raw: Mapping[int, Raw], manner: Manner
    ) -> Iterator[tuple[str, Cell]]:
        number: str | None = None
        for index, column in columns.items():
            found = _trimmed(raw.get(index))
            if found is None:
                continue
            key = (column.name, type(found), found)
            cell, remark = self._known.get(key) or self._judged(key, column, found, manner)
            if column.name == NUMBER and isinstance(cell.value, str):
                number = cell.value
            if cell.problem or remark:
                self._note(row, column, cell, remark, number)
            yield column.name, cell

    def _judged(
        self, key: tuple[str, type, Raw], column: Column, raw: Raw, manner: Manner
    ) -> tuple[Cell, str | None]:
        """What a cell says that is not known yet."""
        read = read_cell(column, raw, manner)
        judged = Cell(as_seen(raw), read.value, read.problem), read.remark
        if len(self._known) < MOST_KNOWN:
            self._known[key] = judged
        return judged

    def _note(
        self, row: Row, column: Column, cell: Cell, remark: str | None, number: str | None
    ) -> None:
        self._find(
            Finding(
                "error" if cell.problem else "warning",
                row.tab,
                row.number,
                column.name,
                cell.raw,
                cell.problem or remark or "",
                f"What should stand under {column.heading.rstrip('?')}?"
                if cell.problem
                else "Is it read well? Then it need not be changed now.",
                row.at(column.name),
                number,
            )
        )

    def _find(self, finding: Finding) -> None:
        if finding.severity == "error":
            self._errors += 1
        else:
            self._warnings += 1
        if finding.severity == "error" or self._warnings <= MOST_LISTED:
            self.findings.append(finding)


def _check_columns(tab: Tab, found: Sequence[Column], number: int, called: str) -> None:
    times = Counter(column.name for column in found)
    problems = [
        f"the column {column.heading} is {'there twice' if times[column.name] else 'missing'}"
        for column in tab.columns
        if times[column.name] > 1 or (not times[column.name] and not column.beside)
    ]
    if problems:
        raise BadInput(
            f"{called}: the headings in row {number} are not those of the form", problems
        )


def _trimmed(raw: Raw | None) -> Raw | None:
    """A value without blanks around it; None where nothing is left."""
    if isinstance(raw, str):
        return raw.strip() or None
    return raw
