"""Publications on disk: a folder appears whole, and is read whole."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click

from cli.context import Context
from journey.errors import BadInput, NotFound, Refused
from journey.presentation.layout import laid_out
from journey.presentation.text import visible
from journey.publishing import MANIFEST, Files, Request, as_data, check, prepare, register


def publish_to(context: Context, request: Request, folder: str) -> int:
    """Publish into a new folder; the number in the register."""
    target = Path(folder)
    if target.exists():
        raise BadInput(f"{folder} is there already; name a new folder, a publication never changes")
    with context.open() as store:
        files = prepare(store, request)
        written = _written(files, target)
        try:
            number = register(store, files)
            written.rename(target)
        except BaseException:
            shutil.rmtree(written, ignore_errors=True)
            raise
    return number


def _written(files: Files, target: Path) -> Path:
    """The files in a folder beside the target, which is renamed once they are registered."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        for name, content in files.items():
            (folder / name).write_bytes(content)
        folder.chmod(0o755)
    except OSError as error:
        raise BadInput(f"{target} can't be written: {error.strerror}") from error
    return folder


def check_folder(context: Context, folder: str) -> None:
    """Say of a publication whether it still stands; raises :class:`Refused` where it does not."""
    files = _read(Path(folder))
    with context.open() as store:
        found = check(store, files)
    for what, stands, meaning in found.points:
        click.echo(visible(f"{'=' if stands else '≠'} {what} {meaning}"))
    if not found.stands:
        raise Refused(f"{folder} no longer stands")
    click.echo(f"{visible(folder)} stands")


def _read(folder: Path) -> Files:
    try:
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    except OSError as error:
        raise NotFound(f"{folder} can't be read: {error.strerror}") from error
    if MANIFEST not in files:
        raise BadInput(f"{folder} holds no {MANIFEST}, so it is no publication")
    return files


def show_register(context: Context) -> None:
    """Every publication, oldest first."""
    with context.open() as store:
        lines = [as_data(publication) for publication in store.publications()]
    rows = [
        [
            str(line["number"]),
            line["recorded_at"][:10],
            line["peildatum"],
            line["known_at"] or "-",
            str(line["position"]),
            line["status"],
            ", ".join(line["where"]) or "-",
            line["reden"] or "-",
        ]
        for line in lines
    ]
    heading = ["nr", "vastgelegd", "peildatum", "bekend op", "positie", "status", "alleen", "reden"]
    right = [True, False, False, False, True, False, False, False]
    shown = [[visible(text) for text in row] for row in rows]
    click.echo("\n".join(laid_out(heading, shown, right)))
