"""Rows as they are found: the columns of a record in its order, any of which may hold anything."""

from __future__ import annotations

from itertools import product
from typing import Any, Final, NamedTuple, TypeAlias

from journey.fields import shown
from journey.store import Record

Row: TypeAlias = tuple[Any, ...]
"""The columns of a :class:`journey.store.Record`; ``leaf`` is None where a file is read."""


class Unreadable(NamedTuple):
    """A line of a file from which no row can be made, and why not."""

    position: int
    text: str


_NOTHING: Final = type(None)
_KINDS: Final[tuple[tuple[type, ...], ...]] = (
    *((int,), (str,), (str,), (str,), (int,), (str,), (int,)),
    *((str,), (str,), (str, _NOTHING), (str,), (bytes, _NOTHING), (bytes, _NOTHING)),
)
_SOUND: Final = frozenset(product(*_KINDS))
_WORDS: Final = {int: "a whole number", str: "a text", bytes: "bytes"}


def wrong_kind(row: Row) -> str | None:
    """What is wrong where a column holds a value of a kind that can't stand in it."""
    if tuple(map(type, row)) in _SOUND:
        return None
    for name, value, kinds in zip(Record._fields, row, _KINDS, strict=True):
        if type(value) not in kinds:
            return f"{name} holds {shown(value)}, where {_WORDS[kinds[0]]} must stand"
    raise AssertionError(row)
