"""The four questions of the form about the peildatum, held to what the dated rows say.

What a pilot does not know is missing information; what it knows again, or knew all along, is
confirmed. What it says without a dated row that explains it is asked about and never invented: the
log then says onbekend, which is true, instead of the nee that silence would mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from msgspec.structs import replace

from journey.aggregates.state import State, status_of
from journey.codebook import JA, ONBEKEND, STATUS
from journey.interchange.form.model import Severity
from journey.projections.form import QUESTIONS
from journey.projections.snapshot import COLUMN, row_of


class Answered(NamedTuple):
    """Something to ask about one answer."""

    severity: Severity
    column: str
    problem: str
    ask: str


class Answers(NamedTuple):
    """The aspects of which the form says that it does not know them, or that it does (where the
    log says the opposite), and what to ask."""

    missing: frozenset[str]
    confirmed: frozenset[str]
    remarks: tuple[Answered, ...]


_EXITS: Final = ("uitval", "einde")


def answered(state: State, peildatum: date, answers: Mapping[str, str]) -> Answers:
    """What to record and ask of the answers (by column; ``onbekend`` where one is empty).

    ``state``: what the dated rows amount to at the end of the peildatum.
    """
    row = row_of(state, peildatum)
    missing: set[str] = set()
    confirmed: set[str] = set()
    remarks: list[Answered] = []
    for column, aspect in QUESTIONS.items():
        said, known = answers[column], str(row[COLUMN[column]])
        if said != known:
            judge = _status if column == "status" else _ever
            verdict, found = judge(state, column, said, known)
            remarks += found
            if verdict is not None:
                (missing if verdict == _MISSING else confirmed).add(aspect)
    return Answers(frozenset(missing), frozenset(confirmed), tuple(remarks))


_MISSING: Final = "missing"
_CONFIRMED: Final = "confirmed"
_Judged = tuple[str | None, list[Answered]]


def _ever(state: State, column: str, said: str, known: str) -> _Judged:
    """Whether something ever was: voortraject, startbaan, on hold."""
    if known == JA:
        if said == ONBEKEND:
            return None, []
        return None, [
            Answered("error", column, "says nee, and the form has it with a date", _WHICH)
        ]
    if said == JA:
        verdict = _MISSING if known != ONBEKEND else None
        return verdict, [Answered("warning", column, f"says ja, {_NO_DATE}", _WHEN)]
    return (_MISSING if said == ONBEKEND else _CONFIRMED), []


def _status(state: State, column: str, said: str, known: str) -> _Judged:
    """Where the participant is."""
    if known in _EXITS:
        return None, [] if said == ONBEKEND else [_after_exit(column, known)]
    if said == ONBEKEND:
        return _MISSING, []
    explained = status_of(replace(state, onbekend=False))
    if explained == said:
        return _CONFIRMED, []
    label = STATUS.label(said).nl
    if _ended(state, said):
        return None, [Answered("error", column, f"says {label}, which has ended by then", _WHICH)]
    if said in _open(state):
        problem = f"says {label}; by the dates it is {STATUS.label(explained).nl}"
        return None, [Answered("warning", column, problem, _WHICH)]
    verdict = None if known == ONBEKEND else _MISSING
    return verdict, [Answered("warning", column, f"says {label}, {_NO_DATE}", _WHEN)]


def _after_exit(column: str, known: str) -> Answered:
    label = STATUS.label(known).nl
    return Answered("error", column, f"is something else, and the form has {label}", _WHICH)


_NO_DATE: Final = "and no row has a date for it; it is not made up, the log says onbekend"
_WHICH: Final = "Which of the two is right?"
_WHEN: Final = "Since when? Fill in the row with its date."


def _open(state: State) -> Iterator[str]:
    """What goes on at the peildatum, whichever of it the status names."""
    if state.on_hold:
        yield "on_hold"
    if state.has_startbaan:
        yield "startbaan"
    if state.in_voortraject:
        yield "voortraject"


def _ended(state: State, status: str) -> bool:
    """Whether all of what a status names is over."""
    if status == "startbaan":
        return bool(state.startbanen) and not state.has_startbaan
    if status == "on_hold":
        return state.hold is not None and not state.on_hold
    return status == "voortraject" and state.voortraject is not None and not state.in_voortraject
