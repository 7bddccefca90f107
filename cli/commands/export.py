"""``journey export``: the log as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli import options
from cli.context import Context, say
from cli.files import progress, writing

if TYPE_CHECKING:
    from journey.peildatum import KnownAt


@click.group(epilog="Example: journey export events -o log.jsonl")
def export() -> None:
    """Write the log to a file."""


@export.command(epilog="Example: journey export events --known-at 2025-11-05 -o log.jsonl")
@options.known_at
@click.option("-o", "--output", metavar="FILE", help="Write to a file; left out or -: stdout.")
@click.pass_obj
def events(context: Context, known_at: KnownAt | None, output: str | None) -> None:
    """Write every event, one CloudEvents event a line (JSONL), in the order of the log.

    Imported with --keep-recorded-at into an empty store it gives the same log, byte for byte.
    """
    from journey.interchange.cloudevents import line_of
    from journey.ledger import position_of

    with context.open() as store, writing(output) as stream:
        source = store.settings()["source"]
        upto = position_of(store, known_at)
        with progress("writing", upto) as on_event:
            for record in store.records(upto=upto):
                stream.write(line_of(record, source))
                on_event(1)
    say(f"{upto} events written" if output in (None, "-") else f"{output}: {upto} events written")
