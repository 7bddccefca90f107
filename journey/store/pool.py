"""Connections that are kept for the next statement, so that threads never share one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import RLock
from typing import Protocol, TypeVar

from journey.errors import StoreUnreachable
from journey.store.session import Connect, Row, Session, Source

Answer = TypeVar("Answer")


class SessionPool(Source, Protocol):
    """Hands out sessions; a read takes one for as long as it lasts."""

    def writing(self) -> AbstractContextManager[Session]:
        """A session in a transaction under the write lock; what is not committed is undone."""
        ...

    def server_clock(self) -> str | None:
        """Recorded-at text of the server's clock; None where there is no server."""
        ...

    def close(self) -> None:
        """Close the sessions that are not in use; the others are closed when they come back."""
        ...


class ManySessions:
    """A session for each user at a time: for files and servers."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._free: list[Session] = []
        self._closed = False

    def rows(self, statement: str, *parameters: object) -> list[Row]:
        with self._borrowed(lambda session: session.rows(statement, *parameters)) as (_, rows):
            return rows

    def stream(self, statement: str, *parameters: object) -> Iterator[list[Row]]:
        with self._borrowed(lambda session: session.stream(statement, *parameters)) as (_, batches):
            yield from batches

    def damage(self, waiting: Callable[[], None]) -> list[str]:
        with self._borrowed(lambda session: session.damage(waiting)) as (_, found):
            return found

    def revision(self) -> str | None:
        """The revision of the schema; None where the database holds no journey store."""
        with self._borrowed(lambda session: session.revision()) as (_, revision):
            return revision

    def server_clock(self) -> str | None:
        with self._borrowed(lambda session: session.server_clock()) as (_, clock):
            return clock

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self._borrowed(lambda session: session.begin()) as (session, _):
            yield session

    def close(self) -> None:
        self._closed = True
        while self._free:
            self._free.pop().close()

    @contextmanager
    def _borrowed(self, start: Callable[[Session], Answer]) -> Iterator[tuple[Session, Answer]]:
        """A session, and what it gave for its first step."""
        session = self._free.pop() if self._free else self._connect()
        try:
            try:
                answer = start(session)
            except StoreUnreachable:
                # Lost while it lay idle: nothing was done on it yet, so a new one may try once.
                if not session.lost:
                    raise
                session = self._connect()
                answer = start(session)
            yield session, answer
        finally:
            self._give_back(session)

    def _give_back(self, session: Session) -> None:
        if not session.idle:
            session.rollback()
        if session.lost or self._closed:
            session.close()
        else:
            self._free.append(session)


class OneSession:
    """One session that threads take in turn: a database in memory has no second."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._turn = RLock()

    def rows(self, statement: str, *parameters: object) -> list[Row]:
        with self._turn:
            return self._session.rows(statement, *parameters)

    def stream(self, statement: str, *parameters: object) -> Iterator[list[Row]]:
        # Read at once, so that no turn is held while the caller does other things.
        yield self.rows(statement, *parameters)

    def damage(self, waiting: Callable[[], None]) -> list[str]:
        with self._turn:
            return self._session.damage(waiting)

    def server_clock(self) -> str | None:
        with self._turn:
            return self._session.server_clock()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self._turn:
            self._session.begin()
            try:
                yield self._session
            finally:
                if not self._session.idle:
                    self._session.rollback()

    def close(self) -> None:
        with self._turn:
            self._session.close()
