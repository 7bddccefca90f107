"""Participants with their status, for whoever works with them from day to day."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from journey.ledger import Ledger
from journey.projections.analysis import each_followed
from journey.projections.snapshot import EVERYONE, Row, Where


class Registered(Struct, frozen=True):
    """One participant: the snapshot row, and the newest day on which anything happened.

    ``quiet`` counts the days from then to the peildatum.
    """

    row: Row
    newest: date
    quiet: int


def register(
    ledger: Ledger, peildatum: date, where: Where = EVERYONE, quiet_for: int = 0
) -> list[Registered]:
    """Everyone in the snapshot of the peildatum who was not heard of for ``quiet_for`` days.

    The newest day is that of the last standing event by the peildatum. Sorted by number.
    """
    found = []
    for one in each_followed(ledger, peildatum, where):
        newest = max(e.event.datum for e in one.timeline if e.event.datum <= peildatum)
        quiet = (peildatum - newest).days
        if quiet >= quiet_for:
            found.append(Registered(one.row, newest, quiet))
    return sorted(found, key=lambda one: str(one.row[0]))
