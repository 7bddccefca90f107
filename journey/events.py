"""Every fact that can happen to a participant: one frozen class each, and the registry of names.

This file is the catalogue. A field's annotation says everything about it: its Python type, the
kind of value that it takes (:mod:`journey.fields`) and its labels. The check of what comes in, the
options of the command line and the documentation are made from it, so an event or a field that is
added here appears there.

A *personal* field is marked so in its annotation (:func:`_personal`). The class can hold nothing
but None for it, so that no fold, comparison or message can ever show one: its values travel beside
the event (:mod:`journey.personal`) and stand sealed in the log.

A field left out is None and means *unknown*; ``onbekend`` takes away an earlier value. What was
given is kept as given: ``volgorde=0`` is not the same as ``volgorde=None``. Dates other than
``datum`` stay ISO text, for the same place may hold ``onbekend``.

The classes are msgspec structs (frozen, slotted, compared by value): a frozen dataclass with as
many optional fields takes ten times as long to read from the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, Final, get_type_hints

import msgspec

from journey import codebook as cb
from journey.codebook import Codes, Label
from journey.fields import (
    CODE,
    Answers,
    Choice,
    Data,
    Day,
    Field,
    Hours,
    Kind,
    Pseudonym,
    Several,
    Shaped,
    Text,
    Uuid,
    Whole,
    YesNo,
)

TYPE_PREFIX: Final = "nl.startbaan."
TYPE_VERSION: Final = 1
"""The newest version of the data of every event, and the only one so far."""

KEY: Final = Shaped(
    re.compile(r"[A-Za-z0-9._-]{1,20}", re.ASCII), "1 to 20 letters, digits, '.', '_' or '-'"
)
OWN_CODE: Final = Shaped(CODE, "1 to 40 small letters, digits or '-'")
GEMEENTE: Final = Shaped(re.compile(r"GM\d{4}", re.ASCII), "GM and four digits, such as GM0363")

VOLGORDE: Final = range(-99, 100)
"""The places that an event may have among those of one day."""

Count = int | str | None
Amount = int | float | str | None


def _of(kind: Kind | Codes, nl: str, en: str) -> Field:
    return Field(Choice(kind) if isinstance(kind, Codes) else kind, Label(nl, en))


def _or_unknown(kind: Kind | Codes, nl: str, en: str) -> Field:
    return Field(Choice(kind) if isinstance(kind, Codes) else kind, Label(nl, en), True)


def _personal(kind: Kind, nl: str, en: str, *, needed: bool = False) -> Field:
    return Field(kind, Label(nl, en), personal=True, needed=needed)


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every event says: when it happened, how well that is known, and who entered it."""

    datum: Annotated[date, _of(Day(), "Datum", "Date")]
    precisie: Annotated[str | None, _of(cb.PRECISIE, "Precisie", "Precision")] = None
    volgorde: Annotated[int | None, _of(Whole(VOLGORDE[0], VOLGORDE[-1]), "Volgorde", "Order")] = (
        None
    )
    recorded_by: Annotated[str | None, _of(Pseudonym(), "Ingevoerd door", "Recorded by")] = None
    toelichting: Annotated[None, _personal(Text(2000), "Toelichting", "Note")] = None

    @property
    def exact(self) -> bool:
        """Whether ``datum`` is known to the day."""
        return self.precisie is None or self.precisie == "dag"

    @property
    def order(self) -> int:
        """The place among the events of one day; below 0 comes earlier."""
        return self.volgorde or 0


COMMON: Final = Event.__struct_fields__


@cache
def fields_of(cls: type[Event]) -> Mapping[str, Field]:
    """The fields of an event by name, in the order of the catalogue, common fields first."""
    hints = get_type_hints(cls, include_extras=True)
    return {name: hints[name].__metadata__[0] for name in cls.__struct_fields__}


def given(event: Event, names: Iterable[str]) -> dict[str, Any]:
    """Those of the named fields of an event that were given, with their values."""
    return {name: value for name in names if (value := getattr(event, name)) is not None}


@cache
def personal_of(cls: type[Event]) -> Mapping[str, Field]:
    """The personal fields of an event by name: they stand sealed, and never in its data."""
    return {name: field for name, field in fields_of(cls).items() if field.personal}


class Characteristics(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Deelnemerkenmerken and situatie, as they are from ``datum`` on."""

    deelname: Annotated[str | None, _or_unknown(cb.DEELNAME, "Deelname", "Participation")] = None
    geslacht: Annotated[str | None, _or_unknown(cb.GESLACHT, "Geslacht", "Sex")] = None
    geboortejaar: Annotated[
        Count, _or_unknown(Whole(1900, None), "Geboortejaar", "Year of birth")
    ] = None
    opleiding: Annotated[str | None, _or_unknown(cb.OPLEIDING, "Opleiding", "Education")] = None
    verblijfsvergunning_verleend: Annotated[
        str | None,
        _or_unknown(Day(), "Verblijfsvergunning verleend", "Residence permit granted"),
    ] = None
    inburgering_start: Annotated[
        str | None, _or_unknown(Day(), "Startdatum inburgering", "Start of civic integration")
    ] = None
    pip_datum: Annotated[str | None, _or_unknown(Day(), "Datum PIP", "Date of the PIP")] = None
    baan_bij_instroom: Annotated[
        str | None,
        _or_unknown(
            cb.BAAN_BIJ_INSTROOM,
            "Baan bij instroom in pilot of bij intake",
            "Job at entry or intake",
        ),
    ] = None
    taalniveau_bij_instroom: Annotated[
        str | None,
        _or_unknown(
            cb.TAALNIVEAU,
            "Taalniveau bij instroom in pilot of bij intake",
            "Language level at entry or intake",
        ),
    ] = None
    taalniveau: Annotated[
        str | None, _or_unknown(cb.TAALNIVEAU, "Taalniveau", "Language level")
    ] = None
    engels: Annotated[str | None, _or_unknown(cb.JA_NEE, "Engels", "English")] = None
    gezinssituatie: Annotated[
        str | None, _or_unknown(cb.GEZINSSITUATIE, "Gezinssituatie in NL", "Family situation in NL")
    ] = None
    kinderen: Annotated[
        Count, _or_unknown(Whole(0, 30), "Aantal kinderen in NL", "Number of children in NL")
    ] = None
    verblijfssituatie: Annotated[
        str | None, _or_unknown(cb.VERBLIJFSSITUATIE, "Verblijfssituatie", "Housing")
    ] = None
    vervoer: Annotated[
        tuple[str, ...] | str | None,
        _or_unknown(
            Answers(cb.VERVOER), "Vervoersmiddelen en rijbewijs", "Transport and driving licence"
        ),
    ] = None
    inburgeringsprogramma: Annotated[
        str | None,
        _or_unknown(
            cb.INBURGERINGSPROGRAMMA, "Inburgeringsprogramma", "Civic integration programme"
        ),
    ] = None
    inburgeringsstatus: Annotated[
        str | None,
        _or_unknown(
            cb.INBURGERINGSSTATUS,
            "Status inburgeringsprogramma",
            "Status of the civic integration programme",
        ),
    ] = None
    uitkering: Annotated[str | None, _or_unknown(cb.JA_NEE, "Uitkering", "Social assistance")] = (
        None
    )
    gemeente: Annotated[str | None, _or_unknown(GEMEENTE, "Gemeente", "Municipality")] = None
    lichting: Annotated[str | None, _or_unknown(OWN_CODE, "Lichting", "Cohort")] = None
    uitvoerder: Annotated[str | None, _or_unknown(OWN_CODE, "Uitvoerder", "Provider")] = None


CHARACTERISTICS: Final = tuple(f for f in Characteristics.__struct_fields__ if f not in COMMON)


class JobTerms(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Kenmerken startbaan: the terms of one startbaan, as they are from ``datum`` on."""

    startbaan: Annotated[str, _of(KEY, "Startbaan", "Startbaan")]
    soort_startbaan: Annotated[
        str | None, _or_unknown(cb.SOORT_STARTBAAN, "Soort startbaan", "Kind of startbaan")
    ] = None
    hoe_gekregen: Annotated[
        str | None, _or_unknown(cb.HOE_GEKREGEN, "Hoe gekregen", "How it was found")
    ] = None
    contract: Annotated[str | None, _or_unknown(cb.CONTRACT, "Contract", "Contract")] = None
    duur_overeenkomst_maanden: Annotated[
        Count,
        _or_unknown(
            Whole(1, 600), "Duur overeenkomst in maanden", "Length of the contract in months"
        ),
    ] = None
    urenvorm: Annotated[
        str | None,
        _or_unknown(cb.URENVORM, "Vast of flexibel aantal uren", "Fixed or flexible hours"),
    ] = None
    uren_per_week: Annotated[
        Amount, _or_unknown(Hours(zero=False), "Uren per week", "Hours a week")
    ] = None
    inburgeringsuren_per_week: Annotated[
        Amount,
        _or_unknown(
            Hours(zero=True), "Inburgeringsuren per week", "Civic integration hours a week"
        ),
    ] = None
    loonkostensubsidie: Annotated[
        str | None, _or_unknown(cb.JA_NEE, "Inzet loonkostensubsidie", "Wage cost subsidy")
    ] = None
    werkcoach: Annotated[str | None, _or_unknown(cb.JA_NEE, "Inzet werkcoach", "Work coach")] = None
    jobcoach: Annotated[str | None, _or_unknown(cb.JA_NEE, "Inzet jobcoach", "Job coach")] = None
    harrie_training: Annotated[
        str | None, _or_unknown(cb.JA_NEE, "Inzet HARRIE-training", "HARRIE training")
    ] = None
    soort_werkgever: Annotated[
        str | None, _or_unknown(cb.SOORT_WERKGEVER, "Soort werkgever", "Kind of employer")
    ] = None
    sector: Annotated[
        str | None, _or_unknown(cb.SECTOR, "Sector werkgever", "Sector of the employer")
    ] = None
    omvang_vestiging: Annotated[
        Count, _or_unknown(Whole(0, 1_000_000), "Omvang vestiging", "Employees at the site")
    ] = None
    ervaring_statushouders: Annotated[
        str | None,
        _or_unknown(
            cb.JA_NEE,
            "Andere statushouders of ervaring met statushouders",
            "Other refugees, or experience with them",
        ),
    ] = None
    beroep: Annotated[str | None, _or_unknown(OWN_CODE, "Beroep", "Occupation")] = None
    werkgever: Annotated[None, _personal(Text(200), "Werkgever", "Employer")] = None


JOB_TERMS: Final = tuple(
    name
    for name, field in fields_of(JobTerms).items()
    if name not in COMMON and name != "startbaan" and not field.personal
)
"""The terms that are counted."""


# -- the events -------------------------------------------------------------------------------


class Intake(Characteristics, frozen=True, kw_only=True, omit_defaults=True):
    """Instroom in the pilot. Exactly one, and nothing is dated before it."""

    proef: Annotated[str, _of(OWN_CODE, "Proef", "Pilot")]
    deelname: Annotated[str, _of(cb.DEELNAME, "Deelname", "Participation")]


class CharacteristicsChanged(Characteristics, frozen=True, kw_only=True, omit_defaults=True):
    """From this date on, the named characteristics have these values."""


class VoortrajectStarted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A preparatory trajectory starts; at most one is open at a time."""

    soort_voortraject: Annotated[
        str | None, _of(cb.SOORT_VOORTRAJECT, "Soort voortraject", "Kind of voortraject")
    ] = None


class VoortrajectEnded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The voortraject ends, completed or broken off; ``werk`` = left for a job."""

    afgerond: Annotated[bool, _of(YesNo(), "Afgerond", "Completed")]
    reden: Annotated[str | None, _of(cb.REDEN_VOORTRAJECT, "Reden", "Reason")] = None


class ActivityStarted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An activity starts; one open per kind and name."""

    activiteit: Annotated[str, _of(cb.ACTIVITEIT, "Activiteit", "Activity")]
    naam: Annotated[str | None, _of(OWN_CODE, "Naam", "Name")] = None


class ActivityEnded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The activity of this kind and name ends."""

    activiteit: Annotated[str, _of(cb.ACTIVITEIT, "Activiteit", "Activity")]
    naam: Annotated[str | None, _of(OWN_CODE, "Naam", "Name")] = None


class MediationStarted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """In bemiddeling."""


class Placed(JobTerms, frozen=True, kw_only=True, omit_defaults=True):
    """A startbaan starts: one formal employer. Several may be open at once."""


class PlacementChanged(JobTerms, frozen=True, kw_only=True, omit_defaults=True):
    """The terms of an open startbaan change."""


class PlacementEnded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A startbaan ends."""

    startbaan: Annotated[str, _of(KEY, "Startbaan", "Startbaan")]
    reden_einde: Annotated[str | None, _of(cb.REDEN_EINDE, "Reden einde", "Reason of ending")] = (
        None
    )


class PutOnHold(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Stopped for a time, not dropped out."""

    reden_on_hold: Annotated[
        str | None, _of(cb.REDEN_ON_HOLD, "Reden on hold", "Reason of being on hold")
    ] = None


class Resumed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Goes on after being on hold."""


class DroppedOut(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Uitval: ends hold, voortraject and activities that are open; startbanen go on."""

    reden_uitstroom: Annotated[
        str | None, _of(cb.REDEN_UITSTROOM, "Reden uitstroom", "Reason of leaving")
    ] = None


class Completed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Einde startbaan c.q. deelname proef; closes what uitval closes."""

    reden_uitstroom: Annotated[
        str | None, _of(cb.REDEN_UITSTROOM, "Reden uitstroom", "Reason of leaving")
    ] = None


class Reentered(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Back after uitval or einde: a new episode."""

    deelname: Annotated[str | None, _or_unknown(cb.DEELNAME, "Deelname", "Participation")] = None


class InformationMissing(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The source states that it does not know these aspects as of the date."""

    aspecten: Annotated[tuple[str, ...], _of(Several(cb.ASPECT), "Aspecten", "Aspects")]


class InformationConfirmed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The log is complete for these aspects as of the date: silence means nee again."""

    aspecten: Annotated[tuple[str, ...], _of(Several(cb.ASPECT), "Aspecten", "Aspects")]


class IdentityRecorded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Who the participant is: personal fields only, sealed, and in no figure."""

    naam: Annotated[None, _personal(Text(200), "Naam", "Name", needed=True)] = None
    geboortedatum: Annotated[None, _personal(Day(), "Geboortedatum", "Date of birth")] = None
    contact: Annotated[None, _personal(Text(500), "Contact", "Contact")] = None
    extern_nummer: Annotated[None, _personal(Text(64), "Extern nummer", "External number")] = None


class IdentityErased(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The key to the participant's personal fields was destroyed: nobody can read them again."""

    reden: Annotated[str, _of(Text(200), "Reden", "Reason")]


class Corrected(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An earlier event was recorded wrongly: read it as the replacement."""

    corrects: Annotated[str, _of(Uuid(), "Verbetert", "Corrects")]
    replacement: Annotated[Mapping[str, Any], _of(Data(), "Vervanging", "Replacement")]
    reden: Annotated[str, _of(cb.REDEN_CORRECTIE, "Reden", "Reason")]


class Retracted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An earlier event never happened."""

    retracts: Annotated[str, _of(Uuid(), "Trekt in", "Retracts")]
    reden: Annotated[str, _of(cb.REDEN_CORRECTIE, "Reden", "Reason")]


CATALOGUE: Final[Mapping[str, type[Event]]] = {
    "intake": Intake,
    "characteristics_changed": CharacteristicsChanged,
    "voortraject_started": VoortrajectStarted,
    "voortraject_ended": VoortrajectEnded,
    "activity_started": ActivityStarted,
    "activity_ended": ActivityEnded,
    "mediation_started": MediationStarted,
    "placed": Placed,
    "placement_changed": PlacementChanged,
    "placement_ended": PlacementEnded,
    "put_on_hold": PutOnHold,
    "resumed": Resumed,
    "dropped_out": DroppedOut,
    "completed": Completed,
    "reentered": Reentered,
    "information_missing": InformationMissing,
    "information_confirmed": InformationConfirmed,
    "identity_recorded": IdentityRecorded,
    "identity_erased": IdentityErased,
    "corrected": Corrected,
    "retracted": Retracted,
}
"""Every event by its name in the log. Nothing else is ever made from data."""

NAMES: Final[Mapping[type[Event], str]] = {cls: name for name, cls in CATALOGUE.items()}


@cache
def required_of(cls: type[Event]) -> frozenset[str]:
    """The names of the fields that the data of an event can't leave out."""
    return frozenset(f.name for f in msgspec.structs.fields(cls) if f.required)


@cache
def needed_of(cls: type[Event]) -> frozenset[str]:
    """The names of the fields that an event can't leave out, personal ones too."""
    return required_of(cls) | {n for n, field in personal_of(cls).items() if field.needed}
