"""The log read once: each participant's standing events, as known at a moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from journey.aggregates.identity import participant_id
from journey.aggregates.state import Entry
from journey.aggregates.timeline import standing
from journey.errors import NotFound, StoreDamaged
from journey.peildatum import KnownAt, day_of_recording, moment_text
from journey.store import LogReader
from journey.store.codec import decode


class Ledger:
    """What the log held at ``known_at`` (None: everything so far).

    ``position`` is that of the newest event known then; 0 where there is none.
    """

    def __init__(self, log: LogReader, known_at: KnownAt | None = None) -> None:
        self._log = log
        self.known_at = known_at
        self.position = position_of(log, known_at)

    def position_on(self, day: date) -> int:
        """The position of the newest event that was known at the end of a day; never one that
        this ledger does not hold."""
        return min(self.position, position_of(self._log, KnownAt.on(day)))

    @property
    def last_day(self) -> date | None:
        """The last day that it knows about: that of known-at, else that of the newest recording;
        None where nothing is known."""
        if self.known_at is not None and self.known_at.moment is not None:
            return day_of_recording(moment_text(self.known_at.moment))
        newest = next(self._log.records(self.position - 1, self.position), None)
        return newest and day_of_recording(newest.recorded_at)

    def timelines(self) -> Iterator[list[Entry]]:
        """The standing timeline of one participant after the other, in no promised order."""
        return map(standing, self.histories())

    def histories(self) -> Iterator[list[Entry]]:
        """Every event known of one participant after the other, in the order of the log; the
        participants come in no promised order."""
        for rows in self._log.participants(self.position):
            yield list(map(entry_of, rows))

    def touched_since(self, position: int) -> Iterator[list[Entry]]:
        """Everyone with an event after ``position``: every event known, in the order of the log.

        Only the log's tail is read to find them, and then their own events.
        """
        tail = self._log.records(after=position, upto=self.position)
        for number in {record.participant_id: record.subject for record in tail}.values():
            yield self.entries(number)

    def entries(self, number: str) -> list[Entry]:
        """Every event of one participant in the order of the log; empty where there is none."""
        rows = self._log.participant(participant_id(number), self.position)
        return [
            _entry(r.position, r.event_id, r.subject, r.recorded_at, r.type, r.type_version, r.data)
            for r in rows
        ]

    def known(self, number: str) -> list[Entry]:
        """As :meth:`entries`; raises :class:`NotFound` where there is none."""
        entries = self.entries(number)
        if not entries:
            raise NotFound(
                f"the log holds no participant {number}; `journey list` shows who it holds"
            )
        return entries


def entry_of(row: Sequence[Any]) -> Entry:
    """An entry of a lean row of the log."""
    _, position, event_id, subject, name, version, data, recorded_at = row
    return _entry(position, event_id, subject, recorded_at, name, version, data)


def _entry(
    position: int,
    event_id: str,
    subject: str,
    recorded_at: str,
    name: str,
    version: int,
    data: str,
) -> Entry:
    try:
        return Entry(position, event_id, subject, recorded_at, decode(name, version, data))
    except StoreDamaged as error:
        raise StoreDamaged(
            f"position {position}: {error}\n`journey verify` lists everything that is wrong"
        ) from error


def position_of(log: LogReader, known_at: KnownAt | None = None) -> int:
    """The position of the newest event that was known; 0 where there is none."""
    newest = log.newest()
    if newest is None:
        return 0
    if known_at is None:
        return newest[0]
    if known_at.position is not None:
        return min(known_at.position, newest[0])
    assert known_at.moment is not None
    return log.position_at(moment_text(known_at.moment))
