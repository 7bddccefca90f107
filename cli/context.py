"""What every command is given: which store, which language, and where output goes."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import click

from cli.files import writing

if TYPE_CHECKING:
    from journey.presentation.formats import Answer
    from journey.store import Store


DEFAULT_DATABASE: Final = "sqlite:///journey.db"


@dataclass(frozen=True, slots=True)
class Context:
    """The options that stand before the command."""

    database: str
    lang: Literal["nl", "en"]
    debug: bool

    @classmethod
    def from_parameters(cls, ctx: click.Context) -> Context:
        """What the options say where no command has run yet: while a shell completes a line."""
        given = ctx.find_root().params
        return cls(given.get("database") or DEFAULT_DATABASE, "nl", False)

    def open(self) -> Store:
        """The store; raises an error with exit code 3 where it can't be used."""
        from journey.store import open_store

        return open_store(self.database)


def say(text: str) -> None:
    """Talk to whoever runs the command: to stderr, so that stdout holds data only."""
    from journey.presentation.text import visible

    click.echo(visible(text), err=True)


def hand_out(answer: Answer, asked: str | None, output: str | None, *, paged: bool = False) -> None:
    """Write an answer in the format asked for, to a file or to stdout.

    ``paged``: text for people on a terminal goes through a pager.
    """
    from journey.presentation.formats import FORMATS, format_of

    name = format_of(asked, output)
    content = FORMATS[name](answer)
    if paged and name == "table" and output is None and sys.stdout.isatty():
        click.echo_via_pager(content.decode())
        return
    with writing(output) as stream:
        stream.write(content)
    if name == "csv" or output not in (None, "-"):
        say(answer.line)
