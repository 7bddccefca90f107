"""Everyone's spells and histories at a peildatum, for flow and durations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from journey.aggregates.state import Entry
from journey.ledger import Ledger
from journey.projections.snapshot import EVERYONE, Row, Where, row_of, state_on


class Followed(NamedTuple):
    """One participant: the snapshot row at the peildatum, and the standing timeline."""

    row: Row
    timeline: list[Entry]


def followed(ledger: Ledger, peildatum: date, where: Where = EVERYONE) -> list[Followed]:
    """Everyone in the snapshot of the peildatum (inclusive) who is asked for, by number."""
    return sorted(_followed(ledger, peildatum, where), key=lambda one: str(one.row[0]))


def _followed(ledger: Ledger, peildatum: date, where: Where) -> Iterator[Followed]:
    for timeline in ledger.timelines():
        state = state_on(timeline, peildatum)
        if state.instroom is not None:
            row = row_of(state, peildatum)
            if where.holds(row):
                yield Followed(row, timeline)
