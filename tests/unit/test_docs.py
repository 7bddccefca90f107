"""The documentation: as the code has it, complete, and every example really run."""

from __future__ import annotations

import csv
import os
import re
import shlex
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import click
import msgspec
import pytest

from docs import build
from journey.demo import PEILDATUM
from journey.errors import JourneyError
from journey.ledger import Ledger
from journey.projections.snapshot import COLUMNS, Person, snapshot
from journey.projections.tables import tables
from journey.store import open_store
from journey_cli.main import run

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *build.pages()]
COMMANDS = {context.command_path: context for context in build.commands()}

DEMO = "journey demo"
FOR_A_SHELL = re.compile(r"[|<>;&]|^(?!journey )")
EXAMPLES = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CELL = re.compile(r"^\| `(\w+)` ", re.MULTILINE)


def named(path: Path) -> str:
    return path.name


# -- what is generated ------------------------------------------------------------------------


class Demo(NamedTuple):
    """A folder with the demonstration log in build/, and what building it said."""

    folder: Path
    said: str

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder}/build/demo.db"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    (folder / "build").mkdir()
    return Demo(folder, said(DEMO, folder))


@pytest.mark.parametrize("page", build.pages(), ids=named)
def test_generated_parts_are_up_to_date(page: Path, demo: Demo) -> None:
    text = page.read_text("utf-8")
    with open_store(demo.url) as store:
        assert build.rebuilt(text, store) == text, "make docs brings it up to date"


def test_every_generated_part_stands_on_a_page() -> None:
    texts = "".join(page.read_text("utf-8") for page in build.pages())
    assert set(re.findall(r"<!-- generated: (\w+) -->", texts)) == set(build.PARTS)


@pytest.fixture(scope="module")
def people(demo: Demo) -> list[Person]:
    with open_store(demo.url) as store:
        return snapshot(Ledger(store), PEILDATUM)


# -- what has to be there ---------------------------------------------------------------------


@pytest.mark.parametrize("path", COMMANDS)
def test_a_command_is_documented_with_all_its_options(path: str) -> None:
    reference = (ROOT / "docs" / "cli.md").read_text("utf-8")
    _, found, rest = reference.partition(f"### `{path}`\n")
    assert found
    section = rest.partition("\n### ")[0]
    options = [p for p in COMMANDS[path].command.params if isinstance(p, click.Option)]
    for name in (name for option in options for name in option.opts):
        assert re.search(rf"`[^`]*{re.escape(name)}\b[^`]*` \|", section), name


@pytest.mark.parametrize("path", COMMANDS)
def test_a_command_has_help_and_an_example_of_itself(path: str) -> None:
    command = COMMANDS[path].command
    assert command.help
    assert command.epilog
    assert command.epilog.startswith("Example: ")
    assert path.split(" ")[-1] in command.epilog


def test_every_column_of_a_snapshot_is_explained_in_order() -> None:
    page = (ROOT / "docs" / "time.md").read_text("utf-8")
    section = page.partition("## A row of the snapshot")[2]
    assert CELL.findall(re.sub(r"`, `", "` | `", section)) == list(COLUMNS)


@pytest.mark.parametrize("number", range(1, 10))
def test_every_block_and_row_of_a_table_is_defined(number: int, people: list[Person]) -> None:
    page = (ROOT / "docs" / "tables.md").read_text("utf-8")
    section = page.partition(f"## Table {1 if number == 5 else number}: ")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+) \|$", section, re.MULTILINE)[2:]
    [table] = tables(people, [number])
    assert f"## Table {number}: {table.title.nl}\n" in page
    for row, block in zip(rows, table.blocks, strict=True):
        assert row.startswith(f"{block.title.nl} | ")
        for counted in block.rows:
            assert counted.mean is not None or counted.label.nl in row, counted.label.nl


def test_every_exit_code_is_explained() -> None:
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    section = page.partition("## Exit codes")[2].partition("\n## ")[0]
    codes = {0, JourneyError.exit_code, 130}
    codes |= {error.exit_code for error in JourneyError.__subclasses__()}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)} == codes


def test_the_event_that_is_shown_is_one_of_the_example_log() -> None:
    page = (ROOT / "docs" / "events.md").read_text("utf-8")
    shown = page.partition("```json\n")[2].partition("```")[0]
    lines = (ROOT / "docs" / "two-clocks.jsonl").read_text("utf-8").splitlines()
    assert msgspec.json.decode(shown) in [msgspec.json.decode(line) for line in lines]


def test_published_figures_are_counted_right() -> None:
    page = (ROOT / "docs" / "published.md").read_text("utf-8")
    with (ROOT / "journey" / "demo" / "published.csv").open(encoding="utf-8") as figures:
        assert f"{len(list(csv.DictReader(figures)))} figures" in page


# -- links ------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    headings = HEADING.findall(re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL))
    return {anchor(heading) for heading in headings}


def anchor(heading: str) -> str:
    """The name of a heading as GitHub and GitLab make it."""
    kept = [c for c in heading.lower() if c in " -_" or unicodedata.category(c)[0] in "LN"]
    return "".join(kept).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_internal_links_lead_somewhere(page: Path) -> None:
    for path, name in LINK.findall(page.read_text("utf-8")):
        target = page.parent / path if path else page
        assert target.exists(), path
        assert not name or name in anchors(target), f"{path}#{name}"


# -- examples, as they are typed --------------------------------------------------------------


class Example(NamedTuple):
    """A command, what the page shows of its output, and the variables that are set before it."""

    command: str
    output: str
    settings: Mapping[str, str]


def said(command: str, folder: Path, settings: Mapping[str, str] = {}) -> str:
    """What a command says, on stdout and stderr together, as on a terminal."""
    programs = Path(sys.executable).parent
    own = {"JOURNEY_DATABASE": "sqlite:///build/demo.db", **settings}
    path = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    with patch.dict(os.environ, {**path, **own}), chdir(folder):
        return _in_a_shell(command) if FOR_A_SHELL.search(command) else _in_here(command)


def _in_here(command: str) -> str:
    program, *arguments = shlex.split(command)
    assert program == "journey"
    output = TextIOWrapper(BytesIO(), "utf-8", write_through=True)
    with patch.object(sys, "argv", [program]), redirect_stdout(output), redirect_stderr(output):
        run(arguments)
    output.seek(0)
    return output.read()


def _in_a_shell(command: str) -> str:
    ran = subprocess.run(
        ["sh", "-c", f"exec 2>&1; {command}"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    return ran.stdout.decode()


def examples(page: Path) -> Iterator[Example]:
    """The commands of a page, with what was exported before, and what the page shows of each."""
    settings: dict[str, str] = {}
    for block in EXAMPLES.findall(page.read_text("utf-8")):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = example.partition("\n")
            if command.startswith("export "):
                name, _, value = command.removeprefix("export ").partition("=")
                settings[name] = value
            else:
                yield Example(command, output, dict(settings))


def pattern(output: str) -> str:
    """What is shown, with … for what is left out: lines on a line of its own, else a part."""
    lines = (
        r"(.*\n)*?" if line == "…" else rf"{re.escape(line).replace('…', '.*?')} *\n"
        for line in output.splitlines()
    )
    return "".join(lines) + r"\s*"


def fresh_copy(demo: Demo, folder: Path) -> None:
    (folder / "build").mkdir()
    (folder / "docs").symlink_to(ROOT / "docs")
    (folder / "build" / "demo.db").write_bytes((demo.folder / "build" / "demo.db").read_bytes())


WITH_EXAMPLES = [page for page in PAGES if EXAMPLES.search(page.read_text("utf-8"))]


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=named)
def test_examples_say_what_is_shown(page: Path, demo: Demo, tmp_path: Path) -> None:
    fresh_copy(demo, tmp_path)
    for command, output, settings in examples(page):
        shown = demo.said if command == DEMO else said(command, tmp_path, settings)
        assert re.fullmatch(pattern(output), shown), f"$ {command}\n{shown}"


def test_the_tour_shows_what_there_is_for_everyone() -> None:
    words = set(" ".join(example.command for example in examples(README)).split())
    assert words >= {"demo", "init", "import", "export", "record", "show", "snapshot", "tables"}
