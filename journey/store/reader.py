"""Reading the log, by participant or in the order in which it was recorded."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TypeAlias, cast

from journey.errors import StoreDamaged
from journey.fields import shown
from journey.store import statements
from journey.store.records import LeanRow, Publication, Record
from journey.store.session import Row, Source

NO_BOUND = 2**63 - 1
LARGEST_VERSION = 2**31 - 1
CHUNK = 1000

Watch: TypeAlias = Callable[[int | None], AbstractContextManager[Callable[[int], None]]]
"""Watches a long answer being read: how many rows it can have (None: not known) makes what is then
told of each batch how many rows came."""


def unwatched(most: int | None) -> AbstractContextManager[Callable[[int], None]]:
    """Nobody looks on."""
    return nullcontext(lambda _: None)


class LogReader:
    """Everything that can be asked of the log. ``upto`` and ``after`` are positions in it."""

    def __init__(self, source: Source, watch: Watch = unwatched) -> None:
        self._source = source
        self._watch = watch

    def newest(self) -> tuple[int, str] | None:
        """Position and recorded-at of the newest record; None where the log is empty."""
        found = self._source.rows(statements.NEWEST)
        # Text and bytes come after every number.
        if found and not isinstance(found[0][0], int):
            raise StoreDamaged(f"The log has a position that is no number: {shown(found[0][0])}.")
        return cast("tuple[int, str]", found[0]) if found else None

    def position_at(self, recorded_at: str) -> int:
        """The newest position recorded at or before the moment; 0 where there is none.

        Recorded-at never falls as positions rise, so this halves its way to the answer.
        """
        newest = self.newest()
        if newest is None:
            return 0
        position, moment = newest
        if moment <= recorded_at:
            return position
        return bisect_right(range(1, position + 1), recorded_at, key=self._recorded_at)

    def participants(self, upto: int | None = None) -> Iterator[list[LeanRow]]:
        """The rows of one participant after the other, each in the order of recording.

        Participants come in the order of their ids, and the answer is streamed.
        """
        batches = self._watched(upto, statements.LEAN_BY_PARTICIPANT, _bound(upto))
        rows = chain.from_iterable(cast("Iterator[list[LeanRow]]", batches))
        for _, group in groupby(rows, itemgetter(0)):
            yield list(group)

    def participant(self, participant_id: str, upto: int | None = None) -> list[Record]:
        """The records of one participant in the order of recording."""
        return _records(self._source.rows(statements.PARTICIPANT, participant_id, _bound(upto)))

    def records(self, after: int = 0, upto: int | None = None) -> Iterator[Record]:
        """The log itself from the position after ``after`` up to and including ``upto``."""
        batches = self._source.stream(statements.LOG, after, _bound(upto))
        return map(Record._make, chain.from_iterable(batches))

    def by_event_ids(self, event_ids: Iterable[str]) -> dict[str, Record]:
        """The records with these event ids, by event id; those not in the log are left out."""
        rows = rows_of(self._source, statements.BY_EVENT_IDS, event_ids)
        return {record.event_id: record for record in map(Record._make, rows)}

    def by_event_id_prefix(self, prefix: str, limit: int) -> list[Record]:
        """At most ``limit`` records whose event id starts so, in the order of event ids."""
        return _records(
            # "~" comes after every character of an id.
            self._source.rows(statements.BY_EVENT_ID_PREFIX, prefix, f"{prefix}~", limit)
        )

    def numbers(self, prefix: str, limit: int) -> list[str]:
        """At most ``limit`` participants' numbers that start so, as written at their intakes."""
        # "~" comes after every character of a number.
        found = self._source.rows(statements.NUMBERS, prefix, f"{prefix}~", limit)
        return [str(number) for (number,) in found]

    def versions(self, participant_ids: Iterable[str]) -> dict[str, int]:
        """The newest version of each of these participants that the log knows."""
        return dict(rows_of(self._source, statements.VERSIONS, participant_ids, " GROUP BY 1"))

    def version_range(
        self,
        participant_id: str,
        *,
        after: int | None = None,
        upto: int | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> list[Record]:
        """The records of one participant with a version above ``after``, up to ``upto``."""
        lowest = -1 if after is None else after
        highest = LARGEST_VERSION if upto is None else upto
        statement = f"{statements.VERSION_RANGE}{' DESC' if newest_first else ''} LIMIT ?"
        found = self._source.rows(statement, participant_id, lowest, highest, _bound(limit))
        return _records(found)

    def position_range(
        self, after: int, upto: int | None, types: Sequence[str], limit: int
    ) -> list[Record]:
        """At most ``limit`` records after a position, of these types only where any is given."""
        of_types = f" AND type IN {statements.one_of(types)}" if types else ""
        statement = f"{statements.POSITION_RANGE}{of_types} ORDER BY position LIMIT ?"
        return _records(self._source.rows(statement, after, _bound(upto), *types, limit))

    def erased(self) -> list[str]:
        """The ids of the participants whose identity was erased, in their order."""
        return [str(pid) for (pid,) in self._source.rows(statements.ERASED)]

    def settings(self) -> dict[str, str]:
        """The installation's settings by name; ``source`` is the CloudEvents source."""
        return dict(cast("list[tuple[str, str]]", self._source.rows(statements.SETTINGS)))

    def source(self) -> str:
        """The CloudEvents source, which every store is made with."""
        source = self.settings().get("source")
        if source is None:
            raise StoreDamaged("The store has lost its setting 'source', which names its log.")
        return source

    def proeven(self) -> dict[str, str]:
        """The installation's proeven: label by code, in the order of codes."""
        return dict(cast("list[tuple[str, str]]", self._source.rows(statements.PROEVEN)))

    def publications(self) -> list[Publication]:
        """The register of publications, oldest first."""
        return list(map(Publication._make, self._source.rows(statements.PUBLICATIONS)))

    def damage(self) -> list[str]:
        """What is wrong with the database under the log; see :class:`Source`."""
        with self._watch(None) as on_rows:
            return self._source.damage(lambda: on_rows(0))

    def _watched(
        self, most: int | None, statement: str, *parameters: object
    ) -> Iterator[list[Row]]:
        with self._watch(most) as on_rows:
            for batch in self._source.stream(statement, *parameters):
                on_rows(len(batch))
                yield batch

    def _recorded_at(self, position: int) -> str:
        found = self._source.rows(statements.RECORDED_AT, position)
        if not found:
            raise StoreDamaged(f"The log has no position {position}, though it has later ones.")
        return str(found[0][0])


def rows_of(source: Source, statement: str, values: Iterable[str], tail: str = "") -> Iterator[Row]:
    """The rows of a statement that ends in ``IN``, for however many values; ``tail`` follows."""
    remaining = iter(values)
    while chunk := list(islice(remaining, CHUNK)):
        yield from source.rows(f"{statement}{statements.one_of(chunk)}{tail}", *chunk)


def _bound(upto: int | None) -> int:
    return NO_BOUND if upto is None else upto


def _records(rows: Iterable[Row]) -> list[Record]:
    return list(map(Record._make, rows))
