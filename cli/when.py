"""Dates as caseworkers know them: to the day, the month or the year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, Final, TypeVar

from cli.options import day_of
from journey.errors import BadInput, RuleBroken
from journey.peildatum import month_later

_MONTH: Final = re.compile(r"(\d{4})-(\d{2})|(\d{2})-(\d{4})", re.ASCII)
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)

Result = TypeVar("Result")


class When:
    """A day, or a month or year of which the first day that breaks no rule is taken."""

    def __init__(self, text: str) -> None:
        """Raises ValueError for what is no day, month or year."""
        month = _MONTH.fullmatch(text)
        self.precisie: str | None = None
        if month:
            year, number = month.group(1) or month.group(4), month.group(2) or month.group(3)
            self.first, self.precisie = date(int(year), int(number), 1), "maand"
            self.after = month_later(self.first, 1)
        elif _YEAR.fullmatch(text):
            self.first, self.precisie = date(int(text), 1, 1), "jaar"
            self.after = date(int(text) + 1, 1, 1)
        else:
            self.first = day_of(text)
            self.after = self.first + timedelta(days=1)

    def days(self, today: date) -> Iterator[date]:
        """The days that it may be, none of them after today (but for a day that is given)."""
        day = self.first
        yield day
        while (day := day + timedelta(days=1)) < self.after and day <= today:
            yield day

    def settle(
        self, data: dict[str, Any], today: date, attempt: Callable[[dict[str, Any]], Result]
    ) -> Result:
        """The first day that breaks no rule, tried by ``attempt`` on data with ``datum`` in it.

        Raises what the first day raised where none will do.
        """
        refusal: RuleBroken | BadInput | None = None
        for day in self.days(today):
            dated = {**data, "datum": day.isoformat()}
            if self.precisie is not None:
                dated.setdefault("precisie", self.precisie)
            try:
                return attempt(dated)
            except (RuleBroken, BadInput) as error:
                refusal = refusal or error
        assert refusal is not None
        raise refusal
