"""The hash of one row, from which a later altering of it shows."""

from __future__ import annotations

from hashlib import sha256

from journey.store.records import Record

NULL = b"\xff\xff\xff\xff"

# A leaf has ten lengths, and a log has millions of leaves.
_LENGTHS = tuple(length.to_bytes(4, "big") for length in range(1024))


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
        b"%d" % position,
        event_id.encode(),
        subject.encode(),
        b"%d" % version,
        type.encode(),
        b"%d" % type_version,
        datum.encode(),
        recorded_at.encode(),
        None if recorded_by is None else recorded_by.encode(),
        data.encode(),
        sealed,
    )
    parts = [b"\x00"]
    for field in fields:
        if field is None:
            parts.append(NULL)
        else:
            length = len(field)
            parts.append(_LENGTHS[length] if length < 1024 else length.to_bytes(4, "big"))
            parts.append(field)
    return sha256(b"".join(parts)).digest()


def leaf_of(r: Record) -> bytes:
    """The leaf of what stands in a row, whatever leaf is kept with it."""
    return leaf_hash(
        r.position,
        r.event_id,
        r.subject,
        r.version,
        r.type,
        r.type_version,
        r.datum,
        r.recorded_at,
        r.recorded_by,
        r.data,
        r.sealed,
    )
