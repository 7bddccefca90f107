"""What happened to a few people in short lines, and what the product makes of it in small tables.

A story names a participant on a line of its own (left out: ``A-1``); below it stands what happened
to them, an event a line: ``2024-02-01 placed sector=horeca uren_per_week=24``. What a test is not
about is filled in: ``proef=wsd deelname=verplicht`` of an intake, ``startbaan=1`` of everything
about a startbaan, ``afgerond=true``, ``activiteit=workshop`` and ``reden=vergissing``.

``as NAME`` at the end of a line gives the event a name, for ``corrected NAME: datum=… field=…``
(what stands after the colon is the replacement) and ``retracted NAME``. ``-- 2024-05-03T10:00:00Z``
begins a new save; before the first one stands that of 2026-01-01, 12:00 UTC. ``==`` begins a new
file: what stands above it is in the log already.

Event n of a story has the id of :func:`id_of` n.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest

from journey.application import Report, take_in
from journey.errors import BadInput
from journey.interchange.cloudevents import line_of, read
from journey.ledger import Ledger
from journey.peildatum import KnownAt, parse_moment
from journey.presentation.answers import snapshot_answer, tables_answer
from journey.presentation.formats import to_json
from journey.projections.snapshot import Where
from journey.projections.tables import Unit
from journey.store import Store, open_store
from tests.oracle import KnownAt as Asked
from tests.oracle import Log, Wire

SOURCE: Final = "urn:nld:oin:00000000000000000000:systeem:journey"
FIRST_SAVE: Final = "2026-01-01T12:00:00.000000Z"
TODAY: Final = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)

SAVES: Final = """
    -- 2024-05-03T10:00:00.000000Z
    AMS-0042
    2024-01-10 intake engels=ja vervoer=fiets|ov
    B-2
    2024-01-11 intake
    -- 2024-05-03T10:00:00.000001Z
    AMS-0042
    2024-02-01 placed uren_per_week=24.5 as job
    -- 2024-06-30T22:30:00.500000Z
    2024-07-01 corrected job: datum=2024-02-02 uren_per_week=24.5
    B-2
    2024-06-01 dropped_out volgorde=-3 precisie=maand recorded_by=mw-17
    """
"""Two people in three saves: all that a file has to keep as it is."""

_DEFAULTS: Final[dict[str, dict[str, Any]]] = {
    "intake": {"proef": "wsd", "deelname": "verplicht"},
    "voortraject_ended": {"afgerond": True},
    "activity_started": {"activiteit": "workshop"},
    "activity_ended": {"activiteit": "workshop"},
    "placed": {"startbaan": "1"},
    "placement_changed": {"startbaan": "1"},
    "placement_ended": {"startbaan": "1"},
    "corrected": {"reden": "vergissing"},
    "retracted": {"reden": "vergissing"},
}
_LISTS: Final = ("vervoer", "aspecten")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


# From lines to events -----------------------------------------------------------------------------


def id_of(number: int) -> str:
    """The id of the event on this line of a story's file, the first being 1."""
    return f"00000000-0000-4000-8000-{number:012d}"


def log_of(story: str) -> Log:
    """The events of a story as they are exported, in the order in which they are told."""
    return [event for file in files_of(story) for event in file]


def files_of(story: str) -> list[Log]:
    """The events of a story, those of each file apart."""
    files: list[Log] = [[]]
    names: dict[str, Wire] = {}
    number, time, line = "A-1", FIRST_SAVE, 0
    for said in filter(None, map(str.strip, story.splitlines())):
        if said == "==":
            files.append([])
        elif said.startswith("-- "):
            time = said.removeprefix("-- ")
        elif not _DAY.match(said):
            number = said
        else:
            line += 1
            sentence, _, name = said.partition(" as ")
            names[name] = _event(sentence, line, number, time, names)
            files[-1].append(names[name])
    return files


def _event(told: str, line: int, number: str, time: str, names: dict[str, Wire]) -> Wire:
    head, _, replaced = told.partition(": ")
    datum, event, *rest = head.split()
    data = {"datum": datum, **_DEFAULTS.get(event, {})}
    if event in ("corrected", "retracted"):
        target = names[rest.pop(0).removesuffix(":")]
        data["corrects" if event == "corrected" else "retracts"] = target["id"]
        if event == "corrected":
            original = target["type"].split(".")[2]
            data["replacement"] = {**_DEFAULTS.get(original, {}), **_fields(replaced.split())}
    return wire(event, line, number, time, {**data, **_fields(rest)})


def wire(event: str, line: int, number: str, time: str, data: dict[str, Any]) -> Wire:
    """One event as it travels."""
    return {
        "specversion": "1.0",
        "id": id_of(line),
        "source": SOURCE,
        "type": f"nl.startbaan.{event}.v1",
        "subject": number,
        "time": time,
        "datacontenttype": "application/json",
        "data": data,
    }


def _fields(words: Sequence[str]) -> dict[str, Any]:
    pairs = [word.partition("=") for word in words]
    return {name: _value(name, text) for name, _, text in pairs}


def _value(name: str, text: str) -> Any:
    if name in _LISTS and text != "onbekend":
        return text.split("|")
    if name == "startbaan":
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def as_file(log: Log) -> bytes:
    """The events as a file, an event a line."""
    return b"".join(json.dumps(event).encode() + b"\n" for event in log)


def events_in(file: bytes) -> Log:
    """The events of a file, the other way round."""
    return [json.loads(line) for line in file.splitlines()]


# Through the product ------------------------------------------------------------------------------


@contextmanager
def told(story: str | Log) -> Iterator[Store]:
    """A store in memory that holds a story, its times kept."""
    with open_store("sqlite://", clock=lambda: TODAY) as store:
        taken_in(store, story)
        yield store


def taken_in(store: Store, story: str | Log, *, keep_recorded_at: bool = True) -> Report:
    """Takes a story in, its times kept unless said otherwise."""
    log = log_of(story) if isinstance(story, str) else story
    return take_in(store, read(io.BytesIO(as_file(log))), keep_recorded_at=keep_recorded_at)


def exported(store: Store) -> bytes:
    """The log of a store as it is exported."""
    source = store.settings()["source"]
    return b"".join(line_of(record, source) for record in store.records())


def known(asked: Asked) -> KnownAt | None:
    """What the product calls what the oracle is asked: a position, a day, a timestamp, or all."""
    if asked is None:
        return None
    if isinstance(asked, int):
        return KnownAt.upto(asked)
    if isinstance(asked, date):
        return KnownAt.on(asked)
    return KnownAt.at(parse_moment(asked))


Pairs = Sequence[tuple[str, str]]


def snapshot_bytes(store: Store, peildatum: date, asked: Asked = None, where: Pairs = ()) -> bytes:
    """A snapshot as JSON."""
    ledger = Ledger(store, known(asked))
    return to_json(snapshot_answer(ledger, peildatum, Where.of(where), "nl"))


def tables_bytes(
    store: Store,
    peildatum: date,
    asked: Asked = None,
    where: Pairs = (),
    unit: Unit = "laatste",
) -> bytes:
    """The nine tables as JSON."""
    ledger = Ledger(store, known(asked))
    return to_json(tables_answer(ledger, peildatum, Where.of(where), range(1, 10), unit, "nl"))


# From the product to small tables -----------------------------------------------------------------


def cells(table: str) -> list[list[str]]:
    """A small text table: a row a line, its cells between bars."""
    lines = filter(None, map(str.strip, table.splitlines()))
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def assert_shows(story: str, *tables: str) -> None:
    """Holds a story's snapshots to tables, whose first lines name columns.

    A column ``peildatum`` says which day a row is about, ``known_at`` as known when (a position
    after ``#``, or a timestamp), ``deelnemernummer`` whom (left out: the only one). Empty is null;
    nobody at all is ``(niemand)`` in every column.
    """
    with told(story) as store:
        for heading, *rows in map(cells, tables):
            assert [heading, *(_shown(store, heading, row) for row in rows)] == [heading, *rows]


def _shown(store: Store, heading: list[str], row: list[str]) -> list[str]:
    asked = dict(zip(heading, row, strict=True))
    peildatum = date.fromisoformat(asked["peildatum"])
    answer = json.loads(snapshot_bytes(store, peildatum, _asked(asked.get("known_at", ""))))
    found = [
        person
        for person in answer["rows"]
        if person["deelnemernummer"] == asked.get("deelnemernummer", person["deelnemernummer"])
    ]
    assert len(found) <= 1
    person = found[0] if found else dict.fromkeys(heading, "(niemand)")
    return [
        asked[name] if name in ("peildatum", "known_at") else text(person[name]) for name in heading
    ]


def _asked(told: str) -> Asked:
    if told.startswith("#"):
        return int(told[1:])
    return date.fromisoformat(told) if _DAY.fullmatch(told) else told or None


def text(value: Any) -> str:
    """A value of a snapshot in a small table."""
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, list) else str(value)


def assert_counts(
    story: str, peildatum: str, number: int, *blocks: str, unit: Unit = "laatste"
) -> None:
    """Holds blocks of a table to small text tables.

    The first line of each is the block's title, its unit, ``of`` and ``base``; then a row a line:
    its label, and for each column of the table the number and the percentage, or the mean.
    """
    with told(story) as store:
        table = json.loads(tables_bytes(store, date.fromisoformat(peildatum), unit=unit))
    counted = {block["block"]: block for block in table["tables"][number - 1]["blocks"]}
    for block in map(cells, blocks):
        assert _counted(counted[block[0][0]]) == block


def _counted(block: dict[str, Any]) -> list[list[str]]:
    of, base = (" ".join(map(str, block[name].values())) for name in ("of", "base"))
    heading = [block["block"], block["unit"], f"of {of}", f"base {base}"]
    return [heading, *map(_row, block["rows"])]


def _row(row: dict[str, Any]) -> list[str]:
    label = f"↳ {row['row']}" if "of_which" in row else row["row"]
    if "mean" in row:
        return [label, *(f"mean {_figure(mean)}" for mean in row["mean"].values())]
    return [label, *(f"{n} {_figure(row['pct'][column])}" for column, n in row["n"].items())]


def _figure(value: float | None) -> str:
    return "-" if value is None else str(value)


def refusals(story: str) -> list[str]:
    """The problems for which the last file of a story is refused; nothing of it is written."""
    *before, last = files_of(story)
    with told([event for file in before for event in file]) as store:
        kept = exported(store)
        with pytest.raises(BadInput) as caught:
            taken_in(store, last)
        assert exported(store) == kept
    assert caught.value.count == len(caught.value.problems)
    return list(caught.value.problems)
