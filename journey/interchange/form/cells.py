"""What one cell says: from what stands there to a value of its column, or why it says nothing.

A cell takes a label or a code, in any case; a date, or text that can be read in one way only. What
can be read but should not have been written so is read, with a remark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from typing import Final, NamedTuple

from journey.codebook import JA, JA_NEE, NEE, ONBEKEND, OUTSIDE, Codes
from journey.events import GEMEENTE, OWN_CODE
from journey.fields import Answers, Choice, Day, Hours, Whole, no_such_date, shown
from journey.interchange.form.layout import Column
from journey.interchange.form.xlsx import CellError, Period, Raw
from journey.peildatum import EARLIEST
from journey.projections.form import Dated, Value

MAX_RAW: Final = 120
"""So much of a text is kept to be shown."""
LONGEST: Final = 300
"""No answer is longer than this; what is longer is not looked at."""

_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DUTCH: Final = re.compile(r"(\d{1,2})([-.])(\d{1,2})\2(\d{4})", re.ASCII)
_SLASHED: Final = re.compile(r"\d{1,4}/\d{1,2}/\d{1,4}", re.ASCII)
_SHORT: Final = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]'?\d{2}", re.ASCII)
_MONTH: Final = re.compile(r"(\d{4})-(\d{1,2})|(\d{1,2})-(\d{4})", re.ASCII)
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
_WHOLE: Final = re.compile(r"-?\d{1,9}", re.ASCII)
_DECIMAL: Final = re.compile(r"-?\d{1,9}([.,]\d{1,9})?", re.ASCII)
_BETWEEN: Final = re.compile(r"\s*[,;|/+&]\s*|\s+en\s+")
_SERIALS: Final = range(20_000, 80_000)
"""Numbers that a spreadsheet may have for a day between 1954 and 2119."""
_DAY_ZERO: Final = date(1899, 12, 30)
_YEARS: Final = range(EARLIEST.year, 2101)
"""Numbers that are years. In a cell for dates they are days in 1905, in which nothing happened."""
_UNKNOWN: Final = frozenset({ONBEKEND, "?", OUTSIDE[ONBEKEND].nl.casefold()})


class Read(NamedTuple):
    """What a cell says. ``problem``: why it says nothing; ``remark``: what is odd about it."""

    value: Value | None = None
    problem: str | None = None
    remark: str | None = None


class Manner(NamedTuple):
    """How the cells of a file are written: ``typed``: they can hold dates and numbers as such;
    ``comma``: a decimal comma is no more than usual there."""

    typed: bool = True
    comma: bool = False


def as_seen(raw: Raw) -> str:
    """What stands in a cell, as a person would see it."""
    match raw:
        case datetime():
            return f"{raw:%d-%m-%Y %H:%M}"
        case date():
            return f"{raw:%d-%m-%Y}"
        case bool():
            return "WAAR" if raw else "ONWAAR"
        case CellError():
            return raw.text[:MAX_RAW]
    text = str(raw)
    return text if len(text) <= MAX_RAW else f"{text[:MAX_RAW]}…"


def read_cell(column: Column, raw: Raw, manner: Manner) -> Read:
    """What a cell of a column says; ``raw`` is not empty and has no blanks around it."""
    if isinstance(raw, CellError):
        return Read(problem=f"{shown(raw.text)} is an error of the spreadsheet and no value")
    if isinstance(raw, str) and len(raw) > LONGEST:
        return Read(problem=f"{shown(raw[:LONGEST])} is a text of {len(raw)} characters")
    if _is_unknown(raw):
        return _unknown(column)
    if isinstance(column.field.kind, Day):
        return _date(column, raw, manner)
    if isinstance(raw, date | Period):
        return _no_date_here(column, raw)
    return _other(column, raw, manner)


def _other(column: Column, raw: Raw, manner: Manner) -> Read:
    match column.field.kind:
        case Choice():
            return _chosen(column.field.kind.codes, raw)
        case Answers():
            return _answers(column.field.kind, raw)
        case Whole():
            return _checked(column, _whole(raw))
        case Hours():
            return _hours(column, raw, manner)
    return _shaped(column, raw)


def _is_unknown(raw: Raw) -> bool:
    return isinstance(raw, str) and raw.casefold() in _UNKNOWN


def _unknown(column: Column) -> Read:
    """Not known: a value of its own, or else left out."""
    codes = column.codes
    if column.dates:
        return Read(Dated(None, ONBEKEND, settled=False))
    if column.field.may_be_unknown or (codes is not None and ONBEKEND in codes):
        return Read(ONBEKEND)
    if column.needed:
        return Read(problem=f"can't be left unknown; allowed: {column.field.allowed}")
    return Read()


def _checked(column: Column, value: str | int | float) -> Read:
    """A value, if the catalogue takes it."""
    wrong = column.field.problem(value)
    if wrong:
        return Read(problem=wrong)
    cleaned = column.field.clean(value)
    return Read(cleaned)


# -- codes --------------------------------------------------------------------------------------


def _chosen(codes: Codes, raw: Raw) -> Read:
    if isinstance(raw, bool) and codes is JA_NEE:
        return Read(JA if raw else NEE)
    text = str(raw)
    code = _names(codes).get(_plain(text))
    return Read(code) if code is not None else Read(problem=_no_code(codes, text))


def _answers(kind: Answers, raw: Raw) -> Read:
    texts = [text for text in _BETWEEN.split(str(raw)) if text]
    codes = [_names(kind.codes).get(_plain(text)) for text in texts]
    wrong = [text for text, code in zip(texts, codes, strict=True) if code is None]
    if wrong or not codes:
        return Read(problem=_no_code(kind.codes, wrong[0] if wrong else str(raw)))
    return Read(tuple(kind.clean(codes)))


@cache
def _names_of(items: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    labels = {_plain(label): code for code, label in items}
    return labels | {_plain(code): code for code, _ in items}


def _names(codes: Codes) -> Mapping[str, str]:
    """Every way to name a code: by itself and by its label."""
    return _names_of(tuple((code, label.nl) for code, label in codes.labels.items()))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _no_code(codes: Codes, text: str) -> str:
    """What is wrong, with the nearest code, or all of them."""
    near = get_close_matches(_plain(text)[:MAX_RAW], _names(codes), n=1, cutoff=0.6)
    if near:
        code = _names(codes)[near[0]]
        return f"{shown(text)} is no code of {codes.name}; is {codes.label(code).nl} meant?"
    labels = ", ".join(label.nl for label in codes.labels.values())
    return f"{shown(text)} is no code of {codes.name}; allowed: {labels}"


# -- numbers and own codes ------------------------------------------------------------------------


def _no_date_here(column: Column, raw: date | Period) -> Read:
    return Read(
        problem=f"{as_seen(raw)} is a date, which the spreadsheet may have made of something else; "
        f"allowed: {column.field.allowed}"
    )


def _whole(raw: Raw) -> str | int | float:
    if isinstance(raw, str):
        return int(raw) if _WHOLE.fullmatch(raw) else raw
    return raw if isinstance(raw, int | float) and not isinstance(raw, bool) else str(raw)


def _hours(column: Column, raw: Raw, manner: Manner) -> Read:
    if not isinstance(raw, str):
        return _checked(column, _whole(raw))
    if not _DECIMAL.fullmatch(raw):
        return _checked(column, raw)
    found = _checked(column, float(raw.replace(",", ".")))
    if "," in raw and not manner.comma and found.problem is None:
        return found._replace(remark=f"{shown(raw)} is text with a decimal comma and no number")
    return found


def _shaped(column: Column, raw: Raw) -> Read:
    """A number or code of the pilot's own; what was typed as a number is its digits."""
    text = str(raw)
    found = _checked(column, text)
    better = _better(column, text) if found.problem else None
    if better is not None and column.field.problem(better) is None:
        return Read(problem=f"{found.problem}; is {better} meant?")
    return found


def _better(column: Column, text: str) -> str | None:
    """What may have been meant by a code of the wrong shape."""
    kind = column.field.kind
    if kind == GEMEENTE:
        return f"GM{text[-4:].zfill(4)}" if text[-4:].isdigit() else None
    if kind == OWN_CODE:
        return re.sub(r"[^a-z0-9-]+", "-", text.casefold()).strip("-")
    return None


# -- dates --------------------------------------------------------------------------------------


def _date(column: Column, raw: Raw, manner: Manner) -> Read:
    if isinstance(raw, datetime):
        found = _day(column, raw.date())
        return found._replace(remark=f"{as_seen(raw)} has a time of day, which is left out")
    if isinstance(raw, date):
        return _day(column, raw)
    if isinstance(raw, Period):
        return _shown_period(column, raw)
    if isinstance(raw, str):
        return _text_date(column, raw, manner)
    return _number_date(column, raw)


def _day(column: Column, day: date) -> Read:
    if day < EARLIEST:
        return Read(problem=f"{day} lies before {EARLIEST}; allowed: {column.field.allowed}")
    if (number := (day - _DAY_ZERO).days) in _YEARS:
        return Read(
            problem=f"{as_seen(day)} is what a spreadsheet makes of {_meant(column, number)}"
        )
    return Read(Dated(day) if column.dates else day.isoformat())


def _shown_period(column: Column, raw: Period) -> Read:
    """A day of which a person sees the month or year only: no more than that is said."""
    found = _day(column, raw.day)
    if found.problem is not None:
        return found
    if not column.dates:
        return Read(problem=f"{raw} shows no day; write the whole date, such as 31-12-2025")
    month = 1 if raw.precisie == "jaar" else raw.day.month
    return Read(Dated.of(date(raw.day.year, month, 1), raw.precisie))


def _meant(column: Column, year: int) -> str:
    """What to write for a year that a cell for dates took for the number of a day."""
    if not column.dates:
        return f"the year {year}; write the whole date, such as 31-12-{year}"
    return f"the year {year}; write 01-01-{year} and choose Jaar under Precisie"


def _number_date(column: Column, raw: Raw) -> Read:
    """A number where a date should be: a year, or the number that a spreadsheet has for a day."""
    if column.dates and isinstance(raw, int) and raw in _YEARS:
        return Read(Dated.of(date(raw, 1, 1), "jaar"))
    if isinstance(raw, int | float) and not isinstance(raw, bool) and int(raw) in _SERIALS:
        day = _DAY_ZERO + timedelta(days=int(raw))
        return Read(
            problem=f"{raw} is a number and no date; the spreadsheet would show it as "
            f"{as_seen(day)}: give the cell the format of a date"
        )
    return Read(problem=f"{shown(raw)} is no date; allowed: a date such as 31-12-2025")


def _text_date(column: Column, raw: str, manner: Manner) -> Read:
    day = _written_day(raw)
    if day is not None:
        found = _day(column, day)
        if manner.typed and found.problem is None:
            return found._replace(remark=f"{shown(raw)} is text and no date")
        return found
    if column.dates and (period := _period(raw)) is not None:
        return Read(period)
    return Read(problem=_no_date(raw))


def _written_day(raw: str) -> date | None:
    iso, dutch = _ISO.fullmatch(raw), _DUTCH.fullmatch(raw)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        return date(int(dutch[4]), int(dutch[3]), int(dutch[1])) if dutch else None
    except ValueError:
        return None


def _period(raw: str) -> Dated | None:
    """A month or a year that is written out."""
    month = _MONTH.fullmatch(raw)
    try:
        if month:
            year, number = month[1] or month[4], month[2] or month[3]
            first, precisie = date(int(year), int(number), 1), "maand"
        elif _YEAR.fullmatch(raw):
            first, precisie = date(int(raw), 1, 1), "jaar"
        else:
            return None
    except ValueError:
        return None
    return Dated.of(first, precisie) if first >= EARLIEST else None


def _no_date(raw: str) -> str:
    if _SHORT.fullmatch(raw):
        return f"{shown(raw)} has a year of two digits; write all four, such as 31-12-2025"
    if _SLASHED.fullmatch(raw):
        return f"{shown(raw)} can be read in two ways; write 31-12-2025 or 2025-12-31"
    return f"{no_such_date(raw)}; allowed: a date such as 31-12-2025"
