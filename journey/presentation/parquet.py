"""Rows as Parquet, for R, Python, DuckDB and the like. Needs pyarrow (the extra ``parquet``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from journey.presentation.sheet import Kind, Sheet

_TYPES: Final[Mapping[Kind, Any]] = {
    "text": pa.string(),
    "whole": pa.int64(),
    "decimal": pa.float64(),
    "percent": pa.float64(),
    "share": pa.float64(),
    "date": pa.date32(),
    "list": pa.list_(pa.string()),
}


def to_parquet(sheet: Sheet, line: str) -> bytes:
    """One sheet of rows: dates as dates, numbers as numbers, lists as lists, else text.

    What the rows are of stands in the file's metadata, under ``journey``.
    """
    columns = zip(*(row.cells for row in sheet.lines), strict=True) if sheet.lines else ()
    cells = list(columns) or [()] * len(sheet.columns)
    schema = pa.schema(
        [pa.field(column.heading, _TYPES[column.kind]) for column in sheet.columns],
        metadata={"journey": line},
    )
    arrays = [
        pa.array(_stored(values, column.kind), _TYPES[column.kind])
        for values, column in zip(cells, sheet.columns, strict=True)
    ]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(arrays, schema=schema), sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _stored(values: Iterable[Any], kind: Kind) -> list[Any]:
    convert = _CONVERT.get(kind, lambda value: value)
    return [None if value is None else convert(value) for value in values]


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _codes(value: Any) -> list[str]:
    """The codes of a list; ``onbekend`` stands for itself."""
    return [value] if isinstance(value, str) else list(value)


_CONVERT: Final[Mapping[Kind, Callable[[Any], Any]]] = {
    "date": _day,
    "decimal": float,
    "list": _codes,
}
