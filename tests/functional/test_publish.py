"""``journey publish``: figures that can be made again, a register of them, and what no longer
stands."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from journey import publishing
from journey.errors import Refused
from journey.peildatum import KnownAt
from journey.projections.snapshot import EVERYONE, snapshot
from journey.publishing import MANIFEST, Files, Manifest, Request, publish, read_manifest
from journey.store import open_store
from journey.store.opening import connect
from journey.store.urls import parse_url
from journey_cli import publications
from tests.command_line import Ran, done, exported, journey, taken_in

STORY = """
    -- 2025-11-05T12:00:00Z
    A-1
    2025-01-10 intake
    A-2
    2025-01-11 intake deelname=vrijwillig
    2025-02-01 put_on_hold
    -- 2025-11-20T12:00:00Z
    A-1
    2025-10-01 placed
"""
LATE = """
    -- 2025-12-20T12:00:00Z
    A-3
    2025-10-30 intake
"""
P = ("--peildatum", "2025-10-31")


@pytest.fixture
def url(ready_url: str) -> str:
    taken_in(ready_url, STORY)
    return ready_url


@pytest.fixture
def sqlite(ready_sqlite: str) -> str:
    taken_in(ready_sqlite, STORY)
    return ready_sqlite


def published(url: str, folder: Path, *arguments: str) -> Ran:
    return journey(url, "publish", *P, "-o", str(folder), *arguments)


def manifest(folder: Path) -> Manifest:
    return read_manifest((folder / MANIFEST).read_bytes())


def check(url: str, folder: Path) -> tuple[Ran, dict[str, Any]]:
    ran = journey(url, "--lang", "en", "publish", "--check", str(folder), "--format", "json")
    return ran, json.loads(ran.out)


def points(found: dict[str, Any]) -> dict[str, bool | None]:
    return {point["what"]: point["stands"] for point in found["points"]}


def register(url: str) -> list[dict[str, Any]]:
    found = json.loads(journey(url, "publish", "--list", "--format", "json").out)
    return list(found["publications"])


STANDS = {
    "tables.json": True,
    "tables.csv": True,
    "register": True,
    "log": True,
    "tables.json made again": True,
    "tables.csv made again": True,
    "since then": None,
}


# Publishing ---------------------------------------------------------------------------------------


def test_a_publication_holds_all_that_it_takes_to_make_it_again(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "october"
    asked = ("--known-at", "2025-11-05", "--where", "deelname=vrijwillig", "--unit", "startbanen")
    ran = published(url, folder, *asked, "--as", "mw-17")
    assert (ran.code, ran.out) == (0, b"")
    assert ran.err == f"{folder}: publication 1 of peildatum 2025-10-31, voorlopig\n"
    assert {path.name for path in folder.iterdir()} == {MANIFEST, "tables.json", "tables.csv"}
    told = manifest(folder)
    assert (told.number, told.peildatum, told.known_at, told.position) == (
        *(1, "2025-10-31", "2025-11-05", 3),
    )
    assert (told.where, told.unit) == (("deelname=vrijwillig",), "startbanen")
    assert (told.status, told.reden, told.recorded_by) == ("voorlopig", None, "mw-17")
    for name in ("json", "csv"):
        alone = journey(url, "tables", *P, *asked, "--format", name).out
        assert (folder / f"tables.{name}").read_bytes() == alone
    assert [line["number"] for line in register(url)] == [1]
    assert register(url)[0]["recorded_at"] == told.recorded_at


def test_both_databases_publish_the_same_figures(
    ready_sqlite: str, ready_postgres: str, tmp_path: Path
) -> None:
    told = []
    for number, url in enumerate((ready_sqlite, ready_postgres)):
        taken_in(url, STORY)
        assert published(url, tmp_path / str(number)).code == 0
        told.append(manifest(tmp_path / str(number)))
    assert (told[0].files, told[0].root) == (told[1].files, told[1].root)


def test_figures_that_moved_need_a_reason(url: str, tmp_path: Path) -> None:
    assert published(url, tmp_path / "1", "--known-at", "#3").code == 0
    refused = published(url, tmp_path / "2")
    assert (refused.code, (tmp_path / "2").exists()) == (1, False)
    assert "these figures differ from publication 1 (voorlopig, position 3)" in refused.err
    assert "journey diff --peildatum 2025-10-31 --known-at '#3' --known-at '#4'" in refused.err
    blank = published(url, tmp_path / "2", "--reden", " ")
    assert blank.code == 1
    given = published(url, tmp_path / "2", "--reden", "nagekomen", "--status", "nader_voorlopig")
    assert given.code == 0, given.err
    assert [line["reden"] for line in register(url)] == [None, "nagekomen"]


def test_the_same_figures_need_none(url: str, tmp_path: Path) -> None:
    assert published(url, tmp_path / "1").code == 0
    assert published(url, tmp_path / "2", "--status", "definitief").code == 0


def test_other_figures_are_no_adjustment(url: str, tmp_path: Path) -> None:
    """Another day, group or unit is another publication."""
    assert published(url, tmp_path / "1", "--known-at", "#3").code == 0
    assert published(url, tmp_path / "2", "--where", "deelname=verplicht").code == 0
    assert published(url, tmp_path / "3", "--unit", "startbanen").code == 0
    ran = journey(url, "publish", "--peildatum", "2025-10-30", "-o", str(tmp_path / "4"))
    assert ran.code == 0


def test_final_figures_do_not_become_provisional(url: str, tmp_path: Path) -> None:
    assert published(url, tmp_path / "1", "--status", "definitief").code == 0
    refused = published(url, tmp_path / "2", "--status", "nader_voorlopig")
    assert refused.code == 1
    assert "definitief already; a later one is definitief, with the reason" in refused.err


def test_of_two_at_once_the_second_knows_of_the_first(url: str, tmp_path: Path) -> None:
    """Both have counted, other figures, before either is registered."""
    caught: list[BaseException] = []

    def second() -> None:
        with open_store(url) as store:
            try:
                publish(store, request(None), lambda files: None)
            except Refused as error:
                caught.append(error)

    thread = Thread(target=second)
    with open_store(url) as store:
        publish(store, request(3), lambda files: thread.start())
    thread.join()
    assert "differ from publication 1" in str(caught[0])
    assert len(register(url)) == 1


def request(position: int | None) -> Request:
    return Request(
        peildatum=date(2025, 10, 31),
        known_at=None if position is None else KnownAt.upto(position),
        where=EVERYONE,
        unit="laatste",
        status="voorlopig",
        reden=None,
        recorded_by=None,
    )


# Whole or not at all ------------------------------------------------------------------------------


def test_nothing_is_registered_where_the_folder_can_not_be_made(url: str, tmp_path: Path) -> None:
    ran = published(url, tmp_path / "no" / "where")
    assert ran.code == 1
    assert "can't be written: No such file or directory" in ran.err
    (tmp_path / "there").mkdir()
    ran = published(url, tmp_path / "there")
    assert ran.code == 1
    assert "is there already; name a new folder" in ran.err
    assert register(url) == []


def test_nothing_is_left_where_a_file_can_not_be_written(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    ran = published(url, tmp_path / "new")
    assert (ran.code, list(tmp_path.glob("*new*"))) == (1, [])
    assert "No space left on device" in ran.err
    assert register(url) == []


def test_no_folder_is_left_where_it_is_not_registered(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(store: Any, request: Request, put: Callable[[Files], None]) -> Manifest:
        put({MANIFEST: b"{}"})
        assert (tmp_path / "new" / MANIFEST).exists()
        raise Refused("the commit fails")

    monkeypatch.setattr(publications, "publish", fails)
    assert published(url, tmp_path / "new").code == 1
    assert list(tmp_path.glob("*new*")) == []


# Checking -----------------------------------------------------------------------------------------


def test_a_publication_stands_and_goes_on_standing(url: str, tmp_path: Path) -> None:
    assert published(url, tmp_path / "1").code == 0
    ran, found = check(url, tmp_path / "1")
    assert (ran.code, found["stands"], points(found), found["changed"]) == (0, True, STANDS, [])
    taken_in(url, STORY + LATE)
    ran, found = check(url, tmp_path / "1")
    assert (ran.code, points(found)) == (0, STANDS)
    since = found["points"][-1]["meaning"]
    assert re.fullmatch(
        r"\d+ figures are different now, 1 event later: "
        r"journey diff --peildatum 2025-10-31 --known-at '#4'",
        since,
    )


def test_a_changed_file_is_named_with_its_cells(url: str, tmp_path: Path) -> None:
    assert published(url, tmp_path / "1").code == 0
    file = tmp_path / "1" / "tables.csv"
    old = "alle,1,2,2,50.0,"
    assert file.read_text().count(old) > 1
    file.write_text(file.read_text().replace(old, "alle,2,2,2,50.0,", 1))
    ran, found = check(url, tmp_path / "1")
    assert ran.code == 1
    assert "no longer stands" in ran.err
    assert points(found) == {**STANDS, "tables.csv": False, "tables.csv made again": False}
    [changed] = found["changed"]
    assert (changed["figure"], changed["published"], changed["again"]) == ("n", "2", "1")
    said = journey(url, "publish", "--check", str(tmp_path / "1")).text
    assert "≠  tables.csv" in said
    assert "Cijfers die verschillen: 1\n" in said
    rows = journey(url, "publish", "--check", str(tmp_path / "1"), "--format", "csv").text
    assert list(csv.DictReader(io.StringIO(rows))) == [changed]


@pytest.mark.parametrize("name", ["tables.csv", "tables.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"table,block\n1,x\n", b'"'])
def test_a_file_that_is_none_differs(
    sqlite: str, tmp_path: Path, name: str, content: bytes
) -> None:
    assert published(sqlite, tmp_path / "1").code == 0
    (tmp_path / "1" / name).write_bytes(content)
    ran, found = check(sqlite, tmp_path / "1")
    assert ran.code == 1
    assert points(found) == {**STANDS, name: False, f"{name} made again": False}


def test_a_file_that_is_gone(sqlite: str, tmp_path: Path) -> None:
    assert published(sqlite, tmp_path / "1").code == 0
    (tmp_path / "1" / "tables.json").unlink()
    _, found = check(sqlite, tmp_path / "1")
    assert points(found) == {**STANDS, "tables.json": False, "tables.json made again": False}


def test_other_definitions_are_told_with_the_figures_that_differ(
    sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert published(sqlite, tmp_path / "1").code == 0
    monkeypatch.setattr(publishing, "snapshot", lambda *asked: snapshot(*asked)[:1])
    monkeypatch.setattr(publishing, "DEFINITIONS", 2)
    ran, found = check(sqlite, tmp_path / "1")
    assert ran.code == 1
    assert "differs; published with definitions 1, now 2" in ran.text
    on_hold = [c for c in found["changed"] if (c["table"], c["row"]) == ("2", "On hold")]
    assert [(c["figure"], c["published"], c["again"]) for c in on_hold] == [
        ("n", "1", "0"),
        ("of", "2", "1"),
        ("base", "2", "1"),
        ("pct", "50.0", "0.0"),
    ]


def test_a_log_that_was_altered_is_told(sqlite: str, tmp_path: Path) -> None:
    assert published(sqlite, tmp_path / "1").code == 0
    session = connect(parse_url(sqlite), 1)
    session.raw.execute("DROP TRIGGER events_no_update")
    session.raw.execute("UPDATE events SET recorded_by = 'mw-99' WHERE position = 2")
    session.close()
    ran, found = check(sqlite, tmp_path / "1")
    assert (ran.code, points(found)) == (1, {**STANDS, "log": False})
    assert "an event up to and including position 4 is another" in ran.text


def test_a_log_that_was_cut_is_told(sqlite: str, tmp_path: Path) -> None:
    assert published(sqlite, tmp_path / "1").code == 0
    cut = f"sqlite:///{tmp_path}/cut.db"
    assert journey(cut, "init").code == 0
    taken_in(cut, LATE)
    ran, found = check(cut, tmp_path / "1")
    assert (ran.code, points(found)["log"], points(found)["register"]) == (1, False, None)
    assert "since then" not in points(found)
    assert "fewer than the 4 of then" in ran.text


def test_a_copy_of_the_log_has_no_register(url: str, tmp_path: Path) -> None:
    assert published(url, tmp_path / "1").code == 0
    copy = f"sqlite:///{tmp_path}/copy.db"
    assert journey(copy, "init").code == 0
    taken_in(copy, exported(url))
    ran, found = check(copy, tmp_path / "1")
    assert (ran.code, found["stands"], points(found)) == (0, True, {**STANDS, "register": None})
    assert "Whether the figures are right does not depend on it" in ran.text
    assert register(copy) == []


def test_a_manifest_that_was_changed_is_not_that_of_the_register(
    sqlite: str, tmp_path: Path
) -> None:
    assert published(sqlite, tmp_path / "1").code == 0
    file = tmp_path / "1" / MANIFEST
    file.write_text(file.read_text().replace("voorlopig", "definitief"))
    ran, found = check(sqlite, tmp_path / "1")
    assert (ran.code, points(found)) == (1, {**STANDS, "register": False})
    assert "publication 1 has these figures with another manifest: status" in ran.text


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: "", "is not the manifest of a publication"),
        (lambda text: "[]", "Expected `object`"),
        (lambda text: text.replace("2025-10-31", "2025-02-30"), "is not the manifest"),
        (lambda text: text.replace('"position": 4', '"position": -1'), "is not the manifest"),
        (lambda text: text.replace("tables.csv", "../x"), "it names the files"),
        (lambda text: text.replace("voorlopig", "x"), "one of the statuses"),
        (lambda text: text.replace('"where": []', '"where": ["x=1"]'), "x is no column"),
        (lambda text: text.replace('"unit": "laatste"', '"unit": "x"'), "is not the manifest"),
    ],
)
def test_a_manifest_that_is_none(
    sqlite: str, tmp_path: Path, change: Callable[[str], str], why: str
) -> None:
    assert published(sqlite, tmp_path / "1").code == 0
    file = tmp_path / "1" / MANIFEST
    file.write_text(change(file.read_text()))
    ran = journey(sqlite, "publish", "--check", str(tmp_path / "1"))
    assert (ran.code, ran.out) == (1, b"")
    assert why in ran.err


def test_what_is_no_publication(sqlite: str, tmp_path: Path) -> None:
    for folder, why in ((tmp_path, "holds no manifest.json"), (tmp_path / "x", "is no folder")):
        ran = journey(sqlite, "publish", "--check", str(folder))
        assert (ran.code, ran.out) == (1, b"")
        assert why in ran.err


@pytest.mark.parametrize(
    ("lang", "status", "known"),
    [
        ("nl", "nader voorlopig", "zoals bekend op 2025-11-05"),
        ("en", "revised provisional", "as known at 2025-11-05"),
    ],
)
def test_publishing_and_checking_say_the_same(
    url: str, tmp_path: Path, lang: str, status: str, known: str
) -> None:
    asked = ("--known-at", "2025-11-05", "--status", "nader_voorlopig")
    folder = str(tmp_path / "1")
    made = done(url, "--lang", lang, "publish", *P, *asked, "-o", folder)
    assert made.err == f"{folder}: publication 1 of peildatum 2025-10-31, {status}\n"
    [line, *_] = done(url, "--lang", lang, "publish", "--check", folder).text.splitlines()
    assert line.endswith(f" 3 · {known} · {status}")


# The register -------------------------------------------------------------------------------------


def test_the_register_in_every_form(url: str, tmp_path: Path) -> None:
    assert "0 publicaties" in journey(url, "publish", "--list").text
    assert published(url, tmp_path / "1", "--where", "deelname=verplicht").code == 0
    said = journey(url, "--lang", "en", "publish", "--list").text
    assert re.search(r" 1  [\d-]{10}  -   2025-10-31  -         4 .*Provisional", said), said
    rows = list(
        csv.DictReader(io.StringIO(journey(url, "publish", "--list", "--format", "csv").text))
    )
    assert (rows[0]["number"], rows[0]["where"]) == ("1", "deelname=verplicht")
    for name in ("xlsx", "md", "html"):
        assert journey(url, "publish", "--list", "--format", name).out


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("DELETE FROM publication WHERE number = 1", "number 1 is missing before 2."),
        ("UPDATE publication SET manifest = '{}' WHERE number = 1", "number 1 can't be read ("),
        ("UPDATE publication SET manifest = x'00' WHERE number = 1", "number 1 can't be read ("),
    ],
)
def test_a_register_that_somebody_changed_says_so(
    statement: str, why: str, sqlite: str, tmp_path: Path
) -> None:
    for name in ("1", "2"):
        assert published(sqlite, tmp_path / name).code == 0
    with closing(connect(parse_url(sqlite), 1)) as session:
        session.execute("DROP TRIGGER publication_no_delete")
        session.execute("DROP TRIGGER publication_no_update")
        session.execute(statement)
    check = journey(sqlite, "publish", "--check", str(tmp_path / "2"))
    for ran in (published(sqlite, tmp_path / "3"), journey(sqlite, "publish", "--list"), check):
        assert (ran.code, ran.out) == (3, b"")
        assert ran.err.startswith(f"Error: The register of publications is damaged: {why}")
    assert not (tmp_path / "3").exists()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "give --peildatum and -o DIR, or --check DIR, or --list"),
        (P, "give --peildatum and -o DIR"),
        (("--list", *P), "go with --format and -o, and nothing else"),
        (("--check", "x", "--reden", "y"), "go with --format and -o, and nothing else"),
        (("--check", "x", "--list"), "go with --format and -o, and nothing else"),
        ((*P, "-o", "x", "--format", "json"), "a publication is json and csv"),
        ((*P, "-o", "x", "--status", "klaar"), "Invalid value for '--status'"),
        ((*P, "-o", "x", "--reden", "a\nb"), "one line of at most 500 characters"),
        ((*P, "-o", "x", "--reden", "a" * 501), "one line of at most 500 characters"),
        ((*P, "-o", "x", "--where", "y=1"), "y is no column of a snapshot"),
    ],
)
def test_wrong_usage(sqlite: str, arguments: tuple[str, ...], why: str) -> None:
    ran = journey(sqlite, "publish", *arguments)
    assert (ran.code, ran.out) == (2, b"")
    assert why in ran.err
    assert not Path("x").exists()
