"""The store on SQLite."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from math import ceil
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from journey.errors import (
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreNotInitialised,
    StoreUnreachable,
    Undecodable,
)
from journey.store import statements
from journey.store.records import DuplicateRecord
from journey.store.session import NO_PLAIN_TABLE, Row, explaining
from journey.store.urls import SqliteLocation

BATCH = 1000

STEP = 0.2
"""Seconds that SQLite works or waits at a time: meanwhile Ctrl-C is not heard."""

SHOWN = 3
"""So many of the faults that SQLite finds itself are named."""

_KIND = "SELECT type FROM sqlite_master WHERE lower(name) = 'events'"

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

_NO_UTF8 = "Could not decode to UTF-8"
"""So begins an error of the driver itself, which has no code."""

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
        "SQLite may not write here, which it may have to do also for reading",
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
        self._frozen: Frozen | None = None
        if location.path is not None:
            _check_path(location.path, self._where, create=create)
            self._frozen = None if create else Frozen.at(location.path)
        with self._explaining():
            self.raw = sqlite3.connect(
                _address(location.path, create=create, frozen=self._frozen is not None),
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
            found = self.raw.execute(statement, parameters).fetchall()
        self._refuse_changed()
        return found

    def stream(self, statement: str, *parameters: object) -> Iterator[list[Row]]:
        with self._explaining():
            cursor = self.raw.execute(statement, parameters)
            while batch := cursor.fetchmany(BATCH):
                self._refuse_changed()
                yield batch

    def damage(self, waiting: Callable[[], None]) -> list[str]:
        if self.rows(_KIND) != [("table",)]:
            return [NO_PLAIN_TABLE]
        # Holds every index beside the rows, also one that journey did not make.
        checked = self._meanwhile("PRAGMA integrity_check(events)", waiting)
        found = [str(text) for (text,) in checked if text != "ok"]
        more = f" and more ({len(found)} found)" if len(found) > SHOWN else ""
        return [f"SQLite's integrity_check: {'; '.join(found[:SHOWN])}{more}"] if found else []

    def _meanwhile(self, statement: str, waiting: Callable[[], None]) -> list[Row]:
        """The rows of one long statement, which Ctrl-C interrupts here."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as worker:
            answer = worker.submit(self.rows, statement)
            try:
                while True:
                    try:
                        return answer.result(STEP)
                    except TimeoutError:
                        waiting()
            except BaseException:
                self.raw.interrupt()
                raise

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

    def write_anew(self, table: str) -> None:
        """Nothing: ``secure_delete`` overwrites in place."""

    def close(self) -> None:
        self.raw.close()

    def explain(self, error: Exception) -> Exception:
        name: str = getattr(error, "sqlite_errorname", "")
        if name in _DUPLICATES:
            return DuplicateRecord(f"{self._where} already holds this event: {error}.")
        if str(error).startswith(_NO_UTF8):
            # Its text goes on with what stands there.
            return Undecodable(
                f"{self._where}: a column of text holds bytes that are no UTF-8, which journey "
                "can't have written. `journey verify` checks the log."
            )
        code: int = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in _MEANINGS:
            return error
        kind, meaning = _MEANINGS[code]
        return kind(f"{self._where}: {meaning} ({error}).")

    def _refuse_changed(self) -> None:
        if self._frozen is not None and self._frozen.changed():
            raise StoreLocked(f"{self._where} was changed while it was read: read it again.")

    def _explaining(self) -> AbstractContextManager[None]:
        return explaining(self, sqlite3.Error)


class Frozen(NamedTuple):
    """A file in a folder that may not be written, such as on a read-only medium.

    SQLite makes files beside a database with a write-ahead log, also to read it. Told that the
    database does not change it makes none, and looks at none and at no lock; so it is told where
    there is none to look at, and every answer is held against the file as it was found.
    """

    path: Path
    size: int
    changed_at: int

    @classmethod
    def at(cls, path: Path) -> Frozen | None:
        """The file at a path; None where SQLite may do as it always does.

        Raises :class:`StoreUnreachable` where it can't read all of it there.
        """
        target = path.resolve()
        if _may_write(target.parent) or _beside(target, "-shm").exists():
            return None
        for left in (_beside(target, "-wal"), _beside(target, "-journal")):
            if left.exists() and left.stat().st_size:
                raise StoreUnreachable(
                    f"{path}: a part of it is still in {left.name}, and its folder may not be "
                    "written; copy both files to a folder that may, and read them there."
                )
        return cls._found(target)

    @classmethod
    def _found(cls, path: Path) -> Frozen:
        found = path.stat()
        return cls(path, found.st_size, found.st_mtime_ns)

    def changed(self) -> bool:
        """Whether the file is another than it was, by its size and time."""
        return self != self._found(self.path)


def _may_write(folder: Path) -> bool:
    return os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _address(path: Path | None, *, create: bool, frozen: bool) -> str:
    if path is None:
        return ":memory:"
    mode = "rwc" if create else "ro&immutable=1" if frozen else "rw"
    return f"file:{quote(str(path))}?mode={mode}"


def _check_path(path: Path, where: str, *, create: bool) -> None:
    if not path.parent.is_dir():
        raise StoreUnreachable(f"{where}: the folder {path.parent} does not exist.")
    if path.is_dir():
        raise StoreUnreachable(f"{where} is a folder, where a database file was expected.")
    if not create and not path.exists():
        raise StoreNotInitialised(f"{where} does not exist: run `journey init` to make it.")
