"""What is legal: a story in, and what is said of the line that breaks a rule.

Every message names the rule, the event that breaks it with its date, and the one in the way.
"""

from __future__ import annotations

import pytest

from tests.stories import FIRST_SAVE, exported, id_of, refusals, told

INTAKE_FIRST = [
    (
        """
        2024-01-10 mediation_started
        """,
        "line 1: A-1: mediation_started on 2024-01-10 breaks rule 1: nothing comes before the "
        "intake; record the intake first",
    ),
    (
        """
        2024-01-10 intake
        2024-01-09 voortraject_started
        """,
        "line 2: A-1: voortraject_started on 2024-01-09 breaks rule 1: it comes before the "
        "intake (on 2024-01-10), and nothing does",
    ),
    (
        """
        2024-01-10 intake
        2024-01-10 put_on_hold volgorde=-1
        """,
        "line 2: A-1: put_on_hold on 2024-01-10 breaks rule 1: it comes before the intake "
        "(on 2024-01-10), and nothing does (with --volgorde -1 on intake of 2024-01-10 it fits)",
    ),
    (
        """
        2024-01-10 intake
        2024-03-01 intake
        """,
        "line 2: A-1: intake on 2024-03-01 breaks rule 1: there is an intake already (on "
        "2024-01-10); correct that one instead",
    ),
    (
        """
        2024-01-10 intake
        2024-02-01 completed
        2024-03-01 intake
        """,
        "line 3: A-1: intake on 2024-03-01 breaks rule 1: there is an intake already (on "
        "2024-01-10); record reentered instead",
    ),
]
VOORTRAJECT_AND_ACTIVITIES = [
    (
        """
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-03-01 voortraject_started
        """,
        "line 3: A-1: voortraject_started on 2024-03-01 breaks rule 2: a voortraject is open "
        "already (voortraject_started on 2024-02-01); record its voortraject_ended first",
    ),
    (
        """
        2024-01-10 intake
        2024-02-01 voortraject_ended
        """,
        "line 2: A-1: voortraject_ended on 2024-02-01 breaks rule 2: no voortraject is open; "
        "record voortraject_started first",
    ),
    (
        """
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-03-01 voortraject_ended
        2024-03-02 voortraject_ended
        """,
        "line 4: A-1: voortraject_ended on 2024-03-02 breaks rule 2: no voortraject is open: the "
        "last one ended on 2024-03-01",
    ),
    (
        """
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-03-01 voortraject_started
        2024-03-01 voortraject_ended
        """,
        "line 3: A-1: voortraject_started on 2024-03-01 breaks rule 2: a voortraject is open "
        "already (voortraject_started on 2024-02-01); record its voortraject_ended first (with "
        "--volgorde 1 on voortraject_started of 2024-03-01 it fits)",
    ),
    (
        """
        2024-01-10 intake
        2024-02-01 activity_started activiteit=training naam=aan-de-slag
        2024-02-02 activity_started activiteit=training naam=aan-de-slag
        """,
        "line 3: A-1: activity_started on 2024-02-02 breaks rule 2: training (aan-de-slag) is "
        "open already (activity_started on 2024-02-01); record its activity_ended first, or give "
        "this one a naam",
    ),
    (
        """
        2024-01-10 intake
        2024-02-01 activity_started activiteit=training naam=aan-de-slag
        2024-02-02 activity_ended activiteit=training
        """,
        "line 3: A-1: activity_ended on 2024-02-02 breaks rule 2: no activity training is open; "
        "record activity_started first",
    ),
    (
        """
        2024-01-10 intake
        2024-02-01 activity_started
        2024-02-02 activity_ended
        2024-02-03 activity_ended
        """,
        "line 4: A-1: activity_ended on 2024-02-03 breaks rule 2: no activity workshop is open: "
        "the last one ended on 2024-02-02",
    ),
]
STARTBANEN = [
    (
        """
        2024-01-10 intake
        2024-02-01 placed startbaan=1
        2024-03-01 placement_ended startbaan=1
        2024-04-01 placed startbaan=1
        """,
        "line 4: A-1: placed on 2024-04-01 breaks rule 3: startbaan 1 exists already (placed on "
        "2024-02-01); give the new startbaan a key of its own",
    ),
    (
        """
        2024-01-10 intake
        2024-02-01 placement_changed startbaan=1 uren_per_week=24
        """,
        "line 2: A-1: placement_changed on 2024-02-01 breaks rule 3: there is no startbaan 1; "
        "record placed first",
    ),
    (
        """
        2024-01-10 intake
        2024-02-01 placed startbaan=x
        2024-02-01 placement_ended startbaan=X
        """,
        "line 3: A-1: placement_ended on 2024-02-01 breaks rule 3: there is no startbaan X; "
        "record placed first",
    ),
    (
        """
        2024-01-10 intake
        2024-02-01 placed
        2024-03-01 placement_ended
        2024-03-02 placement_changed sector=horeca
        """,
        "line 4: A-1: placement_changed on 2024-03-02 breaks rule 3: startbaan 1 ended on "
        "2024-03-01 (placement_ended)",
    ),
    (
        """
        2024-01-10 intake
        2024-02-01 placed
        2024-03-01 placement_ended
        2024-03-02 placement_ended
        """,
        "line 4: A-1: placement_ended on 2024-03-02 breaks rule 3: startbaan 1 ended on "
        "2024-03-01 (placement_ended)",
    ),
]
HOLDS = [
    (
        """
        2024-01-10 intake
        2024-02-01 put_on_hold
        2024-03-01 put_on_hold
        """,
        "line 3: A-1: put_on_hold on 2024-03-01 breaks rule 4: the participant is on hold already "
        "(put_on_hold on 2024-02-01); record resumed first",
    ),
    (
        """
        2024-01-10 intake
        2024-02-01 resumed
        """,
        "line 2: A-1: resumed on 2024-02-01 breaks rule 4: the participant is not on hold; record "
        "put_on_hold first",
    ),
    (
        """
        2024-01-10 intake
        2024-02-01 put_on_hold
        2024-03-01 resumed
        2024-03-02 resumed
        """,
        "line 4: A-1: resumed on 2024-03-02 breaks rule 4: the participant is not on hold: the "
        "last hold ended on 2024-03-01",
    ),
    *(
        (
            f"""
            2024-01-10 intake
            2024-02-01 put_on_hold
            2024-02-15 {event}
            """,
            f"line 3: A-1: {event} on 2024-02-15 breaks rule 4: the participant is on hold "
            "(put_on_hold on 2024-02-01) and nothing starts meanwhile; record resumed first",
        )
        for event in ("voortraject_started", "activity_started", "mediation_started", "placed")
    ),
]
EXITS = [
    *(
        (
            f"""
            2024-01-10 intake
            2024-02-01 {exit_}
            2024-03-01 {event}
            """,
            f"line 3: A-1: {event} on 2024-03-01 breaks rule 5: the participant left ({exit_} on "
            "2024-02-01); record reentered first",
        )
        for exit_ in ("dropped_out", "completed")
        for event in (
            "voortraject_started",
            "activity_started",
            "mediation_started",
            "placed",
            "put_on_hold",
            "dropped_out",
            "completed",
        )
    ),
    (
        """
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-02-01 put_on_hold
        2024-03-01 dropped_out
        2024-03-01 resumed
        """,
        "line 5: A-1: resumed on 2024-03-01 breaks rule 5: the participant left (dropped_out on "
        "2024-03-01); record reentered first (with --volgorde 1 on dropped_out of "
        "2024-03-01 it fits)",
    ),
    (
        """
        2024-01-10 intake
        2024-02-01 reentered
        """,
        "line 2: A-1: reentered on 2024-02-01 breaks rule 5: the participant has not left; there "
        "is no dropped_out or completed before",
    ),
]


def last_line(story: str) -> str:
    """What a parametrised test is called."""
    return story.strip().rpartition("\n")[2].strip()


@pytest.mark.parametrize(
    ("story", "message"),
    [*INTAKE_FIRST, *VOORTRAJECT_AND_ACTIVITIES, *STARTBANEN, *HOLDS, *EXITS],
    ids=last_line,
)
def test_what_breaks_a_rule(story: str, message: str) -> None:
    assert refusals(story) == [message]


@pytest.mark.parametrize("event", ["voortraject_ended", "activity_ended", "resumed"])
def test_an_exit_closes_what_is_open(event: str) -> None:
    (message,) = refusals(
        f"""
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-02-01 activity_started
        2024-02-01 put_on_hold
        2024-03-01 dropped_out
        2024-04-01 reentered
        2024-04-01 {event}
        """
    )
    assert message.startswith(f"line 7: A-1: {event} on 2024-04-01 breaks rule")
    assert "ended on 2024-03-01" in message


@pytest.mark.parametrize(
    ("recorded", "said"),
    [
        (
            "2025-06-30T21:59:59.999999Z",
            "datum: 2025-07-01 lies after the day of recording; allowed: up to 2025-06-30 (rule 7)",
        ),
        ("2025-06-30T22:00:00.000000Z", None),
        ("2025-12-30T23:00:00.000000Z", None),
    ],
)
def test_no_event_is_dated_after_the_day_of_recording_in_amsterdam(
    recorded: str, said: str | None
) -> None:
    story = f"-- {recorded}\n2025-07-01 intake"
    if said is None:
        with told(story) as store:
            assert store.newest() == (1, recorded)
    else:
        assert refusals(story) == [f"line 1: {said}"]


def test_a_replacement_is_judged_by_the_day_of_the_correction() -> None:
    intake = "-- 2025-03-01T12:00:00Z\n2025-02-01 intake as start"
    later = "2025-04-30 corrected start: datum=2025-04-30"
    with told(f"{intake}\n-- 2025-04-30T12:00:00Z\n{later}"):
        pass
    assert refusals(f"{intake}\n-- 2025-04-29T12:00:00Z\n{later}") == [
        f"line 2: {field}: 2025-04-30 lies after the day of recording; allowed: up to 2025-04-29 "
        "(rule 7)"
        for field in ("datum", "replacement: datum")
    ]


# What is legal, though it may look odd ------------------------------------------------------------

LEGAL = {
    "any order of recording": """
        2024-06-01 placement_ended
        2024-05-01 placement_changed sector=horeca
        2024-04-01 placed
        2024-03-01 voortraject_ended
        2024-02-01 voortraject_started
        2024-01-10 intake
        """,
    "everything on one day, in the order told": """
        2024-01-10 intake
        2024-01-10 voortraject_started
        2024-01-10 activity_started
        2024-01-10 activity_ended
        2024-01-10 voortraject_ended
        2024-01-10 mediation_started
        2024-01-10 placed
        2024-01-10 placement_ended
        2024-01-10 dropped_out
        2024-01-10 reentered
        2024-01-10 completed
        """,
    "one day in the order of volgorde": """
        2024-01-10 dropped_out volgorde=9
        2024-01-10 placed volgorde=3
        2024-01-10 intake volgorde=-99
        """,
    "activities of one kind under several names, and without a voortraject": """
        2024-01-10 intake
        2024-01-11 activity_started
        2024-01-11 activity_started naam=zorgcampus
        2024-01-11 activity_started activiteit=training
        """,
    "several startbanen at once, and a voortraject beside them": """
        2024-01-10 intake
        2024-02-01 placed startbaan=1
        2024-02-01 placed startbaan=2
        2024-02-01 voortraject_started
        2024-02-02 mediation_started
        2024-02-03 mediation_started
        """,
    "all but a start while on hold": """
        2024-01-10 intake
        2024-01-10 voortraject_started
        2024-01-10 activity_started
        2024-01-10 placed
        2024-02-01 put_on_hold
        2024-02-02 voortraject_ended
        2024-02-02 activity_ended
        2024-02-02 characteristics_changed engels=ja
        2024-02-02 placement_changed sector=horeca
        2024-02-02 placement_ended
        2024-02-02 information_missing aspecten=status
        2024-02-02 information_confirmed aspecten=status
        2024-02-02 completed
        """,
    "a startbaan that goes on after an exit, and what may still be said then": """
        2024-01-10 intake
        2024-02-01 placed
        2024-03-01 dropped_out
        2024-03-02 characteristics_changed engels=ja
        2024-03-02 information_missing aspecten=plaatsing
        2024-03-02 information_confirmed aspecten=plaatsing
        2024-03-02 placement_changed uren_per_week=24
        2024-04-01 placement_ended
        2024-05-01 reentered
        """,
    "a new voortraject and hold after a re-entry, for the exit closed the old ones": """
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-02-01 activity_started
        2024-02-01 put_on_hold
        2024-03-01 completed
        2024-04-01 reentered
        2024-04-01 voortraject_started
        2024-04-01 activity_started
        2024-04-01 put_on_hold
        """,
    "the same characteristics again": """
        2024-01-10 intake
        2024-02-01 characteristics_changed engels=ja
        2024-02-02 characteristics_changed engels=ja
        """,
}


@pytest.mark.parametrize("story", LEGAL.values(), ids=LEGAL)
def test_what_is_legal(story: str) -> None:
    with told(story) as store:
        assert len(exported(store).splitlines()) == story.strip().count("\n") + 1


def test_a_file_is_judged_as_it_stands_at_its_end() -> None:
    with told(
        """
        2024-03-01 voortraject_started as wrong
        2024-02-01 voortraject_started
        2024-06-01 retracted wrong
        2024-01-10 intake
        """
    ) as store:
        assert store.newest() == (4, FIRST_SAVE)


def test_the_whole_timeline_counts_and_not_only_what_is_new() -> None:
    assert refusals(
        """
        2024-01-10 intake
        2024-03-01 voortraject_started
        ==
        2024-02-01 voortraject_started
        """
    ) == [
        "line 1: A-1: voortraject_started on 2024-03-01 breaks rule 2: a voortraject is open "
        "already (voortraject_started on 2024-02-01); record its voortraject_ended first"
    ]


# Corrections and retractions ----------------------------------------------------------------------


def test_a_correction_is_judged_where_the_event_then_stands() -> None:
    assert refusals(
        """
        2024-01-10 intake
        2024-02-01 placed as job
        2024-03-01 put_on_hold
        ==
        2024-06-01 corrected job: datum=2024-04-01
        """
    ) == [
        "line 1: A-1: placed on 2024-04-01 breaks rule 4: the participant is on hold (put_on_hold "
        "on 2024-03-01) and nothing starts meanwhile; record resumed first"
    ]


def test_a_retraction_may_not_take_away_what_others_need() -> None:
    assert refusals(
        """
        2024-01-10 intake
        2024-02-01 voortraject_started as start
        2024-03-01 voortraject_ended
        ==
        2024-06-01 retracted start
        """
    ) == [
        "line 1: A-1: voortraject_ended on 2024-03-01 breaks rule 2: no voortraject is open; "
        "record voortraject_started first"
    ]


def test_an_intake_is_retracted_only_where_nothing_else_stands() -> None:
    assert refusals(
        """
        2024-01-10 intake as start
        2024-02-01 characteristics_changed engels=ja
        ==
        2024-06-01 retracted start
        """
    ) == [
        "line 1: A-1: the intake can't be retracted while characteristics_changed on 2024-02-01 "
        "stands (rule 1); retract that first, or correct the intake"
    ]
    with told(
        """
        2024-01-10 intake as start
        2024-02-01 characteristics_changed engels=ja as other
        2024-06-01 retracted other
        2024-06-01 retracted start
        2024-01-12 intake
        """
    ) as store:
        assert store.newest() == (5, FIRST_SAVE)


MUST_NAME_AN_EVENT = (
    "allowed: the id of an event of this participant that stands in the log before it"
)


@pytest.mark.parametrize(
    ("story", "message"),
    [
        (
            """
            2024-01-10 intake as start
            2024-06-01 corrected start: datum=2024-01-11 as first
            2024-06-02 corrected first: datum=2024-01-12
            """,
            f"line 3: A-1: corrects: {id_of(2)} is a corrected event; name the original event "
            "instead",
        ),
        (
            """
            2024-01-10 intake
            2024-02-01 mediation_started as start
            2024-06-01 retracted start as gone
            2024-06-02 retracted gone
            """,
            f"line 4: A-1: retracts: {id_of(3)} is a retracted event; name the original event "
            "instead",
        ),
        (
            """
            2024-01-10 intake
            2024-02-01 mediation_started as start
            2024-06-01 retracted start
            2024-06-02 retracted start
            """,
            f"line 4: A-1: retracts: event {id_of(2)} is retracted already",
        ),
        (
            """
            2024-01-10 intake
            2024-02-01 mediation_started as start
            2024-06-01 retracted start
            2024-06-02 corrected start: datum=2024-02-02
            """,
            f"line 4: A-1: corrects: event {id_of(2)} is retracted already; record a new one "
            "instead",
        ),
        (
            """
            B-2
            2024-01-10 intake as other
            A-1
            2024-01-10 intake
            2024-06-01 retracted other
            """,
            f"line 3: A-1: retracts: this participant has no event {id_of(1)} before this one; "
            f"{MUST_NAME_AN_EVENT}",
        ),
    ],
)
def test_what_a_correction_can_name(story: str, message: str) -> None:
    assert refusals(story) == [message]


def test_an_event_is_corrected_as_often_as_need_be_by_its_own_id() -> None:
    with told(
        """
        2024-01-10 intake as start
        2024-06-01 corrected start: datum=2024-01-11
        2024-06-02 corrected start: datum=2024-01-12
        2024-06-03 retracted start
        """
    ) as store:
        assert store.newest() == (4, FIRST_SAVE)


def test_a_replacement_is_the_full_data_of_an_event_of_the_same_type() -> None:
    assert refusals(
        """
        2024-01-10 intake
        2024-02-01 placed as job
        2024-06-01 corrected job: datum=2024-02-01 engels=ja
        2024-06-01 corrected job: sector=horeca
        2024-06-01 corrected job: datum=2024-02-01 recorded_by=mw-17
        2024-06-01 corrected job: datum=2024-02-01 contract=vast
        2024-06-01 corrected job: datum=2024-02-01 inburgeringsuren_per_week=8 uren_per_week=4
        """
    )[1:] == [
        "line 4: replacement: datum: is missing; allowed: a date as YYYY-MM-DD, not before "
        "1900-01-01",
        "line 5: replacement: recorded_by: is no field of this event; allowed: datum, precisie, "
        "volgorde, startbaan, soort_startbaan, hoe_gekregen, contract, duur_overeenkomst_maanden, "
        "urenvorm, uren_per_week, inburgeringsuren_per_week, loonkostensubsidie, werkcoach, "
        "jobcoach, harrie_training, soort_werkgever, sector, omvang_vestiging, "
        "ervaring_statushouders, beroep",
        "line 6: replacement: contract: 'vast' is no code of contract; allowed: bepaalde_tijd, "
        "onbepaalde_tijd, or onbekend",
        "line 7: replacement: inburgeringsuren_per_week: 8 is more than uren_per_week; allowed: "
        "from 0 to 4",
    ]
