"""One command at a time: decide on a participant, save.

:class:`Journey` is the eventsourcing application. Two writers at once: a version of a participant
can be taken once only, so whoever comes second is told what the first one recorded and decides
again; nothing merges in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import InfrastructureFactory, IntegrityError
from eventsourcing.popo import POPOFactory
from eventsourcing.utils import Environment, EnvType
from msgspec import Struct
from msgspec.structs import replace

from journey.aggregates.identity import participant_id
from journey.aggregates.participant import New, Participant, pending
from journey.aggregates.state import Entry, State, fold, status_of
from journey.aggregates.timeline import standing
from journey.catalogue import Rules
from journey.errors import BadInput, Conflict, NotFound, Refused, StoreError, StoreUnreachable
from journey.events import NAMES, TYPE_VERSION, Corrected, Event, Retracted
from journey.fields import shown
from journey.peildatum import EARLIEST, day_of_recording
from journey.reading import Asking, read_again
from journey.store import Store
from journey.store.mapper import Fact, FactMapper
from journey.store.recorder import JourneyRecorder
from journey.vault.sealing import About
from journey.vault.vault import Vault, at_hand

SHOWN: Final = 3
"""So many events of somebody else are named in full."""
PREFIX: Final = re.compile(r"[0-9a-f-]{1,36}", re.ASCII | re.IGNORECASE)

Decide = Callable[[Participant, Rules], New]


class Receipt(Struct, frozen=True):
    """What a command wrote, or had written before (``again``): the event, and everything of the
    participant before and after it. ``day``: that of recording, by the store's clock."""

    entry: Entry
    before: tuple[Entry, ...]
    after: tuple[Entry, ...]
    day: date
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
    """Someone else recorded events of this participant since they were looked at.

    ``now`` is the participant with those events.
    """

    def __init__(self, now: Participant, others: Sequence[Entry]):
        self.now = now
        told = [
            f"{NAMES[type(e.event)]} on {e.event.datum} by {e.event.recorded_by or 'unknown'} "
            f"({e.event_id})"
            for e in others[:SHOWN]
        ]
        more = [f"and {len(others) - SHOWN} more"] if len(others) > SHOWN else []
        first = f"{now.number} was changed by someone else meanwhile; nothing was recorded. New is:"
        super().__init__("\n".join([first, *told, *more]))


class Journey(Application[UUID]):
    """The application on an open store, which the caller closes.

    ``vault``: the keys that seal what is personal; without them nothing personal is recorded.
    ``asking``: who reads, and why, where what is sealed is compared with what is given again.
    """

    def __init__(
        self, store: Store, vault: Vault | None = None, asking: Asking | None = None
    ) -> None:
        self._store = store
        self._vault = vault
        self._asking = asking
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Nothing of the process's environment reaches the log."""
        return Environment(name, dict(env or {}))

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """The library wants a factory; mapper and recorder are made here instead."""
        return POPOFactory(env)

    def construct_mapper(self) -> FactMapper:
        """The one form of events in the log."""
        return FactMapper(self._sealed)

    def _sealed(self, fact: Fact) -> bytes:
        about = About(fact.event_id, fact.subject, NAMES[type(fact.event)], TYPE_VERSION)
        return at_hand(self._vault).seal(about, fact.personal)

    def construct_recorder(self) -> JourneyRecorder:
        """The log of the store."""
        return JourneyRecorder(self._store)

    # -- commands -----------------------------------------------------------------------------

    def carry_out(
        self,
        seen: Participant,
        event_id: str,
        decide: Decide,
        here: date,
        *,
        dry_run: bool = False,
    ) -> Receipt:
        """Record the one event that is decided on; the same command twice records once.

        Args:
            seen: the participant as whoever gives the command looked at them. It is recorded only
                if nothing was added since.
            event_id: a new UUID, or that of an earlier attempt.
            decide: makes the event out of the participant, as they were before it; called again
                to see whether an earlier attempt was this command.
            here: the day in Europe/Amsterdam where the command is given. The day of recording is
                the store's, which may have another clock; where they differ, a refusal says so.
            dry_run: decide and say what would happen, but write nothing.

        Raises:
            JourneyError: what ``decide`` raises.
            BadInput: the id is taken by another event.
            Refused: the store's clock went back to an earlier day after it was decided.
            Overtaken: someone else recorded something of this participant meanwhile.
            StoreError: the store can't be used. Where a connection is lost around the commit, the
                id is looked up, and only if it is not there the save is tried once more.
        """
        rules = Rules(self._store.today(), self._store.proeven(), here)
        if _index(seen, event_id) is not None:
            return self._again(seen, event_id, decide, rules)
        new = decide(seen, rules)
        if new.personal:
            at_hand(self._vault).check()
        if not dry_run:
            return self._saved(seen, new, decide, rules)
        if self._store.by_event_ids([event_id]):
            raise _taken(event_id)
        entry = pending(new)
        return Receipt(entry, seen.entries, (*seen.entries, entry), rules.today)

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

        Raises :class:`NotFound` where there is none, and :class:`BadInput` where several begin so
        or no id can.
        """
        if not PREFIX.fullmatch(prefix):
            raise BadInput(f"{shown(prefix)} is no event id or the beginning of one")
        found = self._store.by_event_id_prefix(prefix.lower(), 2)
        if not found:
            raise NotFound(f"the log holds no event {prefix}; `journey show NUMBER` lists them")
        if len(found) > 1:
            raise BadInput(f"several events begin with {prefix}; give more of the id")
        participant = self.participant(found[0].subject)
        return participant, participant.find(found[0].event_id)

    # -- saving -------------------------------------------------------------------------------

    def _saved(
        self, seen: Participant, new: New, decide: Decide, rules: Rules, tries: int = 2
    ) -> Receipt:
        try:
            self._save(_fact(new, seen.version + 1), rules)
        except (IntegrityError, StoreError) as error:
            # The write may have been committed all the same: the id tells.
            now = self._looked_up(new)
            if _index(now, new.event_id) is not None:
                return self._again(now, new.event_id, decide, rules)
            if now.version > seen.version:
                raise Overtaken(now, now.entries[seen.version :]) from error
            if isinstance(error, IntegrityError):
                raise _taken(new.event_id) from error
            if tries == 1 or not isinstance(error, StoreUnreachable):
                raise
            return self._saved(seen, new, decide, rules, tries - 1)
        return _receipt(self._looked_up(new), new.event_id)

    def _save(self, fact: Fact, rules: Rules) -> None:
        with self._store.writing() as writing:
            # Only under the lock is it certain when this is recorded. Later than it was judged
            # is as good: what was not in the future then is not now.
            if writing.today < rules.today:
                raise Refused(
                    f"the clock of the database went back to {writing.today} meanwhile; nothing "
                    "was recorded: give the command again"
                )
            self.save(fact, writing=writing)

    def _again(
        self, participant: Participant, event_id: str, decide: Decide, rules: Rules
    ) -> Receipt:
        """The receipt of a command that was carried out before, if it was this one."""
        receipt = _receipt(participant, event_id, again=True)
        try:
            new = decide(Participant(participant.number, receipt.before), rules)
        except Refused as error:
            raise _taken(event_id) from error
        if _undated(new.event) != _undated(receipt.entry.event) or not self._same_personal(new):
            raise _taken(event_id)
        return receipt

    def _same_personal(self, new: New) -> bool:
        """Whether what is sealed with the event of this id is what would be sealed now; finding
        that out is a reading, and is logged."""
        if not new.personal:
            return self._store.by_event_ids([new.event_id])[new.event_id].sealed is None
        vault, asking = at_hand(self._vault), self._asking
        assert asking is not None, "who has keys says who asks for what they open"
        name = _COMMANDS.get(type(new.event), "record")
        again = read_again(self._store, vault, [new.event_id], asking, name)
        return again.get(new.event_id) == new.personal

    def _looked_up(self, new: New) -> Participant:
        """The participant after a save, whether or not it is known how that ended."""
        try:
            return self.participant(new.subject)
        except StoreError as error:
            raise StoreUnreachable(
                f"{error}\nWhether this was recorded is not known; the same command with "
                f"--id {new.event_id} records it once"
            ) from error


_COMMANDS: Final[dict[type[Event], str]] = {Corrected: "correct", Retracted: "retract"}


def _projected(initial: Participant | None, facts: Iterable[Fact]) -> Participant | None:
    entries = tuple(Entry(f.position, f.event_id, f.subject, f.recorded_at, f.event) for f in facts)
    return Participant(entries[0].subject, entries) if entries else initial


def _fact(new: New, version: int) -> Fact:
    originator = UUID(participant_id(new.subject))
    return Fact(originator, version, new.event_id, new.subject, new.event, personal=new.personal)


def _index(participant: Participant, event_id: str) -> int | None:
    ids = [entry.event_id for entry in participant.entries]
    return ids.index(event_id) if event_id in ids else None


def _receipt(participant: Participant, event_id: str, *, again: bool = False) -> Receipt:
    index = _index(participant, event_id)
    assert index is not None
    entry = participant.entries[index]
    before, after = participant.entries[:index], participant.entries[: index + 1]
    return Receipt(entry, before, after, day_of_recording(entry.recorded_at), again)


def _undated(event: Event) -> Event:
    """An event without what differs when the same command is given on another day."""
    return replace(event, datum=EARLIEST) if isinstance(event, Corrected | Retracted) else event


def _taken(event_id: str) -> BadInput:
    return BadInput(
        f"id {event_id} is taken by another event, or by this one with other content; "
        "leave --id out for a new event"
    )
