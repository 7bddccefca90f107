"""What single cells of the registration form say, by column."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from xlsxwriter.utility import xl_col_to_name

from journey.codebook import ONBEKEND, PROEVEN
from journey.interchange.form.cells import Manner, read_cell
from journey.interchange.form.layout import form_tabs
from journey.interchange.form.words import allowed, choices, in_cell
from journey.interchange.form.xlsx import CellError, as_date, column_of
from journey.projections.form import Dated

TABS = form_tabs(PROEVEN)
COLUMNS = {(tab.name, column.name): column for tab in TABS for column in tab.columns}
DAY = date(2025, 3, 1)
AFTER_NOON = datetime(2025, 3, 1, 13)  # noqa: DTZ001 (as a workbook has it)
MARCH = Dated(DAY, "maand", settled=False)
YEAR = Dated(date(2025, 1, 1), "jaar", settled=False)

GOOD: list[tuple[str, str, Any, Any]] = [
    ("deelnemer", "deelnemernummer", "AMS-0001", "AMS-0001"),
    ("deelnemer", "deelnemernummer", 1234, "1234"),
    ("deelnemer", "proef", "Súdwest-Fryslân", "sudwest-fryslan"),
    ("deelnemer", "proef", "wsd", "wsd"),
    ("deelnemer", "deelname", "VERPLICHT", "verplicht"),
    ("deelnemer", "deelname", "onbekend", ONBEKEND),
    ("deelnemer", "instroomdatum", DAY, Dated(DAY)),
    ("deelnemer", "instroomdatum", "2025-03", MARCH),
    ("deelnemer", "instroomdatum", "03-2025", MARCH),
    ("deelnemer", "instroomdatum", "2025", YEAR),
    ("deelnemer", "instroomdatum", 2025, YEAR),
    ("deelnemer", "instroomdatum", "Onbekend", Dated(None, ONBEKEND, settled=False)),
    ("deelnemer", "instroomdatum_precisie", "Maand", "maand"),
    ("deelnemer", "instroomdatum_volgorde", -1, -1),
    ("deelnemer", "verblijfsvergunning_verleend", DAY, "2025-03-01"),
    ("deelnemer", "verblijfsvergunning_verleend", "?", ONBEKEND),
    ("deelnemer", "geboortejaar", 1990, 1990),
    ("deelnemer", "geboortejaar", "1990", 1990),
    (
        "deelnemer",
        "opleiding",
        "Alleen  primair en/of middelbaar onderwijs",
        "primair_of_middelbaar",
    ),
    ("deelnemer", "gemeente", "GM0363", "GM0363"),
    ("situatie", "vervoer", "OV, fiets", ("fiets", "ov")),
    ("situatie", "vervoer", "Fiets en Auto", ("fiets", "auto")),
    ("situatie", "engels", True, "ja"),
    ("situatie", "inburgeringsprogramma", "z-route", "Z"),
    ("situatie", "status", "Onbekend", ONBEKEND),
    ("situatie", "voortraject_ooit", "nee", "nee"),
    ("voortraject", "onderdeel", "Bemiddeling", "bemiddeling"),
    ("voortraject", "afgerond", "Ja", "ja"),
    ("voortraject", "reden", "Onbekend", None),
    ("startbaan", "startbaan", 1, "1"),
    ("startbaan", "uren_per_week", 24.5, 24.5),
    ("startbaan", "uren_per_week", "24.5", 24.5),
    ("startbaan", "inburgeringsuren_per_week", 0, 0),
    ("startbaan", "omvang_vestiging", 120, 120),
    ("on_hold", "gebeurtenis", "Onbekend", ONBEKEND),
    ("on_hold", "deelname", "Vrijwillig", "vrijwillig"),
]

ODD: list[tuple[str, str, Any, Any, str]] = [
    ("deelnemer", "instroomdatum", "2025-03-01", Dated(DAY), "is text and no date"),
    ("deelnemer", "instroomdatum", "1-3-2025", Dated(DAY), "is text and no date"),
    ("deelnemer", "instroomdatum", "01.03.2025", Dated(DAY), "is text and no date"),
    (
        "deelnemer",
        "instroomdatum",
        AFTER_NOON,
        Dated(DAY),
        "01-03-2025 13:00 has a time",
    ),
    ("startbaan", "uren_per_week", "24,5", 24.5, "is text with a decimal comma"),
]

WRONG: list[tuple[str, str, Any, str]] = [
    ("deelnemer", "deelnemernummer", "Jan Jansen", "does not have the shape of a number"),
    ("deelnemer", "deelnemernummer", 123456789, "could be a BSN or V-nummer"),
    ("deelnemer", "deelnemernummer", "onbekend", "can't be left unknown"),
    ("deelnemer", "proef", "Amsterdm", "is Amsterdam meant?"),
    ("deelnemer", "proef", "xyzzy", "allowed: Amsterdam, Eindhoven, "),
    ("deelnemer", "deelname", 1, "'1' is no code of deelname"),
    ("deelnemer", "instroomdatum", "31-02-2025", "is no date that exists"),
    ("deelnemer", "instroomdatum", date(1905, 7, 17), "the year 2025; write 01-01-2025"),
    ("deelnemer", "instroomdatum", "17-07-1905", "17-07-1905 is what a spreadsheet makes of"),
    ("situatie", "pip_datum", date(1905, 7, 17), "the year 2025; write the whole date"),
    ("deelnemer", "instroomdatum", "1-3-25", "has a year of two digits"),
    ("deelnemer", "instroomdatum", "01/03/2025", "can be read in two ways"),
    ("deelnemer", "instroomdatum", "maart", "is no date that exists"),
    ("deelnemer", "instroomdatum", "2025-13", "is no date that exists"),
    ("deelnemer", "instroomdatum", 45717, "would show it as 01-03-2025"),
    ("deelnemer", "instroomdatum", 45717.5, "would show it as 01-03-2025"),
    ("deelnemer", "instroomdatum", 7, "7 is no date"),
    ("deelnemer", "instroomdatum", True, "true is no date"),
    ("deelnemer", "instroomdatum", "1899-12-31", "lies before 1900-01-01"),
    ("deelnemer", "verblijfsvergunning_verleend", "2025-03", "is no date that exists"),
    ("deelnemer", "verblijfsvergunning_verleend", 2025, "2025 is no date"),
    ("deelnemer", "geboortejaar", 1990.5, "is not a whole number"),
    ("deelnemer", "geboortejaar", "'90", "is not a whole number"),
    ("deelnemer", "geboortejaar", 1850, "is out of range"),
    ("deelnemer", "geboortejaar", DAY, "01-03-2025 is a date"),
    ("deelnemer", "gemeente", "363", "is GM0363 meant?"),
    ("deelnemer", "gemeente", "Amsterdam", "GM and four digits"),
    ("deelnemer", "lichting", "Lichting 4", "is lichting-4 meant?"),
    ("deelnemer", "geslacht", CellError("#N/A"), "'#N/A' is an error of the spreadsheet"),
    ("situatie", "kinderen", 31, "is out of range"),
    ("situatie", "kinderen", True, "is not a whole number"),
    ("situatie", "vervoer", "Fiets, Metro", "'Metro' is no code of vervoer"),
    ("situatie", "vervoer", "x" + " " * 100_000 + "x", "is a text of 100002 characters"),
    ("situatie", "vervoer", ",", "is no code of vervoer"),
    ("situatie", "engels", "een beetje", "is no code of ja_nee"),
    ("situatie", "taalniveau", "A3", "allowed: A0, A1"),
    ("startbaan", "startbaan", "a b", "does not have the right shape"),
    ("startbaan", "uren_per_week", "veel", "is not a number"),
    ("startbaan", "uren_per_week", 61, "is out of range"),
    ("startbaan", "uren_per_week", "1.234", "more than two decimals"),
    ("startbaan", "uren_per_week", "=1+1", "is not a number"),
    ("startbaan", "sector", "Horeca & catering", "is Horeca en catering meant?"),
]  # fmt: skip


@pytest.mark.parametrize(("tab", "column", "raw", "value"), GOOD)
def test_a_cell_says(tab: str, column: str, raw: Any, value: Any) -> None:
    assert read_cell(COLUMNS[tab, column], raw, Manner()) == (value, None, None)


@pytest.mark.parametrize(("tab", "column", "raw", "value", "remark"), ODD)
def test_what_can_be_read_is_read_with_a_remark(
    tab: str, column: str, raw: Any, value: Any, remark: str
) -> None:
    read = read_cell(COLUMNS[tab, column], raw, Manner())
    assert read.value == value
    assert read.problem is None
    assert remark in (read.remark or "")


@pytest.mark.parametrize(("tab", "column", "raw", "problem"), WRONG)
def test_what_can_not_be_read_is_said(tab: str, column: str, raw: Any, problem: str) -> None:
    read = read_cell(COLUMNS[tab, column], raw, Manner())
    assert read.value is None
    assert problem in (read.problem or "")


def test_in_a_file_of_text_dates_and_decimal_commas_are_usual() -> None:
    day = read_cell(COLUMNS["deelnemer", "instroomdatum"], "01-03-2025", Manner(typed=False))
    assert day == (Dated(DAY), None, None)
    hours = read_cell(COLUMNS["startbaan", "uren_per_week"], "24,5", Manner(False, comma=True))
    assert hours == (24.5, None, None)


@pytest.mark.parametrize(("tab", "column"), COLUMNS)
def test_every_choice_is_read_as_it_is_written(tab: str, column: str) -> None:
    asked = COLUMNS[tab, column]
    for text in choices(asked.field):
        value = read_cell(asked, text, Manner()).value
        assert value is not None
        assert in_cell(asked, value) == text


@pytest.mark.parametrize(("tab", "column"), COLUMNS)
def test_every_column_says_what_may_stand_in_it(tab: str, column: str) -> None:
    assert allowed(COLUMNS[tab, column])


@pytest.mark.parametrize("tab", TABS)
def test_every_heading_of_a_tab_is_its_own(tab: Any) -> None:
    headings = [column.heading.casefold() for column in tab.columns]
    assert len(set(headings)) == len(headings)


@pytest.mark.parametrize(
    ("serial", "is_1904", "day"),
    [
        (1, False, date(1900, 1, 1)),
        (59, False, date(1900, 2, 28)),
        (60, False, 60),
        (61, False, date(1900, 3, 1)),
        (45717, False, date(2025, 3, 1)),
        (45717.25, False, datetime(2025, 3, 1, 6)),  # noqa: DTZ001
        (0.5, False, 0.5),
        (44255, True, date(2025, 3, 1)),
        (1e12, False, 1e12),
    ],
)
def test_the_day_of_a_number(serial: float, is_1904: bool, day: object) -> None:
    assert as_date(serial, is_1904=is_1904) == day


def test_coordinates() -> None:
    for index, text in ((0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (16383, "XFD")):
        assert xl_col_to_name(index) == text
        assert column_of(f"{text}7") == index


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (Dated(DAY), Dated(DAY), True),
        (Dated(DAY), Dated(DAY, volgorde=2), True),
        (Dated(DAY), Dated(date(2025, 3, 2)), False),
        (MARCH, Dated.of(date(2025, 3, 14), "maand"), True),
        (MARCH, Dated.of(date(2025, 4, 14), "maand"), False),
        (MARCH, Dated.of(date(2025, 3, 14)), False),
        (YEAR, Dated.of(date(2025, 7, 1), "jaar"), True),
        (Dated.of(date(2025, 3, 2), "maand"), Dated.of(date(2025, 3, 3), "maand"), False),
        (Dated(None, ONBEKEND), Dated(None, ONBEKEND), True),
        (Dated(None, ONBEKEND), Dated(DAY, ONBEKEND), False),
    ],
)
def test_whether_two_dates_may_say_the_same(one: Dated, other: Dated, agree: bool) -> None:
    assert one.agrees(other) is other.agrees(one) is agree
