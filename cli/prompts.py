"""Asking for what is missing, on a terminal: codes as a menu, a wrong answer asked again."""

from __future__ import annotations

from typing import Any

import click

from cli.fields import codes_of, own_fields, typed
from cli.when import When
from cli.who import today
from journey.aggregates.participant import Participant
from journey.aggregates.state import fold, status_of
from journey.codebook import STATUS
from journey.events import NAMES, Event
from journey.fields import Field
from journey.presentation.text import visible


def ask(
    participant: Participant,
    cls: type[Event],
    datum: str | None,
    missing: list[str],
    data: dict[str, Any],
) -> str:
    """Ask for the fields that are missing, into ``data``; the date as it was given or typed.

    Ctrl-C ends the command with nothing recorded.
    """
    click.echo(
        visible(f"{NAMES[cls]} of {participant.number}, now: {_status(participant)}"), err=True
    )
    fields = own_fields(cls)
    for name in missing:
        data[name] = _asked(fields[name])
    return datum or _asked_date()


def _status(participant: Participant) -> str:
    state = fold(participant.timeline)
    if state.instroom is None:
        return "no intake yet"
    return f"{STATUS.label(status_of(state)).nl} ({status_of(state)})"


def _asked_date() -> str:
    def when(text: str) -> str:
        try:
            When(text)
        except ValueError:
            raise click.BadParameter(
                "not a date; type YYYY-MM-DD, DD-MM-YYYY, YYYY-MM or YYYY"
            ) from None
        return text

    answer: str = click.prompt("Datum", default=today().isoformat(), value_proc=when, err=True)
    return answer


def _asked(field: Field) -> Any:
    codes = list(codes_of(field, "nl"))
    for number, coded in enumerate(codes, 1):
        click.echo(f"  {number:>2}  {coded.code:<24} {coded.label}", err=True)

    def answer(text: str) -> Any:
        chosen = text.strip()
        if chosen.isdecimal() and 1 <= int(chosen) <= len(codes):
            chosen = codes[int(chosen) - 1].code
        try:
            return typed(field, chosen)
        except ValueError as error:
            raise click.BadParameter(visible(str(error))) from None

    return click.prompt(field.label.nl, value_proc=answer, err=True)
