"""How it all came into the log: when each event was recorded, and what was wrong at first.

Most things are recorded within days, some months later. Some are recorded wrongly and corrected,
some never happened and are retracted. What is recorded of one participant on one day is one save.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from journey import codebook
from journey.demo.chance import between, chance
from journey.demo.courses import PEILDATUM, Fact, facts
from journey.demo.details import details
from journey.demo.people import GEMEENTEN, Participant, population

Wire = dict[str, Any]

NAMESPACE = UUID("7d0b6f3e-3c58-5a7e-9a5d-2f0c1f6b8e41")
SOURCE = "urn:nld:oin:00000000000000000000:systeem:journey"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# The last days on which something is recorded, and put right.
LAST_RECORDING = date(2026, 2, 6)
LAST_AMENDMENT = date(2026, 2, 13)

_PREFIXES = {
    "amsterdam": "AMS",
    "eindhoven": "EHV",
    "groningen-drenthe": "GRD",
    "helmond-de-peel": "HDP",
    "rotterdam": "RTD",
    "sudwest-fryslan": "SWF",
    "wsd": "WSD",
}
_HOLIDAYS = {(1, 1), (4, 27), (12, 25), (12, 26)}
# How late something is recorded: the share that is within so many days.
MOST_FOR_AN_INTAKE = 45
_DELAYS = ((0.55, 0, 5), (0.84, 6, 30), (0.96, 31, 90), (1.0, 91, 240))


@dataclass(slots=True)
class Entry:
    """An event as it was recorded on a day."""

    fact: Fact
    recorded: date
    id: str = ""
    written: dict[str, Any] | None = None
    """The data as first recorded, where that was wrong."""


@dataclass(slots=True)
class File:
    """Everything recorded of one participant, in the order in which it counts."""

    person: Participant
    number: str
    entries: list[Entry] = field(default_factory=list)

    def enter(self, fact: Fact, recorded: date) -> Entry:
        """Add an event with an id of its own."""
        name = f"{self.number}/{len(self.entries)}"
        entry = Entry(fact, recorded, str(uuid5(NAMESPACE, name)))
        self.entries.append(entry)
        return entry


def events() -> list[Wire]:
    """The demonstration log: all events on the wire, in the order of recording.

    Equal times are one save. To be imported with the times kept.
    """
    return [event for save in _saves(_files()) for event in save]


# -- the file of each participant -------------------------------------------------------------


def _files() -> list[File]:
    told = [(person, facts(person)) for person in population()]
    told.sort(key=lambda each: (each[1][0].datum, each[0].index))
    issued: dict[str, int] = {}
    files = []
    for person, core in told:
        issued[person.proef] = issued.get(person.proef, 0) + 1
        file = File(person, f"{_PREFIXES[person.proef]}-{issued[person.proef]:04}")
        _record(file, core)
        files.append(file)
    return files


def _record(file: File, core: list[Fact]) -> None:
    beside = details(file.person, core)
    _record_core(file, core)
    _record_beside(file, beside)
    _plan_too_early(file)
    _mistake(file)
    _imagine(file)
    _drop_by_mistake(file)


def _record_core(file: File, core: Sequence[Fact]) -> None:
    """In order, each as late as the one before it at least: so every save is legal."""
    latest = core[0].datum
    for fact in core:
        latest = max(latest, _recording_day(file, fact))
        file.enter(fact, latest)


def _record_beside(file: File, beside: Sequence[Fact]) -> None:
    core = list(file.entries)
    latest: dict[str, date] = {}
    for fact in sorted(beside, key=lambda f: f.datum):
        needed = max(e.recorded for e in core if e.fact.datum <= fact.datum)
        lane = str(fact.data.get("activiteit", "")) + str(fact.data.get("naam", ""))
        day = max(needed, _recording_day(file, fact))
        if lane:
            day = latest[lane] = max(day, latest.get(lane, day))
        file.enter(fact, day)


def _recording_day(file: File, fact: Fact) -> date:
    key = (file.person.index, len(file.entries))
    draw = chance("vertraging", *key)
    low, high = next((low, high) for share, low, high in _DELAYS if draw < share)
    delay = between(low, high, "dagen", *key)
    if fact.name == "intake":
        delay = min(delay, MOST_FOR_AN_INTAKE)
    return min(_working_day(fact.datum + timedelta(days=delay)), LAST_RECORDING)


def _working_day(day: date) -> date:
    """This day, or the next on which people work."""
    while day.weekday() > 4 or (day.month, day.day) in _HOLIDAYS:
        day += timedelta(days=1)
    return day


# -- what was recorded wrongly ----------------------------------------------------------------


def _amend(file: File, entry: Entry, name: str, days: int, **data: Any) -> Entry:
    """Correct or retract an entry some days after it was recorded."""
    day = min(_working_day(entry.recorded + timedelta(days=days)), LAST_AMENDMENT)
    decided = max(day - timedelta(days=between(0, 3, "besluit", entry.id)), entry.recorded)
    return file.enter(Fact(decided, name, data, core=False), day)


def _correct(file: File, entry: Entry, wrong: dict[str, Any], days: int) -> None:
    """Let an entry have been recorded wrongly, and put right later; now and then in two steps."""
    entry.written = wrong
    right = _full(entry.fact)
    reden = _pick(("vergissing", "vergissing", "later_bekend", "bron_gewijzigd"), "reden", entry.id)
    if chance("twee-stappen", entry.id) < 0.06:
        first = _amend(file, entry, "corrected", max(days // 2, 2), corrects=entry.id)
        first.fact.data |= {"replacement": wrong, "reden": "later_bekend"}
        days += 3
    _amend(file, entry, "corrected", days, corrects=entry.id, replacement=right, reden=reden)


def _full(fact: Fact) -> dict[str, Any]:
    return {"datum": fact.datum.isoformat(), **fact.data}


def _pick(options: Sequence[Any], *key: str | int) -> Any:
    return options[between(0, len(options) - 1, *key)]


def _mistake(file: File) -> None:
    """One or two entries of some participants."""
    index = file.person.index
    entries = [e for e in file.entries if e.written is None]
    wrong = {e.id: w for e in entries if (w := _wrong_value(e)) is not None}
    if wrong and chance("fout", index) < 0.4:
        entry = _pick([e for e in entries if e.id in wrong], "fout-waar", index)
        _correct(file, entry, wrong[entry.id], between(3, 120, "fout-dagen", index))
    dates = {e.id: w for e, w in _wrong_dates(entries) if e.written is None}
    if dates and chance("datumfout", index) < 0.3:
        entry = _pick([e for e in entries if e.id in dates], "datumfout-waar", index)
        _correct(file, entry, dates[entry.id], between(3, 90, "datumfout-dagen", index))


def _other_code(codes: codebook.Codes) -> Callable[[Any], Any]:
    listed = tuple(codes)
    return lambda code: listed[(listed.index(code) + 1) % len(listed)]


# What a wrong value looks like, for fields that are often wrong.
_WRONG: dict[str, Callable[[Any], Any]] = {
    "geboortejaar": lambda year: year - 10,
    "gemeente": lambda code: "GM0344" if code != "GM0344" else "GM0363",
    "opleiding": _other_code(codebook.OPLEIDING),
    "taalniveau_bij_instroom": _other_code(codebook.TAALNIVEAU),
    "soort_voortraject": _other_code(codebook.SOORT_VOORTRAJECT),
    "uren_per_week": lambda hours: hours - 4 if hours > 36 else hours + 4,
    "sector": _other_code(codebook.SECTOR),
    "uitkering": _other_code(codebook.JA_NEE),
    "verblijfssituatie": _other_code(codebook.VERBLIJFSSITUATIE),
    "pip_datum": lambda day: (date.fromisoformat(day) - timedelta(days=30)).isoformat(),
    "reden_einde": lambda code: "anders" if code != "anders" else "contract_verlopen",
    "reden_uitstroom": lambda code: "anders" if code != "anders" else "geen_match",
    "deelname": lambda code: "verplicht" if code == "vrijwillig" else "vrijwillig",
}


def _wrong_value(entry: Entry) -> dict[str, Any] | None:
    fields = [name for name in entry.fact.data if name in _WRONG]
    if not fields or entry.fact.name == "reentered":
        return None
    name = _pick(fields, "fout-veld", entry.id)
    return {**_full(entry.fact), name: _WRONG[name](entry.fact.data[name])}


_STARTS = ("placed", "voortraject_started", "mediation_started")
_ENDS = ("placement_ended", "voortraject_ended", "dropped_out", "completed")


def _wrong_dates(entries: Sequence[Entry]) -> Iterator[tuple[Entry, dict[str, Any]]]:
    """Starts dated too early and ends dated too late, never past what comes before or after."""
    core = [e for e in entries if e.fact.core]
    for before, entry, after in zip(core, core[1:], [*core[2:], None], strict=False):
        if "precisie" in entry.fact.data:
            continue
        first = before.fact.datum + timedelta(days=1)
        last = (
            min(entry.recorded, after.fact.datum - timedelta(days=1)) if after else entry.recorded
        )
        shift = between(2, 31, "datumfout", entry.id)
        wrong = entry.fact.datum
        if entry.fact.name in _STARTS:
            wrong = max(wrong - timedelta(days=shift), min(first, wrong))
        elif entry.fact.name in _ENDS:
            wrong = min(wrong + timedelta(days=shift), max(last, wrong))
        if wrong != entry.fact.datum:
            yield entry, {**_full(entry.fact), "datum": wrong.isoformat()}


def _plan_too_early(file: File) -> None:
    """A startbaan entered at the peildatum as begun that began only some weeks later."""
    core = [e for e in file.entries if e.fact.core]
    for before, entry in pairwise(core):
        first = before.fact.datum <= PEILDATUM < entry.fact.datum
        planned = PEILDATUM - timedelta(days=between(1, 4, "gepland", entry.id))
        known = before.recorded <= date(2025, 11, 3) and before.fact.datum < planned
        if not (first and known and entry.fact.name == "placed"):
            continue
        if entry is not core[-1] or chance("gepland", file.person.index) > 0.7:
            continue
        entry.recorded = date(2025, 11, 3)
        wrong = {**_full(entry.fact), "datum": planned.isoformat()}
        begun = (entry.fact.datum - entry.recorded).days
        _correct(file, entry, wrong, begun + between(1, 20, "begonnen", entry.id))


# -- what never happened ----------------------------------------------------------------------

_OUT = ("put_on_hold", "dropped_out", "completed")


def _imagine(file: File) -> None:
    """Something recorded that never happened: a double entry, or of somebody else."""
    index = file.person.index
    core = [e for e in file.entries if e.fact.core]
    places = [e for e in core if e.fact.name not in _OUT and "volgorde" not in e.fact.data]
    if not places or chance("dubbel", index) > 0.11:
        return
    at = _pick(places, "dubbel-waar", index)
    name, data = _pick(
        (
            ("mediation_started", {}),
            ("placed", {"startbaan": "dubbel", "soort_startbaan": "betaald_werk"}),
            ("information_missing", {"aspecten": ["status"]}),
        ),
        "dubbel-wat",
        index,
    )
    entry = file.enter(Fact(at.fact.datum, name, dict(data)), at.recorded)
    reden = "dubbel" if name == "mediation_started" else "vergissing"
    _amend(
        file, entry, "retracted", between(2, 75, "dubbel", index), retracts=entry.id, reden=reden
    )


def _drop_by_mistake(file: File) -> None:
    """An exit entered at the peildatum for somebody who goes on."""
    index = file.person.index
    here = file.person.stratum.status in ("startbaan", "voortraject", "in_bemiddeling")
    settled = all(e.recorded < date(2025, 10, 24) for e in file.entries)
    if not here or not settled or chance("afgemeld", index) > 0.09:
        return
    day = date(2025, 10, between(24, 30, "afgemeld-dag", index))
    fact = Fact(day, "dropped_out", {"reden_uitstroom": "verhuizing"})
    entry = file.enter(fact, date(2025, 11, between(3, 5, "afgemeld", index)))
    days = between(8, 100, "afgemeld-terug", index)
    _amend(file, entry, "retracted", days, retracts=entry.id, reden="vergissing")


# -- on the wire ------------------------------------------------------------------------------


def _saves(files: Sequence[File]) -> Iterator[list[Wire]]:
    """The saves in the order of recording, each with its time."""
    days: dict[date, dict[str, list[tuple[File, Entry]]]] = {}
    for file in files:
        for entry in sorted(file.entries, key=_in_save):
            saves = days.setdefault(entry.recorded, {})
            saves.setdefault(file.number, []).append((file, entry))
    for day in sorted(days):
        numbers = sorted(days[day], key=lambda number: chance(day.isoformat(), number))
        for place, number in enumerate(numbers):
            time = _time(day, place, len(numbers))
            yield [_wire(file, entry, time) for file, entry in days[day][number]]


def _in_save(entry: Entry) -> tuple[bool, str]:
    """By date, amendments last. Sorting keeps the order of entering among equals."""
    data = entry.written or _full(entry.fact)
    return entry.fact.name in ("corrected", "retracted"), data["datum"]


def _time(day: date, place: int, of: int) -> str:
    """Within office hours, in UTC; ``place`` counts the saves of a day from 0."""
    morning = datetime(day.year, day.month, day.day, 8, 30, tzinfo=AMSTERDAM)
    jitter = between(0, 899, day.isoformat(), place)
    seconds = (place * 30600 + jitter * 30) // of
    moment = (morning + timedelta(seconds=seconds)).astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _wire(file: File, entry: Entry, time: str) -> Wire:
    data = dict(entry.written or _full(entry.fact))
    save = (file.number, entry.recorded.isoformat())
    desk = tuple(GEMEENTEN).index(file.person.proef) * 10 + between(1, 6, "wie", *save)
    if chance("bekend-wie", *save) < 0.85:
        data["recorded_by"] = f"mw-{desk:02}"
    return {
        "specversion": "1.0",
        "id": entry.id,
        "source": SOURCE,
        "type": f"nl.startbaan.{entry.fact.name}.v1",
        "subject": file.number,
        "time": time,
        "datacontenttype": "application/json",
        "data": data,
    }
