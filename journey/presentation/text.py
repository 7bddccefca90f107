"""How texts and figures look to people, in both languages."""

from __future__ import annotations

import unicodedata
from typing import Final

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
    if value is None:
        return "-"
    text = f"{value:.1f}"
    return text.replace(".", ",") if lang == "nl" else text


def per_cent(value: float | None, lang: Lang) -> str:
    """A percentage with one decimal: ``31,5%``; ``-`` over a base of 0."""
    return "-" if value is None else f"{one_decimal(value, lang)}%"


def whole(value: int, lang: Lang) -> str:
    """A number with its thousands apart."""
    return f"{value:,}".replace(",", ".") if lang == "nl" else f"{value:,}"


UNITS: Final = {
    "deelnemers": Label("deelnemers", "participants"),
    "antwoorden": Label("antwoorden", "answers"),
    "startbanen": Label("startbanen", "startbanen"),
}
SEVERAL: Final = Label("meer antwoorden mogelijk", "several answers possible")
COLUMN_LABELS: Final = {
    "alle": Label("Alle", "All"),
    "verplicht": Label("Verplicht", "Mandatory"),
    "vrijwillig": Label("Vrijwillig", "Voluntary"),
    "geplaatst": Label("Geplaatst", "Placed"),
    "banen": Label("Banen", "Startbanen"),
}
