"""Options made from the catalogue: an event or field that is added there appears here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import click
from click.shell_completion import CompletionItem

from journey.codebook import JA_NEE, ONBEKEND, OUTSIDE, Lang
from journey.events import Event, fields_of, needed_of
from journey.fields import Choice, Day, Field, Hours, Kind, Several, Whole, YesNo
from journey_cli.kinds import completed
from journey_cli.once import Once
from journey_cli.options import day_of

TAKEN_ELSEWHERE: Final = frozenset({"recorded_by", "corrects", "retracts", "replacement"})
"""Fields that no option of a field gives: they come from --as and from the command itself."""

_YES: Final = frozenset({"ja", "yes", "true"})
_NO: Final = frozenset({"nee", "no", "false"})
_NUMBER: Final = re.compile(r"-?\d{1,20}(?:[.,]\d{1,20})?", re.ASCII)


class Value(click.ParamType[Any]):
    """A value of a field as it is typed: turned into what the wire holds."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.name = "value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The JSON value; a usage error, with what is allowed, where it is none of the field."""
        if not isinstance(value, str):
            return value
        try:
            return typed(self.field, value)
        except ValueError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The codes that begin so, with their labels."""
        return completed(codes_of(self.field, "nl"), incomplete)


class Gathering(Once):
    """An option of a field that holds a list: what is given again is added."""

    def only(self, values: Sequence[str], ctx: click.Context) -> str:
        """One list of all of them; what does not go together is told when it is read."""
        return ",".join(values)


def typed(field: Field, text: str) -> Any:
    """The JSON value of a field that a text means. Raises ValueError with what is allowed."""
    text = text.strip()
    value = text if field.may_be_unknown and text == ONBEKEND else _parsed(field.kind, text)
    wrong = field.problem(value)
    if wrong:
        raise ValueError(wrong)
    return value


def _parsed(kind: Kind, text: str) -> Any:
    if isinstance(kind, Several):
        return [part.strip() for part in text.replace("|", ",").split(",")]
    for cls, parse in _PARSERS.items():
        if isinstance(kind, cls):
            try:
                return parse(text)
            except ValueError:
                return text
    return text


def _whole(text: str) -> int:
    return int(_number(text))


def _hours(text: str) -> float | int:
    number = float(_number(text).replace(",", "."))
    return int(number) if number.is_integer() else number


def _number(text: str) -> str:
    """A number as people write it; ValueError for what only Python reads as one (``1_0``)."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return text


def _yes_no(text: str) -> bool | str:
    answer = text.lower()
    return answer in _YES if answer in _YES | _NO else text


_PARSERS: Final[Mapping[type, Callable[[str], Any]]] = {
    Whole: _whole,
    Hours: _hours,
    YesNo: _yes_no,
    Day: lambda text: day_of(text).isoformat(),
}


class Coded(NamedTuple):
    """A code and its label."""

    code: str
    label: str


def codes_of(field: Field, lang: Lang) -> Iterator[Coded]:
    """The codes that a field takes, with their labels, in order; none where it has no list."""
    if isinstance(field.kind, YesNo):
        yield from (Coded(code, JA_NEE.label(code)[lang]) for code in JA_NEE)
    if isinstance(field.kind, Choice | Several):
        codes = field.kind.codes
        yield from (Coded(code, codes.label(code)[lang]) for code in codes)
        if field.may_be_unknown:
            yield Coded(ONBEKEND, OUTSIDE[ONBEKEND][lang])


def own_fields(cls: type[Event]) -> dict[str, Field]:
    """The fields of an event that have an option of their own (``datum`` has one by hand)."""
    return {
        name: field
        for name, field in fields_of(cls).items()
        if name not in TAKEN_ELSEWHERE and name != "datum"
    }


def options_of(cls: type[Event], *, all_optional: bool = False) -> list[click.Option]:
    """An option for every field of an event."""
    required = frozenset() if all_optional else needed_of(cls)
    return [_option(name, field, name in required) for name, field in own_fields(cls).items()]


_NOTES: Final = {"volgorde": " Order among the events of one day: below 0 comes earlier."}


def _option(name: str, field: Field, required: bool) -> click.Option:
    dashed = f"--{name.replace('_', '-')}"
    spellings = [dashed] if dashed == f"--{name}" else [dashed, f"--{name}"]
    codes = [f"{c.code} ({c.label})" for c in codes_of(field, "nl")]
    allowed = ", ".join(codes) or field.allowed
    many = isinstance(field.kind, Several)
    note = " Several: separated by commas, or given again." if many else _NOTES.get(name, "")
    must = " Needed." if required else ""
    sealed = " Kept sealed." if field.personal else ""
    return (Gathering if many else Once)(
        [*spellings, name],
        type=Value(field),
        metavar="VALUE",
        help=f"{field.label.nl}: {allowed}.{note}{must}{sealed}",
    )
