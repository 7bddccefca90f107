"""The roles of PostgreSQL as the page about running it makes them: what each may do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.command_line import Ran, done, journey
from tests.stories import SAVES, as_file, log_of

PAGE = Path(__file__).parents[2] / "docs" / "running.md"
RECORDER, READER = "mw-17", "analyst"
"""The roles with which somebody is let in."""


def connection(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def as_role(url: str, role: str) -> str:
    return url.replace("//postgres:", f"//{role}:")


@pytest.fixture
def url(ready_postgres: str) -> Iterator[str]:
    """URL of a store with the roles of the page, which are gone afterwards."""
    [granted] = re.findall(r"^```sql\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    with connection(ready_postgres) as admin:
        admin.execute(granted)
        roles = ", ".join(re.findall(r"^CREATE ROLE ([^\s;]+)", granted, re.MULTILINE))
        yield ready_postgres
        admin.execute(f"DROP OWNED BY {roles}; DROP ROLE {roles}")


def recorded(url: str, number: str) -> Ran:
    intake = ("--datum", "2025-03-10", "--proef", "wsd", "--deelname", "verplicht")
    return journey(url, "record", "intake", number, *intake, "--as", "mw-17", *NOTE)


NOTE = ("--toelichting", "belt over de afspraak")


@pytest.mark.usefixtures("keys")
def test_who_may_record_adds_and_reads(url: str, tmp_path: Path) -> None:
    own = as_role(url, RECORDER)
    done(own, "import", "events", "-", stdin=as_file(log_of(SAVES)))
    assert recorded(own, "C-3").code == 0
    done(own, "show", "C-3", "--with-notes", "--reden", "vraag", "--as", "mw-17")
    done(own, "publish", "--peildatum", "2025-10-31", "-o", str(tmp_path / "1"))
    done(own, "verify")
    with connection(url) as admin:
        roles = admin.execute("SELECT DISTINCT session_role FROM events").fetchall()
        assert roles == [("mw-17",)]
        assert admin.execute("SELECT count(*) FROM reader").fetchone() == (1,)


@pytest.mark.usefixtures("keys")
def test_who_may_read_makes_every_figure_and_adds_nothing(url: str, tmp_path: Path) -> None:
    done(url, "import", "events", "-", stdin=as_file(log_of(SAVES)))
    folder = str(tmp_path / "1")
    done(url, "publish", "--peildatum", "2025-10-31", "-o", folder)
    own = as_role(url, READER)
    for asked in (
        ("tables", "--peildatum", "2025-10-31"),
        ("show", "B-2"),
        ("export", "events"),
        ("publish", "--check", folder),
        ("publish", "--list"),
        ("verify",),
    ):
        assert done(own, *asked).out == done(url, *asked).out
    refused = recorded(own, "C-3")
    assert refused.code == 3
    assert "the role may not do this (permission denied for table events)" in refused.err


@pytest.mark.parametrize("role", [RECORDER, READER])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET datum = '2025-01-01'",
        "DELETE FROM events",
        "TRUNCATE events",
        "ALTER TABLE events DISABLE TRIGGER ALL",
        "DROP TABLE events",
        "UPDATE setting SET value = ''",
        "SELECT * FROM reader",
    ],
)
def test_nobody_but_the_owner_changes_the_log(url: str, role: str, statement: str) -> None:
    with connection(as_role(url, role)) as own, pytest.raises(InsufficientPrivilege):
        own.execute(statement)
