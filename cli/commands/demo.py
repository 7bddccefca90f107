"""``journey demo``: the demonstration log, and what can be done with it."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.context import DEFAULT_DATABASE, Context, say
from cli.files import progress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from journey.codebook import Lang
    from journey.demo import Cell
    from journey.projections.tables import CountedTable
    from journey.store import Store


@click.command(epilog="Example: journey --database sqlite:///demo.db demo --compare")
@click.option(
    "--compare",
    is_flag=True,
    help="Set the report's printed figures beside those made from the log, cell by cell.",
)
@click.pass_obj
def demo(context: Context, compare: bool) -> None:
    """Build the demonstration log in a fresh store and show the report's nine tables.

    607 synthetic participants, seven proeven, from 2023 to early 2026, with late entries and
    corrections. Nobody in it exists. A store that already holds it is left as it is.
    """
    from journey.application import prepare
    from journey.demo import PEILDATUM

    say(prepare(context.database, {}, None))
    with context.open() as store:
        _fill(store)
        if compare:
            _compare(store, context.lang)
        else:
            _show(store, context, PEILDATUM)


def _fill(store: Store) -> None:
    """Take the demonstration log in, through the same door as any other file."""
    import io
    import json

    from journey.application import take_in
    from journey.demo import events
    from journey.errors import Refused
    from journey.interchange.cloudevents import read

    log = events()
    if store.newest() is not None and log[0]["id"] not in store.by_event_ids([log[0]["id"]]):
        raise Refused(
            "this store holds a log of its own; give the demonstration a fresh one, such as\n"
            "journey --database sqlite:///demo.db demo"
        )
    lines = "".join(json.dumps(event) + "\n" for event in log)
    with progress("building", len(log)) as on_judged:
        report = take_in(
            store, read(io.BytesIO(lines.encode())), keep_recorded_at=True, on_judged=on_judged
        )
    done = "added" if report.added else "found"
    say(f"{done} the demonstration log: {report.read} events of 607 participants")


def _show(store: Store, context: Context, peildatum: date) -> None:
    from journey.ledger import Ledger
    from journey.presentation.answers import tables_answer
    from journey.projections.snapshot import EVERYONE

    for numbers in ((1, 3, 4, 5, 6, 7, 8, 9), (2,)):
        answer = tables_answer(Ledger(store), peildatum, EVERYONE, numbers, "laatste", context.lang)
        click.echo(answer.shown())
    click.echo("Three commands to try next:\n")
    journey = _command(context.database)
    for arguments in (
        f"tables --peildatum {peildatum} --known-at 2025-11-05 --table 2",
        "tables --peildatum 2025-06-30 --table 2 --where proef=amsterdam",
        "demo --compare",
    ):
        click.echo(f"  {journey} {arguments}")


def _command(database: str) -> str:
    """How this program is called from here."""
    import shutil

    called = Path(sys.argv[0])
    name = called.name if shutil.which(called.name) else str(called)
    return name if database == DEFAULT_DATABASE else f"{name} --database {database}"


def _compare(store: Store, lang: Lang) -> None:
    from journey.demo import PEILDATUM, compare
    from journey.ledger import Ledger
    from journey.presentation.answer import Head
    from journey.presentation.data import tables_data
    from journey.projections.snapshot import snapshot
    from journey.projections.tables import tables

    ledger = Ledger(store)
    head, counted = Head.of(ledger, PEILDATUM), tables(snapshot(ledger, PEILDATUM))
    cells = compare(tables_data(head, "laatste", counted)["tables"])
    click.echo(head.line(lang))
    click.echo(_cells(cells, _names(counted, lang), lang))
    click.echo(_scores(cells, lang))
    click.echo(_summary(cells, lang))


Names = dict[tuple[int, str, str], str]


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
        return cell.row if lang == "nl" else "Number of participants"
    place = (cell.table, cell.block, cell.row)
    return names.get(place, f"{cell.block} | {cell.row}")


def _column(name: str, lang: Lang) -> str:
    from journey.projections.tables import COLUMN_LABELS

    return COLUMN_LABELS[name][lang].lower()


def _kinds(lang: Lang) -> Mapping[str, str]:
    return {"n": "n", "pct": "%", "mean": "gem." if lang == "nl" else "mean"}


def _cells(cells: Sequence[Cell], names: Names, lang: Lang) -> str:
    from journey.demo import as_printed
    from journey.presentation.layout import laid_out

    kinds = _kinds(lang)
    rows = [
        [
            str(cell.table),
            _column(cell.column, lang),
            _name(cell, names, lang),
            kinds[cell.kind],
            as_printed(cell.printed, cell.kind, lang),
            as_printed(cell.regenerated, cell.kind, lang),
            cell.mark,
            cell.why[lang] if cell.why else "",
        ]
        for cell in cells
    ]
    heading = ["tabel", "kolom", "cel", "", "gedrukt", "opnieuw", "", "waarom"]
    if lang == "en":
        heading = ["table", "column", "cell", "", "printed", "again", "", "why"]
    right = [False, False, False, False, True, True, False, False]
    return "\n".join(laid_out(heading, rows, right))


def _scores(cells: Sequence[Cell], lang: Lang) -> str:
    from journey.demo import scores
    from journey.presentation.layout import laid_out

    kinds = _kinds(lang)
    rows = [
        [
            str(s.table),
            _column(s.column, lang),
            kinds[s.kind],
            *map(str, (s.equal, s.reserved, s.different, s.printed)),
        ]
        for s in scores(cells)
    ]
    heading = ["tabel", "kolom", "soort", "=", "(=)", "≠", "gedrukt"]
    if lang == "en":
        heading = ["table", "column", "kind", "=", "(=)", "≠", "printed"]
    right = [False, False, False, True, True, True, True]
    return "\n".join(["", *laid_out(heading, rows, right)])


def _summary(cells: Sequence[Cell], lang: Lang) -> str:
    """How many cells have each mark, and what the marks mean."""
    equal, reserved, different = (
        sum(cell.mark == mark for cell in cells) for mark in ("=", "(=)", "≠")
    )
    if lang == "nl":
        return (
            f"\nVan {len(cells)} gedrukte cellen: = {equal} gelijk, (=) {reserved} gelijk met "
            f"voorbehoud, ≠ {different} anders.\n(=) is geen treffer: de gedrukte cel kan "
            "niet waar zijn of is van een ander aantal."
        )
    return (
        f"\nOf {len(cells)} printed cells: = {equal} equal, (=) {reserved} equal with a "
        f"reservation, ≠ {different} different.\n(=) is no match: the printed cell can't be "
        "true or is of another number."
    )
