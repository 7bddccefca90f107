"""What a person decided of events of the log, by correcting or retracting them.

A form goes on saying what stood before for as long as nobody changes it there too, and says
nothing new by that. What a delivery corrected is no such decision: its corrections are known by
their ids, which are made of what they say and of what the log held before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid5

from journey.aggregates.identity import participant_id
from journey.aggregates.participant import target_of
from journey.aggregates.state import Entry
from journey.aggregates.timeline import standing
from journey.events import NAMES, Corrected, Event, Retracted
from journey.interchange.form.compare import Amended, moved
from journey.interchange.form.facts import Fact
from journey.projections.form import Dated
from journey.store.codec import encode, wire

NAMESPACE: Final = UUID("5b0c1f5e-90a4-5d52-8f6e-2f6f6f1d7c11")


def id_in_delivery(
    number: str, version: int, name: str, target: str | None, data: Mapping[str, Any], nth: int = 1
) -> str:
    """The id of an event of a delivery, or of its correction of the event ``target``.

    ``version``: how many events the log held of the participant: what it says now may come back.
    ``data``: the full data of the event, as of the correction; ``nth``: how often it was said.
    """
    said = f"{participant_id(number)} {version} {name} {target or ''} {encode(data)} {nth}"
    return str(uuid5(NAMESPACE, said))


class Decision(NamedTuple):
    """A correction or retraction by hand, and how its event (the ``target``) was read before."""

    entry: Entry
    target: str
    before: Event

    @property
    def name(self) -> str:
        """The name of the event that was decided on."""
        return NAMES[type(self.before)]

    @property
    def retracts(self) -> bool:
        """Whether it was decided that the event never happened."""
        return type(self.entry.event) is Retracted

    def __str__(self) -> str:
        """Who decided, when and why."""
        event = self.entry.event
        assert isinstance(event, Corrected | Retracted)
        verb = "retracted" if self.retracts else "corrected"
        who = event.recorded_by or "somebody"
        return f"{who} {verb} it on {event.datum}, {event.reden}"

    def stood(self, fact: Fact) -> bool:
        """Whether a fact of a form says what stood before, and nothing more."""
        if self.name != fact.name or moved(fact.when, _dated(self.before)):
            return False
        before = wire(self.before)
        return all(_held(before, name, value) for name, value in fact.data.items())

    def without(self, amended: Amended) -> Amended:
        """What a form says otherwise of the event, without what only says what stood before."""
        before = {**wire(self.before), "volgorde": self.before.order}
        left = {f: v for f, v in amended.data.items() if not _held(before, f, v)}
        when = amended.when
        if when is not None and not moved(when, _dated(self.before)):
            when = None
        return amended._replace(when=when, data=left)


def decisions(history: Sequence[Entry]) -> list[Decision]:
    """What was decided by hand since a delivery last corrected the event in question.

    ``history``: every event of one participant, in the order of the log.
    """
    found: list[Decision] = []
    for place, entry in enumerate(history):
        target = target_of(entry.event)
        if target is None:
            continue
        if _is_of_delivery(history, place):
            found = [decision for decision in found if decision.target != target]
        else:
            found += (Decision(entry, target, e) for e in _as_read(history[:place], target))
    return found


def _as_read(history: Sequence[Entry], target: str) -> Iterator[Event]:
    """The event as it was read at the end of this history; nothing where it did not stand."""
    return (entry.event for entry in standing(history) if entry.event_id == target)


def _is_of_delivery(history: Sequence[Entry], place: int) -> bool:
    """Whether a delivery made this correction; it may have said other things before it."""
    entry = history[place]
    event = entry.event
    if not isinstance(event, Corrected):
        return False
    name = next((NAMES[type(e.event)] for e in history if e.event_id == event.corrects), "")
    said = name, event.corrects, event.replacement
    ids = (id_in_delivery(entry.subject, version, *said) for version in range(place, -1, -1))
    return entry.event_id in ids


def _dated(event: Event) -> Dated:
    return Dated.of(event.datum, event.precisie or "dag")


def _held(before: Mapping[str, Any], name: str, value: Any) -> bool:
    """Whether a value stood there. A row names one of the aspects that an event may name."""
    if name == "aspecten":
        return set(value) <= set(before.get(name, ()))
    return bool(before.get(name) == value)
