"""Every answer as labelled tables, for the formats that hold those."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from journey.codebook import Label, Lang
from journey.events import CHARACTERISTICS, JOB_TERMS, Characteristics, JobTerms, fields_of
from journey.fields import Day, Hours, Several, Whole
from journey.presentation.sheet import Column, Kind, Line, Sheet
from journey.presentation.text import SEVERAL, UNITS, whole
from journey.projections.durations import EVENT, QUARTILES, Measured
from journey.projections.flow import NOG_NIET, STATUSES, Move, Period
from journey.projections.snapshot import OWN_COUNTS, OWN_DATES, OWN_HOURS
from journey.projections.tables import COLUMN_LABELS, CountedBlock, CountedRow, CountedTable

SHORT: Final[Mapping[str, Label]] = {
    "onbekend": Label("Onbekend", "Unknown"),
    "nog_voortraject_nodig": Label("Nog voortraject nodig", "Still needs a voortraject"),
    "voortraject": Label("Voortraject", "Voortraject"),
    "in_bemiddeling": Label("In bemiddeling", "In mediation"),
    "startbaan": Label("Startbaan", "Startbaan"),
    "on_hold": Label("On hold", "On hold"),
    "uitval": Label("Uitval", "Dropped out"),
    "einde": Label("Einde", "Ended"),
    NOG_NIET: Label("Nog niet ingestroomd", "Not in yet"),
}
"""Statuses as they stand in a heading or beside a line."""

# -- rows -------------------------------------------------------------------------------------


@cache
def snapshot_kinds() -> Mapping[str, Kind]:
    """What the columns of a snapshot hold, but for those that hold codes."""
    fields = {
        **{name: fields_of(Characteristics)[name].kind for name in CHARACTERISTICS},
        **{name: fields_of(JobTerms)[name].kind for name in JOB_TERMS},
    }
    by_type: Mapping[type, Kind] = {Day: "date", Whole: "whole", Hours: "decimal", Several: "list"}
    found: dict[str, Kind] = {
        name: shown
        for name, kind in fields.items()
        for of, shown in by_type.items()
        if isinstance(kind, of)
    }
    return {**found, **_OWN_COLUMNS}


_OWN_COLUMNS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(OWN_DATES, "date"),
    **dict.fromkeys(OWN_COUNTS, "whole"),
    OWN_HOURS: "decimal",
}
SPELL_KINDS: Final[Mapping[str, Kind]] = {
    "start": "date",
    "end": "date",
    "days": "whole",
    "ended": "whole",
}
LIST_KINDS: Final[Mapping[str, Kind]] = {
    "status_sinds": "date",
    "laatste_gebeurtenis": "date",
    "dagen_stil": "whole",
}
TREND_KINDS: Final[Mapping[str, Kind]] = {
    "day": "date",
    **dict.fromkeys((*STATUSES, "total"), "whole"),
}


# -- the nine tables --------------------------------------------------------------------------


def tables_sheets(tables: Iterable[CountedTable], lang: Lang) -> list[Sheet]:
    """One sheet a table of the report."""
    return [_table(table, lang) for table in tables]


def _table(table: CountedTable, lang: Lang) -> Sheet:
    name = f"{'Tabel' if lang == 'nl' else 'Table'} {table.number}"
    columns = [Column("Onderdeel" if lang == "nl" else "Part")]
    for column in table.columns:
        columns += [Column(COLUMN_LABELS[column][lang], "whole"), Column("%", "percent")]
    lines = [line for block in table.blocks for line in _block(block, table.columns, lang)]
    return Sheet(name, f"{name}. {table.title[lang]}", columns, lines)


def _block(block: CountedBlock, names: Sequence[str], lang: Lang) -> Iterator[Line]:
    """What a block counts and how many, what its percentages are of where that is something else,
    and its rows."""
    unit = UNITS[block.unit][lang]
    unit += f"; {SEVERAL[lang]}" if block.several else ""
    yield Line([f"{block.title[lang]} ({unit})", *_spread(block.of, names)], "section")
    if block.base != block.of:
        label = "Percentages zijn van" if lang == "nl" else "Percentages are of"
        yield Line([label, *_spread(block.base, names)])
    for row in block.rows:
        yield Line([row_label(row, lang), *_cells(row, names)], "part" if row.of_which else "row")


def row_label(row: CountedRow, lang: Lang) -> str:
    """The label of a row; that of a mean says over how many cases it is, for each column."""
    if row.mean is None:
        return row.label[lang]
    over = " / ".join(whole(n, lang) for n in row.n.values())
    return f"{row.label[lang]} (over {over} {'beëindigde' if lang == 'nl' else 'that ended'})"


def _spread(numbers: Mapping[str, float | None], names: Sequence[str]) -> Iterator[Any]:
    """Numbers that have no percentage."""
    for name in names:
        yield from (numbers[name], "")


def _cells(row: CountedRow, names: Sequence[str]) -> Iterator[Any]:
    if row.mean is not None:
        yield from _spread(row.mean, names)
    else:
        for name in names:
            yield from (row.n[name], row.pct[name])


# -- flow and trend ---------------------------------------------------------------------------


def _status_columns(lang: Lang) -> list[Column]:
    return [Column(SHORT[status][lang], "whole") for status in STATUSES]


def flow_sheets(periods: Sequence[Period], lang: Lang) -> list[Sheet]:
    """Stocks with the identity, and the moves."""
    nl = lang == "nl"
    dates = [
        Column("Na" if nl else "After", "date"),
        Column("Tot en met" if nl else "Up to", "date"),
    ]
    stocks = Sheet(
        "Stand" if nl else "Stocks",
        "Stand en doorstroom: begin + in − uit = eind" if nl else "Flow: begin + in − out = end",
        [*dates, Column(""), *_status_columns(lang)],
        [line for period in periods for line in _stocks(period, lang)],
    )
    moves = Sheet(
        "Overgangen" if nl else "Moves",
        "Overgangen van status naar status" if nl else "Moves from status to status",
        [
            *dates,
            Column("Van" if nl else "From"),
            Column("Naar" if nl else "To"),
            Column("n", "whole"),
        ],
        [
            Line((period.start, period.end, SHORT[of][lang], SHORT[to][lang], n))
            for period in periods
            for (of, to), n in period.moves.items()
        ],
    )
    return [stocks, moves]


def _stocks(period: Period, lang: Lang) -> Iterator[Line]:
    words = (
        ("begin", "+ in", "− uit", "= eind", "rest")
        if lang == "nl"
        else ("begin", "+ in", "− out", "= end", "residual")
    )
    stocks = (period.begin, period.into, period.out_of, period.at_end, period.residual)
    for word, stock in zip(words, stocks, strict=True):
        yield Line((period.start, period.end, word, *(stock[status] for status in STATUSES)))


def matrix_sheets(cells: Mapping[Move, int], start: date, end: date, lang: Lang) -> list[Sheet]:
    """Status at the start against status at the end."""
    name = "Matrix"
    lines = [
        Line((SHORT[of][lang], *(cells.get((of, to), 0) for to in STATUSES)))
        for of in (NOG_NIET, *STATUSES)
        if any(cell[0] == of for cell in cells)
    ]
    title = f"{start} ↓ {end} →"
    return [Sheet(name, title, [Column(str(start)), *_status_columns(lang)], lines)]


def trend_sheets(stands: Sequence[tuple[date, Mapping[str, int]]], lang: Lang) -> list[Sheet]:
    """The stand per status on a row of days."""
    nl = lang == "nl"
    columns = [
        Column("Dag" if nl else "Day", "date"),
        *_status_columns(lang),
        Column("Totaal" if nl else "Total", "whole"),
    ]
    lines = [
        Line((day, *(stand[status] for status in STATUSES), sum(stand.values())))
        for day, stand in stands
    ]
    title = "Stand per status" if nl else "Stand by status"
    return [Sheet("Stand", title, columns, lines)]


# -- durations --------------------------------------------------------------------------------

CAUSES: Final[Mapping[str, Label]] = {
    EVENT: Label("Gebeurd", "Happened"),
    "plaatsing": Label("Eerst geplaatst", "Placed first"),
    "werk": Label("Werk", "Work"),
    "afgebroken": Label("Afgebroken", "Broken off"),
    "uitval": Label("Uitval", "Dropped out"),
    "einde": Label("Einde", "Ended"),
}
"""How a case of a measure ends."""
NOT_REACHED: Final = Label("niet bereikt", "not reached")
NOT_SEEN: Final = Label("- : zo lang is niemand gevolgd", "- : nobody was followed that long")
_NAIVE: Final = Label(
    "Naïef gemiddelde: alleen van wat gebeurd is; wie nog wacht telt daarin niet",
    "Naive mean: of what happened only; it leaves out whoever still waits",
)


def durations_sheets(
    measures: Sequence[Measured], by: str | None, lang: Lang, warning: str | None = None
) -> list[Sheet]:
    """The measures one a row, and their incidence over time."""
    return [_measures(measures, by, lang, warning), _incidence(measures, by, lang)]


def _keys(by: str | None, lang: Lang) -> list[Column]:
    measure = Column("Maat" if lang == "nl" else "Measure")
    return [measure] if by is None else [measure, Column(by)]


def _key(measured: Measured, by: str | None) -> list[str | None]:
    return [measured.measure] if by is None else [measured.measure, measured.group]


_COUNTED: Final[Mapping[str, Label]] = {
    "n": Label("Gevallen", "Cases"),
    "events": Label("Gebeurd", "Happened"),
    "bij_start": Label("waarvan bij de start", "of which at the start"),
    "censored": Label("Nog niet (gecensureerd)", "Not yet (censored)"),
    "onbekend": Label("Onbekend", "Unknown"),
    "datum_onbekend": Label("Niet meegeteld: datum onbekend", "Not counted: date unknown"),
    "left_out": Label("Niet meegeteld: plan te laat", "Not counted: plan too late"),
}


def _measures(
    measures: Sequence[Measured], by: str | None, lang: Lang, warning: str | None
) -> Sheet:
    nl = lang == "nl"
    others = list(dict.fromkeys(cause for measured in measures for cause in measured.other))
    days = "dagen" if nl else "days"
    columns = [
        *_keys(by, lang),
        *(Column(label[lang], "whole") for label in _COUNTED.values()),
        *(Column(CAUSES[cause][lang], "whole") for cause in others),
        *(Column(f"{name} ({days})", "whole") for name in QUARTILES),
        Column("Naïef gemiddelde (dagen)" if nl else "Naive mean (days)", "decimal"),
    ]
    lines = [
        Line(
            [
                *_key(m, by),
                *(getattr(m, name) for name in _COUNTED),
                *(m.other.get(cause) for cause in others),
                *_quartiles(m, lang),
                m.naive_mean,
            ]
        )
        for m in measures
    ]
    title = "Wachttijden en duren" if nl else "Waiting times and lengths"
    notes = [warning] if warning else []
    notes += [_NAIVE[lang]] if any(m.naive_mean is not None for m in measures) else []
    return Sheet("Duren" if nl else "Durations", title, columns, lines, notes)


def _quartiles(measured: Measured, lang: Lang) -> Iterator[int | str | None]:
    """The days; in words where too few got there, and nothing where there is no case at all."""
    for name in QUARTILES:
        day = measured.quantiles[name]
        yield NOT_REACHED[lang] if day is None and measured.n else day


def _incidence(measures: Sequence[Measured], by: str | None, lang: Lang) -> Sheet:
    nl = lang == "nl"
    columns = [
        *_keys(by, lang),
        Column("Binnen dagen" if nl else "Within days", "whole"),
        Column("Nog gevolgd" if nl else "At risk", "whole"),
        Column("Oorzaak" if nl else "Cause"),
        Column("Aandeel" if nl else "Share", "share"),
    ]
    lines = [
        Line([*_key(m, by), share.day, share.at_risk, CAUSES[cause][lang], found])
        for m in measures
        for share in m.shares
        for cause, found in _shares(m, share.by_cause).items()
    ]
    title = "Aandeel binnen zoveel dagen" if nl else "Share within so many days"
    unseen = any(share.by_cause is None for m in measures for share in m.shares)
    notes = [NOT_SEEN[lang]] if unseen else []
    return Sheet("Incidentie" if nl else "Incidence", title, columns, lines, notes)


def _shares(measured: Measured, shares: Mapping[str, float] | None) -> Mapping[str, float | None]:
    return dict.fromkeys((EVENT, *measured.other)) if shares is None else shares
