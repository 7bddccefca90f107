"""``journey import``: take files into the log, all or nothing."""

from __future__ import annotations

from typing import Any

import click

from journey_cli import options
from journey_cli.context import Context, say
from journey_cli.files import naming, progress, reading, size_of, taken_in
from journey_cli.once import Once
from journey_cli.recording_options import staff


@click.group(name="import", epilog="Example: journey import events log.jsonl")
def import_() -> None:
    """Take a file into the log: all of it, or nothing."""


@import_.command(
    epilog="Example: journey import events log.jsonl --keep-recorded-at --dry-run && "
    "journey --database sqlite:///research.db import events research.jsonl --keep-recorded-at "
    "--as-demo"
)
@click.argument("file")
@click.option(
    "--keep-recorded-at",
    is_flag=True,
    help="Take the moment of recording from the file, to move a history in from another store.",
)
@click.option(
    "--as-demo",
    is_flag=True,
    help="Take in a file of export events --pseudonymise, into a store that holds nothing else. "
    "Without --keep-recorded-at everything counts as recorded now.",
)
@click.option("--dry-run", is_flag=True, help="Check everything and write nothing.")
@click.pass_obj
def events(
    context: Context, file: str, keep_recorded_at: bool, as_demo: bool, dry_run: bool
) -> None:
    """Take in FILE, one CloudEvents event a line (JSONL); - is stdin.

    Events that the log holds already are skipped, so the same file again adds nothing. Where a
    line or a timeline is wrong nothing is written, and what is wrong is listed by line.
    """
    from journey.application import take_in
    from journey.interchange.cloudevents import read
    from journey_cli.who import today

    with (
        context.open() as store,
        context.vault() as vault,
        reading(file) as stream,
        progress("reading", size_of(file)) as on_bytes,
        progress("judging", None) as on_judged,
        naming(file),
    ):
        report = take_in(
            store,
            read(stream, on_bytes),
            vault=vault,
            keep_recorded_at=keep_recorded_at,
            dry_run=dry_run,
            as_demo=as_demo,
            here=today(),
            on_judged=on_judged,
        )
    say(taken_in(file, "would add" if dry_run else "added", report, dry_run=dry_run))


@import_.command(
    epilog="Example: journey import form wsd.xlsx --peildatum 2025-10-31 --dry-run -o issues.xlsx"
)
@click.argument("file")
@options.peildatum
@click.option("--dry-run", is_flag=True, help="Show what it would do and write nothing.")
@click.option(
    "-o",
    "--output",
    cls=Once,
    metavar="FILE",
    help="A copy of the form (.xlsx) with the findings marked.",
)
@staff
@options.format_of_list
@click.pass_obj
def form(context: Context, /, **asked: Any) -> None:
    """Take in FILE, the registration form that a pilot handed in: a workbook (.xlsx), or a folder
    or zip with its five tabs as CSV.

    The form is compared with what the log says on the peildatum: what is new becomes events, what
    is said otherwise corrections, what is gone is told and stays. What it does is listed per
    participant before it is recorded, as one save, or not at all.
    """
    from journey_cli.delivery import Asked, take_in_form

    take_in_form(context, Asked(**asked))
