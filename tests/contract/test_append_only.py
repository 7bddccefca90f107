"""The database itself refuses to change what is in the log, whoever asks it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from journey.store import DuplicateRecord, open_store
from journey.store.opening import connect
from journey.store.session import Session
from journey.store.statements import COLUMNS
from journey.store.urls import parse_url
from tests.contract.rows import row

LEAF = b"\0" * 32
WRITTEN = f"INSERT INTO events ({COLUMNS}) VALUES ({', '.join('?' * 13)})"


def values(number: int, *, position: int, version: int | None = None) -> tuple[object, ...]:
    made = row(number, version=version)
    middle = (*made[:7], "2025-03-04T12:00:00.000000Z", *made[7:])
    return (position, *middle, LEAF)


@pytest.fixture
def session(ready_url: str) -> Iterator[Session]:
    """A connection of someone who goes round the program; the log holds two rows."""
    with open_store(ready_url) as store, store.writing() as writing:
        writing.append([row(1), row(2)])
    opened = connect(parse_url(ready_url), 1)
    yield opened
    opened.close()


def refused(session: Session, statement: str, *parameters: object) -> None:
    before = session.rows("SELECT * FROM events ORDER BY position")
    with pytest.raises(Exception, match=r"append-only|not the next|in the log already|duplicate"):
        session.raw.execute(statement.replace("?", session_mark(session)), parameters)
    assert session.rows("SELECT * FROM events ORDER BY position") == before


def session_mark(session: Session) -> str:
    return "?" if "sqlite3" in type(session.raw).__module__ else "%s"


def test_no_row_is_changed_or_deleted(session: Session) -> None:
    refused(session, "UPDATE events SET data = '{}'")
    refused(session, "UPDATE events SET leaf = leaf WHERE position = 1")
    refused(session, "DELETE FROM events")
    refused(session, "DELETE FROM events WHERE position = 2")


def test_no_position_is_skipped_or_used_again(session: Session) -> None:
    refused(session, WRITTEN, *values(3, position=4))
    refused(session, WRITTEN, *values(3, position=2))
    session.execute(WRITTEN, *values(3, position=3))


def test_insert_can_not_replace(session: Session) -> None:
    if session_mark(session) == "?":
        for verb in ("INSERT OR REPLACE", "REPLACE"):
            statement = WRITTEN.replace("INSERT", verb, 1)
            refused(session, statement, *values(3, position=2))
            refused(session, statement, *values(1, position=3))
            refused(session, statement, *values(3, position=3, version=1))
    upsert = f"{WRITTEN} ON CONFLICT (event_id) DO UPDATE SET data = '{{}}'"
    refused(session, upsert, *values(1, position=3))


def test_the_table_is_not_emptied(session: Session) -> None:
    if session_mark(session) == "%s":
        refused(session, "TRUNCATE events")


def test_positions_are_checked_over_a_whole_statement(ready_postgres: str) -> None:
    session = connect(parse_url(ready_postgres), 1)
    statement = f"{WRITTEN}, ({', '.join('?' * 13)})"
    refused(session, statement, *values(1, position=1), *values(2, position=3))
    session.execute(statement, *values(2, position=2), *values(1, position=1))
    session.close()


def test_a_wrong_row_is_explained_as_a_duplicate(session: Session) -> None:
    with pytest.raises(DuplicateRecord, match="already holds"):
        session.execute(WRITTEN, *values(1, position=3))
