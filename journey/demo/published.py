"""The figures of the report's Bijlage 1 as printed: the project's own copy, cell by cell.

Tables, blocks, rows and columns are named as :mod:`journey.projections.tables` names them;
``printed_as`` keeps the report's own label where that differs. ``remark`` says what is wrong with
a printed figure that can't be true together with the others, and ``meant`` what it most likely
stands for: the printed value, but where two cells were swapped. What is wrong with whole sets of
figures stands in :mod:`journey.demo.doubts`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files

from journey.codebook import Label

TOTAL = "Totaal aantal deelnemers"


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed cell. ``kind`` is ``n``, ``pct`` or ``mean``; the total stands in no block."""

    table: int
    block: str
    row: str
    column: str
    kind: str
    value: Decimal
    printed_as: str
    meant: Decimal
    remark: Label | None


@cache
def figures() -> tuple[Figure, ...]:
    """Every printed cell, in the order of the report."""
    text = files(__package__).joinpath("published.csv").read_text(encoding="utf-8")
    return tuple(_figure(row) for row in csv.DictReader(text.splitlines()))


def _figure(row: dict[str, str]) -> Figure:
    return Figure(
        int(row["table"]),
        row["block"],
        row["row"],
        row["column"],
        row["kind"],
        Decimal(row["value"]),
        row["printed_as"],
        Decimal(row["meant"] or row["value"]),
        Label(row["remark_nl"], row["remark_en"]) if row["remark_en"] else None,
    )


def total(column: str) -> int:
    """How many participants a column of table 1 is about."""
    return next(int(f.value) for f in figures() if f.row == TOTAL and f.column == column)


def percentage(n: int, base: int, like: Decimal) -> Decimal:
    """``n`` of ``base`` in per cent, rounded half up to the decimals of ``like``, at least one."""
    step = Decimal(1).scaleb(-decimals(like))
    return (Decimal(100 * n) / base).quantize(step, ROUND_HALF_UP)


def decimals(value: Decimal) -> int:
    """With how many decimals a percentage is printed: at least one (``0`` stands for ``0,0``)."""
    exponent = value.as_tuple().exponent
    return max(1, -exponent) if isinstance(exponent, int) else 1


def whole_number(pct: Decimal, base: int) -> int | None:
    """The one n whose share of ``base`` (below 1000) prints as ``pct``; None where there is none.

    >>> whole_number(Decimal("31.5"), 607), whole_number(Decimal("70.4"), 235)
    (191, None)
    """
    below = int((pct * base / 100).to_integral_value(ROUND_FLOOR))
    fitting = (n for n in (below, below + 1) if n <= base and percentage(n, base, pct) == pct)
    return next(fitting, None)
