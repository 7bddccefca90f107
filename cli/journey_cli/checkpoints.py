"""Checkpoints in files, and the check of an export against them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journey.errors import BadInput
from journey_cli.files import progress, reading, size_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from journey.proof.checkpoint import Sealed
    from journey.proof.keys import PublicKey
    from journey.proof.verify import Held, Report


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


def audited_export(path: str, held: Sequence[Held], keys: Sequence[PublicKey] = ()) -> Report:
    """What the check of the log in an export says. Raises :class:`NotFound` where there is none."""
    from journey.proof.audit import audit_export

    with reading(path) as stream, progress("reading", size_of(path)) as on_bytes:
        return audit_export(stream, held, keys, on_bytes)
