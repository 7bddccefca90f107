"""Making and upgrading the store. Only ``journey init`` needs this, and a store in memory."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.pool import StaticPool

import journey_migrations
from journey.store.opening import connect
from journey.store.revision import SCHEMA_REVISION, refuse_newer
from journey.store.session import Session
from journey.store.sqlite import SqliteSession
from journey.store.urls import parse_url


class Initialised(NamedTuple):
    """The revision that was found, None for a new store, and the one it has now."""

    before: str | None
    after: str


def initialise(url: str) -> Initialised:
    """Make the store at a database URL, or upgrade it. Safe to run twice, also at once.

    Raises:
        WrongUsage: the URL can't be used.
        StoreError: the database can't be used; each subclass says why.
    """
    location = parse_url(url)
    with closing(connect(location, create=True)) as session:
        before = session.revision()
        refuse_newer(before, location.shown)
        if before != SCHEMA_REVISION:
            upgrade(session)
        session.settle()
    return Initialised(before, SCHEMA_REVISION)


def upgrade(session: Session) -> None:
    """Bring the database of an open session to the newest revision, in one transaction."""
    try:
        with engine_on(session).begin() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except exc.DBAPIError as error:
        if not isinstance(error.orig, Exception):
            raise
        raise session.explain(error.orig) from error


def alembic_config() -> Config:
    """Alembic's configuration, which needs no file: the migrations come with the program."""
    config = Config()
    folder = Path(journey_migrations.__file__).parent
    # A percent sign in the path would be read as the start of a variable.
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def engine_on(session: Session) -> Engine:
    """An engine on the session's own connection, whose transactions hold the write lock."""
    dialect = "sqlite" if isinstance(session, SqliteSession) else "postgresql+psycopg"
    engine = create_engine(f"{dialect}://", creator=lambda: session.raw, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def begin(_: Connection) -> None:
        session.begin()

    return engine
