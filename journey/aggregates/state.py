"""What a participant's events amount to: :class:`State`, :func:`evolve` and :func:`status_of`.

This is the only place that says what an event means. The write side folds with it to decide, the
projections to count. ``evolve`` is total: an event that does not fit where it stands
(:mod:`journey.aggregates.rules`) changes nothing.

A state is never changed, a new one is made. The structs are msgspec's because replacing a field
of a frozen dataclass costs ten times as much, and this runs once for every event of the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from journey.aggregates.rules import broken
from journey.codebook import BETAALD_WERK, BEZIG, JA, NEE, ONBEKEND
from journey.events import (
    CHARACTERISTICS,
    JOB_TERMS,
    NAMES,
    ActivityEnded,
    ActivityStarted,
    Characteristics,
    CharacteristicsChanged,
    Completed,
    DroppedOut,
    Event,
    IdentityErased,
    IdentityRecorded,
    InformationConfirmed,
    InformationMissing,
    Intake,
    JobTerms,
    MediationStarted,
    Placed,
    PlacementChanged,
    PlacementEnded,
    PutOnHold,
    Reentered,
    Resumed,
    VoortrajectEnded,
    VoortrajectStarted,
    given,
)

STATUS_ASPECT: Final = "status"


class Entry(NamedTuple):
    """One event as the log holds it, or, on a standing timeline, as it is read there.

    ``position``, ``event_id``, ``subject`` and ``recorded_at`` are always the original's.
    """

    position: int
    event_id: str
    subject: str
    recorded_at: str
    event: Event


class Spell(Struct, frozen=True):
    """A maximal run of days with one status; ``door`` names the event that began it."""

    status: str
    start: date
    door: str


class Run(Struct, frozen=True, kw_only=True):
    """Something that lasts: ``[start, end)``; ``end`` is None while it is open.

    ``exact`` says whether every date it has so far is known to the day.
    """

    start: date
    end: date | None = None
    exact: bool = True

    @property
    def open(self) -> bool:
        """Whether it still lasts."""
        return self.end is None

    @property
    def days(self) -> int | None:
        """Its length; None while it lasts, or where a date is not known to the day."""
        return (self.end - self.start).days if self.end is not None and self.exact else None


class Voortraject(Run, frozen=True, kw_only=True):
    """One voortraject; ``afgerond`` is ja, nee (broken off, or closed by an exit) or bezig."""

    soort: str = ONBEKEND
    afgerond: str = BEZIG


class Activity(Run, frozen=True, kw_only=True):
    """One activity of a kind, with an optional name of its own."""

    activiteit: str
    naam: str | None = None


class Hold(Run, frozen=True, kw_only=True):
    """One time on hold; ``fase`` is the status just before it."""

    fase: str
    reden: str = ONBEKEND


class Startbaan(Run, frozen=True, kw_only=True):
    """One startbaan with its newest terms; ``ooit_betaald``: it was paid work at some time."""

    key: str
    terms: Mapping[str, Any]
    ooit_betaald: bool = False
    reden_einde: str = ONBEKEND


class Exit(Struct, frozen=True):
    """How an episode ended: ``uitval`` or ``einde``."""

    status: str
    datum: date
    reden: str


class State(Struct, frozen=True):
    """One participant after some of the events of their standing timeline.

    ``instroom`` is None until the intake. ``known`` holds the newest value of every
    characteristic that was ever given. ``spell`` is the status as at the end of ``spell_day``, the
    newest day with an event that bears on status; ``eve`` the spell as it was the day before.
    """

    number: str = ""
    proef: str = ""
    instroom: date | None = None
    known: Mapping[str, Any] = {}
    missing: frozenset[str] = frozenset()
    onbekend: bool = False
    bemiddeling: bool = False
    voortraject: Voortraject | None = None
    activities: tuple[Activity, ...] = ()
    startbanen: tuple[Startbaan, ...] = ()
    hold: Hold | None = None
    exit: Exit | None = None
    spell: Spell | None = None
    spell_day: date = date.min
    eve: Spell | None = None

    @property
    def on_hold(self) -> bool:
        """Whether a hold is open."""
        return self.hold is not None and self.hold.end is None

    @property
    def in_voortraject(self) -> bool:
        """Whether a voortraject is open."""
        return self.voortraject is not None and self.voortraject.end is None

    @property
    def has_startbaan(self) -> bool:
        """Whether at least one startbaan is open."""
        return None in [baan.end for baan in self.startbanen]

    def startbaan(self, key: str) -> Startbaan | None:
        """The startbaan of this key, open or ended."""
        return next((baan for baan in self.startbanen if baan.key == key), None)

    def activity(self, activiteit: str, naam: str | None) -> Activity | None:
        """The newest activity of this kind and name, open or ended."""
        return next(
            (a for a in reversed(self.activities) if a.activiteit == activiteit and a.naam == naam),
            None,
        )


NOTHING: Final = State()


def status_of(state: State) -> str:
    """The status code: the first that fits, in the order of the list of statuses."""
    if state.exit is not None:
        return state.exit.status
    if state.onbekend:
        return ONBEKEND
    if state.on_hold:
        return "on_hold"
    if state.has_startbaan:
        return "startbaan"
    if state.in_voortraject:
        return "voortraject"
    return "in_bemiddeling" if state.bemiddeling else "nog_voortraject_nodig"


def evolve(state: State, entry: Entry) -> State:
    """The state after one more event; the same state where the event does not fit."""
    return state if broken(state, entry.event) is not None else follow(state, entry)


def follow(state: State, entry: Entry) -> State:
    """The state after one more event, which is known to fit."""
    event = entry.event
    kind = type(event)
    if kind is Intake:
        state = replace(state, number=entry.subject)
    after = _MEANING[kind](state, event)
    if bears_on_status(event):
        return _settle(after, event, kind is InformationMissing)
    return after


def fold(entries: Iterable[Entry]) -> State:
    """The state after all these events, which stand in the total order."""
    state = NOTHING
    for entry in entries:
        state = evolve(state, entry)
    return state


def bears_on_status(event: Event) -> bool:
    """Whether an event bears on status, or states that the status is not known."""
    kind = type(event)
    if kind in _BEARS:
        return True
    return kind in _INFORMATION and STATUS_ASPECT in cast(InformationMissing, event).aspecten


def _settle(state: State, event: Event, onbekend: bool) -> State:
    """Bring the spell up to date: a day has one status, the one at its end."""
    day = event.datum
    if state.onbekend is not onbekend:
        state = replace(state, onbekend=onbekend)
    eve = state.eve if day == state.spell_day else state.spell
    status = status_of(state)
    goes_on = eve is not None and eve.status == status
    spell = eve if goes_on else Spell(status, day, NAMES[type(event)])
    return replace(state, spell=spell, spell_day=day, eve=eve)


# -- the meaning of each event ----------------------------------------------------------------

_R = TypeVar("_R", bound=Run)


def _closed(run: _R, event: Event, **changes: Any) -> _R:
    return replace(run, end=event.datum, exact=run.exact and event.exact, **changes)


def _intake(state: State, event: Intake) -> State:
    return replace(
        state,
        proef=event.proef,
        instroom=event.datum,
        known=given(event, CHARACTERISTICS),
    )


def _characteristics_changed(state: State, event: Characteristics) -> State:
    return replace(state, known={**state.known, **given(event, CHARACTERISTICS)})


def _voortraject_started(state: State, event: VoortrajectStarted) -> State:
    soort = event.soort_voortraject or ONBEKEND
    started = Voortraject(start=event.datum, exact=event.exact, soort=soort)
    return replace(state, voortraject=started)


def _voortraject_ended(state: State, event: VoortrajectEnded) -> State:
    assert state.voortraject is not None
    ended = _closed(state.voortraject, event, afgerond=JA if event.afgerond else NEE)
    bemiddeling = event.afgerond or event.reden == "werk"
    return replace(state, voortraject=ended, bemiddeling=bemiddeling)


def _activity_started(state: State, event: ActivityStarted) -> State:
    started = Activity(
        activiteit=event.activiteit, naam=event.naam, start=event.datum, exact=event.exact
    )
    return replace(state, activities=(*state.activities, started))


def _activity_ended(state: State, event: ActivityEnded) -> State:
    running = state.activity(event.activiteit, event.naam)
    return replace(
        state,
        activities=tuple(_closed(a, event) if a is running else a for a in state.activities),
    )


def _mediation_started(state: State, event: MediationStarted) -> State:
    return replace(state, bemiddeling=True)


def _placed(state: State, event: Placed) -> State:
    baan = Startbaan(
        key=event.startbaan,
        start=event.datum,
        exact=event.exact,
        terms=given(event, JOB_TERMS),
        ooit_betaald=event.soort_startbaan == BETAALD_WERK,
    )
    return replace(state, startbanen=(*state.startbanen, baan))


def _with_startbaan(state: State, key: str, change: Callable[[Startbaan], Startbaan]) -> State:
    return replace(
        state,
        startbanen=tuple(change(baan) if baan.key == key else baan for baan in state.startbanen),
    )


def _placement_changed(state: State, event: JobTerms) -> State:
    betaald = event.soort_startbaan == BETAALD_WERK
    return _with_startbaan(
        state,
        event.startbaan,
        lambda baan: replace(
            baan,
            terms={**baan.terms, **given(event, JOB_TERMS)},
            ooit_betaald=baan.ooit_betaald or betaald,
        ),
    )


def _placement_ended(state: State, event: PlacementEnded) -> State:
    reden = event.reden_einde or ONBEKEND
    return replace(
        _with_startbaan(
            state, event.startbaan, lambda baan: _closed(baan, event, reden_einde=reden)
        ),
        bemiddeling=True,
    )


def _put_on_hold(state: State, event: PutOnHold) -> State:
    hold = Hold(
        start=event.datum,
        exact=event.exact,
        fase=status_of(state),
        reden=event.reden_on_hold or ONBEKEND,
    )
    return replace(state, hold=hold)


def _resumed(state: State, event: Resumed) -> State:
    assert state.hold is not None
    return replace(state, hold=_closed(state.hold, event))


def _left(state: State, event: DroppedOut | Completed) -> State:
    """Close what an exit closes. Startbanen stay: leaving with work is not losing it."""
    status = "uitval" if type(event) is DroppedOut else "einde"
    hold, voortraject = state.hold, state.voortraject
    if hold is not None and hold.open:
        hold = _closed(hold, event)
    if voortraject is not None and voortraject.open:
        voortraject = _closed(voortraject, event, afgerond=NEE)
    return replace(
        state,
        exit=Exit(status, event.datum, event.reden_uitstroom or ONBEKEND),
        hold=hold,
        voortraject=voortraject,
        activities=tuple(_closed(a, event) if a.open else a for a in state.activities),
    )


def _reentered(state: State, event: Reentered) -> State:
    known = state.known if event.deelname is None else {**state.known, "deelname": event.deelname}
    return replace(state, exit=None, bemiddeling=False, known=known)


def _information_missing(state: State, event: InformationMissing) -> State:
    return replace(state, missing=state.missing.union(event.aspecten))


def _information_confirmed(state: State, event: InformationConfirmed) -> State:
    return replace(state, missing=state.missing.difference(event.aspecten))


def _who(state: State, event: IdentityRecorded | IdentityErased) -> State:
    """Who somebody is says nothing about where they stand."""
    return state


_MEANING: Final[Mapping[type[Event], Callable[[State, Any], State]]] = {
    Intake: _intake,
    CharacteristicsChanged: _characteristics_changed,
    VoortrajectStarted: _voortraject_started,
    VoortrajectEnded: _voortraject_ended,
    ActivityStarted: _activity_started,
    ActivityEnded: _activity_ended,
    MediationStarted: _mediation_started,
    Placed: _placed,
    PlacementChanged: _placement_changed,
    PlacementEnded: _placement_ended,
    PutOnHold: _put_on_hold,
    Resumed: _resumed,
    DroppedOut: _left,
    Completed: _left,
    Reentered: _reentered,
    InformationMissing: _information_missing,
    InformationConfirmed: _information_confirmed,
    IdentityRecorded: _who,
    IdentityErased: _who,
}

_BEARS: Final = frozenset(
    {
        Intake,
        Reentered,
        VoortrajectStarted,
        VoortrajectEnded,
        MediationStarted,
        Placed,
        PlacementEnded,
        PutOnHold,
        Resumed,
        DroppedOut,
        Completed,
    }
)
"""Events that always bear on status; ``information_*`` do where they name the aspect status."""
_INFORMATION: Final = frozenset({InformationMissing, InformationConfirmed})
