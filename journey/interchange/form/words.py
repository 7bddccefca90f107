"""What the cells of the form may hold, in Dutch, and how a value stands in one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from journey.codebook import ONBEKEND, OUTSIDE, Codes
from journey.events import GEMEENTE, KEY, OWN_CODE
from journey.fields import (
    LONGEST_WEEK,
    Answers,
    Choice,
    Day,
    Field,
    Hours,
    Kind,
    Pseudonym,
    Shaped,
    Whole,
)
from journey.interchange.form.layout import Column
from journey.projections.form import Dated, Value

LARGEST: Final = 1_000_000
"""What a cell for a whole number without a bound of its own may hold."""

_SHAPES: Final[Mapping[Shaped, str]] = {
    KEY: "1 tot 20 letters, cijfers, punten, _ of -",
    OWN_CODE: "1 tot 40 kleine letters, cijfers of -",
    GEMEENTE: "GM en vier cijfers, zoals GM0363",
}


def allowed(column: Column) -> str:
    """What may stand in the cells of a column, in words."""
    text = _allowed(column.field.kind)
    if column.dates:
        text += "; of Onbekend; zie ook de kolom Precisie"
    elif column.field.may_be_unknown:
        text += "; of Onbekend"
    return text


def _allowed(kind: Kind) -> str:
    match kind:
        case Choice():
            return "een keuze uit de lijst"
        case Answers():
            return f"één of meer van {labels(kind.codes)}, met komma's ertussen"
        case Day():
            return "een datum als 31-12-2025"
        case Whole():
            most = f" tot en met {kind.most}" if kind.most is not None else ""
            return f"een geheel getal vanaf {kind.least}{most}"
        case Hours():
            return f"een getal {'vanaf' if kind.zero else 'boven'} 0, ten hoogste {LONGEST_WEEK}"
        case Pseudonym():
            return "1 tot 64 letters, cijfers, punten, _ of -; nooit een BSN of V-nummer"
        case Shaped():
            return _SHAPES[kind]
    raise TypeError(kind)


def labels(codes: Codes) -> str:
    """The labels of a list in one line."""
    return ", ".join(codes.label(code).nl for code in codes)


def choices(field: Field) -> Iterator[str]:
    """What a drop-down list offers; nothing where there is no list."""
    if isinstance(field.kind, Choice):
        yield from (field.kind.codes.label(code).nl for code in field.kind.codes)
        if field.may_be_unknown:
            yield OUTSIDE[ONBEKEND].nl


def in_cell(column: Column, value: Value) -> str | int | float | date:
    """A value as its cell holds it: a code by its label, a date as a date."""
    if isinstance(value, Dated):
        assert value.day is not None
        return value.day
    kind = column.field.kind
    if value == ONBEKEND and column.field.may_be_unknown:
        return OUTSIDE[ONBEKEND].nl
    if isinstance(kind, Answers) and isinstance(value, tuple):
        return ", ".join(kind.codes.label(code).nl for code in value)
    if isinstance(kind, Choice):
        return kind.codes.label(str(value)).nl
    if isinstance(kind, Day):
        return date.fromisoformat(str(value))
    assert not isinstance(value, tuple)
    return value
