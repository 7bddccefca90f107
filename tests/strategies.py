"""Histories for Hypothesis, in wire form: logs that the product must take in, and logs to judge.

A history is first walked in the order of things, so that it is legal as it is made. It is then
recorded with some events late, put into saves, and amended; an amendment that would make a save
illegal is left out.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests import oracle
from tests.oracle import KnownAt, Log, Wire

Pick = Callable[[int], int]
"""Says a whole number from 0 up to, not including, the one that it is given."""
Data = dict[str, Any]
Save = list[Wire]

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIRST_DAY = date(2023, 1, 1)
LAST_DAY = date(2025, 12, 31)
DAYS = [
    FIRST_DAY,
    date(2023, 1, 2),
    date(2023, 1, 31),
    date(2023, 2, 28),
    date(2023, 3, 26),
    date(2023, 5, 1),
    date(2023, 5, 29),
    date(2023, 5, 31),
    date(2023, 8, 31),
    date(2023, 10, 29),
    date(2023, 11, 30),
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2024, 2, 1),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 3, 30),
    date(2024, 5, 31),
    date(2024, 9, 30),
    date(2024, 12, 31),
    date(2025, 1, 1),
    date(2025, 2, 28),
    date(2025, 3, 1),
    date(2025, 3, 30),
    date(2025, 6, 30),
    date(2025, 10, 25),
    date(2025, 10, 26),
    date(2025, 10, 31),
    LAST_DAY,
]
"""Few, so that events meet on one day; with ends of months, a leap day and changes of the clock."""

NUMBERS = ["AMS-0042", "ams-7", "B.12", "a_1", "9x", "Zz.9-_z", "0", "WSD-1"]
"""Upper and lower case, digits and signs, whose order differs between code points and databases."""

PROEVEN = [
    "amsterdam",
    "eindhoven",
    "groningen-drenthe",
    "helmond-de-peel",
    "rotterdam",
    "sudwest-fryslan",
    "wsd",
]


# Values -------------------------------------------------------------------------------------------

UNKNOWN = "onbekend"
YES_NO = ["ja", "nee", UNKNOWN]
LEVELS = ["A0", "A1", "A2", "B1", "B2", "C1", "C2", UNKNOWN]
OLD_DAYS = ["1999-12-31", "2017-12-31", "2018-01-01", "2021-12-31", "2022-01-01", "2023-05-31"]

CHARACTERISTICS: dict[str, list[Any]] = {
    "deelname": ["verplicht", "vrijwillig", UNKNOWN],
    "geslacht": ["man", "vrouw", "overig", UNKNOWN],
    "geboortejaar": [1900, 1958, 1959, 1960, 1978, 1979, 1980, 1998, 1999, 2000, 2001, UNKNOWN],
    "opleiding": [
        "geen_onderwijs",
        "primair_of_middelbaar",
        "beroepsopleiding",
        "theoretische_opleiding",
        UNKNOWN,
    ],
    "verblijfsvergunning_verleend": [*OLD_DAYS, UNKNOWN],
    "inburgering_start": [*OLD_DAYS, UNKNOWN],
    "pip_datum": [*OLD_DAYS, "2024-02-29", UNKNOWN],
    "baan_bij_instroom": ["nee", "vooruitzicht", "had_al_een_baan", UNKNOWN],
    "taalniveau_bij_instroom": LEVELS,
    "taalniveau": LEVELS,
    "engels": YES_NO,
    "gezinssituatie": [
        "alleen",
        "alleen_met_kinderen",
        "partner_zonder_kinderen",
        "partner_en_kinderen",
        "anders",
        UNKNOWN,
    ],
    "kinderen": [0, 1, 2, 3, 4, 30, UNKNOWN],
    "verblijfssituatie": ["woning", "tussenopvang", "azc", "anders", UNKNOWN],
    "vervoer": [
        ["fiets"],
        ["auto"],
        ["ov"],
        ["fiets", "ov"],
        ["auto", "ov"],
        ["fiets", "auto", "ov"],
        UNKNOWN,
    ],
    "inburgeringsprogramma": ["B1", "Z", "onderwijs", "nog_geen", UNKNOWN],
    "inburgeringsstatus": ["nog_niet_gestart", "gestart", "on_hold", "afgerond", UNKNOWN],
    "uitkering": YES_NO,
    "gemeente": ["GM0363", "GM0014", UNKNOWN],
    "lichting": ["2023-1", "voorjaar", UNKNOWN],
    "uitvoerder": ["werkplein", "wsp-1", UNKNOWN],
}

JOB_TERMS: dict[str, list[Any]] = {
    "soort_startbaan": ["betaald_werk", "betaalde_werkstage", "onbetaald_werk", "anders", UNKNOWN],
    "hoe_gekregen": ["zelf_gevonden", "bemiddeling_proef", UNKNOWN],
    "contract": ["bepaalde_tijd", "onbepaalde_tijd", UNKNOWN],
    "duur_overeenkomst_maanden": [1, 6, 7, 12, 13, 24, 25, 600, UNKNOWN],
    "urenvorm": ["vast", "flexibel", UNKNOWN],
    "uren_per_week": [0.25, 8, 16, 16.5, 24, 24.01, 32, 32.1, 36.2, 40, 40.5, 60, UNKNOWN],
    "inburgeringsuren_per_week": [0, 0.2, 4, 8.5, 16, UNKNOWN],
    "loonkostensubsidie": YES_NO,
    "werkcoach": YES_NO,
    "jobcoach": YES_NO,
    "harrie_training": YES_NO,
    "soort_werkgever": [
        "regulier",
        "detachering_werkleerbedrijf",
        "werkleerbedrijf",
        "uitzendbureau",
        "anders",
        UNKNOWN,
    ],
    "sector": [
        "logistiek",
        "horeca",
        "bouw_techniek",
        "productie_industrie",
        "detailhandel",
        "schoonmaak_facilitair",
        "zorg_welzijn",
        "anders",
        UNKNOWN,
    ],
    "omvang_vestiging": [0, 4, 5, 9, 10, 19, 20, 49, 50, 99, 100, 199, 200, 499, 500, UNKNOWN],
    "ervaring_statushouders": YES_NO,
    "beroep": ["magazijn", "kok-1", UNKNOWN],
}

KINDS_OF_VOORTRAJECT = ["standaard", "maatwerk", "combinatie"]
REASONS_OF_VOORTRAJECT = ["werk", "focus_taal_onderwijs", "medisch", "zwangerschap", "anders"]
ACTIVITIES = [
    "vrijwilligerswerk",
    "onbetaalde_werkstage",
    "proefplaatsing",
    "leerwerktraject",
    "training",
    "taalcoaching",
    "workshop",
    "dagbesteding",
    "anders",
]
NAMES_OF_ACTIVITIES = ["zorgcampus", "aan-de-slag"]
REASONS_OF_END = [
    "contract_verlopen",
    "opgezegd_werknemer",
    "opgezegd_werkgever",
    "andere_baan",
    "doorstroom_regulier",
    "anders",
]
REASONS_OF_HOLD = ["familie", "medisch", "zwangerschap", "eerst_inburgering", "anders"]
REASONS_OF_EXIT = [
    "focus_taal_onderwijs",
    "zwangerschap",
    "medisch",
    "partner_boven_bijstandsnorm",
    "verhuizing",
    "andere_route",
    "geen_match",
    "werk",
    "inburgering_afgerond",
    "anders",
]
REASONS_OF_AMENDMENT = ["vergissing", "dubbel", "later_bekend", "bron_gewijzigd", "anders"]
ASPECTS = ["status", "voortraject", "plaatsing", "on_hold"]
KEYS = ["1", "2", "baan.3", "X-4_", "x-4_", "6", "7", "8"]


def picked_by(draw: st.DrawFn) -> Pick:
    """Every number drawn from Hypothesis, which shrinks it towards 0."""
    return lambda number: draw(below(number))


@cache
def below(number: int) -> st.SearchStrategy[int]:
    """0, 1, … number − 1. Making a strategy costs more than drawing from it: each is made once."""
    return st.integers(0, number - 1)


def details(pick: Pick) -> Pick:
    """All that follows from one number, for what would cost many draws; 0 gives nothing but 0."""
    seed = pick(2**16)
    return Random(seed).randrange if seed else lambda number: 0


def one_of(pick: Pick, values: Sequence[Any]) -> Any:
    """One of the values, the first where 0 is picked."""
    return values[pick(len(values))]


def sometimes(pick: Pick, one_in: int = 4) -> bool:
    """True about once in so many times."""
    return pick(one_in) == one_in - 1


def some(pick: Pick, fields: dict[str, list[Any]], least: int, most: int) -> Data:
    """A few of the fields, each with one of its values, in the catalogue's order."""
    names = [one_of(pick, list(fields)) for _ in range(least + pick(most - least + 1))]
    return {name: one_of(pick, fields[name]) for name in fields if name in names}


def perhaps(pick: Pick, name: str, values: list[Any]) -> Data:
    """A field with one of its values, or nothing."""
    value = one_of(pick, [None, *values])
    return {} if value is None else {name: value}


def job_terms(pick: Pick, least: int) -> Data:
    """Job terms that agree among each other."""
    terms = some(pick, JOB_TERMS, least, 12)
    if terms.get("contract") == "onbepaalde_tijd" and len(terms) > 1:
        terms.pop("duur_overeenkomst_maanden", None)
    hours, lessons = terms.get("uren_per_week"), terms.get("inburgeringsuren_per_week")
    if hours is not None and lessons not in (None, UNKNOWN):
        terms["inburgeringsuren_per_week"] = lessons if hours != UNKNOWN and lessons <= hours else 0
    return terms


# The walk -----------------------------------------------------------------------------------------


@dataclass
class Situation:
    """What is open on the way, just enough to say what may come next."""

    left: bool = False
    on_hold: bool = False
    in_voortraject: bool = False
    activities: list[Data] = field(default_factory=list)
    open_jobs: list[str] = field(default_factory=list)
    used_keys: list[str] = field(default_factory=list)

    def possible(self) -> list[str]:
        """The names of the events that may come next; what moves a journey on comes first."""
        names = ["characteristics_changed", "information_missing", "information_confirmed"]
        if self.open_jobs:
            names += ["placement_changed", "placement_ended"]
        names += ["identity_recorded"]
        if self.left:
            return ["reentered", "reentered", *names]
        names += ["dropped_out", "completed", "resumed" if self.on_hold else "put_on_hold"]
        if self.in_voortraject:
            names += ["voortraject_ended", "voortraject_ended"]
        if self.activities:
            names += ["activity_ended"]
        if not self.on_hold:
            names += ["mediation_started", "activity_started"]
            names += [] if self.in_voortraject else ["voortraject_started"] * 2
            names += ["placed"] * 3 if len(self.used_keys) < len(KEYS) else []
        return names

    def leave(self) -> None:
        """An exit closes all but the startbanen."""
        self.left, self.on_hold, self.in_voortraject, self.activities = True, False, False, []


def content(pick: Pick, name: str, now: Situation) -> Data:
    """What such an event says beside the common fields, where the situation leaves a choice."""
    contents: dict[str, Callable[[], Data]] = {
        "intake": lambda: {
            "proef": one_of(pick, PROEVEN),
            "deelname": one_of(pick, ["verplicht", "vrijwillig"]),
            **{k: v for k, v in some(pick, CHARACTERISTICS, 0, 12).items() if k != "deelname"},
        },
        "characteristics_changed": lambda: some(pick, CHARACTERISTICS, 1, 4),
        "voortraject_started": lambda: perhaps(pick, "soort_voortraject", KINDS_OF_VOORTRAJECT),
        "voortraject_ended": lambda: {
            "afgerond": one_of(pick, [True, True, False]),
            **perhaps(pick, "reden", REASONS_OF_VOORTRAJECT),
        },
        "activity_started": lambda: new_activity(pick, now),
        "activity_ended": lambda: one_of(pick, now.activities),
        "placed": lambda: {
            "startbaan": next(key for key in KEYS if key not in now.used_keys),
            **job_terms(pick, 0),
        },
        "placement_changed": lambda: {
            "startbaan": one_of(pick, now.open_jobs),
            **job_terms(pick, 1),
        },
        "placement_ended": lambda: {
            "startbaan": one_of(pick, now.open_jobs),
            **perhaps(pick, "reden_einde", REASONS_OF_END),
        },
        "put_on_hold": lambda: perhaps(pick, "reden_on_hold", REASONS_OF_HOLD),
        "dropped_out": lambda: perhaps(pick, "reden_uitstroom", REASONS_OF_EXIT),
        "completed": lambda: perhaps(pick, "reden_uitstroom", REASONS_OF_EXIT),
        "reentered": lambda: perhaps(pick, "deelname", CHARACTERISTICS["deelname"]),
        "identity_erased": lambda: {"reden": one_of(pick, ["verzoek", "bewaartermijn"])},
        "information_missing": lambda: {"aspecten": aspects(pick)},
        "information_confirmed": lambda: {"aspecten": aspects(pick)},
    }
    return contents[name]() if name in contents else {}


def new_activity(pick: Pick, now: Situation) -> Data:
    """An activity of a kind and name that is not open."""
    wanted = {
        "activiteit": one_of(pick, ACTIVITIES),
        **perhaps(pick, "naam", NAMES_OF_ACTIVITIES),
    }
    kinds = [{**wanted, "activiteit": kind} for kind in ACTIVITIES]
    names = [{"activiteit": wanted["activiteit"], "naam": name} for name in NAMES_OF_ACTIVITIES]
    return next(one for one in [wanted, *names, *kinds] if one not in now.activities)


def aspects(pick: Pick) -> list[str]:
    """One or more aspects, in the catalogue's order."""
    found = {one_of(pick, ASPECTS) for _ in range(one_of(pick, [1, 1, 2, 3]))}
    return sorted(found, key=ASPECTS.index)


def take(name: str, data: Data, now: Situation) -> None:
    """Moves the situation on by one event."""
    match name:
        case "voortraject_started" | "voortraject_ended":
            now.in_voortraject = name == "voortraject_started"
        case "activity_started" | "activity_ended":
            now.activities = with_or_without(now.activities, data)
        case "placed":
            now.used_keys = [*now.used_keys, data["startbaan"]]
            now.open_jobs = [*now.open_jobs, data["startbaan"]]
        case "placement_ended":
            now.open_jobs = with_or_without(now.open_jobs, data["startbaan"])
        case "put_on_hold" | "resumed":
            now.on_hold = name == "put_on_hold"
        case "dropped_out" | "completed":
            now.leave()
        case "reentered":
            now.left = False


def with_or_without(things: list[Any], thing: Any) -> list[Any]:
    """What is open after this thing started, or ended where it was open."""
    return [t for t in things if t != thing] if thing in things else [*things, thing]


def walk(pick: Pick, number: str, most: int) -> list[Wire]:
    """One participant's history in the order of things, not yet recorded."""
    now = Situation()
    place, volgorde = pick(len(DAYS) // 2), one_of(pick, [0, 0, 0, -3])
    steps = pick(most + 1)
    events = [happening(pick, number, 0, "intake", DAYS[place], volgorde, now)]
    for step in range(1, steps + 1):
        ahead = one_of(pick, [0, 0, 0, 1, 1, 2, 5])
        if ahead and place + 1 < len(DAYS):
            place, volgorde = min(place + ahead, len(DAYS) - 1), one_of(pick, [0, 0, 0, -3])
        else:
            volgorde += one_of(pick, [0, 0, 0, 1])
        name = one_of(pick, now.possible())
        events.append(happening(pick, number, step, name, DAYS[place], volgorde, now))
    return events


def happening(
    pick: Pick, number: str, step: int, name: str, day: date, volgorde: int, now: Situation
) -> Wire:
    """One event of a walk; the situation has moved on by it."""
    detail = details(pick)
    said = content(detail, name, now)
    take(name, said, now)
    data = {"datum": day.isoformat(), **common(detail, volgorde), **said}
    return wire(detail, number, f"{number}/{step}", name, data)


HOW_WELL_KNOWN: list[Data] = [
    *([{}] * 7),
    {"precisie": "dag"},
    {"precisie": "maand"},
    {"precisie": "jaar"},
    {"precisie": UNKNOWN},
    {"volgorde": 0},
]


def common(pick: Pick, volgorde: int) -> Data:
    """`precisie` and `volgorde`, left out where that says the same, as a rule."""
    told: Data = one_of(pick, HOW_WELL_KNOWN)
    return {**told, "volgorde": volgorde} if volgorde else told


WAYS_OF_RECORDING: list[tuple[bool, Data]] = [
    *([(False, {})] * 3),
    (True, {}),
    (False, {"recorded_by": "mw-17"}),
    (True, {"recorded_by": "Z.2"}),
]


SEALS = [b64encode(bytes([1, *range(28 + 64 * blocks)])).decode() for blocks in (1, 2)]
"""What personal fields look like without their key."""


def wire(pick: Pick, number: str, seed: str, name: str, data: Data) -> Wire:
    """One event as it is exported, all but its time; ids are spread but always the same."""
    another_case, recorded_by = one_of(pick, WAYS_OF_RECORDING)
    sealed = name == "identity_recorded" or (name != "identity_erased" and sometimes(pick, 12))
    return {
        "specversion": "1.0",
        "id": str(uuid5(NAMESPACE_URL, seed)),
        "source": "urn:nld:oin:00000000000000000000:systeem:journey",
        "type": f"nl.startbaan.{name}.v1",
        "subject": number.swapcase() if another_case and name != "intake" else number,
        "datacontenttype": "application/json",
        **({"sealed": one_of(pick, SEALS)} if sealed else {}),
        "data": {**data, **recorded_by},
    }


# Recording ----------------------------------------------------------------------------------------


def recorded(pick: Pick, events: list[Wire]) -> list[Save]:
    """Saves that take the events in, some of them late, each save legal when it is made."""
    late = [one_of(pick, [0, 0, 0, 0, 3, 40, 500]) for _ in events]
    days = [oracle.as_day(event["data"]["datum"]) for event in events]
    order = sorted(range(len(events)), key=lambda at: days[at] + timedelta(days=late[at]))
    return legal_saves(pick, ties_kept([events[at] for at in order], events))


def ties_kept(ordered: list[Wire], events: list[Wire]) -> list[Wire]:
    """The recording order, with events that only their position tells apart in their own order."""
    waiting = list(events)
    result = []
    for event in ordered:
        result.append(
            next(other for other in waiting if place_in_time(other) == place_in_time(event))
        )
        waiting.remove(result[-1])
    return result


def place_in_time(event: Wire) -> tuple[str, int]:
    """What orders an event before its position does."""
    return event["data"]["datum"], event["data"].get("volgorde", 0)


def legal_saves(pick: Pick, ordered: list[Wire]) -> list[Save]:
    """The events in saves: as small as may be, or now and then larger."""
    saves: list[Save] = []
    pending: Save = []
    for place, event in enumerate(ordered):
        pending.append(event)
        rest = place + 1 < len(ordered) and sometimes(pick, 5)
        if not rest and fits([*flat(saves), *pending]):
            saves.append(pending)
            pending = []
    return saves


def flat(saves: list[Save]) -> Log:
    """All events of the saves."""
    return [event for save in saves for event in save]


def fits(events: list[Wire]) -> bool:
    """Whether one participant's timeline is legal, whatever the times."""
    return not any(oracle.misfits(timeline) for timeline in oracle.standing(events).values())


# Amending -----------------------------------------------------------------------------------------


def amended(pick: Pick, number: str, saves: list[Save]) -> list[Save]:
    """The saves with corrections and retractions among them that leave every save legal."""
    for attempt in range(one_of(pick, [0, 1, 2, 4])):
        place = 1 + max(pick(len(saves)), pick(len(saves)))
        amendment = amend(pick, number, f"{number}/amended/{attempt}", flat(saves[:place]))
        tried = [*saves[:place], [amendment], *saves[place:]]
        if all(fits(flat(tried[:end])) for end in range(place, len(tried) + 1)) and once(tried):
            saves = tried
    return saves


def once(saves: list[Save]) -> bool:
    """No amendment names an event that is retracted already, or an intake with more after it."""
    log = flat(saves)
    return not any(oracle.broken_by_amendment(log, place) for place in range(len(log)))


def amend(pick: Pick, number: str, seed: str, before: Log) -> Wire:
    """A correction or a retraction of one of the events before it, legal or not."""
    originals = [e for e in before if oracle.name_of(e) not in ("corrected", "retracted")]
    again = [e["data"]["corrects"] for e in before if oracle.name_of(e) == "corrected"]
    target = one_of(pick, [*originals, *(e for e in originals if e["id"] in again)])
    detail = details(pick)
    decided = {"datum": one_of(detail, DAYS).isoformat()}
    reason = {"reden": one_of(detail, REASONS_OF_AMENDMENT)}
    if sometimes(pick, 3):
        data = {**decided, "retracts": target["id"], **reason}
        return wire(detail, number, seed, "retracted", data)
    replaced = {k: v for k, v in target["data"].items() if k != "recorded_by"}
    replacement = one_of(pick, [moved, reordered, retold])(detail, target, replaced)
    data = {**decided, "corrects": target["id"], "replacement": replacement, **reason}
    return wire(detail, number, seed, "corrected", data)


def moved(pick: Pick, target: Wire, data: Data) -> Data:
    """Another date, near or far."""
    day = oracle.as_day(data["datum"])
    near = [day + timedelta(days=days) for days in (-1, 1, -30, 7)] * 4
    wanted = one_of(pick, [*near, *DAYS])
    return {**data, "datum": max(FIRST_DAY, min(LAST_DAY, wanted)).isoformat()}


def reordered(pick: Pick, target: Wire, data: Data) -> Data:
    """Another place among the events of its day."""
    return {**data, "volgorde": one_of(pick, [-99, -4, -1, 0, 1, 2, 99])}


def retold(pick: Pick, target: Wire, data: Data) -> Data:
    """The same happening told otherwise; it stays about the same startbaan or activity."""
    about = {k: v for k, v in data.items() if k in ("startbaan", "activiteit", "naam")}
    now = Situation(activities=[about], open_jobs=[about.get("startbaan", "")])
    told = content(pick, oracle.name_of(target), now)
    kept = {k: v for k, v in data.items() if k in ("datum", "volgorde")}
    return {**kept, **common(pick, kept.get("volgorde", 0)), **told, **about}


def false_start(pick: Pick, number: str) -> list[Save]:
    """An intake that is retracted before anything else happens, or nothing."""
    if not sometimes(pick, 8):
        return []
    intake = happening(pick, number, -1, "intake", one_of(pick, DAYS), 0, Situation())
    data = {"datum": intake["data"]["datum"], "retracts": intake["id"], "reden": "vergissing"}
    return [[intake], [wire(pick, number, f"{number}/never", "retracted", data)]]


# Logs ---------------------------------------------------------------------------------------------


@st.composite
def logs(draw: st.DrawFn, participants: int = 6, events: int = 14) -> Log:
    """A log that was legal after every save: at most so many participants and steps of each."""
    return legal_log(picked_by(draw), participants, events)


def legal_log(pick: Pick, participants: int = 6, events: int = 14) -> Log:
    """The same, picked by whatever picks."""
    first = pick(len(NUMBERS))
    several = range(first, first + 1 + pick(min(participants, len(NUMBERS))))
    histories = [history(pick, NUMBERS[place % len(NUMBERS)], events) for place in several]
    return timed(details(pick), interleaved(details(pick), histories))


def history(pick: Pick, number: str, most: int) -> list[Save]:
    """One participant's saves."""
    start = false_start(pick, number)
    saves = recorded(details(pick), walk(pick, number, most))
    return [*start, *amended(pick, number, saves), *erasure(details(pick), number, saves)]


def erasure(pick: Pick, number: str, saves: list[Save]) -> list[Save]:
    """At the end the participant is erased, or not."""
    if not sometimes(pick, 6):
        return []
    day = max(dated(event) for event in flat(saves))
    data = {"datum": day.isoformat(), **content(pick, "identity_erased", Situation())}
    return [[wire(pick, number, f"{number}/erased", "identity_erased", data)]]


def interleaved(pick: Pick, histories: list[list[Save]]) -> list[Save]:
    """One row of saves: each participant's stay in order, and come as soon as they can."""
    due: list[tuple[date, int, int, Save]] = []
    for who, saves in enumerate(histories):
        day = FIRST_DAY
        for place, save in enumerate(saves):
            day = max([day, *(dated(event) for event in save)])
            due.append((day, who, place, save))
    return joined(pick, [save for *_, save in sorted(due, key=lambda one: one[:3])])


def joined(pick: Pick, saves: list[Save]) -> list[Save]:
    """Now and then one save, such as an import, takes in what came separately.

    Joining keeps a log legal: the end of each save was legal already.
    """
    result: list[Save] = []
    for save in saves:
        if result and sometimes(pick, 10):
            result[-1] = [*result[-1], *save]
        else:
            result.append(save)
    return result


def dated(event: Wire) -> date:
    """The newest date that an event names; it is recorded on that day at the earliest."""
    data = event["data"]
    told = [data["datum"], *(data.get(name, "") for name in ("pip_datum", "inburgering_start"))]
    told.append(data.get("verblijfsvergunning_verleend", ""))
    days = [oracle.as_day(day) for day in told if day not in ("", UNKNOWN)]
    if "replacement" in data:
        days.append(dated({"data": data["replacement"]}))
    return max(days)


HOURS = [time(9, 12), time(0, 0), time(0, 30), time(12, 0, 0, 1), time(23, 59, 59, 999999)]
"""Of Amsterdam; some are of another day in UTC."""


def timed(pick: Pick, saves: list[Save]) -> Log:
    """The log: each save a time later than the one before, on or after the days that it names."""
    log: Log = []
    now = datetime(2022, 12, 31, tzinfo=UTC)
    for save in saves:
        day = max(dated(event) for event in save) + timedelta(days=one_of(pick, [0, 0, 1, 20]))
        wanted = datetime.combine(day, one_of(pick, HOURS), AMSTERDAM).astimezone(UTC)
        now = max(wanted, now + timedelta(microseconds=1))
        log += [stamped(event, now) for event in save]
    return log


def on_the_wire(moment: datetime) -> str:
    """A time in UTC as the log writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def stamped(event: Wire, now: datetime) -> Wire:
    """The event as it stands in the log, its attributes in the order of the wire."""
    names = ["specversion", "id", "source", "type", "subject", "time", "datacontenttype"]
    whole = {**event, "time": on_the_wire(now)}
    return {name: whole[name] for name in (*names, "sealed", "data") if name in whole}


# Questions ----------------------------------------------------------------------------------------


def peildata(log: Log) -> st.SearchStrategy[date]:
    """Days on, just before and just after the events, and before and after all of them."""
    return st.sampled_from(days_to_ask(log))


def days_to_ask(log: Log) -> list[date]:
    """The same days, the newest first."""
    told = {event["data"]["datum"] for event in log}
    told |= {event["data"].get("replacement", event["data"])["datum"] for event in log}
    days = {oracle.as_day(day) + timedelta(days=off) for day in told for off in (-1, 0, 1, 45)}
    return sorted(days | {date(2022, 6, 30), date(2026, 6, 30)}, reverse=True)


def known_ats(log: Log) -> st.SearchStrategy[KnownAt]:
    """Everything, positions, days and timestamps at and around the times of the log."""
    return st.sampled_from(kinds_to_ask(log)).flatmap(st.sampled_from)


def kinds_to_ask(log: Log) -> list[list[KnownAt]]:
    """The same moments, each kind a list of its own."""
    times = sorted({datetime.fromisoformat(event["time"]) for event in log})
    moments = {at + timedelta(microseconds=off) for at in times for off in (-1, 0, 1)}
    days = {
        at.astimezone(AMSTERDAM).date() + timedelta(days=off) for at in times for off in (-1, 0)
    }
    return [
        [None],
        list(range(1, len(log) + 1)),
        [*sorted(days)],
        [on_the_wire(at) for at in sorted(moments)],
    ]


Question = tuple[Log, date, KnownAt]


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A legal log, a peildatum and a known-at."""
    return question(picked_by(draw))


def question(pick: Pick) -> Question:
    """The same, picked by whatever picks."""
    log = legal_log(pick)
    return log, one_of(pick, days_to_ask(log)), one_of(pick, one_of(pick, kinds_to_ask(log)))


# Logs to judge ------------------------------------------------------------------------------------


@st.composite
def arbitrary_logs(draw: st.DrawFn) -> Log:
    """One participant's log as of one save, legal or not; each event alone is sound.

    It is to be judged as it stands at its end. An intake is never retracted here: what counts as
    another event then depends on the save that it is part of.
    """
    return log_to_judge(picked_by(draw))


def log_to_judge(pick: Pick) -> Log:
    """The same, picked by whatever picks."""
    number = one_of(pick, NUMBERS)
    log = walk(pick, number, 8)
    for change in range(one_of(pick, [0, 1, 2, 3, 4, 5])):
        log = one_of(pick, [dropped, swapped, shifted, renumbered, intruded])(pick, log, change)
    for attempt in range(one_of(pick, [0, 0, 1, 3])):
        log = [*log, amend(pick, number, f"{number}/amended/{attempt}", log)]
    intakes = {event["id"] for event in log if oracle.name_of(event) == "intake"}
    return timed(pick, [[event for event in log if event["data"].get("retracts") not in intakes]])


def dropped(pick: Pick, log: Log, change: int) -> Log:
    """One event less, but for the last that there is."""
    place = pick(len(log))
    return log if len(log) == 1 else [*log[:place], *log[place + 1 :]]


def swapped(pick: Pick, log: Log, change: int) -> Log:
    """Two events change places in the log."""
    place = pick(len(log))
    return [*log[:place], *reversed(log[place : place + 2]), *log[place + 2 :]]


def shifted(pick: Pick, log: Log, change: int) -> Log:
    """One event happens on another day of the history."""
    place = pick(len(log))
    days = sorted({event["data"]["datum"] for event in log})
    data = {**log[place]["data"], "datum": one_of(pick, days)}
    return [*log[:place], {**log[place], "data": data}, *log[place + 1 :]]


def renumbered(pick: Pick, log: Log, change: int) -> Log:
    """One event comes earlier or later on its day."""
    place = pick(len(log))
    data = reordered(pick, log[place], log[place]["data"])
    return [*log[:place], {**log[place], "data": data}, *log[place + 1 :]]


def intruded(pick: Pick, log: Log, change: int) -> Log:
    """One more event of any kind, whether it fits there or not."""
    place, number = pick(len(log) + 1), log[0]["subject"]
    open_ones = [{"activiteit": activity} for activity in ACTIVITIES[:2]]
    name = one_of(pick, EVENTS)
    datum = one_of(pick, [event["data"]["datum"] for event in log])
    said = content(pick, name, Situation(open_jobs=KEYS[:3], activities=open_ones))
    if "startbaan" in said:
        said["startbaan"] = one_of(pick, KEYS[:3])
    event = wire(pick, number, f"{number}/+{change}", name, {"datum": datum, **said})
    return [*log[:place], event, *log[place:]]


EVENTS = [
    "intake",
    "characteristics_changed",
    "voortraject_started",
    "voortraject_ended",
    "activity_started",
    "activity_ended",
    "mediation_started",
    "placed",
    "placement_changed",
    "placement_ended",
    "put_on_hold",
    "resumed",
    "dropped_out",
    "completed",
    "reentered",
    "information_missing",
    "information_confirmed",
    "identity_recorded",
    "identity_erased",
]
"""Every event that stands on the timeline."""
