"""What is wrong with a log, by position: the first of it, and how much there is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

LISTED: Final = 100
"""So many problems are listed; all are counted."""


class Problem(NamedTuple):
    """What is wrong, in words; ``position`` is 0 for what concerns the log as a whole."""

    position: int
    text: str

    def data(self) -> dict[str, Any]:
        """As JSON holds it: null where it is the log as a whole."""
        return {"position": self.position or None, "problem": self.text}


class Problems:
    """The first :data:`LISTED` problems, whatever order they are found in, and their number.

    ``damage``: those of the log as a whole that are known already.
    """

    def __init__(self, damage: Iterable[str] = ()) -> None:
        self._first = [Problem(0, text) for text in damage]
        self.count = len(self._first)

    def add(self, position: int, text: str) -> None:
        """Note a problem."""
        self.count += 1
        self._first.append(Problem(position, text))
        if len(self._first) >= 50 * LISTED:
            self._first = self.listed()

    def merge(self, others: Problems) -> None:
        """Note the problems that were found elsewhere."""
        self.count += others.count
        self._first = sorted(self._first + others._first)[:LISTED]

    def listed(self) -> list[Problem]:
        """The first of them by position."""
        return sorted(self._first)[:LISTED]
