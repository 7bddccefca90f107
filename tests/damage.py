"""A log in a database whose owner changes what they like, and how they would hide it.

The copy has no trigger, no constraint and no index, so that any value can be put anywhere. An
owner who knows what they do works out positions, versions and leaves anew; only a checkpoint that
somebody else holds can tell then.

    python -m tests.damage 10000 1000

makes so many changes of one field, and so many of each other kind, in a log of some hundreds of
events, and says which of them were not noticed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any, Final
from uuid import UUID

from journey.aggregates.identity import participant_id
from journey.proof.checkpoint import Checkpoint, Sealed
from journey.proof.problems import Problems
from journey.proof.sequence import walk
from journey.proof.verify import Held, Report, verify
from journey.store import Record
from journey.store.found import FoundLog
from journey.store.leaf import leaf_hash
from journey.store.session import Row
from journey.store.sqlite import SqliteSession
from journey.store.statements import COLUMNS
from journey.store.urls import SqliteLocation
from tests.stories import told
from tests.strategies import PROEVEN, legal_log

FIELDS: Final = Record._fields
EVERYTHING: Final = 2**63 - 1

_TABLE: Final = (
    "CREATE TABLE events (position INTEGER, event_id TEXT, participant_id TEXT, subject TEXT, "
    "version INTEGER, type TEXT, type_version INTEGER, datum TEXT, recorded_at TEXT, "
    "recorded_by TEXT, data TEXT, sealed BLOB, leaf BLOB)"
)
_LATER: Final = "2027-01-01T00:00:00.000000Z"


class Copy:
    """A copy of a log, and the checkpoint that was made before anything was changed."""

    def __init__(self, rows: list[Row]) -> None:
        self._session = SqliteSession(SqliteLocation(None), 1)
        self._log = FoundLog(self._session, lenient=True)
        self._session.execute(_TABLE)
        self.rows = rows
        self.write(rows)
        self.held = [_checkpoint_of(rows)]

    def write(self, rows: list[Row]) -> None:
        """Put these rows in the place of those that are there."""
        self._session.execute("DELETE FROM events")
        self._session.insert(rows)

    def put(self, place: int, column: str, value: object) -> bool:
        """Put a value into a column of one row; whether that changed anything."""
        where = f"FROM events WHERE rowid = {place}"
        before = self._session.rows(f"SELECT typeof({column}), {column} {where}")
        self._session.execute(f"UPDATE events SET {column} = ? WHERE rowid = ?", value, place)
        return before != self._session.rows(f"SELECT typeof({column}), {column} {where}")

    def hide(self) -> None:
        """Give every row the leaf that goes with what stands in it now."""
        self.write([with_leaf(row) for row in self._session.rows(f"SELECT {COLUMNS} FROM events")])

    @contextmanager
    def trying(self) -> Iterator[None]:
        """What is changed in the block is undone at its end."""
        self._session.execute("SAVEPOINT untouched")
        yield
        self._session.execute("ROLLBACK TO untouched")

    def histories(self) -> list[list[Row]]:
        """The rows of one participant after the other, as they are now."""
        return list(self._log.histories(EVERYTHING))

    def verified(self, *, with_checkpoint: bool = True) -> Report:
        """What the check says of the copy as it is now."""
        held = self.held if with_checkpoint else []
        rows, histories = self._log.rows(EVERYTHING), self._log.histories(EVERYTHING)
        return verify(rows, histories, PROEVEN, held)


def _checkpoint_of(rows: list[Row]) -> Held:
    walked = walk(rows, Problems())
    checkpoint = Checkpoint("urn:x", walked.events, walked.root, _LATER, walked.newest)
    return Held("before", Sealed(checkpoint, ()))


def copy_of(seed: int, participants: int = 6, events: int = 14) -> Copy:
    """A copy of a random legal log."""
    with told(legal_log(Random(seed).randrange, participants, events)) as store:
        return Copy([tuple(record) for record in store.records()])


def with_leaf(row: Row) -> Row:
    """The row with the leaf that goes with it, where it can have one."""
    record = Record._make(row)
    fields: tuple[Any, ...] = (*record[:2], *record[3:12])
    try:
        leaf = leaf_hash(*fields)
    except (AttributeError, TypeError, UnicodeEncodeError):
        return row
    return record._replace(leaf=leaf)


def in_order(rows: list[Row]) -> list[Row]:
    """The rows with positions, versions and leaves as if they had been recorded like this."""
    versions: dict[str, int] = {}
    numbered = []
    for position, row in enumerate(rows, 1):
        record = Record._make(row)
        version = versions[record.participant_id] = versions.get(record.participant_id, 0) + 1
        numbered.append(with_leaf(record._replace(position=position, version=version)))
    return numbered


# -- what an owner may do ---------------------------------------------------------------------


def change_field(copy: Copy, random: Random) -> str:
    """One value in one row; empty where it was that value already."""
    place, column = random.randrange(len(copy.rows)), random.choice(FIELDS)
    before = Record._make(copy.rows[place])
    value = random.choice(_OTHER_VALUES)(before, column, copy, random)
    if not copy.put(place + 1, column, value):
        return ""
    hidden = random.random() < 0.5
    if hidden and column != "leaf":
        copy.hide()
    return f"{column} of {place + 1} is {value!r}{', hidden' if hidden else ''}"


def _elsewhere(before: Record, column: str, copy: Copy, random: Random) -> object:
    """What another row has there."""
    return getattr(Record._make(random.choice(copy.rows)), column)


def _near(before: Record, column: str, copy: Copy, random: Random) -> object:
    """Almost the same: one character, number or bit."""
    value: Any = getattr(before, column)
    if isinstance(value, int):
        return value + random.choice((-1, 1, 100))
    if not value:
        return random.choice(("x", b"x"))
    place, other = random.randrange(len(value)), random.choice("0129aZ-. é")
    if isinstance(value, bytes):
        return value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]
    return value[:place] + other + value[place + random.choice((0, 1)) :]


def _odd(before: Record, column: str, copy: Copy, random: Random) -> object:
    """What can't stand there."""
    odd = [None, "", 0, -1, 2.5, b"", b"\xff\xfe", "\u202e", "x" * 300, str(UUID(int=7))]
    return random.choice(odd)


def _recased(before: Record, column: str, copy: Copy, random: Random) -> object:
    """The same in other letters; what is no text becomes one."""
    return str(getattr(before, column)).swapcase()


def _retold(before: Record, column: str, copy: Copy, random: Random) -> object:
    """Other data of the right shape: one value out of another event, or written otherwise."""
    if column != "data":
        return _elsewhere(before, column, copy, random)
    data: dict[str, Any] = json.loads(before.data)
    other: dict[str, Any] = json.loads(Record._make(random.choice(copy.rows)).data)
    name = random.choice(list(other))
    changed = random.choice(
        (
            {**data, name: other[name]},
            {key: value for key, value in data.items() if key != name},
            {**data, "volgorde": random.randint(-99, 99)},
            {**data, "recorded_by": "mw-666"},
        )
    )
    separators = random.choice(((",", ":"), (", ", ": ")))
    return json.dumps(changed, sort_keys=random.random() < 0.9, separators=separators)


Value = Callable[[Record, str, Copy, Random], object]
_OTHER_VALUES: Final[tuple[Value, ...]] = (_elsewhere, _near, _odd, _recased, _retold)


def delete(copy: Copy, random: Random) -> str:
    """One row or some rows gone; the rest moves up, or does not."""
    gone = set(random.sample(range(len(copy.rows)), random.choice((1, 1, 2, 5))))
    rest = [row for place, row in enumerate(copy.rows) if place not in gone]
    hidden = random.random() < 0.7
    copy.write(in_order(rest) if hidden else rest)
    return f"without {sorted(gone)}{', hidden' if hidden else ''}"


def insert(copy: Copy, random: Random) -> str:
    """One row more, somewhere before the end."""
    place = random.randrange(len(copy.rows))
    like = Record._make(random.choice(copy.rows))
    new_id = str(UUID(int=random.getrandbits(128), version=4))
    neighbour = Record._make(copy.rows[place])
    extra = like._replace(event_id=new_id, recorded_at=neighbour.recorded_at)
    hidden = random.random() < 0.7
    rows = [*copy.rows[:place], tuple(extra), *copy.rows[place:]]
    copy.write(in_order(rows) if hidden else rows)
    return f"a {like.type} more before {place}{', hidden' if hidden else ''}"


def swap(copy: Copy, random: Random) -> str:
    """Two rows in each other's place, or their subjects exchanged."""
    one, other = sorted(random.sample(range(len(copy.rows)), 2))
    rows = list(copy.rows)
    rows[one], rows[other] = rows[other], rows[one]
    times = [Record._make(row).recorded_at for row in copy.rows]
    kept = [
        tuple(Record._make(r)._replace(recorded_at=t)) for r, t in zip(rows, times, strict=True)
    ]
    copy.write(in_order(random.choice((rows, kept))))
    return f"{one} and {other} swapped"


def exchange(copy: Copy, random: Random) -> str:
    """Two participants under each other's numbers; empty where there is only one."""
    numbers = sorted({Record._make(row).subject.casefold() for row in copy.rows})
    if len(numbers) < 2:
        return ""
    one, other = random.sample(numbers, 2)
    copy.write(in_order([_renamed(row, {one: other, other: one}) for row in copy.rows]))
    return f"{one} and {other} exchanged"


def _renamed(row: Row, names: dict[str, str]) -> Row:
    record = Record._make(row)
    name = names.get(record.subject.casefold())
    if name is None:
        return row
    return record._replace(subject=name, participant_id=participant_id(name))


def cut(copy: Copy, random: Random) -> str:
    """The newest rows gone."""
    left = random.randrange(len(copy.rows))
    copy.write(copy.rows[:left])
    return f"only the first {left} are left"


def put_back(copy: Copy, random: Random) -> str:
    """An old backup put back, and work that went on from there as if nothing had been."""
    left = random.randrange(len(copy.rows))
    intakes = [_new_intake(copy, random) for _ in range(random.randrange(2 * len(copy.rows)))]
    copy.write(in_order([*copy.rows[:left], *intakes]))
    return f"{len(intakes)} intakes after the first {left}"


def _new_intake(copy: Copy, random: Random) -> Row:
    number = f"NEW-{random.getrandbits(64)}"
    data = '{"datum":"2025-01-01","deelname":"verplicht","proef":"wsd"}'
    first = Record._make(copy.rows[0])
    return first._replace(
        event_id=str(UUID(int=random.getrandbits(128), version=4)),
        participant_id=participant_id(number),
        subject=number,
        type="intake",
        datum="2025-01-01",
        recorded_at=_LATER,
        recorded_by=None,
        data=data,
    )


Change = Callable[[Copy, Random], str]
CHANGES: Final[tuple[Change, ...]] = (delete, insert, swap, exchange, cut, put_back)


def unnoticed(copy: Copy, change: Change, times: int, seed: int) -> list[str]:
    """Which of so many changes of a kind the check says nothing about."""
    random = Random(seed)
    missed = []
    for _ in range(times):
        with copy.trying():
            what = change(copy, random)
            if what and copy.verified().ok:
                missed.append(what)
    return missed


def main(fields: int, others: int) -> None:
    """Make so many changes of each kind and say what was not noticed."""
    copy = copy_of(16, 8, 60)
    print(len(copy.rows), "events;", "clean" if copy.verified().ok else "NOT CLEAN")
    for change, times in [(change_field, fields), *((other, others) for other in CHANGES)]:
        missed = unnoticed(copy, change, times, 1)
        print(f"{change.__name__}: {times} times, {len(missed)} not noticed", *missed[:5], sep="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
