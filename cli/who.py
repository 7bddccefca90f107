"""Who records, and what day it is: the only things that the command line takes from around it."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import Final

import click

from journey.errors import BadInput
from journey.fields import Pseudonym
from journey.peildatum import AMSTERDAM

VARIABLE: Final = "JOURNEY_USER"

staff = click.option(
    "--as",
    "staff",
    metavar="STAFF",
    help=f"Who enters it: a staff pseudonym such as mw-17. Left out: {VARIABLE}.",
)


def recorded_by(staff: str | None) -> str:
    """The staff pseudonym; raises :class:`BadInput` without one, saying what to set."""
    name = staff or os.environ.get(VARIABLE)
    if not name:
        raise BadInput(
            f"who records this? Give --as STAFF, or set {VARIABLE} to your staff pseudonym "
            "(such as mw-17)"
        )
    wrong = Pseudonym().problem(name)
    if wrong:
        raise BadInput(f"--as: {wrong}; allowed: {Pseudonym().allowed}")
    return name


def today() -> date:
    """The day in Europe/Amsterdam."""
    return datetime.now(UTC).astimezone(AMSTERDAM).date()
