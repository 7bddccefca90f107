"""Database URLs: what they mean, and that a refusal never repeats a password."""

from __future__ import annotations

from pathlib import Path

import pytest

from journey.errors import WrongUsage
from journey.store.urls import PostgresLocation, SqliteLocation, parse_url


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite://", None),
        ("sqlite:///", None),
        ("sqlite:///:memory:", None),
        ("sqlite:///journey.db", Path.cwd() / "journey.db"),
        ("sqlite:////var/lib/100%25.db", Path("/var/lib/100%25.db")),
    ],
)
def test_sqlite(url: str, path: Path | None) -> None:
    assert parse_url(url) == SqliteLocation(path)


@pytest.mark.parametrize(
    ("rest", "parameters"),
    [
        ("/journey", {"dbname": "journey"}),
        (
            "u%40x:p%3Aw@Db.example:5433/journey",
            {
                "user": "u@x",
                "password": "p:w",
                "host": "Db.example",
                "port": "5433",
                "dbname": "journey",
            },
        ),
        ("u@[::1]/j", {"user": "u", "host": "::1", "dbname": "j"}),
        (
            "u:@/j?host=/Run/pg&sslmode=require",
            {"user": "u", "dbname": "j", "host": "/Run/pg", "sslmode": "require"},
        ),
        ("%2FRun%2Fpg/j", {"host": "/Run/pg", "dbname": "j"}),
    ],
)
def test_postgresql(rest: str, parameters: dict[str, str]) -> None:
    for scheme in ("postgresql", "postgresql+psycopg"):
        location = parse_url(f"{scheme}://{rest}")
        assert isinstance(location, PostgresLocation)
        assert location.parameters == parameters
        assert "p:w" not in location.shown + repr(location)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "journey.db",
        "mysql://u:s3cret@host/db",
        "sqlite://journey.db",
        "sqlite:///journey.db?mode=ro",
        "postgresql+asyncpg://u:s3cret@host/db",
        "postgresql://u:s3cret@host:port/db",
        "postgresql://u:s3cret@host:99999/db",
        "postgresql://u:s3#cret@host/db",
        "postgresql://u:s3cret@host/db#part",
        "postgresql://u:s3cret@host/db?sslmode",
        "postgresql://u:s3cret@[host/db",
        "postgresql://u:s3cret%00@host/db",
    ],
)
def test_anything_else_is_refused_with_what_is_allowed(url: str) -> None:
    with pytest.raises(WrongUsage, match=r"sqlite:///relative.db.*postgresql\+psycopg") as caught:
        parse_url(url)
    assert "cret" not in str(caught.value)
