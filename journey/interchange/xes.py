"""Event logs for process mining: XES 1.0 (IEEE 1849), and CSV with the columns of an event log.

A case is a participant. By status an activity is a spell, named by its status, on the day on which
it begins, so that what directly follows what is what the flow counts as moves. By event it is an
event that fits the timeline, on its valid date. Names are codes, as in all data.

Days have no clock and no time zone: a timestamp is midnight UTC, so that every program shows the
same day and days lie a whole day apart. What happens on one day is put a millisecond apart, in its
order, for programs that sort.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from typing import Final, Literal, NamedTuple

from journey.aggregates.state import Entry
from journey.events import NAMES
from journey.presentation.text import visible
from journey.projections.analysis import Followed
from journey.projections.durations import history
from journey.projections.snapshot import COLUMN
from journey.projections.spells import spells

By = Literal["status", "event"]

CASE_COLUMNS: Final = ("proef", "deelname")
"""Columns of the snapshot that each case carries."""


class Step(NamedTuple):
    """One activity; ``moment`` is its day with its place within the day."""

    activity: str
    moment: str


class Trace(NamedTuple):
    """One participant: the number, the values of :data:`CASE_COLUMNS`, and the steps in order."""

    case: str
    attributes: tuple[str, ...]
    steps: tuple[Step, ...]


def traces(people: Iterable[Followed], peildatum: date, by: By) -> Iterator[Trace]:
    """Everyone's steps up to the peildatum (inclusive)."""
    for row, _, timeline in people:
        attributes = tuple(str(row[COLUMN[name]]) for name in CASE_COLUMNS)
        steps = tuple(_stepped(_ACTIVITIES[by](timeline, peildatum)))
        yield Trace(str(row[COLUMN["deelnemernummer"]]), attributes, steps)


def _of_spells(timeline: Sequence[Entry], peildatum: date) -> Iterator[tuple[str, date]]:
    for spell in spells(timeline, peildatum):
        yield spell.status, spell.start


def _of_events(timeline: Sequence[Entry], peildatum: date) -> Iterator[tuple[str, date]]:
    past = history(timeline, peildatum)
    for moment in past.moments if past else ():
        yield NAMES[type(moment.event)], moment.event.datum


_ACTIVITIES: Final[Mapping[By, Callable[[Sequence[Entry], date], Iterator[tuple[str, date]]]]] = {
    "status": _of_spells,
    "event": _of_events,
}


def _stepped(activities: Iterable[tuple[str, date]]) -> Iterator[Step]:
    before, place = None, 0
    for activity, day in activities:
        place = place + 1 if day == before else 0
        before = day
        second, millisecond = divmod(place, 1000)
        yield Step(activity, f"{day}T00:{second // 60:02}:{second % 60:02}.{millisecond:03}+00:00")


# -- CSV --------------------------------------------------------------------------------------


def csv_lines(found: Iterable[Trace]) -> Iterator[bytes]:
    """A heading and one line a step, UTF-8."""
    yield _csv_lines([("case", "activity", "timestamp", *CASE_COLUMNS)])
    for trace in found:
        yield _csv_lines((trace.case, *step, *trace.attributes) for step in trace.steps)


def _csv_lines(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


# -- XES --------------------------------------------------------------------------------------

_EXTENSIONS: Final = {"Concept": "concept", "Time": "time", "Lifecycle": "lifecycle"}


def xes_lines(found: Iterable[Trace], title: str) -> Iterator[bytes]:
    """The log as XML, UTF-8; ``title`` says what it is of."""
    yield "\n".join([*_head(title), ""]).encode()
    for trace in found:
        yield "\n".join([*_trace(trace), ""]).encode()
    yield b"</log>\n"


def _head(title: str) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">'
    for name, prefix in _EXTENSIONS.items():
        uri = f"http://www.xes-standard.org/{prefix}.xesext"
        yield f'  <extension name="{name}" prefix="{prefix}" uri="{uri}"/>'
    yield '  <global scope="trace">'
    for name in ("concept:name", *CASE_COLUMNS):
        yield f"    {_string(name, 'onbekend')}"
    yield "  </global>"
    yield '  <global scope="event">'
    yield from (f"    {line}" for line in _event(Step("onbekend", "1970-01-01T00:00:00.000+00:00")))
    yield "  </global>"
    yield '  <classifier name="Activity" keys="concept:name"/>'
    yield f"  {_string('concept:name', title)}"


def _trace(trace: Trace) -> Iterator[str]:
    yield "  <trace>"
    yield f"    {_string('concept:name', trace.case)}"
    for name, value in zip(CASE_COLUMNS, trace.attributes, strict=True):
        yield f"    {_string(name, value)}"
    for step in trace.steps:
        yield f"    <event>{''.join(_event(step))}</event>"
    yield "  </trace>"


def _event(step: Step) -> Iterator[str]:
    yield _string("concept:name", step.activity)
    yield _string("lifecycle:transition", "complete")
    yield f'<date key="time:timestamp" value="{step.moment}"/>'


def _string(key: str, value: str) -> str:
    return f'<string key="{key}" value="{escape(visible(value))}"/>'
