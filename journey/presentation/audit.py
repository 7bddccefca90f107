"""Differences, and who is behind a cell, as answers in any format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from journey import codebook as cb
from journey.aggregates.state import Entry
from journey.codebook import Label, Lang
from journey.events import NAMES, Corrected, Retracted
from journey.presentation.analysis_text import SHORT_STATUS
from journey.presentation.answer import Head
from journey.presentation.dossier import SHORT, day_in_words, in_words
from journey.presentation.formats import Answer
from journey.presentation.layout import laid_out
from journey.presentation.text import one_decimal, per_cent, visible, whole
from journey.projections.diff import Behind, Changed, Difference, Figure
from journey.projections.lag import WITHIN, Lag, Moved
from journey.projections.tables import Cell, percentage


def diff_answer(
    before: Head, after: Head, difference: Difference, of_everyone: bool, lang: Lang
) -> Answer:
    """What changed, cell by cell, with the events that did it.

    ``of_everyone``: whether figures are those of everyone, or of the participants with an event
    in between.
    """

    def data() -> dict[str, Any]:
        first = before.data()
        return {
            **after.data(),
            "before": {key: first[key] for key in ("peildatum", "known_at", "position")},
            "figures_of": "everyone" if of_everyone else "touched",
            "touched": difference.touched,
            "stand": {s: {"before": b, "after": a} for s, (b, a) in difference.stand.items()},
            "cells": [_changed_data(changed) for changed in difference.cells],
            "events": [_event_data(entry) for entry in _events(difference)],
        }

    def rows() -> Iterator[Sequence[Any]]:
        yield ("table", "block", "row", "column", "before", "after", "events")
        for changed in difference.cells:
            cell = changed.cell
            ids = "|".join(entry.event_id for entry in changed.events)
            yield (*_place(cell), changed.before, changed.after, ids)

    line = f"{before.line(lang)} → {after.line(lang)}"
    return Answer(line, data, rows, lambda: _diff_text(line, difference, of_everyone, lang))


def _place(cell: Cell) -> tuple[int, str, str, str]:
    return cell.table, cell.block, cell.row, cell.column


def _changed_data(changed: Changed) -> dict[str, Any]:
    cell = changed.cell
    return {
        "table": cell.table,
        "block": cell.block,
        "row": cell.row,
        "column": cell.column,
        "before": changed.before,
        "after": changed.after,
        "events": [entry.event_id for entry in changed.events],
    }


def _events(difference: Difference) -> list[Entry]:
    """Every event that did something, once, in the order of the log."""
    found = {entry.position: entry for changed in difference.cells for entry in changed.events}
    return [found[position] for position in sorted(found)]


def _event_data(entry: Entry) -> dict[str, Any]:
    event = entry.event
    amends = isinstance(event, Corrected | Retracted)
    return {
        "event_id": entry.event_id,
        "position": entry.position,
        "deelnemernummer": entry.subject,
        "event": NAMES[type(event)],
        "datum": event.datum.isoformat(),
        "recorded_at": entry.recorded_at,
        "recorded_by": event.recorded_by,
        "reden": event.reden if isinstance(event, Corrected | Retracted) else None,
        "kind": NAMES[type(event)] if amends else "late",
    }


def _diff_text(line: str, difference: Difference, of_everyone: bool, lang: Lang) -> str:
    nl = lang == "nl"
    heading = (
        ["Status", "eerst", "nu", "verschil"] if nl else ["Status", "before", "after", "change"]
    )
    stand = [
        [cb.STATUS.label(s)[lang], whole(b, lang), whole(a, lang), f"{a - b:+d}"]
        for s, (b, a) in difference.stand.items()
    ]
    of = (
        ("van iedereen" if nl else "of everyone")
        if of_everyone
        else ("van wie iets veranderde" if nl else "of whom something changed")
    )
    counted = (
        f"cijfers {of}; {difference.touched} deelnemers met een gebeurtenis ertussen"
        if nl
        else f"figures {of}; {difference.touched} participants with an event in between"
    )
    lines = [
        visible(line),
        counted,
        "",
        *laid_out(heading, stand, [False, True, True, True]),
        "",
        *_cells_text(difference.cells, lang),
        "",
        *_events_text(_events(difference), lang),
    ]
    return "\n".join([*lines, ""])


def _shown(figure: Figure, lang: Lang) -> str:
    return whole(figure, lang) if isinstance(figure, int) else one_decimal(figure, lang)


def _cells_text(cells: Sequence[Changed], lang: Lang) -> list[str]:
    heading = (
        ["Tabel", "Kolom", "Cel", "eerst", "nu", "door"]
        if lang == "nl"
        else ["Table", "Column", "Cell", "before", "after", "by"]
    )
    rows = [
        [
            str(c.cell.table),
            c.cell.column,
            f"{c.cell.block} | {c.cell.row}",
            _shown(c.before, lang),
            _shown(c.after, lang),
            _ids(c.events),
        ]
        for c in cells
    ]
    return laid_out(heading, rows, [True, False, False, True, True, False])


def _ids(events: Sequence[Entry]) -> str:
    ids = [entry.event_id[:SHORT] for entry in events]
    return " ".join(ids[:3]) + (f" +{len(ids) - 3}" if len(ids) > 3 else "")


def _events_text(events: Sequence[Entry], lang: Lang) -> list[str]:
    heading = (
        ["Id", "Deelnemer", "Gebeurtenis", "Datum", "Vastgelegd", "Door", "Waarom"]
        if lang == "nl"
        else ["Id", "Participant", "Event", "Date", "Recorded", "By", "Why"]
    )
    rows = [[visible(text) for text in _event_row(entry, lang)] for entry in events]
    return laid_out(heading, rows, [False] * len(heading))


def _event_row(entry: Entry, lang: Lang) -> list[str]:
    event = entry.event
    why = "late invoer" if lang == "nl" else "late entry"
    if isinstance(event, Corrected | Retracted):
        why = cb.REDEN_CORRECTIE.label(event.reden)[lang]
    return [
        entry.event_id[:SHORT],
        entry.subject,
        NAMES[type(event)],
        str(event.datum),
        entry.recorded_at[:10],
        event.recorded_by or "-",
        why,
    ]


# -- who is behind a cell ---------------------------------------------------------------------


def explain_answer(head: Head, found: Mapping[Cell, Sequence[Behind]], lang: Lang) -> Answer:
    """The participants behind cells, and for each the event that put them there."""

    def data() -> dict[str, Any]:
        return {
            **head.data(),
            "cells": [
                {
                    "table": cell.table,
                    "block": cell.block,
                    "row": cell.row,
                    "column": cell.column,
                    "n": len(behind),
                    "participants": [
                        {"deelnemernummer": one.number, **_event_data(one.entry)} for one in behind
                    ],
                }
                for cell, behind in found.items()
            ],
        }

    def rows() -> Iterator[Sequence[Any]]:
        yield (
            *("table", "block", "row", "column"),
            *("deelnemernummer", "event", "datum", "recorded_at", "recorded_by", "event_id"),
        )
        for cell, behind in found.items():
            for one in behind:
                entry = one.entry
                yield (
                    *_place(cell),
                    one.number,
                    NAMES[type(entry.event)],
                    entry.event.datum.isoformat(),
                    entry.recorded_at,
                    entry.event.recorded_by,
                    entry.event_id,
                )

    def shown() -> str:
        blocks = [visible(head.line(lang))]
        for cell, behind in found.items():
            blocks += ["", *_behind_text(cell, behind, lang)]
        return "\n".join([*blocks, ""])

    return Answer(head.line(lang), data, rows, shown)


def _behind_text(cell: Cell, behind: Sequence[Behind], lang: Lang) -> list[str]:
    nl = lang == "nl"
    word = "Tabel" if nl else "Table"
    count = f"{whole(len(behind), lang)} {'deelnemers' if nl else 'participants'}"
    heading = (
        ["Deelnemer", "Door", "Datum", "Vastgelegd", "Wie", "Id", "Inhoud"]
        if nl
        else ["Participant", "By", "Date", "Recorded", "Who", "Id", "Content"]
    )
    rows = [
        [
            one.number,
            NAMES[type(one.entry.event)],
            day_in_words(one.entry.event),
            one.entry.recorded_at[:10],
            one.entry.event.recorded_by or "-",
            one.entry.event_id[:SHORT],
            in_words(one.entry.event, lang),
        ]
        for one in behind
    ]
    shown = [[visible(text) for text in row] for row in rows]
    return [
        f"{word} {cell.table} | {cell.block} | {cell.row} | {cell.column}: {count}",
        *laid_out(heading, shown, [False] * len(heading)),
    ]


# -- late entry -------------------------------------------------------------------------------

_BY: Final[Mapping[str, Label]] = {
    "alle": Label("Alles", "Everything"),
    "proef": Label("Per proef", "By proef"),
    "event": Label("Per gebeurtenis", "By event"),
    "month": Label("Per maand van de gebeurtenis", "By month of the event"),
}


def lag_answer(head: Head, lags: Sequence[Lag], moves: Sequence[Moved], lang: Lang) -> Answer:
    """How late entries come, and how the stand of the peildatum moved afterwards."""

    def data() -> dict[str, Any]:
        return {
            **head.data(),
            "lags": [_lag_data(lag) for lag in lags],
            "moved": [
                {"days": m.days, "stand": m.stand, "differ_from_now": m.differ} for m in moves
            ],
        }

    def rows() -> Iterator[Sequence[Any]]:
        names = [f"within_{days}" for days in WITHIN]
        yield ("by", "group", "n", "inexact", "p50", "p75", "p90", "longest", *names)
        for lag in lags:
            yield (lag.by, lag.group, lag.n, lag.inexact, *_spread(lag), *lag.within.values())

    return Answer(head.line(lang), data, rows, lambda: _lag_text(head, lags, moves, lang))


def _spread(lag: Lag) -> tuple[int | None, ...]:
    return lag.p50, lag.p75, lag.p90, lag.longest


def _lag_data(lag: Lag) -> dict[str, Any]:
    return {
        "by": lag.by,
        "group": lag.group,
        "n": lag.n,
        "inexact": lag.inexact,
        "p50": lag.p50,
        "p75": lag.p75,
        "p90": lag.p90,
        "longest": lag.longest,
        "within": {str(days): n for days, n in lag.within.items()},
    }


def _lag_text(head: Head, lags: Sequence[Lag], moves: Sequence[Moved], lang: Lang) -> str:
    nl = lang == "nl"
    heading = [
        "Dagen van gebeurtenis tot vastlegging" if nl else "Days from event to recording",
        "n",
        "p50",
        "p75",
        "p90",
        "langst" if nl else "longest",
        *(f"≤ {days}" for days in WITHIN),
        "datum niet exact" if nl else "date not exact",
    ]
    rows: list[list[str]] = []
    for by, label in _BY.items():
        rows.append([label[lang]])
        rows += [_lag_row(lag, lang) for lag in lags if lag.by == by]
    lines = laid_out(heading, rows, [False, *[True] * (len(heading) - 1)])
    return "\n".join([visible(head.line(lang)), "", *lines, "", *_moved_text(moves, lang), ""])


def _lag_row(lag: Lag, lang: Lang) -> list[str]:
    shares = [percentage(n, lag.n) for n in lag.within.values()]
    return [
        f"  {visible(lag.group)}",
        whole(lag.n, lang),
        *("-" if days is None else whole(days, lang) for days in _spread(lag)),
        *(per_cent(share, lang) for share in shares),
        whole(lag.inexact, lang),
    ]


def _moved_text(moves: Sequence[Moved], lang: Lang) -> list[str]:
    nl = lang == "nl"
    heading = [
        "Stand zoals bekend" if nl else "Stand as known",
        *(SHORT_STATUS[status][lang] for status in cb.STATUS),
        "anders dan nu" if nl else "other than now",
    ]
    rows = []
    for m in moves:
        after = f"{m.days} dagen erna" if nl else f"{m.days} days later"
        when = ("nu" if nl else "now") if m.days is None else after
        stand = [whole(m.stand[status], lang) for status in cb.STATUS]
        rows.append([when, *stand, whole(m.differ, lang)])
    return laid_out(heading, rows, [False, *[True] * (len(heading) - 1)])
