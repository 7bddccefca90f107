"""Events of the catalogue ↔ rows of the log, for the eventsourcing library.

Type names in the log are the catalogue's (``placed``), never the path of a Python class.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent

from journey.events import NAMES, TYPE_VERSION, Event
from journey.personal import NOTHING, Personal
from journey.store.codec import decode, encode
from journey.store.recorder import StoredFact


@dataclass(frozen=True)
class Fact:
    """One event of one participant, as the library handles it.

    ``position`` (0) and ``recorded_at`` ("") are the log's to give; a fact that was read has them.
    ``personal`` is sealed on its way in, and is not there in a fact that was read.
    """

    originator_id: UUID
    originator_version: int
    event_id: str
    subject: str
    event: Event
    position: int = 0
    recorded_at: str = ""
    personal: Personal = NOTHING


Seal = Callable[[Fact], bytes]
"""Seals the personal values of a fact."""


class FactMapper(Mapper[UUID]):
    """Facts to rows and back, through the codec and nothing else.

    ``seal`` is the cipher of what is personal: that alone is sealed, and is not opened on the way
    back. There is no transcoder or compressor to choose: the log has one form.
    """

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

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
            sealed=self._seal(domain_event) if domain_event.personal else None,
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
