"""Flow, trend, spells and durations as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from journey import codebook as cb
from journey.codebook import Label, Lang
from journey.presentation.layout import laid_out
from journey.presentation.sheets import CAUSES, NOT_REACHED, NOT_SEEN
from journey.presentation.text import (
    DAGEN,
    GEVALLEN,
    one_decimal,
    per_cent,
    so_many,
    visible,
    whole,
)
from journey.projections.durations import EVENT, Measured
from journey.projections.flow import NOG_NIET, STATUSES, Move, Period

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
"""Statuses as they fit above a column."""

Cells = Mapping[Move, int]
Stand = tuple[date, Mapping[str, int]]


def page(line: str, lines: Sequence[str]) -> str:
    """An answer: what it is of, and below that the lines."""
    return "\n".join([visible(line), "", *lines, ""])


# -- flow and trend ---------------------------------------------------------------------------


def flow_text(periods: Sequence[Period], lang: Lang) -> list[str]:
    """A column a status; for each period the stocks that add up, and below them the moves."""
    rows = [row for period in periods for row in [*_period(period, lang), [""]]]
    return _by_status("", rows[:-1], lang)


def _period(period: Period, lang: Lang) -> Iterator[list[str]]:
    nl = lang == "nl"
    words = ["begin", "+ in", "− uit", "= eind", "rest"]
    if not nl:
        words = ["begin", "+ in", "− out", "= end", "residual"]
    stocks = (period.begin, period.into, period.out_of, period.at_end, period.residual)
    yield [f"{period.start} < {'dag' if nl else 'day'} ≤ {period.end}"]
    for word, stock in zip(words, stocks, strict=True):
        yield [f"  {word}", *(whole(stock[status], lang) for status in STATUSES)]
    if period.moves:
        yield ["  in, vanuit:" if nl else "  in, out of:"]
        yield from _cells(period.moves, "    ", lang)


def _cells(cells: Cells, indent: str, lang: Lang) -> Iterator[list[str]]:
    """A row for each status that anything comes from."""
    for of in (NOG_NIET, *STATUSES):
        numbers = [cells.get((of, to), 0) for to in STATUSES]
        if any(numbers):
            yield [
                indent + SHORT_STATUS[of][lang],
                *(whole(n, lang) if n else "·" for n in numbers),
            ]


def matrix_text(start: date, end: date, cells: Cells, lang: Lang) -> list[str]:
    """Where everyone was at the start against where everyone is at the end."""
    return _by_status(f"{start} ↓ {end} →", list(_cells(cells, "", lang)), lang)


def trend_text(stands: Sequence[Stand], lang: Lang) -> list[str]:
    """A day a row, a status a column."""
    rows = [
        [str(day), *(whole(n[s], lang) for s in STATUSES), whole(sum(n.values()), lang)]
        for day, n in stands
    ]
    nl = lang == "nl"
    return _by_status("Dag" if nl else "Day", rows, lang, "Totaal" if nl else "Total")


def _by_status(corner: str, rows: Sequence[Sequence[str]], lang: Lang, *more: str) -> list[str]:
    heading = [corner, *(SHORT_STATUS[status][lang] for status in STATUSES), *more]
    return laid_out(heading, rows, [False] + [True] * (len(heading) - 1))


# -- durations --------------------------------------------------------------------------------

_MEASURES: Final[Mapping[str, Label]] = {
    "wachttijd_voortraject": Label(
        "van instroom tot het eerste voortraject", "from intake to the first voortraject"
    ),
    "wachttijd_plaatsing": Label(
        "van instroom tot de eerste startbaan", "from intake to the first startbaan"
    ),
    "pip_plaatsing": Label("van PIP tot de eerste startbaan", "from PIP to the first startbaan"),
    "duur_voortraject": Label(
        "van begin tot afronding van een voortraject", "from start to completion of a voortraject"
    ),
    "duur_startbaan": Label(
        "van begin tot eind van een startbaan", "from start to end of a startbaan"
    ),
    "werkzaam": Label(
        "van de eerste startbaan tot de eerste dag zonder",
        "from the first startbaan to the first day without one",
    ),
    "duur_on_hold": Label("van on hold tot hervat", "from on hold to resumed"),
}


def measure_label(name: str) -> Label:
    """From what to what a measure counts."""
    if name in _MEASURES:
        return _MEASURES[name]
    status = cb.STATUS.label(name.removeprefix("verblijf_"))
    return Label(f"achtereen in status: {status.nl}", f"at a stretch in status: {status.en}")


def durations_text(measures: Sequence[Measured], by: str | None, lang: Lang) -> list[str]:
    """A paragraph and a small table for each measure, or for each group."""
    if not measures:
        return [_NOBODY[lang]]
    lines = [line for measure in measures for line in [*_measure(measure, by, lang), ""]]
    if any(share.by_cause is None for measure in measures for share in measure.shares if measure.n):
        return [*lines, NOT_SEEN[lang]]
    return lines[:-1]


_NOBODY: Final = Label("niemand", "nobody")


def _measure(m: Measured, by: str | None, lang: Lang) -> Iterator[str]:
    group = "" if by is None else f" · {by} = {m.group or '-'}"
    yield visible(f"{m.measure}{group}: {measure_label(m.measure)[lang]}")
    yield f"  {_counts(m, lang)}"
    if excluded := _excluded(m, lang):
        yield f"  {excluded}"
    if m.n:
        yield f"  {_quartiles(m, lang)}"
        yield from (f"  {line}" for line in _incidence(m, lang))
    if m.naive_mean is not None:
        yield f"  {_naive(m, m.naive_mean, lang)}"


def _counts(m: Measured, lang: Lang) -> str:
    others = [f"{whole(n, lang)} {CAUSES[cause][lang].lower()}" for cause, n in m.other.items()]
    cases = so_many(m.n, GEVALLEN, lang)
    events, at_start, censored, unknown = (
        whole(number, lang) for number in (m.events, m.bij_start, m.censored, m.onbekend)
    )
    if lang == "nl":
        first = f"{cases}: {events} gebeurd ({at_start} bij de start)"
        return ", ".join([first, *others, f"{censored} nog niet", f"{unknown} onbekend"])
    first = f"{cases}: {events} happened ({at_start} at the start)"
    return ", ".join([first, *others, f"{censored} not yet", f"{unknown} unknown"])


def _excluded(m: Measured, lang: Lang) -> str:
    """Who is no part of the cases; nothing where that is nobody."""
    nl = lang == "nl"
    reasons = {
        "datum niet op de dag bekend" if nl else "date not known to the day": m.datum_onbekend,
        "PIP na de eerste startbaan of na de peildatum"
        if nl
        else "PIP after the first startbaan or the peildatum": m.left_out,
    }
    told = [f"{whole(n, lang)} {reason}" for reason, n in reasons.items() if n]
    return f"{'niet meegeteld' if nl else 'not counted'}: {', '.join(told)}" if told else ""


def _quartiles(m: Measured, lang: Lang) -> str:
    found = [
        f"{name} {NOT_REACHED[lang] if day is None else day}" for name, day in m.quantiles.items()
    ]
    return f"{'dagen' if lang == 'nl' else 'days'}: {', '.join(found)}"


def _incidence(m: Measured, lang: Lang) -> list[str]:
    nl, causes = lang == "nl", (EVENT, *m.other)
    heading = ["binnen", "nog gevolgd"] if nl else ["within", "at risk"]
    rows = [
        [
            so_many(share.day, DAGEN, lang),
            whole(share.at_risk, lang),
            *(_percent(share.by_cause, cause, lang) for cause in causes),
        ]
        for share in m.shares
    ]
    heading += [CAUSES[cause][lang] for cause in causes]
    return laid_out(heading, rows, [True] * len(heading))


def _percent(shares: Mapping[str, float] | None, cause: str, lang: Lang) -> str:
    return per_cent(None if shares is None else 100 * shares[cause], lang)


def _naive(m: Measured, mean: float, lang: Lang) -> str:
    days, finished = one_decimal(mean, lang), so_many(m.events, GEVALLEN, lang)
    if lang == "nl":
        return f"naïef gemiddelde van {finished}: {days} dagen; wie nog wacht telt daarin niet"
    return f"naive mean of {finished}: {days} days; it leaves out whoever still waits"
