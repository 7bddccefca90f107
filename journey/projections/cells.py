"""What each participant adds to every figure of the nine tables: who is behind a cell.

:func:`journey.projections.tables.tables` counts; this says of the same blocks who is counted where.
Added up over everyone of a snapshot, shares are what is counted there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, compress
from typing import Final, NamedTuple

from journey.aggregates.state import State
from journey.codebook import Label, Lang
from journey.errors import WrongUsage
from journey.fields import shown
from journey.projections.snapshot import COLUMNS, Person
from journey.projections.tables import (
    COLUMN_LABELS,
    TITLES,
    Block,
    Cases,
    Key,
    Unit,
    blocks_of,
    cases_of,
    groups_of,
    half_up,
    mean_label,
    most_startbanen,
)


class Cell(NamedTuple):
    """One figure: a row and a column of a block of a table. Labels are the Dutch ones; the numbers
    before them give the place in the table, so that cells sort as they are printed."""

    table: int
    block_place: int
    row_place: int
    column_place: int
    is_mean: bool
    unit: str
    block: str
    row: str
    column: str


Share = tuple[int, int]
"""What one participant adds to a cell: a number and 0, or to a mean the days and how often."""
Shares = Mapping[Cell, Share]

NONE: Final[Share] = (0, 0)


def figure(cell: Cell, total: Share) -> int | float | None:
    """The figure that shares add up to: a number, or a mean in weeks (None of nothing)."""
    if not cell.is_mean:
        return total[0]
    return half_up(total[0], 7 * total[1]) if total[1] else None


def add(total: dict[Cell, Share], more: Shares, sign: int = 1) -> None:
    """Add shares to a total, or take them off it."""
    for cell, (n, times) in more.items():
        so_far = total.get(cell, NONE)
        total[cell] = (so_far[0] + sign * n, so_far[1] + sign * times)


# -- counting ---------------------------------------------------------------------------------


class _Column(NamedTuple):
    """A column of a block: which cases it holds, and the cells that each key counts in."""

    mask: Sequence[bool]
    numbers: Mapping[Key, Sequence[Cell]]
    means: Mapping[Key, Cell]


class _Part(NamedTuple):
    """A block over its cases: whose each is, and the keys that it has there."""

    owners: Sequence[int]
    keys: Sequence[Collection[Key]]
    states: Sequence[State]
    lengths: Callable[[State, Key], list[int]] | None
    columns: Sequence[_Column]

    def mean(self, index: int, key: Key) -> Share:
        assert self.lengths is not None
        days = self.lengths(self.states[index], key)
        return sum(days), len(days)


def shares(
    people: Sequence[Person], numbers: Iterable[int] = TITLES, unit: Unit = "laatste"
) -> list[dict[Cell, Share]]:
    """For each of the people what they add to every cell that they are in."""
    found: list[dict[Cell, Share]] = [{} for _ in people]
    for part in _parts(people, numbers, unit):
        for index, owner in enumerate(part.owners):
            for column in part.columns:
                if column.mask[index]:
                    _add_case(found[owner], part, index, column)
    return found


def _add_case(found: dict[Cell, Share], part: _Part, index: int, column: _Column) -> None:
    for key in part.keys[index]:
        for cell in column.numbers.get(key, ()):
            found[cell] = (found.get(cell, NONE)[0] + 1, 0)
        if key in column.means:
            share = part.mean(index, key)
            if share[1]:
                found[column.means[key]] = share


def totals(people: Sequence[Person], unit: Unit) -> dict[Cell, Share]:
    """What all of the people together add to every cell; much quicker than adding up shares."""
    total: dict[Cell, Share] = {}
    for part in _parts(people, TITLES, unit):
        for column in part.columns:
            counts = Counter(chain.from_iterable(compress(part.keys, column.mask)))
            for key, n in counts.items():
                add(total, dict.fromkeys(column.numbers.get(key, ()), (n, 0)))
            for key, cell in column.means.items():
                for index in compress(range(len(part.keys)), column.mask):
                    add(total, {cell: part.mean(index, key)})
    return total


def _parts(people: Sequence[Person], numbers: Iterable[int], unit: Unit) -> Iterator[_Part]:
    everyone = Cases(COLUMNS, [p.row for p in people], [p.state for p in people])
    most = most_startbanen(people)
    for number in numbers:
        cases = cases_of(number, everyone, people, unit)
        owners = _owners(people, number, unit)
        for place, block in enumerate(blocks_of(number, most)):
            yield _part(block, number, place, cases, owners)


def _owners(people: Sequence[Person], number: int, unit: Unit) -> Sequence[int]:
    """For each case that a table counts, whose it is: the index of one of the people."""
    if number not in (6, 7):
        return range(len(people))
    counts = [len(person.state.startbanen) for person in people]
    times = counts if unit == "startbanen" else [min(count, 1) for count in counts]
    return [index for index, count in enumerate(times) for _ in range(count)]


def _part(block: Block, number: int, place: int, cases: Cases, owners: Sequence[int]) -> _Part:
    given = list(block.key(cases))
    keys: list[Collection[Key]] = given if block.several else [(key,) for key in given]
    columns = [
        _column(block, number, place, column_place, column, mask)
        for column_place, (column, mask) in enumerate(groups_of(number, cases).items())
    ]
    return _Part(owners, keys, cases.states, block.mean, columns)


def _column(
    block: Block, number: int, place: int, column_place: int, column: str, mask: Sequence[bool]
) -> _Column:
    numbers: dict[Key, list[Cell]] = {}
    means: dict[Key, Cell] = {}
    for cell, keys in _cells(block, number, place, column_place, column):
        if cell.is_mean:
            means[keys[0]] = cell
        else:
            for key in keys:
                numbers.setdefault(key, []).append(cell)
    return _Column(mask, numbers, means)


def _cells(
    block: Block, number: int, place: int, column_place: int, column: str
) -> Iterator[tuple[Cell, Sequence[Key]]]:
    """The cells of one column of a block as printed, each with the keys that it counts."""
    rows = [
        (label.nl, line.keys, is_mean)
        for line in block.lines
        for label, is_mean in _labels(line.label, block)
    ]
    for row_place, (row, keys, is_mean) in enumerate(rows):
        places = (number, place, row_place, column_place)
        yield Cell(*places, is_mean, block.unit, block.title.nl, row, column), keys


def _labels(label: Label, block: Block) -> Iterator[tuple[Label, bool]]:
    """A row of a block and, where it has one, the row with its mean."""
    yield label, False
    if block.mean is not None:
        yield mean_label(label), True


# -- naming a cell ----------------------------------------------------------------------------


def cells_named(
    number: int,
    row: str,
    block: str | None = None,
    column: str | None = None,
    lang: Lang = "nl",
) -> list[Cell]:
    """The cells of a table that are named by their labels, in either language, as printed.

    Capitals do not matter. ``block`` None: every block that has such a row; ``column`` None: the
    first one. Raises :class:`WrongUsage` for a name that the table does not have, with those that
    it has in ``lang``.
    """
    blocks = blocks_of(number, int(row) if row.isdecimal() and len(row) < 4 else 0)
    titles = [b.title for b in blocks]
    wanted = _meant("block", block, titles, number, lang) if block else {t.nl for t in titles}
    places = [(place, b) for place, b in enumerate(blocks) if b.title.nl in wanted]
    labels = [label for _, b in places for line in b.lines for label, _ in _labels(line.label, b)]
    rows = _meant("row", row, labels, number, lang)
    columns = list(groups_of(number, Cases(COLUMNS, [], [])))
    names = [Label(code, COLUMN_LABELS[code].en) for code in columns]
    [chosen] = _meant("column", column or columns[0], names, number, lang)
    return [
        cell
        for place, b in places
        for cell, _ in _cells(b, number, place, columns.index(chosen), chosen)
        if cell.row in rows
    ]


@lru_cache(maxsize=4096)
def labels_of(cell: Cell) -> tuple[Label, Label]:
    """The labels of a cell's block and row in both languages."""
    block = blocks_of(cell.table, cell.row_place)[cell.block_place]
    rows = [label for line in block.lines for label, _ in _labels(line.label, block)]
    return block.title, rows[cell.row_place]


def _meant(what: str, given: str, labels: Sequence[Label], number: int, lang: Lang) -> set[str]:
    """The Dutch labels of those that a text means."""
    wanted = given.removeprefix("↳").strip().casefold()
    found = {label.nl for label in labels if wanted in (label.nl.casefold(), label.en.casefold())}
    if not found:
        allowed = ", ".join(dict.fromkeys(label[lang] for label in labels))
        raise WrongUsage(f"table {number} has no {what} {shown(given)}; allowed: {allowed}")
    return found
