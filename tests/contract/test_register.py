"""The database itself refuses to change what is in the register of publications."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from journey.store import open_store
from journey.store.opening import connect
from journey.store.session import Session
from journey.store.urls import parse_url

PUT = "INSERT INTO publication (number, recorded_at, peildatum, manifest) VALUES"


@pytest.fixture
def session(ready_url: str) -> Iterator[Session]:
    """A connection of someone who goes round the program; the register holds two lines."""
    with open_store(ready_url) as store, store.writing() as writing:
        writing.publish(1, "2025-10-31", "{}")
        writing.publish(2, "2025-10-31", "{}")
    opened = connect(parse_url(ready_url), 1)
    yield opened
    opened.close()


def on_postgresql(session: Session) -> bool:
    return "psycopg" in type(session.raw).__module__


def refused(session: Session, statement: str) -> None:
    before = session.rows("SELECT * FROM publication ORDER BY number")
    with pytest.raises(Exception, match=r"append-only|not the next one of the register"):
        session.raw.execute(statement)
    assert session.rows("SELECT * FROM publication ORDER BY number") == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE publication SET manifest = '[]'",
        "UPDATE publication SET number = 3 WHERE number = 2",
        "DELETE FROM publication",
        "DELETE FROM publication WHERE number = 2",
        f"{PUT} (2, 'x', 'x', 'x')",
        f"{PUT} (4, 'x', 'x', 'x')",
        f"{PUT} (0, 'x', 'x', 'x')",
        f"{PUT} (3, 'x', 'x', 'x'), (5, 'x', 'x', 'x')",
        f"{PUT} (2, 'x', 'x', 'x') ON CONFLICT (number) DO UPDATE SET manifest = 'x'",
    ],
)
def test_no_line_is_changed_deleted_skipped_or_used_again(session: Session, statement: str) -> None:
    refused(session, statement)


def test_what_only_one_of_them_knows(session: Session) -> None:
    if on_postgresql(session):
        refused(session, "TRUNCATE publication")
    else:
        refused(session, f"{PUT} (2, 'x', 'x', 'x')".replace("INSERT", "INSERT OR REPLACE"))


def test_the_next_line_is_taken(session: Session) -> None:
    session.execute(f"{PUT} (3, 'x', 'x', 'x'), (4, 'x', 'x', 'x')")


def test_a_line_is_not_there_where_its_transaction_is_discarded(ready_url: str) -> None:
    with open_store(ready_url) as store:
        with store.writing() as writing:
            writing.publish(1, "2025-10-31", "{}")
            writing.discard()
        assert store.publications() == []
        with store.writing() as writing:
            writing.publish(1, "2025-10-31", "{}")
            now = writing.now
        assert [tuple(p) for p in store.publications()] == [(1, now, "2025-10-31", "{}")]
