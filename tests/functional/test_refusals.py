"""What an import refuses: exit code 1, line, field and what is allowed, and without a trace."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from tests.command_line import Ran, exported, journey, taken_in
from tests.oracle import Wire
from tests.stories import as_file, id_of, log_of, wire

IN_THE_LOG = as_file(
    log_of(
        """
        -- 2024-05-03T10:00:00.000000Z
        A-1
        2024-01-10 intake
        2024-02-01 placed as job
        """
    )
)


@pytest.fixture
def url(ready_sqlite: str) -> str:
    """A store that holds one participant already."""
    return taken_in(ready_sqlite, IN_THE_LOG)


def refused(url: str, file: bytes, *options: str) -> list[str]:
    """What is listed where a file is refused; nothing else may have happened."""
    before = exported(url)
    ran = journey(url, "import", "events", "-", *options, stdin=file)
    assert (ran.code, ran.out) == (1, b""), ran.err
    assert exported(url) == before
    assert_plain(ran)
    heading, *problems = ran.err.splitlines()
    assert heading.startswith("Error: -: nothing was written: ")
    return [problem.removeprefix("  ") for problem in problems]


def assert_plain(ran: Ran) -> None:
    """No traceback, and nothing that a terminal would act on."""
    assert "Traceback" not in ran.err
    hidden = {c for c in ran.err if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")}
    assert hidden <= {"\n"}


# The data of one event ----------------------------------------------------------------------------


def intake(**fields: Any) -> Wire:
    """An intake of somebody new with these fields; `...` leaves one out."""
    data = {"datum": "2024-01-10", "proef": "wsd", "deelname": "verplicht", **fields}
    data = {name: value for name, value in data.items() if value is not ...}
    return wire("intake", 11, "N-1", "2024-06-01T12:00:00Z", data)


def placed(**fields: Any) -> Wire:
    """A second startbaan of the participant in the log, with these fields."""
    data = {"datum": "2024-03-01", "startbaan": "2", **fields}
    return wire("placed", 11, "A-1", "2024-06-01T12:00:00Z", data)


def happened(event: str, **fields: Any) -> Wire:
    """Another event of the participant in the log."""
    data = {"datum": "2024-03-01", **fields}
    return wire(event, 11, "A-1", "2024-06-01T12:00:00Z", data)


def another() -> Wire:
    """An event with an id of its own."""
    return {**placed(), "id": id_of(12)}


DATE = "allowed: a date as YYYY-MM-DD, not before 1900-01-01"
DATE_OR_UNKNOWN = f"{DATE}, or onbekend"
KEY = "allowed: 1 to 20 letters, digits, '.', '_' or '-'"
OWN_CODE = "allowed: 1 to 40 small letters, digits or '-', or onbekend"
YES_NO = "allowed: ja, nee, or onbekend"
HOURS = "allowed: a number above 0 to 60 with at most two decimals, or onbekend"
CHILDREN = "allowed: a whole number from 0 to 30, or onbekend"
VOLGORDE = "allowed: a whole number from -99 to 99"
NUMBER = (
    "allowed: 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit, and not "
    "8 to 10 digits only"
)
UUID = "allowed: a UUID such as 3f0c6f0e-5d1c-4b7e-9a44-0c6b1d2e8f90"
PERSONAL = "is a personal field and never stands in the clear in the data of an event; leave it"

DATES = [
    *(
        (intake(datum=given), f"datum: '{given}' is no date that exists; {DATE}")
        for given in (
            *("2025-02-30", "2025-W01-1", "0000-01-01", "20250101", "2025-1-1", "01-02-2025"),
            *("2025-13-01", "2023-02-29", "2025-01-01T00:00:00Z", " 2025-01-01", "onbekend", ""),
            "2025-01-01 ",
        )
    ),
    (intake(datum="\u0662\u0660\u0662\u0665-01-01"), "is no date that exists"),
    (intake(datum="0001-01-01"), f"datum: 0001-01-01 lies before 1900-01-01; {DATE}"),
    (intake(datum="1899-12-31"), f"datum: 1899-12-31 lies before 1900-01-01; {DATE}"),
    (intake(datum=20250101), f"datum: 20250101 is no date that exists; {DATE}"),
    (intake(datum=...), f"datum: is missing; {DATE}"),
    (intake(datum=None), "datum: null is not allowed; leave out what is unknown"),
    (
        intake(datum="2999-01-01"),
        "datum: 2999-01-01 lies after the day of recording; allowed: up to",
    ),
    (
        intake(pip_datum="2999-01-01"),
        "pip_datum: 2999-01-01 lies after the day of recording; allowed: up to",
    ),
    (
        intake(inburgering_start="2025-02-30"),
        f"inburgering_start: '2025-02-30' is no date that exists; {DATE_OR_UNKNOWN}",
    ),
    (
        intake(verblijfsvergunning_verleend="0001-01-01"),
        "verblijfsvergunning_verleend: 0001-01-01 lies before 1900-01-01; " + DATE_OR_UNKNOWN,
    ),
]
NUMBERS = [
    (placed(uren_per_week=0), f"uren_per_week: 0 is out of range; {HOURS}"),
    (placed(uren_per_week=60.01), f"uren_per_week: 60.01 is out of range; {HOURS}"),
    (placed(uren_per_week=-1), f"uren_per_week: -1 is out of range; {HOURS}"),
    (placed(uren_per_week=16.555), f"uren_per_week: 16.555 has more than two decimals; {HOURS}"),
    (placed(uren_per_week="24"), f"uren_per_week: '24' is not a number; {HOURS}"),
    (placed(uren_per_week=True), f"uren_per_week: true is not a number; {HOURS}"),
    (placed(uren_per_week=float("nan")), f"uren_per_week: NaN is out of range; {HOURS}"),
    (placed(uren_per_week=float("inf")), f"uren_per_week: Infinity is out of range; {HOURS}"),
    (intake(kinderen=float("nan")), f"kinderen: NaN is not a whole number; {CHILDREN}"),
    (intake(kinderen=float("-inf")), f"kinderen: -Infinity is not a whole number; {CHILDREN}"),
    (intake(kinderen=31), f"kinderen: 31 is out of range; {CHILDREN}"),
    (intake(kinderen=-1), f"kinderen: -1 is out of range; {CHILDREN}"),
    (intake(kinderen=1.5), f"kinderen: 1.5 is not a whole number; {CHILDREN}"),
    (intake(kinderen=False), f"kinderen: false is not a whole number; {CHILDREN}"),
    (intake(kinderen=[1]), f"kinderen: [1] is not a whole number; {CHILDREN}"),
    (intake(volgorde=100), f"volgorde: 100 is out of range; {VOLGORDE}"),
    (intake(volgorde=-100), f"volgorde: -100 is out of range; {VOLGORDE}"),
    (intake(volgorde="onbekend"), f"volgorde: 'onbekend' is not a whole number; {VOLGORDE}"),
    (
        intake(geboortejaar=1899),
        "geboortejaar: 1899 is out of range; allowed: a whole number from 1900, or onbekend",
    ),
    (
        intake(geboortejaar=2025),
        "geboortejaar: 2025 lies after the year of datum; allowed: 1900 to 2024",
    ),
    (
        placed(inburgeringsuren_per_week=8.5, uren_per_week=8),
        "inburgeringsuren_per_week: 8.5 is more than uren_per_week; allowed: from 0 to 8",
    ),
    (
        placed(contract="onbepaalde_tijd", duur_overeenkomst_maanden=12),
        "duur_overeenkomst_maanden: does not go together with contract onbepaalde_tijd; leave one "
        "of the two out",
    ),
]
CODES = [
    (
        intake(geslacht="x"),
        "geslacht: 'x' is no code of geslacht; allowed: man, vrouw, overig, or onbekend",
    ),
    (intake(engels=True), f"engels: true is no code of ja_nee; {YES_NO}"),
    (intake(engels="Ja"), f"engels: 'Ja' is no code of ja_nee; {YES_NO}"),
    (
        intake(taalniveau="a1"),
        "taalniveau: 'a1' is no code of taalniveau; allowed: A0, A1, A2, B1, B2, C1, C2, or "
        "onbekend",
    ),
    (
        intake(deelname="onbekend"),
        "deelname: 'onbekend' is no code of deelname; allowed: verplicht, vrijwillig",
    ),
    (
        intake(deelname=...),
        "deelname: is missing; allowed: verplicht, vrijwillig",
    ),
    (
        intake(proef="utrecht"),
        "proef: 'utrecht' is no proef of this store; allowed: amsterdam, eindhoven, "
        "groningen-drenthe, helmond-de-peel, rotterdam, sudwest-fryslan, wsd",
    ),
    (
        intake(gemeente="0363"),
        "gemeente: '0363' does not have the right shape; allowed: GM and four",
    ),
    (
        intake(lichting="Voorjaar"),
        f"lichting: 'Voorjaar' does not have the right shape; {OWN_CODE}",
    ),
    (intake(uitvoerder=""), f"uitvoerder: '' does not have the right shape; {OWN_CODE}"),
    (intake(lichting="a\n"), f"lichting: 'a\\n' does not have the right shape; {OWN_CODE}"),
    (
        intake(vervoer=[]),
        "vervoer: [] is not a list of one or more codes; allowed: a list of one or more out of "
        "fiets, auto, ov, or onbekend",
    ),
    (intake(vervoer="fiets"), "vervoer: 'fiets' is not a list of one or more codes"),
    (intake(vervoer=["fiets", "trein"]), "vervoer: 'trein' is no code of vervoer"),
    (
        happened("information_missing", aspecten=["status", "status"]),
        "aspecten: ['status', 'status'] names a code twice; allowed: a list of one or more out of "
        "status, voortraject, plaatsing, on_hold",
    ),
    (happened("information_missing", aspecten=["alles"]), "aspecten: 'alles' is no code of aspect"),
    (happened("information_confirmed"), "aspecten: is missing; allowed: a list of one or more"),
    (
        happened("voortraject_ended", afgerond="ja"),
        "afgerond: 'ja' is not true or false; allowed: true or false",
    ),
    (
        happened("put_on_hold", reden_on_hold="onbekend"),
        "reden_on_hold: 'onbekend' is no code of reden_on_hold; allowed: familie, medisch, "
        "zwangerschap, eerst_inburgering, anders",
    ),
    (placed(startbaan="a b"), f"startbaan: 'a b' does not have the right shape; {KEY}"),
    (placed(startbaan="x" * 21), f"startbaan: '{'x' * 21}' does not have the right shape; {KEY}"),
    (placed(startbaan=1), f"startbaan: 1 does not have the right shape; {KEY}"),
    (
        intake(precisie="week"),
        "precisie: 'week' is no code of precisie; allowed: dag, maand, jaar,",
    ),
    (
        intake(recorded_by="123456789"),
        f"recorded_by: '123456789' could be a BSN or V-nummer; {NUMBER}",
    ),
    (
        intake(recorded_by="Jan de Vries"),
        f"recorded_by: 'Jan de Vries' does not have the shape of a number; {NUMBER}",
    ),
]
FIELDS = [
    (intake(toelichting="kent de taal"), f"toelichting: {PERSONAL}"),
    (placed(werkgever="Bakkerij De Ster"), f"werkgever: {PERSONAL}"),
    (intake(geslacht=None), "geslacht: null is not allowed; leave out what is unknown"),
    (
        happened("mediation_started", sector="horeca"),
        "sector: is no field of this event; allowed: datum, precisie, volgorde, recorded_by",
    ),
    (
        happened("characteristics_changed"),
        "changes nothing; give one or more characteristics: deelname, geslacht, geboortejaar,",
    ),
    (
        happened("placement_changed", startbaan="1"),
        "changes nothing; give one or more job terms: soort_startbaan, hoe_gekregen,",
    ),
    (
        happened("characteristics_changed", proef="wsd"),
        "proef: is no field of this event; allowed: datum, precisie, volgorde, recorded_by,",
    ),
    (
        happened("corrected", corrects=id_of(2), reden="vergissing"),
        "replacement: is missing; allowed: the full data of the event as it should have been",
    ),
    (
        happened("corrected", corrects=id_of(2), reden="zomaar", replacement={}),
        "reden: 'zomaar' is no code of reden_correctie; allowed: vergissing, dubbel, later_bekend,",
    ),
    (
        happened("corrected", corrects=id_of(2), reden="dubbel", replacement=[]),
        "replacement: [] is not an object",
    ),
    (
        happened(
            "corrected",
            corrects=id_of(2),
            reden="dubbel",
            replacement={"datum": "2024-02-01", "startbaan": "1", "werkgever": "x"},
        ),
        f"replacement: werkgever: {PERSONAL}",
    ),
    (happened("retracted", retracts="e1", reden="dubbel"), f"retracts: 'e1' is not a UUID; {UUID}"),
    (
        happened("retracted", retracts=id_of(99), reden="dubbel"),
        f"A-1: retracts: this participant has no event {id_of(99)} before this one; allowed: the "
        "id of an event of this participant that stands in the log before it",
    ),
]


@pytest.mark.parametrize(("event", "said"), [*DATES, *NUMBERS, *CODES, *FIELDS])
def test_data_that_is_wrong(event: Wire, said: str, url: str) -> None:
    (problem,) = refused(url, as_file([event]))
    assert problem.startswith("line 1: ")
    assert said in problem


# The envelope -------------------------------------------------------------------------------------


def envelope(**attributes: Any) -> Wire:
    """A sound event with other attributes; `...` leaves one out."""
    event = {**intake(), **attributes}
    return {name: value for name, value in event.items() if value is not ...}


TIME = (
    "is not a moment that can be recorded; allowed: a timestamp with Z or an offset and at most "
    "microseconds, not before 1900-01-01, such as 2025-03-04T09:12:00.000000Z"
)
ENVELOPES = [
    (envelope(id="1"), f"id: '1' is not a UUID; {UUID}"),
    (envelope(id=id_of(1).replace("-", "")), f"is not a UUID; {UUID}"),
    (envelope(id=f"{id_of(1)}\n"), f"\\n' is not a UUID; {UUID}"),
    (envelope(id=None), f"id: null is not a UUID; {UUID}"),
    *(
        (envelope(**{name: ...}), f"{name}: is missing")
        for name in intake()
        if name in ("specversion", "id", "source", "type", "subject", "data")
    ),
    (envelope(specversion="0.3"), "specversion: '0.3' is not allowed; allowed: 1.0"),
    (envelope(specversion=1.0), "specversion: 1.0 is not allowed; allowed: 1.0"),
    (
        envelope(datacontenttype="text/plain"),
        "datacontenttype: 'text/plain' is not allowed; allowed: application/json",
    ),
    (
        envelope(dataschema="urn:x"),
        "dataschema: is no attribute of an event; allowed: specversion,",
    ),
    (envelope(source=""), "source: '' is not a URI; allowed: one such as urn:nld:oin:"),
    (envelope(source="urn: x"), "source: 'urn: x' is not a URI"),
    (
        envelope(type="nl.startbaan.verhuisd.v1"),
        "type: 'nl.startbaan.verhuisd.v1' is no known type; allowed: nl.startbaan.NAME.v1 with "
        "NAME one of intake, characteristics_changed,",
    ),
    (
        envelope(type="nl.startbaan.intake.v2"),
        "type: 'nl.startbaan.intake.v2' has a version that this program does not know; allowed: "
        "nl.startbaan.intake.v1",
    ),
    (envelope(type="nl.startbaan.intake"), "type: 'nl.startbaan.intake' is no known type"),
    (envelope(type="intake"), "type: 'intake' is no known type"),
    (envelope(type=["x"]), "type: ['x'] is not a text"),
    (envelope(subject="12345678"), f"subject: '12345678' could be a BSN or V-nummer; {NUMBER}"),
    (envelope(subject="1234567890"), "subject: '1234567890' could be a BSN or V-nummer"),
    (envelope(subject="-a"), f"subject: '-a' does not have the shape of a number; {NUMBER}"),
    (envelope(subject="x" * 65), "does not have the shape of a number"),
    (envelope(subject="Ångström"), "subject: '\\xc5ngstr\\xf6m' does not have the shape"),
    (envelope(subject="A-1\n"), "subject: 'A-1\\n' does not have the shape of a number"),
    (envelope(subject=42), "subject: 42 does not have the shape of a number"),
    (envelope(data=[]), "data: [] is not an object"),
    (envelope(time="2024-06-01T12:00:00"), f"time: '2024-06-01T12:00:00' {TIME}"),
    (envelope(time="2024-06-01T12:00:00.0000001Z"), f"time: '2024-06-01T12:00:00.0000001Z' {TIME}"),
    (envelope(time="2024-06-01"), f"time: '2024-06-01' {TIME}"),
    (envelope(time="2024-02-30T12:00:00Z"), f"time: '2024-02-30T12:00:00Z' {TIME}"),
    (envelope(time="2024-06-01T24:00:00Z"), TIME),
    (envelope(time="2024-06-01T23:59:60Z"), TIME),
    (envelope(time="0001-01-01T00:00:00+14:00"), TIME),
    (envelope(time="9999-12-31T23:59:59-14:00"), TIME),
    (envelope(time="1899-12-31T23:59:59Z"), TIME),
    (envelope(time=1717243200), "time: 1717243200 is not a timestamp"),
    (envelope(time=None), "time: null is not a timestamp"),
]


@pytest.mark.parametrize(("event", "said"), ENVELOPES)
def test_attributes_that_are_wrong(event: Wire, said: str, url: str) -> None:
    (problem,) = refused(url, as_file([event]))
    assert problem.startswith("line 1: ")
    assert said in problem


# The text of a line -------------------------------------------------------------------------------


def text(change: Callable[[str], str]) -> bytes:
    """The line of a sound event, its text changed."""
    return change(json.dumps(intake(kinderen=1))).encode() + b"\n"


LINES = {
    "cut short": (text(lambda line: line[:-5]), "is not JSON: "),
    "no JSON": (b"deelnemer;datum;status\n", "is not JSON: Expecting value (column 1)"),
    "two events": (text(lambda line: line + line), "is not JSON: Extra data"),
    "a list": (text(lambda line: f"[{line}]"), "is not an event but ["),
    "a number": (b"42\n", "is not an event but 42; allowed: a JSON object"),
    "NaN": (b"NaN\n", "is not an event but NaN; allowed: a JSON object"),
    "a literal NaN": (
        text(lambda line: line.replace('"kinderen": 1', '"kinderen": NaN')),
        f"kinderen: NaN is not a whole number; {CHILDREN}",
    ),
    "5,000 digits": (
        text(lambda line: line.replace('"kinderen": 1', f'"kinderen": {"9" * 5000}')),
        f"kinderen: {'9' * 60}… is not a whole number; {CHILDREN}",
    ),
    "5,000 digits in the envelope": (
        text(lambda line: line.replace('"N-1"', "9" * 5000)),
        f"subject: {'9' * 60}… does not have the shape of a number",
    ),
    "a large exponent": (
        text(lambda line: line.replace('"kinderen": 1', '"kinderen": 1e999')),
        f"kinderen: 1e999 is not a whole number; {CHILDREN}",
    ),
    "years to come of 300 digits": (
        text(lambda line: line.replace('"kinderen": 1', f'"geboortejaar": {"9" * 300}')),
        f"geboortejaar: {'9' * 60}… lies after the year of datum; allowed: 1900 to ",
    ),
    "a lone surrogate": (
        text(lambda line: line.replace('"wsd"', '"\\ud800"')),
        "proef: '\\ud800' does not have the right shape; allowed: 1 to 40 small letters",
    ),
    "a lone surrogate as a name": (
        text(lambda line: line.replace('"kinderen"', '"\\udfff"')),
        "'\\udfff': is no field of this event; allowed: datum,",
    ),
    "a lone surrogate in the envelope": (
        text(lambda line: line.replace('"urn:nld', '"\\ud83d urn:nld')),
        "source: '\\ud83d urn:nld:oin:00000000000000000000:systeem:journey' is not a URI",
    ),
    "a surrogate in the bytes": (
        text(lambda line: line).replace(b"wsd", b"\xed\xa0\x80"),
        "is not UTF-8 (byte ",
    ),
    "another encoding": (text(lambda line: line).replace(b"wsd", b"\xe9"), "is not UTF-8 (byte "),
    "UTF-16": (text(lambda line: line).decode().encode("utf-16"), "is not UTF-8 (byte 1)"),
    "a null byte": (text(lambda line: line.replace("wsd", "w\0d")), "is not JSON: Invalid control"),
    "an attribute twice": (
        text(lambda line: line.replace('"subject": "N-1"', '"subject": "N-1", "subject": "N-2"')),
        "is not an event: the key subject stands in it twice",
    ),
    "a field twice": (
        text(lambda line: line.replace('"kinderen": 1', '"kinderen": 1, "kinderen": 1')),
        "is not an event: the key kinderen stands in it twice",
    ),
    "nested too deeply": (b"[" * 100_000 + b"\n", "is nested too deeply"),
    "longer than any event": (
        text(lambda line: line.replace("wsd", "w" * (1 << 20))),
        "is longer than 1048576 bytes; one event takes one line",
    ),
    "escape sequences": (
        text(lambda line: line.replace("wsd", "\\u001b]0;owned\\u0007\\u202e")),
        "proef: '\\x1b]0;owned\\x07\\u202e' does not have the right shape",
    ),
    "escape sequences as a name": (
        text(lambda line: line.replace("kinderen", "\\u001b[31m")),
        "'\\x1b[31m': is no field of this event",
    ),
    "a byte order mark inside": (
        text(lambda line: line.replace("N-1", "N-1\ufeff")),
        "subject: 'N-1\\ufeff' does not have the shape",
    ),
}


@pytest.mark.parametrize(("line", "said"), LINES.values(), ids=LINES)
def test_lines_that_are_no_event(line: bytes, said: str, url: str) -> None:
    problem = refused(url, line)[0]
    assert problem.startswith("line 1: ")
    assert said in problem


@pytest.mark.parametrize(
    "broken", ["{", "", '{"subject": "N-1", "id": }', '{"subject": "N-2", "data": [[[}'], ids=repr
)
def test_a_line_that_cant_be_read_hides_no_timeline_but_its_own(broken: str, url: str) -> None:
    """Whose line it is is known where the line still says it."""
    told = log_of("2024-02-01 resumed\nN-1\n2024-02-02 resumed\nN-2\n2024-02-03 resumed")
    file = as_file([event | {"id": id_of(n)} for n, event in enumerate(told, 11)])
    problems = refused(url, file + broken.encode() + b"\n" + IN_THE_LOG)
    whose = [problem.split(" ")[2] for problem in problems if "breaks rule" in problem]
    assert whose == [f"{who}:" for who in ("A-1", "N-1", "N-2") if f'"{who}"' not in broken]
    assert len(problems) == len(whose) + 1


@pytest.mark.parametrize("blank", [b"\n", b"\r\n", b"  \t\n", b"\n\n\n"])
def test_blank_lines_stand_at_the_end_only(blank: bytes, url: str) -> None:
    assert refused(url, as_file([intake()]) + blank + as_file([another()])) == [
        "line 2: is blank; blank lines are allowed at the end only"
    ]


def test_a_byte_order_mark_stands_at_the_beginning_only(url: str) -> None:
    (problem,) = refused(url, as_file([intake()]) + b"\xef\xbb\xbf" + as_file([another()]))
    assert problem.startswith("line 2: is not JSON: ")


# One event beside others --------------------------------------------------------------------------


def test_an_id_that_is_taken_by_other_content(url: str) -> None:
    taken = (
        f"id: {id_of(2)} is taken by another event (placed of A-1) with other content; give this "
        "one an id of its own, or record a correction"
    )
    others = [
        {**placed(datum="2024-02-01", startbaan="1", sector="horeca"), "id": id_of(2)},
        {**placed(datum="2024-02-02", startbaan="1"), "id": id_of(2)},
        {**placed(datum="2024-02-01", startbaan="1", volgorde=0), "id": id_of(2)},
        {**placed(datum="2024-02-01", startbaan="1"), "id": id_of(2), "subject": "a-1"},
        {**intake(), "id": id_of(2)},
        {**placed(datum="2025-02-30"), "id": id_of(2)},
    ]
    assert refused(url, as_file(others)) == [f"line {n}: {taken}" for n in range(1, 7)]


def test_an_id_that_is_taken_within_the_file(url: str) -> None:
    (problem,) = refused(url, as_file([intake(), intake(engels="ja")]))
    assert problem.startswith(f"line 2: id: {id_of(11)} is taken by another event (intake of N-1)")


def test_a_correction_stands_after_its_event(url: str) -> None:
    log = log_of(
        """
        2024-01-10 intake as start
        2024-06-01 corrected start: datum=2024-01-11
        """
    )
    file = as_file(
        [
            {**event, "subject": "N-1", "id": event["id"].replace("0000-4", "0000-8")}
            for event in log[::-1]
        ]
    )
    (problem,) = refused(url, file.replace(b"0000-4000-8000", b"0000-8000-8000"))
    assert problem.startswith("line 1: N-1: corrects: this participant has no event ")


def test_nobody_without_an_intake(url: str) -> None:
    assert refused(url, as_file([{**placed(), "subject": "nobody"}])) == [
        "line 1: nobody: placed on 2024-03-01 breaks rule 1: nothing comes before the intake; "
        "record the intake first"
    ]


def test_rules_are_judged_against_the_log(url: str) -> None:
    assert refused(url, as_file([placed(startbaan="1")])) == [
        "line 1: A-1: placed on 2024-03-01 breaks rule 3: startbaan 1 exists already (placed on "
        "2024-02-01); give the new startbaan a key of its own"
    ]
    assert refused(url, as_file([placed(datum="2024-01-09")])) == [
        "line 1: A-1: placed on 2024-01-09 breaks rule 1: it comes before the intake (on "
        "2024-01-10), and nothing does"
    ]


# Many lines ---------------------------------------------------------------------------------------


def crowd(number: int) -> list[Wire]:
    """So many intakes."""
    return log_of("\n".join(f"P{i}\n2024-01-10 intake" for i in range(1, number + 1)))


def numbered(events: list[Wire]) -> bytes:
    """A file of events with ids that the log does not hold."""
    return as_file([{**e, "id": f"11111111{e['id'][8:]}"} for e in events])


def test_a_broken_line_in_the_middle_of_many(url: str) -> None:
    lines = numbered(crowd(6001)).splitlines(keepends=True)
    lines[4000] = lines[4000][:-20] + b"\n"
    (problem,) = refused(url, b"".join(lines))
    assert problem.startswith("line 4001: is not JSON: ")


def test_of_300_problems_20_are_listed_and_all_are_counted(url: str) -> None:
    events = crowd(600)
    for event in events[::2]:
        event["data"]["engels"] = "soms"
    before = exported(url)
    ran = journey(url, "import", "events", "-", stdin=numbered(events))
    heading, *problems = ran.err.splitlines()
    assert ran.code == 1
    assert heading == "Error: -: nothing was written: 300 problems"
    assert problems[:20] == [
        f"  line {line}: engels: 'soms' is no code of ja_nee; {YES_NO}" for line in range(1, 41, 2)
    ]
    assert problems[20:] == ["  … and 280 more"]
    assert exported(url) == before


def test_problems_of_every_kind_are_listed_by_line(url: str) -> None:
    events = crowd(7)
    events[1]["data"]["engels"] = events[1]["data"]["kinderen"] = "soms"
    events[3]["subject"] = "x y"
    events[5]["data"]["proef"] = "utrecht"
    assert [problem[:22] for problem in refused(url, numbered(events))] == [
        "line 2: engels: 'soms'",
        "line 2: kinderen: 'som",
        "line 4: subject: 'x y'",
        "line 6: proef: 'utrech",
    ]


def test_who_has_a_wrong_line_is_not_judged_by_what_is_left(url: str) -> None:
    """Else one slip in an intake would be followed by a complaint about each later event."""
    log = log_of(
        """
        B
        2024-01-10 intake engels=soms
        2024-02-01 mediation_started
        C
        2024-01-10 intake
        2024-02-01 resumed
        """
    )
    assert [problem[:22] for problem in refused(url, numbered(log))] == [
        "line 1: engels: 'soms'",
        "line 4: C: resumed on ",
    ]


def test_twenty_of_one_participant_are_listed_too(url: str) -> None:
    log = log_of("2024-01-10 intake\n" + "2024-02-01 resumed\n" * 25)
    problems = refused(url, numbered([{**event, "subject": "N-1"} for event in log]))
    assert len(problems) == 21
    assert problems[-1] == "… and 5 more"
