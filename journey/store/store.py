"""The store: one append-only log in a SQLite or PostgreSQL database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from threading import get_ident
from typing import Self, TypeAlias

from journey.errors import BadInput
from journey.peildatum import day_of_recording, moment_text
from journey.store import statements
from journey.store.leaf import leaf_hash
from journey.store.moment import is_moment, just_after
from journey.store.opening import PATIENCE, open_sessions
from journey.store.pool import SessionPool
from journey.store.reader import LogReader, Watch, unwatched
from journey.store.records import NewRecord, Reader, Reading
from journey.store.session import Row, Session
from journey.store.urls import parse_url

Clock: TypeAlias = Callable[[], datetime]
"""Gives an aware datetime."""


def open_store(
    url: str, *, clock: Clock | None = None, wait: float = PATIENCE, watch: Watch = unwatched
) -> Store:
    """Open the store at a database URL, which must be at the revision of this program.

    Args:
        url: see :func:`journey.store.urls.parse_url`; ``sqlite://`` is a new store in memory,
            which lives as long as the answer.
        clock: where recorded-at comes from; left out, the server's clock, or the machine's where
            there is no server.
        wait: seconds to wait for another writer.
        watch: watches the log being read as a whole.

    Raises:
        WrongUsage: the URL can't be used.
        StoreError: the store can't be used; each subclass says why.
    """
    return Store(url, open_sessions(parse_url(url), wait), clock, watch)


class Store(LogReader):
    """An open store. May be used from several threads; reads show what is committed."""

    def __init__(self, url: str, pool: SessionPool, clock: Clock | None, watch: Watch) -> None:
        super().__init__(pool, watch)
        self.url = url
        self._pool = pool
        self._clock = clock
        self._writers: set[int] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; a store in memory is gone."""
        self._pool.close()

    def today(self) -> date:
        """The day in Europe/Amsterdam of what would be recorded now, by the store's own clock."""
        _, latest = self.newest() or (0, "")
        return day_of_recording(_later(latest, _clock_text(self._pool, self._clock)))

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One transaction under the write lock, committed at the end of the block.

        It leaves no trace where the block raises, or after :meth:`Writing.discard`.

        Raises:
            StoreLocked: another writer did not end in time.
        """
        with self._only_writer_of_thread(), self._pool.writing() as session:
            writing = Writing(session, self._clock)
            yield writing
            if writing.kept:
                session.commit()

    def set_setting(self, name: str, value: str) -> None:
        """Add or change a setting of the installation."""
        self._change(statements.SET_SETTING, name, value)

    def add_proef(self, code: str, label: str) -> None:
        """Add a proef, or change its label."""
        self._change(statements.ADD_PROEF, code, label)

    def log_readings(self, lines: Iterable[tuple[Reading, Reader]]) -> None:
        """Keep who read what and why, for ever; all are committed when this returns."""
        with self._only_writer_of_thread(), self._pool.writing() as session:
            for reading, reader in lines:
                session.execute(statements.ADD_READING, *reading)
                session.execute(statements.ADD_READER, *reader)
            session.commit()

    @contextmanager
    def _only_writer_of_thread(self) -> Iterator[None]:
        thread = get_ident()
        if thread in self._writers:
            raise RuntimeError(
                "this thread is writing to the store already: it would wait for itself"
            )
        self._writers.add(thread)
        try:
            yield
        finally:
            self._writers.discard(thread)

    def _change(self, statement: str, *parameters: str) -> None:
        with self._pool.writing() as session:
            session.execute(statement, *parameters)
            session.commit()


class Writing(LogReader):
    """A transaction that holds the write lock; reads see the rows it has appended.

    ``now`` is the recorded-at of what it appends: the clock's, and always later than the newest
    record's.
    """

    def __init__(self, session: Session, clock: Clock | None) -> None:
        super().__init__(session)
        self._session = session
        self._position, self._latest = self.newest() or (0, "")
        self.now = _later(self._latest, _clock_text(session, clock))
        self.kept = True

    @property
    def today(self) -> date:
        """The day of recording in Europe/Amsterdam."""
        return day_of_recording(self.now)

    def discard(self) -> None:
        """Leave no trace of this transaction when the block ends."""
        self.kept = False

    def append(self, records: Sequence[NewRecord], recorded_at: str | None = None) -> list[int]:
        """Take in the records, in this order, as one save; returns their positions.

        It may be called many times; each call costs the same, however long the log is.

        Args:
            records: the rows; versions are the caller's.
            recorded_at: for a save that is moved in from elsewhere; left out, ``now``.

        Raises:
            DuplicateRecord: an event id, or a version of a participant, is already there. The
                whole transaction then leaves no trace.
            BadInput: see :meth:`append_history`.
        """
        moment = self.now if recorded_at is None else recorded_at
        return self.append_history(records, [moment] * len(records))

    def publish(self, number: int, peildatum: str, manifest: str) -> None:
        """Put a publication in the register, as of ``now``; the database refuses a number that is
        not the next one."""
        self._session.execute(statements.ADD_PUBLICATION, number, self.now, peildatum, manifest)

    def append_history(self, records: Sequence[NewRecord], moments: Sequence[str]) -> list[int]:
        """As :meth:`append`, with a recorded-at for each record, for a history that is moved in.

        Raises:
            BadInput: a moment is earlier than the one before it or than the newest record's, or
                not written as the log writes it.
        """
        latest = _latest_of(moments, self._latest)
        first = self._position + 1
        numbered = enumerate(zip(records, moments, strict=True), first)
        self._insert([_taken_in(position, *given) for position, given in numbered])
        self._position, self._latest = self._position + len(records), latest
        return list(range(first, self._position + 1))

    def _insert(self, rows: Sequence[Row]) -> None:
        try:
            self._session.insert(rows)
        except BaseException:
            self.discard()
            raise


def _latest_of(moments: Iterable[str], latest: str) -> str:
    for moment in moments:
        if moment != latest:
            if moment < latest or not is_moment(moment):
                raise BadInput(
                    f"Recorded-at {moment} is not possible after {latest or 'an empty log'}: it is "
                    "written YYYY-MM-DDTHH:MM:SS.ffffffZ and never goes back."
                )
            latest = moment
    return latest


def _taken_in(position: int, record: NewRecord, moment: str) -> Row:
    """The columns of a :class:`Record`; a plain tuple is three times as fast to make."""
    event_id, pid, subject, version, type, type_version, datum, by, data, sealed = record
    leaf = leaf_hash(
        position, event_id, subject, version, type, type_version, datum, moment, by, data, sealed
    )
    return (
        *(position, event_id, pid, subject, version, type, type_version),
        *(datum, moment, by, data, sealed, leaf),
    )


def _clock_text(source: Session | SessionPool, clock: Clock | None) -> str:
    if clock is not None:
        return moment_text(clock())
    return source.server_clock() or moment_text(datetime.now(UTC))


def _later(latest: str, clock: str) -> str:
    return clock if clock > latest else just_after(latest)
