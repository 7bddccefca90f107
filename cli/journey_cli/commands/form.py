"""``journey form``: the registration form as a workbook, empty or filled in from the log."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from journey_cli import options
from journey_cli.context import Context, say_made
from journey_cli.files import writing
from journey_cli.once import Once

if TYPE_CHECKING:
    from journey.peildatum import KnownAt
    from journey.store import Store


@click.group(epilog="Example: journey form template --proef wsd -o form.xlsx")
def form() -> None:
    """Make the registration form that pilots fill in."""


@form.command(
    epilog="Example: journey form template --filled --peildatum 2025-10-31 "
    "--where proef=wsd -o wsd.xlsx"
)
@click.option("--proef", cls=Once, metavar="CODE", help="Only this proef is on the form's list.")
@click.option("--filled", is_flag=True, help="Fill it in from the log, to be checked.")
@click.option(
    "--peildatum",
    cls=Once,
    type=options.DAY,
    metavar="DATE",
    help="With --filled: the day to look at, inclusive: YYYY-MM-DD or DD-MM-YYYY.",
)
@options.known_at
@options.where
@click.option(
    "-o", "--output", cls=Once, metavar="FILE", help="Write to a file (.xlsx); - is stdout."
)
@click.pass_obj
def template(
    context: Context,
    proef: str | None,
    filled: bool,
    peildatum: date | None,
    known_at: KnownAt | None,
    where: tuple[tuple[str, str], ...],
    output: str | None,
) -> None:
    """Make a workbook of the registration form: five tabs, with drop-down lists and checks.

    With --filled it holds what the log says on the peildatum, as known at a moment. Taken in with
    `journey import form`, it adds nothing to that log, and makes the same log elsewhere.
    """
    _check_output(output)
    _check_usage(filled, peildatum, known_at is not None or bool(where))
    if proef is not None and "proef" in dict(where):
        raise click.UsageError("--proef and --where proef=… both say which proef; give one.")
    with context.open() as store:
        content, line = _made(store, context, proef, peildatum, known_at, where)
    with writing(output) as stream:
        stream.write(content)
    say_made(output, line)


def _check_output(output: str | None) -> None:
    if output in (None, "-"):
        if sys.stdout.isatty():
            raise click.UsageError("A workbook is no text for a terminal; name a file with -o.")
    elif PurePath(output or "").suffix.lower() != ".xlsx":
        raise click.UsageError(f"{output}: the form is a workbook; let the name end in .xlsx.")


def _check_usage(filled: bool, peildatum: date | None, chosen: bool) -> None:
    if filled and peildatum is None:
        raise click.UsageError("--filled needs --peildatum: the day to look at.")
    if not filled and (peildatum is not None or chosen):
        raise click.UsageError("--peildatum, --known-at and --where say what to fill in: --filled.")


def _made(
    store: Store,
    context: Context,
    proef: str | None,
    peildatum: date | None,
    known_at: KnownAt | None,
    where: tuple[tuple[str, str], ...],
) -> tuple[bytes, str]:
    """The workbook, and what it is in words."""
    from journey.interchange.form.layout import form_tabs
    from journey.interchange.form.workbook import to_workbook
    from journey.ledger import Ledger
    from journey.presentation.answer import Head
    from journey.projections.asked import asked_for
    from journey.projections.filling import filled
    from journey.wording import counted

    tabs = form_tabs(_proeven(store, proef))
    if peildatum is None:
        return to_workbook(tabs, {}), "an empty registration form"
    ledger = Ledger(store, known_at)
    chosen = asked_for((*where, ("proef", proef)) if proef else where, store.proeven())
    rows = filled(ledger, peildatum, chosen)
    number = len({row.deelnemernummer for tab in rows.values() for row in tab})
    line = Head.of(ledger, peildatum, chosen.asked).line(context.lang)
    return to_workbook(tabs, rows, peildatum), f"{line}: {counted(number, 'participant')}"


def _proeven(store: Store, proef: str | None) -> dict[str, str]:
    """The proeven of the store, or the one that is asked for."""
    from journey.errors import BadInput
    from journey.fields import shown

    proeven = store.proeven()
    if proef is None:
        return proeven
    if proef not in proeven:
        allowed = ", ".join(proeven)
        raise BadInput(f"--proef: {shown(proef)} is no proef of this store; allowed: {allowed}")
    return {proef: proeven[proef]}
