"""``journey diff``: what changed in the figures between two moments, or two days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal

import click

from cli import options
from cli.context import Context, chosen_format, hand_out

if TYPE_CHECKING:
    from journey.ledger import Ledger
    from journey.peildatum import KnownAt
    from journey.projections.diff import Difference
    from journey.projections.snapshot import Where
    from journey.store import Store

SMALL: Final = 100_000
"""Up to so many events the figures of everyone are counted beside those of who changed."""


@click.command(
    epilog="Example: journey diff --peildatum 2025-10-31 --known-at 2025-11-05 "
    "--known-at 2025-12-31"
)
@click.option(
    "--peildatum",
    "days",
    type=options.DAY,
    multiple=True,
    required=True,
    metavar="DATE",
    help="The day to look at, inclusive. Given twice: two days, at one known-at.",
)
@click.option(
    "--known-at",
    "--beschikbaar-op",
    "moments",
    type=options.KNOWN,
    multiple=True,
    metavar="DATE|TIMESTAMP|#N",
    help="As known then, and as known at a second one; the second left out: now.",
)
@click.option(
    "--figures-of",
    type=click.Choice(["everyone", "touched"]),
    help="Whose figures stand before and after: everyone's, or those of the participants with an "
    "event in between, which does not read the whole log. The difference is the same. Left out: "
    f"everyone's on a log of up to {SMALL} events.",
)
@options.where
@click.option(
    "--unit",
    type=click.Choice(["laatste", "startbanen"]),
    default="laatste",
    show_default=True,
    help="What tables 6 and 7 count.",
)
@options.format_
@options.output
@click.pass_obj
def diff(
    context: Context,
    days: tuple[date, ...],
    moments: tuple[KnownAt, ...],
    figures_of: str | None,
    where: tuple[tuple[str, str], ...],
    unit: Literal["laatste", "startbanen"],
    format_: str | None,
    output: str | None,
) -> None:
    """Show every cell of tables 1 to 9 that differs, and the events that did it.

    Between two moments of knowing (one --peildatum, --known-at once or twice) it is late entry,
    correction and retraction; between two days (--peildatum twice) it is what happened.
    """
    from journey.ledger import Ledger
    from journey.presentation.answer import Head
    from journey.presentation.audit import diff_answer
    from journey.projections.diff import between_days
    from journey.projections.snapshot import Where

    name = chosen_format(format_, output)
    if len(days) > 2 or len(moments) > 2 or len(days) + max(len(moments), 1) > 3:
        raise click.UsageError(
            "give one --peildatum and --known-at once or twice, or two --peildatum and at most "
            "one --known-at."
        )
    if len(days) == 1 and not moments:
        raise click.UsageError("between what? Give --known-at, or a second --peildatum.")
    chosen = Where.of(where)
    with context.open() as store:
        if len(days) == 2:
            first, second = sorted(days)
            ledger = Ledger(store, *moments)
            found = between_days(ledger, first, second, chosen, unit)
            heads = [Head.of(ledger, day, chosen.asked) for day in (first, second)]
            everyone = True
        else:
            ledgers = _in_order(store, moments)
            everyone = (figures_of or _affordable(ledgers[1])) == "everyone"
            found = _between_moments(ledgers, days[0], chosen, unit, everyone)
            heads = [Head.of(ledger, days[0], chosen.asked) for ledger in ledgers]
    answer = diff_answer(heads[0], heads[1], found, everyone, context.lang)
    hand_out(answer, name, output)


def _in_order(store: Store, moments: tuple[KnownAt, ...]) -> list[Ledger]:
    from journey.ledger import Ledger

    ledgers = [Ledger(store, moment) for moment in moments]
    if len(ledgers) == 1:
        ledgers.append(Ledger(store))
    return sorted(ledgers, key=lambda ledger: ledger.position)


def _affordable(ledger: Ledger) -> str:
    return "everyone" if ledger.position <= SMALL else "touched"


def _between_moments(
    ledgers: list[Ledger],
    peildatum: date,
    where: Where,
    unit: Literal["laatste", "startbanen"],
    of_everyone: bool,
) -> Difference:
    from journey.projections.diff import between_moments
    from journey.projections.snapshot import snapshot

    before, after = ledgers
    everyone = snapshot(after, peildatum, where) if of_everyone else None
    return between_moments(before, after, peildatum, where, unit, everyone=everyone)
