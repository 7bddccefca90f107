"""The interchange file: one CloudEvents 1.0 event a line (JSONL), after the NL GOV profile.

Reading is strict: what is not exactly as it must be is a problem with its line number, and nothing
is dropped in silence. Accepted beside the plain form: a byte order mark, CRLF, a last line without
its newline, blank lines at the end, and other offsets than Z (turned into UTC).
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from math import isfinite
from typing import IO, Any, Final, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from journey.application import Faulty, Proposal
from journey.catalogue import shown_name, type_name, type_of
from journey.errors import StoreDamaged
from journey.events import CATALOGUE
from journey.fields import Pseudonym, Uuid, shown
from journey.peildatum import EARLIEST, moment_text, parse_moment
from journey.store import Record
from journey.store.moment import is_moment
from journey.vault.sealing import form_problem

MAX_LINE: Final = 1 << 20
"""No line may be longer than this many bytes: an event takes some hundreds."""

MAX_DIGITS: Final = 20

SPECVERSION: Final = "1.0"
CONTENT_TYPE: Final = "application/json"
REQUIRED: Final = ("specversion", "id", "source", "type", "subject", "data")
ATTRIBUTES: Final = (*REQUIRED, "time", "datacontenttype", "sealed", "pseudonymised")

EXAMPLE_SOURCE: Final = "urn:nld:oin:00000000000000000000:systeem:journey"

_BOM: Final = b"\xef\xbb\xbf"


# -- writing ----------------------------------------------------------------------------------


class _Head(Struct):
    """The attributes before the data, in the order in which they are written."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: str
    sealed: str | UnsetType = UNSET
    pseudonymised: bool | UnsetType = UNSET


_HEAD: Final = msgspec.json.Encoder()


def line_of(record: Record, source: str, *, pseudonymised: bool = False) -> bytes:
    """One event as a line of the interchange file, newline included.

    ``pseudonymised``: it is not the log's own row, and says so. Raises :class:`StoreDamaged` where
    a column holds another kind of value than it should.
    """
    try:
        return _line_of(record, source, pseudonymised=pseudonymised)
    except (AttributeError, TypeError):
        # SQLite keeps a value of any kind in any column.
        raise StoreDamaged(
            f"event {record.position} of the log is damaged: it is not as it was recorded. "
            "`journey verify` checks the log"
        ) from None


def _line_of(record: Record, source: str, *, pseudonymised: bool) -> bytes:
    head = _Head(
        SPECVERSION,
        record.event_id,
        source,
        type_of(record.type),
        record.subject,
        record.recorded_at,
        CONTENT_TYPE,
        UNSET if record.sealed is None else b64encode(record.sealed).decode(),
        pseudonymised or UNSET,
    )
    # The data stands in the log as it is written; so it is not read only to be written again.
    return b'%b,"data":%b}\n' % (_HEAD.encode(head)[:-1], record.data.encode())


# -- reading ----------------------------------------------------------------------------------


def read(
    stream: IO[bytes], on_bytes: Callable[[int], None] = lambda _: None
) -> Iterator[Proposal | Faulty]:
    """Every line of a file as a proposed event, or as what is wrong with it.

    ``on_bytes`` is told the length of every line, for a progress bar.
    """
    blank: int | None = None
    number = 0
    while raw := stream.readline(MAX_LINE + 1):
        number += 1
        on_bytes(len(raw))
        if len(raw) > MAX_LINE:
            yield Faulty(number, None, f"is longer than {MAX_LINE} bytes; one event takes one line")
            _skip_line(stream, raw)
            continue
        line = raw.removeprefix(_BOM) if number == 1 else raw
        if not line.strip(b" \t\r\n"):
            blank = blank or number
            continue
        if blank is not None:
            yield Faulty(blank, None, "is blank; blank lines are allowed at the end only")
            blank = None
        plain = _plain(number, line)
        if plain is not None:
            yield plain
        else:
            yield from _proposed(number, line)


def _skip_line(stream: IO[bytes], raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = stream.readline(MAX_LINE)


class _Plain(Struct, forbid_unknown_fields=True):
    """An event whose attributes are all of the right kind."""

    specversion: Literal["1.0"]
    id: str
    source: str
    type: str
    subject: str
    data: dict[str, Any]
    time: str | UnsetType = UNSET
    datacontenttype: Literal["application/json"] | UnsetType = UNSET
    sealed: str | UnsetType = UNSET
    pseudonymised: bool | UnsetType = UNSET


def _plain(number: int, line: bytes) -> Proposal | None:
    """What a line without fault proposes, ten times as fast as looking for faults.

    None where something is wrong or only unusual: :func:`_proposed` then takes a closer look.
    """
    try:
        event = _PLAIN.decode(line)
        time = None if event.time is UNSET else _utc(event.time)
        sealed = None if event.sealed is UNSET else _unwritten(event.sealed)
        if not _says_all_once(event, line) or (sealed is not None and form_problem(sealed)):
            return None
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    name = _NAME_OF.get(event.type)
    if name is None or _ID.problem(event.id) or _SUBJECT.problem(event.subject):
        return None
    if not _is_uri(event.source) or event.pseudonymised is False:
        return None
    return Proposal(
        line=number,
        event_id=event.id.lower(),
        name=name,
        subject=event.subject,
        time=time,
        data=event.data,
        sealed=sealed,
        pseudonymised=event.pseudonymised is True,
    )


def _says_all_once(event: _Plain, line: bytes) -> bool:
    """Whether no key stands in it twice: then what was read has every text that was written.

    Without a backslash every quotation mark in the line begins or ends a text.
    """
    optional = (event.time, event.datacontenttype, event.sealed)
    attributes = 11 + 2 * sum(given is not UNSET for given in optional)
    attributes += event.pseudonymised is not UNSET
    return b"\\" not in line and line.count(b'"') == 2 * (attributes + _texts(event.data))


def _texts(value: Any) -> int:
    """How many texts a value was written with, keys among them."""
    kind = type(value)
    if kind is str:
        return 1
    if kind is dict:
        return len(value) + sum(map(_texts, value.values()))
    if kind is list:
        return sum(map(_texts, value))
    if kind is int and abs(value) >= _LONG:
        raise ValueError("so long a number is read in another way")
    return 0


def _proposed(number: int, line: bytes) -> Iterator[Proposal | Faulty]:
    try:
        event = _LINES.decode(line.decode())
    except (ValueError, RecursionError) as error:
        yield Faulty(number, _subject_in(line), _unreadable(error))
    else:
        yield from _checked(number, event)


def _unreadable(error: ValueError | RecursionError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"is not UTF-8 (byte {error.start + 1})"
    if isinstance(error, json.JSONDecodeError):
        return f"is not JSON: {error.msg} (column {error.colno})"
    if isinstance(error, RecursionError):
        return "is not an event: it is nested too deeply"
    return f"is not an event: {error}"


def _subject_in(line: bytes) -> str | None:
    """Whom a line that can't be read seems to be about, if that can be told."""
    found = _SUBJECT_IN.search(line)
    subject = found.group(1).decode() if found else None
    return None if _SUBJECT.problem(subject) else subject


def _checked(number: int, event: Any) -> Iterator[Proposal | Faulty]:
    if not isinstance(event, dict):
        yield Faulty(number, None, f"is not an event but {shown(event)}; allowed: a JSON object")
        return
    wrong = list(_envelope_problems(event))
    if wrong:
        subject = event.get("subject")
        known = subject if _SUBJECT.problem(subject) is None else None
        yield from (Faulty(number, known, text) for text in wrong)
        return
    time, sealed = event.get("time"), event.get("sealed")
    yield Proposal(
        line=number,
        event_id=event["id"].lower(),
        name=type_name(event["type"]),
        subject=event["subject"],
        time=None if time is None else _utc(time),
        data=event["data"],
        sealed=None if sealed is None else _unwritten(sealed),
        pseudonymised="pseudonymised" in event,
    )


def _envelope_problems(event: Mapping[str, Any]) -> Iterator[str]:
    for name in event:
        if name not in ATTRIBUTES:
            allowed = ", ".join(ATTRIBUTES)
            yield f"{shown_name(name)}: is no attribute of an event; allowed: {allowed}"
    for name in REQUIRED:
        if name not in event:
            yield f"{name}: is missing"
    for name, check in _CHECKS.items():
        if name in event and (wrong := check(event[name])) is not None:
            yield f"{name}: {wrong}"


def _is(value: str) -> Callable[[Any], str | None]:
    return lambda given: (
        None if given == value else f"{shown(given)} is not allowed; allowed: {value}"
    )


def _of_kind(kind: Uuid | Pseudonym) -> Callable[[Any], str | None]:
    def check(given: Any) -> str | None:
        wrong = kind.problem(given)
        return wrong and f"{wrong}; allowed: {kind.allowed}"

    return check


def _source(given: Any) -> str | None:
    if isinstance(given, str) and _is_uri(given):
        return None
    return f"{shown(given)} is not a URI; allowed: one such as {EXAMPLE_SOURCE}"


@lru_cache(maxsize=16)
def _is_uri(text: str) -> bool:
    return text != "" and text.isprintable() and " " not in text


@lru_cache(maxsize=256)
def _known_type(given: str) -> str | None:
    try:
        type_name(given)
    except ValueError as error:
        return str(error)
    return None


def _type(given: Any) -> str | None:
    return _known_type(given) if isinstance(given, str) else f"{shown(given)} is not a text"


def _utc(text: str) -> str:
    if is_moment(text) and text >= _EARLIEST:
        return text
    moment = parse_moment(text)
    if moment.date() < EARLIEST:
        raise ValueError(f"{text!r} lies before {EARLIEST}")
    return moment_text(moment)


def _time(given: Any) -> str | None:
    if not isinstance(given, str):
        return f"{shown(given)} is not a timestamp"
    try:
        _utc(given)
    except ValueError:
        return (
            f"{shown(given)} is not a moment that can be recorded; allowed: a timestamp with Z or "
            f"an offset and at most microseconds, not before {EARLIEST}, such as "
            "2025-03-04T09:12:00.000000Z"
        )
    return None


def _unwritten(text: str) -> bytes:
    """The bytes of a text in Base64; raises ValueError for another way to write them."""
    try:
        sealed = b64decode(text, validate=True)
    except Base64Error:
        raise ValueError("no Base64") from None
    if b64encode(sealed).decode() != text:
        raise ValueError("not the one way to write it")
    return sealed


def _sealed(given: Any) -> str | None:
    try:
        wrong = form_problem(_unwritten(given)) if isinstance(given, str) else "is not a text"
    except ValueError:
        wrong = "is not Base64"
    return wrong and f"{wrong} (personal fields as `journey export events` writes them)"


def _pseudonymised(given: Any) -> str | None:
    return None if given is True else f"{shown(given)} is not allowed; allowed: true"


def _data(given: Any) -> str | None:
    return None if isinstance(given, dict) else f"{shown(given)} is not an object"


_EARLIEST: Final = EARLIEST.isoformat()
_ID: Final = Uuid()
_SUBJECT: Final = Pseudonym()
_SUBJECT_IN: Final = re.compile(rb'"subject"\s*:\s*"([A-Za-z0-9._-]+)"')
_NAME_OF: Final[Mapping[str, str]] = {type_of(name): name for name in CATALOGUE}
_LONG: Final = 10 ** (MAX_DIGITS - 1)
_PLAIN: Final = msgspec.json.Decoder(_Plain)

_CHECKS: Final[Mapping[str, Callable[[Any], str | None]]] = {
    "specversion": _is(SPECVERSION),
    "id": _of_kind(_ID),
    "source": _source,
    "type": _type,
    "subject": _of_kind(_SUBJECT),
    "time": _time,
    "datacontenttype": _is(CONTENT_TYPE),
    "sealed": _sealed,
    "pseudonymised": _pseudonymised,
    "data": _data,
}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {shown_name(twice)} stands in it twice")
    return result


class _Written(float):
    """A number that no field takes; a message shows it as it was written."""

    text: str

    def __new__(cls, text: str) -> _Written:
        number = super().__new__(cls, text)
        number.text = text
        return number

    def __repr__(self) -> str:
        return self.text


def _whole(digits: str) -> int | float:
    """A whole number; one so long that no field takes it is not worth its digits."""
    return int(digits) if len(digits) <= MAX_DIGITS else _Written(digits)


def _fraction(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _Written(text)


# JSON knows no NaN or Infinity. They are read so that the field which holds one can be named: no
# field takes them.
_LINES: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_constant=_Written, parse_int=_whole, parse_float=_fraction
)
