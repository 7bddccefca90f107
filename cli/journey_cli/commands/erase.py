"""``journey erase``: nobody can read who a participant is any more."""

from __future__ import annotations

import click

from journey_cli.context import Context
from journey_cli.kinds import NUMBER
from journey_cli.recording_options import as_staff, in_own_words


@click.command(
    epilog='Example: journey erase AMS-0042 --reden "verzoek om vergetelheid" --as mw-17'
)
@click.argument("number", type=NUMBER)
@in_own_words("Why. It stays in the log for ever: name nobody in it.")
@as_staff("Who erases. Left out: JOURNEY_USER.")
@click.option("--yes", is_flag=True, help="Do not ask on a terminal.")
@click.pass_obj
def erase(context: Context, number: str, reden: str, staff: str | None, yes: bool) -> None:
    """Erase who a participant is: destroy the key to every personal field, for ever.

    The erasure itself is an event of the log. Facts without a name stay, and so does every figure.
    """
    from journey_cli.erasing import erase_one

    erase_one(context, number, reden, staff, yes)
