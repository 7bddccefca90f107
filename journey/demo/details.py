"""What is known about a participant beside the course: characteristics, job terms, activities.

Each value at the peildatum follows from the row that was dealt; a part of them was another one
before, and a part is given only later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from journey import codebook
from journey.codebook import Codes
from journey.demo.chance import between, chance
from journey.demo.courses import PEILDATUM, Fact
from journey.demo.people import GEMEENTEN, Participant

Values = dict[str, Any]

_UNKNOWN = "Onbekend"
_LEVELS = tuple(codebook.TAALNIVEAU)
_EXITS = ("dropped_out", "completed")


def details(person: Participant, core: Sequence[Fact]) -> list[Fact]:
    """The intake's characteristics and the first job terms are filled in; the rest comes back."""
    return [
        *_characteristics(person, core),
        *_job_terms(person, core),
        *_activities(person, core),
    ]


def _code(codes: Codes, label: str) -> str:
    return next(code for code in codes if codes.label(code).nl == label)


def _pick(options: Sequence[Any], *key: str | int) -> Any:
    return options[between(0, len(options) - 1, *key)]


def _day(start: date, end: date, *key: str | int) -> date:
    return start + timedelta(days=between(0, (end - start).days, *key))


# -- characteristics --------------------------------------------------------------------------

_CODED: Mapping[str, tuple[str, Codes]] = {
    "Geslacht": ("geslacht", codebook.GESLACHT),
    "Opleiding": ("opleiding", codebook.OPLEIDING),
    "Baan bij instroom in pilot of bij intake": ("baan_bij_instroom", codebook.BAAN_BIJ_INSTROOM),
    "Taalniveau bij instroom in pilot of bij intake": (
        "taalniveau_bij_instroom",
        codebook.TAALNIVEAU,
    ),
    "Engels": ("engels", codebook.JA_NEE),
    "Gezinssituatie in NL": ("gezinssituatie", codebook.GEZINSSITUATIE),
    "Verblijfssituatie": ("verblijfssituatie", codebook.VERBLIJFSSITUATIE),
    "Inburgeringsprogramma": ("inburgeringsprogramma", codebook.INBURGERINGSPROGRAMMA),
    "Status inburgeringsprogramma": ("inburgeringsstatus", codebook.INBURGERINGSSTATUS),
    "Uitkering": ("uitkering", codebook.JA_NEE),
}
_AGES = {
    "Jonger dan 25": (20, 24),
    "25 tot 45 jaar": (25, 44),
    "45 tot 65 jaar": (45, 62),
    "65 jaar of ouder": (66, 66),
}
_GRANTED = {
    "Tussen januari 2018 en december 2021": (date(2018, 9, 1), date(2021, 12, 31)),
    "Vanaf januari 2022": (date(2022, 1, 1), date(2022, 12, 31)),
}


def _characteristics(person: Participant, core: Sequence[Fact]) -> Iterator[Fact]:
    intake = core[0]
    values = {**_values(person, intake.datum), **_surroundings(person)}
    for changed, before, datum in _changes(person, values, core):
        if intake.datum < datum <= PEILDATUM:
            yield _changed(datum, {field: values.pop(field) for field in changed})
            values |= before
    yield from _progress(person, values, core)
    deelname = _OTHER_DEELNAME[person.deelname] if _switched(core) else person.deelname
    intake.data |= {"proef": person.proef, "deelname": deelname, **values}


_OTHER_DEELNAME = {"verplicht": "vrijwillig", "vrijwillig": "verplicht"}


def _switched(core: Sequence[Fact]) -> bool:
    """Whether someone came back on another footing."""
    return any(fact.name == "reentered" and "deelname" in fact.data for fact in core)


def _changed(datum: date, values: Values) -> Fact:
    return Fact(datum, "characteristics_changed", values, core=False)


def _values(person: Participant, intake: date) -> Values:
    """The characteristics at the peildatum; what is unknown is left out."""
    values: Values = {
        field: _code(codes, person.rows[block])
        for block, (field, codes) in _CODED.items()
        if person.rows[block] != _UNKNOWN
    }
    age = _AGES.get(person.rows["Leeftijdsgroep"])
    if age:
        values["geboortejaar"] = PEILDATUM.year - between(*age, "leeftijd", person.index)
    children = person.rows["Aantal kinderen in NL"]
    if children != _UNKNOWN:
        many = between(4, 7, "kinderen", person.index)
        values["kinderen"] = many if children == "Meer dan 3" else int(children)
    if person.vervoer:
        values["vervoer"] = [code for code in codebook.VERVOER if code in person.vervoer]
    return values | _permits(person, intake)


def _permits(person: Participant, intake: date) -> Values:
    values: Values = {}
    span = _GRANTED.get(person.rows["Verblijfsvergunning verleend"])
    if span:
        granted = _day(*span, "vergunning", person.index)
        values["verblijfsvergunning_verleend"] = granted.isoformat()
    if person.rows["Startdatum inburgering"] == "Vanaf januari 2022":
        started = _day(date(2023, 1, 2), intake, "inburgering", person.index)
        values["inburgering_start"] = started.isoformat()
    return values


def _surroundings(person: Participant) -> Values:
    values: Values = {
        "gemeente": GEMEENTEN[person.proef],
        "lichting": f"lichting-{between(1, 4, 'lichting', person.index)}",
    }
    if chance("uitvoerder", person.index) < 0.5:
        values["uitvoerder"] = _pick(
            ("werkplein", "taalschool", "sociaal-ontwikkelbedrijf"), person.index
        )
    return values


Change = tuple[Sequence[str], Values, date]
"""The fields that changed, what they were before, and when they changed."""


def _changes(person: Participant, values: Values, core: Sequence[Fact]) -> Iterator[Change]:
    """What was different at first, or was told later."""
    yield from _integration_changes(person, values, core)
    yield from _home_changes(person, values, core[0].datum)
    work = next((f.datum for f in core if f.name == "placed" and f.datum <= PEILDATUM), None)
    if work and values.get("uitkering") == "nee" and chance("uitkering", person.index) < 0.7:
        yield ("uitkering",), {"uitkering": "ja"}, work + timedelta(days=10)
    soon = _soon(person, core[0].datum)
    for field in ("opleiding", "geboortejaar", "taalniveau_bij_instroom", "engels", "vervoer"):
        if field in values and chance("nagekomen", field, person.index) < 0.13:
            yield (field,), {}, soon


def _soon(person: Participant, intake: date) -> date:
    return intake + timedelta(days=between(6, 80, "spoedig", person.index))


def _integration_changes(
    person: Participant, values: Values, core: Sequence[Fact]
) -> Iterator[Change]:
    status = values.get("inburgeringsstatus")
    if status == "afgerond":
        yield ("inburgeringsstatus",), {"inburgeringsstatus": "gestart"}, core[-1].datum
    if status != "gestart" or chance("start", person.index) > 0.35:
        return
    day, fields = _soon(person, core[0].datum), ["inburgeringsstatus"]
    if "inburgering_start" in values and day <= PEILDATUM:
        values["inburgering_start"] = day.isoformat()
        fields.append("inburgering_start")
    yield fields, {"inburgeringsstatus": "nog_niet_gestart"}, day


def _home_changes(person: Participant, values: Values, intake: date) -> Iterator[Change]:
    index = person.index
    day = _day(intake, PEILDATUM, "laat", index)
    if values.get("verblijfssituatie") == "woning" and chance("verhuisd", index) < _moving(person):
        yield ("verblijfssituatie",), {"verblijfssituatie": "azc"}, day
    reunited = values.get("gezinssituatie") == "partner_en_kinderen" and "kinderen" in values
    if reunited and chance("gezin", index) < 0.2:
        alone = {"gezinssituatie": "alleen", "kinderen": 0}
        yield ("gezinssituatie", "kinderen"), alone, day


def _moving(person: Participant) -> float:
    return 0.4 if person.deelname == "vrijwillig" else 0.08


def _progress(person: Participant, values: Values, core: Sequence[Fact]) -> Iterator[Fact]:
    """The personal plan, and the language level that rises."""
    intake, index = core[0].datum, person.index
    if chance("pip", index) < 0.75:
        agreed = intake + timedelta(days=between(3, 70, "pip-dag", index))
        if agreed <= PEILDATUM:
            yield _changed(agreed, {"pip_datum": agreed.isoformat()})
    level = values.get("taalniveau_bij_instroom")
    if level is None or chance("toets", index) < 0.15:
        return
    values["taalniveau"] = level
    day = intake
    for rise in range(1, 4):
        day += timedelta(days=between(90, 230, "toets", index, rise))
        higher = _LEVELS.index(level) + rise
        if higher <= _LEVELS.index("B1") and day <= PEILDATUM + timedelta(days=80):
            yield _changed(day, {"taalniveau": _LEVELS[higher]})


# -- job terms --------------------------------------------------------------------------------

_TERMS: Mapping[str, tuple[str, Codes]] = {
    "Soort startbaan": ("soort_startbaan", codebook.SOORT_STARTBAAN),
    "Hoe gekregen": ("hoe_gekregen", codebook.HOE_GEKREGEN),
    "Vast of flexibel aantal uren": ("urenvorm", codebook.URENVORM),
    "Inzet loonkostensubsidie": ("loonkostensubsidie", codebook.JA_NEE),
    "Inzet werkcoach": ("werkcoach", codebook.JA_NEE),
    "Inzet jobcoach": ("jobcoach", codebook.JA_NEE),
    "Inzet HARRIE-training": ("harrie_training", codebook.JA_NEE),
    "Soort werkgever": ("soort_werkgever", codebook.SOORT_WERKGEVER),
    "Sector werkgever": ("sector", codebook.SECTOR),
    "Andere statushouders of ervaring met statushouders": (
        "ervaring_statushouders",
        codebook.JA_NEE,
    ),
}
_NUMBERS: Mapping[str, tuple[str, Mapping[str, Sequence[float]]]] = {
    "Duur overeenkomst in maanden": (
        "duur_overeenkomst_maanden",
        {
            "1 t/m 6 maanden": (3, 6, 6),
            "7 t/m 12 maanden": (7, 8, 9, 12, 12, 12),
            "13 t/m 24 maanden": (18, 24),
        },
    ),
    "(Gemiddeld) aantal gewerkte uren": (
        "uren_per_week",
        {
            "0-16 uur": (8, 12, 16),
            "17-24 uur": (16.5, 20, 24),
            "25-32 uur": (24.5, 28, 32),
            "33-40 uur": (36, 38, 40),
        },
    ),
    "Omvang vestiging": (
        "omvang_vestiging",
        {
            "Minder dan 5 werknemers": (2, 3, 4),
            "5 t/m 9 werknemers": (5, 7, 9),
            "10 t/m 19 werknemers": (10, 15, 19),
            "20 t/m 49 werknemers": (20, 30, 45),
            "50 t/m 99 werknemers": (50, 75, 90),
            "100 t/m 199 werknemers": (100, 150),
            "200 t/m 499 werknemers": (220, 400),
            "500 of meer werknemers": (500, 900, 1500),
        },
    ),
}
_BEROEPEN = {
    "logistiek": ("orderpicker", "chauffeur"),
    "horeca": ("keukenhulp", "kok", "bediening"),
    "bouw_techniek": ("schilder", "monteur", "timmerman"),
    "productie_industrie": ("productiemedewerker",),
    "detailhandel": ("vakkenvuller", "winkelmedewerker"),
    "schoonmaak_facilitair": ("schoonmaker",),
    "zorg_welzijn": ("zorghulp", "gastvrouw"),
}


def _job_terms(person: Participant, core: Sequence[Fact]) -> Iterator[Fact]:
    shown = _shown_job(core)
    for fact in [f for f in core if f.name == "placed"]:
        if fact is not shown:
            fact.data |= _other_terms(person, fact.data["startbaan"])
            continue
        terms = _terms(person)
        end = _end_of(fact, core)
        for changed, before, days in _earlier_terms(person, terms):
            datum = fact.datum + timedelta(days=days)
            if datum < end:
                given = {field: terms.pop(field) for field in changed}
                terms |= before
                yield _changed_terms(fact, datum, given)
        fact.data |= terms


def _changed_terms(job: Fact, datum: date, terms: Values) -> Fact:
    data = {"startbaan": job.data["startbaan"], **terms}
    return Fact(datum, "placement_changed", data, core=False)


def _shown_job(core: Sequence[Fact]) -> Fact | None:
    """The startbaan that a snapshot at the peildatum shows."""
    until = [fact for fact in core if fact.datum <= PEILDATUM]
    ended = {f.data["startbaan"] for f in until if f.name == "placement_ended"}
    placed = [fact for fact in until if fact.name == "placed"]
    running = [fact for fact in placed if fact.data["startbaan"] not in ended]
    return next(reversed(running or placed), None)


def _end_of(job: Fact, core: Sequence[Fact]) -> date:
    """The day on which a startbaan ended, or the peildatum."""
    ends = (
        fact.datum
        for fact in core
        if fact.name == "placement_ended" and fact.data["startbaan"] == job.data["startbaan"]
    )
    return min(next(ends, PEILDATUM), PEILDATUM)


def _terms(person: Participant) -> Values:
    """The terms of the startbaan shown; what is unknown is left out."""
    terms: Values = {
        field: _code(codes, person.rows[block])
        for block, (field, codes) in _TERMS.items()
        if person.rows[block] != _UNKNOWN
    }
    for block, (field, classes) in _NUMBERS.items():
        if person.rows[block] in classes:
            terms[field] = _pick(classes[person.rows[block]], block, person.index)
    if "duur_overeenkomst_maanden" in terms:
        terms["contract"] = "bepaalde_tijd"
    if "uren_per_week" in terms and terms.get("soort_werkgever") == "werkleerbedrijf":
        terms["inburgeringsuren_per_week"] = 8
        terms["uren_per_week"] += 8
    if terms.get("sector") in _BEROEPEN:
        terms["beroep"] = _pick(_BEROEPEN[terms["sector"]], "beroep", person.index)
    return terms


def _earlier_terms(
    person: Participant, terms: Values
) -> Iterator[tuple[Sequence[str], Values, int]]:
    """Which terms changed, what they were before, and how many days after the start."""
    index = person.index
    if terms.get("duur_overeenkomst_maanden", 0) >= 12 and chance("verlenging", index) < 0.5:
        days = between(100, 180, "verlenging", index)
        yield ("duur_overeenkomst_maanden",), {"duur_overeenkomst_maanden": 6}, days
    if terms.get("uren_per_week", 0) >= 20 and chance("meer-uren", index) < 0.5:
        fewer = terms["uren_per_week"] - _pick((4, 8), "meer-uren", index)
        yield ("uren_per_week",), {"uren_per_week": fewer}, between(20, 120, "meer-uren", index)
    coaching = [f for f in ("werkcoach", "jobcoach", "harrie_training") if f in terms]
    if coaching and chance("begeleiding", index) < 0.5:
        yield coaching, {}, between(8, 60, "begeleiding", index)


def _other_terms(person: Participant, key: str) -> Values:
    """The terms of a startbaan that the snapshot does not show."""
    sector = _pick(tuple(_BEROEPEN), "sector", person.index, key)
    terms: Values = {
        "soort_startbaan": "betaald_werk",
        "contract": _pick(tuple(codebook.CONTRACT), "contract", person.index, key),
        "urenvorm": _pick(tuple(codebook.URENVORM), "vorm", person.index, key),
        "uren_per_week": _pick((8, 12, 16, 24), "uren", person.index, key),
        "soort_werkgever": _pick(("regulier", "uitzendbureau"), "werkgever", person.index, key),
        "sector": sector,
        "beroep": _pick(_BEROEPEN[sector], "beroep", person.index, key),
    }
    if terms["contract"] == "bepaalde_tijd":
        terms["duur_overeenkomst_maanden"] = _pick((3, 6, 7), "duur", person.index, key)
    return terms


# -- activities -------------------------------------------------------------------------------

_OTHER_ACTIVITIES: Sequence[tuple[str, str | None]] = (
    ("training", "aan-de-slag"),
    ("training", None),
    ("taalcoaching", None),
    ("taalcoaching", None),
    ("workshop", None),
    ("proefplaatsing", None),
    ("leerwerktraject", "zorgcampus"),
    ("dagbesteding", None),
    ("anders", None),
)


def _activities(person: Participant, core: Sequence[Fact]) -> Iterator[Fact]:
    started = next((f.datum for f in core if f.name == "voortraject_started"), None)
    if person.activity and started:
        kind, days = person.activity
        start = _after(started, 8, core[0].datum)
        yield from _activity(start, {"activiteit": kind}, days)
    quiet = person.hold or person.returned or any(f.name in _EXITS for f in core)
    if not quiet and chance("activiteit", person.index) < 0.65:
        kind, name = _pick(_OTHER_ACTIVITIES, "welke", person.index)
        data = {"activiteit": kind, **({"naam": name} if name else {})}
        start = core[0].datum + timedelta(days=between(5, 60, "begin", person.index))
        days = between(1, 120, "duur", person.index)
        if start <= PEILDATUM:
            runs = start + timedelta(days=days) > PEILDATUM
            yield from _activity(start, data, None if runs else days)


def _after(day: date, days: int, earliest: date) -> date:
    return max(day, earliest) + timedelta(days=days)


def _activity(start: date, data: Values, days: int | None) -> Iterator[Fact]:
    yield Fact(start, "activity_started", data, core=False)
    if days is not None:
        yield Fact(start + timedelta(days=days), "activity_ended", dict(data), core=False)
