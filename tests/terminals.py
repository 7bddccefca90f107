"""Terminals in which tests sit and type: one that Python itself offers, and tmux where it is.

Both run a command, show what stands on the screen, take keys, and tell how the command ended.
"""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol, Self

PATIENCE: Final = 60.0
"""Seconds to wait for something to appear: a busy machine is slow."""
ENTER: Final = "\r"
CTRL_C: Final = "\x03"


class Terminal(Protocol):
    """A command in a terminal of its own."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def screen(self) -> str:
        """Everything that the command has shown so far."""
        ...

    def type(self, text: str) -> None:
        """Press these keys."""
        ...

    def ended(self) -> int | None:
        """The exit code; None while the command runs."""
        ...


Start = Callable[[Sequence[str], Mapping[str, str]], Terminal]


def wait_for(terminal: Terminal, text: str, times: int = 1) -> str:
    """What is shown once a text has appeared so often."""
    return _wait(terminal, lambda: terminal.screen().count(text) >= times, text)


def exit_code(terminal: Terminal) -> int:
    """How the command ended."""
    _wait(terminal, lambda: terminal.ended() is not None, "its end")
    code = terminal.ended()
    assert code is not None
    return code


def _wait(terminal: Terminal, done: Callable[[], bool], what: str) -> str:
    latest = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < latest, f"waited for {what!r}; there is:\n{terminal.screen()}"
        time.sleep(0.02)
    return terminal.screen()


# Makes the terminal the one whose Ctrl-C interrupts the process, and becomes the command.
_SIT_DOWN: Final = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)


class Pty:
    """A terminal of Python's own."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        lines: int = 60,
        columns: int = 200,
    ) -> None:
        self._screen, inside = pty.openpty()
        termios.tcsetwinsize(inside, (lines, columns))
        self._shown = b""
        self._process = subprocess.Popen(
            [sys.executable, "-ISc", _SIT_DOWN, *command],
            stdin=inside,
            stdout=inside,
            stderr=inside,
            env={**environment, "TERM": "xterm"},
            start_new_session=True,
        )
        os.close(inside)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._screen)

    def raw(self) -> bytes:
        """Every byte that reached the terminal."""
        while select.select([self._screen], [], [], 0)[0]:
            try:
                self._shown += os.read(self._screen, 65536)
            except OSError:  # The other end is closed: there is no more.
                break
        return self._shown

    def screen(self) -> str:
        return self.raw().decode(errors="replace").replace("\r\n", "\n")

    def type(self, text: str) -> None:
        os.write(self._screen, text.encode())

    def ended(self) -> int | None:
        return self._process.poll()


class Tmux:
    """A window of tmux, without the settings of whoever runs the tests."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="journey-tmux-")
        self._ended = Path(self._folder.name) / "ended"
        variables = [f"{name}={value}" for name, value in environment.items()]
        run = shlex.join(["env", "-i", "TERM=screen", *variables, *command])
        # The shell outlives a Ctrl-C, and stays so that what was shown can be read.
        script = (
            f"trap : INT; {run}; echo $? > {self._ended}.new; mv {self._ended}.new {self._ended}"
        )
        self._tmux(
            *("-f", "/dev/null", "new-session", "-d", "-x", "200", "-y", "60"),
            f"sh -c {shlex.quote(f'{script}; exec sleep 600')}",
        )

    def _tmux(self, *arguments: str) -> str:
        command = ["tmux", "-S", f"{self._folder.name}/socket", *arguments]
        ran = subprocess.run(command, check=True, capture_output=True, text=True)
        return ran.stdout

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._tmux("kill-server")
        self._folder.cleanup()

    def screen(self) -> str:
        shown = self._tmux("capture-pane", "-p", "-J", "-S", "-")
        return re.sub(r" +$", "", shown, flags=re.MULTILINE)

    def type(self, text: str) -> None:
        for key in re.split(r"([\r\x03])", text):
            if key in (ENTER, CTRL_C):
                self._tmux("send-keys", {ENTER: "Enter", CTRL_C: "C-c"}[key])
            elif key:
                self._tmux("send-keys", "-l", key)

    def ended(self) -> int | None:
        return int(self._ended.read_text()) if self._ended.exists() else None


TERMINALS: Final[tuple[Start, ...]] = (Pty, Tmux) if shutil.which("tmux") else (Pty,)
