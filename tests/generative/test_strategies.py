"""The generators reach all that matters, and the oracle says what the rules say by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracle, strategies
from tests.oracle import KnownAt, Log, Row, Wire


@dataclass(frozen=True)
class Example:
    """A generated log with a question, and what the oracle answers."""

    log: Log
    peildatum: date
    known_at: KnownAt

    @cached_property
    def rows(self) -> list[Row]:
        return oracle.snapshot(self.log, "2025-12-31") + oracle.snapshot(
            self.log, self.peildatum, self.known_at
        )

    @cached_property
    def timelines(self) -> list[list[oracle.Fact]]:
        return list(oracle.standing(self.log).values())

    def named(self, name: str) -> Log:
        return [event for event in self.log if oracle.name_of(event) == name]


@pytest.fixture(scope="session")
def examples() -> list[Example]:
    return [Example(*strategies.question(Random(seed).randrange)) for seed in range(300)]


@pytest.fixture(scope="session")
def judged() -> list[Log]:
    return [strategies.log_to_judge(Random(seed).randrange) for seed in range(300)]


# What the generators reach ------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(strategies.logs())
def test_logs_are_legal_after_every_save(log: Log) -> None:
    assert oracle.legal_log(log)


@settings(max_examples=30, deadline=None)
@given(strategies.questions(), strategies.arbitrary_logs())
def test_every_question_has_an_answer(question: strategies.Question, log: Log) -> None:
    assert len(oracle.tables(*question)) == 9
    assert len(oracle.tables(log, "2025-12-31")) == 9


@given(st.data())
def test_a_question_can_be_asked_of_a_given_log(data: st.DataObject) -> None:
    log = log_of(INTAKE)
    peildatum = data.draw(strategies.peildata(log))
    known_at = data.draw(strategies.known_ats(log))
    assert len(oracle.snapshot(log, peildatum, known_at)) <= 1


def test_every_event_is_reached(examples: list[Example]) -> None:
    reached = {oracle.name_of(event) for example in examples for event in example.log}
    assert reached == {*strategies.EVENTS, "corrected", "retracted"}


VALUES: dict[str, set[Any]] = {
    "proef": {*strategies.PROEVEN},
    "status": {*oracle.STATUSES},
    "status_door": {*oracle.BEAR_ON_STATUS, "information_missing", "information_confirmed"},
    "voortraject_ooit": {"ja", "nee", "onbekend"},
    "voortraject_afgerond": {"ja", "nee", "bezig", "onbekend", "nvt"},
    "soort_voortraject": {*strategies.KINDS_OF_VOORTRAJECT, "onbekend", "nvt"},
    "plaatsing_ooit": {"ja", "nee", "onbekend"},
    "betaald_geplaatst_ooit": {"ja", "nee", "onbekend"},
    "aantal_startbanen": {None, 0, 1, 2, 3, 4},
    "reden_einde": {*strategies.REASONS_OF_END, "onbekend", "nvt"},
    "on_hold_ooit": {"ja", "nee", "onbekend"},
    "on_hold_fase": {
        "nog_voortraject_nodig",
        "voortraject",
        "in_bemiddeling",
        "startbaan",
        "onbekend",
        "nvt",
    },
    "reden_on_hold": {*strategies.REASONS_OF_HOLD, "onbekend", "nvt"},
    "reden_uitstroom": {*strategies.REASONS_OF_EXIT, "onbekend", "nvt"},
}


@pytest.mark.parametrize("column", VALUES)
def test_every_value_of_a_derived_column_is_reached(column: str, examples: list[Example]) -> None:
    reached = {row[column] for example in examples for row in example.rows}
    assert reached >= VALUES[column]


@pytest.mark.parametrize("column", sorted({*oracle.CHARACTERISTICS} - oracle.DATES_AND_NUMBERS))
def test_every_value_of_a_characteristic_is_reached(column: str, examples: list[Example]) -> None:
    reached = {str(row[column]) for example in examples for row in example.rows}
    assert reached >= {str(value) for value in strategies.CHARACTERISTICS[column]}


@pytest.mark.parametrize("term", sorted({*oracle.JOB_TERMS} - oracle.DATES_AND_NUMBERS))
def test_every_value_of_a_job_term_is_reached(term: str, examples: list[Example]) -> None:
    reached = {row[term] for example in examples for row in example.rows}
    assert reached >= {*strategies.JOB_TERMS[term], "nvt"}


@pytest.mark.parametrize("unit", ["laatste", "startbanen"])
def test_every_row_of_every_table_is_reached(unit: str, examples: list[Example]) -> None:
    expected = rows_at_most(unit)
    for example in examples:
        expected -= rows_not_zero(oracle.tables(example.log, "2025-12-31", unit=unit))
        if not expected:
            return
    assert not expected


def rows_at_most(unit: str) -> set[tuple[int, str, str]]:
    """Every row that is always there, and those that are there only where they are not 0."""
    always = {
        (table["table"], block["block"], row["row"])
        for table in oracle.tables([], "2024-01-01", unit=unit)
        for block in table["blocks"]
        for row in block["rows"]
    }
    rare_of_people = [
        ("Taalniveau bij instroom in pilot of bij intake", "C1"),
        ("Taalniveau bij instroom in pilot of bij intake", "C2"),
        ("Verblijfssituatie", "Anders"),
        ("Inburgeringsprogramma", "Nog geen"),
    ]
    reasons = ["Verhuizing", "Andere route", "Geen match", "Werk", "Klaar met inburgering"]
    return {
        *always,
        *((table, *row) for table in (1, 5) for row in rare_of_people),
        (3, "Type voortraject(en)", "Dagbesteding"),
        (3, "Type voortraject(en)", "Gemiddelde duur dagbesteding in weken"),
        (4, "Aantal startbanen gehad", "4"),
        (6, "Soort startbaan", "Onbetaald werk"),
        (6, "Duur overeenkomst in maanden", "Onbepaalde tijd"),
        (6, "(Gemiddeld) aantal gewerkte uren", "Meer dan 40 uur"),
        (8, "Reden on hold", "Eerst inburgering"),
        *((9, "Reden", reason) for reason in reasons),
    }


def rows_not_zero(tables: list[dict[str, Any]]) -> set[tuple[int, str, str]]:
    return {
        (table["table"], block["block"], row["row"])
        for table in tables
        for block in table["blocks"]
        for row in block["rows"]
        if any(row.get("n", row.get("mean")).values())
    }


def corrections_that_change(field: str) -> Callable[[Example], bool]:
    """Whether a correction gives the field another value than the event first had."""

    def has(example: Example) -> bool:
        first = {event["id"]: event["data"] for event in example.log}
        return any(
            event["data"]["replacement"].get(field) != first[event["data"]["corrects"]].get(field)
            for event in example.named("corrected")
        )

    return has


def is_corrected_twice(example: Example) -> bool:
    corrected = [event["data"]["corrects"] for event in example.named("corrected")]
    return len(corrected) > len(set(corrected))


def is_retracted_after_a_correction(example: Example) -> bool:
    corrected = {event["data"]["corrects"] for event in example.named("corrected")}
    return any(event["data"]["retracts"] in corrected for event in example.named("retracted"))


def has_a_retracted_intake(example: Example) -> bool:
    intakes = {event["id"] for event in example.named("intake")}
    return any(event["data"]["retracts"] in intakes for event in example.named("retracted"))


def is_recorded_out_of_order(example: Example) -> bool:
    return any(one.position > other.position for one, other in neighbours(example))


def neighbours(example: Example) -> Iterator[tuple[oracle.Fact, oracle.Fact]]:
    """Each two standing events of one participant that follow each other."""
    for timeline in example.timelines:
        yield from pairwise(timeline)


def is_interleaved(example: Example) -> bool:
    numbers = [event["subject"].casefold() for event in example.log]
    runs = [a for a, b in zip(numbers, [*numbers[1:], ""], strict=True) if a != b]
    return len(runs) > len(set(runs))


def has_a_save_of_several(example: Example) -> bool:
    participants: dict[str, set[str]] = {}
    for event in example.log:
        participants.setdefault(event["time"], set()).add(event["subject"].casefold())
    return any(len(numbers) > 1 for numbers in participants.values())


def does_not_fit_at_a_position(example: Example) -> bool:
    """Cut within a save, the timeline has an event that changes nothing."""
    return any(
        oracle.misfits(timeline)
        for position in range(1, len(example.log))
        for timeline in oracle.standing(example.log, position).values()
    )


def has_another_day_in_utc(example: Example) -> bool:
    return any(
        oracle.recording_day(event).isoformat() != event["time"][:10] for event in example.log
    )


def is_reentered_with_a_job(example: Example) -> bool:
    return any(
        fact.name == "reentered" and oracle.open_jobs(timeline[:place])
        for timeline in example.timelines
        for place, fact in enumerate(timeline)
    )


def any_row(holds: Callable[[Row], bool]) -> Callable[[Example], bool]:
    return lambda example: any(holds(row) for row in example.rows)


FEATURES: dict[str, Callable[[Example], bool]] = {
    "a correction of the date": corrections_that_change("datum"),
    "a correction of volgorde": corrections_that_change("volgorde"),
    "a correction of precisie": corrections_that_change("precisie"),
    "a correction of the proef": corrections_that_change("proef"),
    "a correction of a job term": corrections_that_change("uren_per_week"),
    "a second correction": is_corrected_twice,
    "a retraction": lambda example: bool(example.named("retracted")),
    "a retraction of what was corrected": is_retracted_after_a_correction,
    "a retraction of an intake": has_a_retracted_intake,
    "late entry": is_recorded_out_of_order,
    "interleaved participants": is_interleaved,
    "a save of several participants": has_a_save_of_several,
    "six participants": lambda e: len({event["subject"].casefold() for event in e.log}) == 6,
    "a log of forty events": lambda example: len(example.log) >= 40,
    "several events of one day": lambda example: any(
        one.datum == other.datum for one, other in neighbours(example)
    ),
    "an order by volgorde against that of recording": lambda example: any(
        one.datum == other.datum and one.position > other.position
        for one, other in neighbours(example)
    ),
    "an order by position alone": lambda example: any(
        (one.datum, one.volgorde) == (other.datum, other.volgorde)
        for one, other in neighbours(example)
    ),
    "volgorde below 0": lambda e: any(f.volgorde < 0 for facts in e.timelines for f in facts),
    "volgorde given as 0": lambda e: any(event["data"].get("volgorde") == 0 for event in e.log),
    "recorded_by": lambda e: any("recorded_by" in event["data"] for event in e.log),
    "a number written in another case": lambda example: (
        len({event["subject"] for event in example.log})
        > len({event["subject"].casefold() for event in example.log})
    ),
    "an exit and a re-entry on one day": lambda example: any(
        one.datum == other.datum and one.name in oracle.EXITS and other.name == "reentered"
        for one, other in neighbours(example)
    ),
    "a re-entry with an open startbaan": is_reentered_with_a_job,
    "several open startbanen": lambda example: any(
        len(oracle.open_jobs(timeline)) > 1 for timeline in example.timelines
    ),
    "an event that does not fit within a save": does_not_fit_at_a_position,
    "a save of another day in UTC": has_another_day_in_utc,
    "hours over several startbanen": any_row(
        lambda row: (row["uren_totaal"] or 0) > (row["uren_per_week"] or 99)
    ),
    "days of a voortraject": any_row(lambda row: bool(row["voortraject_dagen"])),
    "a completed voortraject of unknown days": any_row(
        lambda row: row["voortraject_afgerond"] == "ja" and row["voortraject_dagen"] is None
    ),
    "days of a hold": any_row(lambda row: bool(row["on_hold_dagen"])),
    "a hold under onbekend": any_row(
        lambda row: row["status"] == "onbekend" and row["on_hold_ooit"] == "ja"
    ),
    "no participant yet": lambda e: not oracle.snapshot(e.log, e.peildatum, e.known_at),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_what_makes_a_history_hard_is_reached(feature: str, examples: list[Example]) -> None:
    assert any(FEATURES[feature](example) for example in examples)


def test_questions_are_of_every_kind(examples: list[Example]) -> None:
    assert {type(example.known_at) for example in examples} == {type(None), int, date, str}
    eventful = [
        {oracle.as_day(event["data"]["datum"]) for event in example.log} for example in examples
    ]
    asked = [example.peildatum for example in examples]
    pairs = list(zip(asked, eventful, strict=True))
    assert any(day in days for day, days in pairs)
    assert any(day < min(days) for day, days in pairs)
    assert any(day > max(days) for day, days in pairs)


def test_logs_to_judge_break_every_rule_and_often_none(judged: list[Log]) -> None:
    broken = [oracle.broken_rules(log) for log in judged]
    reasons = {rule.partition(":")[0] for rules in broken for rule in rules}
    assert reasons >= {"1", "2", "3", "4", "5", "names an event that is retracted already"}
    assert 0.25 < sum(not rules for rules in broken) / len(broken) < 0.8


# What the oracle says, by hand --------------------------------------------------------------------


Told = tuple[str, str, dict[str, Any]]
"""An event's name, datum and the rest of its data."""


def log_of(*events: Told, number: str = "A") -> Log:
    """A log with ids e1, e2, …, each recorded at noon UTC of one day in 2026."""
    return [
        {
            "id": f"e{place}",
            "type": f"nl.startbaan.{name}.v1",
            "subject": number,
            "time": f"2026-01-{place:02}T12:00:00.000000Z",
            "data": {"datum": datum, **data},
        }
        for place, (name, datum, data) in enumerate(events, start=1)
    ]


INTAKE: Told = (
    "intake",
    "2024-01-31",
    {"proef": "wsd", "deelname": "verplicht"},
)


def only_row(log: Log, peildatum: str, known_at: KnownAt = None) -> Row:
    (row,) = oracle.snapshot(log, peildatum, known_at)
    return row


def parts(row: Row, *columns: str) -> tuple[Any, ...]:
    return tuple(row[column] for column in columns)


def test_a_row_of_someone_who_just_came_in() -> None:
    assert only_row(log_of(INTAKE), "2024-01-31") == {
        "deelnemernummer": "A",
        "proef": "wsd",
        "instroomdatum": "2024-01-31",
        "status": "nog_voortraject_nodig",
        "status_sinds": "2024-01-31",
        "status_door": "intake",
        "leeftijd": None,
        "deelname": "verplicht",
        "geslacht": "onbekend",
        "geboortejaar": None,
        "opleiding": "onbekend",
        "verblijfsvergunning_verleend": None,
        "inburgering_start": None,
        "pip_datum": None,
        "baan_bij_instroom": "onbekend",
        "taalniveau_bij_instroom": "onbekend",
        "taalniveau": "onbekend",
        "engels": "onbekend",
        "gezinssituatie": "onbekend",
        "kinderen": None,
        "verblijfssituatie": "onbekend",
        "vervoer": "onbekend",
        "inburgeringsprogramma": "onbekend",
        "inburgeringsstatus": "onbekend",
        "uitkering": "onbekend",
        "gemeente": "onbekend",
        "lichting": "onbekend",
        "uitvoerder": "onbekend",
        "voortraject_ooit": "nee",
        "voortraject_afgerond": "nvt",
        "soort_voortraject": "nvt",
        "voortraject_dagen": None,
        "plaatsing_ooit": "nee",
        "betaald_geplaatst_ooit": "nee",
        "aantal_startbanen": 0,
        "eerste_plaatsing": None,
        "uren_totaal": None,
        "startbaan": None,
        "soort_startbaan": "nvt",
        "hoe_gekregen": "nvt",
        "contract": "nvt",
        "duur_overeenkomst_maanden": None,
        "urenvorm": "nvt",
        "uren_per_week": None,
        "inburgeringsuren_per_week": None,
        "loonkostensubsidie": "nvt",
        "werkcoach": "nvt",
        "jobcoach": "nvt",
        "harrie_training": "nvt",
        "soort_werkgever": "nvt",
        "sector": "nvt",
        "omvang_vestiging": None,
        "ervaring_statushouders": "nvt",
        "beroep": "nvt",
        "startbaan_start": None,
        "startbaan_einde": None,
        "reden_einde": "nvt",
        "on_hold_ooit": "nee",
        "on_hold_fase": "nvt",
        "on_hold_dagen": None,
        "reden_on_hold": "nvt",
        "reden_uitstroom": "nvt",
        "uitstroomdatum": None,
    }


def test_a_row_of_someone_with_two_startbanen() -> None:
    log = log_of(
        ("intake", "2024-01-31", {**INTAKE[2], "geboortejaar": 1990, "vervoer": ["fiets", "ov"]}),
        ("characteristics_changed", "2024-02-10", {"vervoer": "onbekend", "kinderen": 0}),
        ("voortraject_started", "2024-02-01", {"soort_voortraject": "maatwerk"}),
        ("voortraject_ended", "2024-03-01", {"afgerond": False, "reden": "werk"}),
        ("placed", "2024-03-01", {"startbaan": "1", "uren_per_week": 16.1, "sector": "horeca"}),
        ("placed", "2024-04-01", {"startbaan": "2", "uren_per_week": 8.2}),
        ("placement_changed", "2024-05-01", {"startbaan": "1", "soort_startbaan": "betaald_werk"}),
        ("placement_changed", "2024-06-01", {"startbaan": "1", "soort_startbaan": "anders"}),
        ("placement_ended", "2024-07-01", {"startbaan": "2", "reden_einde": "andere_baan"}),
    )
    both = only_row(log, "2024-06-30")
    assert parts(both, "status", "status_sinds", "status_door") == (
        "startbaan",
        "2024-03-01",
        "placed",
    )
    assert parts(both, "leeftijd", "vervoer", "kinderen") == (34, "onbekend", 0)
    assert parts(both, "voortraject_afgerond", "voortraject_dagen") == ("nee", None)
    assert parts(both, "startbaan", "uren_per_week", "uren_totaal") == ("2", 8.2, 24.3)
    assert parts(both, "betaald_geplaatst_ooit", "reden_einde") == ("ja", "nvt")
    one = only_row(log, "2024-07-01")
    assert parts(one, "startbaan", "uren_totaal", "soort_startbaan") == ("1", 16.1, "anders")
    assert parts(one, "startbaan_start", "startbaan_einde") == ("2024-03-01", None)


def test_a_row_after_a_hold_and_an_exit_with_work() -> None:
    log = log_of(
        INTAKE,
        ("mediation_started", "2024-02-01", {}),
        ("put_on_hold", "2024-02-10", {"reden_on_hold": "medisch"}),
        ("resumed", "2024-03-10", {}),
        ("placed", "2024-03-10", {"startbaan": "1", "soort_startbaan": "onbetaald_werk"}),
        ("completed", "2024-06-01", {"reden_uitstroom": "werk"}),
        ("placement_ended", "2024-07-01", {"startbaan": "1"}),
        ("reentered", "2024-08-01", {"deelname": "vrijwillig"}),
    )
    held = only_row(log, "2024-03-09")
    assert parts(held, "status", "on_hold_fase", "on_hold_dagen") == (
        "on_hold",
        "in_bemiddeling",
        None,
    )
    left = only_row(log, "2024-07-31")
    assert parts(left, "status", "status_sinds", "status_door") == (
        "einde",
        "2024-06-01",
        "completed",
    )
    assert parts(left, "on_hold_dagen", "reden_on_hold", "reden_uitstroom", "uitstroomdatum") == (
        29,
        "medisch",
        "werk",
        "2024-06-01",
    )
    assert parts(left, "startbaan_einde", "reden_einde", "uren_totaal") == (
        "2024-07-01",
        "onbekend",
        None,
    )
    back = only_row(log, "2024-08-01")
    assert parts(back, "status", "deelname", "reden_uitstroom", "uitstroomdatum") == (
        "nog_voortraject_nodig",
        "vrijwillig",
        "nvt",
        None,
    )


def test_what_the_source_does_not_know() -> None:
    aspects = ["status", "voortraject", "plaatsing", "on_hold"]
    log = log_of(
        INTAKE,
        ("information_missing", "2024-03-01", {"aspecten": aspects}),
        ("placement_ended", "2024-04-01", {"startbaan": "1"}),
        ("information_confirmed", "2024-05-01", {"aspecten": ["status", "plaatsing"]}),
    )
    missing = only_row(log, "2024-04-30")
    assert parts(missing, "status", "status_sinds", "status_door") == (
        "onbekend",
        "2024-03-01",
        "information_missing",
    )
    assert parts(missing, "voortraject_afgerond", "plaatsing_ooit", "betaald_geplaatst_ooit") == (
        ("onbekend",) * 3
    )
    assert parts(missing, "aantal_startbanen", "on_hold_fase", "sector") == (
        None,
        "onbekend",
        "onbekend",
    )
    confirmed = only_row(log, "2024-05-01")
    assert parts(confirmed, "status", "status_door", "plaatsing_ooit", "on_hold_ooit") == (
        "nog_voortraject_nodig",
        "information_confirmed",
        "nee",
        "onbekend",
    )


def test_what_was_known_when() -> None:
    log = log_of(
        INTAKE,
        ("voortraject_started", "2024-03-01", {}),
        ("mediation_started", "2024-02-01", {}),
        (
            "corrected",
            "2025-06-01",
            {"corrects": "e2", "replacement": {"datum": "2024-01-31", "volgorde": 1}},
        ),
        ("retracted", "2025-06-02", {"retracts": "e2"}),
    )
    asked: list[KnownAt] = [1, 2, 3, 4, None]
    assert [oracle.status_on(log, "a", "2024-02-15", known_at) for known_at in asked] == [
        "nog_voortraject_nodig",
        "nog_voortraject_nodig",
        "in_bemiddeling",
        "voortraject",
        "in_bemiddeling",
    ]
    assert oracle.snapshot(log, "2024-02-15", "2025-12-31") == []
    assert oracle.snapshot(log, "2024-02-15", "2026-01-01") == oracle.snapshot(log, "2024-02-15", 1)
    assert oracle.snapshot(log, "2024-02-15", "2026-01-01T12:00:00Z") != []
    assert oracle.snapshot(log, "2024-02-15", "2026-01-01T11:59:59.999999Z") == []


def test_a_day_of_recording_is_one_in_amsterdam() -> None:
    log = [{**event, "time": "2024-06-30T22:00:00.000000Z"} for event in log_of(INTAKE)]
    assert oracle.snapshot(log, "2024-12-31", "2024-06-30") == []
    assert oracle.snapshot(log, "2024-12-31", date(2024, 7, 1)) != []


def test_spells_leave_out_what_passes_within_a_day() -> None:
    log = log_of(
        INTAKE,
        ("dropped_out", "2024-02-03", {}),
        ("reentered", "2024-02-03", {}),
        ("mediation_started", "2024-02-05", {}),
        ("put_on_hold", "2024-02-05", {"volgorde": 1}),
    )
    assert oracle.spells(log, "2024-02-10") == {
        "A": [
            ("nog_voortraject_nodig", date(2024, 1, 31), date(2024, 2, 5)),
            ("on_hold", date(2024, 2, 5), None),
        ]
    }
    assert only_row(log, "2024-02-10")["on_hold_fase"] == "in_bemiddeling"


@pytest.mark.parametrize("place", range(0, 300, 30))
def test_a_spell_is_the_status_of_each_of_its_days(place: int, examples: list[Example]) -> None:
    log, peildatum, known_at = (
        examples[place].log,
        min(examples[place].peildatum, date(2023, 6, 30)),
        examples[place].known_at,
    )
    for number, spells in oracle.spells(log, peildatum, known_at).items():
        day = spells[0].start
        assert oracle.status_on(log, number, day - timedelta(days=1), known_at) is None
        for status, start, end in spells:
            assert day == start
            while day < (end or peildatum + timedelta(days=1)):
                assert oracle.status_on(log, number, day, known_at) == status
                day += timedelta(days=1)


JOB: Told = ("placed", "2024-02-01", {"startbaan": "1"})
VOORTRAJECT: Told = ("voortraject_started", "2024-02-01", {})
HOLD: Told = ("put_on_hold", "2024-02-01", {})
EXIT: Told = ("dropped_out", "2024-02-01", {})
BACK: Told = ("reentered", "2024-03-01", {})
WORKSHOP = {"activiteit": "workshop"}


@pytest.mark.parametrize(
    ("rule", "events"),
    [
        ("1", [INTAKE, INTAKE]),
        ("1", [INTAKE, ("mediation_started", "2024-01-30", {})]),
        ("1", [INTAKE, ("mediation_started", "2024-01-31", {"volgorde": -1})]),
        ("1", [JOB]),
        ("2", [INTAKE, VOORTRAJECT, VOORTRAJECT]),
        ("2", [INTAKE, ("voortraject_ended", "2024-02-01", {"afgerond": True})]),
        ("2", [INTAKE, *[("activity_started", "2024-02-01", WORKSHOP)] * 2]),
        ("2", [INTAKE, ("activity_ended", "2024-02-01", WORKSHOP)]),
        ("2", [INTAKE, VOORTRAJECT, EXIT, BACK, ("voortraject_ended", "2024-03-02", {})]),
        ("3", [INTAKE, JOB, ("placement_ended", "2024-02-01", {"startbaan": "1"}), JOB]),
        ("3", [INTAKE, ("placement_ended", "2024-02-01", {"startbaan": "1"})]),
        ("3", [INTAKE, JOB, ("placement_changed", "2024-01-31", {"startbaan": "1"})]),
        ("4", [INTAKE, HOLD, HOLD]),
        ("4", [INTAKE, ("resumed", "2024-02-01", {})]),
        ("4", [INTAKE, HOLD, JOB]),
        ("5", [INTAKE, EXIT, JOB]),
        ("5", [INTAKE, EXIT, HOLD]),
        ("5", [INTAKE, EXIT, EXIT]),
        ("5", [INTAKE, ("reentered", "2024-02-01", {})]),
        ("7", [("intake", "2026-01-02", {})]),
    ],
)
def test_what_breaks_a_rule(rule: str, events: list[Told]) -> None:
    (broken,) = oracle.broken_rules(log_of(*events))
    assert broken.startswith(f"{rule}:")


def test_what_is_legal_though_it_looks_odd() -> None:
    named = {**WORKSHOP, "naam": "aan-de-slag"}
    assert oracle.legal(
        log_of(
            ("placement_ended", "2024-04-02", {"startbaan": "1"}),
            ("reentered", "2024-04-01", {}),
            ("dropped_out", "2024-04-01", {"volgorde": -1}),
            ("placement_changed", "2024-04-01", {"startbaan": "1", "volgorde": -1}),
            ("put_on_hold", "2024-03-02", {}),
            ("activity_started", "2024-03-01", named),
            ("activity_started", "2024-03-01", WORKSHOP),
            VOORTRAJECT,
            JOB,
            INTAKE,
        )
    )
    intake = log_of(INTAKE, ("retracted", "2025-01-01", {"retracts": "e1"}), INTAKE)
    assert oracle.legal(intake)
    assert not oracle.legal(log_of(INTAKE, INTAKE, ("retracted", "2025-01-01", {"retracts": "e1"})))


def joined(*logs: Log) -> Log:
    """The logs after one another, each with ids of its own."""
    return [{**event, "id": f"{event['subject']}-{event['id']}"} for log in logs for event in log]


def found(tables: list[dict[str, Any]], table: int, title: str) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = tables[table - 1]["blocks"]
    (one,) = [block for block in blocks if block["block"] == title]
    return one


@pytest.fixture
def sixteen() -> Log:
    """Sixteen participants, of whom B is voluntary and C has left; A has had two startbanen."""
    many = [log_of(INTAKE, number=f"D{number}") for number in range(13)]
    first = log_of(
        INTAKE,
        ("placed", "2024-02-01", {"startbaan": "1", "uren_per_week": 16.5}),
        ("placed", "2024-02-02", {"startbaan": "2", "uren_per_week": 40.01, "sector": "horeca"}),
    )
    second = log_of(
        ("intake", "2024-01-31", {"proef": "wsd", "deelname": "vrijwillig", "vervoer": ["ov"]}),
        ("activity_started", "2024-02-01", WORKSHOP),
        ("voortraject_started", "2024-02-01", {}),
        ("voortraject_ended", "2024-03-01", {"afgerond": True}),
        ("put_on_hold", "2024-03-31", {}),
        ("activity_ended", "2024-03-31", WORKSHOP),
        ("resumed", "2024-06-30", {}),
        number="B",
    )
    third = log_of(
        INTAKE,
        ("dropped_out", "2024-05-01", {"reden_uitstroom": "inburgering_afgerond"}),
        number="C",
    )
    return joined(first, second, third, *many)


def test_a_block_counts_columns_and_rounds_half_up(sixteen: Log) -> None:
    tables = oracle.tables(sixteen, "2024-12-31")
    assert [table["table"] for table in tables] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    transport = found(tables, 1, "Vervoersmiddelen en rijbewijs")
    assert transport["of"] == {"alle": 1, "verplicht": 0, "vrijwillig": 1}
    assert transport["rows"][2] == {
        "row": "OV",
        "n": {"alle": 1, "verplicht": 0, "vrijwillig": 1},
        "pct": {"alle": 100.0, "verplicht": None, "vrijwillig": 100.0},
    }
    assert found(tables, 2, "Situatie peildatum: Waar in proces?") == {
        "block": "Situatie peildatum: Waar in proces?",
        "unit": "deelnemers",
        "of": {"alle": 16},
        "base": {"alle": 16},
        "rows": [
            {"row": "Onbekend", "n": {"alle": 0}, "pct": {"alle": 0.0}},
            {
                "row": "Nog voortraject nodig (tussen instroom/intake en voortraject)",
                "n": {"alle": 13},
                "pct": {"alle": 81.3},
            },
            {"row": "Bezig met voortraject", "n": {"alle": 0}, "pct": {"alle": 0.0}},
            {"row": "In bemiddeling", "n": {"alle": 1}, "pct": {"alle": 6.3}},
            {
                "row": "waarvan afgeleid",
                "n": {"alle": 1},
                "pct": {"alle": 6.3},
                "of_which": "In bemiddeling",
            },
            {"row": "Heeft momenteel een startbaan", "n": {"alle": 1}, "pct": {"alle": 6.3}},
            {"row": "On hold", "n": {"alle": 0}, "pct": {"alle": 0.0}},
            {"row": "Uitval", "n": {"alle": 1}, "pct": {"alle": 6.3}},
            {
                "row": "Einde startbaan c.q. deelname proef",
                "n": {"alle": 0},
                "pct": {"alle": 0.0},
            },
        ],
    }


def numbers(block: dict[str, Any], column: str = "alle") -> dict[str, int]:
    return {row["row"]: row["n"][column] for row in block["rows"] if row["n"][column]}


def test_blocks_of_a_part_of_the_people(sixteen: Log) -> None:
    tables = oracle.tables(sixteen, "2024-12-31")
    length = found(tables, 3, "Duur van voortraject")
    assert (length["of"], length["base"]) == ({"alle": 1}, {"alle": 16})
    assert numbers(length) == {"Minder dan 30 dagen": 1}
    assert numbers(found(tables, 3, "Afronding van voortraject")) == {"Ja": 1}
    kinds = found(tables, 3, "Type voortraject(en)")["rows"]
    assert kinds[1]["mean"] == {"alle": None}
    assert kinds[4]["row"] == "Workshop"
    assert kinds[5] == {"row": "Gemiddelde duur workshop in weken", "mean": {"alle": 8.4}}
    assert numbers(found(tables, 8, "Duur on hold")) == {"0-3 maanden": 1}
    assert numbers(found(tables, 9, "Uitval"), "verplicht") == {"Nee": 15}
    assert numbers(found(tables, 9, "Reden")) == {"Klaar met inburgering": 1}
    assert found(tables, 9, "Uitstroom")["base"]["verplicht"] == 15


def test_the_unit_of_the_tables_on_startbanen(sixteen: Log) -> None:
    hours, sector = "(Gemiddeld) aantal gewerkte uren", "Sector werkgever"
    newest = oracle.tables(sixteen, "2024-12-31")
    assert numbers(found(newest, 6, hours), "banen") == {"Meer dan 40 uur": 1}
    assert numbers(found(newest, 7, sector), "banen") == {"Horeca en catering": 1}
    every = oracle.tables(sixteen, "2024-12-31", unit="startbanen")
    assert numbers(found(every, 6, hours), "banen") == {"17-24 uur": 1, "Meer dan 40 uur": 1}
    assert numbers(found(every, 7, sector), "banen") == {"Onbekend": 1, "Horeca en catering": 1}
    assert numbers(found(every, 4, "Aantal startbanen gehad")) == {"Geen": 15, "2": 1}


@pytest.mark.parametrize(
    ("where", "n"),
    [
        ([("deelname", "vrijwillig")], 1),
        ([("deelname", "vrijwillig"), ("deelname", "verplicht")], 16),
        ([("deelname", "vrijwillig"), ("status", "uitval")], 0),
        ([("vervoer", "ov")], 1),
        ([("vervoer", "onbekend")], 15),
        ([("uren_totaal", "56.51")], 1),
        ([("uren_totaal", "")], 15),
    ],
)
def test_where(where: list[tuple[str, str]], n: int, sixteen: Log) -> None:
    tables = oracle.tables(sixteen, "2024-12-31", where=where)
    assert found(tables, 1, "Geslacht")["of"]["alle"] == n


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2024, 1, 31), date(2024, 1, 31), 0),
        (date(2024, 1, 31), date(2024, 2, 1), 1),
        (date(2024, 1, 31), date(2024, 2, 29), 1),
        (date(2024, 1, 31), date(2024, 3, 1), 2),
        (date(2023, 11, 30), date(2024, 2, 29), 3),
        (date(2024, 2, 29), date(2025, 3, 1), 13),
    ],
)
def test_months_of_a_hold(start: date, end: date, months: int) -> None:
    assert oracle.months(start, end) == months


def test_participants_come_in_the_order_of_their_code_points() -> None:
    log = joined(*(log_of(INTAKE, number=number) for number in ["a", "Z", "_", "9", "B.1"]))
    rows = oracle.snapshot(log, "2024-12-31")
    assert [row["deelnemernummer"] for row in rows] == ["9", "B.1", "Z", "_", "a"]


def test_a_number_is_shown_as_written_at_the_intake() -> None:
    first, second = log_of(INTAKE, ("mediation_started", "2024-02-01", {}), number="Ab-1")
    other: Wire = {**second, "subject": "aB-1"}
    assert parts(only_row([first, other], "2024-02-01"), "deelnemernummer", "status") == (
        "Ab-1",
        "in_bemiddeling",
    )
