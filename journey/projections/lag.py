"""How late entries come, and how much the stand of a peildatum moved after it.

The lag of an event is the day of recording (Europe/Amsterdam) less its ``datum`` as it is read now,
in days; an event whose date is not known to the day has none and is counted apart. Corrections and
retractions have no lag of their own, and what was retracted is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from msgspec import Struct

from journey.aggregates.state import Entry
from journey.codebook import STATUS
from journey.events import CATALOGUE, NAMES, Intake
from journey.ledger import Ledger
from journey.peildatum import KnownAt, day_of_recording
from journey.projections.snapshot import COLUMN, EVERYONE, Where, snapshot

By = Literal["proef", "event", "month"]

WITHIN: Final = (7, 30, 90)
"""Days after which is looked how much had come in."""

ALL: Final = "alle"


class Lag(Struct, frozen=True):
    """The lags of one group: how many, how many without an exact date, the least lag that half,
    three quarters and nine tenths do not pass, the longest, and how many came within so many days.
    """

    by: str
    group: str
    n: int
    inexact: int
    p50: int | None
    p75: int | None
    p90: int | None
    longest: int | None
    within: Mapping[int, int]


def lags(ledger: Ledger) -> list[Lag]:
    """The lags of everything, and by proef, event and month of ``datum``."""
    groups: dict[tuple[str, str], list[int | None]] = {}
    for timeline in ledger.timelines():
        for entry, proef in _with_proef(timeline):
            lag = _lag(entry)
            event = entry.event
            for key in (
                (ALL, ALL),
                ("proef", proef),
                ("event", NAMES[type(event)]),
                ("month", f"{event.datum:%Y-%m}"),
            ):
                groups.setdefault(key, []).append(lag)
    return [_summed(by, group, groups[by, group]) for by, group in sorted(groups, key=_order)]


def _with_proef(timeline: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    intake = next((e.event for e in timeline if isinstance(e.event, Intake)), None)
    for entry in timeline if intake is not None else ():
        assert intake is not None
        yield entry, intake.proef


def _lag(entry: Entry) -> int | None:
    if not entry.event.exact:
        return None
    return (day_of_recording(entry.recorded_at) - entry.event.datum).days


_BY: Final = (ALL, "proef", "event", "month")
_EVENTS: Final = tuple(CATALOGUE)


def _order(key: tuple[str, str]) -> tuple[int, int, str]:
    by, group = key
    return _BY.index(by), _EVENTS.index(group) if by == "event" else 0, group


def _summed(by: str, group: str, lags: Sequence[int | None]) -> Lag:
    known = sorted(lag for lag in lags if lag is not None)

    def share(hundredths: int) -> int | None:
        """The least lag that so many hundredths of the events do not pass."""
        return known[-(-len(known) * hundredths // 100) - 1] if known else None

    within = {days: sum(lag <= days for lag in known) for days in WITHIN}
    inexact = len(lags) - len(known)
    longest = known[-1] if known else None
    return Lag(by, group, len(known), inexact, share(50), share(75), share(90), longest, within)


class Moved(Struct, frozen=True):
    """The stand per status of a peildatum as it was known some days after it (None: now), and how
    many participants have another status now, or were not known then."""

    days: int | None
    stand: Mapping[str, int]
    differ: int


def moved(ledger: Ledger, peildatum: date, where: Where = EVERYONE) -> list[Moved]:
    """How the stand of a peildatum moved: as known on the day itself, 7, 30 and 90 days later,
    and at the ledger's own known-at. Days that lie after that show what it holds."""
    now = _statuses(ledger, peildatum, where)
    found = []
    for days in (0, *WITHIN):
        known = KnownAt.on(peildatum + timedelta(days=days))
        then = _statuses(ledger.earlier(known), peildatum, where)
        people = then.keys() | now.keys()
        found.append(Moved(days, _stand(then), sum(then.get(p) != now.get(p) for p in people)))
    return [*found, Moved(None, _stand(now), 0)]


def _statuses(ledger: Ledger, peildatum: date, where: Where) -> dict[str, str]:
    people = snapshot(ledger, peildatum, where)
    return {person.state.number: str(person.row[COLUMN["status"]]) for person in people}


def _stand(statuses: Mapping[str, str]) -> dict[str, int]:
    values = list(statuses.values())
    return {status: values.count(status) for status in STATUS}
