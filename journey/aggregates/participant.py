"""One participant as the write side sees them: what may be recorded on the whole standing timeline.

Rules hold on the timeline as it would *then* stand, not on the order of recording: entering in
May what happened in March is the normal case. Nothing here writes; what is found wrong is returned
(:func:`violations`) or raised (:class:`Participant`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from journey import catalogue
from journey.aggregates.identity import participant_id
from journey.aggregates.rules import NO_INTAKE, Broken, broken
from journey.aggregates.state import NOTHING, Entry, follow
from journey.aggregates.timeline import standing
from journey.catalogue import Rules
from journey.errors import BadInput, NotFound, Refused, RuleBroken
from journey.events import (
    NAMES,
    VOLGORDE,
    Corrected,
    Event,
    IdentityErased,
    IdentityRecorded,
    Intake,
    Retracted,
)
from journey.personal import NOTHING as NOTHING_PERSONAL
from journey.personal import Personal

_PENDING: Final = 1 << 62
"""The position of an event that is not in the log yet: after everything that is."""

_ABOUT_OTHERS: Final = frozenset({Corrected, Retracted, IdentityErased})
"""Events that say something of events before them."""

_TRIED: Final = 50
"""So many new events of one participant at most are tried in another place for a hint."""


class Violation(NamedTuple):
    """A rule that the new events break: which of them is to blame, and why in words.

    ``older``: the event that was there before and would not fit any more, if it is one.
    """

    event_id: str
    message: str
    older: Entry | None = None


def violations(entries: Sequence[Entry], fresh: Collection[str]) -> list[Violation]:
    """What the ``fresh`` events (by id) among all events of one participant break.

    ``entries`` are in the order of the log. Judged is the timeline as it stands after all of
    them. What the older ones break by themselves is not held against the new ones.
    """
    timeline = standing(entries)
    found: list[Violation] = []
    lost: list[Violation] = []
    if any(type(entry.event) in _ABOUT_OTHERS for entry in entries):
        lost = list(_lost_intakes(entries, fresh, timeline))
        found = [*_reference_violations(entries, fresh), *lost]
    breaches = [] if lost else list(_breaches(timeline))
    if breaches:
        before = standing(e for e in entries if e.event_id not in fresh)
        known = {entry.event_id for entry, _ in _breaches(before)}
        newest = next(e.event_id for e in reversed(entries) if e.event_id in fresh)
        for entry, breach in breaches:
            if entry.event_id not in known:
                new = entry.event_id in fresh
                message = _in_words(entry, breach, timeline)
                found.append(
                    Violation(entry.event_id, message) if new else Violation(newest, message, entry)
                )
    return found


def hint(entries: Sequence[Entry], fresh: Collection[str]) -> str | None:
    """The ``volgorde`` that would mend it, where only the order within one day is wrong."""
    if len(fresh) > _TRIED:
        return None
    for index, entry in enumerate(entries):
        placed = _where_it_stands(entries, entry) if entry.event_id in fresh else None
        if placed is not None:
            for volgorde in _candidates(entries, placed):
                moved = entry._replace(event=_moved(entry.event, volgorde))
                if not violations([*entries[:index], moved, *entries[index + 1 :]], fresh):
                    name = NAMES[type(placed.event)]
                    return f"with --volgorde {volgorde} on {name} of {placed.event.datum} it fits"
    return None


def _where_it_stands(entries: Sequence[Entry], entry: Entry) -> Entry | None:
    """The event on the timeline that an event puts there, or reads otherwise."""
    if isinstance(entry.event, Retracted):
        return None
    event_id = target_of(entry.event) or entry.event_id
    return next((e for e in standing(entries) if e.event_id == event_id), None)


def _moved(event: Event, volgorde: int) -> Event:
    if isinstance(event, Corrected):
        return replace(event, replacement={**event.replacement, "volgorde": volgorde})
    return replace(event, volgorde=volgorde)


def _candidates(entries: Sequence[Entry], entry: Entry) -> list[int]:
    day = entry.event.datum
    others = [e for e in standing(entries) if e.event_id != entry.event_id]
    orders = {e.event.order for e in others if e.event.datum == day}
    near = {o + step for o in orders for step in (-1, 0, 1)} - {entry.event.order}
    return sorted((v for v in near if v in VOLGORDE), key=lambda v: (abs(v), v))


def _breaches(timeline: Sequence[Entry]) -> Iterator[tuple[Entry, Broken]]:
    state = NOTHING
    for entry in timeline:
        breach = broken(state, entry.event)
        if breach is not None:
            yield entry, breach
        else:
            state = follow(state, entry)


def _in_words(entry: Entry, breach: Broken, timeline: Sequence[Entry]) -> str:
    what = f"{entry.subject}: {NAMES[type(entry.event)]} on {entry.event.datum}"
    text = breach.text
    intake = next((e for e in timeline if isinstance(e.event, Intake)), None)
    if breach is NO_INTAKE and intake is not None:
        text = f"it comes before the intake (on {intake.event.datum}), and nothing does"
    return f"{what} breaks rule {breach.rule}: {text}"


def _reference_violations(entries: Sequence[Entry], fresh: Collection[str]) -> Iterator[Violation]:
    """Corrections and retractions that name an event which they can't name."""
    originals: dict[str, Entry] = {}
    retracted: set[str] = set()
    erased: Event | None = None
    for entry in entries:
        event, target = entry.event, target_of(entry.event)
        if entry.event_id in fresh:
            original = originals.get(target or "")
            wrong = _after_erasure(event, original, erased) or (
                target and _wrong_target(entry, target, original, target in retracted)
            )
            if wrong:
                yield Violation(entry.event_id, f"{entry.subject}: {wrong}")
        if isinstance(event, Retracted):
            retracted.add(event.retracts)
        if isinstance(event, IdentityErased):
            erased = event
        originals[entry.event_id] = entry


def _after_erasure(event: Event, original: Entry | None, erased: Event | None) -> str | None:
    """Why an event can't come after an erasure; ``original`` is the one that it amends."""
    if original is not None and isinstance(original.event, IdentityErased):
        return "an erasure can't be corrected or retracted: the key is gone"
    if erased is None:
        return None
    if original is not None and isinstance(original.event, IdentityRecorded):
        return f"{_erased_on(erased)}; what was erased can't be corrected or retracted"
    if isinstance(event, IdentityErased):
        return f"{_erased_on(erased)} already"
    if isinstance(event, IdentityRecorded):
        return f"{_erased_on(erased)}; no identity is recorded again, nor any personal field"
    return None


def _erased_on(erased: Event) -> str:
    return f"the identity was erased (identity_erased on {erased.datum})"


def _lost_intakes(
    entries: Sequence[Entry], fresh: Collection[str], timeline: Sequence[Entry]
) -> Iterator[Violation]:
    """Retractions of an intake that older events still stand on."""
    intakes = {e.event_id for e in entries if isinstance(e.event, Intake)}
    for entry in entries:
        event = entry.event
        if isinstance(event, Retracted) and event.retracts in intakes and entry.event_id in fresh:
            earlier = (e for e in timeline if e.position < entry.position)
            left = next((e for e in earlier if not isinstance(e.event, IdentityErased)), None)
            if left is not None:
                yield Violation(
                    entry.event_id,
                    f"{entry.subject}: the intake can't be retracted while "
                    f"{NAMES[type(left.event)]} on {left.event.datum} stands (rule 1); retract "
                    "that first, or correct the intake",
                )


def target_of(event: Event) -> str | None:
    """The id of the event that a correction or retraction names; None for other events."""
    if isinstance(event, Corrected):
        return event.corrects
    return event.retracts if isinstance(event, Retracted) else None


def _wrong_target(entry: Entry, target: str, original: Entry | None, retracted: bool) -> str | None:
    field = "corrects" if isinstance(entry.event, Corrected) else "retracts"
    if original is None:
        return (
            f"{field}: this participant has no event {target} before this one; allowed: the id of "
            "an event of this participant that stands in the log before it"
        )
    if isinstance(original.event, Corrected | Retracted):
        kind = NAMES[type(original.event)]
        return f"{field}: {target} is a {kind} event; name the original event instead"
    if retracted:
        mend = "" if field == "retracts" else "; record a new one instead"
        return f"{field}: event {target} is retracted already{mend}"
    return None


class Correcting(NamedTuple):
    """The personal fields of an event since its correction.

    Where ``changes`` is False they stay as they are, and the correction holds none.
    """

    since: Personal
    changes: bool


class New(NamedTuple):
    """One event that was decided on and is to be recorded."""

    event_id: str
    subject: str
    event: Event
    personal: Personal = NOTHING_PERSONAL


def pending(new: New) -> Entry:
    """An event that is not in the log yet, as it would stand there: after everything that is."""
    return Entry(_PENDING, new.event_id, new.subject, "", new.event)


class Participant(Struct, frozen=True):
    """One participant: every event in the order of the log. Commands return new events."""

    number: str
    entries: tuple[Entry, ...] = ()

    @property
    def id(self) -> UUID:
        """Made of the number; the same for every way of writing it."""
        return UUID(participant_id(self.number))

    @property
    def version(self) -> int:
        """How many events there are: two writers can't both record the next one."""
        return len(self.entries)

    @property
    def timeline(self) -> list[Entry]:
        """The standing events in the total order."""
        return standing(self.entries)

    @property
    def erasure(self) -> Entry | None:
        """The event that erased who this is; None where nothing was erased."""
        return next((e for e in self.entries if isinstance(e.event, IdentityErased)), None)

    def record(
        self,
        event_id: str,
        cls: type[Event],
        data: dict[str, Any],
        rules: Rules,
        personal: Personal = NOTHING_PERSONAL,
    ) -> New:
        """Decide on one event of the catalogue.

        ``data``: its fields as they travel (dates as text, ``datum`` included), but for the
        personal ones, which come apart. Raises :class:`BadInput` where a field is wrong,
        :class:`RuleBroken` where the timeline would break a rule, and :class:`Refused` for
        personal fields of somebody who was erased.
        """
        _refuse(
            [
                *catalogue.problems(cls, data, rules, also=personal),
                *catalogue.personal_problems(cls, personal, rules),
            ]
        )
        cleaned = catalogue.clean_personal(cls, personal)
        return self._decided(event_id, catalogue.build(cls, data), cleaned)

    def correct(
        self,
        event_id: str,
        target: str,
        replacement: dict[str, Any],
        data: dict[str, Any],
        rules: Rules,
        personal: Correcting,
    ) -> New:
        """Decide that the event ``target`` is to be read as ``replacement`` (its full data).

        ``data``: the common fields and ``reden`` of the correction itself. ``personal``: what
        becomes of the target's personal fields. Raises as :meth:`record`, and :class:`NotFound`
        for a target that is no event of this participant.
        """
        original = self.find(target)
        cls = type(original.event)
        sealed = NOTHING_PERSONAL
        if cls not in (Corrected, Retracted):
            _refuse(_replacement_problems(cls, replacement, rules, personal))
            replacement = catalogue.clean(cls, replacement)
            if personal.changes:
                sealed = Personal.of_correction(catalogue.clean_personal(cls, personal.since))
        full = {**data, "corrects": target, "replacement": replacement}
        _refuse(catalogue.problems(Corrected, full, rules))
        return self._decided(event_id, catalogue.build(Corrected, full), sealed)

    def retract(
        self, event_id: str, target: str, data: dict[str, Any], rules: Rules, personal: Personal
    ) -> New:
        """Decide that the event ``target`` never happened. ``personal``: what is noted with the
        retraction. Raises as :meth:`correct`."""
        self.find(target)
        return self.record(event_id, Retracted, {**data, "retracts": target}, rules, personal)

    def find(self, event_id: str) -> Entry:
        """The event with this id, as it was recorded; raises :class:`NotFound`."""
        for entry in self.entries:
            if entry.event_id == event_id:
                return entry
        raise NotFound(f"{self.number} has no event {event_id}; `journey show` lists them")

    def as_read(self, event_id: str) -> Event:
        """The event with this id as it is read now: its newest correction, or else itself.

        One that is retracted is read as it was recorded. Raises :class:`NotFound`.
        """
        recorded = self.find(event_id)
        return next((e.event for e in self.timeline if e.event_id == event_id), recorded.event)

    def _decided(self, event_id: str, event: Event, personal: Personal) -> New:
        erasure = self.erasure
        if personal and erasure is not None:
            raise Refused(
                f"{self.number}: {_erased_on(erasure.event)}, and personal fields with it; no "
                "personal field is recorded again: leave it out"
            )
        new = New(event_id, self.number, event, personal)
        entries = [*self.entries, pending(new)]
        found = violations(entries, {event_id})
        if found:
            raise RuleBroken(_told(found, target_of(event)), hint(entries, {event_id}))
        return new


def _told(found: Sequence[Violation], target: str | None) -> str:
    """The first rule that is broken, and what to do where another event is in the way."""
    first, *more = found
    if first.older is None or first.older.event_id == target:
        return first.message
    others = f" (and {len(more)} more)" if more else ""
    return (
        f"{first.message}\nthat event is in the log already, as {first.older.event_id}{others}; "
        "correct or retract it first if it is wrong"
    )


def _replacement_problems(
    cls: type[Event], replacement: dict[str, Any], rules: Rules, personal: Correcting
) -> list[catalogue.Problem]:
    also = personal.since
    found = catalogue.problems(cls, replacement, rules, replacement=True, also=also)
    if personal.changes:
        found += catalogue.personal_problems(cls, also, rules)
    return found


def _refuse(problems: Sequence[catalogue.Problem]) -> None:
    if problems:
        raise BadInput("not recorded:", [str(problem) for problem in problems])
