"""Standing events in the one total order.

An event stands when it is known and not retracted; it is read as its newest correction. Standing
events sort by ``datum``, then ``volgorde``, then the position of the *original* event in the log.
Nothing else decides a tie.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from journey.aggregates.state import Entry
from journey.errors import StoreDamaged
from journey.events import NAMES, Corrected, Event, Retracted


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """The standing timeline of one participant.

    ``entries``: everything known of the participant, in the order of the log. What comes out is
    in the total order; a corrected event is read as its replacement and keeps its own position.
    """
    facts: dict[str, Entry] = {}
    for entry in entries:
        event = entry.event
        if type(event) is Corrected:
            original = facts.get(event.corrects)
            if original is not None:
                facts[event.corrects] = original._replace(event=_as_corrected(original, event))
        elif type(event) is Retracted:
            facts.pop(event.retracts, None)
        else:
            facts[entry.event_id] = entry
    return sorted(facts.values(), key=order)


def order(entry: Entry) -> tuple[date, int, int]:
    """The key of the total order."""
    event = entry.event
    return event.datum, event.volgorde or 0, entry.position


def _as_corrected(original: Entry, correction: Corrected) -> Event:
    """The replacement, as recorded by whoever recorded the original."""
    content = {**correction.replacement, "recorded_by": original.event.recorded_by}
    try:
        return msgspec.convert(content, type(original.event))
    except msgspec.ValidationError as error:
        raise StoreDamaged(
            f"event {original.event_id} ({NAMES[type(original.event)]}) has a correction that "
            f"can't be read: {error}"
        ) from error
