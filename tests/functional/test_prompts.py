"""Being asked on a terminal: menus, wrong answers, Ctrl-C, and somebody who is quicker."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from journey.aggregates.identity import participant_id
from journey.store import NewRecord, open_store
from journey.store.codec import encode
from tests.command_line import command, done, environment, exported, journey
from tests.stories import id_of
from tests.terminals import CTRL_C, ENTER, TERMINALS, Pty, Start, Terminal, exit_code, wait_for

Sit: TypeAlias = Callable[..., Terminal]

INTAKE = ("record", "intake", "A-1", "--datum", "2025-02-01", "--proef", "wsd")


@pytest.fixture(params=TERMINALS, ids=lambda start: start.__name__.lower())
def sit(request: pytest.FixtureRequest, ready_sqlite: str) -> Sit:
    """Gives a command of a caseworker in a terminal, once in each kind."""
    start: Start = request.param
    return lambda *asked: start(command(ready_sqlite, *asked), environment(JOURNEY_USER="mw-17"))


def recorded(url: str, *arguments: str) -> None:
    done(url, *arguments, "--as", "mw-2")


def test_everything_that_is_missing_is_asked(sit: Sit, ready_sqlite: str) -> None:
    with sit("record", "intake", "A-1") as terminal:
        shown = wait_for(terminal, "Datum [")
        assert "intake of A-1, now: no intake yet\n" in shown
        assert re.search(r"Datum \[\d{4}-\d\d-\d\d\]:", shown)
        terminal.type(f"2025-02-30{ENTER}")
        wait_for(terminal, "is no date that exists")
        terminal.type(f"01-02-2025{ENTER}")
        shown = wait_for(terminal, "Deelname:")
        assert "   1  verplicht                Verplicht\n   2  vrijwillig" in shown
        terminal.type(f"misschien{ENTER}")
        wait_for(terminal, "'misschien' is no code of deelname; allowed: verplicht, vrijwillig")
        terminal.type(f"2{ENTER}")
        shown = wait_for(terminal, "Proef:")
        assert "   1  amsterdam                Amsterdam\n" in shown
        assert "   6  sudwest-fryslan          Súdwest-Fryslân\n" in shown
        terminal.type(f"8{ENTER}")
        wait_for(terminal, "8 is none of amsterdam, eindhoven")
        terminal.type(f"utrecht{ENTER}")
        wait_for(terminal, "utrecht is none of amsterdam, eindhoven")
        terminal.type(f"wsd{ENTER}")
        assert exit_code(terminal) == 0
        assert "recorded intake of A-1 on 2025-02-01\n" in terminal.screen()
    (line,) = exported(ready_sqlite).splitlines()
    assert b'"deelname":"vrijwillig","proef":"wsd","recorded_by":"mw-17"' in line


@pytest.mark.parametrize("start", TERMINALS, ids=lambda start: start.__name__.lower())
def test_a_name_with_a_comma_is_kept_as_it_is_typed(
    start: Start, ready_sqlite: str, keys: str
) -> None:
    recorded(ready_sqlite, *INTAKE, "--deelname", "verplicht")
    who = command(ready_sqlite, "record", "identity_recorded", "A-1", "--datum", "2025-02-01")
    named = {name: os.environ[name] for name in ("JOURNEY_KEYS", "JOURNEY_KEY_FILE")}
    with start(who, environment(JOURNEY_USER="mw-17", **named)) as terminal:
        wait_for(terminal, "Naam:")
        terminal.type(f"Ypenburg, Sophia van{ENTER}")
        assert exit_code(terminal) == 0
    read = journey(ready_sqlite, "identify", "A-1", "--reden", "belt", "--as", "mw-2")
    assert "Ypenburg, Sophia van" in read.text


def test_today_is_offered(sit: Sit, ready_sqlite: str) -> None:
    recorded(ready_sqlite, *INTAKE, "--deelname", "verplicht")
    with sit("record", "information_missing", "A-1") as terminal:
        (today,) = re.findall(r"Datum \[(.*)\]:", wait_for(terminal, "Datum ["))
        terminal.type(ENTER)
        wait_for(terminal, "Aspecten:")
        terminal.type(f"1, on_hold{ENTER}")
        assert exit_code(terminal) == 0
    last = exported(ready_sqlite).splitlines()[-1]
    assert f'"aspecten":["status","on_hold"],"datum":"{today}"'.encode() in last


def test_the_status_and_the_open_startbanen_are_shown(sit: Sit, ready_sqlite: str) -> None:
    recorded(ready_sqlite, *INTAKE, "--deelname", "verplicht")
    for key, day in (("2", "2025-03-01"), ("oud", "2025-03-02"), ("3", "2025-03-03")):
        recorded(ready_sqlite, "record", "placed", "A-1", "--datum", day, "--startbaan", key)
    ended = ("record", "placement_ended", "A-1", "--datum", "2025-04-01")
    recorded(ready_sqlite, *ended, "--startbaan", "oud")
    with sit(*ended) as terminal:
        shown = wait_for(terminal, "Startbaan:")
        assert "now: Heeft momenteel een startbaan (startbaan)\n" in shown
        assert "   -  2                        sinds 2025-03-01\n   -  3     " in shown
        terminal.type(f"1{ENTER}")
        wait_for(terminal, "1 is none of 2, 3")
        terminal.type(f"2{ENTER}")
        assert exit_code(terminal) == 0
    with sit("record", "placed", "A-1", "--datum", "2025-05-01") as terminal:
        wait_for(terminal, "Startbaan [1]:")
        terminal.type(ENTER)
        assert exit_code(terminal) == 0
    assert b'"startbaan":"1"' in exported(ready_sqlite).splitlines()[-1]


def test_what_changes_is_asked(sit: Sit, ready_sqlite: str) -> None:
    recorded(ready_sqlite, *INTAKE, "--deelname", "verplicht")
    changed = ("record", "characteristics_changed", "A-1", "--datum", "2025-03-01")
    with sit(*changed) as terminal:
        shown = wait_for(terminal, "Welk veld? (leeg: klaar):")
        assert re.search(r"^ +1  deelname                 Deelname$", shown, re.MULTILINE)
        terminal.type(f"werkgever{ENTER}")
        wait_for(terminal, "werkgever is none of the fields above")
        terminal.type(f"kinderen{ENTER}")
        wait_for(terminal, "Aantal kinderen in NL:")
        terminal.type(f"2{ENTER}")
        wait_for(terminal, "Welk veld?", times=3)
        terminal.type(f"1{ENTER}")
        wait_for(terminal, "Deelname:")
        terminal.type(f"2{ENTER}")
        wait_for(terminal, "Welk veld?", times=4)
        terminal.type(ENTER)
        assert exit_code(terminal) == 0
    last = exported(ready_sqlite).splitlines()[-1]
    assert b'"deelname":"vrijwillig","kinderen":2' in last
    with sit(*changed) as terminal:
        wait_for(terminal, "Welk veld?")
        terminal.type(ENTER)
        assert exit_code(terminal) == 1
        assert "changes nothing; give one or more characteristics" in terminal.screen()
    with sit(*changed, "--engels", "ja") as terminal:
        assert exit_code(terminal) == 0


def test_it_asks_in_english(sit: Sit, ready_sqlite: str) -> None:
    recorded(ready_sqlite, *INTAKE, "--deelname", "verplicht")
    with sit("--lang", "en", "record", "voortraject_ended", "A-1") as terminal:
        shown = wait_for(terminal, "Date [")
        assert "now: Still needs a voortraject (between intake and voortraject) (nog_" in shown
        terminal.type(f"2025-03-01{ENTER}")
        wait_for(terminal, "   2  nee                      No\n")
        wait_for(terminal, "Completed:")
        terminal.type(f"2{ENTER}")
        assert exit_code(terminal) == 1
        assert "no voortraject is open; record voortraject_started first" in terminal.screen()


def test_why_is_asked_of_a_correction(sit: Sit, ready_sqlite: str) -> None:
    recorded(ready_sqlite, *INTAKE, "--deelname", "verplicht", "--id", id_of(1))
    with sit("correct", id_of(1), "--kinderen", "2") as terminal:
        wait_for(terminal, "   2  dubbel                   Dubbel\n")
        wait_for(terminal, "Reden:")
        terminal.type(f"1{ENTER}")
        assert exit_code(terminal) == 0
    assert b'"reden":"vergissing"' in exported(ready_sqlite).splitlines()[-1]


@pytest.mark.parametrize("answers", [0, 1, 2])
def test_ctrl_c_leaves_nothing_behind(sit: Sit, ready_sqlite: str, answers: int) -> None:
    questions = [("Datum [", ENTER), ("Deelname:", f"1{ENTER}"), ("Proef:", CTRL_C)]
    with sit("record", "intake", "A-1") as terminal:
        for question, answer in questions[:answers]:
            wait_for(terminal, question)
            terminal.type(answer)
        wait_for(terminal, questions[answers][0])
        terminal.type(CTRL_C)
        assert exit_code(terminal) == 130
        assert "Interrupted; nothing more was done.\n" in terminal.screen()
    assert exported(ready_sqlite) == b""


def test_who_is_overtaken_is_asked_again(sit: Sit, ready_sqlite: str) -> None:
    recorded(ready_sqlite, *INTAKE, "--deelname", "verplicht")
    hold = ("record", "put_on_hold", "A-1", "--datum", "2025-03-01", "--id", id_of(2))
    with sit("record", "mediation_started", "A-1", "--id", id_of(3)) as terminal:
        wait_for(terminal, "Datum [")
        recorded(ready_sqlite, *hold)
        terminal.type(f"2025-02-15{ENTER}")
        shown = wait_for(terminal, "Record it all the same? [y/N]:")
        assert "A-1 was changed by someone else meanwhile; nothing was recorded. New is:" in shown
        assert f"put_on_hold on 2025-03-01 by mw-2 ({id_of(2)})" in shown
        terminal.type(f"y{ENTER}")
        assert exit_code(terminal) == 0
        assert "it lands before put_on_hold on 2025-03-01" in terminal.screen()
    assert id_of(3).encode() in exported(ready_sqlite).splitlines()[-1]


def test_who_is_overtaken_may_leave_it(sit: Sit, ready_sqlite: str) -> None:
    recorded(ready_sqlite, *INTAKE, "--deelname", "verplicht", "--id", id_of(1))
    with sit("retract", id_of(1)) as terminal:
        wait_for(terminal, "Reden:")
        recorded(ready_sqlite, "record", "put_on_hold", "A-1", "--datum", "2025-03-01")
        terminal.type(f"2{ENTER}")
        wait_for(terminal, "Record it all the same? [y/N]:")
        terminal.type(ENTER)
        assert exit_code(terminal) == 1
        assert "Error: nothing was recorded\n" in terminal.screen()
    assert len(exported(ready_sqlite).splitlines()) == 2


# -- what reaches a terminal ----------------------------------------------------------------------

HOSTILE = "x\x1b[31m\x9b31m\u202e\u2066\u200f\x07\rnl"


@pytest.mark.parametrize(
    "asked",
    [
        ("record", HOSTILE, "A-1"),
        ("record", "intake", HOSTILE),
        ("record", "intake", "A-1", f"--{HOSTILE}"),
        ("record", "intake", "A-1", "--datum", HOSTILE),
        ("record", "intake", "A-1", "--lichting", HOSTILE),
        ("record", "intake", "A-1", "--kinderen", HOSTILE),
        ("record", "intake", "A-1", "--id", HOSTILE),
        ("record", "intake", "A-1", "--as", HOSTILE),
        ("record", "--from", HOSTILE),
        ("correct", HOSTILE, "--reden", "dubbel", "--kinderen", "2"),
        ("correct", id_of(1), "--reden", HOSTILE, "--kinderen", "2"),
        ("correct", id_of(1), "--reden", "dubbel", f"--{HOSTILE}", "2"),
        ("correct", id_of(1), "--reden", "dubbel", "--kinderen", HOSTILE),
        ("correct", id_of(1), "--reden", "dubbel", "--set", f"{HOSTILE}=2"),
        ("correct", id_of(1), "--reden", "dubbel", "--set", f"kinderen={HOSTILE}"),
        ("correct", id_of(1), "--reden", "dubbel", "--leave-out", HOSTILE),
        ("retract", HOSTILE, "--reden", "dubbel"),
        ("show", HOSTILE),
        ("show", "A-1", "--peildatum", HOSTILE),
        ("show", "A-1", "--format", HOSTILE),
        ("show", "A-1", "-o", f"{HOSTILE}.txt/x.json"),
        ("list", "--where", HOSTILE),
        ("list", "--where", f"{HOSTILE}=x"),
        ("list", "--where", f"status={HOSTILE}"),
        ("list", "--status", HOSTILE),
        ("completion", HOSTILE),
        (HOSTILE,),
    ],
)
def test_nothing_that_is_typed_is_shown_raw(
    ready_sqlite: str, asked: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOURNEY_USER", "mw-17")
    recorded(ready_sqlite, *INTAKE, "--deelname", "verplicht", "--id", id_of(1))
    ran = journey(ready_sqlite, *asked)
    assert ran.code in (1, 2)
    assert ran.out == b""
    assert_harmless(ran.err)


LEFT_OVER = "Zus van Jansen"


@pytest.mark.parametrize(
    "asked",
    [
        ("record", "intake", "A-1", LEFT_OVER),
        ("record", "put_on_hold", "A-1", "--toelichting", "de", LEFT_OVER),
        ("correct", id_of(1), "--reden", "dubbel", "--toelichting", "de", LEFT_OVER),
        ("correct", id_of(1), "--reden", "dubbel", "--set", LEFT_OVER),
        ("correct", f"--toelichting={LEFT_OVER}", id_of(1), "--reden", "dubbel"),
    ],
)
def test_words_that_may_be_a_part_of_a_name_are_not_shown(
    ready_sqlite: str, asked: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOURNEY_USER", "mw-17")
    recorded(ready_sqlite, *INTAKE, "--deelname", "verplicht", "--id", id_of(1))
    ran = journey(ready_sqlite, *asked)
    assert (ran.code, ran.out) == (2, b"")
    assert LEFT_OVER not in ran.err
    assert any(text in ran.err for text in ("quotation marks", "FIELD=VALUE", "comes first"))


def test_nothing_of_the_environment_or_of_a_file_is_shown_raw(
    ready_sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = HOSTILE.replace("\r", "")
    file = tmp_path / "day.csv"
    file.write_text(
        f"event,number,datum,{cell}\n{cell},A-1,2025-01-01,x\nintake,{cell},2025-01-01,x\n"
        f"intake,A-1,{cell},x\nintake,A-1,2025-01-01,{cell}\n",
        encoding="utf-8",
    )
    for user in ("mw-17", HOSTILE):
        monkeypatch.setenv("JOURNEY_USER", user)
        ran = journey(ready_sqlite, "record", "--from", str(file))
        assert ran.code == 1
        assert_harmless(ran.err)


@pytest.mark.parametrize("name", ["table", "csv", "json"])
@pytest.mark.parametrize("asked", [("list",), ("show", "A-1")])
def test_not_even_what_journey_would_never_record_is_shown_raw(
    ready_sqlite: str, asked: tuple[str, ...], name: str
) -> None:
    data = {"datum": "2025-02-01", "deelname": "verplicht", "proef": HOSTILE, "lichting": HOSTILE}
    pid = participant_id("A-1")
    with open_store(ready_sqlite) as store, store.writing() as writing:
        intake = NewRecord(
            *(id_of(1), pid, HOSTILE, 1, "intake", 1, "2025-02-01", HOSTILE, encode(data))
        )
        writing.append([intake])
    with Pty(command(ready_sqlite, *asked, "--format", name), environment()) as terminal:
        assert exit_code(terminal) == 0
        assert_harmless(terminal.screen())


def assert_harmless(shown: str) -> None:
    """Nothing is shown that a terminal acts on, or that turns text round."""
    assert "x" in shown
    assert not set(shown) & (set(HOSTILE) - set("x[31mnl"))
