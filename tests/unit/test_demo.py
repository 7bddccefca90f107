"""The demonstration log and the published figures: legal, the same anywhere, and as printed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import groupby, product
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from journey import catalogue
from journey.application import take_in
from journey.codebook import PROEVEN
from journey.demo import PEILDATUM, Cell, as_printed, compare, events, scores
from journey.demo.arithmetic import Sums
from journey.demo.compare import OTHERWISE
from journey.demo.doubts import BASES, DOUBTS, SUMS, doubt_about
from journey.demo.margins import VERVOER, VERVOER_BLOCK, groups
from journey.demo.published import figures, percentage, whole_number
from journey.events import CATALOGUE
from journey.interchange.cloudevents import read
from journey.ledger import Ledger
from journey.peildatum import KnownAt
from journey.presentation.answer import Head
from journey.presentation.data import tables_data
from journey.projections.snapshot import named, snapshot
from journey.projections.tables import tables as count_tables
from journey.store import Store, open_store
from tests import oracle

Log = list[dict[str, Any]]
Known = dict[date | None, dict[str, dict[str, Any]]]
"""The snapshot at the peildatum by number, as known on a day; None: everything."""
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
VERBLIJF = "Verblijfsvergunning verleend"
PERIOD = "Tussen januari 2018 en december 2021"


@pytest.fixture(scope="module")
def log() -> Log:
    return events()


@pytest.fixture(scope="module")
def store(log: Log) -> Iterator[Store]:
    """The log as it is taken in with its own times."""
    with open_store("sqlite:///:memory:") as opened:
        lines = b"".join(json.dumps(event).encode() + b"\n" for event in log)
        report = take_in(opened, read(BytesIO(lines)), keep_recorded_at=True)
        assert report.added == len(log)
        yield opened


@pytest.fixture(scope="module")
def known(store: Store) -> Known:
    days = (date(2025, 11, 5), date(2025, 12, 31), None)
    ledgers = {day: Ledger(store, KnownAt.on(day) if day else None) for day in days}
    return {
        day: {str(person.state.number): named(person.row) for person in snapshot(ledger, PEILDATUM)}
        for day, ledger in ledgers.items()
    }


@pytest.fixture(scope="module")
def tables(store: Store) -> list[dict[str, Any]]:
    ledger = Ledger(store)
    counted = count_tables(snapshot(ledger, PEILDATUM))
    data = tables_data(Head.of(ledger, PEILDATUM), "laatste", counted)
    return list(data["tables"])


@pytest.fixture(scope="module")
def cells(tables: list[dict[str, Any]]) -> list[Cell]:
    return compare(tables)


def name(event: dict[str, Any]) -> str:
    return str(event["type"]).split(".")[2]


def recorded(event: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(event["time"]).astimezone(AMSTERDAM)


def histories(log: Log) -> dict[str, Log]:
    told: dict[str, Log] = {}
    for event in log:
        told.setdefault(event["subject"], []).append(event)
    return told


# -- the log ----------------------------------------------------------------------------------


def test_about_six_thousand_events_of_607_participants_in_seven_proeven(log: Log) -> None:
    assert 5500 < len(log) < 6500
    assert len({event["id"] for event in log}) == len(log)
    intakes = [event for event in log if name(event) == "intake"]
    assert len(histories(log)) == len(intakes) == 607
    assert {event["data"]["proef"] for event in intakes} == set(PROEVEN)


def test_every_event_type_occurs(log: Log) -> None:
    about_who = {"identity_recorded", "identity_erased"}
    assert {name(event) for event in log} == set(CATALOGUE) - about_who


def test_every_field_is_as_the_catalogue_has_it(log: Log) -> None:
    types = {event["id"]: CATALOGUE[name(event)] for event in log}
    for event in log:
        rules = catalogue.Rules(recorded(event).date(), PROEVEN)
        data = event["data"]
        assert catalogue.problems(types[event["id"]], data, rules) == [], event
        if "replacement" in data:
            original = types[data["corrects"]]
            right = data["replacement"]
            assert catalogue.problems(original, right, rules, replacement=True) == [], event


def test_recording_goes_forward_within_office_hours_one_save_a_time(log: Log) -> None:
    times = [event["time"] for event in log]
    assert times == sorted(times)
    for _, save in groupby(log, key=itemgetter("time")):
        assert len({event["subject"] for event in save}) == 1
    for moment in map(recorded, log):
        assert moment.weekday() < 5
        assert 8 <= moment.hour < 18
    assert recorded(log[-1]).date() <= date(2026, 2, 15)


def test_every_save_leaves_a_legal_timeline(log: Log) -> None:
    for history in histories(log).values():
        times = [event["time"] for event in history] + [""]
        for place in range(1, len(times)):
            if times[place] != times[place - 1]:
                assert oracle.broken_rules(history[:place]) == []


def test_the_log_has_all_that_a_log_can_have(log: Log) -> None:
    late = [
        e for e in log if (recorded(e).date() - date.fromisoformat(e["data"]["datum"])).days > 60
    ]
    after = [e for e in log if e["data"]["datum"] > PEILDATUM.isoformat()]
    precisions = Counter(event["data"].get("precisie") for event in log)
    assert len(late) > 200
    assert len(after) > 200
    assert min(precisions[known] for known in ("maand", "jaar", "onbekend")) > 0
    assert any(event["data"].get("volgorde") for event in log)
    corrections = Counter(e["data"]["corrects"] for e in log if name(e) == "corrected")
    assert 2 in corrections.values()


def test_several_startbanen_are_open_at_once(known: Known) -> None:
    hours = [(row["uren_per_week"], row["uren_totaal"]) for row in known[None].values()]
    assert sum(all_jobs is not None and all_jobs != shown for shown, all_jobs in hours) > 4


def test_what_was_known_in_november_differs_from_what_is_known_later(known: Known) -> None:
    early, later, now = known.values()
    assert sum(early.get(number) != row for number, row in now.items()) > 30
    assert 0 < sum(later.get(number) != row for number, row in now.items()) < 60
    statuses = [Counter(row["status"] for row in rows.values()) for rows in known.values()]
    assert statuses[0] != statuses[1] != statuses[2]


def test_everybody_is_who_they_were_meant_to_be(known: Known) -> None:
    rows = known[None].values()
    assert Counter(row["deelname"] for row in rows) == {"verplicht": 372, "vrijwillig": 235}
    assert {row["proef"] for row in rows if row["verblijfssituatie"] == "azc"} <= {
        "amsterdam",
        "eindhoven",
        "groningen-drenthe",
    }
    pregnant = [
        row for row in rows if "zwangerschap" in (row["reden_on_hold"], row["reden_uitstroom"])
    ]
    assert {row["geslacht"] for row in pregnant} == {"vrouw"}


@pytest.mark.parametrize(("seed", "zone"), [("1", "UTC"), ("2", "Pacific/Auckland")])
def test_the_log_is_the_same_anywhere(log: Log, seed: str, zone: str) -> None:
    script = (
        "import hashlib, json\n"
        "from journey.demo import events\n"
        "print(hashlib.sha256(json.dumps(events()).encode()).hexdigest())\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == hashlib.sha256(json.dumps(log).encode()).hexdigest()


def test_the_tables_are_those_of_the_second_reading(log: Log, tables: list[dict[str, Any]]) -> None:
    assert tables == oracle.tables(log, PEILDATUM)


# -- published and regenerated ----------------------------------------------------------------


def test_each_printed_cell_is_there_once() -> None:
    places = Counter((f.table, f.block, f.row, f.column, f.kind) for f in figures())
    assert set(places.values()) == {1}
    assert len(places) == 561


@pytest.mark.parametrize(
    ("table", "column", "kind", "at_least"),
    [
        (1, "alle", "pct", 60),
        (1, "verplicht", "pct", 63),
        (1, "vrijwillig", "pct", 16),
        (2, "alle", "n", 8),
        (2, "alle", "pct", 8),
        (3, "alle", "n", 15),
        (3, "alle", "mean", 2),
        (4, "alle", "n", 7),
        (5, "geplaatst", "pct", 61),
        (6, "banen", "n", 30),
        (7, "banen", "n", 27),
        (8, "alle", "n", 17),
        (8, "alle", "pct", 17),
        (9, "alle", "n", 4),
        (9, "verplicht", "pct", 1),
    ],
)
def test_as_many_cells_hold_as_one_population_allows(
    cells: list[Cell], table: int, column: str, kind: str, at_least: int
) -> None:
    [score] = [s for s in scores(cells) if (s.table, s.column, s.kind) == (table, column, kind)]
    assert score.equal + score.reserved >= at_least


def test_the_first_block_of_table_4_holds(cells: list[Cell]) -> None:
    block = [cell for cell in cells if cell.block == "Al een plaatsing op een startbaan"]
    assert block
    assert all(cell.equal for cell in block)


def test_a_cell_says_why_exactly_where_it_is_no_match(cells: list[Cell]) -> None:
    assert [cell for cell in cells if (cell.mark == "=") == bool(cell.why)] == []
    assert [cell for cell in cells if cell.why == OTHERWISE] == []


@pytest.mark.parametrize(
    ("table", "block", "row", "column", "why"),
    [
        (1, "Leeftijdsgroep", "Jonger dan 25", "alle", "610 of 607"),
        (1, "Inburgeringsprogramma", "B1", "alle", "590 of 607"),
        (1, "Uitkering", "Ja", "alle", "598 of 607"),
        (1, "Baan bij instroom in pilot of bij intake", "Onbekend", "vrijwillig", "over 226"),
        (1, VERBLIJF, PERIOD, "alle", "13.0% lies below both subgroups"),
        (5, VERBLIJF, PERIOD, "alle", "13.0% lies below both subgroups"),
        (5, "Startdatum inburgering", PERIOD, "alle", "Of those placed 7"),
        (3, "Afronding van voortraject", "Ja", "alle", "Of 443"),
        (3, "Duur van voortraject", "90 dagen of meer", "alle", "36 people are in no row"),
        (3, "Soort voortraject", "Maatwerk", "alle", "354"),
        (6, "Soort startbaan", "Anders", "banen", "272 of 269"),
        (7, "Sector werkgever", "Anders", "banen", "of 254"),
        (9, "Uitval", "Ja", "alle", "63 of 607"),
        (9, "Reden", "Zwangerschap", "alle", "add to 78"),
    ],
)
def test_a_cell_that_cannot_be_true_is_no_match_though_equal(
    cells: list[Cell], table: int, block: str, row: str, column: str, why: str
) -> None:
    [cell] = [
        c
        for c in cells
        if (c.table, c.block, c.row, c.column, c.kind) == (table, block, row, column, "pct")
    ]
    assert cell.equal
    assert cell.mark == "(=)"
    assert cell.why
    assert why in cell.why.en


def test_a_cell_that_is_no_match_is_not_counted_as_equal(cells: list[Cell]) -> None:
    [score] = [s for s in scores(cells) if (s.table, s.kind) == (7, "n")]
    assert (score.equal, score.reserved, score.different, score.printed) == (18, 9, 0, 27)


def test_every_doubt_is_about_printed_figures() -> None:
    assert [doubt for doubt in DOUBTS if not any(map(doubt.covers, figures()))] == []


def test_the_numbers_of_the_doubts_are_those_of_the_printed_figures() -> None:
    for block, base in BASES.items():
        numbers = numbers_of(1, block, "vrijwillig", base)
        if block != "Taalniveau bij instroom in pilot of bij intake":
            assert sum(number or 0 for number in numbers) == base
        assert None in numbers_of(1, block, "vrijwillig", 235)
    for table, (block, to) in product((1, 5), SUMS.items()):
        assert sum(number or 0 for number in numbers_of(table, block, "alle", 607)) == to


def test_no_column_of_people_that_does_not_add_up_is_trusted() -> None:
    """But for answers, of which anybody may give several, and rows that the report leaves out."""
    bases = {"alle": 607, "verplicht": 372, "vrijwillig": 235, "geplaatst": 269}
    columns = dict.fromkeys((f.table, f.block, f.column) for f in figures() if f.table in (1, 5))
    for table, block, column in columns:
        if block in ("", VERVOER_BLOCK, "Taalniveau bij instroom in pilot of bij intake"):
            continue
        numbers = numbers_of(table, block, column, bases[column])
        if None in numbers or sum(number or 0 for number in numbers) != bases[column]:
            own = [f for f in figures() if (f.table, f.block, f.column) == (table, block, column)]
            assert all(map(doubt_about, own)), (table, block, column)


def numbers_of(table: int, block: str, column: str, base: int) -> list[int | None]:
    """The people in each row of a printed column, where its percentages are of ``base``."""
    own = [f for f in figures() if (f.table, f.block, f.column) == (table, block, column)]
    return [whole_number(figure.value, base) for figure in own]


@pytest.mark.parametrize(
    ("value", "kind", "dutch", "english"),
    [
        ("0", "pct", "0,0%", "0.0%"),
        ("31.5", "pct", "31,5%", "31.5%"),
        ("7.25", "pct", "7,25%", "7.25%"),
        ("607", "n", "607", "607"),
        ("25.6", "mean", "25,6", "25.6"),
        (None, "mean", "-", "-"),
    ],
)
def test_a_figure_looks_as_it_is_printed(
    value: str | None, kind: str, dutch: str, english: str
) -> None:
    figure = None if value is None else Decimal(value)
    assert [as_printed(figure, kind, lang) for lang in ("nl", "en")] == [dutch, english]


def test_a_cell_that_another_population_could_meet_is_said_to_be_so(
    tables: list[dict[str, Any]],
) -> None:
    moved = json.loads(json.dumps(tables))
    rows = moved[1]["blocks"][0]["rows"]
    for row, n in (("Uitval", 44), ("On hold", 7)):
        next(r for r in rows if r["row"] == row)["n"]["alle"] = n
    differing = [cell for cell in compare(moved) if cell.table == 2 and not cell.equal]
    assert {cell.row for cell in differing} == {"Uitval", "On hold"}
    assert {cell.why for cell in differing} == {OTHERWISE}


@pytest.mark.parametrize(
    ("block", "row", "column", "why"),
    [
        ("Baan bij instroom in pilot of bij intake", "Nee", "vrijwillig", "over 226"),
        ("Inburgeringsprogramma", "B1", "vrijwillig", "over 223"),
        ("Leeftijdsgroep", "25 tot 45 jaar", "alle", "leave 387"),
        ("Aantal startbanen gehad", "2", "alle", "27, which is 4.4% of 607"),
        ("Engels", "Onbekend", "verplicht", "at most 43"),
    ],
)
def test_the_reason_is_computed(
    cells: list[Cell], block: str, row: str, column: str, why: str
) -> None:
    place = (block, row, column)
    [cell] = [
        c for c in cells if (c.block, c.row, c.column) == place and not c.equal and c.table < 5
    ]
    assert cell.why
    assert why in cell.why.en


def test_whole_number_is_the_only_one_that_prints_so() -> None:
    for base in (235, 269, 607):
        for n in range(base + 1):
            assert whole_number(percentage(n, base, Decimal("0.0")), base) == n


def test_sums_narrow_and_settle() -> None:
    sums = Sums()
    for key, high in ((("all",), 10), (("a",), 10), (("b",), 10)):
        sums.add(key, 0, high)
    sums.tie(("all",), [("a",), ("b",)])
    sums.settle(("all",), 7)
    assert sums.bounds(("a",)) == (0, 7)
    sums.settle(("a",), 3)
    assert sums.bounds(("b",)) == (4, 4)
    assert not sums.allows(("b",), 5)


def test_groups_add_up_to_the_subgroups_and_the_placed() -> None:
    dealt = groups("Geslacht", {"verplicht": 123, "vrijwillig": 146})
    assert {group: sum(counts.values()) for group, counts in dealt.items()} == {
        ("verplicht", True): 123,
        ("verplicht", False): 249,
        ("vrijwillig", True): 146,
        ("vrijwillig", False): 89,
    }


def test_only_these_answers_give_the_printed_shares_of_vervoer() -> None:
    """Of the subgroups, each answer given by everybody at most, and of both together."""
    together = [
        (one, two)
        for one, two in product(answers("verplicht", 372), answers("vrijwillig", 235))
        if shares_of([x + y for x, y in zip(one, two, strict=True)]) == printed("alle")
    ]
    assert together == [tuple(list(VERVOER[c].values()) for c in ("verplicht", "vrijwillig"))]


def test_the_answers_of_the_placed_give_their_printed_shares() -> None:
    assert shares_of(list(VERVOER["geplaatst"].values())) == printed("geplaatst")


def printed(column: str) -> list[Decimal]:
    """The shares of the means of transport, in the order of the report."""
    own = [f for f in figures() if (f.block, f.column) == (VERVOER_BLOCK, column)]
    return [f.value for f in own if f.table == (5 if column == "geplaatst" else 1)]


def shares_of(numbers: Sequence[int]) -> list[Decimal]:
    return [percentage(number, sum(numbers), Decimal("0.0")) for number in numbers]


def answers(column: str, people: int) -> Iterator[list[int]]:
    """All numbers of answers that give the printed shares."""
    largest = max(printed(column))
    for total in range(1, int(100 * people / (largest - Decimal("0.1")))):
        numbers = [whole_number(share, total) for share in printed(column)]
        found = [number for number in numbers if number is not None]
        if len(found) == len(numbers) and sum(found) == total and max(found) <= people:
            yield found
