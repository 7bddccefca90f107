"""Late entry, and how a peildatum moved, as an answer in any format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from journey import codebook as cb
from journey.codebook import Label, Lang
from journey.presentation.answer import Head
from journey.presentation.formats import Answer
from journey.presentation.plain import sheets_answer
from journey.presentation.sheet import Column, Kind, Line, Sheet, section
from journey.presentation.sheets import SHORT as SHORT_STATUS
from journey.projections.lag import ALL, WITHIN, Lag, Moved
from journey.projections.tables import COLUMN_LABELS, percentage

_BY: Final[Mapping[str, Label]] = {
    "alle": Label("Alles", "Everything"),
    "proef": Label("Per proef", "By proef"),
    "event": Label("Per gebeurtenis", "By event"),
    "month": Label("Per maand van de gebeurtenis", "By month of the event"),
}
_NUMBERS: Final = ("n", "inexact", "p50", "p75", "p90", "longest")
_WITHIN: Final = tuple(f"within_{days}" for days in WITHIN)
LAG_KINDS: Final[Mapping[str, Kind]] = dict.fromkeys((*_NUMBERS, *_WITHIN, "followed"), "whole")


def lag_answer(head: Head, lags: Sequence[Lag], moves: Sequence[Moved], lang: Lang) -> Answer:
    """How late entries come, and how the stand of the peildatum moved afterwards."""

    def data() -> dict[str, Any]:
        return {
            **head.data(),
            "lags": [_lag_data(lag) for lag in lags],
            "moved": [_moved_data(m) for m in moves],
        }

    def rows() -> Iterator[Sequence[Any]]:
        yield ("by", "group", *_NUMBERS, *_WITHIN, "followed")
        for lag in lags:
            numbers = [getattr(lag, name) for name in _NUMBERS]
            yield (lag.by, lag.group, *numbers, *lag.within.values(), lag.followed)

    def sheets() -> list[Sheet]:
        found = [_lag_sheet(lags, lang)]
        return [*found, _moved_sheet(moves, lang)] if moves else found

    return sheets_answer(head.line(lang), data, rows, sheets, lang, kinds=LAG_KINDS)


def _lag_data(lag: Lag) -> dict[str, Any]:
    return {
        "by": lag.by,
        "group": lag.group,
        **{name: getattr(lag, name) for name in _NUMBERS},
        "within": {str(days): n for days, n in lag.within.items()},
        "followed": lag.followed,
    }


def _moved_data(moved: Moved) -> dict[str, Any]:
    return {
        "days": moved.days,
        "stand": moved.stand,
        "other_than_on_the_day": moved.since,
        "other_than_now": moved.until_now,
    }


def _lag_sheet(lags: Sequence[Lag], lang: Lang) -> Sheet:
    nl = lang == "nl"
    columns = [
        Column("Groep" if nl else "Group"),
        Column("n", "whole"),
        *(Column(name, "whole") for name in ("p50", "p75", "p90")),
        Column("langst" if nl else "longest", "whole"),
        *(Column(f"≤ {days}", "percent") for days in WITHIN),
        Column("gevolgd" if nl else "followed", "whole"),
        Column("datum niet exact" if nl else "date not exact", "whole"),
    ]
    lines: list[Line] = []
    for by, label in _BY.items():
        lines.append(section(label[lang], columns))
        lines += [Line(list(_lag_cells(lag, lang))) for lag in lags if lag.by == by]
    title = (
        "Dagen van gebeurtenis tot vastlegging"
        if nl
        else "Days from an event until it was recorded"
    )
    return Sheet("Vertraging" if nl else "Lag", title, columns, lines)


def group_label(group: str, lang: Lang) -> str:
    """The code of a group; everyone in words."""
    return COLUMN_LABELS[ALL][lang] if group == ALL else group


def _lag_cells(lag: Lag, lang: Lang) -> Iterator[Any]:
    yield from (group_label(lag.group, lang), lag.n, lag.p50, lag.p75, lag.p90, lag.longest)
    for n in lag.within.values():
        yield None if n is None else percentage(n, lag.n)
    yield from (lag.followed, lag.inexact)


def _moved_sheet(moves: Sequence[Moved], lang: Lang) -> Sheet:
    nl = lang == "nl"
    columns = [
        Column("Zoals bekend" if nl else "As known"),
        *(Column(SHORT_STATUS[status][lang], "whole") for status in cb.STATUS),
        Column("anders dan op de dag" if nl else "other than on the day", "whole"),
        Column("anders dan nu" if nl else "other than now", "whole"),
    ]
    title = "Hoe de stand van de peildatum bewoog" if nl else "How the peildatum's stand moved"
    name = "Bewogen" if nl else "Moved"
    return Sheet(name, title, columns, [_moved_line(moved, lang) for moved in moves])


def _moved_line(moved: Moved, lang: Lang) -> Line:
    nl = lang == "nl"
    if moved.days is None:
        when = "nu" if nl else "now"
    elif moved.days == 0:
        when = "op de dag" if nl else "on the day"
    else:
        when = f"{moved.days} dagen erna" if nl else f"{moved.days} days later"
    if moved.stand is None:
        when += " (nog niet om)" if nl else " (not over yet)"
    stand = [moved.stand and moved.stand[status] for status in cb.STATUS]
    return Line([when, *stand, moved.since, moved.until_now])
