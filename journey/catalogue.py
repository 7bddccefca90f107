"""From the data of an event as it comes in to an event of the catalogue, checked in full.

:func:`problems` lists everything that is wrong with the data of one event by itself;
:func:`build` makes the event of data without problems. Personal fields never stand in that data:
:func:`personal_problems` judges them apart. What depends on other events of the
participant is judged by :mod:`journey.aggregates.participant`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import Struct

from journey.codebook import ONBEKEND
from journey.events import (
    CATALOGUE,
    CHARACTERISTICS,
    JOB_TERMS,
    TYPE_PREFIX,
    TYPE_VERSION,
    Characteristics,
    CharacteristicsChanged,
    Event,
    Intake,
    JobTerms,
    PlacementChanged,
    fields_of,
    needed_of,
    personal_of,
    required_of,
)
from journey.fields import Day, Field, Plain, is_number, shown
from journey.personal import NOTHING, Personal

NOT_IN_REPLACEMENT: Final = frozenset({"recorded_by"})
_DATES: Final = ("verblijfsvergunning_verleend", "inburgering_start", "pip_datum")


class Problem(NamedTuple):
    """What is wrong with one field, in words, with what is allowed."""

    field: str
    text: str

    def __str__(self) -> str:
        return f"{self.field}: {self.text}" if self.field else self.text


class Rules(Struct, frozen=True):
    """What the checks need to know beside the event: the day of recording and the proeven.

    ``here``: the day by the clock of whoever records, to be said where that is another.
    """

    today: date
    proeven: Collection[str]
    here: date | None = None


def type_name(type_: str) -> str:
    """The name of the event in a type such as ``nl.startbaan.placed.v1``.

    Raises :class:`ValueError`, with what is allowed, for a type that the catalogue does not hold.
    """
    name, _, version = type_.removeprefix(TYPE_PREFIX).rpartition(".v")
    if not type_.startswith(TYPE_PREFIX) or name not in CATALOGUE:
        raise ValueError(
            f"{shown(type_)} is no known type; allowed: {TYPE_PREFIX}NAME.v{TYPE_VERSION} with "
            f"NAME one of {', '.join(CATALOGUE)}"
        )
    if version != str(TYPE_VERSION):
        raise ValueError(
            f"{shown(type_)} has a version that this program does not know; allowed: "
            f"{TYPE_PREFIX}{name}.v{TYPE_VERSION}"
        )
    return name


def type_of(name: str) -> str:
    """The type that an event of this name has on the wire."""
    return f"{TYPE_PREFIX}{name}.v{TYPE_VERSION}"


def target_in(name: str, data: Mapping[str, Any]) -> Any:
    """What the data of a correction or retraction gives for the id of the event that it is about;
    None for other events."""
    return data.get(_TARGETS[name]) if name in _TARGETS else None


_TARGETS: Final = {"corrected": "corrects", "retracted": "retracts"}
_NAMING: Final = frozenset(_TARGETS.values())


def problems(
    cls: type[Event],
    data: Mapping[str, Any],
    rules: Rules,
    *,
    replacement: bool = False,
    also: Personal = NOTHING,
) -> list[Problem]:
    """Everything that is wrong with the data of one event; empty where nothing is.

    ``replacement``: whether it stands in a correction, where ``recorded_by`` is not allowed.
    ``also``: the personal fields that go with it, which are judged by themselves.
    """
    wrong = field_problems(cls, data, replacement=replacement)
    return wrong or rule_problems(cls, data, rules, also)


def field_problems(
    cls: type[Event], data: Mapping[str, Any], *, replacement: bool = False
) -> list[Problem]:
    """What is wrong with the fields, each by itself."""
    checks, banned = _field_checks(cls), NOT_IN_REPLACEMENT if replacement else _NONE
    wrong = []
    for name, value in data.items():
        listed, problem = checks.get(name, _UNKNOWN)
        if type(value) is str and value in listed:
            continue
        if value is None or name not in checks or name in banned:
            wrong.append(_misplaced(cls, name, banned))
        elif (text := problem(value)) is not None:
            wrong.append(Problem(name, text))
    missing = required_of(cls) - data.keys()
    return [*wrong, *_missing(cls, missing)] if missing else wrong


def personal_problems(cls: type[Event], personal: Personal, rules: Rules) -> list[Problem]:
    """What is wrong with the personal fields of one event, all of which have to be there.

    No problem shows a value.
    """
    fields, given = personal_of(cls), personal.values()
    wrong = [
        Problem(name, text)
        for name, value in given.items()
        if (text := _personal_problem(fields[name], value, rules)) is not None
    ]
    needed = needed_of(cls) - required_of(cls)
    return [*wrong, *_missing(cls, needed - given.keys())]


def _personal_problem(field: Field, value: Any, rules: Rules) -> str | None:
    wrong = field.problem(value)
    if wrong is None and isinstance(field.kind, Day) and value > rules.today.isoformat():
        wrong = _too_late(rules)
    return wrong


def clean_personal(cls: type[Event], personal: Personal) -> Personal:
    """Personal values without problem, as they are sealed."""
    fields = personal_of(cls)
    return Personal({n: fields[n].clean(value) for n, value in personal.values().items()})


def rule_problems(
    cls: type[Event], data: Mapping[str, Any], rules: Rules, also: Personal = NOTHING
) -> list[Problem]:
    """What is wrong with fields that are right by themselves: together, or on this day."""
    given = {**data, **dict.fromkeys(also.values())} if also else data
    found = [problem for check in _checks_of(cls) for problem in check(given, rules)]
    if data["datum"] > rules.today.isoformat():
        found.insert(0, Problem("datum", f"{data['datum']} {_too_late(rules)} (rule 7)"))
    return found


def is_timeless(data: Mapping[str, Any]) -> bool:
    """Whether data that is right with one ``datum`` and day of recording is right with any.

    Not so where a field is held against either day. What names another event counts as bound too:
    what it may say depends on that event.
    """
    return _BOUND_TO_A_DAY.isdisjoint(data) and _NAMING.isdisjoint(data)


def build(cls: type[Event], data: Mapping[str, Any]) -> Event:
    """The event that data without problems describes, values cleaned (24.0 is kept as 24)."""
    return msgspec.convert(clean(cls, data), cls)


def clean(cls: type[Event], data: Mapping[str, Any]) -> dict[str, Any]:
    """Data without problems with every value as the log keeps it."""
    fields = fields_of(cls)
    cleaned = dict(data)
    for name in _changed_by_cleaning(cls) & data.keys():
        cleaned[name] = fields[name].clean(data[name])
    return cleaned


@cache
def _changed_by_cleaning(cls: type[Event]) -> frozenset[str]:
    """The fields whose values the log may keep otherwise than they were given."""
    kinds: dict[str, Any] = {name: type(field.kind) for name, field in fields_of(cls).items()}
    return frozenset(name for name, kind in kinds.items() if kind.clean is not Plain.clean)


_FieldCheck = tuple[frozenset[str], Callable[[Any], str | None]]
"""Texts that are right without a closer look, and what takes that look."""

_NONE: Final = frozenset[str]()
_UNKNOWN: Final[_FieldCheck] = (_NONE, lambda _: None)


@cache
def _field_checks(cls: type[Event]) -> Mapping[str, _FieldCheck]:
    fields = fields_of(cls).items()
    return {name: (field.listed, field.problem) for name, field in fields if not field.personal}


def _misplaced(cls: type[Event], name: str, banned: Collection[str]) -> Problem:
    """What is wrong with a field that should not be there, or says null."""
    if name in personal_of(cls):
        return Problem(name, _NEVER_PLAIN)
    if name in fields_of(cls) and name not in banned:
        return Problem(name, "null is not allowed; leave out what is unknown")
    allowed = [field for field in fields_of(cls) if field not in {*banned, *personal_of(cls)}]
    return Problem(shown_name(name), unknown_field(name, allowed))


_NEVER_PLAIN: Final = (
    "is a personal field and never stands in the clear in the data of an event; leave it out, or "
    "give it to journey record or correct, which seal it"
)


def _missing(cls: type[Event], names: Iterable[str]) -> list[Problem]:
    fields = fields_of(cls)
    return [Problem(name, f"is missing; allowed: {fields[name].allowed}") for name in sorted(names)]


def shown_name(name: str) -> str:
    """A field's name as a message shows it: as it is when it is a plain one."""
    return name if name.isidentifier() and name.isascii() and len(name) <= 40 else shown(name)


def unknown_field(name: str, allowed: Iterable[str]) -> str:
    """What is wrong with a field that an event does not have, with those that it does have."""
    return f"is no field of this event; allowed: {', '.join(allowed)}"


# -- rules within one event -------------------------------------------------------------------


@cache
def _checks_of(cls: type[Event]) -> tuple[_Run, ...]:
    return tuple(check.run for check in _CHECKS if issubclass(cls, check.cls))


def _proef(data: Mapping[str, Any], rules: Rules) -> Iterator[Problem]:
    if data["proef"] not in rules.proeven:
        allowed = ", ".join(sorted(rules.proeven))
        yield Problem(
            "proef", f"{shown(data['proef'])} is no proef of this store; allowed: {allowed}"
        )


def _dates_in_the_past(data: Mapping[str, Any], rules: Rules) -> Iterator[Problem]:
    for name in _DATES:
        value = data.get(name, ONBEKEND)
        if value != ONBEKEND and value > rules.today.isoformat():
            yield Problem(name, f"{value} {_too_late(rules)}")


def _too_late(rules: Rules) -> str:
    text = f"lies after the day of recording; allowed: up to {rules.today}"
    if rules.here in (None, rules.today):
        return text
    return f"{text}, by the clock of the database; the clock here says {rules.here}"


def _born_before(data: Mapping[str, Any], rules: Rules) -> Iterator[Problem]:
    year: Any = data.get("geboortejaar")
    if is_number(year) and year > int(data["datum"][:4]):
        yield Problem(
            "geboortejaar",
            f"{shown(year)} lies after the year of datum; allowed: 1900 to {data['datum'][:4]}",
        )


def _terms_agree(data: Mapping[str, Any], rules: Rules) -> Iterator[Problem]:
    if data.get("contract") == "onbepaalde_tijd" and is_number(
        data.get("duur_overeenkomst_maanden")
    ):
        yield Problem(
            "duur_overeenkomst_maanden",
            "does not go together with contract onbepaalde_tijd; leave one of the two out",
        )
    hours: Any = data.get("uren_per_week")
    lessons: Any = data.get("inburgeringsuren_per_week")
    if is_number(hours) and is_number(lessons) and lessons > hours:
        yield Problem(
            "inburgeringsuren_per_week",
            f"{lessons} is more than uren_per_week; allowed: from 0 to {hours}",
        )


def _says_something(names: Collection[str], what: str) -> _Run:
    known = frozenset(names)

    def run(data: Mapping[str, Any], rules: Rules) -> Iterator[Problem]:
        if known.isdisjoint(data):
            yield Problem("", f"changes nothing; give one or more {what}: {', '.join(names)}")

    return run


_Run = Callable[[Mapping[str, Any], Rules], Iterator[Problem]]


class _Check(NamedTuple):
    """``bound``: the fields that it holds against ``datum`` or the day of recording."""

    cls: type[Event]
    run: _Run
    bound: Collection[str] = ()


_ABOUT_JOBS: Final = tuple(n for n in personal_of(JobTerms) if n not in personal_of(Event))

CHANGES: Final[Mapping[type[Event], tuple[str, ...]]] = {
    CharacteristicsChanged: CHARACTERISTICS,
    PlacementChanged: (*JOB_TERMS, *_ABOUT_JOBS),
}
"""The fields of which such an event holds one or more."""

_CHECKS: Final = (
    _Check(Intake, _proef),
    _Check(Characteristics, _dates_in_the_past, _DATES),
    _Check(Characteristics, _born_before, ("geboortejaar",)),
    _Check(JobTerms, _terms_agree),
    _Check(
        CharacteristicsChanged, _says_something(CHANGES[CharacteristicsChanged], "characteristics")
    ),
    _Check(PlacementChanged, _says_something(CHANGES[PlacementChanged], "job terms")),
)

_BOUND_TO_A_DAY: Final = frozenset(name for check in _CHECKS for name in check.bound)
