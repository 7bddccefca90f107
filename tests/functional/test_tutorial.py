"""The tutorial for caseworkers says what really happens, command by command.

What differs from run to run is the day and the ids: the tutorial shows them as they were on the day
on which it was written. Here today is read as that day, late entries are counted from it, and an id
of this run as the one in its place. Everything else is held to the letter.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator
from contextlib import chdir
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from journey.events import CATALOGUE
from journey_cli.who import today
from tests.command_line import command, environment, journey
from tests.terminals import ENTER, Pty, exit_code, wait_for

PAGE: Final = Path(__file__).parents[2] / "docs" / "tutorial.md"
WRITTEN: Final = date(2026, 3, 2)
USER: Final = "mw-17"
URL: Final = "sqlite:///journey.db"

SESSION: Final = re.compile(r"^```text\n(\$ .*?)^```$", re.MULTILINE | re.DOTALL)
EVENT_ID: Final = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
QUESTION: Final = re.compile(r"^(?!Error)(\w+(?: \[[^]]*\])?): (.*)$", re.MULTILINE)


class Step(NamedTuple):
    """A command of the tutorial and what it says there."""

    command: str
    output: str


def steps() -> Iterator[Step]:
    for session in SESSION.findall(PAGE.read_text("utf-8")):
        for step in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
            yield Step(*step.split("\n", 1))


class Reader:
    """Someone who types the commands of the tutorial, in a folder of their own."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def say(self, step: Step) -> str:
        """What a command of the tutorial says today, as it would have said it on that day."""
        typed = step.command
        for written, real in self._ids.items():
            typed = typed.replace(written, real).replace(written[:8], real[:8])
        arguments = shlex.split(typed)
        assert arguments.pop(0) == "journey"
        questions = QUESTION.findall(step.output) if arguments[:2] == ["record", "intake"] else []
        said = self._asked(arguments, questions) if questions else self._told(arguments)
        return self._as_written(said, step.output)

    def _told(self, arguments: list[str]) -> str:
        ran = journey(URL, *arguments)
        return ran.text + ran.err

    def _asked(self, arguments: list[str], questions: list[tuple[str, str]]) -> str:
        with Pty(command(URL, *arguments), environment(JOURNEY_USER=USER)) as terminal:
            asked: Counter[str] = Counter()
            for question, answer in questions:
                label = question.partition(" [")[0]
                asked[label] += 1
                wait_for(terminal, f"\n{label}", asked[label])
                terminal.type(f"{answer}{ENTER}")
            assert exit_code(terminal) == 0
            return terminal.screen()

    def _as_written(self, said: str, written: str) -> str:
        pairs = zip(EVENT_ID.findall(written), EVENT_ID.findall(said), strict=False)
        self._ids |= {ours: real for ours, real in pairs if ours not in self._ids}
        for ours, real in self._ids.items():
            said = said.replace(real, ours).replace(real[:8], ours[:8])
        said = said.replace(today().isoformat(), WRITTEN.isoformat())
        return re.sub(r"(?<=entered )\d+(?= days)", _counted_then, said)


def _counted_then(found: re.Match[str]) -> str:
    return str(int(found[0]) - (today() - WRITTEN).days)


def test_every_command_says_what_the_tutorial_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOURNEY_USER", USER)
    reader = Reader()
    with chdir(tmp_path):
        for step in steps():
            assert reader.say(step) == step.output, step.command


def test_the_tutorial_is_a_whole_journey() -> None:
    typed = [step.command for step in steps()]
    commands = [shlex.split(command) for command in typed]
    recorded = {command[2] for command in commands if command[1] == "record"}
    assert {"intake", "voortraject_ended", "placed", "put_on_hold", "completed"} <= recorded
    assert recorded <= set(CATALOGUE)
    assert {command[1] for command in commands} >= {"correct", "retract", "show", "list"}
    days = re.findall(r"--datum (\d{4}-\d\d-\d\d)", "\n".join(typed))
    length = date.fromisoformat(max(days)) - date.fromisoformat(min(days))
    assert length.days > 700
