"""``journey lag``: how late entries come."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from journey_cli import options
from journey_cli.context import Context, chosen_format, hand_out

if TYPE_CHECKING:
    from journey.peildatum import KnownAt


@click.command(epilog="Example: journey lag --peildatum 2025-10-31")
@options.peildatum_or_today
@options.known_at
@options.where
@options.format_
@options.output
@click.pass_obj
def lag(
    context: Context,
    peildatum: date | None,
    known_at: KnownAt | None,
    where: tuple[tuple[str, str], ...],
    format_: str | None,
    output: str | None,
) -> None:
    """Show how late entries come, so that a figure can be read as provisional with a reason.

    The days from an event up to the peildatum to its recording, per proef, event and month; and how
    the stand of a peildatum that is given moved: as known on the day itself, 7, 30 and 90 days
    later, and now (or at --known-at).
    """
    from journey.ledger import Ledger
    from journey.presentation.answer import Head
    from journey.presentation.lag import lag_answer
    from journey.projections.analysis import each_followed
    from journey.projections.asked import asked_for
    from journey.projections.lag import lags, moved

    name = chosen_format(format_, output)
    with context.open() as store:
        chosen = asked_for(where, store.proeven())
        ledger = Ledger(store, known_at)
        day = peildatum or store.today()
        found = lags(each_followed(ledger, day, chosen), day, ledger.last_day)
        moves = moved(ledger, day, chosen) if peildatum else []
        head = Head.of(ledger, day, chosen.asked)
    answer = lag_answer(head, found, moves, context.lang)
    hand_out(answer, name, output)
