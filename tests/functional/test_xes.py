"""Event logs for process mining: what directly follows what is what the flow counts as moves."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from journey.interchange.xes import By, Trace, csv_lines, traces, xes_lines
from journey.ledger import Ledger
from journey.projections.analysis import followed
from journey.projections.flow import NOG_NIET, Move, flow
from journey.projections.spells import spells
from tests import strategies
from tests.command_line import done, journey
from tests.stories import known, told

P = ("--peildatum", "2025-10-31")
X = "{http://www.xes-standard.org/}"
LONG_AGO = date(1899, 1, 1)

Case = list[tuple[str, datetime]]


def read_xes(content: bytes) -> dict[str, Case]:
    """The activities and moments of each case."""
    log = ElementTree.fromstring(content)
    assert log.tag == f"{X}log"
    cases = {}
    for trace in log.iter(f"{X}trace"):
        case = [read_event(event) for event in trace.iter(f"{X}event")]
        cases[attributes(trace)["concept:name"]] = case
    return cases


def attributes(element: ElementTree.Element) -> dict[str, str]:
    return {
        child.attrib["key"]: child.attrib["value"] for child in element if "value" in child.attrib
    }


def read_event(event: ElementTree.Element) -> tuple[str, datetime]:
    found = attributes(event)
    assert found["lifecycle:transition"] == "complete"
    return found["concept:name"], datetime.fromisoformat(found["time:timestamp"])


def read_csv(content: bytes) -> dict[str, Case]:
    cases: dict[str, Case] = {}
    for row in csv.DictReader(io.StringIO(content.decode())):
        moment = datetime.fromisoformat(row["timestamp"])
        cases.setdefault(row["case"], []).append((row["activity"], moment))
    return cases


def directly_follows(cases: Iterable[Sequence[tuple[str, datetime]]]) -> Counter[Move]:
    """How often an activity directly follows another; the first of a case follows ``nog_niet``."""
    return Counter(
        (of, to) for case in cases for (of, _), (to, _) in pairwise([(NOG_NIET, None), *case])
    )


def exported(url: str, *arguments: str) -> bytes:
    return done(url, "export", "xes", *P, *arguments).out


def test_what_directly_follows_is_what_the_flow_counts(demo_url: str) -> None:
    ran = journey(demo_url, "flow", "--from", "1950-01-01", "--to", P[1], "--format", "json")
    (period,) = json.loads(ran.out)["periods"]
    moves = {(move["from"], move["to"]): move["n"] for move in period["moves"]}
    for read, name in ((read_xes, "xes"), (read_csv, "csv")):
        cases = read(exported(demo_url, "--format", name))
        assert len(cases) == 607
        assert directly_follows(cases.values()) == moves


@settings(max_examples=25, deadline=None)
@given(strategies.questions())
def test_so_it_is_on_any_log(question: strategies.Question) -> None:
    log, peildatum, asked = question
    with told(log) as store:
        people = followed(Ledger(store, known(asked)), peildatum)
    by_status, by_event = (list(traces(people, peildatum, by)) for by in BYS)
    (period,) = flow([spells(one.timeline, peildatum) for one in people], LONG_AGO, peildatum)
    for found in (by_status, by_event):
        cases = read_xes(written(found))
        assert cases == {trace.case: steps(trace) for trace in found}
        assert {case: steps for case, steps in cases.items() if steps} == read_csv(
            b"".join(csv_lines(found))
        )
        for case in cases.values():
            assert all(before < after for (_, before), (_, after) in pairwise(case))
            assert all(moment.date() <= peildatum for _, moment in case)
    assert directly_follows(read_xes(written(by_status)).values()) == period.moves


BYS: tuple[By, By] = ("status", "event")


def written(found: Iterable[Trace]) -> bytes:
    return b"".join(xes_lines(found, "a log"))


def steps(trace: Trace) -> Case:
    return [(step.activity, datetime.fromisoformat(step.moment)) for step in trace.steps]


STORY = """
    A-1
    2024-01-10 intake
    2024-02-01 mediation_started
    2024-02-01 placed
    2024-03-01 dropped_out reden_uitstroom=geen_match
"""


def test_events_of_one_day_keep_their_order() -> None:
    with told(STORY) as store:
        people = followed(Ledger(store), date(2024, 2, 29))
    (by_status,), (by_event,) = (list(traces(people, date(2024, 2, 29), by)) for by in BYS)
    assert [tuple(step) for step in by_event.steps] == [
        ("intake", "2024-01-10T00:00:00.000+00:00"),
        ("mediation_started", "2024-02-01T00:00:00.000+00:00"),
        ("placed", "2024-02-01T00:00:00.001+00:00"),
    ]
    assert [step.activity for step in by_status.steps] == ["nog_voortraject_nodig", "startbaan"]


def test_a_log_as_it_is_written() -> None:
    found = [Trace("A-1", ("wsd", "verplicht"), ())]
    text = b"".join(xes_lines(found, 'Log "1" <&\x07')).decode()
    log = ElementTree.fromstring(text)
    assert log.attrib["xes.version"] == "1849.2016"
    assert attributes(log)["concept:name"] == 'Log "1" <&\\x07'
    prefixes = [element.attrib["prefix"] for element in log.iter(f"{X}extension")]
    assert prefixes == ["concept", "time", "lifecycle"]
    order = [element.tag.removeprefix(X) for element in log]
    assert order == [*["extension"] * 3, "global", "global", "classifier", "string", "trace"]
    assert attributes(log[-1]) == {"concept:name": "A-1", "proef": "wsd", "deelname": "verplicht"}


def test_only_who_is_asked_for_as_known_then(demo_url: str) -> None:
    cases = read_xes(exported(demo_url, "--where", "proef=wsd", "--known-at", "#3000"))
    assert cases
    assert all(number.startswith("WSD-") for number in cases)
    ran = journey(
        demo_url, "snapshot", *P, "--where", "proef=wsd", "--known-at", "#3000", "--format", "json"
    )
    assert list(cases) == [row["deelnemernummer"] for row in json.loads(ran.out)["rows"]]


def test_the_ending_picks_the_format(demo_url: str, tmp_path: Path) -> None:
    for name in ("xes", "csv"):
        path = tmp_path / f"log.{name}"
        assert exported(demo_url, "-o", str(path)) == b""
        assert path.read_bytes() == exported(demo_url, "--format", name)


@pytest.mark.parametrize("name", ["log.xml", "log"])
def test_an_unknown_ending_is_refused_before_a_store_is_opened(name: str) -> None:
    ran = journey("sqlite:///nowhere.db", "export", "xes", *P, "-o", name)
    assert ran.code == 2
    assert "allowed: .xes, .csv" in ran.err
