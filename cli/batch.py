"""A day's work from a CSV file: one event a line, checked and recorded as a whole."""

from __future__ import annotations

import csv
import io
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from cli.context import Context, say
from cli.fields import own_fields, typed
from cli.files import reading
from cli.options import day_of
from cli.who import recorded_by
from journey.application import Faulty, Proposal, take_in
from journey.errors import BadInput
from journey.events import CATALOGUE, Event
from journey.fields import Field, Pseudonym, Uuid, shown
from journey.store.codec import encode_data

NAMESPACE: Final = uuid.UUID("0f1d2a3c-7a44-5d0e-8a62-3f5b9d1c6e70")
"""Ids of lines without one are made of their content, so the same file again adds nothing."""
OWN: Final = ("event", "number", "datum", "id")


def record_file(context: Context, file: str, staff: str | None, dry_run: bool) -> None:
    """Record every event of a CSV file, or none."""
    who = recorded_by(staff)
    with reading(file) as stream:
        proposals = list(_proposals(_text(file, stream.read()), who))
    with context.open() as store:
        try:
            report = take_in(store, proposals, dry_run=dry_run)
        except BadInput as error:
            raise BadInput(f"{file}: {error}", (), error.count) from error
    done = "would record" if dry_run else "recorded"
    say(
        f"{file}: {done} {report.added} events of {report.participants} participants; "
        f"{report.skipped} were in the log already; the newest position is {report.position}"
    )


def _text(file: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{file} is not UTF-8 (byte {error.start + 1}); save it as CSV UTF-8"
        ) from None


def _proposals(text: str, who: str) -> Iterator[Proposal | Faulty]:
    comma = ";" if text.partition("\n")[0].count(";") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    seen: Counter[str] = Counter()
    missing = {"event", "number", "datum"} - set(reader.fieldnames or ())
    if missing:
        raise BadInput(
            f"the heading lacks {', '.join(sorted(missing))}; it names the columns event, number, "
            "datum and the fields of the events"
        )
    try:
        for row in reader:
            yield from _proposed(reader.line_num, row, who, seen)
    except csv.Error as error:
        yield Faulty(reader.line_num, None, f"is not CSV: {error}")


def _proposed(
    line: int, row: Mapping[str | None, Any], who: str, seen: Counter[str]
) -> Iterator[Proposal | Faulty]:
    """One line as a proposed event, or as what is wrong with it."""
    if None in row or None in row.values():
        yield Faulty(line, None, "has not as many columns as the heading")
        return
    cells = {str(name): str(value).strip() for name, value in row.items() if str(value).strip()}
    number, name = cells.get("number", ""), cells.get("event", "")
    wrong = Pseudonym().problem(number)
    if wrong:
        yield Faulty(line, None, f"number: {wrong}; allowed: {Pseudonym().allowed}")
        return
    problems, data = _data(name, cells)
    if problems:
        yield from (Faulty(line, number, problem) for problem in problems)
        return
    given = cells.get("id")
    key = given.lower() if given else _id(name, number, data, seen)
    yield Proposal(line, key, name, number, None, {**data, "recorded_by": who})


def _data(name: str, cells: Mapping[str, str]) -> tuple[list[str], dict[str, Any]]:
    """What is wrong with the cells of a line, and the data that they hold."""
    cls = CATALOGUE.get(name)
    if cls is None or name in ("corrected", "retracted"):
        allowed = ", ".join(n for n in CATALOGUE if n not in ("corrected", "retracted"))
        return [f"event: {shown(name)} is no event to record; allowed: {allowed}"], {}
    problems: list[str] = []
    data: dict[str, Any] = {}
    for column, text in cells.items():
        try:
            if column == "datum":
                data[column] = day_of(text).isoformat()
            elif column == "id":
                _check_id(text)
            elif column not in OWN:
                data[column] = typed(_field(cls, column), text)
        except ValueError as error:
            problems.append(f"{column}: {error}")
    return problems, data


def _check_id(text: str) -> None:
    wrong = Uuid().problem(text)
    if wrong:
        raise ValueError(f"{wrong}; allowed: {Uuid().allowed}")


def _field(cls: type[Event], column: str) -> Field:
    fields = own_fields(cls)
    if column not in fields:
        raise ValueError(f"is no field of this event; allowed: {', '.join(fields)}")
    return fields[column]


def _id(name: str, number: str, data: Mapping[str, Any], seen: Counter[str]) -> str:
    content = f"{name} {number.casefold()} {encode_data(data)}"
    seen[content] += 1
    return str(uuid.uuid5(NAMESPACE, f"{content} {seen[content]}"))
