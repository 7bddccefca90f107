"""A copy of a form that was handed in, with what was found marked in its cells.

The five tabs stand in it as they came, row by row and column by column; a cell of which something
was found has a colour and a comment, and a sheet before them lists everything. Other sheets of the
file are left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from journey.interchange.form.layout import Column, Tab, form_tabs
from journey.interchange.form.model import Finding
from journey.interchange.form.reading import Grid, Reader, source
from journey.interchange.form.workbook import (
    FINDINGS,
    MADE,
    Ranges,
    Styles,
    add_pages,
    prepare,
)
from journey.interchange.form.xlsx import CellError, Cells, Raw, column_of
from journey.peildatum import EARLIEST
from journey.presentation.text import visible

_LONGEST: Final = 2000
"""So much of a text is copied, and told in a comment."""
_HEADINGS: Final = (
    ("Ernst", 10),
    ("Tab", 18),
    ("Cel", 8),
    ("Deelnemernummer", 18),
    ("Kolom", 30),
    ("Wat er staat", 26),
    ("Wat er mis is", 70),
    ("Wat te vragen", 50),
)
_SEVERITY: Final = {"error": "fout", "warning": "let op"}

Place = tuple[int, int]
"""A cell: its row and its column, both from 0."""


def marked(path: Path, proeven: Mapping[str, str], findings: Sequence[Finding]) -> bytes:
    """The workbook's bytes. ``path``: the file, which :func:`.reading.read_form` could read."""
    tabs = form_tabs(proeven)
    stream = io.BytesIO()
    with source(path, tabs) as found, xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": "Registratieformulier met bevindingen", "created": MADE})
        styles = Styles(book)
        _list(book.add_worksheet(FINDINGS), styles, tabs, findings)
        pages, ranges = add_pages(book, styles, tabs)
        for tab, page in zip(tabs, pages, strict=True):
            copy = _Copy(page, styles, [f for f in findings if f.tab == tab.name])
            copy.tab(tab, found.grids[found.titles[tab.name]], ranges)
    return stream.getvalue()


def _list(
    page: Worksheet, styles: Styles, tabs: Sequence[Tab], findings: Sequence[Finding]
) -> None:
    """Every finding in a row, with a link to its cell."""
    for index, (text, width) in enumerate(_HEADINGS):
        page.set_column(index, index, width)
        page.write_string(0, index, text, styles.heading)
    by_name = {tab.name: tab for tab in tabs}
    for row, finding in enumerate(findings, 1):
        tab = by_name.get(finding.tab)
        for index, text in enumerate(_told(finding, tab)):
            page.write_string(row, index, _safe(text), styles.wrapped)
        if tab is not None and finding.at:
            link = f"internal:'{tab.title}'!{finding.at}"
            page.write_url(row, 2, link, string=finding.at)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(1, len(findings)), len(_HEADINGS) - 1)


def _told(finding: Finding, tab: Tab | None) -> Iterator[str]:
    column = tab.column.get(finding.column or "") if tab is not None else None
    yield _SEVERITY[finding.severity]
    yield tab.title if tab is not None else finding.tab
    yield finding.at or (f"rij {finding.row}" if finding.row else "")
    yield finding.deelnemernummer or ""
    yield column.heading if column is not None else finding.column or ""
    yield finding.stands
    yield finding.problem
    yield finding.ask


def _safe(text: str) -> str:
    return visible(text)[:_LONGEST]


class _Copy:
    """One tab as it came, with its findings marked."""

    def __init__(self, page: Worksheet, styles: Styles, findings: Sequence[Finding]) -> None:
        self._page = page
        self._styles = styles
        self._findings = findings
        self._marks: dict[Place, list[Finding]] = {}
        self._written: set[Place] = set()

    def tab(self, tab: Tab, grid: Grid, ranges: Ranges) -> None:
        """Copy the rows and mark the cells."""
        number, heading = next(grid.rows, (1, {}))
        columns = Reader().columns(tab, heading, number, grid.called)
        self._place(columns, number)
        rows = list(grid.rows)
        prepare(self._page, self._styles, columns, len(rows), ranges, number - 1)
        others = {index: raw for index, raw in heading.items() if index not in columns}
        for row in [(number, others), *rows]:
            self._row(row)
        for place, findings in self._marks.items():
            self._mark(place, findings, is_heading=place[0] == number - 1)

    def _place(self, columns: Mapping[int, Column], heading: int) -> None:
        places = {column.name: index for index, column in columns.items()}
        for finding in self._findings:
            row = (finding.row or heading) - 1
            column = column_of(finding.at) if finding.at else places.get(finding.column or "", 0)
            self._marks.setdefault((row, column), []).append(finding)

    def _row(self, row: Cells) -> None:
        number, cells = row
        for index, raw in cells.items():
            self._write((number - 1, index), raw)
            self._written.add((number - 1, index))

    def _write(self, place: Place, raw: Raw) -> None:
        if isinstance(raw, date) and _day(raw) >= EARLIEST:
            self._page.write_datetime(*place, raw, self._look(place, "date"))
        elif isinstance(raw, int | float) and not isinstance(raw, bool):
            self._page.write_number(*place, raw, self._look(place, "number"))
        else:
            text = raw.text if isinstance(raw, CellError) else str(raw)
            self._page.write_string(*place, _safe(text), self._look(place, "text"))

    def _look(self, place: Place, kind: str) -> Format:
        return self._styles.of(kind, _worst(self._marks.get(place, ())))

    def _mark(self, place: Place, findings: Sequence[Finding], *, is_heading: bool) -> None:
        """Comment on a cell; an empty one has no colour yet."""
        if place not in self._written and not is_heading:
            self._page.write_blank(*place, None, self._look(place, "text"))
        text = "\n".join(f"{finding.problem}\n{finding.ask}" for finding in findings)
        lines = "\n".join(map(visible, text.split("\n")))
        self._page.write_comment(*place, lines[:_LONGEST], {"x_scale": 2.5, "y_scale": 1.5})


def _day(raw: date) -> date:
    """The day of a date, with or without a time."""
    return raw.date() if isinstance(raw, datetime) else raw


def _worst(findings: Sequence[Finding]) -> str:
    severities = {finding.severity for finding in findings}
    return "error" if "error" in severities else "warning" if severities else ""
