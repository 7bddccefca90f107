"""``journey explain``: who is behind a cell, and what put them there."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from tests.command_line import done, journey, taken_in
from tests.stories import id_of

STORY = """
    -- 2025-11-05T12:00:00Z
    A-1
    2025-01-10 intake vervoer=fiets|ov recorded_by=mw-01
    2025-02-01 put_on_hold
    2025-02-08 resumed
    2025-03-01 put_on_hold reden_on_hold=familie recorded_by=mw-02
    A-2
    2025-01-11 intake vervoer=ov as second
    2025-02-01 placed startbaan=1 sector=horeca
    2025-03-01 placed startbaan=2 sector=horeca recorded_by=mw-03 as job
    2025-04-01 put_on_hold
    2025-05-01 resumed
    A-3
    2025-01-12 intake
    2025-02-01 activity_started activiteit=vrijwilligerswerk
    2025-02-15 activity_ended activiteit=vrijwilligerswerk
    2025-03-01 activity_started activiteit=vrijwilligerswerk
    2025-03-08 activity_ended activiteit=vrijwilligerswerk
    2025-04-01 voortraject_started
    2025-05-01 voortraject_ended
    -- 2025-12-01T12:00:00Z
    A-2
    2025-12-01 corrected job: datum=2025-03-02 startbaan=2 sector=horeca
"""
P = ("--peildatum", "2025-10-31")


@pytest.fixture
def url(ready_sqlite: str) -> str:
    return taken_in(ready_sqlite, STORY)


def explained(url: str, number: int, row: str, *more: str) -> list[Any]:
    asked = ("--table", str(number), "--row", row, *P, *more, "--format", "json")
    return list(json.loads(done(url, "explain", *asked).out)["cells"])


def who(cell: Any) -> list[tuple[str, int]]:
    """Participants, and the numbers of the events' lines."""
    return [(p["deelnemernummer"], int(p["event_id"][-4:])) for p in cell["participants"]]


# Who ----------------------------------------------------------------------------------------------


def test_the_event_is_the_one_that_put_them_there_for_good(url: str) -> None:
    [cell] = explained(url, 2, "On hold")
    assert (cell["n"], who(cell)) == (1, [("A-1", 4)])
    [ever] = explained(url, 8, "Ja (nu of eerder)")
    assert who(ever) == [("A-1", 2), ("A-2", 8)]


def test_a_row_that_is_a_part_of_another(url: str) -> None:
    [cell] = explained(url, 2, "waarvan afgeleid")
    assert who(cell) == who(explained(url, 2, "In bemiddeling")[0]) == [("A-3", 16)]
    assert explained(url, 2, "↳ waarvan afgeleid") == [cell]


def test_several_answers_count_one_by_one(url: str) -> None:
    [cell] = explained(url, 1, "OV")
    assert (cell["n"], cell["unit"], who(cell)) == (2, "antwoorden", [("A-1", 1), ("A-2", 5)])


def test_one_participant_may_count_twice(url: str) -> None:
    horeca = ("--block", "Sector werkgever", "--unit", "startbanen")
    [cell] = explained(url, 7, "Horeca en catering", *horeca)
    assert (cell["n"], cell["unit"], cell["column"]) == (2, "startbanen", "banen")
    assert [p["n"] for p in cell["participants"]] == [2]
    assert who(cell) == [("A-2", 7)]
    said = journey(url, "explain", "--table", "7", "--row", "Horeca en catering", *P, *horeca).text
    assert "Banen: 2 startbanen van 1 deelnemer\n" in said


def test_a_mean_says_the_days_and_how_often(url: str) -> None:
    [cell] = explained(url, 3, "Gemiddelde duur vrijwilligerswerk in weken")
    assert (cell["mean"], cell["days"], cell["n"]) == (1.5, 21, 2)
    assert [(p["days"], p["n"]) for p in cell["participants"]] == [(21, 2)]
    assert who(cell) == [("A-3", 14)]
    for form in ("table", "md", "html"):
        said = journey(url, "tables", "--table", "3", *P, "--format", form).text
        assert "Gemiddelde duur vrijwilligerswerk in weken (over 2 beëindigde)" in said
        asked = ("--lang", "en", "tables", "--table", "3", *P, "--format", form)
        assert "in weeks (over 2 that ended)" in journey(url, *asked).text


def test_a_row_that_is_there_only_for_many_startbanen(url: str) -> None:
    [two] = explained(url, 4, "2")
    assert who(two) == [("A-2", 7)]
    [five] = explained(url, 4, "5")
    assert (five["n"], five["participants"]) == (0, [])


def test_nobody_is_behind_a_cell_of_nobody(url: str) -> None:
    said = journey(url, "explain", "--table", "2", "--row", "Uitval", *P).text
    assert said.endswith("Uitval · Alle: 0 deelnemers\n")


def test_every_block_with_the_row_unless_one_is_named(url: str) -> None:
    assert [cell["block"] for cell in explained(url, 3, "Nee")] == [
        "Voortraject gestart of afgerond",
        "Afronding van voortraject",
    ]
    assert len(explained(url, 3, "Nee", "--block", "Afronding van voortraject")) == 1


def test_a_column_and_a_group(url: str) -> None:
    [cell] = explained(url, 1, "OV", "--column", "vrijwillig")
    assert (cell["column"], cell["n"]) == ("vrijwillig", 0)
    assert explained(url, 1, "OV", "--column", "Voluntary") == [cell]
    assert who(explained(url, 1, "OV", "--where", "status=startbaan")[0]) == [("A-2", 9)]


def test_as_known_earlier(url: str) -> None:
    [cell] = explained(url, 4, "2", "--known-at", "#16")
    assert (cell["participants"][0]["datum"], cell["participants"][0]["corrections"]) == (
        "2025-03-01",
        [],
    )


def test_a_corrected_event_stays_that_of_who_recorded_it(url: str) -> None:
    [cell] = explained(url, 4, "2")
    [one] = cell["participants"]
    assert (one["event_id"], one["recorded_by"], one["datum"]) == (id_of(7), "mw-03", "2025-03-02")
    assert one["corrections"] == [id_of(17)]
    said = journey(url, "explain", "--table", "4", "--row", "2", *P).text
    assert "Verbeterd" in said
    assert "2025-12-01" in said


# How it is named and said -------------------------------------------------------------------------


@pytest.mark.parametrize("row", ["In bemiddeling", "in BEMIDDELING", "In mediation"])
def test_labels_of_either_language(url: str, row: str) -> None:
    assert explained(url, 2, row) == explained(url, 2, "In bemiddeling")


def test_text_in_english(url: str) -> None:
    said = journey(url, "--lang", "en", "explain", "--table", "2", "--row", "On hold", *P).text
    assert "Table 2 · Where in the process on the peildatum? · On hold · All: 1 participant" in said
    assert "A-1          2025-03-01  put_on_hold  2025-11-05  mw-02" in said


def test_rows_hold_a_participant_each(url: str) -> None:
    ran = journey(url, "explain", "--table", "2", "--row", "On hold", *P, "--format", "csv")
    [row] = csv.DictReader(io.StringIO(ran.text))
    assert row == {
        "table": "2",
        "block": "Situatie peildatum: Waar in proces?",
        "row": "On hold",
        "column": "alle",
        "deelnemernummer": "A-1",
        "n": "1",
        "days": "",
        "event": "put_on_hold",
        "datum": "2025-03-01",
        "recorded_at": "2025-11-05T12:00:00.000000Z",
        "recorded_by": "mw-02",
        "event_id": id_of(4),
        "corrections": "",
    }


@pytest.mark.parametrize("name", ["xlsx", "md", "html"])
def test_every_format(url: str, name: str) -> None:
    ran = journey(url, "explain", "--table", "3", "--row", "Nee", *P, "--format", name)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out


def test_both_databases_say_the_same(url: str, ready_postgres: str) -> None:
    taken_in(ready_postgres, STORY)
    asked = ("explain", "--table", "1", "--row", "OV", *P, "--format", "json")
    assert journey(url, *asked).out == journey(ready_postgres, *asked).out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--table", "2", "--row", "Nergens"), "table 2 has no row 'Nergens'; allowed: Onbekend"),
        (("--table", "2", "--row", "Uitval", "--block", "x"), "table 2 has no block 'x'; allowed"),
        (
            ("--table", "2", "--row", "Uitval", "--column", "verplicht"),
            "table 2 has no column 'verplicht'; allowed: alle",
        ),
        (("--table", "4", "--row", "5000000000"), "table 4 has no row '5000000000'"),
        (("--table", "10", "--row", "x"), "1<=x<=9"),
        (("--table", "2"), "Missing option '--row'"),
    ],
)
def test_wrong_usage(url: str, arguments: tuple[str, ...], why: str) -> None:
    ran = journey(url, "explain", *arguments, *P)
    assert (ran.code, ran.out) == (2, b"")
    assert why in ran.err


def test_what_is_allowed_is_said_in_the_language_asked_for(url: str) -> None:
    ran = journey(url, "--lang", "en", "explain", "--table", "2", "--row", "Nowhere", *P)
    assert ran.code == 2
    assert "allowed: Unknown, Still needs a voortraject" in ran.err


# The demonstration log ----------------------------------------------------------------------------


def test_every_cell_of_a_table_adds_up(demo_url: str) -> None:
    asked = (*P, "--known-at", "2025-11-05", "--format", "json")
    [table] = json.loads(journey(demo_url, "tables", "--table", "4", *asked).out)["tables"]
    for block in table["blocks"]:
        for row in block["rows"]:
            name = ("--table", "4", "--row", row["row"], "--block", block["block"])
            [cell] = json.loads(journey(demo_url, "explain", *name, *asked).out)["cells"]
            assert sum(p["n"] for p in cell["participants"]) == cell["n"] == row["n"]["alle"]
