"""``journey init``: create or upgrade the store."""

from __future__ import annotations

import click

from journey_cli.context import Context, say
from journey_cli.once import Once
from journey_cli.options import PAIR


@click.command(
    epilog="Example: journey --database sqlite:///journey.db init --proef utrecht=Utrecht"
)
@click.option(
    "--proef",
    "proeven",
    type=PAIR,
    multiple=True,
    metavar="CODE=LABEL",
    help="Add a proef to the store's own list, or change its label. May be repeated.",
)
@click.option(
    "--source",
    cls=Once,
    metavar="URI",
    help="What exports of this store name as their source: the URI of this installation.",
)
@click.option(
    "--processing-activity",
    "activity",
    cls=Once,
    metavar="URI",
    help="The activity in the register of processing that reading personal fields belongs to.",
)
@click.pass_obj
def init(
    context: Context,
    proeven: tuple[tuple[str, str], ...],
    source: str | None,
    activity: str | None,
) -> None:
    """Create the store, or upgrade it to this version. Safe to run twice.

    Where JOURNEY_KEY_FILE names a file, it makes that key too, and the key store beside the log or
    at JOURNEY_KEYS: without them no personal field can be recorded.
    """
    from secrets import token_bytes

    from journey.application import prepare
    from journey.vault.vault import prepare_keys

    places = context.key_places()
    places.check()
    say(prepare(context.database, dict(proeven), source, activity))
    made = prepare_keys(places, token_bytes)
    if made is not None:
        say(made)
