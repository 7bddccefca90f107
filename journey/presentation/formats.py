"""The registry of formats: what each can hold, and which file ending asks for it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import PurePath
from typing import Any, Final

import msgspec
from msgspec import Struct

from journey.codebook import Lang
from journey.errors import WrongUsage
from journey.presentation.sheet import Kind, Sheet, sheet_of_rows
from journey.projections.snapshot import as_text


class Answer(Struct, frozen=True):
    """One answer, made in the shape that a format asks for and no other.

    ``line`` says what the answer is of; ``data`` is for formats that hold a tree, ``rows`` (with
    a heading first) for those that hold rows, ``shown`` the text for people and ``sheets`` for
    formats that hold labelled tables; left out, the rows are the only sheet. ``kinds`` says what
    the columns of ``rows`` hold, where that is not text.
    """

    line: str
    data: Callable[[], Mapping[str, Any]]
    rows: Callable[[], Iterable[Sequence[Any]]]
    shown: Callable[[], str]
    sheets: Callable[[], Sequence[Sheet]] | None = None
    kinds: Callable[[], Mapping[str, Kind]] = dict
    lang: Lang = "nl"

    def tables(self) -> Sequence[Sheet]:
        """The answer as labelled tables."""
        return [self.typed_rows()] if self.sheets is None else self.sheets()

    def typed_rows(self) -> Sheet:
        """The rows as one table, with the names and codes that data has."""
        name = "Gegevens" if self.lang == "nl" else "Data"
        return sheet_of_rows(name, self.rows(), self.kinds())


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


def _to_xlsx(answer: Answer) -> bytes:
    from journey.presentation.spreadsheet import to_xlsx

    return to_xlsx(answer.line, answer.data(), answer.tables(), answer.lang)


def _to_parquet(answer: Answer) -> bytes:
    from journey.presentation.parquet import to_parquet

    return to_parquet(answer.typed_rows(), answer.line)


def _to_markdown(answer: Answer) -> bytes:
    from journey.presentation.markup import to_markdown

    return to_markdown(answer.line, answer.tables(), answer.lang)


def _to_html(answer: Answer) -> bytes:
    from journey.presentation.markup import to_html

    return to_html(answer.line, answer.tables(), answer.lang)


class Format(Struct, frozen=True):
    """One format: the ending of its files, and what writes it.

    ``rows_only``: it holds one row a case and nothing else. ``is_text``: a terminal can show it.
    ``extra``: the library that it needs beside those that are always there, which the extra of
    the same name as the format brings in.
    """

    ending: str
    write: Callable[[Answer], bytes]
    rows_only: bool = False
    is_text: bool = True
    extra: str | None = None


FORMATS: Final[Mapping[str, Format]] = {
    "table": Format(".txt", to_text),
    "csv": Format(".csv", to_csv),
    "json": Format(".json", to_json),
    "xlsx": Format(".xlsx", _to_xlsx, is_text=False),
    "md": Format(".md", _to_markdown),
    "html": Format(".html", _to_html),
    "parquet": Format(".parquet", _to_parquet, True, False, "pyarrow"),
}


def format_of(asked: str | None, output: str | None, *, rows: bool = False) -> str:
    """The format that is asked for, by name or else by the ending of the file.

    ``rows``: the answer is one row a case. Raises :class:`WrongUsage` for an ending that no
    format has, for a format that can't hold the answer, and for one that is not installed.
    """
    name = asked or _by_ending(output, rows)
    found = FORMATS[name]
    if found.rows_only and not rows:
        raise WrongUsage(
            f"{name} holds rows, and this answer is more than that; allowed: "
            f"{', '.join(name for name, other in FORMATS.items() if not other.rows_only)}"
        )
    if found.extra is not None and find_spec(found.extra) is None:
        raise WrongUsage(
            f"{name} needs {found.extra}, which is not installed: "
            f"pip install 'journey[{name}]' brings it; csv holds the same rows"
        )
    return name


def _by_ending(output: str | None, rows: bool) -> str:
    if output is None or output == "-":
        return "table"
    ending = PurePath(output).suffix.lower()
    for name, found in FORMATS.items():
        if found.ending == ending:
            return name
    allowed = [found.ending for found in FORMATS.values() if rows or not found.rows_only]
    raise WrongUsage(
        f"{output}: no format ends in {ending or 'nothing'}; allowed: {', '.join(allowed)}, "
        "or say which with --format"
    )
