"""Whom somebody asks for, checked: a value that nobody can ever have is a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from journey import codebook as cb
from journey.codebook import Codes
from journey.errors import WrongUsage
from journey.events import Characteristics, JobTerms, fields_of
from journey.fields import Choice, Several, shown
from journey.projections.snapshot import COLUMN, Where

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


def asked_for(pairs: Iterable[tuple[str, str]], proeven: Iterable[str]) -> Where:
    """Who has these values in these columns of a snapshot; ``proeven`` are those of the store.

    Raises :class:`WrongUsage`, with what is allowed, for a column or value that there never is.
    """
    where = Where.of(pairs)
    check_codes(where, proeven)
    return where


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
