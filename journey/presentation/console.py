"""Tables and snapshots as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from journey import codebook as cb
from journey.codebook import Lang
from journey.presentation.layout import laid_out
from journey.presentation.sheets import row_label
from journey.presentation.text import (
    DEELNEMERS,
    SEVERAL,
    UNITS,
    one_decimal,
    per_cent,
    so_many,
    visible,
    whole,
)
from journey.projections.snapshot import COLUMN, Person, as_text
from journey.projections.tables import COLUMN_LABELS, CountedBlock, CountedRow, CountedTable

SHOWN: Final = (
    "deelnemernummer",
    "proef",
    "deelname",
    "instroomdatum",
    "status_sinds",
    "voortraject_ooit",
    "plaatsing_ooit",
    "on_hold_ooit",
    "status",
)
"""The columns of a snapshot that fit on a screen."""


def snapshot_text(line: str, people: Sequence[Person], lang: Lang) -> str:
    """The columns of a snapshot that fit on a screen, one participant a line."""
    rows = [[_cell(name, person, lang) for name in SHOWN] for person in people]
    every = "alle kolommen: --format csv of json"
    if lang == "en":
        every = "every column: --format csv or json"
    rest = f"{so_many(len(people), DEELNEMERS, lang)}; {every}"
    lines = laid_out(SHOWN, rows, [False] * len(SHOWN))
    return "\n".join([visible(line), "", *lines, "", rest, ""])


def _cell(name: str, person: Person, lang: Lang) -> str:
    text = as_text(person.row[COLUMN[name]])
    return cb.STATUS.label(text)[lang] if name == "status" else visible(text)


def tables_text(line: str, tables: Sequence[CountedTable], lang: Lang) -> str:
    """Tables as the report prints them, with what every block counts and is a percentage of."""
    lines = [visible(line)]
    for table in tables:
        lines += ["", *_table(table, lang)]
    return "\n".join([*lines, ""])


def _table(table: CountedTable, lang: Lang) -> list[str]:
    word = "Tabel" if lang == "nl" else "Table"
    heading = [f"{word} {table.number}. {table.title[lang]}"]
    for column in table.columns:
        heading += [COLUMN_LABELS[column][lang], "%"]
    rows = [row for block in table.blocks for row in _block(block, table.columns, lang)]
    right = [False, *[True] * (len(heading) - 1)]
    return laid_out(heading, rows[:-1], right)


def _block(block: CountedBlock, columns: Sequence[str], lang: Lang) -> Iterator[list[str]]:
    several = f"; {SEVERAL[lang]}" if block.several else ""
    yield [f"{block.title[lang]} ({_counts(block, lang)}{several})"]
    for row in block.rows:
        yield _row(row, columns, lang)
    yield [""]


def _counts(block: CountedBlock, lang: Lang) -> str:
    """What the block counts, how many, and what its percentages are of."""
    unit = UNITS[block.unit][lang]
    of = " / ".join(whole(n, lang) for n in block.of.values())
    base = " / ".join(whole(n, lang) for n in block.base.values())
    if of == base:
        return f"{unit}: {of}"
    return f"{unit}: {of}; % {'van' if lang == 'nl' else 'of'} {base}"


def _row(row: CountedRow, columns: Sequence[str], lang: Lang) -> list[str]:
    label = row_label(row, lang)
    cells = [f"  ↳ {label}" if row.of_which else f"  {label}"]
    for column in columns:
        if row.mean is not None:
            cells += [one_decimal(row.mean[column], lang), ""]
        else:
            cells += [whole(row.n[column], lang), per_cent(row.pct[column], lang)]
    return cells
