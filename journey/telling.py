"""Whether a text tells who somebody is, as far as a program can see that.

Looked for is what is known of the person: the words of a name, a day in any order, numbers however
they are written, addresses, and what is longer in full; without regard to case and accents, and
never as a part of another word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise, permutations
from typing import Final

NUMBER: Final = 6
"""Numbers of so many digits are looked for, by their last :data:`ENDING`: prefixes differ."""
ENDING: Final = 8

IN_FULL: Final = {"toelichting": 4, "werkgever": 2}
"""From so many words on a value is looked for in full; anything shorter stands in any reason."""


def tells(text: str, field: str, value: object) -> bool:
    """Whether a text holds the value of a personal field, or a part that tells who it is of."""
    known = _LOOKED_FOR.get(field, _holds_whole)
    return known(_bare(text), _bare(str(value)), field)


def _bare(text: str) -> str:
    """A text without accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _holds(text: Sequence[str], words: Sequence[str]) -> bool:
    """Whether these words stand in a text one after the other."""
    return any(text[i : i + len(words)] == words for i in range(len(text) - len(words) + 1))


def _holds_whole(text: str, value: str, field: str) -> bool:
    words = _WORD.findall(value.casefold())
    enough = len(words) >= IN_FULL.get(field, 1)
    return enough and _holds(_WORD.findall(text.casefold()), words)


# -- names ------------------------------------------------------------------------------------


def _holds_name(text: str, name: str, field: str) -> bool:
    """Whether the whole name stands there, two of its words together, or one that is no ordinary
    word: written as a name, an ordinary word is none."""
    words, given = _LETTERS.findall(name.casefold()), _LETTERS.findall(text)
    plain = [word.casefold() for word in given]
    if len(words) > 1 and _holds(plain, words):
        return True
    pairs = [list(pair) for pair in pairwise(words) if not _PARTICLES.fullmatch(pair[1])]
    if any(_holds(plain, pair) for pair in pairs):
        return True
    written = {word for word in words if len(word) > 1 and not _PARTICLES.fullmatch(word)}
    return any(
        {low, low.removesuffix("s")} & written and not (word.islower() and _ORDINARY.fullmatch(low))
        for word, low in zip(given, plain, strict=True)
    )


_PARTICLES: Final = re.compile(
    r"aan|al|als|bij|dat|de[nrs]?|die|dit|door|een|en|er|het|ik|in|is|met|niet|of|om|onder|op|over"
    r"|s|t|te[nr]?|tot|uit|van|vd|von|voor|zijn"
)
"""Words of names that stand in any sentence, also at its beginning."""

_ORDINARY: Final = re.compile(
    r"januar[iy]|februar[iy]|maart|march|april|mei|may|june?|jul[iy]|august(us)?|september"
    r"|o[kc]tober|november|december|(maan|dins|woens|donder|vrij|zater|zon)dag"
    r"|an|baan|blauw|bruin|da|dag|di|do|du|el|goed|groen|groot|hoog|hoop|ja|jaar|jong|kind|klein"
    r"|kort|la|lang|le|man|na|nee|no|nu|oud|recht|rood|so|vrij|vrouw|week|wel|werk|wil|winter|wit"
    r"|zomer|zwart"
)
"""Names that are ordinary words as well: only a capital tells that one is meant as a name."""


# -- numbers and addresses --------------------------------------------------------------------


def _holds_contact(text: str, value: str, field: str) -> bool:
    low, known = text.casefold(), value.casefold()
    if any(address in low for address in _ADDRESS.findall(known)):
        return True
    if sum(letter.isdigit() for letter in known) < NUMBER:
        return False
    return _holds_number(low, known) or _holds_whole(text, value, field)


def _holds_external(text: str, value: str, field: str) -> bool:
    signs = "".join(_WORD.findall(value))
    long = len(signs) >= NUMBER and any(sign.isdigit() for sign in signs)
    return long and (_holds_number(text, value) or _holds_whole(text, value, field))


def _holds_number(text: str, value: str) -> bool:
    found = _numbers(text)
    return any(number[-ENDING:] in run for number in _numbers(value) for run in found)


def _numbers(text: str) -> list[str]:
    """The longer numbers, without what stands between their digits."""
    return [run for run in _DIGITS.findall(_BETWEEN.sub("", text)) if len(run) >= NUMBER]


# -- days -------------------------------------------------------------------------------------


def _holds_day(text: str, value: str, field: str) -> bool:
    """Whether a day stands in it, in any order, with its month in digits or in letters."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return False
    written = _MONTH.sub(_in_digits, text.casefold())
    if any(_is_day(match.groups(), day) for match in _THREE.finditer(written)):
        return True
    apart = [(year, f"{day:%m}", f"{day:%d}") for year in _years(day)]
    runs = _DIGITS.findall(text)
    return any("".join(order) in runs for three in apart for order in permutations(three))


def _is_day(three: Iterable[str], day: date) -> bool:
    rest = sorted((day.month, day.day))
    return any(
        year in _years(day) and sorted((int(one), int(other))) == rest
        for year, one, other in permutations(three)
    )


def _years(day: date) -> tuple[str, str]:
    return f"{day.year:04}", f"{day.year % 100:02}"


def _in_digits(month: re.Match[str]) -> str:
    return f" {_MONTHS[month[0][:3]]} "


_WORD: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_DIGITS: Final = re.compile(r"[0-9]+")
_ADDRESS: Final = re.compile(r"[^\s,;<>()]+@[^\s,;<>()]+")
_BETWEEN: Final = re.compile(r"(?<=[0-9])[\s().\-/\u2010-\u2015]+(?=[0-9])")

_APART: Final = r"(?:e|de|ste|st|nd|rd|th)?(?:[\s./'\-\u2010-\u2015\u2019]{1,3}|,\s?(?=[0-9]{4}))"
_THREE: Final = re.compile(
    rf"(?<![0-9])(?=([0-9]{{1,4}}){_APART}([0-9]{{1,4}}){_APART}([0-9]{{1,4}})(?![0-9]))"
)
"""Three numbers that stand next to each other, wherever they begin."""

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

_MONTH: Final = re.compile(
    r"(?<![^\W\d_])(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|mrt|maart|mar(?:ch)?|apr(?:il)?|mei|may"
    r"|june?|juni|july?|juli|aug(?:ustus|ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)(?![^\W\d_])"
)

_LOOKED_FOR: Final[dict[str, Callable[[str, str, str], bool]]] = {
    "naam": _holds_name,
    "geboortedatum": _holds_day,
    "contact": _holds_contact,
    "extern_nummer": _holds_external,
}
