"""Each kind of value at its borders: what is taken, what is refused, and what is kept."""

from __future__ import annotations

import math
from typing import Any

import pytest

from journey import codebook
from journey.fields import (
    CODE,
    MAX_SHOWN,
    Answers,
    Choice,
    Data,
    Day,
    Field,
    Hours,
    Kind,
    Pseudonym,
    Several,
    Shaped,
    Uuid,
    Whole,
    YesNo,
    shown,
)

UUID = "3f0c6f0e-5d1c-4b7e-9a44-0c6b1d2e8f90"

TAKEN: dict[str, tuple[Kind, list[Any]]] = {
    "choice": (Choice(codebook.TAALNIVEAU), ["A0", "C2"]),
    "several": (Several(codebook.ASPECT), [["status"], ["on_hold", "status"]]),
    "answers": (Answers(codebook.VERVOER), [["ov"], ["ov", "ov"], ["fiets", "auto", "ov"]]),
    "code": (Shaped(CODE, ""), ["a", "-", "0", "a-b-1", "x" * 40]),
    "pseudonym": (
        Pseudonym(),
        [
            "a",
            "0",
            "AMS-0042",
            "x" * 64,
            "1234567",
            "12345678901",
            "12345678a",
            "1-2345678",
            "a._-",
        ],
    ),
    "uuid": (Uuid(), [UUID, UUID.upper()]),
    "day": (Day(), ["1900-01-01", "2024-02-29", "2000-02-29", "9999-12-31"]),
    "whole": (Whole(-99, 99), [-99, 0, 99, 2.0, -0.0]),
    "whole without end": (Whole(1900, None), [1900, 10**18]),
    "hours": (Hours(zero=False), [0.01, 1, 24.5, 59.99, 60, 60.0, 16.55, 0.29]),
    "hours of lessons": (Hours(zero=True), [0, 0.0, 0.01, 60]),
    "yes or no": (YesNo(), [True, False]),
    "data": (Data(), [{}, {"datum": "2024-01-01"}]),
}
REFUSED: dict[str, tuple[Kind, list[Any]]] = {
    "choice": (Choice(codebook.TAALNIVEAU), ["a0", "", "C3", 1, None, True, ["A0"], {}]),
    "several": (
        Several(codebook.ASPECT),
        [[], ["x"], ["status", "status"], "status", [1], [[]], {}],
    ),
    "answers": (Answers(codebook.VERVOER), [[], ["trein"], "ov", [None], {"ov": 1}]),
    "code": (Shaped(CODE, ""), ["", "A", "a b", "a_b", "x" * 41, "a\n", "é", 1, None]),
    "pseudonym": (
        Pseudonym(),
        [
            *("", "-a", ".a", "_a", "a b", "x" * 65, "a\n", "é", "a/b", "12345678", "123456789"),
            *("1234567890", 12345, None, "\u0661\u0662"),
        ],
    ),
    "uuid": (Uuid(), ["", UUID[1:], f"{UUID}0", UUID.replace("-", ""), f"{{{UUID}}}", f"{UUID}\n"]),
    "day": (
        Day(),
        [
            *("1899-12-31", "0001-01-01", "2023-02-29", "1900-02-29", "2025-02-30", "2025-00-01"),
            *("2025-W01-1", "2025-001", "20250101", "2025-1-1", "10000-01-01", "-2025-01-01", ""),
            *("2025-01-01T00", "2025-01-01 ", "2025/01/01", None, 20250101, True),
        ],
    ),
    "whole": (Whole(-99, 99), [-100, 100, 0.5, "1", True, None, math.nan, math.inf, 10**400]),
    "hours": (
        Hours(zero=False),
        [0, -0.01, 60.01, 16.555, 1e-9, "24", True, None, math.nan, math.inf, -math.inf, 10**400],
    ),
    "hours of lessons": (Hours(zero=True), [-0.01, 60.01, 0.001]),
    "yes or no": (YesNo(), ["ja", 1, 0, None, "true"]),
    "data": (Data(), [[], "x", 1, None]),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_what_is_taken(kind: str) -> None:
    judge, values = TAKEN[kind]
    assert [judge.problem(value) for value in values] == [None] * len(values)


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_refused(kind: str) -> None:
    judge, values = REFUSED[kind]
    for value in values:
        said = judge.problem(value)
        assert said, value
        assert said.isprintable()


@pytest.mark.parametrize("kind", TAKEN)
def test_onbekend_is_taken_only_where_a_field_says_so(kind: str) -> None:
    judge, _ = TAKEN[kind]
    label = codebook.Label("x", "x")
    assert Field(judge, label, may_be_unknown=True).problem("onbekend") is None
    assert Field(judge, label, may_be_unknown=True).clean("onbekend") == "onbekend"
    if kind not in ("code", "pseudonym"):
        assert Field(judge, label).problem("onbekend") is not None


def test_a_problem_says_what_is_allowed() -> None:
    label = codebook.Label("x", "x")
    assert Field(Whole(0, 30), label, may_be_unknown=True).problem(31) == (
        "31 is out of range; allowed: a whole number from 0 to 30, or onbekend"
    )
    assert Field(YesNo(), label).problem("ja") == (
        "'ja' is not true or false; allowed: true or false"
    )


def test_what_is_kept() -> None:
    assert Answers(codebook.VERVOER).clean(["ov", "fiets", "ov"]) == ["fiets", "ov"]
    assert Several(codebook.ASPECT).clean(["on_hold", "status"]) == ["on_hold", "status"]
    assert Uuid().clean(UUID.upper()) == UUID
    assert [repr(Hours(zero=True).clean(value)) for value in (24.0, 24, 24.5, 0.0, -0.0)] == [
        "24",
        "24",
        "24.5",
        "0",
        "0",
    ]
    assert repr(Whole(0, 30).clean(2.0)) == "2"


def test_a_value_is_shown_on_one_line_printable_and_not_too_long() -> None:
    assert shown("a\x1b[31m\n\u202e\ud800") == r"'a\x1b[31m\n\u202e\ud800'"
    assert shown("x" * 1000) == f"'{'x' * (MAX_SHOWN - 1)}…"
    assert [shown(value) for value in (None, True, False, 1)] == ["null", "true", "false", "1"]
    assert shown(["a", True, {"b": None, "c": [1.5]}]) == "['a', true, {'b': null, 'c': [1.5]}]"
    assert shown([[[[["a"]]]]]) == "[[[[…]]]]"
