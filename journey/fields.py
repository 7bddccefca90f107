"""The kinds of value that a field of an event can hold, each with its own check.

A kind judges one JSON value as it was given: :meth:`Kind.problem` says in words what is wrong, or
None. :attr:`Kind.allowed` says what would be right; the messages, ``--help`` and the documentation
all take it from here. A field that takes ``onbekend`` says so itself (:class:`Field`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final, Protocol

from msgspec import Struct

from journey.codebook import ONBEKEND, Codes, Label
from journey.peildatum import EARLIEST, parse_day

MAX_SHOWN: Final = 60
MAX_DEPTH: Final = 4
"""So many lists and objects within each other are shown; a value may nest without end."""
_WORDS: Final[Mapping[bool | None, str]] = {True: "true", False: "false", None: "null"}

CODE: Final = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_ONLY_DIGITS: Final = re.compile(r"[0-9]{8,10}", re.ASCII)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)


def shown(value: object) -> str:
    """A value from data as a message shows it: on one line, printable, not too long."""
    text = _written(value, MAX_DEPTH)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


def no_such_date(value: object) -> str:
    """What is said of a value that should be a date."""
    return f"{shown(value)} is no date that exists"


def _written(value: object, deeper: int) -> str:
    """A value with JSON's words for true, false and null, also within lists and objects."""
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if not isinstance(value, list | tuple | Mapping):
        return ascii(value)
    if not deeper:
        return "…"
    if isinstance(value, Mapping):
        pairs = (f"{name!a}: {_written(v, deeper - 1)}" for name, v in value.items())
        return f"{{{', '.join(pairs)}}}"
    return f"[{', '.join(_written(one, deeper - 1) for one in value)}]"


class Kind(Protocol):
    """What values a field takes."""

    @property
    def listed(self) -> frozenset[str]:
        """Texts that are right without asking :meth:`problem`, where they can be listed."""

    @property
    def allowed(self) -> str:
        """What would be right, in words."""

    def problem(self, value: Any) -> str | None:
        """What is wrong with a JSON value; None where nothing is."""

    def clean(self, value: Any) -> Any:
        """A value without problem, as the log keeps it."""


class Plain(Struct, frozen=True):
    """Kinds whose values are kept as they are given."""

    @property
    def listed(self) -> frozenset[str]:
        return frozenset()

    def clean(self, value: Any) -> Any:
        return value


class Choice(Plain, frozen=True):
    """One code out of a closed list."""

    codes: Codes

    @property
    def listed(self) -> frozenset[str]:
        return frozenset(self.codes)

    @property
    def allowed(self) -> str:
        return ", ".join(self.codes)

    def problem(self, value: Any) -> str | None:
        if isinstance(value, str) and value in self.codes:
            return None
        return f"{shown(value)} is no code of {self.codes.name}"


class Several(Plain, frozen=True):
    """A list of one or more different codes; kept in the order given."""

    codes: Codes

    @property
    def allowed(self) -> str:
        return f"a list of one or more out of {', '.join(self.codes)}"

    def problem(self, value: Any) -> str | None:
        if not isinstance(value, list) or not value:
            return f"{shown(value)} is not a list of one or more codes"
        for code in value:
            if not isinstance(code, str) or code not in self.codes:
                return f"{shown(code)} is no code of {self.codes.name}"
        return None if self._repeats_well(value) else f"{shown(value)} names a code twice"

    def _repeats_well(self, value: list[str]) -> bool:
        return len(set(value)) == len(value)


class Answers(Several, frozen=True):
    """Several answers to one question; kept in the order of the list, each once."""

    def _repeats_well(self, value: list[str]) -> bool:
        return True

    def clean(self, value: Any) -> Any:
        return value if isinstance(value, str) else [c for c in self.codes if c in value]


class Shaped(Plain, frozen=True):
    """A code or key of the user's own making, of a fixed shape."""

    shape: re.Pattern[str]
    allowed: str

    def problem(self, value: Any) -> str | None:
        if isinstance(value, str) and self.shape.fullmatch(value):
            return None
        return f"{shown(value)} does not have the right shape"


class Text(Plain, frozen=True):
    """A line of text of the user's own, in no language in particular."""

    most: int

    @property
    def allowed(self) -> str:
        return f"a text of 1 to {self.most} characters on one line"

    def problem(self, value: Any) -> str | None:
        """Never shows the text, which may be about a person."""
        if not isinstance(value, str):
            return "it is no text"
        length = len(self.clean(value))
        if not 1 <= length <= self.most:
            return f"it has {length} characters"
        if any(unicodedata.category(character) in _NOT_TEXT for character in value):
            return "it holds a control character"
        return None

    def clean(self, value: Any) -> Any:
        return unicodedata.normalize("NFC", value).strip()


_NOT_TEXT: Final = frozenset({"Cc", "Cs", "Cn", "Co", "Zl", "Zp"})


class Pseudonym(Plain, frozen=True):
    """A participant's number or a member of staff: never a number that names a person."""

    @property
    def allowed(self) -> str:
        return (
            "1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit, "
            "and not 8 to 10 digits only"
        )

    def problem(self, value: Any) -> str | None:
        if not isinstance(value, str) or not NUMBER.fullmatch(value):
            return f"{shown(value)} does not have the shape of a number"
        if _ONLY_DIGITS.fullmatch(value):
            return f"{shown(value)} could be a BSN or V-nummer"
        return None


class Uuid(Plain, frozen=True):
    """The id of an event; kept in lower case."""

    @property
    def allowed(self) -> str:
        return "a UUID such as 3f0c6f0e-5d1c-4b7e-9a44-0c6b1d2e8f90"

    def problem(self, value: Any) -> str | None:
        if isinstance(value, str) and _UUID.fullmatch(value):
            return None
        return f"{shown(value)} is not a UUID"

    def clean(self, value: Any) -> Any:
        return value.lower()


class Day(Plain, frozen=True):
    """A day that exists, not before 1900."""

    @property
    def listed(self) -> frozenset[str]:
        return _usual_days()

    @property
    def allowed(self) -> str:
        return f"a date as YYYY-MM-DD, not before {EARLIEST}"

    def problem(self, value: Any) -> str | None:
        try:
            day = parse_day(value)
        except (TypeError, ValueError):
            return no_such_date(value)
        return f"{value} lies before {EARLIEST}" if day < EARLIEST else None


@cache
def _usual_days() -> frozenset[str]:
    """The days of half a century, within which nearly every date of a log lies."""
    first, last = date(1990, 1, 1).toordinal(), date(2039, 12, 31).toordinal()
    return frozenset(date.fromordinal(day).isoformat() for day in range(first, last + 1))


class Whole(Plain, frozen=True):
    """A whole number between two bounds, both included."""

    least: int
    most: int | None

    @property
    def allowed(self) -> str:
        if self.most is None:
            return f"a whole number from {self.least}"
        return f"a whole number from {self.least} to {self.most}"

    def problem(self, value: Any) -> str | None:
        if not is_number(value) or not is_whole(value):
            return f"{shown(value)} is not a whole number"
        if value < self.least or (self.most is not None and value > self.most):
            return f"{shown(value)} is out of range"
        return None

    def clean(self, value: Any) -> Any:
        return int(value)


LONGEST_WEEK: Final = 60
"""No contract has more hours a week than these."""


class Hours(Plain, frozen=True):
    """A number of hours a week, at most :data:`LONGEST_WEEK`, with at most two decimals."""

    zero: bool

    @property
    def allowed(self) -> str:
        least = "from 0" if self.zero else "above 0"
        return f"a number {least} to {LONGEST_WEEK} with at most two decimals"

    def problem(self, value: Any) -> str | None:
        if not is_number(value):
            return f"{shown(value)} is not a number"
        if not (0 <= value <= LONGEST_WEEK if self.zero else 0 < value <= LONGEST_WEEK):
            return f"{shown(value)} is out of range"
        return None if round(value, 2) == value else f"{shown(value)} has more than two decimals"

    def clean(self, value: Any) -> Any:
        return int(value) if is_whole(value) else value


class YesNo(Plain, frozen=True):
    """A JSON true or false."""

    @property
    def allowed(self) -> str:
        return "true or false"

    def problem(self, value: Any) -> str | None:
        return None if isinstance(value, bool) else f"{shown(value)} is not true or false"


class Data(Plain, frozen=True):
    """The data of another event: judged when it is known which event that is."""

    @property
    def allowed(self) -> str:
        return "the full data of the event as it should have been"

    def problem(self, value: Any) -> str | None:
        return None if isinstance(value, Mapping) else f"{shown(value)} is not an object"


def is_number(value: object) -> bool:
    """Whether a JSON value is a number (JSON's true and false are none)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_whole(value: int | float) -> bool:
    """Whether a number has no fraction; JSON does not tell 2 from 2.0."""
    return isinstance(value, int) or value.is_integer()


class Field(Struct, frozen=True):
    """One field of an event: its kind of value, its labels, whether ``onbekend`` may be given.

    ``personal``: it is about who somebody is. Its values never stand in the data of an event, only
    sealed beside it, and no message shows one. ``needed`` says of a personal field that the event
    can't do without.
    """

    kind: Kind
    label: Label
    may_be_unknown: bool = False
    personal: bool = False
    needed: bool = False

    @property
    def allowed(self) -> str:
        """What would be right, in words."""
        return f"{self.kind.allowed}, or {ONBEKEND}" if self.may_be_unknown else self.kind.allowed

    @property
    def listed(self) -> frozenset[str]:
        """Texts that are right without asking :meth:`problem`, where they can be listed."""
        return self.kind.listed | {ONBEKEND} if self.may_be_unknown else self.kind.listed

    def problem(self, value: Any) -> str | None:
        """What is wrong with a JSON value and what is allowed; None where nothing is wrong."""
        if self.may_be_unknown and value == ONBEKEND:
            return None
        wrong = self.kind.problem(value)
        if wrong and self.personal and not isinstance(self.kind, Text):
            wrong = "it is not as it should be"
        return wrong and f"{wrong}; allowed: {self.allowed}"

    def clean(self, value: Any) -> Any:
        """A value without problem, as the log keeps it."""
        return value if value == ONBEKEND and self.may_be_unknown else self.kind.clean(value)
