"""Whether a text tells who somebody is, as far as a program can see that.

Looked for is what is known of the person: in full, the words of a name, a day in any order, and
numbers however they are written; without regard to case and accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import permutations
from typing import Final

WHOLE: Final = 4
"""Something of so many letters is looked for anywhere; anything shorter, as a word by itself."""

NUMBER: Final = 6
"""Numbers of so many digits are looked for, by their last :data:`ENDING`: prefixes differ."""
ENDING: Final = 8


def tells(text: str, field: str, value: object) -> bool:
    """Whether a text holds the value of a personal field, or a part that tells who it is of."""
    plain, known = _plain(text), _plain(str(value))
    if any(_stands_in(plain, part) for part in _parts(field, known)):
        return True
    if field == "geboortedatum":
        return _holds_day(plain, str(value))
    if field in _NUMBERED:
        found = _numbers(plain)
        return any(number[-ENDING:] in run for number in _numbers(known) for run in found)
    return False


def _plain(text: str) -> str:
    """A text without regard to case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _parts(field: str, known: str) -> Iterator[str]:
    """A value, the words of a name, and the addresses among a contact."""
    parts = [known]
    if field == "naam":
        parts += [word for word in _WORD.findall(known) if not _PARTICLES.fullmatch(word)]
    if field == "contact":
        parts += [word.strip("<>()") for word in re.split(r"[\s,;]+", known) if "@" in word]
    return (part for part in parts if len(part) > 1)


def _stands_in(text: str, part: str) -> bool:
    return part in (text if len(part) >= WHOLE else _WORD.findall(text))


def _numbers(text: str) -> list[str]:
    """The longer numbers, without what stands between their digits."""
    return [run for run in _DIGITS.findall(_BETWEEN.sub("", text)) if len(run) >= NUMBER]


def _holds_day(text: str, value: str) -> bool:
    """Whether a day stands in it, in any order, with its month in digits or in letters."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return False
    written = [_number(part) for part in _DIGITS_OR_WORD.findall(text)]
    numbers = [number for number in written if number is not None]
    threes = {
        tuple(sorted(three)) for three in zip(numbers, numbers[1:], numbers[2:], strict=False)
    }
    years = (day.year, day.year % 100)
    if any(tuple(sorted((year, day.month, day.day))) in threes for year in years):
        return True
    apart = [(f"{year:02}", f"{day:%m}", f"{day:%d}") for year in years]
    runs = _DIGITS.findall(text)
    return any("".join(order) in runs for three in apart for order in permutations(three))


def _number(part: str) -> int | None:
    """What a number or the name of a month says."""
    if _DIGITS.fullmatch(part):
        return int(part) if len(part) <= WHOLE else None
    return _MONTHS.get(part[:3])


_WORD: Final = re.compile(r"\w+")
_DIGITS: Final = re.compile(r"[0-9]+")
_DIGITS_OR_WORD: Final = re.compile(r"[0-9]+|[^\W\d_]+")
_BETWEEN: Final = re.compile(r"(?<=[0-9])[\s().\-/\u2010-\u2015]+(?=[0-9])")
_NUMBERED: Final = frozenset({"contact", "extern_nummer"})

_PARTICLES: Final = re.compile(
    r"aan|al|bij|de[nrs]?|en|het|in|onder|op|over|s|t|te[nr]?|tot|uit|van|voor"
)
"""Words of names that stand in any sentence."""

_MONTHS: Final = {
    begin: number
    for number, begins in enumerate(
        [
            "jan",
            "feb",
            "mrt,maa,mar",
            "apr",
            "mei,may",
            "jun",
            "jul",
            "aug",
            "sep",
            "okt,oct",
            "nov",
            "dec",
        ],
        1,
    )
    for begin in begins.split(",")
}
"""By the letters that their names begin with, in Dutch and English."""
