"""The codebook (waardelijsten): every code, its labels and its order. Nothing else knows a label.

A :class:`Codes` is one closed list. Codes are Dutch, as the registration form and the report use
them; each has a label in Dutch and in English. ``onbekend`` (unknown) and ``nvt`` (does not apply)
are values that every coded column of a snapshot may show; they belong to no list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from msgspec import Struct

Lang = Literal["nl", "en"]

ONBEKEND: Final = "onbekend"
NVT: Final = "nvt"

JA: Final = "ja"
NEE: Final = "nee"
BEZIG: Final = "bezig"


class Label(Struct, frozen=True):
    """One text in both languages."""

    nl: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.nl if lang == "nl" else self.en


class Codes(Struct, frozen=True):
    """A closed list of codes, in the order in which they are shown."""

    name: str
    labels: Mapping[str, Label]

    def __contains__(self, code: object) -> bool:
        return code in self.labels

    def __iter__(self) -> Iterator[str]:
        return iter(self.labels)

    def label(self, code: str) -> Label:
        """The label of a code of this list, or of ``onbekend`` and ``nvt``."""
        return self.labels.get(code) or OUTSIDE[code]


def _codes(name: str, **labels: tuple[str, str]) -> Codes:
    return Codes(name, {code.lstrip("_"): Label(*texts) for code, texts in labels.items()})


OUTSIDE: Final[Mapping[str, Label]] = {
    ONBEKEND: Label("Onbekend", "Unknown"),
    NVT: Label("N.v.t.", "Not applicable"),
}

JA_NEE: Final = _codes("ja_nee", ja=("Ja", "Yes"), nee=("Nee", "No"))

# -- common fields ----------------------------------------------------------------------------

PRECISIE: Final = _codes(
    "precisie",
    dag=("Dag", "Day"),
    maand=("Maand", "Month"),
    jaar=("Jaar", "Year"),
    onbekend=("Onbekend", "Unknown"),
)

# -- characteristics --------------------------------------------------------------------------

DEELNAME: Final = _codes(
    "deelname", verplicht=("Verplicht", "Mandatory"), vrijwillig=("Vrijwillig", "Voluntary")
)
GESLACHT: Final = _codes(
    "geslacht", man=("Man", "Male"), vrouw=("Vrouw", "Female"), overig=("Overig", "Other")
)
OPLEIDING: Final = _codes(
    "opleiding",
    geen_onderwijs=("Geen onderwijs in eigen land", "No education in own country"),
    primair_of_middelbaar=(
        "Alleen primair en/of middelbaar onderwijs",
        "Primary and/or secondary education only",
    ),
    beroepsopleiding=("Beroepsopleiding", "Vocational education"),
    theoretische_opleiding=("Theoretische opleiding", "Academic education"),
)
BAAN_BIJ_INSTROOM: Final = _codes(
    "baan_bij_instroom",
    nee=("Nee", "No"),
    vooruitzicht=("Vooruitzicht op een baan", "Prospect of a job"),
    had_al_een_baan=("Had al een baan", "Already had a job"),
)
TAALNIVEAU: Final = _codes(
    "taalniveau", **{level: (level, level) for level in ("A0", "A1", "A2", "B1", "B2", "C1", "C2")}
)
GEZINSSITUATIE: Final = _codes(
    "gezinssituatie",
    alleen=("Woont alleen", "Lives alone"),
    alleen_met_kinderen=("Woont alleen met kind(eren)", "Lives alone with child(ren)"),
    partner_zonder_kinderen=(
        "Woont met partner zonder kind(eren)",
        "Lives with partner without child(ren)",
    ),
    partner_en_kinderen=("Woont met partner en kind(eren)", "Lives with partner and child(ren)"),
    anders=("Anders", "Other"),
)
VERBLIJFSSITUATIE: Final = _codes(
    "verblijfssituatie",
    woning=("Woning", "Home"),
    tussenopvang=("Tussenopvang", "Intermediate shelter"),
    azc=("Azc", "Asylum seekers' centre"),
    anders=("Anders", "Other"),
)
VERVOER: Final = _codes(
    "vervoer",
    fiets=("Fiets", "Bicycle"),
    auto=("Auto", "Car"),
    ov=("OV", "Public transport"),
)
INBURGERINGSPROGRAMMA: Final = _codes(
    "inburgeringsprogramma",
    B1=("B1", "B1"),
    Z=("Z-route", "Z-route (self-reliance)"),
    onderwijs=("Onderwijsroute", "Education route"),
    nog_geen=("Nog geen", "None yet"),
)
INBURGERINGSSTATUS: Final = _codes(
    "inburgeringsstatus",
    nog_niet_gestart=("Nog niet gestart", "Not started yet"),
    gestart=("Gestart", "Started"),
    on_hold=("On hold", "On hold"),
    afgerond=("Afgerond", "Completed"),
)

# -- job terms --------------------------------------------------------------------------------

BETAALD_WERK: Final = "betaald_werk"

SOORT_STARTBAAN: Final = _codes(
    "soort_startbaan",
    betaald_werk=("Betaald werk", "Paid work"),
    betaalde_werkstage=("Betaalde werkstage", "Paid work placement"),
    onbetaald_werk=("Onbetaald werk", "Unpaid work"),
    anders=("Anders", "Other"),
)
HOE_GEKREGEN: Final = _codes(
    "hoe_gekregen",
    zelf_gevonden=("Zelf gevonden", "Found it themselves"),
    bemiddeling_proef=("Bemiddeling proef", "Mediation by the pilot"),
)
CONTRACT: Final = _codes(
    "contract",
    bepaalde_tijd=("Bepaalde tijd", "Fixed term"),
    onbepaalde_tijd=("Onbepaalde tijd", "Permanent"),
)
URENVORM: Final = _codes(
    "urenvorm",
    vast=("Vast aantal uren", "Fixed number of hours"),
    flexibel=("Flexibel aantal uren", "Flexible number of hours"),
)
SOORT_WERKGEVER: Final = _codes(
    "soort_werkgever",
    regulier=("Bij reguliere werkgever", "With a regular employer"),
    detachering_werkleerbedrijf=(
        "Gedetacheerd vanuit werkleerbedrijf bij reguliere werkgever",
        "Seconded by a sheltered employer to a regular employer",
    ),
    werkleerbedrijf=("Bij werkleerbedrijf", "With a sheltered employer"),
    uitzendbureau=(
        "Via uitzendbureau bij reguliere werkgever",
        "Through a temping agency with a regular employer",
    ),
    anders=("Anders", "Other"),
)
SECTOR: Final = _codes(
    "sector",
    logistiek=("Logistiek", "Logistics"),
    horeca=("Horeca en catering", "Hospitality and catering"),
    bouw_techniek=("Bouw en techniek", "Construction and engineering"),
    productie_industrie=("Productie en industrie", "Production and industry"),
    detailhandel=("Detailhandel", "Retail"),
    schoonmaak_facilitair=("Schoonmaak en facilitair", "Cleaning and facilities"),
    zorg_welzijn=("Zorg en welzijn", "Care and welfare"),
    anders=("Anders", "Other"),
)

# -- what happens -----------------------------------------------------------------------------

SOORT_VOORTRAJECT: Final = _codes(
    "soort_voortraject",
    standaard=("Standaard", "Standard"),
    maatwerk=("Maatwerk", "Tailored"),
    combinatie=("Combinatie", "Combination"),
)
REDEN_VOORTRAJECT: Final = _codes(
    "reden_voortraject",
    werk=("Werk", "Work"),
    focus_taal_onderwijs=("Focus op taal/onderwijs", "Focus on language/education"),
    medisch=("Medische redenen", "Medical reasons"),
    zwangerschap=("Zwangerschap", "Pregnancy"),
    anders=("Andere reden", "Other reason"),
)
ACTIVITEIT: Final = _codes(
    "activiteit",
    vrijwilligerswerk=("Vrijwilligerswerk", "Voluntary work"),
    onbetaalde_werkstage=("Onbetaalde werkstage", "Unpaid work placement"),
    proefplaatsing=("Proefplaatsing", "Trial placement"),
    leerwerktraject=("Leerwerktraject", "Work-study programme"),
    training=("Training", "Training"),
    taalcoaching=("Taalcoaching", "Language coaching"),
    workshop=("Workshop", "Workshop"),
    dagbesteding=("Dagbesteding", "Day activities"),
    anders=("Anders", "Other"),
)
REDEN_EINDE: Final = _codes(
    "reden_einde",
    contract_verlopen=("Contract verlopen", "Contract ended"),
    opgezegd_werknemer=("Opgezegd door werknemer", "Ended by the employee"),
    opgezegd_werkgever=("Opgezegd door werkgever", "Ended by the employer"),
    andere_baan=("Andere baan", "Another job"),
    doorstroom_regulier=("Doorstroom naar regulier werk", "Moved on to regular work"),
    anders=("Andere reden", "Other reason"),
)
REDEN_ON_HOLD: Final = _codes(
    "reden_on_hold",
    familie=("Familie", "Family"),
    medisch=("Medische klachten", "Medical complaints"),
    zwangerschap=("Zwangerschap", "Pregnancy"),
    eerst_inburgering=("Eerst inburgering", "Civic integration first"),
    anders=("Anders", "Other"),
)
REDEN_UITSTROOM: Final = _codes(
    "reden_uitstroom",
    focus_taal_onderwijs=("Focus op taal/onderwijs", "Focus on language/education"),
    zwangerschap=("Zwangerschap", "Pregnancy"),
    medisch=("Medische redenen", "Medical reasons"),
    partner_boven_bijstandsnorm=(
        "Partner verdient boven de bijstandsnorm",
        "Partner earns more than the social assistance level",
    ),
    verhuizing=("Verhuizing", "Moved away"),
    andere_route=("Andere route", "Another route"),
    geen_match=("Geen match", "No match"),
    werk=("Werk", "Work"),
    inburgering_afgerond=("Klaar met inburgering", "Finished civic integration"),
    anders=("Andere reden", "Other reason"),
)
ASPECT: Final = _codes(
    "aspect",
    status=("Status", "Status"),
    voortraject=("Voortraject", "Voortraject"),
    plaatsing=("Plaatsing", "Placement"),
    on_hold=("On hold", "On hold"),
)
REDEN_CORRECTIE: Final = _codes(
    "reden_correctie",
    vergissing=("Vergissing", "Mistake"),
    dubbel=("Dubbel", "Recorded twice"),
    later_bekend=("Later bekend geworden", "Became known later"),
    bron_gewijzigd=("Bron gewijzigd", "Source changed"),
    anders=("Andere reden", "Other reason"),
)

# -- what a snapshot says ---------------------------------------------------------------------

STATUS: Final = _codes(
    "status",
    onbekend=("Onbekend", "Unknown"),
    nog_voortraject_nodig=(
        "Nog voortraject nodig (tussen instroom/intake en voortraject)",
        "Still needs a voortraject (between intake and voortraject)",
    ),
    voortraject=("Bezig met voortraject", "In a voortraject"),
    in_bemiddeling=("In bemiddeling", "In mediation"),
    startbaan=("Heeft momenteel een startbaan", "Has a startbaan now"),
    on_hold=("On hold", "On hold"),
    uitval=("Uitval", "Dropped out"),
    einde=("Einde startbaan c.q. deelname proef", "End of startbaan or of taking part"),
)
FASE_ON_HOLD: Final = _codes(
    "on_hold_fase",
    nog_voortraject_nodig=(
        "Tussen instroom/intake en voortraject",
        "Between intake and voortraject",
    ),
    voortraject=("Tijdens voortraject", "During the voortraject"),
    in_bemiddeling=("Tijdens bemiddeling", "During mediation"),
    startbaan=("Tijdens startbaan", "During a startbaan"),
)
AFGEROND: Final = _codes(
    "voortraject_afgerond",
    ja=("Ja", "Yes"),
    nee=("Nee", "No"),
    bezig=("Bezig", "Ongoing"),
)

# -- what the registration form asks ----------------------------------------------------------

ONDERDEEL: Final = Codes(
    "onderdeel",
    {
        "voortraject": Label("Voortraject", "Voortraject"),
        "bemiddeling": Label("Bemiddeling", "Mediation"),
        **ACTIVITEIT.labels,
    },
)
GEBEURTENIS: Final = _codes(
    "gebeurtenis",
    on_hold=("On hold", "On hold"),
    uitval=("Uitval", "Dropped out"),
    einde=("Einde startbaan c.q. deelname proef", "End of startbaan or of taking part"),
    onbekend=("Onbekend", "Unknown"),
)

# The proeven of the report. An installation keeps a list of its own in its store; these seven are
# in it from the start.
PROEVEN: Final[Mapping[str, str]] = {
    "amsterdam": "Amsterdam",
    "eindhoven": "Eindhoven",
    "groningen-drenthe": "Groningen-Drenthe",
    "helmond-de-peel": "Helmond-De Peel",
    "rotterdam": "Rotterdam",
    "sudwest-fryslan": "Súdwest-Fryslân",
    "wsd": "WSD",
}
