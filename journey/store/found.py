"""The log as it is found, whatever stands in it: for whoever checks it and trusts nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Literal

from journey.errors import Undecodable as Undecodable
from journey.store import statements
from journey.store.opening import connect
from journey.store.reader import LogReader, Watch, unwatched
from journey.store.revision import check_revision
from journey.store.session import Row, Session
from journey.store.urls import parse_url

BY_POSITION = f"SELECT {statements.COLUMNS} FROM events WHERE position <= ? ORDER BY position"
BY_PARTICIPANT = (
    f"SELECT {statements.COLUMNS} FROM events WHERE position <= ? AND participant_id {{}} ? "
    "ORDER BY participant_id, version"
)

_as_found = partial(str, encoding="utf-8", errors="surrogateescape")


class FoundLog(LogReader):
    """The rows of the log with the columns of a record, any of which may hold anything.

    ``lenient``: bytes that are no UTF-8 come as lone surrogates, at twice the time for all that
    is read; else reading them raises :class:`Undecodable`.
    """

    def __init__(self, session: Session, *, lenient: bool, watch: Watch = unwatched) -> None:
        super().__init__(session, watch)
        if lenient and isinstance(session.raw, sqlite3.Connection):
            session.raw.text_factory = _as_found

    def rows(self, upto: int) -> Iterator[Row]:
        """Every row up to and including a position, in the order of positions."""
        return self._found(upto, BY_POSITION, upto)

    def histories(
        self, upto: int, *, of: Literal["<", ">="] = ">=", bound: str = ""
    ) -> Iterator[list[Row]]:
        """The same rows, those of one participant after the other by version.

        Only of participants whose id is below a bound, or is not.
        """
        rows = self._found(None if bound else upto, BY_PARTICIPANT.format(of), upto, bound)
        for _, group in groupby(rows, itemgetter(2)):
            yield list(group)

    def _found(self, most: int | None, statement: str, *parameters: object) -> Iterator[Row]:
        for batch in self._watched(most, statement, *parameters):
            yield from batch


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
