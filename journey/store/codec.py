"""Event ↔ plain JSON text, as the log keeps it: canonical JSON (RFC 8785).

Only events of the catalogue are ever made from data; nothing is imported by a name that stands in
the log. Encoded with msgspec: the library's own transcoder knows no dates and takes tags from data.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import msgspec

from journey.errors import StoreDamaged, StoreTooNew
from journey.events import CATALOGUE, TYPE_VERSION, Event

_ENCODER: Final = msgspec.json.Encoder(order="sorted")


def encode(event: Event | Mapping[str, Any]) -> str:
    """The data of an event as canonical JSON: keys sorted, no white space, nothing left out.

    A mapping is the data of an event, every value as the log keeps it.
    """
    return _ENCODER.encode(event).decode()


def decode(name: str, version: int, data: str) -> Event:
    """The event that a row of the log holds.

    Raises :class:`StoreTooNew` for a version of the data that this program does not know, and
    :class:`StoreDamaged` for a name or data that journey can't have written.
    """
    if version != TYPE_VERSION:
        raise StoreTooNew(
            f"the log holds {name} in version {version}; this program knows {TYPE_VERSION}: "
            "install a newer one"
        )
    try:
        event: Event = _decoder(name).decode(data)
    except msgspec.DecodeError as error:
        raise StoreDamaged(f"the log holds a {name} that can't be read: {error}") from error
    return event


def wire(event: Event) -> dict[str, Any]:
    """Every field of an event that was given, as it travels, but for who recorded it."""
    # By way of JSON: there a list is a list.
    given: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(event))
    given.pop("recorded_by", None)
    return given


@cache
def _decoder(name: str) -> msgspec.json.Decoder[Any]:
    if name not in CATALOGUE:
        raise StoreDamaged(f"the log holds an event of the unknown type {name!r}")
    return msgspec.json.Decoder(CATALOGUE[name])
