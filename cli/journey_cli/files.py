"""Files for commands: written whole or not at all, with progress where it takes long."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from stat import S_IMODE
from time import monotonic
from typing import IO, TYPE_CHECKING, Final

from journey.errors import BadInput, NotFound, WrongUsage
from journey.wording import counted

if TYPE_CHECKING:
    from journey.application import Report

AT_ONCE: Final = 1.0
"""What takes so many seconds at most needs no progress bar."""


@contextmanager
def reading(path: str) -> Iterator[IO[bytes]]:
    """The bytes of a file, or of stdin for ``-``. Raises :class:`NotFound` where there is none."""
    if path == "-":
        yield sys.stdin.buffer
        return
    with _opened(path) as stream:
        yield stream


def _opened(path: str) -> IO[bytes]:
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise NotFound(f"{path} can't be read: {error.strerror}") from error


@contextmanager
def naming(path: str) -> Iterator[None]:
    """What is wrong with the content of a file is said of that file."""
    try:
        yield
    except BadInput as error:
        raise BadInput(f"{path}: {error}", (), error.count) from error


def taken_in(path: str, done: str, report: Report, *, dry_run: bool) -> str:
    """What a file of events did, or would do, in words; ``done``: which of the two."""
    newest = "" if dry_run else f"; the newest position is {report.position}"
    return (
        f"{path}: {done} {counted(report.added, 'event')} of "
        f"{counted(report.participants, 'participant')}; "
        f"{counted(report.skipped, 'was', 'were')} in the log already{newest}"
    )


@contextmanager
def writing(path: str | None, *, private: bool = False) -> Iterator[IO[bytes]]:
    """Where bytes go: stdout for None or ``-``, else a file that appears once it is complete.

    What is there but no file (a pipe, ``/dev/null``) takes the bytes as they come and stays what it
    is; so does a link, whose file is written anew. ``private``: a new file is its owner's alone.
    Raises :class:`WrongUsage` for a file that is never written over, and :class:`BadInput` where it
    can't be written.
    """
    if path is None or path == "-":
        yield sys.stdout.buffer
        return
    with _explaining(path):
        if Path(path).exists() and not Path(path).is_file():
            with Path(path).open("wb") as stream:
                yield stream
        else:
            yield from _whole(path, 0o077 if private else umask())


def _whole(path: str, mask: int) -> Iterator[IO[bytes]]:
    import tempfile

    # A link that leads in a circle is one still.
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise BadInput(f"{path} can't be written: it is a link that leads nowhere")
    _refuse_kept(path, target)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        Path(name).chmod(_rights(target, mask))
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


_KEPT: Final = (
    b"SQLite format 3\0",
    *(b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83"),  # its write-ahead log
    *(b"JOURNEY-KEY+", b"PRIVATE+KEY+"),
)
"""How files begin that hold a log or keys: what is lost with them nobody can make again."""


def _refuse_kept(path: str, target: Path) -> None:
    if not target.exists():
        return
    with target.open("rb") as stream:
        begin = stream.read(max(map(len, _KEPT)))
    if begin.startswith(_KEPT):
        raise WrongUsage(
            f"{path} is a database or holds a key, which is never written over; give -o another "
            "name"
        )


@contextmanager
def _explaining(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadInput(f"{path} can't be written: {error.strerror}") from error


def _rights(target: Path, mask: int) -> int:
    """Those that the file has already: what others could not read, they still can't."""
    return S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~mask


def umask() -> int:
    """The rights that a new file does not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A progress bar on a terminal's stderr; elsewhere nothing is shown."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda amount: bar.update(task, advance=amount)


@contextmanager
def late_progress(total: int | None) -> Iterator[Callable[[int], None]]:
    """A progress bar for reading the log, which appears once that takes longer than a second."""
    started, read = monotonic(), 0
    advance: Callable[[int], None] | None = None
    with ExitStack() as shown:

        def on_rows(amount: int) -> None:
            nonlocal advance, read
            read += amount
            if advance is not None:
                advance(amount)
            elif monotonic() - started > AT_ONCE:
                advance = shown.enter_context(progress("reading", total))
                advance(read)

        yield on_rows


def size_of(path: str) -> int | None:
    """The size of a file in bytes; None for stdin and for what is not there."""
    return Path(path).stat().st_size if path != "-" and Path(path).exists() else None
