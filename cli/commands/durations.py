"""``journey durations``: waiting times, lengths and incidence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cli import options
from cli.context import Context, chosen_format, hand_out

if TYPE_CHECKING:
    from journey.peildatum import KnownAt


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
@click.option("--by", metavar="COLUMN", help="Group by a column of the snapshot.")
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
    from journey.ledger import Ledger
    from journey.presentation.analysis import durations_answer, pilots_in_disguise
    from journey.presentation.answer import Head
    from journey.projections.analysis import followed
    from journey.projections.durations import chosen_measures, grouped
    from journey.projections.snapshot import COLUMN, Where, checked_column

    name = chosen_format(format_, output)
    measures = chosen_measures(names, without_hold)
    if by is not None:
        checked_column(by)
    chosen = Where.of(where)
    with context.open() as store:
        ledger = Ledger(store, known_at)
        people = followed(ledger, peildatum, chosen)
    warning = None
    if by is not None and by != "proef":
        groups = [(str(one.row[COLUMN["proef"]]), str(one.row[COLUMN[by]])) for one in people]
        warning = pilots_in_disguise(groups, context.lang)
    found = grouped(measures, people, peildatum, by, without_hold)
    head = Head.of(ledger, peildatum, chosen.asked)
    answer = durations_answer(head, found, by, warning, context.lang, without_hold)
    hand_out(answer, name, output)
