"""How texts and figures look to people."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journey.errors import WrongUsage
from journey.presentation.formats import format_of
from journey.presentation.layout import laid_out
from journey.presentation.text import (
    DEELNEMERS,
    GEBEURTENISSEN,
    one_decimal,
    per_cent,
    so_many,
    visible,
    whole,
)
from journey.wording import counted


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("AMS-0042", "AMS-0042"),
        ("Súdwest-Fryslân · 10% ↳", "Súdwest-Fryslân · 10% ↳"),
        ("", ""),
        ("a\nb\tc\r", "a\\x0ab\\x09c\\x0d"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x00\x7f\x85\x9b", "\\x00\\x7f\\x85\\x9b"),
        ("\u202e\u2066\u200b\ufeff", "\\u202e\\u2066\\u200b\\ufeff"),
        ("\u2028\u2029", "\\u2028\\u2029"),
        ("\ud800\udfff", "\\ud800\\udfff"),
        ("\U000e0001\U0010ffff", "\\U000e0001\\U0010ffff"),
    ],
)
def test_what_a_terminal_would_act_on_is_made_visible(text: str, seen: str) -> None:
    assert visible(text) == seen


@settings(deadline=None)
@given(st.text())
def test_nothing_that_is_shown_is_hidden(text: str) -> None:
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert not {unicodedata.category(character) for character in visible(text)} & hidden
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        (31.5, "31,5%", "31.5%"),
        (0.0, "0,0%", "0.0%"),
        (100.0, "100,0%", "100.0%"),
        (None, "-", "-"),
    ],
)
def test_percentages(value: float | None, dutch: str, english: str) -> None:
    assert (per_cent(value, "nl"), per_cent(value, "en")) == (dutch, english)


def test_numbers() -> None:
    assert [whole(n, "nl") for n in (0, 999, 1000, 1234567)] == ["0", "999", "1.000", "1.234.567"]
    assert whole(1234567, "en") == "1,234,567"
    assert [one_decimal(value, "nl") for value in (25.6, 8.0, None)] == ["25,6", "8,0", "-"]


def test_columns_are_laid_out_and_a_lone_text_widens_none() -> None:
    rows = [["a long heading of a block that stands alone"], ["Ja", "12"], ["Onbekend", "3"], [""]]
    assert laid_out(["Tabel", "n"], rows, [False, True]) == [
        "Tabel      n",
        "────────  ──",
        "a long heading of a block that stands alone",
        "Ja        12",
        "Onbekend   3",
        "",
    ]


def test_no_rows_at_all() -> None:
    assert laid_out(["a", "b"], [], [False, True]) == ["a  b", "─  ─"]


def test_the_ending_of_a_file_picks_the_format_unless_one_is_asked_for() -> None:
    for ending, name in {".txt": "table", ".csv": "csv", ".json": "json"}.items():
        assert format_of(None, f"x{ending}") == format_of(None, f"x{ending.upper()}") == name
    assert format_of(None, None) == format_of(None, "-") == "table"
    assert format_of("csv", "x.json") == "csv"
    with pytest.raises(WrongUsage, match="no format ends in nothing"):
        format_of(None, "x")


@pytest.mark.parametrize(
    ("n", "dutch", "english", "message"),
    [
        (0, "0 deelnemers", "0 participants", "0 events"),
        (1, "1 deelnemer", "1 participant", "1 event"),
        (2, "2 deelnemers", "2 participants", "2 events"),
        (1204, "1.204 deelnemers", "1,204 participants", "1204 events"),
    ],
)
def test_a_number_and_its_noun_agree(n: int, dutch: str, english: str, message: str) -> None:
    assert (so_many(n, DEELNEMERS, "nl"), so_many(n, DEELNEMERS, "en")) == (dutch, english)
    assert counted(n, "event") == message


def test_words_that_take_more_than_an_s() -> None:
    assert so_many(1, GEBEURTENISSEN, "nl") == "1 gebeurtenis"
    assert [counted(n, "was", "were") for n in (0, 1, 2)] == ["0 were", "1 was", "2 were"]
