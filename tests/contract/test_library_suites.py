"""The eventsourcing library's own suites for recorders, on each kind of database."""

from __future__ import annotations

from unittest import TestCase

import pytest
from eventsourcing.tests.persistence import (
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
)

from journey.store import open_store
from journey.store.recorder import JourneyRecorder


class RecorderOnStore(TestCase):
    """Gives the suites a recorder on an empty store, whose URL a subclass sets."""

    url = "sqlite://"

    def create_recorder(self) -> JourneyRecorder:
        store = open_store(self.url)
        self.addCleanup(store.close)
        return JourneyRecorder(store)

    def test_insert_subscribe(self) -> None:
        if isinstance(self, ApplicationRecorderTestCase):
            self.optional_test_insert_subscribe()


class OnSqliteFile(RecorderOnStore):
    @pytest.fixture(autouse=True)
    def _url(self, ready_sqlite: str) -> None:
        self.url = ready_sqlite


class OnPostgres(RecorderOnStore):
    @pytest.fixture(autouse=True)
    def _url(self, ready_postgres: str) -> None:
        self.url = ready_postgres


class TestMemoryRecorder(RecorderOnStore, ApplicationRecorderTestCase):
    """The suite on SQLite in memory."""


class TestSqliteRecorder(OnSqliteFile, ApplicationRecorderTestCase):
    """The suite on a SQLite file."""


class TestPostgresRecorder(OnPostgres, ApplicationRecorderTestCase):
    """The suite on PostgreSQL."""


class TestMemoryPositions(RecorderOnStore, NonInterleavingNotificationIDsBaseCase):
    """Positions of two saves at once, on SQLite in memory."""


class TestSqlitePositions(OnSqliteFile, NonInterleavingNotificationIDsBaseCase):
    """Positions of two saves at once, on a SQLite file."""


class TestPostgresPositions(OnPostgres, NonInterleavingNotificationIDsBaseCase):
    """Positions of two saves at once, on PostgreSQL."""
