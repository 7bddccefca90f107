"""The check of the log in a database, on all processors where it is large."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import IO, Final, NamedTuple

from journey.errors import JourneyError, StoreUnreachable, Undecodable
from journey.interchange.cloudevents import read
from journey.ledger import position_of
from journey.proof.export import ExportedLog
from journey.proof.histories import AnyProef, judge
from journey.proof.keys import PublicKey
from journey.proof.problems import Problems
from journey.proof.sequence import walk
from journey.proof.verify import Held, Report, concluded, sizes_of, verify
from journey.store.found import Part, open_found
from journey.store.reader import Watch, unwatched

LARGE: Final = 50_000
"""From so many events on, starting other processes costs less than it saves."""

MOST: Final = 5
"""More processes end no sooner: one of them walks through the log, and the others wait for it."""

OWN: Final = 0.4
"""With one other process, this one judges so much of the participants: it has the log to walk
through as well. With more of them it judges none."""


def audit(
    url: str,
    held: Sequence[Held] = (),
    keys: Sequence[PublicKey] = (),
    watch: Watch = unwatched,
    *,
    processors: int = 1,
) -> Report:
    """Check the log in the database at a URL; see :func:`journey.proof.verify.verify`.

    ``watch`` watches the log being read, first by position and then by participant. So many
    ``processors`` share a large log; what is found is the same.

    Raises:
        WrongUsage: the URL can't be used.
        StoreError: the store can't be used; each subclass says why.
    """
    try:
        return _audit(url, held, keys, watch, processors, lenient=False)
    except Undecodable:
        return _audit(url, held, keys, watch, processors, lenient=True)


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
    url: str,
    held: Sequence[Held],
    keys: Sequence[PublicKey],
    watch: Watch,
    processors: int,
    *,
    lenient: bool,
) -> Report:
    with open_found(url, lenient=lenient, watch=watch) as log:
        upto, source = position_of(log), log.settings().get("source")
        if upto < LARGE or processors < 2:
            rows, histories, damage = log.rows(upto), log.histories(upto), log.damage()
            return verify(rows, histories, log.proeven(), held, keys, damage=damage, source=source)
        parts, own = shared_by(processors)
        shares = [_Share(url, upto, lenient, part, part == parts[0]) for part in parts]
        with ExitStack() as others:
            answers = [others.enter_context(_beside(share)) for share in shares]
            problems = Problems()
            walked = walk(log.rows(upto), problems, sizes_of(held))
            judged = judge(log.histories(upto, own), log.proeven(), problems) if own else 0
            for answer in answers:
                found, more = _answer(answer)
                judged += found
                problems.merge(more)
    return concluded(walked, judged, problems, held, keys, source)


def shared_by(processors: int) -> tuple[list[Part], Part | None]:
    """The parts of the participants that other processes judge, and that of the process which walks
    through the log, if it judges any. So many processes are two or more.

    Ids are spread evenly, for they are hashes.
    """
    others = min(processors, MOST) - 1
    judged = 1.0 if others > 1 else 1 - OWN
    ends = [f"{round(0x1000 * judged * n / others):03x}" for n in range(1, others + 1)]
    last = "" if others > 1 else ends[-1]
    parts = [Part(*bounds) for bounds in pairwise(["", *ends[:-1], last])]
    return parts, Part(start=last) if last else None


class _Share(NamedTuple):
    """What another process does: judge a part, and one of them lets the database check itself."""

    url: str
    upto: int
    lenient: bool
    part: Part
    checks: bool

    def judged(self) -> tuple[int, Problems]:
        with open_found(self.url, lenient=self.lenient) as log:
            problems = Problems(log.damage() if self.checks else ())
            histories = log.histories(self.upto, self.part)
            return judge(histories, log.proeven(), problems), problems


@contextmanager
def _beside(share: _Share) -> Iterator[Connection]:
    """A process that works on a part meanwhile, and is gone when the block ends."""
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(share, there), daemon=True)
    process.start()
    there.close()
    try:
        yield here
    finally:
        process.terminate()
        process.join()
        here.close()


def _work(share: _Share, answer: Connection) -> None:
    # Ctrl-C is for the process that was started first, which then ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        answer.send(share.judged())
    except JourneyError as error:
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
