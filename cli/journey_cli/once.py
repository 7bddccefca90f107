"""Options of one value: one that another would take the place of unseen is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click
from click.core import ParameterSource


class Once(click.Option):
    """An option that takes one value, and not the last of several."""

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Every value that is given is kept, so that they can be counted."""
        parser.add_option(obj=self, opts=self.opts, dest=self.name, action="append", nargs=1)

    def consume_value(
        self, ctx: click.Context, opts: Mapping[str, Any]
    ) -> tuple[Any, ParameterSource]:
        """The value as it is typed; a usage error for a second one, whatever it is."""
        value, source = super().consume_value(ctx, opts)
        return (self.only(value, ctx) if self.name in opts else value), source

    def only(self, values: Sequence[str], ctx: click.Context) -> str:
        """What the values come to."""
        if len(values) > 1 and not ctx.resilient_parsing:
            ctx.fail(f"{self.opts[0]} is given {len(values)} times, and it takes one value.")
        return values[-1]
