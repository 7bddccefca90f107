"""The key-encryption key: one file of the installation, under which every data key is wrapped."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Final

from journey.errors import BadInput
from journey.keyfiles import read_private, write_private
from journey.vault.sealing import KEY, Entropy, decrypt, encrypt

_FORM: Final = re.compile(r"JOURNEY-KEY\+([0-9a-f]{16})\+([A-Za-z0-9+/]{43}=)", re.ASCII)


class WrappingKey:
    """The key of a file; ``fingerprint`` (16 hexadecimal digits) says which one it is."""

    __slots__ = ("_raw", "fingerprint")

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.fingerprint = sha256(b"journey key-encryption key\n" + raw).hexdigest()[:16]

    def wrap(self, participant_id: str, data_key: bytes, entropy: Entropy) -> bytes:
        """A participant's data key as the key store holds it."""
        return encrypt(self._raw, data_key, participant_id.encode(), entropy)

    def unwrap(self, participant_id: str, wrapped: bytes) -> bytes:
        """The data key; raises :class:`journey.vault.sealing.Broken`."""
        return decrypt(self._raw, wrapped, participant_id.encode())

    @property
    def text(self) -> str:
        """The key as its file holds it."""
        return f"JOURNEY-KEY+{self.fingerprint}+{b64encode(self._raw).decode()}"

    def __repr__(self) -> str:
        """Never the key."""
        return f"WrappingKey({self.fingerprint})"


def make_key_file(path: str, entropy: Entropy) -> WrappingKey:
    """A new key in a new file that only its owner can read. Raises :class:`BadInput`."""
    key = WrappingKey(entropy(KEY))
    write_private(path, key.text)
    return key


def read_key_file(path: str) -> WrappingKey:
    """The key in a file.

    Raises :class:`NotFound` where there is no file, and :class:`BadInput` where others than its
    owner can read it, or where it holds no key.
    """
    found = _FORM.fullmatch(read_private(path))
    key = WrappingKey(b64decode(found.group(2))) if found else None
    if found is None or key is None or key.fingerprint != found.group(1):
        raise BadInput(f"{path} holds no key as `journey init` makes it")
    return key
