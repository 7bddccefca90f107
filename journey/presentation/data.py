"""Results as plain data: what JSON holds, and rows for whatever holds rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from journey.presentation.answer import Head
from journey.projections.snapshot import Person, named
from journey.projections.tables import CountedRow, CountedTable

TABLE_COLUMNS: Final = (
    "table",
    "title",
    "block",
    "unit",
    "row",
    "of_which",
    "column",
    "n",
    "of",
    "base",
    "pct",
    "mean",
)


def snapshot_data(head: Head, people: Sequence[Person]) -> dict[str, Any]:
    """A snapshot as JSON holds it: codes, ISO dates, lists."""
    rows = [named(person.row) for person in people]
    return {**head.data(), "rows": rows}


def tables_data(head: Head, unit: str, tables: Iterable[CountedTable]) -> dict[str, Any]:
    """Tables as JSON holds them; labels are Dutch."""
    return {**head.data(), "unit": unit, "tables": [_table(table) for table in tables]}


def _table(table: CountedTable) -> dict[str, Any]:
    blocks = [
        {
            "block": block.title.nl,
            "unit": block.unit,
            "of": block.of,
            "base": block.base,
            "rows": [_row(row) for row in block.rows],
        }
        for block in table.blocks
    ]
    return {"table": table.number, "title": table.title.nl, "blocks": blocks}


def _row(row: CountedRow) -> dict[str, Any]:
    if row.mean is not None:
        return {"row": row.label.nl, "mean": row.mean}
    counted = {"row": row.label.nl, "n": row.n, "pct": row.pct}
    return counted if row.of_which is None else {**counted, "of_which": row.of_which.nl}


def table_rows(tables: Iterable[CountedTable]) -> Iterator[tuple[Any, ...]]:
    """Tables as rows, one for each row and column of a table: :data:`TABLE_COLUMNS`."""
    for table in tables:
        for block in table.blocks:
            for row in block.rows:
                for column in table.columns:
                    counted = row.mean is None
                    yield (
                        table.number,
                        table.title.nl,
                        block.title.nl,
                        block.unit,
                        row.label.nl,
                        row.of_which.nl if row.of_which else None,
                        column,
                        row.n[column] if counted else None,
                        block.of[column],
                        block.base[column],
                        row.pct[column] if counted else None,
                        row.mean[column] if row.mean is not None else None,
                    )
