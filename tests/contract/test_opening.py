"""Every way in which a store can't be used, each with an error that says what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from journey.errors import (
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreNotInitialised,
    StoreOutdated,
    StoreTooNew,
    StoreUnreachable,
    WrongUsage,
)
from journey.store import Store, open_store, revision
from journey.store.migrate import initialise
from journey.store.opening import connect
from journey.store.urls import PostgresLocation, parse_url
from tests.conftest import PostgresServer
from tests.contract.rows import row

NOBODY = 65534


def sqlite_at(path: Path) -> str:
    return f"sqlite:///{path}"


def execute(url: str, statement: str) -> None:
    with closing(connect(parse_url(url), 1, create=True)) as session:
        session.execute(statement)


# -- both databases -----------------------------------------------------------------------------


def test_a_store_that_was_never_made(postgres_url: str) -> None:
    with pytest.raises(StoreNotInitialised, match="holds no journey store: run `journey init`"):
        open_store(postgres_url)


def test_a_store_made_by_a_newer_program(ready_url: str) -> None:
    execute(ready_url, "UPDATE alembic_version SET version_num = '9999'")
    for use in (open_store, initialise):
        with pytest.raises(StoreTooNew, match="9999"):
            use(ready_url)


def test_a_store_made_by_an_older_program(ready_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revision, "KNOWN_REVISIONS", (*revision.KNOWN_REVISIONS, "next"))
    monkeypatch.setattr(revision, "SCHEMA_REVISION", "next")
    with pytest.raises(StoreOutdated, match="`journey init` to upgrade"):
        open_store(ready_url)


def test_a_store_whose_revision_is_missing(ready_url: str) -> None:
    execute(ready_url, "DELETE FROM alembic_version")
    with pytest.raises(StoreNotInitialised):
        open_store(ready_url)


def test_a_database_in_which_the_tables_are_someone_elses(store_url: str) -> None:
    execute(store_url, "CREATE TABLE events (name text)")
    with pytest.raises(StoreError):
        initialise(store_url)
    execute(store_url, "CREATE TABLE alembic_version (version_num text)")
    execute(store_url, f"INSERT INTO alembic_version VALUES ('{revision.SCHEMA_REVISION}')")
    with open_store(store_url) as store, pytest.raises(StoreDamaged, match="not those"):
        store.newest()


def test_the_same_store_may_be_opened_after_it_was_closed(ready_url: str) -> None:
    for number in (1, 2):
        with open_store(ready_url) as store, store.writing() as writing:
            assert writing.append([row(number)]) == [number]


# -- SQLite -------------------------------------------------------------------------------------


def test_a_file_that_is_missing_is_not_made_by_opening_it(tmp_path: Path) -> None:
    path = tmp_path / "journey.db"
    with pytest.raises(StoreNotInitialised, match=r"does not exist: run `journey init`"):
        open_store(sqlite_at(path))
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "journey.db"
    path.touch()
    with pytest.raises(StoreNotInitialised):
        open_store(sqlite_at(path))


def test_a_folder_that_is_missing_is_not_made(tmp_path: Path) -> None:
    url = sqlite_at(tmp_path / "none" / "journey.db")
    for use in (open_store, initialise):
        with pytest.raises(StoreUnreachable, match="the folder"):
            use(url)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_where_a_file_was_expected(tmp_path: Path) -> None:
    for use in (open_store, initialise):
        with pytest.raises(StoreUnreachable, match="is a folder"):
            use(sqlite_at(tmp_path))


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "journey.db"
    path.write_bytes(b"deelnemer;intake\n" * 500)
    for use in (open_store, initialise):
        with pytest.raises(StoreDamaged, match="no SQLite database"):
            use(sqlite_at(path))


def test_a_file_of_which_a_part_is_missing(ready_sqlite: str) -> None:
    path = Path(ready_sqlite.removeprefix("sqlite:///"))
    with open_store(ready_sqlite) as store, store.writing() as writing:
        writing.append([row(number) for number in range(2000)])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreDamaged, match="damaged"):
        read_all(ready_sqlite)


def read_all(url: str) -> None:
    with open_store(url) as store:
        assert sum(1 for _ in store.records()) + sum(1 for _ in store.participants()) > 0


def test_a_file_that_another_process_locks_whole(ready_sqlite: str) -> None:
    path = ready_sqlite.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked, match="did not let go"):
            open_store(ready_sqlite, wait=0.05)


def test_a_path_may_hold_any_character(tmp_path: Path) -> None:
    folder = tmp_path / "100% é #1 &c"
    folder.mkdir()
    url = sqlite_at(folder / "my journey.db")
    initialise(url)
    with open_store(url) as store:
        assert store.newest() is None
    assert (folder / "my journey.db").exists()


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nobody may write to the folder, whoever runs the test."""
    folder.chmod(0o555)
    # Root may write everywhere, so it is somebody else meanwhile.
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o755)


@pytest.fixture
def medium(ready_sqlite: str) -> Iterator[Path]:
    """A log of one event in a folder that everybody can reach, unlike pytest's own."""
    with open_store(ready_sqlite) as store, store.writing() as writing:
        writing.append([row(1)])
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        copied = shutil.copy(ready_sqlite.removeprefix("sqlite:///"), Path(folder) / "journey.db")
        Path(copied).chmod(0o644)
        yield Path(copied)


def test_a_log_on_a_read_only_medium_can_be_read(medium: Path) -> None:
    with read_only(medium.parent), open_store(sqlite_at(medium)) as store:
        assert [record.position for record in store.records()] == [1]
        with (
            pytest.raises(StoreUnreachable, match="may not write here"),
            store.writing() as writing,
        ):
            writing.append([row(2)])
    assert list(medium.parent.iterdir()) == [medium]


def test_what_is_not_in_the_file_yet_is_never_left_out(medium: Path) -> None:
    with open_store(sqlite_at(medium)) as store:
        with store.writing() as writing:
            writing.append([row(2)])
        waiting = Path(f"{medium}-wal").read_bytes()
    Path(f"{medium}-wal").write_bytes(waiting)
    with (
        read_only(medium.parent),
        pytest.raises(StoreUnreachable, match=r"still in journey\.db-wal.*copy both files"),
    ):
        open_store(sqlite_at(medium))


def test_who_may_not_write_reads_what_another_is_writing(medium: Path) -> None:
    with open_store(sqlite_at(medium)) as store:
        with store.writing() as writing:
            writing.append([row(2)])
        for file in medium.parent.iterdir():
            file.chmod(0o644)
        with read_only(medium.parent), open_store(sqlite_at(medium)) as reader:
            assert [record.position for record in reader.records()] == [1, 2]


def test_a_change_during_the_reading_is_noticed(medium: Path) -> None:
    with read_only(medium.parent):
        reader = open_store(sqlite_at(medium))
    with reader:
        assert reader.newest() is not None
        with open_store(sqlite_at(medium)) as store, store.writing() as writing:
            writing.append([row(2)])
        with pytest.raises(StoreLocked, match="changed while it was read"):
            reader.newest()
        with pytest.raises(StoreLocked, match="changed while it was read"):
            list(reader.records())


def test_a_store_in_memory_is_new_each_time_and_lives_as_long_as_it_is_open() -> None:
    with open_store("sqlite://") as one, open_store("sqlite://") as other:
        with one.writing() as writing:
            writing.append([row(1)])
        assert one.newest() is not None
        assert other.newest() is None


# -- PostgreSQL ---------------------------------------------------------------------------------


def with_parts(url: str, **parts: str) -> str:
    """The URL of the same server with another user or database."""
    location = parse_url(url)
    assert isinstance(location, PostgresLocation)
    named = location.parameters | parts
    login = f"{named['user']}:{quote(named.get('password', ''), safe='')}"
    return f"postgresql://{login}@/{named['dbname']}?host={named['host']}"


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://me:s3cret@/journey?host={tmp_path}"
    for use in (open_store, initialise):
        with pytest.raises(StoreUnreachable) as caught:
            use(url)
        assert "s3cret" not in str(caught.value)
        assert "me@" in str(caught.value)


def test_a_database_or_role_that_is_missing(postgres_url: str) -> None:
    for parts in ({"dbname": "nothing_here"}, {"user": "nobody", "password": "s3cret"}):
        with pytest.raises(StoreUnreachable, match="does not exist") as caught:
            open_store(with_parts(postgres_url, **parts))
        assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("query", ["nonsense=1", "sslmode=s3cret"])
def test_a_parameter_that_does_not_exist(query: str) -> None:
    with pytest.raises((WrongUsage, StoreUnreachable)) as caught:
        open_store(f"postgresql://me:s3cret@/journey?{query}")
    assert "s3cret" not in str(caught.value)


def test_a_role_that_may_only_read_and_add(
    ready_postgres: str, postgres_server: PostgresServer
) -> None:
    location = parse_url(ready_postgres)
    assert isinstance(location, PostgresLocation)
    role = f"writer_{location.parameters['dbname']}"
    execute(ready_postgres, f"CREATE ROLE {role} LOGIN")
    execute(ready_postgres, f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO {role}")
    url = with_parts(ready_postgres, user=role)
    with open_store(url) as store:
        with store.writing() as writing:
            writing.append([row(1), row(2)])
        with pytest.raises(StoreUnreachable, match="the role may not do this"):
            store.set_setting("source", "urn:example")
    execute(ready_postgres, f"REVOKE INSERT ON events FROM {role}")
    with open_store(url) as store:
        with (
            pytest.raises(StoreUnreachable, match="the role may not do this"),
            store.writing() as w,
        ):
            w.append([row(3)])
        assert sum(1 for _ in store.records()) == 2
    execute(ready_postgres, f"DROP OWNED BY {role}")
    execute(ready_postgres, f"DROP ROLE {role}")


def end_connections(url: str) -> None:
    execute(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )


def test_a_connection_lost_while_idle_is_made_again(ready_postgres: str) -> None:
    with open_store(ready_postgres) as store:
        end_connections(ready_postgres)
        assert store.newest() is None
        end_connections(ready_postgres)
        with store.writing() as writing:
            writing.append([row(1)])
        assert store.newest() is not None


def write_while_losing_the_connection(store: Store) -> None:
    with store.writing() as writing:
        writing.append([row(1)])
        end_connections(store.url)


def test_a_connection_lost_in_a_transaction_is_an_error(ready_postgres: str) -> None:
    with open_store(ready_postgres) as store:
        with pytest.raises(StoreUnreachable, match="Whether this was recorded is not known"):
            write_while_losing_the_connection(store)
        assert store.newest() is None


def test_the_isolation_that_a_server_sets_does_not_matter(ready_postgres: str) -> None:
    with psycopg.connect(ready_postgres.replace("+psycopg", ""), autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(
            f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'"
        )
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with open_store(ready_postgres) as store, store.writing() as writing:
        assert writing.append([row(1)]) == [1]
