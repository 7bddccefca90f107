"""``journey flow``: stocks and moves between two days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import click

from journey_cli import options
from journey_cli.analysis import look
from journey_cli.context import Context, chosen_format, hand_out

if TYPE_CHECKING:
    from journey.peildatum import KnownAt


@click.command(epilog="Example: journey flow --from 2024-12-31 --to 2025-10-31 --per quarter")
@options.window
@options.known_at
@options.per
@click.option(
    "--matrix",
    "as_matrix",
    is_flag=True,
    help="Status at the start of the window against status at its end, one participant a cell; "
    "--per does not split it. JSON has the periods beside it.",
)
@options.where
@options.format_
@options.output
@click.pass_obj
def flow(
    context: Context,
    start: date,
    end: date,
    known_at: KnownAt | None,
    per: Literal["month", "quarter", "year"] | None,
    as_matrix: bool,
    where: tuple[tuple[str, str], ...],
    format_: str | None,
    output: str | None,
) -> None:
    """Show who moved from which status to which, after one day and up to another.

    For every status: begin + in - out = end, and what is left over is shown (it is 0). --where
    looks at the snapshot of the last day.
    """
    from journey.presentation.analysis import flow_answer, matrix_answer
    from journey.projections.flow import flow as flow_of
    from journey.projections.flow import matrix
    from journey.projections.spells import spells

    name = chosen_format(format_, output)
    options.check_window(start, end, per)
    head, followed = look(context, end, known_at, where)
    people = [spells(one.timeline, end) for one in followed]
    periods = flow_of(people, start, end, per)
    if as_matrix:
        cells = matrix(people, start, end)
        answer = matrix_answer(head, start, end, periods, cells, context.lang)
    else:
        answer = flow_answer(head, periods, context.lang)
    hand_out(answer, name, output)
