"""The command line as tests call it: in this process for speed, or as a process of its own."""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final, NamedTuple
from unittest.mock import patch

from journey_cli.main import run
from tests.stories import as_file, log_of

PROGRAM: Final = Path(sys.executable).with_name("journey")


class Ran(NamedTuple):
    """What a command left behind: its exit code, the data it gave, and what it said."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """The data as text."""
        return self.out.decode()


def journey(url: str, *arguments: str, stdin: bytes = b"") -> Ran:
    """Run a command on a database inside this process."""
    out, err = _Captured(), _Captured()
    given = io.TextIOWrapper(io.BytesIO(stdin))
    with patch.object(sys, "stdin", given), redirect_stdout(out), redirect_stderr(err):
        code = run(["--database", url, *arguments])
    return Ran(code, out.bytes(), err.bytes().decode())


def done(url: str, *arguments: str, stdin: bytes = b"") -> Ran:
    """Run a command that has to succeed."""
    ran = journey(url, *arguments, stdin=stdin)
    assert ran.code == 0, ran.err
    return ran


class _Captured(io.TextIOWrapper):
    """A stream of text that keeps its bytes."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    def bytes(self) -> bytes:
        """Everything written so far."""
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue()


def command(url: str, *arguments: str) -> list[str]:
    """A command as a process is started with."""
    return [str(PROGRAM), "--database", url, *arguments]


def environment(**changed: str) -> dict[str, str]:
    """The environment of a process, with no terminal and nothing of the user's in it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, **changed}


def taken_in(url: str, log: str | bytes) -> str:
    """The store at a URL with a log in it as it was recorded: a story's, or that of a file."""
    file = as_file(log_of(log)) if isinstance(log, str) else log
    done(url, "import", "events", "-", "--keep-recorded-at", stdin=file)
    return url


def exported(url: str) -> bytes:
    """The log as it is exported."""
    return done(url, "export", "events").out
