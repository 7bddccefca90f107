"""What the store asks of a database connection; SQLite and PostgreSQL each answer in their way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, Protocol, TypeAlias

Row: TypeAlias = tuple[Any, ...]

NO_PLAIN_TABLE: Final = (
    "events is no plain table, as journey makes it: what it shows can depend on who asks, and when"
)


class Source(Protocol):
    """Where rows are read from: one connection, or a pool of them."""

    def rows(self, statement: str, *parameters: object) -> list[Row]:
        """All rows of the answer."""
        ...

    def stream(self, statement: str, *parameters: object) -> Iterator[list[Row]]:
        """The rows of a large answer, some thousands at a time."""
        ...

    def damage(self, waiting: Callable[[], None]) -> list[str]:
        """What is wrong with the database under the log: the log is no plain table, or the database
        itself finds something, such as an index that does not say what the rows say.

        ``waiting`` is called again and again while that takes.
        """
        ...


class Session(Source, Protocol):
    """One connection. Outside begin/commit each statement is a transaction of its own.

    Every method raises errors of :mod:`journey.errors` for what a user can cause.
    """

    raw: Any
    """The DB-API connection."""

    @property
    def idle(self) -> bool:
        """Whether the connection stands and is in no transaction."""
        ...

    @property
    def lost(self) -> bool:
        """Whether the connection has ended."""
        ...

    def revision(self) -> str | None:
        """The revision of the schema; None where the database holds no journey store."""
        ...

    def settle(self) -> None:
        """Set what stays with the database after it was made."""
        ...

    def begin(self) -> None:
        """Start a transaction that holds the write lock; waits for another writer to end."""
        ...

    def commit(self) -> None: ...

    def rollback(self) -> None:
        """End the transaction without a trace. Never raises: a broken connection is closed."""
        ...

    def server_clock(self) -> str | None:
        """Recorded-at text of the server's clock; None where there is no server."""
        ...

    def insert(self, rows: Sequence[Row]) -> None:
        """Add rows with the columns of a record; raises DuplicateRecord."""
        ...

    def execute(self, statement: str, *parameters: object) -> None: ...

    def write_anew(self, table: str) -> None:
        """Leave nothing of what was overwritten in the file of a table; outside a transaction.

        Raises :class:`StoreLocked` where another session holds the table.
        """
        ...

    def close(self) -> None: ...

    def explain(self, error: Exception) -> Exception:
        """The error of :mod:`journey.errors` that a driver's error means, or the error itself."""
        ...


Connect: TypeAlias = Callable[[], Session]


@contextmanager
def _explaining(session: Session, kind: type[Exception]) -> Iterator[None]:
    try:
        yield
    except kind as error:
        meant = session.explain(error)
        if meant is error:
            raise
        raise meant from error


def explaining(session: Session, kind: type[Exception]) -> AbstractContextManager[None]:
    """Turn the driver's errors inside the block into what they mean for a user."""
    return _explaining(session, kind)
