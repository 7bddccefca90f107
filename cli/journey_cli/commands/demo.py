"""``journey demo``: the demonstration log, and what can be done with it."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from journey_cli.context import DEFAULT_DATABASE, Context, say
from journey_cli.files import progress

if TYPE_CHECKING:
    from journey.store import Store


@click.command(epilog="Example: journey --database sqlite:///demo.db demo --compare")
@click.option(
    "--compare",
    is_flag=True,
    help="Set the report's printed figures beside those made from the log, cell by cell.",
)
@click.pass_obj
def demo(context: Context, compare: bool) -> None:
    """Build the demonstration log in a fresh store and show the report's nine tables.

    607 synthetic participants, seven proeven, from 2023 to early 2026, with late entries and
    corrections. Nobody in it exists. A store that already holds it is left as it is.
    """
    from journey.application import prepare
    from journey.demo import PEILDATUM

    say(prepare(context.database, {}, None))
    with context.open() as store:
        _fill(store)
        if compare:
            from journey_cli.comparing import show_comparison

            show_comparison(store, context.lang)
        else:
            _show(store, context, PEILDATUM)


def _fill(store: Store) -> None:
    """Take the demonstration log in, through the same door as any other file."""
    import io
    import json

    from journey.application import take_in
    from journey.demo import events
    from journey.errors import Refused
    from journey.interchange.cloudevents import read

    log = events()
    if store.newest() is not None and log[0]["id"] not in store.by_event_ids([log[0]["id"]]):
        raise Refused(
            "this store holds a log of its own; give the demonstration a fresh one, such as\n"
            "journey --database sqlite:///demo.db demo"
        )
    lines = "".join(json.dumps(event) + "\n" for event in log)
    with progress("building", len(log)) as on_judged:
        report = take_in(
            store, read(io.BytesIO(lines.encode())), keep_recorded_at=True, on_judged=on_judged
        )
    done = "added" if report.added else "found"
    say(f"{done} the demonstration log: {report.read} events of 607 participants")


def _show(store: Store, context: Context, peildatum: date) -> None:
    from journey.ledger import Ledger
    from journey.presentation.answers import tables_answer
    from journey.projections.snapshot import EVERYONE

    for numbers in ((1, 3, 4, 5, 6, 7, 8, 9), (2,)):
        answer = tables_answer(Ledger(store), peildatum, EVERYONE, numbers, "laatste", context.lang)
        click.echo(answer.shown())
    click.echo("Three commands to try next:\n")
    journey = _command(context.database)
    for arguments in (
        f"tables --peildatum {peildatum} --known-at 2025-11-05 --table 2",
        "tables --peildatum 2025-06-30 --table 2 --where proef=amsterdam",
        "demo --compare",
    ):
        click.echo(f"  {journey} {arguments}")


def _command(database: str) -> str:
    """How this program is called from here."""
    import shutil

    called = Path(sys.argv[0])
    name = called.name if shutil.which(called.name) else str(called)
    return name if database == DEFAULT_DATABASE else f"{name} --database {database}"
