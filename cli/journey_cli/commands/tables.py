"""``journey tables``: the nine tables of the report."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import click

from journey_cli import options
from journey_cli.context import Context, chosen_format, hand_out

if TYPE_CHECKING:
    from journey.peildatum import KnownAt


@click.command(epilog="Example: journey tables --peildatum 2025-10-31 --table 2 --where proef=wsd")
@options.peildatum
@options.known_at
@click.option(
    "--table",
    "numbers",
    type=click.IntRange(1, 9),
    multiple=True,
    metavar="N",
    help="Only this table, 1 to 9. May be repeated.",
)
@options.where
@options.unit
@options.format_
@options.output
@click.pass_obj
def tables(
    context: Context,
    peildatum: date,
    known_at: KnownAt | None,
    numbers: tuple[int, ...],
    where: tuple[tuple[str, str], ...],
    unit: Literal["laatste", "startbanen"],
    format_: str | None,
    output: str | None,
) -> None:
    """Count tables 1 to 9 of the report again, for any day and group."""
    from journey.ledger import Ledger
    from journey.presentation.answers import tables_answer
    from journey.projections.asked import asked_for

    name = chosen_format(format_, output)
    with context.open() as store:
        chosen = asked_for(where, store.proeven())
        answer = tables_answer(
            Ledger(store, known_at),
            peildatum,
            chosen,
            sorted(set(numbers)) or range(1, 10),
            unit,
            context.lang,
        )
    hand_out(answer, name, output)
