"""The store as a recorder of the eventsourcing library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    StoredEvent,
    Subscription,
)

from journey.store.records import DuplicateRecord, NewRecord, Record
from journey.store.store import Store, Writing

POLL_SECONDS = 0.05
PAGE = 500
UNKNOWN_DATUM = "1900-01-01"


@dataclass(frozen=True)
class StoredFact(StoredEvent):
    """A stored event with the columns that the log has beside the library's.

    ``topic`` is the type in the log (``placed``), ``state`` the canonical JSON in UTF-8.
    ``position`` and ``recorded_at`` are set where it was read from the log.
    """

    event_id: str
    subject: str
    type_version: int
    datum: str
    recorded_by: str | None = None
    sealed: bytes | None = None
    position: int | None = None
    recorded_at: str | None = None


class JourneyRecorder(ApplicationRecorder):
    """Records on an open :class:`Store`; the notification log is the log by position."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        writing: Writing | None = None,
        recorded_at: str | None = None,
        **kwargs: Any,
    ) -> Sequence[int] | None:
        """Record the events as one save and return their positions.

        Args:
            stored_events: in the order in which they come in the log.
            writing: a transaction of the store that this becomes a part of; left out, one of
                its own.
            recorded_at: the moment of a save that is moved in from elsewhere.
            kwargs: what the library may pass on; not used.

        Raises:
            IntegrityError: an event id, or a version of a participant, is already there.
        """
        records = [_new_record(event) for event in stored_events]
        try:
            if writing is not None:
                return writing.append(records, recorded_at)
            with self._store.writing() as own:
                return own.append(records, recorded_at)
        except DuplicateRecord as error:
            raise IntegrityError(str(error)) from error

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredFact]:
        """The events of one participant with versions above ``gt``, up to ``lte``."""
        found = self._store.version_range(
            str(originator_id), after=gt, upto=lte, newest_first=desc, limit=limit
        )
        return [_stored_fact(record) for record in found]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The log from position ``start`` up to ``stop``; only these types, where any is given."""
        after = 0 if start is None else start - inclusive_of_start
        return [_notification(r) for r in self._store.position_range(after, stop, topics, limit)]

    def max_notification_id(self) -> int | None:
        """The newest position; None where the log is empty."""
        newest = self._store.newest()
        return newest[0] if newest else None

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """What the log holds after position ``gt``, then everything that comes, until stopped."""
        return PollingSubscription(self, gt, topics)


class PollingSubscription(Subscription[ApplicationRecorder]):
    """Asks the log again and again, so it needs nothing of the database."""

    def __init__(
        self, recorder: ApplicationRecorder, gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        super().__init__(recorder, gt, topics)
        self._stopped = Event()
        self._waiting: Iterator[Notification] = iter(())

    def stop(self) -> None:
        """End the iteration, also of a thread that waits for the next event."""
        super().stop()
        self._stopped.set()

    def __next__(self) -> Notification:
        while not self._stopped.is_set():
            for notification in self._waiting:
                self._last_notification_id = notification.id
                return notification
            self._waiting = iter(self._page())
        raise StopIteration

    def _page(self) -> Sequence[Notification]:
        found = self._recorder.select_notifications(
            self._last_notification_id or 0, PAGE, topics=self._topics, inclusive_of_start=False
        )
        if not found:
            self._stopped.wait(POLL_SECONDS)
        return found


def _new_record(event: StoredEvent) -> NewRecord:
    if isinstance(event, StoredFact):
        return _fact_record(event)
    # An event of the library's own kind has only its own four fields; the rest follows from them.
    participant_id = str(event.originator_id)
    return NewRecord(
        event_id=str(uuid5(UUID(participant_id), str(event.originator_version))),
        participant_id=participant_id,
        subject=participant_id,
        version=event.originator_version,
        type=event.topic,
        type_version=1,
        datum=UNKNOWN_DATUM,
        recorded_by=None,
        data=event.state.decode(),
    )


def _fact_record(fact: StoredFact) -> NewRecord:
    return NewRecord(
        event_id=fact.event_id,
        participant_id=str(fact.originator_id),
        subject=fact.subject,
        version=fact.originator_version,
        type=fact.topic,
        type_version=fact.type_version,
        datum=fact.datum,
        recorded_by=fact.recorded_by,
        data=fact.state.decode(),
        sealed=fact.sealed,
    )


def _stored_fact(record: Record) -> StoredFact:
    return StoredFact(
        originator_id=UUID(record.participant_id),
        originator_version=record.version,
        topic=record.type,
        state=record.data.encode(),
        event_id=record.event_id,
        subject=record.subject,
        type_version=record.type_version,
        datum=record.datum,
        recorded_by=record.recorded_by,
        sealed=record.sealed,
        position=record.position,
        recorded_at=record.recorded_at,
    )


def _notification(record: Record) -> Notification:
    return Notification(
        originator_id=UUID(record.participant_id),
        originator_version=record.version,
        topic=record.type,
        state=record.data.encode(),
        id=record.position,
    )
