"""The 607 participants: who is where at the peildatum, and who has which characteristics.

Everyone belongs to a stratum: status, placement and voortraject at the peildatum. Tables 2, 3, 4,
8 and 9 follow from the strata and the small tables below; the rows of tables 1, 5, 6 and 7 are
dealt out along an order of the participants, so that what goes together in life mostly does here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from journey.demo import margins
from journey.demo.chance import chance


class Stratum(NamedTuple):
    """A kind of journey, and how many participants of each deelname have it."""

    status: str
    geplaatst: bool
    voortraject: str
    verplicht: int
    vrijwillig: int


# voortraject: afgerond, afgebroken, bezig, nee (none), onbekend (the source does not know).
STRATA = (
    Stratum("onbekend", False, "onbekend", 54, 37),
    Stratum("onbekend", False, "afgerond", 22, 3),
    Stratum("onbekend", False, "nee", 4, 2),
    Stratum("onbekend", True, "onbekend", 3, 6),
    Stratum("nog_voortraject_nodig", False, "afgebroken", 3, 0),
    Stratum("nog_voortraject_nodig", False, "nee", 27, 11),
    Stratum("voortraject", False, "bezig", 91, 10),
    Stratum("voortraject", True, "bezig", 2, 0),
    Stratum("in_bemiddeling", False, "afgerond", 18, 3),
    Stratum("in_bemiddeling", False, "nee", 2, 7),
    Stratum("in_bemiddeling", True, "afgerond", 7, 2),
    Stratum("startbaan", True, "afgerond", 72, 13),
    Stratum("startbaan", True, "afgebroken", 3, 0),
    Stratum("startbaan", True, "onbekend", 6, 32),
    Stratum("startbaan", True, "nee", 8, 57),
    Stratum("on_hold", True, "afgerond", 2, 0),
    Stratum("on_hold", False, "afgerond", 1, 0),
    Stratum("on_hold", False, "onbekend", 1, 0),
    Stratum("on_hold", False, "nee", 1, 1),
    Stratum("uitval", False, "afgebroken", 7, 1),
    Stratum("uitval", False, "afgerond", 5, 1),
    Stratum("uitval", False, "nee", 8, 8),
    Stratum("uitval", False, "onbekend", 1, 2),
    Stratum("uitval", True, "afgerond", 4, 2),
    Stratum("uitval", True, "nee", 1, 3),
    Stratum("uitval", True, "onbekend", 1, 1),
    Stratum("einde", True, "afgerond", 10, 4),
    Stratum("einde", True, "nee", 2, 19),
    Stratum("einde", True, "onbekend", 2, 7),
    Stratum("einde", False, "afgerond", 3, 0),
    Stratum("einde", False, "nee", 1, 2),
    Stratum("einde", False, "onbekend", 0, 1),
)

# Sizes, in the order of ``_lean`` below: the first ones get those who go straight to work.
PROEVEN: Mapping[str, Mapping[str, int]] = {
    "vrijwillig": {
        "amsterdam": 98,
        "eindhoven": 45,
        "groningen-drenthe": 48,
        "rotterdam": 20,
        "helmond-de-peel": 24,
    },
    "verplicht": {
        "eindhoven": 27,
        "rotterdam": 85,
        "groningen-drenthe": 70,
        "helmond-de-peel": 60,
        "wsd": 62,
        "sudwest-fryslan": 68,
    },
}
GEMEENTEN: Mapping[str, str] = {
    "amsterdam": "GM0363",
    "eindhoven": "GM0772",
    "groningen-drenthe": "GM0014",
    "rotterdam": "GM0599",
    "helmond-de-peel": "GM0794",
    "wsd": "GM0757",
    "sudwest-fryslan": "GM1900",
}


class Hold(NamedTuple):
    """One hold; ``days`` is None where the source gives months only, or while it lasts."""

    fase: str
    reden: str
    days: int | None = None


# Who is or was on hold, by status and voortraject at the peildatum.
HOLDS: Mapping[tuple[str, bool, str], Sequence[Hold]] = {
    ("on_hold", True, "afgerond"): (Hold("startbaan", "medisch"), Hold("startbaan", "familie")),
    ("on_hold", False, "afgerond"): (Hold("onbekend", "zwangerschap"),),
    ("on_hold", False, "onbekend"): (Hold("onbekend", "medisch"),),
    ("on_hold", False, "nee"): (Hold("onbekend", "zwangerschap"), Hold("onbekend", "anders")),
    ("voortraject", False, "bezig"): (
        Hold("voortraject", "medisch", 58),
        Hold("voortraject", "zwangerschap", 140),
    ),
    ("startbaan", True, "afgerond"): (
        Hold("voortraject", "medisch", 74),
        Hold("in_bemiddeling", "anders", 127),
    ),
    ("startbaan", True, "nee"): (
        Hold("onbekend", "medisch"),
        Hold("onbekend", "zwangerschap"),
        Hold("onbekend", "anders"),
        Hold("onbekend", "familie"),
    ),
    ("in_bemiddeling", False, "afgerond"): (
        Hold("onbekend", "medisch"),
        Hold("onbekend", "anders"),
        Hold("onbekend", "anders"),
    ),
}

REASONS: Mapping[tuple[str, str], Mapping[str, int]] = {
    ("uitval", "verplicht"): {
        "zwangerschap": 2,
        "medisch": 9,
        "partner_boven_bijstandsnorm": 4,
        "focus_taal_onderwijs": 6,
        "andere_route": 2,
        "geen_match": 2,
        "anders": 2,
    },
    ("uitval", "vrijwillig"): {
        "zwangerschap": 1,
        "medisch": 5,
        "partner_boven_bijstandsnorm": 1,
        "focus_taal_onderwijs": 6,
        "andere_route": 1,
        "geen_match": 1,
        "verhuizing": 1,
        "anders": 2,
    },
    ("einde", "verplicht"): {"inburgering_afgerond": 13, "werk": 3, "anders": 2},
    ("einde", "vrijwillig"): {
        "inburgering_afgerond": 20,
        "werk": 7,
        "verhuizing": 2,
        "anders": 4,
    },
}

JOBS = {"startbaan": {3: 3, 2: 19}, "einde": {2: 6}, "in_bemiddeling": {2: 2}}
RETURNED = {
    ("startbaan", True, "afgerond"): 5,
    ("voortraject", False, "bezig"): 5,
    ("nog_voortraject_nodig", False, "nee"): 4,
}
# Beside those whose status or voortraject is not known.
SILENT_ON_HOLD_ONLY = 29
SILENT_ON_PLACEMENT = 3
SOORT_VOORTRAJECT = {"standaard": 182, "maatwerk": 71, "combinatie": 36}
# Of the completed voortrajecten: how long they took, in days; None where that is not known.
LENGTHS: Mapping[tuple[int, int] | None, int] = {
    (30, 59): 5,
    (60, 89): 10,
    None: 44,
    (90, 260): 113,
}


class Activity(NamedTuple):
    """Unpaid work in a voortraject, and its mean length in weeks over those that ended."""

    activiteit: str
    ended: int
    running: int
    weeks: float


ACTIVITIES = (
    Activity("onbetaalde_werkstage", 88, 42, 18.8),
    Activity("vrijwilligerswerk", 30, 12, 25.6),
)


@dataclass(slots=True)
class Participant:
    """Who someone is and how things stand at the peildatum."""

    index: int
    deelname: str
    stratum: Stratum
    proef: str = ""
    rows: dict[str, str] = field(default_factory=dict)
    """The row in each block of table 1, and of tables 6 and 7 for the startbaan shown."""
    vervoer: list[str] = field(default_factory=list)
    hold: Hold | None = None
    jobs: int = 0
    soort_voortraject: str = ""
    length: tuple[int, int] | None = None
    activity: tuple[str, int | None] | None = None
    """Its kind and its days; None while it runs."""
    reden: str = ""
    silent: tuple[str, ...] = ()
    """The aspects that the source does not know at the peildatum."""
    returned: bool = False
    """Left once, and came back."""

    @property
    def pregnant(self) -> bool:
        return "zwangerschap" in (self.reden, self.hold.reden if self.hold else "")

    @property
    def ready(self) -> bool:
        """Whether the inburgering is done."""
        return self.reden == "inburgering_afgerond"


T = TypeVar("T")
People = list[Participant]
Order = Callable[[Participant], float]


def population() -> People:
    """All participants, with everything about them dealt out."""
    people = _by_stratum()
    _deal_proeven(people)
    _deal_journeys(people)
    _deal_rows(people)
    return people


def _by_stratum() -> People:
    people: People = []
    for stratum in STRATA:
        for deelname, number in (
            ("verplicht", stratum.verplicht),
            ("vrijwillig", stratum.vrijwillig),
        ):
            for _ in range(number):
                people.append(Participant(len(people), deelname, stratum))
    return people


def _in_order(people: Iterable[Participant], order: Order) -> People:
    return sorted(people, key=lambda p: (order(p), p.index))


def _mixed(purpose: str, people: Iterable[Participant]) -> People:
    return _in_order(people, lambda p: chance(purpose, p.index))


def _spread(counts: Mapping[T, int]) -> list[T]:
    return [value for value, number in counts.items() for _ in range(number)]


# -- proeven and journeys ---------------------------------------------------------------------


def _deal_proeven(people: People) -> None:
    for deelname, sizes in PROEVEN.items():
        own = [p for p in people if p.deelname == deelname]
        for person, proef in zip(_in_order(own, _lean), _spread(sizes), strict=True):
            person.proef = proef


def _lean(person: Participant) -> float:
    """Low for those who go to work at once, high for those who go through a voortraject."""
    lean = {"onbekend": 0.0, "nee": 0.15, "afgerond": 0.6, "afgebroken": 0.6, "bezig": 0.6}
    return lean[person.stratum.voortraject] + 0.5 * chance("proef", person.index)


def _deal_journeys(people: People) -> None:
    _deal_holds(people)
    _deal_voortrajecten(people)
    _deal_jobs(people)
    _deal_reasons(people)
    _deal_silence(people)
    _deal_returns(people)


def _deal_holds(people: People) -> None:
    for (status, placed, voortraject), holds in HOLDS.items():
        own = [p for p in people if p.stratum[:3] == (status, placed, voortraject)]
        for person, hold in zip(_mixed("hold", own), holds, strict=False):
            person.hold = hold


def _deal_voortrajecten(people: People) -> None:
    started = [p for p in people if p.stratum.voortraject not in ("nee", "onbekend")]
    kinds = _spread(SOORT_VOORTRAJECT)
    for person, kind in zip(_mixed("soort", started), kinds, strict=True):
        person.soort_voortraject = kind
    done = [p for p in started if p.stratum.voortraject == "afgerond"]
    long_hold = _in_order(done, lambda p: (p.hold is not None) + chance("lengte", p.index))
    for person, length in zip(long_hold, _spread(LENGTHS), strict=True):
        person.length = length
    _deal_activities(started)


def _deal_activities(started: People) -> None:
    able = [p for p in started if p.hold is None and (p.length or (90, 0))[0] >= 90]
    done = iter(_mixed("activiteit", [p for p in able if p.stratum.voortraject == "afgerond"]))
    busy = iter(_mixed("activiteit", [p for p in able if p.stratum.voortraject == "bezig"]))
    for kind in ACTIVITIES:
        for rank in range(kind.ended):
            # Evenly from half the mean to one and a half times the mean.
            days = round(kind.weeks * 7 * (0.5 + (rank + 0.5) / kind.ended))
            next(done).activity = (kind.activiteit, days)
        for _ in range(kind.running):
            next(busy).activity = (kind.activiteit, None)


def _deal_jobs(people: People) -> None:
    for person in people:
        person.jobs = int(person.stratum.geplaatst)
    for status, several in JOBS.items():
        own = [p for p in people if p.jobs and p.stratum.status == status and not p.hold]
        for person, number in zip(_mixed("banen", own), _spread(several), strict=False):
            person.jobs = number


def _deal_reasons(people: People) -> None:
    for (status, deelname), reasons in REASONS.items():
        own = [p for p in people if (p.stratum.status, p.deelname) == (status, deelname)]
        order = _placed_first if status == "einde" else _placed_last
        for person, reason in zip(_in_order(own, order), _spread(reasons), strict=True):
            person.reden = reason


def _placed_first(p: Participant) -> float:
    return chance("reden", p.index) - p.stratum.geplaatst


def _placed_last(p: Participant) -> float:
    return chance("reden", p.index) + p.stratum.geplaatst


def _deal_silence(people: People) -> None:
    for person in people:
        status, voortraject = person.stratum.status, person.stratum.voortraject
        unknown = {"status": status, "voortraject": voortraject}
        person.silent = tuple(aspect for aspect in unknown if unknown[aspect] == "onbekend")
    silent = [p for p in people if p.silent and not p.hold]
    others = [p for p in people if not p.hold and p.stratum[:3] == ("startbaan", True, "nee")]
    lost = [p for p in people if p.stratum[:3] == ("onbekend", False, "onbekend")]
    _silence("on_hold", [*silent, *_mixed("zwijgt", others)[:SILENT_ON_HOLD_ONLY]])
    _silence("plaatsing", _mixed("zwijgt", lost)[:SILENT_ON_PLACEMENT])


def _silence(aspect: str, people: People) -> None:
    for person in people:
        person.silent += (aspect,)


def _deal_returns(people: People) -> None:
    for key, number in RETURNED.items():
        own = [p for p in people if p.stratum[:3] == key and not p.hold]
        for person in _mixed("terug", own)[:number]:
            person.returned = True


# -- characteristics and job terms ------------------------------------------------------------

_REGIONS = (
    "amsterdam",
    "eindhoven",
    "groningen-drenthe",
    "rotterdam",
    "helmond-de-peel",
    "wsd",
    "sudwest-fryslan",
)


def _region(blur: float, purpose: str) -> Order:
    """Amsterdam with its azc first, Súdwest-Fryslân with its Z-route last."""
    return lambda p: (
        _REGIONS.index(p.proef) / len(_REGIONS) + blur * chance(purpose, p.index) + 9 * p.ready
    )


def _any(purpose: str) -> Order:
    return lambda p: chance(purpose, p.index)


def _near_work(purpose: str) -> Order:
    def order(p: Participant) -> float:
        return 0.4 * (p.stratum.voortraject != "nee") + chance(purpose, p.index)

    return order


def _at_work(p: Participant) -> float:
    return float(p.stratum.status != "startbaan") + 0.8 * chance("uitkering", p.index)


def _sheltered(p: Participant) -> float:
    """WSD is a werkleerbedrijf itself; in Groningen-Drenthe and Helmond one takes part."""
    near = {"wsd": 0.0, "groningen-drenthe": 0.8, "helmond-de-peel": 0.8}
    return near.get(p.proef, 1.0) + 0.25 * chance("werkgever", p.index)


def _women_first(p: Participant) -> float:
    return chance("geslacht", p.index) - p.pregnant


def _children(p: Participant) -> float:
    young = p.rows["Leeftijdsgroep"] == "Jonger dan 25"
    return chance("kinderen", p.index) - 0.5 * young


_KINDEREN = ("0", "Onbekend", "1", "2", "3", "Meer dan 3")


def _family(p: Participant) -> float:
    return _KINDEREN.index(p.rows["Aantal kinderen in NL"]) + 0.5 * chance("gezin", p.index)


# For each block the order in which its rows are dealt out, and to whom first.
_DEALS: Sequence[tuple[str, Sequence[str], Order]] = (
    ("Geslacht", ("Vrouw", "Man", "Onbekend"), _women_first),
    (
        "Leeftijdsgroep",
        ("Jonger dan 25", "25 tot 45 jaar", "45 tot 65 jaar", "65 jaar of ouder", "Onbekend"),
        _any("leeftijd"),
    ),
    (
        "Opleiding",
        (
            "Theoretische opleiding",
            "Beroepsopleiding",
            "Alleen primair en/of middelbaar onderwijs",
            "Geen onderwijs in eigen land",
            "Onbekend",
        ),
        _region(0.9, "opleiding"),
    ),
    (
        "Verblijfsvergunning verleend",
        (
            "Tussen januari 2018 en december 2021",
            "Vanaf januari 2022",
            "Vóór januari 2018",
            "Onbekend",
        ),
        _any("vergunning"),
    ),
    (
        "Baan bij instroom in pilot of bij intake",
        ("Had al een baan", "Vooruitzicht op een baan", "Nee", "Onbekend"),
        _near_work("baan"),
    ),
    (
        "Taalniveau bij instroom in pilot of bij intake",
        ("C1", "B2", "B1", "A2", "A1", "A0", "Onbekend"),
        _region(0.7, "taal"),
    ),
    ("Engels", ("Ja", "Nee", "Onbekend"), _region(0.3, "engels")),
    ("Aantal kinderen in NL", _KINDEREN, _children),
    (
        "Gezinssituatie in NL",
        (
            "Woont alleen",
            "Woont met partner zonder kind(eren)",
            "Onbekend",
            "Anders",
            "Woont alleen met kind(eren)",
            "Woont met partner en kind(eren)",
        ),
        _family,
    ),
    ("Verblijfssituatie", ("Azc", "Tussenopvang", "Onbekend", "Woning"), _region(0.1, "azc")),
    (
        "Inburgeringsprogramma",
        ("Nog geen", "Onbekend", "Onderwijsroute", "B1", "Z-route"),
        _region(0.1, "azc"),
    ),
    (
        "Status inburgeringsprogramma",
        ("Nog niet gestart", "Onbekend", "Gestart", "On hold", "Afgerond"),
        _region(0.1, "azc"),
    ),
    (
        "Startdatum inburgering",
        (
            "Onbekend",
            "Vanaf januari 2022",
            "Tussen januari 2018 en december 2021",
            "Vóór januari 2018",
        ),
        _region(0.1, "azc"),
    ),
    ("Uitkering", ("Nee", "Onbekend", "Ja"), _at_work),
)
_JOB_DEALS: Sequence[tuple[str, Order]] = (
    ("Soort startbaan", _any("soort")),
    ("Hoe gekregen", _near_work("gekregen")),
    ("Duur overeenkomst in maanden", _any("duur")),
    ("Vast of flexibel aantal uren", _any("vorm")),
    ("(Gemiddeld) aantal gewerkte uren", _any("uren")),
    ("Inzet loonkostensubsidie", _any("subsidie")),
    ("Inzet werkcoach", _any("werkcoach")),
    ("Inzet jobcoach", _any("jobcoach")),
    ("Inzet HARRIE-training", _any("harrie")),
    ("Soort werkgever", _sheltered),
    ("Sector werkgever", _region(1.5, "sector")),
    ("Omvang vestiging", _any("omvang")),
    ("Andere statushouders of ervaring met statushouders", _any("ervaring")),
)
_WSD_FIRST = (
    "Bij werkleerbedrijf",
    "Gedetacheerd vanuit werkleerbedrijf bij reguliere werkgever",
)


def _deal_rows(people: People) -> None:
    placed = {
        deelname: sum(p.stratum.geplaatst for p in people if p.deelname == deelname)
        for deelname in PROEVEN
    }
    for block, rows, order in _DEALS:
        for group, counts in margins.groups(block, placed).items():
            _deal(
                block, {row: counts[row] for row in rows}, _in_order(_members(people, group), order)
            )
    for group, counts in margins.groups(margins.VERVOER_BLOCK, placed).items():
        _deal_vervoer(_mixed("vervoer", _members(people, group)), counts)
    for block, order in _JOB_DEALS:
        counts = margins.jobs(block)
        first = {row: counts[row] for row in _WSD_FIRST if row in counts}
        _deal(block, {**first, **counts}, _in_order((p for p in people if p.jobs), order))


def _members(people: People, group: margins.Group) -> People:
    return [p for p in people if (p.deelname, p.stratum.geplaatst) == group]


def _deal(block: str, counts: Mapping[str, int], people: People) -> None:
    for person, row in zip(people, _spread(counts), strict=True):
        person.rows[block] = row


def _deal_vervoer(people: People, answers: Mapping[str, int]) -> None:
    """Round and round: OV to the first ones, fiets to those after them, auto to the last."""
    dealt = [("ov", answers["OV"]), ("fiets", answers["Fiets"]), ("auto", answers["Auto"])]
    turn = 0
    for means, number in dealt:
        for _ in range(number):
            people[turn % len(people)].vervoer.append(means)
            turn += 1
