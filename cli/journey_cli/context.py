"""What every command is given: which store, which language, and where output goes."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import click

from journey_cli.files import late_progress, writing

if TYPE_CHECKING:
    from journey.presentation.formats import Answer
    from journey.store import Store
    from journey.vault.vault import KeyPlaces, Vault


SILENT: Final = ("csv", "parquet")
"""Formats that do not say themselves what they are of."""
DEFAULT_DATABASE: Final = "sqlite:///journey.db"


@dataclass(frozen=True, slots=True)
class Context:
    """The options that stand before the command."""

    database: str
    lang: Literal["nl", "en"]

    @classmethod
    def from_parameters(cls, ctx: click.Context) -> Context:
        """What the options say where no command has run yet: while a shell completes a line."""
        given = ctx.find_root().params
        return cls(given.get("database") or DEFAULT_DATABASE, "nl")

    def open(self) -> Store:
        """The store; raises an error with exit code 3 where it can't be used."""
        from journey.store import open_store

        return open_store(self.database, watch=late_progress)

    def key_places(self) -> KeyPlaces:
        """Where the keys to personal fields are, by the environment."""
        from journey.vault.vault import KeyPlaces

        keys, key_file = os.environ.get(KEYS), os.environ.get(KEY_FILE)
        return KeyPlaces(self.database, keys or None, key_file or None)

    def vault(self) -> Vault:
        """The keys to personal fields, which are looked for when they are first needed."""
        from secrets import token_bytes

        from journey.vault.vault import Vault

        return Vault(self.key_places(), token_bytes)


KEYS: Final = "JOURNEY_KEYS"
KEY_FILE: Final = "JOURNEY_KEY_FILE"


def say(text: str) -> None:
    """Talk to whoever runs the command: to stderr, so that stdout holds data only."""
    from journey.presentation.text import visible

    click.echo(visible(text), err=True)


def say_made(output: str | None, done: str) -> None:
    """Say what was made, and in which file."""
    say(done if output in (None, "-") else f"{output}: {done}")


def chosen_format(asked: str | None, output: str | None, *, rows: bool = False) -> str:
    """The format to answer in, settled before anything is counted.

    ``rows``: the answer is one row a case. Raises :class:`WrongUsage` for one that can't hold the
    answer, and for one that a terminal can't show.
    """
    from journey.errors import WrongUsage
    from journey.presentation.formats import FORMATS, format_of

    name = format_of(asked, output, rows=rows)
    if not FORMATS[name].is_text and output in (None, "-") and sys.stdout.isatty():
        raise WrongUsage(f"{name} is no text for a terminal; name a file with -o")
    return name


def hand_out(
    answer: Answer,
    name: str,
    output: str | None,
    *,
    paged: bool = False,
    private: bool = False,
) -> None:
    """Write an answer in a format, to a file or to stdout.

    ``paged``: text for people on a terminal goes through a pager. ``private``: a new file is its
    owner's alone.
    """
    from journey.presentation.formats import FORMATS

    content = FORMATS[name].write(answer)
    if output is None and sys.stdout.isatty():
        text = _on_screen(content)
        long = paged and name == "table" and not _fits(text)
        (click.echo_via_pager if long else click.echo)(text)
    else:
        with writing(output, private=private) as stream:
            stream.write(content)
    if name in SILENT or output not in (None, "-"):
        say(answer.line)


def _on_screen(content: bytes) -> str:
    """Text as a terminal may get it, whatever format it is in."""
    from journey.presentation.text import visible

    return "\n".join(map(visible, content.decode().removesuffix("\n").split("\n")))


def _fits(text: str) -> bool:
    """Whether a text and the next prompt fit on the screen."""
    from shutil import get_terminal_size

    return text.count("\n") + 2 < get_terminal_size().lines
