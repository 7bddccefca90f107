"""What the commands for analysts have in common: whom they look at, and as known when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from journey_cli.context import Context, say

if TYPE_CHECKING:
    from journey.peildatum import KnownAt
    from journey.presentation.answer import Head
    from journey.projections.analysis import Followed


def look(
    context: Context, peildatum: date, known_at: KnownAt | None, where: Sequence[tuple[str, str]]
) -> tuple[Head, list[Followed]]:
    """Everyone in the snapshot of a day who is asked for, and what the answer is then of.

    Raises :class:`WrongUsage` for a column or value that no snapshot ever has.
    """
    from journey.ledger import Ledger
    from journey.presentation.answer import Head
    from journey.projections.analysis import followed
    from journey.projections.asked import asked_for

    with context.open() as store:
        chosen = asked_for(where, store.proeven())
        ledger = Ledger(store, known_at)
        return Head.of(ledger, peildatum, chosen.asked), followed(ledger, peildatum, chosen)


def warn_beyond(peildatum: date, known_at: KnownAt | None, lang: str) -> None:
    """Say so where nobody can know yet what happened up to the peildatum."""
    last = _last_day(known_at)
    if last is not None and peildatum > last:
        say(
            f"Let op: de peildatum ligt na {last}. Wie dan nog wacht telt als wachtend tot en met "
            "de peildatum, en dat weet nog niemand."
            if lang == "nl"
            else f"Mind: the peildatum lies after {last}. Who waits then counts as waiting up to "
            "the peildatum, and nobody knows that yet."
        )


def _last_day(known_at: KnownAt | None) -> date | None:
    """The last day of which anything is known; None where that is asked for by position."""
    from journey.peildatum import day_of_recording, moment_text
    from journey_cli.who import today

    if known_at is None:
        return today()
    return known_at.moment and day_of_recording(moment_text(known_at.moment))
