"""What a person decided of events of the log, by correcting or retracting them.

A form goes on saying what stood before for as long as nobody changes it there too, and says
nothing new by that. What a delivery corrected is no such decision: its corrections are known by
their ids, which are made of what they say and of what the log held before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid5

import msgspec

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


DATE: Final = frozenset({"datum", "precisie"})
"""The fields that say when something was: they are changed together."""


class Decision(NamedTuple):
    """A correction or retraction by hand of the event ``target``.

    ``before`` and ``after``: how that event is read without and with it, each with what deliveries
    have changed since; ``after`` is None where it was retracted.
    """

    entry: Entry
    target: str
    before: Event
    after: Event | None

    @property
    def name(self) -> str:
        """The name of the event that was decided on."""
        return NAMES[type(self.before)]

    @property
    def retracts(self) -> bool:
        """Whether it was decided that the event never happened."""
        return type(self.entry.event) is Retracted

    @property
    def about(self) -> frozenset[str]:
        """The fields that were decided, without those that a delivery has changed since."""
        return differing(wire(self.before), wire(self.after) if self.after else {})

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
        before, about = {**wire(self.before), "volgorde": self.before.order}, self.about
        data = amended.data.items()
        left = {f: v for f, v in data if f not in about or not _held(before, f, v)}
        when = amended.when
        if when is not None and about & DATE and not moved(when, _dated(self.before)):
            when = None
        return amended._replace(when=when, data=left)

    def since(self, was: Event, now: Event) -> Decision:
        """The same, where a delivery made of the event as it ``was`` what it is ``now``."""
        said = wire(now)
        changed = {name: said.get(name) for name in differing(wire(was), said)}
        after = self.after and _with(self.after, changed)
        return self._replace(before=_with(self.before, changed), after=after)


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> frozenset[str]:
    """The fields in which two events differ. How well a date is known goes with the date."""
    names = {name for name in {**one, **other} if one.get(name) != other.get(name)}
    return frozenset(names | DATE if names & DATE else names)


def decisions(history: Sequence[Entry]) -> list[Decision]:
    """What was decided by hand, as far as no delivery said otherwise since.

    ``history``: every event of one participant, in the order of the log.
    """
    found: list[Decision] = []
    for place, entry in enumerate(history):
        target = target_of(entry.event)
        if target is None:
            continue
        was, now = (_as_read(history[:end], target) for end in (place, place + 1))
        if was is None:
            continue
        if now is not None and _is_of_delivery(history, place):
            found = [one.since(was, now) if one.target == target else one for one in found]
        else:
            found.append(Decision(entry, target, was, now))
    return [decision for decision in found if decision.about]


def without_decisions(entries: Sequence[Entry], targets: Collection[str]) -> list[Entry]:
    """The standing timeline as it were if nothing had been decided of these events by hand."""
    first = {d.target: d for d in reversed(decisions(entries)) if d.target in targets}
    left = (entry for entry in entries if target_of(entry.event) not in first)
    return standing(
        entry._replace(event=first[entry.event_id].before) if entry.event_id in first else entry
        for entry in left
    )


def _as_read(history: Sequence[Entry], event_id: str) -> Event | None:
    """The event as it was read at the end of this history; None where it did not stand."""
    return next((e.event for e in standing(history) if e.event_id == event_id), None)


def _with(event: Event, changed: Mapping[str, Any]) -> Event:
    """The event with other values of some fields; None where one is not given any more."""
    data = {name: value for name, value in {**wire(event), **changed}.items() if value is not None}
    return msgspec.convert({**data, "recorded_by": event.recorded_by}, type(event))


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
