"""The hash of one row, from which a later altering of it shows."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

NULL = b"\xff\xff\xff\xff"


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
    fields = (
        b"\x00",
        _field(b"%d" % position),
        _field(event_id.encode()),
        _field(subject.encode()),
        _repeated(version, type, type_version, datum, recorded_at, recorded_by),
        _field(data.encode()),
        NULL if sealed is None else _field(sealed),
    )
    return sha256(b"".join(fields)).digest()


# These few columns together take few values in one save, and a save may have a million rows.
@lru_cache(maxsize=16384)
def _repeated(*values: str | int | None) -> bytes:
    return b"".join(NULL if value is None else _field(str(value).encode()) for value in values)


def _field(raw: bytes) -> bytes:
    return len(raw).to_bytes(4, "big") + raw
