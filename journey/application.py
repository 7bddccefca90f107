"""The only write path: load, decide, save. And the way in to what the log holds.

:class:`Journey` is the eventsourcing application for single commands; :func:`take_in` moves a whole
file in as one save. Both decide with the same rules and leave no trace where they refuse.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, Final, NamedTuple

from msgspec import Struct

from journey import catalogue
from journey.aggregates.identity import participant_id
from journey.aggregates.participant import hint, violations
from journey.catalogue import Rules
from journey.errors import BadInput, Conflict, Refused
from journey.events import (
    CATALOGUE,
    OWN_CODE,
    TYPE_VERSION,
    Corrected,
    Event,
    Retracted,
)
from journey.fields import CODE, shown
from journey.ledger import entry_of
from journey.peildatum import day_of_recording
from journey.personal import NOTHING, Personal
from journey.store import LeanRow, NewRecord, Record, Store, Writing, open_store
from journey.store.codec import encode
from journey.store.urls import parse_url
from journey.vault.keystore import refuse_keys
from journey.vault.sealing import form_problem
from journey.vault.vault import Vault, about, at_hand
from journey.wording import and_more, counted

LISTED: Final = 20
"""So many problems of a file are listed; all are counted."""

CHUNK: Final = 2000
"""So many lines are handed to the database at a time."""

FEW: Final = 2000
"""Up to so many participants are read one by one; more than that, the log is read once."""


class Proposal(NamedTuple):
    """One event that a file proposes. ``time`` is recorded-at as the log writes it, or None.

    What is personal comes as it was ``sealed``, or to be sealed. ``pseudonymised``: the file says
    that it is no log as it was recorded.
    """

    line: int
    event_id: str
    name: str
    subject: str
    time: str | None
    data: dict[str, Any]
    sealed: bytes | None = None
    personal: Personal = NOTHING
    pseudonymised: bool = False


class Faulty(NamedTuple):
    """One line that proposes nothing, and what is wrong with it; the subject where it is known."""

    line: int
    subject: str | None
    text: str


class Report(Struct, frozen=True):
    """What a file did: lines read, events added and skipped (in the log already), participants.

    ``position`` is that of the newest event afterwards.
    """

    read: int
    added: int
    skipped: int
    participants: int
    position: int


def prepare(
    url: str, proeven: Mapping[str, str], source: str | None, activity: str | None = None
) -> str:
    """Create or upgrade the store, add to its list of proeven, name it; what was done, in words.

    Raises :class:`BadInput` for a code, label or source that can't be one, and
    :class:`WrongUsage` for a database that holds keys, before anything is done.
    """
    for code, label in proeven.items():
        _check_proef(code, label)
    _refuse_misnamed({"source": source, "processing activity": activity})
    refuse_keys(parse_url(url))
    from journey.store.migrate import initialise

    made = initialise(url)
    with open_store(url) as store:
        for code, label in proeven.items():
            store.add_proef(code, label)
        if source is not None:
            store.set_setting("source", source)
        if activity is not None:
            store.set_setting("processing_activity", activity)
    if made.before is None:
        return f"a new store at revision {made.after}"
    if made.before == made.after:
        return f"the store is at revision {made.after} already"
    return f"the store was upgraded from revision {made.before} to {made.after}"


def _check_proef(code: str, label: str) -> None:
    if not CODE.fullmatch(code):
        raise BadInput(f"proef {shown(code)} is no code; allowed: {OWN_CODE.allowed}")
    if not label.strip():
        raise BadInput(f"proef {code} has no label; give one, such as {code}={code.title()}")


def _refuse_misnamed(uris: Mapping[str, str | None]) -> None:
    for name, uri in uris.items():
        if uri is not None and not (uri and uri.isprintable() and " " not in uri):
            raise BadInput(f"{name} {shown(uri)} is no URI, such as urn:nld:oin:…:systeem:journey")


class Problems:
    """What is wrong with a file, by line: the first of them and how many there are."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[tuple[int, str]] = []

    def add(self, line: int, text: str) -> None:
        """Note a problem."""
        self.count += 1
        self._first.append((line, text))
        if len(self._first) > 50 * LISTED:
            self._keep_first()

    def _keep_first(self) -> None:
        self._first = sorted(self._first)[:LISTED]

    def listed(self) -> list[str]:
        """The first problems by line, in words."""
        self._keep_first()
        return and_more([f"line {line}: {text}" for line, text in self._first], self.count)


def take_in(
    store: Store,
    proposals: Iterable[Proposal | Faulty],
    *,
    vault: Vault | None = None,
    keep_recorded_at: bool = False,
    dry_run: bool = False,
    as_demo: bool = False,
    again: Mapping[str, Personal] | None = None,
    here: date | None = None,
    on_judged: Callable[[int], None] = lambda _: None,
) -> Report:
    """Record everything that a file proposes, as one save, or nothing at all.

    Events that the log holds already, with equal type, subject and data, are skipped before
    anything is checked. The rest is judged by the timelines as they stand after the whole file.

    Args:
        store: where to.
        proposals: the lines of the file, in its order.
        vault: the keys to seal with, where a line holds something to be sealed.
        keep_recorded_at: take recorded-at from the file (a history moved in): it has to be there,
            must not lie in the future and must never fall.
        dry_run: check everything and write nothing.
        as_demo: the file is pseudonymised; left out, such a file is refused. The store holds
            nothing but what is in the file too.
        again: what :func:`journey.reading.read_again` gives of the ids of lines that hold
            something to be sealed.
        here: the day where the file is taken in, to be said where the store's is another.
        on_judged: told how many events were judged, for a progress bar.

    Raises:
        BadInput: with the first problems by line and their number; nothing is written.
        Conflict: a line with something to be sealed was recorded by somebody else meanwhile.
        Refused, StoreError: the keys can't be used; nothing is written.
    """
    with store.writing() as writing:
        batch = _Batch(writing, vault, keep_recorded_at, dry_run, again or {}, here)
        remaining = iter(proposals)
        while chunk := list(islice(remaining, CHUNK)):
            _refuse_mixed(chunk, as_demo)
            batch.add(chunk)
        batch.judge(on_judged)
        if batch.problems.count:
            count = batch.problems.count
            raise BadInput(
                f"nothing was written: {counted(count, 'problem')}",
                batch.problems.listed(),
                count,
            )
        if batch.keyless is not None:
            raise batch.keyless
        if as_demo and batch.mixes:
            raise BadInput(f"nothing was written: {_HOLDS_OTHERS}")
        if dry_run:
            writing.discard()
        return batch.report()


def _refuse_mixed(chunk: list[Proposal | Faulty], as_demo: bool) -> None:
    """A log is of real people and days, or it is not: raises :class:`BadInput` where that is not
    what was asked for."""
    for proposal in chunk:
        if isinstance(proposal, Proposal) and proposal.pseudonymised != as_demo:
            raise BadInput(
                f"nothing was written: line {proposal.line} is {_NOT_PSEUDONYMISED}"
                if as_demo
                else f"nothing was written: line {proposal.line} is {_PSEUDONYMISED}"
            )


_PSEUDONYMISED: Final = (
    "pseudonymised: its numbers, ids and dates are not the real ones, so it is no log to go on "
    "with; --as-demo takes it into a store of its own, to count with"
)
_NOT_PSEUDONYMISED: Final = (
    "not pseudonymised; leave --as-demo out, which is for files of `journey export events "
    "--pseudonymise`"
)


_HOLDS_OTHERS: Final = (
    "the store holds other events, and pseudonymised ones could never be taken out again; make a "
    "store of their own with `journey --database URL init`"
)


class _Known(NamedTuple):
    """What is compared when an id comes again."""

    name: str
    subject: str
    data: str
    sealed: bytes | None
    in_log: bool = False


class _Batch:
    """A file on its way into the log, inside one transaction."""

    def __init__(
        self,
        writing: Writing,
        vault: Vault | None,
        keep_recorded_at: bool,
        dry_run: bool,
        again: Mapping[str, Personal],
        here: date | None,
    ) -> None:
        newest = writing.newest()
        self.problems = Problems()
        self.keyless: Refused | None = None
        self._writing = writing
        self._vault = vault
        self._keep = keep_recorded_at
        self._dry_run = dry_run
        self._again = again
        self._here = None if keep_recorded_at else here
        self._base, self._latest = newest or (0, "")
        self._proeven = frozenset(writing.proeven())
        self._lines = array("Q")
        self._versions: dict[str, int] = {}
        self._new: dict[str, None] = {}
        self._spoilt: set[str] = set()
        self._erased = set(writing.erased())
        self._sealed_later: set[str] = set()
        self._read = 0
        self._skipped = 0

    # -- taking lines in ----------------------------------------------------------------------

    def add(self, chunk: list[Proposal | Faulty]) -> None:
        """Take in some lines: what is right by itself goes into the transaction."""
        self._read += len(chunk)
        proposals = [p for p in chunk if isinstance(p, Proposal)]
        for faulty in chunk:
            if isinstance(faulty, Faulty):
                self._spoil(faulty.line, faulty.subject, faulty.text)
        known = self._known(proposals)
        self._load_versions(proposals)
        self._prepare_keys(proposals)
        records: list[NewRecord] = []
        moments: list[str] = []
        for proposal in proposals:
            if (record := self._accepted(proposal, known)) is not None:
                records.append(record)
                moments.append(self._moment(proposal))
                self._lines.append(proposal.line)
        self._writing.append_history(records, moments)

    def _prepare_keys(self, proposals: list[Proposal]) -> None:
        """Keep the keys that these lines need together: one by one each waits for the disk.

        Where there are none the file is refused, but not before it was judged.
        """
        pids = {participant_id(p.subject) for p in proposals if p.personal} - self._erased
        if not pids or self.keyless is not None:
            return
        try:
            vault = at_hand(self._vault)
            # In a dry run nothing is written, so no key is made either.
            vault.check() if self._dry_run else vault.prepare(sorted(pids))
        except Refused as error:
            self.keyless = error

    def _known(self, proposals: list[Proposal]) -> dict[str, _Known]:
        ids = {p.event_id for p in proposals}
        ids.update(t for p in proposals if (t := _target(p)) is not None)
        found = self._writing.by_event_ids(sorted(ids))
        return {i: _Known(r.type, r.subject, r.data, r.sealed, True) for i, r in found.items()}

    def _load_versions(self, proposals: list[Proposal]) -> None:
        # Not a difference of sets: that would walk through everyone in the file so far.
        everyone = {participant_id(p.subject) for p in proposals}
        unknown = {pid for pid in everyone if pid not in self._versions}
        self._versions.update(dict.fromkeys(unknown, 0))
        self._versions.update(self._writing.versions(sorted(unknown)))

    def _accepted(self, proposal: Proposal, known: dict[str, _Known]) -> NewRecord | None:
        """The row of a proposal that is new and right by itself; None for any other."""
        original = _original(proposal, known)
        wrong = [*_shape_problems(proposal, original), *_seal_problems(proposal)]
        data = "" if wrong else _as_kept(proposal, original)
        before = known.get(proposal.event_id)
        if before is not None:
            self._compare(proposal, before, data)
            return None
        wrong = wrong or self._rule_problems(proposal, original, known)
        wrong = wrong or self._erasure_problems(proposal)
        if wrong:
            for text in wrong:
                self._spoil(proposal.line, proposal.subject, text)
            return None
        self._latest = self._moment(proposal)
        row = self._row(proposal, data)
        known[proposal.event_id] = _Known(proposal.name, proposal.subject, data, row.sealed)
        return row

    def _compare(self, proposal: Proposal, before: _Known, data: str) -> None:
        if before[:3] == (proposal.name, proposal.subject, data) and self._same(proposal, before):
            self._skipped += 1
            return
        text = (
            f"id: {proposal.event_id} is taken by another event ({before.name} of "
            f"{before.subject}) with other content; give this one an id of its own, or record a "
            "correction"
        )
        self._spoil(proposal.line, proposal.subject, text)

    def _same(self, proposal: Proposal, before: _Known) -> bool:
        """Whether what is personal is what was sealed before. Nothing is opened here: that is a
        reading, which can't be logged while the log is being written."""
        if proposal.personal and before.in_log and before.sealed is not None:
            if proposal.event_id not in self._again:
                raise Conflict(
                    f"nothing was written: the event of line {proposal.line} was recorded by "
                    "someone else meanwhile; give the file again"
                )
            return self._again[proposal.event_id] == _personal_as_kept(proposal)
        return not proposal.personal and proposal.sealed == before.sealed

    def _rule_problems(
        self, proposal: Proposal, original: type[Event] | None, known: dict[str, _Known]
    ) -> list[str]:
        wrong = self._time_problems(proposal) if self._keep else []
        if wrong:
            return wrong
        cls = CATALOGUE[proposal.name]
        rules = Rules(day_of_recording(self._moment(proposal)), self._proeven, self._here)
        also = Personal.hidden(cls) if proposal.sealed else proposal.personal
        found = _texts(catalogue.rule_problems(cls, proposal.data, rules, also))
        if proposal.sealed is None:
            found += _texts(catalogue.personal_problems(cls, proposal.personal, rules))
        if original is not None:
            holds = proposal.sealed is not None or self._holds_sealed(proposal, known)
            also = Personal.hidden(original) if holds else NOTHING
            replacement = proposal.data["replacement"]
            inner = catalogue.rule_problems(original, replacement, rules, also)
            found += _texts(inner, "replacement: ")
        return found

    def _holds_sealed(self, proposal: Proposal, known: dict[str, _Known]) -> bool:
        """Whether the event that is corrected has personal fields, of its own or by correction."""
        target = _target(proposal) or ""
        return known[target].sealed is not None or target in self._sealed_later

    def _erasure_problems(self, proposal: Proposal) -> list[str]:
        """Nothing personal comes after an erasure, in the log or above in the file."""
        if proposal.name == "identity_erased":
            self._erased.add(participant_id(proposal.subject))
        elif proposal.sealed is None and not proposal.personal:
            return []
        elif participant_id(proposal.subject) in self._erased:
            return [
                f"the identity of {proposal.subject} was erased, and no personal field is recorded "
                "again; leave it out"
            ]
        return []

    def _time_problems(self, proposal: Proposal) -> list[str]:
        time = proposal.time
        if time is None:
            return ["time: is missing; recorded-at can only be kept where every event has one"]
        if time > self._writing.now:
            return [f"time: {time} lies in the future"]
        if time < self._latest:
            return [
                f"time: {time} is earlier than {self._latest}, recorded before it; "
                "the log goes forward only"
            ]
        return []

    def _moment(self, proposal: Proposal) -> str:
        return (proposal.time or "") if self._keep else self._writing.now

    def _row(self, proposal: Proposal, data: str) -> NewRecord:
        pid = participant_id(proposal.subject)
        version = self._versions[pid] + 1
        self._versions[pid] = version
        self._new[pid] = None
        given = proposal.data
        row = NewRecord(
            proposal.event_id,
            pid,
            proposal.subject,
            version,
            proposal.name,
            TYPE_VERSION,
            given["datum"],
            given.get("recorded_by"),
            data,
            proposal.sealed,
        )
        if proposal.personal:
            row = row._replace(sealed=self._seal(row, _personal_as_kept(proposal)))
        if row.sealed is not None and (target := _target(proposal)) is not None:
            self._sealed_later.add(target)
        return row

    def _seal(self, row: NewRecord, personal: Personal) -> bytes:
        if self._dry_run or self.keyless is not None:
            return b""
        return at_hand(self._vault).seal(about(row), personal)

    def _spoil(self, line: int, subject: str | None, text: str) -> None:
        self.problems.add(line, text)
        if subject is not None:
            self._spoilt.add(participant_id(subject))

    # -- judging timelines --------------------------------------------------------------------

    def judge(self, on_judged: Callable[[int], None]) -> None:
        """Judge the timelines of everyone with a new event.

        Left out is whoever has a line that is wrong by itself: what their timeline seems to lack
        may stand in that line.
        """
        for rows in self._touched():
            if rows[0][0] not in self._spoilt:
                self._judge(rows)
            on_judged(len(rows))

    def _touched(self) -> Iterator[list[LeanRow]]:
        """The rows of everyone with a new event, one participant after the other."""
        if len(self._new) > FEW:
            yield from (rows for rows in self._writing.participants() if rows[0][0] in self._new)
        else:
            for pid in self._new:
                yield [_lean(record) for record in self._writing.participant(pid)]

    def _judge(self, rows: list[LeanRow]) -> None:
        entries = [entry_of(row) for row in rows]
        fresh = {e.event_id: e.position for e in entries if e.position > self._base}
        found = violations(entries, fresh)
        mend = hint(entries, fresh) if found and self.problems.count < LISTED else None
        for violation in found:
            line = self._lines[fresh[violation.event_id] - self._base - 1]
            self.problems.add(line, f"{violation.message} ({mend})" if mend else violation.message)

    @property
    def mixes(self) -> bool:
        """Whether it adds to events that the file does not hold."""
        return bool(self._lines) and self._skipped < self._base

    def report(self) -> Report:
        """What the file did."""
        added = len(self._lines)
        return Report(self._read, added, self._skipped, len(self._new), self._base + added)


def _target(proposal: Proposal) -> str | None:
    target = catalogue.target_in(proposal.name, proposal.data)
    return target.lower() if isinstance(target, str) else None


def _original(proposal: Proposal, known: dict[str, _Known]) -> type[Event] | None:
    """The class of the event that a correction replaces; None where there is none to replace."""
    if proposal.name != "corrected":
        return None
    target = known.get(_target(proposal) or "")
    cls = CATALOGUE.get(target.name) if target else None
    return None if cls in (Corrected, Retracted) else cls


def _shape_problems(proposal: Proposal, original: type[Event] | None) -> list[str]:
    """What is wrong with the fields of a proposal, and with those of its replacement."""
    wrong = catalogue.field_problems(CATALOGUE[proposal.name], proposal.data)
    if original is None or wrong:
        return _texts(wrong)
    replacement = proposal.data["replacement"]
    inner = catalogue.field_problems(original, replacement, replacement=True)
    return _texts(inner, "replacement: ")


def _seal_problems(proposal: Proposal) -> list[str]:
    """What shows of a seal without opening it."""
    if proposal.sealed is not None:
        wrong = form_problem(proposal.sealed)
        return [f"sealed: {wrong}"] if wrong else []
    return []


def _personal_as_kept(proposal: Proposal) -> Personal:
    return catalogue.clean_personal(CATALOGUE[proposal.name], proposal.personal)


def _texts(problems: Iterable[catalogue.Problem], where: str = "") -> list[str]:
    return [f"{where}{problem}" for problem in problems]


def _as_kept(proposal: Proposal, original: type[Event] | None) -> str:
    """The data of a proposal without wrong fields, as the log keeps it."""
    data = catalogue.clean(CATALOGUE[proposal.name], proposal.data)
    if original is not None:
        data["replacement"] = catalogue.clean(original, data["replacement"])
    return encode(data)


def _lean(r: Record) -> LeanRow:
    return (
        r.participant_id,
        r.position,
        r.event_id,
        r.subject,
        r.type,
        r.type_version,
        r.data,
        r.recorded_at,
    )
