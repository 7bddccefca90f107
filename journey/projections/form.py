"""What the log says, as the rows of the registration form.

Every event that stands at the peildatum is told by one row, and by one date of that row:

===========  ==========================  =====================================================
tab          rows                        their dates and what they tell
===========  ==========================  =====================================================
deelnemer    one, and one a change       ``instroomdatum``: intake; ``sinds``:
                                         characteristics_changed
situatie     one, and one a change       ``sinds``: none in the first row (the intake), else
                                         characteristics_changed
voortraject  one a voortraject,          ``begin``: voortraject_started, activity_started,
             activity or mediation       mediation_started; ``einde``: voortraject_ended,
                                         activity_ended
startbaan    one a startbaan, and one a  ``begin``: placed; ``sinds``: placement_changed;
             change of its terms         ``einde``: placement_ended
on_hold      one a hold, exit or aspect  ``begin``: put_on_hold, dropped_out, completed,
             that is not known           information_missing; ``einde``: resumed, reentered,
                                         information_confirmed
===========  ==========================  =====================================================

What an exit closes has no ``einde`` of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from msgspec import Struct

from journey.events import (
    ActivityEnded,
    ActivityStarted,
    CharacteristicsChanged,
    Completed,
    DroppedOut,
    Event,
    InformationConfirmed,
    InformationMissing,
    Intake,
    MediationStarted,
    Placed,
    PlacementChanged,
    PlacementEnded,
    PutOnHold,
    Reentered,
    Resumed,
    VoortrajectEnded,
    VoortrajectStarted,
)

DEELNEMER: Final = "deelnemer"
SITUATIE: Final = "situatie"
VOORTRAJECT: Final = "voortraject"
STARTBAAN: Final = "startbaan"
ON_HOLD: Final = "on_hold"
TABS: Final = (DEELNEMER, SITUATIE, VOORTRAJECT, STARTBAAN, ON_HOLD)

DATES: Final = ("instroomdatum", "sinds", "begin", "einde")
"""The columns whose cells date an event; each has a precisie and a volgorde beside it."""

PERSON: Final = (
    "geslacht",
    "geboortejaar",
    "opleiding",
    "verblijfsvergunning_verleend",
    "baan_bij_instroom",
    "taalniveau_bij_instroom",
    "gemeente",
    "lichting",
    "uitvoerder",
)
"""The characteristics that the tab Deelnemer asks beside ``deelname``; the rest is in Situatie."""


QUESTIONS: Final[Mapping[str, str]] = {
    "status": "status",
    "voortraject_ooit": "voortraject",
    "plaatsing_ooit": "plaatsing",
    "on_hold_ooit": "on_hold",
}
"""What the first row of Situatie asks of the peildatum, and the aspect that it is about: where a
cell is empty or says onbekend, the pilot does not know it."""


class Dated(Struct, frozen=True):
    """When something on the form happened.

    ``day``: the day; of a month or year its first day, and then ``settled`` is False: what happened
    gets the first day in it that breaks no rule. None where the form says ``onbekend`` and no day.
    ``precisie`` is dag, maand, jaar or onbekend; ``volgorde`` the place among the events of one
    day, None for the usual one.
    """

    day: date | None
    precisie: str = "dag"
    volgorde: int | None = None
    settled: bool = True

    @classmethod
    def of(cls, day: date, precisie: str = "dag", volgorde: int | None = None) -> Dated:
        """A day that is known this well; the first day of a month or year stands for all of it."""
        return cls(day, precisie, volgorde, not _stands_for_all(day, precisie))

    def agrees(self, other: Dated) -> bool:
        """Whether both may say the same date, equally well known: equal days, or a month or year
        and a day in it. The place in the day is left out."""
        if self.precisie != other.precisie:
            return False
        if self.day is None or other.day is None or (self.settled and other.settled):
            return self.day == other.day
        length = 4 if self.precisie == "jaar" else 7
        return self.day.isoformat()[:length] == other.day.isoformat()[:length]


def _stands_for_all(day: date, precisie: str) -> bool:
    return day.day == 1 and (precisie == "maand" or (precisie == "jaar" and day.month == 1))


Value = str | int | float | tuple[str, ...] | Dated
"""A code, key or ISO date as text; a number; several codes; or when something happened.

Yes and no are ``ja`` and ``nee``, also of ``afgerond``.
"""


class FormRow(Struct, frozen=True):
    """One row of the form: the values by column, those that are not known left out.

    ``sources``: for each column the id of the event that says it; of the log's rows only.
    """

    tab: str
    deelnemernummer: str
    values: Mapping[str, Value]
    sources: Mapping[str, str] = {}


_USUAL: Final = (
    Intake,
    Reentered,
    Resumed,
    ActivityEnded,
    VoortrajectEnded,
    PlacementEnded,
    InformationConfirmed,
    CharacteristicsChanged,
    VoortrajectStarted,
    ActivityStarted,
    MediationStarted,
    Placed,
    PlacementChanged,
)
"""What ends makes room for what starts; what begins and ends on one day comes after that."""
_LATE: Final = (
    ActivityEnded,
    VoortrajectEnded,
    PlacementEnded,
    PutOnHold,
    Resumed,
    InformationMissing,
    InformationConfirmed,
    DroppedOut,
    Completed,
    Reentered,
)


def rank(kind: type[Event], *, begun_today: bool = False) -> int:
    """The usual place of an event among those of one day; those of one rank stand in the order of
    the rows that tell them.

    ``begun_today``: it ends what began on the same day, so it comes after that. Where this is not
    the order in the log, and another order would mean something else, the form has a volgorde.
    """
    if kind in _USUAL and not (begun_today and kind in _LATE):
        return _USUAL.index(kind)
    return len(_USUAL) + _LATE.index(kind)
