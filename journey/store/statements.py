"""Every statement of the hot path, in SQL that SQLite and PostgreSQL both understand.

Parameters are written ``?``; the PostgreSQL session turns them into its own ``%s``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from journey.store.records import Reader, Reading, Record


def one_of(values: Iterable[object]) -> str:
    """``(?, ?, …)``: a place for each of the values."""
    return f"({', '.join('?' for _ in values)})"


def _insert(table: str, columns: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {one_of(columns)}"


COLUMNS = ", ".join(Record._fields)

NEWEST = "SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1"
RECORDED_AT = "SELECT recorded_at FROM events WHERE position = ?"
LEAN_BY_PARTICIPANT = (
    "SELECT participant_id, position, event_id, subject, type, type_version, data, recorded_at "
    "FROM events WHERE position <= ? ORDER BY participant_id, version"
)
PARTICIPANT = (
    f"SELECT {COLUMNS} FROM events WHERE participant_id = ? AND position <= ? ORDER BY version"
)
LOG = f"SELECT {COLUMNS} FROM events WHERE position > ? AND position <= ? ORDER BY position"
VERSION_RANGE = (
    f"SELECT {COLUMNS} FROM events WHERE participant_id = ? AND version > ? AND version <= ? "
    "ORDER BY version"
)
POSITION_RANGE = f"SELECT {COLUMNS} FROM events WHERE position > ? AND position <= ?"
BY_EVENT_ID_PREFIX = (
    f"SELECT {COLUMNS} FROM events WHERE event_id >= ? AND event_id < ? ORDER BY event_id LIMIT ?"
)
BY_EVENT_IDS = f"SELECT {COLUMNS} FROM events WHERE event_id IN "
VERSIONS = "SELECT participant_id, max(version) FROM events WHERE participant_id IN "

ERASED = (
    "SELECT DISTINCT participant_id FROM events WHERE type = 'identity_erased' "
    "ORDER BY participant_id"
)
NUMBERS = (
    "SELECT DISTINCT subject FROM events WHERE type = 'intake' AND subject >= ? AND subject < ? "
    "ORDER BY subject LIMIT ?"
)

INSERT_EVENT = _insert("events", Record._fields)
ADD_READING = _insert("reading", Reading._fields)
ADD_READER = _insert("reader", Reader._fields)
COPY_EVENTS = f"COPY events ({COLUMNS}) FROM STDIN"

SETTINGS = "SELECT name, value FROM setting ORDER BY name"
SET_SETTING = (
    "INSERT INTO setting (name, value) VALUES (?, ?) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
PROEVEN = "SELECT code, label FROM proef ORDER BY code"
ADD_PROEF = (
    "INSERT INTO proef (code, label) VALUES (?, ?) "
    "ON CONFLICT (code) DO UPDATE SET label = excluded.label"
)
PUBLICATIONS = "SELECT number, recorded_at, peildatum, manifest FROM publication ORDER BY number"
ADD_PUBLICATION = (
    "INSERT INTO publication (number, recorded_at, peildatum, manifest) VALUES (?, ?, ?, ?)"
)
REVISION = "SELECT version_num FROM alembic_version"
