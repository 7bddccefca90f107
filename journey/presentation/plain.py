"""Sheets as text for people: what a terminal shows of an answer that is made of tables."""

from __future__ import annotations

from collections.abc import Iterable

from journey.codebook import Lang
from journey.presentation.layout import laid_out
from journey.presentation.markup import texts_of
from journey.presentation.sheet import Sheet
from journey.presentation.text import visible


def sheets_text(line: str, sheets: Iterable[Sheet], lang: Lang) -> str:
    """Every sheet below its title; a section stands on a line of its own."""
    blocks = ["\n".join([visible(sheet.title), *_table(sheet, lang)]) for sheet in sheets]
    return "\n\n".join([visible(line), *blocks]) + "\n"


def _table(sheet: Sheet, lang: Lang) -> list[str]:
    if not sheet.lines:
        return []
    rows = []
    for line in sheet.lines:
        texts = texts_of(sheet, line, lang)
        rows.append(texts[:1] if line.role == "section" else texts)
    headings = [visible(column.heading) for column in sheet.columns]
    return ["", *laid_out(headings, rows, [column.is_number for column in sheet.columns])]
