"""``journey retract``: an event never happened."""

from __future__ import annotations

from typing import Any

import click

from journey_cli.context import Context
from journey_cli.once import Once
from journey_cli.recording_options import dry_run, own_id, reden, staff


@click.command(epilog="Example: journey retract 3f0c6f0e --reden dubbel --as mw-17")
@click.argument("event_id")
@reden
@click.option(
    "--toelichting",
    cls=Once,
    metavar="TEXT",
    help="A note of your own, sealed with the retraction.",
)
@staff
@own_id
@dry_run
@click.pass_obj
def retract(context: Context, /, toelichting: str | None, **asked: Any) -> None:
    """Retract an event: it never happened.

    EVENT_ID may be shortened as long as it is unique. The event stays in the log, marked as
    retracted, and can't be corrected any more: record a new one instead.
    """
    from journey_cli.amending import Asked, retract_one

    retract_one(context, Asked(**asked), toelichting)
