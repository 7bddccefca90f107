"""PostgreSQL keeps the role of the session beside who is said to have recorded."""

from __future__ import annotations

from contextlib import closing

import pytest
from psycopg.errors import RestrictViolation

from journey.store import open_store
from journey.store.opening import connect
from journey.store.session import Row
from journey.store.statements import COLUMNS
from journey.store.urls import parse_url
from tests.contract.rows import row

ROLES = "SELECT session_role, recorded_by FROM events ORDER BY position"
COPIED = (
    f"INSERT INTO events ({COLUMNS}, session_role) SELECT 2, replace(event_id, '4000', '5000'), "
    "participant_id, subject, version + 1, type, type_version, datum, recorded_at, recorded_by, "
    "data, sealed, leaf, {role} FROM events WHERE position = 1"
)


def rows(url: str, statement: str) -> list[Row]:
    with closing(connect(parse_url(url), 1)) as session:
        return session.rows(statement)


def execute(url: str, statement: str) -> None:
    with closing(connect(parse_url(url), 1)) as session:
        session.execute(statement)


def write(url: str) -> None:
    with open_store(url) as store, store.writing() as writing:
        writing.append([row(1)])


def test_postgresql_keeps_the_role_of_the_session(ready_postgres: str) -> None:
    write(ready_postgres)
    ((role,),) = rows(ready_postgres, "SELECT session_user::text")
    assert rows(ready_postgres, ROLES) == [(role, "mw-17")]


@pytest.mark.parametrize("role", ["'director'", "NULL"])
def test_the_role_can_not_be_chosen(ready_postgres: str, role: str) -> None:
    write(ready_postgres)
    with pytest.raises(RestrictViolation, match="session_role is not the role of this session"):
        execute(ready_postgres, COPIED.format(role=role))
    execute(ready_postgres, COPIED.format(role="session_user"))


def test_sqlite_has_no_roles(ready_sqlite: str) -> None:
    write(ready_sqlite)
    assert rows(ready_sqlite, ROLES) == [(None, "mw-17")]
