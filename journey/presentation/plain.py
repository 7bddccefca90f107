"""Sheets as text for people: what a terminal shows of an answer that is made of tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from journey.codebook import Lang
from journey.presentation.formats import Answer
from journey.presentation.layout import laid_out
from journey.presentation.markup import texts_of
from journey.presentation.sheet import Kind, Sheet
from journey.presentation.text import visible


def sheets_answer(
    line: str,
    data: Callable[[], Mapping[str, Any]],
    rows: Callable[[], Iterable[Sequence[Any]]],
    sheets: Callable[[], Sequence[Sheet]],
    lang: Lang,
    *,
    kinds: Mapping[str, Kind] | None = None,
    brief: Callable[[], Sequence[Sheet]] | None = None,
) -> Answer:
    """An answer that people read as its sheets, or as ``brief`` ones on a screen."""

    def shown() -> str:
        return sheets_text(line, (brief or sheets)(), lang)

    return Answer(line, data, rows, shown, sheets, lambda: kinds or {}, lang)


def sheets_text(line: str, sheets: Iterable[Sheet], lang: Lang) -> str:
    """Every sheet below its title; a section stands on a line of its own, its rows indented."""
    blocks = ["\n".join([visible(sheet.title), *_table(sheet, lang)]) for sheet in sheets]
    return "\n\n".join([visible(line), *blocks]) + "\n"


def _table(sheet: Sheet, lang: Lang) -> list[str]:
    if not sheet.lines:
        return []
    sections = any(line.role == "section" for line in sheet.lines)
    rows = []
    for line in sheet.lines:
        first, *others = texts_of(sheet, line, lang)
        indented = f"  {first}" if sections else first
        rows.append([first] if line.role == "section" else [indented, *others])
    headings = [visible(column.heading) for column in sheet.columns]
    return ["", *laid_out(headings, rows, [column.is_number for column in sheet.columns])]
