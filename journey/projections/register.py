"""Participants with their status, for whoever works with them from day to day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from msgspec import Struct

from journey import codebook as cb
from journey.codebook import Codes
from journey.errors import WrongUsage
from journey.events import Characteristics, JobTerms, fields_of
from journey.fields import Choice, Several, shown
from journey.ledger import Ledger
from journey.projections.snapshot import COLUMN, EVERYONE, Row, Where, row_of, state_on

CODED: Final[Mapping[str, Codes]] = {
    **{
        name: field.kind.codes
        for cls in (Characteristics, JobTerms)
        for name, field in fields_of(cls).items()
        if name in COLUMN and isinstance(field.kind, Choice | Several)
    },
    "status": cb.STATUS,
    "voortraject_ooit": cb.JA_NEE,
    "voortraject_afgerond": cb.AFGEROND,
    "soort_voortraject": cb.SOORT_VOORTRAJECT,
    "plaatsing_ooit": cb.JA_NEE,
    "betaald_geplaatst_ooit": cb.JA_NEE,
    "reden_einde": cb.REDEN_EINDE,
    "on_hold_ooit": cb.JA_NEE,
    "on_hold_fase": cb.FASE_ON_HOLD,
    "reden_on_hold": cb.REDEN_ON_HOLD,
    "reden_uitstroom": cb.REDEN_UITSTROOM,
}
"""The columns of a snapshot whose values come from a closed list, and the list."""


class Registered(Struct, frozen=True):
    """One participant: the snapshot row, and the newest day on which anything happened.

    ``quiet`` counts the days from then to the peildatum.
    """

    row: Row
    newest: date
    quiet: int


def check_codes(where: Where, proeven: Iterable[str]) -> None:
    """Raises :class:`WrongUsage`, with the codes, for a value that a coded column never has."""
    for column, value in where.asked:
        allowed = _values(column, proeven)
        if allowed and value not in allowed:
            raise WrongUsage(
                f"{shown(value)} is no value of {column}; allowed: {', '.join(allowed)}"
            )


def _values(column: str, proeven: Iterable[str]) -> list[str]:
    """The values that a coded column may have; none for any other column."""
    if column == "proef":
        return list(proeven)
    codes = list(CODED.get(column, ()))
    extra = [code for code in cb.OUTSIDE if code not in codes]
    return [*codes, *extra] if codes and column != "status" else codes


def register(
    ledger: Ledger, peildatum: date, where: Where = EVERYONE, quiet_for: int = 0
) -> list[Registered]:
    """Everyone in the snapshot of the peildatum who was not heard of for ``quiet_for`` days.

    The newest day is that of the last standing event by the peildatum. Sorted by number.
    """
    found = []
    for timeline in ledger.timelines():
        state = state_on(timeline, peildatum)
        if state.instroom is None:
            continue
        row = row_of(state, peildatum)
        newest = max(e.event.datum for e in timeline if e.event.datum <= peildatum)
        quiet = (peildatum - newest).days
        if quiet >= quiet_for and where.holds(row):
            found.append(Registered(row, newest, quiet))
    return sorted(found, key=lambda one: str(one.row[0]))
