"""What the figures ought to be: a second reading of the rules, slow and obvious.

Everything here is computed anew at each question by looking back over the events, and shares
nothing with the product. A log is a list of wire events, as `journey export events` prints them,
in log order; an event's position is its index + 1.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import dropwhile
from math import floor
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

Wire = dict[str, Any]
Log = list[Wire]
Row = dict[str, Any]
Day = date | str
KnownAt = int | date | str | None
"""A position, a day (whole, Europe/Amsterdam), a timestamp (inclusive), or None: all of the log."""

CHARACTERISTICS = (
    "deelname",
    "geslacht",
    "geboortejaar",
    "opleiding",
    "verblijfsvergunning_verleend",
    "inburgering_start",
    "pip_datum",
    "baan_bij_instroom",
    "taalniveau_bij_instroom",
    "taalniveau",
    "engels",
    "gezinssituatie",
    "kinderen",
    "verblijfssituatie",
    "vervoer",
    "inburgeringsprogramma",
    "inburgeringsstatus",
    "uitkering",
    "gemeente",
    "lichting",
    "uitvoerder",
)
JOB_TERMS = (
    "soort_startbaan",
    "hoe_gekregen",
    "contract",
    "duur_overeenkomst_maanden",
    "urenvorm",
    "uren_per_week",
    "inburgeringsuren_per_week",
    "loonkostensubsidie",
    "werkcoach",
    "jobcoach",
    "harrie_training",
    "soort_werkgever",
    "sector",
    "omvang_vestiging",
    "ervaring_statushouders",
    "beroep",
)
DATES_AND_NUMBERS = {
    "geboortejaar",
    "verblijfsvergunning_verleend",
    "inburgering_start",
    "pip_datum",
    "kinderen",
    "duur_overeenkomst_maanden",
    "uren_per_week",
    "inburgeringsuren_per_week",
    "omvang_vestiging",
}

EXITS = ("dropped_out", "completed")
STARTS = ("voortraject_started", "activity_started", "mediation_started", "placed")
AFTER_AN_EXIT = (
    "reentered",
    "characteristics_changed",
    "placement_changed",
    "placement_ended",
    "information_missing",
    "information_confirmed",
    "identity_recorded",
    "identity_erased",
)
BEAR_ON_STATUS = (
    "intake",
    "reentered",
    "voortraject_started",
    "voortraject_ended",
    "mediation_started",
    "placed",
    "placement_ended",
    "put_on_hold",
    "resumed",
    "dropped_out",
    "completed",
)


# What stands at K ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    """One standing event, read as its newest correction."""

    position: int
    id: str
    name: str
    subject: str
    datum: date
    volgorde: int
    data: dict[str, Any]


def standing(log: Log, known_at: KnownAt = None) -> dict[str, list[Fact]]:
    """Each participant's standing events in the total order, by case-folded number."""
    heard = list(known(log, known_at))
    amendments = [event for event in heard if amends(event)]
    facts = [
        read(position, event, amendments)
        for position, event in enumerate(heard, start=1)
        if not amends(event) and not retractions(event, amendments)
    ]
    facts.sort(key=lambda fact: (fact.datum, fact.volgorde, fact.position))
    numbers = sorted({fact.subject.casefold() for fact in facts})
    return {number: [f for f in facts if f.subject.casefold() == number] for number in numbers}


def known(log: Log, known_at: KnownAt) -> Iterator[Wire]:
    """The events that the log held at K."""
    for position, event in enumerate(log, start=1):
        if known_at is None:
            yield event
        elif isinstance(known_at, int):
            if position <= known_at:
                yield event
        elif len(str(known_at)) == len("2025-03-01"):
            if recording_day(event) <= date.fromisoformat(str(known_at)):
                yield event
        elif datetime.fromisoformat(event["time"]) <= datetime.fromisoformat(str(known_at)):
            yield event


def amends(event: Wire) -> bool:
    """Whether the event is about another event, and has no place of its own on the timeline."""
    return name_of(event) in ("corrected", "retracted")


def read(position: int, event: Wire, amendments: Log) -> Fact:
    """The event with the content of its newest correction; its place in the log stays."""
    data = event["data"]
    for other in amendments:
        if other["data"].get("corrects") == event["id"]:
            data = other["data"]["replacement"]
    return Fact(
        position=position,
        id=event["id"],
        name=name_of(event),
        subject=event["subject"],
        datum=date.fromisoformat(data["datum"]),
        volgorde=data.get("volgorde", 0),
        data=data,
    )


def retractions(event: Wire, amendments: Log) -> Log:
    """The amendments that retract this event."""
    return [other for other in amendments if other["data"].get("retracts") == event["id"]]


def name_of(event: Wire) -> str:
    """`nl.startbaan.placed.v1` is `placed`."""
    name: str = event["type"].split(".")[2]
    return name


def recording_day(event: Wire) -> date:
    """The day in Europe/Amsterdam on which the log took the event in."""
    return datetime.fromisoformat(event["time"]).astimezone(ZoneInfo("Europe/Amsterdam")).date()


# What is legal ------------------------------------------------------------------------------------


def obstacle(before: list[Fact], fact: Fact) -> str | None:
    """The rule that keeps `fact` from following `before` (facts that all fit), or None."""
    taken_in = bool(named(before, "intake"))
    if fact.name == "intake":
        return "1: a second intake" if taken_in else None
    if not taken_in:
        return None if fact.name == "identity_erased" else "1: nothing comes before the intake"
    return (
        obstacle_of_episodes(before, fact)
        or obstacle_of_hold(before, fact)
        or obstacle_of_voortraject(before, fact)
        or obstacle_of_startbaan(before, fact)
    )


def obstacle_of_episodes(before: list[Fact], fact: Fact) -> str | None:
    """Rule 5."""
    if has_left(before) and fact.name not in AFTER_AN_EXIT:
        return "5: not after an exit"
    if fact.name == "reentered" and not has_left(before):
        return "5: only after an exit"
    return None


def obstacle_of_hold(before: list[Fact], fact: Fact) -> str | None:
    """Rule 4."""
    if fact.name in STARTS and on_hold(before):
        return "4: nothing starts while on hold"
    if fact.name == "put_on_hold" and on_hold(before):
        return "4: on hold already"
    if fact.name == "resumed" and not on_hold(before):
        return "4: not on hold"
    return None


def obstacle_of_voortraject(before: list[Fact], fact: Fact) -> str | None:
    """Rule 2."""
    if fact.name == "voortraject_started" and in_voortraject(before):
        return "2: a voortraject is open"
    if fact.name == "voortraject_ended" and not in_voortraject(before):
        return "2: no voortraject is open"
    if fact.name == "activity_started" and in_activity(before, fact.data):
        return "2: such an activity is open"
    if fact.name == "activity_ended" and not in_activity(before, fact.data):
        return "2: no such activity is open"
    return None


def obstacle_of_startbaan(before: list[Fact], fact: Fact) -> str | None:
    """Rule 3."""
    key = fact.data.get("startbaan")
    if fact.name == "placed" and key in [job.data["startbaan"] for job in jobs(before)]:
        return "3: this startbaan was there before"
    if fact.name in ("placement_changed", "placement_ended") and not in_job(before, key):
        return "3: this startbaan is not open"
    return None


def has_left(facts: list[Fact]) -> bool:
    """The newest of what begins and ends an episode is an exit."""
    return newest(facts, "intake", "reentered", *EXITS).name in EXITS


def on_hold(facts: list[Fact]) -> bool:
    """The newest of what begins and ends a hold is `put_on_hold`."""
    found = named(facts, "put_on_hold", "resumed", *EXITS)
    return bool(found) and found[-1].name == "put_on_hold"


def in_voortraject(facts: list[Fact]) -> bool:
    """The newest of what begins and ends a voortraject is its start."""
    found = named(facts, "voortraject_started", "voortraject_ended", *EXITS)
    return bool(found) and found[-1].name == "voortraject_started"


def in_activity(facts: list[Fact], activity: dict[str, Any]) -> bool:
    """The newest of what begins and ends an activity of this kind and name is its start."""
    found = [
        fact
        for fact in named(facts, "activity_started", "activity_ended", *EXITS)
        if fact.name in EXITS or same_activity(fact.data, activity)
    ]
    return bool(found) and found[-1].name == "activity_started"


def same_activity(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Kind and name are equal; no name is a name of its own."""
    return (one["activiteit"], one.get("naam")) == (other["activiteit"], other.get("naam"))


def in_job(facts: list[Fact], key: str | None) -> bool:
    """The newest of what begins and ends this startbaan is its start."""
    found = [f for f in named(facts, "placed", "placement_ended") if f.data["startbaan"] == key]
    return bool(found) and found[-1].name == "placed"


def effective(timeline: list[Fact]) -> list[Fact]:
    """The facts that fit where they stand, from the intake on; the others change nothing."""
    fitting: list[Fact] = []
    for fact in timeline:
        if obstacle(fitting, fact) is None:
            fitting.append(fact)
    return list(dropwhile(lambda fact: fact.name != "intake", fitting))


def misfits(timeline: list[Fact]) -> list[str]:
    """What is in the way of each fact that does not fit where it stands."""
    fitting: list[Fact] = []
    broken = []
    for fact in timeline:
        rule = obstacle(fitting, fact)
        if rule is None:
            fitting.append(fact)
        else:
            broken.append(f"{rule}: {fact}")
    return broken


def broken_rules(log_of_one: Log) -> list[str]:
    """Every rule that one participant's log breaks as it stands at its end; empty is legal."""
    broken = []
    for timeline in standing(log_of_one).values():
        broken += misfits(timeline)
    for place, event in enumerate(log_of_one):
        days = [event["data"]["datum"]]
        if name_of(event) == "corrected":
            days.append(event["data"]["replacement"]["datum"])
        if max(days) > recording_day(event).isoformat():
            broken.append(f"7: dated after the day of recording: {event}")
        broken += broken_by_amendment(log_of_one, place)
        broken += broken_by_erasure(log_of_one, place)
    return broken


def broken_by_erasure(log_of_one: Log, place: int) -> list[str]:
    """What the event at this index breaks because the participant was erased."""
    event, earlier = log_of_one[place], log_of_one[:place]
    target = event["data"].get("corrects") or event["data"].get("retracts")
    about = [name_of(e) for e in earlier if e["id"] == target]
    if "identity_erased" in about:
        return [f"amends an erasure: {event}"]
    if "identity_erased" not in [name_of(e) for e in earlier]:
        return []
    personal = {"identity_recorded", "identity_erased"} & {name_of(event), *about}
    return [f"personal after an erasure: {event}"] if personal or "sealed" in event else []


def broken_by_amendment(log_of_one: Log, place: int) -> list[str]:
    """What the correction or retraction at this index breaks; empty for any other event."""
    event, earlier = log_of_one[place], log_of_one[:place]
    if not amends(event):
        return []
    target = event["data"].get("corrects") or event["data"].get("retracts")
    originals = [e for e in earlier if e["id"] == target]
    if not originals or amends(originals[0]):
        return [f"names no event that can be corrected or retracted: {event}"]
    if retractions(originals[0], earlier):
        return [f"names an event that is retracted already: {event}"]
    if name_of(event) == "retracted" and name_of(originals[0]) == "intake":
        recorded_before = {e["id"] for e in earlier}
        for timeline in standing(log_of_one).values():
            others = [fact for fact in timeline if fact.name != "identity_erased"]
            if any(fact.id in recorded_before for fact in others):
                return [f"retracts an intake under other events: {event}"]
    return []


def legal(log_of_one: Log) -> bool:
    """Whether one participant's log breaks no rule as it stands at its end."""
    return not broken_rules(log_of_one)


def legal_log(log: Log) -> bool:
    """Whether every participant's log is legal after every save (equal times are one save)."""
    times = [datetime.fromisoformat(event["time"]) for event in log]
    if times != sorted(times):
        return False
    for place, event in enumerate(log):
        last_of_save = times.count(times[place]) + times.index(times[place])
        if not legal(of_participant(log[:last_of_save], event["subject"])):
            return False
    return True


def of_participant(log: Log, number: str) -> Log:
    """The events of one participant, however the number is written."""
    return [event for event in log if event["subject"].casefold() == number.casefold()]


# Looking back -------------------------------------------------------------------------------------


def named(facts: list[Fact], *names: str) -> list[Fact]:
    """The facts with one of these names."""
    return [fact for fact in facts if fact.name in names]


def newest(facts: list[Fact], *names: str) -> Fact:
    """The last of the facts with one of these names."""
    return named(facts, *names)[-1]


def after(facts: list[Fact], fact: Fact) -> list[Fact]:
    """The facts that come after this one."""
    return facts[facts.index(fact) + 1 :]


def first(facts: list[Fact]) -> Fact | None:
    """The first of the facts, if there is one."""
    return facts[0] if facts else None


def episode(facts: list[Fact]) -> list[Fact]:
    """The facts from the newest intake or re-entry on."""
    return facts[facts.index(newest(facts, "intake", "reentered")) :]


def days_between(start: Fact, end: Fact | None) -> int | None:
    """Whole days, None while it runs and unless both dates are known to the day."""
    if end is None or not (known_to_the_day(start) and known_to_the_day(end)):
        return None
    return (end.datum - start.datum).days


def known_to_the_day(fact: Fact) -> bool:
    """Whether the date is exact."""
    precisie: str = fact.data.get("precisie", "dag")
    return precisie == "dag"


def newest_value(facts: list[Fact], field: str) -> Any:
    """What the last fact that names the field says; None where that is unknown."""
    values = [fact.data[field] for fact in facts if field in fact.data]
    return None if not values or values[-1] == "onbekend" else values[-1]


def newest_information(facts: list[Fact], aspect: str) -> str | None:
    """The name of the newest `information_*` with this aspect."""
    found = [
        fact
        for fact in named(facts, "information_missing", "information_confirmed")
        if aspect in fact.data["aspecten"]
    ]
    return found[-1].name if found else None


def ever(started: list[Fact], facts: list[Fact], aspect: str) -> str:
    """ja if it ever started; else onbekend if the source says that it does not know; else nee."""
    if started:
        return "ja"
    missing = newest_information(facts, aspect) == "information_missing"
    return "onbekend" if missing else "nee"


def jobs(facts: list[Fact]) -> list[Fact]:
    """The starts of all startbanen, the latest last."""
    return named(facts, "placed")


def open_jobs(facts: list[Fact]) -> list[Fact]:
    """The starts of the startbanen that are open."""
    return [job for job in jobs(facts) if in_job(facts, job.data["startbaan"])]


def shown_job(facts: list[Fact]) -> Fact | None:
    """The open startbaan with the latest start, else the one with the latest start."""
    candidates = open_jobs(facts) or jobs(facts)
    return candidates[-1] if candidates else None


def job_end(facts: list[Fact], job: Fact) -> Fact | None:
    """The end of a startbaan, if it has ended."""
    ends = named(after(facts, job), "placement_ended")
    return first([end for end in ends if end.data["startbaan"] == job.data["startbaan"]])


def job_changes(facts: list[Fact], job: Fact) -> list[Fact]:
    """The facts that say the terms of one startbaan."""
    told = named(facts, "placed", "placement_changed")
    return [fact for fact in told if fact.data["startbaan"] == job.data["startbaan"]]


def hold_end(facts: list[Fact], hold: Fact) -> Fact | None:
    """The end of a hold, if it has ended."""
    return first(named(after(facts, hold), "resumed", *EXITS))


def voortraject_end(facts: list[Fact], voortraject: Fact) -> Fact | None:
    """The end of a voortraject, if it has ended."""
    return first(named(after(facts, voortraject), "voortraject_ended", *EXITS))


def activity_end(facts: list[Fact], activity: Fact) -> Fact | None:
    """The end of an activity, if it has ended."""
    ends = named(after(facts, activity), "activity_ended", *EXITS)
    return first([e for e in ends if e.name in EXITS or same_activity(e.data, activity.data)])


# Status -------------------------------------------------------------------------------------------


def status(facts: list[Fact]) -> str:
    """The status after the last of these facts; they all fit and begin with the intake."""
    now = episode(facts)
    if named(now, "dropped_out"):
        return "uitval"
    if named(now, "completed"):
        return "einde"
    if told_unknown(now):
        return "onbekend"
    if on_hold(facts):
        return "on_hold"
    if open_jobs(facts):
        return "startbaan"
    if in_voortraject(facts):
        return "voortraject"
    return "in_bemiddeling" if is_ready_for_work(now) else "nog_voortraject_nodig"


def is_ready_for_work(now: list[Fact]) -> bool:
    """The newest step in the episode brought the participant in bemiddeling."""
    step = newest(
        now, "intake", "reentered", "mediation_started", "voortraject_ended", "placement_ended"
    )
    if step.name == "voortraject_ended":
        return bool(step.data["afgerond"] or step.data.get("reden") == "werk")
    return step.name in ("mediation_started", "placement_ended")


def told_unknown(now: list[Fact]) -> bool:
    """The newest `information_missing` of status comes after all that bears on status."""
    telling = [fact for fact in now if bears_on_status(fact) or misses_status(fact)]
    return misses_status(telling[-1])


def bears_on_status(fact: Fact) -> bool:
    """Whether the fact can settle a status."""
    confirmed = fact.name == "information_confirmed" and "status" in fact.data["aspecten"]
    return confirmed or fact.name in BEAR_ON_STATUS


def misses_status(fact: Fact) -> bool:
    """Whether the fact says that the status is not known."""
    return fact.name == "information_missing" and "status" in fact.data["aspecten"]


def status_on(log: Log, number: str, day: Day, known_at: KnownAt = None) -> str | None:
    """The status at the end of a day, None before the intake."""
    facts = up_to(effective(standing(log, known_at).get(number.casefold(), [])), as_day(day))
    return status(facts) if facts else None


def up_to(facts: list[Fact], day: date) -> list[Fact]:
    """The facts dated on or before a day."""
    return [fact for fact in facts if fact.datum <= day]


def as_day(day: Day) -> date:
    """A date from a date or its ISO text."""
    return date.fromisoformat(str(day))


class Spell(NamedTuple):
    """The days from `start` up to, not including, `end`; no end while it lasts at P."""

    status: str
    start: date
    end: date | None


def spells(log: Log, peildatum: Day, known_at: KnownAt = None) -> dict[str, list[Spell]]:
    """Each participant's spells up to P, by number as written at the intake."""
    return {
        number: spells_of(facts, as_day(peildatum))
        for number, facts in participants(log, as_day(peildatum), known_at).items()
    }


def spells_of(facts: list[Fact], peildatum: date) -> list[Spell]:
    """The runs of days with one status, found by walking over every day."""
    eventful = {fact.datum for fact in facts}
    found: list[Spell] = []
    day = facts[0].datum
    while day <= peildatum:
        if day in eventful:
            today = status(up_to(facts, day))
            if not found or found[-1].status != today:
                found[-1:] = [spell._replace(end=day) for spell in found[-1:]]
                found.append(Spell(today, day, None))
        day += timedelta(days=1)
    return found


def participants(log: Log, peildatum: date, known_at: KnownAt) -> dict[str, list[Fact]]:
    """The facts that fit and are due at P of whoever has an intake, by code point of the number."""
    found = {}
    for timeline in standing(log, known_at).values():
        facts = up_to(effective(timeline), peildatum)
        if facts:
            found[facts[0].subject] = facts
    return dict(sorted(found.items()))


# The snapshot -------------------------------------------------------------------------------------


def snapshot(log: Log, peildatum: Day, known_at: KnownAt = None) -> list[Row]:
    """The rows at (P, K) as `journey snapshot --format json` shows them."""
    found = participants(log, as_day(peildatum), known_at)
    return [row(facts, as_day(peildatum)) for facts in found.values()]


def row(facts: list[Fact], peildatum: date) -> Row:
    """One participant's row."""
    spell = spells_of(facts, peildatum)[-1]
    caused = [
        fact
        for fact in facts
        if fact.datum == spell.start and (bears_on_status(fact) or misses_status(fact))
    ]
    birth = newest_value(facts_on_person(facts), "geboortejaar")
    return {
        "deelnemernummer": facts[0].subject,
        "proef": facts[0].data["proef"],
        "instroomdatum": facts[0].datum.isoformat(),
        "status": spell.status,
        "status_sinds": spell.start.isoformat(),
        "status_door": caused[-1].name,
        "leeftijd": None if birth is None else peildatum.year - birth,
        **{field: shown(facts_on_person(facts), field) for field in CHARACTERISTICS},
        **voortraject_columns(facts),
        **placement_columns(facts),
        **job_columns(facts),
        **hold_columns(facts),
        **exit_columns(facts),
    }


def facts_on_person(facts: list[Fact]) -> list[Fact]:
    """The facts that may set a characteristic."""
    return named(facts, "intake", "reentered", "characteristics_changed")


def shown(facts: list[Fact], field: str) -> Any:
    """The newest value as a column shows it."""
    value = newest_value(facts, field)
    return "onbekend" if value is None and field not in DATES_AND_NUMBERS else value


def absent(ooit: str) -> str:
    """What a coded column says of a thing that never was, or of which that is not known."""
    return "nvt" if ooit == "nee" else "onbekend"


def voortraject_columns(facts: list[Fact]) -> Row:
    """The columns of the newest voortraject."""
    started = named(facts, "voortraject_started")
    ooit = ever(started, facts, "voortraject")
    columns: Row = {
        "voortraject_ooit": ooit,
        "voortraject_afgerond": absent(ooit),
        "soort_voortraject": absent(ooit),
        "voortraject_dagen": None,
    }
    if started:
        end = voortraject_end(facts, started[-1])
        columns["voortraject_afgerond"] = completion(end)
        columns["soort_voortraject"] = started[-1].data.get("soort_voortraject", "onbekend")
        if completion(end) == "ja":
            columns["voortraject_dagen"] = days_between(started[-1], end)
    return columns


def completion(end: Fact | None) -> str:
    """bezig without an end; an exit ends a voortraject as not completed."""
    if end is None:
        return "bezig"
    return "ja" if end.name == "voortraject_ended" and end.data["afgerond"] else "nee"


def placement_columns(facts: list[Fact]) -> Row:
    """The columns about all startbanen together."""
    started = jobs(facts)
    ooit = ever(started, facts, "plaatsing")
    return {
        "plaatsing_ooit": ooit,
        "betaald_geplaatst_ooit": ever_paid(facts, ooit),
        "aantal_startbanen": None if ooit == "onbekend" else len(started),
        "eerste_plaatsing": started[0].datum.isoformat() if started else None,
        "uren_totaal": total_hours(facts),
    }


def ever_paid(facts: list[Fact], plaatsing_ooit: str) -> str:
    """ja if a startbaan was betaald_werk at any time; onbekend if the newest kind of one is."""
    told = [job_changes(facts, job) for job in jobs(facts)]
    if any(f.data.get("soort_startbaan") == "betaald_werk" for changes in told for f in changes):
        return "ja"
    unknown = any(newest_value(changes, "soort_startbaan") is None for changes in told)
    return "onbekend" if unknown or plaatsing_ooit == "onbekend" else "nee"


def total_hours(facts: list[Fact]) -> int | float | None:
    """Hours a week over the open startbanen, None if there is none or one is unknown."""
    hours = [newest_value(job_changes(facts, job), "uren_per_week") for job in open_jobs(facts)]
    if not hours or None in hours:
        return None
    return as_number(sum((Decimal(str(hour)) for hour in hours), Decimal(0)))


def as_number(value: Decimal) -> int | float:
    """A plain number, whole where it is."""
    return int(value) if value == int(value) else float(value)


def job_columns(facts: list[Fact]) -> Row:
    """The columns of the startbaan that the row shows."""
    job = shown_job(facts)
    if job is None:
        nothing = absent(ever([], facts, "plaatsing"))
        return {
            "startbaan": None,
            **{term: None if term in DATES_AND_NUMBERS else nothing for term in JOB_TERMS},
            "startbaan_start": None,
            "startbaan_einde": None,
            "reden_einde": nothing,
        }
    end = job_end(facts, job)
    return {
        "startbaan": job.data["startbaan"],
        **terms(facts, job),
        "startbaan_start": job.datum.isoformat(),
        "startbaan_einde": end.datum.isoformat() if end else None,
        "reden_einde": end.data.get("reden_einde", "onbekend") if end else "nvt",
    }


def terms(facts: list[Fact], job: Fact) -> Row:
    """The terms of one startbaan at their newest values."""
    return {term: shown(job_changes(facts, job), term) for term in JOB_TERMS}


def hold_columns(facts: list[Fact]) -> Row:
    """The columns of the newest hold."""
    holds = named(facts, "put_on_hold")
    ooit = ever(holds, facts, "on_hold")
    if not holds:
        return {
            "on_hold_ooit": ooit,
            "on_hold_fase": absent(ooit),
            "on_hold_dagen": None,
            "reden_on_hold": absent(ooit),
        }
    hold = holds[-1]
    return {
        "on_hold_ooit": ooit,
        "on_hold_fase": status(facts[: facts.index(hold)]),
        "on_hold_dagen": days_between(hold, hold_end(facts, hold)),
        "reden_on_hold": hold.data.get("reden_on_hold", "onbekend"),
    }


def exit_columns(facts: list[Fact]) -> Row:
    """The columns of the last episode's exit."""
    exits = named(episode(facts), *EXITS)
    if not exits:
        return {"reden_uitstroom": "nvt", "uitstroomdatum": None}
    return {
        "reden_uitstroom": exits[-1].data.get("reden_uitstroom", "onbekend"),
        "uitstroomdatum": exits[-1].datum.isoformat(),
    }


# The nine tables ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """A participant's row, and the facts behind it for what a row does not hold."""

    row: Row
    facts: list[Fact]


Groups = dict[str, list[Any]]
"""Column of a table → the cases that it counts."""

NO_BEFORE_YES = {"onbekend": "Onbekend", "nee": "Nee", "ja": "Ja"}
YES_BEFORE_NO = {"onbekend": "Onbekend", "ja": "Ja", "nee": "Nee"}
STATUSES = {
    "onbekend": "Onbekend",
    "nog_voortraject_nodig": "Nog voortraject nodig (tussen instroom/intake en voortraject)",
    "voortraject": "Bezig met voortraject",
    "in_bemiddeling": "In bemiddeling",
    "startbaan": "Heeft momenteel een startbaan",
    "on_hold": "On hold",
    "uitval": "Uitval",
    "einde": "Einde startbaan c.q. deelname proef",
}
PERIODS = (
    "Vóór januari 2018",
    "Tussen januari 2018 en december 2021",
    "Vanaf januari 2022",
)
ACTIVITIES = {
    "vrijwilligerswerk": "Vrijwilligerswerk",
    "onbetaalde_werkstage": "Onbetaalde werkstage",
    "proefplaatsing": "Proefplaatsing",
    "leerwerktraject": "Leerwerktraject",
    "training": "Training",
    "taalcoaching": "Taalcoaching",
    "workshop": "Workshop",
    "dagbesteding": "Dagbesteding",
    "anders": "Anders",
}


def tables(
    log: Log,
    peildatum: Day,
    known_at: KnownAt = None,
    where: Iterable[tuple[str, str]] = (),
    unit: str = "laatste",
) -> list[dict[str, Any]]:
    """The nine tables at (P, K) as `journey tables --format json` shows them."""
    day = as_day(peildatum)
    found = participants(log, day, known_at).values()
    people = [Person(row(facts, day), facts) for facts in found]
    people = [person for person in people if chosen(person.row, list(where))]
    placed = [person for person in people if person.row["plaatsing_ooit"] == "ja"]
    everyone: Groups = {"alle": people}
    by_deelname: Groups = {
        "alle": people,
        "verplicht": [p for p in people if p.row["deelname"] == "verplicht"],
        "vrijwillig": [p for p in people if p.row["deelname"] == "vrijwillig"],
    }
    banen: Groups = {"banen": counted_jobs(placed, unit)}
    return [
        table(1, "Kenmerken deelnemers", person_blocks(by_deelname)),
        table(2, "Tussenstand", status_blocks(everyone)),
        table(3, "Kenmerken voortrajecten", voortraject_blocks(everyone)),
        table(4, "Tussenstand - startbaan", placement_blocks(everyone)),
        table(
            5,
            "Kenmerken deelnemers met startbaan",
            person_blocks({"alle": people, "geplaatst": placed}),
        ),
        table(6, "Kenmerken startbaan - contract", contract_blocks(banen)),
        table(7, "Kenmerken startbaan - werkgever", employer_blocks(banen)),
        table(8, "Kenmerken on hold", hold_blocks(everyone)),
        table(9, "Kenmerken uitval", exit_blocks(by_deelname)),
    ]


def table(number: int, title: str, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    """One table in its JSON shape."""
    return {"table": number, "title": title, "blocks": blocks}


def chosen(shown_row: Row, where: list[tuple[str, str]]) -> bool:
    """Every column named has one of the values named for it."""
    return all(
        any(matches(shown_row[column], value) for other, value in where if other == column)
        for column, _ in where
    )


def matches(value: Any, wanted: str) -> bool:
    """Compares with what the CSV shows; a list by membership."""
    if isinstance(value, list):
        return wanted in value
    if value is None:
        return wanted == ""
    return wanted == str(value if isinstance(value, str) else as_number(Decimal(str(value))))


def counted_jobs(placed: list[Person], unit: str) -> list[Row]:
    """The terms of the startbanen that tables 6 and 7 count."""
    return [
        terms(person.facts, job)
        for person in placed
        for job in jobs(person.facts)
        if unit == "startbanen" or job == shown_job(person.facts)
    ]


def percent(n: int, base: int) -> float | None:
    """Percentage half up to one decimal, None over a base of 0."""
    return None if base == 0 else half_up(Fraction(100 * n, base))


def half_up(value: Fraction) -> float:
    """Rounded half up to one decimal."""
    return floor(value * 10 + Fraction(1, 2)) / 10


def block(
    title: str,
    cases: Groups,
    label_of: Callable[[Any], str],
    labels: Sequence[str],
    rare: Sequence[str] = (),
    base: Groups | None = None,
    unit: str = "deelnemers",
) -> dict[str, Any]:
    """One block: each case under exactly one label; rare labels only where they are not 0."""
    bases = {column: len(members) for column, members in (base or cases).items()}
    rows = []
    for label in labels:
        counts = {
            column: sum(label_of(case) == label for case in members)
            for column, members in cases.items()
        }
        if label not in rare or any(counts.values()):
            rows.append(counted_row(label, counts, bases))
    of = {column: len(members) for column, members in cases.items()}
    assert of == {column: sum(r["n"][column] for r in rows) for column in of}, title
    return {"block": title, "unit": unit, "of": of, "base": bases, "rows": rows}


def count(cases: Groups, holds: Callable[[Any], bool]) -> dict[str, int]:
    """How many cases of each column are so."""
    return {column: sum(map(holds, members)) for column, members in cases.items()}


def counted_row(label: str, counts: dict[str, int], bases: dict[str, int]) -> dict[str, Any]:
    """One row with its percentages."""
    pct = {column: percent(n, bases[column]) for column, n in counts.items()}
    return {"row": label, "n": counts, "pct": pct}


def add_part(
    to: dict[str, Any], parent: str, label: str, cases: Groups, holds: Callable[[Any], bool]
) -> None:
    """Puts a "waarvan" row under the row it is part of, after those already there."""
    part = counted_row(label, count(cases, holds), to["base"]) | {"of_which": parent}
    family = [r for r in to["rows"] if r["row"] == parent or r.get("of_which") == parent]
    to["rows"].insert(to["rows"].index(family[-1]) + 1, part)


def coded(
    title: str,
    cases: Groups,
    column: str,
    labels: dict[str, str],
    rare: Sequence[str] = (),
    base: Groups | None = None,
) -> dict[str, Any]:
    """A block of people by a coded column of their row."""
    return block(
        title,
        cases,
        lambda person: labels[person.row[column]],
        list(labels.values()),
        rare,
        base,
    )


def classed(value: Any, classes: Sequence[tuple[Any, str]]) -> str:
    """The first class whose upper bound (inclusive) the value does not pass; None is Onbekend."""
    if value is None:
        return "Onbekend"
    return next(label for bound, label in classes if bound is None or value <= bound)


def person_blocks(people: Groups) -> list[dict[str, Any]]:
    """The blocks of tables 1 and 5."""
    return [
        coded(
            "Geslacht",
            people,
            "geslacht",
            {"onbekend": "Onbekend", "man": "Man", "vrouw": "Vrouw", "overig": "Overig"},
        ),
        classes_of_people(
            "Leeftijdsgroep",
            people,
            "leeftijd",
            [
                (24, "Jonger dan 25"),
                (44, "25 tot 45 jaar"),
                (64, "45 tot 65 jaar"),
                (None, "65 jaar of ouder"),
            ],
        ),
        coded(
            "Opleiding",
            people,
            "opleiding",
            {
                "onbekend": "Onbekend",
                "geen_onderwijs": "Geen onderwijs in eigen land",
                "primair_of_middelbaar": "Alleen primair en/of middelbaar onderwijs",
                "beroepsopleiding": "Beroepsopleiding",
                "theoretische_opleiding": "Theoretische opleiding",
            },
        ),
        periods_of_people("Verblijfsvergunning verleend", people, "verblijfsvergunning_verleend"),
        coded(
            "Baan bij instroom in pilot of bij intake",
            people,
            "baan_bij_instroom",
            {
                "onbekend": "Onbekend",
                "nee": "Nee",
                "vooruitzicht": "Vooruitzicht op een baan",
                "had_al_een_baan": "Had al een baan",
            },
        ),
        coded(
            "Taalniveau bij instroom in pilot of bij intake",
            people,
            "taalniveau_bij_instroom",
            {"onbekend": "Onbekend"} | {n: n for n in ("A0", "A1", "A2", "B1", "B2", "C1", "C2")},
            rare=("C1", "C2"),
        ),
        coded("Engels", people, "engels", NO_BEFORE_YES),
        coded(
            "Gezinssituatie in NL",
            people,
            "gezinssituatie",
            {
                "onbekend": "Onbekend",
                "alleen": "Woont alleen",
                "alleen_met_kinderen": "Woont alleen met kind(eren)",
                "partner_zonder_kinderen": "Woont met partner zonder kind(eren)",
                "partner_en_kinderen": "Woont met partner en kind(eren)",
                "anders": "Anders",
            },
        ),
        classes_of_people(
            "Aantal kinderen in NL",
            people,
            "kinderen",
            [(0, "0"), (1, "1"), (2, "2"), (3, "3"), (None, "Meer dan 3")],
        ),
        coded(
            "Verblijfssituatie",
            people,
            "verblijfssituatie",
            {
                "onbekend": "Onbekend",
                "woning": "Woning",
                "tussenopvang": "Tussenopvang",
                "azc": "Azc",
                "anders": "Anders",
            },
            rare=("Anders",),
        ),
        transport_block(people),
        coded(
            "Inburgeringsprogramma",
            people,
            "inburgeringsprogramma",
            {
                "onbekend": "Onbekend",
                "nog_geen": "Nog geen",
                "B1": "B1",
                "Z": "Z-route",
                "onderwijs": "Onderwijsroute",
            },
            rare=("Nog geen",),
        ),
        coded(
            "Status inburgeringsprogramma",
            people,
            "inburgeringsstatus",
            {
                "onbekend": "Onbekend",
                "nog_niet_gestart": "Nog niet gestart",
                "gestart": "Gestart",
                "on_hold": "On hold",
                "afgerond": "Afgerond",
            },
        ),
        periods_of_people("Startdatum inburgering", people, "inburgering_start"),
        coded("Uitkering", people, "uitkering", NO_BEFORE_YES),
    ]


def classes_of_people(
    title: str, people: Groups, column: str, classes: Sequence[tuple[Any, str]]
) -> dict[str, Any]:
    """A block of people by the class of a number or date in their row."""
    labels = ["Onbekend", *(label for _, label in classes)]
    return block(title, people, lambda person: classed(person.row[column], classes), labels)


def periods_of_people(title: str, people: Groups, column: str) -> dict[str, Any]:
    """A block of people by the report's three periods; ISO dates compare as text."""
    bounds = ("2017-12-31", "2021-12-31", None)
    return classes_of_people(title, people, column, list(zip(bounds, PERIODS, strict=True)))


def transport_block(people: Groups) -> dict[str, Any]:
    """A block of answers, of which a person may give several; whoever gave none is not in it."""
    answers: Groups = {
        column: [
            answer
            for person in members
            if person.row["vervoer"] != "onbekend"
            for answer in person.row["vervoer"]
        ]
        for column, members in people.items()
    }
    labels = {"fiets": "Fiets", "auto": "Auto", "ov": "OV"}
    return block(
        "Vervoersmiddelen en rijbewijs",
        answers,
        lambda answer: labels[answer],
        list(labels.values()),
        unit="antwoorden",
    )


def status_blocks(people: Groups) -> list[dict[str, Any]]:
    """The block of table 2."""
    found = coded("Situatie peildatum: Waar in proces?", people, "status", STATUSES)
    add_part(
        found,
        "In bemiddeling",
        "waarvan afgeleid",
        people,
        lambda person: (
            person.row["status"] == "in_bemiddeling"
            and person.row["status_door"] != "mediation_started"
        ),
    )
    return [found]


def voortraject_blocks(people: Groups) -> list[dict[str, Any]]:
    """The blocks of table 3."""
    perhaps: Groups = {
        column: [person for person in members if person.row["voortraject_ooit"] != "nee"]
        for column, members in people.items()
    }
    completed = block(
        "Afronding van voortraject",
        perhaps,
        lambda person: {"onbekend": "Onbekend", "ja": "Ja"}.get(
            person.row["voortraject_afgerond"], "Nee"
        ),
        ["Onbekend", "Nee", "Ja"],
    )
    add_part(
        completed,
        "Nee",
        "waarvan nog bezig",
        perhaps,
        lambda person: person.row["voortraject_afgerond"] == "bezig",
    )
    add_part(
        completed,
        "Nee",
        "waarvan afgebroken",
        perhaps,
        lambda person: person.row["voortraject_afgerond"] == "nee",
    )
    return [
        coded("Voortraject gestart of afgerond", people, "voortraject_ooit", NO_BEFORE_YES),
        completed,
        block(
            "Duur van voortraject",
            perhaps,
            voortraject_length,
            [
                "Onbekend",
                "Bezig met voortraject",
                "Afgebroken",
                "Minder dan 30 dagen",
                "30-59 dagen (twee maanden)",
                "60-89 dagen (drie maanden)",
                "90 dagen of meer",
            ],
            base=people,
        ),
        coded(
            "Soort voortraject",
            perhaps,
            "soort_voortraject",
            {
                "onbekend": "Onbekend",
                "standaard": "Standaard",
                "maatwerk": "Maatwerk",
                "combinatie": "Combinatie",
            },
            base=people,
        ),
        activity_block(people),
    ]


def voortraject_length(person: Person) -> str:
    """The class of the newest voortraject in the block on length."""
    if person.row["voortraject_afgerond"] == "bezig":
        return "Bezig met voortraject"
    if person.row["voortraject_afgerond"] == "nee":
        return "Afgebroken"
    return classed(
        person.row["voortraject_dagen"],
        [
            (29, "Minder dan 30 dagen"),
            (59, "30-59 dagen (twee maanden)"),
            (89, "60-89 dagen (drie maanden)"),
            (None, "90 dagen of meer"),
        ],
    )


def activity_block(people: Groups) -> dict[str, Any]:
    """How many people ever had each kind of activity, and the mean length of such an activity."""
    bases = {column: len(members) for column, members in people.items()}
    rows = []
    for kind, label in ACTIVITIES.items():
        counts = {
            column: sum(bool(activities(person, kind)) for person in members)
            for column, members in people.items()
        }
        if kind in ("vrijwilligerswerk", "onbetaalde_werkstage") or any(counts.values()):
            rows.append(counted_row(label, counts, bases))
            rows.append(
                {
                    "row": f"Gemiddelde duur {label.lower()} in weken",
                    "mean": {c: mean_weeks(members, kind) for c, members in people.items()},
                }
            )
    of = count(people, lambda person: any(activities(person, kind) for kind in ACTIVITIES))
    return {
        "block": "Type voortraject(en)",
        "unit": "deelnemers",
        "of": of,
        "base": bases,
        "rows": rows,
    }


def activities(person: Person, kind: str) -> list[Fact]:
    """The starts of a person's activities of one kind."""
    started = named(person.facts, "activity_started")
    return [fact for fact in started if fact.data["activiteit"] == kind]


def mean_weeks(people: list[Person], kind: str) -> float | None:
    """The mean over ended activities whose days are known, None if there is none."""
    lengths = [
        days
        for person in people
        for activity in activities(person, kind)
        if (days := days_between(activity, activity_end(person.facts, activity))) is not None
    ]
    return half_up(Fraction(sum(lengths), 7 * len(lengths))) if lengths else None


def placement_blocks(people: Groups) -> list[dict[str, Any]]:
    """The blocks of table 4."""
    placed = coded("Al een plaatsing op een startbaan", people, "plaatsing_ooit", NO_BEFORE_YES)
    add_part(
        placed,
        "Ja",
        "waarvan ooit betaald",
        people,
        lambda person: person.row["betaald_geplaatst_ooit"] == "ja",
    )
    most = max((person.row["aantal_startbanen"] or 0 for person in people["alle"]), default=0)
    many = [str(number) for number in range(4, most + 1)]
    return [
        placed,
        block(
            "Aantal startbanen gehad",
            people,
            number_of_jobs,
            ["Onbekend", "Geen", "1", "2", "3", *many],
            rare=many,
        ),
    ]


def number_of_jobs(person: Person) -> str:
    """The row of table 4 that a person is in."""
    number = person.row["aantal_startbanen"]
    if number is None:
        return "Onbekend"
    return str(number) if number else "Geen"


def contract_blocks(banen: Groups) -> list[dict[str, Any]]:
    """The blocks of table 6."""
    return [
        coded_terms(
            "Soort startbaan",
            banen,
            "soort_startbaan",
            {
                "onbekend": "Onbekend",
                "betaald_werk": "Betaald werk",
                "betaalde_werkstage": "Betaalde werkstage",
                "onbetaald_werk": "Onbetaald werk",
                "anders": "Anders",
            },
            rare=("Onbetaald werk",),
        ),
        coded_terms(
            "Hoe gekregen",
            banen,
            "hoe_gekregen",
            {
                "onbekend": "Onbekend",
                "zelf_gevonden": "Zelf gevonden",
                "bemiddeling_proef": "Bemiddeling proef",
            },
        ),
        block(
            "Duur overeenkomst in maanden",
            banen,
            contract_length,
            [
                "Onbekend",
                "1 t/m 6 maanden",
                "7 t/m 12 maanden",
                "13 t/m 24 maanden",
                "25 of meer maanden",
                "Onbepaalde tijd",
            ],
            rare=("Onbepaalde tijd",),
            unit="startbanen",
        ),
        coded_terms(
            "Vast of flexibel aantal uren",
            banen,
            "urenvorm",
            {
                "onbekend": "Onbekend",
                "vast": "Vast aantal uren",
                "flexibel": "Flexibel aantal uren",
            },
        ),
        block(
            "(Gemiddeld) aantal gewerkte uren",
            banen,
            hours_worked,
            ["Onbekend", "0-16 uur", "17-24 uur", "25-32 uur", "33-40 uur", "Meer dan 40 uur"],
            rare=("Meer dan 40 uur",),
            unit="startbanen",
        ),
        coded_terms("Inzet loonkostensubsidie", banen, "loonkostensubsidie", YES_BEFORE_NO),
        coded_terms("Inzet werkcoach", banen, "werkcoach", YES_BEFORE_NO),
        coded_terms("Inzet jobcoach", banen, "jobcoach", YES_BEFORE_NO),
        coded_terms("Inzet HARRIE-training", banen, "harrie_training", YES_BEFORE_NO),
    ]


def coded_terms(
    title: str, banen: Groups, term: str, labels: dict[str, str], rare: Sequence[str] = ()
) -> dict[str, Any]:
    """A block of startbanen by one of their coded terms."""
    return block(
        title,
        banen,
        lambda job: labels[job[term]],
        list(labels.values()),
        rare,
        unit="startbanen",
    )


def contract_length(job: Row) -> str:
    """onbepaalde_tijd wins over a length."""
    if job["contract"] == "onbepaalde_tijd":
        return "Onbepaalde tijd"
    return classed(
        job["duur_overeenkomst_maanden"],
        [
            (6, "1 t/m 6 maanden"),
            (12, "7 t/m 12 maanden"),
            (24, "13 t/m 24 maanden"),
            (None, "25 of meer maanden"),
        ],
    )


def hours_worked(job: Row) -> str:
    """Contract hours less lessons; unknown lessons are 0 hours."""
    hours = job["uren_per_week"]
    if hours is None:
        return "Onbekend"
    return classed(
        Decimal(str(hours)) - Decimal(str(job["inburgeringsuren_per_week"] or 0)),
        [
            (16, "0-16 uur"),
            (24, "17-24 uur"),
            (32, "25-32 uur"),
            (40, "33-40 uur"),
            (None, "Meer dan 40 uur"),
        ],
    )


def employer_blocks(banen: Groups) -> list[dict[str, Any]]:
    """The blocks of table 7."""
    sizes = [
        (4, "Minder dan 5 werknemers"),
        (9, "5 t/m 9 werknemers"),
        (19, "10 t/m 19 werknemers"),
        (49, "20 t/m 49 werknemers"),
        (99, "50 t/m 99 werknemers"),
        (199, "100 t/m 199 werknemers"),
        (499, "200 t/m 499 werknemers"),
        (None, "500 of meer werknemers"),
    ]
    return [
        coded_terms(
            "Soort werkgever",
            banen,
            "soort_werkgever",
            {
                "onbekend": "Onbekend",
                "regulier": "Bij reguliere werkgever",
                "detachering_werkleerbedrijf": (
                    "Gedetacheerd vanuit werkleerbedrijf bij reguliere werkgever"
                ),
                "werkleerbedrijf": "Bij werkleerbedrijf",
                "uitzendbureau": "Via uitzendbureau bij reguliere werkgever",
                "anders": "Anders",
            },
        ),
        coded_terms(
            "Sector werkgever",
            banen,
            "sector",
            {
                "onbekend": "Onbekend",
                "logistiek": "Logistiek",
                "horeca": "Horeca en catering",
                "bouw_techniek": "Bouw en techniek",
                "productie_industrie": "Productie en industrie",
                "detailhandel": "Detailhandel",
                "schoonmaak_facilitair": "Schoonmaak en facilitair",
                "zorg_welzijn": "Zorg en welzijn",
                "anders": "Anders",
            },
        ),
        block(
            "Omvang vestiging",
            banen,
            lambda job: classed(job["omvang_vestiging"], sizes),
            ["Onbekend", *(label for _, label in sizes)],
            unit="startbanen",
        ),
        coded_terms(
            "Andere statushouders of ervaring met statushouders",
            banen,
            "ervaring_statushouders",
            YES_BEFORE_NO,
        ),
    ]


def hold_blocks(people: Groups) -> list[dict[str, Any]]:
    """The blocks of table 8."""
    held: Groups = {
        column: [person for person in members if person.row["on_hold_ooit"] == "ja"]
        for column, members in people.items()
    }
    lengths = block(
        "Duur on hold",
        held,
        hold_length,
        ["Onbekend", "0-3 maanden", "4-6 maanden", "7-12 maanden", "13 maanden of meer"],
        base=people,
    )
    add_part(lengths, "Onbekend", "waarvan nog on hold", held, lambda person: on_hold(person.facts))
    return [
        coded(
            "On hold geweest",
            people,
            "on_hold_ooit",
            {"onbekend": "Onbekend", "nee": "Nee", "ja": "Ja (nu of eerder)"},
        ),
        coded(
            "Fase on hold",
            held,
            "on_hold_fase",
            {
                "onbekend": "Onbekend",
                "nog_voortraject_nodig": "Tussen instroom/intake en voortraject",
                "voortraject": "Tijdens voortraject",
                "in_bemiddeling": "Tijdens bemiddeling",
                "startbaan": "Tijdens startbaan",
            },
            base=people,
        ),
        lengths,
        coded(
            "Reden on hold",
            held,
            "reden_on_hold",
            {
                "onbekend": "Onbekend",
                "familie": "Familie",
                "medisch": "Medische klachten",
                "zwangerschap": "Zwangerschap",
                "eerst_inburgering": "Eerst inburgering",
                "anders": "Anders",
            },
            rare=("Eerst inburgering",),
            base=people,
        ),
    ]


def hold_length(person: Person) -> str:
    """The class of the newest hold by its months."""
    hold = newest(person.facts, "put_on_hold")
    end = hold_end(person.facts, hold)
    if end is None or days_between(hold, end) is None:
        return "Onbekend"
    return classed(
        months(hold.datum, end.datum),
        [
            (3, "0-3 maanden"),
            (6, "4-6 maanden"),
            (12, "7-12 maanden"),
            (None, "13 maanden of meer"),
        ],
    )


def months(start: date, end: date) -> int:
    """The least number of calendar months from `start` on that `end` does not pass."""
    number = 0
    while end > months_on(start, number):
        number += 1
    return number


def months_on(day: date, number: int) -> date:
    """The same day some months on, or the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def exit_blocks(people: Groups) -> list[dict[str, Any]]:
    """The blocks of table 9."""
    left: Groups = {
        column: [person for person in members if person.row["status"] in ("uitval", "einde")]
        for column, members in people.items()
    }
    return [
        block("Uitval", people, counts_as_uitval, ["Onbekend", "Nee", "Ja"]),
        coded(
            "Uitstroom",
            left,
            "status",
            {"uitval": STATUSES["uitval"], "einde": STATUSES["einde"]},
            base=people,
        ),
        coded(
            "Reden",
            left,
            "reden_uitstroom",
            {
                "onbekend": "Onbekend",
                "focus_taal_onderwijs": "Focus op taal/onderwijs",
                "zwangerschap": "Zwangerschap",
                "medisch": "Medische redenen",
                "partner_boven_bijstandsnorm": "Partner verdient boven de bijstandsnorm",
                "verhuizing": "Verhuizing",
                "andere_route": "Andere route",
                "geen_match": "Geen match",
                "werk": "Werk",
                "inburgering_afgerond": "Klaar met inburgering",
                "anders": "Andere reden",
            },
            rare=("Verhuizing", "Andere route", "Geen match", "Werk", "Klaar met inburgering"),
            base=people,
        ),
    ]


def counts_as_uitval(person: Person) -> str:
    """Every exit but that of whoever is done with the inburgering."""
    if person.row["status"] == "onbekend":
        return "Onbekend"
    left = person.row["status"] in ("uitval", "einde")
    return "Ja" if left and person.row["reden_uitstroom"] != "inburgering_afgerond" else "Nee"
