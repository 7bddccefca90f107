"""Synthetic logs of any size, the same on every machine and every run.

Ten events a participant on average, legal as a whole: journeys are walked day by day and then
entered, some weeks late, so that participants interleave and the order of entry is not the order
of things. Some three in a hundred events correct or retract another.

    python -m benchmarks.logs journeys 1000000 log.jsonl
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

Data = dict[str, Any]

EVENTS_EACH: Final = 10
FIRST_INTAKE: Final = date(2019, 1, 1)
DAYS_OF_INTAKE: Final = 1600
LONGEST_STEP: Final = 45
LATEST_MENDING: Final = 30
LATE_DATUM: Final = date(2025, 10, 31)
LATE_ENTRY: Final = date(2026, 3, 1)
"""The day of what is entered late, and when that is."""

_CORRECTED: Final = 0.15
_RETRACTED: Final = 0.15
"""So many of the participants have an event that is corrected, or one that is retracted."""

_PROEVEN: Final = (
    "amsterdam",
    "eindhoven",
    "groningen-drenthe",
    "helmond-de-peel",
    "rotterdam",
    "sudwest-fryslan",
    "wsd",
)
_YES_NO: Final = ("ja", "nee")
_LEVELS: Final = ("A0", "A1", "A1", "A2", "A2", "B1", "B2")

_CHARACTERISTICS: Final[dict[str, tuple[Any, ...]]] = {
    "geslacht": ("man", "man", "vrouw", "onbekend"),
    "geboortejaar": tuple(range(1958, 2006)),
    "opleiding": ("geen_onderwijs", "primair_of_middelbaar", "beroepsopleiding", "onbekend"),
    "verblijfsvergunning_verleend": ("2016-05-01", "2018-11-15", "onbekend"),
    "inburgering_start": ("2017-02-01", "2018-09-03"),
    "taalniveau_bij_instroom": _LEVELS,
    "taalniveau": _LEVELS,
    "engels": _YES_NO,
    "gezinssituatie": ("alleen", "alleen_met_kinderen", "partner_en_kinderen"),
    "kinderen": (0, 0, 1, 2, 3, 5),
    "verblijfssituatie": ("woning", "woning", "tussenopvang", "azc"),
    "vervoer": (["fiets"], ["ov"], ["fiets", "ov"], ["fiets", "auto", "ov"]),
    "inburgeringsprogramma": ("B1", "Z", "onderwijs"),
    "inburgeringsstatus": ("gestart", "gestart", "on_hold", "afgerond"),
    "uitkering": _YES_NO,
    "gemeente": ("GM0363", "GM0014", "GM0599", "GM1900"),
}
_JOB_TERMS: Final[dict[str, tuple[Any, ...]]] = {
    "soort_startbaan": ("betaald_werk", "betaald_werk", "betaalde_werkstage"),
    "hoe_gekregen": ("zelf_gevonden", "bemiddeling_proef"),
    "contract": ("bepaalde_tijd",),
    "duur_overeenkomst_maanden": (6, 7, 12, 24),
    "urenvorm": ("vast", "flexibel"),
    "uren_per_week": (12, 16.5, 24, 32, 36, 40),
    "loonkostensubsidie": _YES_NO,
    "werkcoach": _YES_NO,
    "jobcoach": _YES_NO,
    "soort_werkgever": ("regulier", "detachering_werkleerbedrijf", "uitzendbureau"),
    "sector": ("logistiek", "horeca", "schoonmaak_facilitair", "zorg_welzijn"),
    "omvang_vestiging": (3, 8, 25, 80, 350, 1200),
    "ervaring_statushouders": _YES_NO,
}
_ACTIVITIES: Final = ("vrijwilligerswerk", "onbetaalde_werkstage", "training", "taalcoaching")
_REASONS_OF_EXIT: Final = ("verhuizing", "medisch", "werk", "geen_match")
_REASONS_OF_HOLD: Final = ("familie", "medisch", "zwangerschap")
_LATENESS: Final = (0, 0, 0, 1, 1, 2, 3, 7, 14, 60)
"""Days from when something happens to when it is entered."""


class Fact(NamedTuple):
    """Something that happened on a day: the event's name and what it says."""

    day: date
    name: str
    said: Data


class Entry(NamedTuple):
    """One event as it is entered; ``serial`` decides between entries of one moment."""

    moment: datetime
    serial: int
    event_id: str
    number: str
    name: str
    data: Data


def lines(events: int) -> Iterator[bytes]:
    """A log of so many events (a multiple of 20) of a tenth as many participants, by ``time``."""
    waiting: list[Entry] = []
    maker = _Maker()
    people = events // EVENTS_EACH
    for person in range(people):
        intake = FIRST_INTAKE + timedelta(days=person * DAYS_OF_INTAKE // people)
        for entry in maker.entries(person, intake):
            heappush(waiting, entry)
        while waiting and waiting[0].moment.date() < intake:
            yield _line(heappop(waiting))
    while waiting:
        yield _line(heappop(waiting))


def _line(entry: Entry) -> bytes:
    event = {
        "specversion": "1.0",
        "id": entry.event_id,
        "source": "urn:nld:oin:00000000000000000000:systeem:journey",
        "type": f"nl.startbaan.{entry.name}.v1",
        "subject": entry.number,
        "time": entry.moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "datacontenttype": "application/json",
        "data": entry.data,
    }
    return msgspec.json.encode(event) + b"\n"


class _Maker:
    """Makes one participant after the other; the same ones every time."""

    def __init__(self) -> None:
        self._random = Random(20251031)
        self._serials = count()
        self._spread = 0

    def entries(self, person: int, intake: date) -> list[Entry]:
        """Everything ever entered of one participant."""
        number = f"P-{person:07}"
        left = self._length(person)
        mended = self._random.random()
        if mended < _CORRECTED:
            facts = list(islice(_walk(self._random, intake), left - 1))
            return self._with_correction(number, facts)
        if mended < _CORRECTED + _RETRACTED:
            facts = list(islice(_walk(self._random, intake), left - 2))
            return self._with_retraction(number, facts)
        return [self._entered(number, fact) for fact in islice(_walk(self._random, intake), left)]

    def _length(self, person: int) -> int:
        """Two neighbours have 20 events together."""
        if person % 2:
            return EVENTS_EACH - self._spread
        self._spread = self._random.randint(-7, 7)
        return EVENTS_EACH + self._spread

    def _entered(self, number: str, fact: Fact) -> Entry:
        data = {"datum": fact.day.isoformat(), "recorded_by": self._clerk(), **fact.said}
        late = self._random.choice(_LATENESS)
        return self.entry(_office_hour(self._random, fact.day, late), number, fact.name, data)

    def _with_correction(self, number: str, facts: list[Fact]) -> list[Entry]:
        """Of one fact the day was entered wrongly."""
        entries = [self._entered(number, fact) for fact in facts]
        index = self._random.randrange(len(entries))
        right = entries[index].data
        wrong_day = facts[index].day - timedelta(days=1)
        entries[index] = entries[index]._replace(data={**right, "datum": wrong_day.isoformat()})
        replacement = {name: value for name, value in right.items() if name != "recorded_by"}
        said = {"corrects": entries[index].event_id, "replacement": replacement}
        return [*entries, self._mended(entries[index], "corrected", said)]

    def _with_retraction(self, number: str, facts: list[Fact]) -> list[Entry]:
        """One fact more was entered, of someone else."""
        entries = [self._entered(number, fact) for fact in facts]
        wrong = Fact(facts[-1].day, "characteristics_changed", {"taalniveau": "B1"})
        entry = self._entered(number, wrong)
        mending = self._mended(entry, "retracted", {"retracts": entry.event_id})
        return [*entries, entry, mending]

    def _mended(self, entry: Entry, name: str, said: Data) -> Entry:
        """What puts an entry right, some days after it."""
        late = self._random.randint(1, LATEST_MENDING)
        moment = _office_hour(self._random, entry.moment.date(), late)
        decided = {"datum": moment.date().isoformat(), "recorded_by": self._clerk()}
        data = {**decided, **said, "reden": "vergissing"}
        return self.entry(moment, entry.number, name, data)

    def entry(self, moment: datetime, number: str, name: str, data: Data) -> Entry:
        """One event as it is entered, with an id of its own."""
        event_id = str(UUID(int=self._random.getrandbits(128), version=4))
        return Entry(moment, next(self._serials), event_id, number, name, data)

    def skip(self) -> None:
        """Go on with ids that no log of journeys has."""
        self._random = Random(20260301)

    def _clerk(self) -> str:
        return f"mw-{self._random.randint(1, 40)}"


def _office_hour(random: Random, day: date, late: int) -> datetime:
    microseconds = random.randrange(9 * 3600 * 1_000_000)
    opening = datetime.combine(day, time(7), UTC)
    return opening + timedelta(days=late, microseconds=microseconds)


class _Situation:
    """What is open on the way, just enough to say what may come next."""

    def __init__(self) -> None:
        self.left = False
        self.on_hold = False
        self.in_voortraject = False
        self.activity: str | None = None
        self.job: str | None = None
        self.jobs = 0

    def possible(self) -> list[str]:
        """What may happen next; what often happens stands in it more than once."""
        if self.left:
            return ["reentered", "characteristics_changed"]
        names = ["characteristics_changed"] * 4
        names += ["information_missing", "information_confirmed"]
        names += ["resumed"] * 4 if self.on_hold else self._starts()
        names += ["voortraject_ended"] * 3 if self.in_voortraject else []
        names += ["activity_ended"] * 2 if self.activity else []
        names += ["placement_changed", "placement_ended"] * 3 if self.job else []
        return [*names, "dropped_out", "completed"]

    def _starts(self) -> list[str]:
        names = ["put_on_hold", "mediation_started"]
        names += [] if self.in_voortraject else ["voortraject_started"] * 4
        names += [] if self.activity else ["activity_started"] * 2
        return names if self.job else [*names, *["placed"] * 5]


def _walk(random: Random, intake: date) -> Iterator[Fact]:
    """One participant's journey without end, each fact on a later day than the one before."""
    now, day = _Situation(), intake
    deelname = {"proef": random.choice(_PROEVEN), "deelname": _deelname(random)}
    yield Fact(day, "intake", {**deelname, **_some(random, _CHARACTERISTICS, 0.7)})
    while True:
        day += timedelta(days=random.randint(1, LONGEST_STEP))
        name = random.choice(now.possible())
        yield Fact(day, name, _happened(random, name, now))


def _deelname(random: Random) -> str:
    return random.choice(("verplicht", "verplicht", "vrijwillig"))


def _some(random: Random, fields: dict[str, tuple[Any, ...]], often: float) -> Data:
    return {name: random.choice(fields[name]) for name in fields if random.random() < often}


def _happened(random: Random, name: str, now: _Situation) -> Data:
    """What the event says; the situation has moved on by it."""
    match name:
        case "characteristics_changed":
            return {"taalniveau": random.choice(_LEVELS), **_some(random, _CHARACTERISTICS, 0.1)}
        case "voortraject_started" | "voortraject_ended":
            return _voortraject(random, now)
        case "activity_started" | "activity_ended":
            return _activity(random, now)
        case "placed" | "placement_changed" | "placement_ended":
            return _job(random, name, now)
        case "put_on_hold" | "resumed":
            return _hold(random, now)
        case "dropped_out" | "completed" | "reentered":
            return _exit(random, now)
        case "information_missing" | "information_confirmed":
            return {"aspecten": ["plaatsing"]}
    return {}


def _exit(random: Random, now: _Situation) -> Data:
    now.left = not now.left
    now.on_hold, now.in_voortraject, now.activity = False, False, None
    return {"reden_uitstroom": random.choice(_REASONS_OF_EXIT)} if now.left else {}


def _hold(random: Random, now: _Situation) -> Data:
    now.on_hold = not now.on_hold
    return {"reden_on_hold": random.choice(_REASONS_OF_HOLD)} if now.on_hold else {}


def _voortraject(random: Random, now: _Situation) -> Data:
    now.in_voortraject = not now.in_voortraject
    if now.in_voortraject:
        return {"soort_voortraject": random.choice(("standaard", "maatwerk", "combinatie"))}
    return {"afgerond": random.random() < 0.8}


def _activity(random: Random, now: _Situation) -> Data:
    running = now.activity
    now.activity = None if running else random.choice(_ACTIVITIES)
    return {"activiteit": running or now.activity}


def _job(random: Random, name: str, now: _Situation) -> Data:
    if name == "placed":
        now.jobs += 1
        now.job = str(now.jobs)
        return {"startbaan": now.job, **_some(random, _JOB_TERMS, 0.7)}
    key = now.job
    if name == "placement_changed":
        hours = random.choice(_JOB_TERMS["uren_per_week"])
        return {"startbaan": key, "uren_per_week": hours}
    now.job = None
    return {"startbaan": key, "reden_einde": "contract_verlopen"}


def one_each(events: int) -> Iterator[bytes]:
    """A log of so many participants of whom there is nothing but an intake."""
    maker = _Maker()
    for person in range(events):
        moment = datetime.combine(FIRST_INTAKE, time(7), UTC) + timedelta(milliseconds=person)
        said = {"datum": "2019-01-01", "proef": "wsd", "deelname": "verplicht"}
        yield _line(maker.entry(moment, f"P-{person:07}", "intake", said))


def all_of_one(events: int) -> Iterator[bytes]:
    """A log of one participant, entered as one save."""
    maker = _Maker()
    moment = datetime.combine(FIRST_INTAKE, time(7), UTC)
    said = {"datum": "2019-01-01", "proef": "wsd", "deelname": "verplicht"}
    yield _line(maker.entry(moment, "P-0000000", "intake", said))
    for level in range(events - 1):
        changed = {"datum": "2019-01-01", "taalniveau": _LEVELS[level % len(_LEVELS)]}
        yield _line(maker.entry(moment, "P-0000000", "characteristics_changed", changed))


def late(events: int) -> Iterator[bytes]:
    """What is entered at last of the first so many participants of a log of journeys."""
    maker = _Maker()
    # Ids of their own: those of the journeys come from the same source.
    maker.skip()
    moment = datetime.combine(LATE_ENTRY, time(7), UTC)
    for person in range(events):
        changed = {"datum": LATE_DATUM.isoformat(), "taalniveau": _LEVELS[person % len(_LEVELS)]}
        yield _line(maker.entry(moment, f"P-{person:07}", "characteristics_changed", changed))


SHAPES: Final = {"late": late, "journeys": lines, "one-each": one_each, "all-of-one": all_of_one}


def main(shape: str, events: str, file: str) -> None:
    """Write a log of a shape to a file."""
    with Path(file).open("wb") as stream:
        stream.writelines(SHAPES[shape](int(events)))


if __name__ == "__main__":
    main(*sys.argv[1:])
