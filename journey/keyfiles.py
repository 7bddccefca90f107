"""Files that hold a key: made for their owner alone, and refused where others can read them."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from journey.errors import BadInput, NotFound

LARGEST: Final = 4096
"""So many bytes of a file are read at most: a key takes some hundred."""

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def write_private(path: str, text: str) -> None:
    """Keep a line of text in a new file that only its owner can read.

    Raises :class:`BadInput` where a file is there already, or where none can be made.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadInput(f"{path} exists already; a key is never written over") from None
    except OSError as error:
        raise BadInput(f"{path} can't be written: {error.strerror}") from error
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(f"{text}\n")
        stream.flush()
        os.fsync(stream.fileno())


def swap_private(path: str, new: str, kept: str) -> None:
    """Put the file ``new`` in the place of ``path``, whose content is kept as ``kept``.

    At no moment is there no file at ``path``. Raises :class:`BadInput` where it can't be done.
    """
    try:
        if not Path(kept).exists():
            os.link(path, kept)
        Path(new).replace(path)
    except OSError as error:
        raise BadInput(f"{path} can't be replaced by {new}: {error.strerror}") from error


def read_private(path: str) -> str:
    """The text in a file that only its owner can read, without white space around it.

    Raises as :func:`read_private_bytes`.
    """
    return read_private_bytes(path).decode(errors="replace").strip()


def read_private_bytes(path: str) -> bytes:
    """The first bytes in a file that only its owner can read, :data:`LARGEST` at most.

    Raises :class:`NotFound` where there is no file, and :class:`BadInput` where others than its
    owner can read or change it.
    """
    try:
        with Path(path).open("rb") as stream:
            mode = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
            content = stream.read(LARGEST)
    except OSError as error:
        raise NotFound(f"{path} can't be read: {error.strerror}") from error
    if mode & _OTHERS:
        raise BadInput(
            f"{path} can be read or changed by others (mode {mode:04o}); a key is its owner's "
            f"alone: chmod 600 {path}"
        )
    return content
