"""The log as it is found, whatever stands in it: for whoever checks it and trusts nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import chain, groupby
from operator import itemgetter
from typing import Final, NamedTuple

from journey.store import statements
from journey.store.opening import connect
from journey.store.reader import LogReader, Watch, unwatched
from journey.store.revision import check_revision
from journey.store.session import Row, Session
from journey.store.urls import parse_url

BY_POSITION = f"SELECT {statements.COLUMNS} FROM events WHERE position <= ? ORDER BY position"
BY_PARTICIPANT = (
    f"SELECT {statements.COLUMNS} FROM events WHERE position <= ?{{}} "
    "ORDER BY participant_id, version"
)


class Part(NamedTuple):
    """Some of the participants: whose ids are not below the one bound, and below the other.

    Where a bound is empty there is none, so that parts which follow each other hold everybody.
    """

    start: str = ""
    end: str = ""


EVERYBODY: Final = Part()

_as_found = partial(str, encoding="utf-8", errors="surrogateescape")


class FoundLog(LogReader):
    """The rows of the log with the columns of a record, any of which may hold anything.

    ``lenient``: bytes that are no UTF-8 come as lone surrogates, at twice the time for all that
    is read; else reading them raises :class:`journey.errors.Undecodable`.
    """

    def __init__(self, session: Session, *, lenient: bool, watch: Watch = unwatched) -> None:
        super().__init__(session, watch)
        if lenient and isinstance(session.raw, sqlite3.Connection):
            session.raw.text_factory = _as_found

    def rows(self, upto: int) -> Iterator[Row]:
        """Every row up to and including a position, in the order of positions."""
        return self._found(upto, BY_POSITION, upto)

    def histories(self, upto: int, part: Part = EVERYBODY) -> Iterator[list[Row]]:
        """The same rows, those of one participant after the other by version; only of a part of
        the participants."""
        bounds = [(" AND participant_id >= ?", part.start), (" AND participant_id < ?", part.end)]
        given = [(text, bound) for text, bound in bounds if bound]
        statement = BY_PARTICIPANT.format("".join(text for text, _ in given))
        most = upto if part == EVERYBODY else None
        rows = self._found(most, statement, upto, *(bound for _, bound in given))
        for _, group in groupby(rows, itemgetter(2)):
            yield list(group)

    def _found(self, most: int | None, statement: str, *parameters: object) -> Iterator[Row]:
        return chain.from_iterable(self._watched(most, statement, *parameters))


@contextmanager
def open_found(url: str, *, lenient: bool = False, watch: Watch = unwatched) -> Iterator[FoundLog]:
    """The log at a database URL, for as long as the block lasts.

    Raises:
        WrongUsage: the URL can't be used.
        StoreError: the store can't be used; each subclass says why.
    """
    location = parse_url(url)
    with closing(connect(location)) as session:
        check_revision(session.revision(), location.shown)
        yield FoundLog(session, lenient=lenient, watch=watch)
