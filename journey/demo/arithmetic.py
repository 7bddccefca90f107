"""Whole numbers that are tied together by sums, and what is left for each of them.

A block of a table is such a system: the rows of a column add up to its total, and two subgroups
add up to the whole. Every number is known between two bounds; settling one narrows the others.
"""

from __future__ import annotations

from collections.abc import Iterable

Key = tuple[str, ...]
"""Of a number, for instance ``("alle", "Man")``."""


class Sums:
    """Numbers between bounds (inclusive), and sums that hold among them."""

    def __init__(self) -> None:
        self._bounds: dict[Key, tuple[int, int]] = {}
        self._sums: list[tuple[Key, tuple[Key, ...]]] = []

    def add(self, key: Key, low: int, high: int) -> None:
        """Take in a number that lies between ``low`` and ``high``."""
        self._bounds[key] = (low, high)

    def tie(self, total: Key, parts: Iterable[Key]) -> None:
        """State that ``total`` is the sum of ``parts``."""
        self._sums.append((total, tuple(parts)))

    def settle(self, key: Key, number: int) -> None:
        """Fix a number, and narrow all others as far as the sums allow."""
        self._bounds[key] = (number, number)
        self.narrow()

    def bounds(self, key: Key) -> tuple[int, int]:
        """The least and the greatest that a number can still be."""
        return self._bounds[key]

    def allows(self, key: Key, number: int) -> bool:
        """Whether a number can still be this."""
        low, high = self._bounds[key]
        return low <= number <= high

    def narrow(self) -> None:
        """Narrow all bounds until nothing changes any more."""
        changed = True
        while changed:
            changed = False
            for total, parts in self._sums:
                changed |= self._narrow_sum(total, parts)

    def _narrow_sum(self, total: Key, parts: tuple[Key, ...]) -> bool:
        low = sum(self._bounds[part][0] for part in parts)
        high = sum(self._bounds[part][1] for part in parts)
        changed = self._cut(total, low, high)
        least, most = self._bounds[total]
        for part in parts:
            own_low, own_high = self._bounds[part]
            changed |= self._cut(part, least - (high - own_high), most - (low - own_low))
        return changed

    def _cut(self, key: Key, low: int, high: int) -> bool:
        before = self._bounds[key]
        self._bounds[key] = (max(before[0], low), min(before[1], high))
        return self._bounds[key] != before
