"""The nine tables of the report's Bijlage 1, as data, and one function that counts them.

Every block says what it counts (*unit*), how many it sorts out (*of*: its rows add up to that
exactly) and what its percentages are of (*base*). A row that is part of another ("waarvan") is
shown and not added. An optional row is there only where it is not 0 in some column, so that a
code which the report lacks is never hidden. Labels, order and titles follow the printed report.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress
from typing import Any, Final, Literal

from msgspec import Struct

from journey import codebook as cb
from journey.aggregates.state import Hold, State
from journey.codebook import BEZIG, JA, NEE, NVT, ONBEKEND, Codes, Label
from journey.events import JOB_TERMS, Characteristics, JobTerms, fields_of
from journey.fields import Choice
from journey.peildatum import months_between
from journey.projections.snapshot import COLUMNS, Person, terms_of

Unit = Literal["laatste", "startbanen"]
Base = Literal["of", "column"]
Key = Hashable

DEELNEMERS: Final = "deelnemers"
ANTWOORDEN: Final = "antwoorden"
STARTBANEN: Final = "startbanen"
OF_STARTBANEN: Final = (6, 7)
"""The tables that count startbanen, for which the unit is asked."""


# -- what comes out ---------------------------------------------------------------------------


class CountedRow(Struct, frozen=True):
    """One row: for each column of the table a number and its percentage, or a mean.

    ``pct`` is None over a base of 0; ``mean`` is over ``n`` cases, and None where there are none.
    ``of_which`` names the row that this one is part of.
    """

    label: Label
    n: Mapping[str, int]
    pct: Mapping[str, float | None]
    mean: Mapping[str, float | None] | None = None
    of_which: Label | None = None


class CountedBlock(Struct, frozen=True):
    """One block: what it counts, how many it sorts out and what its percentages are of.

    ``several``: whether one participant may stand in several of its rows.
    """

    title: Label
    unit: str
    of: Mapping[str, int]
    base: Mapping[str, int]
    rows: tuple[CountedRow, ...]
    several: bool = False


class CountedTable(Struct, frozen=True):
    """One table of the report, counted."""

    number: int
    title: Label
    columns: tuple[str, ...]
    blocks: tuple[CountedBlock, ...]


# -- what a block is --------------------------------------------------------------------------


class Cases:
    """What a table counts, column by column: the rows of a snapshot, or those of startbanen."""

    def __init__(
        self, names: Sequence[str], rows: Sequence[Sequence[Any]], states: Sequence[State]
    ):
        self._columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}
        self.states = states
        self.count = len(rows)

    def __getitem__(self, name: str) -> Sequence[Any]:
        return self._columns[name] if self.count else ()


class Line(Struct, frozen=True):
    """One row of a block: its label and the keys that it counts."""

    label: Label
    keys: tuple[Key, ...]
    optional: bool = False
    of_which: Label | None = None


class Block(Struct, frozen=True):
    """How a block is counted.

    ``key`` gives one key for each case, or None for a case that the block does not sort out;
    where ``several`` answers may be given, a collection of keys. ``base``: percentages are of what
    is sorted out, or of everyone in the column of the table. ``mean`` gives the lengths in days,
    for each case and key, of which a second row shows the mean in weeks.
    """

    title: Label
    lines: tuple[Line, ...]
    key: Callable[[Cases], Iterable[Any]]
    unit: str = DEELNEMERS
    base: Base = "of"
    several: bool = False
    mean: Callable[[State, Key], list[int]] | None = None


Groups = Mapping[str, Sequence[bool]]
"""For each column of a table which of the cases it holds."""


def count_block(block: Block, cases: Cases, groups: Groups) -> CountedBlock:
    """Count one block for every column of its table."""
    keys = list(block.key(cases))
    counts = {column: _count(block, compress(keys, mask)) for column, mask in groups.items()}
    of = {
        column: _sorted_out(block, counts[column], compress(keys, mask))
        for column, mask in groups.items()
    }
    base = of if block.base == "of" else {column: sum(mask) for column, mask in groups.items()}
    rows = chain.from_iterable(
        _rows(block, line, cases, groups, counts, base) for line in block.lines
    )
    return CountedBlock(block.title, block.unit, of, base, tuple(rows), block.several)


def _count(block: Block, keys: Iterable[Any]) -> Counter[Key]:
    return Counter(chain.from_iterable(keys) if block.several else keys)


def _sorted_out(block: Block, count: Counter[Key], keys: Iterable[Any]) -> int:
    if not block.several:
        return count.total() - count[None]
    return sum(len(given) if block.unit == ANTWOORDEN else bool(given) for given in keys)


def _rows(
    block: Block,
    line: Line,
    cases: Cases,
    groups: Groups,
    counts: Mapping[str, Counter[Key]],
    base: Mapping[str, int],
) -> Iterator[CountedRow]:
    n = {column: sum(count[key] for key in line.keys) for column, count in counts.items()}
    if line.optional and not any(n.values()):
        return
    pct = {column: percentage(n[column], base[column]) for column in n}
    yield CountedRow(line.label, n, pct, of_which=line.of_which)
    if block.mean is not None:
        days = {
            column: _days(block.mean, line.keys[0], compress(cases.states, mask))
            for column, mask in groups.items()
        }
        over = {column: len(found) for column, found in days.items()}
        mean = {column: _mean_weeks(found) for column, found in days.items()}
        yield CountedRow(mean_label(line.label), over, {}, mean)


def mean_label(label: Label) -> Label:
    """The label of the row with the mean length of what a row counts."""
    return Label(
        f"Gemiddelde duur {label.nl.lower()} in weken",
        f"Mean length of {label.en.lower()} in weeks",
    )


def _days(
    lengths: Callable[[State, Key], list[int]], key: Key, states: Iterable[State]
) -> list[int]:
    return list(chain.from_iterable(lengths(state, key) for state in states))


def _mean_weeks(days: Sequence[int]) -> float | None:
    return half_up(sum(days), 7 * len(days)) if days else None


def percentage(n: int, base: int) -> float | None:
    """``n`` of ``base`` in per cent, half up to one decimal; None over a base of 0."""
    return half_up(100 * n, base) if base else None


def half_up(numerator: int, denominator: int) -> float:
    """The exact ratio of two whole numbers, rounded half up to one decimal."""
    return (20 * numerator + denominator) // (2 * denominator) / 10


# -- making blocks ----------------------------------------------------------------------------

UNKNOWN: Final = cb.OUTSIDE[ONBEKEND]
_UNKNOWN_LINE: Final = Line(UNKNOWN, (ONBEKEND,))


def _lines(
    codes: Codes, order: Iterable[str] = (), optional: Iterable[str] = ()
) -> tuple[Line, ...]:
    rare = frozenset(optional)
    return (
        _UNKNOWN_LINE,
        *(Line(codes.label(c), (c,), c in rare) for c in order or codes if c != ONBEKEND),
    )


def _column(name: str) -> Callable[[Cases], Iterable[Any]]:
    return lambda cases: cases[name]


def _given(name: str) -> Callable[[Cases], Iterable[Any]]:
    """The column, leaving out whom it does not apply to."""
    return lambda cases: (None if value == NVT else value for value in cases[name])


def _coded(
    cls: type[Characteristics] | type[JobTerms],
    name: str,
    order: Iterable[str] = (),
    optional: Iterable[str] = (),
    unit: str = DEELNEMERS,
) -> Block:
    """A block over a coded field: Onbekend, then its codes in order."""
    field = fields_of(cls)[name]
    assert isinstance(field.kind, Choice)
    lines = _lines(field.kind.codes, order, optional)
    return Block(field.label, lines, _column(name), unit)


def _classed(bounds: Sequence[int], value: float | None) -> Key:
    """The class of a number: the first whose (inclusive) upper bound it does not pass."""
    return ONBEKEND if value is None else bisect_left(bounds, value)


def _class_lines(labels: Sequence[Label], optional: Iterable[int] = ()) -> tuple[Line, ...]:
    rare = frozenset(optional)
    return (_UNKNOWN_LINE, *(Line(label, (i,), i in rare) for i, label in enumerate(labels)))


# -- tables 1 and 5: who they are -------------------------------------------------------------


def _person(name: str, order: Iterable[str] = (), optional: Iterable[str] = ()) -> Block:
    return _coded(Characteristics, name, order, optional)


_PERIODS: Final = (
    Label("Vóór januari 2018", "Before January 2018"),
    Label("Tussen januari 2018 en december 2021", "January 2018 to December 2021"),
    Label("Vanaf januari 2022", "From January 2022"),
)


def _period(day: str | None) -> Key:
    if day is None:
        return ONBEKEND
    return (day >= "2018-01-01") + (day >= "2022-01-01")


def _by_period(name: str) -> Block:
    label = fields_of(Characteristics)[name].label
    return Block(label, _class_lines(_PERIODS), lambda cases: map(_period, cases[name]))


_AGES: Final = Block(
    Label("Leeftijdsgroep", "Age group"),
    _class_lines(
        (
            Label("Jonger dan 25", "Younger than 25"),
            Label("25 tot 45 jaar", "25 to 44"),
            Label("45 tot 65 jaar", "45 to 64"),
            Label("65 jaar of ouder", "65 or older"),
        )
    ),
    lambda cases: (_classed((24, 44, 64), age) for age in cases["leeftijd"]),
)
_CHILDREN: Final = Block(
    fields_of(Characteristics)["kinderen"].label,
    _class_lines((*(Label(str(n), str(n)) for n in range(4)), Label("Meer dan 3", "More than 3"))),
    lambda cases: (_classed((0, 1, 2, 3), n) for n in cases["kinderen"]),
)
_TRANSPORT: Final = Block(
    fields_of(Characteristics)["vervoer"].label,
    _lines(cb.VERVOER)[1:],
    lambda cases: (() if given == ONBEKEND else given for given in cases["vervoer"]),
    unit=ANTWOORDEN,
    several=True,
)
_PEOPLE: Final = (
    _person("geslacht"),
    _AGES,
    _person("opleiding"),
    _by_period("verblijfsvergunning_verleend"),
    _person("baan_bij_instroom"),
    _person("taalniveau_bij_instroom", optional=("C1", "C2")),
    _person("engels", order=(NEE, JA)),
    _person("gezinssituatie"),
    _CHILDREN,
    _person("verblijfssituatie", optional=("anders",)),
    _TRANSPORT,
    _person(
        "inburgeringsprogramma",
        order=("nog_geen", "B1", "Z", "onderwijs"),
        optional=("nog_geen",),
    ),
    _person("inburgeringsstatus"),
    _by_period("inburgering_start"),
    _person("uitkering", order=(NEE, JA)),
)

# -- table 2: where they are ------------------------------------------------------------------

_DERIVED: Final = "afgeleid"


def _stand(cases: Cases) -> Iterator[Key]:
    for status, door in zip(cases["status"], cases["status_door"], strict=True):
        derived = status == "in_bemiddeling" and door != "mediation_started"
        yield _DERIVED if derived else status


def _stand_lines() -> Iterator[Line]:
    for status in cb.STATUS:
        label = cb.STATUS.label(status)
        if status == "in_bemiddeling":
            yield Line(label, (status, _DERIVED))
            yield Line(Label("waarvan afgeleid", "of which derived"), (_DERIVED,), of_which=label)
        else:
            yield Line(label, (status,))


_STAND: Final = Block(
    Label("Situatie peildatum: Waar in proces?", "Where in the process on the peildatum?"),
    tuple(_stand_lines()),
    _stand,
)

# -- table 3: voortrajecten -------------------------------------------------------------------

_NO: Final = cb.JA_NEE.label(NEE)

_COMPLETED_LABELS: Final = (
    _UNKNOWN_LINE,
    Line(_NO, (BEZIG, NEE)),
    Line(Label("waarvan nog bezig", "of which ongoing"), (BEZIG,), of_which=_NO),
    Line(Label("waarvan afgebroken", "of which broken off"), (NEE,), of_which=_NO),
    Line(cb.JA_NEE.label(JA), (JA,)),
)
_LENGTH_LINES: Final = (
    _UNKNOWN_LINE,
    Line(Label("Bezig met voortraject", "In a voortraject"), (BEZIG,)),
    Line(Label("Afgebroken", "Broken off"), (NEE,)),
    Line(Label("Minder dan 30 dagen", "Less than 30 days"), (0,)),
    Line(Label("30-59 dagen (twee maanden)", "30-59 days (two months)"), (1,)),
    Line(Label("60-89 dagen (drie maanden)", "60-89 days (three months)"), (2,)),
    Line(Label("90 dagen of meer", "90 days or more"), (3,)),
)


def _voortraject_length(cases: Cases) -> Iterator[Key]:
    columns = (cases["voortraject_afgerond"], cases["voortraject_dagen"])
    for afgerond, days in zip(*columns, strict=True):
        if afgerond == NVT:
            yield None
        else:
            yield _classed((29, 59, 89), days) if afgerond == JA else afgerond


def _kinds(cases: Cases) -> Iterator[set[str]]:
    return ({activity.activiteit for activity in state.activities} for state in cases.states)


def _activity_days(state: State, kind: Key) -> list[int]:
    lengths = (a.days for a in state.activities if a.activiteit == kind)
    return [days for days in lengths if days is not None]


_VOORTRAJECTEN: Final = (
    Block(
        Label("Voortraject gestart of afgerond", "Voortraject started or completed"),
        _lines(cb.JA_NEE, (NEE, JA)),
        _column("voortraject_ooit"),
    ),
    Block(
        Label("Afronding van voortraject", "Completion of the voortraject"),
        _COMPLETED_LABELS,
        _given("voortraject_afgerond"),
    ),
    Block(
        Label("Duur van voortraject", "Length of the voortraject"),
        _LENGTH_LINES,
        _voortraject_length,
        base="column",
    ),
    Block(
        Label("Soort voortraject", "Kind of voortraject"),
        _lines(cb.SOORT_VOORTRAJECT),
        _given("soort_voortraject"),
        base="column",
    ),
    Block(
        Label("Type voortraject(en)", "Activities in the voortraject"),
        _lines(
            cb.ACTIVITEIT,
            optional=set(cb.ACTIVITEIT) - {"vrijwilligerswerk", "onbetaalde_werkstage"},
        )[1:],
        _kinds,
        base="column",
        several=True,
        mean=_activity_days,
    ),
)

# -- table 4: placements ----------------------------------------------------------------------

_EVER_PAID: Final = "ooit_betaald"


def _placed(cases: Cases) -> Iterator[Key]:
    columns = (cases["plaatsing_ooit"], cases["betaald_geplaatst_ooit"])
    for ooit, betaald in zip(*columns, strict=True):
        yield _EVER_PAID if betaald == JA else ooit


_YES: Final = cb.JA_NEE.label(JA)
_PLACED_LINES: Final = (
    _UNKNOWN_LINE,
    Line(_NO, (NEE,)),
    Line(_YES, (JA, _EVER_PAID)),
    Line(Label("waarvan ooit betaald", "of which ever paid"), (_EVER_PAID,), of_which=_YES),
)


def _jobs(cases: Cases) -> Iterable[Key]:
    return (ONBEKEND if n is None else n for n in cases["aantal_startbanen"])


def _placements(most: int) -> tuple[Block, ...]:
    """The blocks of table 4, with a row for every number of startbanen up to ``most``."""
    return (
        Block(Label("Al een plaatsing op een startbaan", "Placed already"), _PLACED_LINES, _placed),
        Block(
            Label("Aantal startbanen gehad", "Number of startbanen so far"),
            (
                _UNKNOWN_LINE,
                Line(Label("Geen", "None"), (0,)),
                *(Line(Label(str(n), str(n)), (n,), n > 3) for n in range(1, max(most, 3) + 1)),
            ),
            _jobs,
        ),
    )


# -- tables 6 and 7: startbanen ---------------------------------------------------------------


def _job(name: str, order: Iterable[str] = (), optional: Iterable[str] = ()) -> Block:
    return _coded(JobTerms, name, order, optional, STARTBANEN)


_PERMANENT: Final = "onbepaalde_tijd"


def _contract_length(cases: Cases) -> Iterator[Key]:
    columns = (cases["contract"], cases["duur_overeenkomst_maanden"])
    for contract, months in zip(*columns, strict=True):
        yield _PERMANENT if contract == _PERMANENT else _classed((6, 12, 24), months)


def _hours_worked(cases: Cases) -> Iterator[Key]:
    """Hours less lessons; lessons that are unknown count as 0."""
    columns = (cases["uren_per_week"], cases["inburgeringsuren_per_week"])
    for hours, lessons in zip(*columns, strict=True):
        worked = None if hours is None else round(100 * hours) - round(100 * (lessons or 0))
        yield _classed((1600, 2400, 3200, 4000), worked)


_CONTRACT: Final = (
    _job("soort_startbaan", optional=("onbetaald_werk",)),
    _job("hoe_gekregen"),
    Block(
        fields_of(JobTerms)["duur_overeenkomst_maanden"].label,
        (
            *_class_lines(
                (
                    Label("1 t/m 6 maanden", "1 to 6 months"),
                    Label("7 t/m 12 maanden", "7 to 12 months"),
                    Label("13 t/m 24 maanden", "13 to 24 months"),
                    Label("25 of meer maanden", "25 months or more"),
                )
            ),
            Line(cb.CONTRACT.label(_PERMANENT), (_PERMANENT,), optional=True),
        ),
        _contract_length,
        STARTBANEN,
    ),
    _job("urenvorm"),
    Block(
        Label("(Gemiddeld) aantal gewerkte uren", "(Mean) number of hours worked"),
        _class_lines(
            (
                Label("0-16 uur", "0-16 hours"),
                Label("17-24 uur", "17-24 hours"),
                Label("25-32 uur", "25-32 hours"),
                Label("33-40 uur", "33-40 hours"),
                Label("Meer dan 40 uur", "More than 40 hours"),
            ),
            optional=(4,),
        ),
        _hours_worked,
        STARTBANEN,
    ),
    _job("loonkostensubsidie", order=(JA, NEE)),
    _job("werkcoach", order=(JA, NEE)),
    _job("jobcoach", order=(JA, NEE)),
    _job("harrie_training", order=(JA, NEE)),
)

_EMPLOYER: Final = (
    _job("soort_werkgever"),
    _job("sector"),
    Block(
        fields_of(JobTerms)["omvang_vestiging"].label,
        _class_lines(
            (
                Label("Minder dan 5 werknemers", "Fewer than 5 employees"),
                Label("5 t/m 9 werknemers", "5 to 9 employees"),
                Label("10 t/m 19 werknemers", "10 to 19 employees"),
                Label("20 t/m 49 werknemers", "20 to 49 employees"),
                Label("50 t/m 99 werknemers", "50 to 99 employees"),
                Label("100 t/m 199 werknemers", "100 to 199 employees"),
                Label("200 t/m 499 werknemers", "200 to 499 employees"),
                Label("500 of meer werknemers", "500 employees or more"),
            )
        ),
        lambda cases: (
            _classed((4, 9, 19, 49, 99, 199, 499), n) for n in cases["omvang_vestiging"]
        ),
        STARTBANEN,
    ),
    _job("ervaring_statushouders", order=(JA, NEE)),
)

# -- table 8: on hold -------------------------------------------------------------------------

_STILL: Final = "nog_on_hold"


def _hold_length(hold: Hold | None) -> Key:
    if hold is None:
        return None
    if hold.end is None:
        return _STILL
    months = months_between(hold.start, hold.end) if hold.exact else None
    return _classed((3, 6, 12), months)


def _held(name: str) -> Callable[[Cases], Iterable[Any]]:
    """The column, for those who were ever on hold."""
    return lambda cases: (
        value if ooit == JA else None
        for ooit, value in zip(cases["on_hold_ooit"], cases[name], strict=True)
    )


_ON_HOLD: Final = (
    Block(
        Label("On hold geweest", "Ever on hold"),
        (
            _UNKNOWN_LINE,
            Line(_NO, (NEE,)),
            Line(Label("Ja (nu of eerder)", "Yes (now or earlier)"), (JA,)),
        ),
        _column("on_hold_ooit"),
        base="column",
    ),
    Block(
        Label("Fase on hold", "Phase when put on hold"),
        _lines(cb.FASE_ON_HOLD),
        _held("on_hold_fase"),
        base="column",
    ),
    Block(
        Label("Duur on hold", "Time on hold"),
        (
            Line(UNKNOWN, (ONBEKEND, _STILL)),
            Line(
                Label("waarvan nog on hold", "of which still on hold"), (_STILL,), of_which=UNKNOWN
            ),
            Line(Label("0-3 maanden", "0-3 months"), (0,)),
            Line(Label("4-6 maanden", "4-6 months"), (1,)),
            Line(Label("7-12 maanden", "7-12 months"), (2,)),
            Line(Label("13 maanden of meer", "13 months or more"), (3,)),
        ),
        lambda cases: (_hold_length(state.hold) for state in cases.states),
        base="column",
    ),
    Block(
        Label("Reden on hold", "Reason of being on hold"),
        _lines(cb.REDEN_ON_HOLD, optional=("eerst_inburgering",)),
        _held("reden_on_hold"),
        base="column",
    ),
)

# -- table 9: who left ------------------------------------------------------------------------

_LEFT: Final = ("uitval", "einde")


def _uitval(cases: Cases) -> Iterator[Key]:
    """Uitval and einde together, without those who have finished their civic integration."""
    for status, reden in zip(cases["status"], cases["reden_uitstroom"], strict=True):
        left = status in _LEFT and reden != "inburgering_afgerond"
        yield ONBEKEND if status == ONBEKEND else (JA if left else NEE)


_UITVAL: Final = (
    Block(Label("Uitval", "Dropped out"), _lines(cb.JA_NEE, (NEE, JA)), _uitval, base="column"),
    Block(
        Label("Uitstroom", "Left"),
        tuple(Line(cb.STATUS.label(code), (code,)) for code in _LEFT),
        lambda cases: (status if status in _LEFT else None for status in cases["status"]),
        base="column",
    ),
    Block(
        Label("Reden", "Reason"),
        _lines(
            cb.REDEN_UITSTROOM,
            optional=("verhuizing", "andere_route", "geen_match", "werk", "inburgering_afgerond"),
        ),
        _given("reden_uitstroom"),
        base="column",
    ),
)

# -- the tables -------------------------------------------------------------------------------

TITLES: Final[Mapping[int, Label]] = {
    1: Label("Kenmerken deelnemers", "Characteristics of participants"),
    2: Label("Tussenstand", "Where participants are"),
    3: Label("Kenmerken voortrajecten", "Characteristics of voortrajecten"),
    4: Label("Tussenstand - startbaan", "Where participants are - startbaan"),
    5: Label(
        "Kenmerken deelnemers met startbaan", "Characteristics of participants with a startbaan"
    ),
    6: Label("Kenmerken startbaan - contract", "Characteristics of the startbaan - contract"),
    7: Label("Kenmerken startbaan - werkgever", "Characteristics of the startbaan - employer"),
    8: Label("Kenmerken on hold", "Characteristics of being on hold"),
    9: Label("Kenmerken uitval", "Characteristics of dropping out"),
}

_BLOCKS: Final[Mapping[int, tuple[Block, ...]]] = {
    1: _PEOPLE,
    2: (_STAND,),
    3: _VOORTRAJECTEN,
    5: _PEOPLE,
    6: _CONTRACT,
    7: _EMPLOYER,
    8: _ON_HOLD,
    9: _UITVAL,
}


def tables(
    people: Sequence[Person], numbers: Iterable[int] = TITLES, unit: Unit = "laatste"
) -> list[CountedTable]:
    """Count the tables of these numbers over the people of a snapshot.

    ``unit`` is about tables 6 and 7: ``laatste`` counts the startbaan shown in the row of each
    participant who was ever placed, ``startbanen`` every startbaan started, at its newest terms.
    """
    cases = Cases(COLUMNS, [p.row for p in people], [p.state for p in people])
    most = most_startbanen(people)
    return [
        _table(number, cases_of(number, cases, people, unit), blocks_of(number, most))
        for number in numbers
    ]


def _table(number: int, cases: Cases, blocks: Iterable[Block]) -> CountedTable:
    groups = groups_of(number, cases)
    counted = tuple(count_block(block, cases, groups) for block in blocks)
    return CountedTable(number, TITLES[number], tuple(groups), counted)


def most_startbanen(people: Iterable[Person]) -> int:
    """The largest number of startbanen that any of these people had."""
    return max((len(person.state.startbanen) for person in people), default=0)


def blocks_of(number: int, most: int) -> tuple[Block, ...]:
    """The blocks of a table; ``most``: the largest number of startbanen that anyone had."""
    return _placements(most) if number == 4 else _BLOCKS[number]


def cases_of(number: int, people_cases: Cases, people: Sequence[Person], unit: Unit) -> Cases:
    """What a table counts: the people, or in tables 6 and 7 their startbanen."""
    return _startbanen(people, unit) if number in OF_STARTBANEN else people_cases


def groups_of(number: int, cases: Cases) -> Groups:
    """The columns of a table, and which of the cases each of them holds."""
    everyone = [True] * cases.count
    if number in (1, 9):
        by_deelname = {
            code: [deelname == code for deelname in cases["deelname"]] for code in cb.DEELNAME
        }
        return {"alle": everyone, **by_deelname}
    if number == 5:
        return {"alle": everyone, "geplaatst": [p == JA for p in cases["plaatsing_ooit"]]}
    return {"banen": everyone} if number in OF_STARTBANEN else {"alle": everyone}


COLUMN_LABELS: Final[Mapping[str, Label]] = {
    "alle": Label("Alle", "All"),
    "verplicht": Label("Verplicht", "Mandatory"),
    "vrijwillig": Label("Vrijwillig", "Voluntary"),
    "geplaatst": Label("Geplaatst", "Placed"),
    "banen": Label("Banen", "Startbanen"),
}
"""Every column of a table, as it is printed."""


def _startbanen(people: Sequence[Person], unit: Unit) -> Cases:
    """The startbanen that tables 6 and 7 count."""
    if unit == "startbanen":
        rows = [terms_of(baan) for person in people for baan in person.state.startbanen]
        return Cases(JOB_TERMS, rows, ())
    first = COLUMNS.index(JOB_TERMS[0])
    rows = [p.row[first : first + len(JOB_TERMS)] for p in people if p.state.startbanen]
    return Cases(JOB_TERMS, rows, ())
