"""``journey show``: one participant."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cli import options
from cli.context import Context, chosen_format, hand_out
from cli.kinds import NUMBER

if TYPE_CHECKING:
    from journey.peildatum import KnownAt


@click.command(epilog="Example: journey show AMS-0042 --peildatum 2025-10-31 --known-at 2025-11-05")
@click.argument("number", type=NUMBER)
@options.peildatum_or_today
@options.known_at
@options.format_
@options.output
@click.pass_obj
def show(
    context: Context,
    number: str,
    peildatum: date | None,
    known_at: KnownAt | None,
    format_: str | None,
    output: str | None,
) -> None:
    """Show a participant: status and since when, terms, spells, and the whole timeline.

    The timeline stands by valid date and says what was corrected or retracted, when, by whom and
    why.
    """
    from cli.who import today
    from journey.errors import NotFound
    from journey.ledger import Ledger
    from journey.presentation.answer import Head
    from journey.presentation.dossier import dossier_answer
    from journey.projections.dossier import dossier

    name = chosen_format(format_, output)
    day = peildatum or today()
    with context.open() as store:
        ledger = Ledger(store, known_at)
        entries = ledger.entries(number)
    if not entries:
        raise NotFound(f"the log holds no participant {number}; `journey list` shows who it holds")
    answer = dossier_answer(dossier(entries, day), Head.of(ledger, day), context.lang)
    hand_out(answer, name, output)
