"""How many participants have which value: whole numbers found from the printed percentages.

The printed cells of a block are taken one after the other, those that carry a remark last, and
each is kept where it can be true together with those before it. What then is still open is set as
near to the printed figure as possible. So every cell that is given up contradicts cells that hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP

from journey.demo.arithmetic import Sums
from journey.demo.published import Figure, figures, total, whole_number

Counts = dict[str, int]
"""How many have the value of each row."""
Group = tuple[str, bool]
"""deelname, and whether ever placed."""

PLACED = 269
JOBS = 269

# Rows that the report does not print, where only such a row lets the printed ones be true.
UNPRINTED: Mapping[str, Sequence[str]] = {
    "Taalniveau bij instroom in pilot of bij intake": ("C1",),
    "Inburgeringsprogramma": ("Nog geen",),
    "(Gemiddeld) aantal gewerkte uren": ("Onbekend",),
}

# Shares of an unknown number of answers. These are the only whole numbers that give the printed
# shares of alle, verplicht and vrijwillig; for the placed ones there are more.
VERVOER_BLOCK = "Vervoersmiddelen en rijbewijs"
VERVOER: Mapping[str, Counts] = {
    "verplicht": {"Fiets": 162, "Auto": 24, "OV": 200},
    "vrijwillig": {"Fiets": 72, "Auto": 7, "OV": 187},
    "geplaatst": {"Fiets": 99, "Auto": 16, "OV": 169},
}


def groups(block: str, placed: Mapping[str, int]) -> dict[Group, Counts]:
    """The rows of a block of tables 1 and 5 by deelname and placement.

    ``placed``: how many participants of each deelname were ever placed.
    """
    if block == VERVOER_BLOCK:
        answers = sum(VERVOER["geplaatst"].values())
        return split(VERVOER, answers * placed["verplicht"] // PLACED)
    sums, rows = _people(block), _rows(block)
    margin = {column: {row: sums.bounds((column, row))[0] for row in rows} for column in _COLUMNS}
    return split(margin, placed["verplicht"])


def split(margin: Mapping[str, Counts], wanted: int) -> dict[Group, Counts]:
    """Divide the placed ones of each row over verplicht (``wanted`` in all) and vrijwillig."""
    low, high = {}, {}
    for row, number in margin["geplaatst"].items():
        low[row] = max(0, number - margin["vrijwillig"][row])
        high[row] = min(number, margin["verplicht"][row])
    mandatory = _between(low, high, wanted)
    voluntary = {row: number - mandatory[row] for row, number in margin["geplaatst"].items()}
    return {
        ("verplicht", True): mandatory,
        ("verplicht", False): _less(margin["verplicht"], mandatory),
        ("vrijwillig", True): voluntary,
        ("vrijwillig", False): _less(margin["vrijwillig"], voluntary),
    }


def jobs(block: str) -> Counts:
    """The rows of a block of tables 6 and 7, out of the jobs shown there."""
    rows = _rows(block)
    sums = Sums()
    sums.add(("banen",), JOBS, JOBS)
    for row in rows:
        sums.add(("banen", row), 0, JOBS)
    sums.tie(("banen",), [("banen", row) for row in rows])
    _fill(sums, [f for f in figures() if f.block == block and f.kind == "n"], {"banen": JOBS})
    return {row: sums.bounds(("banen", row))[0] for row in rows}


_COLUMNS = ("alle", "verplicht", "geplaatst", "vrijwillig")


def _rows(block: str) -> list[str]:
    printed = dict.fromkeys(f.row for f in figures() if f.block == block)
    return [*printed, *UNPRINTED.get(block, ())]


def _people(block: str) -> Sums:
    """The numbers of a block of people, all settled."""
    rows = _rows(block)
    bases = {column: total(column) for column in ("alle", "verplicht", "vrijwillig")}
    bases |= {"geplaatst": PLACED}
    sums = Sums()
    for column, base in {**bases, "overig": bases["alle"] - PLACED}.items():
        sums.add((column,), base, base)
        for row in rows:
            sums.add((column, row), 0, base)
        sums.tie((column,), [(column, row) for row in rows])
    for row in rows:
        sums.tie(("alle", row), [("verplicht", row), ("vrijwillig", row)])
        sums.tie(("alle", row), [("geplaatst", row), ("overig", row)])
    printed = [f for f in figures() if f.block == block and _is_one(f)]
    _fill(sums, sorted(printed, key=lambda f: _COLUMNS.index(f.column)), bases)
    return sums


def _is_one(figure: Figure) -> bool:
    """Table 5 prints the column alle of table 1 once more."""
    return figure.table == 1 or figure.column == "geplaatst"


def _fill(sums: Sums, printed: Sequence[Figure], bases: Mapping[str, int]) -> None:
    sums.narrow()
    ordered = sorted(printed, key=lambda f: bool(f.remark))
    for figure in ordered:
        number = _printed_number(figure, bases[figure.column])
        if number is not None and sums.allows((figure.column, figure.row), number):
            sums.settle((figure.column, figure.row), number)
    for figure in ordered:
        low, high = sums.bounds((figure.column, figure.row))
        near = _nearest(figure, bases[figure.column])
        sums.settle((figure.column, figure.row), min(max(near, low), high))


def _printed_number(figure: Figure, base: int) -> int | None:
    return int(figure.value) if figure.kind == "n" else whole_number(figure.value, base)


def _nearest(figure: Figure, base: int) -> int:
    value = figure.meant if figure.kind == "n" else figure.meant * base / 100
    return int(value.to_integral_value(ROUND_HALF_UP))


def _between(low: Counts, high: Counts, wanted: int) -> Counts:
    """Numbers between ``low`` and ``high`` that add to ``wanted``, all about equally far up."""
    room = {row: high[row] - low[row] for row in low}
    missing, left = wanted - sum(low.values()), sum(room.values())
    if not 0 <= missing <= left:
        raise ValueError(
            f"{wanted} does not lie between {sum(low.values())} and {sum(high.values())}"
        )
    chosen = {}
    for row in low:
        share = missing * room[row] // left if left else 0
        share = max(share, missing - (left - room[row]))
        chosen[row] = low[row] + share
        missing, left = missing - share, left - room[row]
    return chosen


def _less(whole: Counts, part: Counts) -> Counts:
    return {row: number - part[row] for row, number in whole.items()}
