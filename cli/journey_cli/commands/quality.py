"""``journey quality``: how good the data are, and what to ask about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import click

from journey_cli import options
from journey_cli.context import Context, chosen_format, hand_out
from journey_cli.once import Once

if TYPE_CHECKING:
    from journey.peildatum import KnownAt


@click.command(epilog="Example: journey quality --peildatum 2025-10-31 --per proef")
@options.peildatum
@options.known_at
@options.where
@click.option(
    "--per",
    cls=Once,
    type=click.Choice(["proef"]),
    help="Completeness and late entry of each proef as well, not of everyone alone.",
)
@click.option(
    "--silent-after",
    cls=Once,
    type=click.IntRange(min=1),
    default=180,
    show_default=True,
    metavar="DAYS",
    help="List participants who have not left and had no event for more days than this.",
)
@options.format_
@options.output
@click.pass_obj
def quality(
    context: Context,
    peildatum: date,
    known_at: KnownAt | None,
    where: tuple[tuple[str, str], ...],
    per: Literal["proef"] | None,
    silent_after: int,
    format_: str | None,
    output: str | None,
) -> None:
    """Show how good the data of a day are, and what to ask about.

    The score of each proef on the day and 3, 6, 9 and 12 months before it (the questions that are
    answered, of all that were asked), the completeness of each question, how late events were
    recorded, who was not heard of for long, and what is impossible or unlikely, with what to do.
    """
    from journey.ledger import Ledger
    from journey.presentation.answer import Head
    from journey.presentation.quality import quality_answer
    from journey.projections.asked import asked_for
    from journey.projections.quality import quality as quality_of

    name = chosen_format(format_, output)
    with context.open() as store:
        chosen = asked_for(where, store.proeven())
        ledger = Ledger(store, known_at)
        found = quality_of(
            ledger, peildatum, chosen, per_proef=per == "proef", silent_after=silent_after
        )
        head = Head.of(ledger, peildatum, chosen.asked)
    hand_out(quality_answer(head, found, context.lang), name, output)
