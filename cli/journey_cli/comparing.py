"""``journey demo --compare``: the report's printed figures beside those made from the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import click

from journey.codebook import Label, Lang
from journey.demo import PEILDATUM, Cell, as_printed, compare, scores
from journey.ledger import Ledger
from journey.presentation.answer import Head
from journey.presentation.data import tables_data
from journey.presentation.layout import laid_out
from journey.projections.snapshot import snapshot
from journey.projections.tables import COLUMN_LABELS, CountedTable, tables
from journey.store import Store

Names = dict[tuple[int, str, str], str]

_TABLE: Final = Label("tabel", "table")
_COLUMN: Final = Label("kolom", "column")
_PRINTED: Final = Label("gedrukt", "printed")
_EMPTY: Final = Label("", "")
_OF_CELLS: Final = (
    *(_TABLE, _COLUMN, Label("cel", "cell"), _EMPTY, _PRINTED, Label("opnieuw", "again"), _EMPTY),
    Label("waarom", "why"),
)
_OF_SCORES: Final = (
    *(_TABLE, _COLUMN, Label("soort", "kind")),
    *(*(Label(mark, mark) for mark in ("=", "(=)", "≠")), _PRINTED),
)
_KINDS: Final[Mapping[str, Label]] = {
    "n": Label("n", "n"),
    "pct": Label("%", "%"),
    "mean": Label("gem.", "mean"),
}
_SUMMARY: Final = Label(
    "Van {cells} gedrukte cellen: = {equal} gelijk, (=) {reserved} gelijk met voorbehoud, "
    "≠ {different} anders.\n(=) is geen treffer: de gedrukte cel kan niet waar zijn of is van een "
    "ander aantal.",
    "Of {cells} printed cells: = {equal} equal, (=) {reserved} equal with a reservation, "
    "≠ {different} different.\n(=) is no match: the printed cell can't be true or is of another "
    "number.",
)


def show_comparison(store: Store, lang: Lang) -> None:
    """Show every printed cell beside the one that is made again, and how many are equal."""
    ledger = Ledger(store)
    head, counted = Head.of(ledger, PEILDATUM), tables(snapshot(ledger, PEILDATUM))
    cells = compare(tables_data(head, "laatste", counted)["tables"])
    click.echo(head.line(lang))
    click.echo(_cells(cells, _names(counted, lang), lang))
    click.echo(_scores(cells, lang))
    click.echo(_summary(cells, lang))


def _names(counted: Sequence[CountedTable], lang: Lang) -> Names:
    """Block and row of a cell in a language, by their Dutch labels, which the report has."""
    return {
        (table.number, block.title.nl, row.label.nl): f"{block.title[lang]} | {row.label[lang]}"
        for table in counted
        for block in table.blocks
        for row in block.rows
    }


def _name(cell: Cell, names: Names, lang: Lang) -> str:
    if not cell.block:
        return Label(cell.row, "Number of participants")[lang]
    place = (cell.table, cell.block, cell.row)
    return names.get(place, f"{cell.block} | {cell.row}")


def _column(name: str, lang: Lang) -> str:
    return COLUMN_LABELS[name][lang].lower()


def _cells(cells: Sequence[Cell], names: Names, lang: Lang) -> str:
    rows = [
        [
            str(cell.table),
            _column(cell.column, lang),
            _name(cell, names, lang),
            _KINDS[cell.kind][lang],
            as_printed(cell.printed, cell.kind, lang),
            as_printed(cell.regenerated, cell.kind, lang),
            cell.mark,
            cell.why[lang] if cell.why else "",
        ]
        for cell in cells
    ]
    right = [False, False, False, False, True, True, False, False]
    return "\n".join(laid_out([label[lang] for label in _OF_CELLS], rows, right))


def _scores(cells: Sequence[Cell], lang: Lang) -> str:
    rows = [
        [
            str(s.table),
            _column(s.column, lang),
            _KINDS[s.kind][lang],
            *map(str, (s.equal, s.reserved, s.different, s.printed)),
        ]
        for s in scores(cells)
    ]
    right = [False, False, False, True, True, True, True]
    return "\n".join(["", *laid_out([label[lang] for label in _OF_SCORES], rows, right)])


def _summary(cells: Sequence[Cell], lang: Lang) -> str:
    """How many cells have each mark, and what the marks mean."""
    equal, reserved, different = (
        sum(cell.mark == mark for cell in cells) for mark in ("=", "(=)", "≠")
    )
    said = _SUMMARY[lang].format(
        cells=len(cells), equal=equal, reserved=reserved, different=different
    )
    return f"\n{said}"
