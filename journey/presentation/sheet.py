"""One table of an answer, for every format that holds tables: labels, typed columns, rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from msgspec import Struct

from journey.codebook import Lang
from journey.presentation.text import one_decimal, visible, whole
from journey.projections.snapshot import as_text

Kind = Literal["text", "whole", "decimal", "percent", "share", "date", "list"]
"""What a column holds: ``percent`` counts to 100, ``share`` to 1, ``date`` is ISO text, ``list``
codes. A cell may also be None."""


class Column(Struct, frozen=True):
    """A column: its heading, and what it holds."""

    heading: str
    kind: Kind = "text"

    @property
    def is_number(self) -> bool:
        """Whether it is read from the right."""
        return self.kind in ("whole", "decimal", "percent", "share")


class Line(Struct, frozen=True):
    """One row of a sheet. A ``section`` begins a group of rows; a ``part`` ("waarvan") is shown
    and not added."""

    cells: Sequence[Any]
    role: Literal["row", "section", "part"] = "row"


def section(heading: str, columns: Sequence[Column]) -> Line:
    """The heading of a group of rows, over all of the columns."""
    return Line([heading, *[None] * (len(columns) - 1)], "section")


class Sheet(Struct, frozen=True):
    """One table: ``name`` (short, for a tab), ``title``, and lines as long as the columns.

    ``notes`` stand below it in Markdown and HTML; a workbook holds the table alone.
    """

    name: str
    title: str
    columns: Sequence[Column]
    lines: Sequence[Line]
    notes: Sequence[str] = ()


def sheet_of_rows(name: str, rows: Iterable[Sequence[Any]], kinds: Mapping[str, Kind]) -> Sheet:
    """A sheet of rows as CSV holds them, the first of which is the heading."""
    heading, *found = rows
    columns = [Column(column, kinds.get(column, "text")) for column in heading]
    return Sheet(name, name, columns, [Line(row) for row in found])


def cell_text(value: Any, kind: Kind, lang: Lang) -> str:
    """A cell as people read it; empty where there is nothing, ``-`` over a base of 0.

    A cell of percentages where none belongs holds an empty text.
    """
    if value is None:
        return "-" if kind in ("percent", "share") else ""
    if isinstance(value, bool | str | tuple | date):
        return visible(as_text(value) if isinstance(value, tuple) else str(value))
    if kind == "share":
        return f"{one_decimal(100 * value, lang)}%"
    if kind == "percent":
        return f"{one_decimal(value, lang)}%"
    return whole(value, lang) if isinstance(value, int) else one_decimal(value, lang)
