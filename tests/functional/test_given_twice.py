"""An option that is given twice: a list is gathered, and no value takes another's place unseen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from journey_cli.main import cli
from journey_cli.once import Once
from tests.command_line import done, exported, journey
from tests.stories import events_in, id_of

INTAKE = ("record", "intake", "A-1", "--datum", "2025-02-01", "--proef", "wsd")
CHANGED = ("record", "characteristics_changed", "A-1", "--datum", "2025-03-01")
CORRECT = ("correct", id_of(1), "--reden", "vergissing")


pytestmark = pytest.mark.usefixtures("staff")


@pytest.fixture
def url(ready_sqlite: str) -> str:
    """A store with an intake."""
    done(ready_sqlite, *INTAKE, "--deelname", "verplicht", "--id", id_of(1))
    return ready_sqlite


def newest(url: str) -> dict[str, object]:
    """The data of the event that was recorded last."""
    data: dict[str, object] = events_in(exported(url))[-1]["data"]
    return data


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (["ov", "fiets"], ["fiets", "ov"]),
        (["ov,auto", "fiets"], ["fiets", "auto", "ov"]),
        (["ov", "ov"], ["ov"]),
        (["ov"], ["ov"]),
        (["onbekend"], "onbekend"),
    ],
)
def test_a_list_holds_everything_that_is_given(given: list[str], kept: object, url: str) -> None:
    options = [part for value in given for part in ("--vervoer", value)]
    done(url, *CHANGED, *options)
    assert newest(url)["vervoer"] == kept


def test_a_correction_gathers_too(url: str) -> None:
    done(url, *CORRECT, "--vervoer", "auto", "--vervoer", "ov")
    assert newest(url)["replacement"]["vervoer"] == ["auto", "ov"]  # type: ignore[index]


def test_several_aspects(url: str) -> None:
    missing = ("record", "information_missing", "A-1", "--datum", "2025-03-01")
    done(url, *missing, "--aspecten", "status", "--aspecten", "plaatsing")
    assert newest(url)["aspecten"] == ["status", "plaatsing"]
    ran = journey(url, *missing, "--aspecten", "status", "--aspecten", "status")
    assert ran.code == 2
    assert "names a code twice" in ran.err


def test_unknown_goes_with_nothing(url: str) -> None:
    ran = journey(url, *CHANGED, "--vervoer", "onbekend", "--vervoer", "ov")
    assert ran.code == 2
    assert "'onbekend' is no code of vervoer" in ran.err


TWICE = "is given 2 times, and it takes one value."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*CHANGED, "--kinderen", "2", "--kinderen", "3"), f"--kinderen {TWICE}"),
        ((*CHANGED, "--engels", "ja", "--engels", "ja"), f"--engels {TWICE}"),
        ((*CHANGED, "--pip-datum", "2025-01-01", "--pip_datum", "2025-01-02"), "--pip-datum"),
        ((*CHANGED, "--engels", "ja", "--datum", "2025-03-02"), f"--datum {TWICE}"),
        ((*CHANGED, "--engels", "ja", "--as", "mw-1", "--as", "mw-2"), f"--as {TWICE}"),
        ((*CHANGED, "--engels", "ja", "--id", id_of(2), "--id", id_of(3)), f"--id {TWICE}"),
        ((*CORRECT, "--engels", "ja", "--engels", "nee"), f"--engels {TWICE}"),
        ((*CORRECT, "--datum", "2025-03-02", "--datum", "2025-03-03"), f"--datum {TWICE}"),
        ((*CORRECT, "--engels", "ja", "--reden", "dubbel"), f"--reden {TWICE}"),
        ((*CORRECT, "--engels", "ja", "--set", "engels=nee"), "engels is given more than once"),
        ((*CORRECT, "--set", "engels=ja", "--set", "engels=nee"), "engels is given more than once"),
        ((*CORRECT, "--engels", "ja", "--leave-out", "engels"), "engels is given a value and left"),
        (("retract", id_of(1), "--reden", "dubbel", "--reden", "anders"), f"--reden {TWICE}"),
        (("erase", "A-1", "--reden", "een", "--reden", "twee"), f"--reden {TWICE}"),
        (("record", "--from", "a.csv", "--from", "b.csv"), f"--from {TWICE}"),
    ],
)
def test_one_value_is_one(arguments: tuple[str, ...], said: str, url: str) -> None:
    before = exported(url)
    ran = journey(url, *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert exported(url) == before


def commands_below(group: click.Group) -> Iterator[click.Command]:
    """A group, its commands, and theirs."""
    ctx = click.Context(group)
    yield group
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        yield from commands_below(command) if isinstance(command, click.Group) else (command,)


def test_every_option_of_a_value_takes_one_or_says_that_it_takes_more() -> None:
    found = [
        (command.name, option)
        for command in commands_below(cli)
        for option in command.params
        if isinstance(option, click.Option) and not option.is_flag
    ]
    assert len(found) > 100
    assert [
        (name, option.opts[0])
        for name, option in found
        if not (isinstance(option, Once) or option.multiple)
    ] == []


DAY = ("--peildatum", "2025-03-01")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tables", *DAY, *DAY), f"--peildatum {TWICE}"),
        (("tables", *DAY, "--known-at", "#1", "--beschikbaar-op", "#1"), f"--known-at {TWICE}"),
        (("tables", *DAY, "--unit", "laatste", "--unit", "startbanen"), f"--unit {TWICE}"),
        (("tables", *DAY, "--format", "csv", "--format", "json"), f"--format {TWICE}"),
        (("tables", *DAY, "-o", "one.csv", "--output", "two.csv"), f"-o {TWICE}"),
        (("flow", "--from", "2025-01-01", "--from", "2025-02-01", "--to", "2025-03-01"), "--from"),
        (("durations", *DAY, "--by", "proef", "--by", "proef"), f"--by {TWICE}"),
        (("list", "--quiet-for", "1", "--quiet-for", "2"), f"--quiet-for {TWICE}"),
        (("publish", *DAY, "--reden", "een", "--reden", "twee"), f"--reden {TWICE}"),
        (("--lang", "en", "--lang", "nl", "list"), f"--lang {TWICE}"),
    ],
)
def test_a_question_has_one_value_of_each(arguments: tuple[str, ...], said: str, url: str) -> None:
    ran = journey(url, *arguments)
    assert (ran.code, ran.out) == (2, b"")
    assert said in ran.err


def test_a_default_and_a_variable_give_way(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = done(url, "tables", *DAY, "--unit", "startbanen", "--format", "json")
    assert b'"unit": "startbanen"' in shown.out or b'"unit":"startbanen"' in shown.out
    key = tmp_path / "a key.key"
    monkeypatch.setenv("JOURNEY_SEAL_KEY", str(key))
    done(url, "seal", "--new-key", str(key), "--name", "example.org/log")
    assert b"example.org/log" in done(url, "seal").out
