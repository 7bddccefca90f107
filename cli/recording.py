"""Recording one event from the command line: ask for what is missing, record, say what changed."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import click

from cli.context import Context
from cli.when import When
from cli.who import recorded_by, today
from journey.errors import BadInput
from journey.events import NAMES, Corrected, Event, Retracted, required_of
from journey.recording import Journey, Overtaken, Receipt


def record_one(
    context: Context,
    cls: type[Event],
    number: str,
    datum: str | None,
    staff: str | None,
    event_id: str | None,
    dry_run: bool,
    **values: Any,
) -> None:
    """Record one event of a participant, or show what would happen."""
    data = {name: value for name, value in values.items() if value is not None}
    data["recorded_by"] = recorded_by(staff)
    key = checked_id(event_id)
    with context.open() as store:
        journey = Journey(store)
        datum = complete(journey, cls, number, datum, data)
        when = parsed(datum)

        def attempt(dated: dict[str, Any]) -> Receipt:
            return journey.record(number, key, cls, dated, today(), dry_run=dry_run)

        tell(settled(number, lambda: when.settle(data, today(), attempt)), dry_run)


def checked_id(event_id: str | None) -> str:
    """The id given, checked, or a new one."""
    from journey.fields import Uuid

    if event_id is None:
        return str(uuid.uuid4())
    wrong = Uuid().problem(event_id)
    if wrong:
        raise BadInput(f"--id: {wrong}; allowed: {Uuid().allowed}")
    return event_id.lower()


def parsed(datum: str) -> When:
    """The date as given; raises :class:`BadInput`."""
    try:
        return When(datum)
    except ValueError:
        raise BadInput(
            f"--datum: {datum!r} is no date that exists; allowed: YYYY-MM-DD or DD-MM-YYYY, or "
            "YYYY-MM or YYYY where only the month or year is known"
        ) from None


def complete(
    journey: Journey, cls: type[Event], number: str, datum: str | None, data: dict[str, Any]
) -> str:
    """Ask for the needed fields that are missing; without a terminal that is a usage error."""
    missing = sorted(required_of(cls) - data.keys() - {"datum"})
    if datum is not None and not missing:
        return datum
    if not on_terminal():
        options = [f"--{name.replace('_', '-')}" for name in missing]
        wanted = ", ".join([*([] if datum else ["--datum"]), *options])
        raise click.UsageError(f"{NAMES[cls]} needs {wanted}.")
    from cli.prompts import ask

    return ask(journey.participant(number), cls, datum, missing, data)


def on_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def settled(number: str, attempt: Callable[[], Receipt]) -> Receipt:
    """Carry a command out; who lost a race is shown the other's events and asked again."""
    while True:
        try:
            return attempt()
        except Overtaken as overtaken:
            if not on_terminal():
                raise
            click.echo(str(overtaken), err=True)
            click.confirm(f"Record it for {number} all the same?", abort=True, err=True)


LATE: Final = 30
"""An entry later than so many days is remarked on."""


def tell(receipt: Receipt, dry_run: bool) -> None:
    """Say what was written: event, position, and the participant's status before and after."""
    from journey.presentation.text import visible

    entry = receipt.entry
    name, day = NAMES[type(entry.event)], entry.event.datum
    done = "would record" if dry_run else "already recorded" if receipt.again else "recorded"
    before, after = receipt.statuses
    lines = [f"{done} {name} of {entry.subject} on {day}", f"event     {entry.event_id}"]
    if not dry_run:
        lines.append(f"position  {entry.position}")
    lines.append(f"status    {before or '-'} → {after or '-'}")
    lines += notes(receipt, today())
    for line in lines:
        click.echo(visible(line))


def notes(receipt: Receipt, day: date) -> list[str]:
    """What is worth remarking on: a late entry, or one that lands before later events."""
    event = receipt.entry.event
    if receipt.again or isinstance(event, Corrected | Retracted):
        return []
    found = []
    late = (day - event.datum).days
    if late > LATE:
        found.append(f"note      entered {late} days after it happened")
    _, timeline = receipt.timelines
    later = [e for e in timeline if e.event.datum > event.datum]
    if later:
        names = ", ".join(f"{NAMES[type(e.event)]} on {e.event.datum}" for e in later[:3])
        more = f" and {len(later) - 3} more" if len(later) > 3 else ""
        found.append(f"note      it lands before {names}{more}")
    return found
