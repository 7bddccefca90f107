"""Correcting and retracting from the command line: the timeline before and after is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from cli.context import Context
from cli.fields import options_of, own_fields, typed
from cli.recording import checked_id, parsed, settled, tell
from cli.who import recorded_by, today
from journey.aggregates.participant import Participant
from journey.aggregates.state import Entry
from journey.errors import BadInput
from journey.events import NAMES, Corrected, Event, Retracted, fields_of
from journey.presentation.dossier import timeline_text, wire
from journey.projections.dossier import lines
from journey.recording import Journey, Receipt


def correct_one(
    context: Context,
    event_id: str,
    changes: Sequence[str],
    reden: str,
    assignments: Sequence[str],
    left_out: Sequence[str],
    staff: str | None,
    new_id: str | None,
    dry_run: bool,
) -> None:
    """Correct one event; only the fields that are given change."""
    amendment = _amendment(reden, staff)
    key = checked_id(new_id)
    with context.open() as store:
        journey = Journey(store)
        participant, original = journey.event(event_id)
        cls = type(original.event)
        if cls in (Corrected, Retracted):
            raise BadInput(
                f"{event_id} is a {NAMES[cls]} event, which can't be corrected; name the original "
                "event, also to correct it again"
            )
        datum, changed = _changes(cls, changes, assignments)
        now = wire(_as_read(participant, original))
        replacement = {**now, **changed}
        for name in left_out:
            replacement.pop(_known(cls, name), None)
        if datum is not None and "precisie" not in changed:
            replacement.pop("precisie", None)
        when = None if datum is None else parsed(datum)
        if replacement == now and when is None:
            raise BadInput(
                f"this changes nothing of {NAMES[cls]} on {now['datum']}; give --datum or one of "
                f"its fields: {', '.join(own_fields(cls))}"
            )

        def attempt(dated: dict[str, Any]) -> Receipt:
            return journey.correct(
                participant.number,
                key,
                original.event_id,
                dated,
                amendment,
                today(),
                dry_run=dry_run,
            )

        def carry_out() -> Receipt:
            return when.settle(replacement, today(), attempt) if when else attempt(replacement)

        _tell(context, settled(participant.number, carry_out), dry_run)


def retract_one(
    context: Context,
    event_id: str,
    reden: str,
    staff: str | None,
    new_id: str | None,
    dry_run: bool,
) -> None:
    """Retract one event."""
    amendment = _amendment(reden, staff)
    key = checked_id(new_id)
    with context.open() as store:
        journey = Journey(store)
        participant, original = journey.event(event_id)

        def carry_out() -> Receipt:
            return journey.retract(
                participant.number, key, original.event_id, amendment, today(), dry_run=dry_run
            )

        _tell(context, settled(participant.number, carry_out), dry_run)


def _amendment(reden: str, staff: str | None) -> dict[str, Any]:
    """The data of the correction or retraction itself: decided on today."""
    return {
        "datum": today().isoformat(),
        "reden": reden,
        "recorded_by": recorded_by(staff),
    }


def _as_read(participant: Participant, original: Entry) -> Event:
    """The event as it is read now: its newest correction, or else itself."""
    for entry in participant.timeline:
        if entry.event_id == original.event_id:
            return entry.event
    return original.event


def _changes(
    cls: type[Event], changes: Sequence[str], assignments: Sequence[str]
) -> tuple[str | None, dict[str, Any]]:
    """The new date as it was typed, if any, and the new values by field."""
    options = [option for option in options_of(cls) if option.name != "reden"]
    command = click.Command("correct", params=[click.Option(["--datum"]), *options])
    with command.make_context("journey correct EVENT_ID", list(changes)) as ctx:
        given = {name: value for name, value in ctx.params.items() if value is not None}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise click.UsageError(f"--set {assignment!r} is not of the form FIELD=VALUE.")
        given[name] = text if name == "datum" else _typed(cls, name, text)
    return given.pop("datum", None), given


def _typed(cls: type[Event], name: str, text: str) -> Any:
    try:
        return typed(fields_of(cls)[_known(cls, name)], text)
    except ValueError as error:
        raise BadInput(f"{name}: {error}") from None


def _known(cls: type[Event], name: str) -> str:
    field = name.replace("-", "_")
    if field not in own_fields(cls):
        raise BadInput(
            f"{name} is no field of {NAMES[cls]} that can be changed; allowed: datum, "
            f"{', '.join(own_fields(cls))}"
        )
    return field


def _tell(context: Context, receipt: Receipt, dry_run: bool) -> None:
    """Say what was written, and show the timeline before and after."""
    for title, entries in (("before", receipt.before), ("after", receipt.after)):
        click.echo(f"{title}:")
        for line in timeline_text(lines(entries), context.lang):
            click.echo(f"  {line}")
        click.echo()
    tell(receipt, dry_run)
