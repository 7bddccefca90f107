"""Columns of text, laid out for people. No library: this runs at every command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

GAP: Final = "  "
NARROWEST: Final = 16
"""A column of text is made no narrower than this."""


def laid_out(
    heading: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[bool],
    width: int | None = None,
) -> list[str]:
    """A heading, a line under it, and the rows; ``right`` says which columns are flush right.

    ``width``: of the screen; the last column is broken between words where it would not fit.

    A row may be shorter than the heading: a lone text runs over the columns after it and widens
    none.
    """
    if width is not None:
        rows = list(_narrowed(heading, rows, width))
    widths = _widths(heading, rows)
    rule = GAP.join("─" * width for width in widths)
    lines = [_line(row, widths, right) for row in (heading, *rows)]
    return [lines[0], rule, *lines[1:]]


def _narrowed(
    heading: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> Iterator[Sequence[str]]:
    """The rows with their last column broken over several lines, if that makes them fit."""
    before = sum(column + len(GAP) for column in _widths(heading, rows)[:-1])
    room = max(width - before, NARROWEST)
    for row in rows:
        if len(row) < len(heading):
            yield row
            continue
        first, *more = wrap(row[-1], room) or [""]
        yield [*row[:-1], first]
        yield from ([*[""] * (len(row) - 1), part] for part in more)


def _widths(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    full = [row for row in (heading, *rows) if len(row) == len(heading)]
    return [max(map(len, column)) for column in zip(*full, strict=True)]


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    if len(row) < len(widths):
        return GAP.join(row)
    cells = zip(row, widths, right, strict=True)
    return GAP.join(
        text.rjust(width) if flush else text.ljust(width) for text, width, flush in cells
    ).rstrip()
