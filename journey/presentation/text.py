"""How texts and figures look to people, in both languages."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Final, NamedTuple

from journey.codebook import Label, Lang

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories that a terminal acts on or that nobody sees: control characters, bidi marks, …"""


def visible(text: str) -> str:
    """A text from data with everything that a terminal would act on made visible.

    Every text that is shown and that came from data passes through here. Control characters,
    bidi marks, line breaks and lone surrogates come out as ``\\u202e`` and the like.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(c) if unicodedata.category(c) in _HIDDEN else c for c in text)


def _escaped(character: str) -> str:
    code = ord(character)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )


def one_decimal(value: float | None, lang: Lang) -> str:
    """A figure with one decimal, as the language writes it; ``-`` where there is none."""
    return fixed(value, 1, lang)


def fixed(value: float | Decimal | None, places: int, lang: Lang) -> str:
    """A figure with so many decimals, as the language writes it; ``-`` where there is none."""
    if value is None:
        return "-"
    text = f"{value:.{places}f}"
    return text.replace(".", ",") if lang == "nl" else text


def per_cent(value: float | None, lang: Lang) -> str:
    """A percentage with one decimal: ``31,5%``; ``-`` over a base of 0."""
    return "-" if value is None else f"{one_decimal(value, lang)}%"


def whole(value: int, lang: Lang) -> str:
    """A number with its thousands apart."""
    return f"{value:,}".replace(",", ".") if lang == "nl" else f"{value:,}"


class Noun(NamedTuple):
    """What can be counted: the word for one of it, and for any other number."""

    one: Label
    more: Label


DEELNEMERS: Final = Noun(Label("deelnemer", "participant"), Label("deelnemers", "participants"))
GEBEURTENISSEN: Final = Noun(Label("gebeurtenis", "event"), Label("gebeurtenissen", "events"))
DAGEN: Final = Noun(Label("dag", "day"), Label("dagen", "days"))
GEVALLEN: Final = Noun(Label("geval", "case"), Label("gevallen", "cases"))
PROBLEMEN: Final = Noun(Label("probleem", "problem"), Label("problemen", "problems"))


def so_many(n: int, noun: Noun, lang: Lang) -> str:
    """A number with its noun: ``1 deelnemer``, ``1.204 deelnemers``."""
    return f"{whole(n, lang)} {(noun.one if n == 1 else noun.more)[lang]}"


UNIT_NOUNS: Final = {
    "deelnemers": DEELNEMERS,
    "antwoorden": Noun(Label("antwoord", "answer"), Label("antwoorden", "answers")),
    "startbanen": Noun(Label("startbaan", "startbaan"), Label("startbanen", "startbanen")),
}
UNITS: Final = {name: noun.more for name, noun in UNIT_NOUNS.items()}
SEVERAL: Final = Label("meer antwoorden mogelijk", "several answers possible")
