"""Everyone at a peildatum, for flow and durations, and what groups of them have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from journey.aggregates.state import Entry, State
from journey.events import IdentityErased
from journey.ledger import Ledger
from journey.projections.snapshot import EVERYONE, Row, Where, person_on


class Followed(NamedTuple):
    """One participant: the snapshot row at the peildatum, the state that it was made of, and the
    standing timeline, without an erasure: that happened to the log and not to them."""

    row: Row
    state: State
    timeline: list[Entry]


def followed(ledger: Ledger, peildatum: date, where: Where = EVERYONE) -> list[Followed]:
    """Everyone in the snapshot of the peildatum (inclusive) who is asked for, by number."""
    return sorted(each_followed(ledger, peildatum, where), key=lambda one: one.state.number)


def each_followed(ledger: Ledger, peildatum: date, where: Where) -> Iterator[Followed]:
    """As :func:`followed`, but one by one, in no promised order."""
    for timeline in ledger.timelines():
        person = person_on(timeline, peildatum, where)
        if person is not None:
            lived = [entry for entry in timeline if type(entry.event) is not IdentityErased]
            yield Followed(*person, lived)


def explained(pairs: Sequence[tuple[str, str]]) -> Fraction:
    """How much of the second of each pair the first one tells, between 0 and 1.

    This is Goodman and Kruskal's tau: the share of wrong guesses at the second that goes away once
    the first is known, where one guesses in proportion. 0 where there is nothing to guess.
    """
    blind = _concentration(Counter(second for _, second in pairs))
    firsts = Counter(first for first, _ in pairs)
    seen = sum(
        (Fraction(n * n, firsts[first]) for (first, _), n in Counter(pairs).items()), Fraction(0)
    )
    if blind == 1:
        return Fraction(0)
    return (seen / len(pairs) - blind) / (1 - blind)


def _concentration(counts: Counter[str]) -> Fraction:
    """How often two draws are the same; 1 where there is nothing to draw from."""
    total = counts.total()
    return Fraction(sum(n * n for n in counts.values()), total * total) if total else Fraction(1)
