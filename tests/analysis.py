"""What the product says of flow, trend, spells and durations, in the shape of its JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from journey.ledger import Ledger
from journey.presentation.analysis import (
    durations_answer,
    flow_answer,
    matrix_answer,
    spells_answer,
    trend_answer,
)
from journey.presentation.answer import Head
from journey.presentation.formats import Answer, to_json
from journey.projections import durations, flow
from journey.projections.analysis import followed
from journey.projections.flow import Per
from journey.projections.snapshot import Where, named
from journey.projections.spells import StatusSpell, spells
from journey.store import Store
from tests.oracle import KnownAt
from tests.stories import known

Data = dict[str, Any]


class Analysis:
    """One store as it was known at a moment, asked about some of its participants."""

    def __init__(
        self, store: Store, known_at: KnownAt = None, where: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.known_at = known_at
        self.where = list(where)
        self._ledger = Ledger(store, known(known_at))
        self._chosen = Where.of(where)

    def flow(self, start: date, end: date, per: Per | None = None) -> list[Data]:
        """The periods of (start, end]."""
        found = flow.flow(self._people(end), start, end, per)
        periods: list[Data] = _json(flow_answer(self._head(end), found, "nl"))["periods"]
        return periods

    def matrix(self, start: date, end: date) -> list[Data]:
        """The cells of the matrix of two days."""
        people = self._people(end)
        found = flow.flow(people, start, end, None), flow.matrix(people, start, end)
        answer = matrix_answer(self._head(end), start, end, *found, "nl")
        cells: list[Data] = _json(answer)["matrix"]
        return cells

    def trend(self, start: date, end: date, per: Per) -> list[Data]:
        """The stands from start up to end."""
        found = flow.trend(self._people(end), start, end, per)
        stands: list[Data] = _json(trend_answer(self._head(end), found, "nl"))["stands"]
        return stands

    def spells(self, peildatum: date) -> list[Data]:
        """A row a spell."""
        people = [
            (named(one.row), spells(one.timeline, peildatum))
            for one in followed(self._ledger, peildatum, self._chosen)
        ]
        rows: list[Data] = _json(spells_answer(self._head(peildatum), people, "nl"))["rows"]
        return rows

    def durations(
        self, peildatum: date, *, without_hold: bool = False, by: str | None = None
    ) -> list[Data]:
        """Every measure, of everyone or of each group."""
        found = durations.grouped(
            durations.chosen_measures((), without_hold),
            followed(self._ledger, peildatum, self._chosen),
            peildatum,
            by,
            without_hold,
        )
        answer = durations_answer(self._head(peildatum), found, by, None, "nl", without_hold)
        measures: list[Data] = _json(answer)["measures"]
        return measures

    def _people(self, end: date) -> list[list[StatusSpell]]:
        return [spells(one.timeline, end) for one in followed(self._ledger, end, self._chosen)]

    def _head(self, peildatum: date) -> Head:
        return Head.of(self._ledger, peildatum, self.where)


def _json(answer: Answer) -> Data:
    data: Data = json.loads(to_json(answer))
    return data
