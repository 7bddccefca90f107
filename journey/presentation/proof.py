"""The check of a log as an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from journey.codebook import Lang
from journey.presentation.formats import Answer
from journey.presentation.layout import laid_out
from journey.presentation.text import visible, whole
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
    events, count = whole(report.events, lang), whole(report.count, lang)
    one = report.count == 1
    if lang == "nl":
        problems = "1 probleem" if one else f"{count} problemen"
        found = "in orde" if report.ok else f"niet in orde: {problems}"
        return f"{events} gebeurtenissen · wortel {report.root.hex()} · {found}"
    problems = "1 problem" if one else f"{count} problems"
    found = "as it should be" if report.ok else f"not as it should be: {problems}"
    return f"{events} events · root {report.root.hex()} · {found}"


def _rows(report: Report) -> Iterator[Sequence[Any]]:
    yield "position", "problem"
    for position, text in report.problems:
        yield position or None, text


def _text(report: Report, line: str, lang: Lang) -> str:
    lines = [line, *(_compared(one, lang) for one in report.compared)]
    if report.problems:
        heading = ("positie", "probleem") if lang == "nl" else ("position", "problem")
        rows = [[str(position or ""), visible(text)] for position, text in report.problems]
        lines += ["", *laid_out(heading, rows, (True, False))]
    if report.count > len(report.problems):
        rest = whole(report.count - len(report.problems), lang)
        lines += [f"en nog {rest}" if lang == "nl" else f"and {rest} more"]
    return "\n".join([*lines, ""])


def _compared(one: Compared, lang: Lang) -> str:
    sealed = one.held.sealed.checkpoint
    size = whole(sealed.size, lang)
    if lang == "nl":
        found = "klopt" if one.consistent else "KLOPT NIET"
        what = f"controlepunt {one.held.name}: {size} gebeurtenissen op {sealed.sealed_at}: {found}"
    else:
        found = "consistent" if one.consistent else "NOT CONSISTENT"
        what = f"checkpoint {one.held.name}: {size} events at {sealed.sealed_at}: {found}"
    return visible(f"{what}; {_signed(one, lang)}")


def _signed(one: Compared, lang: Lang) -> str:
    dutch = lang == "nl"
    if not one.vouched:
        return (
            "handtekeningen niet gecontroleerd of niet geldig"
            if dutch
            else "no signature checked, or none valid"
        )
    seen = "gezien" if dutch else "seen"
    names = [
        f"{by.name} ({seen} {by.cosigned_at})" if by.cosigned_at else by.name for by in one.vouched
    ]
    return f"{'ondertekend door' if dutch else 'signed by'} {', '.join(names)}"
