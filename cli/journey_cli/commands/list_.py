"""``journey list``: participants with their status."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from journey_cli import options
from journey_cli.context import Context, chosen_format, hand_out
from journey_cli.kinds import STATUS
from journey_cli.once import Once

if TYPE_CHECKING:
    from journey.peildatum import KnownAt


@click.command(name="list", epilog="Example: journey list --status in_bemiddeling --quiet-for 60")
@options.peildatum_or_today
@options.known_at
@options.where
@click.option(
    "--status",
    "statuses",
    type=STATUS,
    multiple=True,
    metavar="STATUS",
    help="Only this status; short for --where status=STATUS. May be repeated.",
)
@click.option(
    "--quiet-for",
    cls=Once,
    type=click.IntRange(min=0),
    default=0,
    metavar="DAYS",
    help="Only who was not heard of for so many days.",
)
@options.format_of_rows
@options.output
@click.pass_obj
def list_(
    context: Context,
    peildatum: date | None,
    known_at: KnownAt | None,
    where: tuple[tuple[str, str], ...],
    statuses: tuple[str, ...],
    quiet_for: int,
    format_: str | None,
    output: str | None,
) -> None:
    """List participants with status, since when, proef, and days since the last event."""
    from journey.ledger import Ledger
    from journey.presentation.answer import Head
    from journey.presentation.register import register_answer
    from journey.projections.asked import asked_for
    from journey.projections.register import register
    from journey_cli.screen import width_of

    name = chosen_format(format_, output, rows=True)
    pairs = [*where, *(("status", status) for status in statuses)]
    with context.open() as store:
        day = peildatum or store.today()
        chosen = asked_for(pairs, store.proeven())
        ledger = Ledger(store, known_at)
        found = register(ledger, day, chosen, quiet_for)
    head = Head.of(ledger, day, chosen.asked)
    answer = register_answer(found, head, context.lang, width_of(output))
    hand_out(answer, name, output, paged=True)
