"""``journey retract``: an event never happened."""

from __future__ import annotations

import click

from cli.context import Context
from cli.who import staff


@click.command(epilog="Example: journey retract 3f0c6f0e --reden dubbel --as mw-17")
@click.argument("event_id")
@click.option(
    "--reden",
    required=True,
    metavar="REDEN",
    help="Why: vergissing, dubbel, later_bekend, bron_gewijzigd or anders.",
)
@staff
@click.option(
    "--id",
    "new_id",
    metavar="UUID",
    help="An id of your own for the retraction: the same command twice then retracts once.",
)
@click.option("--dry-run", is_flag=True, help="Show what would happen; write nothing.")
@click.pass_obj
def retract(
    context: Context,
    event_id: str,
    reden: str,
    staff: str | None,
    new_id: str | None,
    dry_run: bool,
) -> None:
    """Retract an event: it never happened.

    EVENT_ID may be shortened as long as it is unique. The event stays in the log, marked as
    retracted, and can't be corrected any more: record a new one instead.
    """
    from cli.amending import retract_one

    retract_one(context, event_id, reden, staff, new_id, dry_run)
