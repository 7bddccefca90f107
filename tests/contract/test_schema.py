"""The migrated databases, the declared tables and what the hot path believes are one thing."""

from __future__ import annotations

from contextlib import closing

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from journey.store import open_store
from journey.store.migrate import alembic_config, engine_on, initialise
from journey.store.opening import connect
from journey.store.records import Record
from journey.store.revision import KNOWN_REVISIONS, SCHEMA_REVISION
from journey.store.schema import events, metadata
from journey.store.urls import parse_url
from tests.contract.rows import row


def test_the_program_knows_its_migrations() -> None:
    script = ScriptDirectory.from_config(alembic_config())
    found = [migration.revision for migration in script.walk_revisions()]
    assert tuple(reversed(found)) == KNOWN_REVISIONS
    assert script.get_current_head() == SCHEMA_REVISION


def test_a_record_has_the_columns_of_the_table() -> None:
    assert (*Record._fields, "session_role") == tuple(column.name for column in events.columns)


def test_migrations_make_what_is_declared(ready_url: str) -> None:
    with (
        closing(connect(parse_url(ready_url), 1)) as session,
        engine_on(session).connect() as connection,
    ):
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_checks_are_those_declared(ready_url: str) -> None:
    declared = {
        str(constraint.name)
        for constraint in events.constraints
        if str(constraint.name).startswith("ck_")
    }
    with (
        closing(connect(parse_url(ready_url), 1)) as session,
        engine_on(session).connect() as connection,
    ):
        checks = inspect(connection).get_check_constraints("events")
    assert {str(check["name"]) for check in checks} == declared


def test_text_sorts_by_code_point_whatever_the_server_speaks(ready_postgres: str) -> None:
    query = (
        "SELECT table_name || '.' || column_name FROM information_schema.columns "
        "WHERE table_schema = current_schema AND data_type = 'text' "
        "AND collation_name IS DISTINCT FROM 'C'"
    )
    with closing(connect(parse_url(ready_postgres), 1)) as session:
        found = {name for (name,) in session.rows(query)}
    assert found == {
        *("events.data", "setting.value", "proef.label", "publication.manifest"),
        "reader.reden",
    }


def test_initialising_says_what_it_did_and_is_safe_to_repeat(store_url: str) -> None:
    assert initialise(store_url) == (None, SCHEMA_REVISION)
    assert initialise(store_url) == (SCHEMA_REVISION, SCHEMA_REVISION)


def test_a_store_of_the_first_revision_is_upgraded(store_url: str) -> None:
    with (
        closing(connect(parse_url(store_url), 1, create=True)) as session,
        engine_on(session).begin() as connection,
    ):
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    made = row(1)
    with closing(connect(parse_url(store_url), 1)) as session:
        moment = "2025-03-04T12:00:00.000000Z"
        session.insert([(1, *made[:7], moment, *made[7:], bytes(32))])
    assert initialise(store_url) == ("0001", SCHEMA_REVISION)
    with open_store(store_url) as store:
        assert [record.event_id for record in store.records()] == [made.event_id]
        assert store.erased() == []


def test_a_migration_happens_whole_or_not_at_all(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power goes off")

    with monkeypatch.context() as patched:
        patched.setattr("alembic.op.bulk_insert", fail)
        with pytest.raises(RuntimeError, match="power"):
            initialise(store_url)
    with closing(connect(parse_url(store_url), 1)) as session:
        assert session.revision() is None
    assert initialise(store_url) == (None, SCHEMA_REVISION)


def test_a_sqlite_store_keeps_a_write_ahead_log(sqlite_url: str) -> None:
    initialise(sqlite_url)
    with closing(connect(parse_url(sqlite_url), 1)) as session:
        assert session.rows("PRAGMA journal_mode") == [("wal",)]
        assert session.rows("PRAGMA synchronous") == [(2,)]
        assert session.rows("PRAGMA foreign_keys") == [(1,)]
