"""``journey report``: every figure on one page."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from journey_cli import options
from journey_cli.context import Context, say
from journey_cli.files import writing
from journey_cli.once import Once

if TYPE_CHECKING:
    from journey.peildatum import KnownAt


@click.command(epilog="Example: journey --lang en report --peildatum 2025-10-31 -o report.html")
@options.peildatum
@options.known_at
@options.where
@click.option(
    "-o",
    "--output",
    cls=Once,
    metavar="FILE",
    help="Write to a file (.html); left out or -: stdout.",
)
@click.pass_obj
def report(
    context: Context,
    peildatum: date,
    known_at: KnownAt | None,
    where: tuple[tuple[str, str], ...],
    output: str | None,
) -> None:
    """Write every figure as one page (HTML): key figures, charts, tables 1 to 9.

    The file needs no network and nothing beside itself, on a screen, a phone or paper. Each chart
    has the table behind it.
    """
    from journey.ledger import Ledger
    from journey.presentation.report.facts import facts
    from journey.presentation.report.page import page
    from journey.projections.asked import asked_for

    if output not in (None, "-") and PurePath(output).suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"{output}: the report is a page; name a file that ends in .html.")
    with context.open() as store:
        chosen = asked_for(where, store.proeven())
        found = facts(Ledger(store, known_at), peildatum, chosen)
    content = page(found, context.lang)
    with writing(output) as stream:
        stream.write(content)
    if output not in (None, "-"):
        say(f"{output}: {found.head.line(context.lang)}")
