"""Checkpoints: what the log was at a moment, signed (C2SP tlog-checkpoint and signed-note).

A checkpoint is a text of four lines, an empty line, and a line for each signature::

    urn:nld:oin:00000000000000000000:systeem:journey
    5953
    8A1q03n+FyWH5D0d1FhjRTBwO25jHTRdN4J+GUiB6c4=
    sealed 2026-01-05T08:00:00.000000Z newest 2025-12-30T11:42:18.000000Z

    — urn:nld:oin:00000000000000000000:systeem:journey Y0bTdg…

The lines are the origin, the number of events, the root of the Merkle tree over their leaves in
base64, and when it was sealed and the newest event was recorded (``-`` for an empty log).
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from datetime import UTC, datetime
from typing import Final, NamedTuple

from msgspec import Struct

from journey.errors import BadInput
from journey.fields import shown
from journey.peildatum import moment_text
from journey.proof.keys import COSIGN, SEAL, PrivateKey, PublicKey, is_key_name
from journey.store.moment import is_moment

MAX_LENGTH: Final = 1 << 16
"""No checkpoint is longer than this many bytes."""

NO_MOMENT: Final = "-"

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_TIMES: Final = re.compile(r"sealed (\S+) newest (\S+)")
_SIGNATURE: Final = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")
_LATEST: Final = 253402300799
"""The last second of the year 9999: no moment is later."""


class Checkpoint(Struct, frozen=True):
    """What a log was: ``size`` events with ``root`` (32 bytes) over their leaves.

    ``sealed_at`` and ``newest`` are moments as the log writes them.
    """

    origin: str
    size: int
    root: bytes
    sealed_at: str
    newest: str = NO_MOMENT

    @property
    def body(self) -> bytes:
        """The text that is signed."""
        root = b64encode(self.root).decode()
        times = f"sealed {self.sealed_at} newest {self.newest}"
        return f"{self.origin}\n{self.size}\n{root}\n{times}\n".encode()


class Signature(NamedTuple):
    """One signature line: a name, the four bytes that mark the key, and what was signed with it."""

    name: str
    key_id: bytes
    content: bytes

    @property
    def line(self) -> str:
        """As it stands in the file."""
        return f"— {self.name} {b64encode(self.key_id + self.content).decode()}"


class Sealed(Struct, frozen=True):
    """A checkpoint with its signatures."""

    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]

    @property
    def content(self) -> bytes:
        """The file, byte for byte."""
        lines = "".join(f"{signature.line}\n" for signature in self.signatures)
        return self.checkpoint.body + b"\n" + lines.encode()


class Vouched(NamedTuple):
    """Who signed: the name of a key, and when it cosigned; None where it sealed."""

    name: str
    cosigned_at: str | None


# -- signing ----------------------------------------------------------------------------------


def seal(checkpoint: Checkpoint, key: PrivateKey) -> Sealed:
    """The checkpoint signed by the log's own key."""
    signature = Signature(key.name, key.public.id(SEAL), key.sign(checkpoint.body))
    return Sealed(checkpoint, (signature,))


def cosign(sealed: Sealed, key: PrivateKey, moment: datetime) -> Sealed:
    """The same with a signature more, which says when somebody else saw it."""
    seconds = int(moment.timestamp())
    signed = key.sign(_cosigned(sealed.checkpoint, seconds))
    signature = Signature(key.name, key.public.id(COSIGN), seconds.to_bytes(8, "big") + signed)
    return Sealed(sealed.checkpoint, (*sealed.signatures, signature))


def _cosigned(checkpoint: Checkpoint, seconds: int) -> bytes:
    return b"cosignature/v1\ntime %d\n%b" % (seconds, checkpoint.body)


# -- checking ---------------------------------------------------------------------------------


def vouched(sealed: Sealed, key: PublicKey) -> list[Vouched]:
    """How the key signed the checkpoint; empty where it did not, or one signature is false."""
    marks = (key.id(SEAL), key.id(COSIGN))
    own = [s for s in sealed.signatures if s.name == key.name and s.key_id in marks]
    found = [_vouched(sealed.checkpoint, key, signature) for signature in own]
    return [one for one in found if one] if all(found) else []


def _vouched(checkpoint: Checkpoint, key: PublicKey, signature: Signature) -> Vouched | None:
    content = signature.content
    if signature.key_id == key.id(SEAL):
        return Vouched(key.name, None) if key.verifies(content, checkpoint.body) else None
    seconds = int.from_bytes(content[:8], "big")
    if seconds > _LATEST or not key.verifies(content[8:], _cosigned(checkpoint, seconds)):
        return None
    return Vouched(key.name, moment_text(datetime.fromtimestamp(seconds, UTC)))


# -- reading ----------------------------------------------------------------------------------


def parse(content: bytes) -> Sealed:
    """The checkpoint that a file holds; its signatures are not checked here.

    Raises :class:`BadInput` for everything that is not exactly as a checkpoint is written.
    """
    text = content.decode(errors="replace")
    body, empty, signed = text.rpartition("\n\n")
    lines = body.split("\n")
    if not empty or len(lines) != 4:
        raise BadInput("a checkpoint has four lines, an empty line and its signatures")
    sealed = Sealed(_checkpoint(*lines), tuple(map(_signature, signed.splitlines())))
    if sealed.content != content or not sealed.signatures:
        raise BadInput("a checkpoint has a signature a line, each ending in a newline")
    return sealed


def _checkpoint(origin: str, size: str, root: str, times: str) -> Checkpoint:
    if not is_key_name(origin):
        raise BadInput(f"line 1: {shown(origin)} is no origin, the URI of the log")
    if not _SIZE.fullmatch(size):
        raise BadInput(f"line 2: {shown(size)} is no number of events")
    found = _TIMES.fullmatch(times)
    if not found or not is_moment(found[1]) or not (found[2] == NO_MOMENT or is_moment(found[2])):
        raise BadInput(f"line 4: {shown(times)} does not say when it was sealed")
    raw = _decoded(root)
    if len(raw) != 32:
        raise BadInput(f"line 3: {shown(root)} is no root, 32 bytes in base64")
    return Checkpoint(origin, int(size), raw, found[1], found[2])


def _signature(line: str) -> Signature:
    found = _SIGNATURE.fullmatch(line)
    raw = _decoded(found[2]) if found else b""
    if not found or len(raw) <= 4:
        raise BadInput(f"{shown(line)} is no signature line")
    return Signature(found[1], raw[:4], raw[4:])


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (Base64Error, ValueError):
        return b""
