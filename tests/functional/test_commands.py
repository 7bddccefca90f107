"""Exit codes, formats and what goes where: stdout holds data only, stderr is talk."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import subprocess
import unicodedata
from datetime import date
from pathlib import Path
from stat import S_IMODE
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from journey.projections.snapshot import COLUMNS
from tests import oracle
from tests.command_line import PROGRAM, Ran, done, exported, journey, taken_in
from tests.stories import as_file, id_of, log_of

STORY = """
    -- 2025-11-03T10:00:00.000000Z
    AMS-0042
    2024-01-10 intake proef=amsterdam vervoer=fiets|ov engels=ja
    2024-02-01 voortraject_started
    2024-03-02 voortraject_ended
    2024-06-01 placed uren_per_week=24.5 sector=horeca soort_startbaan=betaald_werk
    b-1
    2024-01-11 intake deelname=vrijwillig kinderen=2
    2024-05-01 dropped_out reden_uitstroom=verhuizing
    B-2
    2024-01-11 intake
    -- 2025-11-06T10:00:00.000000Z
    B-2
    2024-02-01 put_on_hold
    """
LOG = log_of(STORY)
P = ("--peildatum", "2025-10-31")


@pytest.fixture
def url(ready_url: str) -> str:
    """A store that holds three participants, on each database."""
    return filled(ready_url)


@pytest.fixture
def file_url(ready_sqlite: str) -> str:
    """The same in a file alone, for what does not depend on the database."""
    return filled(ready_sqlite)


def filled(url: str) -> str:
    """A store that holds three participants."""
    return taken_in(url, as_file(LOG))


def failed(ran: Ran, code: int) -> str:
    """What is said where a command fails with this code: plain lines and no data."""
    assert (ran.code, ran.out) == (code, b""), ran.err
    assert "Traceback" not in ran.err
    return ran.err


# Answers ------------------------------------------------------------------------------------------


def test_snapshot_as_json(url: str) -> None:
    ran = journey(url, "snapshot", *P, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    answer = json.loads(ran.out)
    rows = answer.pop("rows")
    assert answer == {
        "peildatum": "2025-10-31",
        "known_at": None,
        "position": 8,
        "definitions": 1,
        "where": [],
    }
    assert rows == json.loads(json.dumps(oracle.snapshot(LOG, "2025-10-31")))
    assert list(rows[0]) == list(COLUMNS)


def test_snapshot_as_csv_holds_the_same_columns_and_codes(url: str) -> None:
    ran = journey(url, "snapshot", *P, "--format", "csv")
    assert ran.code == 0
    assert ran.err == "Peildatum 2025-10-31 · zoals nu bekend (positie 8) · definities 1\n"
    assert b"\r" not in ran.out
    rows = list(csv.DictReader(io.StringIO(ran.text)))
    assert list(rows[0]) == list(COLUMNS)
    answer = json.loads(journey(url, "snapshot", *P, "--format", "json").out)
    assert rows == [{name: as_csv(row[name]) for name in row} for row in answer["rows"]]
    assert (rows[0]["vervoer"], rows[0]["uren_per_week"], rows[2]["uren_per_week"]) == (
        "fiets|ov",
        "24.5",
        "",
    )


def as_csv(value: Any) -> str:
    """A value of JSON as CSV has it."""
    if value is None:
        return ""
    return "|".join(value) if isinstance(value, list) else str(value)


def test_snapshot_for_people(url: str) -> None:
    ran = journey(url, "snapshot", *P, "--known-at", "2025-11-05", "--where", "proef=wsd")
    assert (ran.code, ran.err) == (0, "")
    assert ran.text.splitlines() == [
        "Peildatum 2025-10-31 · zoals bekend op 2025-11-05 (positie 7) · definities 1 · alleen "
        "proef=wsd",
        "",
        "deelnemernummer  proef  deelname    instroomdatum  status_sinds  voortraject_ooit  "
        "plaatsing_ooit  on_hold_ooit  status",
        "  ".join("─" * width for width in (15, 5, 10, 13, 12, 16, 14, 12, 61)),
        "B-2              wsd    verplicht   2024-01-11     2024-01-11    nee               "
        "nee             nee           Nog voortraject nodig (tussen instroom/intake en "
        "voortraject)",
        "b-1              wsd    vrijwillig  2024-01-11     2024-05-01    nee               "
        "nee             nee           Uitval",
        "",
        "2 deelnemers; alle kolommen: --format csv of json",
    ]


def test_tables_as_json(url: str) -> None:
    ran = journey(url, "tables", *P, "--format", "json", "--known-at", "#7")
    assert (ran.code, ran.err) == (0, "")
    answer = json.loads(ran.out)
    tables = answer.pop("tables")
    assert answer == {
        "peildatum": "2025-10-31",
        "known_at": "#7",
        "position": 7,
        "definitions": 1,
        "where": [],
        "unit": "laatste",
    }
    assert tables == json.loads(json.dumps(oracle.tables(LOG, "2025-10-31", 7)))


def test_tables_as_csv_holds_the_same_figures(url: str) -> None:
    ran = journey(url, "tables", *P, "--format", "csv", "--table", "4", "--table", "3")
    assert ran.code == 0
    rows = list(csv.DictReader(io.StringIO(ran.text)))
    assert [row["table"] for row in rows[:1] + rows[-1:]] == ["3", "4"]
    (placed,) = [r for r in rows if (r["block"][:2], r["row"]) == ("Al", "Ja")]
    assert placed == {
        "table": "4",
        "title": "Tussenstand - startbaan",
        "block": "Al een plaatsing op een startbaan",
        "unit": "deelnemers",
        "row": "Ja",
        "of_which": "",
        "column": "alle",
        "n": "1",
        "of": "3",
        "base": "3",
        "pct": "33.3",
        "mean": "",
    }
    (paid,) = [r for r in rows if r["row"] == "waarvan ooit betaald"]
    assert (paid["of_which"], paid["n"]) == ("Ja", "1")


def test_tables_for_people(url: str) -> None:
    ran = journey(url, "tables", *P, "--table", "4")
    assert (ran.code, ran.err) == (0, "")
    assert ran.text == (
        "Peildatum 2025-10-31 · zoals nu bekend (positie 8) · definities 1\n"
        "\n"
        "Tabel 4. Tussenstand - startbaan  Alle      %\n"
        "────────────────────────────────  ────  ─────\n"
        "Al een plaatsing op een startbaan (deelnemers: 3)\n"
        "  Onbekend                           0   0,0%\n"
        "  Nee                                2  66,7%\n"
        "  Ja                                 1  33,3%\n"
        "  ↳ waarvan ooit betaald             1  33,3%\n"
        "\n"
        "Aantal startbanen gehad (deelnemers: 3)\n"
        "  Onbekend                           0   0,0%\n"
        "  Geen                               2  66,7%\n"
        "  1                                  1  33,3%\n"
        "  2                                  0   0,0%\n"
        "  3                                  0   0,0%\n"
    )


def test_a_base_of_0_and_a_base_that_is_not_what_is_sorted_out_are_told(file_url: str) -> None:
    ran = journey(file_url, "tables", *P, "--table", "9", "--where", "deelname=verplicht")
    assert "Reden (deelnemers: 0 / 0 / 0; % van 2 / 2 / 0)" in ran.text
    assert ran.text.splitlines()[5].split() == ["Onbekend", "0", "0,0%", "0", "0,0%", "0", "-"]


def test_english_is_for_people_and_not_for_programs(file_url: str) -> None:
    english = journey(file_url, "--lang", "en", "tables", *P, "--table", "2")
    assert "Table 2. Where participants are" in english.text
    assert "  ↳ of which derived" in english.text
    assert "33.3%" in english.text
    for command in (["tables"], ["snapshot"]):
        for format_ in ("json", "csv"):
            asked = [*command, *P, "--format", format_]
            assert (
                journey(file_url, "--lang", "en", *asked).out
                == journey(file_url, "--lang", "nl", *asked).out
            )


@pytest.mark.parametrize("asked", ["2025-10-31", "31-10-2025"])
def test_dates_in_two_ways(asked: str, file_url: str) -> None:
    ran = journey(file_url, "snapshot", "--peildatum", asked, "--format", "json")
    assert json.loads(ran.out)["peildatum"] == "2025-10-31"


@pytest.mark.parametrize(
    ("asked", "known_at", "position"),
    [
        ("2025-11-05", "2025-11-05", 7),
        ("05-11-2025", "2025-11-05", 7),
        ("2025-11-06", "2025-11-06", 8),
        ("2025-11-06T11:00:00+01:00", "2025-11-06T10:00:00.000000Z", 8),
        ("2025-11-06T11:00+01:00", "2025-11-06T10:00:00.000000Z", 8),
        ("2025-11-06t09:59z", "2025-11-06T09:59:00.000000Z", 7),
        ("2025-11-06T09:59:59.999999Z", "2025-11-06T09:59:59.999999Z", 7),
        ("#0", "#0", 0),
        ("#008", "#8", 8),
        ("#999", "#999", 8),
    ],
)
def test_known_at_in_three_ways(asked: str, known_at: str, position: int, file_url: str) -> None:
    for option in ("--known-at", "--beschikbaar-op"):
        ran = journey(file_url, "snapshot", *P, option, asked, "--format", "json")
        answer = json.loads(ran.out)
        assert (answer["known_at"], answer["position"]) == (known_at, position)


def test_where_may_be_repeated(url: str) -> None:
    def found(*where: str) -> list[str]:
        asked = [part for one in where for part in ("--where", one)]
        ran = journey(url, "snapshot", *P, *asked, "--format", "json")
        answer = json.loads(ran.out)
        assert answer["where"] == list(where)
        return [row["deelnemernummer"] for row in answer["rows"]]

    assert found("proef=wsd") == ["B-2", "b-1"]
    assert found("proef=wsd", "proef=amsterdam") == ["AMS-0042", "B-2", "b-1"]
    assert found("proef=wsd", "status=uitval") == ["b-1"]
    assert found("vervoer=ov") == ["AMS-0042"]
    assert found("vervoer=onbekend", "kinderen=") == ["B-2"]
    assert found("uren_per_week=24.5") == ["AMS-0042"]
    assert found("deelnemernummer=a=b") == []


# Files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "format_"),
    [("s.csv", "csv"), ("s.JSON", "json"), ("s.txt", "table"), ("s.tar.json", "json")],
)
def test_the_ending_of_a_file_says_its_format(
    name: str, format_: str, file_url: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    ran = journey(file_url, "snapshot", *P, "-o", str(path))
    assert (ran.code, ran.out) == (0, b"")
    assert ran.err.startswith("Peildatum 2025-10-31 · ")
    assert path.read_bytes() == journey(file_url, "snapshot", *P, "--format", format_).out
    assert [entry.name for entry in tmp_path.glob("*s.*")] == [name]


def test_a_format_that_is_asked_for_wins_over_the_ending(file_url: str, tmp_path: Path) -> None:
    path = tmp_path / "s.dat"
    assert journey(file_url, "snapshot", *P, "-o", str(path), "--format", "json").code == 0
    assert json.loads(path.read_bytes())["position"] == 8
    assert journey(file_url, "snapshot", *P, "-o", "-", "--format", "json").out == path.read_bytes()


@pytest.mark.parametrize("name", ["s.pdf", "s", "s.csv.gz"])
@pytest.mark.parametrize("command", ["snapshot", "tables"])
def test_an_ending_that_no_format_has(
    name: str, command: str, file_url: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    said = failed(journey(file_url, command, *P, "-o", str(path)), 2)
    assert "allowed: .txt, .csv, .json" in said
    assert not path.exists()


def test_a_file_that_can_not_be_written_or_read(file_url: str, tmp_path: Path) -> None:
    missing = str(tmp_path / "no" / "s.csv")
    assert failed(journey(file_url, "snapshot", *P, "-o", missing), 1) == (
        f"Error: {missing} can't be written: No such file or directory\n"
    )
    (tmp_path / "folder.csv").mkdir()
    said = failed(journey(file_url, "snapshot", *P, "-o", str(tmp_path / "folder.csv")), 1)
    assert "folder.csv can't be written: Is a directory" in said
    assert "no.jsonl can't be read: No such file" in failed(
        journey(file_url, "import", "events", str(tmp_path / "no.jsonl")), 1
    )
    assert "can't be read: Is a directory" in failed(
        journey(file_url, "import", "events", str(tmp_path)), 1
    )


def test_what_is_written_over_stays_what_it_is(file_url: str, tmp_path: Path) -> None:
    file, link = tmp_path / "kept.csv", tmp_path / "link.csv"
    file.touch(0o600)
    link.symlink_to(file)
    assert journey(file_url, "snapshot", *P, "-o", str(link)).code == 0
    assert (link.is_symlink(), S_IMODE(file.stat().st_mode)) == (True, 0o600)
    assert file.read_text().startswith("deelnemernummer,")
    device = Path(os.devnull)
    for command in (("export", "events"), ("snapshot", *P, "--format", "csv")):
        assert journey(file_url, *command, "-o", str(device)).code == 0
        assert device.is_char_device()


@pytest.mark.parametrize("begin", ["SQLite format 3\0", "JOURNEY-KEY+01", "PRIVATE+KEY+urn:x"])
@pytest.mark.parametrize("linked", [False, True])
def test_a_log_and_keys_are_never_written_over(
    begin: str, linked: bool, file_url: str, tmp_path: Path
) -> None:
    file, link = tmp_path / "file.jsonl", tmp_path / "link.jsonl"
    file.write_text(begin)
    link.symlink_to(file)
    name = str(link if linked else file)
    said = failed(journey(file_url, "export", "events", "-o", name), 2)
    assert "is a database or holds a key, which is never written over" in said
    assert file.read_text() == begin


def test_the_log_itself_is_never_written_over(file_url: str) -> None:
    database = make_url(file_url).database
    assert database is not None
    before = journey(file_url, "export", "events").out
    for name in (database, f"{database}-wal"):
        if Path(name).exists():
            failed(journey(file_url, "snapshot", *P, "--format", "csv", "-o", name), 2)
    assert journey(file_url, "export", "events").out == before


def test_links_in_a_circle_are_said_in_a_line(file_url: str, tmp_path: Path) -> None:
    one, other = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    one.symlink_to(other)
    other.symlink_to(one)
    said = failed(journey(file_url, "export", "events", "-o", str(one)), 1)
    assert said == f"Error: {one} can't be written: it is a link that leads nowhere\n"


def test_a_pipe_takes_an_answer_as_it_comes(file_url: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as cat:
        assert journey(file_url, "snapshot", *P, "-o", str(pipe)).code == 0
        assert cat.stdout is not None
        assert cat.stdout.read().startswith(b"deelnemernummer,")
    assert pipe.is_fifo()


def test_a_file_stays_as_it_was_where_an_answer_fails(ready_sqlite: str, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"kept")
    missing = f"sqlite:///{tmp_path / 'none.db'}"
    assert journey(missing, "export", "events", "-o", str(path)).code == 3
    assert path.read_bytes() == b"kept"


@pytest.mark.parametrize("name", ["table", "md", "html"])
def test_a_block_of_several_answers_says_so(name: str, file_url: str) -> None:
    for lang, said in (("nl", "meer antwoorden mogelijk"), ("en", "several answers possible")):
        ran = journey(file_url, "--lang", lang, "tables", *P, "--format", name)
        headings = [line for line in ran.text.splitlines() if said in line]
        titles = ("Vervoersmiddelen", "Type voortraject(en)", "Vervoersmiddelen")
        if lang == "en":
            titles = ("Transport", "Activities in the voortraject", "Transport")
        assert len(headings) == len(titles)
        assert all(title in line for title, line in zip(titles, headings, strict=True))


# The ends of the calendar -------------------------------------------------------------------------

LAST = "9999-12-31"


@pytest.mark.parametrize(
    "arguments",
    [
        *(
            [name, "--peildatum", LAST, "--known-at", known]
            for name in ("lag", "tables", "snapshot", "list", "durations", "spells")
            for known in (LAST, f"{LAST}T23:59:59.999999Z", "0001-01-01T00:00:00Z")
        ),
        ["show", "b-1", "--peildatum", LAST, "--known-at", LAST],
        ["diff", "--peildatum", LAST, "--known-at", "1900-01-01", "--known-at", LAST],
        ["diff", "--peildatum", "1900-01-01", "--peildatum", LAST],
        ["flow", "--from", "1900-01-01", "--to", LAST],
        ["flow", "--from", "9899-12-31", "--to", LAST, "--per", "month"],
        ["trend", "--from", "9800-01-01", "--to", LAST],
        ["report", "--peildatum", "2199-12-31"],
        ["export", "xes", "--peildatum", LAST],
    ],
    ids=" ".join,
)
def test_the_last_day_of_the_calendar_is_a_day(arguments: list[str], file_url: str) -> None:
    ran = done(file_url, *arguments)
    assert ran.out


def test_days_that_cannot_have_passed_are_left_open(file_url: str) -> None:
    ran = journey(file_url, "lag", "--peildatum", LAST, "--known-at", LAST, "--format", "json")
    data = json.loads(ran.out)
    assert [moved["stand"] is None for moved in data["moved"]] == [False, True, True, True, False]


def test_a_publication_of_the_last_day_stands(file_url: str, tmp_path: Path) -> None:
    folder = str(tmp_path / "last")
    assert journey(file_url, "publish", "--peildatum", LAST, "-o", folder).code == 0
    assert journey(file_url, "publish", "--check", folder).code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["flow", "--from", "1900-01-01", "--to", LAST, "--per", "month"],
            "from 1900-01-01 to 9999-12-31 are 97199 months; allowed: up to 2400, so give days",
        ),
        (["trend", "--from", "1900-01-01", "--to", LAST], "are 97199 months"),
        (["flow", "--from", "1900-01-01", "--to", LAST, "--per", "year"], "are 8099 years"),
        (["report", "--peildatum", LAST], "from 2023-12-31 to 9999-12-31 are 95712 months"),
    ],
)
def test_more_periods_than_anybody_reads(arguments: list[str], said: str, file_url: str) -> None:
    assert said in failed(journey(file_url, *arguments), 2)


# Wrong usage --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        *([name, *P] for name in ("tables", "snapshot", "spells", "durations", "lag", "report")),
        *([name, *P] for name in ("list", "quality")),
        ["flow", "--from", "2024-12-31", "--to", "2025-10-31"],
        ["trend", "--from", "2024-12-31", "--to", "2025-10-31"],
        ["diff", *P, "--known-at", "2025-11-05"],
        ["explain", *P, "--table", "2", "--row", "Uitval"],
        ["export", "xes", *P],
        ["publish", *P, "-o", "folder"],
        ["form", "template", "--filled", *P, "-o", "form.xlsx"],
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_a_value_that_nobody_can_have(arguments: list[str], file_url: str) -> None:
    for value, allowed in (
        ("status=onhold", "onbekend, nog_voortraject_nodig, "),
        ("proef=foo", "amsterdam, eindhoven, "),
        ("geslacht=v", "man, vrouw, overig, onbekend, nvt\n"),
    ):
        column, code = value.split("=")
        said = failed(journey(file_url, *arguments, "--where", value), 2)
        assert f"{code!r} is no value of {column}; allowed: {allowed}" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["snapshot"], "Missing option '--peildatum'"),
        (["snapshots"], "No such command 'snapshots'"),
        (["snapshot", *P, "--peil", "x"], "No such option"),
        *(
            (
                ["tables", "--peildatum", given],
                f"{given!r} is no date that exists; allowed: YYYY-MM-DD or DD-MM-YYYY, such as "
                "2025-10-31.",
            )
            for given in (
                *("2025-02-30", "30-02-2025", "2025-31-10", "10/31/2025", "31-10-25", "20251031"),
                *("2025-W01-1", "1-10-2025", "2025-10", "vandaag", ""),
            )
        ),
        *(
            (["tables", "--peildatum", given], f"{given} lies before 1900-01-01; allowed: YYYY-")
            for given in ("1899-12-31", "0001-01-01")
        ),
        *(
            (["snapshot", *P, "--known-at", given], f"{given!r} is no known-at; allowed: a date")
            for given in (
                "5",
                "#",
                "#-1",
                "2025-11-05T12:00:00",
                "2025-11-05T12:00",
                "2025-11-05 12:00",
                "#1.5",
                "",
            )
        ),
        (["tables", *P, "--table", "10"], "10 is not in the range 1<=x<=9"),
        (["tables", *P, "--unit", "banen"], "'banen' is not one of 'laatste', 'startbanen'"),
        (["tables", *P, "--format", "pdf"], "'pdf' is not one of"),
        (["tables", *P, "--where", "status"], "'status' is not of the form COLUMN=VALUE"),
        (
            ["tables", *P, "--where", "leeftijd_=1"],
            "leeftijd_ is no column of a snapshot; allowed:",
        ),
        (
            ["snapshot", *P, "--where", "=x"],
            "is no column of a snapshot; allowed: deelnemernummer,",
        ),
        (["import", "events"], "Missing argument 'FILE'"),
        *(
            (["export", "events", "-o", f"log.{ending}"], "let the name end in .jsonl")
            for ending in ("csv", "XLSX", "md", "html", "parquet", "xes")
        ),
        (["--lang", "de", "snapshot", *P], "'de' is not one of 'nl', 'en'"),
    ],
)
def test_wrong_usage(arguments: list[str], said: str, file_url: str) -> None:
    assert said in failed(journey(file_url, *arguments), 2)


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@host/db", "sqlite:/x.db", "sqlite://x.db", "x", "postgresql://h:x/db"]
)
def test_a_database_url_that_can_not_be_used_is_never_repeated(url: str) -> None:
    said = failed(journey(url, "snapshot", *P), 2)
    assert "sqlite:///relative.db" in said
    assert "secret" not in said


# Stores that can't be used ------------------------------------------------------------------------


def test_a_store_that_is_not_initialised(store_url: str) -> None:
    for arguments in (["snapshot", *P], ["import", "events", "-"], ["export", "events"]):
        assert "run `journey init`" in failed(journey(store_url, *arguments), 3)


def test_a_store_of_a_newer_version(url: str) -> None:
    as_owner(url, "UPDATE alembic_version SET version_num = '9999'")
    for arguments in (["init"], ["snapshot", *P], ["import", "events", "-"]):
        said = failed(journey(url, *arguments), 3)
        assert "has revision '9999', which this version of journey does not know." in said
        assert "Use the version of journey that made it, or a newer one." in said


def test_an_event_of_a_newer_version_of_its_data(ready_sqlite: str) -> None:
    filled(ready_sqlite)
    as_owner(
        ready_sqlite,
        "INSERT INTO events (position, event_id, participant_id, subject, version, type, "
        "type_version, datum, recorded_at, data, leaf) SELECT 9, '99999999' || substr(event_id, 9),"
        " participant_id, subject, 9, type, 2, datum, recorded_at, data, leaf FROM events "
        "WHERE position = 8",
    )
    said = failed(journey(ready_sqlite, "snapshot", *P), 3)
    assert "the log holds put_on_hold in version 2; this program knows 1" in said


def as_owner(url: str, statement: str) -> None:
    """What somebody does to a database with a tool of their own."""
    parts = make_url(url)
    if parts.drivername == "sqlite":
        assert parts.database is not None
        with sqlite3.connect(parts.database) as connection:
            connection.execute(statement)
        connection.close()
    else:
        with psycopg.connect(url.replace("+psycopg", "")) as server:
            server.execute(statement.encode())


def test_a_store_that_can_not_be_reached(tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_text("no database at all, " * 100)
    for url in (
        f"sqlite:///{tmp_path / 'no' / 'journey.db'}",
        f"sqlite:///{tmp_path}",
        f"sqlite:///{text}",
        "postgresql+psycopg://user:secret@127.0.0.1:1/journey",
    ):
        for arguments in (["snapshot", *P], ["init"]):
            assert "secret" not in failed(journey(url, *arguments), 3)


def test_debug_shows_where_an_error_came_from(tmp_path: Path) -> None:
    ran = journey(f"sqlite:///{tmp_path / 'no.db'}", "--debug", "snapshot", *P)
    assert ran.code == 3
    assert "Traceback" in ran.err
    assert "StoreNotInitialised" in ran.err


# Nothing that a terminal acts on ------------------------------------------------------------------

NASTY = "\x1b]0;owned\x07\x1b[2J\u202e\u2066\x9b31m\u2028"


@pytest.mark.parametrize(
    "arguments",
    [
        ["snapshot", *P, "--where", f"proef={NASTY}"],
        ["snapshot", *P, "--where", f"proef={NASTY}", "--format", "csv"],
        ["tables", *P, "--where", f"proef={NASTY}"],
        ["tables", *P, "--where", f"{NASTY}=x"],
        ["snapshot", "--peildatum", NASTY],
        ["snapshot", *P, "--known-at", NASTY],
        ["snapshot", *P, "-o", f"x.{NASTY}"],
        ["snapshot", *P, "-o", f"/{NASTY}/s.csv"],
        ["import", "events", f"/{NASTY}"],
        ["init", "--proef", f"{NASTY}=x"],
        ["init", "--source", NASTY],
    ],
)
def test_a_terminal_gets_no_control_characters(arguments: list[str], file_url: str) -> None:
    ran = journey(file_url, *arguments)
    assert hidden(ran.err) | hidden(ran.text) <= {"\n"}


def hidden(text: str) -> set[str]:
    """The characters that a terminal acts on or that nobody sees."""
    return {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")}


@pytest.mark.parametrize("field", ["id", "type", "subject", "time", "source", "data"])
def test_escape_sequences_of_a_file_are_shown_as_text(field: str, file_url: str) -> None:
    event = log_of("N-1\n2024-01-10 intake")[0] | {"id": id_of(99)}
    event[field] = {"datum": NASTY, NASTY: NASTY} if field == "data" else NASTY
    ran = journey(file_url, "import", "events", "-", stdin=as_file([event]))
    assert ran.code == 1
    assert "\\x1b]0;owned\\x07\\x1b[2J\\u202e" in ran.err
    assert hidden(ran.err) <= {"\n"}


# Help ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", [["import"], ["export"], ["keys"], ["form"]])
def test_a_group_alone_shows_its_help_as_it_is(group: list[str], file_url: str) -> None:
    bare, asked = journey(file_url, *group), done(file_url, *group, "--help")
    assert (bare.code, bare.out) == (2, b"")
    assert bare.err == asked.text


def test_the_program_alone_shows_its_help_as_it_is() -> None:
    bare = subprocess.run([PROGRAM], capture_output=True, text=True, check=False)
    asked = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True)
    assert (bare.returncode, bare.stdout, bare.stderr) == (2, "", asked.stdout)


def test_reading_leaves_the_log_as_it_is(url: str) -> None:
    before = exported(url)
    for arguments in (["snapshot", *P], ["tables", *P], ["--help"], ["snapshot", "--help"]):
        assert journey(url, *arguments).code == 0
    assert exported(url) == before


def test_a_peildatum_may_lie_ahead(file_url: str) -> None:
    day = str(date(2999, 12, 31))
    answer = json.loads(journey(file_url, "snapshot", "--peildatum", day, "--format", "json").out)
    assert [row["leeftijd"] for row in answer["rows"]] == [None, None, None]
