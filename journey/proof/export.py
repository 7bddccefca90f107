"""A log out of an export, where there is no database: what that file would make, row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from journey import catalogue
from journey.aggregates.identity import participant_id
from journey.application import Faulty, Proposal
from journey.events import CATALOGUE, TYPE_VERSION
from journey.proof.rows import Row, Unreadable
from journey.store.codec import encode


class ExportedLog:
    """The events that a file proposes, as rows: a position is a line, versions are counted.

    ``histories`` holds what ``rows`` has given so far. ``leaf`` is not in a file.
    """

    def __init__(self, lines: Iterable[Proposal | Faulty]) -> None:
        self._lines = lines
        self._histories: dict[str, list[Row]] = defaultdict(list)

    def rows(self) -> Iterator[Row | Unreadable]:
        """Every line as a row, or as what is wrong with it."""
        for line in self._lines:
            row = _unreadable(line) if isinstance(line, Faulty) else self._row(line)
            if not isinstance(row, Unreadable):
                self._histories[row[2]].append(row)
            yield row

    def histories(self) -> Iterable[list[Row]]:
        """The rows of one participant after the other."""
        return self._histories.values()

    def _row(self, proposal: Proposal) -> Row | Unreadable:
        try:
            data = _written(proposal)
        except UnicodeEncodeError:
            return Unreadable(proposal.line, "data holds a character that no text can hold")
        pid = participant_id(proposal.subject)
        version = len(self._histories.get(pid, ())) + 1
        given = proposal.data.get("datum"), proposal.time or "", proposal.data.get("recorded_by")
        return (
            *(proposal.line, proposal.event_id, pid, proposal.subject, version),
            *(proposal.name, TYPE_VERSION, *given, data, proposal.sealed, None),
        )


def _unreadable(faulty: Faulty) -> Unreadable:
    return Unreadable(faulty.line, f"the line {faulty.text}")


def _written(proposal: Proposal) -> str:
    """The data as the log would keep it, as far as it can."""
    cls = CATALOGUE[proposal.name]
    if catalogue.field_problems(cls, proposal.data):
        return encode(proposal.data)
    return encode(catalogue.clean(cls, proposal.data))
