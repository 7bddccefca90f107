"""``journey snapshot``: one row per participant."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from journey_cli import options
from journey_cli.context import Context, chosen_format, hand_out

if TYPE_CHECKING:
    from journey.peildatum import KnownAt


@click.command(
    epilog="Example: journey snapshot --peildatum 2025-10-31 --where proef=amsterdam -o ams.csv"
)
@options.peildatum
@options.known_at
@options.where
@options.format_of_rows
@options.output
@click.pass_obj
def snapshot(
    context: Context,
    peildatum: date,
    known_at: KnownAt | None,
    where: tuple[tuple[str, str], ...],
    format_: str | None,
    output: str | None,
) -> None:
    """Show every participant's row as it was on a day, as known at a moment."""
    from journey.ledger import Ledger
    from journey.presentation.answers import snapshot_answer
    from journey.projections.asked import asked_for

    name = chosen_format(format_, output, rows=True)
    with context.open() as store:
        chosen = asked_for(where, store.proeven())
        answer = snapshot_answer(Ledger(store, known_at), peildatum, chosen, context.lang)
    hand_out(answer, name, output)
