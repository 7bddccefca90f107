"""Checkpoints of the log in a database."""

from __future__ import annotations

from datetime import datetime

from journey.errors import StoreDamaged
from journey.ledger import position_of
from journey.peildatum import moment_text
from journey.proof.checkpoint import NO_MOMENT, Checkpoint
from journey.proof.problems import Problems
from journey.proof.sequence import walk
from journey.store.found import open_found
from journey.store.reader import Watch, unwatched
from journey.wording import counted


def checkpoint_of(
    url: str, origin: str | None, now: datetime, watch: Watch = unwatched
) -> Checkpoint:
    """What the log is now; ``origin`` left out: the store's source.

    Every row is hashed anew; ``watch`` watches them being read. Raises :class:`StoreDamaged` where
    a row is not what its leaf says, one is missing, or the database finds damage itself: what is
    wrong is not sealed. Raises as :func:`journey.store.found.open_found` too.
    """
    with open_found(url, lenient=True, watch=watch) as log:
        problems = Problems(log.damage())
        walked = walk(log.rows(position_of(log)), problems)
        source = origin or log.source()
    if problems.count:
        position, text = problems.listed()[0]
        raise StoreDamaged(
            f"nothing was sealed: the log has {counted(problems.count, 'problem')}; "
            f"{f'at position {position}: ' if position else ''}{text}\n"
            "`journey verify` lists what is wrong"
        )
    size, root = walked.events, walked.root
    return Checkpoint(source, size, root, moment_text(now), walked.newest or NO_MOMENT)
