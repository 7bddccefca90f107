"""A delivery of the form against the log: the events it comes to, and what to say of them.

For each participant the standing timeline is told as rows of the form, compared with the rows that
were handed in (:mod:`.compare`), and the differences become events. Then the four questions about
the peildatum are held to what the log would say: what the pilot does not know is stated as missing
information, what it says without a dated row is asked about. Nothing is written here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, timedelta
from functools import cached_property
from itertools import chain
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import Struct

from journey import catalogue
from journey.aggregates.identity import participant_id
from journey.aggregates.participant import New, Violation, pending, target_of, violations
from journey.aggregates.state import Entry, State
from journey.aggregates.timeline import standing
from journey.application import Proposal
from journey.catalogue import Rules
from journey.codebook import ASPECT, GEBEURTENIS, ONBEKEND, ONDERDEEL
from journey.events import CATALOGUE, NAMES, Event
from journey.interchange.form.answers import Answered, answered
from journey.interchange.form.compare import Amended, Compared, Gone, compare, told_by
from journey.interchange.form.decided import (
    DATE,
    Decision,
    decisions,
    differing,
    id_in_delivery,
    without_decisions,
)
from journey.interchange.form.facts import EXITS, Fact, Told, first_of, tell
from journey.interchange.form.layout import TITLES
from journey.interchange.form.model import Delivery, Finding, Row
from journey.peildatum import month_later
from journey.presentation.quality import ADVICE
from journey.projections.doubts import Case, doubts
from journey.projections.filling import told_of
from journey.projections.form import QUESTIONS, SITUATIE, Dated, FormRow
from journey.projections.snapshot import COLUMN, row_of, state_on
from journey.store.codec import wire

MERGED: Final = ("characteristics_changed", "information_missing", "information_confirmed")
"""Several rows may tell one of these: what they say of one day becomes one event."""


class Terms(Struct, frozen=True):
    """What a delivery is taken in with: its peildatum (inclusive), what the checks know, and the
    member of staff who records it, if one is named."""

    peildatum: date
    rules: Rules
    recorded_by: str | None


class Change(NamedTuple):
    """One thing that a delivery does, or finds in the log and leaves alone.

    ``what``: new, corrected, or kept (the log says it and the form does not). ``said``: its
    content, or what changes. ``tab`` and ``row``: where the form says it, None where it does not.
    """

    deelnemernummer: str
    what: str
    event: str
    datum: date | None
    said: str
    tab: str | None = None
    row: int | None = None


class Outcome(NamedTuple):
    """What a delivery comes to: the events to record, what they change, and what was found."""

    proposals: list[Proposal]
    changes: list[Change]
    findings: list[Finding]


_WHAT_HAPPENED: Final = (
    "What happened, and on which day? Correct the row, or the log where that is wrong."
)


class _Item(NamedTuple):
    """An event in the making: of one fact, or a correction of the event ``target``."""

    name: str
    fact: Fact | None
    when: Dated
    data: dict[str, Any]
    target: str | None = None

    @property
    def is_end(self) -> bool:
        """Whether it ends something, and so waits for what begins it."""
        return self.fact is not None and self.fact.column == "einde"

    @property
    def recorded(self) -> str:
        """What is recorded: the event itself, or the correction of one."""
        return self.name if self.target is None else "corrected"

    @property
    def order(self) -> tuple[date, int, int, int]:
        """Where it comes among the new events of a participant."""
        place = (self.fact.place, self.fact.row) if self.fact else (len(CATALOGUE), 0)
        return (self.when.day or date.max, self.when.volgorde or 0, *place)


def deliver(
    delivery: Delivery,
    histories: Iterable[list[Entry]],
    terms: Terms,
    skipped: Collection[str] = frozenset(),
    on_person: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """What a delivery comes to, given everything that the log knows of everyone.

    Args:
        delivery: the form as it was read.
        histories: every event of one participant after the other, in the order of the log.
        terms: peildatum, rules and staff.
        skipped: the ids of participants of whom something is wrong already; they are left out.
        on_person: told how many participants were compared, for a progress bar.
    """
    people = rows_by_person(delivery)
    known: dict[str, list[Entry]] = {}
    outcome = Outcome([], [], [])
    for history in histories:
        person = participant_id(history[0].subject)
        if person in people:
            known[person] = history
        else:
            outcome.changes.extend(_absent(history, delivery.proeven, terms.peildatum))
    for person, rows in people.items():
        if person not in skipped:
            one = _Person(rows, known.get(person, []), terms).outcome(len(outcome.proposals))
            outcome.proposals.extend(one.proposals)
            outcome.changes.extend(one.changes)
            outcome.findings.extend(one.findings)
        on_person(1)
    outcome.changes.sort(key=lambda change: change.deelnemernummer)
    return outcome


def rows_by_person(delivery: Delivery) -> dict[str, list[Row]]:
    """The rows of each participant by id, tab after tab; those without a number are left out."""
    people: dict[str, list[Row]] = {}
    for row in delivery.rows:
        if row.deelnemernummer is not None:
            people.setdefault(participant_id(row.deelnemernummer), []).append(row)
    return people


def _absent(history: Sequence[Entry], proeven: Collection[str], day: date) -> Iterator[Change]:
    """A participant of a proef of the form that is not on it."""
    state = state_on(standing(history), day)
    if state.instroom is not None and state.proef in proeven:
        yield Change(state.number, "kept", "intake", state.instroom, "is not on the form")


class _Person:
    """One participant of a delivery against the log."""

    def __init__(self, rows: Sequence[Row], history: Sequence[Entry], terms: Terms) -> None:
        self._rows = rows
        self._history = history
        self._terms = terms
        self._forms = [form for row in rows if (form := row.as_form_row()) is not None]
        self._number = history[0].subject if history else self._forms[0].deelnemernummer
        self._timeline = standing(history)
        self._read = {entry.event_id: entry.event for entry in self._timeline}
        self._findings: list[Finding] = []
        self._changes: list[Change] = []
        self._decisions = decisions(history)
        self._held: set[str] = set()
        self._left_out: set[tuple[str | None, str | None]] = set()
        self._questions: list[Finding] = []

    def outcome(self, base: int) -> Outcome:
        """The events, numbered from ``base`` on, and what to say of them."""
        items = self._settled(list(self._items()))
        items += self._about_peildatum(items, self._news(items))
        news = self._news(items)
        self._judge(items, news)
        for item in items:
            self._changes.append(self._change(item))
        if self._spoilt:
            # What follows from a mistake is asked when that is mended.
            self._questions = [f for f in self._questions if f.severity == "error"]
        else:
            self._doubt(news)
        proposals = [
            Proposal(base + n, new.event_id, item.recorded, self._number, None, self._full(item))
            for n, (item, new) in enumerate(zip(items, news, strict=True), 1)
        ]
        return Outcome(proposals, self._changes, [*self._findings, *self._questions])

    # -- from differences to events ---------------------------------------------------------------

    @cached_property
    def _known_forms(self) -> list[FormRow]:
        """The rows that the log would fill in."""
        return told_of(self._timeline, self._terms.peildatum)

    @cached_property
    def _known(self) -> list[Told]:
        return tell(self._known_forms)

    @cached_property
    def _said(self) -> list[Told]:
        return tell(self._forms)

    @cached_property
    def _compared(self) -> Compared:
        return compare(self._said, self._known)

    def _items(self) -> Iterator[_Item]:
        compared = self._compared
        amended = map(self._undecided, [*compared.amended, *self._reordered(compared)])
        yield from self._corrections([a for a in amended if a.when is not None or a.data])
        for gone in compared.gone:
            if (gone.known.source, gone.field) not in self._left_out:
                self._keep(gone)
        tabs = [form.tab for form in self._forms]
        new = [fact for fact in compared.new if not self._was_undone(fact)]
        in_order = sorted(new, key=lambda fact: (fact.row, fact.column))
        yield from _merged(map(self._placed, in_order), tabs)

    # -- what a person decided --------------------------------------------------------------------

    def _undecided(self, amended: Amended) -> Amended:
        """What the form says otherwise, but for what a person decided against before."""
        for decision in self._decisions:
            if decision.target == amended.known.source:
                left = decision.without(amended)
                if amended.when is not None and left.when is None:
                    self._hold(decision, amended.said.row, amended.said.column, DATE)
                for name in (name for name in amended.data if name not in left.data):
                    self._hold(decision, amended.said.row, name, {name})
                amended = left
        return amended

    def _was_undone(self, fact: Fact) -> bool:
        """Whether a person took back, or dated otherwise, just what a row says."""
        decision = next((one for one in self._decisions if one.stood(fact)), None)
        if decision is not None:
            self._hold(decision, fact.row, fact.column, decision.about)
        return decision is not None

    def _hold(self, decision: Decision, place: int, column: str, fields: Set[str]) -> None:
        """Tell that what was decided of these fields is kept."""
        own = self._rows[place]
        row = next((row for row in (own, *self._rows) if column in row.cells), own)
        self._held.add(decision.target)
        kept = _kept_by(decision, self._now(decision.target, fields))
        self._findings.append(self._finding("warning", row, column, *kept))

    def _now(self, target: str, fields: Set[str]) -> str | None:
        """What the log has now in these fields of an event; None where it was retracted."""
        event = self._read.get(target)
        if event is None:
            return None
        now = wire(event)
        names = [name for name in now if name in fields]
        names += sorted(fields - now.keys() - DATE)
        return _said({name: now.get(name) for name in names})

    def _place_of(self, tab: str) -> int:
        return next((n for n, row in enumerate(self._rows) if row.tab == tab), 0)

    def _agreed(
        self, answers: Mapping[str, str], state: State, news: Sequence[New]
    ) -> Mapping[str, str]:
        """The four answers; where one goes by what a person decided against, or by what it said
        of the peildatum before, that of the log."""
        day = self._terms.peildatum
        about = [d for d in self._decisions if _is_about(d, day)]
        targets = self._held.union(decision.target for decision in about)
        if not targets:
            return answers
        undone = state_on(without_decisions(self._entries(news), targets), day)
        now, before = (row_of(s, day) for s in (state, undone))
        agreed = dict(answers)
        for name, aspect in QUESTIONS.items():
            if answers[name] == before[COLUMN[name]] != now[COLUMN[name]]:
                agreed[name] = str(now[COLUMN[name]])
                for decision in about:
                    if aspect in wire(decision.before)["aspecten"]:
                        self._hold(decision, self._place_of(SITUATIE), name, decision.about)
        return agreed

    # -- corrections ------------------------------------------------------------------------------

    def _corrections(self, amended: Sequence[Amended]) -> Iterator[_Item]:
        """One correction for each event that is said otherwise, by however many rows."""
        told = told_by(self._known)
        for source in dict.fromkeys(a.known.source for a in amended):
            assert source is not None
            of_event = [a for a in amended if a.known.source == source]
            moved = [a for a in of_event if a.when is not None]
            if moved and len(moved) < told[source]:
                self._report_shared(moved[0])
                of_event = [a._replace(when=None) for a in of_event if a.data]
            if of_event:
                yield self._correction(source, of_event)

    def _correction(self, source: str, amended: Sequence[Amended]) -> _Item:
        event = self._read[source]
        data = wire(event)
        for one in amended:
            data |= {name: value for name, value in one.data.items() if value is not None}
            for name in (name for name, value in one.data.items() if value is None):
                data.pop(name, None)
        when = next((a.when for a in amended if a.when is not None), None)
        kept = Dated(event.datum, event.precisie or "dag", event.volgorde)
        placed = kept if when is None else msgspec.structs.replace(when, volgorde=event.volgorde)
        if "volgorde" in data and data["volgorde"] != event.volgorde:
            placed = msgspec.structs.replace(placed, volgorde=data["volgorde"])
        return self._freed(_Item(NAMES[type(event)], amended[0].said, placed, data, source))

    def _freed(self, item: _Item) -> _Item:
        """Without what only the log says, where that does not go with what the form says now."""
        for gone in self._compared.gone:
            wrong = self._problems(item)
            if wrong and gone.known.source == item.target and gone.field in item.data:
                freed = item._replace(data={n: v for n, v in item.data.items() if n != gone.field})
                if len(self._problems(freed)) < len(wrong):
                    self._left_out.add((item.target, gone.field))
                    item = freed
        return item

    def _reordered(self, compared: Compared) -> Iterator[Amended]:
        """Events of a day whose order the form gives otherwise than the log has it."""
        days = {s.when.day for s, _ in compared.same if s.when.volgorde is not None}
        fresh = {fact.when.day for fact in compared.new}
        for day in days:
            pairs = [(s, k) for s, k in compared.same if s.when.day == day and k.source]
            if day in fresh or not self._in_order(pairs):
                for said, known in pairs:
                    event = self._read[known.source or ""]
                    if event.order != (said.when.volgorde or 0):
                        yield Amended(said, known, None, {"volgorde": said.when.volgorde or 0})

    def _in_order(self, pairs: Sequence[tuple[Fact, Fact]]) -> bool:
        """Whether events stand in the log as the form orders them."""
        places = {entry.event_id: n for n, entry in enumerate(self._timeline)}
        wanted = sorted(pairs, key=lambda pair: places[pair[1].source or ""])
        orders = [said.when.volgorde or 0 for said, _ in wanted]
        return orders == sorted(orders)

    def _placed(self, fact: Fact) -> _Item:
        """A new event; it comes before those of the log that usually come after it."""
        when = fact.when
        others = [known for _, known in self._compared.same if known.when.day == when.day]
        usual = when.volgorde is None and when.settled
        if usual and others and all(known.place > fact.place for known in others):
            first = min(self._read[known.source or ""].order for known in others)
            when = msgspec.structs.replace(when, volgorde=first - 1)
        return _Item(fact.name, fact, when, dict(fact.data))

    # -- days for months, years and unknown dates -------------------------------------------------

    def _settled(self, items: list[_Item]) -> list[_Item]:
        """Every event with its day: one that is known to the month or year gets the first day in
        it that breaks the fewest rules."""
        done = [item for item in items if item.when.day is not None and item.when.settled]
        vague = [item for item in items if item.when.day is None or not item.when.settled]
        for item in sorted(vague, key=lambda item: (item.is_end, item.order)):
            done.append(self._settle(item, done))
        return sorted(done, key=lambda item: item.order)

    def _settle(self, item: _Item, done: Sequence[_Item]) -> _Item:
        best: tuple[int, _Item] | None = None
        for day in self._days(item, done):
            when = msgspec.structs.replace(item.when, day=day, settled=True)
            candidate = item._replace(when=when)
            wrong = self._wrong([*done, candidate])
            if best is None or wrong < best[0]:
                best = wrong, candidate
            if wrong == 0:
                break
        assert best is not None
        return best[1]

    def _days(self, item: _Item, done: Sequence[_Item]) -> Iterator[date]:
        """The days that it may be, the likeliest first. What a day breaks depends on what comes
        before it, so between two events one day stands for all."""
        first, today = item.when.day, self._terms.rules.today
        if first is None:
            yield from self._unknown_days()
            return
        after = month_later(first, 12 if item.when.precisie == "jaar" else 1)
        last = max(first, min(after - timedelta(days=1), self._terms.peildatum, today))
        others = {entry.event.datum for entry in self._timeline}
        others |= {other.when.day for other in done if other.when.day is not None}
        inside = {day for day in others if first <= day <= last}
        days = {first, *inside, *(day + timedelta(days=1) for day in inside)}
        yield from sorted(day for day in days if day <= last)

    def _unknown_days(self) -> Iterator[date]:
        """The peildatum, on which the pilot said that it does not know the day; or else a day on
        which something else happened, the newest first."""
        yield self._terms.peildatum
        days = {f.when.day for told in self._said for f in told.facts}
        yield from sorted((day for day in days if day is not None), reverse=True)

    def _wrong(self, items: Sequence[_Item]) -> int:
        news = self._news(sorted(items, key=lambda item: item.order))
        return len(violations(self._entries(news), {new.event_id for new in news}))

    # -- the four questions -----------------------------------------------------------------------

    def _about_peildatum(self, items: Sequence[_Item], news: Sequence[New]) -> list[_Item]:
        """What the form does not know, or knows again, of the four questions."""
        state = state_on(self._after(news), self._terms.peildatum)
        if state.instroom is None:
            return []
        form = first_of(SITUATIE, self._forms)
        row = next((r for r in self._rows if r.tab == SITUATIE and "sinds" not in r.cells), None)
        told = frozenset(told.key[0] for told in self._said)
        going_on = frozenset(told.key[0] for told in self._said if told.end is None)
        answers = self._agreed(_answers(form), state, news)
        found = answered(state, self._terms.peildatum, answers, told, going_on)
        self._questions = [self._asked(row, remark) for remark in found.remarks]
        when = Dated(self._terms.peildatum, volgorde=self._last_of_day(items))
        said = {"information_missing": found.missing, "information_confirmed": found.confirmed}
        return [
            _Item(name, None, when, {"aspecten": [a for a in ASPECT if a in aspects]})
            for name, aspects in said.items()
            if aspects
        ]

    def _last_of_day(self, items: Sequence[_Item]) -> int | None:
        """The volgorde after everything else on the peildatum; None where that is the usual one."""
        day = self._terms.peildatum
        orders = [e.event.order for e in self._timeline if e.event.datum == day]
        orders += [item.when.volgorde or 0 for item in items if item.when.day == day]
        last = max(orders, default=0)
        return last if last > 0 else None

    def _asked(self, row: Row | None, remark: Answered) -> Finding:
        return self._finding(
            remark.severity, row, remark.column, remark.problem, remark.ask, SITUATIE
        )

    # -- judging ----------------------------------------------------------------------------------

    def _judge(self, items: Sequence[_Item], news: Sequence[New]) -> None:
        """Everything that is wrong with the events, and with the timeline as it would be."""
        self._check_proef()
        for item in items:
            for problem in self._problems(item):
                self._blame(item.fact, problem.field, problem.text)
        if self._spoilt:
            return
        facts = {new.event_id: item.fact for item, new in zip(items, news, strict=True)}
        for violation in violations(self._entries(news), facts):
            fact, gone = self._told_in(violation, facts), self._in_the_way(violation, news)
            if gone is None:
                self._blame(fact, None, violation.message)
            else:
                called = _called(self._known_forms[gone.row])
                self._blame(fact, None, *_against(gone, called, fact))

    def _problems(self, item: _Item) -> list[catalogue.Problem]:
        """What is wrong with an event, or with what it is corrected to, by itself."""
        cls, data = CATALOGUE[item.name], self._dated(item)
        if item.target is None:
            data |= self._staff
        replacement = item.target is not None
        return catalogue.problems(cls, data, self._terms.rules, replacement=replacement)

    @property
    def _spoilt(self) -> bool:
        """Whether something stands in the way, so that nothing is recorded."""
        return any(f.severity == "error" for f in (*self._findings, *self._questions))

    def _in_the_way(self, violation: Violation, news: Sequence[New]) -> Fact | None:
        """What only the log has, if the rule would not be broken without it."""
        entries, fresh = self._entries(news), {new.event_id for new in news}
        for known in (gone.known for gone in self._compared.gone if gone.field is None):
            left = [e for e in entries if e.event_id != known.source]
            left = [e for e in left if target_of(e.event) != known.source]
            found = violations(left, fresh)
            if _breach(violation) not in map(_breach, found):
                return known
        return None

    def _check_proef(self) -> None:
        """A number that the log has in another proef may well be somebody else's."""
        for said, known in self._compared.same:
            proef = known.data.get("proef")
            if said.data.get("proef", proef) != proef:
                problem = f"the log has this number in {proef}"
                self._findings.append(
                    self._finding("error", self._rows[said.row], "proef", problem, _WHOSE)
                )

    def _told_in(self, violation: Violation, facts: dict[str, Fact | None]) -> Fact | None:
        """Where the form tells of what breaks a rule: of an older event that would not fit any
        more itself, or else of the newest event that is told in a row."""
        if violation.older is None:
            return facts[violation.event_id]
        older = violation.older.event_id
        said = (said for said, known in self._compared.same if known.source == older)
        newest = (fact for fact in reversed(facts.values()) if fact is not None)
        return next(chain(said, newest), None)

    def _blame(
        self, fact: Fact | None, field: str | None, problem: str, ask: str = _WHAT_HAPPENED
    ) -> None:
        row = self._rows[fact.row] if fact else None
        known = row is not None and field is not None and field in row.letters
        column = field if known else fact.column if fact else None
        text = problem if known or not field else f"{field}: {problem}"
        self._findings.append(self._finding("error", row, column, text, ask))

    def _doubt(self, news: Sequence[New]) -> None:
        day = self._terms.peildatum
        timeline = [e for e in self._after(news) if e.event.datum <= day]
        for doubt in doubts(Case(timeline, state_on(timeline, day), day)):
            row, column = self._where(doubt.field, doubt.startbaan)
            problem, advice = f"{doubt.check}, {doubt.value}", ADVICE[doubt.check].en
            ask = f"{advice[0].upper()}{advice[1:]}."
            self._findings.append(self._finding("warning", row, column, problem, ask))

    def _where(self, field: str, startbaan: str | None) -> tuple[Row | None, str | None]:
        """The last row that says something of a field, of a startbaan if it is about one."""
        column = _COLUMN_OF.get(field, field)
        tab = _TAB_OF.get(field)
        rows = [
            row
            for row in self._rows
            if column in row.letters
            and (tab is None or row.tab == tab)
            and (startbaan is None or row.value("startbaan") == startbaan)
        ]
        if field in _COLUMN_OF:
            rows = [row for row in rows if _goes_on(row, field)] or rows
        said = [row for row in rows if column in row.cells] or rows
        return (said[-1], column) if said else (None, None)

    # -- what is told -----------------------------------------------------------------------------

    def _keep(self, gone: Gone) -> None:
        """The log says it and the form does not; what the four questions say goes by them."""
        known = gone.known
        if known.name.startswith("information_"):
            return
        said = f"{gone.field} = {known.data[gone.field]}" if gone.field else "is not on the form"
        row = self._rows[gone.said.row] if gone.said else None
        self._changes.append(
            Change(
                *(self._number, "kept", known.name, known.when.day, said),
                row.tab if row else None,
                row.number if row else None,
            )
        )

    def _report_shared(self, moved: Amended) -> None:
        said = self._rows[moved.said.row]
        problem = (
            f"the log has one {moved.known.name} on {moved.known.when.day} for this row and "
            "another one, which keeps that day; the day is left as it is"
        )
        ask = "Did only a part of it change on another day? Then correct the event in the log."
        self._findings.append(self._finding("warning", said, moved.said.column, problem, ask))

    def _change(self, item: _Item) -> Change:
        row = self._rows[item.fact.row] if item.fact else None
        what, said = "new", _said(item.data)
        if item.target is not None:
            what = "corrected"
            before, after = wire(self._read[item.target]), self._dated(item)
            said = _difference(before, after)
            decided = (d for d in self._decisions if d.target == item.target)
            said += "".join(f" ({d})" for d in decided if d.about & differing(before, after))
        return Change(
            *(self._number, what, item.name, item.when.day, said),
            row.tab if row else None,
            row.number if row else None,
        )

    def _finding(
        self,
        severity: Any,
        row: Row | None,
        column: str | None,
        problem: str,
        ask: str,
        tab: str = "deelnemer",
    ) -> Finding:
        cell = row.cells.get(column or "") if row else None
        return Finding(
            severity,
            row.tab if row else tab,
            row.number if row else None,
            column,
            cell.raw if cell else "",
            problem,
            ask,
            row.at(column) if row and column else None,
            self._number,
        )

    # -- events -----------------------------------------------------------------------------------

    def _dated(self, item: _Item) -> dict[str, Any]:
        """The full data of an event, its date among them."""
        assert item.when.day is not None
        data = {**item.data, "datum": item.when.day.isoformat()}
        for name, value in (
            ("precisie", None if item.when.precisie == "dag" else item.when.precisie),
            ("volgorde", item.when.volgorde),
        ):
            data.pop(name, None)
            if value is not None:
                data[name] = value
        return data

    def _full(self, item: _Item) -> dict[str, Any]:
        data = self._dated(item)
        if item.target is None:
            return {**data, **self._staff}
        return {
            "datum": self._terms.rules.today.isoformat(),
            **self._staff,
            "corrects": item.target,
            "replacement": data,
            "reden": "bron_gewijzigd",
        }

    @property
    def _staff(self) -> dict[str, str]:
        who = self._terms.recorded_by
        return {} if who is None else {"recorded_by": who}

    def _news(self, items: Iterable[_Item]) -> list[New]:
        """The events, with ids made of what they say, and of how often it was said before."""
        seen: Counter[str] = Counter()
        return [self._new(item, seen) for item in items]

    def _new(self, item: _Item, seen: Counter[str]) -> New:
        cls = CATALOGUE[item.recorded]
        said = self._number, len(self._history), item.name, item.target, self._dated(item)
        once = id_in_delivery(*said)
        seen[once] += 1
        event_id = id_in_delivery(*said, seen[once])
        event: Event = msgspec.convert(self._full(item), cls, strict=False)
        return New(event_id, self._number, event)

    def _entries(self, news: Sequence[New]) -> list[Entry]:
        return [*self._history, *map(pending, news)]

    def _after(self, news: Sequence[New]) -> list[Entry]:
        return standing(self._entries(news))


_WHOSE: Final = (
    "Is it somebody else? Then give them another number. Was the proef recorded wrongly? Then "
    "correct the intake with `journey correct`."
)


def _is_about(decision: Decision, day: date) -> bool:
    """Whether it is about what a delivery of this peildatum may have said not to know."""
    return decision.name.startswith("information_") and decision.before.datum == day


def _breach(violation: Violation) -> tuple[str, str | None]:
    """Which event breaks a rule."""
    return violation.event_id, violation.older and violation.older.event_id


def _against(known: Fact, called: str, said: Fact | None) -> tuple[str, str]:
    """What only the log has, and is in the way of what the form says; and what to do. ``called``:
    what the form calls it."""
    problem = (
        f"does not go with {known.name} ({called}) on {known.when.day}, which the log has and the "
        "form does not have"
    )
    ask = f"Did that never happen? Then `journey retract {known.source}`, and hand this in again."
    # Of what kind an event is can't be corrected.
    if said is None or {known.name, said.name} != {*EXITS.values()}:
        ask += f" Was it otherwise? Then `journey correct {known.source}`."
    return problem, ask


def _called(row: FormRow) -> str:
    """What the form calls what one of its rows tells."""
    for name, codes in (("gebeurtenis", GEBEURTENIS), ("onderdeel", ONDERDEEL)):
        if name in row.values:
            return codes.label(str(row.values[name])).nl
    return TITLES[row.tab]


def _kept_by(decision: Decision, now: str | None) -> tuple[str, str]:
    """Why what a form says is not recorded, and what to do where it is right after all. ``now``:
    what the log has instead, None where it has nothing any more."""
    name, day, target = decision.name, decision.before.datum, decision.target
    problem = f"is what {name} on {day} said until {decision}; what was decided is kept: the log "
    if now is None:
        ask = f"Did it happen after all? Then record it anew: `journey record {name}`."
        return f"{problem}has it no more", ask
    ask = f"Which of the two is right? If it is the form, `journey correct {target}`."
    return f"{problem}now has {now}", ask


_COLUMN_OF: Final = {
    "startbaan_einde": "einde",
    "voortraject_einde": "einde",
    "on_hold_einde": "einde",
}
_TAB_OF: Final = {
    "startbaan_einde": "startbaan",
    "voortraject_einde": "voortraject",
    "on_hold_einde": "on_hold",
}


def _goes_on(row: Row, field: str) -> bool:
    """Whether a row is of a run of this kind that has no end."""
    what = row.value("onderdeel") or row.value("gebeurtenis") or "startbaan"
    return f"{what}_einde" == field and not {"einde", "sinds"} & row.cells.keys()


def _answers(form: FormRow | None) -> Mapping[str, str]:
    """What the form says of the peildatum; what it leaves empty it does not know."""
    given = form.values if form is not None else {}
    return {name: str(given.get(name, ONBEKEND)) for name in QUESTIONS}


def _merged(items: Iterable[_Item], tabs: Sequence[str]) -> Iterator[_Item]:
    """What rows of two tabs, or about several aspects, say of one day as one event. What two rows
    of one tab say of one day stays apart, and so does what has another place in the day: an end
    of what began that day comes later than other ends. ``tabs``: the tab of each row."""
    merged: dict[Any, _Item] = {}
    seen: Counter[Any] = Counter()
    for number, item in enumerate(items):
        key: Any = number
        if item.name in MERGED and item.fact is not None:
            of = tuple(item.data.get("aspecten", (tabs[item.fact.row],)))
            seen[item.name, item.when, of] += 1
            key = item.name, item.when, item.fact.place, seen[item.name, item.when, of]
        before = merged.get(key)
        merged[key] = item if before is None else before._replace(data=_union(before, item))
    yield from merged.values()


def _union(one: _Item, other: _Item) -> dict[str, Any]:
    if "aspecten" in one.data:
        both = [*one.data["aspecten"], *other.data["aspecten"]]
        return {"aspecten": list(dict.fromkeys(both))}
    return one.data | other.data


def _said(data: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_text(value)}" for name, value in data.items())


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return ", ".join(f"{n}: {_text(before.get(n))} → {_text(after.get(n))}" for n in names)


def _text(value: Any) -> str:
    if value is None:
        return "-"
    return "|".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
