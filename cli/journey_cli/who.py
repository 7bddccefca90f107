"""Who records, and what day it is: the only things that the command line takes from around it."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from journey.errors import BadInput
from journey.fields import Pseudonym
from journey.peildatum import AMSTERDAM

if TYPE_CHECKING:
    from journey.reading import Asking

VARIABLE: Final = "JOURNEY_USER"

AGAIN: Final = "is this what was recorded with the same id?"
"""Stands in the log of readings where a command is given again."""


def recorded_by(staff: str | None) -> str:
    """The staff pseudonym, as given with ``--as`` or else from the environment.

    Raises :class:`BadInput` without one, saying what to set, and for one that can't be.
    """
    name = staff or os.environ.get(VARIABLE)
    if not name:
        raise BadInput(
            f"who records this? Give --as STAFF, or set {VARIABLE} to your staff pseudonym "
            "(such as mw-17)"
        )
    wrong = Pseudonym().problem(name)
    if wrong:
        raise BadInput(f"{VARIABLE}: {wrong}; allowed: {Pseudonym().allowed}")
    return name


def may_record(staff: str | None) -> str | None:
    """As :func:`recorded_by`; None where nobody is named, as in a file from elsewhere."""
    return recorded_by(staff) if staff or os.environ.get(VARIABLE) else None


def today() -> date:
    """The day in Europe/Amsterdam."""
    return datetime.now(UTC).astimezone(AMSTERDAM).date()


def asking(staff: str | None, reden: str) -> Asking:
    """Who reads what is personal, and why, for the log of readings. Raises as
    :func:`recorded_by`."""
    from journey.reading import Asking

    return Asking(recorded_by(staff), reden, lambda: datetime.now(UTC), secrets.token_bytes)
