"""The data keys of participants, wrapped, in a database of their own.

A row whose key is destroyed stays, without it: nobody gets a second key.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Final, NamedTuple

from journey.errors import (
    KeysUnusable,
    StoreLocked,
    StoreNotInitialised,
    StoreUnreachable,
    WrongUsage,
)
from journey.store.opening import connect
from journey.store.reader import rows_of
from journey.store.session import Session
from journey.store.urls import Location, SqliteLocation

A_LOG: Final = (
    "The key store can't be the database of a log; give JOURNEY_KEYS another, so that no copy of "
    "the log holds the keys to it."
)

_HOLDS_KEYS: Final = (
    "This database holds the keys to a log, and a log in it would make them unusable; give "
    "--database (JOURNEY_DATABASE) another."
)

_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS journey_data_key "
    "(participant_id TEXT PRIMARY KEY, wrapped {}, kek TEXT)"
)
# All keys that live are wrapped with one key file: whichever is looked at tells which.
_ADD: Final = (
    "INSERT INTO journey_data_key (participant_id, wrapped, kek) SELECT ?, ?, ? "
    "WHERE ? = COALESCE((SELECT kek FROM journey_data_key WHERE kek IS NOT NULL LIMIT 1), ?) "
    "ON CONFLICT (participant_id) DO NOTHING"
)
_DESTROY: Final = (
    "INSERT INTO journey_data_key (participant_id, wrapped, kek) VALUES (?, NULL, NULL) "
    "ON CONFLICT (participant_id) DO UPDATE SET wrapped = NULL, kek = NULL"
)
_REWRAP: Final = "UPDATE journey_data_key SET wrapped = ?, kek = ? WHERE participant_id = ?"
_ALL: Final = "SELECT participant_id, wrapped, kek FROM journey_data_key"
_LIVING: Final = f"{_ALL} WHERE wrapped IS NOT NULL"
_OF: Final = f"{_ALL} WHERE participant_id IN "

# On PostgreSQL whoever adds a key takes no lock that a transaction of ours waits for.
_ALONE: Final = "LOCK TABLE journey_data_key IN SHARE ROW EXCLUSIVE MODE"
_OWNED: Final = (
    "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class "
    "WHERE oid = to_regclass('journey_data_key')"
)
_NOT_ANEW: Final = (
    "the table journey_data_key is another role's, so that PostgreSQL keeps in its file what is "
    "overwritten; let its owner work with the keys, or make this role the owner"
)
_HELD: Final = (
    "but another session (a dump, a transaction left open) holds the table journey_data_key, so "
    "that PostgreSQL keeps in its file what was overwritten; end that session and give the command "
    "again"
)

# What is overwritten must be gone from the file, and from every file beside it.
_SQLITE: Final = ("PRAGMA secure_delete = ON", "PRAGMA journal_mode = DELETE")


class Wrapped(NamedTuple):
    """A participant's key as it is kept; both None where it was destroyed."""

    participant_id: str
    wrapped: bytes | None
    kek: str | None


class KeyStore:
    """An open key store; see :func:`open_keys`."""

    def __init__(self, session: Session, location: Location) -> None:
        self._session = session
        self._on_sqlite = isinstance(location, SqliteLocation)
        self.where = location.shown

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def of(self, participant_ids: Iterable[str]) -> dict[str, Wrapped]:
        """The keys of these participants, destroyed ones too; those without any are left out."""
        found = map(Wrapped._make, rows_of(self._session, _OF, participant_ids))
        return {key.participant_id: key for key in found}

    def living(self) -> list[Wrapped]:
        """Every key that is not destroyed, in the order of participants' ids."""
        return sorted(map(Wrapped._make, self._session.rows(_LIVING)))

    def add(self, keys: Sequence[Wrapped]) -> None:
        """Keep new keys. Who has one already, or had one that was destroyed, is left alone; and
        where the others are wrapped with another key file, none is kept."""
        if len(keys) == 1 or not self._on_sqlite:
            # No transaction of its own: the log may be writing in this database's place.
            for key in keys:
                self._session.execute(_ADD, *key, key.kek, key.kek)
        else:
            with self._transaction():
                for key in keys:
                    self._session.execute(_ADD, *key, key.kek, key.kek)

    def destroy(self, participant_ids: Iterable[str]) -> None:
        """Make these keys impossible to read, in the database and in its files."""
        with self._transaction():
            for participant_id in participant_ids:
                self._session.execute(_DESTROY, participant_id)
        self.write_anew("the key is destroyed")

    def rewrap(self, kek: str, rewrapped: Callable[[Wrapped], Wrapped]) -> int:
        """Wrap every living key that ``kek`` does not wrap: all of them, or none; how many.

        Nobody adds or destroys a key meanwhile, so that none comes back or is left out. The old
        ones stay in the table's file until :meth:`write_anew`; who may not do that, is refused.
        """
        self._refuse_guest()
        with self._transaction():
            if not self._on_sqlite:
                self._session.execute(_ALONE)
            left = [key for key in self.living() if key.kek != kek]
            for key in map(rewrapped, left):
                self._session.execute(_REWRAP, key.wrapped, key.kek, key.participant_id)
        return len(left)

    def write_anew(self, done: str) -> None:
        """Leave nothing of what was overwritten in the table's file, as PostgreSQL does.

        Raises :class:`KeysUnusable` where that is the owner's to do, and :class:`StoreLocked`
        where another session holds the table, with what was ``done`` all the same.
        """
        self._refuse_guest()
        try:
            self._session.write_anew("journey_data_key")
        except StoreLocked:
            raise StoreLocked(f"{self.where}: {done}, {_HELD}") from None

    def _refuse_guest(self) -> None:
        """On PostgreSQL the owner alone can write a table anew: the server only warns others."""
        if not self._on_sqlite and self._session.rows(_OWNED) != [(True,)]:
            raise KeysUnusable(f"{self.where}: {_NOT_ANEW}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._session.begin()
            yield
            self._session.commit()
        except BaseException:
            self._session.rollback()
            raise

    def make(self) -> None:
        """Make the table where it is missing."""
        with self._transaction():
            self._session.execute(_TABLE.format("BLOB" if self._on_sqlite else "BYTEA"))

    def is_made(self) -> bool:
        """Whether the table is there."""
        if self._on_sqlite:
            named = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'journey_data_key'"
        else:
            named = "SELECT 1 WHERE to_regclass('journey_data_key') IS NOT NULL"
        return bool(self._session.rows(named))


def make_keys(location: Location) -> None:
    """Make the key store where it is missing; a SQLite file is its owner's alone."""
    if isinstance(location, SqliteLocation) and location.path is not None:
        if not location.path.parent.is_dir():
            raise StoreUnreachable(
                f"{location.shown}: the folder {location.path.parent} does not exist."
            )
        if not location.path.exists():
            os.close(os.open(location.path, os.O_CREAT | os.O_WRONLY, 0o600))
    with closing(_opened(location)) as keys:
        keys.make()


def refuse_keys(location: Location) -> None:
    """Raise :class:`WrongUsage` where a database that is to hold a log holds keys."""
    if isinstance(location, SqliteLocation) and not (location.path and location.path.exists()):
        return
    with closing(connect(location)) as session:
        if session.revision() is None and KeyStore(session, location).is_made():
            raise WrongUsage(_HOLDS_KEYS)


def open_keys(location: Location) -> KeyStore:
    """Open the key store. Raises :class:`StoreError`: it can't be used; each subclass says why."""
    keys = _opened(location)
    if not keys.is_made():
        keys.close()
        raise StoreNotInitialised(f"{keys.where} holds no keys of journey: run `journey init`.")
    return keys


def _opened(location: Location) -> KeyStore:
    session = connect(location)
    try:
        # One database has many URLs: what is in it tells, before any setting of it is changed.
        if session.revision() is not None:
            raise WrongUsage(A_LOG)
        if isinstance(location, SqliteLocation):
            for setting in _SQLITE:
                session.execute(setting)
    except BaseException:
        session.close()
        raise
    return KeyStore(session, location)
