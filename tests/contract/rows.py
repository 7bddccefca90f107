"""Rows for the tests of the store: what stands in them matters to nobody else."""

from __future__ import annotations

from datetime import UTC, datetime

from journey.store import NewRecord

NOON = datetime(2025, 3, 4, 12, 0, tzinfo=UTC)


def noon() -> datetime:
    """A clock that stands still."""
    return NOON


def participant(number: int) -> str:
    """The id of a participant."""
    return _uuid(number, "5")


def row(number: int, *, of: int = 0, version: int | None = None, **other: object) -> NewRecord:
    """A row whose event id follows from its number; the version is the number, unless given."""
    made = NewRecord(
        event_id=_uuid(number, "4"),
        participant_id=participant(of),
        subject=f"AMS-{of:04d}",
        version=number if version is None else version,
        type="placed",
        type_version=1,
        datum="2025-03-01",
        recorded_by="mw-17",
        data='{"startbaan":"1"}',
    )
    return made._replace(**other) if other else made  # type: ignore[arg-type]


def _uuid(number: int, kind: str) -> str:
    """A UUID whose first digits do not come in the order of the numbers."""
    scattered = number * 2654435761 % 2**32
    return f"{scattered:08x}-0000-{kind}000-8000-{number:012d}"
