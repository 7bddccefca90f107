"""Published against regenerated, cell by cell; and why a cell that differs can't be met.

The reasons are computed where arithmetic can show them: no whole number gives a percentage, two
cells of one row contradict each other, or the cells that are equal leave no room for this one.
Where they can't, the remark in the published figures says it; else another population could do it.
A cell that is equal is no match where the report's own figure can't be trusted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from journey.codebook import Label, Lang
from journey.demo.arithmetic import Sums
from journey.demo.doubts import doubt_about
from journey.demo.published import TOTAL, Figure, decimals, figures, percentage, whole_number
from journey.presentation.text import fixed, whole

Tables = Sequence[dict[str, Any]]
"""Tables in their JSON shape, as ``journey tables --format json`` gives them."""

OTHERWISE = Label(
    "Een andere populatie zou deze cel kunnen halen; deze doet het niet.",
    "Another population could meet this cell; this one does not.",
)

# Blocks that may have rows which the report does not print and which stand only where not 0.
_OPEN = frozenset(
    {
        "Taalniveau bij instroom in pilot of bij intake",
        "Verblijfssituatie",
        "Inburgeringsprogramma",
        "Aantal startbanen gehad",
        "Soort startbaan",
        "Duur overeenkomst in maanden",
        "(Gemiddeld) aantal gewerkte uren",
        "Reden on hold",
        "Reden",
    }
)
_FARTHEST_BASE = 40
_OTHER_ROW = "(another row)"


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell beside its regenerated value.

    ``why`` says why they differ, or why it proves nothing that they are equal.
    """

    table: int
    block: str
    row: str
    column: str
    kind: str
    printed: Decimal
    regenerated: Decimal | None
    equal: bool
    why: Label | None

    @property
    def mark(self) -> Mark:
        """Whether the cell is a match."""
        if not self.equal:
            return "≠"
        return "(=)" if self.why else "="


Mark = Literal["=", "(=)", "≠"]
"""Equal; equal with a reservation, which is no match; different."""


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the cells printed in one column of a table have each mark."""

    table: int
    column: str
    kind: str
    equal: int
    reserved: int
    different: int

    @property
    def printed(self) -> int:
        """All cells of the column."""
        return self.equal + self.reserved + self.different


def compare(tables: Tables) -> list[Cell]:
    """Every printed cell of the report, in its order, beside the value in ``tables``.

    ``tables``: all nine, for the report's peildatum. A row that is absent there counts as 0.
    """
    regenerated = _Regenerated(tables)
    return [_cell(figure, regenerated) for figure in figures()]


def scores(cells: Iterable[Cell]) -> list[Score]:
    """The cells with each mark, for each table, column and kind."""
    marks: dict[tuple[int, str, str], Counter[Mark]] = {}
    for cell in cells:
        marks.setdefault((cell.table, cell.column, cell.kind), Counter())[cell.mark] += 1
    return [Score(*key, n["="], n["(=)"], n["≠"]) for key, n in marks.items()]


def as_printed(value: Decimal | None, kind: str, lang: Lang) -> str:
    """A figure with the decimals that it is printed with; ``-`` for a mean of nothing."""
    if value is None:
        return "-"
    if kind == "n":
        return whole(int(value), lang)
    text = fixed(value, decimals(value), lang)
    return f"{text}%" if kind == "pct" else text


def _cell(figure: Figure, regenerated: _Regenerated) -> Cell:
    value = regenerated.value(figure)
    equal = value == figure.value
    return Cell(
        figure.table,
        figure.block,
        figure.row,
        figure.column,
        figure.kind,
        figure.value,
        value,
        equal,
        doubt_about(figure) if equal else _why(figure, regenerated),
    )


class _Regenerated:
    """The regenerated tables, to look up."""

    def __init__(self, tables: Tables) -> None:
        self.blocks = {
            (table["table"], block["block"]): block for table in tables for block in table["blocks"]
        }
        self._rows = {
            (*key, row["row"]): row for key, block in self.blocks.items() for row in block["rows"]
        }

    def value(self, figure: Figure) -> Decimal | None:
        """What was regenerated, rounded as the printed value is; None for a mean of nothing."""
        if figure.row == TOTAL:
            return Decimal(self._first_block(figure.table)["of"][figure.column])
        if figure.kind == "pct":
            base = self.base(figure)
            return percentage(self.number(figure), base, figure.value) if base else None
        if figure.kind == "n":
            return Decimal(self.number(figure))
        mean = self._row(figure).get("mean", {}).get(figure.column)
        return None if mean is None else Decimal(str(mean))

    def number(self, figure: Figure) -> int:
        """How many people or jobs are in the cell."""
        return int(self._row(figure).get("n", {}).get(figure.column, 0))

    def base(self, figure: Figure) -> int:
        """What the percentages of the cell's column are of."""
        return int(self.blocks[figure.table, figure.block]["base"][figure.column])

    def _row(self, figure: Figure) -> dict[str, Any]:
        row: dict[str, Any] = self._rows.get((figure.table, figure.block, figure.row), {})
        return row

    def _first_block(self, table: int) -> dict[str, Any]:
        return next(block for (number, _), block in self.blocks.items() if number == table)


# -- why a cell differs -----------------------------------------------------------------------


def _why(figure: Figure, regenerated: _Regenerated) -> Label:
    computed = next(filter(None, (reason(figure, regenerated) for reason in _REASONS)), None)
    told = [label for label in (computed, figure.remark) if label]
    return _joined(told or [doubt_about(figure) or OTHERWISE])


def _joined(labels: Sequence[Label]) -> Label:
    return Label(" ".join(label.nl for label in labels), " ".join(label.en for label in labels))


def _no_whole_number(figure: Figure, regenerated: _Regenerated) -> Label | None:
    base = regenerated.base(figure)
    if figure.kind != "pct" or whole_number(figure.value, base) is not None:
        return None
    said = Label(
        f"Geen heel getal van {base} is {_share(figure.value, 'nl')}.",
        f"No whole number of {base} is {_share(figure.value, 'en')}.",
    )
    other = _base_of_column(figure, base)
    hint = Label(
        f"Het blok telt in deze kolom op over {other}.",
        f"The block adds up over {other} in this column.",
    )
    return _joined([said, hint]) if other else said


def _base_of_column(figure: Figure, base: int) -> int | None:
    """A smaller base of which the whole printed column of the block is made of whole numbers.

    Where several fit, the one that fits most blocks of the table.
    """
    column = [f for f in figures() if (f.table, f.column) == (figure.table, figure.column)]
    blocks = dict.fromkeys(f.block for f in column if f.kind == "pct")
    fitting = {block: _fitting_bases(column, block, base) for block in blocks}
    votes = Counter(other for bases in fitting.values() for other in bases)
    return max(fitting[figure.block], key=lambda other: (votes[other], other), default=None)


def _fitting_bases(column: Sequence[Figure], block: str, base: int) -> list[int]:
    own = [f.value for f in column if f.block == block and f.kind == "pct"]
    nearby = range(max(base - _FARTHEST_BASE, 1), base)
    return [other for other in nearby if _adds_to(own, other)]


def _adds_to(shares: Sequence[Decimal], base: int) -> bool:
    numbers = [whole_number(share, base) for share in shares]
    return None not in numbers and sum(filter(None, numbers)) == base


def _column_of(figure: Figure) -> Iterator[Figure]:
    place = (figure.table, figure.block, figure.column)
    return (f for f in figures() if (f.table, f.block, f.column) == place)


def _own_number(figure: Figure, regenerated: _Regenerated) -> Label | None:
    """The row prints a number too, which holds, and gives another percentage."""
    number = regenerated.number(figure)
    printed = [int(f.value) for f in _column_of(figure) if (f.row, f.kind) == (figure.row, "n")]
    if figure.kind != "pct" or number not in printed:
        return None
    base = regenerated.base(figure)
    share = percentage(number, base, figure.value)
    return Label(
        f"Dezelfde rij drukt {number} af; dat is {_share(share, 'nl')} van {base}.",
        f"The same row prints {number}, which is {_share(share, 'en')} of {base}.",
    )


def _no_room(figure: Figure, regenerated: _Regenerated) -> Label | None:
    if figure.kind == "mean" or not figure.block:
        return None
    base = regenerated.base(figure)
    number = int(figure.value) if figure.kind == "n" else whole_number(figure.value, base)
    low, high = _room(figure, regenerated).bounds((figure.column, figure.row))
    if number is None or low <= number <= high:
        return None
    left = _left(low, high)
    return Label(
        f"De gelijke cellen laten hier {left.nl} over; gedrukt is {number}.",
        f"The equal cells leave {left.en} here; printed is {number}.",
    )


def _left(low: int, high: int) -> Label:
    if low == high:
        return Label(str(low), str(low))
    if low:
        return Label(f"{low} tot {high}", f"{low} to {high}")
    return Label(f"hoogstens {high}", f"at most {high}")


_REASONS: Sequence[Callable[[Figure, _Regenerated], Label | None]] = (
    _no_whole_number,
    _own_number,
    _no_room,
)


def _share(value: Decimal, lang: Lang) -> str:
    return as_printed(value, "pct", lang)


# -- what room the other cells leave ----------------------------------------------------------


def _room(figure: Figure, regenerated: _Regenerated) -> Sums:
    """The numbers of a block, narrowed by all its cells that are equal.

    Tables 1 and 5 have their blocks in common.
    """
    together = (1, 5) if figure.table in (1, 5) else (figure.table,)
    blocks = [regenerated.blocks[table, figure.block] for table in together]
    printed = [f for f in figures() if f.table in together and f.block == figure.block]
    sums = Sums()
    rows = list(dict.fromkeys([*_rows(blocks), *(f.row for f in printed)]))
    columns = {column: of for block in blocks for column, of in block["of"].items()}
    for column, of in columns.items():
        _add_column(sums, column, of, rows)
        if _adds_up(blocks, column, of):
            sums.tie((column,), [(column, row) for row in rows] + _other(sums, column, of, figure))
    _tie_columns(sums, columns, rows)
    for held in printed:
        if held.kind != "mean" and regenerated.value(held) == held.value:
            sums.settle((held.column, held.row), regenerated.number(held))
    sums.narrow()
    return sums


def _rows(blocks: Sequence[dict[str, Any]]) -> Iterator[str]:
    return (
        row["row"]
        for block in blocks
        for row in block["rows"]
        if "n" in row and "of_which" not in row
    )


def _add_column(sums: Sums, column: str, of: int, rows: Sequence[str]) -> None:
    sums.add((column,), of, of)
    for row in rows:
        sums.add((column, row), 0, of)


def _adds_up(blocks: Sequence[dict[str, Any]], column: str, of: int) -> bool:
    """False where people may be counted in several rows, or in none."""
    block = next(block for block in blocks if column in block["of"])
    whole = [row for row in block["rows"] if "n" in row and "of_which" not in row]
    return sum(int(row["n"][column]) for row in whole) == of


def _other(sums: Sums, column: str, of: int, figure: Figure) -> list[tuple[str, ...]]:
    if figure.block not in _OPEN:
        return []
    sums.add((column, _OTHER_ROW), 0, of)
    return [(column, _OTHER_ROW)]


def _tie_columns(sums: Sums, columns: dict[str, int], rows: Sequence[str]) -> None:
    """Everybody takes part verplicht or vrijwillig; the placed ones are a part of all."""
    if "geplaatst" in columns:
        _add_column(sums, "overig", columns["alle"] - columns["geplaatst"], rows)
    for row in rows:
        if "vrijwillig" in columns:
            sums.tie(("alle", row), [("verplicht", row), ("vrijwillig", row)])
        if "geplaatst" in columns:
            sums.tie(("alle", row), [("geplaatst", row), ("overig", row)])
