"""Options of what is recorded: a value that another would take the place of unseen is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click


class Once(click.Option):
    """An option that takes one value, and not the last of several."""

    def __init__(self, *names: Any, **settings: Any) -> None:
        super().__init__(*names, **{**settings, "multiple": True})

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The value, or None; a usage error for a second one, whatever it is."""
        values = super().process_value(ctx, value)
        return self.only(values, ctx) if values else None

    def only(self, values: Sequence[Any], ctx: click.Context) -> Any:
        """What the values come to."""
        if len(values) > 1:
            ctx.fail(f"{self.opts[0]} is given {len(values)} times, and it takes one value.")
        return values[0]
