"""The charts: each is drawn in SVG, and says in words what it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import accumulate
from typing import Final

from msgspec import Struct

from journey.codebook import Lang
from journey.presentation.report.axes import (
    SIZE,
    Scale,
    apart,
    day_ticks,
    drawing,
    grid,
    label,
    month_ticks,
    points,
    round_ticks,
)
from journey.presentation.report.html import Html, el, number
from journey.presentation.report.words import (
    COLOURS,
    END_COLOURS,
    END_DASHES,
    ENDS,
    MEASURES,
    STACKED,
    short_month,
    status_name,
)
from journey.presentation.text import whole
from journey.projections.durations import QUARTILES, Measured
from journey.projections.flow import NOG_NIET, STATUSES, Move
from journey.projections.incidence import Incidence

Stands = Sequence[tuple[date, Mapping[str, int]]]
FEW: Final = 10
"""A curve is veiled from where fewer people than this are still followed."""


def plot(kind: str, said: str, *parts: str) -> Html:
    """A chart, which is one image with a text to whoever can't see it."""
    return el("div", *parts, class_=f"plot {kind}", role="img", aria_label=said)


# -- the stand over time ----------------------------------------------------------------------


def area(stands: Stands, said: str, lang: Lang) -> Html:
    """The stand at every month's end as stacked areas, the line of the chosen month over it."""
    days = Scale(stands[0][0].toordinal(), stands[-1][0].toordinal())
    ticks = round_ticks(max(sum(stand.values()) for _, stand in stands))
    people = Scale(ticks[-1], 0)
    stacks = [list(accumulate((stand[s] for s in STACKED), initial=0)) for _, stand in stands]
    xs = [days.at(day.toordinal()) for day, _ in stands]
    shapes = [
        _band(xs, [(people.at(s[i]), people.at(s[i + 1])) for s in stacks], COLOURS[status])
        for i, status in enumerate(STACKED)
    ]
    return plot(
        "stand",
        said,
        drawing(grid([people.at(tick) for tick in ticks]), *shapes),
        *(label(whole(tick, lang), "y", f"top:{people.percent(tick)}") for tick in ticks),
        *_months(stands[0][0], stands[-1][0], days, lang),
        *_names(stacks[-1], people, lang),
        el("i", id="cursor", style="left:100%"),
    )


def _months(start: date, end: date, days: Scale, lang: Lang) -> list[Html]:
    """Months under the axis; a narrow screen leaves out every second."""
    return [
        label(
            short_month(tick, lang),
            "x minor" if index % 2 else "x",
            f"left:{days.percent(tick.toordinal())}",
        )
        for index, tick in enumerate(month_ticks(start, end))
    ]


def _band(xs: Sequence[float], ys: Sequence[tuple[float, float]], colour: str) -> Html:
    under = [(x, low) for x, (low, _) in zip(xs, ys, strict=True)]
    over = [(x, high) for x, (_, high) in zip(xs, ys, strict=True)]
    return el("path", d=f"M{points([*over, *reversed(under)])}Z", fill=colour)


def _names(stack: Sequence[int], people: Scale, lang: Lang) -> list[Html]:
    """The name of each area beside its end, from the top, where there is anyone in it."""
    found = [
        (people.at((stack[i] + stack[i + 1]) / 2), status)
        for i, status in enumerate(STACKED)
        if stack[i + 1] > stack[i]
    ][::-1]
    places = apart([place for place, _ in found], 50)
    return [
        _name(status_name(status, lang), place, COLOURS[status])
        for place, (_, status) in zip(places, found, strict=True)
    ]


def _name(text: str, place: float, colour: str) -> Html:
    return label(text, "name", f"top:{number(place / 10)}%;--colour:{colour}")


# -- the flow ---------------------------------------------------------------------------------

_GAP: Final = 12.0
_LEAST: Final = 34.0
"""A status takes at least this much height, so that its label fits."""


class _Node(Struct):
    """A status on one side: its slot from ``top``, its bar in the middle of it."""

    status: str
    n: int
    top: float
    slot: float
    height: float
    used: float = 0.0

    @property
    def middle(self) -> float:
        return self.top + self.slot / 2

    def take(self, height: float) -> float:
        """The next free part of the bar: where it begins."""
        begin = self.middle - self.height / 2 + self.used
        self.used += height
        return begin


def sankey(moves: Mapping[Move, int], said: str, lang: Lang) -> Html:
    """Moves from the status on the left to that on the right, as broad as they are many."""
    order = (NOG_NIET, *STATUSES)
    left = {s: n for s in order if (n := sum(m for (of, _), m in moves.items() if of == s))}
    right = {s: n for s in order if (n := sum(m for (_, to), m in moves.items() if to == s))}
    scale = (SIZE - max(map(len, (left, right))) * (_LEAST + _GAP)) / sum(left.values())
    begins, ends = _nodes(left, scale), _nodes(right, scale)
    ribbons = [
        _ribbon(begins[of], ends[to], n, scale, lang)
        for of in left
        for to in right
        if (n := moves.get((of, to), 0))
    ]
    bars = [_bar(node, 0) for node in begins.values()] + [_bar(n, 985) for n in ends.values()]
    return plot(
        "sankey",
        said,
        drawing(*ribbons, *bars),
        *(_node_label(node, "from", lang) for node in begins.values()),
        *(_node_label(node, "to", lang) for node in ends.values()),
    )


def _nodes(totals: Mapping[str, int], scale: float) -> dict[str, _Node]:
    slots = [n * scale + _LEAST for n in totals.values()]
    spare = (SIZE - sum(slots)) / len(slots)
    tops = accumulate((slot + spare for slot in slots), initial=spare / 2)
    return {
        status: _Node(status, n, top, slot, n * scale)
        for (status, n), slot, top in zip(totals.items(), slots, tops, strict=False)
    }


def _ribbon(begin: _Node, end: _Node, n: int, scale: float, lang: Lang) -> Html:
    height = n * scale
    y, z = begin.take(height), end.take(height)
    path = (
        f"M15,{number(y)}C500,{number(y)} 500,{number(z)} 985,{number(z)}V{number(z + height)}"
        f"C500,{number(z + height)} 500,{number(y + height)} 15,{number(y + height)}Z"
    )
    names = f"{status_name(begin.status, lang)} → {status_name(end.status, lang)}"
    hint = el("title", f"{names}: {whole(n, lang)}")
    return el("path", hint, d=path, fill=COLOURS[begin.status], class_="ribbon")


def _bar(node: _Node, x: int) -> Html:
    y = node.middle - node.height / 2
    return el(
        "rect", x=x, y=number(y), width=15, height=number(node.height), fill=COLOURS[node.status]
    )


def _node_label(node: _Node, side: str, lang: Lang) -> Html:
    return el(
        "span",
        status_name(node.status, lang),
        " ",
        el("b", whole(node.n, lang)),
        class_=side,
        style=f"top:{number(node.middle / 10)}%",
    )


# -- placement against the other exits --------------------------------------------------------


def steps(curve: Incidence, said: str, lang: Lang) -> Html:
    """The cumulative incidence of every way in which waiting ends, over the days."""
    most = max(curve.days)
    days = Scale(0, max(most, 1))
    last = at_last(curve)
    ticks = [tick for tick in round_ticks(100 * float(max(last.values()))) if tick <= 100]
    shares = Scale(ticks[-1], 0)
    lines = [
        el(
            "path",
            d=f"M{points(_stairs(curve, cause, days, shares))}",
            class_="curve",
            stroke=END_COLOURS[cause],
            stroke_dasharray=END_DASHES[cause],
        )
        for cause in curve.causes
    ]
    return plot(
        "steps",
        said,
        drawing(grid([shares.at(tick) for tick in ticks]), *lines, _veil(curve, days)),
        *(label(f"{tick}%", "y", f"top:{shares.percent(tick)}") for tick in ticks),
        *_followed(curve, days, most, lang),
        *_ends(last, shares, lang),
    )


def _stairs(curve: Incidence, cause: str, days: Scale, shares: Scale) -> list[tuple[float, float]]:
    """The corners of a step function from (0, 0) to the last day followed."""
    height = shares.at(0)
    found = [(0.0, height)]
    for step in curve.steps:
        x, above = days.at(step.day), shares.at(100 * float(step.incidence[cause]))
        found += [(x, height), (x, above)]
        height = above
    return [*found, (float(SIZE), height)]


def _veil(curve: Incidence, days: Scale) -> Html:
    """Over the part that rests on few people."""
    x = days.at(few_from(curve))
    return el("rect", x=number(x), y=0, width=number(SIZE + 9 - x), height=SIZE, class_="veil")


def few_from(curve: Incidence) -> int:
    """The first day on which fewer than :data:`FEW` people are still followed."""
    return curve.days[-FEW] + 1 if len(curve.days) >= FEW else 0


def _followed(curve: Incidence, days: Scale, most: int, lang: Lang) -> list[Html]:
    """Under the axis the days, and how many were still followed then."""
    words = ("dagen", "nog gevolgd") if lang == "nl" else ("days", "still followed")
    found = [label(words[0], "x of"), label(words[1], "risk of")]
    for tick in day_ticks(most):
        found += [
            label(str(tick), "x", f"left:{days.percent(tick)}"),
            label(whole(curve.at_risk(tick), lang), "risk", f"left:{days.percent(tick)}"),
        ]
    return found


def at_last(curve: Incidence) -> Mapping[str, Fraction]:
    """The incidence of every cause at the end of the curve."""
    return curve.steps[-1].incidence if curve.steps else dict.fromkeys(curve.causes, Fraction(0))


def _ends(last: Mapping[str, Fraction], shares: Scale, lang: Lang) -> list[Html]:
    """The name of each curve beside its end, from the top."""
    found = sorted((shares.at(100 * float(share)), cause) for cause, share in last.items())
    places = apart([place for place, _ in found], 60)
    return [
        _name(ENDS[cause][lang], place, END_COLOURS[cause])
        for place, (_, cause) in zip(places, found, strict=True)
    ]


# -- quartiles --------------------------------------------------------------------------------


def ranges(measures: Sequence[Measured], said: str, lang: Lang) -> Html:
    """For each measure a bar from its first to its third quartile with a mark at the median; a
    quartile that is not reached leaves the bar open."""
    reached = [day for m in measures for day in m.quantiles.values() if day is not None]
    ticks = round_ticks(max(reached, default=1))
    days = Scale(0, ticks[-1])
    rows = [
        el(
            "div",
            el("span", MEASURES[m.measure][lang], class_="of"),
            el("span", *_bar_of_days(m, days), class_="track"),
            el("span", _in_days(m, lang), class_="days"),
            class_="range",
        )
        for m in measures
    ]
    words = (
        ("kwart / helft / driekwart", "dagen")
        if lang == "nl"
        else (
            "quarter / half / three quarters",
            "days",
        )
    )
    axis = [label(whole(tick, lang), "x", f"left:{days.percent(tick)}") for tick in ticks]
    return el(
        "div",
        el("div", el("span"), el("span"), el("span", words[0], class_="days"), class_="range axis"),
        *rows,
        el(
            "div",
            el("span"),
            el("span", *axis, class_="track"),
            el("span", words[1]),
            class_="range axis",
        ),
        class_="ranges",
        role="img",
        aria_label=said,
    )


def _bar_of_days(m: Measured, days: Scale) -> list[Html]:
    first, median, third = (m.quantiles[name] for name in QUARTILES)
    if first is None:
        return []
    left = days.at(first)
    right = float(SIZE) if third is None else days.at(third)
    place = f"left:{number(left / 10)}%;width:{number((right - left) / 10)}%"
    bar = el("i", class_="bar open" if third is None else "bar", style=place)
    mark = el("i", class_="median", style=f"left:{days.percent(median or 0)}")
    return [bar] if median is None else [bar, mark]


def _in_days(m: Measured, lang: Lang) -> str:
    return " / ".join("–" if day is None else whole(day, lang) for day in m.quantiles.values())
