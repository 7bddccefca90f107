"""Dates as caseworkers know them: to the day, the month or the year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, Final, TypeVar

import click

from journey.errors import BadInput, RuleBroken
from journey.fields import no_such_date
from journey.peildatum import EARLIEST, month_later
from journey_cli.options import day_of

_MONTH: Final = re.compile(r"(\d{4})-(\d{2})|(\d{2})-(\d{4})", re.ASCII)
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)

_WRITTEN: Final = {"maand": len("2025-03"), "jaar": len("2025")}

ALLOWED: Final = (
    f"YYYY-MM-DD or DD-MM-YYYY, or YYYY-MM or YYYY where only the month or year is known; "
    f"not before {EARLIEST}"
)

Result = TypeVar("Result")


class When:
    """A day, or a month or year of which the first day that breaks no rule is taken."""

    def __init__(self, text: str) -> None:
        """Raises ValueError, in words, for what is no day, month or year."""
        try:
            self.first, months = _first(text)
        except ValueError:
            raise ValueError(f"{no_such_date(text)}; allowed: {ALLOWED}") from None
        self.precisie = {0: None, 1: "maand", 12: "jaar"}[months]
        self._months = months

    def days(self, today: date) -> Iterator[date]:
        """The days that it may be, none of them after today (but for the first of them)."""
        yield self.first
        if self.first < today and self._months:
            after = min(month_later(self.first, self._months), today + timedelta(days=1))
            for number in range(self.first.toordinal() + 1, after.toordinal()):
                yield date.fromordinal(number)

    def known_to(self, precisie: str | None) -> When:
        """The whole month or year that a day lies in, where only that is known."""
        if self.precisie is not None or precisie not in _WRITTEN:
            return self
        return When(self.first.isoformat()[: _WRITTEN[precisie]])

    def settle(
        self, data: dict[str, Any], today: date, attempt: Callable[[dict[str, Any]], Result]
    ) -> Result:
        """The first day that breaks no rule, tried by ``attempt`` on data with ``datum`` in it.

        With a ``precisie`` in the data, a day stands for the month or year that it lies in. Where
        none will do, raises what the first day raised, or the first that has an offer.
        """
        whole = self.known_to(data.get("precisie"))
        dated = {**data, **whole._precisie(data)}
        refusal: RuleBroken | None = None
        for day in whole.days(today):
            try:
                return attempt({**dated, "datum": day.isoformat()})
            except RuleBroken as error:
                if refusal is None or (error.mend and not refusal.mend):
                    refusal = error
        assert refusal is not None
        raise refusal

    def _precisie(self, data: dict[str, Any]) -> dict[str, str]:
        if self.precisie is None:
            return {}
        if data.get("precisie", self.precisie) != self.precisie:
            raise BadInput(
                f"--datum gives a {self.precisie} and --precisie says {data['precisie']}; leave "
                "--precisie out, or give the day"
            )
        return {"precisie": self.precisie}


def _first(text: str) -> tuple[date, int]:
    """The first day that is meant, and of how many months: 0 for a day."""
    month = _MONTH.fullmatch(text)
    if month:
        year, number = month.group(1) or month.group(4), month.group(2) or month.group(3)
        return _not_too_early(date(int(year), int(number), 1)), 1
    if _YEAR.fullmatch(text):
        return _not_too_early(date(int(text), 1, 1)), 12
    return day_of(text), 0


def _not_too_early(day: date) -> date:
    if day < EARLIEST:
        raise ValueError
    return day


class WhenType(click.ParamType[When]):
    """A day, month or year on the command line."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> When:
        """The date; a usage error for anything else."""
        if isinstance(value, When):
            return value
        try:
            return When(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


WHEN: Final = WhenType()
