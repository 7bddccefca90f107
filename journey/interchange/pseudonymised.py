"""The log for researchers: keyed pseudonyms, months for days, and nothing that was typed freely.

The same log and secret give the same lines; another secret shares no name with them. What is left
is still about people: rare combinations of facts can tell who somebody is.

Events stay in the order of the log, and those of one participant in their order on the timeline,
so that a legal log stays legal, at every moment of recording.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from journey.catalogue import target_in
from journey.codebook import ONBEKEND
from journey.errors import BadInput, NotFound, Refused
from journey.events import (
    CATALOGUE,
    JOB_TERMS,
    KEY,
    NAMES,
    VOLGORDE,
    Event,
    IdentityErased,
    IdentityRecorded,
    PlacementChanged,
    fields_of,
)
from journey.fields import Day
from journey.keyfiles import LARGEST, read_private_bytes
from journey.peildatum import day_of_recording
from journey.store import LogReader, Record
from journey.store.codec import encode

SOURCE: Final = "urn:nld:oin:00000000000000000000:systeem:journey:pseudonymised"
"""What such a file names as its source: no installation."""

DIGEST: Final = "sha256"
LEAST: Final = 32
"""A secret has so many bytes or more."""

Data = dict[str, Any]


def read_secret(path: str) -> bytes:
    """The secret in a file that only its owner can read.

    Raises :class:`NotFound` where there is no file, and :class:`BadInput` where others can read it
    or where it is too short or too long for a secret.
    """
    try:
        secret = read_private_bytes(path)
    except NotFound as error:
        raise NotFound(f"{error}\n{_HOW}") from None
    if not LEAST <= len(secret) < LARGEST:
        raise BadInput(
            f"{path} holds no secret: it has {len(secret)} bytes; allowed: {LEAST} random ones or "
            f"more\n{_HOW}"
        )
    return secret


_HOW: Final = f"Make a secret with: (umask 077; head -c {LEAST} /dev/urandom > NEW_FILE)"


class Pseudonyms:
    """Names made with a secret: who has it can make them again, and nobody can go back."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def number(self, number: str) -> str:
        """Of a participant; the same for every way of writing the number."""
        return f"P-{self._keyed('number', number.casefold()).hex()[:32]}"

    def event(self, event_id: str) -> str:
        """Of an event: a UUID."""
        return str(UUID(bytes=self._keyed("event", event_id)[:16], version=5))

    def startbaan(self, number: str, key: str) -> str:
        """Of a startbaan of a participant: its key may name an employer."""
        return f"s-{self._keyed('startbaan', f'{number.casefold()}/{key}').hex()[:16]}"

    def _keyed(self, what: str, text: str) -> bytes:
        return hmac.digest(self._secret, f"{what}\n{text}".encode(), DIGEST)


def pseudonymised(
    log: LogReader,
    secret: bytes,
    upto: int,
    on_read: Callable[[int], None] = lambda _: None,
) -> Iterator[Record]:
    """The log up to a position, as researchers may get it; ``on_read`` is told of every event read.

    Left out is what says nothing without personal fields: who somebody is, that it was erased, and
    a change of nothing but the employer's name.

    The log is read twice. Raises :class:`Refused` where a participant has more places within one
    month than ``volgorde`` can tell apart.
    """
    found = _Found()
    for record in log.records(upto=upto):
        found.note(record, _DATA.decode(record.data))
        on_read(1)
    masking = _Masking(Pseudonyms(secret), found.places(), found.amended)
    for record in log.records(upto=upto):
        masked = masking.masked(record, _DATA.decode(record.data))
        on_read(1)
        if masked is not None:
            yield masked


class _Place(NamedTuple):
    """Where an event of a participant stands: by its own day, to be told by its month alone."""

    datum: str
    volgorde: int


class _Found:
    """What has to be known of the whole log before any of it is written."""

    def __init__(self) -> None:
        self.amended: set[str] = set()
        self._places: dict[tuple[str, str], set[_Place]] = {}
        self._subjects: dict[str, str] = {}

    def note(self, record: Record, data: Mapping[str, Any]) -> None:
        target = target_in(record.type, data)
        if target is not None:
            self.amended.add(target)
            data = data.get("replacement", data)
        self._subjects.setdefault(record.participant_id, record.subject)
        place = _place(data)
        self._places.setdefault((record.participant_id, _month(place.datum)), set()).add(place)

    def places(self) -> dict[tuple[str, _Place], int]:
        """The ``volgorde`` of every place of a participant within its month."""
        return {
            (pid, place): rank
            for (pid, month), places in self._places.items()
            for rank, place in self._ranked(pid, month, places)
        }

    def _ranked(
        self, pid: str, month: str, places: Iterable[_Place]
    ) -> Iterator[tuple[int, _Place]]:
        ordered = sorted(places)
        if len(ordered) > len(VOLGORDE):
            raise Refused(
                f"{self._subjects[pid]} has events at {len(ordered)} different places in "
                f"{month[:7]}, and volgorde tells {len(VOLGORDE)} in a month apart; the log can't "
                "be pseudonymised"
            )
        return enumerate(ordered, min(0, VOLGORDE.stop - len(ordered)))


class _Standing(NamedTuple):
    """An event that is amended later: what it is, and its id in the file, if it is there."""

    cls: type[Event]
    event_id: str | None


class _Masking:
    def __init__(
        self,
        pseudonyms: Pseudonyms,
        places: Mapping[tuple[str, _Place], int],
        amended: Collection[str],
    ) -> None:
        self._pseudonyms = pseudonyms
        self._places = places
        self._amended = amended
        self._standing: dict[str, _Standing] = {}

    def masked(self, record: Record, data: Data) -> Record | None:
        """A row as researchers may get it; None for one that they do not get."""
        target = target_in(record.type, data)
        if target is not None:
            return self._amendment(record, data, target)
        cls = CATALOGUE[record.type]
        event_id = self._pseudonyms.event(record.event_id) if _tells(cls, data) else None
        if record.event_id in self._amended:
            self._standing[record.event_id] = _Standing(cls, event_id)
        if event_id is None:
            return None
        return self._row(record, record.type, self._data(record, cls, data))

    def _amendment(self, record: Record, data: Data, target: str) -> Record | None:
        """A correction or retraction, as it looks where some events are not there.

        What tells something only since it was corrected begins with that correction; what tells
        nothing any more is retracted by it.
        """
        cls, there = self._standing[target]
        since = data.get("replacement")
        if since is not None and _tells(cls, since):
            replacement = self._data(record, cls, since)
            if there is None:
                event_id = self._pseudonyms.event(record.event_id)
                self._standing[target] = _Standing(cls, event_id)
                return self._row(record, NAMES[cls], replacement)
            own = {**_head(data), "corrects": there, "replacement": replacement}
            return self._row(record, "corrected", own)
        self._standing[target] = _Standing(cls, None)
        if there is None:
            return None
        return self._row(record, "retracted", {**_head(data), "retracts": there})

    def _row(self, record: Record, name: str, data: Data) -> Record:
        day = day_of_recording(record.recorded_at)
        return record._replace(
            event_id=self._pseudonyms.event(record.event_id),
            subject=self._pseudonyms.number(record.subject),
            type=name,
            recorded_at=f"{day:%Y-%m}-01T00:00:00.000000Z",
            data=encode(data),
            sealed=None,
        )

    def _data(self, record: Record, cls: type[Event], data: Data) -> Data:
        """The data of an event, or of a replacement."""
        fields = fields_of(cls)
        kept = {name: value for name, value in data.items() if name not in _REMADE}
        for name, value in kept.items():
            if isinstance(fields[name].kind, Day) and value != ONBEKEND:
                kept[name] = _month(value)
            elif fields[name].kind is KEY:
                kept[name] = self._pseudonyms.startbaan(record.subject, value)
        rank = self._places[record.participant_id, _place(data)]
        return {**kept, **_month_known(data), **({"volgorde": rank} if rank else {})}


_REMADE: Final = frozenset({"recorded_by", "precisie", "volgorde"})
_DATA: Final = msgspec.json.Decoder(Data)


def _tells(cls: type[Event], data: Mapping[str, Any]) -> bool:
    """Whether an event says anything without its personal fields."""
    if cls is PlacementChanged:
        return not data.keys().isdisjoint(JOB_TERMS)
    return cls not in (IdentityRecorded, IdentityErased)


def _place(data: Mapping[str, Any]) -> _Place:
    return _Place(data["datum"], data.get("volgorde", 0))


def _month(day: str) -> str:
    """The first day of the month of a day."""
    return f"{day[:7]}-01"


def _month_known(data: Mapping[str, Any]) -> Data:
    """How well a date is known of which the month is told."""
    known = data.get("precisie", "dag")
    return {"precisie": "maand" if known == "dag" else known}


def _head(data: Mapping[str, Any]) -> Data:
    """What a correction says of itself."""
    return {"datum": _month(data["datum"]), **_month_known(data), "reden": data["reden"]}
