"""Asking for what is missing, on a terminal: codes as a menu, a wrong answer asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import click

from journey.aggregates.participant import Participant
from journey.aggregates.state import State, fold, status_of
from journey.codebook import STATUS, Label, Lang
from journey.events import NAMES, Corrected, Event, Placed, fields_of
from journey.fields import Field, Shaped
from journey.presentation.text import visible
from journey.store import Store
from journey_cli.context import say
from journey_cli.fields import Coded, codes_of, typed
from journey_cli.when import When


def ask(
    participant: Participant,
    cls: type[Event],
    missing: Sequence[str],
    store: Store,
    lang: Lang,
    changes: Sequence[str] = (),
) -> dict[str, Any]:
    """The fields that are missing, as they are answered; ``datum`` as a :class:`When`. Of those
    that may change, the ones that are chosen.

    Ctrl-C ends the command with nothing recorded.
    """
    state = fold(participant.timeline)
    say(f"{NAMES[cls]} of {participant.number}, now: {_status(state, lang)}")
    fields = fields_of(cls)
    answers: dict[str, Any] = {}
    for name in missing:
        if name == "datum":
            answers[name] = _asked_date(fields[name], store.today(), lang)
        elif name == "proef":
            menu = [Coded(code, label) for code, label in store.proeven().items()]
            answers[name] = _asked(fields[name], menu, lang)
        elif name == "startbaan":
            answers[name] = _asked_startbaan(fields[name], cls, state, lang)
        else:
            answers[name] = _asked(fields[name], list(codes_of(fields[name], lang)), lang)
    return answers | _asked_changes({name: fields[name] for name in changes}, lang)


def _asked_changes(fields: Mapping[str, Field], lang: Lang) -> dict[str, Any]:
    """Fields that are chosen and their values, one after the other until no more is."""
    answers: dict[str, Any] = {}
    menu = [Coded(name, field.label[lang]) for name, field in fields.items()]
    _show(menu)
    while fields and (name := _asked_name(menu, lang)):
        answers[name] = _asked(fields[name], list(codes_of(fields[name], lang)), lang)
    return answers


def _asked_name(menu: Sequence[Coded], lang: Lang) -> str:
    """The name of a field on a menu, given as such or by its number; empty for no more."""
    names = [coded.code for coded in menu]

    def answer(text: str) -> str:
        name = _by_number(text.strip(), names).replace("-", "_")
        if name and name not in names:
            raise click.BadParameter(f"{visible(name)} is none of the fields above")
        return name

    chosen: str = click.prompt(
        _WHICH[lang], default="", show_default=False, value_proc=answer, err=True
    )
    return chosen


_WHICH: Final = Label("Welk veld? (leeg: klaar)", "Which field? (empty: done)")


def ask_reden(lang: Lang) -> str:
    """Why an event is corrected or retracted."""
    field = fields_of(Corrected)["reden"]
    return str(_asked(field, list(codes_of(field, lang)), lang))


def _status(state: State, lang: Lang) -> str:
    if state.instroom is None:
        return "no intake yet"
    return f"{STATUS.label(status_of(state))[lang]} ({status_of(state)})"


def _asked_date(field: Field, today: date, lang: Lang) -> When:
    def when(text: str) -> When:
        try:
            return When(text.strip())
        except ValueError as error:
            raise click.BadParameter(visible(str(error))) from None

    label = field.label[lang]
    answer: When = click.prompt(label, default=today.isoformat(), value_proc=when, err=True)
    return answer


def _asked_startbaan(field: Field, cls: type[Event], state: State, lang: Lang) -> Any:
    """The key of a startbaan: a new one, or one of those that are open."""
    if issubclass(cls, Placed):
        keys = {baan.key for baan in state.startbanen}
        free = (str(number) for number in range(1, len(keys) + 2) if str(number) not in keys)
        return _asked(field, [], lang, default=next(free))
    since = "sinds" if lang == "nl" else "since"
    menu = [Coded(b.key, f"{since} {b.start}") for b in state.startbanen if b.open]
    # A key may itself be a number, so these have none.
    return _asked(field, menu, lang, numbered=False)


def _asked(
    field: Field,
    menu: Sequence[Coded],
    lang: Lang,
    *,
    numbered: bool = True,
    default: str | None = None,
) -> Any:
    """One answer; from a menu by its code, or by its number there."""
    _show(menu, numbered)
    codes = [coded.code for coded in menu]

    def code(text: str) -> str:
        return _by_number(text, codes) if numbered else text

    def answer(text: str) -> Any:
        try:
            # A text may hold commas of its own; only of a menu are several chosen.
            chosen = ",".join(code(part.strip()) for part in text.split(",")) if codes else text
            value = typed(field, chosen)
        except ValueError as error:
            raise click.BadParameter(visible(str(error))) from None
        if isinstance(field.kind, Shaped) and codes and value not in codes:
            raise click.BadParameter(f"{visible(str(value))} is none of {', '.join(codes)}")
        return value

    return click.prompt(field.label[lang], default=default, value_proc=answer, err=True)


def _show(menu: Sequence[Coded], numbered: bool = True) -> None:
    for number, coded in enumerate(menu, 1):
        say(f"  {number if numbered else '-':>2}  {coded.code:<24} {coded.label}")


def _by_number(text: str, codes: Sequence[str]) -> str:
    """The code that a number on the menu means; the text itself for any other."""
    number = int(text) if text.isdecimal() and len(text) < 4 else 0
    return codes[number - 1] if 1 <= number <= len(codes) else text
