"""Recording one event from the command line: ask for what is missing, record, say what changed."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterator, Sequence
from typing import Any, Final

import click

from journey.aggregates.participant import New, Participant, target_of
from journey.catalogue import CHANGES, Rules
from journey.errors import JourneyError, Refused
from journey.events import NAMES, Event, needed_of
from journey.personal import parted
from journey.presentation.text import visible
from journey.recording import Decide, Journey, Overtaken, Receipt
from journey_cli.context import Context, say
from journey_cli.prompts import ask
from journey_cli.when import When
from journey_cli.who import AGAIN, asking, recorded_by, today

LATE: Final = 30
"""An entry later than so many days is remarked on."""
NAMED: Final = 3
"""So many later events are named."""


def record_one(
    context: Context,
    cls: type[Event],
    number: str,
    datum: When | None,
    staff: str | None,
    own_id: str | None,
    dry_run: bool,
    **values: Any,
) -> None:
    """Record one event of a participant, or show what would happen."""
    data = {name: value for name, value in values.items() if value is not None}
    data["recorded_by"] = recorded_by(staff)
    key = own_id or str(uuid.uuid4())
    missing = _missing(cls, datum, data)
    changes = _changes(cls, data)
    with context.open() as store, context.vault() as vault:
        journey = Journey(store, vault, asking(staff, AGAIN))
        seen = journey.participant(number)
        if missing or changes:
            data |= ask(seen, cls, missing, store, context.lang, changes)
        when = datum or data.pop("datum")
        given = parted(cls, data)

        def decide(participant: Participant, rules: Rules) -> New:
            return when.settle(
                given.data,
                rules.today,
                lambda dated: participant.record(key, cls, dated, rules, given.personal),
            )

        tell(carried_out(journey, seen, key, decide, dry_run), dry_run)


def _missing(cls: type[Event], datum: When | None, data: dict[str, Any]) -> list[str]:
    """The needed fields that are missing; without a terminal that is a usage error."""
    needed = needed_of(cls) - data.keys() - ({"datum"} if datum else set())
    missing = [name for name in cls.__struct_fields__ if name in needed]
    if missing and not on_terminal():
        options = ", ".join(f"--{name.replace('_', '-')}" for name in missing)
        raise click.UsageError(f"{NAMES[cls]} needs {options}.", click.get_current_context())
    return missing


def _changes(cls: type[Event], data: dict[str, Any]) -> Sequence[str]:
    """The fields to choose from where the event changes some and none is given; none without a
    terminal, where that is refused with everything else."""
    names = CHANGES.get(cls, ())
    return names if on_terminal() and data.keys().isdisjoint(names) else ()


def on_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def carried_out(
    journey: Journey, seen: Participant, key: str, decide: Decide, dry_run: bool
) -> Receipt:
    """Carry a command out; who lost a race is shown the other's events and asked again."""
    while True:
        try:
            return journey.carry_out(seen, key, decide, today(), dry_run=dry_run)
        except Overtaken as overtaken:
            if not on_terminal():
                raise
            show_refusal(overtaken)
            if not click.confirm("Record it all the same?", err=True):
                raise Refused("nothing was recorded") from overtaken
            seen = overtaken.now


def show_refusal(error: JourneyError) -> None:
    """Say to whoever runs the command why it was refused."""
    for line in str(error).splitlines():
        say(line)


# -- saying what was done -----------------------------------------------------------------------


def tell(receipt: Receipt, dry_run: bool) -> None:
    """Say what was written: event, position, and the participant's status before and after."""
    entry = receipt.entry
    done = "already recorded" if receipt.again else "would record" if dry_run else "recorded"
    before, after = receipt.statuses
    lines = [f"{done} {_what(receipt)}", f"event     {entry.event_id}"]
    if receipt.again or not dry_run:
        lines.append(f"position  {entry.position}")
    lines.append(f"status    {before or '-'} → {after or '-'}")
    lines += [f"note      {note}" for note in notes(receipt)]
    for line in lines:
        click.echo(visible(line))


def _what(receipt: Receipt) -> str:
    """The event that was recorded, in words; of a correction or retraction, what it is about."""
    entry = receipt.entry
    event, name = entry.event, f"{NAMES[type(entry.event)]} of {entry.subject}"
    target = target_of(event)
    if target is None:
        return f"{name} on {event.datum}"
    about = Participant(entry.subject, receipt.before).as_read(target)
    return f"{name}: {NAMES[type(about)]} on {about.datum}"


def notes(receipt: Receipt) -> Iterator[str]:
    """What is worth remarking on: a late entry, or one that lands before later events."""
    event = receipt.entry.event
    if receipt.again or target_of(event) is not None:
        return
    late = (receipt.day - event.datum).days
    if late > LATE:
        yield f"entered {late} days after it happened"
    _, timeline = receipt.timelines
    later = [e.event for e in timeline if e.event.datum > event.datum]
    if later:
        named = ", ".join(f"{NAMES[type(e)]} on {e.datum}" for e in later[:NAMED])
        more = f" and {len(later) - NAMED} more" if len(later) > NAMED else ""
        yield f"it lands before {named}{more}"
