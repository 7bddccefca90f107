"""The report: one valid page by itself, whose every figure is the command's."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings

from journey.codebook import Lang
from journey.ledger import Ledger
from journey.presentation.report.facts import WAITING, Facts, facts
from journey.presentation.report.page import page
from journey.presentation.report.words import STACKED
from journey.projections.snapshot import EVERYONE
from journey.projections.tables import percentage
from tests import strategies
from tests.command_line import done, journey
from tests.html_page import Node, cells, dutch, parsed
from tests.stories import known, told

PEILDATUM = "2025-10-31"
P = ("--peildatum", PEILDATUM)


@cache
def written(url: str, *options: str) -> bytes:
    return done(url, *options, "report", *P).out


@cache
def report(url: str, *options: str) -> Node:
    return parsed(written(url, *options))


@cache
def data(url: str, *command: str) -> dict[str, Any]:
    ran = done(url, *command, "--format", "json")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def section(url: str, name: str) -> Node:
    return report(url).one("section", id=name)


def table(within: Node, index: int = 0) -> list[list[str]]:
    """The rows of a table, without its heading."""
    return cells(list(within.all("table"))[index])[1:]


# -- the page ---------------------------------------------------------------------------------


def assert_sound(html: Node, lang: str) -> None:
    """What a browser, a screen reader and a keyboard need."""
    assert html["lang"] == lang
    assert "width=device-width" in html.one("meta", name="viewport")["content"]
    assert html.one("head").one("title").text
    ids = [node["id"] for node in html.all() if node.get("id")]
    assert len(set(ids)) == len(ids)
    links = [node["href"] for node in html.all("a")]
    assert {link.removeprefix("#") for link in links} <= set(ids)
    for node in html.all():
        for name in ("aria-labelledby", "for"):
            assert node.get(name) is None or node[name] in ids
    levels = [int(node.name[1]) for node in html.all() if re.fullmatch(r"h[1-6]", node.name)]
    assert levels[0] == 1
    assert set(levels[1:]) <= {2}
    for th in html.all("th"):
        assert th["scope"] in ("col", "row", "rowgroup")
    for figure in html.all("figure"):
        images = list(figure.all(role="img"))
        assert len(images) == 1
        assert len(images[0]["aria-label"]) > 40
        assert figure.one("figcaption").text
        assert list(figure.one("details").all("table"))
    for scroll in html.all(class_="scroll"):
        assert (scroll["tabindex"], scroll["role"]) == ("0", "region")
        assert scroll["aria-label"]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_page_is_valid_and_accessible(demo_url: str, lang: str) -> None:
    html = report(demo_url, "--lang", lang)
    assert_sound(html, lang)
    assert len(list(html.all("figure"))) == 4
    assert html.one("input", type="range")["aria-valuetext"].startswith("31 ")
    assert html.one("label", **{"for": "month"}).text
    assert "hidden" in html.one(class_="slider").attributes


def test_the_page_needs_nothing_beside_itself(demo_url: str) -> None:
    text = written(demo_url).decode()
    assert not re.search(r"//[a-z]|url\(|@import|fetch\(|XMLHttp", text)
    for node in report(demo_url).all():
        assert not node.attributes.keys() & {"src", "srcset", "action", "poster"}
        assert node.name not in ("link", "img", "iframe", "object", "embed")


def test_the_page_is_small_and_the_same_again(demo_url: str) -> None:
    again = journey(demo_url, "report", *P).out
    assert again == written(demo_url)
    assert len(again) < 1_000_000


def test_every_figure_says_what_it_is_of(demo_url: str) -> None:
    line = data(demo_url, "tables", *P)
    head = f"Peildatum {PEILDATUM} · zoals nu bekend (positie {line['position']}) · definities 1"
    html = report(demo_url)
    captions = [*html.all("figcaption"), section(demo_url, "kern").one(class_="caption")]
    assert len(captions) == 5
    for caption in captions:
        assert head in caption.text
        assert caption.text.startswith("Eenheid: ")
        assert "basis: " in caption.text
    assert section(demo_url, "tabellen").one(class_="caption").text == head


def test_what_was_asked_for_is_shown_and_escaped(demo_url: str) -> None:
    asked = ("--known-at", "#4000", "--where", "gemeente=<script>&")
    ran = journey(demo_url, "report", *P, *asked)
    html = parsed(ran.out)
    assert_sound(html, "nl")
    assert "Geen deelnemers" in html.text
    assert "alleen gemeente=<script>&" in html.one(class_="head").text
    assert "--known-at '#4000' --where 'gemeente=<script>&'" in html.one("code").text


def test_another_ending_is_refused_before_a_store_is_opened() -> None:
    ran = journey("sqlite:///nowhere.db", "report", *P, "-o", "report.pdf")
    assert ran.code == 2
    assert "report.pdf: the report is a page" in ran.err


# -- the figures ------------------------------------------------------------------------------


def test_key_figures(demo_url: str) -> None:
    rows = data(demo_url, "snapshot", *P)["rows"]
    tiles = {
        tile.one("dt").text: [dutch(tile.one("dd", class_="figure").text.split()[0])]
        for tile in section(demo_url, "kern").one("dl").all("div")
    }
    (waiting,) = data(demo_url, "durations", *P, "--measure", WAITING)["measures"]
    assert list(tiles.values()) == [
        [len(rows)],
        *(
            [sum(row["status"] == status for row in rows)]
            for status in ("voortraject", "in_bemiddeling", "startbaan")
        ),
        [sum(row["plaatsing_ooit"] == "ja" for row in rows)],
        *([sum(row["status"] == status for row in rows)] for status in ("uitval", "einde")),
        [waiting["quantiles"]["p50"]],
    ]


def test_the_nine_tables(demo_url: str) -> None:
    wanted = data(demo_url, "tables", *P)["tables"]
    for index, one in enumerate(wanted):
        numbers = [row for block in one["blocks"] for row in block["rows"] if "n" in row]
        rows = table(section(demo_url, "tabellen"), index)
        found = [[dutch(text) for text in row[1:]] for row in rows]
        for row in numbers:
            pairs = zip(row["n"].values(), row["pct"].values(), strict=True)
            assert [cell for pair in pairs for cell in pair] in found


def test_the_stand_by_month(demo_url: str) -> None:
    stands = data(demo_url, "trend", "--from", "2022-12-31", "--to", PEILDATUM)["stands"]
    found = [[row[0], *map(dutch, row[1:])] for row in table(section(demo_url, "stand"))]
    assert found == [
        [one["day"], *one["stand"].values(), sum(one["stand"].values())] for one in stands
    ]
    slider = json.loads(report(demo_url).one("script", id="data").text)
    top_down = STACKED[::-1]
    assert slider["stands"] == [[one["stand"][status] for status in top_down] for one in stands]
    assert slider["places"][0] == 0
    assert slider["places"][-1] == 100
    assert slider["days"][-1] == "31 oktober 2025"
    shown = section(demo_url, "stand").one("ul")
    last, total = slider["stands"][-1], sum(slider["stands"][-1])
    for item, n in zip(shown.all("li"), last, strict=True):
        assert dutch(item.one("b").text) == n
        assert dutch(item.one("span", class_="share").text) == percentage(n, total)


def test_the_flow(demo_url: str) -> None:
    window = ("--from", "2022-12-31", "--to", PEILDATUM)
    (period,) = data(demo_url, "flow", *window)["periods"]
    stocks, moves = (table(section(demo_url, "doorstroom"), index) for index in (0, 1))
    assert [dutch(row[-1]) for row in moves] == [move["n"] for move in period["moves"]]
    ends = {row[2]: [dutch(text) for text in row[3:]] for row in stocks}
    assert ends["begin"] == list(period["begin"].values())
    assert ends["= eind"] == list(period["end"].values())
    assert ends["rest"] == [0] * 8
    ribbons = [node.text for node in section(demo_url, "doorstroom").one("svg").all("title")]
    drawn = sorted(dutch(text.rsplit(": ", 1)[1]) or 0 for text in ribbons)
    assert drawn == sorted(move["n"] for move in period["moves"])


def test_placement_against_dropout(demo_url: str) -> None:
    (waiting,) = data(demo_url, "durations", *P, "--measure", WAITING)["measures"]
    rows = [
        [dutch(text) for text in row[1:3]] + [dutch(row[4])]
        for row in table(section(demo_url, "plaatsing"))
    ]
    assert rows == [
        [one["days"], one["at_risk"], share and round(100 * share, 1)]
        for one in waiting["incidence"]
        for name, share in one.items()
        if name not in ("days", "at_risk")
    ]


def test_waiting_times(demo_url: str) -> None:
    found = data(demo_url, "durations", *P)["measures"]
    measures = {one["measure"]: one for one in found}
    rows = table(section(demo_url, "duren"))
    for row in rows:
        one = measures[row[0]]
        assert [dutch(text) for text in row[-4:-1]] == list(one["quantiles"].values())
        assert [dutch(text) for text in row[1:3]] == [one["n"], one["events"]]
    assert len(rows) == len(list(report(demo_url).all("span", class_="track"))) - 8 - 1


# -- any log ----------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None)
@given(strategies.questions())
def test_any_log_gives_a_sound_page(question: strategies.Question) -> None:
    log, peildatum, asked = question
    with told(log) as store:
        found = facts(Ledger(store, known(asked)), peildatum, EVERYONE)
    langs: tuple[Lang, ...] = ("nl", "en")
    for lang in langs:
        assert_sound(parsed(page(found, lang)), lang)
    assert_the_curve_is_the_measure(found)


def assert_the_curve_is_the_measure(found: Facts) -> None:
    """The drawn curve goes through every share that `journey durations` shows."""
    (waiting,) = (measured for measured in found.measures if measured.measure == WAITING)
    for share in waiting.shares:
        drawn = found.curve.at(share.day)
        assert found.curve.at_risk(share.day) == share.at_risk
        shown = None if drawn is None else {cause: float(drawn[cause]) for cause in drawn}
        assert shown == share.by_cause


def test_a_single_day() -> None:
    """The peildatum is the last day of a month, and the first anyone was there."""
    with told("A-1\n2024-02-29 intake") as store:
        found = facts(Ledger(store), date(2024, 2, 29), EVERYONE)
    assert [day for day, _ in found.stands] == [date(2024, 1, 31), date(2024, 2, 29)]
    assert_sound(parsed(page(found, "nl")), "nl")
