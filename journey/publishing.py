"""Publications: figures sealed with everything that it takes to make them again.

A publication is a folder with the tables as JSON and CSV and a manifest: peildatum, known-at and
position, the root of the log as it was, versions, and the SHA-256 of every file. It is put in a
register in the store, which is never changed. :func:`check` makes it again from today's log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from journey import __version__
from journey.codebook import Codes, Label
from journey.errors import BadInput, Refused, StoreDamaged, WrongUsage
from journey.ledger import Ledger, position_of
from journey.peildatum import KnownAt, parse_day
from journey.presentation.answer import Head
from journey.presentation.data import TABLE_COLUMNS, table_rows, tables_data
from journey.presentation.figures import FIGURES, Figures, figures_in_csv, figures_in_json
from journey.presentation.formats import Answer, to_csv, to_json
from journey.presentation.text import GEBEURTENISSEN, Noun, so_many
from journey.projections.snapshot import DEFINITIONS, Where, snapshot
from journey.projections.tables import Unit, tables
from journey.proof.merkle import Tree
from journey.store import LogReader, Publication, Store
from journey.store.leaf import leaf_of

MANIFEST: Final = "manifest.json"
JSON: Final = "tables.json"
CSV: Final = "tables.csv"

_CIJFERS: Final = Noun(Label("cijfer is", "figure is"), Label("cijfers zijn", "figures are"))

STATUS: Final = Codes(
    "status",
    {
        "voorlopig": Label("Voorlopig", "Provisional"),
        "nader_voorlopig": Label("Nader voorlopig", "Revised provisional"),
        "definitief": Label("Definitief", "Final"),
    },
)

Files = Mapping[str, bytes]
_Count = Annotated[int, Meta(ge=0, lt=2**53)]


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a publication says of itself.

    ``number`` and ``recorded_at`` are those of the register. ``known_at`` is as it was asked;
    ``position`` pins what was known. ``root`` is that of the first ``position`` leaves (hex).
    ``files`` holds the SHA-256 of each file (hex).
    """

    number: _Count
    recorded_at: str
    recorded_by: str | None
    program: str
    definitions: _Count
    source: str
    peildatum: str
    known_at: str | None
    position: _Count
    root: str
    where: tuple[str, ...]
    unit: Unit
    status: str
    reden: str | None
    files: Mapping[str, str]


class Request(Struct, frozen=True, kw_only=True):
    """What is to be published, and as what; ``reden``: why figures published before change."""

    peildatum: date
    known_at: KnownAt | None
    where: Where
    unit: Unit
    status: str
    reden: str | None
    recorded_by: str | None


# -- publishing -------------------------------------------------------------------------------


def publish(store: Store, request: Request, put: Callable[[Files], None]) -> Manifest:
    """Make a publication, let ``put`` put its files in place, and register it.

    Where ``put`` raises, nothing is registered. Of several who publish at once, each is held to
    what the one before it published.

    Raises :class:`Refused` where an earlier publication of the same figures says that they are
    more final, or where they differ from it and no reason is given, and :class:`StoreDamaged` where
    the log is.
    """
    manifest, files = _made(store, request)
    with store.writing() as writing:
        registered = register(writing)
        _may_follow(manifest, _earlier(registered, manifest))
        manifest = replace(manifest, number=len(registered) + 1, recorded_at=writing.now)
        content = _written(manifest)
        writing.publish(manifest.number, manifest.peildatum, content.decode())
        put({**files, MANIFEST: content})
    return manifest


def _made(store: Store, request: Request) -> tuple[Manifest, Files]:
    """The figures, and the manifest as far as it is known before they are registered."""
    if damage := store.damage():
        raise StoreDamaged(
            f"nothing was published: the log is damaged: {damage[0]}\n"
            "`journey verify` lists what is wrong"
        )
    ledger = Ledger(store, request.known_at)
    head = Head.of(ledger, request.peildatum, request.where.asked)
    files = _files(store, head, request.where, request.unit)
    manifest = Manifest(
        number=0,
        recorded_at="",
        recorded_by=request.recorded_by,
        program=__version__,
        definitions=DEFINITIONS,
        source=store.source(),
        peildatum=request.peildatum.isoformat(),
        known_at=head.known_at,
        position=head.position,
        root=root_at(store, head.position),
        where=tuple(f"{column}={value}" for column, value in request.where.asked),
        unit=request.unit,
        status=request.status,
        reden=request.reden,
        files={name: sha256(content).hexdigest() for name, content in files.items()},
    )
    return manifest, files


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
    return {JSON: to_json(answer), CSV: to_csv(answer)}


def root_at(log: LogReader, position: int) -> str:
    """The root (hex) over the first ``position`` events, made from their content."""
    tree = Tree()
    for record in log.records(upto=position):
        tree.append(leaf_of(record))
    return tree.root.hex()


def _earlier(registered: list[Manifest], manifest: Manifest) -> Manifest | None:
    """The newest publication of the same peildatum, people and unit, if there is one."""
    return next((old for old in reversed(registered) if _subject(old) == _subject(manifest)), None)


def _subject(manifest: Manifest) -> tuple[object, ...]:
    return manifest.peildatum, frozenset(manifest.where), manifest.unit


def _may_follow(new: Manifest, old: Manifest | None) -> None:
    if old is None:
        return
    order = list(STATUS)
    allowed = order[order.index(old.status) :]
    if new.status not in allowed:
        raise Refused(
            f"publication {old.number} of these figures is {old.status} already; a later one is "
            f"{' or '.join(allowed)}, with the reason (--reden) where the figures differ"
        )
    if new.files[CSV] != old.files[CSV] and not new.reden:
        raise Refused(
            f"these figures differ from publication {old.number} ({old.status}, position "
            f"{old.position}); give the reason of the bijstelling with --reden. What changed:\n"
            f"{_diff_command(old, new.position)}"
        )


def _diff_command(old: Manifest, position: int | None = None) -> str:
    """The command that shows how the figures of a publication moved."""
    parts = [f"journey diff --peildatum {old.peildatum} --known-at '#{old.position}'"]
    parts += [f"--known-at '#{position}'"] if position is not None else []
    parts += [f"--where '{pair}'" for pair in old.where]
    parts += [f"--unit {old.unit}"] if old.unit != "laatste" else []
    return " ".join(parts)


def _written(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def read_manifest(content: bytes) -> Manifest:
    """The manifest of a publication. Raises :class:`BadInput` for anything else."""
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
        parse_day(manifest.peildatum)
        _where(manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, WrongUsage) as error:
        raise BadInput(f"{MANIFEST} is not the manifest of a publication: {error}") from error
    if set(manifest.files) != {JSON, CSV} or manifest.status not in STATUS:
        raise BadInput(
            f"{MANIFEST} is not the manifest of a publication: it names the files {JSON} and {CSV} "
            f"and one of the statuses {', '.join(STATUS)}"
        )
    return manifest


def _where(manifest: Manifest) -> Where:
    pairs = (text.partition("=") for text in manifest.where)
    return Where.of((column, value) for column, _, value in pairs)


# -- checking ---------------------------------------------------------------------------------


class Point(Struct, frozen=True):
    """One thing that was checked: whether it stands (None: told, not judged), and in words."""

    what: Label
    stands: bool | None
    meaning: Label


class Changed(Struct, frozen=True):
    """A figure that is not as it was published: n, of, base, pct or mean of a cell, as CSV shows
    them; None where the cell is not there."""

    table: str
    block: str
    row: str
    column: str
    figure: str
    published: str | None
    again: str | None


class Check(Struct, frozen=True):
    """What a check found, and the figures that differ."""

    manifest: Manifest
    points: tuple[Point, ...]
    changed: tuple[Changed, ...]

    @property
    def stands(self) -> bool:
        """Whether no point fails."""
        return all(point.stands is not False for point in self.points)


_REGISTER: Final = Label("register", "register")
_LOG: Final = Label("log", "log")
_SINCE: Final = Label("sindsdien", "since then")


def check(log: LogReader, files: Files) -> Check:
    """Make a publication again from today's log and compare it byte for byte.

    Checked are the files against their manifest, the manifest against the register, the log up to
    its position against its root, and the figures made again against those published. Told is
    whether the figures have moved since.

    Raises :class:`BadInput` where the manifest is none.
    """
    manifest = read_manifest(files[MANIFEST])
    where, day = _where(manifest), parse_day(manifest.peildatum)
    head = Head(day, manifest.known_at, manifest.position, where.asked)
    again = _files(log, head, where, manifest.unit)
    points = [
        *(_intact(manifest, files, name) for name in manifest.files),
        _registered(log, manifest, files[MANIFEST]),
        _unaltered(log, manifest),
        *(_made_again(manifest, name, files.get(name), again[name]) for name in again),
        *_moved_since(log, manifest, again[CSV]),
    ]
    return Check(manifest, tuple(points), _changes(files, again))


def _intact(manifest: Manifest, files: Files, name: str) -> Point:
    content, what = files.get(name), Label(name, name)
    if content is None:
        return Point(what, False, Label("ontbreekt", "is missing"))
    if sha256(content).hexdigest() == manifest.files[name]:
        return Point(what, True, Label("is zoals gepubliceerd", "is as published"))
    return Point(
        what,
        False,
        Label(
            "is veranderd nadat het gepubliceerd is, of de hash in het manifest is dat",
            "was changed after it was published, or its hash in the manifest was",
        ),
    )


def _registered(log: LogReader, manifest: Manifest, content: bytes) -> Point:
    """The register stays with the store that published: a copy of the log does not have it.

    Raises :class:`StoreDamaged` where the register is damaged.
    """
    registered = register(log)
    for publication in log.publications():
        if publication.manifest.encode() == content:
            n = publication.number
            said = Label(f"kent dit als publicatie {n}", f"knows this as publication {n}")
            return Point(_REGISTER, True, said)
    alike = [known for known in registered if _same_figures(known, manifest)]
    if alike:
        known = min(alike, key=lambda other: len(_differing(other, manifest)))
        names = ", ".join(_differing(known, manifest))
        said = Label(
            f"publicatie {known.number} heeft deze cijfers met een ander manifest: "
            f"{names or 'anders opgemaakt'}",
            f"publication {known.number} has these figures with another manifest: "
            f"{names or 'laid out otherwise'}",
        )
        return Point(_REGISTER, False, said)
    said = Label(
        "kent deze publicatie niet: zij is in een andere opslag gedaan, of niet met journey. Dat "
        "de cijfers kloppen staat daar los van",
        "does not know this publication: it was made in another store, or not with journey. "
        "Whether the figures are right does not depend on it",
    )
    return Point(_REGISTER, None, said)


def _same_figures(one: Manifest, other: Manifest) -> bool:
    return (one.files, one.root) == (other.files, other.root)


def _differing(one: Manifest, other: Manifest) -> list[str]:
    """The names of the fields in which two manifests differ."""
    return [f for f in Manifest.__struct_fields__ if getattr(one, f) != getattr(other, f)]


def _unaltered(log: LogReader, manifest: Manifest) -> Point:
    position = manifest.position
    newest = position_of(log)
    if newest < position:
        said = Label(
            f"heeft {so_many(newest, GEBEURTENISSEN, 'nl')}, minder dan de {position} van toen",
            f"has {so_many(newest, GEBEURTENISSEN, 'en')}, fewer than the {position} of then",
        )
        return Point(_LOG, False, said)
    if root_at(log, position) == manifest.root:
        said = Label(
            f"is onveranderd tot en met positie {position}",
            f"is unaltered up to and including position {position}",
        )
        return Point(_LOG, True, said)
    said = Label(
        f"is niet dat van toen: tot en met positie {position} is er een gebeurtenis anders",
        f"is not that of then: an event up to and including position {position} is another",
    )
    return Point(_LOG, False, said)


def _made_again(manifest: Manifest, name: str, published: bytes | None, again: bytes) -> Point:
    what = Label(f"{name} opnieuw gemaakt", f"{name} made again")
    if published == again:
        return Point(what, True, Label("is byte voor byte gelijk", "is the same, byte for byte"))
    nl, en = "is anders", "differs"
    if manifest.definitions != DEFINITIONS:
        nl += f"; gepubliceerd met definities {manifest.definitions}, nu {DEFINITIONS}"
        en += f"; published with definitions {manifest.definitions}, now {DEFINITIONS}"
    if manifest.program != __version__:
        nl += f"; gepubliceerd met journey {manifest.program}, nu {__version__}"
        en += f"; published with journey {manifest.program}, now {__version__}"
    return Point(what, False, Label(nl, en))


def _moved_since(log: LogReader, manifest: Manifest, then: bytes) -> Iterator[Point]:
    """Whether the figures as known now are still those of the publication."""
    newest = position_of(log)
    later = newest - manifest.position
    if later < 0:
        return
    where, day = _where(manifest), parse_day(manifest.peildatum)
    now = _files(log, Head(day, None, newest, where.asked), where, manifest.unit)[CSV]
    changes = _changes({CSV: then}, {CSV: now})
    moved = sum(change.figure in ("n", "mean") for change in changes)
    nl, en = so_many(later, GEBEURTENISSEN, "nl"), so_many(later, GEBEURTENISSEN, "en")
    said = Label(
        f"de cijfers zijn ook nu zo, {nl} later", f"the figures are the same now, {en} later"
    )
    if moved:
        nl = f"{so_many(moved, _CIJFERS, 'nl')} nu anders, {nl} later"
        en = f"{so_many(moved, _CIJFERS, 'en')} different now, {en} later"
        said = Label(f"{nl}: {_diff_command(manifest)}", f"{en}: {_diff_command(manifest)}")
    yield Point(_SINCE, None, said)


# -- which figures differ ---------------------------------------------------------------------


def _changes(published: Files, again: Files) -> tuple[Changed, ...]:
    """The figures that differ in either file, once, in the order of the tables."""
    found: dict[Changed, None] = {}
    for name, figures_in in ((CSV, figures_in_csv), (JSON, figures_in_json)):
        if name in published and published[name] != again[name]:
            old, new = figures_in(published[name]), figures_in(again[name])
            found |= dict.fromkeys(_differences(old, new) if old is not None else ())
    return tuple(found)


def _differences(old: Figures, new: Figures | None) -> Iterator[Changed]:
    assert new is not None
    for place in {**new, **old}:
        was, now = old.get(place, {}), new.get(place, {})
        for figure in FIGURES:
            if was.get(figure) != now.get(figure):
                yield Changed(*place, figure, was.get(figure), now.get(figure))


# -- the register -----------------------------------------------------------------------------


def register(log: LogReader) -> list[Manifest]:
    """The manifest of every publication, oldest first.

    Raises :class:`StoreDamaged` where one is missing or can't be read: the database never lets one
    be changed or deleted, so somebody went round it.
    """
    return [_line_of(number, found) for number, found in enumerate(log.publications(), 1)]


def _line_of(number: int, publication: Publication) -> Manifest:
    if publication.number != number:
        raise StoreDamaged(
            f"The register of publications is damaged: number {number} is missing before "
            f"{publication.number}."
        )
    try:
        # SQLite keeps a value of any kind in any column.
        return read_manifest(str(publication.manifest).encode())
    except BadInput as error:
        raise StoreDamaged(
            f"The register of publications is damaged: number {number} can't be read ({error})."
        ) from error
