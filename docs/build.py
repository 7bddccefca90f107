"""Writes the parts of the documentation that follow from the code: ``make docs``.

A page holds such a part between ``<!-- generated: NAME -->`` and ``<!-- end of NAME -->``; the
rest of the page is written by hand and is left as it is.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from inspect import cleandoc
from io import StringIO
from pathlib import Path
from typing import Final

import click

from journey import codebook
from journey.codebook import Codes
from journey.demo import PEILDATUM, Cell, as_printed, compare, scores
from journey.events import (
    CATALOGUE,
    CHARACTERISTICS,
    COMMON,
    JOB_TERMS,
    Characteristics,
    Event,
    JobTerms,
    fields_of,
    required_of,
)
from journey.ledger import Ledger
from journey.presentation.answers import tables_answer
from journey.projections.snapshot import EVERYONE
from journey.store import Store, open_store
from journey_cli.main import cli, run

FOLDER: Final = Path(__file__).parent

_GENERATED: Final = re.compile(
    r"(<!-- generated: (?P<name>\w+) -->\n).*?(<!-- end of (?P=name) -->)", re.DOTALL
)


def pages() -> list[Path]:
    """The pages of this folder, by name."""
    return sorted(FOLDER.glob("*.md"))


def rebuilt(text: str, store: Store) -> str:
    """A page with its generated parts made again; ``store`` holds the demonstration log."""

    def part(found: re.Match[str]) -> str:
        return f"{found[1]}\n{PARTS[found['name']](store)}\n\n{found[3]}"

    return _GENERATED.sub(part, text)


def main() -> None:
    """Make the generated parts of every page again."""
    with demo_store() as store:
        for page in pages():
            page.write_text(rebuilt(page.read_text("utf-8"), store), "utf-8")


@contextmanager
def demo_store() -> Iterator[Store]:
    """A store with the demonstration log, gone when the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/demo.db"
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            run(["--database", url, "demo"])
        with open_store(url) as store:
            yield store


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(map(_line, [heading, ["---"] * len(heading), *rows]))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_in_cell, cells))} |"


def _in_cell(text: str) -> str:
    """A text that may hold the sign which parts the cells of a table."""
    return text.replace("|", r"\|")


# -- the catalogue ----------------------------------------------------------------------------


def _catalogue(store: Store) -> str:
    return "\n\n".join(_event(name, cls) for name, cls in CATALOGUE.items())


def _event(name: str, cls: type[Event]) -> str:
    shared = _shared(cls)
    own = [field for field in fields_of(cls) if field not in COMMON + shared]
    own += [field for field in shared if field in required_of(cls)]
    parts = [f"### `{name}`", (cls.__doc__ or "").replace("``", "`")]
    if own:
        parts.append(_fields(cls, own))
    if shared:
        link = "[job terms](#job-terms)" if issubclass(cls, JobTerms) else _CHARACTERISTICS
        parts.append(f"{'Also takes' if own else 'Takes'} any {link}.")
    elif not own:
        parts.append("No fields but the common ones.")
    return "\n\n".join(parts)


_CHARACTERISTICS: Final = "[characteristics](#characteristics)"


def _shared(cls: type[Event]) -> tuple[str, ...]:
    """The fields that an event has in common with others, beside those that all have."""
    if issubclass(cls, Characteristics):
        return CHARACTERISTICS
    return JOB_TERMS if issubclass(cls, JobTerms) else ()


def _fields(cls: type[Event], names: Sequence[str]) -> str:
    fields, required = fields_of(cls), required_of(cls)
    rows = [
        [
            f"`{name}`, required" if name in required else f"`{name}`",
            fields[name].allowed,
            fields[name].label.nl,
            fields[name].label.en,
        ]
        for name in names
    ]
    return _table(["field", "takes", "Nederlands", "English"], rows)


def _codes(store: Store) -> str:
    lists = [value for value in vars(codebook).values() if isinstance(value, Codes)]
    return "\n\n".join(f"### `{codes.name}`\n\n{_labels(codes)}" for codes in lists)


def _labels(codes: Codes) -> str:
    rows = [[f"`{code}`", codes.label(code).nl, codes.label(code).en] for code in codes]
    return _table(["code", "Nederlands", "English"], rows)


# -- the command line -------------------------------------------------------------------------


def commands() -> Iterator[click.Context]:
    """Every command of the command line, a group before what is in it."""
    yield from _below(click.Context(cli, info_name="journey", terminal_width=1000))


def _below(context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            assert command is not None
            yield from _below(click.Context(command, parent=context, info_name=name))


def _cli(store: Store) -> str:
    return "\n\n".join(_command(context) for context in commands())


def _command(context: click.Context) -> str:
    command = context.command
    parts = [f"### `{context.command_path}`"]
    parts += map(_paragraph, cleandoc(command.help or "").split("\n\n"))
    parts.append(f"```text\n{command.get_usage(context).removeprefix('Usage: ')}\n```")
    rows = [
        [f"`{record[0]}`", record[1]]
        for parameter in command.params
        if isinstance(parameter, click.Option)
        and (record := parameter.get_help_record(context)) is not None
    ]
    if rows:
        parts.append(_table(["option", "meaning"], rows))
    if command.epilog:
        parts.append(f"Example: `{command.epilog.removeprefix('Example: ')}`")
    return "\n\n".join(parts)


def _paragraph(text: str) -> str:
    """One paragraph of a help text; a backspace marks one whose lines stay as they are."""
    if not text.startswith("\b"):
        return " ".join(text.split())
    lines = text.removeprefix("\b").strip()
    return f"```text\n{lines}\n```"


# -- published and regenerated ----------------------------------------------------------------


@cache
def _cells(store: Store) -> list[Cell]:
    answer = tables_answer(Ledger(store), PEILDATUM, EVERYONE, range(1, 10), "laatste", "nl")
    return compare(answer.data()["tables"])


def _scores(store: Store) -> str:
    rows = [
        [str(s.table), s.column, s.kind, *map(str, (s.equal, s.reserved, s.different, s.printed))]
        for s in scores(_cells(store))
    ]
    marks = ["equal", "with a reservation", "different"]
    return _table(["table", "column", "kind", *marks, "printed"], rows)


def _reservations(store: Store) -> str:
    sets: dict[tuple[int, str, str, str], Counter[str]] = {}
    for cell in _cells(store):
        if cell.mark == "(=)" and cell.why:
            place = (cell.table, cell.column, cell.block, cell.why.en)
            sets.setdefault(place, Counter())[cell.kind] += 1
    rows = [
        [str(table), column, block, ", ".join(f"{n} {kind}" for kind, n in kinds.items()), why]
        for (table, column, block, why), kinds in sets.items()
    ]
    return _table(["table", "column", "block", "equal cells", "why they are no match"], rows)


def _differences(store: Store) -> str:
    rows = [
        [
            str(cell.table),
            cell.column,
            f"{cell.block}: {cell.row}",
            cell.kind,
            as_printed(cell.printed, cell.kind, "en"),
            as_printed(cell.regenerated, cell.kind, "en"),
            cell.why.en if cell.why else "",
        ]
        for cell in _cells(store)
        if not cell.equal
    ]
    return _table(["table", "column", "cell", "kind", "printed", "regenerated", "why"], rows)


PARTS: Final[Mapping[str, Callable[[Store], str]]] = {
    "common": lambda _: _fields(Event, COMMON),
    "characteristics": lambda _: _fields(Characteristics, CHARACTERISTICS),
    "job_terms": lambda _: _fields(JobTerms, JOB_TERMS),
    "catalogue": _catalogue,
    "codes": _codes,
    "cli": _cli,
    "scores": _scores,
    "reservations": _reservations,
    "differences": _differences,
    "root": lambda _: f"```python\n{(FOLDER / 'root.py').read_text('utf-8')}```",
}


if __name__ == "__main__":
    main()
