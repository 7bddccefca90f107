"""Events of the catalogue ↔ rows of the log, for the eventsourcing library.

Type names in the log are the catalogue's (``placed``), never the path of a Python class.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent

from journey.events import NAMES, TYPE_VERSION, Event
from journey.store.codec import decode, encode
from journey.store.recorder import StoredFact


@dataclass(frozen=True)
class Fact:
    """One event of one participant, as the library handles it.

    ``position`` (0) and ``recorded_at`` ("") are the log's to give; a fact that was read has them.
    """

    originator_id: UUID
    originator_version: int
    event_id: str
    subject: str
    event: Event
    position: int = 0
    recorded_at: str = ""


class FactMapper(Mapper[UUID]):
    """Facts to rows and back, through the codec and nothing else."""

    def __init__(self) -> None:
        """There is no transcoder, compressor or cipher to choose: the log has one form."""

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredFact:
        """The row of a fact."""
        assert isinstance(domain_event, Fact)
        event = domain_event.event
        return StoredFact(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=NAMES[type(event)],
            state=encode(event).encode(),
            event_id=domain_event.event_id,
            subject=domain_event.subject,
            type_version=TYPE_VERSION,
            datum=event.datum.isoformat(),
            recorded_by=event.recorded_by,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Fact:
        """The fact of a row."""
        assert isinstance(stored_event, StoredFact)
        assert isinstance(stored_event.originator_id, UUID)
        return Fact(
            originator_id=stored_event.originator_id,
            originator_version=stored_event.originator_version,
            event_id=stored_event.event_id,
            subject=stored_event.subject,
            event=decode(
                stored_event.topic, stored_event.type_version, stored_event.state.decode()
            ),
            position=stored_event.position or 0,
            recorded_at=stored_event.recorded_at or "",
        )
