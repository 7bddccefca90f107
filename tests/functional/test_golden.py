"""A log of each version, and what was made of it then: it loads for ever and gives those bytes.

A file ``vN.jsonl`` is never changed. What is new in the catalogue comes in a file of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from journey.catalogue import type_of
from journey.events import CATALOGUE, fields_of, personal_of
from journey.fields import Choice, Several
from journey.projections.tables import Unit
from tests import oracle
from tests.command_line import done, exported, journey
from tests.oracle import KnownAt, Log
from tests.stories import events_in

FOLDER = Path(__file__).parents[1] / "golden"
LOGS = sorted(path.stem for path in FOLDER.glob("v?.jsonl"))
QUESTIONS: list[tuple[str, KnownAt, Unit]] = [
    ("2025-10-31", None, "laatste"),
    ("2024-06-30", "2025-01-31", "startbanen"),
]


def events(name: str) -> Log:
    """The lines of a file of this folder."""
    return events_in((FOLDER / name).read_bytes())


@pytest.mark.parametrize("version", LOGS)
def test_an_old_log_gives_the_same_bytes_for_ever(version: str, ready_url: str) -> None:
    path = FOLDER / f"{version}.jsonl"
    done(ready_url, "import", "events", str(path), "--keep-recorded-at")
    assert exported(ready_url) == (FOLDER / f"{version}.export.jsonl").read_bytes()
    for peildatum, known_at, unit in QUESTIONS:
        asked = ["--peildatum", peildatum, "--format", "json"]
        asked += [] if known_at is None else ["--known-at", str(known_at)]
        for command in (["snapshot", *asked], ["tables", *asked, "--unit", unit]):
            expected = FOLDER / f"{version}.{peildatum}.{command[0]}.json"
            assert journey(ready_url, *command).out == expected.read_bytes(), expected.name


@pytest.mark.parametrize("version", LOGS)
@pytest.mark.parametrize(("peildatum", "known_at", "unit"), QUESTIONS)
def test_what_is_kept_is_right(version: str, peildatum: str, known_at: KnownAt, unit: Unit) -> None:
    log = events(f"{version}.export.jsonl")
    snapshot = json.loads((FOLDER / f"{version}.{peildatum}.snapshot.json").read_bytes())
    assert snapshot["rows"] == oracle.snapshot(log, peildatum, known_at)
    tables = json.loads((FOLDER / f"{version}.{peildatum}.tables.json").read_bytes())
    assert tables["tables"] == oracle.tables(log, peildatum, known_at, unit=unit)
    assert tables["position"] == snapshot["position"] == len([*oracle.known(log, known_at)])


@pytest.mark.parametrize("version", LOGS)
def test_an_export_says_what_the_file_said(version: str) -> None:
    def said(log: Log) -> list[tuple[Any, ...]]:
        return [(event["id"].lower(), event["type"], event["subject"]) for event in log]

    assert said(events(f"{version}.export.jsonl")) == said(events(f"{version}.jsonl"))


# Together the logs hold everything ----------------------------------------------------------------


def every_event() -> Iterator[dict[str, Any]]:
    """The events of all logs."""
    for version in LOGS:
        yield from events(f"{version}.jsonl")


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_event_and_field_is_in_a_log(name: str) -> None:
    given = {
        field for one in every_event() if one["type"] == type_of(name) for field in one["data"]
    }
    anywhere = {"precisie", "volgorde", "recorded_by", *personal_of(CATALOGUE[name])}
    assert given | anywhere >= {*fields_of(CATALOGUE[name])}
    assert [one for one in every_event() if one["type"] == type_of(name)]


def test_personal_fields_are_in_a_log() -> None:
    sealed = {one["type"].split(".")[2] for one in every_event() if "sealed" in one}
    assert sealed >= {"intake", "placed", "identity_recorded", "corrected"}


def test_every_code_is_in_a_log() -> None:
    given: dict[str, set[str]] = {}
    for event in every_event():
        fields = fields_of(CATALOGUE[event["type"].split(".")[2]])
        for field, value in event["data"].items():
            kind = fields[field].kind
            if isinstance(kind, Choice | Several):
                codes = {value} if isinstance(value, str) else {*value}
                given.setdefault(kind.codes.name, set()).update(codes)
    for cls in CATALOGUE.values():
        for field, of in fields_of(cls).items():
            if isinstance(of.kind, Choice | Several):
                assert given[of.kind.codes.name] >= {*of.kind.codes}, field


def test_common_fields_are_in_a_log() -> None:
    data = [event["data"] for event in every_event()]
    assert {one.get("precisie") for one in data} == {None, "dag", "maand", "jaar", "onbekend"}
    assert {-99, 0, 99} <= {one.get("volgorde") for one in data}
    assert any("recorded_by" in one for one in data)
    for field in (*oracle.CHARACTERISTICS, *oracle.JOB_TERMS):
        assert "onbekend" in [one.get(field) for one in data if isinstance(one.get(field), str)]
