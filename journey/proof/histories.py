"""The log as histories: what the events of each participant say, alone and together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, Final

import msgspec

from journey import catalogue
from journey.aggregates.identity import participant_id
from journey.aggregates.participant import violations
from journey.aggregates.state import Entry
from journey.catalogue import Rules
from journey.events import CATALOGUE, TYPE_VERSION, Corrected, Event, Retracted
from journey.fields import Pseudonym, shown
from journey.peildatum import day_of_recording
from journey.proof.problems import Problems
from journey.proof.rows import Row, wrong_kind
from journey.store.codec import decode, encode_data

_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_NUMBER: Final = Pseudonym()
_DATA: Final = msgspec.json.Decoder(dict[str, Any])

Data = dict[str, Any]
Kinds = dict[str, type[Event]]
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


class _Judging:
    def __init__(self, proeven: Collection[str], problems: Problems, complete: bool) -> None:
        self.events = 0
        self._proeven = proeven
        self._problems = problems
        self._complete = complete

    def take(self, rows: list[Row]) -> None:
        self.events += len(rows)
        entries: list[Entry] = []
        kinds: Kinds = {}
        subject = None
        for version, row in enumerate(rows, 1):
            wrong = _wrong_place(version, row, subject) or self._wrong_content(row, kinds)
            for text in wrong:
                self._problems.add(row[0], text)
            if not wrong:
                entry = _entry(row)
                entries.append(entry)
                kinds[entry.event_id] = type(entry.event)
                subject = entry.subject
        if self._complete and len(entries) == len(rows):
            self._judge(entries)

    def _judge(self, entries: list[Entry]) -> None:
        positions = {entry.event_id: entry.position for entry in entries}
        for violation in violations(entries, positions):
            self._problems.add(positions[violation.event_id], violation.message)

    def _wrong_content(self, row: Row, kinds: Kinds) -> list[str]:
        """What is wrong with what the event says, and with the columns that say it again."""
        name, version, _, recorded_at, _, text = row[5:11]
        cls = CATALOGUE.get(name)
        if cls is None or version != TYPE_VERSION:
            return [f"type {shown(name)} in version {version} is not in the catalogue"]
        try:
            data = _DATA.decode(text)
            rules = Rules(day_of_recording(recorded_at), self._proeven)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            return [f"data can't be read: {error}"]
        return _told(catalogue.problems(cls, data, rules)) or _wrong_form(
            row, cls, data, rules, kinds
        )


def _wrong_form(row: Row, cls: type[Event], data: Data, rules: Rules, kinds: Kinds) -> list[str]:
    """What is wrong with data whose fields are right: in a replacement, or in the writing."""
    cleaned = catalogue.clean(cls, data)
    original = kinds.get(data["corrects"]) if cls is Corrected else None
    if original is not None and original not in (Corrected, Retracted):
        given = data["replacement"]
        if wrong := _told(catalogue.problems(original, given, rules, replacement=True)):
            return [f"replacement: {text}" for text in wrong]
        cleaned["replacement"] = catalogue.clean(original, given)
    if encode_data(cleaned) != row[10]:
        return ["data is not written as journey writes it (canonical JSON)"]
    if row[7] != data["datum"]:
        return [f"datum is {shown(row[7])}, but data says {data['datum']}"]
    if row[9] != data.get("recorded_by"):
        return [f"recorded_by is {shown(row[9])}, but data says {shown(data.get('recorded_by'))}"]
    return []


def _wrong_place(version: int, row: Row, subject: str | None) -> list[str]:
    """What is wrong with whose event it is, and which of theirs; ``subject``: of the one before."""
    wrong = wrong_kind(row)
    if wrong:
        return [wrong]
    if not _ID.fullmatch(row[1]):
        return [f"event_id {shown(row[1])} is no UUID in lower case"]
    if row[3] != subject:
        if wrong := _NUMBER.problem(row[3]):
            return [f"subject: {wrong}"]
        if row[2] != participant_id(row[3]):
            return [f"participant_id {shown(row[2])} is not the one of {row[3]}"]
    if row[4] != version:
        return [f"version is {row[4]}, where {version} of {row[3]} is due"]
    return []


def _entry(row: Row) -> Entry:
    position, event_id, _, subject, _, name, version, _, recorded_at, _, data, *_ = row
    return Entry(position, event_id, subject, recorded_at, decode(name, version, data))


def _told(problems: Iterable[catalogue.Problem]) -> list[str]:
    return [str(problem) for problem in problems]
