"""``journey spells``: one row a spell, for survival packages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from journey_cli import options
from journey_cli.analysis import look, warn_beyond
from journey_cli.context import Context, chosen_format, hand_out

if TYPE_CHECKING:
    from journey.peildatum import KnownAt


@click.command(epilog="Example: journey spells --peildatum 2025-10-31 -o spells.csv")
@options.peildatum
@options.known_at
@options.where
@options.format_of_rows
@options.output
@click.pass_obj
def spells(
    context: Context,
    peildatum: date,
    known_at: KnownAt | None,
    where: tuple[tuple[str, str], ...],
    format_: str | None,
    output: str | None,
) -> None:
    """Write every spell: a run of days on which one participant has one status.

    `end` is the first day that it no longer holds, empty while it lasts; `ended` is 1 or 0, as
    survival packages want it, and `days` runs to the peildatum while it lasts.
    """
    from journey.presentation.analysis import spells_answer
    from journey.projections.snapshot import named
    from journey.projections.spells import spells as spells_of

    name = chosen_format(format_, output, rows=True)
    head, followed = look(context, peildatum, known_at, where)
    people = [(named(one.row), spells_of(one.timeline, peildatum)) for one in followed]
    hand_out(spells_answer(head, people, context.lang), name, output)
    warn_beyond(peildatum, known_at, context.lang)
