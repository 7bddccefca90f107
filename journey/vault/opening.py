"""What the seals of one participant hold, read with the corrections that came later."""

from __future__ import annotations

from collections.abc import Iterable

from journey.aggregates.participant import target_of
from journey.personal import NOTHING, REPLACEMENT, Personal
from journey.store import Record
from journey.store.codec import decode
from journey.vault.vault import Vault


def opened(vault: Vault, records: Iterable[Record]) -> dict[str, Personal]:
    """The personal fields by event id, as they are read after all these records.

    ``records``: those of one participant, in the order of the log. Raises what
    :meth:`journey.vault.vault.Vault.unseal` raises: one seal that does not open spoils all.
    """
    found: dict[str, Personal] = {}
    for record in records:
        if record.sealed is None:
            continue
        values = vault.unseal(record).values()
        replacement = values.pop(REPLACEMENT, None)
        if replacement is not None and (target := _corrected_by(record)) is not None:
            found[target] = Personal(replacement)
        if values:
            found[record.event_id] = Personal(values)
    return {event_id: personal for event_id, personal in found.items() if personal}


def opened_event(vault: Vault, records: Iterable[Record], event_id: str) -> Personal:
    """The personal fields of one event, as :func:`opened`; no other seal is opened."""
    about = [r for r in records if event_id in (r.event_id, _corrected_by(r))]
    return opened(vault, about).get(event_id, NOTHING)


def holds_sealed(records: Iterable[Record], event_id: str) -> bool:
    """Whether an event has, or had, personal fields, which shows without any key."""
    about = (r for r in records if event_id in (r.event_id, _corrected_by(r)))
    return any(record.sealed is not None for record in about)


def _corrected_by(record: Record) -> str | None:
    """The id of the event that a record corrects; None where it is no correction."""
    if record.type != "corrected":
        return None
    return target_of(decode(record.type, record.type_version, record.data))
