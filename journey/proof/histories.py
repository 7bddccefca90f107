"""The log as histories: what the events of each participant say, alone and together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec

from journey import catalogue
from journey.aggregates.identity import participant_id
from journey.aggregates.participant import target_of, violations
from journey.aggregates.state import Entry
from journey.catalogue import Rules
from journey.errors import StoreDamaged
from journey.events import (
    CATALOGUE,
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

_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_NUMBER: Final = Pseudonym()
_DATA: Final = msgspec.json.Decoder(dict[str, Any])

Data = dict[str, Any]


class Known(NamedTuple):
    """An event of a participant; ``sealed``: it came with personal fields."""

    entry: Entry
    sealed: bool


class Frame(NamedTuple):
    """The data of an event around its day and who recorded it: the same for very many events.

    ``signed``: whether it says who recorded it.
    """

    name: str
    before: str
    between: str
    after: str
    signed: bool


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

    A database finds histories through an index. Where nothing is wrong, each has rows of one
    participant only, at positions that rise, and no participant comes twice: so no row does. If
    there are as many of them as there are positions, they are the rows that stand there.
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
        self._frames: set[Frame] = set()
        self._days: set[str] = set()
        self._staff: set[str | None] = set()
        self._seen: set[object] = set()

    def take(self, rows: list[Row]) -> None:
        self.events += len(rows)
        self._check_new(rows[0])
        known: list[Known] = []
        for version, row in enumerate(rows, 1):
            try:
                _check_place(version, row, known[-1].entry if known else None)
                entry = self._entry(row, known)
            except _Wrong as wrong:
                for text in wrong.texts:
                    self._problems.add(row[0], text)
            else:
                known.append(Known(entry, row[SEALED] is not None))
        if self._complete and len(known) == len(rows):
            self._judge([entry for entry, _ in known])

    def _check_new(self, row: Row) -> None:
        position, _, pid, *_ = row
        if pid in self._seen:
            self._problems.add(position, f"participant_id {shown(pid)} comes in two parts")
        self._seen.add(pid)

    def _judge(self, entries: list[Entry]) -> None:
        positions = {entry.event_id: entry.position for entry in entries}
        for violation in violations(entries, positions):
            self._problems.add(positions[violation.event_id], violation.message)

    def _entry(self, row: Row, known: Sequence[Known]) -> Entry:
        """What a row says; raises :class:`_Wrong` where that, or how it is written, is wrong.

        ``known``: the events of the participant before it.
        """
        position, event_id, _, subject, _, name, version, datum, recorded_at, by, text, *rest = row
        sealed: bytes | None = rest[0]
        cls = CATALOGUE.get(name)
        if cls is None or version != TYPE_VERSION:
            raise _Wrong(f"type {shown(name)} in version {version} is not in the catalogue")
        frame = _frame(name, text, datum, by) if sealed is None else None
        try:
            day = day_of_recording(recorded_at)
            if not self._is_right(frame, datum, by, day):
                data = _DATA.decode(text)
                self._check_content(cls, data, text, day, known, sealed)
                _check_columns(data, datum, by)
                self._learn(frame, data)
            event = decode(name, version, text)
        except (msgspec.MsgspecError, ValueError, RecursionError, StoreDamaged) as error:
            raise _Wrong(f"data can't be read: {error}") from error
        return Entry(position, event_id, subject, recorded_at, event)

    def _is_right(self, frame: Frame | None, datum: str, by: str | None, day: date) -> bool:
        """Whether all that the data says was found right before, in this or in other events."""
        return (
            frame in self._frames
            and datum in self._days
            and by in self._staff
            and datum <= day.isoformat()
        )

    def _learn(self, frame: Frame | None, data: Data) -> None:
        """Know again what was found right, where that holds on any day and for anybody."""
        self._days.add(data["datum"])
        self._staff.add(data.get("recorded_by"))
        if frame is not None and len(self._frames) < _FRAMES and catalogue.is_timeless(data):
            self._frames.add(frame)

    def _check_content(
        self,
        cls: type[Event],
        data: Data,
        text: str,
        day: date,
        known: Sequence[Known],
        sealed: bytes | None,
    ) -> None:
        """Data right by the catalogue as of its day, and written as journey writes it."""
        rules = self._rules.get(day)
        if rules is None:
            rules = self._rules[day] = Rules(day, self._proeven)
        _check_seal(cls, sealed)
        _refuse(catalogue.problems(cls, data, rules, also=_also(cls, sealed is not None)))
        if encode(_cleaned(cls, data, rules, known, sealed is not None)) != text:
            raise _Wrong("data is not written as journey writes it (canonical JSON)")


_FRAMES: Final = 50_000
"""So many frames at most are known again: in a log of any size they take tens of megabytes."""


def _frame(name: str, text: str, datum: str, by: str | None) -> Frame | None:
    """What stands around the day and who recorded it; None where the data says other ones.

    In canonical JSON ``datum`` comes before ``recorded_by``, and the quotes of neither can stand
    within a text. So data of a frame that is right is right and canonical whenever both values are.
    """
    before, found, after = text.partition(f'"datum":"{datum}"')
    if not found or by is None:
        return Frame(name, before, "", after, False) if found else None
    between, found, after = after.partition(f'"recorded_by":"{by}"')
    return Frame(name, before, between, after, True) if found else None


def _check_columns(data: Data, datum: str, by: str | None) -> None:
    """The columns beside the data say what it says."""
    if datum != data["datum"]:
        raise _Wrong(f"datum is {shown(datum)}, but data says {data['datum']}")
    if by != data.get("recorded_by"):
        raise _Wrong(f"recorded_by is {shown(by)}, but data says {shown(data.get('recorded_by'))}")


SEALED: Final = Record._fields.index("sealed")


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


def _cleaned(
    cls: type[Event], data: Data, rules: Rules, known: Sequence[Known], sealed: bool
) -> Data:
    """Data without problems as the log keeps it, its replacement too."""
    cleaned = catalogue.clean(cls, data)
    original = _original(data["corrects"], known) if cls is Corrected else None
    if original is not None and original not in (Corrected, Retracted):
        replacement, target = data["replacement"], data["corrects"]
        also = _also(original, sealed or _was_sealed(target, known))
        found = catalogue.problems(original, replacement, rules, replacement=True, also=also)
        _refuse(found, "replacement: ")
        cleaned["replacement"] = catalogue.clean(original, replacement)
    return cleaned


def _original(target: str, known: Sequence[Known]) -> type[Event] | None:
    """What kind of event a correction names; None where it names none of these."""
    return next((type(entry.event) for entry, _ in known if entry.event_id == target), None)


def _was_sealed(target: str, known: Sequence[Known]) -> bool:
    """Whether an event came with personal fields, or was corrected with them."""
    return any(
        sealed and target in (entry.event_id, target_of(entry.event)) for entry, sealed in known
    )


def _check_place(version: int, row: Row, before: Entry | None) -> None:
    """Whose event it is, and which of theirs; ``before`` is the event of theirs before it."""
    wrong = wrong_kind(row)
    if wrong:
        raise _Wrong(wrong)
    position, event_id, pid, number, found, *_ = row
    if not _ID.fullmatch(event_id):
        raise _Wrong(f"event_id {shown(event_id)} is no UUID in lower case")
    if before is None or number != before.subject:
        if wrong := _NUMBER.problem(number):
            raise _Wrong(f"subject: {wrong}")
        if pid != participant_id(number):
            raise _Wrong(f"participant_id {shown(pid)} is not the one of {number}")
    if found != version:
        raise _Wrong(f"version is {found}, where {version} of {number} is due")
    if before is not None and position <= before.position:
        raise _Wrong(f"version {version} of {number} comes after position {before.position}")


def _refuse(problems: Sequence[catalogue.Problem], where: str = "") -> None:
    if problems:
        raise _Wrong(*(f"{where}{problem}" for problem in problems))
