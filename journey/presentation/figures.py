"""Figures read back out of tables as JSON and CSV hold them, whoever may have changed them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
from msgspec import Struct

from journey.projections.snapshot import as_text

FIGURES: Final = ("n", "of", "base", "pct", "mean")

Place = tuple[str, str, str, str]
Figures = Mapping[Place, Mapping[str, str]]
"""By table, block, row and column: the figures there, as CSV shows them."""


def figures_in_csv(content: bytes) -> Figures | None:
    """The figures of tables as CSV; None where that can't be read as such."""
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode()), strict=True))
        return {_place(row): {name: row[name] for name in FIGURES} for row in rows}
    except (UnicodeDecodeError, csv.Error, KeyError):
        return None


def _place(row: Mapping[str, str]) -> Place:
    return row["table"], row["block"], row["row"], row["column"]


class _Row(Struct):
    row: str
    n: dict[str, int] = {}
    pct: dict[str, float | None] = {}
    mean: dict[str, float | None] = {}


class _Block(Struct):
    block: str
    of: dict[str, int]
    base: dict[str, int]
    rows: list[_Row]


class _Table(Struct):
    table: int
    blocks: list[_Block]


class _Tables(Struct):
    tables: list[_Table]


def figures_in_json(content: bytes) -> Figures | None:
    """The figures of tables as JSON; None where that can't be read as such."""
    try:
        found = msgspec.json.decode(content, type=_Tables)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return dict(_cells(found))


def _cells(found: _Tables) -> Iterator[tuple[Place, Mapping[str, str]]]:
    for table in found.tables:
        for block in table.blocks:
            for row in block.rows:
                for column in block.of:
                    place = (str(table.table), block.block, row.row, column)
                    yield place, _figures(block, row, column)


def _figures(block: _Block, row: _Row, column: str) -> Mapping[str, str]:
    sources = (row.n, block.of, block.base, row.pct, row.mean)
    figures = (source.get(column) for source in sources)
    return {name: as_text(figure) for name, figure in zip(FIGURES, figures, strict=True)}
