"""Where things stand in a chart: scales from values to 0-1000, and ticks at round values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, count
from math import ceil
from typing import Final

from msgspec import Struct

from journey.peildatum import month_later
from journey.presentation.report.html import Html, el, join, number

SIZE: Final = 1000
"""Every drawing is so wide and so high; the page stretches it. Texts stand beside it, as HTML, so
that they keep their size on a phone."""


class Scale(Struct, frozen=True):
    """A scale from ``low`` to ``high`` to 0 up to :data:`SIZE`."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Where a value stands."""
        return SIZE * (value - self.low) / (self.high - self.low)

    def percent(self, value: float) -> str:
        """Where a value stands, for CSS."""
        return f"{number(self.at(value) * 100 / SIZE)}%"


def round_ticks(most: float, about: int = 7) -> list[int]:
    """From 0 in equal round steps, at most some ``about`` of them, to ``most`` or just above."""
    most = max(most, 1)
    steps = (base * 10**power for power in count() for base in (1, 2, 5))
    step = next(step for step in steps if step * about >= most)
    return [step * index for index in range(ceil(most / step) + 1)]


def month_ticks(start: date, end: date, most: int = 6) -> list[date]:
    """First days of months in (``start``, ``end``], at most so many, a round number apart."""
    steps = (1, 2, 3, 6, *(12 * years for years in (1, 2, 5, 10, 20, 50)))
    return next(found for step in steps if len(found := list(_months(start, end, step))) <= most)


def _months(start: date, end: date, step: int) -> Iterator[date]:
    first, years = date(start.year, 1, 1), end.year - start.year
    ticks = (month_later(first, months) for months in range(0, 12 * years + end.month, step))
    return (tick for tick in ticks if tick > start)


def day_ticks(most: int, at_most: int = 7) -> list[int]:
    """Days from 0 to ``most``, quarters, halves or whole years apart."""
    steps = chain((30, 90, 180), count(365, 365))
    step = next(step for step in steps if most // step < at_most)
    return list(range(0, most + 1, step))


def drawing(*shapes: str) -> Html:
    """The shapes of a chart; what is drawn is said in words by the element around it."""
    return el(
        "svg",
        *shapes,
        viewBox=f"0 0 {SIZE} {SIZE}",
        preserveAspectRatio="none",
        aria_hidden="true",
        focusable="false",
    )


def grid(heights: Sequence[float]) -> Html:
    """Lines across at these heights from the top."""
    lines = [el("line", x1=0, x2=SIZE, y1=number(y), y2=number(y), class_="grid") for y in heights]
    return join(*lines)


def label(text: str, class_: str, style: str | None = None) -> Html:
    """A text in a chart; ``style`` says in CSS where."""
    return el("span", text, class_=class_, style=style)


def points(pairs: Sequence[tuple[float, float]]) -> str:
    """The points of a path, with a line from each to the next."""
    return "L".join(f"{number(x)},{number(y)}" for x, y in pairs)


def apart(places: Sequence[float], least: float) -> list[float]:
    """Places in rising order, moved up by as much as keeps them ``least`` apart and in the
    drawing."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + least) if found else place)
    highest = float(SIZE)
    for index in range(len(found) - 1, -1, -1):
        found[index] = min(found[index], highest)
        highest = found[index] - least
    return found
