"""The cumulative incidence is that of statsmodels, and exact where they round."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

from journey.projections.incidence import CENSORED, Incidence, incidence

Cases = list[tuple[int, str]]
"""Days and cause of each case."""

AS_CLOSE_AS_FLOATS_GET = 1e-9
CAUSES = ("event", "uitval", "einde")
QUARTERS = [Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)]

many = settings(max_examples=100, deadline=None)


def cases(causes: Sequence[str], days: int = 60, most: int = 120) -> st.SearchStrategy[Cases]:
    """Cases with many ties; at least one of them was not just lost sight of."""
    case = st.tuples(st.integers(0, days), st.sampled_from([*causes, CENSORED]))
    lists = st.lists(case, min_size=1, max_size=most)
    return lists.filter(lambda found: any(cause for _, cause in found))


def days_of(found: Cases) -> list[int]:
    return [days for days, _ in found]


def numbers_of(found: Cases, causes: Sequence[str]) -> list[int]:
    """The causes as whole numbers from 1 on; 0 is censored."""
    return [causes.index(cause) + 1 if cause else 0 for _, cause in found]


def happened(found: Cases) -> list[int]:
    """1 where it happened, 0 where it was lost sight of."""
    return [int(cause != CENSORED) for _, cause in found]


def step_at(times: Sequence[float], levels: Sequence[float], day: float, start: float) -> float:
    """The level of a step function on a day; steps are reached on the day itself."""
    place = bisect_right(list(times), day)
    return float(levels[place - 1]) if place else start


def curve(found: Incidence, cause: str) -> Iterator[tuple[int, float]]:
    """The incidence of a cause on every day to the last that anyone was followed to."""
    for day in range(max(found.days) + 1):
        shares = found.at(day)
        assert shares is not None
        yield day, float(shares[cause])


@many
@given(cases(CAUSES))
def test_competing_exits_are_those_of_statsmodels(found: Cases) -> None:
    causes = [cause for cause in CAUSES if cause in {cause for _, cause in found}]
    # Weights keep it from computing errors of estimate, which divides by zero where all have left.
    theirs = CumIncidenceRight(
        np.array(days_of(found)),
        np.array(numbers_of(found, causes)),
        freq_weights=np.ones(len(found)),
    )
    ours = incidence(found, CAUSES)
    for cause, levels in zip(causes, theirs.cinc, strict=True):
        for day, share in curve(ours, cause):
            expected = step_at(theirs.times, levels, day, 0.0)
            assert share == pytest.approx(expected, abs=AS_CLOSE_AS_FLOATS_GET)


@many
@given(cases(CAUSES[:1]))
def test_without_competing_exits_it_is_kaplan_and_meier_of_statsmodels(found: Cases) -> None:
    with np.errstate(all="ignore"):
        theirs = SurvfuncRight(np.array(days_of(found)), np.array(happened(found)))
    for day, share in curve(incidence(found, CAUSES[:1]), "event"):
        expected = 1 - step_at(theirs.surv_times, theirs.surv_prob, day, 1.0)
        assert share == pytest.approx(expected, abs=AS_CLOSE_AS_FLOATS_GET)


@many
@given(cases(CAUSES[:1]))
def test_as_many_are_at_risk_as_statsmodels_counts(found: Cases) -> None:
    with np.errstate(all="ignore"):
        theirs = SurvfuncRight(np.array(days_of(found)), np.array(happened(found)))
    ours = incidence(found, CAUSES[:1])
    for day, at_risk in zip(theirs.surv_times, theirs.n_risk, strict=True):
        assert ours.at_risk(int(day)) == at_risk


@many
@given(cases(CAUSES[:1]), st.sampled_from(QUARTERS))
def test_quantiles_are_those_of_statsmodels(found: Cases, share: Fraction) -> None:
    ours = incidence(found, CAUSES[:1])
    with np.errstate(all="ignore"):
        fitted = SurvfuncRight(np.array(days_of(found)), np.array(happened(found)))
    theirs = fitted.quantile(float(share))
    reached = [step.incidence["event"] for step in ours.steps]
    if share not in reached:  # There floats decide by how they were rounded, and fractions do not.
        assert ours.quantile("event", share) == (None if np.isnan(theirs) else int(theirs))


# Where floats would round -------------------------------------------------------------------------


@pytest.mark.parametrize("number", [3, 7, 10, 49, 1000])
def test_a_quartile_that_is_reached_exactly_is_found_exactly(number: int) -> None:
    found = [(day, "event") for day in range(4 * number)]
    curve = incidence(found, ("event",))
    assert [curve.quantile("event", share) for share in QUARTERS] == [
        number - 1,
        2 * number - 1,
        3 * number - 1,
    ]


@many
@given(cases(CAUSES))
def test_nothing_is_lost_and_nothing_is_counted_twice(found: Cases) -> None:
    curve = incidence(found, CAUSES)
    for step in curve.steps:
        assert sum(step.incidence.values(), step.free) == 1
