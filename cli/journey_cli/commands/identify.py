"""``journey identify``: who a participant is."""

from __future__ import annotations

import click

from journey_cli.context import Context
from journey_cli.kinds import NUMBER
from journey_cli.recording_options import as_staff, in_own_words


@click.command(epilog='Example: journey identify AMS-0042 --reden "belt over de intake" --as mw-17')
@click.argument("number", type=NUMBER)
@in_own_words(
    "Why you read it. It stays in the log of readings, with your name: name nobody else in it."
)
@as_staff("Who reads. Left out: JOURNEY_USER.")
@click.pass_obj
def identify(context: Context, number: str, reden: str, staff: str | None) -> None:
    """Show who a participant is, as it was recorded last.

    Every reading is logged first: who, whose, when and why. What can't be logged is not shown.
    """
    from journey.presentation.identity import identity_text
    from journey.reading import read_identity
    from journey_cli.who import asking

    with context.open() as store, context.vault() as vault:
        found = read_identity(store, vault, number, asking(staff, reden))
    click.echo(identity_text(found.entry, found.personal, context.lang), nl=False)
