"""The list of participants, in any format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from journey import codebook as cb
from journey.codebook import Lang
from journey.presentation.answer import Head
from journey.presentation.formats import Answer
from journey.presentation.layout import laid_out
from journey.presentation.sheets import LIST_KINDS
from journey.presentation.text import DEELNEMERS, so_many, visible, whole
from journey.projections.register import Registered
from journey.projections.snapshot import COLUMN

LIST_COLUMNS: Final = (
    "deelnemernummer",
    "proef",
    "status",
    "status_sinds",
    "laatste_gebeurtenis",
    "dagen_stil",
)


def register_answer(
    found: Sequence[Registered], head: Head, lang: Lang, width: int | None = None
) -> Answer:
    """Participants with status, since when, proef, and days since the last event. ``width``: of
    the screen."""

    def rows() -> Iterator[Sequence[Any]]:
        yield LIST_COLUMNS
        yield from map(_row, found)

    def data() -> dict[str, Any]:
        return {
            **head.data(),
            "rows": [dict(zip(LIST_COLUMNS, _row(one), strict=True)) for one in found],
        }

    return Answer(
        head.line(lang),
        data,
        rows,
        lambda: _text(found, head, lang, width),
        kinds=lambda: LIST_KINDS,
        lang=lang,
    )


def _row(one: Registered) -> tuple[Any, ...]:
    values = [one.row[COLUMN[name]] for name in LIST_COLUMNS[:4]]
    return (*values, one.newest.isoformat(), one.quiet)


def _text(found: Sequence[Registered], head: Head, lang: Lang, width: int | None) -> str:
    heading = (
        ["Deelnemer", "Proef", "Sinds", "Laatste", "Dagen stil", "Status"]
        if lang == "nl"
        else ["Participant", "Proef", "Since", "Newest", "Days quiet", "Status"]
    )
    rows = []
    for one in found:
        number, proef, status, since, newest, quiet = _row(one)
        label = cb.STATUS.label(status)[lang]
        rows.append([visible(number), visible(proef), since, newest, whole(quiet, lang), label])
    lines = laid_out(heading, rows, [False, False, False, False, True, False], width)
    count = so_many(len(found), DEELNEMERS, lang)
    return "\n".join([visible(head.line(lang)), "", *lines, "", count, ""])
