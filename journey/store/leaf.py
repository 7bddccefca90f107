"""The hash of one row, from which a later altering of it shows."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

NULL = b"\xff\xff\xff\xff"


def _field(raw: bytes) -> bytes:
    return len(raw).to_bytes(4, "big") + raw


# A save has one recorded-at, and the other columns below few different values in the whole log.
@lru_cache(maxsize=16384)
def _repeated(value: str | int | None) -> bytes:
    return NULL if value is None else _field(str(value).encode())


def leaf_hash(
    position: int,
    event_id: str,
    subject: str,
    version: int,
    type: str,
    type_version: int,
    datum: str,
    recorded_at: str,
    recorded_by: str | None,
    data: str,
    sealed: bytes | None,
) -> bytes:
    """SHA-256 (32 bytes) over 0x00 and the fields in this order.

    Each field is a 4-byte big-endian length and its UTF-8 text or its bytes, a number is its
    decimal text, null is the length 2³²−1 and nothing after it.
    """
    return sha256(
        b"".join(
            (
                b"\x00",
                _field(b"%d" % position),
                _field(event_id.encode()),
                _field(subject.encode()),
                _repeated(version),
                _repeated(type),
                _repeated(type_version),
                _repeated(datum),
                _repeated(recorded_at),
                _repeated(recorded_by),
                _field(data.encode()),
                NULL if sealed is None else _field(sealed),
            )
        )
    ).digest()
