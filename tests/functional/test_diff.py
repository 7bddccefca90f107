"""``journey diff``: which cells differ, by what, and what is said of it."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest

from journey.store import LogReader
from tests.command_line import done, journey, taken_in
from tests.stories import id_of

STORY = """
    -- 2025-11-05T12:00:00Z
    A-1
    2025-01-10 intake geslacht=man
    A-2
    2025-01-10 intake geslacht=vrouw as second
    A-3
    2025-02-01 intake geslacht=man
    2025-03-01 voortraject_started as voortraject
    -- 2025-11-10T10:00:00Z
    A-1
    2025-10-01 placed soort_startbaan=betaald_werk recorded_by=mw-07
    A-2
    2025-11-10 corrected second: datum=2025-01-10 deelname=vrijwillig geslacht=vrouw
    -- 2025-11-11T23:30:00Z
    A-3
    2025-11-11 retracted voortraject reden=dubbel recorded_by=mw-09
"""
FIRST = ("--peildatum", "2025-10-31", "--known-at", "#4")


def answer(url: str, *arguments: str) -> Any:
    return json.loads(done(url, "diff", *arguments, "--format", "json").out)


def cells(found: Any, table: int) -> list[tuple[Any, ...]]:
    """Row, column, before, after and the numbers of the events' lines, of one table."""
    return [
        (c["row"], c["column"], c["before"], c["after"], [int(i[-4:]) for i in c["events"]])
        for c in found["cells"]
        if c["table"] == table
    ]


# What it says -------------------------------------------------------------------------------------


def test_late_entry_correction_and_retraction_are_told_apart(ready_url: str) -> None:
    found = answer(taken_in(ready_url, STORY), *FIRST)
    assert found["before"] == {"peildatum": "2025-10-31", "known_at": "#4", "position": 4}
    assert (found["known_at"], found["position"], found["touched"]) == (None, 7, 3)
    assert cells(found, 2) == [
        ("Bezig met voortraject", "alle", 1, 0, [7]),
        ("Heeft momenteel een startbaan", "alle", 0, 1, [5]),
    ]
    assert [c for c in cells(found, 1) if c[0] == "Vrouw"] == [
        ("Vrouw", "verplicht", 1, 0, [6]),
        ("Vrouw", "vrijwillig", 0, 1, [6]),
    ]
    assert found["stand"]["nog_voortraject_nodig"] == {"before": 2, "after": 2}
    late, corrected, retracted = found["events"]
    assert (late["kind"], late["days_late"], late["recorded_by"]) == ("late", 40, "mw-07")
    assert (corrected["kind"], corrected["reden"]) == ("corrected", "vergissing")
    assert corrected["amends"]["event_id"] == id_of(2)
    assert corrected["amends"]["was"]["deelname"] == "verplicht"
    assert (retracted["kind"], retracted["reden"]) == ("retracted", "dubbel")
    assert retracted["amends"] == {
        "event_id": id_of(4),
        "event": "voortraject_started",
        "was": {"datum": "2025-03-01"},
    }


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "nl",
            [
                "cijfers van iedereen; 3 deelnemers met een gebeurtenis ertussen",
                "Heeft momenteel een startbaan 0 1 1",
                " Vrouw Verplicht 1 0 -1 ",
                "Tabel 2 · Situatie peildatum: Waar in proces?",
                "40 dagen later Startbaan: 1; Soort startbaan: Betaald werk",
                "correctie: Vergissing intake 2025-01-10: Deelname: Verplicht → Vrijwillig",
                "intrekking: Dubbel voortraject_started 2025-03-01",
                "2025-11-12 mw-09",
            ],
        ),
        (
            "en",
            [
                "figures of everyone; 3 participants with an event in between",
                "Table 2 · Where in the process on the peildatum?",
                "40 days later",
                " Female Mandatory 1 0 -1 ",
                " Has a startbaan now All 0 1 1 ",
                "correction: ",
                "Participation: Mandatory → Voluntary",
            ],
        ),
    ],
)
def test_text_for_people(ready_sqlite: str, lang: str, expected: list[str]) -> None:
    ran = journey(taken_in(ready_sqlite, STORY), "--lang", lang, "diff", *FIRST)
    said = re.sub(r" +", " ", ran.text)
    assert [text for text in expected if text not in said] == [], said
    assert not any(line.endswith(" ") for line in ran.text.splitlines())


def test_rows_hold_a_cell_each(ready_sqlite: str) -> None:
    ran = journey(taken_in(ready_sqlite, STORY), "diff", *FIRST, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.text)))
    assert rows[0] == {
        "table": "1",
        "block": "Geslacht",
        "row": "Vrouw",
        "column": "verplicht",
        "before": "1",
        "after": "0",
        "without_event": "0",
        "events": id_of(6),
    }
    assert "zoals bekend op #4 (positie 4)" in ran.err


@pytest.mark.parametrize("name", ["xlsx", "md", "html"])
def test_every_format(ready_sqlite: str, name: str) -> None:
    ran = journey(taken_in(ready_sqlite, STORY), "diff", *FIRST, "--format", name)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out


def test_both_databases_say_the_same(ready_sqlite: str, ready_postgres: str) -> None:
    urls = [taken_in(url, STORY) for url in (ready_sqlite, ready_postgres)]
    first, second = (journey(url, "diff", *FIRST, "--format", "json").out for url in urls)
    assert first == second


# What differs -------------------------------------------------------------------------------------


def test_moments_are_put_in_order(ready_sqlite: str) -> None:
    taken_in(ready_sqlite, STORY)
    asked = ("--peildatum", "2025-10-31", "--known-at", "2025-11-12", "--known-at", "2025-11-09")
    found = answer(ready_sqlite, *asked)
    assert (found["before"]["known_at"], found["known_at"]) == ("2025-11-09", "2025-11-12")
    assert cells(found, 2) == cells(answer(ready_sqlite, *FIRST), 2)


def test_nothing_differs_from_itself(ready_sqlite: str) -> None:
    taken_in(ready_sqlite, STORY)
    found = answer(ready_sqlite, "--peildatum", "2025-10-31", "--known-at", "#7")
    assert (found["cells"], found["events"], found["touched"]) == ([], [], 0)
    ran = journey(ready_sqlite, "diff", "--peildatum", "2025-10-31", "--known-at", "#7")
    assert "Cellen die verschillen: 0\n" in ran.text


def test_what_was_entered_and_taken_back_in_between_changes_nothing(ready_sqlite: str) -> None:
    story = """
    -- 2025-11-05T12:00:00Z
    2025-01-10 intake
    -- 2025-11-06T12:00:00Z
    2025-02-10 put_on_hold as hold
    -- 2025-11-07T12:00:00Z
    2025-11-07 retracted hold
    """
    taken_in(ready_sqlite, story)
    found = answer(ready_sqlite, "--peildatum", "2025-10-31", "--known-at", "#1")
    assert (found["cells"], found["touched"]) == ([], 1)


def test_an_event_after_the_peildatum_changes_nothing(ready_sqlite: str) -> None:
    story = """
    -- 2025-11-05T12:00:00Z
    2025-01-10 intake
    -- 2025-11-06T12:00:00Z
    2025-11-01 put_on_hold
    """
    taken_in(ready_sqlite, story)
    assert not answer(ready_sqlite, "--peildatum", "2025-10-31", "--known-at", "#1")["cells"]


def test_only_a_group(ready_sqlite: str) -> None:
    """Who comes into a group by an event comes into all its cells by it."""
    taken_in(ready_sqlite, STORY)
    found = answer(ready_sqlite, *FIRST, "--where", "deelname=vrijwillig")
    assert found["where"] == ["deelname=vrijwillig"]
    assert {tuple(c["events"]) for c in found["cells"]} == {(id_of(6),)}
    assert cells(found, 2)[0][2:4] == (0, 1)


def test_every_startbaan(ready_sqlite: str) -> None:
    story = """
    -- 2025-11-05T12:00:00Z
    2025-01-10 intake
    2025-02-10 placed startbaan=1 sector=horeca
    -- 2025-11-06T12:00:00Z
    2025-03-10 placed startbaan=2 sector=horeca
    """
    taken_in(ready_sqlite, story)
    asked = ("--peildatum", "2025-10-31", "--known-at", "#2")
    horeca = ("Horeca en catering", "banen", 1, 2, [3])
    assert horeca in cells(answer(ready_sqlite, *asked, "--unit", "startbanen"), 7)
    assert not cells(answer(ready_sqlite, *asked), 7)


# Two days -----------------------------------------------------------------------------------------

BIRTHDAY = """
    -- 2025-11-05T12:00:00Z
    A-1
    2024-01-10 intake geboortejaar=1960
    2025-01-15 put_on_hold
    A-2
    2024-01-10 intake geboortejaar=1999
"""
NEW_YEAR = ("--peildatum", "2025-01-31", "--peildatum", "2024-12-31")


def test_between_two_days_age_changes_without_an_event(ready_sqlite: str) -> None:
    taken_in(ready_sqlite, BIRTHDAY)
    found = answer(ready_sqlite, *NEW_YEAR)
    assert (found["before"]["peildatum"], found["peildatum"]) == ("2024-12-31", "2025-01-31")
    ages = [c for c in found["cells"] if (c["table"], c["column"]) == (1, "alle")]
    assert [(c["row"], c["before"], c["after"], c["without_event"], c["events"]) for c in ages] == [
        ("45 tot 65 jaar", 1, 0, 1, []),
        ("65 jaar of ouder", 0, 1, 1, []),
    ]
    assert cells(found, 2)[-1] == ("On hold", "alle", 0, 1, [2])
    assert [event["kind"] for event in found["events"]] == ["late"]


def test_the_text_says_so(ready_sqlite: str) -> None:
    said = journey(taken_in(ready_sqlite, BIRTHDAY), "diff", *NEW_YEAR).text
    assert "1 deelnemer met een gebeurtenis ertussen; leeftijd verandert ook zonder" in said
    assert "zonder gebeurtenis" in said


# Of whom ------------------------------------------------------------------------------------------


def test_only_who_was_touched_is_read(ready_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    taken_in(ready_url, STORY)
    everyone = answer(ready_url, *FIRST, "--figures-of", "everyone")
    monkeypatch.delattr(LogReader, "participants")
    found = answer(ready_url, *FIRST, "--known-at", "#5", "--figures-of", "touched")
    assert (found["figures_of"], found["touched"]) == ("touched", 1)
    said = journey(ready_url, "diff", *FIRST, "--figures-of", "touched").text
    assert "cijfers van alleen 3 deelnemers met een gebeurtenis ertussen" in said
    assert everyone["figures_of"] == "everyone"


def test_numbers_change_as_much_of_whoever_they_are(demo_url: str) -> None:
    found = [answer(demo_url, *NOVEMBER, "--figures-of", of) for of in ("everyone", "touched")]
    first, second = (
        {place(c): c["after"] - c["before"] for c in one["cells"] if "Gemiddelde" not in c["row"]}
        for one in found
    )
    assert first == second


def test_a_long_log_is_not_read_whole_unless_asked(
    ready_sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journey_cli.commands.diff.SMALL", 6)
    assert answer(taken_in(ready_sqlite, STORY), *FIRST)["figures_of"] == "touched"


# The demonstration log ----------------------------------------------------------------------------

NOVEMBER = ("--peildatum", "2025-10-31", "--known-at", "2025-11-05", "--known-at", "2025-12-31")


def place(cell: Any) -> tuple[Any, ...]:
    return tuple(cell[name] for name in ("table", "block", "row", "column"))


def test_real_movements_each_explained(demo_url: str) -> None:
    found = answer(demo_url, *NOVEMBER)
    then, later = (tables(demo_url, day) for day in ("2025-11-05", "2025-12-31"))
    differing = {p for p in then.keys() | later.keys() if then.get(p, 0) != later.get(p, 0)}
    assert {place(c): (c["before"], c["after"]) for c in found["cells"]} == {
        p: (then.get(p, 0), later.get(p, 0)) for p in differing
    }
    assert len(differing) > 100
    kinds = {event["event_id"]: event["kind"] for event in found["events"]}
    assert set(kinds.values()) == {"late", "corrected", "retracted"}
    assert all(cell["events"] for cell in found["cells"])
    assert all("2025-11-05" < e["recorded_at"] < "2026-01-01" for e in found["events"])


def tables(url: str, known_at: str) -> dict[tuple[Any, ...], Any]:
    asked = ("--peildatum", "2025-10-31", "--known-at", known_at, "--format", "json")
    return {
        (table["table"], block["block"], row["row"], column): n
        for table in json.loads(journey(url, "tables", *asked).out)["tables"]
        for block in table["blocks"]
        for row in block["rows"]
        for column, n in row.get("mean", row.get("n")).items()
    }


# Refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--peildatum", "2025-10-31"), "between what?"),
        ((*NEW_YEAR, "--peildatum", "2025-01-01"), "one --peildatum and --known-at once or twice"),
        ((*FIRST, "--known-at", "#1", "--known-at", "#2"), "--known-at once or twice"),
        ((*NEW_YEAR, "--known-at", "#1", "--known-at", "#2"), "at most one --known-at"),
        ((*NEW_YEAR, "--figures-of", "touched"), "between two days it is everyone"),
        ((*FIRST, "--where", "x=1"), "x is no column of a snapshot"),
        ((*FIRST, "--format", "parquet"), "Invalid value for '--format'"),
    ],
)
def test_wrong_usage(ready_sqlite: str, arguments: tuple[str, ...], why: str) -> None:
    ran = journey(ready_sqlite, "diff", *arguments)
    assert (ran.code, ran.out) == (2, b"")
    assert why in ran.err
