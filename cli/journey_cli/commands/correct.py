"""``journey correct``: an event was recorded wrongly; read it otherwise."""

from __future__ import annotations

from typing import Any

import click

from journey_cli.context import Context
from journey_cli.recording_options import dry_run, own_id, reden, staff


@click.command(
    context_settings={"ignore_unknown_options": True},
    epilog="Example: journey correct 3f0c6f0e --datum 2025-03-11 --reden vergissing",
)
@click.argument("event_id")
@click.argument("changes", nargs=-1, type=click.UNPROCESSED, metavar="[--FIELD VALUE]...")
@reden
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Change a field; the same as --FIELD VALUE, and the way to change a field called reden.",
)
@click.option(
    "--leave-out", "left_out", multiple=True, metavar="FIELD", help="Take a field out: unknown."
)
@staff
@own_id
@dry_run
@click.pass_obj
def correct(
    context: Context,
    /,
    changes: tuple[str, ...],
    assignments: tuple[str, ...],
    left_out: tuple[str, ...],
    **asked: Any,
) -> None:
    """Correct an event: only the fields that are given change.

    EVENT_ID may be shortened as long as it is unique. The fields are those of the event that is
    corrected (`journey record EVENT --help` lists them), --datum, --volgorde and --precisie too.
    Nothing is overwritten: the event as it was recorded stays in the log.
    """
    from journey_cli.amending import Asked, correct_one

    correct_one(context, Asked(**asked), changes, assignments, left_out)
