"""One row per participant: how it was on the peildatum, as known at a moment.

A coded column says ``onbekend`` where the value is unknown and ``nvt`` where it can't apply; a
date or number is None in both cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from msgspec import Struct

from journey.aggregates.state import Entry, Startbaan, State, fold
from journey.codebook import JA, NEE, NVT, ONBEKEND
from journey.errors import WrongUsage
from journey.events import CHARACTERISTICS, JOB_TERMS, Characteristics, JobTerms, fields_of
from journey.fields import Day, Hours, Whole
from journey.ledger import Ledger

DEFINITIONS: Final = 1
"""Version of the fold and of every figure; raised whenever any figure could change."""

Value = str | int | float | None | tuple[str, ...]
Row = tuple[Value, ...]

COLUMNS: Final[tuple[str, ...]] = (
    "deelnemernummer",
    "proef",
    "instroomdatum",
    "status",
    "status_sinds",
    "status_door",
    "leeftijd",
    *CHARACTERISTICS,
    "voortraject_ooit",
    "voortraject_afgerond",
    "soort_voortraject",
    "voortraject_dagen",
    "plaatsing_ooit",
    "betaald_geplaatst_ooit",
    "aantal_startbanen",
    "eerste_plaatsing",
    "uren_totaal",
    "startbaan",
    *JOB_TERMS,
    "startbaan_start",
    "startbaan_einde",
    "reden_einde",
    "on_hold_ooit",
    "on_hold_fase",
    "on_hold_dagen",
    "reden_on_hold",
    "reden_uitstroom",
    "uitstroomdatum",
)
OWN_DATES: Final = (
    "instroomdatum",
    "status_sinds",
    "eerste_plaatsing",
    "startbaan_start",
    "startbaan_einde",
    "uitstroomdatum",
)
OWN_COUNTS: Final = ("leeftijd", "voortraject_dagen", "aantal_startbanen", "on_hold_dagen")
OWN_HOURS: Final = "uren_totaal"
"""Of the columns that are no field of an event, those of a date, a whole number, and hours."""
COLUMN: Final[Mapping[str, int]] = {name: index for index, name in enumerate(COLUMNS)}

_NO_CODE: Final = frozenset(
    name
    for cls in (Characteristics, JobTerms)
    for name, of in fields_of(cls).items()
    if isinstance(of.kind, Day | Whole | Hours)
)
"""Characteristics and job terms that are a date or number: None, not ``onbekend``, if unknown."""


class Person(NamedTuple):
    """One participant in a snapshot: the row, and the state that it was made of."""

    row: Row
    state: State


def named(row: Row) -> dict[str, Value]:
    """The values of a row by column."""
    return dict(zip(COLUMNS, row, strict=True))


class Where(Struct, frozen=True):
    """Which participants are asked for: for each column the values that will do, as CSV shows
    them. Several values of one column are alternatives; a list matches by membership."""

    asked: tuple[tuple[str, str], ...] = ()
    wanted: Mapping[str, frozenset[str]] = {}

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Where:
        """Raises :class:`WrongUsage` for a column that a snapshot does not have."""
        asked = tuple(pairs)
        wanted: dict[str, set[str]] = {}
        for column, value in asked:
            checked_column(column)
            wanted.setdefault(column, set()).add(value)
        return cls(asked, {column: frozenset(values) for column, values in wanted.items()})

    def holds(self, row: Row) -> bool:
        """Whether a row is asked for."""
        return all(
            not values.isdisjoint(_texts(row[COLUMN[column]]))
            for column, values in self.wanted.items()
        )


def checked_column(name: str) -> None:
    """Raises :class:`WrongUsage` for a name that is no column of a snapshot."""
    if name not in COLUMN:
        raise WrongUsage(f"{name} is no column of a snapshot; allowed: {', '.join(COLUMNS)}")


EVERYONE: Final = Where()


def _texts(value: Value) -> Iterable[str]:
    return value if isinstance(value, tuple) else (as_text(value),)


def as_text(value: Value) -> str:
    """A value as CSV shows it: None is empty, a list is joined by ``|``."""
    if value is None:
        return ""
    return "|".join(value) if isinstance(value, tuple) else str(value)


def snapshot(ledger: Ledger, peildatum: date, where: Where = EVERYONE) -> list[Person]:
    """Everyone whose intake counts at (``peildatum``, the ledger's known-at) and who is asked for.

    ``peildatum`` is inclusive. Sorted by code point of the number, as written at the intake.
    """
    found = (person_on(timeline, peildatum, where) for timeline in ledger.timelines())
    people = [person for person in found if person is not None]
    people.sort(key=lambda person: person.state.number)
    return people


def person_on(timeline: Sequence[Entry], peildatum: date, where: Where = EVERYONE) -> Person | None:
    """One participant in the snapshot of the peildatum (inclusive); None where the intake does not
    count yet, or somebody else is asked for."""
    return person_of(state_on(timeline, peildatum), peildatum, where)


def person_of(state: State, peildatum: date, where: Where) -> Person | None:
    """As :func:`person_on`, of the state at the end of the peildatum."""
    if state.instroom is None:
        return None
    row = row_of(state, peildatum)
    return Person(row, state) if where.holds(row) else None


def state_on(timeline: Sequence[Entry], peildatum: date) -> State:
    """The state at the end of the peildatum; ``timeline`` stands in the total order."""
    if timeline and timeline[-1].event.datum > peildatum:
        timeline = [entry for entry in timeline if entry.event.datum <= peildatum]
    return fold(timeline)


def row_of(state: State, peildatum: date) -> Row:
    """The row of one participant; the state is that at the end of the peildatum."""
    assert state.instroom is not None
    assert state.spell is not None
    spell = state.spell
    known = state.known
    plaatsing = _ooit(bool(state.startbanen), "plaatsing", state)
    return (
        state.number,
        state.proef,
        state.instroom.isoformat(),
        spell.status,
        spell.start.isoformat(),
        spell.door,
        _leeftijd(known.get("geboortejaar"), peildatum),
        *[_shown(name, known.get(name, ONBEKEND)) for name in CHARACTERISTICS],
        *_voortraject(state),
        plaatsing,
        _betaald(state.startbanen, plaatsing),
        None if plaatsing == ONBEKEND else len(state.startbanen),
        state.startbanen[0].start.isoformat() if state.startbanen else None,
        _uren_totaal(state.startbanen),
        *_startbaan(shown_startbaan(state.startbanen), _absent(plaatsing)),
        *_on_hold(state),
        state.exit.reden if state.exit else NVT,
        state.exit.datum.isoformat() if state.exit else None,
    )


def shown_startbaan(startbanen: Sequence[Startbaan]) -> Startbaan | None:
    """The newest startbaan: of the open ones the last to start, else the last to start."""
    for baan in reversed(startbanen):
        if baan.end is None:
            return baan
    return startbanen[-1] if startbanen else None


def terms_of(baan: Startbaan) -> tuple[Value, ...]:
    """The terms of a startbaan as columns, in the order of the catalogue."""
    return tuple(_shown(name, baan.terms.get(name, ONBEKEND)) for name in JOB_TERMS)


def _shown(name: str, value: Value) -> Value:
    return None if value == ONBEKEND and name in _NO_CODE else value


def _leeftijd(geboortejaar: Any, peildatum: date) -> int | None:
    return peildatum.year - geboortejaar if isinstance(geboortejaar, int) else None


def _ooit(ever: bool, aspect: str, state: State) -> str:
    if ever:
        return JA
    return ONBEKEND if aspect in state.missing else NEE


def _absent(ooit: str) -> str:
    """What a coded column says of something that never was, or of which that is not known."""
    return ONBEKEND if ooit == ONBEKEND else NVT


def _voortraject(state: State) -> tuple[Value, ...]:
    voortraject = state.voortraject
    ooit = _ooit(voortraject is not None, "voortraject", state)
    if voortraject is None:
        return ooit, _absent(ooit), _absent(ooit), None
    days = voortraject.days if voortraject.afgerond == JA else None
    return ooit, voortraject.afgerond, voortraject.soort, days


def _betaald(startbanen: Sequence[Startbaan], plaatsing: str) -> str:
    if any(baan.ooit_betaald for baan in startbanen):
        return JA
    unknown = any(baan.terms.get("soort_startbaan", ONBEKEND) == ONBEKEND for baan in startbanen)
    return ONBEKEND if unknown or plaatsing == ONBEKEND else NEE


def _uren_totaal(startbanen: Sequence[Startbaan]) -> int | float | None:
    hours = [baan.terms.get("uren_per_week") for baan in startbanen if baan.end is None]
    hundredths = [round(value * 100) for value in hours if isinstance(value, int | float)]
    if not hours or len(hundredths) < len(hours):
        return None
    total = sum(hundredths)
    return total / 100 if total % 100 else total // 100


def _startbaan(baan: Startbaan | None, absent: str) -> tuple[Value, ...]:
    if baan is None:
        terms = [None if name in _NO_CODE else absent for name in JOB_TERMS]
        return None, *terms, None, None, absent
    end = None if baan.end is None else baan.end.isoformat()
    reden = NVT if baan.end is None else baan.reden_einde
    return baan.key, *terms_of(baan), baan.start.isoformat(), end, reden


def _on_hold(state: State) -> tuple[Value, ...]:
    hold = state.hold
    ooit = _ooit(hold is not None, "on_hold", state)
    if hold is None:
        return ooit, _absent(ooit), None, _absent(ooit)
    return ooit, hold.fase, hold.days, hold.reden
