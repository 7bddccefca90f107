"""Flow, trend, spells and durations as answers in any format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from journey import codebook as cb
from journey.codebook import Label, Lang
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
from journey.presentation.text import one_decimal, visible, whole
from journey.projections.durations import EVENT, QUARTILES, Measured
from journey.projections.flow import NOG_NIET, STATUSES, Move, Period
from journey.projections.spells import StatusSpell

NOT_YET: Final = Label("Nog niet ingestroomd", "Not in yet")
SHORT_STATUS: Final[Mapping[str, Label]] = {
    "onbekend": Label("Onbekend", "Unknown"),
    "nog_voortraject_nodig": Label("Nog nodig", "Still needs"),
    "voortraject": Label("Voortraject", "Voortraject"),
    "in_bemiddeling": Label("Bemiddeling", "Mediation"),
    "startbaan": Label("Startbaan", "Startbaan"),
    "on_hold": Label("On hold", "On hold"),
    "uitval": Label("Uitval", "Dropped out"),
    "einde": Label("Einde", "Ended"),
    NOG_NIET: Label("Nog niet", "Not yet"),
}


def status_label(status: str) -> Label:
    """The label of a status, or of the state before the intake."""
    return NOT_YET if status == NOG_NIET else cb.STATUS.label(status)


def _joined(lines: Sequence[str]) -> str:
    return "\n".join([*lines, ""])


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
        lambda: _flow_text(head, periods, lang),
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


def _cells(cells: Mapping[Move, int]) -> list[dict[str, Any]]:
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


def _flow_text(head: Head, periods: Sequence[Period], lang: Lang) -> str:
    words = (
        ("Van", "Tot en met", "", "begin", "+ in", "- uit", "= eind", "rest")
        if lang == "nl"
        else ("After", "Up to", "", "begin", "+ in", "- out", "= end", "residual")
    )
    heading = [*words[:3], *(SHORT_STATUS[status][lang] for status in STATUSES)]
    rows = []
    for period in periods:
        stocks = (period.begin, period.into, period.out_of, period.at_end, period.residual)
        for index, (word, stock) in enumerate(zip(words[3:], stocks, strict=True)):
            dates = ["", ""] if index else [str(period.start), str(period.end)]
            rows.append([*dates, word, *(whole(stock[s], lang) for s in STATUSES)])
        rows.append([""])
    lines = laid_out(heading, rows[:-1], [False] * 3 + [True] * len(STATUSES))
    moves = [line for period in periods for line in _moves_text(period, lang)]
    return _joined([visible(head.line(lang)), "", *lines, "", *moves])


def _moves_text(period: Period, lang: Lang) -> list[str]:
    words = ("Van", "Naar", "n") if lang == "nl" else ("From", "To", "n")
    rows = [
        [status_label(of)[lang], status_label(to)[lang], whole(n, lang)]
        for (of, to), n in period.moves.items()
    ]
    title = f"{period.start} < {'dag' if lang == 'nl' else 'day'} ≤ {period.end}"
    return [title, *laid_out(words, rows, [False, False, True]), ""] if rows else [title, "-", ""]


def matrix_answer(
    head: Head, start: date, end: date, cells: Mapping[Move, int], lang: Lang
) -> Answer:
    """Status at the start against status at the end, one participant a cell."""

    def data() -> dict[str, Any]:
        return {**head.data(), "from": start, "to": end, "matrix": _cells(cells)}

    def rows() -> Iterator[Sequence[Any]]:
        yield ("from", "to", "status_from", "status_to", "n")
        for (of, to), n in cells.items():
            yield (start.isoformat(), end.isoformat(), of, to, n)

    def shown() -> str:
        kept = [of for of in (NOG_NIET, *STATUSES) if any(c[0] == of for c in cells)]
        heading = [f"{start} ↓ {end} →", *(SHORT_STATUS[to][lang] for to in STATUSES)]
        table = [
            [SHORT_STATUS[of][lang], *(whole(cells.get((of, to), 0), lang) for to in STATUSES)]
            for of in kept
        ]
        lines = laid_out(heading, table, [False] + [True] * len(STATUSES))
        return _joined([visible(head.line(lang)), "", *lines])

    return Answer(
        head.line(lang),
        data,
        rows,
        shown,
        lambda: matrix_sheets(cells, start, end, lang),
        lang=lang,
    )


# -- trend ------------------------------------------------------------------------------------

Stand = tuple[date, Mapping[str, int]]


def trend_answer(head: Head, stands: Sequence[Stand], lang: Lang) -> Answer:
    """The stand per status on a row of days."""

    def data() -> dict[str, Any]:
        return {**head.data(), "stands": [{"day": day, "stand": n} for day, n in stands]}

    def rows() -> Iterator[Sequence[Any]]:
        yield ("day", *STATUSES, "total")
        for day, stand in stands:
            yield (day.isoformat(), *(stand[s] for s in STATUSES), sum(stand.values()))

    def shown() -> str:
        heading = [
            "Dag" if lang == "nl" else "Day",
            *(SHORT_STATUS[s][lang] for s in STATUSES),
            "Totaal" if lang == "nl" else "Total",
        ]
        table = [
            [str(day), *(whole(n[s], lang) for s in STATUSES), whole(sum(n.values()), lang)]
            for day, n in stands
        ]
        lines = laid_out(heading, table, [False] + [True] * (len(STATUSES) + 1))
        return _joined([visible(head.line(lang)), "", *lines])

    return Answer(
        head.line(lang),
        data,
        rows,
        shown,
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
        return _joined([visible(head.line(lang)), "", *lines])

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

    def data() -> dict[str, Any]:
        return {
            **head.data(),
            "without_hold": without_hold,
            "by": by,
            "warnings": [warning] if warning else [],
            "measures": [_measure_data(measure, by) for measure in measures],
        }

    def shown() -> str:
        blocks = [line for measure in measures for line in ["", *_measure_text(measure, by, lang)]]
        first = [visible(head.line(lang)), *([warning] if warning else [])]
        return _joined([*first, *blocks])

    return Answer(
        head.line(lang),
        data,
        lambda: _measure_rows(measures, by),
        shown,
        lambda: durations_sheets(measures, by, lang),
        lang=lang,
    )


def _measure_data(measure: Measured, by: str | None) -> dict[str, Any]:
    group = {} if by is None else {"group": measure.group}
    left_out = {"left_out": measure.left_out} if measure.measure == "pip_plaatsing" else {}
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
        **left_out,
        "quantiles": measure.quantiles,
        "incidence": [
            {"days": s.day, "at_risk": s.at_risk, **_shares(s.by_cause, measure.other)}
            for s in measure.shares
        ],
        "naive_mean": measure.naive_mean,
    }


def _shares(
    shares: Mapping[str, float] | None, others: Mapping[str, int]
) -> Mapping[str, float | None]:
    return dict.fromkeys((EVENT, *others)) if shares is None else shares


_COUNTS: Final = ("n", "events", "censored", "onbekend", "bij_start", "datum_onbekend", "left_out")


def _measure_rows(measures: Sequence[Measured], by: str | None) -> Iterator[Sequence[Any]]:
    yield ("measure", "group", "figure", "days", "cause", "value")
    for m in measures:
        key = (m.measure, m.group)
        for name in _COUNTS:
            yield (*key, name, None, None, getattr(m, name))
        for cause, n in m.other.items():
            yield (*key, "other", None, cause, n)
        for name, day in m.quantiles.items():
            yield (*key, name, None, EVENT, day)
        for s in m.shares:
            yield (*key, "at_risk", s.day, None, s.at_risk)
            for cause, share in _shares(s.by_cause, m.other).items():
                yield (*key, "incidence", s.day, cause, share)
        yield (*key, "naive_mean", None, EVENT, m.naive_mean)


def _measure_text(m: Measured, by: str | None, lang: Lang) -> Iterator[str]:
    nl = lang == "nl"
    yield visible(m.measure if by is None else f"{m.measure} · {by} = {m.group}")
    other = ", ".join(f"{n} {cause}" for cause, n in m.other.items())
    yield (
        (
            f"  {m.n} gevallen: {m.events} gebeurd ({m.bij_start} bij start)"
            if nl
            else f"  {m.n} cases: {m.events} happened ({m.bij_start} at the start)"
        )
        + f"{', ' + other if other else ''}, {m.censored} "
        + (
            f"nog niet (gecensureerd), {m.onbekend} onbekend; niet meegeteld: "
            f"{m.datum_onbekend} datum onbekend"
            if nl
            else f"not yet (censored), {m.onbekend} unknown; not counted: "
            f"{m.datum_onbekend} date unknown"
        )
        + (
            f", {m.left_out} {'plan na de startbaan' if nl else 'plan after the startbaan'}"
            if m.left_out
            else ""
        )
    )
    never = "niet bereikt" if nl else "not reached"
    quartiles = "  ".join(
        f"{name} {never if m.quantiles[name] is None else m.quantiles[name]}" for name in QUARTILES
    )
    yield f"  {'dagen' if nl else 'days'}: {quartiles}"
    causes = (EVENT, *m.other)
    heading = [
        "  " + ("binnen dagen" if nl else "within days"),
        "nog gevolgd" if nl else "at risk",
        *causes,
    ]
    rows = [
        [
            f"  {s.day}",
            whole(s.at_risk, lang),
            *(_percent(share, lang) for share in _shares(s.by_cause, m.other).values()),
        ]
        for s in m.shares
    ]
    yield from laid_out(heading, rows, [True] * len(heading))
    if m.naive_mean is not None:
        mean = one_decimal(m.naive_mean, lang)
        yield (
            f"  naïef gemiddelde van wie klaar is: {mean} dagen (wie nog wacht telt niet mee)"
            if nl
            else f"  naive mean of the finished: {mean} days (leaves out whoever still waits)"
        )


def _percent(share: float | None, lang: Lang) -> str:
    return "-" if share is None else f"{one_decimal(100 * share, lang)}%"


_PILOTS: Final = Label(
    "Let op: deze groepen vallen vrijwel samen met de proeven; een verschil tussen groepen kan een "
    "verschil tussen proeven zijn.",
    "Mind: these groups all but coincide with the pilots; a difference between groups may be one "
    "between pilots.",
)


def pilots_in_disguise(groups: Sequence[tuple[str, str]], lang: Lang) -> str | None:
    """The report's warning, where knowing the proef nearly always tells the group.

    ``groups``: proef and group of every participant. Given where at least nine in ten
    participants are in the largest group of their proef, and there is more than one group.
    """
    by_proef: dict[str, dict[str, int]] = {}
    for proef, group in groups:
        counts = by_proef.setdefault(proef, {})
        counts[group] = counts.get(group, 0) + 1
    told = sum(max(counts.values()) for counts in by_proef.values())
    several = len({group for _, group in groups}) > 1
    return _PILOTS[lang] if several and 10 * told >= 9 * len(groups) else None
