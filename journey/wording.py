"""How messages put things."""

from __future__ import annotations

from collections.abc import Sequence


def counted(n: int, one: str, more: str | None = None) -> str:
    """A number with the word that goes with it: ``1 event``, ``2 events``.

    ``more``: the word for any number but 1; left out: ``one`` with an s.
    """
    return f"{n} {one if n == 1 else more or f'{one}s'}"


def and_more(lines: Sequence[str], count: int) -> list[str]:
    """The first lines out of ``count``, and how many more there are."""
    more = count - len(lines)
    return [*lines, f"… and {more} more"] if more else [*lines]
