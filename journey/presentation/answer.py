"""What every answer says of itself, so that it can be made again byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from journey.codebook import Label, Lang
from journey.ledger import Ledger
from journey.projections.snapshot import DEFINITIONS


def as_known(known_at: str | None, lang: Lang) -> str:
    """As known when, in words; None: now."""
    if lang == "nl":
        return f"zoals bekend op {known_at}" if known_at else "zoals nu bekend"
    return f"as known at {known_at}" if known_at else "as known now"


class Head(Struct, frozen=True):
    """Peildatum, known-at as asked (None: everything so far), position, and what was asked for."""

    peildatum: date
    known_at: str | None
    position: int
    where: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, ledger: Ledger, peildatum: date, where: Sequence[tuple[str, str]] = ()) -> Head:
        """The head of an answer made from this ledger."""
        asked = ledger.known_at.asked if ledger.known_at else None
        return cls(peildatum, asked, ledger.position, tuple(where))

    def data(self) -> dict[str, Any]:
        """As every JSON answer begins."""
        return {
            "peildatum": self.peildatum.isoformat(),
            "known_at": self.known_at,
            "position": self.position,
            "definitions": DEFINITIONS,
            "where": [f"{column}={value}" for column, value in self.where],
        }

    def line(self, lang: Lang, *asked_for: Label) -> str:
        """As people read it; ``asked_for``: what else was asked that changes the figures."""
        return " · ".join([self._line(lang), *(label[lang] for label in asked_for)])

    def _line(self, lang: Lang) -> str:
        asked = ", ".join(f"{column}={value}" for column, value in self.where)
        known = as_known(self.known_at, lang)
        if lang == "nl":
            chosen = f" · alleen {asked}" if asked else ""
            return (
                f"Peildatum {self.peildatum} · {known} (positie {self.position}) · "
                f"definities {DEFINITIONS}{chosen}"
            )
        chosen = f" · only {asked}" if asked else ""
        return (
            f"Peildatum {self.peildatum} · {known} (position {self.position}) · "
            f"definitions {DEFINITIONS}{chosen}"
        )
