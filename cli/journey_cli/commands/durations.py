"""``journey durations``: waiting times, lengths and incidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from journey_cli import options
from journey_cli.analysis import look, warn_beyond
from journey_cli.context import SILENT, Context, chosen_format, hand_out, say
from journey_cli.once import Once

if TYPE_CHECKING:
    from journey.peildatum import KnownAt
    from journey.projections.analysis import Followed


@click.command(
    epilog="Example: journey durations --peildatum 2025-10-31 --measure wachttijd_plaatsing "
    "--by deelname"
)
@options.peildatum
@options.known_at
@click.option(
    "--measure",
    "names",
    multiple=True,
    metavar="MEASURE",
    help="Only this measure, such as wachttijd_plaatsing or verblijf_on_hold. May be repeated.",
)
@click.option("--by", cls=Once, metavar="COLUMN", help="Group by a column of the snapshot.")
@click.option("--without-hold", is_flag=True, help="Take the days on hold out of every duration.")
@options.where
@options.format_
@options.output
@click.pass_obj
def durations(
    context: Context,
    peildatum: date,
    known_at: KnownAt | None,
    names: tuple[str, ...],
    by: str | None,
    without_hold: bool,
    where: tuple[tuple[str, str], ...],
    format_: str | None,
    output: str | None,
) -> None:
    """Show how long people waited and how long things lasted, with everyone counted.

    Who still waits is censored, not left out; other exits compete; quartiles and incidence are
    Aalen and Johansen's (Kaplan and Meier's where nothing competes).
    """
    from journey.presentation.analysis import durations_answer, pilots_in_disguise
    from journey.projections.durations import chosen_measures, grouped
    from journey.projections.snapshot import checked_column

    name = chosen_format(format_, output)
    measures = chosen_measures(names, without_hold)
    if by is not None:
        checked_column(by)
    head, people = look(context, peildatum, known_at, where)
    warning = pilots_in_disguise(groups_of(people, by), context.lang)
    found = grouped(measures, people, peildatum, by, without_hold)
    answer = durations_answer(head, found, by, warning, context.lang, without_hold)
    hand_out(answer, name, output)
    if warning and name in SILENT:
        say(warning)
    warn_beyond(peildatum, known_at, context.lang)


def groups_of(people: Sequence[Followed], by: str | None) -> list[tuple[str, str]]:
    """The pilot and the group of everyone; nothing where there are no groups but the pilots."""
    from journey.projections.snapshot import COLUMN, as_text

    if by in (None, "proef"):
        return []
    return [(str(one.row[COLUMN["proef"]]), as_text(one.row[COLUMN[by]])) for one in people]
