"""What flow and durations ought to be: a second reading of the definitions, slow and obvious.

Like :mod:`tests.oracle`, on which it stands, this shares nothing with the product and looks
everything up anew at each question. Shares of a whole are fractions, never rounded.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from tests.oracle import (
    EXITS,
    Day,
    Fact,
    KnownAt,
    Log,
    Spell,
    after,
    as_day,
    bears_on_status,
    chosen,
    half_up,
    hold_end,
    in_job,
    job_end,
    jobs,
    known_to_the_day,
    misses_status,
    named,
    newest_value,
    participants,
    row,
    spells_of,
    status,
    up_to,
    voortraject_end,
)

Where = Iterable[tuple[str, str]]
Answer = dict[str, Any]
People = list[list[Fact]]
"""Each participant's facts."""

STATUSES = (
    "onbekend",
    "nog_voortraject_nodig",
    "voortraject",
    "in_bemiddeling",
    "startbaan",
    "on_hold",
    "uitval",
    "einde",
)
NOT_YET = "nog_niet"
CAUSES = {
    "wachttijd_voortraject": ("plaatsing", "uitval", "einde"),
    "wachttijd_plaatsing": ("uitval", "einde"),
    "pip_plaatsing": ("uitval", "einde"),
    "duur_voortraject": ("werk", "afgebroken", "uitval", "einde"),
    "duur_startbaan": (),
    "werkzaam": (),
    "duur_on_hold": ("uitval", "einde"),
    **{f"verblijf_{status}": () for status in STATUSES},
}
"""Each measure's other exits."""
ON_HOLD = ("duur_on_hold", "verblijf_on_hold")
EXIT = {"dropped_out": "uitval", "completed": "einde"}
HORIZONS = (90, 180, 365, 730)
FRACTIONS = {"p25": Fraction(1, 4), "p50": Fraction(1, 2), "p75": Fraction(3, 4)}


def people_at(log: Log, peildatum: Day, known_at: KnownAt, where: Where) -> People:
    """The facts due at P of whoever is picked by the row at P."""
    day, pairs = as_day(peildatum), list(where)
    everyone = participants(log, day, known_at).values()
    return [facts for facts in everyone if chosen(row(facts, day), pairs)]


# Spells -------------------------------------------------------------------------------------------


def status_of(facts: list[Fact], day: date) -> str:
    """The status at the end of a day."""
    so_far = up_to(facts, day)
    return status(so_far) if so_far else NOT_YET


def decider(facts: list[Fact], day: date) -> Fact:
    """The last fact of a day that settles the status: the cause of a spell that starts on it."""
    telling = [fact for fact in facts if bears_on_status(fact) or misses_status(fact)]
    return [fact for fact in telling if fact.datum == day][-1]


# Flow ---------------------------------------------------------------------------------------------


def flow(
    log: Log,
    begin: Day,
    end: Day,
    known_at: KnownAt = None,
    where: Where = (),
    per: str | None = None,
) -> list[Answer]:
    """The periods of the window (A, B], their moves and matrices as counters of (from, to)."""
    people = people_at(log, end, known_at, where)
    return [period(people, one, other) for one, other in windows(as_day(begin), as_day(end), per)]


def windows(begin: date, end: date, per: str | None) -> Iterator[tuple[date, date]]:
    """The parts of a window: each ends on the last day of a month, quarter or year, or with it."""
    start = begin
    for day in days_from(begin + timedelta(days=1), end + timedelta(days=1)):
        if day == end or closes(day, per):
            yield start, day
            start = day


def closes(day: date, per: str | None) -> bool:
    """Whether a day is the last of its month, quarter or year."""
    months = {None: (), "month": range(1, 13), "quarter": (3, 6, 9, 12), "year": (12,)}[per]
    return day.month in months and day.day == monthrange(day.year, day.month)[1]


def days_from(start: date, end: date) -> Iterator[date]:
    """Every day from `start` up to, not including, `end`."""
    day = start
    while day < end:
        yield day
        day += timedelta(days=1)


def period(people: People, begin: date, end: date) -> Answer:
    """One window: the stocks at its borders, what moved within it, and who ended where."""
    borders = [(status_of(facts, begin), status_of(facts, end)) for facts in people]
    moves = Counter(move for facts in people for move in moves_of(facts, begin, end))
    before, then = (Counter(border[place] for border in borders) for place in (0, 1))
    return {
        "from": begin.isoformat(),
        "to": end.isoformat(),
        "begin": {status: before[status] for status in STATUSES},
        "end": {status: then[status] for status in STATUSES},
        "moves": moves,
        "residual": {status: residual(status, before, then, moves) for status in STATUSES},
        "matrix": Counter(border for border in borders if border[1] != NOT_YET),
    }


def moves_of(facts: list[Fact], begin: date, end: date) -> Iterator[tuple[str, str]]:
    """What each spell that starts in (A, B] came straight after."""
    for spell in spells_of(facts, end):
        if spell.start > begin:
            yield status_of(facts, spell.start - timedelta(days=1)), spell.status


def residual(
    status: str, begin: Counter[str], end: Counter[str], moves: Counter[tuple[str, str]]
) -> int:
    """What the identity `end = begin + in − out` leaves over."""
    came = sum(n for (_, target), n in moves.items() if target == status)
    went = sum(n for (source, _), n in moves.items() if source == status)
    return end[status] - begin[status] - came + went


# Durations: what happened to each case -----------------------------------------------------------


class Moment(NamedTuple):
    """A day, and whether it is known to be that day."""

    day: date
    exact: bool


class Outcome(NamedTuple):
    """How a case ended: "event", one of the other exits, "censored" or "onbekend"."""

    when: Moment
    cause: str


@dataclass(frozen=True)
class Case:
    """How many days it took, and how it ended; no days where a date is not known to the day."""

    days: int | None
    cause: str


def at(fact: Fact) -> Moment:
    """When a fact happened."""
    return Moment(fact.datum, known_to_the_day(fact))


def first_outcome(facts: list[Fact], causes: dict[str, str]) -> list[Outcome]:
    """The first of these facts whose name has a cause, as the only outcome; or none."""
    return [Outcome(at(f), causes[f.name]) for f in facts if f.name in causes][:1]


def censoring(facts: list[Fact], peildatum: date) -> Outcome:
    """Where someone to whom nothing more happens is seen last."""
    last: Spell = spells_of(facts, peildatum)[-1]
    if last.status == "onbekend":
        return Outcome(at(decider(facts, last.start)), "onbekend")
    return Outcome(Moment(peildatum, True), "censored")


def case(
    facts: list[Fact], start: Moment, happened: list[Outcome], lost: Outcome, without_hold: bool
) -> Case:
    """A case with what happened to it, if anything, and where it would be lost sight of."""
    outcome = happened[0] if happened else lost
    if outcome.cause == "censored" and lost.when.day < outcome.when.day:
        outcome = lost
    days = list(days_from(start.day, outcome.when.day))
    taken_out = [hold for hold in named(facts, "put_on_hold") if without_hold]
    overlapping = [hold for hold in taken_out if any(held(facts, hold, day) for day in days)]
    if not (start.exact and outcome.when.exact and all(is_dated(facts, h) for h in overlapping)):
        return Case(None, outcome.cause)
    free = [day for day in days if not any(held(facts, hold, day) for hold in overlapping)]
    return Case(len(free), outcome.cause)


def held(facts: list[Fact], hold: Fact, day: date) -> bool:
    """Whether a hold is open on a day, whatever the status."""
    end = hold_end(facts, hold)
    return hold.datum <= day and (end is None or day < end.datum)


def is_dated(facts: list[Fact], hold: Fact) -> bool:
    """Whether the dates that a hold has are known to the day."""
    end = hold_end(facts, hold)
    return known_to_the_day(hold) and (end is None or known_to_the_day(end))


Found = Iterator[tuple[Moment, list[Outcome]]]
"""The start and the outcome, if any, of each case."""


def cases(measure: str, facts: list[Fact], peildatum: date) -> Found:
    """One participant's cases of a measure."""
    if measure.startswith("verblijf_"):
        return stays(facts, peildatum, measure.removeprefix("verblijf_"))
    found = {
        "wachttijd_voortraject": waits_for_voortraject,
        "wachttijd_plaatsing": waits_for_placement,
        "pip_plaatsing": placements_since_pip,
        "duur_voortraject": voortrajecten,
        "duur_startbaan": startbanen,
        "werkzaam": times_at_work,
        "duur_on_hold": holds,
    }
    return found[measure](facts)


def first_episode(facts: list[Fact]) -> list[Fact]:
    """The facts before the first re-entry."""
    again = named(facts, "reentered")
    return facts[: facts.index(again[0])] if again else facts


def waits_for_voortraject(facts: list[Fact]) -> Found:
    causes = {"voortraject_started": "event", "placed": "plaatsing", **EXIT}
    yield at(facts[0]), first_outcome(first_episode(facts), causes)


def waits_for_placement(facts: list[Fact]) -> Found:
    yield at(facts[0]), first_outcome(first_episode(facts), {"placed": "event", **EXIT})


def pip_of(facts: list[Fact]) -> date | None:
    """The newest pip_datum."""
    told = newest_value(named(facts, "intake", "reentered", "characteristics_changed"), "pip_datum")
    return None if told is None else date.fromisoformat(told)


def is_left_out(facts: list[Fact], peildatum: date) -> bool:
    """Whether the pip_datum lies after the first startbaan or after P."""
    pip = pip_of(facts)
    placed = [job.datum for job in jobs(facts)[:1]]
    return pip is not None and pip > min([peildatum, *placed])


def placements_since_pip(facts: list[Fact]) -> Found:
    pip = pip_of(facts)
    if pip is not None:
        since = [fact for fact in facts if fact.datum >= pip]
        yield Moment(pip, True), first_outcome(since, {"placed": "event", **EXIT})


def voortrajecten(facts: list[Fact]) -> Found:
    for voortraject in named(facts, "voortraject_started"):
        end = voortraject_end(facts, voortraject)
        yield at(voortraject), [] if end is None else [Outcome(at(end), end_of_voortraject(end))]


def end_of_voortraject(end: Fact) -> str:
    """As what a voortraject ended."""
    if end.name in EXIT:
        return EXIT[end.name]
    if end.data["afgerond"]:
        return "event"
    return "werk" if end.data.get("reden") == "werk" else "afgebroken"


def startbanen(facts: list[Fact]) -> Found:
    for job in jobs(facts):
        end = job_end(facts, job)
        exits = named(after(facts, job), *EXITS)[:1]
        if exits and (end is None or facts.index(exits[0]) < facts.index(end)):
            yield at(job), [Outcome(at(exits[0]), "censored")]
        else:
            yield at(job), [] if end is None else [Outcome(at(end), "event")]


def times_at_work(facts: list[Fact]) -> Found:
    """From the first startbaan to the first day at whose end none is open."""
    for job in jobs(facts)[:1]:
        exits = named(after(facts, job), *EXITS)[:1]
        stops = [fact for fact in after(facts, job) if is_last_of_work(facts, fact)][:1]
        if exits and (not stops or facts.index(exits[0]) < facts.index(stops[0])):
            yield at(job), [Outcome(at(exits[0]), "censored")]
        else:
            yield at(job), [Outcome(at(stop), "event") for stop in stops]


def is_last_of_work(facts: list[Fact], end: Fact) -> bool:
    """Whether a startbaan ends here, and none is open from here to the end of the day."""
    if end.name != "placement_ended":
        return False
    here = facts.index(end) + 1
    rest = [fact for fact in facts[here:] if fact.datum == end.datum]
    moments = [facts[: here + more] for more in range(len(rest) + 1)]
    return not any(has_work(told) for told in moments)


def has_work(facts: list[Fact]) -> bool:
    """Whether a startbaan is open after the last of these facts."""
    return any(in_job(facts, job.data["startbaan"]) for job in jobs(facts))


def holds(facts: list[Fact]) -> Found:
    for hold in named(facts, "put_on_hold"):
        rest = after(facts, hold)
        yield at(hold), first_outcome(rest, {"resumed": "event", **EXIT})


def stays(facts: list[Fact], peildatum: date, status: str) -> Found:
    for spell in spells_of(facts, peildatum):
        if spell.status == status:
            start = at(decider(facts, spell.start))
            end = [Outcome(at(decider(facts, spell.end)), "event")] if spell.end else []
            yield start, end


# Durations: what the cases come to ----------------------------------------------------------------


def durations(
    log: Log,
    peildatum: Day,
    known_at: KnownAt = None,
    where: Where = (),
    without_hold: bool = False,
) -> list[Answer]:
    """Every measure at (P, K)."""
    people, day = people_at(log, peildatum, known_at, where), as_day(peildatum)
    measures = [name for name in CAUSES if not (without_hold and name in ON_HOLD)]
    return [measured(name, people, day, without_hold) for name in measures]


def measured(measure: str, people: People, peildatum: date, without_hold: bool) -> Answer:
    """One measure over these people."""
    left_out = 0
    if measure == "pip_plaatsing":
        left_out = sum(is_left_out(facts, peildatum) for facts in people)
        people = [facts for facts in people if not is_left_out(facts, peildatum)]
    found = [
        case(facts, start, happened, lost(measure, facts, peildatum), without_hold)
        for facts in people
        for start, happened in cases(measure, facts, peildatum)
    ]
    return {"measure": measure, **summary(found, CAUSES[measure]), "left_out": left_out}


def lost(measure: str, facts: list[Fact], peildatum: date) -> Outcome:
    """Where a case of this measure is lost sight of, if nothing happens to it before."""
    if measure == "verblijf_onbekend":
        return Outcome(Moment(peildatum, True), "censored")
    return censoring(facts, peildatum)


def summary(found: list[Case], others: Iterable[str]) -> Answer:
    """The figures of these cases."""
    dated = [case for case in found if case.days is not None]
    number = Counter(case.cause for case in dated)
    weighed = weights(dated)
    return {
        "n": len(dated),
        "events": number["event"],
        "other": {cause: number[cause] for cause in others},
        "censored": number["censored"],
        "onbekend": number["onbekend"],
        "bij_start": sum(case.days == 0 and case.cause == "event" for case in dated),
        "datum_onbekend": len(found) - len(dated),
        "naive_mean": naive_mean(dated),
        "quantiles": {name: quantile(weighed, share) for name, share in FRACTIONS.items()},
        "incidence": [
            {
                "days": days,
                "at_risk": sum(days_of(case) >= days for case in dated),
                **{cause: incidence(weighed, cause, days) for cause in ["event", *others]},
            }
            for days in HORIZONS
        ],
    }


def days_of(case: Case) -> int:
    """The days of a case that has them."""
    assert case.days is not None
    return case.days


def naive_mean(dated: list[Case]) -> float | None:
    """The mean over those to whom it happened, half up to one decimal."""
    finished = [days_of(case) for case in dated if case.cause == "event"]
    return half_up(Fraction(sum(finished), len(finished))) if finished else None


Weighed = list[tuple[Case, Fraction]]
"""Each case with how much it weighs."""


def weights(dated: list[Case]) -> Weighed:
    """How much each case weighs that was seen to its end.

    At first they all weigh the same. Whoever is lost sight of hands what he weighs, in equal parts,
    to those who were seen longer; what nobody was seen longer to take is in nobody's hands.
    (Efron's redistribution to the right, which comes to the same as Aalen and Johansen.)
    """
    weight = [Fraction(1, len(dated)) for _ in dated]
    for place in sorted(range(len(dated)), key=lambda at: days_of(dated[at])):
        if is_lost(dated[place]):
            heirs = [
                other for other, case in enumerate(dated) if days_of(case) > days_of(dated[place])
            ]
            for heir in heirs:
                weight[heir] += weight[place] / len(heirs)
            weight[place] = Fraction(0)
    return list(zip(dated, weight, strict=True))


def is_lost(case: Case) -> bool:
    """Whether it is not known how a case ended."""
    return case.cause in ("censored", "onbekend")


def incidence(weighed: Weighed, cause: str, days: int) -> Fraction | None:
    """The share to which this has happened by this day; None where nobody was seen that long."""
    longest = max((days_of(case) for case, _ in weighed), default=-1)
    all_left = sum((weight for _, weight in weighed), Fraction(0)) == 1
    if days > longest and not all_left:
        return None
    return sum((w for c, w in weighed if c.cause == cause and days_of(c) <= days), Fraction(0))


def quantile(weighed: Weighed, share: Fraction) -> int | None:
    """The least day by which the event has happened to this share."""
    for days in sorted({days_of(case) for case, _ in weighed}):
        if sum(w for c, w in weighed if c.cause == "event" and days_of(c) <= days) >= share:
            return days
    return None


# Trend --------------------------------------------------------------------------------------------


def stands(
    log: Log, days: Iterable[Day], known_at: KnownAt = None, where: Where = ()
) -> list[Answer]:
    """The stand on each of these days, of those picked at the last of them."""
    days = list(days)
    people = people_at(log, days[-1], known_at, where)
    return [
        {
            "day": as_day(day).isoformat(),
            "stand": stand([status_of(f, as_day(day)) for f in people]),
        }
        for day in days
    ]


def stand(statuses: list[str]) -> dict[str, int]:
    """How many have each status."""
    return {status: statuses.count(status) for status in STATUSES}
