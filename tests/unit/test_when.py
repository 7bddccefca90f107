"""Dates to the day, the month or the year, as they are typed."""

from __future__ import annotations

from datetime import date

import pytest

from journey.errors import RuleBroken
from journey_cli.when import When

TODAY = date(2025, 6, 15)


@pytest.mark.parametrize(
    ("text", "first", "last", "precisie"),
    [
        ("2025-03-04", "2025-03-04", "2025-03-04", None),
        ("04-03-2025", "2025-03-04", "2025-03-04", None),
        ("2024-02", "2024-02-01", "2024-02-29", "maand"),
        ("02-2025", "2025-02-01", "2025-02-28", "maand"),
        ("2024-12", "2024-12-01", "2024-12-31", "maand"),
        ("2024", "2024-01-01", "2024-12-31", "jaar"),
        ("1900", "1900-01-01", "1900-12-31", "jaar"),
        ("2025-06", "2025-06-01", "2025-06-15", "maand"),
        ("2025", "2025-01-01", "2025-06-15", "jaar"),
        ("2025-07", "2025-07-01", "2025-07-01", "maand"),
        ("2025-06-16", "2025-06-16", "2025-06-16", None),
    ],
)
def test_the_days_that_are_meant(text: str, first: str, last: str, precisie: str | None) -> None:
    when = When(text)
    days = list(when.days(TODAY))
    assert (days[0].isoformat(), days[-1].isoformat(), when.precisie) == (first, last, precisie)
    assert len(days) == (days[-1] - days[0]).days + 1


@pytest.mark.parametrize(
    "text",
    [
        *("", "25", "202", "20255", "1899", "0000", "1899-12", "2025-00", "2025-13", "13-2025"),
        *("2025-1", "1-2025", "2025/03", "2025-03-", "2025-02-30", "30-02-2025", "03-04-25"),
        *("2025-W01", "2025-W01-1", "20250301", "٢٠٢٥", "2025-03-01T00:00:00Z", " 2025"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="is no date that exists; allowed: YYYY-MM-DD or"):
        When(text)


def test_the_refusal_with_an_offer_goes_before_the_first_one() -> None:
    def refuse(data: dict[str, str]) -> None:
        offers = data["datum"] == "2025-03-15"
        raise RuleBroken(
            f"not on {data['datum']}", "with --volgorde -1 it fits" if offers else None
        )

    with pytest.raises(RuleBroken, match=r"not on 2025-03-15\nwith --volgorde"):
        When("2025-03").settle({}, TODAY, refuse)
    with pytest.raises(RuleBroken, match=r"not on 2025-02-01$"):
        When("2025-02").settle({}, TODAY, refuse)
