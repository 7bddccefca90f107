"""A participant's row: every column at its borders, and unknown, not applicable and null apart."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from journey.errors import WrongUsage
from journey.projections.snapshot import COLUMNS
from tests.stories import assert_shows, log_of, snapshot_bytes, text, told

CHARACTERISTICS = [
    "deelname",
    "geslacht",
    "geboortejaar",
    "opleiding",
    "verblijfsvergunning_verleend",
    "inburgering_start",
    "pip_datum",
    "baan_bij_instroom",
    "taalniveau_bij_instroom",
    "taalniveau",
    "engels",
    "gezinssituatie",
    "kinderen",
    "verblijfssituatie",
    "vervoer",
    "inburgeringsprogramma",
    "inburgeringsstatus",
    "uitkering",
    "gemeente",
    "lichting",
    "uitvoerder",
]
JOB_TERMS = [
    "soort_startbaan",
    "hoe_gekregen",
    "contract",
    "duur_overeenkomst_maanden",
    "urenvorm",
    "uren_per_week",
    "inburgeringsuren_per_week",
    "loonkostensubsidie",
    "werkcoach",
    "jobcoach",
    "harrie_training",
    "soort_werkgever",
    "sector",
    "omvang_vestiging",
    "ervaring_statushouders",
    "beroep",
]


def row_of(story: str, peildatum: str) -> dict[str, str]:
    """The only row of a snapshot, as small tables show its values."""
    with told(story) as store:
        (row,) = msgspec.json.decode(snapshot_bytes(store, date.fromisoformat(peildatum)))["rows"]
    return {name: text(value) for name, value in row.items()}


def test_the_columns_and_their_order() -> None:
    expected = [
        *["deelnemernummer", "proef", "instroomdatum", "status", "status_sinds", "status_door"],
        *["leeftijd", *CHARACTERISTICS],
        *["voortraject_ooit", "voortraject_afgerond", "soort_voortraject", "voortraject_dagen"],
        *["plaatsing_ooit", "betaald_geplaatst_ooit", "aantal_startbanen", "eerste_plaatsing"],
        *["uren_totaal", "startbaan", *JOB_TERMS],
        *["startbaan_start", "startbaan_einde", "reden_einde"],
        *["on_hold_ooit", "on_hold_fase", "on_hold_dagen", "reden_on_hold"],
        *["reden_uitstroom", "uitstroomdatum"],
    ]
    assert list(COLUMNS) == expected
    assert list(row_of("2024-01-10 intake", "2024-01-10")) == expected


def test_a_row_of_which_nothing_more_is_known() -> None:
    nothing = {
        "deelnemernummer": "A-1",
        "proef": "wsd",
        "instroomdatum": "2024-01-10",
        "status": "nog_voortraject_nodig",
        "status_sinds": "2024-01-10",
        "status_door": "intake",
        "deelname": "verplicht",
        "aantal_startbanen": "0",
    }
    no = dict.fromkeys(["voortraject_ooit", "plaatsing_ooit", "betaald_geplaatst_ooit"], "nee")
    dates_and_numbers = {
        *["leeftijd", "geboortejaar", "verblijfsvergunning_verleend", "inburgering_start"],
        *["pip_datum", "kinderen", "voortraject_dagen", "eerste_plaatsing", "uren_totaal"],
        *["startbaan", "duur_overeenkomst_maanden", "uren_per_week", "inburgeringsuren_per_week"],
        *["omvang_vestiging", "startbaan_start", "startbaan_einde", "on_hold_dagen"],
        "uitstroomdatum",
    }
    unknown = dict.fromkeys({*CHARACTERISTICS} - dates_and_numbers - {"deelname"}, "onbekend")
    row = row_of("2024-01-10 intake", "2025-01-01")
    assert {name for name, value in row.items() if value == ""} == dates_and_numbers
    assert {name: value for name, value in row.items() if value not in ("", "nvt")} == {
        **nothing,
        **no,
        "on_hold_ooit": "nee",
        **unknown,
    }
    assert {name for name, value in row.items() if value == "nvt"} == {
        *["voortraject_afgerond", "soort_voortraject", "reden_einde", "on_hold_fase"],
        *["reden_on_hold", "reden_uitstroom"],
        *({*JOB_TERMS} - dates_and_numbers),
    }


# Characteristics ----------------------------------------------------------------------------------

EVERY_CHARACTERISTIC = {
    "deelname": "vrijwillig",
    "geslacht": "overig",
    "geboortejaar": "1990",
    "opleiding": "beroepsopleiding",
    "verblijfsvergunning_verleend": "2022-01-01",
    "inburgering_start": "2022-02-01",
    "pip_datum": "2022-03-01",
    "baan_bij_instroom": "vooruitzicht",
    "taalniveau_bij_instroom": "A1",
    "taalniveau": "A2",
    "engels": "ja",
    "gezinssituatie": "alleen",
    "kinderen": "3",
    "verblijfssituatie": "azc",
    "vervoer": "fiets, ov",
    "inburgeringsprogramma": "Z",
    "inburgeringsstatus": "gestart",
    "uitkering": "nee",
    "gemeente": "GM0363",
    "lichting": "voorjaar",
    "uitvoerder": "werkplein",
}
TOLD = " ".join(f"{k}={v.replace(', ', '|')}" for k, v in EVERY_CHARACTERISTIC.items())


@pytest.mark.parametrize(
    "story",
    [f"2024-01-10 intake {TOLD}", f"2024-01-10 intake\n2024-01-10 characteristics_changed {TOLD}"],
)
def test_every_characteristic_has_its_column(story: str) -> None:
    row = row_of(story, "2024-01-10")
    assert {name: row[name] for name in CHARACTERISTICS} == EVERY_CHARACTERISTIC


def test_a_characteristic_has_its_newest_value_due() -> None:
    assert_shows(
        """
        2024-01-10 intake taalniveau=A0 kinderen=1 vervoer=fiets
        2024-02-01 characteristics_changed taalniveau=A1 vervoer=fiets|auto
        2024-03-01 characteristics_changed taalniveau=onbekend kinderen=onbekend vervoer=onbekend
        2024-04-01 characteristics_changed taalniveau=B1
        """,
        """
        peildatum  | taalniveau | kinderen | vervoer     | engels
        2024-01-31 | A0         | 1        | fiets       | onbekend
        2024-02-01 | A1         | 1        | fiets, auto | onbekend
        2024-03-01 | onbekend   |          | onbekend    | onbekend
        2024-04-01 | B1         |          | onbekend    | onbekend
        """,
    )


def test_deelname_may_be_set_by_three_events() -> None:
    assert_shows(
        """
        2024-01-10 intake deelname=verplicht
        2024-02-01 characteristics_changed deelname=vrijwillig
        2024-03-01 dropped_out
        2024-04-01 reentered
        2024-05-01 completed
        2024-06-01 reentered deelname=verplicht
        2024-07-01 completed
        2024-08-01 reentered deelname=onbekend
        """,
        """
        peildatum  | deelname
        2024-01-10 | verplicht
        2024-02-01 | vrijwillig
        2024-04-01 | vrijwillig
        2024-06-01 | verplicht
        2024-08-01 | onbekend
        """,
    )


def test_age_is_counted_by_years() -> None:
    assert_shows(
        """
        2024-01-10 intake geboortejaar=1999
        """,
        """
        peildatum  | leeftijd | geboortejaar
        2024-12-31 | 25       | 1999
        2025-01-01 | 26       | 1999
        """,
    )


def test_answers_are_kept_in_the_order_of_the_list_each_once() -> None:
    assert_shows(
        """
        2024-01-10 intake vervoer=ov|fiets|ov
        """,
        """
        peildatum  | vervoer
        2024-01-10 | fiets, ov
        """,
    )


# Voortraject --------------------------------------------------------------------------------------


def test_the_newest_voortraject() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 voortraject_started soort_voortraject=maatwerk
        2024-03-01 voortraject_ended afgerond=true
        2024-04-01 voortraject_started
        2024-04-02 voortraject_ended afgerond=false
        2024-05-01 voortraject_started soort_voortraject=standaard
        2024-05-31 dropped_out
        2024-06-01 reentered
        2024-07-01 voortraject_started
        2024-07-01 voortraject_ended afgerond=true
        """,
        """
        peildatum  | voortraject_ooit | voortraject_afgerond | soort_voortraject | voortraject_dagen
        2024-01-31 | nee              | nvt                  | nvt               |
        2024-02-01 | ja               | bezig                | maatwerk          |
        2024-02-29 | ja               | bezig                | maatwerk          |
        2024-03-01 | ja               | ja                   | maatwerk          | 29
        2024-04-01 | ja               | bezig                | onbekend          |
        2024-04-02 | ja               | nee                  | onbekend          |
        2024-05-31 | ja               | nee                  | standaard         |
        2024-06-30 | ja               | nee                  | standaard         |
        2024-07-01 | ja               | ja                   | onbekend          | 0
        """,
    )


def test_days_need_both_dates_to_the_day() -> None:
    assert_shows(
        """
        day
        2024-01-10 intake
        2024-02-01 voortraject_started precisie=dag
        2024-02-15 voortraject_ended
        month
        2024-01-10 intake precisie=jaar
        2024-02-01 voortraject_started precisie=maand
        2024-02-15 voortraject_ended
        year
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-02-15 voortraject_ended precisie=jaar
        unknown
        2024-01-10 intake
        2024-02-01 put_on_hold precisie=onbekend
        2024-02-15 resumed
        held
        2024-01-10 intake precisie=onbekend
        2024-02-01 put_on_hold
        2024-02-15 resumed
        """,
        """
        deelnemernummer | peildatum  | voortraject_dagen | on_hold_dagen | status_sinds
        day             | 2024-03-01 | 14                |               | 2024-02-15
        month           | 2024-03-01 |                   |               | 2024-02-15
        year            | 2024-03-01 |                   |               | 2024-02-15
        unknown         | 2024-03-01 |                   |               | 2024-02-15
        held            | 2024-03-01 |                   | 14            | 2024-02-15
        """,
    )


# Onbekend, nee and nvt ----------------------------------------------------------------------------


def test_silence_means_nee_until_the_source_says_that_it_does_not_know() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 information_missing aspecten=voortraject|plaatsing|on_hold
        2024-03-01 information_confirmed aspecten=voortraject|plaatsing|on_hold
        2024-04-01 information_missing aspecten=plaatsing
        2024-05-01 placed soort_startbaan=anders
        2024-05-01 voortraject_started
        2024-05-01 put_on_hold
        2024-06-01 information_missing aspecten=voortraject|plaatsing|on_hold
        """,
        """
        peildatum  | voortraject_ooit | voortraject_afgerond | soort_voortraject
        2024-01-31 | nee              | nvt                  | nvt
        2024-02-01 | onbekend         | onbekend             | onbekend
        2024-03-01 | nee              | nvt                  | nvt
        2024-04-01 | nee              | nvt                  | nvt
        2024-05-01 | ja               | bezig                | onbekend
        2024-06-01 | ja               | bezig                | onbekend
        """,
        """
        peildatum  | plaatsing_ooit | betaald_geplaatst_ooit | aantal_startbanen | sector
        2024-01-31 | nee            | nee                    | 0                 | nvt
        2024-02-01 | onbekend       | onbekend               |                   | onbekend
        2024-03-01 | nee            | nee                    | 0                 | nvt
        2024-04-01 | onbekend       | onbekend               |                   | onbekend
        2024-05-01 | ja             | nee                    | 1                 | onbekend
        2024-06-01 | ja             | nee                    | 1                 | onbekend
        """,
        """
        peildatum  | startbaan | uren_per_week | reden_einde | startbaan_start | beroep
        2024-01-31 |           |               | nvt         |                 | nvt
        2024-02-01 |           |               | onbekend    |                 | onbekend
        2024-05-01 | 1         |               | nvt         | 2024-05-01      | onbekend
        """,
        """
        peildatum  | on_hold_ooit | on_hold_fase | on_hold_dagen | reden_on_hold
        2024-01-31 | nee          | nvt          |               | nvt
        2024-02-01 | onbekend     | onbekend     |               | onbekend
        2024-03-01 | nee          | nvt          |               | nvt
        2024-05-01 | ja           | startbaan    |               | onbekend
        2024-06-01 | ja           | startbaan    |               | onbekend
        """,
    )


# Startbanen ---------------------------------------------------------------------------------------


def test_the_startbaan_of_a_row_is_the_open_one_that_started_last_else_the_last_one() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 placed startbaan=a uren_per_week=10
        2024-03-01 placed startbaan=b uren_per_week=8.5
        2024-04-01 placement_ended startbaan=b reden_einde=andere_baan
        2024-05-01 placed startbaan=c
        2024-06-01 placement_changed startbaan=c uren_per_week=20
        2024-07-01 placement_ended startbaan=c
        2024-08-01 placement_ended startbaan=a reden_einde=anders
        """,
        """
        peildatum  | startbaan | startbaan_start | startbaan_einde | reden_einde
        2024-01-31 |           |                 |                 | nvt
        2024-02-01 | a         | 2024-02-01      |                 | nvt
        2024-03-31 | b         | 2024-03-01      |                 | nvt
        2024-04-01 | a         | 2024-02-01      |                 | nvt
        2024-05-01 | c         | 2024-05-01      |                 | nvt
        2024-06-01 | c         | 2024-05-01      |                 | nvt
        2024-07-01 | a         | 2024-02-01      |                 | nvt
        2024-08-01 | c         | 2024-05-01      | 2024-07-01      | onbekend
        """,
        """
        peildatum  | uren_per_week | uren_totaal | aantal_startbanen | eerste_plaatsing
        2024-01-31 |               |             | 0                 |
        2024-02-01 | 10            | 10          | 1                 | 2024-02-01
        2024-03-31 | 8.5           | 18.5        | 2                 | 2024-02-01
        2024-04-01 | 10            | 10          | 2                 | 2024-02-01
        2024-05-01 |               |             | 3                 | 2024-02-01
        2024-06-01 | 20            | 30          | 3                 | 2024-02-01
        2024-07-01 | 10            | 10          | 3                 | 2024-02-01
        2024-08-01 | 20            |             | 3                 | 2024-02-01
        """,
    )


def test_of_two_startbanen_of_one_day_the_later_in_the_order_is_the_newest() -> None:
    assert_shows(
        """
        recorded
        2024-01-10 intake
        2024-02-01 placed startbaan=a
        2024-02-01 placed startbaan=b
        ordered
        2024-01-10 intake
        2024-02-01 placed startbaan=a volgorde=1
        2024-02-01 placed startbaan=b
        """,
        """
        deelnemernummer | peildatum  | startbaan
        recorded        | 2024-02-01 | b
        ordered         | 2024-02-01 | a
        """,
    )


EVERY_TERM = {
    "soort_startbaan": "betaald_werk",
    "hoe_gekregen": "zelf_gevonden",
    "contract": "bepaalde_tijd",
    "duur_overeenkomst_maanden": "12",
    "urenvorm": "flexibel",
    "uren_per_week": "24.5",
    "inburgeringsuren_per_week": "8",
    "loonkostensubsidie": "ja",
    "werkcoach": "nee",
    "jobcoach": "ja",
    "harrie_training": "nee",
    "soort_werkgever": "uitzendbureau",
    "sector": "zorg_welzijn",
    "omvang_vestiging": "0",
    "ervaring_statushouders": "ja",
    "beroep": "kok-1",
}
TERMS = " ".join(f"{name}={value}" for name, value in EVERY_TERM.items())


@pytest.mark.parametrize(
    "story",
    [f"2024-01-10 placed {TERMS}", f"2024-01-10 placed\n2024-01-10 placement_changed {TERMS}"],
)
def test_every_job_term_has_its_column(story: str) -> None:
    row = row_of(f"2024-01-10 intake\n{story}", "2024-01-10")
    assert {name: row[name] for name in JOB_TERMS} == EVERY_TERM


def test_terms_have_their_newest_value_due_also_after_an_exit() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 placed sector=horeca uren_per_week=16
        2024-03-01 completed
        2024-04-01 placement_changed uren_per_week=24
        2024-05-01 placement_changed sector=onbekend uren_per_week=onbekend
        2024-06-01 placement_ended reden_einde=opgezegd_werkgever
        """,
        """
        peildatum  | status | sector   | uren_per_week | startbaan_einde | reden_einde
        2024-03-01 | einde  | horeca   | 16            |                 | nvt
        2024-04-01 | einde  | horeca   | 24            |                 | nvt
        2024-05-01 | einde  | onbekend |               |                 | nvt
        2024-06-01 | einde  | onbekend |               | 2024-06-01      | opgezegd_werkgever
        """,
    )


def test_hours_are_added_exactly() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 placed startbaan=a uren_per_week=0.1
        2024-02-02 placed startbaan=b uren_per_week=0.2
        2024-02-03 placed startbaan=c uren_per_week=0.7
        """,
        """
        peildatum  | uren_totaal
        2024-02-02 | 0.3
        2024-02-03 | 1
        """,
    )


def test_who_was_ever_in_paid_work() -> None:
    assert_shows(
        """
        once
        2024-01-10 intake
        2024-02-01 placed soort_startbaan=betaald_werk
        2024-02-02 placement_changed soort_startbaan=anders
        later
        2024-01-10 intake
        2024-02-01 placed soort_startbaan=betaalde_werkstage
        2024-02-02 placement_changed soort_startbaan=betaald_werk
        2024-02-02 placement_changed soort_startbaan=onbekend
        unpaid
        2024-01-10 intake
        2024-02-01 placed soort_startbaan=onbetaald_werk
        2024-02-01 placed startbaan=2 soort_startbaan=anders
        unknown
        2024-01-10 intake
        2024-02-01 placed soort_startbaan=anders
        2024-02-01 placed startbaan=2
        forgotten
        2024-01-10 intake
        2024-02-01 placed soort_startbaan=anders
        2024-02-02 placement_changed soort_startbaan=onbekend
        """,
        """
        deelnemernummer | peildatum  | plaatsing_ooit | betaald_geplaatst_ooit
        once            | 2024-02-02 | ja             | ja
        later           | 2024-02-01 | ja             | nee
        later           | 2024-02-02 | ja             | ja
        unpaid          | 2024-02-02 | ja             | nee
        unknown         | 2024-02-02 | ja             | onbekend
        forgotten       | 2024-02-01 | ja             | nee
        forgotten       | 2024-02-02 | ja             | onbekend
        """,
    )


# Holds and exits ----------------------------------------------------------------------------------


def test_the_newest_hold() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 put_on_hold reden_on_hold=familie
        2024-02-29 resumed
        2024-03-01 voortraject_started
        2024-03-15 put_on_hold reden_on_hold=medisch
        2024-03-15 resumed
        2024-04-01 voortraject_ended
        2024-05-01 put_on_hold
        2024-06-01 completed
        """,
        """
        peildatum  | on_hold_ooit | on_hold_fase          | on_hold_dagen | reden_on_hold
        2024-02-01 | ja           | nog_voortraject_nodig |               | familie
        2024-02-28 | ja           | nog_voortraject_nodig |               | familie
        2024-02-29 | ja           | nog_voortraject_nodig | 28            | familie
        2024-03-15 | ja           | voortraject           | 0             | medisch
        2024-05-31 | ja           | in_bemiddeling        |               | onbekend
        2024-06-01 | ja           | in_bemiddeling        | 31            | onbekend
        """,
    )


def test_the_phase_of_a_hold_is_the_status_just_before_it_in_the_order_of_the_day() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 placed
        2024-02-01 put_on_hold
        2024-03-01 resumed
        2024-03-01 information_missing aspecten=status
        2024-03-01 put_on_hold
        """,
        """
        peildatum  | on_hold_fase | status
        2024-02-01 | startbaan    | on_hold
        2024-03-01 | onbekend     | on_hold
        """,
    )


def test_the_exit_of_the_last_episode() -> None:
    assert_shows(
        """
        2024-01-10 intake
        2024-02-01 dropped_out reden_uitstroom=medisch
        2024-03-01 reentered
        2024-04-01 completed
        """,
        """
        peildatum  | reden_uitstroom | uitstroomdatum
        2024-01-31 | nvt             |
        2024-02-01 | medisch         | 2024-02-01
        2024-02-29 | medisch         | 2024-02-01
        2024-03-01 | nvt             |
        2024-04-01 | onbekend        | 2024-04-01
        """,
    )


# Who comes when, and who is asked for -------------------------------------------------------------


def numbers(story: str, *where: tuple[str, str]) -> list[str]:
    """The numbers of a snapshot at the end of 2025."""
    with told(story) as store:
        answer = msgspec.json.decode(snapshot_bytes(store, date(2025, 12, 31), None, where))
    return [row["deelnemernummer"] for row in answer["rows"]]


def test_participants_come_in_the_order_of_code_points() -> None:
    people = ["b", "a-2", "a-10", "B", "9", "A.1", "A_1", "a"]
    story = "\n".join(f"{number}{i}\n2024-01-10 intake" for i, number in enumerate(people))
    assert numbers(story) == ["94", "A.15", "A_16", "B3", "a-102", "a-21", "a7", "b0"]


def test_a_number_is_shown_as_written_at_the_intake() -> None:
    assert_shows(
        """
        AB-1
        2024-02-01 mediation_started
        ab-1
        2024-01-10 intake
        Ab-1
        2024-03-01 placed
        """,
        """
        peildatum  | deelnemernummer | status
        2024-03-01 | ab-1            | startbaan
        """,
    )


PEOPLE = """
    both
    2024-01-10 intake vervoer=fiets|ov kinderen=2 engels=ja
    2024-02-01 placed uren_per_week=24
    2024-02-01 placed startbaan=2 uren_per_week=0.5
    bike
    2024-01-10 intake vervoer=fiets kinderen=0
    none
    2024-01-11 intake vervoer=onbekend deelname=vrijwillig proef=rotterdam
    """


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ([], ["bike", "both", "none"]),
        ([("proef", "wsd")], ["bike", "both"]),
        ([("proef", "wsd"), ("proef", "rotterdam")], ["bike", "both", "none"]),
        ([("proef", "wsd"), ("status", "startbaan")], ["both"]),
        ([("vervoer", "fiets")], ["bike", "both"]),
        ([("vervoer", "ov")], ["both"]),
        ([("vervoer", "fiets|ov")], []),
        ([("vervoer", "onbekend")], ["none"]),
        ([("kinderen", "0")], ["bike"]),
        ([("kinderen", "")], ["none"]),
        ([("kinderen", "0"), ("kinderen", "")], ["bike", "none"]),
        ([("uren_totaal", "24.5")], ["both"]),
        ([("engels", "onbekend")], ["bike", "none"]),
        ([("instroomdatum", "2024-01-11")], ["none"]),
        ([("deelnemernummer", "BIKE")], []),
        ([("status", "Startbaan")], []),
    ],
)
def test_where(where: list[tuple[str, str]], expected: list[str]) -> None:
    assert numbers(PEOPLE, *where) == expected


def test_where_knows_the_columns_of_a_snapshot_only() -> None:
    with pytest.raises(WrongUsage, match=r"^leeftijdsgroep is no column of a snapshot; allowed: "):
        numbers(PEOPLE, ("leeftijdsgroep", "25"))


def test_a_story_is_told_in_the_order_of_its_lines() -> None:
    assert [event["type"] for event in log_of(PEOPLE)][:2] == [
        "nl.startbaan.intake.v1",
        "nl.startbaan.placed.v1",
    ]
