"""One participant as people and programs read it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from journey import codebook as cb
from journey.codebook import Lang
from journey.events import COMMON, Event, fields_of
from journey.fields import Choice, Several
from journey.presentation.answer import Head
from journey.presentation.formats import Answer
from journey.presentation.layout import laid_out
from journey.presentation.sheet import Column, Kind, Sheet
from journey.presentation.sheet import Line as SheetLine
from journey.presentation.text import visible
from journey.projections.dossier import Amendment, Dossier, Line
from journey.projections.snapshot import COLUMNS, as_text

SHORT: Final = 8
"""So much of an event's id is shown to people."""
LINE_COLUMNS: Final = (
    "datum",
    "event",
    "data",
    "stands",
    "recorded_at",
    "recorded_by",
    "event_id",
    "position",
    "amended",
)


def content(event: Event) -> dict[str, Any]:
    """The fields of an event that were given, but for the common ones, as they travel."""
    given: dict[str, Any] = msgspec.to_builtins(event)
    return {name: value for name, value in given.items() if name not in COMMON}


def wire(event: Event) -> dict[str, Any]:
    """Every field of an event that was given, as it travels, but for who recorded it."""
    given: dict[str, Any] = msgspec.to_builtins(event)
    given.pop("recorded_by", None)
    return given


def in_words(event: Event, lang: Lang) -> str:
    """The content of an event for people: labels, not codes."""
    fields = fields_of(type(event))
    parts = []
    for name, value in content(event).items():
        kind = fields[name].kind
        values = value if isinstance(value, list | tuple) else [value]
        if isinstance(kind, Choice | Several):
            shown = ", ".join(kind.codes.label(v)[lang] for v in values)
        elif isinstance(value, bool):
            shown = cb.JA_NEE.label("ja" if value else "nee")[lang]
        else:
            shown = as_text(value)
        parts.append(f"{fields[name].label[lang]}: {shown}")
    return "; ".join(parts)


def day_in_words(event: Event) -> str:
    """The valid date, as well as it is known, with its place within the day."""
    order = f" ({event.order:+d})" if event.order else ""
    if event.precisie in (None, "dag"):
        return f"{event.datum}{order}"
    return f"{event.datum}{order} ~{event.precisie}"


# -- the timeline -----------------------------------------------------------------------------


def timeline_text(lines: Sequence[Line], lang: Lang) -> list[str]:
    """The timeline by valid date; under each event what was done to it later."""
    rows: list[list[str]] = []
    for line in lines:
        rows.append(_line(line, lang))
        rows += [[f"            {visible(text)}"] for text in _remarks(line, lang)]
    heading = (
        ["Datum", "Gebeurtenis", "Inhoud", "Vastgelegd", "Door", "Id"]
        if lang == "nl"
        else ["Date", "Event", "Content", "Recorded", "By", "Id"]
    )
    return laid_out(heading, rows, [False] * len(heading))


def _line(line: Line, lang: Lang) -> list[str]:
    entry = line.entry
    texts = (
        day_in_words(entry.event),
        line.name if line.stands else f"✗ {line.name}",
        in_words(entry.event, lang),
        entry.recorded_at[:10],
        line.recorded_by or "-",
        entry.event_id[:SHORT],
    )
    return [visible(text) for text in texts]


def _remarks(line: Line, lang: Lang) -> Iterator[str]:
    for amendment in line.amendments:
        yield _amendment(amendment, lang)
    if line.stands and not line.fits:
        yield (
            "↳ past niet in de tijdlijn en verandert niets"
            if lang == "nl"
            else "↳ does not fit the timeline and changes nothing"
        )


def _amendment(amendment: Amendment, lang: Lang) -> str:
    entry = amendment.entry
    nl = lang == "nl"
    if amendment.retracts:
        done = "ingetrokken" if nl else "retracted"
    else:
        was = f"{day_in_words(amendment.was)} {in_words(amendment.was, lang)}".strip()
        done = f"{'verbeterd, was' if nl else 'corrected, was'} {was}"
    by = entry.event.recorded_by or "-"
    reden = cb.REDEN_CORRECTIE.label(amendment.reden)[lang]
    when = entry.recorded_at[:10] or ("nu" if nl else "now")
    return f"↳ {done} ({when}, {by}: {reden}, {entry.event_id[:SHORT]})"


# -- the whole --------------------------------------------------------------------------------


def dossier_answer(found: Dossier, head: Head, lang: Lang) -> Answer:
    """One participant in any format; rows are the timeline."""

    def rows() -> Iterator[Sequence[Any]]:
        yield LINE_COLUMNS
        for line in found.lines:
            data = _line_data(line)
            cells = [data[name] for name in LINE_COLUMNS]
            yield [*cells[:2], json.dumps(cells[2]), *cells[3:-1], len(cells[-1])]

    return Answer(
        head.line(lang),
        lambda: dossier_data(found, head),
        rows,
        lambda: dossier_text(found, head, lang),
        lambda: dossier_sheets(found, head.peildatum, lang),
        lang=lang,
    )


def dossier_data(found: Dossier, head: Head) -> dict[str, Any]:
    """One participant as JSON holds it."""
    row = None if found.row is None else dict(zip(COLUMNS, found.row, strict=True))
    return {
        **head.data(),
        "deelnemernummer": found.number,
        "status": row and row["status"],
        "status_sinds": row and row["status_sinds"],
        "status_door": row and row["status_door"],
        "row": row,
        "startbanen": [
            {
                "startbaan": baan.key,
                "start": baan.start,
                "end": baan.end,
                "terms": baan.terms,
            }
            for baan in found.state.startbanen
        ],
        "spells": [
            {
                "status": spell.status,
                "start": spell.start,
                "end": spell.end,
                "days": spell.days(head.peildatum),
                "door": spell.door,
            }
            for spell in found.spells
        ],
        "timeline": [_line_data(line) for line in found.lines],
    }


def _line_data(line: Line) -> dict[str, Any]:
    entry = line.entry
    return {
        "event_id": entry.event_id,
        "position": entry.position,
        "event": line.name,
        "datum": entry.event.datum.isoformat(),
        "data": wire(entry.event),
        "stands": line.stands,
        "fits": line.fits,
        "recorded_at": entry.recorded_at,
        "recorded_by": line.recorded_by,
        "amended": [
            {
                "event_id": a.entry.event_id,
                "event": "retracted" if a.retracts else "corrected",
                "recorded_at": a.entry.recorded_at,
                "recorded_by": a.entry.event.recorded_by,
                "reden": a.reden,
                "was": wire(a.was),
            }
            for a in line.amendments
        ],
    }


def dossier_text(found: Dossier, head: Head, lang: Lang) -> str:
    """One participant for people: status and since when, terms, spells, timeline."""
    blocks = [
        [visible(head.line(lang))],
        list(_now(found, head.peildatum, lang)),
        list(_banen(found, lang)),
        _spells(found, head.peildatum, lang),
        timeline_text(found.lines, lang),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _now(found: Dossier, peildatum: date, lang: Lang) -> Iterator[str]:
    nl = lang == "nl"
    if found.row is None:
        none = "nog geen intake op de peildatum" if nl else "no intake yet on the peildatum"
        yield f"{visible(found.number)}: {none}"
        return
    row = dict(zip(COLUMNS, found.row, strict=True))
    days = (peildatum - found.spells[-1].start).days
    since = f"sinds {row['status_sinds']}" if nl else f"since {row['status_sinds']}"
    length = f"{days} {'dagen' if nl else 'days'}"
    status = cb.STATUS.label(str(row["status"]))[lang]
    yield visible(f"{found.number} ({row['proef']}): {status}")
    yield f"{since} ({length}), {'door' if nl else 'by'} {row['status_door']}"


def _banen(found: Dossier, lang: Lang) -> Iterator[str]:
    from journey.events import Placed

    fields = fields_of(Placed)
    for baan in found.state.startbanen:
        if baan.open:
            parts = []
            for name, value in baan.terms.items():
                kind = fields[name].kind
                shown = kind.codes.label(value)[lang] if isinstance(kind, Choice) else str(value)
                parts.append(f"{fields[name].label[lang]}: {shown}")
            since = "sinds" if lang == "nl" else "since"
            yield visible(f"Startbaan {baan.key} {since} {baan.start}; {'; '.join(parts)}")


def _spells(found: Dossier, peildatum: date, lang: Lang) -> list[str]:
    heading = (
        ["Periode", "tot", "Dagen", "Status"] if lang == "nl" else ["From", "to", "Days", "Status"]
    )
    rows = [
        [
            str(spell.start),
            str(spell.end or "…"),
            str(spell.days(peildatum)),
            cb.STATUS.label(spell.status)[lang],
        ]
        for spell in found.spells
    ]
    return laid_out(heading, rows, [False, False, True, False]) if rows else []


def dossier_sheets(found: Dossier, peildatum: date, lang: Lang) -> list[Sheet]:
    """The spells and the timeline of one participant."""
    nl = lang == "nl"
    words = ("Van", "Tot", "Dagen", "Status") if nl else ("From", "To", "Days", "Status")
    kinds: tuple[Kind, ...] = ("date", "date", "whole", "text")
    periods = Sheet(
        "Perioden" if nl else "Spells",
        f"{found.number}: {'perioden' if nl else 'spells'}",
        [Column(word, kind) for word, kind in zip(words, kinds, strict=True)],
        [
            SheetLine((s.start, s.end, s.days(peildatum), cb.STATUS.label(s.status)[lang]))
            for s in found.spells
        ],
    )
    told = (
        ("Datum", "Gebeurtenis", "Inhoud", "Geldt", "Vastgelegd", "Door", "Id")
        if nl
        else ("Date", "Event", "Content", "Stands", "Recorded", "By", "Id")
    )
    timeline = Sheet(
        "Tijdlijn" if nl else "Timeline",
        f"{found.number}: {'tijdlijn' if nl else 'timeline'}",
        [Column(word) for word in told],
        [
            SheetLine(
                (
                    day_in_words(line.entry.event),
                    line.name,
                    in_words(line.entry.event, lang),
                    cb.JA_NEE.label(cb.JA if line.stands else cb.NEE)[lang],
                    line.entry.recorded_at,
                    line.recorded_by,
                    line.entry.event_id,
                )
            )
            for line in found.lines
        ],
    )
    return [periods, timeline]
