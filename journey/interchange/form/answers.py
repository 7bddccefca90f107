"""The four questions of the form about the peildatum, held to what the dated rows say.

What a pilot does not know is missing information; what it knows again, or knew all along, is
confirmed. What it says without a dated row that explains it is asked about and never invented: the
log then says onbekend, which is true, instead of the nee that silence would mean.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
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


def answered(
    state: State,
    peildatum: date,
    answers: Mapping[str, str],
    told: Collection[str],
    going_on: Collection[str],
) -> Answers:
    """What to record and ask of the answers (by column; ``onbekend`` where one is empty).

    ``state``: what the dated rows amount to at the end of the peildatum, in the log and on the
    form. ``told``: what the form itself has rows of; what only the log has is no error of the form.
    ``going_on``: of which of these it has a row without an end.
    """
    row = row_of(state, peildatum)
    missing: set[str] = set()
    confirmed: set[str] = set()
    remarks: list[Answered] = []
    for column, aspect in QUESTIONS.items():
        said, known = answers[column], str(row[COLUMN[column]])
        if said != known:
            judge = _status if column == "status" else _ever
            verdict, found = judge(_Question(state, column, said, known, told, going_on))
            remarks += found
            if verdict is not None:
                (missing if verdict == _MISSING else confirmed).add(aspect)
    return Answers(frozenset(missing), frozenset(confirmed), tuple(remarks))


class _Question(NamedTuple):
    """One question that the form answers otherwise than the dates do."""

    state: State
    column: str
    said: str
    known: str
    told: Collection[str]
    going_on: Collection[str]

    def against(self, problem: str, *, on_form: bool) -> list[Answered]:
        """The answer against rows: an error where the form has those itself."""
        if on_form:
            return [Answered("error", self.column, f"{problem}{_FORM_HAS}", _WHICH)]
        return [Answered("warning", self.column, f"{problem}{_LOG_HAS}", _IN_LOG)]

    def undated(self, problem: str) -> list[Answered]:
        """An answer that no row explains."""
        return [Answered("warning", self.column, f"{problem}; {_NO_DATE}", _WHEN)]


_MISSING: Final = "missing"
_CONFIRMED: Final = "confirmed"
_Judged = tuple[str | None, list[Answered]]


def _ever(question: _Question) -> _Judged:
    """Whether something ever was: voortraject, startbaan, on hold."""
    said, known = question.said, question.known
    if known == JA:
        silent = said == ONBEKEND
        on_form = _ROWS_OF[question.column] in question.told
        return None, [] if silent else question.against("says nee", on_form=on_form)
    if said == JA:
        return (_MISSING if known != ONBEKEND else None), question.undated("says ja")
    return (_MISSING if said == ONBEKEND else _CONFIRMED), []


_ROWS_OF: Final = {
    "voortraject_ooit": "voortraject",
    "plaatsing_ooit": "startbaan",
    "on_hold_ooit": "on_hold",
}


def _status(question: _Question) -> _Judged:
    """Where the participant is."""
    state, said, known = question.state, question.said, question.known
    if known in _EXITS:
        silent = said == ONBEKEND
        problem = f"says {_label(said)}; by the dates it is {_label(known)}"
        on_form = known in question.going_on
        return None, [] if silent else question.against(problem, on_form=on_form)
    if said == ONBEKEND:
        return _MISSING, []
    explained = status_of(replace(state, onbekend=False))
    if explained == said:
        return _CONFIRMED, []
    problem = f"says {_label(said)}; by the dates it is {_label(explained)}"
    if _ended(state, said) or (said in _EXITS and said in question.told):
        return None, question.against(problem, on_form=_ended_on_form(question))
    if said in _open(state):
        return None, [Answered("warning", "status", problem, _WHICH)]
    return (None if known == ONBEKEND else _MISSING), question.undated(problem)


def _label(status: str) -> str:
    return STATUS.label(status).nl


_NO_DATE: Final = "no row has a date for it. It is not made up: the log says onbekend"
_FORM_HAS: Final = "; the form itself has a row that says otherwise"
_LOG_HAS: Final = "; the log has an event that says otherwise"
_WHICH: Final = "Which of the two is right?"
_IN_LOG: Final = "Which is right? What never happened is taken back with `journey retract`."
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


def _ended_on_form(question: _Question) -> bool:
    """Whether the form itself says that what a status names is over: by an end, or by an exit
    (an exit itself: by a return)."""
    left = question.said not in _EXITS and any(name in question.told for name in _EXITS)
    return question.said in question.told and (left or question.said not in question.going_on)
