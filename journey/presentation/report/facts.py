"""What the report is about, counted by the same functions as the commands use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from journey.codebook import JA
from journey.ledger import Ledger
from journey.presentation.answer import Head
from journey.projections.analysis import Followed, followed
from journey.projections.durations import (
    EVENT,
    MEASURES,
    UNSEEN,
    History,
    Measured,
    history,
    measured,
)
from journey.projections.flow import Period, check_periods, flow, trend
from journey.projections.incidence import CENSORED, Incidence, incidence
from journey.projections.snapshot import COLUMN, Person, Where
from journey.projections.spells import StatusSpell
from journey.projections.tables import CountedTable, tables

WAITING: Final = "wachttijd_plaatsing"
SHOWN: Final = (
    "wachttijd_voortraject",
    "wachttijd_plaatsing",
    "pip_plaatsing",
    "duur_voortraject",
    "duur_startbaan",
    "werkzaam",
    "duur_on_hold",
)
"""The measures that the report shows."""


class Facts(Struct, frozen=True):
    """Everything that the report shows of the participants in the snapshot of the peildatum.

    ``stands`` begin on the last day of the month before the first intake, when there was nobody
    yet, and end on the peildatum; ``period`` is the flow of that whole time.
    """

    head: Head
    ever_placed: int
    tables: Sequence[CountedTable]
    stands: Sequence[tuple[date, Mapping[str, int]]]
    period: Period
    measures: Sequence[Measured]
    curve: Incidence

    @property
    def stand(self) -> Mapping[str, int]:
        """How many participants have each status on the peildatum."""
        return self.stands[-1][1]

    @property
    def participants(self) -> int:
        """How many participants the report is about."""
        return sum(self.stand.values())


def facts(ledger: Ledger, peildatum: date, where: Where) -> Facts:
    """Count everything at (peildatum, the ledger's known-at) for who is asked for.

    Raises :class:`WrongUsage` for a peildatum too many months after the first intake.
    """
    found = followed(ledger, peildatum, where)
    people = [Person(one.row, one.state) for one in found]
    histories = _histories(found, peildatum)
    spells = [past.spells for past in histories]
    start = _before_the_first(spells, peildatum)
    check_periods(start, peildatum, "month")
    return Facts(
        head=Head.of(ledger, peildatum, where.asked),
        ever_placed=sum(person.row[COLUMN["plaatsing_ooit"]] == JA for person in people),
        tables=tables(people),
        stands=trend(spells, start, peildatum, "month"),
        period=flow(spells, start, peildatum)[0],
        measures=[measured(MEASURES[name], histories) for name in SHOWN],
        curve=curve(histories),
    )


def _histories(people: Iterable[Followed], peildatum: date) -> list[History]:
    found = (history(one.timeline, peildatum) for one in people)
    return [past for past in found if past is not None]


def _before_the_first(spells: Sequence[Sequence[StatusSpell]], peildatum: date) -> date:
    first = min((one[0].start for one in spells), default=peildatum)
    return first.replace(day=1) - timedelta(days=1)


def curve(histories: Sequence[History]) -> Incidence:
    """The incidence of placement against the other exits over the days since the intake."""
    measure = MEASURES[WAITING]
    times = [
        ((case.end - case.start).days, CENSORED if case.cause == UNSEEN else case.cause)
        for past in histories
        for case in measure.observe(past)
        if case.exact
    ]
    return incidence(times, (EVENT, *measure.others))
