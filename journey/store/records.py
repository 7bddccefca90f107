"""A row of the log, before and after it has been taken in."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from journey.errors import Conflict


class NewRecord(NamedTuple):
    """A row as it is handed to the store, which adds position, recorded-at and leaf.

    ``event_id`` and ``participant_id`` are UUIDs as text, ``datum`` is ``YYYY-MM-DD``, ``data`` is
    canonical JSON text, ``version`` counts the rows of one participant.
    """

    event_id: str
    participant_id: str
    subject: str
    version: int
    type: str
    type_version: int
    datum: str
    recorded_by: str | None
    data: str
    sealed: bytes | None = None


class Record(NamedTuple):
    """A row of the log, its columns in the order of the table.

    ``position`` counts from 1 without gaps; ``recorded_at`` is ``YYYY-MM-DDTHH:MM:SS.ffffffZ``;
    ``leaf`` is the SHA-256 of the row (see :mod:`journey.store.leaf`).
    """

    position: int
    event_id: str
    participant_id: str
    subject: str
    version: int
    type: str
    type_version: int
    datum: str
    recorded_at: str
    recorded_by: str | None
    data: str
    sealed: bytes | None
    leaf: bytes


class Publication(NamedTuple):
    """One line of the register of publications; ``manifest`` is canonical JSON text."""

    number: int
    recorded_at: str
    peildatum: str
    manifest: str


class Reading(NamedTuple):
    """One line of the log of readings, with the fields of *Logboek dataverwerkingen*.

    ``trace_id`` is 32 and ``operation_id`` 16 hexadecimal digits; ``start_time`` and ``end_time``
    are written as recorded-at; ``status`` is OK or ERROR; ``data_subject_id`` is a participant's
    number.
    """

    operation_id: str
    trace_id: str
    operation_name: str
    start_time: str
    end_time: str
    status: str
    processing_activity_id: str
    data_subject_id: str
    data_subject_id_type: str


class Reader(NamedTuple):
    """Who read, and why: kept apart from what was read, joined by the id of the operation."""

    operation_id: str
    reader: str
    reden: str


LeanRow: TypeAlias = tuple[str, int, str, str, str, int, str, str]
"""What the fold reads of a row: participant_id, position, event_id, subject, type, type_version,
data, recorded_at. A plain tuple, because a log has millions of them."""


class DuplicateRecord(Conflict):
    """The log already holds this event id, or this version of the participant."""
