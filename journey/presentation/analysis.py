"""Flow, trend, spells and durations as answers in any format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

from journey.codebook import Label, Lang
from journey.presentation.analysis_text import (
    Cells,
    Stand,
    durations_text,
    flow_text,
    matrix_text,
    page,
    trend_text,
)
from journey.presentation.answer import Head
from journey.presentation.formats import Answer
from journey.presentation.layout import laid_out
from journey.presentation.sheets import (
    SPELL_KINDS,
    TREND_KINDS,
    durations_sheets,
    flow_sheets,
    matrix_sheets,
    trend_sheets,
)
from journey.presentation.text import visible
from journey.projections.analysis import explained
from journey.projections.durations import EVENT, Measured
from journey.projections.flow import STATUSES, Period
from journey.projections.spells import StatusSpell

# -- flow -------------------------------------------------------------------------------------


def flow_answer(head: Head, periods: Sequence[Period], lang: Lang) -> Answer:
    """Stocks, moves and the identity for each period."""

    def data() -> dict[str, Any]:
        return {**head.data(), "periods": [_period_data(period) for period in periods]}

    def rows() -> Iterator[Sequence[Any]]:
        yield ("from", "to", "figure", "status_from", "status_to", "n")
        for period in periods:
            yield from _period_rows(period)

    return Answer(
        head.line(lang),
        data,
        rows,
        lambda: page(head.line(lang), flow_text(periods, lang)),
        lambda: flow_sheets(periods, lang),
        lang=lang,
    )


def _period_data(period: Period) -> dict[str, Any]:
    return {
        "from": period.start,
        "to": period.end,
        "begin": period.begin,
        "end": period.at_end,
        "moves": _cells(period.moves),
        "residual": period.residual,
    }


def _cells(cells: Cells) -> list[dict[str, Any]]:
    return [{"from": of, "to": to, "n": n} for (of, to), n in cells.items()]


def _period_rows(period: Period) -> Iterator[Sequence[Any]]:
    window = (period.start.isoformat(), period.end.isoformat())
    for status in STATUSES:
        yield (*window, "begin", None, status, period.begin[status])
    for (of, to), n in period.moves.items():
        yield (*window, "move", of, to, n)
    for status in STATUSES:
        yield (*window, "end", None, status, period.at_end[status])
    for status in STATUSES:
        yield (*window, "residual", None, status, period.residual[status])


def matrix_answer(
    head: Head, start: date, end: date, periods: Sequence[Period], cells: Cells, lang: Lang
) -> Answer:
    """Status at the start against status at the end, one participant a cell.

    The tree holds the periods of the window too; what holds rows or tables is the matrix alone.
    """

    def data() -> dict[str, Any]:
        window = {"from": start, "to": end, "matrix": _cells(cells)}
        return {**head.data(), "periods": [_period_data(period) for period in periods], **window}

    def rows() -> Iterator[Sequence[Any]]:
        yield ("from", "to", "status_from", "status_to", "n")
        for (of, to), n in cells.items():
            yield (start.isoformat(), end.isoformat(), of, to, n)

    return Answer(
        head.line(lang),
        data,
        rows,
        lambda: page(head.line(lang), matrix_text(start, end, cells, lang)),
        lambda: matrix_sheets(cells, start, end, lang),
        lang=lang,
    )


# -- trend ------------------------------------------------------------------------------------


def trend_answer(head: Head, stands: Sequence[Stand], lang: Lang) -> Answer:
    """The stand per status on a row of days."""

    def data() -> dict[str, Any]:
        return {**head.data(), "stands": [{"day": day, "stand": n} for day, n in stands]}

    def rows() -> Iterator[Sequence[Any]]:
        yield ("day", *STATUSES, "total")
        for day, stand in stands:
            yield (day.isoformat(), *(stand[s] for s in STATUSES), sum(stand.values()))

    return Answer(
        head.line(lang),
        data,
        rows,
        lambda: page(head.line(lang), trend_text(stands, lang)),
        lambda: trend_sheets(stands, lang),
        lambda: TREND_KINDS,
        lang,
    )


# -- spells -----------------------------------------------------------------------------------

SPELL_COLUMNS: Final = (
    "deelnemernummer",
    "proef",
    "deelname",
    "status",
    "start",
    "end",
    "days",
    "ended",
    "next",
    "door",
)


def spells_answer(
    head: Head, people: Sequence[tuple[Mapping[str, Any], Sequence[StatusSpell]]], lang: Lang
) -> Answer:
    """One row a spell; ``end`` is empty and ``ended`` 0 while it lasts, its days run to P."""

    def records() -> Iterator[tuple[Any, ...]]:
        for row, spells in people:
            following = [*(spell.status for spell in spells[1:]), None]
            for spell, after in zip(spells, following, strict=True):
                yield (
                    row["deelnemernummer"],
                    row["proef"],
                    row["deelname"],
                    spell.status,
                    spell.start.isoformat(),
                    None if spell.end is None else spell.end.isoformat(),
                    spell.days(head.peildatum),
                    int(spell.end is not None),
                    after,
                    spell.door,
                )

    def data() -> dict[str, Any]:
        keyed = [dict(zip(SPELL_COLUMNS, record, strict=True)) for record in records()]
        return {**head.data(), "rows": keyed}

    def rows() -> Iterator[Sequence[Any]]:
        yield SPELL_COLUMNS
        yield from records()

    def shown() -> str:
        texts = [["" if c is None else visible(str(c)) for c in record] for record in records()]
        lines = laid_out(SPELL_COLUMNS, texts, [name == "days" for name in SPELL_COLUMNS])
        return page(head.line(lang), lines)

    return Answer(head.line(lang), data, rows, shown, kinds=lambda: SPELL_KINDS, lang=lang)


# -- durations --------------------------------------------------------------------------------


def durations_answer(
    head: Head,
    measures: Sequence[Measured],
    by: str | None,
    warning: str | None,
    lang: Lang,
    without_hold: bool,
) -> Answer:
    """Waiting times and lengths."""
    line = head.line(lang, *([_WITHOUT_HOLD] if without_hold else []))

    def data() -> dict[str, Any]:
        return {
            **head.data(),
            "without_hold": without_hold,
            "by": by,
            "warnings": [warning] if warning else [],
            "measures": [_measure_data(measure, by) for measure in measures],
        }

    def shown() -> str:
        first = [warning, ""] if warning else []
        return page(line, [*first, *durations_text(measures, by, lang)])

    return Answer(
        line,
        data,
        lambda: _measure_rows(measures, by),
        shown,
        lambda: durations_sheets(measures, by, lang, warning),
        lang=lang,
    )


_WITHOUT_HOLD: Final = Label("zonder dagen on hold", "without days on hold")


def _measure_data(measure: Measured, by: str | None) -> dict[str, Any]:
    group = {} if by is None else {"group": measure.group}
    return {
        "measure": measure.measure,
        **group,
        "n": measure.n,
        "events": measure.events,
        "other": measure.other,
        "censored": measure.censored,
        "onbekend": measure.onbekend,
        "bij_start": measure.bij_start,
        "datum_onbekend": measure.datum_onbekend,
        **_left_out(measure),
        "quantiles": measure.quantiles,
        "incidence": [
            {"days": s.day, "at_risk": s.at_risk, **_shares(s.by_cause, measure.other)}
            for s in measure.shares
        ],
        "naive_mean": measure.naive_mean,
    }


def _left_out(measure: Measured) -> Mapping[str, int]:
    """The measure that leaves people out says how many."""
    return {"left_out": measure.left_out} if measure.measure == "pip_plaatsing" else {}


def _shares(
    shares: Mapping[str, float] | None, others: Mapping[str, int]
) -> Mapping[str, float | None]:
    return dict.fromkeys((EVENT, *others)) if shares is None else shares


_COUNTS: Final = ("n", "events", "censored", "onbekend", "bij_start", "datum_onbekend")


def _measure_rows(measures: Sequence[Measured], by: str | None) -> Iterator[Sequence[Any]]:
    yield ("measure", "group", "figure", "days", "cause", "value")
    for m in measures:
        key = (m.measure, m.group)
        for name in _COUNTS:
            yield (*key, name, None, None, getattr(m, name))
        for name, n in _left_out(m).items():
            yield (*key, name, None, None, n)
        for cause, n in m.other.items():
            yield (*key, "other", None, cause, n)
        for name, day in m.quantiles.items():
            yield (*key, name, None, EVENT, day)
        for s in m.shares:
            yield (*key, "at_risk", s.day, None, s.at_risk)
            for cause, share in _shares(s.by_cause, m.other).items():
                yield (*key, "incidence", s.day, cause, share)
        yield (*key, "naive_mean", None, EVENT, m.naive_mean)


_PILOTS: Final = Label(
    "Let op: deze groepen hangen sterk samen met de proeven. Een verschil tussen groepen kan een "
    "verschil tussen proeven zijn; vergelijk ook binnen één proef, met --where proef=…",
    "Mind: these groups go with the pilots. A difference between groups may be one between "
    "pilots; compare within one pilot as well, with --where proef=…",
)
_STRONG: Final = Fraction(1, 4)
"""From here on the pilot tells the groups apart. For two groups this is a Cramér's V of a half,
which is usually called a strong association."""


def pilots_in_disguise(groups: Sequence[tuple[str, str]], lang: Lang) -> str | None:
    """The report's warning, where the pilot explains a quarter or more of the groups.

    ``groups``: proef and group of every participant.
    """
    return _PILOTS[lang] if explained(groups) >= _STRONG else None
