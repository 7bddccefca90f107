"""The check of a log as an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from journey.codebook import Lang
from journey.presentation.formats import Answer
from journey.presentation.layout import laid_out
from journey.presentation.text import GEBEURTENISSEN, PROBLEMEN, so_many, visible, whole
from journey.proof.verify import Compared, Report


def report_answer(report: Report, lang: Lang) -> Answer:
    """What the check of a log found."""
    line = _line(report, lang)
    return Answer(
        line,
        report.data,
        lambda: _rows(report),
        lambda: _text(report, line, lang),
        kinds=lambda: {"position": "whole"},
        lang=lang,
    )


def _line(report: Report, lang: Lang) -> str:
    events = so_many(report.events, GEBEURTENISSEN, lang)
    problems = so_many(report.count, PROBLEMEN, lang)
    if lang == "nl":
        found = "in orde" if report.ok else f"niet in orde: {problems}"
        return f"{events} · wortel {report.root.hex()} · {found}"
    found = "as it should be" if report.ok else f"not as it should be: {problems}"
    return f"{events} · root {report.root.hex()} · {found}"


def _rows(report: Report) -> Iterator[Sequence[Any]]:
    yield "position", "problem"
    for position, text in report.problems:
        yield position or None, text


def _text(report: Report, line: str, lang: Lang) -> str:
    lines = [line, *(_compared(one, report.source, lang) for one in report.compared)]
    if report.problems:
        heading = ("positie", "probleem") if lang == "nl" else ("position", "problem")
        rows = [[str(position or ""), visible(text)] for position, text in report.problems]
        lines += ["", *laid_out(heading, rows, (True, False))]
    if report.count > len(report.problems):
        rest = whole(report.count - len(report.problems), lang)
        lines += [f"en nog {rest}" if lang == "nl" else f"and {rest} more"]
    return "\n".join([*lines, ""])


def _compared(one: Compared, source: str | None, lang: Lang) -> str:
    sealed = one.held.sealed.checkpoint
    size = so_many(sealed.size, GEBEURTENISSEN, lang)
    if lang == "nl":
        found = "klopt" if one.consistent else "KLOPT NIET"
        what = f"controlepunt {one.held.name}: {size} op {sealed.sealed_at}: {found}"
    else:
        found = "consistent" if one.consistent else "NOT CONSISTENT"
        what = f"checkpoint {one.held.name}: {size} at {sealed.sealed_at}: {found}"
    if source not in (None, sealed.origin):
        origin, but = ("oorsprong", "niet") if lang == "nl" else ("origin", "not")
        what += f"; {origin} {sealed.origin}, {but} {source}"
    return visible(f"{what}; {_signed(one, lang)}")


def _signed(one: Compared, lang: Lang) -> str:
    dutch = lang == "nl"
    if not one.asked:
        return (
            "handtekeningen niet gecontroleerd: daarvoor is --public-key"
            if dutch
            else "signatures not checked: give --public-key"
        )
    if not one.vouched:
        return "geen geldige handtekening" if dutch else "no valid signature"
    seen = "gezien" if dutch else "seen"
    names = [
        f"{by.name} ({seen} {by.cosigned_at})" if by.cosigned_at else by.name for by in one.vouched
    ]
    return f"{'ondertekend door' if dutch else 'signed by'} {', '.join(names)}"
