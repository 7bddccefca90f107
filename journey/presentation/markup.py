"""Tables to paste: Markdown, and a small HTML page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from journey.codebook import Lang
from journey.presentation.sheet import Column, Line, Sheet, cell_text
from journey.presentation.text import visible

_ACTS: Final = re.compile(r"[\\`*\[\]|~]")
"""What Markdown would act on within a line; an underscore within a code does nothing."""


def to_markdown(line: str, sheets: Sequence[Sheet], lang: Lang) -> bytes:
    """Every sheet as a heading and a table with bars (GitHub's and Pandoc's Markdown), UTF-8."""
    parts = [_plain(line)]
    for sheet in sheets:
        parts += [f"## {_plain(sheet.title)}", _bars(sheet, lang), *map(_paragraph, sheet.notes)]
    return ("\n\n".join(parts) + "\n").encode()


def _plain(text: str) -> str:
    """A text in which Markdown and the HTML within it find nothing to act on."""
    return _ACTS.sub(r"\\\g<0>", escape(visible(text), quote=False))


def _paragraph(text: str) -> str:
    """A text as a paragraph, also where it begins with what would begin a list."""
    return re.sub(r"^([-+#])", r"\\\1", _plain(text))


def _bars(sheet: Sheet, lang: Lang) -> str:
    heading = [_plain(column.heading) for column in sheet.columns]
    rule = ["---:" if column.is_number else "---" for column in sheet.columns]
    rows = [_bar_row(sheet, line, lang) for line in sheet.lines]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heading, rule, *rows))


def _bar_row(sheet: Sheet, line: Line, lang: Lang) -> list[str]:
    first, *others = map(_plain, texts_of(sheet, line, lang))
    marked = {"section": f"**{first}**", "part": f"↳ {first}", "row": first}[line.role]
    return [marked, *others]


def texts_of(sheet: Sheet, line: Line, lang: Lang) -> list[str]:
    """The cells of a line as people read them; a section shows no ``-`` where it has none."""
    cells = zip(line.cells, sheet.columns, strict=True)
    return [
        "" if value is None and line.role == "section" else cell_text(value, column.kind, lang)
        for value, column in cells
    ]


# -- HTML -------------------------------------------------------------------------------------

_STYLE: Final = (
    "body{font:1rem/1.4 system-ui,sans-serif;margin:1.5rem}"
    "table{border-collapse:collapse;margin:1.5rem 0}"
    "caption{text-align:left;font-weight:600;padding:.3rem 0}"
    "th,td{padding:.15rem .6rem;text-align:left;vertical-align:top}"
    "thead th{border-bottom:2px solid}tbody th[scope=rowgroup]{padding-top:.8rem}"
    "tbody th[scope=row]{font-weight:400}.d{white-space:nowrap}"
    ".n{text-align:right;font-variant-numeric:tabular-nums}"
)


def to_html(line: str, sheets: Sequence[Sheet], lang: Lang) -> bytes:
    """A page with every sheet as a table, to open or to paste from, UTF-8."""
    shown = escape(visible(line))
    tables = "\n".join(html_table(sheet, lang) for sheet in sheets)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{shown}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<p>{shown}</p>\n{tables}\n</body>\n</html>\n"
    ).encode()


def html_table(sheet: Sheet, lang: Lang) -> str:
    """A sheet as an HTML table: a caption, headings with their scope, a group for each section;
    below it its notes."""
    heading = "".join(
        f'<th scope="col"{_class_of(column)}>{escape(visible(column.heading))}</th>'
        for column in sheet.columns
    )
    groups = "</tbody>\n<tbody>\n".join(
        "".join(_html_row(sheet, line, lang) for line in group) for group in _groups(sheet)
    )
    notes = "".join(f"\n<p>{escape(visible(note))}</p>" for note in sheet.notes)
    return (
        f"<table>\n<caption>{escape(visible(sheet.title))}</caption>\n"
        f"<thead><tr>{heading}</tr></thead>\n<tbody>\n{groups}</tbody>\n</table>{notes}"
    )


def _groups(sheet: Sheet) -> Iterator[list[Line]]:
    """The lines of each section."""
    group: list[Line] = []
    for line in sheet.lines:
        if line.role == "section" and group:
            yield group
            group = []
        group.append(line)
    yield group


def _html_row(sheet: Sheet, line: Line, lang: Lang) -> str:
    first, *others = map(escape, texts_of(sheet, line, lang))
    label = f"↳ {first}" if line.role == "part" else first
    scope = "rowgroup" if line.role == "section" else "row"
    heading = f'<th scope="{scope}"{_class_of(sheet.columns[0])}>{label}</th>'
    cells = "".join(
        f"<td{_class_of(column)}>{text}</td>"
        for text, column in zip(others, sheet.columns[1:], strict=True)
    )
    return f"<tr>{heading}{cells}</tr>\n"


def _class_of(column: Column) -> str:
    if column.is_number:
        return ' class="n"'
    return ' class="d"' if column.kind == "date" else ""
