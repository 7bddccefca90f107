"""The append-only log in a database: SQLite or PostgreSQL.

Nothing here imports SQLAlchemy, Alembic or a PostgreSQL driver until it is needed: most commands
run shorter than those take to load. ``journey.store.migrate`` makes and upgrades a store,
``journey.store.recorder`` offers it to the eventsourcing library.
"""

from __future__ import annotations

from journey.store.reader import LogReader
from journey.store.records import (
    DuplicateRecord,
    LeanRow,
    NewRecord,
    Publication,
    Reader,
    Reading,
    Record,
)
from journey.store.revision import SCHEMA_REVISION
from journey.store.store import Clock, Store, Writing, open_store

__all__ = [
    "SCHEMA_REVISION",
    "Clock",
    "DuplicateRecord",
    "LeanRow",
    "LogReader",
    "NewRecord",
    "Publication",
    "Reader",
    "Reading",
    "Record",
    "Store",
    "Writing",
    "open_store",
]
