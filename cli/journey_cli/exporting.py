"""The log as a file of events: as it is, or for researchers."""

from __future__ import annotations

from journey.interchange.cloudevents import line_of
from journey.interchange.pseudonymised import SOURCE, pseudonymised, read_secret
from journey.ledger import position_of
from journey.peildatum import KnownAt
from journey.wording import counted
from journey_cli.context import Context, say_made
from journey_cli.files import progress, writing


def export_log(context: Context, known_at: KnownAt | None, output: str | None) -> None:
    """Write every event that was known, as it stands in the log."""
    with context.open() as store, writing(output) as stream:
        source = store.source()
        upto = position_of(store, known_at)
        with progress("writing", upto) as on_event:
            for record in store.records(upto=upto):
                stream.write(line_of(record, source))
                on_event(1)
    say_made(output, f"{counted(upto, 'event')} written")


def export_pseudonymised(
    context: Context, known_at: KnownAt | None, secret_file: str, output: str | None
) -> None:
    """Write what researchers may get of every event that was known."""
    secret = read_secret(secret_file)
    written = 0
    with context.open() as store, writing(output) as stream:
        upto = position_of(store, known_at)
        with progress("reading and writing", 2 * upto) as on_event:
            for record in pseudonymised(store, secret, upto, on_event):
                stream.write(line_of(record, SOURCE, pseudonymised=True))
                written += 1
    done = f"{written} of {counted(upto, 'event')} written"
    say_made(output, f"{done}, pseudonymised; they are still about people")
