"""What the report says, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from journey.codebook import Label, Lang
from journey.presentation.sheets import SHORT
from journey.projections.durations import EVENT

MONTHS: Final[Mapping[Lang, tuple[str, ...]]] = {
    "nl": (
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}

_SHORT_MONTHS: Final[Mapping[Lang, tuple[str, ...]]] = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}

COLOURS: Final[Mapping[str, str]] = {
    "startbaan": "#1f7a4d",
    "in_bemiddeling": "#15437a",
    "voortraject": "#3f82bd",
    "nog_voortraject_nodig": "#a3cbe6",
    "on_hold": "#e2a72e",
    "uitval": "#b4432f",
    "einde": "#7a5a9e",
    "onbekend": "#9aa3ab",
    "nog_niet": "#5d6b78",
}
"""The colour of every status; those that lie beside each other differ in lightness too."""

STACKED: Final = (
    "startbaan",
    "in_bemiddeling",
    "voortraject",
    "nog_voortraject_nodig",
    "on_hold",
    "uitval",
    "einde",
    "onbekend",
)
"""Statuses from the bottom of the stack to its top: who works, who is on the way, who left."""

MEASURES: Final[Mapping[str, Label]] = {
    "wachttijd_voortraject": Label("Instroom → voortraject", "Intake → voortraject"),
    "wachttijd_plaatsing": Label("Instroom → startbaan", "Intake → startbaan"),
    "pip_plaatsing": Label("PIP → startbaan", "PIP → startbaan"),
    "duur_voortraject": Label("Duur voortraject", "Length of voortraject"),
    "duur_startbaan": Label("Duur startbaan", "Length of startbaan"),
    "werkzaam": Label("Aaneengesloten aan het werk", "At work without a break"),
    "duur_on_hold": Label("Duur on hold", "Time on hold"),
}

ENDS: Final[Mapping[str, Label]] = {
    EVENT: Label("Geplaatst", "Placed"),
    "uitval": Label("Uitgevallen", "Dropped out"),
    "einde": Label("Einde deelname", "Ended"),
}
"""How waiting for a startbaan ends."""
END_COLOURS: Final[Mapping[str, str]] = {
    EVENT: COLOURS["startbaan"],
    "uitval": COLOURS["uitval"],
    "einde": COLOURS["einde"],
}
END_DASHES: Final[Mapping[str, str | None]] = {EVENT: None, "uitval": "7 3", "einde": "2 3"}

TITLE: Final = Label("Cijfers over proeven startbanen", "Figures on the startbaan pilots")


def long_date(day: date, lang: Lang) -> str:
    """A day in words: ``31 oktober 2025``."""
    return f"{day.day} {MONTHS[lang][day.month - 1]} {day.year}"


def short_month(day: date, lang: Lang) -> str:
    """A month for an axis: ``okt 2025``."""
    return f"{_SHORT_MONTHS[lang][day.month - 1]} {day.year}"


def status_name(status: str, lang: Lang) -> str:
    """The short label of a status."""
    return SHORT[status][lang]
