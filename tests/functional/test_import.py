"""`journey init`, `import events` and `export events`, on both databases."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from journey.store import SCHEMA_REVISION
from tests.command_line import done, exported, journey
from tests.oracle import Log
from tests.stories import SAVES, as_file, events_in, id_of, log_of

LOG = log_of(SAVES)
FILE = as_file(LOG)
IMPORT = ("import", "events")


def without_time(log: Log) -> Log:
    """What of a log does not tell when it was recorded."""
    return [{name: event[name] for name in event if name != "time"} for event in log]


# init ---------------------------------------------------------------------------------------------


def test_init_may_run_twice(store_url: str) -> None:
    first = journey(store_url, "init")
    assert (first.code, first.out, first.err) == (
        0,
        b"",
        f"a new store at revision {SCHEMA_REVISION}\n",
    )
    assert journey(store_url, *IMPORT, "-", "--keep-recorded-at", stdin=FILE).code == 0
    before = exported(store_url)
    again = journey(store_url, "init")
    assert (again.code, again.err) == (0, f"the store is at revision {SCHEMA_REVISION} already\n")
    assert exported(store_url) == before


def test_init_adds_proeven_and_names_the_installation(ready_url: str) -> None:
    log = log_of("2024-01-10 intake proef=utrecht")
    refused = journey(ready_url, *IMPORT, "-", stdin=as_file(log))
    assert (
        "proef: 'utrecht' is no proef of this store; allowed: amsterdam, eindhoven," in refused.err
    )
    named = journey(
        ready_url, "init", "--proef", "utrecht=Utrecht", "--source", "urn:nld:oin:1:systeem:x"
    )
    assert named.code == 0
    assert journey(ready_url, *IMPORT, "-", stdin=as_file(log)).code == 0
    (event,) = events_in(exported(ready_url))
    assert (event["data"]["proef"], event["source"]) == ("utrecht", "urn:nld:oin:1:systeem:x")


@pytest.mark.parametrize("code", ["Utrecht", "a b", "", "x" * 41])
def test_a_proef_is_a_code(code: str, ready_sqlite: str) -> None:
    ran = journey(ready_sqlite, "init", "--proef", f"{code}=label")
    assert ran.code == 1
    assert "allowed: 1 to 40 small letters, digits or '-'" in ran.err


@pytest.mark.parametrize("label", ["", "  "])
def test_a_proef_has_a_label(label: str, sqlite_url: str) -> None:
    ran = journey(sqlite_url, "init", "--proef", f"utrecht={label}")
    assert (ran.code, ran.out) == (1, b"")
    assert "proef utrecht has no label; give one, such as utrecht=Utrecht" in ran.err
    assert journey(sqlite_url, "list").code == 3


# import -------------------------------------------------------------------------------------------


def test_an_import_says_what_it_did_and_the_same_file_again_adds_nothing(
    ready_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(FILE)
    first = journey(ready_url, *IMPORT, str(path))
    assert (first.code, first.out) == (0, b"")
    assert first.err == (
        f"{path}: added 5 events of 2 participants; 0 were in the log already; the newest "
        "position is 5\n"
    )
    before = exported(ready_url)
    again = journey(ready_url, *IMPORT, str(path))
    assert again.code == 0
    assert again.err.endswith(
        "added 0 events of 0 participants; 5 were in the log already; the newest position is 5\n"
    )
    assert exported(ready_url) == before


def test_one_import_is_one_save_of_now(ready_url: str) -> None:
    assert journey(ready_url, *IMPORT, "-", stdin=FILE).code == 0
    log = events_in(exported(ready_url))
    assert without_time(log) == without_time(LOG)
    (time,) = {event["time"] for event in log}
    assert time > "2026"
    more = as_file(log_of("C\n2024-01-10 intake")).replace(id_of(1).encode(), id_of(9).encode())
    assert journey(ready_url, *IMPORT, "-", stdin=more).code == 0
    assert events_in(exported(ready_url))[-1]["time"] > time


def test_recorded_at_is_kept_where_asked_and_comes_back_byte_for_byte(
    ready_url: str, ready_sqlite: str
) -> None:
    ran = journey(ready_url, *IMPORT, "-", "--keep-recorded-at", stdin=FILE)
    assert ran.code == 0
    log = exported(ready_url)
    assert events_in(log) == LOG
    if ready_url != ready_sqlite:
        assert journey(ready_sqlite, *IMPORT, "-", "--keep-recorded-at", stdin=log).code == 0
        assert exported(ready_sqlite) == log


def test_a_line_of_an_export_is_canonical(ready_sqlite: str) -> None:
    journey(ready_sqlite, *IMPORT, "-", "--keep-recorded-at", stdin=FILE)
    assert exported(ready_sqlite).splitlines()[4].decode() == (
        '{"specversion":"1.0","id":"00000000-0000-4000-8000-000000000005",'
        '"source":"urn:nld:oin:00000000000000000000:systeem:journey",'
        '"type":"nl.startbaan.dropped_out.v1","subject":"B-2",'
        '"time":"2024-06-30T22:30:00.500000Z","datacontenttype":"application/json",'
        '"data":{"datum":"2024-06-01","precisie":"maand","recorded_by":"mw-17","volgorde":-3}}'
    )


def test_dry_run_checks_and_writes_nothing(ready_url: str) -> None:
    ran = journey(ready_url, *IMPORT, "-", "--dry-run", stdin=FILE)
    assert (ran.code, ran.out) == (0, b"")
    assert ran.err == "-: would add 5 events of 2 participants; 0 were in the log already\n"
    assert exported(ready_url) == b""
    bad = journey(ready_url, *IMPORT, "-", "--dry-run", stdin=as_file(LOG[2:]))
    assert bad.code == 1
    assert "breaks rule 1" in bad.err


@pytest.mark.parametrize("order", [[0, 2, 3, 1, 4], [1, 4, 0, 2, 3], [1, 0, 4, 2, 3]])
def test_participants_may_come_in_any_order(order: list[int], ready_sqlite: str) -> None:
    ran = journey(ready_sqlite, *IMPORT, "-", stdin=as_file([LOG[i] for i in order]))
    assert ran.code == 0
    assert len(events_in(exported(ready_sqlite))) == 5


def test_what_happened_to_one_participant_may_be_told_backwards(ready_sqlite: str) -> None:
    told = as_file([LOG[2], LOG[0], LOG[4], LOG[1]])
    assert journey(ready_sqlite, *IMPORT, "-", stdin=told).code == 0


def test_new_events_beside_ones_that_are_there_already(ready_url: str) -> None:
    assert journey(ready_url, *IMPORT, "-", stdin=as_file(LOG[:3])).code == 0
    ran = journey(ready_url, *IMPORT, "-", stdin=FILE)
    assert ran.code == 0
    assert "added 2 events of 2 participants; 3 were in the log already" in ran.err


def test_the_same_event_twice_in_a_file_is_one(ready_sqlite: str) -> None:
    ran = journey(ready_sqlite, *IMPORT, "-", stdin=FILE + FILE)
    assert ran.code == 0
    assert "added 5 events of 2 participants; 5 were in the log already" in ran.err


def test_an_event_that_is_there_already_is_skipped_before_anything_is_checked(
    ready_sqlite: str,
) -> None:
    """Also its time: in the log it may lie before the newest one."""
    assert journey(ready_sqlite, *IMPORT, "-", "--keep-recorded-at", stdin=FILE).code == 0
    again = as_file([LOG[4], {**LOG[0], "time": "1999-01-01T00:00:00Z"}])
    ran = journey(ready_sqlite, *IMPORT, "-", "--keep-recorded-at", stdin=again)
    assert ran.code == 0
    assert "added 0 events of 0 participants; 2 were in the log already" in ran.err


# What a file may look like ------------------------------------------------------------------------

PLAIN = as_file(LOG)
LOOKS = {
    "no final newline": PLAIN.removesuffix(b"\n"),
    "CRLF": PLAIN.replace(b"\n", b"\r\n"),
    "CRLF without the final one": PLAIN.replace(b"\n", b"\r\n").removesuffix(b"\r\n"),
    "a byte order mark": b"\xef\xbb\xbf" + PLAIN,
    "blank lines at the end": PLAIN + b"\n\r\n \t\n",
    "white space around": b"".join(b" " + line + b" \n" for line in PLAIN.splitlines()),
    "other offsets than Z": PLAIN.replace(b"10:00:00.000000Z", b"12:00:00+02:00").replace(
        b"22:30:00.500000Z", b"18:00:00.500000-04:30"
    ),
    "small letters in a time": PLAIN.replace(b"03T10", b"03t10").replace(b'Z"', b'z"'),
    "capitals in ids": PLAIN.replace(b"-4000-8000-", b"-4000-8A0B-").replace(
        b"00000000-0000", b"ABCDEF00-0000"
    ),
    "escapes": PLAIN.replace(b"AMS-0042", b"\\u0041MS-0042"),
    "another source": PLAIN.replace(b"systeem:journey", b"systeem:elders"),
    "no content type": PLAIN.replace(b'"datacontenttype": "application/json", ', b""),
}


@pytest.mark.parametrize("file", LOOKS.values(), ids=LOOKS)
def test_what_a_file_may_look_like(file: bytes, ready_sqlite: str) -> None:
    ran = journey(ready_sqlite, *IMPORT, "-", "--keep-recorded-at", stdin=file)
    assert (ran.code, ran.out) == (0, b""), ran.err
    log = events_in(exported(ready_sqlite))
    expected = [{**event, "id": log[i]["id"]} for i, event in enumerate(LOG)]
    expected[3]["data"] = {**expected[3]["data"], "corrects": log[2]["id"]}
    assert log == expected
    assert {event["id"] for event in log} == {event["id"].lower() for event in log}


@pytest.mark.parametrize("file", [b"", b"\n", b"\xef\xbb\xbf", b"\r\n\r\n"])
def test_an_empty_file_adds_nothing(file: bytes, ready_sqlite: str) -> None:
    ran = journey(ready_sqlite, *IMPORT, "-", stdin=file)
    assert ran.code == 0
    assert ran.err == (
        "-: added 0 events of 0 participants; 0 were in the log already; the newest position is 0\n"
    )


def test_what_was_given_is_kept_as_given(ready_sqlite: str) -> None:
    log = log_of("2024-01-10 intake volgorde=0 precisie=dag kinderen=onbekend")
    journey(ready_sqlite, *IMPORT, "-", stdin=as_file(log))
    (event,) = events_in(exported(ready_sqlite))
    assert event["data"] == log[0]["data"]


# --keep-recorded-at -------------------------------------------------------------------------------


def times(*moments: str | None) -> bytes:
    """A file of intakes with these times."""
    log = log_of("\n".join(f"P{i}\n2023-01-01 intake" for i in range(len(moments))))
    for event, moment in zip(log, moments, strict=True):
        event.pop("time")
        event.update({} if moment is None else {"time": moment})
    return as_file(log)


EARLY, LATE = "2024-01-01T00:00:00.000000Z", "2024-01-01T00:00:00.000001Z"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (
            times(EARLY, None),
            "line 2: time: is missing; recorded-at can only be kept where every event has one",
        ),
        (
            times(EARLY, "2999-01-01T00:00:00Z"),
            "line 2: time: 2999-01-01T00:00:00.000000Z lies in the future",
        ),
        (
            times(LATE, EARLY),
            f"line 2: time: {EARLY} is earlier than {LATE}, recorded before it; the log goes "
            "forward only",
        ),
    ],
)
def test_times_that_can_not_be_kept(file: bytes, said: str, ready_sqlite: str) -> None:
    ran = journey(ready_sqlite, *IMPORT, "-", "--keep-recorded-at", stdin=file)
    assert ran.code == 1
    assert ran.err == f"Error: -: nothing was written: 1 problem\n  {said}\n"
    assert exported(ready_sqlite) == b""
    assert journey(ready_sqlite, *IMPORT, "-", stdin=file).code == 0


def test_equal_times_are_one_save_and_a_log_goes_forward_only(ready_url: str) -> None:
    assert journey(ready_url, *IMPORT, "-", "--keep-recorded-at", stdin=times(LATE, LATE)).code == 0
    more = times(LATE, LATE, LATE, LATE)
    assert journey(ready_url, *IMPORT, "-", "--keep-recorded-at", stdin=more).code == 0
    before = exported(ready_url)
    assert [event["time"] for event in events_in(before)] == [LATE] * 4
    ran = journey(
        ready_url, *IMPORT, "-", "--keep-recorded-at", stdin=times(LATE, LATE, LATE, LATE, EARLY)
    )
    assert ran.code == 1
    assert f"line 5: time: {EARLY} is earlier than {LATE}" in ran.err
    assert exported(ready_url) == before


# export -------------------------------------------------------------------------------------------


def test_export_to_a_file_and_to_stdout(ready_url: str, tmp_path: Path) -> None:
    journey(ready_url, *IMPORT, "-", "--keep-recorded-at", stdin=FILE)
    path = tmp_path / "log.jsonl"
    ran = journey(ready_url, "export", "events", "-o", str(path))
    assert (ran.code, ran.out, ran.err) == (0, b"", f"{path}: 5 events written\n")
    for shown in (journey(ready_url, "export", "events", *o) for o in ([], ["-o", "-"])):
        assert (shown.code, shown.out, shown.err) == (0, path.read_bytes(), "5 events written\n")


KNOWN_AT = {
    "#0": 0,
    "#3": 3,
    "2024-05-02": 0,
    "03-05-2024": 3,
    "2024-06-30": 3,
    "2024-07-01": 5,
    "2024-05-03T10:00:00Z": 2,
    "2024-05-03T12:00:00.000001+02:00": 3,
}


def test_export_of_what_was_known(ready_url: str) -> None:
    journey(ready_url, *IMPORT, "-", "--keep-recorded-at", stdin=FILE)
    whole = exported(ready_url)
    for known_at, events in KNOWN_AT.items():
        part = journey(ready_url, "export", "events", "--known-at", known_at)
        assert part.out == b"".join(whole.splitlines(keepends=True)[:events]), known_at
        assert part.err == f"{events} events written\n"


# Much at once -------------------------------------------------------------------------------------


def test_a_file_of_50000_participants(ready_postgres: str) -> None:
    line = as_file(log_of("P-00000\n2024-01-10 intake")).decode()
    file = "".join(
        line.replace("P-00000", f"P-{i:05}").replace(id_of(1), id_of(i)) for i in range(1, 50_001)
    )
    ran = done(ready_postgres, *IMPORT, "-", stdin=file.encode())
    assert "added 50000 events of 50000 participants" in ran.err


MANY = "2024-01-10 intake\n" + "2024-02-01 characteristics_changed engels=ja\n" * 4000


def test_4000_events_of_one_participant(ready_postgres: str) -> None:
    ran = done(ready_postgres, *IMPORT, "-", stdin=as_file(log_of(MANY)))
    assert "added 4001 events of 1 participant" in ran.err


def test_4000_events_of_one_participant_are_soon_refused(ready_sqlite: str) -> None:
    """No hint is looked for: each try would judge all of them again."""
    started = perf_counter()
    ran = journey(ready_sqlite, *IMPORT, "-", stdin=as_file(log_of(f"{MANY}2024-02-01 resumed")))
    assert perf_counter() - started < 20
    assert ran.code == 1
    assert "line 4002: A-1: resumed on 2024-02-01 breaks rule 4" in ran.err
