"""Publications: figures sealed with everything that it takes to make them again.

A publication is a folder with the tables as JSON and CSV and a manifest: peildatum, known-at and
position, the root of the log as it was, versions, and the SHA-256 of every file. It is put in a
register in the store, which is never changed. :func:`check` makes it again from today's log.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any, Final

import msgspec
from msgspec import Struct

from journey import __version__
from journey.codebook import Codes, Label
from journey.errors import BadInput, Refused
from journey.ledger import Ledger
from journey.peildatum import KnownAt, parse_day
from journey.presentation.answer import Head
from journey.presentation.data import TABLE_COLUMNS, table_rows, tables_data
from journey.presentation.formats import Answer, to_csv, to_json
from journey.projections.snapshot import DEFINITIONS, Where, snapshot
from journey.projections.tables import Unit, tables
from journey.proof.merkle import Tree
from journey.store import LogReader, Publication, Record, Store
from journey.store.leaf import leaf_hash

MANIFEST: Final = "manifest.json"

STATUS: Final = Codes(
    "status",
    {
        "voorlopig": Label("Voorlopig", "Provisional"),
        "nader_voorlopig": Label("Nader voorlopig", "Revised provisional"),
        "definitief": Label("Definitief", "Final"),
    },
)

Files = Mapping[str, bytes]


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a publication says of itself.

    ``known_at`` is as it was asked; ``position`` pins what was known. ``root`` is that of the
    first ``position`` leaves (hex). ``files`` holds the SHA-256 of each file (hex).
    """

    program: str
    definitions: int
    source: str
    peildatum: str
    known_at: str | None
    position: int
    root: str
    where: tuple[str, ...]
    unit: Unit
    status: str
    reden: str | None
    files: Mapping[str, str]


class Request(Struct, frozen=True, kw_only=True):
    """What is to be published, and as what."""

    peildatum: date
    known_at: KnownAt | None
    where: Where
    unit: Unit
    status: str
    reden: str | None


# -- publishing -------------------------------------------------------------------------------


def prepare(store: Store, request: Request) -> Files:
    """The files of a publication, the manifest among them; nothing is registered yet.

    Raises :class:`Refused` where an earlier publication of the same figures says that they are
    final, or where they differ from it and no reason is given.
    """
    ledger = Ledger(store, request.known_at)
    asked = request.known_at.asked if request.known_at else None
    head = Head(request.peildatum, asked, ledger.position, request.where.asked)
    files = _files(store, head, request.where, request.unit)
    manifest = Manifest(
        program=__version__,
        definitions=DEFINITIONS,
        source=store.settings()["source"],
        peildatum=request.peildatum.isoformat(),
        known_at=asked,
        position=ledger.position,
        root=root_at(store, ledger.position),
        where=tuple(f"{column}={value}" for column, value in request.where.asked),
        unit=request.unit,
        status=request.status,
        reden=request.reden,
        files={name: sha256(content).hexdigest() for name, content in files.items()},
    )
    _may_follow(manifest, earlier(store, manifest))
    return {**files, MANIFEST: _written(manifest)}


def register(store: Store, files: Files) -> int:
    """Put a prepared publication in the store's register; its number there."""
    manifest = read_manifest(files[MANIFEST])
    with store.writing() as writing:
        return writing.publish(manifest.peildatum, files[MANIFEST].decode())


def _files(log: LogReader, head: Head, where: Where, unit: Unit) -> Files:
    """The tables of a head, exactly as its position knew them."""
    known = Ledger(log, KnownAt.upto(head.position))
    counted = tables(snapshot(known, head.peildatum, where), unit=unit)
    answer = Answer(
        head.line("nl"),
        lambda: tables_data(head, unit, counted),
        lambda: [TABLE_COLUMNS, *table_rows(counted)],
        lambda: "",
    )
    return {"tables.json": to_json(answer), "tables.csv": to_csv(answer)}


def root_at(log: LogReader, position: int) -> str:
    """The root (hex) over the first ``position`` events, made from their content."""
    tree = Tree()
    for record in log.records(upto=position):
        tree.append(_leaf(record))
    return tree.root.hex()


def _leaf(r: Record) -> bytes:
    return leaf_hash(
        r.position,
        r.event_id,
        r.subject,
        r.version,
        r.type,
        r.type_version,
        r.datum,
        r.recorded_at,
        r.recorded_by,
        r.data,
        r.sealed,
    )


def earlier(log: LogReader, manifest: Manifest) -> tuple[Publication, Manifest] | None:
    """The newest publication of the same peildatum, people and unit, if there is one."""
    for publication in reversed(log.publications()):
        other = read_manifest(publication.manifest.encode())
        if _subject(other) == _subject(manifest):
            return publication, other
    return None


def _subject(manifest: Manifest) -> tuple[object, ...]:
    return manifest.peildatum, frozenset(manifest.where), manifest.unit


def _may_follow(new: Manifest, before: tuple[Publication, Manifest] | None) -> None:
    if before is None:
        return
    publication, old = before
    order = list(STATUS)
    if order.index(new.status) < order.index(old.status):
        raise Refused(
            f"publication {publication.number} of this peildatum is {old.status} already; "
            f"publish this one as {old.status} or later"
        )
    if new.files["tables.csv"] != old.files["tables.csv"] and not new.reden:
        raise Refused(
            f"these figures differ from publication {publication.number} ({old.status}, position "
            f"{old.position}): give the reason of the bijstelling with --reden; "
            f"`journey diff --peildatum {new.peildatum} --known-at '#{old.position}'` shows it"
        )


def _written(manifest: Manifest) -> bytes:
    text = msgspec.json.encode(manifest)
    return msgspec.json.format(text, indent=2) + b"\n"


def read_manifest(content: bytes) -> Manifest:
    """The manifest of a publication. Raises :class:`BadInput` for anything else."""
    try:
        return msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError as error:
        raise BadInput(f"{MANIFEST} is not the manifest of a publication: {error}") from error


# -- checking ---------------------------------------------------------------------------------


class Check(Struct, frozen=True):
    """What a check found: every point with whether it stands, and what that means in words."""

    points: tuple[tuple[str, bool, str], ...]

    @property
    def stands(self) -> bool:
        """Whether every point does."""
        return all(stands for _, stands, _ in self.points)


def check(log: LogReader, files: Files) -> Check:
    """Make a publication again from today's log and compare it byte for byte.

    Checked are the files against their manifest, the manifest against the register, the log up to
    its position against its root, and the figures made again against those published.
    """
    manifest = read_manifest(files[MANIFEST])
    points = [_intact(manifest, files, name) for name in manifest.files]
    points += [_registered(log, files[MANIFEST]), _unaltered(log, manifest)]
    points += _made_again(log, manifest, files)
    return Check(tuple(points))


def _intact(manifest: Manifest, files: Files, name: str) -> tuple[str, bool, str]:
    content = files.get(name)
    if content is None:
        return name, False, "is missing"
    same = sha256(content).hexdigest() == manifest.files[name]
    return name, same, "is as published" if same else "was changed after it was published"


def _registered(log: LogReader, content: bytes) -> tuple[str, bool, str]:
    for publication in log.publications():
        if publication.manifest.encode() == content:
            return "register", True, f"is publication {publication.number}"
    return "register", False, "holds no publication with this manifest"


def _unaltered(log: LogReader, manifest: Manifest) -> tuple[str, bool, str]:
    newest = log.newest()
    if newest is None or newest[0] < manifest.position:
        return "log", False, f"has fewer than {manifest.position} events"
    same = root_at(log, manifest.position) == manifest.root
    upto = f"up to position {manifest.position}"
    return "log", same, f"is unaltered {upto}" if same else f"was altered {upto}"


def _made_again(log: LogReader, manifest: Manifest, files: Files) -> list[tuple[str, bool, str]]:
    where = Where.of(_pair(text) for text in manifest.where)
    day = parse_day(manifest.peildatum)
    head = Head(day, manifest.known_at, manifest.position, where.asked)
    again = _files(log, head, where, manifest.unit)
    versions = (
        ""
        if manifest.definitions == DEFINITIONS
        else (
            f" (published with definitions {manifest.definitions}, made again with {DEFINITIONS})"
        )
    )
    return [
        (
            f"{name} made again",
            again[name] == files.get(name),
            ("is the same, byte for byte" if again[name] == files.get(name) else "differs")
            + versions,
        )
        for name in again
    ]


def _pair(text: str) -> tuple[str, str]:
    column, _, value = text.partition("=")
    return column, value


def as_data(publication: Publication) -> dict[str, Any]:
    """One line of the register as JSON holds it."""
    manifest: dict[str, Any] = msgspec.json.decode(publication.manifest)
    return {"number": publication.number, "recorded_at": publication.recorded_at, **manifest}
