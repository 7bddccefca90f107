"""The registry of formats: what each can hold, and which file ending asks for it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final

import msgspec
from msgspec import Struct

from journey.errors import WrongUsage
from journey.projections.snapshot import as_text


class Answer(Struct, frozen=True):
    """One answer, made in the shape that a format asks for and no other.

    ``line`` says what the answer is of; ``data`` is for formats that hold a tree, ``rows`` (with
    a heading first) for those that hold rows, ``shown`` the text for people.
    """

    line: str
    data: Callable[[], Mapping[str, Any]]
    rows: Callable[[], Iterable[Sequence[Any]]]
    shown: Callable[[], str]


def to_json(answer: Answer) -> bytes:
    """JSON, indented, UTF-8."""
    return msgspec.json.format(msgspec.json.encode(answer.data()), indent=2) + b"\n"


def to_csv(answer: Answer) -> bytes:
    """CSV with commas and a heading, UTF-8; empty where there is no value."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows(map(as_text, row) for row in answer.rows())
    return text.getvalue().encode()


def to_text(answer: Answer) -> bytes:
    """Text for people."""
    return answer.shown().encode()


FORMATS: Final[Mapping[str, Callable[[Answer], bytes]]] = {
    "table": to_text,
    "csv": to_csv,
    "json": to_json,
}
ENDINGS: Final[Mapping[str, str]] = {".txt": "table", ".csv": "csv", ".json": "json"}


def format_of(asked: str | None, output: str | None) -> str:
    """The format that is asked for, by name or else by the ending of the file.

    Raises :class:`WrongUsage` for an ending that no format has.
    """
    if asked is not None:
        return asked
    if output is None or output == "-":
        return "table"
    ending = PurePath(output).suffix.lower()
    if ending not in ENDINGS:
        raise WrongUsage(
            f"{output}: no format ends in {ending or 'nothing'}; allowed: {', '.join(ENDINGS)}, "
            "or say which with --format"
        )
    return ENDINGS[ending]
