"""What a caseworker reads where a rule is broken: the rule, what is in the way, what to do."""

from __future__ import annotations

import pytest

from tests.command_line import done, exported, journey
from tests.stories import id_of

INTAKE = "intake 2025-02-01 --proef wsd --deelname verplicht"
VOORTRAJECT = "voortraject_started 2025-03-01"
WORKSHOP = "activity_started 2025-03-01 --activiteit workshop"
PLACED = "placed 2025-03-01 --startbaan 1"
HOLD = "put_on_hold 2025-03-01"
EXIT = "dropped_out 2025-06-01"


pytestmark = pytest.mark.usefixtures("staff")


def command(told: str) -> list[str]:
    """``record EVENT A-1 --datum DATE …`` of an event, its date and its options."""
    event, datum, *options = told.split()
    return ["record", event, "A-1", "--datum", datum, *options]


def happened(url: str, *events: str) -> None:
    """Record events, the n-th with the id of that number."""
    for number, told in enumerate(events, 1):
        done(url, *command(told), "--id", id_of(number))


def refused(url: str, *arguments: str) -> list[str]:
    """The lines with which a command is refused; nothing is written."""
    log = exported(url)
    ran = journey(url, *arguments)
    assert (ran.code, ran.out) == (1, b""), ran
    assert exported(url) == log
    lines = ran.err.splitlines()
    assert lines[0].startswith("Error: A-1: ")
    assert 1 <= len(lines) <= 3
    return [lines[0].removeprefix("Error: A-1: "), *map(str.strip, lines[1:])]


@pytest.mark.parametrize(
    ("before", "told", "answer"),
    [
        (
            [],
            HOLD,
            "put_on_hold on 2025-03-01 breaks rule 1: nothing comes before the intake; record the "
            "intake first",
        ),
        (
            [INTAKE],
            "put_on_hold 2025-01-31",
            "put_on_hold on 2025-01-31 breaks rule 1: it comes before the intake (on 2025-02-01), "
            "and nothing does",
        ),
        (
            [INTAKE],
            "intake 2025-03-01 --proef wsd --deelname verplicht",
            "intake on 2025-03-01 breaks rule 1: there is an intake already (on 2025-02-01); "
            "correct that one instead",
        ),
        (
            [INTAKE, VOORTRAJECT],
            "voortraject_started 2025-04-01",
            "voortraject_started on 2025-04-01 breaks rule 2: a voortraject is open already "
            "(voortraject_started on 2025-03-01); record its voortraject_ended first",
        ),
        (
            [INTAKE],
            "voortraject_ended 2025-04-01 --afgerond ja",
            "voortraject_ended on 2025-04-01 breaks rule 2: no voortraject is open; record "
            "voortraject_started first",
        ),
        (
            [INTAKE, WORKSHOP],
            "activity_started 2025-04-01 --activiteit workshop",
            "activity_started on 2025-04-01 breaks rule 2: workshop is open already "
            "(activity_started on 2025-03-01); record its activity_ended first, or give this one "
            "a naam",
        ),
        (
            [INTAKE, WORKSHOP],
            "activity_ended 2025-04-01 --activiteit workshop --naam zorg",
            "activity_ended on 2025-04-01 breaks rule 2: no activity workshop (zorg) is open; "
            "record activity_started first",
        ),
        (
            [INTAKE, PLACED],
            "placed 2025-04-01 --startbaan 1",
            "placed on 2025-04-01 breaks rule 3: startbaan 1 exists already (placed on "
            "2025-03-01); give the new startbaan a key of its own",
        ),
        (
            [INTAKE, PLACED],
            "placement_ended 2025-04-01 --startbaan 2",
            "placement_ended on 2025-04-01 breaks rule 3: there is no startbaan 2; record placed "
            "first",
        ),
        (
            [INTAKE, PLACED, "placement_ended 2025-04-01 --startbaan 1"],
            "placement_changed 2025-05-01 --startbaan 1 --uren-per-week 24",
            "placement_changed on 2025-05-01 breaks rule 3: startbaan 1 ended on 2025-04-01 "
            "(placement_ended)",
        ),
        (
            [INTAKE, HOLD],
            "put_on_hold 2025-04-01",
            "put_on_hold on 2025-04-01 breaks rule 4: the participant is on hold already "
            "(put_on_hold on 2025-03-01); record resumed first",
        ),
        (
            [INTAKE, HOLD],
            "placed 2025-04-01 --startbaan 1",
            "placed on 2025-04-01 breaks rule 4: the participant is on hold (put_on_hold on "
            "2025-03-01) and nothing starts meanwhile; record resumed first",
        ),
        (
            [INTAKE],
            "resumed 2025-04-01",
            "resumed on 2025-04-01 breaks rule 4: the participant is not on hold; record "
            "put_on_hold first",
        ),
        (
            [INTAKE, EXIT],
            "mediation_started 2025-07-01",
            "mediation_started on 2025-07-01 breaks rule 5: the participant left (dropped_out on "
            "2025-06-01); record reentered first",
        ),
        (
            [INTAKE],
            "reentered 2025-07-01",
            "reentered on 2025-07-01 breaks rule 5: the participant has not left; there is no "
            "dropped_out or completed before",
        ),
    ],
)
def test_the_rule_what_is_in_the_way_and_what_to_do(
    ready_sqlite: str, before: list[str], told: str, answer: str
) -> None:
    happened(ready_sqlite, *before)
    assert refused(ready_sqlite, *command(told)) == [answer]


def test_no_day_after_that_of_recording(ready_sqlite: str) -> None:
    for datum in ("2099-01-01", "2099-01", "2099"):
        ran = journey(ready_sqlite, *command(INTAKE.replace("2025-02-01", datum)))
        assert ran.code == 1
        first, second = ran.err.splitlines()
        assert first == "Error: not recorded:"
        assert second.startswith(
            "  datum: 2099-01-01 lies after the day of recording; allowed: up to "
        )


def test_an_older_event_that_is_in_the_way_is_named(ready_sqlite: str) -> None:
    happened(
        ready_sqlite, INTAKE, "placed 2025-04-01 --startbaan 1", HOLD.replace("03-01", "05-01")
    )
    in_the_way = (
        f"that event is in the log already, as {id_of(2)}; correct or retract it first if it is "
        "wrong"
    )
    assert refused(ready_sqlite, *command(HOLD)) == [
        "placed on 2025-04-01 breaks rule 4: the participant is on hold (put_on_hold on "
        "2025-03-01) and nothing starts meanwhile; record resumed first",
        in_the_way.replace(id_of(2), f"{id_of(2)} (and 1 more)"),
    ]
    correct = ("correct", id_of(3), "--datum", "2025-03-31", "--reden", "vergissing")
    assert refused(ready_sqlite, *correct)[1] == in_the_way


def test_the_intake_that_others_stand_on(ready_sqlite: str) -> None:
    happened(ready_sqlite, INTAKE, PLACED)
    assert refused(ready_sqlite, "retract", id_of(1), "--reden", "dubbel") == [
        "the intake can't be retracted while placed on 2025-03-01 stands (rule 1); retract that "
        "first, or correct the intake"
    ]


def test_what_is_retracted_stays_so(ready_sqlite: str) -> None:
    happened(ready_sqlite, INTAKE, PLACED)
    retract = ("retract", id_of(2), "--reden", "dubbel")
    assert journey(ready_sqlite, *retract).code == 0
    again = f"event {id_of(2)} is retracted already"
    assert refused(ready_sqlite, *retract) == [f"retracts: {again}"]
    correct = ("correct", id_of(2), "--sector", "horeca", "--reden", "dubbel")
    assert refused(ready_sqlite, *correct) == [f"corrects: {again}; record a new one instead"]


# -- the order within one day ---------------------------------------------------------------------


def test_the_volgorde_that_would_do_is_offered_and_does(ready_sqlite: str) -> None:
    happened(ready_sqlite, INTAKE, EXIT)
    ended = command("voortraject_started 2025-06-01")
    assert refused(ready_sqlite, *ended) == [
        "voortraject_started on 2025-06-01 breaks rule 5: the participant left (dropped_out on "
        "2025-06-01); record reentered first",
        "with --volgorde -1 on voortraject_started of 2025-06-01 it fits",
    ]
    assert journey(ready_sqlite, *ended, "--volgorde", "-1").code == 0


def test_it_is_offered_where_the_later_event_breaks_the_rule(ready_sqlite: str) -> None:
    happened(ready_sqlite, INTAKE, HOLD, "resumed 2025-05-01", "placed 2025-05-01 --startbaan 1")
    hold = command("put_on_hold 2025-05-01 --volgorde -3")
    assert refused(ready_sqlite, *hold)[-1] == (
        "with --volgorde 0 on put_on_hold of 2025-05-01 it fits"
    )


def test_it_is_offered_for_a_month_of_which_one_day_would_do(ready_sqlite: str) -> None:
    hold, left = "put_on_hold 2025-03-15 --volgorde -2", EXIT.replace("06-01", "03-15")
    happened(ready_sqlite, INTAKE, hold, left)
    resumed = command("resumed 2025-03")
    assert refused(ready_sqlite, *resumed) == [
        "resumed on 2025-03-15 breaks rule 5: the participant left (dropped_out on 2025-03-15); "
        "record reentered first",
        "with --volgorde -1 on resumed of 2025-03-15 it fits",
    ]
    assert journey(ready_sqlite, *resumed, "--volgorde", "-1").code == 0


def test_it_is_offered_for_a_correction(ready_url: str) -> None:
    happened(ready_url, INTAKE, PLACED, "placement_ended 2025-05-01 --startbaan 1", EXIT)
    correct = ("correct", id_of(3), "--datum", "2025-03-01", "--volgorde", "-5")
    assert refused(ready_url, *correct, "--reden", "vergissing") == [
        "placement_ended on 2025-03-01 breaks rule 3: there is no startbaan 1; record placed first",
        "with --volgorde 0 on placement_ended of 2025-03-01 it fits",
    ]
    assert journey(ready_url, *correct[:-1], "0", "--reden", "vergissing").code == 0


# -- months and years -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("datum", "day", "precisie"),
    [("2025-03", "2025-03-15", "maand"), ("03-2025", "2025-03-15", "maand"),
     ("2025", "2025-03-15", "jaar"), ("2025-04", "2025-04-01", "maand")],
)  # fmt: skip
def test_the_first_day_that_breaks_no_rule(
    ready_url: str, datum: str, day: str, precisie: str
) -> None:
    happened(ready_url, INTAKE, "placed 2025-03-15 --startbaan 1")
    ended = command(f"placement_ended {datum} --startbaan 1")
    assert f"recorded placement_ended of A-1 on {day}\n" in journey(ready_url, *ended).text
    assert f'"datum":"{day}","precisie":"{precisie}"' in exported(ready_url).decode()


@pytest.mark.parametrize(
    ("datum", "precisie", "day"),
    [("2025-03-20", "maand", "2025-03-15"), ("20-12-2025", "jaar", "2025-03-15"),
     ("2025-04-20", "maand", "2025-04-01"), ("2025-03-20", "dag", "2025-03-20"),
     ("2025-03-20", "onbekend", "2025-03-20")],
)  # fmt: skip
@pytest.mark.parametrize("by", ["record", "correct", "correct alone", "file"])
def test_a_day_of_which_only_the_month_or_year_is_known_stands_for_that(
    ready_sqlite: str, by: str, datum: str, precisie: str, day: str
) -> None:
    happened(ready_sqlite, INTAKE, "placed 2025-03-15 --startbaan 1")
    ended = command(f"placement_ended {datum} --startbaan 1 --id {id_of(9)}")
    correct = ("correct", id_of(9), "--reden", "vergissing", "--precisie", precisie)
    if by == "record":
        done(ready_sqlite, *ended, "--precisie", precisie)
    elif by == "file":
        sheet = "event,number,datum,startbaan,precisie\nplacement_ended,A-1"
        day_work = f"{sheet},{datum},1,{precisie}\n".encode()
        done(ready_sqlite, "record", "--from", "-", "--as", "mw-17", stdin=day_work)
    elif by == "correct":
        done(ready_sqlite, *command(f"placement_ended 2025-12-31 --startbaan 1 --id {id_of(9)}"))
        done(ready_sqlite, *correct, "--datum", datum)
    else:
        done(ready_sqlite, *ended)
        done(ready_sqlite, *correct)
    assert f'"datum":"{day}","precisie":"{precisie}"' in exported(ready_sqlite).decode()


def test_a_month_in_which_no_day_will_do(ready_sqlite: str) -> None:
    happened(ready_sqlite, INTAKE, PLACED)
    assert refused(ready_sqlite, *command("placement_ended 2025-02 --startbaan 1")) == [
        "placement_ended on 2025-02-01 breaks rule 3: there is no startbaan 1; record placed first"
    ]


def test_a_month_and_another_precision_go_ill_together(ready_sqlite: str) -> None:
    ran = journey(ready_sqlite, *command(INTAKE.replace("-01 ", " ")), "--precisie", "dag")
    assert ran.code == 1
    assert "--datum gives a maand and --precisie says dag" in ran.err
