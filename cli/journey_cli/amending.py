"""Correcting and retracting from the command line: the timeline before and after is shown."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

import click

from journey.aggregates.participant import Correcting, New, Participant, target_of
from journey.aggregates.state import Entry
from journey.catalogue import Rules, shown_name, unknown_field
from journey.errors import BadInput
from journey.events import NAMES, Corrected, Event, Retracted, personal_of
from journey.fields import shown
from journey.personal import NOTHING, Personal, parted
from journey.presentation.dossier import timeline_text
from journey.projections.dossier import lines
from journey.reading import Asking, read_event
from journey.recording import Decide, Journey, Receipt
from journey.store import Store
from journey.store.codec import wire
from journey.vault.opening import holds_sealed
from journey.vault.vault import Vault
from journey_cli.context import Context
from journey_cli.fields import options_of, own_fields, typed
from journey_cli.once import Once
from journey_cli.prompts import ask_reden
from journey_cli.recording import carried_out, on_terminal, tell
from journey_cli.recording_options import refuse_leftovers
from journey_cli.screen import width_of
from journey_cli.when import WHEN, When
from journey_cli.who import AGAIN, asking, recorded_by


class Asked(NamedTuple):
    """What corrections and retractions have in common, as the command line gives it."""

    event_id: str
    reden: str | None
    staff: str | None
    own_id: str | None
    dry_run: bool


class Sealed(NamedTuple):
    """What is personal in a log, and who asks for it."""

    store: Store
    vault: Vault
    asking: Asking

    def before(self, participant: Participant, event_id: str, *, wanted: bool) -> Personal:
        """The personal fields of an event as the participant's events so far say, once that
        reading is logged; where they are not wanted, only which there may be."""
        if wanted:
            return read_event(self.store, self.vault, participant, event_id, self.asking)
        records = self.store.participant(str(participant.id))[: participant.version]
        if not holds_sealed(records, event_id):
            return NOTHING
        return Personal.hidden(type(participant.find(event_id).event))


class Said(NamedTuple):
    """The id of a correction or retraction, the event it is about, why, and who says so."""

    key: str
    original: Entry
    reden: str
    who: str
    sealed: Sealed

    @property
    def target(self) -> str:
        """The id of the event that it is about."""
        return self.original.event_id

    def data(self, today: date) -> dict[str, Any]:
        """The data of the correction or retraction itself, which is decided on today."""
        return {"datum": today.isoformat(), "reden": self.reden, "recorded_by": self.who}


class Change(NamedTuple):
    """What is to be different of an event: its date, values by field, fields that go."""

    when: When | None
    values: dict[str, Any]
    left_out: frozenset[str]

    def applied(self, now: dict[str, Any]) -> dict[str, Any]:
        """The full data of the event with the change, but for a date that is to be settled."""
        gone = self.left_out | ({"precisie"} if self.when else set())
        kept = {name: value for name, value in now.items() if name not in gone}
        return {**kept, **self.values}

    def is_personal(self, cls: type[Event]) -> bool:
        """Whether it is about a personal field of the event."""
        return not personal_of(cls).keys().isdisjoint({*self.values, *self.left_out})


def correct_one(
    context: Context,
    asked: Asked,
    changes: Sequence[str],
    assignments: Sequence[str],
    left_out: Sequence[str],
) -> None:
    """Correct one event; only the fields that are given change."""

    def correction(said: Said) -> Decide:
        cls = type(said.original.event)
        if issubclass(cls, Corrected | Retracted):
            raise BadInput(
                f"{said.target} is a {NAMES[cls]} event, which can't be corrected; name the "
                "original event, also to correct it again"
            )
        return partial(_correct, said, _change(cls, changes, assignments, left_out))

    _amend(context, asked, correction)


def retract_one(context: Context, asked: Asked, toelichting: str | None) -> None:
    """Retract one event; ``toelichting`` is a note on the retraction itself."""
    note = NOTHING if toelichting is None else Personal({"toelichting": toelichting})
    _amend(context, asked, lambda said: partial(_retract, said, note))


def _correct(said: Said, change: Change, participant: Participant, rules: Rules) -> New:
    now, cls = wire(participant.as_read(said.target)), type(said.original.event)
    changes = change.is_personal(cls)
    personal = said.sealed.before(participant, said.target, wanted=changes)

    def attempt(applied: dict[str, Any]) -> New:
        replacement, since = parted(cls, applied)
        if replacement == now and since == personal:
            raise _changes_nothing(cls, now["datum"])
        data = said.data(rules.today)
        becomes = Correcting(since, changes)
        return participant.correct(said.key, said.target, replacement, data, rules, becomes)

    replacement = change.applied({**now, **personal.values()})
    if change.when is None and "precisie" not in change.values:
        return attempt(replacement)
    when = change.when or When(now["datum"])
    return when.settle(replacement, rules.today, attempt)


def _retract(said: Said, note: Personal, participant: Participant, rules: Rules) -> New:
    return participant.retract(said.key, said.target, said.data(rules.today), rules, note)


def _changes_nothing(cls: type[Event], datum: str) -> BadInput:
    return BadInput(
        f"this changes nothing of {NAMES[cls]} on {datum}; give --datum or one of its fields: "
        f"{', '.join(own_fields(cls))}"
    )


def _amend(context: Context, asked: Asked, decision: Callable[[Said], Decide]) -> None:
    if asked.event_id.startswith("-"):
        # It is an option, whose value may be personal.
        raise _misused("EVENT_ID comes first, before the fields that change.")
    who = recorded_by(asked.staff)
    if asked.reden is None and not on_terminal():
        raise _misused("Missing option '--reden'.")
    with context.open() as store, context.vault() as vault:
        journey = Journey(store, vault, asking(asked.staff, AGAIN))
        seen, original = journey.event(asked.event_id)
        reden = asked.reden or ask_reden(context.lang)
        sealed = Sealed(store, vault, asking(asked.staff, reden))
        said = Said(asked.own_id or str(uuid.uuid4()), original, reden, who, sealed)
        receipt = carried_out(journey, seen, said.key, decision(said), asked.dry_run)
    _tell(context, receipt, asked.dry_run)


# -- what is to change ----------------------------------------------------------------------------


def _change(
    cls: type[Event], changes: Sequence[str], assignments: Sequence[str], left_out: Sequence[str]
) -> Change:
    given = _given(cls, changes)
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise _misused("a --set is not of the form FIELD=VALUE.")
        if _known(cls, name) in given:
            raise _misused(f"{_known(cls, name)} is given more than once; give it once.")
        given[_known(cls, name)] = _typed(cls, name, text)
    gone = frozenset(_known(cls, name) for name in left_out)
    for name in sorted(gone & given.keys()):
        raise _misused(f"{name} is given a value and left out; choose one.")
    return Change(given.pop("datum", None), given, gone)


def _given(cls: type[Event], changes: Sequence[str]) -> dict[str, Any]:
    """The values of options of the event's own; ``reden`` is that of the correction itself."""
    options = [option for option in options_of(cls, all_optional=True) if option.name != "reden"]
    command = click.Command(
        "correct",
        params=[Once(["--datum"], type=WHEN), *options],
        context_settings={"allow_extra_args": True},
    )
    try:
        with command.make_context("correct", list(changes)) as ctx:
            refuse_leftovers(ctx)
            return {name: value for name, value in ctx.params.items() if value is not None}
    except click.NoSuchOption as error:
        known = ", ".join(["--datum", *(option.opts[0] for option in options)])
        raise _misused(
            f"{shown(error.option_name)} is no option of correct for {NAMES[cls]}; allowed: {known}"
        ) from None
    except click.UsageError as error:
        raise _misused(error.format_message()) from None


def _misused(message: str) -> click.UsageError:
    return click.UsageError(message, click.get_current_context())


def _typed(cls: type[Event], name: str, text: str) -> Any:
    try:
        return When(text) if name == "datum" else typed(own_fields(cls)[_known(cls, name)], text)
    except ValueError as error:
        raise _misused(f"{shown(name)}: {error}") from None


def _known(cls: type[Event], name: str) -> str:
    field, fields = name.replace("-", "_"), ("datum", *own_fields(cls))
    if field not in fields:
        raise _misused(f"{shown_name(name)}: {unknown_field(field, fields)}")
    return field


# -- saying what was done -------------------------------------------------------------------------


_INDENT: Final = "  "


def _tell(context: Context, receipt: Receipt, dry_run: bool) -> None:
    """Show the timeline before and after, and say what was written."""
    about = target_of(receipt.entry.event)
    width = width_of(None)
    inside = width and width - len(_INDENT)
    for title, entries in (("before", receipt.before), ("after", receipt.after)):
        click.echo(f"{title}:")
        for line in timeline_text(lines(entries), context.lang, about, width=inside):
            click.echo(f"{_INDENT}{line}")
        click.echo()
    tell(receipt, dry_run)
