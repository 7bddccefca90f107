"""The cells of a form that is handed in as five CSV files.

Which encoding and which separator a file has is found out, and said.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Generator
from typing import Final

from msgspec import Struct

from journey.errors import BadInput
from journey.interchange.form.xlsx import Cells

_SEP: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"[^"]*"')


class Text(Struct, frozen=True):
    """A CSV file that was found out: its text, separator, and both in words."""

    content: str
    separator: str
    found: str
    skipped: int = 0

    @property
    def comma(self) -> bool:
        """Whether numbers may well have a decimal comma: the comma does not separate."""
        return self.separator != ","

    def rows(self) -> Generator[Cells]:
        """The lines that are not empty. Raises :class:`BadInput` for what is no CSV."""
        reader = csv.reader(io.StringIO(self.content, newline=""), delimiter=self.separator)
        try:
            for row in reader:
                if cells := {index: text for index, text in enumerate(row) if text}:
                    yield reader.line_num + self.skipped, cells
        except csv.Error as error:
            raise BadInput(f"line {reader.line_num}: is not CSV: {error}") from error


def found_out(content: bytes) -> Text:
    """The text of a file's bytes: UTF-8, or else Windows-1252, with commas or semicolons.

    Raises :class:`BadInput` for what is neither.
    """
    text, encoding = _decoded(content)
    said = _SEP.match(text)
    if said:
        text = text[said.end() :]
    heading = _QUOTED.sub("", text.partition("\n")[0])
    guessed = max(";,\t", key=heading.count)
    separator = said.group(1) if said else guessed
    words = {";": "semicolons", ",": "commas", "\t": "tabs"}.get(separator, separator)
    return Text(text, separator, f"{encoding}, {words}", 1 if said else 0)


def _decoded(content: bytes) -> tuple[str, str]:
    if b"\0" in content:
        raise BadInput("is no text in UTF-8 or Windows-1252; save it as CSV UTF-8")
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError as error:
        raise BadInput(
            f"is no text in UTF-8 or Windows-1252 (byte {error.start + 1}); save it as CSV UTF-8"
        ) from None
