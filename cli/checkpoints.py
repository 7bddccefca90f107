"""Checkpoints in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.files import reading
from journey.errors import BadInput

if TYPE_CHECKING:
    from journey.proof.checkpoint import Sealed


def read_checkpoint(path: str) -> Sealed:
    """The checkpoint in a file, or on stdin for ``-``.

    Raises :class:`NotFound` where there is no file, :class:`BadInput` where it holds none.
    """
    from journey.proof.checkpoint import MAX_LENGTH, parse

    with reading(path) as stream:
        content = stream.read(MAX_LENGTH)
    try:
        return parse(content)
    except BadInput as error:
        raise BadInput(f"{path} is no checkpoint: {error}") from error
