"""The catalogue is what was agreed: every event, field and code, each with labels."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from journey import codebook
from journey.catalogue import Rules, build, clean, problems, type_name, type_of
from journey.codebook import Codes, Label
from journey.events import CATALOGUE, CHARACTERISTICS, JOB_TERMS, fields_of, needed_of
from journey.fields import Choice
from tests import strategies

COMMON = ("datum", "precisie", "volgorde", "recorded_by", "toelichting")
ABOUT_A_PERSON = (
    *("deelname", "geslacht", "geboortejaar", "opleiding", "verblijfsvergunning_verleend"),
    *("inburgering_start", "pip_datum", "baan_bij_instroom", "taalniveau_bij_instroom"),
    *("taalniveau", "engels", "gezinssituatie", "kinderen", "verblijfssituatie", "vervoer"),
    *("inburgeringsprogramma", "inburgeringsstatus", "uitkering", "gemeente", "lichting"),
    "uitvoerder",
)
ABOUT_A_JOB = (
    *("soort_startbaan", "hoe_gekregen", "contract", "duur_overeenkomst_maanden", "urenvorm"),
    *("uren_per_week", "inburgeringsuren_per_week", "loonkostensubsidie", "werkcoach", "jobcoach"),
    *("harrie_training", "soort_werkgever", "sector", "omvang_vestiging"),
    *("ervaring_statushouders", "beroep"),
)
EVENTS: dict[str, tuple[tuple[str, ...], set[str]]] = {
    "intake": (("proef", *ABOUT_A_PERSON), {"proef", "deelname"}),
    "characteristics_changed": (ABOUT_A_PERSON, set()),
    "voortraject_started": (("soort_voortraject",), set()),
    "voortraject_ended": (("afgerond", "reden"), {"afgerond"}),
    "activity_started": (("activiteit", "naam"), {"activiteit"}),
    "activity_ended": (("activiteit", "naam"), {"activiteit"}),
    "mediation_started": ((), set()),
    "placed": (("startbaan", *ABOUT_A_JOB, "werkgever"), {"startbaan"}),
    "placement_changed": (("startbaan", *ABOUT_A_JOB, "werkgever"), {"startbaan"}),
    "placement_ended": (("startbaan", "reden_einde"), {"startbaan"}),
    "put_on_hold": (("reden_on_hold",), set()),
    "resumed": ((), set()),
    "dropped_out": (("reden_uitstroom",), set()),
    "completed": (("reden_uitstroom",), set()),
    "reentered": (("deelname",), set()),
    "information_missing": (("aspecten",), {"aspecten"}),
    "information_confirmed": (("aspecten",), {"aspecten"}),
    "identity_recorded": (("naam", "geboortedatum", "contact", "extern_nummer"), {"naam"}),
    "identity_erased": (("reden",), {"reden"}),
    "corrected": (("corrects", "replacement", "reden"), {"corrects", "replacement", "reden"}),
    "retracted": (("retracts", "reden"), {"retracts", "reden"}),
}
"""Every event with its fields beside the common ones, and those that can't be left out."""

CODES = {
    "deelname": "verplicht vrijwillig",
    "geslacht": "man vrouw overig",
    "opleiding": ("geen_onderwijs primair_of_middelbaar beroepsopleiding theoretische_opleiding"),
    "baan_bij_instroom": "nee vooruitzicht had_al_een_baan",
    "taalniveau_bij_instroom": "A0 A1 A2 B1 B2 C1 C2",
    "taalniveau": "A0 A1 A2 B1 B2 C1 C2",
    "engels": "ja nee",
    "gezinssituatie": (
        "alleen alleen_met_kinderen partner_zonder_kinderen partner_en_kinderen anders"
    ),
    "verblijfssituatie": "woning tussenopvang azc anders",
    "inburgeringsprogramma": "B1 Z onderwijs nog_geen",
    "inburgeringsstatus": "nog_niet_gestart gestart on_hold afgerond",
    "uitkering": "ja nee",
    "soort_startbaan": "betaald_werk betaalde_werkstage onbetaald_werk anders",
    "hoe_gekregen": "zelf_gevonden bemiddeling_proef",
    "contract": "bepaalde_tijd onbepaalde_tijd",
    "urenvorm": "vast flexibel",
    "loonkostensubsidie": "ja nee",
    "werkcoach": "ja nee",
    "jobcoach": "ja nee",
    "harrie_training": "ja nee",
    "soort_werkgever": (
        "regulier detachering_werkleerbedrijf werkleerbedrijf uitzendbureau anders"
    ),
    "sector": (
        "logistiek horeca bouw_techniek productie_industrie detailhandel schoonmaak_facilitair "
        "zorg_welzijn anders"
    ),
    "ervaring_statushouders": "ja nee",
    "soort_voortraject": "standaard maatwerk combinatie",
    "activiteit": (
        "vrijwilligerswerk onbetaalde_werkstage proefplaatsing leerwerktraject training "
        "taalcoaching workshop dagbesteding anders"
    ),
    "reden_einde": (
        "contract_verlopen opgezegd_werknemer opgezegd_werkgever andere_baan doorstroom_regulier "
        "anders"
    ),
    "reden_on_hold": "familie medisch zwangerschap eerst_inburgering anders",
    "reden_uitstroom": (
        "focus_taal_onderwijs zwangerschap medisch partner_boven_bijstandsnorm verhuizing "
        "andere_route geen_match werk inburgering_afgerond anders"
    ),
    "precisie": "dag maand jaar onbekend",
}
RULES = Rules(date(2026, 1, 1), frozenset(codebook.PROEVEN))


def test_the_events_are_those_that_were_agreed() -> None:
    assert list(CATALOGUE) == list(EVENTS)


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_has_the_fields_that_were_agreed(name: str) -> None:
    fields, required = EVENTS[name]
    found = fields_of(CATALOGUE[name])
    assert list(found)[:5] == list(COMMON)
    assert sorted(found) == sorted([*COMMON, *fields])
    assert needed_of(CATALOGUE[name]) == {"datum", *required}


def test_characteristics_and_job_terms_stand_in_the_order_that_was_agreed() -> None:
    assert CHARACTERISTICS == ABOUT_A_PERSON
    assert JOB_TERMS == ABOUT_A_JOB


def kinds_of(field: str) -> set[tuple[str, ...]]:
    """The lists of codes of a field, over all events that have it."""
    return {
        tuple(of.kind.codes)
        for cls in CATALOGUE.values()
        for name, of in fields_of(cls).items()
        if name == field and isinstance(of.kind, Choice)
    }


@pytest.mark.parametrize("field", CODES)
def test_a_field_has_the_codes_that_were_agreed(field: str) -> None:
    assert kinds_of(field) == {tuple(CODES[field].split())}


def test_every_coded_field_was_agreed() -> None:
    coded = {
        name
        for cls in CATALOGUE.values()
        for name, of in fields_of(cls).items()
        if isinstance(of.kind, Choice)
    }
    assert coded == {*CODES, "reden"}
    assert kinds_of("reden") == {
        ("werk", "focus_taal_onderwijs", "medisch", "zwangerschap", "anders"),
        ("vergissing", "dubbel", "later_bekend", "bron_gewijzigd", "anders"),
    }


def test_onbekend_may_be_given_of_whom_and_of_what_but_not_of_a_reason() -> None:
    for name, cls in CATALOGUE.items():
        may = {field for field, of in fields_of(cls).items() if of.may_be_unknown}
        expected = {*fields_of(cls)} & {*CHARACTERISTICS, *JOB_TERMS}
        assert may == expected - ({"deelname"} if name == "intake" else set()), name


# Labels -------------------------------------------------------------------------------------------

LISTS = {name: value for name, value in vars(codebook).items() if isinstance(value, Codes)}


@pytest.mark.parametrize("name", LISTS)
def test_every_code_has_a_label_in_both_languages(name: str) -> None:
    for code in LISTS[name]:
        label = LISTS[name].label(code)
        assert label.nl.strip() == label.nl != ""
        assert label.en.strip() == label.en != ""
        assert (label["nl"], label["en"]) == (label.nl, label.en)


@pytest.mark.parametrize("name", LISTS)
def test_no_two_codes_of_a_list_look_alike(name: str) -> None:
    codes = list(LISTS[name])
    for lang in ("nl", "en"):
        labels = [getattr(LISTS[name].label(code), lang) for code in codes]
        assert len({*labels}) == len(labels)


def test_every_list_labels_what_is_unknown_and_what_does_not_apply() -> None:
    for codes in LISTS.values():
        assert codes.label("onbekend").nl == "Onbekend"
        assert codes.label("nvt").nl == "N.v.t."
        assert "nvt" not in codes
        with pytest.raises(KeyError):
            codes.label("bestaat_niet")


def test_every_field_has_a_label_in_both_languages() -> None:
    for cls in CATALOGUE.values():
        for field in fields_of(cls).values():
            assert isinstance(field.label, Label)
            assert field.label.nl
            assert field.label.en


def test_the_seven_proeven_of_the_report() -> None:
    assert list(codebook.PROEVEN) == strategies.PROEVEN


# Types --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_has_a_type_on_the_wire(name: str) -> None:
    assert type_of(name) == f"nl.startbaan.{name}.v1"
    assert type_name(type_of(name)) == name


@pytest.mark.parametrize(
    "given",
    [
        *("placed", "nl.startbaan.placed", "nl.startbaan.placed.v", "nl.startbaan.placed.v0"),
        *("nl.startbaan.placed.v01", "nl.startbaan.placed.v2", "nl.startbaan.Placed.v1"),
        *("nl.startbaan.placed.v1 ", "nl.startbaan..v1", "nl.startbaan.builtins.v1", "", ".v1"),
        *("NL.startbaan.placed.v1", "nl.startbaan.placed.v1.v1"),
    ],
)
def test_any_other_type_is_unknown(given: str) -> None:
    with pytest.raises(ValueError, match=r"allowed: nl\.startbaan\."):
        type_name(given)


# Every value that histories hold ------------------------------------------------------------------


@pytest.mark.parametrize("field", [*strategies.CHARACTERISTICS, *strategies.JOB_TERMS])
def test_every_value_of_the_generators_is_taken_and_kept(field: str) -> None:
    values = (strategies.CHARACTERISTICS | strategies.JOB_TERMS)[field]
    person = field in strategies.CHARACTERISTICS
    cls = CATALOGUE["characteristics_changed" if person else "placement_changed"]
    about: dict[str, Any] = {} if person else {"startbaan": "1"}
    for value in values:
        data = {"datum": "2025-01-01", **about, field: value}
        assert problems(cls, data, RULES) == []
        assert clean(cls, data) == data
        built = getattr(build(cls, data), field)
        assert built == (tuple(value) if isinstance(value, list) else value)


def test_a_number_is_kept_in_its_plainest_form() -> None:
    cls = CATALOGUE["placed"]
    data = {"datum": "2025-01-01", "startbaan": "1", "uren_per_week": 24.0, "volgorde": 2.0}
    assert problems(cls, data, RULES) == []
    kept = clean(cls, data)
    assert [str(kept[name]) for name in ("uren_per_week", "volgorde")] == ["24", "2"]
