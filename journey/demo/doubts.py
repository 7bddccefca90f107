"""Which printed figures can't be true or are out of another number: their equals prove nothing.

The report says itself that its data were incomplete. A cell of these sets that comes out equal is
equal by chance, or because one cell of a set had to give way and this one did not; the reason is
the arithmetic that shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from journey.codebook import Label
from journey.demo.published import Figure


class Doubt(Struct, frozen=True):
    """A set of printed figures and what is wrong with it; without rows or kinds: all of them."""

    tables: tuple[int, ...]
    block: str
    columns: tuple[str, ...]
    why: Label
    rows: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def covers(self, figure: Figure) -> bool:
        """Whether a printed figure belongs to the set."""
        return (
            figure.table in self.tables
            and figure.block == self.block
            and figure.column in self.columns
            and (not self.rows or figure.row in self.rows)
            and (not self.kinds or figure.kind in self.kinds)
        )


def doubt_about(figure: Figure) -> Label | None:
    """Why a printed figure is not to be trusted; None where nothing is known against it."""
    return next((doubt.why for doubt in DOUBTS if doubt.covers(figure)), None)


BASES: Final[Mapping[str, int]] = {
    "Baan bij instroom in pilot of bij intake": 226,
    "Taalniveau bij instroom in pilot of bij intake": 226,
    "Engels": 226,
    "Gezinssituatie in NL": 226,
    "Aantal kinderen in NL": 226,
    "Verblijfssituatie": 226,
    "Inburgeringsprogramma": 223,
    "Status inburgeringsprogramma": 226,
    "Startdatum inburgering": 226,
    "Uitkering": 226,
}
"""Over how many people each block of table 1 was computed in *vrijwillig*, where not over 235."""

SUMS: Final[Mapping[str, int]] = {
    "Leeftijdsgroep": 610,
    "Opleiding": 606,
    "Baan bij instroom in pilot of bij intake": 606,
    "Engels": 606,
    "Inburgeringsprogramma": 590,
    "Uitkering": 598,
}
"""To how many people the blocks of tables 1 and 5 add up in *alle*, where not to 607."""


def _over(base: int, of: int) -> Label:
    return Label(
        f"De kolom is over {base} mensen berekend, niet over {of}.",
        f"The column was computed over {base} people, not {of}.",
    )


def _adds(to: int, of: int) -> Label:
    return Label(f"De kolom telt op tot {to} van {of}.", f"The column adds to {to} of {of}.")


_PERIOD: Final = "Tussen januari 2018 en december 2021"

DOUBTS: Final = (
    Doubt(
        (1,),
        "Engels",
        ("verplicht", "vrijwillig"),
        Label(
            "Onbekend en Ja zijn verwisseld: alleen verplicht al zou er 91 onbekend hebben, waar "
            "alle er 42 heeft.",
            "Onbekend and Ja are swapped: verplicht alone would have 91 unknown, where alle has "
            "42.",
        ),
        rows=("Onbekend", "Ja"),
    ),
    *(Doubt((1,), block, ("vrijwillig",), _over(base, 235)) for block, base in BASES.items()),
    *(Doubt((1, 5), block, ("alle",), _adds(to, 607)) for block, to in SUMS.items()),
    Doubt(
        (1, 5),
        "Verblijfsvergunning verleend",
        ("alle",),
        Label(
            "13,0% ligt onder beide deelgroepen (13,2% en 24,3%).",
            "13.0% lies below both subgroups (13.2% and 24.3%).",
        ),
        rows=(_PERIOD,),
    ),
    Doubt(
        (1, 5),
        "Startdatum inburgering",
        ("alle", "geplaatst"),
        Label(
            "Van de geplaatsten staan hier 7 (2,6%), van alle deelnemers niemand.",
            "Of those placed 7 (2.6%) are here, of all participants nobody.",
        ),
        rows=(_PERIOD,),
    ),
    Doubt((5,), "Inburgeringsprogramma", ("geplaatst",), _over(266, 269)),
    Doubt(
        (3,),
        "Afronding van voortraject",
        ("alle",),
        Label(
            "Van 443 (289 Ja en 154 Onbekend), niet van de 607 van de tabel.",
            "Of 443 (289 Ja and 154 Onbekend), not of the table's 607.",
        ),
        kinds=("pct",),
    ),
    Doubt(
        (3,),
        "Duur van voortraject",
        ("alle",),
        Label(
            "De rijen tellen op tot 407 van 443: 36 mensen staan in geen rij.",
            "The rows add to 407 of 443: 36 people are in no row.",
        ),
    ),
    Doubt(
        (3,),
        "Soort voortraject",
        ("alle",),
        Label(
            "De soorten tellen op tot 354, waar 289 mensen een voortraject hadden.",
            "The kinds add to 354, where 289 people had a voortraject.",
        ),
    ),
    Doubt(
        (4,),
        "Aantal startbanen gehad",
        ("alle",),
        Label(
            "269 is iedereen die ooit geplaatst is; 30 van hen hadden er meer, dus 239 één.",
            "269 is everybody who was ever placed; 30 of them had several, so 239 had one.",
        ),
        rows=("1",),
    ),
    Doubt((6,), "Soort startbaan", ("banen",), _adds(272, 269)),
    Doubt(
        (7,),
        "Sector werkgever",
        ("banen",),
        Label(
            "De percentages zijn van 254, met de aantallen opgehoogd naar 269: 24,8% is 63 van "
            "254, en 63 × 269 / 254 is 67.",
            "The percentages are of 254, with the numbers scaled up to 269: 24.8% is 63 of 254, "
            "and 63 × 269 / 254 is 67.",
        ),
    ),
    Doubt(
        (9,),
        "Uitval",
        ("alle",),
        Label(
            "10,4% is 63 van 607, waar de redenen tot 78 optellen en er in tabel 2 45 + 51 = 96 "
            "weg zijn.",
            "10.4% is 63 of 607, where the reasons add to 78 and table 2 has 45 + 51 = 96 exits.",
        ),
    ),
    Doubt(
        (9,),
        "Reden",
        ("alle",),
        Label(
            "De redenen tellen op tot 78, waar Uitval 63 mensen telt en er in tabel 2 45 + 51 = 96 "
            "weg zijn.",
            "The reasons add to 78, where Uitval counts 63 people and table 2 has 45 + 51 = 96 "
            "exits.",
        ),
    ),
)
