"""``journey publish``: seal figures, and check that they still stand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from journey_cli import options
from journey_cli.context import Context, chosen_format, hand_out, say
from journey_cli.once import Once
from journey_cli.recording_options import staff

if TYPE_CHECKING:
    from journey.peildatum import KnownAt
    from journey.projections.tables import Unit

LONGEST: Final = 500
_OF_A_NEW_ONE: Final = ("peildatum", "known_at", "where", "unit", "status", "reden", "staff")


def _one_line(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A text that can be put in a register and shown; nothing but blanks is none."""
    text = (value or "").strip()
    if not (text.isprintable() and len(text) <= LONGEST):
        raise click.BadParameter(f"it is one line of at most {LONGEST} characters.", ctx, param)
    return text or None


@click.command(
    epilog="Example: journey publish --peildatum 2025-10-31 -o publicatie-2025-10 && "
    "journey publish --check publicatie-2025-10"
)
@click.option(
    "--peildatum", cls=Once, type=options.DAY, metavar="DATE", help="The day to publish figures of."
)
@options.known_at
@options.where
@options.unit
@click.option(
    "--status",
    cls=Once,
    type=click.Choice(["voorlopig", "nader_voorlopig", "definitief"]),
    default="voorlopig",
    show_default=True,
    help="How final the figures are; never less than before.",
)
@click.option(
    "--reden",
    cls=Once,
    metavar="TEXT",
    callback=_one_line,
    help="Why figures published before are adjusted. Needed where they differ.",
)
@staff
@click.option(
    "-o",
    "--output",
    cls=Once,
    metavar="DIR|FILE",
    help="A new folder for the publication; with --check or --list a file for the answer.",
)
@click.option(
    "--check", "folder", cls=Once, metavar="DIR", help="Make a publication again and compare."
)
@click.option("--list", "listed", is_flag=True, help="Show the register of publications.")
@options.format_
@click.pass_context
def publish(
    ctx: click.Context,
    peildatum: date | None,
    known_at: KnownAt | None,
    where: tuple[tuple[str, str], ...],
    unit: Unit,
    status: str,
    reden: str | None,
    staff: str | None,
    output: str | None,
    folder: str | None,
    listed: bool,
    format_: str | None,
) -> None:
    """Seal tables 1 to 9 in a folder, with all that it takes to make them again.

    The publication is put in a register in the store. --check makes it again from today's log and
    says, byte for byte, whether it still stands; exit code 1 where it does not.
    """
    context: Context = ctx.obj
    if listed or folder is not None:
        _answer(ctx, folder, listed, format_, output)
        return
    if peildatum is None or output is None:
        raise click.UsageError("give --peildatum and -o DIR, or --check DIR, or --list.")
    if format_ is not None:
        raise click.UsageError("--format is for --check and --list; a publication is json and csv.")

    from journey.projections.snapshot import Where
    from journey.publishing import STATUS, Request
    from journey_cli.publications import publish_to
    from journey_cli.who import may_record

    request = Request(
        peildatum=peildatum,
        known_at=known_at,
        where=Where.of(where),
        unit=unit,
        status=status,
        reden=reden,
        recorded_by=may_record(staff),
    )
    made = publish_to(context, request, output)
    label = STATUS.label(status)[context.lang].lower()
    say(f"{output}: publication {made.number} of peildatum {peildatum}, {label}")


def _answer(
    ctx: click.Context, folder: str | None, listed: bool, format_: str | None, output: str | None
) -> None:
    """Check a publication, or show the register."""
    from journey.errors import Refused
    from journey_cli.publications import check_answer, checked, register_answer

    given = [n for n in _OF_A_NEW_ONE if ctx.get_parameter_source(n) is ParameterSource.COMMANDLINE]
    if given or (listed and folder is not None):
        raise click.UsageError("--check and --list go with --format and -o, and nothing else.")
    name = chosen_format(format_, output)
    context: Context = ctx.obj
    if folder is None:
        hand_out(register_answer(context), name, output)
        return
    found = checked(context, folder)
    hand_out(check_answer(found, context.lang), name, output)
    if not found.stands:
        raise Refused(f"{folder} no longer stands as it was published")
