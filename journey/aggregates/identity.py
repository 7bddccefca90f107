"""Who is who: a participant's number (deelnemernummer) and the id made of it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from uuid import UUID, uuid5

NAMESPACE: Final = UUID("6d0f3a52-55a5-5c0e-9a1b-7c2c52e0d7a4")
"""Fixed for ever: every participant id in every store is made with it."""


@lru_cache(maxsize=65536)
def participant_id(number: str) -> str:
    """The id of a participant: UUIDv5 of the number, without regard to case."""
    return str(uuid5(NAMESPACE, number.casefold()))
