"""Erasing from the command line: asked first, recorded, and then the key is destroyed."""

from __future__ import annotations

import uuid
from typing import Final

import click

from journey.aggregates.participant import New, Participant
from journey.catalogue import Rules
from journey.errors import Refused, StoreError
from journey.events import IdentityErased
from journey.reading import known, refuse_telling
from journey.recording import Journey
from journey.vault.vault import Vault
from journey_cli.context import Context, say
from journey_cli.recording import carried_out, on_terminal
from journey_cli.who import asking, recorded_by

BACKUPS: Final = (
    "Copies of the key store made before today still hold the key: destroy them, or let them "
    "expire as your organisation has laid down. Put one back, and `journey keys reconcile` "
    "destroys the key again."
)

NOT_YET: Final = (
    "The erasure is in the log, but the key is not destroyed for good: give the same command again."
)

UNCHECKED: Final = (
    "The reason was not checked against all that is sealed of this person: {}. See for yourself "
    "that it names nobody."
)

CHECK: Final = "does the reason of an erasure name the person?"
"""Stands in the log of readings: the reason itself may be one that names somebody."""


def erase_one(context: Context, number: str, reden: str, staff: str | None, yes: bool) -> None:
    """Record that a participant is erased and destroy the key; again, destroy it again."""
    who = recorded_by(staff)
    with context.open() as store, context.vault() as vault:
        seen = known(store, number)
        living = vault.living([str(seen.id)])
        if seen.erasure is not None:
            _again(vault, seen, living)
            return
        unchecked = refuse_telling(store, vault, seen, reden, asking(staff, CHECK))
        if unchecked is not None:
            say(UNCHECKED.format(unchecked))
        if not yes and on_terminal():
            _confirm(seen)
        _record(Journey(store, vault), seen, reden, who)
        _destroy(vault, seen)
    say(f"{seen.number} is erased: the key to every personal field is destroyed")
    say(BACKUPS)


def _again(vault: Vault, seen: Participant, living: list[str]) -> None:
    assert seen.erasure is not None
    say(f"{seen.number} was erased on {seen.erasure.event.datum} already")
    # Also where no key lives: on PostgreSQL its old row may have outlived a broken erasure.
    _destroy(vault, seen)
    if living:
        say("the key was still there, or had come back: now it is destroyed")


def _destroy(vault: Vault, seen: Participant) -> None:
    try:
        vault.destroy([str(seen.id)])
    except StoreError as error:
        raise type(error)(f"{error}\n{NOT_YET}") from error


def _confirm(seen: Participant) -> None:
    question = f"Nobody will ever again read the personal fields of {seen.number}. Erase them?"
    if not click.confirm(question, err=True):
        raise Refused("nothing was erased")


def _record(journey: Journey, seen: Participant, reden: str, who: str) -> None:
    key = str(uuid.uuid4())

    def decide(participant: Participant, rules: Rules) -> New:
        data = {"datum": rules.today.isoformat(), "reden": reden, "recorded_by": who}
        return participant.record(key, IdentityErased, data, rules)

    carried_out(journey, seen, key, decide, dry_run=False)
