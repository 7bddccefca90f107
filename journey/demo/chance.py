"""Choices that look like chance and are the same on every machine and in every run."""

from __future__ import annotations

from hashlib import blake2b


def chance(*key: str | int) -> float:
    """A number from 0 up to 1 that depends on the key alone."""
    text = "/".join(map(str, key))
    digest = blake2b(text.encode(), digest_size=6).digest()
    return int.from_bytes(digest) / 2**48


def between(low: int, high: int, *key: str | int) -> int:
    """A whole number from ``low`` to ``high``, both included."""
    return low + int(chance(*key) * (high - low + 1))
