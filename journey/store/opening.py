"""From a location to connections."""

from __future__ import annotations

from typing import Final

from journey.store.pool import ManySessions, OneSession, SessionPool
from journey.store.revision import check_revision
from journey.store.session import Session
from journey.store.urls import Location, SqliteLocation

PATIENCE: Final = 30.0
"""Seconds to wait for another writer."""


def connect(location: Location, wait: float = PATIENCE, *, create: bool = False) -> Session:
    """A connection; ``create`` makes a SQLite file where it is missing.

    Raises:
        StoreUnreachable, StoreDamaged, StoreLocked: as they say.
        StoreNotInitialised: the file is missing and may not be made.
    """
    if isinstance(location, SqliteLocation):
        from journey.store.sqlite import SqliteSession

        return SqliteSession(location, wait, create=create)
    from journey.store.postgres import PostgresSession

    return PostgresSession(location, wait)


def open_sessions(location: Location, wait: float) -> SessionPool:
    """Connections to the store, which is at this program's revision.

    Raises:
        StoreError: the store can't be used; each subclass says why.
    """
    if isinstance(location, SqliteLocation) and location.path is None:
        return OneSession(_fresh_memory(location, wait))
    pool = ManySessions(lambda: connect(location, wait))
    try:
        check_revision(pool.revision(), location.shown)
    except BaseException:
        pool.close()
        raise
    return pool


def _fresh_memory(location: Location, wait: float) -> Session:
    from journey.store.migrate import upgrade

    session = connect(location, wait)
    upgrade(session)
    return session
