"""``journey publish``: seal figures, and check that they still stand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import click

from cli import options
from cli.context import Context, say

if TYPE_CHECKING:
    from journey.peildatum import KnownAt


@click.command(
    epilog="Example: journey publish --peildatum 2025-10-31 -o publicatie-2025-10 && "
    "journey publish --check publicatie-2025-10"
)
@click.option(
    "--peildatum", type=options.DAY, metavar="DATE", help="The day to publish figures of."
)
@options.known_at
@options.where
@click.option(
    "--unit",
    type=click.Choice(["laatste", "startbanen"]),
    default="laatste",
    show_default=True,
    help="What tables 6 and 7 count.",
)
@click.option(
    "--status",
    type=click.Choice(["voorlopig", "nader_voorlopig", "definitief"]),
    default="voorlopig",
    show_default=True,
    help="How final the figures are.",
)
@click.option("--reden", metavar="TEXT", help="Why figures published before are adjusted.")
@click.option("-o", "--output", "folder", metavar="DIR", help="A new folder for the publication.")
@click.option("--check", "checked", metavar="DIR", help="Make a publication again and compare.")
@click.option("--list", "listed", is_flag=True, help="Show the register of publications.")
@click.pass_obj
def publish(
    context: Context,
    peildatum: date | None,
    known_at: KnownAt | None,
    where: tuple[tuple[str, str], ...],
    unit: Literal["laatste", "startbanen"],
    status: str,
    reden: str | None,
    folder: str | None,
    checked: str | None,
    listed: bool,
) -> None:
    """Seal tables 1 to 9 in a folder, with all that it takes to make them again.

    The publication is put in a register in the store. --check makes it again from today's log and
    says, byte for byte, whether it still stands; exit code 1 where it does not.
    """
    from cli.publications import check_folder, publish_to, show_register
    from journey.projections.snapshot import Where
    from journey.publishing import Request

    if listed:
        show_register(context)
    elif checked is not None:
        check_folder(context, checked)
    elif peildatum is None or folder is None:
        raise click.UsageError("give --peildatum and -o DIR, or --check DIR, or --list.")
    else:
        request = Request(
            peildatum=peildatum,
            known_at=known_at,
            where=Where.of(where),
            unit=unit,
            status=status,
            reden=reden,
        )
        number = publish_to(context, request, folder)
        say(f"{folder}: publication {number} of peildatum {peildatum}, {status}")
