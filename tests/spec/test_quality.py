"""What is asked about a participant, each check on both sides of its border."""

from __future__ import annotations

from datetime import date

import pytest

from journey.ledger import Ledger
from journey.projections.quality import Quality, quality
from journey.store import NewRecord, Store, open_store
from tests.stories import cells, told


def assert_asks(story: str, table: str) -> None:
    """Holds what is asked about the participant of a story to a table.

    A line is a peildatum, and then the check, the field, the startbaan (empty: of none) and what
    stands there; a peildatum alone is a day on which nothing is asked.
    """
    wanted = cells(table)
    with told(story) as store:
        days = dict.fromkeys(line[0] for line in wanted)
        assert [line for day in days for line in asked(store, day)] == wanted


def asked(store: Store, day: str) -> list[list[str]]:
    """The doubts of a day as lines."""
    doubts = [one.doubt for one in of_day(store, day).doubtful]
    found = [[day, one.check, one.field, one.startbaan or "", one.value] for one in doubts]
    return found or [[day]]


def of_day(store: Store, day: str) -> Quality:
    return quality(Ledger(store), date.fromisoformat(day))


# What stands against itself -----------------------------------------------------------------------


def test_an_event_that_does_not_fit_where_it_stands() -> None:
    """Nothing can be recorded that does not fit; what is in a log from elsewhere may."""
    story = """
        2025-01-10 intake
        2025-02-01 put_on_hold
        2025-03-01 resumed
        2025-03-15 placed
        """
    with told(story) as whole, open_store("sqlite://") as store:
        rows = [NewRecord(*(getattr(r, n) for n in NewRecord._fields)) for r in whole.records()]
        with store.writing() as writing:
            writing.append([row for row in rows if row.type != "resumed"])
        for day, found in {
            "2025-03-14": [],
            "2025-03-15": ["valt_weg", "datum", "", "placed 2025-03-15"],
        }.items():
            assert asked(store, day) == [[day, *found]]
        assert asked(whole, "2025-03-15") == [["2025-03-15"]]


@pytest.mark.parametrize(
    ("left", "table"),
    [
        ("dropped_out", "2025-03-01 | startbaan_na_uitval | startbaan_einde | b | 2025-02-02"),
        ("completed", "2025-03-01"),
    ],
)
def test_a_startbaan_that_goes_on_after_uitval(left: str, table: str) -> None:
    assert_asks(
        f"""
        2025-01-10 intake
        2025-02-01 placed startbaan=a
        2025-02-02 placed startbaan=b
        2025-02-28 placement_ended startbaan=a
        2025-03-01 {left}
        2025-04-01 placement_ended startbaan=b
        """,
        f"""
        2025-02-28
        {table}
        2025-04-01
        """,
    )


@pytest.mark.parametrize(
    ("before", "reden", "found"),
    [
        (
            "mediation_started",
            "werk",
            " | uitstroom_werk_zonder_startbaan | reden_uitstroom | | werk",
        ),
        ("mediation_started", "medisch", ""),
        ("placed", "werk", ""),
        ("information_missing aspecten=plaatsing", "werk", ""),
        (
            "information_missing aspecten=on_hold",
            "werk",
            " | uitstroom_werk_zonder_startbaan | reden_uitstroom | | werk",
        ),
    ],
)
def test_left_for_work_that_the_log_does_not_know(before: str, reden: str, found: str) -> None:
    assert_asks(
        f"""
        2025-01-10 intake
        2025-02-01 {before}
        2025-03-01 completed reden_uitstroom={reden}
        """,
        f"2025-03-01{found}",
    )


@pytest.mark.parametrize(
    ("family", "children", "asks"),
    [
        ("alleen", "0", False),
        ("alleen", "1", True),
        ("partner_zonder_kinderen", "0", False),
        ("partner_zonder_kinderen", "1", True),
        ("alleen_met_kinderen", "0", True),
        ("alleen_met_kinderen", "1", False),
        ("partner_en_kinderen", "0", True),
        ("partner_en_kinderen", "1", False),
        ("partner_en_kinderen", "onbekend", False),
        ("anders", "0", False),
        ("anders", "1", False),
        ("onbekend", "1", False),
    ],
)
def test_a_family_and_a_number_of_children(family: str, children: str, asks: bool) -> None:
    found = f" | gezin_en_kinderen | kinderen | | {family}, {children}" if asks else ""
    assert_asks(
        f"2025-01-10 intake gezinssituatie={family} kinderen={children}", f"2025-01-10{found}"
    )


@pytest.mark.parametrize(
    ("first", "now", "asks"),
    [
        ("A2", "A1", True),
        ("B1", "A2", True),
        ("A2", "A2", False),
        ("A2", "B1", False),
        ("A2", "onbekend", False),
        ("onbekend", "A0", False),
    ],
)
def test_a_level_below_that_at_entry(first: str, now: str, asks: bool) -> None:
    found = f" | taalniveau_gedaald | taalniveau | | {first} → {now}" if asks else ""
    assert_asks(
        f"""
        2025-01-10 intake taalniveau_bij_instroom={first} taalniveau={first}
        2025-02-01 characteristics_changed taalniveau={now}
        """,
        f"""
        2025-01-31
        2025-02-01{found}
        """,
    )


# What goes on for long ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "changed", "over"),
    [
        ("duur_overeenkomst_maanden=1", "sector=horeca", "2025-02-28"),
        ("duur_overeenkomst_maanden=3", "sector=horeca", "2025-04-30"),
        ("duur_overeenkomst_maanden=1", "duur_overeenkomst_maanden=2", "2025-04-15"),
        ("contract=bepaalde_tijd", "duur_overeenkomst_maanden=2", "2025-04-15"),
    ],
)
def test_a_contract_is_over_the_day_after_its_last(terms: str, changed: str, over: str) -> None:
    after = date.fromordinal(date.fromisoformat(over).toordinal() + 1)
    assert_asks(
        f"""
        2025-01-10 intake
        2025-01-31 placed {terms}
        2025-02-15 placement_changed {changed}
        2025-06-01 placement_ended
        """,
        f"""
        {over}
        {after} | contract_voorbij | startbaan_einde | 1 | {over}
        2025-06-01
        """,
    )


def test_the_contract_of_one_startbaan_is_not_that_of_another() -> None:
    assert_asks(
        """
        2025-01-10 intake
        2025-01-31 placed startbaan=a duur_overeenkomst_maanden=1
        2025-02-01 placed startbaan=b
        2025-02-15 placement_changed startbaan=b duur_overeenkomst_maanden=1
        """,
        """
        2025-02-28
        2025-03-01 | contract_voorbij | startbaan_einde | a | 2025-02-28
        """,
    )


def test_the_newest_length_of_a_contract_counts_from_its_own_day() -> None:
    assert_asks(
        """
        2025-01-10 intake
        2025-01-31 placed duur_overeenkomst_maanden=6
        2025-02-05 placement_changed duur_overeenkomst_maanden=1
        2025-02-15 placement_changed duur_overeenkomst_maanden=2
        """,
        """
        2025-04-15
        2025-04-16 | contract_voorbij | startbaan_einde | 1 | 2025-04-15
        """,
    )


@pytest.mark.parametrize(
    ("terms", "changed"),
    [
        ("duur_overeenkomst_maanden=1", "contract=onbepaalde_tijd"),
        ("contract=bepaalde_tijd", "duur_overeenkomst_maanden=onbekend"),
    ],
)
def test_a_contract_without_an_end_is_never_over(terms: str, changed: str) -> None:
    assert_asks(
        f"""
        2025-01-10 intake
        2025-01-31 placed {terms}
        2025-02-15 placement_changed {changed}
        """,
        "2026-01-31",
    )


@pytest.mark.parametrize(
    ("begin", "end", "line"),
    [
        ("put_on_hold", "resumed", "lang_on_hold | on_hold_einde"),
        ("voortraject_started", "voortraject_ended", "lang_voortraject | voortraject_einde"),
    ],
)
def test_more_than_365_days_are_long(begin: str, end: str, line: str) -> None:
    assert_asks(
        f"""
        2024-03-01 intake
        2024-03-01 {begin}
        2025-03-10 {end}
        """,
        f"""
        2025-03-01
        2025-03-02 | {line} | | 2024-03-01
        2025-03-09 | {line} | | 2024-03-01
        2025-03-10
        """,
    )


def test_more_than_180_days_without_an_event_are_silent() -> None:
    assert_silent(
        """
        2025-01-01 intake
        2025-01-02 information_missing aspecten=status
        """,
        {"2025-06-30": None, "2025-07-01": ("2025-01-01", 181)},
    )


def test_that_all_is_as_it_was_is_news_of_somebody() -> None:
    assert_silent(
        """
        2025-01-01 intake
        2025-01-02 information_confirmed aspecten=status
        """,
        {"2025-07-01": None, "2025-07-02": ("2025-01-02", 181)},
    )


@pytest.mark.parametrize("left", ["dropped_out", "completed"])
def test_who_left_is_not_silent(left: str) -> None:
    assert_silent(
        f"""
        2025-01-01 intake
        2025-07-02 {left}
        """,
        {"2025-07-01": ("2025-01-01", 181), "2025-07-02": None, "2026-07-02": None},
    )


def assert_silent(story: str, wanted: dict[str, tuple[str, int] | None]) -> None:
    """Holds the day of the last news and the days since to what is wanted of each peildatum; None
    where nobody is silent."""
    with told(story) as store:
        for day, expected in wanted.items():
            found = [(str(one.last), one.days) for one in of_day(store, day).silent]
            assert found == ([] if expected is None else [expected])


# What is too little or too much -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begin", "end", "line"),
    [
        ("placed", "placement_ended", "startbaan_einde | 1"),
        ("voortraject_started", "voortraject_ended", "voortraject_einde |"),
    ],
)
@pytest.mark.parametrize(
    ("when", "asks"),
    [
        ("2025-02-01 {}", True),
        ("2025-02-02 {}", False),
        ("2025-02-01 {} precisie=maand", False),
    ],
)
def test_begun_and_ended_on_one_day(begin: str, end: str, line: str, when: str, asks: bool) -> None:
    found = f" | nul_dagen | {line} | 2025-02-01" if asks else ""
    assert_asks(
        f"""
        2025-01-10 intake
        2025-02-01 {begin}
        {when.format(end)}
        """,
        f"""
        2025-01-31
        2025-02-02{found}
        """,
    )


@pytest.mark.parametrize(
    ("hours", "total"),
    [
        (("48",), None),
        (("48.5",), "48.5"),
        (("24", "24"), None),
        (("24", "25"), "49"),
        (("40", "onbekend"), None),
    ],
)
def test_more_than_48_hours_a_week(hours: tuple[str, ...], total: str | None) -> None:
    """All running startbanen together: the first one has ended."""
    jobs = [f"2025-02-01 placed startbaan={n} uren_per_week={h}" for n, h in enumerate(hours, 1)]
    found = f" | veel_uren | uren_per_week | | {total}" if total else ""
    assert_asks(
        "\n".join(
            [
                "2025-01-10 intake",
                "2025-01-11 placed startbaan=0 uren_per_week=40",
                "2025-01-31 placement_ended startbaan=0",
                *jobs,
            ]
        ),
        f"2025-02-01{found}",
    )


@pytest.mark.parametrize(
    ("born", "asks"),
    [("1949", True), ("1950", False), ("2009", False), ("2010", True), ("onbekend", False)],
)
def test_younger_than_16_or_older_than_75(born: str, asks: bool) -> None:
    found = f" | leeftijd | geboortejaar | | {born}" if asks else ""
    assert_asks(f"2025-01-10 intake geboortejaar={born}", f"2025-01-10{found}")
