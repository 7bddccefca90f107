"""The report's page, put together."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Final

from journey import __version__
from journey.codebook import Label, Lang
from journey.presentation.markup import html_table
from journey.presentation.report import charts
from journey.presentation.report.facts import WAITING, Facts
from journey.presentation.report.html import Html, el, join
from journey.presentation.report.words import (
    COLOURS,
    ENDS,
    MEASURES,
    STACKED,
    TITLE,
    long_date,
    status_name,
)
from journey.presentation.sheet import Sheet
from journey.presentation.sheets import durations_sheets, flow_sheets, tables_sheets, trend_sheets
from journey.presentation.text import (
    DAGEN,
    DEELNEMERS,
    Noun,
    one_decimal,
    per_cent,
    so_many,
    whole,
)
from journey.projections.snapshot import DEFINITIONS
from journey.projections.tables import percentage

_OVERGANGEN: Final = Noun(Label("overgang", "move"), Label("overgangen", "moves"))
_KEER: Final = Noun(Label("keer", "time"), Label("keer", "times"))


def page(facts: Facts, lang: Lang) -> bytes:
    """The whole page, UTF-8. The same facts give the same bytes."""
    nl = lang == "nl"
    day = long_date(facts.head.peildatum, lang)
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", f"{TITLE[lang]} · {day}"),
        el("style", Html(_resource("page.css"))),
    )
    sections = list(_sections(facts, lang)) if facts.participants else [_nobody(lang)]
    body = el(
        "body",
        el("a", "Naar de cijfers" if nl else "To the figures", href="#main", class_="skip"),
        _header(facts, lang),
        el("main", *sections, id="main"),
        _footer(facts, lang),
        el("script", Html(_data(facts, lang)), type="application/json", id="data"),
        el("script", Html(_resource("page.js"))),
    )
    return f"<!DOCTYPE html>\n{el('html', head, body, lang=lang)}\n".encode()


def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _data(facts: Facts, lang: Lang) -> str:
    """What the slider needs: each month in words and its stand, and the words around a number."""
    data = {
        "days": [long_date(day, lang) for day, _ in facts.stands],
        "places": [_place(facts, index) for index in range(len(facts.stands))],
        "stands": [[stand[status] for status in _TOP_DOWN] for _, stand in facts.stands],
        "people": "deelnemers" if lang == "nl" else "participants",
        "lang": lang,
    }
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")


def _place(facts: Facts, index: int) -> float:
    """Where a month stands between the first and the last, from 0 to 100."""
    first, day, last = facts.stands[0][0], facts.stands[index][0], facts.stands[-1][0]
    return round(100 * (day - first).days / (last - first).days, 2)


_TOP_DOWN = tuple(reversed(STACKED))


# -- around the figures -----------------------------------------------------------------------


def _header(facts: Facts, lang: Lang) -> Html:
    nl = lang == "nl"
    links = [
        el("li", el("a", text, href=f"#{name}"))
        for name, text in _CONTENTS[lang].items()
        if _has(facts, name)
    ]
    return el(
        "header",
        el("h1", TITLE[lang]),
        el("p", long_date(facts.head.peildatum, lang), class_="day"),
        el("p", facts.head.line(lang), class_="head"),
        el("nav", el("ul", *links), aria_label="Inhoud" if nl else "Contents"),
    )


_CONTENTS = {
    "nl": {
        "kern": "Kerncijfers",
        "stand": "Stand per maand",
        "doorstroom": "Doorstroom",
        "plaatsing": "Plaatsing en uitval",
        "duren": "Wachttijden",
        "tabellen": "Tabellen 1–9",
    },
    "en": {
        "kern": "Key figures",
        "stand": "Stand by month",
        "doorstroom": "Flow",
        "plaatsing": "Placement and dropout",
        "duren": "Waiting times",
        "tabellen": "Tables 1–9",
    },
}


def _has(facts: Facts, name: str) -> bool:
    """Whether there is anything to show: somebody, and for the curve a date known to the day."""
    return bool(facts.curve.days) if name == "plaatsing" else facts.participants > 0


def _nobody(lang: Lang) -> Html:
    text = "Geen deelnemers op deze peildatum." if lang == "nl" else "No participants on this day."
    return el("p", text)


def _footer(facts: Facts, lang: Lang) -> Html:
    head = facts.head
    command = ["journey", "--lang", lang, "report", "--peildatum", str(head.peildatum)]
    command += ["--known-at", head.known_at] if head.known_at else []
    for column, value in head.where:
        command += ["--where", f"{column}={value}"]
    again = "Opnieuw te maken met" if lang == "nl" else "Can be made again with"
    versions = (
        f"journey {__version__} · definities {DEFINITIONS} · positie {head.position}"
        if lang == "nl"
        else f"journey {__version__} · definitions {DEFINITIONS} · position {head.position}"
    )
    return el("footer", el("p", f"{again} ", el("code", shlex.join(command))), el("p", versions))


def _section(name: str, lang: Lang, *parts: str) -> Html:
    heading = el("h2", _CONTENTS[lang][name], id=f"{name}-kop")
    return el("section", heading, *parts, id=name, aria_labelledby=f"{name}-kop")


def _figure(chart: str, unit: str, facts: Facts, tables: Sequence[Sheet], lang: Lang) -> Html:
    """A chart with what it counts, and the tables behind it."""
    summary = "Als tabel" if lang == "nl" else "As a table"
    return el(
        "figure",
        chart,
        el("figcaption", f"{unit} · {facts.head.line(lang)}"),
        el("details", el("summary", summary), *(_table(table, lang) for table in tables)),
    )


def _table(sheet: Sheet, lang: Lang) -> Html:
    """A table in a box of its own, that a narrow screen moves sideways, also by keyboard."""
    table = Html(html_table(sheet, lang))
    return el("div", table, class_="scroll", role="region", tabindex=0, aria_label=sheet.title)


# -- the figures ------------------------------------------------------------------------------


def _sections(facts: Facts, lang: Lang) -> Iterator[Html]:
    yield _key_figures(facts, lang)
    yield _stand(facts, lang)
    yield _flow(facts, lang)
    if _has(facts, "plaatsing"):
        yield _placement(facts, lang)
    yield _durations(facts, lang)
    tables = [el("article", _table(sheet, lang)) for sheet in tables_sheets(facts.tables, lang)]
    line = el("p", facts.head.line(lang), class_="caption")
    yield _section("tabellen", lang, line, *tables)


def _key_figures(facts: Facts, lang: Lang) -> Html:
    nl = lang == "nl"
    stand, n = facts.stand, facts.participants
    of_all = "van alle deelnemers" if nl else "of all participants"
    counts = {
        "Deelnemers" if nl else "Participants": n,
        "Bezig met voortraject" if nl else "In a voortraject": stand["voortraject"],
        "In bemiddeling" if nl else "In mediation": stand["in_bemiddeling"],
        "Nu een startbaan" if nl else "Has a startbaan now": stand["startbaan"],
        "Ooit geplaatst" if nl else "Ever placed": facts.ever_placed,
        "Uitgevallen" if nl else "Dropped out": stand["uitval"],
        "Einde deelname" if nl else "Ended": stand["einde"],
    }
    tiles = [
        _tile(name, whole(count, lang), "" if count is n else _share(count, n, of_all, lang))
        for name, count in counts.items()
    ]
    return _section(
        "kern",
        lang,
        el("dl", *tiles, _median_tile(facts, lang), class_="tiles"),
        el("p", f"{_unit(facts, lang)} · {facts.head.line(lang)}", class_="caption"),
    )


def _tile(name: str, figure: str, note: str) -> Html:
    shown = [el("dd", figure, class_="figure"), el("dd", note, class_="note")]
    return el("div", el("dt", name), *shown)


def _share(n: int, of: int, words: str, lang: Lang) -> str:
    return f"{per_cent(percentage(n, of), lang)} {words}"


def _median_tile(facts: Facts, lang: Lang) -> Html:
    nl = lang == "nl"
    measured = next(m for m in facts.measures if m.measure == WAITING)
    median = measured.quantiles["p50"]
    shown = "–" if median is None else so_many(median, DAGEN, lang)
    never = "niet bereikt: minder dan de helft" if nl else "not reached: fewer than half"
    note = "waarbinnen de helft geplaatst is" if nl else "within which half are placed"
    return _tile(
        "Wachttijd tot startbaan" if nl else "Wait for a startbaan",
        shown,
        never if median is None else note,
    )


def _unit(facts: Facts, lang: Lang) -> str:
    people = so_many(facts.participants, DEELNEMERS, lang)
    if lang == "nl":
        return f"Eenheid: deelnemers · basis: {people}"
    return f"Unit: participants · base: {people}"


def _stand(facts: Facts, lang: Lang) -> Html:
    nl = lang == "nl"
    day = long_date(facts.head.peildatum, lang)
    parts = ", ".join(f"{status_name(s, lang)} {facts.stand[s]}" for s in _TOP_DOWN)
    first = long_date(facts.stands[0][0], lang)
    said = (
        f"Gestapelde vlakken: het aantal deelnemers per status aan het eind van elke maand, van "
        f"{first} tot {day}. Op {day}: {parts}."
        if nl
        else f"Stacked areas: how many participants have each status at the end of every month, "
        f"from {first} to {day}. On {day}: {parts}."
    )
    lead = (
        "Hoeveel deelnemers hadden aan het eind van elke maand welke status?"
        if nl
        else "How many participants had which status at the end of each month?"
    )
    chart = join(charts.area(facts.stands, said, lang), _slider(facts, lang), _month(facts, lang))
    return _section(
        "stand",
        lang,
        el("p", lead),
        _figure(chart, _unit(facts, lang), facts, trend_sheets(facts.stands, lang), lang),
    )


def _slider(facts: Facts, lang: Lang) -> Html:
    last = len(facts.stands) - 1
    return el(
        "div",
        el("label", "Kies een maand" if lang == "nl" else "Choose a month", for_="month"),
        el(
            "input",
            type="range",
            id="month",
            min=0,
            max=last,
            value=last,
            step=1,
            aria_valuetext=_in_words(facts, lang),
        ),
        class_="slider",
        hidden=True,
    )


def _month(facts: Facts, lang: Lang) -> Html:
    """The stand of the chosen month: without a script that of the peildatum."""
    n = facts.participants
    rows = [_status_row(s, facts.stand[s], n, lang) for s in _TOP_DOWN]
    return el(
        "div",
        el("p", _in_words(facts, lang), id="chosen"),
        el("ul", *rows),
        class_="month",
    )


def _in_words(facts: Facts, lang: Lang) -> str:
    day = long_date(facts.head.peildatum, lang)
    return f"{day}: {so_many(facts.participants, DEELNEMERS, lang)}"


def _status_row(status: str, n: int, of: int, lang: Lang) -> Html:
    share = percentage(n, of)
    colour = f"--colour:{COLOURS[status]}"
    return el(
        "li",
        el("span", status_name(status, lang), class_="of", style=colour),
        el("span", el("i", style=f"width:{share or 0}%"), class_="track", style=colour),
        el("b", whole(n, lang)),
        el("span", per_cent(share, lang), class_="share"),
    )


def _flow(facts: Facts, lang: Lang) -> Html:
    nl = lang == "nl"
    period = facts.period
    moves = so_many(sum(period.moves.values()), _OVERGANGEN, lang)
    people = so_many(facts.participants, DEELNEMERS, lang)
    day = long_date(period.end, lang)
    (of, to), most = max(period.moves.items(), key=lambda move: move[1])
    often = so_many(most, _KEER, lang)
    said = (
        f"Stroomdiagram van {moves} tot en met {day}. De grootste stroom: "
        f"{often} van {status_name(of, lang)} naar {status_name(to, lang)}."
        if nl
        else f"Sankey diagram of {moves} up to {day}. The largest: "
        f"{often} from {status_name(of, lang)} to {status_name(to, lang)}."
    )
    lead = (
        "Alle overgangen van de ene status (links) naar de andere (rechts) sinds de eerste "
        "instroom. Wie vaker van status wisselt, telt elke keer mee."
        if nl
        else "Every move from one status (left) to another (right) since the first intake. "
        "Whoever moves more often counts each time."
    )
    unit = (
        f"Eenheid: overgangen · basis: {moves} van {people}"
        if nl
        else f"Unit: moves · base: {moves} of {people}"
    )
    chart = charts.sankey(period.moves, said, lang)
    figure = _figure(chart, unit, facts, flow_sheets([period], lang), lang)
    return _section("doorstroom", lang, el("p", lead), figure)


def _placement(facts: Facts, lang: Lang) -> Html:
    nl = lang == "nl"
    measured = next(m for m in facts.measures if m.measure == WAITING)
    length = so_many(max(facts.curve.days), DAGEN, lang)
    last = charts.at_last(facts.curve)
    reached = ", ".join(
        f"{ENDS[cause][lang]} {one_decimal(100 * float(share), lang)}%"
        for cause, share in last.items()
    )
    said = (
        f"Trappenlijnen van het aandeel deelnemers bij wie het wachten op een startbaan eindigde, "
        f"per dag na de instroom. Na {length}: {reached}."
        if nl
        else f"Step curves of the share of participants whose wait for a startbaan ended, by day "
        f"after the intake. After {length}: {reached}."
    )
    lead = (
        "Welk deel is zoveel dagen na de instroom geplaatst, en welk deel is vóór een plaatsing "
        f"uitgevallen of gestopt? Wie nog wacht telt mee zolang die gevolgd is (Aalen-Johansen); "
        f"licht is het deel waar nog minder dan {charts.FEW} mensen gevolgd zijn."
        if nl
        else "Which share were placed so many days after the intake, and which had dropped out or "
        "ended before a placement? Whoever still waits counts for as long as followed "
        f"(Aalen-Johansen); pale is the part with fewer than {charts.FEW} people followed."
    )
    unit = (
        f"Eenheid: deelnemers, eerste episode · basis: {whole(measured.n, lang)}, waarvan "
        f"{whole(measured.events, lang)} geplaatst; horizontaal: dagen na instroom"
        if nl
        else f"Unit: participants, first episode · base: {whole(measured.n, lang)}, of whom "
        f"{whole(measured.events, lang)} placed; across: days after the intake"
    )
    chart = charts.steps(facts.curve, said, lang)
    sheets = durations_sheets([measured], None, lang)
    figure = _figure(chart, unit, facts, sheets[1:], lang)
    return _section("plaatsing", lang, el("p", lead), figure)


def _durations(facts: Facts, lang: Lang) -> Html:
    nl = lang == "nl"
    medians = "; ".join(
        f"{MEASURES[m.measure][lang]}: "
        + ", ".join(
            f"{name} {('niet bereikt' if nl else 'not reached') if day is None else day}"
            for name, day in m.quantiles.items()
        )
        for m in facts.measures
    )
    said = f"{'Kwartielen in dagen' if nl else 'Quartiles in days'}. {medians}."
    lead = (
        "Binnen hoeveel dagen was een kwart, de helft en driekwart zover? Wie nog wacht telt mee; "
        "een streepje betekent dat het niet bereikt is."
        if nl
        else "Within how many days had a quarter, half and three quarters got there? Whoever still "
        "waits counts; a dash means that it was not reached."
    )
    unit = (
        "Eenheid: dagen · basis: de gevallen van elke maat, in de tabel"
        if nl
        else "Unit: days · base: the cases of each measure, in the table"
    )
    chart = charts.ranges(facts.measures, said, lang)
    figure = _figure(chart, unit, facts, durations_sheets(facts.measures, None, lang)[:1], lang)
    return _section("duren", lang, el("p", lead), figure)
