"""The Merkle tree of RFC 6962 over the leaves of the log, without keeping the leaves.

Kept are the roots of the perfect subtrees that the leaves so far fall into, largest first: at
most one for each bit of their number.
"""

from __future__ import annotations

from functools import reduce
from hashlib import sha256
from typing import Final

EMPTY: Final = sha256().digest()
"""The root of a tree without leaves."""


class Tree:
    """A tree that grows by one leaf at a time and knows its root at every size.

    ``leaf`` is the hash of a leaf (32 bytes), its 0x00 included: what the log keeps with a row.
    """

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add a leaf; two neighbours of one size become one subtree."""
        roots, size = self._roots, self.size
        while size & 1:
            leaf = _node(roots.pop(), leaf)
            size >>= 1
        roots.append(leaf)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._roots:
            return EMPTY
        return reduce(lambda right, left: _node(left, right), reversed(self._roots))


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
