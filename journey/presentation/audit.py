"""Differences, and who is behind a cell, as answers in any format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from textwrap import shorten
from typing import Any, Final

from journey import codebook as cb
from journey.aggregates.state import Entry
from journey.codebook import Label, Lang
from journey.events import NAMES, Corrected, Retracted
from journey.peildatum import day_of_recording
from journey.presentation.answer import Head
from journey.presentation.dossier import SHORT, changed_in_words, day_in_words, in_words
from journey.presentation.formats import Answer
from journey.presentation.plain import sheets_answer
from journey.presentation.sheet import Column, Kind, Line, Sheet, section
from journey.presentation.text import (
    DAGEN,
    DEELNEMERS,
    UNIT_NOUNS,
    Noun,
    one_decimal,
    so_many,
    whole,
)
from journey.projections.cells import NONE, Cell, add, figure, labels_of
from journey.projections.diff import Behind, Changed, Difference
from journey.projections.dossier import Amendment
from journey.projections.tables import COLUMN_LABELS
from journey.store.codec import wire

WIDTH: Final = 60
"""So many characters of what an event says fit on a screen."""

CELL_KINDS: Final[Mapping[str, Kind]] = {
    "table": "whole",
    "before": "whole",
    "after": "whole",
    "without_event": "whole",
}
BEHIND_KINDS: Final[Mapping[str, Kind]] = {
    "table": "whole",
    "n": "whole",
    "days": "whole",
    "datum": "date",
}
_ACTIVITEITEN: Final = Noun(Label("activiteit", "activity"), Label("activiteiten", "activities"))


# -- events -----------------------------------------------------------------------------------


def _kind(entry: Entry) -> str:
    """What recording an event was: a correction, a retraction, late entry, or entry on the day."""
    if isinstance(entry.event, Corrected | Retracted):
        return NAMES[type(entry.event)]
    return "late" if _days_late(entry) > 0 else "entry"


def _days_late(entry: Entry) -> int:
    """From the first day that the date may be to that of recording."""
    return (day_of_recording(entry.recorded_at) - entry.event.datum).days


def _is_exact_fact(entry: Entry) -> bool:
    return entry.event.exact and not isinstance(entry.event, Corrected | Retracted)


def _event_data(entry: Entry) -> dict[str, Any]:
    """An event as JSON holds it; what is recorded late says how many days."""
    event = entry.event
    return {
        "event_id": entry.event_id,
        "position": entry.position,
        "deelnemernummer": entry.subject,
        "event": NAMES[type(event)],
        "datum": event.datum.isoformat(),
        "recorded_at": entry.recorded_at,
        "recorded_by": event.recorded_by,
        "kind": _kind(entry),
        "days_late": _days_late(entry) if _is_exact_fact(entry) else None,
        "reden": event.reden if isinstance(event, Corrected | Retracted) else None,
        "data": wire(event),
    }


def _why(entry: Entry, lang: Lang) -> str:
    event = entry.event
    if isinstance(event, Corrected | Retracted):
        kinds = {"corrected": Label("correctie", "correction")}
        kind = kinds.get(NAMES[type(event)], Label("intrekking", "retraction"))
        return f"{kind[lang]}: {cb.REDEN_CORRECTIE.label(event.reden)[lang]}"
    days = _days_late(entry)
    if days <= 0:
        return "dezelfde dag" if lang == "nl" else "the same day"
    if not entry.event.exact:
        return "later; datum niet exact" if lang == "nl" else "later; date not exact"
    return f"{so_many(days, DAGEN, lang)} later"


def _what(entry: Entry, amendment: Amendment | None, lang: Lang) -> str:
    """What an event says; of a correction or retraction, of which event and what it changed."""
    if amendment is None:
        return in_words(entry.event, lang)
    name = f"{NAMES[type(amendment.was)]} {day_in_words(amendment.was)}"
    said = in_words(amendment.was, lang) if amendment.retracts else ""
    return f"{name}: {said or changed_in_words(amendment, lang)}".removesuffix(": ")


def _cut(text: str, brief: bool) -> str:
    return shorten(text, WIDTH, placeholder=" …") if brief else text


def _id(entry: Entry, brief: bool) -> str:
    return entry.event_id[:SHORT] if brief else entry.event_id


# -- what changed -----------------------------------------------------------------------------


def diff_answer(
    before: Head, after: Head, difference: Difference, of_everyone: bool, unit: str, lang: Lang
) -> Answer:
    """What changed, cell by cell, with the events that did it.

    ``of_everyone``: whether figures are those of everyone, or of the participants with an event
    in between.
    """

    def data() -> dict[str, Any]:
        first = before.data()
        return {
            **after.data(),
            "unit": unit,
            "before": {key: first[key] for key in ("peildatum", "known_at", "position")},
            "figures_of": "everyone" if of_everyone else "touched",
            "touched": difference.touched,
            "stand": {s: {"before": b, "after": a} for s, (b, a) in difference.stand.items()},
            "cells": [_changed_data(changed) for changed in difference.cells],
            "events": [
                _with_target(entry, difference.amendments.get(entry.event_id))
                for entry in difference.events
            ],
        }

    def rows() -> Iterator[Sequence[Any]]:
        yield ("table", "block", "row", "column", "before", "after", "without_event", "events")
        for changed in difference.cells:
            ids = "|".join(entry.event_id for entry in changed.events)
            figures = (changed.before, changed.after, changed.without_event, ids)
            yield (*_place(changed.cell), *figures)

    def sheets(brief: bool = False) -> list[Sheet]:
        note = _note(difference, before.peildatum != after.peildatum, of_everyone, lang)
        return [
            _stand_sheet(difference, note, lang),
            _cells_sheet(difference.cells, lang),
            _events_sheet(difference, brief, lang),
        ]

    line = f"{before.line(lang)} → {after.line(lang)}"
    brief = partial(sheets, brief=True)
    return sheets_answer(line, data, rows, sheets, lang, kinds=CELL_KINDS, brief=brief)


def _place(cell: Cell) -> tuple[int, str, str, str]:
    return cell.table, cell.block, cell.row, cell.column


def _place_data(cell: Cell) -> dict[str, Any]:
    return dict(zip(("table", "block", "row", "column"), _place(cell), strict=True))


def _changed_data(changed: Changed) -> dict[str, Any]:
    return {
        **_place_data(changed.cell),
        "before": changed.before,
        "after": changed.after,
        "without_event": changed.without_event,
        "events": [entry.event_id for entry in changed.events],
    }


def _with_target(entry: Entry, amendment: Amendment | None) -> dict[str, Any]:
    """An event, and of a correction or retraction what the event that it names said before."""
    event = entry.event
    if amendment is None or not isinstance(event, Corrected | Retracted):
        return {**_event_data(entry), "amends": None}
    amends = {
        "event_id": event.corrects if isinstance(event, Corrected) else event.retracts,
        "event": NAMES[type(amendment.was)],
        "was": wire(amendment.was),
    }
    return {**_event_data(entry), "amends": amends}


def _note(difference: Difference, two_days: bool, of_everyone: bool, lang: Lang) -> str:
    """Whose figures they are, and what to mind in reading them."""
    nl = lang == "nl"
    touched = so_many(difference.touched, DEELNEMERS, lang)
    touched += " met een gebeurtenis ertussen" if nl else " with an event in between"
    if two_days:
        return f"{touched}; leeftijd verandert ook zonder" if nl else f"{touched}; age needs none"
    if of_everyone:
        return f"cijfers van iedereen; {touched}" if nl else f"figures of everyone; {touched}"
    return (
        f"cijfers van alleen {touched}; het verschil in aantallen is dat van iedereen, een "
        "gemiddelde alleen dat van hen"
        if nl
        else f"figures of only {touched}; the change in numbers is that of everyone, a mean is "
        "theirs alone"
    )


def _before_after(lang: Lang) -> list[Column]:
    words = ("eerst", "nu", "verschil") if lang == "nl" else ("before", "after", "change")
    return [Column(word, "whole") for word in words]


def _stand_sheet(difference: Difference, note: str, lang: Lang) -> Sheet:
    title = "Stand per status" if lang == "nl" else "Stand by status"
    lines = [
        Line((cb.STATUS.label(status)[lang], before, after, after - before))
        for status, (before, after) in difference.stand.items()
    ]
    columns = [Column("Status"), *_before_after(lang)]
    return Sheet("Stand", f"{title}: {note}", columns, lines)


def _cells_sheet(cells: Sequence[Changed], lang: Lang) -> Sheet:
    nl = lang == "nl"
    without = any(changed.without_event for changed in cells)
    columns = [
        Column("Rij" if nl else "Row"),
        Column("Kolom" if nl else "Column"),
        *_before_after(lang),
        *([Column("zonder gebeurtenis" if nl else "without event", "whole")] if without else []),
        Column("door" if nl else "by"),
    ]
    lines: list[Line] = []
    block: tuple[int, str] | None = None
    for changed in cells:
        cell = changed.cell
        if (cell.table, cell.block) != block:
            block = (cell.table, cell.block)
            heading = f"{'Tabel' if nl else 'Table'} {cell.table} · {labels_of(cell)[0][lang]}"
            lines.append(section(heading, columns))
        figures = [changed.before, changed.after, changed.change]
        figures += [changed.without_event] if without else []
        row, column = labels_of(cell)[1][lang], COLUMN_LABELS[cell.column][lang]
        lines.append(Line([row, column, *figures, _ids(changed.events)]))
    title = "Cellen die verschillen" if nl else "Cells that differ"
    return Sheet("Cellen" if nl else "Cells", f"{title}: {whole(len(cells), lang)}", columns, lines)


def _ids(events: Sequence[Entry]) -> str:
    ids = [entry.event_id[:SHORT] for entry in events[:3]]
    return " ".join(ids) + (f" +{len(events) - 3}" if len(events) > 3 else "")


def _events_sheet(difference: Difference, brief: bool, lang: Lang) -> Sheet:
    nl = lang == "nl"
    words = (
        ("Id", "Deelnemer", "Gebeurtenis", "Datum", "Vastgelegd", "Door", "Waarom", "Wat")
        if nl
        else ("Id", "Participant", "Event", "Date", "Recorded", "By", "Why", "What")
    )
    events = difference.events
    lines = [
        Line(
            (
                _id(entry, brief),
                entry.subject,
                NAMES[type(entry.event)],
                day_in_words(entry.event),
                day_of_recording(entry.recorded_at).isoformat(),
                entry.event.recorded_by or "-",
                _why(entry, lang),
                _cut(_what(entry, difference.amendments.get(entry.event_id), lang), brief),
            )
        )
        for entry in events
    ]
    title = "Gebeurtenissen die het deden" if nl else "Events that did it"
    return Sheet(
        "Gebeurtenissen" if nl else "Events",
        f"{title}: {whole(len(events), lang)}",
        [Column(word, "date" if at == 4 else "text") for at, word in enumerate(words)],
        lines,
    )


# -- who is behind a cell ---------------------------------------------------------------------


def explain_answer(
    head: Head, found: Mapping[Cell, Sequence[Behind]], unit: str, lang: Lang
) -> Answer:
    """The participants behind cells, and for each the event that put them there."""

    def data() -> dict[str, Any]:
        cells = [_behind_data(cell, behind) for cell, behind in found.items()]
        return {**head.data(), "unit": unit, "cells": cells}

    def rows() -> Iterator[Sequence[Any]]:
        yield (
            *("table", "block", "row", "column", "deelnemernummer", "n", "days"),
            *("event", "datum", "recorded_at", "recorded_by", "event_id", "corrections"),
        )
        for cell, behind in found.items():
            for one in behind:
                yield (*_place(cell), *_behind_row(cell, one))

    def sheets(brief: bool = False) -> list[Sheet]:
        return [
            _behind_sheet(number, cell, behind, brief, lang)
            for number, (cell, behind) in enumerate(found.items(), 1)
        ]

    brief = partial(sheets, brief=True)
    return sheets_answer(head.line(lang), data, rows, sheets, lang, kinds=BEHIND_KINDS, brief=brief)


def _total(cell: Cell, behind: Sequence[Behind]) -> tuple[int, int]:
    total = {cell: NONE}
    for one in behind:
        add(total, {cell: one.share})
    return total[cell]


def _behind_data(cell: Cell, behind: Sequence[Behind]) -> dict[str, Any]:
    total = _total(cell, behind)
    counted = {"mean": figure(cell, total), "days": total[0], "n": total[1]}
    return {
        **_place_data(cell),
        "unit": cell.unit,
        **(counted if cell.is_mean else {"n": total[0]}),
        "participants": [
            {
                **_event_data(one.entry),
                "deelnemernummer": one.number,
                **_share_data(cell, one.share),
                "corrections": [entry.event_id for entry in one.corrections],
            }
            for one in behind
        ],
    }


def _share_data(cell: Cell, share: tuple[int, int]) -> dict[str, int]:
    return {"n": share[1], "days": share[0]} if cell.is_mean else {"n": share[0]}


def _behind_row(cell: Cell, one: Behind) -> tuple[Any, ...]:
    share, entry = _share_data(cell, one.share), one.entry
    return (
        one.number,
        share["n"],
        share.get("days"),
        NAMES[type(entry.event)],
        entry.event.datum.isoformat(),
        entry.recorded_at,
        entry.event.recorded_by,
        entry.event_id,
        "|".join(correction.event_id for correction in one.corrections),
    )


def _behind_sheet(
    number: int, cell: Cell, behind: Sequence[Behind], brief: bool, lang: Lang
) -> Sheet:
    columns, lines = _behind_columns(cell, behind, lang), []
    for one in behind:
        share = list(_share_data(cell, one.share).values())
        known = dict(zip(("n", "days"), share, strict=False), **_behind_texts(one, brief, lang))
        lines.append(Line([known[name] for name in columns]))
    return Sheet(str(number), _behind_title(cell, behind, lang), list(columns.values()), lines)


def _behind_columns(cell: Cell, behind: Sequence[Behind], lang: Lang) -> dict[str, Column]:
    """The columns, leaving out those that would say the same in every line."""
    left_out = set()
    if not cell.is_mean:
        left_out = {"days"} | ({"n"} if all(one.share[0] == 1 for one in behind) else set())
    if not any(one.corrections for one in behind):
        left_out.add("corrected")
    return {
        name: Column(label[lang], kind)
        for name, (label, kind) in _BEHIND_COLUMNS.items()
        if name not in left_out
    }


_BEHIND_COLUMNS: Final[Mapping[str, tuple[Label, Kind]]] = {
    "participant": (Label("Deelnemer", "Participant"), "text"),
    "n": (Label("n", "n"), "whole"),
    "days": (Label("Dagen", "Days"), "whole"),
    "datum": (Label("Datum", "Date"), "text"),
    "event": (Label("Door", "By"), "text"),
    "recorded": (Label("Vastgelegd", "Recorded"), "date"),
    "by": (Label("Wie", "Who"), "text"),
    "id": (Label("Id", "Id"), "text"),
    "corrected": (Label("Verbeterd", "Corrected"), "date"),
    "what": (Label("Wat", "What"), "text"),
}


def _behind_texts(one: Behind, brief: bool, lang: Lang) -> dict[str, Any]:
    entry = one.entry
    newest = one.corrections[-1].recorded_at if one.corrections else None
    return {
        "participant": one.number,
        "datum": day_in_words(entry.event),
        "event": NAMES[type(entry.event)],
        "recorded": day_of_recording(entry.recorded_at).isoformat(),
        "by": entry.event.recorded_by or "-",
        "id": _id(entry, brief),
        "corrected": newest and day_of_recording(newest).isoformat(),
        "what": _cut(in_words(entry.event, lang), brief),
    }


def _behind_title(cell: Cell, behind: Sequence[Behind], lang: Lang) -> str:
    """The cell and its figure: of how many participants, and what it is made of."""
    nl = lang == "nl"
    block, row = (label[lang] for label in labels_of(cell))
    column = COLUMN_LABELS[cell.column][lang]
    place = f"{'Tabel' if nl else 'Table'} {cell.table} · {block} · {row} · {column}"
    people = so_many(len(behind), DEELNEMERS, lang)
    n, times = _total(cell, behind)
    if cell.is_mean:
        mean = one_decimal(figure(cell, (n, times)), lang)
        days, runs = so_many(n, DAGEN, lang), so_many(times, _ACTIVITEITEN, lang)
        return (
            f"{place}: {mean} weken ({days} in {runs} van {people})"
            if nl
            else f"{place}: {mean} weeks ({days} in {runs} of {people})"
        )
    if cell.unit == "deelnemers":
        return f"{place}: {people}"
    of = "van" if nl else "of"
    return f"{place}: {so_many(n, UNIT_NOUNS[cell.unit], lang)} {of} {people}"
