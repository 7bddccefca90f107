"""What a delivery of the registration form changes, and what was found in it, in any format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from journey.codebook import Label, Lang
from journey.interchange.form.deliver import Change
from journey.interchange.form.layout import TITLES
from journey.interchange.form.model import Finding
from journey.presentation.answer import Head
from journey.presentation.formats import Answer
from journey.presentation.plain import sheets_answer
from journey.presentation.sheet import Column, Line, Sheet

_WHAT: Final = {
    "new": Label("nieuw", "new"),
    "corrected": Label("verbeterd", "corrected"),
    "kept": Label("blijft staan", "kept"),
}


def delivery_answer(
    head: Head, changes: Sequence[Change], findings: Sequence[Finding], lang: Lang
) -> Answer:
    """The changes of each participant, and the findings."""

    def data() -> dict[str, Any]:
        return {
            **head.data(),
            "changes": [change._asdict() for change in changes],
            "findings": list(findings),
        }

    def rows() -> Iterator[Sequence[Any]]:
        yield Change._fields
        yield from changes

    return sheets_answer(head.line(lang), data, rows, lambda: [_sheet(changes, lang)], lang)


def _sheet(changes: Sequence[Change], lang: Lang) -> Sheet:
    nl = lang == "nl"
    columns = [
        Column("Deelnemer" if nl else "Participant"),
        Column("Wat" if nl else "What"),
        Column("Gebeurtenis" if nl else "Event"),
        Column("Datum" if nl else "Date", "date"),
        Column("Tab"),
        Column("Rij" if nl else "Row", "whole"),
        Column("Inhoud" if nl else "Content"),
    ]
    lines: list[Line] = []
    for _, group in groupby(changes, key=lambda change: change.deelnemernummer):
        lines += _lines(list(group), lang)
    title = "Wat deze levering verandert" if nl else "What this delivery changes"
    if not lines:
        title = "Het log zegt hetzelfde al: niets te doen" if nl else "The log says so: nothing new"
    return Sheet("Wijzigingen" if nl else "Changes", title, columns, lines)


def _lines(changes: Sequence[Change], lang: Lang) -> Iterator[Line]:
    """The changes of one participant; one line says all of somebody who is new."""
    first = next((c for c in changes if c.what == "new" and c.event == "intake"), None)
    if first is None:
        yield from (_line(change, change.said, lang) for change in changes)
        return
    number = len(changes)
    said = f"gebeurtenissen: {number}" if lang == "nl" else f"events: {number}"
    yield _line(first, said, lang)


def _line(change: Change, said: str, lang: Lang) -> Line:
    datum = change.datum and change.datum.isoformat()
    number, what = change.deelnemernummer, _WHAT[change.what][lang]
    tab = change.tab and TITLES[change.tab]
    return Line([number, what, change.event, datum, tab, change.row, said])
