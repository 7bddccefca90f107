"""Each figure as an answer in any format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from journey.codebook import Label, Lang
from journey.ledger import Ledger
from journey.presentation.answer import Head
from journey.presentation.data import TABLE_COLUMNS, snapshot_data, table_rows, tables_data
from journey.presentation.formats import Answer
from journey.presentation.sheets import snapshot_kinds, tables_sheets
from journey.projections.snapshot import COLUMNS, Where, snapshot
from journey.projections.tables import OF_STARTBANEN, Unit, tables


def snapshot_answer(ledger: Ledger, peildatum: date, where: Where, lang: Lang) -> Answer:
    """The snapshot of a peildatum."""
    head = Head.of(ledger, peildatum, where.asked)
    people = snapshot(ledger, peildatum, where)

    def rows() -> Iterator[Sequence[Any]]:
        yield COLUMNS
        for person in people:
            yield person.row

    def shown() -> str:
        from journey.presentation.console import snapshot_text

        return snapshot_text(head.line(lang), people, lang)

    def data() -> Mapping[str, Any]:
        return snapshot_data(head, people)

    return Answer(head.line(lang), data, rows, shown, kinds=snapshot_kinds, lang=lang)


def tables_answer(
    ledger: Ledger,
    peildatum: date,
    where: Where,
    numbers: Iterable[int],
    unit: Unit,
    lang: Lang,
) -> Answer:
    """Tables of a peildatum."""
    head = Head.of(ledger, peildatum, where.asked)
    counted = tables(snapshot(ledger, peildatum, where), numbers, unit)
    every = unit == "startbanen" and any(table.number in OF_STARTBANEN for table in counted)
    line = head.line(lang, *([_EVERY_STARTBAAN] if every else []))

    def rows() -> Iterator[Sequence[Any]]:
        yield TABLE_COLUMNS
        yield from table_rows(counted)

    def shown() -> str:
        from journey.presentation.console import tables_text

        return tables_text(line, counted, lang)

    def data() -> Mapping[str, Any]:
        return tables_data(head, unit, counted)

    return Answer(line, data, rows, shown, lambda: tables_sheets(counted, lang), lang=lang)


_EVERY_STARTBAAN: Final = Label("elke startbaan", "every startbaan")
"""What tables 6 and 7 count, where that is not the newest startbaan of each participant."""
