"""What the commands that record have in common: options, each defined once, and a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from journey_cli.kinds import EVENT_ID, REDEN, STAFF, WHY
from journey_cli.once import Once

Command = TypeVar("Command", bound=Callable[..., Any])

BY_OTHER_COMMANDS: Final = {
    "corrected": "journey correct EVENT_ID",
    "retracted": "journey retract EVENT_ID",
    "identity_erased": "journey erase NUMBER",
}
"""The events that `journey record` does not record, and what does."""


def as_staff(who: str) -> Callable[[Command], Command]:
    """The option with which somebody says who they are; ``who``: what they then are."""
    return click.option("--as", "staff", cls=Once, type=STAFF, metavar="STAFF", help=who)


def in_own_words(why: str, *, required: bool = True) -> Callable[[Command], Command]:
    """The option with a reason in one's own words; ``why``: of what, and where it stands."""
    return click.option("--reden", cls=Once, type=WHY, required=required, metavar="TEXT", help=why)


staff: Final = as_staff("Who enters it: a staff pseudonym such as mw-17. Left out: JOURNEY_USER.")
own_id: Final = click.option(
    "--id",
    "own_id",
    cls=Once,
    type=EVENT_ID,
    metavar="UUID",
    help="An id of your own for what is recorded: the same command twice then records it once.",
)
dry_run: Final = click.option(
    "--dry-run", is_flag=True, help="Show what would happen; write nothing."
)
reden: Final = click.option(
    "--reden",
    cls=Once,
    type=REDEN,
    metavar="REDEN",
    help="Why: vergissing, dubbel, later_bekend, bron_gewijzigd or anders. Needed.",
)


def refuse_leftovers(ctx: click.Context) -> None:
    """A usage error for words that are left over, which click would show: they may be a name's."""
    if ctx.args:
        ctx.fail("there are words too many; put quotation marks around a value with spaces")
