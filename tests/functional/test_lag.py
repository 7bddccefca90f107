"""``journey lag``: how late entries come, on stories counted by hand."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest

from tests.command_line import done, journey, taken_in

STORY = """
    -- 2025-10-02T10:00:00Z
    A-1
    2025-10-01 intake
    -- 2025-10-20T22:30:00Z
    A-1
    2025-10-10 put_on_hold
    A-2
    2025-10-20 intake proef=amsterdam as second
    -- 2025-11-08T10:00:00Z
    A-1
    2025-10-28 resumed
    A-2
    2025-10-25 put_on_hold as wrong
    -- 2025-11-30T10:00:00Z
    A-1
    2025-10-01 voortraject_started precisie=maand
    A-2
    2025-11-30 retracted wrong
    2025-11-29 placed
    -- 2026-01-10T10:00:00Z
    A-2
    2026-01-10 corrected second: datum=2025-10-19 proef=amsterdam deelname=verplicht
"""
"""The second save is of 21 October in Amsterdam."""


@pytest.fixture
def url(ready_sqlite: str) -> str:
    return taken_in(ready_sqlite, STORY)


def answer(url: str, *arguments: str, day: str = "2025-10-31") -> Any:
    ran = done(url, "lag", "--peildatum", day, *arguments, "--format", "json")
    return json.loads(ran.out)


def lags(found: Any, by: str) -> dict[str, Any]:
    return {lag["group"]: lag for lag in found["lags"] if lag["by"] == by}


# Lags ---------------------------------------------------------------------------------------------


def test_of_everything_up_to_the_peildatum(url: str) -> None:
    """1, 11, 2 (from the date as it is read now) and 11 days; one date is not exact, one event is
    retracted and one lies after the peildatum."""
    assert lags(answer(url), "alle")["alle"] == {
        "by": "alle",
        "group": "alle",
        "n": 4,
        "inexact": 1,
        "p50": 2,
        "p75": 11,
        "p90": 11,
        "longest": 11,
        "within": {"7": 2, "30": 4, "90": 4},
        "followed": None,
    }


def test_by_proef_event_and_month(url: str) -> None:
    found = answer(url)
    assert {group: lag["n"] for group, lag in lags(found, "proef").items()} == {
        "amsterdam": 1,
        "wsd": 3,
    }
    assert {group: lag["p50"] for group, lag in lags(found, "event").items()} == {
        "intake": 1,
        "voortraject_started": None,
        "put_on_hold": 11,
        "resumed": 11,
    }
    assert list(lags(found, "month")) == ["2025-10"]


def test_a_month_is_followed_as_long_as_is_known(url: str) -> None:
    """From 31 October to 8 November: within 30 days nobody can say yet."""
    [month] = lags(answer(url, "--known-at", "2025-11-08"), "month").values()
    assert (month["followed"], month["within"]) == (8, {"7": 2, "30": None, "90": None})
    [month] = lags(answer(url), "month").values()
    assert month["followed"] == 71


def test_of_a_group(url: str) -> None:
    found = answer(url, "--where", "proef=amsterdam")
    assert lags(found, "alle")["alle"]["n"] == 1
    assert list(lags(found, "proef")) == ["amsterdam"]


# How the stand moved ------------------------------------------------------------------------------


def test_how_the_stand_moved(url: str) -> None:
    moved = answer(url)["moved"]
    stands = [
        None if m["stand"] is None else {s: n for s, n in m["stand"].items() if n} for m in moved
    ]
    assert [m["days"] for m in moved] == [0, 7, 30, 90, None]
    assert stands == [
        {"on_hold": 1, "nog_voortraject_nodig": 1},
        {"on_hold": 1, "nog_voortraject_nodig": 1},
        {"voortraject": 1, "nog_voortraject_nodig": 1},
        None,
        {"voortraject": 1, "nog_voortraject_nodig": 1},
    ]
    assert [m["other_than_on_the_day"] for m in moved] == [0, 0, 1, None, 1]
    assert [m["other_than_now"] for m in moved] == [1, 1, 0, None, 0]


def test_not_in_yet_is_another_status(url: str) -> None:
    found = answer(url, day="2025-10-20")["moved"]
    assert (found[0]["stand"]["nog_voortraject_nodig"], found[-1]["other_than_on_the_day"]) == (
        1,
        2,
    )


@pytest.mark.parametrize(
    ("known_at", "over"), [("10-30", 0), ("10-31", 1), ("11-06", 1), ("11-07", 2)]
)
def test_a_day_is_over_once_it_is_known_about(url: str, known_at: str, over: int) -> None:
    """The day itself and the seventh day after it; what is known now is always said."""
    moved = answer(url, "--known-at", f"2025-{known_at}")["moved"]
    assert [m["stand"] is not None for m in moved] == [n < over for n in range(4)] + [True]


def test_nothing_is_said_of_days_that_are_not_over(url: str) -> None:
    moved = answer(url, "--known-at", "2025-10-25")["moved"]
    assert [m["stand"] is None for m in moved] == [True, True, True, True, False]
    assert {m["other_than_on_the_day"] for m in moved} == {None}


def test_without_a_peildatum_it_is_of_today_and_nothing_has_moved(url: str) -> None:
    ran = journey(url, "lag", "--format", "json")
    found = json.loads(ran.out)
    assert (lags(found, "alle")["alle"]["n"], found["moved"]) == (5, [])


def test_of_an_empty_log(ready_url: str) -> None:
    found = answer(ready_url)
    assert found["lags"] == []
    assert found["moved"][0]["stand"] is None
    assert journey(ready_url, "lag", "--peildatum", "2025-10-31").code == 0


# How it is said -----------------------------------------------------------------------------------


def test_text(url: str) -> None:
    said = re.sub(r" +", " ", journey(url, "lag", "--peildatum", "2025-10-31").text)
    assert "\n Alle 4 2 11 11 11 50,0% 100,0% 100,0% 1\n" in said
    assert "\nPer maand van de gebeurtenis\n 2025-10 " in said
    assert "\n90 dagen erna (nog niet om)\n" in said
    english = journey(url, "--lang", "en", "lag", "--peildatum", "2025-10-31").text
    assert "Days from an event until it was recorded" in english
    assert re.search(r"\n  All +4 ", english)
    assert "90 days later (not over yet)" in english


def test_rows_hold_a_group_each(url: str) -> None:
    ran = journey(url, "lag", "--peildatum", "2025-10-31", "--format", "csv")
    first, *_, last = csv.DictReader(io.StringIO(ran.text))
    assert list(first.values()) == [
        *("alle", "alle", "4", "1", "2", "11", "11", "11", "2", "4", "4", ""),
    ]
    assert (last["group"], last["within_90"], last["followed"]) == ("2025-10", "", "71")


@pytest.mark.parametrize("name", ["xlsx", "md", "html"])
def test_every_format(url: str, name: str) -> None:
    ran = journey(url, "lag", "--peildatum", "2025-10-31", "--format", name)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out


def test_both_databases_say_the_same(url: str, ready_postgres: str) -> None:
    taken_in(ready_postgres, STORY)
    asked = ("lag", "--peildatum", "2025-10-31", "--format", "json")
    assert journey(url, *asked).out == journey(ready_postgres, *asked).out
