"""The check of a whole log: against itself, and against checkpoints that others hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from msgspec import Struct

from journey.proof.checkpoint import Sealed, Vouched, vouched
from journey.proof.histories import judge
from journey.proof.keys import PublicKey
from journey.proof.problems import Problem, Problems
from journey.proof.rows import Row, Unreadable
from journey.proof.sequence import Walked, walk
from journey.wording import counted


class Held(Struct, frozen=True):
    """A checkpoint that somebody holds; ``name`` is what messages call it, such as its file."""

    name: str
    sealed: Sealed


class Compared(Struct, frozen=True):
    """A checkpoint beside the log: whether the log still begins as it did, and who signed it.

    ``asked``: whether there was any key to check signatures with.
    """

    held: Held
    consistent: bool
    asked: bool
    vouched: list[Vouched]

    def data(self) -> dict[str, Any]:
        """As JSON holds it."""
        checkpoint = self.held.sealed.checkpoint
        return {
            "checkpoint": self.held.name,
            "origin": checkpoint.origin,
            "events": checkpoint.size,
            "root": checkpoint.root.hex(),
            "sealed_at": checkpoint.sealed_at,
            "consistent": self.consistent,
            "signed_by": [
                {"name": one.name, "cosigned_at": one.cosigned_at} for one in self.vouched
            ],
        }


class Report(Struct, frozen=True):
    """What the check of a log found: the first problems by position, and how many there are.

    ``source`` is what the store calls its log, None where that is not known: a checkpoint can have
    been given another origin.
    """

    events: int
    root: bytes
    problems: list[Problem]
    count: int
    compared: list[Compared]
    source: str | None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.count == 0

    def data(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "events": self.events,
            "root": self.root.hex(),
            "ok": self.ok,
            "problems": [problem.data() for problem in self.problems],
            "problem_count": self.count,
            "checkpoints": [compared.data() for compared in self.compared],
            "source": self.source,
        }


def sizes_of(held: Iterable[Held]) -> frozenset[int]:
    """The sizes at which the root is wanted to compare these checkpoints."""
    return frozenset(one.sealed.checkpoint.size for one in held)


def verify(
    rows: Iterable[Row | Unreadable],
    histories: Iterable[list[Row]],
    proeven: Collection[str],
    held: Sequence[Held] = (),
    keys: Sequence[PublicKey] = (),
    *,
    with_leaves: bool = True,
    damage: Iterable[str] = (),
    source: str | None = None,
) -> Report:
    """Check a log that is given twice: by position, and then by participant and version.

    Every key has to have signed every checkpoint. ``with_leaves``: see
    :func:`journey.proof.sequence.walk`. ``damage``: what the database finds wrong itself.
    ``source``: what the store calls its log.
    """
    problems = Problems(damage)
    walked = walk(rows, problems, sizes_of(held), with_leaves=with_leaves)
    judged = judge(histories, proeven, problems, complete=not walked.unreadable)
    return concluded(walked, judged, problems, held, keys, source)


def concluded(
    walked: Walked,
    judged: int,
    problems: Problems,
    held: Sequence[Held],
    keys: Sequence[PublicKey],
    source: str | None,
) -> Report:
    """The report of a log that was walked through and whose histories were judged."""
    if judged != walked.events - walked.unreadable:
        problems.add(
            0,
            f"by participant the database gives {counted(judged, 'event')}, by position "
            f"{walked.events}: one of its indexes is damaged",
        )
    compared = []
    for one in held:
        found = list(_checkpoint_problems(one, walked))
        for text in [*found, *signature_problems(one, keys)]:
            problems.add(0, f"{one.name}: {text}")
        by = list(chain.from_iterable(vouched(one.sealed, key) for key in keys))
        compared.append(Compared(one, not found, bool(keys), by))
    listed, count = problems.listed(), problems.count
    return Report(walked.events, walked.root, listed, count, compared, source)


def signature_problems(held: Held, keys: Iterable[PublicKey]) -> Iterator[str]:
    """Of which of these keys a checkpoint has no valid signature."""
    for key in keys:
        if not vouched(held.sealed, key):
            yield f"it has no valid signature of {key.name}"


def _checkpoint_problems(held: Held, walked: Walked) -> Iterator[str]:
    sealed = held.sealed.checkpoint
    gone = sealed.size - walked.events
    if gone > 0:
        events = counted(gone, "event is", "events are")
        yield f"the log is shorter than the checkpoint: {events} gone"
    elif walked.roots[sealed.size] != sealed.root:
        yield (
            f"up to position {sealed.size} the log is not what was sealed "
            f"(root {walked.roots[sealed.size].hex()}, sealed was {sealed.root.hex()})"
        )
