"""One command at a time: load a participant, decide, save.

:class:`Journey` is the eventsourcing application. Two writers at once: a version of a participant
can be taken once only, so whoever comes second is told what the first one recorded and decides
again; nothing merges in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import InfrastructureFactory, IntegrityError
from eventsourcing.popo import POPOFactory
from eventsourcing.utils import Environment, EnvType
from msgspec import Struct

from journey.aggregates.identity import participant_id
from journey.aggregates.participant import New, Participant, pending
from journey.aggregates.state import Entry, State, fold, status_of
from journey.aggregates.timeline import standing
from journey.catalogue import Rules
from journey.errors import BadInput, Conflict, NotFound, StoreError
from journey.events import NAMES, Event
from journey.store import Store
from journey.store.mapper import Fact, FactMapper
from journey.store.recorder import JourneyRecorder

Decide = Callable[[Participant, Rules], New]


class Receipt(Struct, frozen=True):
    """What a command wrote, or had written before (``again``): the event, and everything of the
    participant before and after it."""

    entry: Entry
    before: tuple[Entry, ...]
    after: tuple[Entry, ...]
    again: bool = False

    @property
    def timelines(self) -> tuple[list[Entry], list[Entry]]:
        """The standing timeline before and after."""
        return standing(self.before), standing(self.after)

    @property
    def statuses(self) -> tuple[str | None, str | None]:
        """The status code before and after; None before the intake."""
        before, after = map(fold, self.timelines)
        return _status(before), _status(after)


def _status(state: State) -> str | None:
    return None if state.instroom is None else status_of(state)


class Overtaken(Conflict):
    """Someone else recorded events of this participant in the meantime."""

    def __init__(self, number: str, others: Iterable[Entry]):
        self.others = tuple(others)
        lines = [
            f"{NAMES[type(e.event)]} on {e.event.datum} by {e.event.recorded_by or 'unknown'} "
            f"({e.event_id})"
            for e in self.others
        ]
        super().__init__(
            "\n".join(
                [f"{number} was changed by someone else meanwhile; nothing was recorded:", *lines]
            )
        )


class Journey(Application[UUID]):
    """The application on an open store, which the caller closes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Nothing of the process's environment reaches the log."""
        return Environment(name, dict(env or {}))

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """The library wants a factory; mapper and recorder are made here instead."""
        return POPOFactory(env)

    def construct_mapper(self) -> FactMapper:
        """The one form of events in the log."""
        return FactMapper()

    def construct_recorder(self) -> JourneyRecorder:
        """The log of the store."""
        return JourneyRecorder(self._store)

    # -- commands -----------------------------------------------------------------------------

    def record(
        self,
        number: str,
        event_id: str,
        cls: type[Event],
        data: dict[str, Any],
        today: date,
        *,
        dry_run: bool = False,
    ) -> Receipt:
        """Record one event of the catalogue; the same command twice records once.

        Args:
            number: the participant's number.
            event_id: a new UUID, or that of an earlier attempt.
            cls: the event.
            data: its fields as they travel (``datum`` and other dates as text).
            today: the day of recording in Europe/Amsterdam.
            dry_run: decide and say what would happen, but write nothing.

        Raises:
            BadInput: a field is wrong, or the id is taken by another event.
            RuleBroken: the timeline would break a rule.
            Overtaken: someone else recorded something of this participant meanwhile.
            StoreError: the store can't be used.
        """

        def decide(participant: Participant, rules: Rules) -> New:
            return participant.record(event_id, cls, data, rules)

        return self._command(number, event_id, today, decide, dry_run)

    def correct(
        self,
        number: str,
        event_id: str,
        target: str,
        replacement: dict[str, Any],
        data: dict[str, Any],
        today: date,
        *,
        dry_run: bool = False,
    ) -> Receipt:
        """Record that the event ``target`` is to be read as ``replacement``, its full data.

        ``data``: the common fields of the correction itself and ``reden``. As :meth:`record`.
        """

        def decide(participant: Participant, rules: Rules) -> New:
            return participant.correct(event_id, target, replacement, data, rules)

        return self._command(number, event_id, today, decide, dry_run)

    def retract(
        self,
        number: str,
        event_id: str,
        target: str,
        data: dict[str, Any],
        today: date,
        *,
        dry_run: bool = False,
    ) -> Receipt:
        """Record that the event ``target`` never happened. As :meth:`correct`."""

        def decide(participant: Participant, rules: Rules) -> New:
            return participant.retract(event_id, target, data, rules)

        return self._command(number, event_id, today, decide, dry_run)

    # -- participants -------------------------------------------------------------------------

    def participant(self, number: str) -> Participant:
        """A participant with every event recorded so far; without any where there are none."""
        try:
            found: Participant = self.repository.get(
                Participant(number).id, projector_func=_projected
            )
        except AggregateNotFoundError:
            return Participant(number)
        return found

    def event(self, prefix: str) -> tuple[Participant, Entry]:
        """The event whose id begins with ``prefix``, and the participant that it belongs to.

        Raises :class:`NotFound` where there is none, and :class:`BadInput` where several begin so.
        """
        found = self._store.by_event_id_prefix(prefix.lower(), 2)
        if not found:
            raise NotFound(f"the log holds no event {prefix}; `journey show NUMBER` lists them")
        if len(found) > 1:
            raise BadInput(f"several events begin with {prefix}; give more of the id")
        participant = self.participant(found[0].subject)
        index = _index(participant, found[0].event_id)
        assert index is not None
        return participant, participant.entries[index]

    # -- deciding and saving ------------------------------------------------------------------

    def _command(
        self, number: str, event_id: str, today: date, decide: Decide, dry_run: bool
    ) -> Receipt:
        rules = Rules(today, self._store.proeven())
        before = self.participant(number)
        if _index(before, event_id) is not None:
            return _again(before, event_id, decide, rules)
        new = decide(before, rules)
        if dry_run:
            entry = pending(new)
            return Receipt(entry, before.entries, (*before.entries, entry))
        try:
            self.save(_fact(new, before.version + 1))
        except (IntegrityError, StoreError) as error:
            # The write may have been committed all the same: the id tells.
            now = self.participant(number)
            if _index(now, event_id) is None:
                raise _lost(before, now, new, error) from error
            return _again(now, event_id, decide, rules)
        return _receipt(self.participant(number), event_id, again=False)


def _projected(initial: Participant | None, facts: Iterable[Fact]) -> Participant | None:
    entries = tuple(Entry(f.position, f.event_id, f.subject, f.recorded_at, f.event) for f in facts)
    return Participant(entries[0].subject, entries) if entries else initial


def _fact(new: New, version: int) -> Fact:
    originator = UUID(participant_id(new.subject))
    return Fact(originator, version, new.event_id, new.subject, new.event)


def _index(participant: Participant, event_id: str) -> int | None:
    ids = [entry.event_id for entry in participant.entries]
    return ids.index(event_id) if event_id in ids else None


def _receipt(participant: Participant, event_id: str, *, again: bool) -> Receipt:
    index = _index(participant, event_id)
    assert index is not None
    entry = participant.entries[index]
    before, after = participant.entries[:index], participant.entries[: index + 1]
    return Receipt(entry, before, after, again)


def _again(participant: Participant, event_id: str, decide: Decide, rules: Rules) -> Receipt:
    """The receipt of a command that was carried out before, if it was this one."""
    receipt = _receipt(participant, event_id, again=True)
    new = decide(Participant(participant.number, receipt.before), rules)
    if new.event != receipt.entry.event:
        raise _taken(event_id, NAMES[type(receipt.entry.event)], participant.number)
    return receipt


def _taken(event_id: str, name: str, number: str) -> BadInput:
    return BadInput(
        f"id {event_id} is taken by another event ({name} of {number}) with other content; "
        "leave --id out for a new event"
    )


def _lost(before: Participant, now: Participant, new: New, error: Exception) -> Exception:
    """What it means that a write did not come through."""
    others = now.entries[len(before.entries) :]
    if others:
        return Overtaken(now.number, others)
    if isinstance(error, IntegrityError):
        return _taken(new.event_id, "an event", "another participant")
    return error
