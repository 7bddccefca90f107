"""Publications on disk: a folder appears whole, and is read whole; and what is said of them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec

from journey.codebook import Label, Lang
from journey.errors import BadInput, NotFound
from journey.peildatum import day_of_recording
from journey.presentation.answer import as_known
from journey.presentation.formats import Answer
from journey.presentation.plain import sheets_answer, sheets_text
from journey.presentation.sheet import Column, Kind, Line, Sheet
from journey.presentation.text import Noun, so_many, whole
from journey.projections.asked import check_values
from journey.publishing import (
    CSV,
    JSON,
    MANIFEST,
    STATUS,
    Changed,
    Check,
    Files,
    Manifest,
    Point,
    Request,
    check,
    publish,
    register,
)
from journey_cli.context import Context
from journey_cli.files import umask

SHOWN: Final = 20
"""So many of the figures that differ fit on a screen."""

# -- on disk ----------------------------------------------------------------------------------


def publish_to(context: Context, request: Request, folder: str) -> Manifest:
    """Publish into a new folder. Either the folder is there and registered, or neither."""
    target = Path(folder)
    if os.path.lexists(target):
        raise BadInput(f"{folder} is there already; name a new folder, a publication never changes")
    placed = False

    def put(files: Files) -> None:
        nonlocal placed
        _place(files, target)
        placed = True

    with context.open() as store:
        check_values(request.where, store.proeven())
        try:
            return publish(store, request, put)
        except BaseException:
            if placed:
                shutil.rmtree(target, ignore_errors=True)
            raise


def _place(files: Files, target: Path) -> None:
    """Write the files into a folder beside the target, and rename it once it is complete."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise BadInput(f"{target} can't be written: {error.strerror}") from error
    try:
        for name, content in files.items():
            (folder / name).write_bytes(content)
        folder.chmod(0o777 & ~umask())
        folder.rename(target)
    except OSError as error:
        raise BadInput(f"{target} can't be written: {error.strerror}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def checked(context: Context, folder: str) -> Check:
    """Check the publication in a folder against the store."""
    files = _read(Path(folder))
    with context.open() as store:
        return check(store, files)


def _read(folder: Path) -> Files:
    if not folder.is_dir():
        raise NotFound(f"{folder} is no folder; name that of a publication")
    try:
        files = {
            name: (folder / name).read_bytes()
            for name in (MANIFEST, JSON, CSV)
            if (folder / name).exists()
        }
    except OSError as error:
        raise BadInput(f"{error.filename} can't be read: {error.strerror}") from error
    if MANIFEST not in files:
        raise BadInput(f"{folder} holds no {MANIFEST}, so it is no publication")
    return files


# -- what is said of a check ------------------------------------------------------------------

_MARKS: Final = {True: "=", False: "≠", None: "·"}
_CHANGED: Final = ("table", "block", "row", "column", "figure", "published", "again")


def check_answer(found: Check, lang: Lang) -> Answer:
    """What a check found, in any format; rows are the figures that differ."""

    def data() -> Mapping[str, Any]:
        return {
            **_manifest_data(found.manifest),
            "stands": found.stands,
            "points": [_point_data(point, lang) for point in found.points],
            "changed": [msgspec.structs.asdict(changed) for changed in found.changed],
        }

    def rows() -> Iterator[Sequence[Any]]:
        yield _CHANGED
        yield from map(msgspec.structs.astuple, found.changed)

    def sheets(most: int | None = None) -> list[Sheet]:
        points = _points_sheet(found.points, lang)
        return [points, _changed_sheet(found.changed, most, lang)] if found.changed else [points]

    brief = partial(sheets, SHOWN)
    return sheets_answer(_line(found.manifest, lang), data, rows, sheets, lang, brief=brief)


def _line(manifest: Manifest, lang: Lang) -> str:
    words = ("Publicatie", "positie") if lang == "nl" else ("Publication", "position")
    asked = [as_known(manifest.known_at, lang)] if manifest.known_at else []
    asked += [*manifest.where]
    return " · ".join(
        [
            f"{words[0]} {manifest.number}",
            f"peildatum {manifest.peildatum}",
            f"{words[1]} {manifest.position}",
            *asked,
            STATUS.label(manifest.status)[lang].lower(),
        ]
    )


def _point_data(point: Point, lang: Lang) -> dict[str, Any]:
    return {"what": point.what.en, "stands": point.stands, "meaning": point.meaning[lang]}


def _points_sheet(points: Sequence[Point], lang: Lang) -> Sheet:
    nl = lang == "nl"
    columns = [Column(""), Column("Wat" if nl else "What"), Column("Uitkomst" if nl else "Outcome")]
    lines = [Line((_MARKS[p.stands], p.what[lang], p.meaning[lang])) for p in points]
    title = (
        "= klopt · ≠ klopt niet · · ter informatie"
        if nl
        else "= stands · ≠ does not stand · · for your information"
    )
    return Sheet("Controle" if nl else "Check", title, columns, lines)


def _changed_sheet(changed: Sequence[Changed], most: int | None, lang: Lang) -> Sheet:
    nl = lang == "nl"
    words = (
        ("Tabel", "Blok", "Rij", "Kolom", "Cijfer", "gepubliceerd", "opnieuw")
        if nl
        else ("Table", "Block", "Row", "Column", "Figure", "published", "again")
    )
    title = "Cijfers die verschillen" if nl else "Figures that differ"
    title += f": {whole(len(changed), lang)}"
    if most is not None and len(changed) > most:
        title += f" (de eerste {most})" if nl else f" (the first {most})"
    return Sheet(
        "Verschillen" if nl else "Differences",
        title,
        [Column(word) for word in words],
        [Line(msgspec.structs.astuple(one)) for one in changed[:most]],
    )


# -- the register -----------------------------------------------------------------------------

_LISTED: Final = (
    "number",
    "recorded_at",
    "recorded_by",
    "peildatum",
    "known_at",
    "position",
    "status",
    "unit",
    "where",
    "reden",
    "definitions",
    "program",
    "root",
)
_KINDS: Final[Mapping[str, Kind]] = {
    "number": "whole",
    "peildatum": "date",
    "position": "whole",
    "definitions": "whole",
}

_PUBLICATIES: Final = Noun(Label("publicatie", "publication"), Label("publicaties", "publications"))


def register_answer(context: Context) -> Answer:
    """Every publication, oldest first, in any format."""
    with context.open() as store:
        manifests = register(store)

    def rows() -> Iterator[Sequence[Any]]:
        yield _LISTED
        for manifest in manifests:
            yield [getattr(manifest, name) for name in _LISTED]

    lang = context.lang
    line = "Register van publicaties" if lang == "nl" else "Register of publications"
    return Answer(
        line,
        lambda: {"publications": [_manifest_data(manifest) for manifest in manifests]},
        rows,
        lambda: sheets_text(line, [_register_sheet(manifests, lang)], lang),
        kinds=lambda: _KINDS,
        lang=lang,
    )


def _manifest_data(manifest: Manifest) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(manifest)
    return data


def _register_sheet(manifests: Sequence[Manifest], lang: Lang) -> Sheet:
    nl = lang == "nl"
    words = (
        ("Vastgelegd", "Door", "Peildatum", "Bekend op", "Positie", "Status", "Alleen", "Reden")
        if nl
        else ("Recorded", "By", "Peildatum", "Known at", "Position", "Status", "Only", "Reason")
    )
    columns = [Column("Nr", "whole"), *map(Column, words)]
    lines = [
        Line(
            (
                manifest.number,
                day_of_recording(manifest.recorded_at).isoformat(),
                manifest.recorded_by or "-",
                manifest.peildatum,
                manifest.known_at or "-",
                str(manifest.position),
                STATUS.label(manifest.status)[lang],
                ", ".join(manifest.where) or "-",
                manifest.reden or "-",
            )
        )
        for manifest in manifests
    ]
    title = so_many(len(manifests), _PUBLICATIES, lang)
    return Sheet("Register", title, columns, lines)
