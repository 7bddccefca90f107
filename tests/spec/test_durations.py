"""What each measure makes of what happened to one participant, case by case."""

from __future__ import annotations

from datetime import date

import pytest

from journey.ledger import Ledger
from journey.projections.durations import MEASURES, History, history
from tests.analysis import Analysis
from tests.oracle_statistics import durations as expected_durations
from tests.stories import cells, log_of, told

P = date(2025, 6, 30)


def assert_cases(story: str, table: str) -> None:
    """Holds the cases of a story on 2025-06-30 to a table.

    A line is a measure, the start and the end of the case, and its cause: ``event``, another exit,
    ``censored`` or ``onbekend``; ``?`` after it says that a date is not known to the day. Measures
    that are not named are not looked at; a measure without a case has nothing but its name.
    """
    wanted = cells(table)
    with told(story) as store:
        (timeline,) = Ledger(store).timelines()
        assert_as_the_oracle(Analysis(store), story)
    past = history(timeline, P)
    assert past is not None
    names = list(dict.fromkeys(name for name, *_ in wanted))
    assert [line for name in names for line in shown(past, name)] == wanted


def shown(past: History, name: str) -> list[list[str]]:
    """The cases of a measure as lines."""
    found = [
        [name, str(one.start), str(one.end), (one.cause or "censored") + "?" * (not one.exact)]
        for one in MEASURES[name].observe(past)
    ]
    return found or [[name]]


def assert_as_the_oracle(asked: Analysis, story: str) -> None:
    """Counts of every measure, with and without holds."""
    counts = ("n", "events", "other", "censored", "onbekend", "bij_start", "datum_onbekend")
    for without_hold in (False, True):
        expected = expected_durations(log_of(story), P, None, (), without_hold)
        found = asked.durations(P, without_hold=without_hold)
        assert [[one[name] for name in (*counts, "quantiles")] for one in found] == [
            [one[name] for name in (*counts, "quantiles")] for one in expected
        ]


# Waiting ------------------------------------------------------------------------------------------


def test_waiting_ends_with_the_first_start_of_each_kind() -> None:
    assert_cases(
        """
        2025-01-01 intake
        2025-01-31 voortraject_started
        2025-03-01 voortraject_ended
        2025-04-01 voortraject_started
        2025-04-15 placed
        2025-05-01 placed startbaan=2
        """,
        """
        wachttijd_voortraject | 2025-01-01 | 2025-01-31 | event
        wachttijd_plaatsing   | 2025-01-01 | 2025-04-15 | event
        """,
    )


@pytest.mark.parametrize(
    ("exit", "cause"), [("dropped_out", "uitval"), ("completed", "einde"), ("placed", "plaatsing")]
)
def test_other_exits_end_the_waiting_for_a_voortraject(exit: str, cause: str) -> None:
    assert_cases(
        f"""
        2025-01-01 intake
        2025-01-11 {exit}
        """,
        f"wachttijd_voortraject | 2025-01-01 | 2025-01-11 | {cause}",
    )


def test_who_still_waits_is_censored_at_the_peildatum() -> None:
    assert_cases(
        "2025-01-01 intake",
        """
        wachttijd_voortraject | 2025-01-01 | 2025-06-30 | censored
        wachttijd_plaatsing   | 2025-01-01 | 2025-06-30 | censored
        pip_plaatsing
        duur_startbaan
        werkzaam
        """,
    )


def test_what_happens_after_a_re_entry_ends_no_waiting() -> None:
    assert_cases(
        """
        2025-01-01 intake
        2025-02-01 dropped_out
        2025-03-01 reentered
        2025-04-01 placed
        """,
        """
        wachttijd_voortraject | 2025-01-01 | 2025-02-01 | uitval
        wachttijd_plaatsing   | 2025-01-01 | 2025-02-01 | uitval
        """,
    )


def test_of_one_day_the_first_in_the_order_counts() -> None:
    assert_cases(
        """
        2025-01-01 intake
        2025-01-01 completed
        2025-01-01 reentered
        2025-01-01 placed
        """,
        """
        wachttijd_plaatsing | 2025-01-01 | 2025-01-01 | einde
        werkzaam            | 2025-01-01 | 2025-06-30 | censored
        """,
    )


# From the plan on ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pip", "line"),
    [
        ("2024-12-01", "pip_plaatsing | 2024-12-01 | 2025-03-01 | event"),
        ("2025-03-01", "pip_plaatsing | 2025-03-01 | 2025-03-01 | event"),
        ("2025-03-02", "pip_plaatsing"),
        ("onbekend", "pip_plaatsing"),
    ],
)
def test_a_plan_counts_up_to_the_day_of_the_first_startbaan(pip: str, line: str) -> None:
    assert_cases(
        f"""
        2025-01-01 intake pip_datum=2025-01-15
        2025-03-01 placed
        2025-04-01 characteristics_changed pip_datum={pip}
        """,
        line,
    )


@pytest.mark.parametrize(
    ("pip", "line"),
    [
        ("2025-01-10", "pip_plaatsing | 2025-01-10 | 2025-02-01 | uitval"),
        ("2025-02-01", "pip_plaatsing | 2025-02-01 | 2025-02-01 | uitval"),
        ("2025-02-02", "pip_plaatsing | 2025-02-02 | 2025-05-01 | event"),
    ],
)
def test_an_exit_before_the_plan_plays_no_part(pip: str, line: str) -> None:
    assert_cases(
        f"""
        2025-01-01 intake pip_datum={pip}
        2025-02-01 dropped_out
        2025-04-01 reentered
        2025-05-01 placed
        """,
        line,
    )


def test_a_plan_of_after_the_peildatum_is_left_out() -> None:
    story = """
        2025-01-01 intake pip_datum=2025-07-01
        2025-07-02 placed
        """
    assert_cases(story, "pip_plaatsing")
    with told(story) as store:
        measures = {one["measure"]: one for one in Analysis(store).durations(P)}
    assert (measures["pip_plaatsing"]["n"], measures["pip_plaatsing"]["left_out"]) == (0, 1)


# Lengths ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "cause"),
    [
        ("voortraject_ended afgerond=true", "event"),
        ("voortraject_ended afgerond=true reden=werk", "event"),
        ("voortraject_ended afgerond=false reden=werk", "werk"),
        ("voortraject_ended afgerond=false reden=medisch", "afgebroken"),
        ("voortraject_ended afgerond=false", "afgebroken"),
        ("dropped_out", "uitval"),
        ("completed", "einde"),
    ],
)
def test_how_a_voortraject_ends(end: str, cause: str) -> None:
    assert_cases(
        f"""
        2025-01-01 intake
        2025-02-01 voortraject_started
        2025-03-01 {end}
        """,
        f"duur_voortraject | 2025-02-01 | 2025-03-01 | {cause}",
    )


def test_startbanen_are_followed_each_by_itself_and_not_beyond_an_exit() -> None:
    assert_cases(
        """
        2025-01-01 intake
        2025-02-01 placed
        2025-02-10 placed startbaan=2
        2025-03-01 placement_ended startbaan=2
        2025-04-01 completed
        2025-05-01 placement_ended
        2025-05-02 reentered
        2025-05-03 placed startbaan=3
        """,
        """
        duur_startbaan | 2025-02-01 | 2025-04-01 | censored
        duur_startbaan | 2025-02-10 | 2025-03-01 | event
        duur_startbaan | 2025-05-03 | 2025-06-30 | censored
        werkzaam       | 2025-02-01 | 2025-04-01 | censored
        """,
    )


def test_a_startbaan_that_ends_on_the_day_of_the_exit_and_before_it() -> None:
    assert_cases(
        """
        2025-01-01 intake
        2025-02-01 placed
        2025-04-01 placement_ended
        2025-04-01 completed
        """,
        """
        duur_startbaan | 2025-02-01 | 2025-04-01 | event
        werkzaam       | 2025-02-01 | 2025-04-01 | event
        """,
    )


def test_a_startbaan_that_ends_on_the_day_of_the_exit_and_after_it() -> None:
    assert_cases(
        """
        2025-01-01 intake
        2025-02-01 placed
        2025-04-01 completed
        2025-04-01 placement_ended
        """,
        """
        duur_startbaan | 2025-02-01 | 2025-04-01 | censored
        werkzaam       | 2025-02-01 | 2025-04-01 | censored
        """,
    )


def test_from_one_startbaan_into_the_next_is_at_work() -> None:
    assert_cases(
        """
        2025-01-01 intake
        2025-02-01 placed
        2025-03-01 placement_ended
        2025-03-01 placed startbaan=2
        2025-04-01 placement_ended startbaan=2
        2025-04-02 placed startbaan=3
        """,
        "werkzaam | 2025-02-01 | 2025-04-01 | event",
    )


def test_at_work_for_less_than_a_day() -> None:
    assert_cases(
        """
        2025-01-01 intake
        2025-02-01 placed
        2025-02-01 placement_ended
        2025-03-01 placed startbaan=2
        """,
        """
        duur_startbaan | 2025-02-01 | 2025-02-01 | event
        duur_startbaan | 2025-03-01 | 2025-06-30 | censored
        werkzaam       | 2025-02-01 | 2025-02-01 | event
        """,
    )


def test_holds() -> None:
    assert_cases(
        """
        2025-01-01 intake
        2025-02-01 put_on_hold
        2025-02-11 resumed
        2025-03-01 put_on_hold
        2025-03-02 dropped_out
        2025-04-01 reentered
        2025-05-01 put_on_hold
        """,
        """
        duur_on_hold     | 2025-02-01 | 2025-02-11 | event
        duur_on_hold     | 2025-03-01 | 2025-03-02 | uitval
        duur_on_hold     | 2025-05-01 | 2025-06-30 | censored
        verblijf_on_hold | 2025-02-01 | 2025-02-11 | event
        verblijf_on_hold | 2025-03-01 | 2025-03-02 | event
        verblijf_on_hold | 2025-05-01 | 2025-06-30 | censored
        """,
    )


# Not known ----------------------------------------------------------------------------------------


def test_of_whom_nothing_is_known_any_more_is_followed_until_then() -> None:
    assert_cases(
        """
        2025-01-01 intake pip_datum=2025-01-20
        2025-02-01 voortraject_started
        2025-03-01 information_missing aspecten=status
        """,
        """
        wachttijd_plaatsing                | 2025-01-01 | 2025-03-01 | onbekend
        pip_plaatsing                      | 2025-01-20 | 2025-03-01 | onbekend
        duur_voortraject                   | 2025-02-01 | 2025-03-01 | onbekend
        verblijf_nog_voortraject_nodig     | 2025-01-01 | 2025-02-01 | event
        verblijf_voortraject               | 2025-02-01 | 2025-03-01 | event
        verblijf_onbekend                  | 2025-03-01 | 2025-06-30 | censored
        """,
    )


def test_what_is_known_again_counts_as_if_it_always_was() -> None:
    assert_cases(
        """
        2025-01-01 intake
        2025-03-01 information_missing aspecten=status
        2025-04-01 information_confirmed aspecten=status
        """,
        """
        wachttijd_plaatsing | 2025-01-01 | 2025-06-30 | censored
        verblijf_onbekend   | 2025-03-01 | 2025-04-01 | event
        """,
    )


def test_what_did_happen_counts_also_where_nothing_is_known_since() -> None:
    assert_cases(
        """
        2025-01-01 intake
        2025-03-01 information_missing aspecten=status
        2025-04-01 placed
        2025-04-01 information_missing aspecten=status
        """,
        """
        wachttijd_plaatsing | 2025-01-01 | 2025-04-01 | event
        duur_startbaan      | 2025-04-01 | 2025-04-01 | onbekend
        verblijf_onbekend   | 2025-03-01 | 2025-06-30 | censored
        """,
    )


def test_an_exit_does_not_hide_that_nothing_was_known_already() -> None:
    assert_cases(
        """
        2025-01-01 intake
        2025-02-01 placed
        2025-03-01 information_missing aspecten=status
        2025-04-01 dropped_out
        2025-04-01 reentered
        2025-04-01 information_missing aspecten=status
        """,
        """
        duur_startbaan | 2025-02-01 | 2025-03-01 | onbekend
        werkzaam       | 2025-02-01 | 2025-03-01 | onbekend
        """,
    )


# Dates that are not known to the day -------------------------------------------------------------


def test_a_duration_needs_both_its_dates_to_the_day() -> None:
    assert_cases(
        """
        2025-01-01 intake
        2025-02-01 placed precisie=maand
        2025-03-01 placement_ended
        2025-04-01 placed startbaan=2
        2025-05-01 placement_ended startbaan=2 precisie=jaar
        2025-06-01 placed startbaan=3
        2025-06-02 put_on_hold precisie=onbekend
        """,
        """
        wachttijd_plaatsing     | 2025-01-01 | 2025-02-01 | event?
        duur_startbaan          | 2025-02-01 | 2025-03-01 | event?
        duur_startbaan          | 2025-04-01 | 2025-05-01 | event?
        duur_startbaan          | 2025-06-01 | 2025-06-30 | censored
        werkzaam                | 2025-02-01 | 2025-03-01 | event?
        duur_on_hold            | 2025-06-02 | 2025-06-30 | censored?
        verblijf_in_bemiddeling | 2025-03-01 | 2025-04-01 | event
        verblijf_in_bemiddeling | 2025-05-01 | 2025-06-01 | event?
        verblijf_on_hold        | 2025-06-02 | 2025-06-30 | censored?
        """,
    )


def test_the_last_event_of_the_day_settles_the_date_of_a_spell() -> None:
    assert_cases(
        """
        2025-01-01 intake precisie=maand
        2025-01-01 mediation_started
        2025-02-01 dropped_out precisie=maand
        2025-02-01 reentered
        """,
        """
        verblijf_nog_voortraject_nodig | 2025-02-01 | 2025-06-30 | censored
        verblijf_in_bemiddeling        | 2025-01-01 | 2025-02-01 | event
        """,
    )


def test_where_it_is_lost_sight_of_has_a_date_as_well() -> None:
    assert_cases(
        """
        2025-01-01 intake
        2025-02-01 placed
        2025-03-01 information_missing aspecten=status precisie=onbekend
        """,
        """
        wachttijd_plaatsing | 2025-01-01 | 2025-02-01 | event
        duur_startbaan      | 2025-02-01 | 2025-03-01 | onbekend?
        """,
    )


# Without holds ------------------------------------------------------------------------------------


def days_without_hold(story: str) -> dict[str, tuple[int | None, int]]:
    """For each measure with a case: its median, and how many of its dates are not known."""
    with told(story) as store:
        found = Analysis(store).durations(P, without_hold=True)
        assert_as_the_oracle(Analysis(store), story)
    return {
        one["measure"]: (one["quantiles"]["p50"], one["datum_onbekend"])
        for one in found
        if one["n"] or one["datum_onbekend"]
    }


def test_days_on_hold_are_taken_out_whatever_the_status() -> None:
    assert days_without_hold(
        """
        2025-01-01 intake
        2025-01-11 put_on_hold
        2025-01-21 information_missing aspecten=status
        2025-01-26 resumed
        2025-02-01 placed
        2025-03-01 put_on_hold
        2025-03-02 placement_ended
        2025-03-31 completed
        """
    ) == {
        "wachttijd_voortraject": (None, 0),
        "wachttijd_plaatsing": (16, 0),
        "duur_startbaan": (28, 0),
        "werkzaam": (28, 0),
        "verblijf_onbekend": (0, 0),
        "verblijf_nog_voortraject_nodig": (6, 0),
        "verblijf_startbaan": (28, 0),
        "verblijf_einde": (None, 0),
    }


def test_days_on_hold_that_are_not_known_leave_the_duration_unknown() -> None:
    assert days_without_hold(
        """
        2025-01-01 intake
        2025-01-11 put_on_hold precisie=maand
        2025-01-21 resumed
        2025-01-21 mediation_started
        2025-02-01 placed
        2025-02-11 completed
        """
    ) == {
        "wachttijd_voortraject": (None, 1),
        "wachttijd_plaatsing": (None, 1),
        "duur_startbaan": (None, 0),
        "werkzaam": (None, 0),
        "verblijf_nog_voortraject_nodig": (None, 1),
        "verblijf_in_bemiddeling": (11, 0),
        "verblijf_startbaan": (10, 0),
        "verblijf_einde": (None, 0),
    }
