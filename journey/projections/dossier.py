"""Everything that the log holds of one participant: the row, the spells and the timeline, with
what was corrected or retracted, when, by whom and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from journey.aggregates.rules import broken
from journey.aggregates.state import NOTHING, Entry, State, evolve
from journey.aggregates.timeline import order, standing
from journey.events import NAMES, Corrected, Event, Retracted
from journey.projections.snapshot import Row, row_of, state_on
from journey.projections.spells import StatusSpell, spells


class Amendment(Struct, frozen=True):
    """A correction or retraction of an event: the event as it was read before it, and since.

    Since a retraction it is read as before, but does not stand.
    """

    entry: Entry
    was: Event
    since: Event

    @property
    def retracts(self) -> bool:
        """Whether the event never happened, rather than otherwise."""
        return isinstance(self.entry.event, Retracted)

    @property
    def reden(self) -> str:
        """The code of the reason."""
        assert isinstance(self.entry.event, Corrected | Retracted)
        return self.entry.event.reden


class Line(Struct, frozen=True):
    """One event as it is read now (a retracted one as it was read last), with its amendments.

    ``recorded_by`` is who entered it first; ``fits`` is False for an event that changes nothing
    where it stands.
    """

    entry: Entry
    recorded_by: str | None
    amendments: tuple[Amendment, ...]
    fits: bool

    @property
    def stands(self) -> bool:
        """Whether it is not retracted."""
        return not any(amendment.retracts for amendment in self.amendments)

    @property
    def name(self) -> str:
        """The event's name in the catalogue."""
        return NAMES[type(self.entry.event)]


class Dossier(Struct, frozen=True):
    """One participant at a peildatum; ``row`` is None before the intake."""

    number: str
    state: State
    row: Row | None
    spells: tuple[StatusSpell, ...]
    lines: tuple[Line, ...]


def dossier(entries: Sequence[Entry], peildatum: date) -> Dossier:
    """The dossier of one participant of these entries (in the order of the log, not empty).

    Status, row and spells are those of the peildatum (inclusive); the lines hold every event.
    """
    timeline = standing(entries)
    state = state_on(timeline, peildatum)
    begun = state.instroom is not None
    return Dossier(
        number=state.number if begun else entries[0].subject,
        state=state,
        row=row_of(state, peildatum) if begun else None,
        spells=tuple(spells(timeline, peildatum)),
        lines=tuple(lines(entries)),
    )


def lines(entries: Sequence[Entry]) -> list[Line]:
    """The events of one participant by valid date, each with what was done to it later."""
    read: dict[str, Entry] = {}
    amended: dict[str, list[Amendment]] = {}
    for entry in entries:
        event = entry.event
        if isinstance(event, Corrected | Retracted):
            target = event.corrects if isinstance(event, Corrected) else event.retracts
            if target in read:
                known = [e for e in entries if e.position <= entry.position]
                was, now = read[target], {e.event_id: e for e in standing(known)}
                read[target] = now.get(target, was)
                amended[target].append(Amendment(entry, was.event, read[target].event))
        else:
            read[entry.event_id], amended[entry.event_id] = entry, []
    unfit = _unfit(standing(entries))
    entered = {entry.event_id: entry.event.recorded_by for entry in entries}
    return [
        Line(e, entered[e.event_id], tuple(amended[e.event_id]), e.event_id not in unfit)
        for e in sorted(read.values(), key=order)
    ]


def _unfit(timeline: Sequence[Entry]) -> set[str]:
    found = set()
    state = NOTHING
    for entry in timeline:
        if broken(state, entry.event) is not None:
            found.add(entry.event_id)
        state = evolve(state, entry)
    return found
