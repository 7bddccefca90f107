"""The registration form filled in from the log: the events of each participant as its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, Final

from msgspec.structs import replace

from journey.aggregates.rules import broken
from journey.aggregates.state import NOTHING, Entry, State, follow
from journey.codebook import ASPECT, JA, NEE, ONBEKEND
from journey.events import (
    CHARACTERISTICS,
    JOB_TERMS,
    ActivityEnded,
    ActivityStarted,
    Characteristics,
    CharacteristicsChanged,
    Completed,
    DroppedOut,
    Event,
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
from journey.ledger import Ledger
from journey.projections.form import (
    DEELNEMER,
    ON_HOLD,
    PERSON,
    QUESTIONS,
    SITUATIE,
    STARTBAAN,
    TABS,
    VOORTRAJECT,
    Dated,
    FormRow,
    Value,
    rank,
)
from journey.projections.snapshot import COLUMN, EVERYONE, Where, row_of

_ASPECTS: Final = tuple(ASPECT)
_OF_PERSON: Final = ("deelname", *PERSON)
_OF_SITUATION: Final = tuple(name for name in CHARACTERISTICS if name not in _OF_PERSON)


def filled(
    ledger: Ledger, peildatum: date, where: Where = EVERYONE
) -> Mapping[str, Sequence[FormRow]]:
    """The rows of each tab at (``peildatum``, the ledger's known-at), in the order of the number.

    ``peildatum`` is inclusive. ``where`` looks at the snapshot of that day. Whoever has no intake
    by then is on no form.
    """
    told = (person for t in ledger.timelines() if (person := told_of(t, peildatum, where)))
    people = sorted(told, key=lambda rows: rows[0].deelnemernummer)
    return {tab: [row for rows in people for row in rows if row.tab == tab] for tab in TABS}


def told_of(timeline: Sequence[Entry], peildatum: date, where: Where = EVERYONE) -> list[FormRow]:
    """The rows of one participant, tab after tab; none without an intake by the peildatum, or
    where the participant is not asked for. ``timeline`` stands in the total order."""
    story = _Story()
    state = NOTHING
    # Who somebody is, and that it was erased, the form does not ask.
    told = (entry for entry in timeline if type(entry.event) in _TELLING)
    due = (entry for entry in told if entry.event.datum <= peildatum)
    for _, group in groupby(due, key=lambda entry: entry.event.datum):
        state = story.tell_day(state, list(group))
    if state.instroom is None:
        return []
    row = row_of(state, peildatum)
    if not where.holds(row):
        return []
    story.answer({name: row[COLUMN[name]] for name in QUESTIONS})
    return story.rows(state.number)


@dataclass(slots=True, eq=False)
class _Line:
    """A row in the making, and the event that it begins with."""

    tab: str
    first: Entry
    values: dict[str, Value]
    sources: dict[str, str] = field(default_factory=dict)


class _Story:
    """The rows of one participant in the making, and which of them are still without an end."""

    def __init__(self) -> None:
        self._lines: list[_Line] = []
        self._open: dict[tuple[str, ...], _Line] = {}
        self._begun_today: set[str] = set()
        self._volgorde: dict[str, int] = {}

    def tell_day(self, state: State, entries: list[Entry]) -> State:
        """Tell what happened on one day; the state before it comes in, that after it goes out."""
        after = state
        fitting = []
        for entry in entries:
            if broken(after, entry.event) is None:
                after = follow(after, entry)
                fitting.append(entry)
                self._tell(entry)
        if len(fitting) > 1 and not self._tells_the_same(state, fitting, after):
            runs = groupby(fitting, key=lambda entry: type(entry.event))
            self._volgorde.update(
                (entry.event_id, place) for place, (_, run) in enumerate(runs) for entry in run
            )
        return after

    def answer(self, answers: Mapping[str, Any]) -> None:
        """Fill in what the form asks about the peildatum."""
        situation = next(line for line in self._lines if line.tab == SITUATIE)
        situation.values.update(answers)

    def rows(self, number: str) -> list[FormRow]:
        """All rows, tab after tab and as they happened, the changes of a startbaan below it."""
        lines = sorted(self._lines, key=self._place)
        begun = {line.values["startbaan"]: n for n, line in enumerate(lines) if _is_startbaan(line)}
        places = {
            id(line): begun.get(line.values.get("startbaan", ""), n) for n, line in enumerate(lines)
        }
        lines.sort(key=lambda line: places[id(line)])
        return [FormRow(x.tab, number, self._dated(x), x.sources) for x in lines]

    def _place(self, line: _Line) -> tuple[int, date, int, int, int]:
        event, event_id = line.first.event, line.first.event_id
        volgorde = self._volgorde.get(event_id, 0)
        # One event may speak of several aspects, each in a row: in the order of the list.
        aspect = _ASPECTS.index(line.values["aspect"]) if "aspect" in line.values else 0
        return TABS.index(line.tab), event.datum, volgorde, rank(type(event)), aspect

    def _dated(self, line: _Line) -> dict[str, Value]:
        return {
            name: replace(value, volgorde=self._volgorde.get(line.sources[name]))
            if isinstance(value, Dated)
            else value
            for name, value in line.values.items()
        }

    def _tells_the_same(self, state: State, entries: Sequence[Entry], after: State) -> bool:
        """Whether a day told in the usual order comes to the same, and breaks no rule."""

        def place(entry: Entry) -> int:
            return rank(type(entry.event), begun_today=entry.event_id in self._begun_today)

        usual = sorted(entries, key=place)
        if _information(usual) != _information(entries):
            return False
        for entry in usual:
            if broken(state, entry.event) is not None:
                return False
            state = follow(state, entry)
        return state == after

    # -- telling one event ------------------------------------------------------------------------

    def _tell(self, entry: Entry) -> None:
        _TELLING[type(entry.event)](self, entry, entry.event)

    def _begin(
        self, entry: Entry, tab: str, key: tuple[str, ...], values: Mapping[str, Value | None]
    ) -> None:
        self._open[key] = self._line(entry, tab, {**values, "begin": _dated(entry.event)})

    def _line(self, entry: Entry, tab: str, values: Mapping[str, Value | None]) -> _Line:
        line = _Line(tab, entry, {})
        self._say(line, entry, values)
        self._lines.append(line)
        return line

    def _say(self, line: _Line, entry: Entry, values: Mapping[str, Value | None]) -> None:
        said = {name: value for name, value in values.items() if value is not None}
        line.values.update(said)
        line.sources.update(dict.fromkeys(said, entry.event_id))

    def _end(self, entry: Entry, key: tuple[str, ...], values: Mapping[str, Value | None]) -> None:
        line = self._open.pop(key)
        when = _dated(entry.event)
        begin = line.values["begin"]
        if isinstance(begin, Dated) and begin.day == when.day:
            self._begun_today.add(entry.event_id)
        self._say(line, entry, {**values, "einde": when})

    def intake(self, entry: Entry, event: Intake) -> None:
        said = _without_unknown(event, CHARACTERISTICS)
        person = _picked(said, _OF_PERSON)
        self._line(
            entry, DEELNEMER, {"proef": event.proef, "instroomdatum": _dated(event), **person}
        )
        self._line(entry, SITUATIE, _picked(said, _OF_SITUATION))

    def characteristics_changed(self, entry: Entry, event: Characteristics) -> None:
        said = given(event, CHARACTERISTICS)
        for tab, names in ((DEELNEMER, _OF_PERSON), (SITUATIE, _OF_SITUATION)):
            if picked := _picked(said, names):
                self._line(entry, tab, {"sinds": _dated(event), **picked})

    def voortraject_started(self, entry: Entry, event: VoortrajectStarted) -> None:
        said = {"onderdeel": "voortraject", "soort_voortraject": event.soort_voortraject}
        self._begin(entry, VOORTRAJECT, ("voortraject",), said)

    def voortraject_ended(self, entry: Entry, event: VoortrajectEnded) -> None:
        said = {"afgerond": JA if event.afgerond else NEE, "reden": event.reden}
        self._end(entry, ("voortraject",), said)

    def activity_started(self, entry: Entry, event: ActivityStarted) -> None:
        said = {"onderdeel": event.activiteit, "naam": event.naam}
        self._begin(entry, VOORTRAJECT, _key_of(event), said)

    def activity_ended(self, entry: Entry, event: ActivityEnded) -> None:
        self._end(entry, _key_of(event), {})

    def mediation_started(self, entry: Entry, event: MediationStarted) -> None:
        self._begin(entry, VOORTRAJECT, ("bemiddeling",), {"onderdeel": "bemiddeling"})

    def placed(self, entry: Entry, event: Placed) -> None:
        terms = _without_unknown(event, JOB_TERMS)
        key = ("startbaan", event.startbaan)
        self._begin(entry, STARTBAAN, key, {"startbaan": event.startbaan, **terms})

    def placement_changed(self, entry: Entry, event: JobTerms) -> None:
        terms = given(event, JOB_TERMS)
        said: dict[str, Value] = {"startbaan": event.startbaan, "sinds": _dated(event), **terms}
        self._line(entry, STARTBAAN, said)

    def placement_ended(self, entry: Entry, event: PlacementEnded) -> None:
        self._end(entry, ("startbaan", event.startbaan), {"reden_einde": event.reden_einde})

    def put_on_hold(self, entry: Entry, event: PutOnHold) -> None:
        said = {"gebeurtenis": "on_hold", "reden_on_hold": event.reden_on_hold}
        self._begin(entry, ON_HOLD, ("on_hold",), said)

    def resumed(self, entry: Entry, event: Resumed) -> None:
        self._end(entry, ("on_hold",), {})

    def left(self, entry: Entry, event: DroppedOut | Completed) -> None:
        name = "uitval" if isinstance(event, DroppedOut) else "einde"
        said = {"gebeurtenis": name, "reden_uitstroom": event.reden_uitstroom}
        self._begin(entry, ON_HOLD, ("exit",), said)

    def reentered(self, entry: Entry, event: Reentered) -> None:
        self._end(entry, ("exit",), {"deelname": event.deelname})

    def information_missing(self, entry: Entry, event: InformationMissing) -> None:
        for aspect in event.aspecten:
            said = {"gebeurtenis": ONBEKEND, "aspect": aspect}
            self._begin(entry, ON_HOLD, ("onbekend", aspect), said)

    def information_confirmed(self, entry: Entry, event: InformationConfirmed) -> None:
        for aspect in event.aspecten:
            if ("onbekend", aspect) in self._open:
                self._end(entry, ("onbekend", aspect), {})
            else:
                end = _dated(event)
                self._line(
                    entry, ON_HOLD, {"gebeurtenis": ONBEKEND, "aspect": aspect, "einde": end}
                )


def _information(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """What is said of each aspect to be known or not, in this order: each ends what is open."""
    said: dict[str, list[str]] = {}
    for entry in entries:
        if isinstance(entry.event, InformationMissing | InformationConfirmed):
            for aspect in entry.event.aspecten:
                said.setdefault(aspect, []).append(entry.event_id)
    return said


def _dated(event: Event) -> Dated:
    return Dated.of(event.datum, event.precisie or "dag")


def _is_startbaan(line: _Line) -> bool:
    return line.tab == STARTBAAN and "begin" in line.values


def _key_of(event: ActivityStarted | ActivityEnded) -> tuple[str, ...]:
    return "activiteit", event.activiteit, event.naam or ""


def _without_unknown(event: Event, names: Iterable[str]) -> dict[str, Value]:
    """What an event that begins something says: there is no earlier value to take away."""
    return {name: value for name, value in given(event, names).items() if value != ONBEKEND}


def _picked(said: Mapping[str, Value], names: Iterable[str]) -> dict[str, Value]:
    return {name: said[name] for name in names if name in said}


_TELLING: Final[Mapping[type[Event], Callable[[_Story, Entry, Any], None]]] = {
    Intake: _Story.intake,
    CharacteristicsChanged: _Story.characteristics_changed,
    VoortrajectStarted: _Story.voortraject_started,
    VoortrajectEnded: _Story.voortraject_ended,
    ActivityStarted: _Story.activity_started,
    ActivityEnded: _Story.activity_ended,
    MediationStarted: _Story.mediation_started,
    Placed: _Story.placed,
    PlacementChanged: _Story.placement_changed,
    PlacementEnded: _Story.placement_ended,
    PutOnHold: _Story.put_on_hold,
    Resumed: _Story.resumed,
    DroppedOut: _Story.left,
    Completed: _Story.left,
    Reentered: _Story.reentered,
    InformationMissing: _Story.information_missing,
    InformationConfirmed: _Story.information_confirmed,
}
