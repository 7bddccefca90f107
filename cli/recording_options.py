"""Options of every command that records, each defined once."""

from __future__ import annotations

from typing import Final

import click

from cli.kinds import EVENT_ID, REDEN, STAFF

staff: Final = click.option(
    "--as",
    "staff",
    type=STAFF,
    metavar="STAFF",
    help="Who enters it: a staff pseudonym such as mw-17. Left out: JOURNEY_USER.",
)
own_id: Final = click.option(
    "--id",
    "own_id",
    type=EVENT_ID,
    metavar="UUID",
    help="An id of your own for what is recorded: the same command twice then records it once.",
)
dry_run: Final = click.option(
    "--dry-run", is_flag=True, help="Show what would happen; write nothing."
)
reden: Final = click.option(
    "--reden",
    type=REDEN,
    metavar="REDEN",
    help="Why: vergissing, dubbel, later_bekend, bron_gewijzigd or anders. Needed.",
)
