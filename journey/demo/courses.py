"""The course of each participant: what happened, in order, from the intake to the peildatum.

A course is first laid out in days since the intake and then put on the calendar so that it ends
where the participant stands at the peildatum. Details beside the course (characteristics, job
terms, activities) are added in :mod:`journey.demo.details`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from journey.demo.chance import between, chance
from journey.demo.people import Participant

PEILDATUM = date(2025, 10, 31)
FIRST_DAY = date(2023, 1, 16)
LAST_DAY = date(2026, 1, 31)
HAD_A_JOB = "Had al een baan"

# For how many days at least and at most someone has been where they are at the peildatum.
_SINCE = {
    "onbekend": (5, 480),
    "nog_voortraject_nodig": (4, 330),
    "voortraject": (14, 300),
    "in_bemiddeling": (4, 240),
    "startbaan": (3, 540),
    "on_hold": (10, 120),
    "uitval": (3, 640),
    "einde": (3, 640),
}
_BROKEN_OFF = ("focus_taal_onderwijs", "medisch", "anders")
_JOB_ENDS = (
    "contract_verlopen",
    "contract_verlopen",
    "opgezegd_werknemer",
    "opgezegd_werkgever",
    "andere_baan",
    "doorstroom_regulier",
    "anders",
)


@dataclass(slots=True)
class Fact:
    """Something that happened to one participant; ``core`` facts decide on what may follow."""

    datum: date
    name: str
    data: dict[str, Any]
    core: bool = True


class Course:
    """The facts of one participant in days since the intake."""

    def __init__(self, person: Participant) -> None:
        self.person = person
        self.day = 0
        self.steps: list[tuple[int, str, dict[str, Any]]] = []

    def then(self, gap: int, name: str, **data: Any) -> None:
        """Add what happens ``gap`` days after the last step; None among the data is left out."""
        self.day += gap
        given = {field: value for field, value in data.items() if value is not None}
        self.steps.append((self.day, name, given))

    def days(self, low: int, high: int, what: str) -> int:
        """A length between ``low`` and ``high`` days."""
        return between(low, high, what, self.person.index)

    def often(self, share: float, what: str) -> bool:
        """Whether this happens to this participant, as it does to a ``share`` of all."""
        return chance(what, self.person.index) < share


def facts(person: Participant) -> list[Fact]:
    """What happened to a participant up to the peildatum and after it, in order."""
    course = Course(person)
    _begin(course)
    _live(course)
    _end(course)
    dated = _on_the_calendar(course)
    return [*dated, *_afterwards(course, dated)]


# -- up to the peildatum ----------------------------------------------------------------------


def _begin(course: Course) -> None:
    person = course.person
    course.then(0, "intake")
    lost = person.stratum.status == "onbekend"  # of them, most is missing only later: see _end
    missing = [aspect for aspect in person.silent if not lost or aspect == "voortraject"]
    if missing:
        course.then(0, "information_missing", aspecten=missing)
    elif not person.silent and course.often(0.16, "weer-bekend"):
        course.then(0, "information_missing", aspecten=["voortraject", "on_hold"])
        course.then(
            course.days(5, 90, "bevestigd"),
            "information_confirmed",
            aspecten=["voortraject", "on_hold"],
        )
    if person.returned:
        course.then(course.days(40, 100, "weg"), "dropped_out", reden_uitstroom="anders")
        footing = person.deelname if course.often(0.3, "voet") else None
        course.then(course.days(60, 150, "terug"), "reentered", deelname=footing)


def _live(course: Course) -> None:
    person = course.person
    if person.stratum.voortraject == "bezig":
        _work(course)
        _prepare(course)
        return
    if person.soort_voortraject:
        _prepare(course)
    if person.hold and person.hold.fase in ("onbekend", "in_bemiddeling"):
        _pause(course)
    _work(course)
    if person.hold and person.hold.fase == "startbaan":
        _pause(course)


def _prepare(course: Course) -> None:
    """The voortraject."""
    person = course.person
    vague = person.stratum.voortraject == "afgerond" and person.length is None
    vague_start = vague and course.often(0.25, "vaag")
    course.then(
        course.days(14, 170, "wacht-voortraject"),
        "voortraject_started",
        soort_voortraject=person.soort_voortraject,
        precisie="jaar" if vague_start else None,
    )
    if person.hold and person.hold.fase == "voortraject":
        _pause(course)
    if person.stratum.voortraject == "afgerond":
        precise = None if not vague or vague_start else "maand"
        course.then(_rest(course), "voortraject_ended", afgerond=True, precisie=precise)
    elif person.stratum.voortraject == "afgebroken":
        _break_off(course)


def _rest(course: Course) -> int:
    """How long the voortraject still takes, so that its whole length is as it has to be."""
    person = course.person
    low, high = person.length or (100, 260)
    whole = course.days(low, high, "lengte")
    if person.activity and person.activity[1]:
        whole = max(whole, person.activity[1] + course.days(15, 45, "uitloop"))
    started = next(day for day, name, _ in course.steps if name == "voortraject_started")
    return max(whole - (course.day - started), 20)


def _break_off(course: Course) -> None:
    if course.person.stratum.status == "uitval":
        return  # dropping out ends it
    at_work = course.person.stratum.status == "startbaan"
    reason = "werk" if at_work else _BROKEN_OFF[course.person.index % len(_BROKEN_OFF)]
    course.then(course.days(30, 90, "breuk"), "voortraject_ended", afgerond=False, reden=reason)


def _pause(course: Course) -> None:
    hold = course.person.hold
    assert hold is not None
    lasts = course.person.stratum.status == "on_hold"
    if hold.fase == "onbekend":
        course.then(course.days(20, 60, "kwijt"), "information_missing", aspecten=["status"])
    vague = None if lasts or hold.days else "maand"
    course.then(
        course.days(15, 50, "pauze"), "put_on_hold", reden_on_hold=hold.reden, precisie=vague
    )
    if not lasts:
        course.then(hold.days or course.days(60, 120, "hervat"), "resumed", precisie=vague)


def _work(course: Course) -> None:
    """The startbanen, several one after the other or at once."""
    person = course.person
    if not person.jobs:
        return
    if course.often(0.5, "bemiddeld") and person.rows[_BAAN] != HAD_A_JOB:
        course.then(course.days(3, 40, "bemiddeling"), "mediation_started")
    gap = _wait(course)
    for number in range(1, person.jobs + 1):
        course.then(gap, "placed", startbaan=str(number))
        gap = course.days(8, 60, f"volgende-{number}")
        if number < person.jobs and course.often(0.6, f"na-elkaar-{number}"):
            _leave_job(course, number)
    if _stopped(course):
        _leave_job(course, person.jobs)


_BAAN = "Baan bij instroom in pilot of bij intake"


def _wait(course: Course) -> int:
    """The days before the first startbaan."""
    person = course.person
    if person.stratum.voortraject == "afgebroken":
        return 0
    low, high = {HAD_A_JOB: (0, 6), "Vooruitzicht op een baan": (4, 45)}.get(
        person.rows[_BAAN], (12, 200)
    )
    return course.days(low, high, "wacht-baan")


def _stopped(course: Course) -> bool:
    """Whether the newest startbaan ended before the exit or the peildatum."""
    status = course.person.stratum.status
    if status in ("in_bemiddeling", "voortraject"):
        return True
    return status in ("uitval", "einde") and course.often(0.4, "baan-eerder-klaar")


def _leave_job(course: Course, number: int) -> None:
    person = course.person
    for key in _open_jobs(course) if number == person.jobs else [str(number)]:
        course.then(
            course.days(25, 240, f"baan-{key}"),
            "placement_ended",
            startbaan=key,
            reden_einde=_JOB_ENDS[between(0, len(_JOB_ENDS) - 1, "einde", person.index, key)],
            precisie=_vagueness(course, key),
        )


def _vagueness(course: Course, key: str) -> str | None:
    if not course.often(0.2, f"vaag-{key}"):
        return None
    return "maand" if course.often(0.5, f"hoe-vaag-{key}") else "onbekend"


def _open_jobs(course: Course) -> list[str]:
    """The keys of the startbanen that run, in order."""
    running = {}
    for _, name, data in course.steps:
        if name == "placed":
            running[data["startbaan"]] = True
        elif name == "placement_ended":
            del running[data["startbaan"]]
    return list(running)


def _end(course: Course) -> None:
    person = course.person
    status = person.stratum.status
    if status == "onbekend":
        aspects = [aspect for aspect in person.silent if aspect != "voortraject"]
        course.then(course.days(20, 90, "kwijt"), "information_missing", aspecten=aspects)
    elif status == "uitval":
        course.then(course.days(25, 110, "uitval"), "dropped_out", reden_uitstroom=person.reden)
    elif status == "einde":
        course.then(course.days(15, 120, "einde"), "completed", reden_uitstroom=person.reden)
        if course.often(0.35, "laatste-dag"):
            _end_on_the_last_day(course)
    elif status == "in_bemiddeling" and (
        not person.soort_voortraject or course.often(0.4, "bemiddeld")
    ):
        course.then(course.days(3, 60, "bemiddeling"), "mediation_started")


def _end_on_the_last_day(course: Course) -> None:
    """Told after the exit, but before it in the order of that day."""
    for key in _open_jobs(course):
        course.then(
            0, "placement_ended", startbaan=key, reden_einde="doorstroom_regulier", volgorde=-1
        )


def _on_the_calendar(course: Course) -> list[Fact]:
    low, high = _SINCE[course.person.stratum.status]
    room = (PEILDATUM - FIRST_DAY).days - course.day
    since = min(low + int((high - low) * chance("sinds", course.person.index) ** 1.4), room)
    intake = PEILDATUM - timedelta(days=course.day + since)
    dated: list[Fact] = []
    for day, name, data in course.steps:
        earliest = dated[-1].datum if dated else intake
        datum = _known_day(intake + timedelta(days=day), data.get("precisie"), earliest)
        dated.append(Fact(datum, name, data))
    return dated


def _known_day(day: date, precisie: str | None, earliest: date) -> date:
    """The first day of the month or year that is known, but not before ``earliest``."""
    if precisie == "maand":
        day = day.replace(day=1)
    elif precisie == "jaar":
        day = day.replace(month=1, day=1)
    return max(day, earliest)


# -- after the peildatum ----------------------------------------------------------------------


def _afterwards(course: Course, before: list[Fact]) -> list[Fact]:
    status = course.person.stratum.status
    share = {"onbekend": 0.15, "startbaan": 0.2, "uitval": 0.08, "einde": 0.0}.get(status, 0.45)
    if not course.often(share, "daarna"):
        return []
    day = PEILDATUM + timedelta(days=course.days(2, 70, "daarna-dag"))
    later = min(day + timedelta(days=course.days(1, 30, "daarna-later")), LAST_DAY)
    running = _open_jobs(course)
    return {
        "onbekend": lambda: [Fact(day, "information_confirmed", {"aspecten": ["status"]})],
        "nog_voortraject_nodig": lambda: [
            Fact(day, "voortraject_started", {"soort_voortraject": "standaard"})
        ],
        "voortraject": lambda: [
            Fact(day, "voortraject_ended", {"afgerond": True}),
            Fact(later, "placed", {"startbaan": str(course.person.jobs + 1)}),
        ],
        "in_bemiddeling": lambda: [Fact(day, "placed", {"startbaan": str(course.person.jobs + 1)})],
        "startbaan": lambda: [
            Fact(day, "placement_ended", {"startbaan": running[-1], "reden_einde": "andere_baan"}),
            Fact(later, "completed", {"reden_uitstroom": "werk"}),
        ],
        "on_hold": lambda: [Fact(day, "resumed", {})],
        "uitval": lambda: [Fact(day, "reentered", {}), Fact(later, "mediation_started", {})],
    }[status]()
