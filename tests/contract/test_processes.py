"""Several processes at once, processes that are killed, and what a process has to import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from journey.store import SCHEMA_REVISION, open_store
from tests.contract.rows import row

ROOT = Path(__file__).parents[2]


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=pipe, stderr=pipe)


def output(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


WRITE = """
import sys
from journey.store import SCHEMA_REVISION, open_store
from tests.contract.rows import row
url, number = sys.argv[1], int(sys.argv[2])
with open_store(url) as store:
    for save in range(10):
        first = 100 * number + 3 * save
        with store.writing() as writing:
            writing.append([row(first + k, of=number) for k in range(3)])
"""


def test_processes_write_one_after_the_other(ready_url: str) -> None:
    for process in [start(WRITE, ready_url, str(number)) for number in range(8)]:
        output(process)
    with open_store(ready_url) as store:
        found = list(store.records())
    assert [saved.position for saved in found] == list(range(1, 241))
    saves = [found[index : index + 3] for index in range(0, 240, 3)]
    assert all(len({(r.participant_id, r.recorded_at) for r in save}) == 1 for save in saves)
    moments = [save[0].recorded_at for save in saves]
    assert moments == sorted(set(moments))


HANG = """
import sys, time
from journey.store import SCHEMA_REVISION, open_store
from tests.contract.rows import row
with open_store(sys.argv[1]) as store, store.writing() as writing:
    for chunk in range(5):
        first = 2000 * chunk + 10
        writing.append([row(number, of=number) for number in range(first, first + 2000)])
    print("written", flush=True)
    time.sleep(600)
"""


def test_a_writer_that_is_killed_leaves_the_log_as_it_was(ready_url: str) -> None:
    with open_store(ready_url) as store, store.writing() as writing:
        writing.append([row(1)])
    with start(HANG, ready_url) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        process.kill()
    with open_store(ready_url) as store:
        assert [saved.event_id for saved in store.records()] == [row(1).event_id]
        with store.writing() as writing:
            assert writing.append([row(2)]) == [2]


INITIALISE = """
import sys
from journey.store.migrate import initialise
print(initialise(sys.argv[1]).after)
"""


def test_processes_may_initialise_at_once(store_url: str) -> None:
    processes = [start(INITIALISE, store_url) for _ in range(4)]
    assert {output(process) for process in processes} == {f"{SCHEMA_REVISION}\n"}
    with open_store(store_url) as store:
        assert len(store.proeven()) == 7


USE = """
import sys
import journey.store
with journey.store.open_store(sys.argv[1]) as store:
    from tests.contract.rows import row
    with store.writing() as writing:
        writing.append([row(1)])
    assert len(list(store.participants())) == 1
print(" ".join(name.partition(".")[0] for name in sys.modules))
"""


def test_reading_and_recording_load_only_what_they_need(ready_sqlite: str) -> None:
    loaded = set(output(start(USE, ready_sqlite)).split())
    assert loaded.isdisjoint({"sqlalchemy", "alembic", "psycopg", "eventsourcing"})
    assert "sqlite3" in loaded


@pytest.mark.parametrize("module", ["journey.store", "journey.store.recorder"])
def test_importing_the_store_loads_no_database_library(module: str) -> None:
    program = f"import sys, {module}; print(' '.join(sys.modules))"
    loaded = set(output(start(program)).split())
    assert loaded.isdisjoint({"sqlalchemy", "alembic", "psycopg"})
