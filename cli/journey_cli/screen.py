"""How wide the terminal is on which an answer is read."""

from __future__ import annotations

import shutil
import sys


def width_of(output: str | None) -> int | None:
    """The columns of the terminal that an answer goes to; None where it goes anywhere else, so
    that it is the same bytes on every machine."""
    on_screen = output is None and sys.stdout.isatty()
    return shutil.get_terminal_size().columns if on_screen else None
