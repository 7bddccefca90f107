"""Files for commands: written whole or not at all, with progress where it takes long."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic
from typing import IO, TYPE_CHECKING, Final

from journey.errors import BadInput, NotFound
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


def taken_in(path: str, done: str, report: Report) -> str:
    """What a file of events did, in words; ``done``: that it was, or would be."""
    return (
        f"{path}: {done} {counted(report.added, 'event')} of "
        f"{counted(report.participants, 'participant')}; "
        f"{counted(report.skipped, 'was', 'were')} in the log already; "
        f"the newest position is {report.position}"
    )


@contextmanager
def writing(path: str | None) -> Iterator[IO[bytes]]:
    """Where bytes go: stdout for None or ``-``, else a file that appears once it is complete."""
    if path is None or path == "-":
        yield sys.stdout.buffer
        return
    import tempfile

    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise BadInput(f"{path} can't be written: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        _publish(Path(name), target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _publish(temporary: Path, target: Path) -> None:
    temporary.chmod(0o666 & ~umask())
    try:
        temporary.replace(target)
    except OSError as error:
        raise BadInput(f"{target} can't be written: {error.strerror}") from error


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
