"""``journey quality``: how good the data are, on stories counted by hand."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import Any

import openpyxl
import pytest

from tests.command_line import done, journey, taken_in

STORY = """
    -- 2025-02-01T10:00:00Z
    A-1
    2025-01-10 intake geslacht=man geboortejaar=1990
    2025-01-20 placed sector=horeca contract=bepaalde_tijd duur_overeenkomst_maanden=3
    A-2
    2025-01-31 intake proef=amsterdam geslacht=vrouw kinderen=0 gezinssituatie=partner_en_kinderen
    2025-01-31 information_missing aspecten=status|plaatsing|voortraject|on_hold
    -- 2025-09-01T10:00:00Z
    A-3
    2025-08-20 intake
    2025-08-25 dropped_out reden_uitstroom=werk
"""


@pytest.fixture
def url(ready_url: str) -> str:
    return taken_in(ready_url, STORY)


def answer(url: str, *more: str) -> Any:
    asked = ("quality", "--peildatum", "2025-09-30", *more, "--format", "json")
    return json.loads(done(url, *asked).out)


def completeness(found: Any, proef: str = "alle") -> dict[str, tuple[int, int]]:
    return {c["field"]: (c["n"], c["of"]) for c in found["completeness"] if c["proef"] == proef}


def test_a_question_is_put_to_whom_it_applies(url: str) -> None:
    found = completeness(answer(url))
    assert found["status"] == (2, 3)
    assert found["geslacht"] == (2, 3)
    assert found["plaatsing_ooit"] == (2, 3)
    assert found["sector"] == (1, 1)
    assert found["uren_per_week"] == (0, 1)
    assert found["reden_uitstroom"] == (1, 1)
    assert found["soort_voortraject"] == found["reden_on_hold"] == (0, 0)


def test_the_score_is_what_was_answered_of_what_was_asked(url: str) -> None:
    found = answer(url, "--per", "proef")
    for proef in ("alle", "wsd", "amsterdam"):
        [score] = [s for s in found["scores"] if (s["day"], s["proef"]) == ("2025-09-30", proef)]
        answers = completeness(found, proef).values()
        assert score["n"] == sum(n for n, _ in answers)
        assert score["of"] == sum(of for _, of in answers)
    days = [score["day"] for score in found["scores"] if score["proef"] == "alle"]
    assert days == ["2024-09-30", "2024-12-30", "2025-03-30", "2025-06-30", "2025-09-30"]
    assert found["scores"][0] == {
        "day": "2024-09-30",
        "proef": "alle",
        "n": 0,
        "of": 0,
        "pct": None,
    }


def test_late_entry_and_who_was_not_heard_of(url: str) -> None:
    found = answer(url)
    [late] = found["late"]
    assert (late["n"], late["of"], late["p50"], late["p90"]) == (6, 6, 7, 22)
    silent = [(s["deelnemernummer"], s["last"], s["days"]) for s in found["silent"]]
    assert silent == [("A-1", "2025-01-20", 253), ("A-2", "2025-01-31", 242)]
    assert len(answer(url, "--silent-after", "250")["silent"]) == 1


def test_what_can_hardly_be_so(url: str) -> None:
    found = answer(url)
    assert [(d["check"], d["deelnemernummer"], d["value"]) for d in found["doubts"]] == [
        ("contract_voorbij", "A-1", "2025-04-20"),
        ("gezin_en_kinderen", "A-2", "partner_en_kinderen, 0"),
        ("uitstroom_werk_zonder_startbaan", "A-3", "werk"),
    ]
    assert {d["check"] for d in found["doubts"]} < found["advice"].keys()


def test_of_a_group_as_it_was_known(url: str) -> None:
    found = answer(url, "--where", "proef=wsd", "--known-at", "2025-03-01")
    assert completeness(found)["status"] == (1, 1)


SAID = {
    "nl": (
        *("Score: beantwoorde vragen van alle", "Volledigheid per vraag", "Late invoer"),
        *("Meer dan 180 dagen niets gehoord (2): vraag de proef", "Onmogelijk of onwaarschijnlijk"),
        *("Alle", "beantwoord", "gevraagd", "Deelnemer", "Laatst", "Onbekend", "Er staat"),
        "het contract is afgelopen (op deze dag)",
    ),
    "en": (
        *("Score: questions answered, of all", "Completeness by question", "Late entry"),
        *("Nothing heard of for more than 180 days (2): ask the proef", "Impossible or unlikely"),
        *("All", "answered", "asked", "Participant", "Last heard of", "Unknown", "What stands"),
        "the contract is over (on this day)",
    ),
}
"""What people read, in a language and not in the other; a code is the same in both."""


@pytest.mark.parametrize("name", ["table", "xlsx", "md", "html"])
@pytest.mark.parametrize(("lang", "other"), [("nl", "en"), ("en", "nl")])
def test_people_read_one_language(ready_sqlite: str, name: str, lang: str, other: str) -> None:
    said = text_in(in_language(taken_in(ready_sqlite, STORY), lang, name), name)
    assert [text for text in SAID[lang] if not stands_in(text, said)] == []
    assert [text for text in SAID[other] if stands_in(text, said)] == []


def test_programs_read_the_same_codes_in_every_language(ready_sqlite: str) -> None:
    taken_in(ready_sqlite, STORY)
    dutch, english = (json.loads(in_language(ready_sqlite, lang, "json")) for lang in ("nl", "en"))
    advice = dutch.pop("advice"), english.pop("advice")
    assert dutch == english
    assert advice[0].keys() == advice[1].keys()
    assert all(advice[0][check] != advice[1][check] for check in advice[0])
    assert in_language(ready_sqlite, "nl", "csv") == in_language(ready_sqlite, "en", "csv")


def in_language(url: str, lang: str, name: str) -> bytes:
    asked = ("quality", "--peildatum", "2025-09-30", "--format", name)
    return done(url, "--lang", lang, *asked).out


def stands_in(text: str, said: str) -> bool:
    """Whether it stands there, from one word up to another."""
    return re.search(rf"\b{re.escape(text)}(?!\w)", said) is not None


def text_in(answer: bytes, name: str) -> str:
    """The texts of an answer, its spaces as one."""
    if name != "xlsx":
        return " ".join(html.unescape(answer.decode()).split())
    pages = openpyxl.load_workbook(io.BytesIO(answer)).worksheets
    return " ".join(str(cell) for page in pages for row in page.values for cell in row)


def test_csv_has_a_row_for_every_number(url: str) -> None:
    ran = journey(url, "quality", "--peildatum", "2025-09-30", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.text)))
    assert {row["part"] for row in rows} == {"score", "completeness", "late", "silent", "doubt"}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("nl", ("niets gehoord: geen", "Onmogelijk of onwaarschijnlijk: geen", "vastgelegd: geen")),
        ("en", ("for more than 999 days: none", "Impossible or unlikely: none", "days: none")),
    ],
)
def test_nothing_found_is_said(url: str, lang: str, said: tuple[str, ...]) -> None:
    asked = (
        "quality",
        "--peildatum",
        "2025-09-30",
        "--silent-after",
        "999",
        "--where",
        "proef=eindhoven",
    )
    shown = done(url, "--lang", lang, *asked).text
    assert [text for text in said if text not in shown] == []
    for name in ("md", "html", "xlsx"):
        done(url, "--lang", lang, *asked, "--format", name)
