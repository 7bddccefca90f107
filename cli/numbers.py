"""Participant numbers on the command line: checked, and completed from the store."""

from __future__ import annotations

from typing import Final

import click

from cli.context import Context


class Number(click.ParamType[str]):
    """A participant's number."""

    name = "number"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The number as given; a usage error for what can't be one."""
        from journey.fields import Pseudonym

        wrong = Pseudonym().problem(value)
        if wrong:
            self.fail(f"{wrong}; allowed: {Pseudonym().allowed}", param, ctx)
        return value

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """The numbers in the store that begin so; none where the store can't be used."""
        from journey.errors import JourneyError

        context = ctx.find_object(Context)
        try:
            with (context or Context.from_parameters(ctx)).open() as store:
                found = store.numbers(incomplete, 50)
        except JourneyError:
            return []
        return [click.shell_completion.CompletionItem(number) for number in found]


NUMBER: Final = Number()
