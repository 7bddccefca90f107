"""The quality of the data as an answer in any format, with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from journey.codebook import Label, Lang
from journey.presentation.answer import Head
from journey.presentation.formats import Answer
from journey.presentation.lag import group_label
from journey.presentation.plain import sheets_answer
from journey.presentation.sheet import Column, Kind, Line, Sheet, section
from journey.presentation.sheets import SHORT as SHORT_STATUS
from journey.projections.doubts import AGES, CHECKS, MOST_HOURS
from journey.projections.lag import WITHIN, Lag
from journey.projections.quality import Completeness, Doubtful, Quality, Score, Silent
from journey.projections.tables import percentage

ADVICE: Final[Mapping[str, Label]] = {
    "valt_weg": Label(
        "een gebeurtenis die niet past waar zij staat en dus niet meetelt; `journey show` laat "
        "haar zien: verbeter haar of trek haar in",
        "an event that does not fit where it stands, and so does not count; `journey show` shows "
        "it: correct or retract it",
    ),
    "startbaan_na_uitval": Label(
        "uitval, en een startbaan die doorloopt: dat kan; vraag of de startbaan nog loopt, en leg "
        "anders het einde vast",
        "dropped out, and a startbaan that goes on: that may be so; ask whether it still does, and "
        "record its end if not",
    ),
    "uitstroom_werk_zonder_startbaan": Label(
        "uitgestroomd naar werk, zonder een startbaan in het log: vraag welke startbaan dat was, "
        "of de reden klopt",
        "left for work, without any startbaan in the log: ask which startbaan that was, or whether "
        "the reason is right",
    ),
    "contract_voorbij": Label(
        "het contract is afgelopen (op deze dag) en de startbaan loopt door: leg het einde vast, "
        "of de verlenging met de nieuwe duur (placement_changed)",
        "the contract is over (on this day) and the startbaan goes on: record its end, or the "
        "renewal with the new length (placement_changed)",
    ),
    "lang_on_hold": Label(
        "langer dan een jaar on hold (sinds deze dag): vraag of iemand hervat of uitgevallen is",
        "on hold for more than a year (since this day): ask whether they resumed or dropped out",
    ),
    "lang_voortraject": Label(
        "een voortraject dat langer dan een jaar loopt (sinds deze dag): vraag of het af is",
        "a voortraject that runs for more than a year (since this day): ask whether it is over",
    ),
    "nul_dagen": Label(
        "begonnen en geëindigd op één dag: vraag naar de juiste datums",
        "begun and ended on one day: ask for the right dates",
    ),
    "veel_uren": Label(
        f"meer dan {MOST_HOURS} uur per week in de lopende startbanen samen: vraag of er een "
        "geëindigd is",
        f"more than {MOST_HOURS} hours a week in the running startbanen together: ask whether one "
        "has ended",
    ),
    "leeftijd": Label(
        f"jonger dan {AGES[0]} of ouder dan {AGES[-1]}: vraag het geboortejaar na",
        f"younger than {AGES[0]} or older than {AGES[-1]}: ask for the year of birth",
    ),
    "gezin_en_kinderen": Label(
        "de gezinssituatie en het aantal kinderen spreken elkaar tegen: vraag welke klopt",
        "the family situation and the number of children contradict each other: ask which is right",
    ),
    "taalniveau_gedaald": Label(
        "het taalniveau is lager dan bij instroom: vraag of de twee verwisseld zijn",
        "the language level is lower than at entry: ask whether the two were swapped",
    ),
}
"""What each check means, and what to do."""

ASK_SILENT: Final = Label(
    "vraag de proef hoe het staat; is er niets veranderd, leg dan information_confirmed vast",
    "ask the proef how things are; where nothing has changed, record information_confirmed",
)

COLUMNS: Final = ("part", "day", "proef", "item", "deelnemernummer", "n", "of", "value")
KINDS: Final[Mapping[str, Kind]] = {"n": "whole", "of": "whole", "day": "date"}
WITHIN_DAYS: Final = WITHIN[1]


def quality_answer(head: Head, found: Quality, lang: Lang) -> Answer:
    """Scores, completeness, late entry, who was not heard of, and what can hardly be so."""

    def data() -> dict[str, Any]:
        return {
            **head.data(),
            "scores": [_share_data(s, day=s.day, proef=s.proef) for s in found.scores],
            "completeness": [
                _share_data(c, proef=c.proef, field=c.field) for c in found.completeness
            ],
            "late": [_late_data(lag) for lag in found.late],
            "silent_after": found.silent_after,
            "silent": [_silent_data(silent) for silent in found.silent],
            "doubts": [_doubt_data(doubtful) for doubtful in found.doubtful],
            "advice": {"silent": ASK_SILENT[lang], **{c: ADVICE[c][lang] for c in CHECKS}},
        }

    def rows() -> Iterator[Sequence[Any]]:
        yield COLUMNS
        yield from _rows(head, found)

    def sheets() -> list[Sheet]:
        return [
            _scores_sheet(found.scores, lang),
            _completeness_sheet(found.completeness, lang),
            _late_sheet(found.late, lang),
            _silent_sheet(found, lang),
            _doubts_sheet(found.doubtful, lang),
        ]

    return sheets_answer(head.line(lang), data, rows, sheets, lang, kinds=KINDS)


# -- data -------------------------------------------------------------------------------------


def _share_data(counted: Score | Completeness, **which: Any) -> dict[str, Any]:
    share = percentage(counted.n, counted.of)
    return {**which, "n": counted.n, "of": counted.of, "pct": share}


def _late_data(lag: Lag) -> dict[str, Any]:
    within = lag.within[WITHIN_DAYS]
    return {
        "proef": lag.group,
        "n": within,
        "of": lag.n,
        "pct": None if within is None else percentage(within, lag.n),
        "within": WITHIN_DAYS,
        "p50": lag.p50,
        "p90": lag.p90,
        "inexact": lag.inexact,
    }


def _silent_data(silent: Silent) -> dict[str, Any]:
    return {
        "deelnemernummer": silent.number,
        "proef": silent.proef,
        "status": silent.status,
        "last": silent.last,
        "days": silent.days,
    }


def _doubt_data(doubtful: Doubtful) -> dict[str, Any]:
    doubt = doubtful.doubt
    return {
        "check": doubt.check,
        "deelnemernummer": doubtful.number,
        "proef": doubtful.proef,
        "field": doubt.field,
        "startbaan": doubt.startbaan,
        "value": doubt.value,
    }


def _rows(head: Head, found: Quality) -> Iterator[Sequence[Any]]:
    day = head.peildatum.isoformat()
    for score in found.scores:
        yield ("score", score.day.isoformat(), score.proef, None, None, score.n, score.of, None)
    for c in found.completeness:
        yield ("completeness", day, c.proef, c.field, None, c.n, c.of, None)
    for lag in found.late:
        within = lag.within[WITHIN_DAYS]
        yield ("late", day, lag.group, f"within_{WITHIN_DAYS}", None, within, lag.n, None)
    for s in found.silent:
        last = s.last.isoformat()
        yield ("silent", day, s.proef, s.status, s.number, s.days, found.silent_after, last)
    for d in found.doubtful:
        yield ("doubt", day, d.proef, d.doubt.check, d.number, None, None, d.doubt.value)


# -- for people -------------------------------------------------------------------------------


def _scores_sheet(scores: Sequence[Score], lang: Lang) -> Sheet:
    nl = lang == "nl"
    columns = [
        Column("Proef"),
        Column("Dag" if nl else "Day", "date"),
        Column("beantwoord" if nl else "answered", "whole"),
        Column("gevraagd" if nl else "asked", "whole"),
        Column("%", "percent"),
    ]
    title = (
        "Score: beantwoorde vragen van alle vragen die gesteld zijn"
        if nl
        else "Score: questions answered, of all questions that were asked"
    )
    # On the peildatum itself, the last day, every proef is there.
    order = [score.proef for score in scores if score.day == scores[-1].day]
    lines = [
        Line([group_label(s.proef, lang), s.day.isoformat(), s.n, s.of, percentage(s.n, s.of)])
        for s in sorted(scores, key=lambda score: order.index(score.proef))
    ]
    return Sheet("Score", title, columns, lines)


def _completeness_sheet(found: Sequence[Completeness], lang: Lang) -> Sheet:
    nl = lang == "nl"
    columns = [
        Column("Vraag" if nl else "Question"),
        Column("beantwoord" if nl else "answered", "whole"),
        Column("gevraagd" if nl else "asked", "whole"),
        Column("%", "percent"),
    ]
    lines: list[Line] = []
    for proef in dict.fromkeys(c.proef for c in found):
        lines.append(section(group_label(proef, lang), columns))
        lines += [
            Line([c.field, c.n, c.of, percentage(c.n, c.of)]) for c in found if c.proef == proef
        ]
    title = "Volledigheid per vraag" if nl else "Completeness by question"
    return Sheet("Volledigheid" if nl else "Completeness", title, columns, lines)


def _late_sheet(late: Sequence[Lag], lang: Lang) -> Sheet:
    nl = lang == "nl"
    columns = [
        Column("Proef"),
        Column(f"binnen {WITHIN_DAYS}" if nl else f"within {WITHIN_DAYS}", "whole"),
        Column("van" if nl else "of", "whole"),
        Column("%", "percent"),
        Column("p50", "whole"),
        Column("p90", "whole"),
        Column("datum niet exact" if nl else "date not exact", "whole"),
    ]
    found = map(_late_data, late)
    names = ("n", "of", "pct", "p50", "p90", "inexact")
    title = (
        f"Late invoer: gebeurtenissen die binnen {WITHIN_DAYS} dagen zijn vastgelegd"
        if nl
        else f"Late entry: events that were recorded within {WITHIN_DAYS} days"
    )
    lines = [
        Line([group_label(lag["proef"], lang), *(lag[name] for name in names)]) for lag in found
    ]
    return Sheet(
        "Late invoer" if nl else "Late entry", _or_none(title, lines, lang), columns, lines
    )


def _or_none(title: str, lines: Sequence[Line], lang: Lang) -> str:
    """A title, which says so where nothing stands below it."""
    return title if lines else f"{title}: {'geen' if lang == 'nl' else 'none'}"


def _silent_sheet(found: Quality, lang: Lang) -> Sheet:
    nl = lang == "nl"
    columns = [
        Column("Deelnemer" if nl else "Participant"),
        Column("Proef"),
        Column("Status"),
        Column("Laatst iets gehoord" if nl else "Last heard of", "date"),
        Column("Dagen" if nl else "Days", "whole"),
    ]
    number, after = len(found.silent), found.silent_after
    title = (
        f"Meer dan {after} dagen niets gehoord"
        if nl
        else f"Nothing heard of for more than {after} days"
    )
    if number:
        title += f" ({number}): {ASK_SILENT[lang]}"
    lines = [
        Line([s.number, s.proef, SHORT_STATUS[s.status][lang], s.last.isoformat(), s.days])
        for s in found.silent
    ]
    return Sheet(
        "Lang niet gehoord" if nl else "Not heard of", _or_none(title, lines, lang), columns, lines
    )


def _doubts_sheet(found: Sequence[Doubtful], lang: Lang) -> Sheet:
    nl = lang == "nl"
    columns = [
        Column("Deelnemer" if nl else "Participant"),
        Column("Proef"),
        Column("Waarover" if nl else "About"),
        Column("Startbaan"),
        Column("Er staat" if nl else "What stands there"),
    ]
    lines: list[Line] = []
    for check in CHECKS:
        about = [d for d in found if d.doubt.check == check]
        if about:
            heading = f"{check} ({len(about)}): {ADVICE[check][lang]}"
            lines.append(section(heading, columns))
            lines += [
                Line([d.number, d.proef, d.doubt.field, d.doubt.startbaan, d.doubt.value])
                for d in about
            ]
    title = "Onmogelijk of onwaarschijnlijk" if nl else "Impossible or unlikely"
    return Sheet(
        "Onwaarschijnlijk" if nl else "Unlikely", _or_none(title, lines, lang), columns, lines
    )
