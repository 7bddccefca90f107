"""``journey export``: the log as a file, for journey itself and for process mining."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

import click

from journey_cli import options
from journey_cli.context import Context, say
from journey_cli.files import writing
from journey_cli.once import Once

if TYPE_CHECKING:
    from journey.peildatum import KnownAt


@click.group(epilog="Example: journey export events -o log.jsonl")
def export() -> None:
    """Write the log to a file."""


@export.command(
    epilog="Example: journey export events --known-at 2025-11-05 -o log.jsonl && "
    "journey export events --pseudonymise project.secret -o research.jsonl"
)
@options.known_at
@click.option(
    "--pseudonymise",
    "secret_file",
    cls=Once,
    metavar="SECRET_FILE",
    help="For researchers: other numbers and ids, made with the secret in this file, months for "
    "days, and no personal fields. It is still about people.",
)
@options.output_alone
@click.pass_obj
def events(
    context: Context, known_at: KnownAt | None, secret_file: str | None, output: str | None
) -> None:
    """Write every event, one CloudEvents event a line (JSONL), in the order of the log.

    Imported with --keep-recorded-at into an empty store it gives the same log, byte for byte.
    """
    from journey_cli.exporting import export_log, export_pseudonymised

    _check_ending(output)
    if secret_file is None:
        export_log(context, known_at, output)
    else:
        export_pseudonymised(context, known_at, secret_file, output)


def _check_ending(output: str | None) -> None:
    """A usage error for a name that promises another format of journey's. Lines of JSON are JSON
    and text to many, so that those names will do."""
    from journey.presentation.formats import FORMATS

    others = {".xes", *(known.ending for known in FORMATS.values())} - {".json", ".txt"}
    if PurePath(output or "").suffix.lower() in others:
        raise click.UsageError(
            f"{output}: a log is written as JSONL, one event a line; let the name end in .jsonl. "
            "`journey export xes` and `journey snapshot` write other formats."
        )


@export.command(epilog="Example: journey export xes --by status --peildatum 2025-10-31 -o log.xes")
@click.option(
    "--by",
    cls=Once,
    type=click.Choice(["status", "event"]),
    default="status",
    show_default=True,
    help="What an activity is: the begin of a spell of a status, or an event.",
)
@options.peildatum_or_today
@options.known_at
@options.where
@click.option(
    "--format",
    "format_",
    cls=Once,
    type=click.Choice(["xes", "csv"]),
    help="Left out: by the ending of -o, or xes.",
)
@options.output_alone
@click.pass_obj
def xes(
    context: Context,
    by: Literal["status", "event"],
    peildatum: date | None,
    known_at: KnownAt | None,
    where: tuple[tuple[str, str], ...],
    format_: str | None,
    output: str | None,
) -> None:
    """Write an event log for process mining (PM4Py, ProM, bupaR): a case is a participant.

    XES is IEEE 1849; csv has the columns case, activity and timestamp.
    """
    from journey.interchange.xes import csv_lines, traces, xes_lines
    from journey.ledger import Ledger
    from journey.presentation.answer import Head
    from journey.projections.analysis import followed
    from journey.projections.asked import asked_for
    from journey.wording import counted

    name = _log_format(format_, output)
    with context.open() as store:
        day = peildatum or store.today()
        chosen = asked_for(where, store.proeven())
        ledger = Ledger(store, known_at)
        people = followed(ledger, day, chosen)
    line = Head.of(ledger, day, chosen.asked).line(context.lang)
    found = traces(people, day, by)
    with writing(output) as stream:
        stream.writelines(xes_lines(found, line) if name == "xes" else csv_lines(found))
    say(f"{line}: {counted(len(people), 'case')} written")


def _log_format(asked: str | None, output: str | None) -> str:
    """The format asked for by name, or by the ending of the file."""
    if asked is not None or output in (None, "-"):
        return asked or "xes"
    ending = PurePath(output).suffix.lower()
    if ending not in (".xes", ".csv"):
        raise click.UsageError(
            f"{output}: no event log ends in {ending or 'nothing'}; allowed: .xes, .csv, or say "
            "which with --format."
        )
    return ending.removeprefix(".")
