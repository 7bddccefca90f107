"""The store on SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from math import ceil
from pathlib import Path
from urllib.parse import quote

from journey.errors import (
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreNotInitialised,
    StoreUnreachable,
)
from journey.store import statements
from journey.store.records import DuplicateRecord
from journey.store.session import Row, explaining
from journey.store.urls import SqliteLocation

BATCH = 1000

STEP = 0.2
"""Seconds that SQLite waits at a time for another writer: meanwhile Ctrl-C is not heard."""

# Indexes on ids are written at random places: with a small cache one large import would write
# the same pages to the journal many times over.
_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -131072",
    "PRAGMA mmap_size = 2147418112",
)

_DUPLICATES = {
    "SQLITE_CONSTRAINT_UNIQUE",
    "SQLITE_CONSTRAINT_PRIMARYKEY",
    "SQLITE_CONSTRAINT_ROWID",
    "SQLITE_CONSTRAINT_TRIGGER",
}

_MEANINGS: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreLocked, "another process holds it and did not let go in time"),
    sqlite3.SQLITE_LOCKED: (StoreLocked, "it is in use and was not let go in time"),
    sqlite3.SQLITE_NOTADB: (StoreDamaged, "the file is no SQLite database"),
    sqlite3.SQLITE_CORRUPT: (StoreDamaged, "the file is damaged"),
    sqlite3.SQLITE_CANTOPEN: (StoreUnreachable, "the file can't be opened"),
    sqlite3.SQLITE_PERM: (StoreUnreachable, "the file may not be opened"),
    sqlite3.SQLITE_AUTH: (StoreUnreachable, "the file may not be opened"),
    sqlite3.SQLITE_READONLY: (
        StoreUnreachable,
        "SQLite may not write here, which it has to do also for reading",
    ),
    sqlite3.SQLITE_IOERR: (StoreUnreachable, "the disk can't be read or written"),
    sqlite3.SQLITE_FULL: (StoreUnreachable, "the disk is full"),
    sqlite3.SQLITE_ERROR: (StoreDamaged, "its tables are not those that journey made"),
}


class SqliteSession:
    """One connection to a SQLite database.

    Args:
        location: where the database is.
        wait: seconds to wait for another writer.
        create: make the file where it is missing; else that is an error.
    """

    def __init__(self, location: SqliteLocation, wait: float, *, create: bool = False) -> None:
        self._where = location.shown
        self._wait = wait
        if location.path is not None:
            _check_path(location.path, self._where, create=create)
        with self._explaining():
            self.raw = sqlite3.connect(
                _address(location.path, create=create),
                timeout=wait,
                isolation_level=None,
                check_same_thread=False,
                uri=True,
            )
            for setting in _SETTINGS:
                self.raw.execute(setting)

    @property
    def idle(self) -> bool:
        return not self.raw.in_transaction

    @property
    def lost(self) -> bool:
        return False

    def revision(self) -> str | None:
        named = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
        found = self.rows(statements.REVISION) if self.rows(named) else []
        return str(found[0][0]) if found else None

    def rows(self, statement: str, *parameters: object) -> list[Row]:
        with self._explaining():
            return self.raw.execute(statement, parameters).fetchall()

    def stream(self, statement: str, *parameters: object) -> Iterator[list[Row]]:
        with self._explaining():
            cursor = self.raw.execute(statement, parameters)
            while batch := cursor.fetchmany(BATCH):
                yield batch

    def damage(self) -> list[str]:
        # Holds every index beside the rows, also one that journey did not make.
        found = self.rows("PRAGMA integrity_check(events)")
        return [f"SQLite's integrity_check: {text}" for (text,) in found if text != "ok"]

    def execute(self, statement: str, *parameters: object) -> None:
        with self._explaining():
            self.raw.execute(statement, parameters)

    def settle(self) -> None:
        # With a write-ahead log readers and a writer do not wait for each other.
        self.execute("PRAGMA journal_mode = WAL")

    def begin(self) -> None:
        # Not a deferred transaction: one that reads first and writes later fails where another
        # process wrote in between.
        tries = max(1, ceil(self._wait / STEP))
        self._wait_at_most(self._wait / tries)
        try:
            self._begin_in(tries)
        finally:
            self._wait_at_most(self._wait)

    def _begin_in(self, tries: int) -> None:
        for left in reversed(range(tries)):
            try:
                self.execute("BEGIN IMMEDIATE")
                return
            except StoreLocked:
                if not left:
                    raise

    def _wait_at_most(self, seconds: float) -> None:
        self.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    def commit(self) -> None:
        self.execute("COMMIT")

    def rollback(self) -> None:
        # SQLite itself ends the transaction after some errors, such as a full disk.
        if self.raw.in_transaction:
            self.raw.execute("ROLLBACK")

    def server_clock(self) -> str | None:
        return None

    def insert(self, rows: Sequence[Row]) -> None:
        with self._explaining():
            self.raw.executemany(statements.INSERT_EVENT, rows)

    def close(self) -> None:
        self.raw.close()

    def explain(self, error: Exception) -> Exception:
        name: str = getattr(error, "sqlite_errorname", "")
        if name in _DUPLICATES:
            return DuplicateRecord(f"{self._where} already holds this event: {error}.")
        code: int = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in _MEANINGS:
            return error
        kind, meaning = _MEANINGS[code]
        return kind(f"{self._where}: {meaning} ({error}).")

    def _explaining(self) -> AbstractContextManager[None]:
        return explaining(self, sqlite3.Error)


def _address(path: Path | None, *, create: bool) -> str:
    if path is None:
        return ":memory:"
    return f"file:{quote(str(path))}?mode={'rwc' if create else 'rw'}"


def _check_path(path: Path, where: str, *, create: bool) -> None:
    if not path.parent.is_dir():
        raise StoreUnreachable(f"{where}: the folder {path.parent} does not exist.")
    if path.is_dir():
        raise StoreUnreachable(f"{where} is a folder, where a database file was expected.")
    if not create and not path.exists():
        raise StoreNotInitialised(f"{where} does not exist: run `journey init` to make it.")
