"""How good the data of a peildatum are: what is known, how late it came, and what to ask about.

A **question** is a column of the snapshot that applies to a participant: every characteristic
and the status to everybody, a job term to whoever had a startbaan, a reason to whatever ended. It
is **answered** where its value is known. Completeness, and the score of a proef, is the share of
questions that are answered: answered / asked, both of which are always said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct

from journey.codebook import JA, ONBEKEND
from journey.events import CHARACTERISTICS, JOB_TERMS, InformationMissing
from journey.ledger import Ledger
from journey.peildatum import month_later
from journey.projections.analysis import Followed, followed
from journey.projections.doubts import Case, Doubt, doubts
from journey.projections.lag import ALL, Lag, lags
from journey.projections.snapshot import COLUMN, EVERYONE, Row, Where, named, person_on

SILENT_AFTER: Final = 180
"""Days without any event after which a participant is asked about, unless said otherwise."""

BACK: Final = (12, 9, 6, 3, 0)
"""So many months before the peildatum the score is given."""


class Completeness(Struct, frozen=True):
    """How often one question was answered: ``n`` of the ``of`` times that it was asked."""

    proef: str
    field: str
    n: int
    of: int


class Score(Struct, frozen=True):
    """The completeness of one proef over all questions on one day."""

    day: date
    proef: str
    n: int
    of: int


class Silent(Struct, frozen=True):
    """A participant who has not left and of whom nothing was heard since the day ``last``."""

    number: str
    proef: str
    status: str
    last: date
    days: int


class Doubtful(Struct, frozen=True):
    """A doubt about one participant."""

    number: str
    proef: str
    doubt: Doubt


class Quality(Struct, frozen=True):
    """Everything about the quality of one peildatum; ``silent_after`` is in days."""

    scores: Sequence[Score]
    completeness: Sequence[Completeness]
    late: Sequence[Lag]
    silent: Sequence[Silent]
    doubtful: Sequence[Doubtful]
    silent_after: int


def quality(
    ledger: Ledger,
    peildatum: date,
    where: Where = EVERYONE,
    *,
    per_proef: bool = False,
    silent_after: int = SILENT_AFTER,
) -> Quality:
    """The quality of the participants in the snapshot of ``peildatum`` (inclusive).

    Args:
        ledger: the log as known at a moment.
        peildatum: the day to look at.
        where: which participants, by their row on that day.
        per_proef: completeness and late entry by proef too, not of everyone alone.
        silent_after: list whoever is in the programme and had no event for more days than this.
    """
    people = followed(ledger, peildatum, where)
    cases = [_case(one, peildatum) for one in people]
    late = lags(people, peildatum, ledger.last_day)
    return Quality(
        scores=list(_scores(people, peildatum)),
        completeness=list(_completeness([one.row for one in people], per_proef)),
        late=[lag for lag in late if lag.by == ALL or (per_proef and lag.by == "proef")],
        silent=[s for case in cases for s in _silent(case, silent_after)],
        doubtful=[
            Doubtful(case.state.number, case.state.proef, doubt)
            for case in cases
            for doubt in doubts(case)
        ],
        silent_after=silent_after,
    )


def _case(one: Followed, peildatum: date) -> Case:
    timeline = [entry for entry in one.timeline if entry.event.datum <= peildatum]
    return Case(timeline, one.state, peildatum)


# -- questions and answers --------------------------------------------------------------------


def _everybody(row: Mapping[str, Any]) -> bool:
    return True


def _placed(row: Mapping[str, Any]) -> bool:
    return bool(row["plaatsing_ooit"] == JA)


def _fixed_term(row: Mapping[str, Any]) -> bool:
    return _placed(row) and row["contract"] != "onbepaalde_tijd"


def _is(column: str, wanted: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda row: bool(row[column] == wanted)


def _there(column: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda row: row[column] is not None


QUESTIONS: Final[Mapping[str, Callable[[Mapping[str, Any]], bool]]] = {
    "status": _everybody,
    **dict.fromkeys(CHARACTERISTICS, _everybody),
    "voortraject_ooit": _everybody,
    "soort_voortraject": _is("voortraject_ooit", JA),
    "voortraject_dagen": _is("voortraject_afgerond", JA),
    "plaatsing_ooit": _everybody,
    **dict.fromkeys(JOB_TERMS, _placed),
    "duur_overeenkomst_maanden": _fixed_term,
    "reden_einde": _there("startbaan_einde"),
    "on_hold_ooit": _everybody,
    "reden_on_hold": _is("on_hold_ooit", JA),
    "reden_uitstroom": _there("uitstroomdatum"),
}
"""Every question by its column of the snapshot, with whom it is put to. A length of a finished
voortraject is asked in days, so both its dates have to be known to the day; a startbaan that is
asked about is the newest one."""

_PUT: Final = [(field, COLUMN[field], applies) for field, applies in QUESTIONS.items()]


def _answers(row: Row) -> Iterator[tuple[str, bool]]:
    """The questions that are put to one participant, and whether each is answered."""
    values = named(row)
    for field, column, applies in _PUT:
        if applies(values):
            yield field, row[column] not in (None, ONBEKEND)


def _completeness(rows: Iterable[Row], per_proef: bool) -> Iterator[Completeness]:
    counts: dict[str, dict[str, tuple[int, int]]] = {ALL: {}}
    for row in rows:
        groups = (ALL, str(row[COLUMN["proef"]])) if per_proef else (ALL,)
        for field, answered in _answers(row):
            for group in groups:
                of_group = counts.setdefault(group, {})
                n, of = of_group.get(field, (0, 0))
                of_group[field] = (n + answered, of + 1)
    for proef in _all_first(counts):
        for field in QUESTIONS:
            yield Completeness(proef, field, *counts[proef].get(field, (0, 0)))


def _scores(people: Sequence[Followed], peildatum: date) -> Iterator[Score]:
    for months in BACK:
        day = month_later(peildatum, -months)
        counts: dict[str, tuple[int, int]] = {ALL: (0, 0)}
        for row in _rows_on(people, day):
            answers = [answered for _, answered in _answers(row)]
            for group in (ALL, str(row[COLUMN["proef"]])):
                n, of = counts.get(group, (0, 0))
                counts[group] = (n + sum(answers), of + len(answers))
        yield from (Score(day, proef, *counts[proef]) for proef in _all_first(counts))


def _rows_on(people: Iterable[Followed], day: date) -> Iterator[Row]:
    found = (person_on(one.timeline, day) for one in people)
    return (person.row for person in found if person is not None)


def _all_first(groups: Iterable[str]) -> list[str]:
    return [ALL, *sorted(set(groups) - {ALL})]


# -- not heard of -----------------------------------------------------------------------------


def _silent(case: Case, after: int) -> Iterator[Silent]:
    """That a source does not know is no news of somebody."""
    state = case.state
    if state.exit is not None or state.spell is None:
        return
    heard = [e.event.datum for e in case.timeline if not isinstance(e.event, InformationMissing)]
    last = max(heard)
    days = (case.peildatum - last).days
    if days > after:
        yield Silent(state.number, state.proef, state.spell.status, last, days)
