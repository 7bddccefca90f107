"""``journey explain``: who is behind a cell, and the event that put them there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import click

from journey_cli import options
from journey_cli.context import Context, chosen_format, hand_out
from journey_cli.once import Once

if TYPE_CHECKING:
    from journey.peildatum import KnownAt


@click.command(epilog='Example: journey explain --table 2 --row "On hold" --peildatum 2025-10-31')
@options.peildatum
@options.known_at
@click.option(
    "--table",
    "number",
    cls=Once,
    type=click.IntRange(1, 9),
    required=True,
    metavar="N",
    help="The table, 1 to 9.",
)
@click.option(
    "--row",
    cls=Once,
    required=True,
    metavar="LABEL",
    help="The row's label as printed, in Dutch or English.",
)
@click.option(
    "--block",
    cls=Once,
    metavar="LABEL",
    help="Its block. Left out: every block that has such a row.",
)
@click.option(
    "--column",
    cls=Once,
    metavar="COLUMN",
    help="Its column, such as verplicht. Left out: the first, alle or banen.",
)
@options.where
@options.unit
@options.format_
@options.output
@click.pass_obj
def explain(
    context: Context,
    peildatum: date,
    known_at: KnownAt | None,
    number: int,
    row: str,
    block: str | None,
    column: str | None,
    where: tuple[tuple[str, str], ...],
    unit: Literal["laatste", "startbanen"],
    format_: str | None,
    output: str | None,
) -> None:
    """Show the participants behind a cell, and for each the event that put them there for good."""
    from journey.ledger import Ledger
    from journey.presentation.answer import Head
    from journey.presentation.audit import explain_answer
    from journey.projections.asked import asked_for
    from journey.projections.cells import cells_named
    from journey.projections.diff import behind

    name = chosen_format(format_, output)
    cells = cells_named(number, row, block, column, context.lang)
    with context.open() as store:
        chosen = asked_for(where, store.proeven())
        ledger = Ledger(store, known_at)
        found = behind(ledger, peildatum, cells, chosen, unit)
    answer = explain_answer(Head.of(ledger, peildatum, chosen.asked), found, unit, context.lang)
    hand_out(answer, name, output)
