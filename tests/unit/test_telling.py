"""A reason that tells who somebody is, however it is written; and one that does not."""

from __future__ import annotations

import pytest

from journey.telling import tells

NAAM, DAY = "Ayşe van der Öz-Li", "1990-05-01"
PHONE, MAIL = "06-1234 5678", "Ayse <a.oz@example.org>, of bellen"


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("naam", NAAM, "verzoek van ayşe"),
        ("naam", NAAM, "verzoek van AYSE"),
        ("naam", NAAM, "mevrouw Öz belde"),
        ("naam", NAAM, "mevrouw oz belde"),
        ("naam", NAAM, "mevrouw (Li)"),
        ("naam", "Jo Bos", "de heer Bos, 3 november"),
        ("naam", "S. van Ypenburg", "de ypenburgs"),
        ("geboortedatum", DAY, "geboren 1990-05-01"),
        ("geboortedatum", DAY, "geboren 01-05-1990"),
        ("geboortedatum", DAY, "geboren 1.5.1990"),
        ("geboortedatum", DAY, "geboren 05/01/1990"),
        ("geboortedatum", DAY, "geboren 1990 05 01"),
        ("geboortedatum", DAY, "geboren 1-5-90"),
        ("geboortedatum", DAY, "geboren 01051990"),
        ("geboortedatum", DAY, "geboren 19900501"),
        ("geboortedatum", DAY, "geboren 010590"),
        ("geboortedatum", DAY, "geboren op 1 mei 1990"),
        ("geboortedatum", "1990-03-01", "born on March 1, 1990"),
        ("geboortedatum", "1990-03-01", "geboren op 1 maart 1990"),
        ("contact", PHONE, "bel 06-1234 5678"),
        ("contact", PHONE, "bel 0612345678"),
        ("contact", PHONE, "bel 06 12 34 56 78"),
        ("contact", PHONE, "bel +31 (6) 12345678"),
        ("contact", "+31612345678", "bel 06-12345678"),
        ("contact", MAIL, "mail A.Oz@example.org"),
        ("extern_nummer", "123.456", "dossier 123456"),
        ("toelichting", "Woont bij haar zus", "woont bij haar zus, verzoek"),
        ("toelichting", "Woont bij haar zus", "Woont  bij haar ZUS."),
        ("werkgever", "De Ster", "stopte bij de ster"),
        ("naam", "Ali Kaya", "Ali wil niet meer"),
        ("naam", "Fatima el Amrani", "verzoek van fatima"),
        ("naam", "Fatima el Amrani", "Fatima's verzoek"),
        ("naam", "Tran Le", "mevrouw Le"),
        ("naam", "Jan Bos", "verzoek van jan"),
        ("naam", "Inge de Boer", "verzoek van Inge"),
        ("naam", "Inge de Boer", "mevrouw de Boer belde"),
        ("naam", "Mei Li", "verzoek van Mei"),
        ("naam", "Mei de Jong", "verzoek van de jong"),
        ("naam", "Mei de Jong", "VERZOEK VAN DE HEER JONG"),
        ("naam", "Jan Mei", "verzoek van jan mei"),
        ("naam", "Sophia van Ypenburg", "mail s.ypenburg@example.org"),
        ("naam", "Sophia van Ypenburg", "Ypenburg_S"),
        ("geboortedatum", DAY, "geboren 1 mei '90"),
        ("geboortedatum", DAY, "geboren 1e mei 1990"),
        ("geboortedatum", DAY, "geboren op 01/mei/1990"),
        ("geboortedatum", DAY, "verzoek 12, 1-5-1990"),
        ("geboortedatum", "2002-04-03", "born April 3rd 2002"),
        ("contact", "Dorpsstraat 12, 1234 AB Ede", "woont dorpsstraat 12 1234 ab ede"),
        ("extern_nummer", "AB-1234", "dossier ab 1234"),
    ],
)
def test_what_tells_who_somebody_is(field: str, value: str, text: str) -> None:
    assert tells(text, field, value)


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("naam", NAAM, "verzoek van 3 november, door de consulent aan de balie"),
        ("naam", NAAM, "verlies van belang"),
        ("naam", "S. Jansen", "verzoek s"),
        ("geboortedatum", DAY, "verzoek van 3 november 2025"),
        ("geboortedatum", DAY, "verzoek van mei 1990"),
        ("geboortedatum", DAY, "verzoek 5-1-2025, kenmerk 1990"),
        ("geboortedatum", "geen dag", "verzoek van 1 mei 1990"),
        ("contact", PHONE, "kenmerk 2025-0612"),
        ("contact", "Straat 12, 1234 AB", "verzoek 12 van 1234"),
        ("toelichting", "ja", "verzoek na een jaar"),
        ("toelichting", "ja", "verzoek: Ja, wissen"),
        ("toelichting", "verhuisd", "verhuisd naar een andere gemeente"),
        ("toelichting", "op", "op verzoek"),
        ("toelichting", "op verzoek", "op verzoek van de deelnemer"),
        ("toelichting", "Woont bij haar zus", "woont bij haar zuster"),
        ("werkgever", "Gemeente", "verzoek bij de gemeente"),
        ("naam", "Inge de Boer", "toestemming ingetrokken"),
        ("naam", "Inge de Boer", "De deelnemer vroeg erom"),
        ("naam", "Lien", "verzoek van de cliënt"),
        ("naam", "Piet de Jong", "regeling voor jongeren"),
        ("naam", "Piet de Jong", "nog te jong"),
        ("naam", "Mei Li", "verzoek van mei 2025"),
        ("naam", "Mei de Jong", "in mei de aanvraag ingetrokken"),
        ("naam", "Ria de Wil", "wil gewist worden"),
        ("naam", "Na Kim", "verzoek na een jaar"),
        ("naam", "J. van den Berg", "Van den beginne af"),
        ("geboortedatum", "2002-04-03", "3 van de 4 dossiers; 2 jaar"),
        ("geboortedatum", "2002-04-03", "artikel 4.3.2"),
        ("geboortedatum", "2002-04-03", "3, 4, 02"),
        ("geboortedatum", DAY, "1 maar 5 van 1990"),
        ("contact", "12", "verzoek van 12 januari"),
        ("contact", "via zijn zus", "belde via zijn zus"),
        ("contact", "@ thuis", "verzoek per mail @ gemeente"),
        ("extern_nummer", "12", "verzoek van 12 januari"),
        ("extern_nummer", "2025", "verzoek uit 2025"),
        ("toelichting", "belde op 06 1234 5678", "kenmerk 0612345678"),
    ],
)
def test_what_does_not_tell(field: str, value: str, text: str) -> None:
    assert not tells(text, field, value)
