"""Spells: maximal runs of days on which a participant has one status, ``[start, end)``.

A day has one status, the one at its end, so changes within a day leave no spell.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import zip_longest

from msgspec import Struct

from journey.aggregates.state import NOTHING, Entry, Spell, evolve


class StatusSpell(Struct, frozen=True):
    """One spell; ``end`` is None while it lasts. ``door`` names the event that began it."""

    status: str
    start: date
    end: date | None
    door: str

    def days(self, peildatum: date) -> int:
        """Its length so far: to its end, or to the peildatum while it lasts."""
        return ((self.end or peildatum) - self.start).days


def spells(timeline: Sequence[Entry], peildatum: date) -> list[StatusSpell]:
    """The spells of one participant that began by the peildatum, in order.

    ``timeline`` stands in the total order. The last spell lasts at the peildatum.
    """
    at_end_of_day: dict[date, Spell] = {}
    state = NOTHING
    for entry in timeline:
        if entry.event.datum > peildatum:
            break
        state = evolve(state, entry)
        if state.spell is not None:
            at_end_of_day[state.spell_day] = state.spell
    begun = list({spell.start: spell for spell in at_end_of_day.values()}.values())
    return [
        StatusSpell(spell.status, spell.start, later.start if later else None, spell.door)
        for spell, later in zip_longest(begun, begun[1:])
    ]
