"""Time to an event with censoring and competing exits, exactly.

The cumulative incidence is Aalen and Johansen's; without competing exits it is one minus Kaplan
and Meier's survival. All arithmetic is on fractions of whole numbers, so a quartile that is reached
exactly is found exactly. Of one day, events come before censorings. See O. Aalen and S. Johansen,
*An empirical transition matrix for non-homogeneous Markov chains based on censored observations*
(1978).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from msgspec import Struct

CENSORED: Final = ""
"""The cause of a time that was not followed to its end."""


class Step(Struct, frozen=True):
    """One day on which somebody left: how many were followed just before it, and the cumulative
    incidence of each cause after it. ``free`` is the share that nothing has happened to yet."""

    day: int
    at_risk: int
    incidence: Mapping[str, Fraction]
    free: Fraction


class Incidence(Struct, frozen=True):
    """The cumulative incidence of every cause over time."""

    causes: tuple[str, ...]
    days: tuple[int, ...]
    steps: tuple[Step, ...]

    def at_risk(self, day: int) -> int:
        """How many were still followed on a day, just before it."""
        return sum(followed >= day for followed in self.days)

    def at(self, day: int) -> Mapping[str, Fraction] | None:
        """The incidence of every cause by a day (inclusive); None where nobody was seen so long,
        unless by then everyone had left."""
        nothing = dict.fromkeys(self.causes, Fraction(0))
        reached = [step for step in self.steps if step.day <= day]
        if not self.days or (day > max(self.days) and not (reached and reached[-1].free == 0)):
            return None
        return reached[-1].incidence if reached else nothing

    def quantile(self, cause: str, share: Fraction) -> int | None:
        """The least day by which the incidence of a cause is at least ``share``; None if never."""
        return next((s.day for s in self.steps if s.incidence[cause] >= share), None)


def incidence(times: Iterable[tuple[int, str]], causes: Sequence[str]) -> Incidence:
    """The incidence over ``times``: for each case its days and the cause that ended it.

    A case that was not followed to its end has the cause :data:`CENSORED`.
    """
    cases = Counter(times)
    at_risk = sum(cases.values())
    days = tuple(sorted(day for (day, _), n in cases.items() for _ in range(n)))
    so_far = dict.fromkeys(causes, Fraction(0))
    free = Fraction(1)
    steps = []
    for day in sorted({day for day, _ in cases}):
        ended = {cause: n for cause in causes if (n := cases[day, cause])}
        if ended:
            for cause, n in ended.items():
                so_far[cause] += free * Fraction(n, at_risk)
            free *= Fraction(at_risk - sum(ended.values()), at_risk)
            steps.append(Step(day, at_risk, dict(so_far), free))
        at_risk -= sum(ended.values()) + cases[day, CENSORED]
    return Incidence(tuple(causes), days, tuple(steps))
