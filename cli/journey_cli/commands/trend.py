"""``journey trend``: the stand per status over time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import click

from journey_cli import options
from journey_cli.analysis import look
from journey_cli.context import Context, chosen_format, hand_out

if TYPE_CHECKING:
    from journey.peildatum import KnownAt


@click.command(epilog="Example: journey trend --from 2024-10-31 --to 2025-10-31 --per month")
@options.window
@options.known_at
@options.per
@options.where
@options.format_of_rows
@options.output
@click.pass_obj
def trend(
    context: Context,
    start: date,
    end: date,
    known_at: KnownAt | None,
    per: Literal["month", "quarter", "year"] | None,
    where: tuple[tuple[str, str], ...],
    format_: str | None,
    output: str | None,
) -> None:
    """Show how many participants have each status, on the first day, at every month's end (or
    quarter's, or year's) and on the last day.

    --where looks at the snapshot of the last day.
    """
    from journey.presentation.analysis import trend_answer
    from journey.projections.flow import trend as trend_of
    from journey.projections.spells import spells

    name = chosen_format(format_, output, rows=True)
    options.check_window(start, end, per or "month")
    head, followed = look(context, end, known_at, where)
    people = [spells(one.timeline, end) for one in followed]
    stands = trend_of(people, start, end, per or "month")
    hand_out(trend_answer(head, stands, context.lang), name, output)
