"""The log as histories: what the events of each participant say, alone and together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec

from journey import catalogue
from journey.aggregates.identity import participant_id
from journey.aggregates.participant import violations
from journey.aggregates.state import Entry
from journey.catalogue import Rules
from journey.errors import StoreDamaged
from journey.events import (
    CATALOGUE,
    NAMES,
    TYPE_VERSION,
    Corrected,
    Event,
    Retracted,
    needed_of,
    required_of,
)
from journey.fields import Pseudonym, shown
from journey.peildatum import day_of_recording
from journey.personal import NOTHING, Personal
from journey.proof.problems import Problems
from journey.proof.rows import Row, wrong_kind
from journey.store import Record
from journey.store.codec import decode, encode
from journey.vault.sealing import form_problem

_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_NUMBER: Final = Pseudonym()
_DATA: Final = msgspec.json.Decoder(dict[str, Any])

Data = dict[str, Any]


class Kind(NamedTuple):
    """What is known of an event that may be corrected; ``sealed``: it has personal fields."""

    cls: type[Event]
    sealed: bool


Kinds = dict[str, Kind]
"""The kinds of a participant's events by their ids."""


class AnyProef(frozenset[str]):
    """The proeven of a store that is not at hand: every code is one of them."""

    def __contains__(self, code: object) -> bool:
        return True


def judge(
    histories: Iterable[list[Row]],
    proeven: Collection[str],
    problems: Problems,
    *,
    complete: bool = True,
) -> int:
    """Judge the history of one participant after the other; returns how many events there were.

    A history is the rows of one participant by version. Whether it is legal as a whole is judged
    only where every row of it is sound, and the log is ``complete``: what a history seems to lack
    may be what can't be read.
    """
    judging = _Judging(proeven, problems, complete)
    for rows in histories:
        judging.take(rows)
    return judging.events


class _Wrong(Exception):
    """What is wrong with a row."""

    def __init__(self, *texts: str) -> None:
        super().__init__(*texts)
        self.texts = texts


class _Judging:
    def __init__(self, proeven: Collection[str], problems: Problems, complete: bool) -> None:
        self.events = 0
        self._proeven = proeven
        self._problems = problems
        self._complete = complete
        self._rules: dict[date, Rules] = {}
        self._right: dict[type[Event], set[tuple[str, Any]]] = {cls: set() for cls in NAMES}

    def take(self, rows: list[Row]) -> None:
        self.events += len(rows)
        entries: list[Entry] = []
        kinds: Kinds = {}
        subject = ""
        for version, row in enumerate(rows, 1):
            try:
                _check_place(version, row, subject)
                entry = self._entry(row, kinds)
            except _Wrong as wrong:
                for text in wrong.texts:
                    self._problems.add(row[0], text)
            else:
                entries.append(entry)
                _note(kinds, entry, row[SEALED] is not None)
                subject = entry.subject
        if self._complete and len(entries) == len(rows):
            self._judge(entries)

    def _judge(self, entries: list[Entry]) -> None:
        positions = {entry.event_id: entry.position for entry in entries}
        for violation in violations(entries, positions):
            self._problems.add(positions[violation.event_id], violation.message)

    def _entry(self, row: Row, kinds: Kinds) -> Entry:
        """What a row says; raises :class:`_Wrong` where that, or how it is written, is wrong."""
        position, event_id, _, subject, _, name, version, datum, recorded_at, by, text, *rest = row
        sealed: bytes | None = rest[0]
        cls = CATALOGUE.get(name)
        if cls is None or version != TYPE_VERSION:
            raise _Wrong(f"type {shown(name)} in version {version} is not in the catalogue")
        try:
            data = _DATA.decode(text)
            self._check_content(cls, data, text, day_of_recording(recorded_at), kinds, sealed)
            event = decode(name, version, text)
        except (msgspec.MsgspecError, ValueError, RecursionError, StoreDamaged) as error:
            raise _Wrong(f"data can't be read: {error}") from error
        if datum != data["datum"]:
            raise _Wrong(f"datum is {shown(datum)}, but data says {data['datum']}")
        if by != data.get("recorded_by"):
            raise _Wrong(
                f"recorded_by is {shown(by)}, but data says {shown(data.get('recorded_by'))}"
            )
        return Entry(position, event_id, subject, recorded_at, event)

    def _check_content(
        self,
        cls: type[Event],
        data: Data,
        text: str,
        day: date,
        kinds: Kinds,
        sealed: bytes | None,
    ) -> None:
        """Data right by the catalogue as of its day, and written as journey writes it."""
        rules = self._rules.get(day)
        if rules is None:
            rules = self._rules[day] = Rules(day, self._proeven)
        also = _also(cls, sealed is not None)
        _check_seal(cls, sealed)
        if self._is_usual(cls, data, text):
            _refuse(catalogue.rule_problems(cls, data, rules, also))
            return
        _refuse(catalogue.problems(cls, data, rules, also=also))
        if encode(_cleaned(cls, data, rules, kinds, sealed is not None)) != text:
            raise _Wrong("data is not written as journey writes it (canonical JSON)")
        self._right[cls].update(pair for pair in _pairs(data) if type(pair[1]) is not dict)

    def _is_usual(self, cls: type[Event], data: Data, text: str) -> bool:
        """Whether every value was found right before, and all are written the one right way.

        A value of another kind that is equal, as 1.0 and true are to 1, is told by how it is
        written, or when the event is made.
        """
        try:
            seen = self._right[cls].issuperset(_pairs(data))
        except TypeError:
            return False
        return (
            seen and ".0" not in text and required_of(cls) <= data.keys() and encode(data) == text
        )


def _pairs(data: Data) -> Iterable[tuple[str, Any]]:
    """The fields of an event with their values, lists as tuples: those can be known again."""
    if list not in map(type, data.values()):
        return data.items()
    return [(k, tuple(v) if type(v) is list else v) for k, v in data.items()]


SEALED: Final = Record._fields.index("sealed")


def _note(kinds: Kinds, entry: Entry, sealed: bool) -> None:
    kinds[entry.event_id] = Kind(type(entry.event), sealed)
    if sealed and isinstance(entry.event, Corrected) and entry.event.corrects in kinds:
        target = entry.event.corrects
        kinds[target] = kinds[target]._replace(sealed=True)


def _also(cls: type[Event], sealed: bool) -> Personal:
    """What may go with the data of an event, sealed."""
    return Personal.hidden(cls) if sealed else NOTHING


def _check_seal(cls: type[Event], sealed: bytes | None) -> None:
    """What shows of a seal without opening it."""
    if sealed is not None:
        if wrong := form_problem(sealed):
            raise _Wrong(f"sealed {wrong}")
    elif needed_of(cls) != required_of(cls):
        raise _Wrong("sealed is empty, where personal fields must stand")


def _cleaned(cls: type[Event], data: Data, rules: Rules, kinds: Kinds, sealed: bool) -> Data:
    """Data without problems as the log keeps it, its replacement too."""
    cleaned = catalogue.clean(cls, data)
    kind = kinds.get(data["corrects"]) if cls is Corrected else None
    if kind is not None and kind.cls not in (Corrected, Retracted):
        original, replacement = kind.cls, data["replacement"]
        also = _also(original, sealed or kind.sealed)
        found = catalogue.problems(original, replacement, rules, replacement=True, also=also)
        _refuse(found, "replacement: ")
        cleaned["replacement"] = catalogue.clean(original, replacement)
    return cleaned


def _check_place(version: int, row: Row, subject: str) -> None:
    """Whose event it is, and which of theirs; ``subject`` is that of the event before it."""
    wrong = wrong_kind(row)
    if wrong:
        raise _Wrong(wrong)
    _, event_id, pid, number, found, *_ = row
    if not _ID.fullmatch(event_id):
        raise _Wrong(f"event_id {shown(event_id)} is no UUID in lower case")
    if number != subject:
        if wrong := _NUMBER.problem(number):
            raise _Wrong(f"subject: {wrong}")
        if pid != participant_id(number):
            raise _Wrong(f"participant_id {shown(pid)} is not the one of {number}")
    if found != version:
        raise _Wrong(f"version is {found}, where {version} of {number} is due")


def _refuse(problems: Sequence[catalogue.Problem], where: str = "") -> None:
    if problems:
        raise _Wrong(*(f"{where}{problem}" for problem in problems))
