"""A day's work from a CSV file: one event a line, checked and recorded as a whole."""

from __future__ import annotations

import csv
import io
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any, Final, NamedTuple

from journey import catalogue
from journey.aggregates.identity import participant_id
from journey.aggregates.participant import New, Participant, pending
from journey.application import Faulty, Proposal, take_in
from journey.catalogue import Rules
from journey.errors import BadInput, Refused, RuleBroken
from journey.events import CATALOGUE, Event
from journey.fields import Field, Pseudonym, Uuid, shown
from journey.ledger import Ledger
from journey.personal import NOTHING, Personal, parted
from journey.reading import read_again
from journey.store import Record, Store
from journey.store.codec import decode, encode
from journey_cli.context import Context, say
from journey_cli.fields import own_fields, typed
from journey_cli.files import naming, reading, taken_in
from journey_cli.recording_options import BY_OTHER_COMMANDS
from journey_cli.when import When
from journey_cli.who import AGAIN, asking, recorded_by, today

NAMESPACE: Final = uuid.UUID("0f1d2a3c-7a44-5d0e-8a62-3f5b9d1c6e70")
"""Ids of lines without one are made of their content, so the same file again adds nothing."""
NEEDED: Final = ("event", "number", "datum")


class Line(NamedTuple):
    """One line that is right by itself; ``data`` holds everything but the date."""

    line: int
    key: str
    name: str
    number: str
    when: When
    data: dict[str, Any]
    personal: Personal = NOTHING

    def on(self, day: date) -> dict[str, Any]:
        """The full data, with this day for the date."""
        precisie = {"precisie": self.when.precisie} if self.when.precisie else {}
        return {**self.data, "datum": day.isoformat(), **precisie}

    def as_in(self, record: Record) -> dict[str, Any]:
        """The full data, with the day that the log has for it."""
        return self.on(decode(record.type, record.type_version, record.data).datum)

    def proposal(self, dated: dict[str, Any]) -> Proposal:
        """The event that it proposes, with its date."""
        return Proposal(
            self.line, self.key, self.name, self.number, None, dated, personal=self.personal
        )


def record_file(context: Context, file: str, staff: str | None, dry_run: bool) -> None:
    """Record every event of a CSV file, or none."""
    who = recorded_by(staff)
    with reading(file) as stream:
        content = stream.read()
    with context.open() as store, context.vault() as vault, naming(file), _refusing(file):
        lines = list(_lines(_text(content), who))
        ids = [line.key for line in lines if isinstance(line, Line) and line.personal]
        again = read_again(store, vault, ids, asking(staff, AGAIN))
        dated = _dated(store, lines)
        report = take_in(store, dated, vault=vault, dry_run=dry_run, again=again, here=today())
    say(taken_in(file, "would record" if dry_run else "recorded", report, dry_run=dry_run))


@contextmanager
def _refusing(file: str) -> Iterator[None]:
    """Also a refusal that is no fault in a line is one of the file, such as of somebody erased."""
    try:
        yield
    except Refused as error:
        if type(error) is not Refused:
            raise
        raise Refused(f"{file}: {error}") from error


# -- reading the file -----------------------------------------------------------------------------


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"it is not UTF-8 (byte {error.start + 1}); save it as CSV UTF-8") from None


def _lines(text: str, who: str) -> Iterator[Line | Faulty]:
    comma = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    seen: Counter[str] = Counter()
    try:
        _check_heading(reader.fieldnames or ())
        for row in reader:
            yield from _line(reader.line_num, row, who, seen)
    except csv.Error as error:
        yield Faulty(reader.line_num, None, f"is not CSV: {error}")


def _check_heading(names: Sequence[str]) -> None:
    wrong = [f"lacks {name}" for name in NEEDED if name not in names]
    wrong += [f"has {shown(name)} twice" for name, n in Counter(names).items() if n > 1]
    if wrong:
        raise BadInput(
            f"the heading {' and '.join(wrong)}; it names the columns event, number, datum, and "
            "the fields of the events"
        )


def _line(
    line: int, row: Mapping[str | None, Any], who: str, seen: Counter[str]
) -> Iterator[Line | Faulty]:
    """One line of the file, or everything that is wrong with it."""
    if None in row or None in row.values():
        yield Faulty(line, None, "has not as many columns as the heading")
        return
    cells = {str(name): str(value).strip() for name, value in row.items() if str(value).strip()}
    number, name = cells.pop("number", ""), cells.pop("event", "")
    wrong = Pseudonym().problem(number)
    if wrong:
        yield Faulty(line, None, f"number: {wrong}; allowed: {Pseudonym().allowed}")
        return
    problems, data = _data(name, cells)
    if problems:
        yield from (Faulty(line, number, problem) for problem in problems)
        return
    key, when = data.pop("id", None), data.pop("datum").known_to(data.get("precisie"))
    # An id made of a name would tell it to whoever guesses.
    data, personal = parted(CATALOGUE[name], data)
    said = [name, number.casefold(), str(when.first), when.precisie, encode(data)]
    key = key or _id(" ".join(map(str, said)), seen)
    yield Line(line, key, name, number, when, {**data, "recorded_by": who}, personal)


def _data(name: str, cells: Mapping[str, str]) -> tuple[list[str], dict[str, Any]]:
    """What is wrong with the cells of a line, and the values that they hold."""
    cls = CATALOGUE.get(name)
    if cls is None or name in BY_OTHER_COMMANDS:
        allowed = ", ".join(n for n in CATALOGUE if n not in BY_OTHER_COMMANDS)
        return [f"event: {shown(name)} is no event to record; allowed: {allowed}"], {}
    problems = [] if "datum" in cells else ["datum: is missing"]
    data: dict[str, Any] = {}
    for column, text in cells.items():
        try:
            data[column] = _value(cls, column, text)
        except ValueError as error:
            problems.append(f"{catalogue.shown_name(column)}: {error}")
    return problems, data


def _value(cls: type[Event], column: str, text: str) -> Any:
    if column == "datum":
        return When(text)
    if column == "id":
        wrong = Uuid().problem(text)
        if wrong:
            raise ValueError(f"{wrong}; allowed: {Uuid().allowed}")
        return text.lower()
    return typed(_field(cls, column), text)


def _field(cls: type[Event], column: str) -> Field:
    fields = own_fields(cls)
    if column not in fields:
        raise ValueError(catalogue.unknown_field(column, fields))
    return fields[column]


def _id(said: str, seen: Counter[str]) -> str:
    seen[said] += 1
    return str(uuid.uuid5(NAMESPACE, f"{said} {seen[said]}"))


# -- settling months and years --------------------------------------------------------------------


def _dated(store: Store, lines: Sequence[Line | Faulty]) -> Iterator[Proposal | Faulty]:
    """The lines as proposals, in their order."""
    settled = _settled(store, [line for line in lines if isinstance(line, Line)])
    for line in lines:
        yield line if isinstance(line, Faulty) else line.proposal(settled[line.line])


def _settled(store: Store, lines: Sequence[Line]) -> dict[int, dict[str, Any]]:
    """The full data of every line.

    Days that are given stand first; then each month and year gets the first day that breaks no
    rule among them, in the order of the file. One that is in the log already keeps its day.
    """
    settled = {line.line: line.on(line.when.first) for line in lines}
    vague = [line for line in lines if line.when.precisie]
    if vague:
        known = store.by_event_ids(line.key for line in vague)
        settled |= {line.line: line.as_in(known[line.key]) for line in vague if line.key in known}
        people = _People(store)
        for line in lines:
            if not line.when.precisie:
                people.expect(line, settled[line.line])
        settled |= people.settle([line for line in vague if line.key not in known])
    return settled


class _People:
    """The participants of a file with what the file says of them so far."""

    def __init__(self, store: Store) -> None:
        self._ledger = Ledger(store)
        self._rules = Rules(store.today(), store.proeven())
        self._known: dict[str, Participant] = {}

    def expect(self, line: Line, data: dict[str, Any]) -> None:
        """Take an event of the file in, if it is right by itself."""
        cls = CATALOGUE[line.name]
        if not catalogue.problems(cls, data, self._rules, also=line.personal):
            self._add(line, New(line.key, line.number, catalogue.build(cls, data)))

    def settle(self, lines: Sequence[Line]) -> dict[int, dict[str, Any]]:
        """The data of the lines for whose month or year there is a day.

        One may have to wait for another that stands below it. What is wrong with those that are
        left out is said with every other problem of the file.
        """
        settled: dict[int, dict[str, Any]] = {}
        left = list(lines)
        while left:
            for line in left:
                with suppress(BadInput, RuleBroken):
                    settled[line.line] = self._settled(line)
            waiting = [line for line in left if line.line not in settled]
            if len(waiting) == len(left):
                break
            left = waiting
        return settled

    def _settled(self, line: Line) -> dict[str, Any]:
        participant = self._participant(line.number)

        def attempt(data: dict[str, Any]) -> dict[str, Any]:
            new = participant.record(
                line.key, CATALOGUE[line.name], data, self._rules, line.personal
            )
            self._add(line, new)
            return data

        return line.when.settle(line.data, self._rules.today, attempt)

    def _participant(self, number: str) -> Participant:
        pid = participant_id(number)
        if pid not in self._known:
            self._known[pid] = Participant(number, tuple(self._ledger.entries(number)))
        return self._known[pid]

    def _add(self, line: Line, new: New) -> None:
        before = self._participant(line.number)
        entry = pending(new)
        placed = entry._replace(position=entry.position + line.line)
        if all(known.event_id != line.key for known in before.entries):
            after = Participant(before.number, (*before.entries, placed))
            self._known[participant_id(line.number)] = after
