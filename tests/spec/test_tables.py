"""The nine tables: titles, blocks, labels and order, and what each row counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from tests.stories import assert_counts, cells, tables_bytes, told

Table = dict[str, Any]

PEOPLE = """
    Geslacht | Onbekend | Man | Vrouw | Overig
    Leeftijdsgroep | Onbekend | Jonger dan 25 | 25 tot 45 jaar | 45 tot 65 jaar | 65 jaar of ouder
    Opleiding | Onbekend | Geen onderwijs in eigen land \
        | Alleen primair en/of middelbaar onderwijs | Beroepsopleiding | Theoretische opleiding
    Verblijfsvergunning verleend | Onbekend | Vóór januari 2018 \
        | Tussen januari 2018 en december 2021 | Vanaf januari 2022
    Baan bij instroom in pilot of bij intake | Onbekend | Nee | Vooruitzicht op een baan \
        | Had al een baan
    Taalniveau bij instroom in pilot of bij intake | Onbekend | A0 | A1 | A2 | B1 | B2 | C1 (°) \
        | C2 (°)
    Engels | Onbekend | Nee | Ja
    Gezinssituatie in NL | Onbekend | Woont alleen | Woont alleen met kind(eren) \
        | Woont met partner zonder kind(eren) | Woont met partner en kind(eren) | Anders
    Aantal kinderen in NL | Onbekend | 0 | 1 | 2 | 3 | Meer dan 3
    Verblijfssituatie | Onbekend | Woning | Tussenopvang | Azc | Anders (°)
    Vervoersmiddelen en rijbewijs | Fiets | Auto | OV
    Inburgeringsprogramma | Onbekend | Nog geen (°) | B1 | Z-route | Onderwijsroute
    Status inburgeringsprogramma | Onbekend | Nog niet gestart | Gestart | On hold | Afgerond
    Startdatum inburgering | Onbekend | Vóór januari 2018 \
        | Tussen januari 2018 en december 2021 | Vanaf januari 2022
    Uitkering | Onbekend | Nee | Ja
    """

REPORT = [
    ("Kenmerken deelnemers", "alle verplicht vrijwillig", PEOPLE),
    (
        "Tussenstand",
        "alle",
        """
        Situatie peildatum: Waar in proces? | Onbekend \
            | Nog voortraject nodig (tussen instroom/intake en voortraject) \
            | Bezig met voortraject | In bemiddeling | ↳ waarvan afgeleid \
            | Heeft momenteel een startbaan | On hold | Uitval \
            | Einde startbaan c.q. deelname proef
        """,
    ),
    (
        "Kenmerken voortrajecten",
        "alle",
        """
        Voortraject gestart of afgerond | Onbekend | Nee | Ja
        Afronding van voortraject | Onbekend | Nee | ↳ waarvan nog bezig | ↳ waarvan afgebroken | Ja
        Duur van voortraject | Onbekend | Bezig met voortraject | Afgebroken \
            | Minder dan 30 dagen | 30-59 dagen (twee maanden) | 60-89 dagen (drie maanden) \
            | 90 dagen of meer
        Soort voortraject | Onbekend | Standaard | Maatwerk | Combinatie
        Type voortraject(en) | Vrijwilligerswerk | Gemiddelde duur vrijwilligerswerk in weken \
            | Onbetaalde werkstage | Gemiddelde duur onbetaalde werkstage in weken \
            | Proefplaatsing (°) | Gemiddelde duur proefplaatsing in weken (°) \
            | Leerwerktraject (°) | Gemiddelde duur leerwerktraject in weken (°) \
            | Training (°) | Gemiddelde duur training in weken (°) \
            | Taalcoaching (°) | Gemiddelde duur taalcoaching in weken (°) \
            | Workshop (°) | Gemiddelde duur workshop in weken (°) \
            | Dagbesteding (°) | Gemiddelde duur dagbesteding in weken (°) \
            | Anders (°) | Gemiddelde duur anders in weken (°)
        """,
    ),
    (
        "Tussenstand - startbaan",
        "alle",
        """
        Al een plaatsing op een startbaan | Onbekend | Nee | Ja | ↳ waarvan ooit betaald
        Aantal startbanen gehad | Onbekend | Geen | 1 | 2 | 3 | 4 (°) | 5 (°)
        """,
    ),
    ("Kenmerken deelnemers met startbaan", "alle geplaatst", PEOPLE),
    (
        "Kenmerken startbaan - contract",
        "banen",
        """
        Soort startbaan | Onbekend | Betaald werk | Betaalde werkstage | Onbetaald werk (°) | Anders
        Hoe gekregen | Onbekend | Zelf gevonden | Bemiddeling proef
        Duur overeenkomst in maanden | Onbekend | 1 t/m 6 maanden | 7 t/m 12 maanden \
            | 13 t/m 24 maanden | 25 of meer maanden | Onbepaalde tijd (°)
        Vast of flexibel aantal uren | Onbekend | Vast aantal uren | Flexibel aantal uren
        (Gemiddeld) aantal gewerkte uren | Onbekend | 0-16 uur | 17-24 uur | 25-32 uur \
            | 33-40 uur | Meer dan 40 uur (°)
        Inzet loonkostensubsidie | Onbekend | Ja | Nee
        Inzet werkcoach | Onbekend | Ja | Nee
        Inzet jobcoach | Onbekend | Ja | Nee
        Inzet HARRIE-training | Onbekend | Ja | Nee
        """,
    ),
    (
        "Kenmerken startbaan - werkgever",
        "banen",
        """
        Soort werkgever | Onbekend | Bij reguliere werkgever \
            | Gedetacheerd vanuit werkleerbedrijf bij reguliere werkgever | Bij werkleerbedrijf \
            | Via uitzendbureau bij reguliere werkgever | Anders
        Sector werkgever | Onbekend | Logistiek | Horeca en catering | Bouw en techniek \
            | Productie en industrie | Detailhandel | Schoonmaak en facilitair \
            | Zorg en welzijn | Anders
        Omvang vestiging | Onbekend | Minder dan 5 werknemers | 5 t/m 9 werknemers \
            | 10 t/m 19 werknemers | 20 t/m 49 werknemers | 50 t/m 99 werknemers \
            | 100 t/m 199 werknemers | 200 t/m 499 werknemers | 500 of meer werknemers
        Andere statushouders of ervaring met statushouders | Onbekend | Ja | Nee
        """,
    ),
    (
        "Kenmerken on hold",
        "alle",
        """
        On hold geweest | Onbekend | Nee | Ja (nu of eerder)
        Fase on hold | Onbekend | Tussen instroom/intake en voortraject | Tijdens voortraject \
            | Tijdens bemiddeling | Tijdens startbaan
        Duur on hold | Onbekend | ↳ waarvan nog on hold | 0-3 maanden | 4-6 maanden \
            | 7-12 maanden | 13 maanden of meer
        Reden on hold | Onbekend | Familie | Medische klachten | Zwangerschap \
            | Eerst inburgering (°) | Anders
        """,
    ),
    (
        "Kenmerken uitval",
        "alle verplicht vrijwillig",
        """
        Uitval | Onbekend | Nee | Ja
        Uitstroom | Uitval | Einde startbaan c.q. deelname proef
        Reden | Onbekend | Focus op taal/onderwijs | Zwangerschap | Medische redenen \
            | Partner verdient boven de bijstandsnorm | Verhuizing (°) | Andere route (°) \
            | Geen match (°) | Werk (°) | Klaar met inburgering (°) | Andere reden
        """,
    ),
]
"""Title, columns, and a block a line: its title and labels; (°) is there only where it is not 0."""


def tables_of(story: str, **asked: Any) -> list[Table]:
    """All nine tables at the end of 2025."""
    with told(story) as store:
        answer = msgspec.json.decode(tables_bytes(store, date(2025, 12, 31), **asked))
    tables: list[Table] = answer["tables"]
    return tables


def outline(tables: list[Table]) -> list[tuple[str, str, list[list[str]]]]:
    """Titles, columns and labels, as the report lists them."""
    return [
        (
            table["title"],
            " ".join(table["blocks"][0]["of"]),
            [[block["block"], *map(label, block["rows"])] for block in table["blocks"]],
        )
        for table in tables
    ]


def label(row: dict[str, Any]) -> str:
    """The label of a row, marked where it is a part of another."""
    return f"↳ {row['row']}" if "of_which" in row else str(row["row"])


def expected(*, optional: bool) -> list[tuple[str, str, list[list[str]]]]:
    """The outline of the report, with the optional rows or without."""
    return [
        (title, columns, [labels_of(block, optional=optional) for block in cells(blocks)])
        for title, columns, blocks in REPORT
    ]


def labels_of(block: list[str], *, optional: bool) -> list[str]:
    """The title and labels of a block."""
    return [text.removesuffix(" (°)") for text in block if optional or not text.endswith(" (°)")]


def test_titles_labels_and_order_of_nobody_at_all() -> None:
    tables = tables_of("")
    assert [table["table"] for table in tables] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert outline(tables) == expected(optional=False)
    counted = [
        row for table in tables for block in table["blocks"] for row in block["rows"] if "n" in row
    ]
    assert {n for row in counted for n in row["n"].values()} == {0}
    assert {pct for row in counted for pct in row["pct"].values()} == {None}


EVERY_RARE_ROW = """
    A
    2024-01-10 intake taalniveau_bij_instroom=C1 verblijfssituatie=anders
    2024-01-10 characteristics_changed inburgeringsprogramma=nog_geen
    2024-02-01 activity_started activiteit=proefplaatsing
    2024-02-01 activity_started activiteit=leerwerktraject
    2024-02-01 activity_started activiteit=training
    2024-02-01 activity_started activiteit=taalcoaching
    2024-02-01 activity_started activiteit=workshop
    2024-02-01 activity_started activiteit=dagbesteding
    2024-02-01 activity_started activiteit=anders
    2024-02-01 placed startbaan=1
    2024-02-01 placed startbaan=2
    2024-02-01 placed startbaan=3
    2024-02-01 placed startbaan=4
    2024-02-01 placed startbaan=5 soort_startbaan=onbetaald_werk contract=onbepaalde_tijd
    2024-02-01 placement_changed startbaan=5 uren_per_week=40.01
    2024-02-01 put_on_hold reden_on_hold=eerst_inburgering
    B
    2024-01-10 intake taalniveau_bij_instroom=C2
    2024-02-01 placed startbaan=1
    2024-02-01 placed startbaan=2
    2024-02-01 placed startbaan=3
    2024-02-01 placed startbaan=4
    2024-02-01 dropped_out reden_uitstroom=verhuizing
    C
    2024-01-10 intake
    2024-02-01 dropped_out reden_uitstroom=andere_route
    D
    2024-01-10 intake
    2024-02-01 dropped_out reden_uitstroom=geen_match
    E
    2024-01-10 intake
    2024-02-01 completed reden_uitstroom=werk
    F
    2024-01-10 intake
    2024-02-01 completed reden_uitstroom=inburgering_afgerond
    """


def test_titles_labels_and_order_with_every_optional_row() -> None:
    assert outline(tables_of(EVERY_RARE_ROW)) == expected(optional=True)


@pytest.mark.parametrize("unit", ["laatste", "startbanen"])
def test_the_rows_of_a_block_add_up_to_what_it_sorts_out(unit: str) -> None:
    for table in tables_of(EVERY_RARE_ROW, unit=unit):
        for block in table["blocks"]:
            if block["block"] != "Type voortraject(en)":
                whole = [row["n"] for row in block["rows"] if "of_which" not in row]
                added = {column: sum(n[column] for n in whole) for column in block["of"]}
                assert added == block["of"], block["block"]


# Figures ------------------------------------------------------------------------------------------


def people(number: int, story: str = "2024-01-10 intake", name: str = "P") -> str:
    """So many people with one story."""
    return "\n".join(f"{name}{i}\n{story}" for i in range(number))


@pytest.mark.parametrize(
    ("women", "of", "percentage"),
    [
        (1, 8, "12.5"),
        (1, 16, "6.3"),
        (3, 16, "18.8"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 80, "1.3"),
        (1, 400, "0.3"),
        (1, 2000, "0.1"),
        (1, 2001, "0.0"),
        (7, 7, "100.0"),
    ],
)
def test_percentages_are_exact_ratios_rounded_half_up(women: int, of: int, percentage: str) -> None:
    woman = people(women, "2024-01-10 intake geslacht=vrouw", "V")
    tables = tables_of(f"{woman}\n{people(of - women)}")
    row = tables[0]["blocks"][0]["rows"][2]
    assert (row["row"], row["n"]["alle"], str(row["pct"]["alle"])) == ("Vrouw", women, percentage)


def test_columns_and_a_base_of_0() -> None:
    assert_counts(
        """
        A
        2024-01-10 intake geslacht=man deelname=verplicht
        B
        2024-01-10 intake geslacht=vrouw deelname=verplicht
        C
        2024-01-10 intake geslacht=vrouw deelname=verplicht
        2024-02-01 characteristics_changed deelname=onbekend
        """,
        "2025-12-31",
        1,
        """
        Geslacht | deelnemers | of 3 2 0 | base 3 2 0
        Onbekend | 0 0.0      | 0 0.0    | 0 -
        Man      | 1 33.3     | 1 50.0   | 0 -
        Vrouw    | 2 66.7     | 1 50.0   | 0 -
        Overig   | 0 0.0      | 0 0.0    | 0 -
        """,
    )


def test_table_1_counts_by_class() -> None:
    assert_counts(
        """
        A
        2024-01-10 intake geboortejaar=2001 kinderen=0 verblijfsvergunning_verleend=2017-12-31
        B
        2024-01-10 intake geboortejaar=2000 kinderen=3 verblijfsvergunning_verleend=2018-01-01
        C
        2024-01-10 intake geboortejaar=1981 kinderen=4 verblijfsvergunning_verleend=2021-12-31
        D
        2024-01-10 intake geboortejaar=1980 kinderen=30 verblijfsvergunning_verleend=2022-01-01
        E
        2024-01-10 intake geboortejaar=1961
        F
        2024-01-10 intake geboortejaar=1960
        G
        2024-01-10 intake geboortejaar=onbekend
        H
        2024-01-10 intake
        """,
        "2025-12-31",
        1,
        """
        Leeftijdsgroep   | deelnemers | of 8 8 0 | base 8 8 0
        Onbekend         | 2 25.0     | 2 25.0   | 0 -
        Jonger dan 25    | 1 12.5     | 1 12.5   | 0 -
        25 tot 45 jaar   | 2 25.0     | 2 25.0   | 0 -
        45 tot 65 jaar   | 2 25.0     | 2 25.0   | 0 -
        65 jaar of ouder | 1 12.5     | 1 12.5   | 0 -
        """,
        """
        Aantal kinderen in NL | deelnemers | of 8 8 0 | base 8 8 0
        Onbekend              | 4 50.0     | 4 50.0   | 0 -
        0                     | 1 12.5     | 1 12.5   | 0 -
        1                     | 0 0.0      | 0 0.0    | 0 -
        2                     | 0 0.0      | 0 0.0    | 0 -
        3                     | 1 12.5     | 1 12.5   | 0 -
        Meer dan 3            | 2 25.0     | 2 25.0   | 0 -
        """,
        """
        Verblijfsvergunning verleend         | deelnemers | of 8 8 0 | base 8 8 0
        Onbekend                             | 4 50.0     | 4 50.0   | 0 -
        Vóór januari 2018                    | 1 12.5     | 1 12.5   | 0 -
        Tussen januari 2018 en december 2021 | 2 25.0     | 2 25.0   | 0 -
        Vanaf januari 2022                   | 1 12.5     | 1 12.5   | 0 -
        """,
    )


def test_transport_counts_answers() -> None:
    assert_counts(
        """
        A
        2024-01-10 intake vervoer=fiets|ov
        B
        2024-01-10 intake vervoer=fiets deelname=vrijwillig
        C
        2024-01-10 intake vervoer=onbekend
        D
        2024-01-10 intake
        """,
        "2025-12-31",
        1,
        """
        Vervoersmiddelen en rijbewijs | antwoorden | of 3 2 1 | base 3 2 1
        Fiets                         | 2 66.7     | 1 50.0   | 1 100.0
        Auto                          | 0 0.0      | 0 0.0    | 0 0.0
        OV                            | 1 33.3     | 1 50.0   | 0 0.0
        """,
    )


def test_table_2_tells_who_is_only_inferred_to_be_in_bemiddeling() -> None:
    assert_counts(
        """
        A
        2024-01-10 intake
        2024-02-01 mediation_started
        B
        2024-01-10 intake
        2024-02-01 placed
        2024-03-01 placement_ended
        C
        2024-01-10 intake
        2024-02-01 mediation_started
        2024-03-01 put_on_hold
        2024-04-01 resumed
        D
        2024-01-10 intake
        2024-02-01 information_missing aspecten=status
        """,
        "2025-12-31",
        2,
        """
        Situatie peildatum: Waar in proces?                          | deelnemers | of 4 | base 4
        Onbekend                                                     | 1 25.0
        Nog voortraject nodig (tussen instroom/intake en voortraject) | 0 0.0
        Bezig met voortraject                                        | 0 0.0
        In bemiddeling                                               | 3 75.0
        ↳ waarvan afgeleid                                           | 2 50.0
        Heeft momenteel een startbaan                                | 0 0.0
        On hold                                                      | 0 0.0
        Uitval                                                       | 0 0.0
        Einde startbaan c.q. deelname proef                          | 0 0.0
        """,
    )


def test_table_3_is_about_the_newest_voortraject() -> None:
    assert_counts(
        """
        never
        2024-01-10 intake
        not-told
        2024-01-10 intake
        2024-02-01 information_missing aspecten=voortraject
        ongoing
        2024-01-10 intake
        2024-02-01 voortraject_started soort_voortraject=maatwerk
        2024-03-01 voortraject_ended
        2024-04-01 voortraject_started soort_voortraject=standaard
        broken-off
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-03-01 voortraject_ended afgerond=false
        days-29
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-03-01 voortraject_ended
        days-30
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-03-02 voortraject_ended
        days-59
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-03-31 voortraject_ended
        days-60
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-04-01 voortraject_ended
        days-89
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-04-30 voortraject_ended
        days-90
        2024-01-10 intake
        2024-02-01 voortraject_started
        2024-05-01 voortraject_ended
        days-unknown
        2024-01-10 intake
        2024-02-01 voortraject_started precisie=maand
        2024-05-01 voortraject_ended
        left
        2024-01-10 intake
        2024-02-01 voortraject_started soort_voortraject=combinatie
        2024-05-01 dropped_out
        """,
        "2025-12-31",
        3,
        """
        Voortraject gestart of afgerond | deelnemers | of 12 | base 12
        Onbekend                        | 1 8.3
        Nee                             | 1 8.3
        Ja                              | 10 83.3
        """,
        """
        Afronding van voortraject | deelnemers | of 11 | base 11
        Onbekend                  | 1 9.1
        Nee                       | 3 27.3
        ↳ waarvan nog bezig       | 1 9.1
        ↳ waarvan afgebroken      | 2 18.2
        Ja                        | 7 63.6
        """,
        """
        Duur van voortraject        | deelnemers | of 11 | base 12
        Onbekend                    | 2 16.7
        Bezig met voortraject       | 1 8.3
        Afgebroken                  | 2 16.7
        Minder dan 30 dagen         | 1 8.3
        30-59 dagen (twee maanden)  | 2 16.7
        60-89 dagen (drie maanden)  | 2 16.7
        90 dagen of meer            | 1 8.3
        """,
        """
        Soort voortraject | deelnemers | of 11 | base 12
        Onbekend          | 9 75.0
        Standaard         | 1 8.3
        Maatwerk          | 0 0.0
        Combinatie        | 1 8.3
        """,
    )


def test_table_3_means_are_in_weeks_over_ended_activities_of_known_days() -> None:
    assert_counts(
        """
        A
        2024-01-10 intake
        2024-02-01 activity_started activiteit=vrijwilligerswerk
        2024-02-08 activity_ended activiteit=vrijwilligerswerk
        2024-02-08 activity_started activiteit=vrijwilligerswerk
        2024-02-15 activity_started activiteit=vrijwilligerswerk naam=zorgcampus
        2024-02-29 dropped_out
        B
        2024-01-10 intake
        2024-02-01 activity_started activiteit=vrijwilligerswerk
        2024-02-01 activity_started activiteit=training
        2024-02-02 activity_ended activiteit=training
        C
        2024-01-10 intake
        2024-02-01 activity_started activiteit=training precisie=maand
        2024-12-31 activity_ended activiteit=training
        2024-12-31 activity_started activiteit=training
        2024-12-31 activity_ended activiteit=training
        D
        2024-01-10 intake
        """,
        "2025-12-31",
        3,
        """
        Type voortraject(en)                             | deelnemers | of 3 | base 4
        Vrijwilligerswerk                                | 2 50.0
        Gemiddelde duur vrijwilligerswerk in weken       | mean 2.0
        Onbetaalde werkstage                             | 0 0.0
        Gemiddelde duur onbetaalde werkstage in weken    | mean -
        Training                                         | 2 50.0
        Gemiddelde duur training in weken                | mean 0.1
        """,
    )


@pytest.mark.parametrize(
    ("days", "mean"),
    [([7], 1.0), ([1], 0.1), ([3, 4], 0.5), ([0, 0], 0.0), ([9, 12], 1.5), ([0, 0, 0, 1], 0.0)],
)
def test_a_mean_is_rounded_half_up_to_one_decimal(days: list[int], mean: float) -> None:
    story = "\n".join(
        f"P{i}\n2024-01-01 intake\n2024-03-01 activity_started activiteit=training\n"
        f"2024-03-{1 + length:02} activity_ended activiteit=training"
        for i, length in enumerate(days)
    )
    (block,) = [b for b in tables_of(story)[2]["blocks"] if b["block"] == "Type voortraject(en)"]
    assert block["rows"][-1] == {
        "row": "Gemiddelde duur training in weken",
        "mean": {"alle": mean},
    }


def test_table_4_counts_startbanen_by_person() -> None:
    job = "2024-02-01 placed startbaan="
    assert_counts(
        f"""
        none
        2024-01-10 intake
        not-told
        2024-01-10 intake
        2024-02-01 information_missing aspecten=plaatsing
        one
        2024-01-10 intake
        {job}1 soort_startbaan=betaald_werk
        2024-03-01 placement_ended
        five
        2024-01-10 intake
        {job}1
        {job}2
        {job}3
        {job}4
        {job}5
        """,
        "2025-12-31",
        4,
        """
        Al een plaatsing op een startbaan | deelnemers | of 4 | base 4
        Onbekend                          | 1 25.0
        Nee                               | 1 25.0
        Ja                                | 2 50.0
        ↳ waarvan ooit betaald            | 1 25.0
        """,
        """
        Aantal startbanen gehad | deelnemers | of 4 | base 4
        Onbekend                | 1 25.0
        Geen                    | 1 25.0
        1                       | 1 25.0
        2                       | 0 0.0
        3                       | 0 0.0
        5                       | 1 25.0
        """,
    )


def test_table_5_sets_who_was_ever_placed_beside_everyone() -> None:
    assert_counts(
        """
        A
        2024-01-10 intake engels=ja
        2024-02-01 placed
        2024-03-01 placement_ended
        B
        2024-01-10 intake engels=nee
        C
        2024-01-10 intake engels=nee
        2024-02-01 information_missing aspecten=plaatsing
        """,
        "2025-12-31",
        5,
        """
        Engels   | deelnemers | of 3 1 | base 3 1
        Onbekend | 0 0.0      | 0 0.0
        Nee      | 2 66.7     | 0 0.0
        Ja       | 1 33.3     | 1 100.0
        """,
    )


@pytest.mark.parametrize(
    ("hours", "lessons", "row"),
    [
        ("0.25", "0.25", "0-16 uur"),
        ("16", None, "0-16 uur"),
        ("16", "onbekend", "0-16 uur"),
        ("16.01", None, "17-24 uur"),
        ("16.5", None, "17-24 uur"),
        ("24", None, "17-24 uur"),
        ("24.01", None, "25-32 uur"),
        ("32", None, "25-32 uur"),
        ("32.5", "0.5", "25-32 uur"),
        ("32.1", None, "33-40 uur"),
        ("40", None, "33-40 uur"),
        ("40.3", "0.3", "33-40 uur"),
        ("40.01", None, "Meer dan 40 uur"),
        ("60", "8", "Meer dan 40 uur"),
        ("onbekend", "8", "Onbekend"),
        (None, "8", "Onbekend"),
    ],
)
def test_hours_worked_are_those_of_the_contract_less_lessons(
    hours: str | None, lessons: str | None, row: str
) -> None:
    given = {"uren_per_week": hours, "inburgeringsuren_per_week": lessons}
    assert row_of_job(given, 6, "(Gemiddeld) aantal gewerkte uren") == row


@pytest.mark.parametrize(
    ("contract", "months", "row"),
    [
        (None, "1", "1 t/m 6 maanden"),
        (None, "6", "1 t/m 6 maanden"),
        ("bepaalde_tijd", "7", "7 t/m 12 maanden"),
        ("bepaalde_tijd", "12", "7 t/m 12 maanden"),
        ("onbekend", "13", "13 t/m 24 maanden"),
        (None, "24", "13 t/m 24 maanden"),
        (None, "25", "25 of meer maanden"),
        (None, "600", "25 of meer maanden"),
        ("bepaalde_tijd", None, "Onbekend"),
        (None, "onbekend", "Onbekend"),
        ("onbepaalde_tijd", None, "Onbepaalde tijd"),
        ("onbepaalde_tijd", "onbekend", "Onbepaalde tijd"),
    ],
)
def test_length_of_a_contract(contract: str | None, months: str | None, row: str) -> None:
    given = {"contract": contract, "duur_overeenkomst_maanden": months}
    assert row_of_job(given, 6, "Duur overeenkomst in maanden") == row


@pytest.mark.parametrize(
    ("size", "row"),
    [
        ("0", "Minder dan 5 werknemers"),
        ("4", "Minder dan 5 werknemers"),
        ("5", "5 t/m 9 werknemers"),
        ("9", "5 t/m 9 werknemers"),
        ("10", "10 t/m 19 werknemers"),
        ("19", "10 t/m 19 werknemers"),
        ("20", "20 t/m 49 werknemers"),
        ("49", "20 t/m 49 werknemers"),
        ("50", "50 t/m 99 werknemers"),
        ("99", "50 t/m 99 werknemers"),
        ("100", "100 t/m 199 werknemers"),
        ("199", "100 t/m 199 werknemers"),
        ("200", "200 t/m 499 werknemers"),
        ("499", "200 t/m 499 werknemers"),
        ("500", "500 of meer werknemers"),
        ("1000000", "500 of meer werknemers"),
        (None, "Onbekend"),
    ],
)
def test_size_of_the_site(size: str | None, row: str) -> None:
    assert row_of_job({"omvang_vestiging": size}, 7, "Omvang vestiging") == row


def row_of_job(terms: dict[str, str | None], number: int, title: str) -> str:
    """The only row of a block of table 6 or 7 that counts a startbaan with these terms."""
    given = " ".join(f"{name}={value}" for name, value in terms.items() if value is not None)
    tables = tables_of(f"2024-01-10 intake\n2024-02-01 placed {given}")
    return only_row(tables[number - 1], title)


def only_row(table: Table, title: str) -> str:
    """The label of the only row of a block that counts something."""
    (block,) = [block for block in table["blocks"] if block["block"] == title]
    (row,) = [row for row in block["rows"] if any(row["n"].values()) and "of_which" not in row]
    return str(row["row"])


def test_one_startbaan_may_win_over_a_length_given_before() -> None:
    story = """
        2024-01-10 intake
        2024-02-01 placed contract=bepaalde_tijd duur_overeenkomst_maanden=12
        2024-03-01 placement_changed contract=onbepaalde_tijd
        """
    assert only_row(tables_of(story)[5], "Duur overeenkomst in maanden") == "Onbepaalde tijd"


JOBS = """
    A
    2024-01-10 intake
    2024-02-01 placed startbaan=1 sector=horeca
    2024-03-01 placed startbaan=2 sector=logistiek
    2024-04-01 placement_changed startbaan=1 sector=detailhandel
    2024-05-01 placement_ended startbaan=2
    B
    2024-01-10 intake
    2024-02-01 placed sector=horeca
    C
    2024-01-10 intake
    2026-01-01 placed sector=horeca
    """


def test_tables_6_and_7_count_the_startbaan_of_each_row() -> None:
    assert_counts(
        JOBS,
        "2025-12-31",
        7,
        """
        Sector werkgever         | startbanen | of 2 | base 2
        Onbekend                 | 0 0.0
        Logistiek                | 0 0.0
        Horeca en catering       | 1 50.0
        Bouw en techniek         | 0 0.0
        Productie en industrie   | 0 0.0
        Detailhandel             | 1 50.0
        Schoonmaak en facilitair | 0 0.0
        Zorg en welzijn          | 0 0.0
        Anders                   | 0 0.0
        """,
    )


def test_tables_6_and_7_count_every_startbaan_where_asked() -> None:
    assert_counts(
        JOBS,
        "2025-12-31",
        7,
        """
        Sector werkgever         | startbanen | of 3 | base 3
        Onbekend                 | 0 0.0
        Logistiek                | 1 33.3
        Horeca en catering       | 1 33.3
        Bouw en techniek         | 0 0.0
        Productie en industrie   | 0 0.0
        Detailhandel             | 1 33.3
        Schoonmaak en facilitair | 0 0.0
        Zorg en welzijn          | 0 0.0
        Anders                   | 0 0.0
        """,
        unit="startbanen",
    )


@pytest.mark.parametrize(
    ("start", "end", "row"),
    [
        ("2024-01-31", "2024-01-31", "0-3 maanden"),
        ("2024-01-31", "2024-04-30", "0-3 maanden"),
        ("2024-01-31", "2024-05-01", "4-6 maanden"),
        ("2024-02-29", "2024-05-29", "0-3 maanden"),
        ("2024-02-29", "2024-05-30", "4-6 maanden"),
        ("2024-05-31", "2024-11-30", "4-6 maanden"),
        ("2024-05-31", "2024-12-01", "7-12 maanden"),
        ("2024-02-29", "2025-02-28", "7-12 maanden"),
        ("2024-02-29", "2025-03-01", "13 maanden of meer"),
        ("2024-02-15", "2025-02-15", "7-12 maanden"),
        ("2024-02-15", "2025-02-16", "13 maanden of meer"),
        ("2024-02-15", None, "Onbekend"),
    ],
)
def test_months_of_a_hold(start: str, end: str | None, row: str) -> None:
    resumed = "" if end is None else f"{end} resumed"
    story = f"2024-01-10 intake\n{start} put_on_hold\n{resumed}"
    assert only_row(tables_of(story)[7], "Duur on hold") == row


def test_table_8_is_about_the_newest_hold_and_a_share_of_everyone() -> None:
    assert_counts(
        """
        never
        2024-01-10 intake
        not-told
        2024-01-10 intake
        2024-02-01 information_missing aspecten=on_hold
        now
        2024-01-10 intake
        2024-02-01 put_on_hold reden_on_hold=familie
        2024-02-02 resumed
        2024-02-03 put_on_hold reden_on_hold=medisch
        over
        2024-01-10 intake
        2024-02-01 placed
        2024-02-01 put_on_hold
        2024-02-02 resumed precisie=maand
        left
        2024-01-10 intake
        2024-02-01 put_on_hold reden_on_hold=anders
        2024-06-01 dropped_out
        """,
        "2025-12-31",
        8,
        """
        On hold geweest   | deelnemers | of 5 | base 5
        Onbekend          | 1 20.0
        Nee               | 1 20.0
        Ja (nu of eerder) | 3 60.0
        """,
        """
        Fase on hold                           | deelnemers | of 3 | base 5
        Onbekend                               | 0 0.0
        Tussen instroom/intake en voortraject  | 2 40.0
        Tijdens voortraject                    | 0 0.0
        Tijdens bemiddeling                    | 0 0.0
        Tijdens startbaan                      | 1 20.0
        """,
        """
        Duur on hold          | deelnemers | of 3 | base 5
        Onbekend              | 2 40.0
        ↳ waarvan nog on hold | 1 20.0
        0-3 maanden           | 0 0.0
        4-6 maanden           | 1 20.0
        7-12 maanden          | 0 0.0
        13 maanden of meer    | 0 0.0
        """,
        """
        Reden on hold     | deelnemers | of 3 | base 5
        Onbekend          | 1 20.0
        Familie           | 0 0.0
        Medische klachten | 1 20.0
        Zwangerschap      | 0 0.0
        Anders            | 1 20.0
        """,
    )


def test_table_9_leaves_out_who_has_finished_inburgering() -> None:
    assert_counts(
        """
        A
        2024-01-10 intake
        2024-02-01 dropped_out reden_uitstroom=inburgering_afgerond
        B
        2024-01-10 intake deelname=vrijwillig
        2024-02-01 completed reden_uitstroom=werk
        C
        2024-01-10 intake deelname=vrijwillig
        2024-02-01 dropped_out
        D
        2024-01-10 intake
        2024-02-01 information_missing aspecten=status
        E
        2024-01-10 intake
        2024-02-01 dropped_out reden_uitstroom=medisch
        2024-03-01 reentered
        """,
        "2025-12-31",
        9,
        """
        Uitval   | deelnemers | of 5 3 2 | base 5 3 2
        Onbekend | 1 20.0     | 1 33.3   | 0 0.0
        Nee      | 2 40.0     | 2 66.7   | 0 0.0
        Ja       | 2 40.0     | 0 0.0    | 2 100.0
        """,
        """
        Uitstroom                           | deelnemers | of 3 1 2 | base 5 3 2
        Uitval                              | 2 40.0     | 1 33.3   | 1 50.0
        Einde startbaan c.q. deelname proef | 1 20.0     | 0 0.0    | 1 50.0
        """,
        """
        Reden                                  | deelnemers | of 3 1 2 | base 5 3 2
        Onbekend                               | 1 20.0     | 0 0.0    | 1 50.0
        Focus op taal/onderwijs                | 0 0.0      | 0 0.0    | 0 0.0
        Zwangerschap                           | 0 0.0      | 0 0.0    | 0 0.0
        Medische redenen                       | 0 0.0      | 0 0.0    | 0 0.0
        Partner verdient boven de bijstandsnorm | 0 0.0     | 0 0.0    | 0 0.0
        Werk                                   | 1 20.0     | 0 0.0    | 1 50.0
        Klaar met inburgering                  | 1 20.0     | 1 33.3   | 0 0.0
        Andere reden                           | 0 0.0      | 0 0.0    | 0 0.0
        """,
    )


def test_where_chooses_whom_the_tables_count() -> None:
    tables = tables_of(JOBS, where=[("startbaan", "1")])
    assert tables[0]["blocks"][0]["of"] == {"alle": 2, "verplicht": 2, "vrijwillig": 0}
    assert tables[6]["blocks"][0]["of"] == {"banen": 2}
