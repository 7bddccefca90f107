"""Who a participant is, for people."""

from __future__ import annotations

from journey.aggregates.state import Entry
from journey.codebook import Lang
from journey.events import fields_of
from journey.personal import Personal
from journey.presentation.layout import laid_out
from journey.presentation.text import visible


def identity_text(entry: Entry, personal: Personal, lang: Lang) -> str:
    """The personal fields of an event, one a line in the order of the catalogue."""
    fields, values = fields_of(type(entry.event)), personal.values()
    rows = [
        [field.label[lang], visible(str(values[name]))]
        for name, field in fields.items()
        if name in values
    ]
    heading = [visible(entry.subject), str(entry.event.datum)]
    return "\n".join(laid_out(heading, rows, [False, False])) + "\n"
