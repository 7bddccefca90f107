"""The five tabs of the registration form and their columns, as data.

A column takes its kind of value, its codes and its heading from the field of the catalogue that it
asks for; what no event has a field for is said here. A cell may hold a Dutch label or a code.

The columns ``…_precisie`` and ``…_volgorde`` stand at the right end of a tab and are rarely filled
in: how well the date is known, where the cell holds a day, and the place among the events of that
day, where it is not the usual one (:func:`journey.projections.form.rank`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from msgspec import Struct

from journey import codebook as cb
from journey.codebook import Codes, Label
from journey.events import (
    CHARACTERISTICS,
    JOB_TERMS,
    ActivityStarted,
    Characteristics,
    DroppedOut,
    Event,
    Intake,
    JobTerms,
    PlacementEnded,
    PutOnHold,
    Reentered,
    VoortrajectEnded,
    VoortrajectStarted,
    fields_of,
)
from journey.fields import Choice, Day, Field, Pseudonym
from journey.projections.form import (
    DEELNEMER,
    ON_HOLD,
    PERSON,
    SITUATIE,
    STARTBAAN,
    VOORTRAJECT,
)

NUMBER: Final = "deelnemernummer"
TITLES: Final[Mapping[str, str]] = {
    DEELNEMER: "Deelnemer",
    SITUATIE: "Situatie",
    VOORTRAJECT: "Voortraject",
    STARTBAAN: "Startbaan",
    ON_HOLD: "On hold en uitval",
}
"""What the tabs are called in a workbook, by their name in the program."""


class Column(Struct, frozen=True):
    """One column of a tab.

    ``name``: how :class:`~journey.interchange.form.model.Row` calls it. ``field``: what its cells
    take. ``needed``: in the first row of a participant (or of a startbaan) it can't be empty.
    ``dates``: its cells date an event, and so may hold a month, a year or onbekend.
    ``beside``: the date column that this one says more about.
    """

    name: str
    field: Field
    needed: bool = False
    dates: bool = False
    beside: str | None = None
    note: str = ""

    @property
    def heading(self) -> str:
        """What stands above it."""
        return self.field.label.nl

    @property
    def codes(self) -> Codes | None:
        """The closed list that its cells take a value of, if they do."""
        return self.field.kind.codes if isinstance(self.field.kind, Choice) else None


class Tab(Struct, frozen=True, dict=True):
    """One tab: its name in the program, the name of its sheet, and its columns from left to
    right; the first is the participant's number."""

    name: str
    title: str
    columns: tuple[Column, ...]
    note: str

    @cached_property
    def column(self) -> Mapping[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.columns}


def form_tabs(proeven: Mapping[str, str]) -> tuple[Tab, ...]:
    """The five tabs for an installation with these proeven (label by code)."""
    return (
        _tab(DEELNEMER, _deelnemer(proeven), _DEELNEMER),
        _tab(SITUATIE, _situatie(), _SITUATIE),
        _tab(VOORTRAJECT, _voortraject(), _VOORTRAJECT),
        _tab(STARTBAAN, _startbaan(), _STARTBAAN),
        _tab(ON_HOLD, _on_hold(), _ON_HOLD),
    )


_DEELNEMER: Final = (
    "Eén rij per deelnemer, met de kenmerken bij instroom. Verandert er later iets, dan een tweede "
    "rij met de datum in Gewijzigd per en alleen wat er anders is."
)
_SITUATIE: Final = (
    "Eén rij per deelnemer: de situatie bij instroom, en de vier vragen over de peildatum. "
    "Verandert de situatie, dan een tweede rij met de datum in Gewijzigd per en alleen wat er "
    "anders is; Onbekend neemt een eerder antwoord weg."
)
_VOORTRAJECT: Final = (
    "Eén rij per voortraject, per activiteit en per begin van bemiddeling. Wat bij uitval of einde "
    "nog loopt, eindigt daarmee en houdt een lege einddatum."
)
_STARTBAAN: Final = (
    "Eén rij per startbaan (één werkgever), met de voorwaarden bij het begin. Veranderen die, dan "
    "een tweede rij met hetzelfde nummer van de startbaan, de datum in Gewijzigd per en alleen wat "
    "er anders is."
)
_ON_HOLD: Final = (
    "Eén rij per keer on hold (Einde: de dag waarop het weer verder gaat), per uitval of einde van "
    "de deelname (Einde: de dag van terugkeer), en per onderwerp dat niet bekend is (Begin: sinds "
    "wanneer; Einde: sinds wanneer het weer bekend is)."
)

# -- making columns -----------------------------------------------------------------------------


def _tab(name: str, columns: Iterator[Column], note: str) -> Tab:
    """The tab with the fine columns of its dates at the right end."""
    number = Column(NUMBER, Field(Pseudonym(), Label("Deelnemernummer", "Number")), needed=True)
    main = (number, *columns)
    fine = (fine for column in main if column.dates for fine in _fine(column))
    return Tab(name, TITLES[name], (*main, *fine), note)


def _fine(column: Column) -> Iterator[Column]:
    """How well a date is known, and its place among the events of the day."""
    of = fields_of(Event)
    for name in ("precisie", "volgorde"):
        label = Label(f"{of[name].label.nl}: {column.heading}", f"{of[name].label.en}: {name}")
        yield Column(f"{column.name}_{name}", Field(of[name].kind, label), beside=column.name)


def _of(cls: type[Event], *names: str) -> Iterator[Column]:
    """Columns that ask for fields of an event as they are."""
    for name in names:
        yield Column(name, fields_of(cls)[name])


def _choice(name: str, codes: Codes, nl: str, en: str, **more: Any) -> Column:
    return Column(name, Field(Choice(codes), Label(nl, en)), **more)


def _date(name: str, nl: str, en: str, **more: Any) -> Column:
    return Column(name, Field(Day(), Label(nl, en)), dates=True, **more)


def _sinds() -> Column:
    return _date("sinds", "Gewijzigd per", "Changed as of")


# -- the tabs -----------------------------------------------------------------------------------


def _deelnemer(proeven: Mapping[str, str]) -> Iterator[Column]:
    labels = {code: Label(label, label) for code, label in proeven.items()}
    proef = fields_of(Intake)["proef"].label
    yield Column("proef", Field(Choice(Codes("proef", labels)), proef), needed=True)
    yield _date("instroomdatum", "Datum instroom of intake", "Date of entry", needed=True)
    yield _sinds()
    deelname = fields_of(Characteristics)["deelname"]
    yield Column("deelname", deelname, needed=True)
    yield from _of(Characteristics, *PERSON)


def _situatie() -> Iterator[Column]:
    yield _sinds()
    names = (name for name in CHARACTERISTICS if name not in (*PERSON, "deelname"))
    yield from _of(Characteristics, *names)
    yield _choice(
        "status", cb.STATUS, "Situatie peildatum: waar in proces?", "Where on the peildatum?"
    )
    for name, nl, en in (
        ("voortraject_ooit", "Voortraject gestart of afgerond", "Voortraject ever"),
        ("plaatsing_ooit", "Al een plaatsing op een startbaan", "Placed ever"),
        ("on_hold_ooit", "On hold geweest", "On hold ever"),
    ):
        yield Column(name, Field(Choice(cb.JA_NEE), Label(nl, en), True))


def _voortraject() -> Iterator[Column]:
    yield _choice("onderdeel", cb.ONDERDEEL, "Onderdeel", "Part", needed=True)
    yield from _of(ActivityStarted, "naam")
    yield _date("begin", "Begin", "Start", needed=True)
    yield _date("einde", "Einde", "End")
    yield from _of(VoortrajectStarted, "soort_voortraject")
    afgerond = fields_of(VoortrajectEnded)["afgerond"].label
    yield Column("afgerond", Field(Choice(cb.JA_NEE), afgerond))
    yield from _of(VoortrajectEnded, "reden")


def _startbaan() -> Iterator[Column]:
    yield Column("startbaan", fields_of(JobTerms)["startbaan"], needed=True)
    yield _date("begin", "Begin", "Start", needed=True)
    yield _sinds()
    yield from _of(JobTerms, *JOB_TERMS)
    yield _date("einde", "Einde", "End")
    yield from _of(PlacementEnded, "reden_einde")


def _on_hold() -> Iterator[Column]:
    yield _choice("gebeurtenis", cb.GEBEURTENIS, "Wat", "What", needed=True)
    yield _choice("aspect", cb.ASPECT, "Wat is niet bekend", "What is not known")
    yield _date("begin", "Begin", "Start")
    yield _date("einde", "Einde", "End")
    yield from _of(PutOnHold, "reden_on_hold")
    yield from _of(DroppedOut, "reden_uitstroom")
    deelname = fields_of(Reentered)["deelname"].kind
    yield Column("deelname", Field(deelname, Label("Deelname na terugkeer", "Footing after"), True))
