"""The store on PostgreSQL. Only imported for such a URL, because psycopg takes time to load."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache

import psycopg
from psycopg import errors
from psycopg.conninfo import make_conninfo
from psycopg.pq import TransactionStatus

from journey.errors import StoreDamaged, StoreError, StoreLocked, StoreUnreachable, WrongUsage
from journey.store import statements
from journey.store.records import DuplicateRecord
from journey.store.session import NO_PLAIN_TABLE, Row, explaining
from journey.store.urls import PostgresLocation

BATCH = 5000

BRIEFLY = 5.0
"""Seconds to wait for a table that is to be written anew: everybody else waits behind that."""

# Any number will do, as long as every writer of this schema takes the same.
WRITE_LOCK = 0x6A6F75726E6579

# READ COMMITTED, whatever the server's default: the statements after the lock must see what the
# writer before this one committed. An advisory lock may be taken by a role that may only insert.
_BEGIN = (
    "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; "
    "SET LOCAL lock_timeout = {wait}; "
    "SELECT pg_advisory_xact_lock({lock})"
)
# The whole answer will be read, so plan for its last row and not the first. Sorting a million
# rows takes about 340 MB; in files, or by several processes, it takes twice the time.
_BEGIN_STREAM = (
    "BEGIN READ ONLY; "
    "SET LOCAL cursor_tuple_fraction = 1; "
    "SET LOCAL work_mem = '512MB'; "
    "SET LOCAL max_parallel_workers_per_gather = 0; "
    "SET LOCAL jit = off"
)
_PLAIN = "SELECT relkind, relrowsecurity FROM pg_class WHERE oid = to_regclass('events')"
_CLOCK = """SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""

_MEANINGS: tuple[tuple[type[psycopg.Error], type[StoreError], str], ...] = (
    (errors.LockNotAvailable, StoreLocked, "another process holds it and did not let go in time"),
    (errors.DeadlockDetected, StoreLocked, "two processes wait for each other"),
    (errors.InsufficientPrivilege, StoreUnreachable, "the role may not do this"),
    (errors.ReadOnlySqlTransaction, StoreUnreachable, "the database may only be read"),
    (errors.UndefinedTable, StoreDamaged, "its tables are not those that journey made"),
    (errors.DuplicateTable, StoreDamaged, "its tables are not those that journey made"),
    (errors.UndefinedColumn, StoreDamaged, "its tables are not those that journey made"),
    (errors.DataCorrupted, StoreDamaged, "the database is damaged"),
    (errors.IndexCorrupted, StoreDamaged, "the database is damaged"),
    (psycopg.OperationalError, StoreUnreachable, "the database can't be reached"),
)


class PostgresSession:
    """One connection to a PostgreSQL database.

    Args:
        location: where the database is.
        wait: seconds to wait for another writer.
    """

    def __init__(self, location: PostgresLocation, wait: float) -> None:
        self._where = location.shown
        self._secret = location.parameters.get("password")
        self._begin = _BEGIN.format(wait=_milliseconds(wait), lock=WRITE_LOCK)
        self._briefly = _milliseconds(min(wait, BRIEFLY))
        with self._explaining():
            self.raw = psycopg.connect(self._conninfo(location), autocommit=True)

    def _conninfo(self, location: PostgresLocation) -> str:
        defaults = {"connect_timeout": "10", "application_name": "journey"}
        try:
            return make_conninfo(**(defaults | location.parameters | {"client_encoding": "UTF8"}))
        except psycopg.ProgrammingError as error:
            raise WrongUsage(f"The PostgreSQL URL can't be used: {self._text(error)}") from None

    @property
    def idle(self) -> bool:
        return self.raw.info.transaction_status == TransactionStatus.IDLE

    @property
    def lost(self) -> bool:
        return self.raw.closed

    def revision(self) -> str | None:
        named = "SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL"
        found = self.rows(statements.REVISION) if self.rows(named) else []
        return str(found[0][0]) if found else None

    def rows(self, statement: str, *parameters: object) -> list[Row]:
        with self._explaining():
            return self.raw.execute(_native(statement), parameters or None).fetchall()

    def stream(self, statement: str, *parameters: object) -> Iterator[list[Row]]:
        alone = self.idle
        with self._explaining():
            if alone:
                self.raw.execute(_BEGIN_STREAM)
            try:
                with self.raw.cursor("journey_stream") as cursor:
                    cursor.execute(_native(statement), parameters)
                    while batch := cursor.fetchmany(BATCH):
                        yield batch
            finally:
                if alone:
                    self.rollback()

    def damage(self, waiting: Callable[[], None]) -> list[str]:
        # Of indexes a server can tell only where the extension amcheck is installed.
        return [] if self.rows(_PLAIN) == [("r", False)] else [NO_PLAIN_TABLE]

    def execute(self, statement: str, *parameters: object) -> None:
        with self._explaining():
            self.raw.execute(_native(statement), parameters or None)

    def settle(self) -> None:
        """Nothing: a server has its own settings."""

    def begin(self) -> None:
        self.execute(self._begin)

    def commit(self) -> None:
        try:
            self.execute("COMMIT")
        except StoreUnreachable as error:
            # Never tried again: the answer may have been lost, and not the commit.
            raise StoreUnreachable(
                f"{error}\nWhether this was recorded is not known: look for it in the log."
            ) from error

    def rollback(self) -> None:
        try:
            self.raw.execute("ROLLBACK")
        except psycopg.Error:
            # The server rolls back itself when the connection ends.
            self.raw.close()

    def server_clock(self) -> str | None:
        return str(self.rows(_CLOCK)[0][0])

    def insert(self, rows: Sequence[Row]) -> None:
        # COPY, and not executemany: that uses the pipeline mode, which can hang on thousands.
        with (
            self._explaining(),
            self.raw.cursor() as cursor,
            cursor.copy(statements.COPY_EVENTS) as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def write_anew(self, table: str) -> None:
        # Not in a transaction, so that no SET LOCAL would reach it.
        self.execute(f"SET lock_timeout = {self._briefly}")
        try:
            self.execute(f"VACUUM FULL {table}")
        finally:
            if not self.lost:
                self.execute("RESET lock_timeout")

    def close(self) -> None:
        self.raw.close()

    def explain(self, error: Exception) -> Exception:
        if isinstance(error, errors.UniqueViolation | errors.IntegrityConstraintViolation):
            return DuplicateRecord(f"{self._where} already holds this event: {self._text(error)}.")
        for kind, meant, meaning in _MEANINGS:
            if isinstance(error, kind):
                return meant(f"{self._where}: {meaning} ({self._text(error)}).")
        return error

    def _text(self, error: Exception) -> str:
        primary = error.diag.message_primary if isinstance(error, psycopg.Error) else None
        first = next(iter((primary or str(error)).strip().splitlines()), type(error).__name__)
        return first.replace(self._secret, "…") if self._secret else first

    def _explaining(self) -> AbstractContextManager[None]:
        return explaining(self, psycopg.Error)


def _milliseconds(seconds: float) -> int:
    """For PostgreSQL, to which none at all means without limit."""
    return max(1, round(seconds * 1000))


@lru_cache(maxsize=256)
def _native(statement: str) -> str:
    return statement.replace("?", "%s")
