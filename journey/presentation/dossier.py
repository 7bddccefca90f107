"""One participant as people and programs read it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from textwrap import wrap
from typing import Any, Final

import msgspec

from journey import codebook as cb
from journey.aggregates.state import Entry
from journey.codebook import Lang
from journey.events import COMMON, Characteristics, Event, Placed, fields_of
from journey.fields import Choice, Field, Several
from journey.peildatum import day_of_recording
from journey.personal import NOTHING, Personal
from journey.presentation.answer import Head
from journey.presentation.formats import Answer
from journey.presentation.layout import laid_out
from journey.presentation.sheet import Column, Kind, Sheet
from journey.presentation.sheet import Line as SheetLine
from journey.presentation.text import DAGEN, so_many, visible
from journey.projections.dossier import Amendment, Dossier, Line
from journey.projections.snapshot import as_text, named
from journey.store.codec import wire

SHORT: Final = 8
"""So much of an event's id is shown to people."""
WIDTH: Final = 100
"""No line of text is longer than this, on a screen that is wider too."""
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


def in_words(event: Event, lang: Lang) -> str:
    """The content of an event for people: labels, not codes."""
    return _values_in_words(type(event), content(event), lang)


def _values_in_words(cls: type[Event], values: Mapping[str, Any], lang: Lang) -> str:
    fields = fields_of(cls)
    return "; ".join(
        f"{fields[name].label[lang]}: {_value_in_words(fields[name], value, lang)}"
        for name, value in values.items()
    )


def _value_in_words(field: Field, value: Any, lang: Lang) -> str:
    if isinstance(field.kind, Choice | Several):
        codes = value if isinstance(value, list | tuple) else [value]
        return ", ".join(field.kind.codes.label(code)[lang] for code in codes)
    if isinstance(value, bool):
        return cb.JA_NEE.label("ja" if value else "nee")[lang]
    if isinstance(value, float) and lang == "nl":
        return str(value).replace(".", ",")
    return cb.OUTSIDE[value][lang] if value == cb.ONBEKEND else as_text(value)


def day_in_words(event: Event) -> str:
    """The valid date, as well as it is known, with its place within the day."""
    order = f" ({event.order:+d})" if event.order else ""
    if event.precisie in (None, "dag"):
        return f"{event.datum}{order}"
    return f"{event.datum}{order} ~{event.precisie}"


# -- the timeline -----------------------------------------------------------------------------


Notes = Mapping[str, Personal]
"""Personal fields by event id, where they were asked for."""

NO_NOTES: Final[Notes] = {}


def timeline_text(
    lines: Sequence[Line],
    lang: Lang,
    about: str | None = None,
    notes: Notes = NO_NOTES,
    width: int | None = None,
) -> list[str]:
    """The timeline by valid date; under each event its content, and what was done to it later.

    ``about``: the id of the one event of which content and changes are wanted, if not of all.
    ``width``: of the screen.
    """
    rows: list[list[str]] = []
    for line in lines:
        rows.append(_line(line))
        if about in (None, line.entry.event_id):
            below = [_said(line, lang, notes), *_remarks(line, lang, notes)]
            rows += [[text] for part in below for text in _indented(part, width)]
    heading = (
        ["Datum", "Gebeurtenis", "Vastgelegd", "Door", "Id"]
        if lang == "nl"
        else ["Date", "Event", "Recorded", "By", "Id"]
    )
    return laid_out(heading, rows, [False] * len(heading))


def _said(line: Line, lang: Lang, notes: Notes) -> str:
    """What an event says, and what is noted with it."""
    return _with_notes(line.entry, content(line.entry.event), lang, notes)


def _with_notes(entry: Entry, said: Mapping[str, Any], lang: Lang, notes: Notes) -> str:
    personal = notes.get(entry.event_id, NOTHING).values()
    return _values_in_words(type(entry.event), {**said, **personal}, lang)


def _line(line: Line) -> list[str]:
    entry = line.entry
    texts = (
        day_in_words(entry.event),
        line.name if line.stands else f"✗ {line.name}",
        _recorded_on(entry) or "-",
        line.recorded_by or "-",
        entry.event_id[:SHORT],
    )
    return [visible(text) for text in texts]


def _recorded_on(entry: Entry) -> str:
    """The day of recording in Amsterdam; empty for what is not recorded yet."""
    return day_of_recording(entry.recorded_at).isoformat() if entry.recorded_at else ""


def _indented(text: str, width: int | None) -> list[str]:
    indent = " " * 12
    return wrap(
        visible(text), _at_most(width), initial_indent=indent, subsequent_indent=f"{indent}  "
    )


def _remarks(line: Line, lang: Lang, notes: Notes) -> Iterator[str]:
    for amendment in line.amendments:
        yield _amendment(amendment, lang)
        if noted := _with_notes(amendment.entry, {}, lang, notes):
            yield f"  {noted}"
    if line.stands and not line.fits:
        yield (
            "↳ past niet in de tijdlijn en verandert niets"
            if lang == "nl"
            else "↳ does not fit the timeline and changes nothing"
        )


def _amendment(amendment: Amendment, lang: Lang) -> str:
    entry = amendment.entry
    nl = lang == "nl"
    when = _recorded_on(entry) or ("nu" if nl else "now")
    by = f"{'door' if nl else 'by'} {entry.event.recorded_by or '-'}"
    reden = cb.REDEN_CORRECTIE.label(amendment.reden)[lang]
    told = f"{when} {by} ({reden}, {entry.event_id[:SHORT]})"
    if amendment.retracts:
        return f"↳ {'ingetrokken' if nl else 'retracted'} {told}"
    was = _was(amendment, lang)
    return f"↳ {'verbeterd' if nl else 'corrected'} {told}{was and f'; was: {was}'}"


def _was(amendment: Amendment, lang: Lang) -> str:
    """What a correction changed, as it was before; ``-`` for a field that was not there."""
    return "; ".join(
        f"{field.label[lang]}: {_given_in_words(field, was, lang)}"
        for field, was, _ in _changed(amendment)
    )


def changed_in_words(amendment: Amendment, lang: Lang) -> str:
    """What a correction changed, before and since; ``-`` for a field that is not there."""
    return "; ".join(
        f"{field.label[lang]}: {_given_in_words(field, was, lang)} → "
        f"{_given_in_words(field, since, lang)}"
        for field, was, since in _changed(amendment)
    )


def _changed(amendment: Amendment) -> Iterator[tuple[Field, Any, Any]]:
    fields, was, since = fields_of(type(amendment.was)), wire(amendment.was), wire(amendment.since)
    for name, field in fields.items():
        if name != "recorded_by" and was.get(name) != since.get(name):
            yield field, was.get(name), since.get(name)


def _given_in_words(field: Field, value: Any, lang: Lang) -> str:
    return "-" if value is None else _value_in_words(field, value, lang)


# -- the whole --------------------------------------------------------------------------------


def dossier_answer(
    found: Dossier, head: Head, lang: Lang, notes: Notes, width: int | None = None
) -> Answer:
    """One participant in any format; rows are the timeline. ``width``: of the screen."""

    def rows() -> Iterator[Sequence[Any]]:
        yield LINE_COLUMNS
        for line in found.lines:
            data = _line_data(line, notes)
            cells = [data[name] for name in LINE_COLUMNS]
            yield [*cells[:2], json.dumps(cells[2]), *cells[3:-1], len(cells[-1])]

    return Answer(
        head.line(lang),
        lambda: dossier_data(found, head, notes),
        rows,
        lambda: dossier_text(found, head, lang, notes, width),
        lambda: dossier_sheets(found, head.peildatum, lang, notes),
        lang=lang,
    )


def dossier_data(found: Dossier, head: Head, notes: Notes) -> dict[str, Any]:
    """One participant as JSON holds it."""
    row = None if found.row is None else named(found.row)
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
        "timeline": [_line_data(line, notes) for line in found.lines],
    }


def _line_data(line: Line, notes: Notes) -> dict[str, Any]:
    entry = line.entry
    personal = notes.get(entry.event_id, NOTHING)
    return {
        "event_id": entry.event_id,
        "position": entry.position,
        "event": line.name,
        "datum": entry.event.datum.isoformat(),
        "data": {**wire(entry.event), **personal.values()},
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
                **notes.get(a.entry.event_id, NOTHING).values(),
            }
            for a in line.amendments
        ],
    }


def dossier_text(
    found: Dossier, head: Head, lang: Lang, notes: Notes, width: int | None = None
) -> str:
    """One participant for people: status and since when, terms, spells, timeline."""
    blocks = [
        [visible(head.line(lang))],
        list(_now(found, head.peildatum, lang)),
        list(_banen(found, lang, width)),
        list(_kenmerken(found, lang, width)),
        _spells(found, head.peildatum, lang, width),
        timeline_text(found.lines, lang, notes=notes, width=width),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _now(found: Dossier, peildatum: date, lang: Lang) -> Iterator[str]:
    nl = lang == "nl"
    if found.row is None:
        none = "nog geen intake op de peildatum" if nl else "no intake yet on the peildatum"
        yield f"{visible(found.number)}: {none}"
        return
    row = named(found.row)
    days = (peildatum - found.spells[-1].start).days
    since = f"sinds {row['status_sinds']}" if nl else f"since {row['status_sinds']}"
    length = so_many(days, DAGEN, lang)
    status = cb.STATUS.label(str(row["status"]))[lang]
    yield visible(f"{found.number} ({row['proef']}): {status}")
    yield f"{since} ({length}), {'door' if nl else 'by'} {row['status_door']}"


def _banen(found: Dossier, lang: Lang, width: int | None) -> Iterator[str]:
    """The startbanen that are open, with their present terms."""
    since = "sinds" if lang == "nl" else "since"
    for baan in found.state.startbanen:
        if baan.open:
            terms = _values_in_words(Placed, baan.terms, lang)
            yield from _wrapped(f"Startbaan {baan.key} {since} {baan.start}. {terms}", width)


def _kenmerken(found: Dossier, lang: Lang, width: int | None) -> Iterator[str]:
    """The characteristics that are known, as they are now."""
    known = {n: v for n, v in found.state.known.items() if v != cb.ONBEKEND}
    if known:
        heading = "Kenmerken" if lang == "nl" else "Characteristics"
        values = _values_in_words(Characteristics, known, lang)
        yield from _wrapped(f"{heading}. {values}", width)


def _at_most(width: int | None) -> int:
    return min(width or WIDTH, WIDTH)


def _wrapped(text: str, width: int | None) -> list[str]:
    return wrap(visible(text).rstrip(" ."), _at_most(width), subsequent_indent="  ")


def _spells(found: Dossier, peildatum: date, lang: Lang, width: int | None) -> list[str]:
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
    return laid_out(heading, rows, [False, False, True, False], width) if rows else []


def dossier_sheets(found: Dossier, peildatum: date, lang: Lang, notes: Notes) -> list[Sheet]:
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
                    _said(line, lang, notes),
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
