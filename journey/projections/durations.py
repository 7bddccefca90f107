"""Waiting times and lengths, with everyone counted: those who still wait, those who left another
way, and those of whom it is not known.

Every measure gives :class:`Observation` s, one for each case; :func:`measured` sums them up. A case
starts on a day and ends by the event of the measure, by another exit, or is not followed to its end
(censored): at the peildatum, for startbanen at the exit, and for everyone at the start of a spell
of status *onbekend* that still lasts, for those people are not known to be still waiting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from msgspec import Struct

from journey.aggregates.rules import broken
from journey.aggregates.state import NOTHING, Entry, Hold, State, bears_on_status, evolve
from journey.codebook import ONBEKEND, STATUS
from journey.errors import WrongUsage
from journey.events import (
    Completed,
    DroppedOut,
    Event,
    Placed,
    PlacementEnded,
    PutOnHold,
    Resumed,
    VoortrajectEnded,
    VoortrajectStarted,
)
from journey.peildatum import parse_day
from journey.projections.analysis import Followed
from journey.projections.incidence import CENSORED, incidence
from journey.projections.snapshot import COLUMN, as_text
from journey.projections.spells import StatusSpell, spells
from journey.projections.tables import half_up

EVENT: Final = "event"
UNSEEN: Final = "onbekend"
LEFT: Final = ("uitval", "einde")
DAYS: Final = (90, 180, 365, 730)
QUARTILES: Final[Mapping[str, Fraction]] = {
    "p25": Fraction(1, 4),
    "p50": Fraction(1, 2),
    "p75": Fraction(3, 4),
}


class Observation(Struct, frozen=True):
    """One case: ``[start, end)`` and how it ended.

    ``cause`` is ``event``, another exit, empty (censored) or ``onbekend``. ``exact`` says whether
    both dates are known to the day.
    """

    start: date
    end: date
    cause: str
    exact: bool = True


class Moment(Struct, frozen=True):
    """An event that fits, with the state before and after it."""

    event: Event
    before: State
    after: State


class History(Struct, frozen=True):
    """One participant by the peildatum: the events that fit, in order, and the spells.

    ``exact`` tells, of each day on which a spell may begin, whether it is known to the day.
    """

    peildatum: date
    moments: tuple[Moment, ...]
    spells: tuple[StatusSpell, ...]
    exact: Mapping[date, bool]

    @property
    def state(self) -> State:
        """The state at the end of the peildatum."""
        return self.moments[-1].after

    def open_case(self, start: date, exact: bool) -> Observation:
        """A case that nothing has ended: followed to the peildatum, or until nothing is known."""
        last = self.spells[-1]
        if last.status == ONBEKEND:
            seen = max(start, last.start)
            return Observation(start, seen, UNSEEN, exact and self.exact[last.start])
        return Observation(start, self.peildatum, CENSORED, exact)


def history(timeline: Sequence[Entry], peildatum: date) -> History | None:
    """What the measures look at, of one standing timeline; None before the intake."""
    state = NOTHING
    moments = []
    exact = {}
    for entry in timeline:
        event = entry.event
        if event.datum > peildatum:
            break
        if broken(state, event) is None:
            after = evolve(state, entry)
            moments.append(Moment(event, state, after))
            state = after
            if bears_on_status(event):
                exact[event.datum] = event.exact
    if not moments:
        return None
    return History(peildatum, tuple(moments), tuple(spells(timeline, peildatum)), exact)


# -- the measures -----------------------------------------------------------------------------

Causes = Callable[[Event], str | None]


def _first(moments: Iterable[Moment], cause: Causes) -> tuple[Event, str] | None:
    """The first event that ends a case, and the cause that it is."""
    for moment in moments:
        found = cause(moment.event)
        if found is not None:
            return moment.event, found
    return None


def _case(
    past: History, start: date, exact: bool, moments: Iterable[Moment], cause: Causes
) -> Observation:
    """A case from ``start``, ended by the first of ``moments`` that is a cause.

    What is lost sight of for two reasons is lost on the earlier day.
    """
    lost = past.open_case(start, exact)
    ended = _first(moments, cause)
    if ended is None:
        return lost
    event, found = ended
    seen = Observation(start, event.datum, found, exact and event.exact)
    return lost if found == CENSORED and lost.end < seen.end else seen


def _exit(event: Event) -> str | None:
    if isinstance(event, DroppedOut):
        return "uitval"
    return "einde" if isinstance(event, Completed) else None


def _voortraject_starts(event: Event) -> str | None:
    if isinstance(event, VoortrajectStarted):
        return EVENT
    return "plaatsing" if isinstance(event, Placed) else _exit(event)


def _startbaan_starts(event: Event) -> str | None:
    return EVENT if isinstance(event, Placed) else _exit(event)


def _waiting(cause: Causes) -> Callable[[History], Iterator[Observation]]:
    """From instroom to the first cause; an exit ends the first episode, and so the waiting."""

    def observe(past: History) -> Iterator[Observation]:
        intake = past.moments[0].event
        yield _case(past, intake.datum, intake.exact, past.moments, cause)

    return observe


def _pip(past: History) -> Iterator[Observation]:
    pip = _pip_day(past)
    if pip is not None and not _left_out(past, pip):
        later = (m for m in past.moments if m.event.datum >= pip)
        yield _case(past, pip, True, later, _startbaan_starts)


def _pip_day(past: History) -> date | None:
    known = past.state.known.get("pip_datum", ONBEKEND)
    return None if known == ONBEKEND else parse_day(known)


def _left_out(past: History, pip: date) -> bool:
    """Whether the plan is of after the first startbaan, or of after the peildatum."""
    banen = past.state.startbanen
    return pip > past.peildatum or (bool(banen) and pip > banen[0].start)


def _from_each(kind: type[Event], cause: Callable[[Moment], Causes]) -> _Observe:
    """A case for every event of a kind that fits, ended by what comes after it in the order."""

    def observe(past: History) -> Iterator[Observation]:
        for index, moment in enumerate(past.moments):
            if isinstance(moment.event, kind):
                event, later = moment.event, past.moments[index + 1 :]
                yield _case(past, event.datum, event.exact, later, cause(moment))

    return observe


def _voortraject_ends(event: Event) -> str | None:
    if isinstance(event, VoortrajectEnded):
        if event.afgerond:
            return EVENT
        return "werk" if event.reden == "werk" else "afgebroken"
    return _exit(event)


def _startbaan_ends(moment: Moment) -> Causes:
    """The end of this startbaan; after an exit it is followed only by chance, so no more."""
    key = getattr(moment.event, "startbaan", None)

    def cause(event: Event) -> str | None:
        if isinstance(event, PlacementEnded) and event.startbaan == key:
            return EVENT
        return CENSORED if _exit(event) else None

    return cause


def _hold_ends(event: Event) -> str | None:
    return EVENT if isinstance(event, Resumed) else _exit(event)


def _working(past: History) -> Iterator[Observation]:
    """From the first startbaan to the first day that ends without an open one."""
    placed = next((i for i, m in enumerate(past.moments) if isinstance(m.event, Placed)), None)
    if placed is None:
        return
    later = past.moments[placed:]
    out = {m.event.datum: m.after.has_startbaan for m in later}
    last = {m.event.datum: m.event for m in later if isinstance(m.event, PlacementEnded)}

    def cause(event: Event) -> str | None:
        if not out[event.datum] and event is last.get(event.datum):
            return EVENT
        return CENSORED if _exit(event) else None

    first = past.moments[placed].event
    yield _case(past, first.datum, first.exact, later, cause)


def _stay(status: str) -> _Observe:
    """A case for every spell of a status."""

    def observe(past: History) -> Iterator[Observation]:
        for spell in past.spells:
            if spell.status == status:
                start, exact = spell.start, past.exact[spell.start]
                if spell.end is None:
                    yield Observation(start, past.peildatum, CENSORED, exact)
                else:
                    yield Observation(start, spell.end, EVENT, exact and past.exact[spell.end])

    return observe


_Observe = Callable[[History], Iterator[Observation]]


class Measure(Struct, frozen=True):
    """One measure: its name, its other exits, and the cases that it sees in a history."""

    name: str
    others: tuple[str, ...]
    observe: _Observe
    of_holds: bool = False


MEASURES: Final[Mapping[str, Measure]] = {
    measure.name: measure
    for measure in (
        Measure("wachttijd_voortraject", ("plaatsing", *LEFT), _waiting(_voortraject_starts)),
        Measure("wachttijd_plaatsing", LEFT, _waiting(_startbaan_starts)),
        Measure("pip_plaatsing", LEFT, _pip),
        Measure(
            "duur_voortraject",
            ("werk", "afgebroken", *LEFT),
            _from_each(VoortrajectStarted, lambda _: _voortraject_ends),
        ),
        Measure("duur_startbaan", (), _from_each(Placed, _startbaan_ends)),
        Measure("werkzaam", (), _working),
        Measure("duur_on_hold", LEFT, _from_each(PutOnHold, lambda _: _hold_ends), True),
        *(
            Measure(f"verblijf_{status}", (), _stay(status), status == "on_hold")
            for status in STATUS
        ),
    )
}


# -- summing up -------------------------------------------------------------------------------


class Share(Struct, frozen=True):
    """The cumulative incidence of every cause by a day, and how many were still followed then.

    ``by_cause`` is None where nobody was seen that long.
    """

    day: int
    at_risk: int
    by_cause: Mapping[str, float] | None


class Measured(Struct, frozen=True):
    """One measure summed up: ``n`` = events + other + censored + onbekend.

    ``datum_onbekend`` counts cases whose dates are not known to the day and ``left_out`` those
    that the measure can't look at; neither is part of ``n``. ``naive_mean`` is the mean of the
    finished cases only, which leaves out whoever is still waiting. ``group`` is the value of the
    column that is grouped by.
    """

    measure: str
    group: str | None
    n: int
    events: int
    other: Mapping[str, int]
    censored: int
    onbekend: int
    bij_start: int
    datum_onbekend: int
    left_out: int
    quantiles: Mapping[str, int | None]
    shares: tuple[Share, ...]
    naive_mean: float | None


def measured(
    measure: Measure,
    people: Iterable[History],
    *,
    without_hold: bool = False,
    group: str | None = None,
) -> Measured:
    """Sum a measure up over participants.

    ``without_hold``: the days on hold are taken out of every duration.
    """
    people = list(people)
    cases = [
        (observation, _held_days(past, observation) if without_hold else 0)
        for past in people
        for observation in measure.observe(past)
    ]
    known = [(o, held) for o, held in cases if o.exact and held is not None]
    times = [((o.end - o.start).days - held, o.cause) for o, held in known]
    return _summed(
        measure, times, len(cases) - len(known), _number_left_out(measure, people), group
    )


def _number_left_out(measure: Measure, people: Iterable[History]) -> int:
    if measure.name != "pip_plaatsing":
        return 0
    plans = [(past, pip) for past in people if (pip := _pip_day(past)) is not None]
    return sum(_left_out(past, pip) for past, pip in plans)


def _summed(
    measure: Measure,
    times: Sequence[tuple[int, str]],
    datum_onbekend: int,
    left_out: int,
    group: str | None,
) -> Measured:
    counts = Counter(cause for _, cause in times)
    followed = [(day, CENSORED if cause == UNSEEN else cause) for day, cause in times]
    curve = incidence(followed, (EVENT, *measure.others))
    finished = [day for day, cause in times if cause == EVENT]
    return Measured(
        measure=measure.name,
        group=group,
        n=len(times),
        events=counts[EVENT],
        other={cause: counts[cause] for cause in measure.others},
        censored=counts[CENSORED],
        onbekend=counts[UNSEEN],
        bij_start=finished.count(0),
        datum_onbekend=datum_onbekend,
        left_out=left_out,
        quantiles={name: curve.quantile(EVENT, share) for name, share in QUARTILES.items()},
        shares=tuple(_share(curve.at(day), curve.at_risk(day), day) for day in DAYS),
        naive_mean=half_up(sum(finished), len(finished)) if finished else None,
    )


def _share(shares: Mapping[str, Fraction] | None, at_risk: int, day: int) -> Share:
    by_cause = None if shares is None else {c: float(share) for c, share in shares.items()}
    return Share(day, at_risk, by_cause)


def _held_days(past: History, observation: Observation) -> int | None:
    """How many days of a case were on hold; None where that is not known to the day."""
    total = 0
    for hold in _holds(past):
        start = max(hold.start, observation.start)
        end = min(hold.end or past.peildatum, observation.end)
        if start < end:
            if not hold.exact:
                return None
            total += (end - start).days
    return total


def _holds(past: History) -> Iterator[Hold]:
    """Every hold, as it stood last."""
    by_start = {}
    for index, moment in enumerate(past.moments):
        if isinstance(moment.event, PutOnHold):
            by_start[index] = moment.after.hold
        elif by_start and moment.after.hold is not moment.before.hold:
            by_start[max(by_start)] = moment.after.hold
    yield from (hold for hold in by_start.values() if hold is not None)


# -- many measures and groups -----------------------------------------------------------------


def chosen_measures(names: Sequence[str], without_hold: bool) -> list[Measure]:
    """The measures of these names, each once, or all; without holds those about holds are left out.

    Raises :class:`WrongUsage` for an unknown name, and for one that says nothing without holds.
    """
    for name in names:
        if name not in MEASURES:
            raise WrongUsage(f"{name} is no measure; allowed: {', '.join(MEASURES)}")
        if without_hold and MEASURES[name].of_holds:
            raise WrongUsage(f"{name} is about days on hold; leave --without-hold out")
    chosen = [MEASURES[name] for name in dict.fromkeys(names or MEASURES)]
    return [m for m in chosen if not (without_hold and m.of_holds)]


def grouped(
    measures: Sequence[Measure],
    people: Sequence[Followed],
    peildatum: date,
    by: str | None,
    without_hold: bool,
) -> list[Measured]:
    """Every measure for everyone, or for each value of a column of the snapshot, by value."""
    groups: dict[str | None, list[History]] = {None: []} if by is None else {}
    for one in people:
        past = history(one.timeline, peildatum)
        assert past is not None
        group = None if by is None else as_text(one.row[COLUMN[by]])
        groups.setdefault(group, []).append(past)
    return [
        measured(measure, groups[group], without_hold=without_hold, group=group)
        for measure in measures
        for group in sorted(groups, key=str)
    ]
