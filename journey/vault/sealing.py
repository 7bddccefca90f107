"""The seal on the personal fields of one event: AES-256-GCM under the participant's data key.

Sealed is a version byte (1), a nonce of 12 random bytes, and the ciphertext with its tag of 16
bytes. The plaintext is canonical JSON, with blanks up to a multiple of 64 bytes, so that its length
tells little of a name. The associated data binds it to its event: moved elsewhere it won't open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import msgspec

from journey.personal import Personal

Entropy = Callable[[int], bytes]
"""Gives so many random bytes."""

VERSION: Final = 1
NONCE: Final = 12
TAG: Final = 16
BLOCK: Final = 64
LARGEST: Final = 1 << 16
"""No seal is longer than so many bytes; the longest that fields can fill is a fifth of it."""

KEY: Final = 32
"""The length in bytes of a data key, and of the key that wraps it."""

_FRAME: Final = 1 + NONCE + TAG


class About(NamedTuple):
    """The event that a seal belongs to; ``subject`` is the number as it was given there."""

    event_id: str
    subject: str
    type: str
    type_version: int


class Broken(Exception):
    """A seal that does not open: not of this event, of this key, or not as it was made."""


def form_problem(sealed: bytes) -> str | None:
    """What shows without any key that this is no seal; None where nothing does."""
    if len(sealed) > LARGEST:
        return f"has {len(sealed)} bytes; allowed: at most {LARGEST}"
    if sealed[:1] != bytes([VERSION]):
        return f"is of a version that this program does not know; allowed: {VERSION}"
    if len(sealed) <= _FRAME or (len(sealed) - _FRAME) % BLOCK:
        return f"has {len(sealed)} bytes, which no seal has"
    return None


def seal(key: bytes, about: About, personal: Personal, entropy: Entropy) -> bytes:
    """The personal values, sealed to an event."""
    plaintext = personal.plaintext()
    padded = plaintext.ljust(-(-len(plaintext) // BLOCK) * BLOCK)
    return encrypt(key, padded, _bound(about), entropy)


def unseal(key: bytes, about: About, sealed: bytes) -> Personal:
    """The personal values of an event. Raises :class:`Broken`."""
    if form_problem(sealed):
        raise Broken
    try:
        values: dict[str, Any] = _PLAIN.decode(decrypt(key, sealed, _bound(about)))
    except msgspec.MsgspecError:
        # Without the cause, whose message may show a part of the text.
        raise Broken from None
    return Personal(values)


def encrypt(key: bytes, plaintext: bytes, bound: bytes, entropy: Entropy) -> bytes:
    """Version byte, nonce, ciphertext and tag."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = entropy(NONCE)
    return bytes([VERSION]) + nonce + AESGCM(key).encrypt(nonce, plaintext, bound)


def decrypt(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """The plaintext. Raises :class:`Broken`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(sealed) < _FRAME or sealed[0] != VERSION:
        raise Broken
    nonce, text = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, text, bound)
    except InvalidTag:
        raise Broken from None


def _bound(about: About) -> bytes:
    """Each field with its length before it, as in a leaf."""
    texts = [str(field).encode() for field in about]
    return b"".join(len(text).to_bytes(4, "big") + text for text in texts)


_PLAIN: Final = msgspec.json.Decoder(dict[str, Any])
