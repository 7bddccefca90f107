"""The check of the log in a database, on two processors where it is large."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import IO, Final, NamedTuple

from journey.errors import JourneyError, StoreUnreachable
from journey.interchange.cloudevents import read
from journey.ledger import position_of
from journey.proof.export import ExportedLog
from journey.proof.histories import AnyProef, judge
from journey.proof.keys import PublicKey
from journey.proof.problems import Problems
from journey.proof.sequence import walk
from journey.proof.verify import Held, Report, concluded, sizes_of, verify
from journey.store.found import Undecodable, open_found
from journey.store.reader import Watch, unwatched

LARGE: Final = 50_000
"""From so many events on, starting a second process costs less than it saves."""

BOUND: Final = "b"
"""Participants with ids below it, about two thirds of them, are judged by the second process:
the first has the log to walk through."""


def audit(
    url: str,
    held: Sequence[Held] = (),
    keys: Sequence[PublicKey] = (),
    watch: Watch = unwatched,
) -> Report:
    """Check the log in the database at a URL; see :func:`journey.proof.verify.verify`.

    ``watch`` watches the log being read, first by position and then by participant.

    Raises:
        WrongUsage: the URL can't be used.
        StoreError: the store can't be used; each subclass says why.
    """
    try:
        return _audit(url, held, keys, watch, lenient=False)
    except Undecodable:
        return _audit(url, held, keys, watch, lenient=True)


def audit_export(
    stream: IO[bytes],
    held: Sequence[Held] = (),
    keys: Sequence[PublicKey] = (),
    on_bytes: Callable[[int], None] = lambda _: None,
) -> Report:
    """Check the log that an export holds, without a database: its own list of proeven is not known.

    The leaves are worked out from what the lines say; what is wrong with a line is a problem.
    ``on_bytes`` is told the length of every line, for a progress bar.
    """
    log = ExportedLog(read(stream, on_bytes))
    return verify(log.rows(), log.histories(), AnyProef(), held, keys, with_leaves=False)


def _audit(
    url: str, held: Sequence[Held], keys: Sequence[PublicKey], watch: Watch, *, lenient: bool
) -> Report:
    with open_found(url, lenient=lenient, watch=watch) as log:
        upto, source = position_of(log), log.settings().get("source")
        if upto < LARGE:
            rows, histories, damage = log.rows(upto), log.histories(upto), log.damage()
            return verify(rows, histories, log.proeven(), held, keys, damage=damage, source=source)
        with _beside(_Part(url, upto, lenient)) as other:
            problems = Problems(log.damage())
            walked = walk(log.rows(upto), problems, sizes_of(held))
            judged = judge(log.histories(upto, of=">=", bound=BOUND), log.proeven(), problems)
            found, more = _answer(other)
    problems.merge(more)
    return concluded(walked, judged + found, problems, held, keys, source)


class _Part(NamedTuple):
    """What the second process judges: the participants with ids below the bound."""

    url: str
    upto: int
    lenient: bool

    def judged(self) -> tuple[int, Problems]:
        problems = Problems()
        with open_found(self.url, lenient=self.lenient) as log:
            histories = log.histories(self.upto, of="<", bound=BOUND)
            return judge(histories, log.proeven(), problems), problems


@contextmanager
def _beside(part: _Part) -> Iterator[Connection]:
    """A process that works on a part meanwhile, and is gone when the block ends."""
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(part, there), daemon=True)
    process.start()
    there.close()
    try:
        yield here
    finally:
        process.terminate()
        process.join()
        here.close()


def _work(part: _Part, answer: Connection) -> None:
    # Ctrl-C is for the process that was started first, which then ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        answer.send(part.judged())
    except (JourneyError, Undecodable) as error:
        answer.send(error)


def _answer(connection: Connection) -> tuple[int, Problems]:
    try:
        answer = connection.recv()
    except EOFError:
        raise StoreUnreachable("the process that read a part of the log ended too early") from None
    if isinstance(answer, Exception):
        raise answer
    judged: tuple[int, Problems] = answer
    return judged
