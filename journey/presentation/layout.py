"""Columns of text, laid out for people. No library: this runs at every command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

GAP: Final = "  "


def laid_out(
    heading: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]
) -> list[str]:
    """A heading, a line under it, and the rows; ``right`` says which columns are flush right.

    A row may be shorter than the heading: a lone text runs over the columns after it and widens
    none.
    """
    full = [row for row in (heading, *rows) if len(row) == len(heading)]
    widths = [max(map(len, column)) for column in zip(*full, strict=True)]
    rule = GAP.join("─" * width for width in widths)
    lines = [_line(row, widths, right) for row in (heading, *rows)]
    return [lines[0], rule, *lines[1:]]


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    if len(row) < len(widths):
        return GAP.join(row)
    cells = zip(row, widths, right, strict=True)
    return GAP.join(
        text.rjust(width) if flush else text.ljust(width) for text, width, flush in cells
    ).rstrip()
