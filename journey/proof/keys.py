"""Ed25519 keys for checkpoints, as signed notes write them (C2SP signed-note).

A public key is ``NAME+HASH+BASE64`` (a *vkey*), a private key ``PRIVATE+KEY+NAME+HASH+BASE64`` in
a file that only its owner can read. HASH is the key id: the first four bytes of the SHA-256 of
name, newline, kind of signature and public key, in hexadecimal.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from journey.errors import BadInput, NotFound
from journey.fields import shown
from journey.keyfiles import read_private, write_private

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SEAL: Final = 1
"""The kind of signature with which a log signs its own checkpoint."""

COSIGN: Final = 4
"""The kind with which somebody else says when they saw it (C2SP tlog-cosignature)."""

SEED: Final = 32
"""The length in bytes of a private key, and of a public one."""

_PRIVATE: Final = "PRIVATE+KEY+"
_FORM: Final = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")


class PublicKey(Struct, frozen=True):
    """Whose signatures can be checked: a name and 32 bytes."""

    name: str
    raw: bytes

    def id(self, kind: int) -> bytes:
        """The four bytes that mark a signature of this kind by this key."""
        marked = b"%b\n%c%b" % (self.name.encode(), kind, self.raw)
        return sha256(marked).digest()[:4]

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature (64 bytes) is this key's over the message."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    @property
    def text(self) -> str:
        """The key as it is handed out."""
        return self.text_of(SEAL)

    def text_of(self, kind: int) -> str:
        """The key as tools want it that know a key for one kind of signature only."""
        return f"{self.name}+{self.id(kind).hex()}+{_base64(kind, self.raw)}"


class PrivateKey(Struct, frozen=True):
    """Who signs: a name and a secret of 32 bytes."""

    name: str
    seed: bytes

    @property
    def public(self) -> PublicKey:
        """What others check its signatures with."""
        return PublicKey(self.name, self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """The signature over a message: 64 bytes, always the same."""
        return self._key.sign(message)

    def __repr__(self) -> str:
        """Never the secret."""
        return f"PrivateKey(name={self.name!r})"

    @property
    def text(self) -> str:
        """The key as its file holds it."""
        return f"{_PRIVATE}{self.name}+{self.public.id(SEAL).hex()}+{_base64(SEAL, self.seed)}"

    @property
    def _key(self) -> Ed25519PrivateKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed)


def new_key(name: str, seed: bytes) -> PrivateKey:
    """A key made of 32 random bytes. Raises :class:`BadInput` for a name that no key can have."""
    if not is_key_name(name):
        raise BadInput(
            f"{shown(name)} can't be the name of a key; allowed: a text without spaces, '+' and "
            "control characters, such as urn:nld:oin:00000000000000000000:systeem:journey"
        )
    return PrivateKey(name, seed)


def is_key_name(text: str) -> bool:
    """Whether a key can have this name."""
    return text != "" and text.isprintable() and not re.search(r"[\s+]", text)


def write_key(path: str, key: PrivateKey) -> None:
    """Keep a key in a new file that only its owner can read. Raises :class:`BadInput`."""
    write_private(path, key.text)


def read_key(path: str) -> PrivateKey:
    """The key in a file.

    Raises :class:`NotFound` where there is no file, and :class:`BadInput` where others than its
    owner can read it, or where it holds no key.
    """
    try:
        text = read_private(path)
    except NotFound as error:
        raise NotFound(f"{error}\nMake a key with: journey seal --new-key NEW_FILE") from None
    return _private(text, path)


def _private(text: str, path: str) -> PrivateKey:
    name, kind, seed, marked = _parsed(text.removeprefix(_PRIVATE))
    if text.startswith(_PRIVATE) and kind == SEAL and len(seed) == SEED:
        key = PrivateKey(name, seed)
        if key.public.id(SEAL) == marked:
            return key
    raise BadInput(f"{path} holds no private key as `journey seal --new-key` makes it")


def read_public_key(given: str) -> PublicKey:
    """The public key that is given, or that stands in the file that is given.

    Raises :class:`NotFound` where there is no file, and :class:`BadInput` for what is no key.
    """
    text = given
    if not _FORM.fullmatch(given):
        try:
            text = Path(given).read_text("utf-8", errors="replace").strip()
        except OSError as error:
            raise NotFound(f"{given} is no public key, and no file: {error.strerror}") from error
    name, kind, raw, marked = _parsed(text)
    key = PublicKey(name, raw)
    if kind not in (SEAL, COSIGN) or len(raw) != SEED or key.id(kind) != marked:
        raise BadInput(
            f"{shown(given)} is no public key; allowed: NAME+HASH+BASE64, as `journey seal "
            "--new-key` prints it, or a file that holds it"
        )
    return key


def _parsed(text: str) -> tuple[str, int, bytes, bytes]:
    """Name, kind, key and key id; kind 0 for a text that holds no key."""
    found = _FORM.fullmatch(text)
    if not found:
        return "", 0, b"", b""
    name, marked, encoded = found.groups()
    try:
        raw = b64decode(encoded, validate=True)
    except (Base64Error, ValueError):
        return "", 0, b"", b""
    return name, raw[0] if raw else 0, raw[1:], bytes.fromhex(marked)


def _base64(kind: int, raw: bytes) -> str:
    return b64encode(bytes([kind]) + raw).decode()
