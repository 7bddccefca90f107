"""The log as one sequence: positions, moments of recording, leaves and the tree over them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from msgspec import Struct

from journey.fields import shown
from journey.proof.merkle import Tree
from journey.proof.problems import Problems
from journey.proof.rows import Row, Unreadable
from journey.store.leaf import leaf_hash
from journey.store.moment import is_moment

NO_LEAF: Final = bytes(32)
"""Stands in the tree for a row that has no leaf, so that the rows after it keep their places."""


class Walked(Struct, frozen=True):
    """What a log is as a whole: the number of its events and the root over their leaves.

    ``roots``: the root at each of the sizes that were asked for and reached. ``newest``: when the
    newest event was recorded; empty where there is none. ``unreadable``: lines without a row.
    """

    events: int
    unreadable: int
    root: bytes
    roots: dict[int, bytes]
    newest: str


def walk(
    rows: Iterable[Row | Unreadable],
    problems: Problems,
    sizes: Collection[int] = (),
    *,
    with_leaves: bool = True,
) -> Walked:
    """Walk through the log by position, hashing every row anew, and note what is wrong.

    ``with_leaves``: whether a leaf has to be kept with every row, as a database does and an export
    does not.
    """
    on_it = _Walk(problems, with_leaves)
    tree = on_it.tree
    roots = {0: tree.root}
    for row in rows:
        on_it.take(row)
        if tree.size in sizes:
            roots[tree.size] = tree.root
    return Walked(tree.size, on_it.unreadable, tree.root, roots, on_it.latest)


class _Walk:
    def __init__(self, problems: Problems, with_leaves: bool) -> None:
        self._with_leaves = with_leaves
        self.tree = Tree()
        self.latest = ""
        self.unreadable = 0
        self._position = 0
        self._ids: set[object] = set()
        self._problems = problems

    def take(self, row: Row | Unreadable) -> None:
        position = row[0]
        if position != self._position + 1:
            self._problems.add(position, _gap(self._position, position))
        self._position = position
        if isinstance(row, Unreadable):
            self._problems.add(position, row.text)
            self.unreadable += 1
            self.tree.append(NO_LEAF)
            return
        event_id, recorded_at = row[1], row[8]
        if event_id in self._ids:
            self._problems.add(position, f"event {shown(event_id)} is in the log already")
        self._ids.add(event_id)
        if recorded_at != self.latest:
            self._check_moment(position, recorded_at)
        self.tree.append(self._leaf(row))

    def _check_moment(self, position: int, moment: object) -> None:
        if not isinstance(moment, str) or not is_moment(moment):
            text = "is no moment as the log writes it"
        elif moment < self.latest:
            text = f"is earlier than {self.latest}, recorded before it"
        else:
            self.latest = moment
            return
        self._problems.add(position, f"recorded_at {shown(moment)} {text}")

    def _leaf(self, row: Row) -> bytes:
        """The leaf of what stands in the row, whatever leaf is kept with it."""
        position, event_id, _, subject, version, name, type_version, datum, *rest, kept = row
        try:
            leaf = leaf_hash(position, event_id, subject, version, name, type_version, datum, *rest)
        except (AttributeError, TypeError, UnicodeEncodeError):
            # A column holds what it can't hold; that is noted where the history is judged.
            return NO_LEAF
        if kept != leaf and (self._with_leaves or kept is not None):
            self._problems.add(position, "the leaf kept with the event is not that of its content")
        return leaf


def _gap(before: int, position: int) -> str:
    if position <= before:
        return f"position {position} comes after position {before}"
    if position == before + 2:
        return f"position {before + 1} is missing"
    return f"positions {before + 1} to {position - 1} are missing"
