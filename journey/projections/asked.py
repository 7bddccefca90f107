"""Whom somebody asks for, checked: a value that nobody can ever have is a slip of the pen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from journey import codebook as cb
from journey.codebook import Codes
from journey.errors import WrongUsage
from journey.events import Characteristics, JobTerms, fields_of
from journey.fields import Choice, Day, Hours, Several, Whole, shown
from journey.projections.snapshot import COLUMN, OWN_COUNTS, OWN_DATES, OWN_HOURS, Where

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


class Shape(NamedTuple):
    """What a column holds that has no list: how that is told, and what it is in words."""

    holds: Callable[[str], object]
    allowed: str


_DAY: Final = Shape(lambda text: Day().problem(text) is None, "a date as YYYY-MM-DD")
_WHOLE: Final = Shape(re.compile(r"-?\d+", re.ASCII).fullmatch, "a whole number")
_HOURS: Final = Shape(
    re.compile(r"\d+(?:\.\d+)?", re.ASCII).fullmatch, "a number such as 24 or 28.5"
)

SHAPED: Final[Mapping[str, Shape]] = {
    **{
        name: shape
        for cls in (Characteristics, JobTerms)
        for name, field in fields_of(cls).items()
        for kind, shape in ((Day, _DAY), (Whole, _WHOLE), (Hours, _HOURS))
        if name in COLUMN and isinstance(field.kind, kind)
    },
    **dict.fromkeys(OWN_DATES, _DAY),
    **dict.fromkeys(OWN_COUNTS, _WHOLE),
    OWN_HOURS: _HOURS,
}
"""The columns of a snapshot that hold a date or number, or nothing."""


def asked_for(pairs: Iterable[tuple[str, str]], proeven: Iterable[str]) -> Where:
    """Who has these values in these columns of a snapshot; ``proeven`` are those of the store.

    Raises :class:`WrongUsage`, with what is allowed, for a column or value that there never is.
    """
    where = Where.of(pairs)
    check_values(where, proeven)
    return where


def check_values(where: Where, proeven: Iterable[str]) -> None:
    """Raises :class:`WrongUsage`, with what is allowed, for a value that a column never has."""
    for column, value in where.asked:
        codes = _values(column, proeven)
        shape = SHAPED.get(column)
        if codes and value not in codes:
            raise _no_value(column, value, ", ".join(codes))
        if shape is not None and value and not shape.holds(value):
            raise _no_value(column, value, f"{shape.allowed}, or nothing where there is none")


def _no_value(column: str, value: str, allowed: str) -> WrongUsage:
    return WrongUsage(f"{shown(value)} is no value of {column}; allowed: {allowed}")


def _values(column: str, proeven: Iterable[str]) -> list[str]:
    """The values that a coded column may have; none for any other column."""
    if column == "proef":
        return list(proeven)
    codes = list(CODED.get(column, ()))
    extra = [code for code in cb.OUTSIDE if code not in codes]
    return [*codes, *extra] if codes and column != "status" else codes
