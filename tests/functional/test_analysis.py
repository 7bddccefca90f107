"""Flow, trend, spells and durations through the command line: shapes, languages, bad input."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from journey.projections.durations import MEASURES
from tests import oracle_statistics
from tests.command_line import Ran, done, journey, taken_in
from tests.stories import events_in

FIVE = Path(__file__).parents[2] / "docs" / "five.jsonl"
LOG = events_in(FIVE.read_bytes())
WINDOW = ("--from", "2025-03-31", "--to", "2025-06-30")
P = ("--peildatum", "2025-10-31")
PLACED = ("--measure", "wachttijd_plaatsing")

Data = dict[str, Any]


@pytest.fixture
def url(ready_sqlite: str) -> str:
    """A store that holds the five participants of the documentation."""
    return filled(ready_sqlite)


def filled(url: str) -> str:
    done(url, "import", "events", str(FIVE), "--keep-recorded-at")
    return url


def answer(url: str, *arguments: str) -> Data:
    """A command's answer as JSON, of which nothing is said beside it."""
    ran = journey(url, *arguments, "--format", "json")
    assert (ran.code, ran.err) == (0, ""), ran.err
    data: Data = json.loads(ran.out)
    return data


def head(peildatum: str, *where: str) -> Data:
    return {
        "peildatum": peildatum,
        "known_at": None,
        "position": len(LOG),
        "definitions": 1,
        "where": list(where),
    }


def lines(ran: Ran) -> list[dict[str, str]]:
    """The rows of CSV, by column."""
    assert ran.code == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.text)))


def refused(ran: Ran, code: int) -> str:
    assert (ran.code, ran.out) == (code, b"")
    assert "Traceback" not in ran.err
    return ran.err


# Flow ---------------------------------------------------------------------------------------------


def test_flow_on_both_databases(ready_url: str) -> None:
    data = answer(filled(ready_url), "flow", *WINDOW, "--per", "month")
    periods = data.pop("periods")
    assert data == head("2025-06-30")
    assert [list(period) for period in periods] == [
        ["from", "to", "begin", "end", "moves", "residual"]
    ] * 3
    expected = oracle_statistics.flow(LOG, "2025-03-31", "2025-06-30", per="month")
    for period, other in zip(periods, expected, strict=True):
        assert cells(period.pop("moves")) == other.pop("moves")
        assert period == {name: value for name, value in other.items() if name != "matrix"}


def cells(found: Iterable[Data]) -> dict[tuple[str, str], int]:
    assert all(list(cell) == ["from", "to", "n"] for cell in found)
    return {(cell["from"], cell["to"]): cell["n"] for cell in found}


def test_the_matrix(url: str) -> None:
    data = answer(url, "flow", *WINDOW, "--matrix")
    matrix = data.pop("matrix")
    assert data.pop("periods") == answer(url, "flow", *WINDOW)["periods"]
    assert data == {**head("2025-06-30"), "from": "2025-03-31", "to": "2025-06-30"}
    [whole] = oracle_statistics.flow(LOG, "2025-03-31", "2025-06-30")
    assert cells(matrix) == whole["matrix"]
    rows = lines(journey(url, "flow", *WINDOW, "--matrix", "--format", "csv"))
    assert [[r["status_from"], r["status_to"], int(r["n"])] for r in rows] == [
        list(cell.values()) for cell in matrix
    ]


def test_flow_as_csv_holds_the_same_figures(url: str) -> None:
    [period] = answer(url, "flow", *WINDOW)["periods"]
    rows = lines(journey(url, "flow", *WINDOW, "--format", "csv"))
    assert {(row["from"], row["to"]) for row in rows} == {(period["from"], period["to"])}
    for figure in ("begin", "end", "residual"):
        told = {r["status_to"]: int(r["n"]) for r in rows if r["figure"] == figure}
        assert told == period[figure]
    moves = [r for r in rows if r["figure"] == "move"]
    assert [{"from": r["status_from"], "to": r["status_to"], "n": int(r["n"])} for r in moves] == (
        period["moves"]
    )


def test_flow_for_people_in_both_languages(url: str) -> None:
    dutch = [" ".join(line.split()) for line in journey(url, "flow", *WINDOW).text.splitlines()]
    assert dutch[2] == ("Onbekend Nog nodig Voortraject Bemiddeling Startbaan On hold Uitval Einde")
    assert dutch[4:12] == [
        "2025-03-31 < dag ≤ 2025-06-30",
        "begin 0 1 0 1 1 0 0 0",
        "+ in 0 2 1 0 1 1 1 0",
        "− uit 0 2 1 1 0 0 0 0",
        "= eind 0 1 0 0 2 1 1 0",
        "rest 0 0 0 0 0 0 0 0",
        "in, vanuit:",
        "Nog niet · 2 · · · · · ·",
    ]
    english = journey(url, "--lang", "en", "flow", *WINDOW).text
    assert "residual" in english
    assert "in, out of:" in english


@pytest.mark.parametrize("command", ["flow", "trend"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "2025-06-30", "--to", "2025-06-30"], "--from 2025-06-30 must lie before --to"),
        (["--from", "2025-07-01", "--to", "2025-06-30"], "--from 2025-07-01 must lie before --to"),
        (["--from", "2025-02-30", "--to", "2025-06-30"], "no date that exists"),
        (["--from", "2025-03-31"], "Missing option '--to'"),
        ([*WINDOW, "--per", "week"], "'month', 'quarter', 'year'"),
        ([*WINDOW, "--where", "kleur=rood"], "kleur is no column of a snapshot"),
        ([*WINDOW, "--where", "proef"], "not of the form COLUMN=VALUE"),
        ([*WINDOW, "-o", "flow.doc"], "no format ends in .doc"),
    ],
)
def test_wrong_windows(command: str, arguments: list[str], said: str, url: str) -> None:
    assert said in refused(journey(url, command, *arguments), 2)


def test_a_matrix_is_of_the_whole_window_and_the_periods_are_its_parts(url: str) -> None:
    data = answer(url, "flow", *WINDOW, "--matrix", "--per", "month")
    assert data["matrix"] == answer(url, "flow", *WINDOW, "--matrix")["matrix"]
    assert data["periods"] == answer(url, "flow", *WINDOW, "--per", "month")["periods"]
    assert len(data["periods"]) == 3
    for form in ("table", "md", "html", "csv"):
        whole = done(url, "flow", *WINDOW, "--matrix", "--format", form)
        parts = done(url, "flow", *WINDOW, "--matrix", "--per", "month", "--format", form)
        assert parts.out == whole.out


def test_windows_of_one_day_and_without_end(url: str) -> None:
    [day] = answer(url, "flow", "--from", "31-05-2025", "--to", "01-06-2025", "--per", "month")[
        "periods"
    ]
    assert day["moves"] == [{"from": "nog_niet", "to": "nog_voortraject_nodig", "n": 1}]
    periods = answer(url, "flow", "--from", "1900-01-01", "--to", "3999-12-31", "--per", "year")[
        "periods"
    ]
    assert (len(periods), periods[-1]["to"]) == (2100, "3999-12-31")
    assert sum(periods[-1]["end"].values()) == 5


def test_trend(url: str) -> None:
    days = ["2025-03-31", "2025-04-30", "2025-05-31", "2025-06-30"]
    data = answer(url, "trend", *WINDOW)
    assert data == {**head("2025-06-30"), "stands": oracle_statistics.stands(LOG, days)}
    rows = lines(journey(url, "trend", *WINDOW, "--format", "csv"))
    assert [row.pop("day") for row in rows] == days
    assert [int(row.pop("total")) for row in rows] == [3, 3, 4, 5]
    assert [{s: int(n) for s, n in row.items()} for row in rows] == [
        stand["stand"] for stand in data["stands"]
    ]


def test_trend_of_years_and_of_some(url: str) -> None:
    asked = ["--from", "2025-03-31", "--to", "2025-06-30", "--where", "deelname=vrijwillig"]
    data = answer(url, "trend", *asked, "--per", "year")
    assert [stand["day"] for stand in data["stands"]] == ["2025-03-31", "2025-06-30"]
    assert [sum(stand["stand"].values()) for stand in data["stands"]] == [1, 2]
    assert data["where"] == ["deelname=vrijwillig"]


# Spells -------------------------------------------------------------------------------------------


def test_spells_on_both_databases(ready_url: str) -> None:
    data = answer(filled(ready_url), "spells", *P, "--where", "deelnemernummer=P-4")
    rows = data.pop("rows")
    assert data == head("2025-10-31", "deelnemernummer=P-4")
    assert rows[1] == {
        "deelnemernummer": "P-4",
        "proef": "wsd",
        "deelname": "vrijwillig",
        "status": "on_hold",
        "start": "2025-06-10",
        "end": "2025-07-10",
        "days": 30,
        "ended": 1,
        "next": "nog_voortraject_nodig",
        "door": "put_on_hold",
    }
    assert [(row["days"], row["end"], row["ended"]) for row in rows] == [
        (40, "2025-06-10", 1),
        (30, "2025-07-10", 1),
        (113, None, 0),
    ]


# Durations ----------------------------------------------------------------------------------------


def test_durations_on_both_databases(ready_url: str) -> None:
    data = answer(filled(ready_url), "durations", *P)
    measures = {measure["measure"]: measure for measure in data.pop("measures")}
    assert list(measures) == list(MEASURES)
    assert data == {**head("2025-10-31"), "without_hold": False, "by": None, "warnings": []}
    assert measures["wachttijd_plaatsing"] == {
        "measure": "wachttijd_plaatsing",
        "n": 5,
        "events": 2,
        "other": {"uitval": 1, "einde": 0},
        "censored": 1,
        "onbekend": 1,
        "bij_start": 0,
        "datum_onbekend": 0,
        "quantiles": {"p25": 90, "p50": None, "p75": None},
        "incidence": [
            {"days": 90, "at_risk": 4, "event": 0.4, "uitval": 0.0, "einde": 0.0},
            {"days": 180, "at_risk": 1, "event": 0.4, "uitval": 0.3, "einde": 0.0},
            {"days": 365, "at_risk": 0, "event": None, "uitval": None, "einde": None},
            {"days": 730, "at_risk": 0, "event": None, "uitval": None, "einde": None},
        ],
        "naive_mean": 70.0,
    }
    assert measures["pip_plaatsing"]["left_out"] == 0


def test_durations_as_csv_hold_the_same_figures(url: str) -> None:
    [measure] = answer(url, "durations", *P, *PLACED)["measures"]
    ran = journey(url, "durations", *P, *PLACED, "--format", "csv")
    told = {(row["figure"], row["days"], row["cause"]): row["value"] for row in lines(ran)}
    assert (told["n", "", ""], told["p25", "", "event"], told["p50", "", "event"]) == (
        "5",
        "90",
        "",
    )
    for name in ("events", "censored", "onbekend", "bij_start", "datum_onbekend"):
        assert int(told[name, "", ""]) == measure[name]
    for line in measure["incidence"]:
        days = str(line.pop("days"))
        assert int(told["at_risk", days, ""]) == line.pop("at_risk")
        for cause, share in line.items():
            assert told["incidence", days, cause] == ("" if share is None else str(share))


def test_days_on_hold_may_be_left_out(url: str) -> None:
    data = answer(url, "durations", *P, "--without-hold")
    assert data["without_hold"] is True
    names = [measure["measure"] for measure in data["measures"]]
    assert set(MEASURES) - set(names) == {"duur_on_hold", "verblijf_on_hold"}
    waiting = data["measures"][names.index("wachttijd_plaatsing")]
    assert [line["at_risk"] for line in waiting["incidence"]] == [4, 0, 0, 0]


@pytest.mark.parametrize(
    ("arguments", "asked", "dutch", "english"),
    [
        (
            ["durations", *P, *PLACED],
            ["--without-hold"],
            "zonder dagen on hold",
            "without days on hold",
        ),
        (
            ["tables", *P, "--table", "6"],
            ["--unit", "startbanen"],
            "elke startbaan",
            "every startbaan",
        ),
    ],
    ids=["durations", "tables"],
)
@pytest.mark.parametrize("form", ["table", "md", "html", "csv"])
def test_the_head_says_what_was_asked_that_changes_the_figures(
    arguments: list[str], asked: list[str], dutch: str, english: str, form: str, url: str
) -> None:
    """CSV holds its columns and nothing else: what it is of is said beside it, as --where is."""
    for lang, words in (("nl", dutch), ("en", english)):
        without, ran = (
            done(url, "--lang", lang, *arguments, *more, "--format", form) for more in ([], asked)
        )
        told, other = (ran.err, ran.text) if form == "csv" else (ran.text, ran.err)
        assert f" 1 · {words}" in told
        assert words not in other + without.err + without.text


def test_groups(url: str) -> None:
    data = answer(url, "durations", *P, *PLACED, "--by", "deelname")
    assert data["by"] == "deelname"
    assert [(m["group"], m["n"], m["events"]) for m in data["measures"]] == [
        ("verplicht", 3, 1),
        ("vrijwillig", 2, 1),
    ]
    shown = journey(url, "durations", *P, *PLACED, "--by", "deelname").text
    assert "wachttijd_plaatsing · deelname = verplicht: van instroom" in shown


def test_a_measure_that_is_asked_for_twice_is_given_once(url: str) -> None:
    assert len(answer(url, "durations", *P, *PLACED, *PLACED)["measures"]) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--measure", "wachten"], "wachten is no measure; allowed: wachttijd_voortraject, "),
        (["--measure", "duur_on_hold", "--without-hold"], "leave --without-hold out"),
        (["--measure", "verblijf_on_hold", "--without-hold"], "leave --without-hold out"),
        (["--by", "kleur"], "kleur is no column of a snapshot"),
        (["--where", "kleur=rood"], "kleur is no column of a snapshot"),
        (["-o", "durations.parquet"], "parquet holds rows"),
    ],
)
def test_wrong_questions_about_durations(arguments: list[str], said: str, url: str) -> None:
    assert said in refused(journey(url, "durations", *P, *arguments), 2)


def test_an_unknown_measure_is_known_before_the_log_is_opened(tmp_path: Path) -> None:
    nowhere = f"sqlite:///{tmp_path / 'nothing.db'}"
    assert journey(nowhere, "durations", *P, "--measure", "wachten").code == 2
    assert journey(nowhere, "durations", *P).code == 3


@pytest.mark.parametrize(
    ("lang", "said"), [("nl", "ligt na 2025-11-03"), ("en", "lies after 2025-11-03")]
)
def test_nobody_is_followed_beyond_what_is_known(lang: str, said: str, url: str) -> None:
    known = ("--known-at", "2025-11-03")
    ahead = ("durations", "--peildatum", "2025-11-04", *known, *PLACED, "--format", "json")
    assert said in journey(url, "--lang", lang, *ahead).err
    assert journey(url, "durations", *P, *known, *PLACED).err == ""
    assert journey(url, "spells", "--peildatum", "9999-12-31").err != ""


# Nobody -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", [[], ["--where", "deelnemernummer=niemand"]])
@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("form", ["table", "csv", "json"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["flow", *WINDOW],
        ["flow", *WINDOW, "--matrix"],
        ["flow", *WINDOW, "--per", "quarter"],
        ["trend", *WINDOW],
        ["spells", *P],
        ["durations", *P],
        ["durations", *P, "--by", "geslacht"],
        ["durations", *P, "--without-hold"],
    ],
    ids=" ".join,
)
def test_an_answer_about_nobody(
    arguments: list[str], form: str, lang: str, where: list[str], ready_sqlite: str
) -> None:
    ran = done(ready_sqlite, "--lang", lang, *arguments, *where, "--format", form)
    if form == "json":
        assert json.loads(ran.out)["position"] == 0
    else:
        assert ran.text.endswith("\n")


def test_nobody_was_ever_followed(ready_sqlite: str) -> None:
    [measure] = answer(ready_sqlite, "durations", *P, *PLACED)["measures"]
    assert measure["n"] == 0
    assert set(measure["quantiles"].values()) == {None}
    assert [line["event"] for line in measure["incidence"]] == [None] * 4
    assert measure["naive_mean"] is None


# The demonstration log ----------------------------------------------------------------------------


def test_the_comparison_with_the_report_is_in_one_language(demo_url: str) -> None:
    dutch = done(demo_url, "demo", "--compare").text
    assert "tabel kolom cel gedrukt opnieuw waarom" in " ".join(dutch.split())
    assert "Geen heel getal van 235 is 70,4%. Het blok telt in deze kolom op over 226." in dutch
    assert "De kolom telt op tot 610 van 607." in dutch
    assert "561 gedrukte cellen" in dutch
    english = done(demo_url, "--lang", "en", "demo", "--compare").text
    assert "table column cell printed again why" in " ".join(english.split())
    assert "No whole number of 235 is 70.4%. The block adds up over 226" in english
    assert "The column adds to 610 of 607." in english
    assert "Age group | Younger than 25" in english
    assert "561 printed cells" in english
    for word in ("Geslacht", "deelnemers", "kolom", "gelijk", "zoals"):
        assert word not in english


def test_flow_of_the_demonstration_adds_up(demo_url: str) -> None:
    asked = ("--from", "2022-12-31", "--to", "2025-10-31", "--per", "month")
    periods = answer(demo_url, "flow", *asked)["periods"]
    assert {n for period in periods for n in period["residual"].values()} == {0}
    stands = answer(demo_url, "trend", *asked)["stands"]
    assert [period["end"] for period in periods] == [stand["stand"] for stand in stands[1:]]
    for stand in stands[::6]:
        rows = answer(demo_url, "snapshot", "--peildatum", stand["day"])["rows"]
        assert oracle_statistics.stand([row["status"] for row in rows]) == stand["stand"]


@pytest.mark.parametrize(("column", "number"), [("deelname", 1), ("geslacht", 0)])
def test_the_report_warns_of_pilots_in_disguise(column: str, number: int, demo_url: str) -> None:
    data = answer(demo_url, "durations", *P, *PLACED, "--by", column)
    assert len(data["warnings"]) == number


# Pilots in disguise -------------------------------------------------------------------------------

PEOPLE_OF_PILOTS = [
    *[("amsterdam", "vrijwillig", sex) for sex in ("man", "vrouw")] * 10,
    *[("wsd", "verplicht", sex) for sex in ("man", "vrouw")] * 10,
    *[("rotterdam", deelname, "man") for deelname in ("verplicht", "vrijwillig")] * 5,
]


@pytest.fixture
def pilots(ready_sqlite: str) -> str:
    """A store in which two of three pilots take in one kind of participant only."""
    events = [
        {
            "type": "nl.startbaan.intake.v1",
            "subject": f"P-{number}",
            "id": f"00000000-0000-4000-8000-{number:012d}",
            "data": {"datum": "2025-01-01", "proef": proef, "deelname": deelname, "geslacht": sex},
        }
        for number, (proef, deelname, sex) in enumerate(PEOPLE_OF_PILOTS)
    ]
    common = {
        "specversion": "1.0",
        "source": LOG[0]["source"],
        "time": "2025-01-02T09:00:00.000000Z",
        "datacontenttype": "application/json",
    }
    file = "".join(json.dumps({**common, **event}) + "\n" for event in events)
    return taken_in(ready_sqlite, file.encode())


@pytest.mark.parametrize(("column", "number"), [("deelname", 1), ("geslacht", 0), ("proef", 0)])
def test_groups_that_are_pilots_in_disguise(column: str, number: int, pilots: str) -> None:
    data = answer(pilots, "durations", *P, *PLACED, "--by", column)
    assert len(data["warnings"]) == number
    shown = journey(pilots, "--lang", "en", "durations", *P, *PLACED, "--by", column).text
    assert ("Mind: these groups go with the pilots." in shown) == bool(number)
    ran = journey(pilots, "durations", *P, *PLACED, "--by", column, "--format", "csv")
    assert ("hangen sterk samen met de proeven" in ran.err) == bool(number)


def test_within_one_pilot_there_is_no_disguise(pilots: str) -> None:
    asked = ("--by", "deelname", "--where", "proef=wsd")
    assert answer(pilots, "durations", *P, *PLACED, *asked)["warnings"] == []


def test_the_head_says_nothing_of_startbanen_where_none_are_counted(url: str) -> None:
    asked = ("tables", *P, "--unit", "startbanen")
    for more, said in ((("--table", "2"), False), (("--table", "7"), True), ((), True)):
        assert ("elke startbaan" in done(url, *asked, *more).text) is said
