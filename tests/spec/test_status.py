"""The status at the peildatum, since when, and what brought it about."""

from __future__ import annotations

from tests.stories import assert_shows


def test_a_participant_is_there_from_the_day_of_the_intake_on() -> None:
    assert_shows(
        """
        2024-01-10 intake
        """,
        """
        peildatum  | status                | status_sinds | status_door
        2024-01-09 | (niemand)             | (niemand)    | (niemand)
        2024-01-10 | nog_voortraject_nodig | 2024-01-10   | intake
        2025-12-31 | nog_voortraject_nodig | 2024-01-10   | intake
        """,
    )


def test_the_usual_way() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-05-01 voortraject_ended
        2024-06-01 placed
        2024-12-01 placement_ended
        2025-01-01 completed
        """,
        """
        peildatum  | status                | status_sinds | status_door
        2024-01-31 | nog_voortraject_nodig | 2024-01-10   | intake
        2024-02-01 | voortraject           | 2024-02-01   | voortraject_started
        2024-04-30 | voortraject           | 2024-02-01   | voortraject_started
        2024-05-01 | in_bemiddeling        | 2024-05-01   | voortraject_ended
        2024-06-01 | startbaan             | 2024-06-01   | placed
        2024-11-30 | startbaan             | 2024-06-01   | placed
        2024-12-01 | in_bemiddeling        | 2024-12-01   | placement_ended
        2024-12-31 | in_bemiddeling        | 2024-12-01   | placement_ended
        2025-01-01 | einde                 | 2025-01-01   | completed
        """,
    )


def test_uitval_wins_over_all_that_goes_on() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 placed
        2024-02-02 put_on_hold
        2024-02-03 information_missing aspecten=status
        2024-03-01 dropped_out
        2024-04-01 information_missing aspecten=status
        """,
        """
        peildatum  | status   | status_sinds | status_door
        2024-02-02 | on_hold  | 2024-02-02   | put_on_hold
        2024-02-03 | onbekend | 2024-02-03   | information_missing
        2024-03-01 | uitval   | 2024-03-01   | dropped_out
        2024-04-01 | uitval   | 2024-03-01   | dropped_out
        """,
    )


def test_onbekend_lasts_until_something_bears_on_status() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 placed
        2024-03-01 information_missing aspecten=status
        2024-03-02 characteristics_changed engels=ja
        2024-03-03 placement_changed sector=horeca
        2024-03-04 information_missing aspecten=plaatsing
        2024-03-05 information_confirmed aspecten=plaatsing
        2024-03-06 activity_started
        2024-04-01 information_confirmed aspecten=on_hold|status
        2024-05-01 information_missing aspecten=status
        2024-06-01 mediation_started
        """,
        """
        peildatum  | status    | status_sinds | status_door
        2024-02-29 | startbaan | 2024-02-01   | placed
        2024-03-01 | onbekend  | 2024-03-01   | information_missing
        2024-03-31 | onbekend  | 2024-03-01   | information_missing
        2024-04-01 | startbaan | 2024-04-01   | information_confirmed
        2024-05-31 | onbekend  | 2024-05-01   | information_missing
        2024-06-01 | startbaan | 2024-06-01   | mediation_started
        """,
    )


def test_a_hold_hides_what_goes_on_under_it() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 placed
        2024-02-15 voortraject_started
        2024-03-01 put_on_hold
        2024-03-10 placement_ended
        2024-04-01 resumed
        """,
        """
        peildatum  | status      | status_sinds | status_door
        2024-02-15 | startbaan   | 2024-02-01   | placed
        2024-03-09 | on_hold     | 2024-03-01   | put_on_hold
        2024-03-10 | on_hold     | 2024-03-01   | put_on_hold
        2024-04-01 | voortraject | 2024-04-01   | resumed
        """,
    )


def test_a_startbaan_wins_over_a_voortraject_and_lasts_while_one_is_open() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-03-01 placed startbaan=1
        2024-04-01 placed startbaan=2
        2024-05-01 placement_ended startbaan=1
        2024-06-01 placement_ended startbaan=2
        """,
        """
        peildatum  | status      | status_sinds | status_door
        2024-03-01 | startbaan   | 2024-03-01   | placed
        2024-05-01 | startbaan   | 2024-03-01   | placed
        2024-06-01 | voortraject | 2024-06-01   | placement_ended
        """,
    )


def test_who_is_in_bemiddeling() -> None:
    assert_shows(
        """
        mediated
        2024-01-10 intake
        2024-02-01 mediation_started
        completed
        2024-01-10 intake
        2024-01-11 voortraject_started
        2024-02-01 voortraject_ended afgerond=true
        for-work
        2024-01-10 intake
        2024-01-11 voortraject_started
        2024-02-01 voortraject_ended afgerond=false reden=werk
        broken-off
        2024-01-10 intake
        2024-01-11 voortraject_started
        2024-02-01 voortraject_ended afgerond=false reden=medisch
        after-a-job
        2024-01-10 intake
        2024-01-11 placed
        2024-02-01 placement_ended
        broken-off-later
        2024-01-10 intake
        2024-01-11 mediation_started
        2024-01-12 voortraject_started
        2024-02-01 voortraject_ended afgerond=false
        mediated-first
        2024-01-10 intake
        2024-01-11 voortraject_started
        2024-01-12 mediation_started
        2024-02-01 voortraject_ended afgerond=false
        mediated-last
        2024-01-10 intake
        2024-01-11 voortraject_started
        2024-02-01 voortraject_ended afgerond=false
        2024-02-01 mediation_started
        """,
        """
        deelnemernummer  | peildatum  | status
        mediated         | 2024-02-01 | in_bemiddeling
        completed        | 2024-02-01 | in_bemiddeling
        for-work         | 2024-02-01 | in_bemiddeling
        broken-off       | 2024-02-01 | nog_voortraject_nodig
        after-a-job      | 2024-02-01 | in_bemiddeling
        broken-off-later | 2024-02-01 | nog_voortraject_nodig
        mediated-first   | 2024-02-01 | nog_voortraject_nodig
        mediated-last    | 2024-02-01 | in_bemiddeling
        """,
    )


def test_a_new_episode_starts_afresh_but_keeps_open_startbanen() -> None:
    assert_shows(
        """
        without
        2024-01-10 intake
        2024-02-01 mediation_started
        2024-03-01 dropped_out
        2024-04-01 reentered
        with
        2024-01-10 intake
        2024-02-01 placed
        2024-03-01 completed
        2024-04-01 reentered
        2024-05-01 placement_ended
        unknown
        2024-01-10 intake
        2024-02-01 information_missing aspecten=status
        2024-03-01 completed
        2024-04-01 reentered
        ended-between
        2024-01-10 intake
        2024-02-01 placed
        2024-03-01 completed
        2024-03-15 placement_ended
        2024-04-01 reentered
        """,
        """
        deelnemernummer | peildatum  | status                | status_sinds | status_door
        without         | 2024-03-31 | uitval                | 2024-03-01   | dropped_out
        without         | 2024-04-01 | nog_voortraject_nodig | 2024-04-01   | reentered
        with            | 2024-03-31 | einde                 | 2024-03-01   | completed
        with            | 2024-04-01 | startbaan             | 2024-04-01   | reentered
        with            | 2024-05-01 | in_bemiddeling        | 2024-05-01   | placement_ended
        unknown         | 2024-04-01 | nog_voortraject_nodig | 2024-04-01   | reentered
        ended-between   | 2024-04-01 | nog_voortraject_nodig | 2024-04-01   | reentered
        """,
    )


def test_a_day_has_the_status_of_its_end() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-02-01 voortraject_ended
        2024-02-01 mediation_started
        2024-02-01 placed
        2024-02-01 placement_ended
        2024-02-01 characteristics_changed engels=ja
        """,
        """
        peildatum  | status                | status_sinds | status_door
        2024-01-31 | nog_voortraject_nodig | 2024-01-10   | intake
        2024-02-01 | in_bemiddeling        | 2024-02-01   | placement_ended
        """,
    )


def test_what_comes_back_within_a_day_leaves_no_spell() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 dropped_out reden_uitstroom=verhuizing
        2024-02-01 reentered
        2024-03-01 mediation_started
        2024-03-02 put_on_hold
        2024-03-02 resumed
        """,
        """
        peildatum  | status                | status_sinds | status_door       | uitstroomdatum
        2024-02-01 | nog_voortraject_nodig | 2024-01-10   | intake            |
        2024-03-02 | in_bemiddeling        | 2024-03-01   | mediation_started |
        """,
    )


def test_an_exit_on_the_day_of_a_re_entry() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 dropped_out reden_uitstroom=verhuizing
        2024-03-01 reentered
        2024-03-01 completed reden_uitstroom=werk
        2024-03-01 reentered
        2024-03-01 dropped_out reden_uitstroom=geen_match
        """,
        """
        peildatum  | status | status_sinds | status_door | uitstroomdatum | reden_uitstroom
        2024-02-29 | uitval | 2024-02-01   | dropped_out | 2024-02-01     | verhuizing
        2024-03-01 | uitval | 2024-02-01   | dropped_out | 2024-03-01     | geen_match
        """,
    )


def test_the_last_event_of_the_day_that_bears_on_status_brought_it_about() -> None:
    assert_shows(
        """
        told-again
        2024-01-10 intake
        2024-02-01 mediation_started
        2024-02-01 information_confirmed aspecten=status
        2024-02-01 information_missing aspecten=plaatsing
        two-jobs
        2024-01-10 intake
        2024-02-01 placed startbaan=1
        2024-02-01 placed startbaan=2
        2024-02-01 placement_ended startbaan=1
        silent
        2024-01-10 intake
        2024-01-10 characteristics_changed engels=ja
        """,
        """
        deelnemernummer | peildatum  | status                | status_sinds | status_door
        told-again      | 2024-02-01 | in_bemiddeling        | 2024-02-01   | information_confirmed
        two-jobs        | 2024-02-01 | startbaan             | 2024-02-01   | placement_ended
        silent          | 2024-01-10 | nog_voortraject_nodig | 2024-01-10   | intake
        """,
    )


def test_the_order_of_one_day_is_by_volgorde_and_then_as_recorded() -> None:
    assert_shows(
        """
        as-recorded
        2024-01-10 intake
        2024-02-01 placed
        2024-02-01 placement_ended
        2024-02-01 put_on_hold
        by-volgorde
        2024-02-01 put_on_hold volgorde=1
        2024-02-01 placement_ended
        2024-02-01 placed volgorde=-1
        2024-01-10 intake
        """,
        """
        deelnemernummer | peildatum  | status  | on_hold_fase
        as-recorded     | 2024-02-01 | on_hold | in_bemiddeling
        by-volgorde     | 2024-02-01 | on_hold | in_bemiddeling
        """,
    )


# Two clocks ---------------------------------------------------------------------------------------


def test_what_was_known_when() -> None:
    assert_shows(
        """
        -- 2024-01-12T09:00:00.000000Z
        2024-01-10 intake
        -- 2024-05-03T10:00:00.000000Z
        2024-02-01 placed as job
        -- 2024-06-30T22:00:00.000000Z
        2024-07-01 corrected job: datum=2024-03-01
        -- 2024-08-01T10:00:00.000000Z
        2024-08-01 retracted job
        """,
        """
        known_at                    | peildatum  | status                | status_sinds
        2024-01-11                  | 2024-02-15 | (niemand)             | (niemand)
        2024-01-12                  | 2024-02-15 | nog_voortraject_nodig | 2024-01-10
        2024-05-03T09:59:59.999999Z | 2024-02-15 | nog_voortraject_nodig | 2024-01-10
        2024-05-03T10:00:00Z        | 2024-02-15 | startbaan             | 2024-02-01
        2024-05-03T12:00:00+02:00   | 2024-02-15 | startbaan             | 2024-02-01
        2024-06-30                  | 2024-02-15 | startbaan             | 2024-02-01
        2024-07-01                  | 2024-02-15 | nog_voortraject_nodig | 2024-01-10
        2024-07-01                  | 2024-03-01 | startbaan             | 2024-03-01
                                    | 2024-03-01 | nog_voortraject_nodig | 2024-01-10
        #0                          | 2024-03-01 | (niemand)             | (niemand)
        #1                          | 2024-02-15 | nog_voortraject_nodig | 2024-01-10
        #2                          | 2024-02-15 | startbaan             | 2024-02-01
        #3                          | 2024-02-15 | nog_voortraject_nodig | 2024-01-10
        #99                         | 2024-03-01 | nog_voortraject_nodig | 2024-01-10
        """,
    )


def test_a_corrected_event_keeps_its_place_among_equals() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 voortraject_started as start
        2024-03-01 voortraject_ended as end
        2024-03-02 mediation_started as next
        2024-06-01 corrected next: datum=2024-03-01
        2024-06-01 corrected end: datum=2024-03-01 afgerond=false
        """,
        """
        known_at | peildatum  | status                | status_door
        #4       | 2024-03-01 | in_bemiddeling        | voortraject_ended
        #5       | 2024-03-01 | in_bemiddeling        | mediation_started
        #6       | 2024-03-01 | in_bemiddeling        | mediation_started
        """,
    )


def test_the_newest_recorded_correction_counts_whatever_its_date() -> None:
    assert_shows(
        """
        2024-01-10 intake as start
        2024-06-02 corrected start: datum=2024-01-11
        2024-06-01 corrected start: datum=2024-01-12 proef=rotterdam
        """,
        """
        known_at | peildatum  | instroomdatum | proef
        #2       | 2024-12-31 | 2024-01-11    | wsd
        #3       | 2024-12-31 | 2024-01-12    | rotterdam
        #3       | 2024-01-11 | (niemand)     | (niemand)
        """,
    )


def test_a_retracted_intake_leaves_nobody_and_a_new_one_may_follow() -> None:
    assert_shows(
        """
        Ab-1
        2024-01-10 intake as start
        2024-06-02 retracted start
        aB-1
        2024-02-10 intake
        """,
        """
        known_at | peildatum  | deelnemernummer | instroomdatum
        #1       | 2024-12-31 | Ab-1            | 2024-01-10
        #3       | 2024-12-31 | aB-1            | 2024-02-10
        """,
    )


def test_an_event_that_does_not_fit_where_the_log_is_cut_changes_nothing() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-03-01 placement_ended reden_einde=anders
        2024-03-01 resumed
        2024-02-01 placed
        2024-02-01 put_on_hold
        """,
        """
        known_at | peildatum  | status                | status_sinds | reden_einde
        #3       | 2024-03-01 | nog_voortraject_nodig | 2024-01-10   | nvt
        #4       | 2024-03-01 | in_bemiddeling        | 2024-03-01   | anders
        #5       | 2024-03-01 | in_bemiddeling        | 2024-03-01   | anders
        #5       | 2024-02-29 | on_hold               | 2024-02-01   | nvt
        """,
    )
