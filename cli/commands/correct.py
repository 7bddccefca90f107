"""``journey correct``: an event was recorded wrongly; read it otherwise."""

from __future__ import annotations

import click

from cli.context import Context
from cli.who import staff


@click.command(
    context_settings={"ignore_unknown_options": True},
    epilog="Example: journey correct 3f0c6f0e --datum 2025-03-11 --reden vergissing",
)
@click.argument("event_id")
@click.argument("changes", nargs=-1, type=click.UNPROCESSED, metavar="[--FIELD VALUE]...")
@click.option(
    "--reden",
    required=True,
    metavar="REDEN",
    help="Why: vergissing, dubbel, later_bekend, bron_gewijzigd or anders.",
)
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
@click.option(
    "--id",
    "new_id",
    metavar="UUID",
    help="An id of your own for the correction: the same command twice then corrects once.",
)
@click.option("--dry-run", is_flag=True, help="Show what would happen; write nothing.")
@click.pass_obj
def correct(
    context: Context,
    event_id: str,
    changes: tuple[str, ...],
    reden: str,
    assignments: tuple[str, ...],
    left_out: tuple[str, ...],
    staff: str | None,
    new_id: str | None,
    dry_run: bool,
) -> None:
    """Correct an event: only the fields that are given change.

    EVENT_ID may be shortened as long as it is unique. The fields are those of the event that is
    corrected (`journey record EVENT --help` lists them), --datum, --volgorde and --precisie too.
    Nothing is overwritten: the event as it was recorded stays in the log.
    """
    from cli.amending import correct_one

    correct_one(context, event_id, changes, reden, assignments, left_out, staff, new_id, dry_run)
