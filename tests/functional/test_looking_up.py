"""Showing one participant, listing many, who records, a day's work from a file, completion."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.command_line import PROGRAM, command, done, environment, exported, journey, taken_in
from tests.stories import events_in, id_of
from tests.terminals import Pty, exit_code, wait_for

STORY = """
AMS-0001
2024-02-01 intake proef=amsterdam taalniveau=A1
2024-03-01 placed sector=horeca uren_per_week=24.5 as job
2024-03-01 put_on_hold reden_on_hold=medisch as hold
-- 2026-02-01T12:00:00Z
2026-02-01 corrected job: datum=2024-04-01 startbaan=1 sector=bouw_techniek uren_per_week=24.5
2026-02-01 retracted hold reden=dubbel
ams-0002
2024-02-01 intake
2025-10-01 characteristics_changed taalniveau=A2
Ams-0003
2025-10-31 intake proef=rotterdam
2025-12-01 dropped_out reden_uitstroom=verhuizing
"""


@pytest.fixture
def url(ready_sqlite: str) -> str:
    """A store that holds the story."""
    return taken_in(ready_sqlite, STORY)


# -- show -----------------------------------------------------------------------------------------


def test_show(url: str) -> None:
    ran = journey(url, "show", "ams-0001", "--peildatum", "2026-01-01")
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.text
        == f"""\
Peildatum 2026-01-01 · zoals nu bekend (positie 9) · definities 1

AMS-0001 (amsterdam): Heeft momenteel een startbaan
sinds 2024-04-01 (640 dagen), door placed

Startbaan 1 sinds 2024-04-01. Uren per week: 24,5; Sector werkgever: Bouw en techniek

Kenmerken. Deelname: Verplicht; Taalniveau: A1

Periode     tot         Dagen  Status
──────────  ──────────  ─────  {"─" * 61}
2024-02-01  2024-04-01     60  Nog voortraject nodig (tussen instroom/intake en voortraject)
2024-04-01  …             640  Heeft momenteel een startbaan

Datum       Gebeurtenis    Vastgelegd  Door  Id
──────────  ─────────────  ──────────  ────  ────────
2024-02-01  intake         2026-01-01  -     {id_of(1)[:8]}
            Deelname: Verplicht; Taalniveau: A1; Proef: amsterdam
2024-03-01  ✗ put_on_hold  2026-01-01  -     {id_of(3)[:8]}
            Reden on hold: Medische klachten
            ↳ ingetrokken 2026-02-01 door - (Dubbel, {id_of(5)[:8]})
2024-04-01  placed         2026-01-01  -     {id_of(2)[:8]}
            Startbaan: 1; Uren per week: 24,5; Sector werkgever: Bouw en techniek
            ↳ verbeterd 2026-02-01 door - (Vergissing, 00000000); was: Datum: 2024-03-01; Sector
              werkgever: Horeca en catering
"""
    )


def test_show_as_known_earlier_in_english(url: str) -> None:
    asked = ("show", "AMS-0001", "--peildatum", "01-03-2024", "--known-at", "2026-01-31")
    ran = journey(url, "--lang", "en", *asked)
    assert "Peildatum 2024-03-01 · as known at 2026-01-31 (position 3) ·" in ran.text
    assert "AMS-0001 (amsterdam): On hold\nsince 2024-03-01 (0 days), by put_on_hold\n" in ran.text
    assert "Startbaan 1 since 2024-03-01. Hours a week: 24.5; Sector of the employer: " in ran.text
    assert "corrected" not in ran.text


def test_show_before_the_intake(url: str) -> None:
    ran = journey(url, "show", "AMS-0001", "--peildatum", "2024-01-31")
    assert "AMS-0001: nog geen intake op de peildatum\n\nDatum " in ran.text


def test_show_for_programs(url: str) -> None:
    ran = journey(url, "show", "AMS-0001", "--peildatum", "2026-01-01", "--format", "json")
    shown = json.loads(ran.text)
    assert list(shown)[:4] == ["peildatum", "known_at", "position", "definitions"]
    assert (shown["status"], shown["status_sinds"]) == ("startbaan", "2024-04-01")
    assert shown["startbanen"][0]["terms"]["uren_per_week"] == 24.5
    assert [spell["days"] for spell in shown["spells"]] == [60, 640]
    intake, hold, job = shown["timeline"]
    assert (intake["event"], intake["amended"], intake["stands"]) == ("intake", [], True)
    assert (hold["stands"], hold["amended"][0]["event"]) == (False, "retracted")
    assert job["data"]["sector"] == "bouw_techniek"
    assert job["amended"][0]["was"]["sector"] == "horeca"
    assert job["amended"][0]["reden"] == "vergissing"


def test_show_of_nobody(url: str) -> None:
    ran = journey(url, "show", "AMS-0009")
    assert (ran.code, ran.out) == (1, b"")
    assert ran.err == (
        "Error: the log holds no participant AMS-0009; `journey list` shows who it holds\n"
    )


# -- list -----------------------------------------------------------------------------------------


def listed(url: str, *asked: str) -> list[list[str]]:
    ran = done(url, "list", "--peildatum", "2026-01-01", *asked, "--format", "csv")
    return [line.split(",") for line in ran.text.splitlines()[1:]]


def test_list_is_sorted_with_numbers_as_written_at_the_intake(url: str) -> None:
    assert listed(url) == [
        ["AMS-0001", "amsterdam", "startbaan", "2024-04-01", "2024-04-01", "640"],
        ["Ams-0003", "rotterdam", "uitval", "2025-12-01", "2025-12-01", "31"],
        ["ams-0002", "wsd", "nog_voortraject_nodig", "2024-02-01", "2025-10-01", "92"],
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("--status", "uitval"), ["Ams-0003"]),
        (("--status", "uitval", "--status", "startbaan"), ["AMS-0001", "Ams-0003"]),
        (("--where", "proef=wsd"), ["ams-0002"]),
        (("--where", "taalniveau=A1", "--where", "taalniveau=A2"), ["AMS-0001", "ams-0002"]),
        (("--where", "reden_uitstroom=nvt", "--quiet-for", "93"), ["AMS-0001"]),
        (("--where", "uitstroomdatum=", "--where", "leeftijd="), ["AMS-0001", "ams-0002"]),
        (("--where", "kinderen=", "--where", "kinderen=2", "--quiet-for", "93"), ["AMS-0001"]),
        (("--where", "instroomdatum=1999-01-01"), []),
        (("--where", "uren_totaal=24.5"), ["AMS-0001"]),
        (("--quiet-for", "92"), ["AMS-0001", "ams-0002"]),
        (("--quiet-for", "641"), []),
        (("--known-at", "#1"), ["AMS-0001"]),
    ],
)
def test_list_of_some(url: str, asked: tuple[str, ...], found: list[str]) -> None:
    assert [row[0] for row in listed(url, *asked)] == found


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (("--status", "foo"), "'foo' is no code of status; allowed: onbekend, nog_voortraject"),
        (("--where", "status=foo"), "'foo' is no value of status; allowed: onbekend, nog_voor"),
        (("--where", "proef=foo"), "'foo' is no value of proef; allowed: amsterdam, eindhoven"),
        (("--where", "vervoer=ski"), "'ski' is no value of vervoer; allowed: fiets, auto, ov, o"),
        (("--where", "reden_einde=x"), "'x' is no value of reden_einde; allowed: contract_verl"),
        (
            ("--where", "leeftijd=abc"),
            "'abc' is no value of leeftijd; allowed: a whole number, or n",
        ),
        (("--where", "leeftijd=27.0"), "'27.0' is no value of leeftijd; allowed: a whole number"),
        (("--where", "kinderen=-"), "'-' is no value of kinderen; allowed: a whole number"),
        (("--where", "uren_per_week=24,5"), "'24,5' is no value of uren_per_week; allowed: a num"),
        (("--where", "pip_datum=onbekend"), "'onbekend' is no value of pip_datum; allowed: a date"),
        (("--where", "instroomdatum=01-02-2025"), "allowed: a date as YYYY-MM-DD, or nothing"),
        (("--where", "foo=x"), "foo is no column of a snapshot; allowed: deelnemernummer, proef"),
        (("--where", "foo"), "'foo' is not of the form COLUMN=VALUE"),
        (("--quiet-for", "-1"), "-1 is not in the range x>=0"),
    ],
)
def test_list_knows_its_codes(url: str, asked: tuple[str, ...], answer: str) -> None:
    ran = journey(url, "list", *asked)
    assert (ran.code, ran.out) == (2, b"")
    assert answer in ran.err


def test_a_list_that_does_not_fit_the_terminal_is_paged(url: str, tmp_path: Path) -> None:
    paged = tmp_path / "paged"
    variables = environment(PAGER=f"tee {shlex.quote(str(paged))}")
    for lines, through_pager in ((60, False), (6, True)):
        with Pty(command(url, "list"), variables, lines) as terminal:
            wait_for(terminal, "3 deelnemers")
            assert exit_code(terminal) == 0
        assert paged.exists() == through_pager


def test_a_narrow_terminal_breaks_lines_between_words(ready_url: str) -> None:
    taken_in(ready_url, LONG)
    for asked in (("show", "A-1"), ("list",), CORRECTION):
        with Pty(command(ready_url, *asked), environment(PAGER="cat"), 60, 80) as terminal:
            assert exit_code(terminal) == 0
            narrow = terminal.screen()
        wide = done(ready_url, *asked).text
        assert max(map(len, wide.splitlines())) > 80 >= max(map(len, narrow.splitlines()))
        words = sorted(word for word in wide.split() if "─" not in word)
        assert sorted(word for word in narrow.split() if "─" not in word) == words


LONG = """
    -- 2025-02-01T10:00:00Z
    A-1
    2025-01-10 intake geslacht=man geboortejaar=1990 kinderen=2 verblijfssituatie=woning
    2025-01-20 placed sector=horeca contract=bepaalde_tijd uren_per_week=24
    A-2
    2025-01-20 intake
"""
CORRECTION = (
    *("correct", id_of(1), "--kinderen", "3", "--reden", "vergissing", "--as", "mw-1"),
    *("--id", id_of(9), "--dry-run"),
)


# -- who ------------------------------------------------------------------------------------------

INTAKE = ("record", "intake", "B-1", "--datum", "2025-02-01", "--proef", "wsd")
VERPLICHT = (*INTAKE, "--deelname", "verplicht")


def test_who_records(ready_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JOURNEY_USER", raising=False)
    ran = journey(ready_url, *VERPLICHT)
    assert ran.code == 1
    assert ran.err == (
        "Error: who records this? Give --as STAFF, or set JOURNEY_USER to your staff pseudonym "
        "(such as mw-17)\n"
    )
    monkeypatch.setenv("JOURNEY_USER", "123456789")
    assert "JOURNEY_USER: '123456789' could be a BSN" in journey(ready_url, *VERPLICHT).err
    assert exported(ready_url) == b""
    assert journey(ready_url, *VERPLICHT, "--as", "mw-1", "--id", id_of(1)).code == 0
    monkeypatch.setenv("JOURNEY_USER", "mw-2")
    journey(ready_url, "correct", id_of(1), "--kinderen", "2", "--reden", "later_bekend")
    shown = journey(ready_url, "show", "B-1").text
    assert f"  mw-1  {id_of(1)[:8]}" in shown
    assert " door mw-2 (Later bekend geworden, " in shown


# -- a day's work ---------------------------------------------------------------------------------

DAY = """\
event;number;datum;proef;deelname;startbaan;uren_per_week;vervoer;id
intake;B-1;01-02-2025;wsd;verplicht;;;fiets|ov;
placement_ended;B-1;2025;;;1;;;
placed;b-1;2025-03;;;1;24,5;;00000000-0000-4000-8000-00000000000A
mediation_started;B-1;2025-03-10;;;;;;
"""


@pytest.fixture
def staff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOURNEY_USER", "mw-17")


@pytest.mark.usefixtures("staff")
def test_a_days_work(ready_url: str) -> None:
    asked = ("record", "--from", "-")
    ran = journey(ready_url, *asked, "--dry-run", stdin=DAY.encode())
    assert ran.err == "-: would record 4 events of 1 participant; 0 were in the log already\n"
    assert exported(ready_url) == b""
    assert journey(ready_url, *asked, stdin=DAY.encode()).code == 0
    log = exported(ready_url)
    found = [event["data"] for event in events_in(log)]
    assert [(data["datum"], data.get("precisie")) for data in found] == [
        ("2025-02-01", None),
        ("2025-03-02", "jaar"),
        ("2025-03-01", "maand"),
        ("2025-03-10", None),
    ]
    assert {data["recorded_by"] for data in found} == {"mw-17"}
    assert found[0]["vervoer"] == ["fiets", "ov"]
    assert found[2]["uren_per_week"] == 24.5
    again = DAY.replace("01-02-2025", "2025-02-01").replace("\n", "\r\n")
    ran = journey(ready_url, *asked, stdin=b"\xef\xbb\xbf" + again.encode())
    assert "recorded 0 events of 0 participants; 4 were in the log already" in ran.err
    assert exported(ready_url) == log


@pytest.mark.usefixtures("staff")
def test_all_of_a_days_work_or_nothing(ready_url: str, tmp_path: Path) -> None:
    file = tmp_path / "day.csv"
    file.write_text(
        DAY
        + "placed;B-2;2025-04-01;;;1;;;\n"
        + "placed;B-1;2025-02-30;;;2;;;\n"
        + "placed;B-1;2025-04-01;;;2;99;;x\n"
        + "sacked;B-1;2025-04-01;;;2;;;\n"
        + "placed;12345678;2025-04-01;;;2;;;\n"
        + "placed;B-1;2025-04-01;wsd;;2;;;\n"
        + "placed;B-1;2025-04-01;;;2\n"
    )
    ran = journey(ready_url, "record", "--from", str(file))
    assert (ran.code, ran.out) == (1, b"")
    first, *lines = ran.err.splitlines()
    assert first == f"Error: {file}: nothing was written: 8 problems"
    assert [line.split(" allowed: ")[0].strip() for line in lines] == [
        "line 6: B-2: placed on 2025-04-01 breaks rule 1: nothing comes before the intake; record "
        "the intake first",
        "line 7: datum: '2025-02-30' is no date that exists;",
        "line 8: id: 'x' is not a UUID;",
        "line 8: uren_per_week: 99 is out of range;",
        "line 9: event: 'sacked' is no event to record;",
        "line 10: number: '12345678' could be a BSN or V-nummer;",
        "line 11: proef: is no field of this event;",
        "line 12: has not as many columns as the heading",
    ]
    assert exported(ready_url) == b""


@pytest.mark.usefixtures("staff")
def test_a_rule_broken_in_a_days_work(ready_sqlite: str) -> None:
    late = DAY.replace("placement_ended;B-1;2025;", "placement_ended;B-1;2025-02;")
    ran = journey(ready_sqlite, "record", "--from", "-", stdin=late.encode())
    assert ran.err.splitlines()[1:] == [
        "  line 3: B-1: placement_ended on 2025-02-01 breaks rule 3: there is no startbaan 1; "
        "record placed first"
    ]


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (b"", "the heading lacks event and lacks number and lacks datum"),
        (b"event,number\n", "the heading lacks datum;"),
        (b"event,number,datum,number\n", "the heading has 'number' twice"),
        (b"\xff\xfe", "it is not UTF-8 (byte 1); save it as CSV UTF-8"),
        (b'event,number,datum\nplaced,B-1,"2025\n', "is not CSV: unexpected end of data"),
    ],
)
def test_what_is_no_file_of_a_days_work(ready_sqlite: str, content: bytes, answer: str) -> None:
    ran = journey(ready_sqlite, "record", "--from", "-", stdin=content)
    assert ran.code == 1
    assert answer in ran.err


# -- completion -----------------------------------------------------------------------------------


def completed(url: str, line: str) -> list[str]:
    """What bash's own completion function offers for the last word of a line."""
    program = f"""
eval "$(journey completion bash)"
COMP_WORDS=({line}"")
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_journey_completion journey
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    variables = environment(JOURNEY_DATABASE=url)
    path = f"{PROGRAM.parent}{os.pathsep}{variables['PATH']}"
    ran = subprocess.run(
        ["bash", "--norc", "-c", program],
        env=variables | {"PATH": path},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("journey rec", ["record"]),
        ("journey record pla", ["placed", "placement_changed", "placement_ended"]),
        ("journey record placed AMS", ["AMS-0001"]),
        ("journey show ", ["AMS-0001", "Ams-0003", "ams-0002"]),
        ("journey record placed A-1 --sector h", ["horeca"]),
        ("journey record placed A-1 --uren", ["--uren-per-week", "--uren_per_week", "--urenvorm"]),
        ("journey retract 1 --reden d", ["dubbel"]),
        ("journey list --status o", ["onbekend", "on_hold"]),
        ("journey list --format j", ["json"]),
    ],
)
def test_completion_in_bash(url: str, line: str, offered: list[str]) -> None:
    assert sorted(completed(url, line)) == sorted(offered)


@pytest.mark.parametrize(
    ("shell", "words", "answer"),
    [
        ("zsh", "journey record placed AMS-0001 --sector h", "plain\nhoreca\nHoreca en catering"),
        ("fish", "journey record placed AMS-0001 --sector ", "plain,horeca\tHoreca en catering"),
    ],
)
def test_completion_in_other_shells(url: str, shell: str, words: str, answer: str) -> None:
    script = journey(url, "completion", shell)
    assert f"_JOURNEY_COMPLETE={shell}_complete" in script.text
    count = str(len(shlex.split(words)) - (0 if words.endswith(" ") else 1))
    last = "" if words.endswith(" ") else words.split()[-1]
    given = {"COMP_WORDS": words, "COMP_CWORD": last if shell == "fish" else count}
    variables = environment(JOURNEY_DATABASE=url, _JOURNEY_COMPLETE=f"{shell}_complete", **given)
    ran = subprocess.run([PROGRAM], env=variables, capture_output=True, text=True)
    assert answer in ran.stdout


def test_completion_where_there_is_no_store(sqlite_url: str) -> None:
    assert completed(sqlite_url, "journey show A") == []
