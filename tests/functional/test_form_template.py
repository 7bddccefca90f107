"""``journey form template``: the registration form, empty and filled in."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from journey.codebook import PROEVEN
from journey.interchange.form.layout import form_tabs
from journey.interchange.form.reading import read_form
from journey.ledger import Ledger
from journey.projections.filling import filled, told_of
from journey.projections.form import TABS, Dated, FormRow
from tests.command_line import done, journey
from tests.stories import cells, told

TITLES = ["Uitleg", *(tab.title for tab in form_tabs(PROEVEN)), "Waardelijsten"]
P = "2025-10-31"


def workbook(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def template(url: str, *arguments: str) -> bytes:
    return done(url, "form", "template", *arguments).out


@pytest.fixture(scope="module")
def empty(demo_url: str) -> bytes:
    return template(demo_url)


# -- the empty form -------------------------------------------------------------------------------


def test_the_form_has_five_tabs_an_explanation_and_the_lists(empty: bytes) -> None:
    book = workbook(empty)
    assert book.sheetnames == TITLES
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    for tab in form_tabs(PROEVEN):
        headings = [cell.value for cell in book[tab.title][1]]
        assert [h.removesuffix(" *") for h in headings] == [c.heading for c in tab.columns]
        assert [h.endswith(" *") for h in headings] == [c.needed for c in tab.columns]
        assert book[tab.title].freeze_panes == "B2"


def test_every_list_to_choose_from_is_that_of_its_column(empty: bytes) -> None:
    book = workbook(empty)
    lists = book["Waardelijsten"]
    for tab in form_tabs(PROEVEN):
        for check in book[tab.title].data_validations.dataValidation:
            if check.type == "list":
                left, *_ = range_boundaries(str(check.sqref))
                column = tab.columns[left - 1]
                area = check.formula1.partition("!")[2]
                offered = [row[0].value for row in lists[area.replace("$", "")]]
                assert column.codes is not None
                labels = [column.codes.label(code).nl for code in column.codes]
                assert offered[: len(labels)] == labels
                assert offered[len(labels) :] == ["Onbekend"] * column.field.may_be_unknown


def test_dates_and_numbers_are_checked(empty: bytes) -> None:
    kinds = {
        check.type
        for tab in form_tabs(PROEVEN)
        for check in workbook(empty)[tab.title].data_validations.dataValidation
    }
    assert {"list", "date", "whole", "decimal", "textLength"} <= kinds


def test_the_explanation_names_every_column(empty: bytes) -> None:
    told = {
        (row[0], row[1]) for row in workbook(empty)["Uitleg"].iter_rows(max_col=2, values_only=True)
    }
    assert {(t.title, c.heading) for t in form_tabs(PROEVEN) for c in t.columns} <= told


def test_the_same_form_is_the_same_bytes(demo_url: str, empty: bytes, tmp_path: Path) -> None:
    assert template(demo_url) == empty
    path = tmp_path / "form.xlsx"
    ran = journey(demo_url, "form", "template", "-o", str(path))
    assert ran.err == f"{path}: an empty registration form\n"
    assert path.read_bytes() == empty
    delivery = read_form(path, PROEVEN)
    assert (list(delivery.rows), delivery.findings) == ([], ())
    assert delivery.notes == ("form.xlsx: no row of the five tabs is filled in",)


def test_a_form_for_one_proef_offers_that_one(demo_url: str) -> None:
    lists = workbook(template(demo_url, "--proef", "wsd"))["Waardelijsten"]
    assert [cell.value for cell in lists["A"] if cell.value] == ["Proef", "WSD"]


# -- filled in from the log -----------------------------------------------------------------------


def test_the_demonstration_log_stands_on_the_form(demo_url: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    ran = journey(
        demo_url, "form", "template", "--filled", "--peildatum", P, "--where", "proef=wsd",
        "-o", str(path),
    )  # fmt: skip
    assert ran.code == 0
    assert "alleen proef=wsd: 62 participants" in ran.err
    content = path.read_bytes()
    assert template(demo_url, "--filled", "--peildatum", P, "--where", "proef=wsd") == content
    delivery = read_form(path, PROEVEN)
    assert not delivery.findings
    assert delivery.proeven == {"wsd"}
    assert len({row.deelnemernummer for row in delivery.rows}) == 62
    assert workbook(content)["Uitleg"]["B2"].value.date() == date(2025, 10, 31)


def test_it_is_filled_in_as_it_was_known(demo_url: str) -> None:
    one, other = (
        template(demo_url, "--filled", "--peildatum", P, "--known-at", known, "--proef", "wsd")
        for known in ("2025-11-05", "2026-02-01")
    )
    assert one != other


STORY = """
W-1
2025-01-01 intake engels=ja kinderen=2 geslacht=onbekend as first
2025-01-01 information_missing aspecten=voortraject|plaatsing
2025-02-01 information_confirmed aspecten=voortraject
2025-02-01 voortraject_started soort_voortraject=standaard
2025-02-03 characteristics_changed kinderen=3 deelname=vrijwillig
2025-02-05 activity_started activiteit=workshop naam=aan-de-slag
2025-03-01 put_on_hold reden_on_hold=medisch precisie=maand
2025-03-10 resumed
2025-03-10 voortraject_ended afgerond=false reden=werk
2025-03-10 placed sector=horeca uren_per_week=16.5
2025-04-01 placement_changed uren_per_week=onbekend
2025-05-01 placement_ended reden_einde=andere_baan
2025-05-01 dropped_out reden_uitstroom=werk
2025-06-01 reentered deelname=verplicht
2025-06-02 mediation_started
2025-11-15 put_on_hold
"""
FORM = """
deelnemer   | proef=wsd instroomdatum=2025-01-01 deelname=verplicht
deelnemer   | sinds=2025-02-03 deelname=vrijwillig
situatie    | engels=ja kinderen=2 status=in_bemiddeling voortraject_ooit=ja plaatsing_ooit=ja on_hold_ooit=ja
situatie    | sinds=2025-02-03 kinderen=3
voortraject | onderdeel=voortraject soort_voortraject=standaard begin=2025-02-01 afgerond=nee reden=werk einde=2025-03-10
voortraject | onderdeel=workshop naam=aan-de-slag begin=2025-02-05
voortraject | onderdeel=bemiddeling begin=2025-06-02
startbaan   | startbaan=1 uren_per_week=16.5 sector=horeca begin=2025-03-10 reden_einde=andere_baan einde=2025-05-01
startbaan   | startbaan=1 sinds=2025-04-01 uren_per_week=onbekend
on_hold     | gebeurtenis=onbekend aspect=voortraject begin=2025-01-01 einde=2025-02-01
on_hold     | gebeurtenis=onbekend aspect=plaatsing begin=2025-01-01
on_hold     | gebeurtenis=on_hold reden_on_hold=medisch begin=2025-03(maand) einde=2025-03-10
on_hold     | gebeurtenis=uitval reden_uitstroom=werk begin=2025-05-01 deelname=verplicht einde=2025-06-01
"""  # noqa: E501 (a table)


def in_words(row: FormRow) -> list[str]:
    return [row.tab, " ".join(f"{name}={word(value)}" for name, value in row.values.items())]


def word(value: object) -> str:
    if isinstance(value, Dated):
        assert value.day is not None
        day = value.day.isoformat() if value.settled else value.day.isoformat()[:7]
        fine = [value.precisie] * (value.precisie != "dag") + [f"{value.volgorde}"] * (
            value.volgorde is not None
        )
        return day + (f"({','.join(fine)})" if fine else "")
    return str(value)


def rows_of(story: str, peildatum: str = P) -> list[list[str]]:
    with told(story) as store:
        rows = filled(Ledger(store), date.fromisoformat(peildatum))
    return [in_words(row) for tab in TABS for row in rows[tab]]


def test_every_fact_has_its_place_on_the_form() -> None:
    assert rows_of(STORY) == cells(FORM)


def test_each_column_names_the_event_that_says_it() -> None:
    with told(STORY) as store:
        timeline = next(Ledger(store).timelines())
    rows = told_of(timeline, date(2025, 10, 31))
    job = next(row for row in rows if row.tab == "startbaan")
    assert job.sources["begin"] == job.sources["sector"] != job.sources["einde"]
    assert job.sources["einde"] == job.sources["reden_einde"]


@pytest.mark.parametrize(
    ("day", "volgorden"),
    [
        # The usual order, or one that means the same: nothing to say.
        ("placement_ended\n2025-03-01 dropped_out", []),
        ("mediation_started\n2025-03-01 placement_ended\n2025-03-01 dropped_out", []),
        # Left first, and then the job ended: it is not the exit by which the day is known.
        ("dropped_out\n2025-03-01 placement_ended", ["0", "1"]),
        ("dropped_out\n2025-03-01 placement_ended volgorde=-1", []),
        # Two pauses on one day.
        (
            "put_on_hold\n2025-03-01 resumed\n2025-03-01 put_on_hold\n2025-03-01 resumed",
            ["0", "1", "2", "3"],
        ),
    ],
)
def test_a_place_in_the_day_is_given_only_where_another_would_mean_something_else(
    day: str, volgorden: list[str]
) -> None:
    with told(f"2025-01-01 intake\n2025-01-01 placed\n2025-03-01 {day}") as store:
        rows = told_of(next(Ledger(store).timelines()), date(2025, 10, 31))
    dates = [value for row in rows for value in row.values.values() if isinstance(value, Dated)]
    given = sorted(str(when.volgorde) for when in dates if when.volgorde is not None)
    assert given == volgorden


def test_whoever_has_no_intake_yet_is_on_no_form() -> None:
    assert rows_of("2025-11-01 intake") == []


# -- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["--filled"], 2, "--filled needs --peildatum"),
        (
            ["--filled", "--peildatum", P, "--proef", "wsd", "--where", "proef=amsterdam"],
            2,
            "give one",
        ),
        (["--peildatum", P], 2, "say what to fill in: --filled"),
        (["--where", "proef=wsd"], 2, "say what to fill in: --filled"),
        (["-o", "form.csv"], 2, "form.csv: the form is a workbook; let the name end in .xlsx"),
        (["--proef", "nergens"], 1, "'nergens' is no proef of this store; allowed: amsterdam"),
        (["--filled", "--peildatum", P, "--where", "x=y"], 2, "x is no column of a snapshot"),
    ],
)
def test_what_can_not_be_made_is_said(
    arguments: list[str], code: int, text: str, demo_url: str
) -> None:
    ran = journey(demo_url, "form", "template", *arguments)
    assert (ran.code, ran.out) == (code, b"")
    assert text in ran.err
