"""A SQLite file whose indexes do not say what the rows of the log say."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_INDEX = "sqlite_autoindex_events_2"
_UNIQUE = "CONSTRAINT uq_events_participant_version UNIQUE (participant_id, version), "


@contextmanager
def _going_round(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that may change everything, the schema too; the file is whole at the end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("DROP TRIGGER IF EXISTS events_no_update")
        connection.execute("PRAGMA writable_schema = ON")
        yield connection
        (version,) = connection.execute("PRAGMA schema_version").fetchone()
        connection.execute(f"PRAGMA schema_version = {version + 1}")


def point_elsewhere(path: Path, participant_id: str, version: int, position: int, to: int) -> None:
    """Let the index find another row for a version of a participant: one byte of the file."""
    with _going_round(path):
        pass
    content = bytearray(path.read_bytes())
    entry = participant_id.encode() + bytes([version, position])
    assert content.count(entry) == 1
    content[content.index(entry) + len(entry) - 1] = to
    path.write_bytes(content)


def swap_in_index(path: Path, participant_id: str, one: int, other: int) -> None:
    """Let the index find two versions of a participant in each other's place, in plain SQL: they
    are swapped, and swapped back in the table alone."""
    with _going_round(path) as connection:
        _swap(connection, participant_id, one, other)
        (sql, root) = connection.execute(
            "SELECT t.sql, i.rootpage FROM sqlite_master AS t, sqlite_master AS i "
            "WHERE t.name = 'events' AND i.name = ?",
            (_INDEX,),
        ).fetchone()
        bare = " ".join(sql.split()).replace(_UNIQUE, "")
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'events'", (bare,))
        connection.execute("DELETE FROM sqlite_master WHERE name = ?", (_INDEX,))
    with _going_round(path) as connection:
        _swap(connection, participant_id, one, other)
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'events'", (sql,))
        connection.execute(
            "INSERT INTO sqlite_master VALUES ('index', ?, 'events', ?, NULL)", (_INDEX, root)
        )


def _swap(connection: sqlite3.Connection, participant_id: str, one: int, other: int) -> None:
    for old, new in ((one, 1000), (other, one), (1000, other)):
        connection.execute(
            "UPDATE events SET version = ? WHERE participant_id = ? AND version = ?",
            (new, participant_id, old),
        )


def answer_from_elsewhere(path: Path) -> None:
    """Let the database answer for a participant from an index of one's own, with another content
    than the rows: the index is filled from other rows, which are then put back."""
    with _going_round(path) as connection:
        kept = connection.execute("SELECT data, position FROM events").fetchall()
        connection.execute("UPDATE events SET data = replace(data, '24.5', '36')")
        connection.execute(
            "CREATE INDEX fast ON events (participant_id, version, position, event_id, subject, "
            "type, type_version, data, recorded_at)"
        )
        root = connection.execute("SELECT rootpage, sql FROM sqlite_master WHERE name = 'fast'")
        (page, sql) = root.fetchone()
        connection.execute("DELETE FROM sqlite_master WHERE name = 'fast'")
    with _going_round(path) as connection:
        connection.executemany("UPDATE events SET data = ? WHERE position = ?", kept)
        connection.execute(
            "INSERT INTO sqlite_master VALUES ('index', 'fast', 'events', ?, ?)", (page, sql)
        )
