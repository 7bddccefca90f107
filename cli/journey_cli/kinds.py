"""Kinds of value on the command line that are the domain's own: checked, and completed by a shell.

What they need is imported when they are used, for every command declares them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import CompletionItem

from journey_cli.context import Context

if TYPE_CHECKING:
    from journey.codebook import Codes
    from journey.fields import Kind


class _Checked(click.ParamType[str]):
    """Text that a kind of the catalogue judges."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text as the log keeps it; a usage error, with what is allowed, for any other."""
        kind = self.kind()
        wrong = kind.problem(value)
        if wrong:
            self.fail(f"{wrong}; allowed: {kind.allowed}", param, ctx)
        return str(kind.clean(value))

    def kind(self) -> Kind:
        """What judges the text."""
        raise NotImplementedError


class Staff(_Checked):
    """A staff pseudonym."""

    name = "staff"

    def kind(self) -> Kind:
        """Shaped as a number, and never one that names a person."""
        from journey.fields import Pseudonym

        return Pseudonym()


class Number(Staff):
    """A participant's number."""

    name = "number"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The numbers in the store that begin so; none where the store can't be used."""
        from journey.errors import JourneyError

        context = ctx.find_object(Context)
        try:
            with (context or Context.from_parameters(ctx)).open() as store:
                found = store.numbers(incomplete, 50)
        except JourneyError:
            return []
        return [CompletionItem(number) for number in found]


class Why(_Checked):
    """A reason in one's own words, on one line."""

    name = "text"

    def kind(self) -> Kind:
        """A short text."""
        from journey.fields import Text

        return Text(200)


class EventId(_Checked):
    """The id of an event in full."""

    name = "uuid"

    def kind(self) -> Kind:
        """A UUID in any case."""
        from journey.fields import Uuid

        return Uuid()


class Coded(_Checked):
    """A code of a closed list."""

    name = "code"

    def codes(self) -> Codes:
        """The list."""
        raise NotImplementedError

    def kind(self) -> Kind:
        """One out of the list."""
        from journey.fields import Choice

        return Choice(self.codes())

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The codes that begin so, with their labels."""
        codes = self.codes()
        return completed(((code, codes.label(code).nl) for code in codes), incomplete)


class Status(Coded):
    """The code of a status."""

    def codes(self) -> Codes:
        """Those of a snapshot."""
        from journey.codebook import STATUS

        return STATUS


class Reden(Coded):
    """The reason of a correction or retraction."""

    def codes(self) -> Codes:
        """Those of the catalogue."""
        from journey.codebook import REDEN_CORRECTIE

        return REDEN_CORRECTIE


def completed(coded: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    """What a shell offers for codes and their labels."""
    offered = ((code, label) for code, label in coded if code.startswith(incomplete))
    return [CompletionItem(code, help=label) for code, label in offered]


NUMBER: Final = Number()
STAFF: Final = Staff()
EVENT_ID: Final = EventId()
STATUS: Final = Status()
REDEN: Final = Reden()
WHY: Final = Why()
