"""Database URLs, read without SQLAlchemy, which costs too much at the start of a command."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from journey.errors import WrongUsage

ALLOWED = (
    "Allowed are sqlite:///relative.db, sqlite:////absolute/path.db, sqlite:// (in memory) and "
    "postgresql+psycopg://user:password@host:port/database."
)


@dataclass(frozen=True, slots=True)
class SqliteLocation:
    """A SQLite database: an absolute path, or None for one in memory."""

    path: Path | None

    @property
    def shown(self) -> str:
        """How messages name it."""
        return "The store in memory" if self.path is None else str(self.path)


@dataclass(frozen=True, slots=True)
class PostgresLocation:
    """A PostgreSQL database: libpq's connection parameters."""

    parameters: dict[str, str] = field(repr=False)

    @property
    def shown(self) -> str:
        """How messages name it: never with the password."""
        known = self.parameters
        user = f"{known['user']}@" if "user" in known else ""
        port = f":{known['port']}" if "port" in known else ""
        return f"postgresql://{user}{known.get('host', '')}{port}/{known.get('dbname', '')}"


Location = SqliteLocation | PostgresLocation


def parse_url(url: str) -> Location:
    """The location that a database URL names.

    Messages never repeat the URL, which may hold a password.

    Raises:
        WrongUsage: it names another database, or can't be read.
    """
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "sqlite":
        return _sqlite(rest)
    if separator and scheme in ("postgresql", "postgresql+psycopg"):
        return _postgres(rest)
    raise WrongUsage(f"This is no database URL that journey can use.\n{ALLOWED}")


def _sqlite(rest: str) -> SqliteLocation:
    if rest in ("", "/", "/:memory:"):
        return SqliteLocation(None)
    if not rest.startswith("/") or "?" in rest or "\0" in rest:
        raise WrongUsage(f"A SQLite URL has three slashes, a path and nothing else.\n{ALLOWED}")
    return SqliteLocation(Path(rest[1:]).absolute())


def _postgres(rest: str) -> PostgresLocation:
    try:
        parts = urlsplit(f"postgresql://{rest}")
        named = _named_parts(parts) | dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError:
        raise _unreadable() from None
    if parts.fragment or any("\0" in value for value in named.values()):
        raise _unreadable()
    return PostgresLocation(named)


def _named_parts(parts: SplitResult) -> dict[str, str]:
    port = parts.port
    # Not parts.hostname: it lowers the case, and a socket directory may stand here as %2Frun%2FPG.
    host = parts.netloc.rpartition("@")[2].removesuffix(f":{port}").strip("[]")
    found = {
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "host": unquote(host),
        "port": "" if port is None else str(port),
        "dbname": unquote(parts.path.removeprefix("/")),
    }
    return {name: value for name, value in found.items() if value}


def _unreadable() -> WrongUsage:
    return WrongUsage(
        "The PostgreSQL URL can't be read; write special characters in it as %40 (@), %2F (/), "
        f"%3A (:), %23 (#), %3F (?).\n{ALLOWED}"
    )
