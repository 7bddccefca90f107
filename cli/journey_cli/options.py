"""Options that several commands share, each defined once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from journey_cli.once import Once

if TYPE_CHECKING:
    from journey.peildatum import KnownAt
    from journey.projections.flow import Per

Command = TypeVar("Command", bound=Callable[..., Any])

_BACKWARDS: Final = re.compile(r"(\d{2})-(\d{2})-(\d{4})", re.ASCII)
_TO_THE_MINUTE: Final = re.compile(r"(.*[Tt]\d{2}:\d{2})([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_POSITION: Final = re.compile(r"#(\d{1,18})", re.ASCII)

FORMATS: Final = ("table", "csv", "json", "xlsx", "md", "html")
ROW_FORMATS: Final = (*FORMATS, "parquet")
"""The names in the registry of formats, which is not loaded for ``--help``; a test compares. The
last ones hold rows only."""


class Day(click.ParamType[date]):
    """A day as ``YYYY-MM-DD`` or ``DD-MM-YYYY``; nothing that could be read in two ways."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a usage error for anything else."""
        if isinstance(value, date):
            return value
        try:
            return day_of(value)
        except ValueError as error:
            self.fail(
                f"{error}; allowed: YYYY-MM-DD or DD-MM-YYYY, such as 2025-10-31.", param, ctx
            )


def day_of(text: str) -> date:
    """The day of a text; raises ValueError, in words, for what is none or lies too early."""
    from journey.fields import no_such_date
    from journey.peildatum import EARLIEST, parse_day

    backwards = _BACKWARDS.fullmatch(text)
    try:
        day = parse_day("-".join(reversed(backwards.groups())) if backwards else text)
    except ValueError:
        raise ValueError(no_such_date(text)) from None
    if day < EARLIEST:
        raise ValueError(f"{day} lies before {EARLIEST}")
    return day


class Known(click.ParamType["KnownAt"]):
    """A known-at: a day, a timestamp with its offset, or ``#`` and a position in the log."""

    name = "moment"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> KnownAt:
        """The known-at; a usage error for anything else."""
        from journey.peildatum import KnownAt, parse_moment

        if isinstance(value, KnownAt):
            return value
        position = _POSITION.fullmatch(value)
        if position:
            return KnownAt.upto(int(position.group(1)))
        try:
            return KnownAt.on(day_of(value))
        except ValueError:
            pass
        try:
            return KnownAt.at(parse_moment(_TO_THE_MINUTE.sub(r"\1:00\2", value)))
        except ValueError:
            self.fail(
                f"{value!r} is no known-at; allowed: a date (2025-11-05, that whole day), a "
                "timestamp with Z or an offset (2025-11-05T12:00:00Z), or #N for the first N "
                "events of the log.",
                param,
                ctx,
            )


class Pair(click.ParamType[tuple[str, str]]):
    """``NAME=VALUE``."""

    name = "column=value"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Name and value; a usage error where there is no ``=``."""
        if isinstance(value, tuple):
            return value
        name, equals, wanted = value.partition("=")
        if not equals:
            self.fail(
                f"{value!r} is not of the form COLUMN=VALUE, such as status=startbaan.", param, ctx
            )
        if not value.isprintable():
            self.fail(f"{value!r} holds characters that no value has.", param, ctx)
        return name, wanted


DAY: Final = Day()
KNOWN: Final = Known()
PAIR: Final = Pair()

peildatum = click.option(
    "--peildatum",
    cls=Once,
    type=DAY,
    required=True,
    metavar="DATE",
    help="The day to look at, inclusive: YYYY-MM-DD or DD-MM-YYYY.",
)
peildatum_or_today = click.option(
    "--peildatum",
    cls=Once,
    type=DAY,
    metavar="DATE",
    help="The day to look at, inclusive: YYYY-MM-DD or DD-MM-YYYY. Left out: today, by the "
    "clock of the database.",
)
known_at = click.option(
    "--known-at",
    "--beschikbaar-op",
    "known_at",
    cls=Once,
    type=KNOWN,
    metavar="DATE|TIMESTAMP|#N",
    help="Only what was recorded by then, inclusive (a date is that whole day in Amsterdam, #N "
    "the first N events). Left out: everything recorded so far.",
)
per = click.option(
    "--per",
    cls=Once,
    type=click.Choice(["month", "quarter", "year"]),
    help="Split the window at the ends of months, quarters or years.",
)
where = click.option(
    "--where",
    type=PAIR,
    multiple=True,
    metavar="COLUMN=VALUE",
    help="Only participants with this value in a column of the snapshot. May be repeated: several "
    "values of one column are alternatives.",
)
unit = click.option(
    "--unit",
    cls=Once,
    type=click.Choice(["laatste", "startbanen"]),
    default="laatste",
    show_default=True,
    help="What tables 6 and 7 count: the newest startbaan of each participant, or every one.",
)
output = click.option(
    "-o",
    "--output",
    cls=Once,
    metavar="FILE",
    help="Write to a file, whose ending picks the format; - is stdout.",
)

output_alone = click.option(
    "-o", "--output", cls=Once, metavar="FILE", help="Write to a file; left out or -: stdout."
)


def _format(
    names: tuple[str, ...], left_out: str = "by the ending of -o, or table"
) -> Callable[[Command], Command]:
    return click.option(
        "--format", "format_", cls=Once, type=click.Choice(names), help=f"Left out: {left_out}."
    )


format_ = _format(FORMATS)
format_of_list = _format(FORMATS, "table")
format_of_rows = _format(ROW_FORMATS)


def window(command: Command) -> Command:
    """The two ends of a window: after one day, up to and including another."""
    start = click.option(
        "--from",
        "start",
        cls=Once,
        type=DAY,
        required=True,
        metavar="DATE",
        help="The window is after it.",
    )
    end = click.option(
        "--to",
        "end",
        cls=Once,
        type=DAY,
        required=True,
        metavar="DATE",
        help="The last day of the window.",
    )
    return start(end(command))


def check_window(start: date, end: date, per: Per | None) -> None:
    """A usage error for a window that holds no day, or more periods than anybody reads."""
    from journey.projections.flow import check_periods

    if start >= end:
        raise click.UsageError(f"--from {start} must lie before --to {end}.")
    if per is not None:
        check_periods(start, end, per)
