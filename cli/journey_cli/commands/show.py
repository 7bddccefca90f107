"""``journey show``: one participant."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from journey_cli import options
from journey_cli.context import Context, chosen_format, hand_out
from journey_cli.kinds import NUMBER
from journey_cli.recording_options import as_staff, in_own_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from journey.peildatum import KnownAt
    from journey.personal import Personal
    from journey.store import Store


@click.command(
    epilog="Example: journey show AMS-0042 --peildatum 2025-10-31 --known-at 2025-11-05 && "
    'journey show AMS-0042 --with-notes --reden "belt over de uren" --as mw-17'
)
@click.argument("number", type=NUMBER)
@options.peildatum_or_today
@options.known_at
@click.option(
    "--with-notes",
    is_flag=True,
    help="Show the personal fields of the events (toelichting, werkgever) too. Needs --reden.",
)
@in_own_words(
    "With --with-notes: why you read them. It stays in the log of readings: name nobody in it.",
    required=False,
)
@as_staff("With --with-notes: who reads.")
@options.format_
@options.output
@click.pass_obj
def show(
    context: Context,
    number: str,
    peildatum: date | None,
    known_at: KnownAt | None,
    with_notes: bool,
    reden: str | None,
    staff: str | None,
    format_: str | None,
    output: str | None,
) -> None:
    """Show a participant: status and since when, terms, spells, and the whole timeline.

    The timeline stands by valid date and says what was corrected or retracted, when, by whom and
    why. A new file with notes can be read by its owner alone.
    """
    from journey.ledger import Ledger
    from journey.presentation.answer import Head
    from journey.presentation.dossier import dossier_answer
    from journey.projections.dossier import dossier
    from journey_cli.screen import width_of

    if with_notes != (reden is not None) or (staff is not None and not with_notes):
        raise click.UsageError("--with-notes and --reden go together, and --as with them.")
    name = chosen_format(format_, output)
    with context.open() as store:
        day = peildatum or store.today()
        ledger = Ledger(store, known_at)
        entries = ledger.known(number)
        notes = _notes(context, store, number, staff, reden, ledger.position) if reden else {}
    found, head = dossier(entries, day), Head.of(ledger, day)
    answer = dossier_answer(found, head, context.lang, notes, width_of(output))
    hand_out(answer, name, output, private=with_notes)


def _notes(
    context: Context, store: Store, number: str, staff: str | None, reden: str, upto: int
) -> Mapping[str, Personal]:
    """The personal fields by event, once the reading is in the log."""
    from journey.reading import read_notes
    from journey_cli.who import asking

    with context.vault() as vault:
        return read_notes(store, vault, number, asking(staff, reden), upto)
