"""What the seals of one participant hold, read with the corrections that came later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from journey.aggregates.participant import target_of
from journey.errors import StoreDamaged
from journey.events import CATALOGUE, needed_of, required_of
from journey.personal import NOTHING, REPLACEMENT, Personal
from journey.store import Record
from journey.store.codec import decode
from journey.store.leaf import leaf_of
from journey.vault.vault import Vault


def opened(vault: Vault, records: Iterable[Record]) -> dict[str, Personal]:
    """The personal fields by event id, as they are read after all these records.

    ``records``: those of one participant, in the order of the log. Raises what
    :meth:`journey.vault.vault.Vault.unseal` and :func:`sound` raise: one seal that does not open
    spoils all.
    """
    return _opened(vault, sound(records))


def _opened(vault: Vault, records: Iterable[Record]) -> dict[str, Personal]:
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
    about = [r for r in sound(records) if event_id in (r.event_id, _corrected_by(r))]
    return _opened(vault, about).get(event_id, NOTHING)


def sound(records: Iterable[Record]) -> Iterator[Record]:
    """These records, each of them as it was taken in.

    Raises :class:`StoreDamaged` at one that is not, or that lacks the seal of its kind: what is
    read without it would not be what was recorded.
    """
    for record in records:
        if not _is_sound(record):
            raise StoreDamaged(
                f"event {record.position} of the log is damaged: it is not as it was recorded, and "
                "nothing personal is read past it. `journey verify` checks the log"
            )
        yield record


def _is_sound(record: Record) -> bool:
    cls = CATALOGUE[record.type]
    if record.sealed is None and needed_of(cls) != required_of(cls):
        return False
    try:
        return leaf_of(record) == record.leaf
    except (AttributeError, TypeError):
        # SQLite keeps a value of any kind in any column.
        return False


def holds_sealed(records: Iterable[Record], event_id: str) -> bool:
    """Whether an event has, or had, personal fields, which shows without any key."""
    about = (r for r in records if event_id in (r.event_id, _corrected_by(r)))
    return any(record.sealed is not None for record in about)


def _corrected_by(record: Record) -> str | None:
    """The id of the event that a record corrects; None where it is no correction."""
    if record.type != "corrected":
        return None
    return target_of(decode(record.type, record.type_version, record.data))
