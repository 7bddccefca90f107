"""What can hardly be so: unlikely and impossible things about one participant at a peildatum.

Each check is a small function over a :class:`Case`. A log whose events break no rule can hold all
of them but ``valt_weg``: a doubt is a question to whoever knows the participant, not a mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from journey.aggregates.rules import broken
from journey.aggregates.state import NOTHING, Entry, Startbaan, State, follow
from journey.codebook import ONBEKEND, TAALNIVEAU
from journey.events import NAMES, PlacementChanged
from journey.peildatum import month_later

LONG: Final = 365
"""Days after which a hold or a voortraject that still runs is asked about."""

MOST_HOURS: Final = 48
"""Hours a week, all startbanen together, above which is asked."""

AGES: Final = range(16, 76)
"""Ages that are not asked about."""


class Case(NamedTuple):
    """One participant at a peildatum (inclusive): the standing events up to it, what they amount to
    and the day."""

    timeline: Sequence[Entry]
    state: State
    peildatum: date


class Doubt(NamedTuple):
    """One thing to ask about: the check, the field it is about, the startbaan if it is about one,
    and what stands there."""

    check: str
    field: str
    startbaan: str | None
    value: str


_Found = tuple[str, str | None, str]
"""Field, startbaan and value of a doubt."""


def doubts(case: Case) -> list[Doubt]:
    """Everything to ask about a participant, in the order of :data:`CHECKS`."""
    return [Doubt(name, *found) for name, check in CHECKS.items() for found in check(case)]


def _misfits(case: Case) -> Iterator[_Found]:
    state = NOTHING
    for entry in case.timeline:
        if broken(state, entry.event) is None:
            state = follow(state, entry)
        else:
            yield "datum", None, f"{NAMES[type(entry.event)]} {entry.event.datum}"


def _still_working(case: Case) -> Iterator[_Found]:
    left = case.state.exit
    if left is not None and left.status == "uitval":
        for baan in _open(case.state):
            yield "startbaan_einde", baan.key, f"{baan.start}"


def _work_without_startbaan(case: Case) -> Iterator[_Found]:
    state = case.state
    left = state.exit
    if left and left.reden == "werk" and not state.startbanen and "plaatsing" not in state.missing:
        yield "reden_uitstroom", None, left.reden


def _contract_over(case: Case) -> Iterator[_Found]:
    for baan in _open(case.state):
        months: Any = baan.terms.get("duur_overeenkomst_maanden")
        if isinstance(months, int) and baan.terms.get("contract") != "onbepaalde_tijd":
            over = month_later(_agreed(case, baan), months)
            if over < case.peildatum:
                yield "startbaan_einde", baan.key, f"{over}"


def _agreed(case: Case, baan: Startbaan) -> date:
    """The day from which the newest length of the contract counts."""
    changes = [
        entry.event.datum
        for entry in case.timeline
        if isinstance(entry.event, PlacementChanged)
        and entry.event.startbaan == baan.key
        and entry.event.duur_overeenkomst_maanden is not None
    ]
    return max(changes, default=baan.start)


def _long_hold(case: Case) -> Iterator[_Found]:
    hold = case.state.hold
    if hold is not None and hold.open and (case.peildatum - hold.start).days > LONG:
        yield "on_hold_einde", None, f"{hold.start}"


def _long_voortraject(case: Case) -> Iterator[_Found]:
    voortraject = case.state.voortraject
    if voortraject and voortraject.open and (case.peildatum - voortraject.start).days > LONG:
        yield "voortraject_einde", None, f"{voortraject.start}"


def _no_days(case: Case) -> Iterator[_Found]:
    for baan in case.state.startbanen:
        if baan.days == 0:
            yield "startbaan_einde", baan.key, f"{baan.start}"
    voortraject = case.state.voortraject
    if voortraject is not None and voortraject.days == 0:
        yield "voortraject_einde", None, f"{voortraject.start}"


def _many_hours(case: Case) -> Iterator[_Found]:
    hours = [baan.terms.get("uren_per_week") for baan in _open(case.state)]
    total = sum(value for value in hours if isinstance(value, int | float))
    if total > MOST_HOURS:
        yield "uren_per_week", None, f"{total}"


def _age(case: Case) -> Iterator[_Found]:
    year: Any = case.state.known.get("geboortejaar")
    if isinstance(year, int) and case.peildatum.year - year not in AGES:
        yield "geboortejaar", None, f"{year}"


def _children(case: Case) -> Iterator[_Found]:
    family = case.state.known.get("gezinssituatie")
    children: Any = case.state.known.get("kinderen")
    if not isinstance(children, int):
        return
    without = family in ("alleen", "partner_zonder_kinderen")
    if children > 0 if without else family in _WITH_CHILDREN and children == 0:
        yield "kinderen", None, f"{family}, {children}"


_WITH_CHILDREN: Final = ("alleen_met_kinderen", "partner_en_kinderen")


def _level_fell(case: Case) -> Iterator[_Found]:
    first = case.state.known.get("taalniveau_bij_instroom", ONBEKEND)
    now = case.state.known.get("taalniveau", ONBEKEND)
    levels = list(TAALNIVEAU)
    if ONBEKEND not in (first, now) and levels.index(now) < levels.index(first):
        yield "taalniveau", None, f"{first} → {now}"


def _open(state: State) -> Iterator[Startbaan]:
    return (baan for baan in state.startbanen if baan.open)


CHECKS: Final[Mapping[str, Callable[[Case], Iterator[_Found]]]] = {
    "valt_weg": _misfits,
    "startbaan_na_uitval": _still_working,
    "uitstroom_werk_zonder_startbaan": _work_without_startbaan,
    "contract_voorbij": _contract_over,
    "lang_on_hold": _long_hold,
    "lang_voortraject": _long_voortraject,
    "nul_dagen": _no_days,
    "veel_uren": _many_hours,
    "leeftijd": _age,
    "gezin_en_kinderen": _children,
    "taalniveau_gedaald": _level_fell,
}
"""Every check by its code, in the order in which doubts are listed."""
