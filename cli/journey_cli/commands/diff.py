"""``journey diff``: what changed in the figures between two moments, or two days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

import click

from journey_cli import options
from journey_cli.context import Context, chosen_format, hand_out
from journey_cli.once import Once

if TYPE_CHECKING:
    from journey.ledger import Ledger
    from journey.peildatum import KnownAt
    from journey.presentation.answer import Head
    from journey.projections.diff import Difference
    from journey.projections.snapshot import Where
    from journey.projections.tables import Unit
    from journey.store import Store

    Found: TypeAlias = tuple[Head, Head, Difference, bool]
    """What is known of before and of after, what differs, and whether figures are everyone's."""

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
    cls=Once,
    type=click.Choice(["everyone", "touched"]),
    help="Whose figures stand before and after: everyone's, or those of the participants with an "
    "event in between, which does not read the whole log. Numbers change as much either way, "
    "a mean does not. Left out: "
    f"everyone's on a log of up to {SMALL} events.",
)
@options.where
@options.unit
@options.format_
@options.output
@click.pass_obj
def diff(
    context: Context,
    days: tuple[date, ...],
    moments: tuple[KnownAt, ...],
    figures_of: str | None,
    where: tuple[tuple[str, str], ...],
    unit: Unit,
    format_: str | None,
    output: str | None,
) -> None:
    """Show every cell of tables 1 to 9 that differs, and the events that did it.

    Between two moments of knowing (one --peildatum, --known-at once or twice) it is late entry,
    correction and retraction; between two days (--peildatum twice) it is what happened, and age.
    """
    from journey.presentation.audit import diff_answer
    from journey.projections.asked import asked_for

    name = chosen_format(format_, output)
    _check(days, moments, figures_of)
    with context.open() as store:
        chosen = asked_for(where, store.proeven())
        if len(days) == 2:
            found = _of_days(store, days, moments, chosen, unit)
        else:
            found = _of_moments(store, days[0], moments, figures_of, chosen, unit)
    hand_out(diff_answer(*found, unit, context.lang), name, output)


def _check(days: tuple[date, ...], moments: tuple[KnownAt, ...], figures_of: str | None) -> None:
    """A usage error for days and moments between which nothing lies."""
    if len(days) > 2 or len(moments) > 2 or len(days) + max(len(moments), 1) > 3:
        raise click.UsageError(
            "give one --peildatum and --known-at once or twice, or two --peildatum and at most "
            "one --known-at."
        )
    if len(days) == 1 and not moments:
        raise click.UsageError("between what? Give --known-at, or a second --peildatum.")
    if len(days) == 2 and figures_of is not None:
        raise click.UsageError("--figures-of is for two moments; between two days it is everyone.")


def _of_days(
    store: Store, days: tuple[date, ...], moments: tuple[KnownAt, ...], where: Where, unit: Unit
) -> Found:
    from journey.ledger import Ledger
    from journey.presentation.answer import Head
    from journey.projections.diff import between_days

    ledger = Ledger(store, *moments)
    first, second = sorted(days)
    heads = [Head.of(ledger, day, where.asked) for day in (first, second)]
    return heads[0], heads[1], between_days(ledger, first, second, where, unit), True


def _of_moments(
    store: Store,
    peildatum: date,
    moments: tuple[KnownAt, ...],
    figures_of: str | None,
    where: Where,
    unit: Unit,
) -> Found:
    from journey.presentation.answer import Head
    from journey.projections.diff import between_moments
    from journey.projections.snapshot import snapshot

    before, after = _in_order(store, moments)
    of_everyone = (figures_of or _affordable(after)) == "everyone"
    everyone = snapshot(after, peildatum, where) if of_everyone else None
    found = between_moments(before, after, peildatum, where, unit, everyone=everyone)
    heads = [Head.of(ledger, peildatum, where.asked) for ledger in (before, after)]
    return heads[0], heads[1], found, of_everyone


def _in_order(store: Store, moments: tuple[KnownAt, ...]) -> list[Ledger]:
    """The log as known at the earlier moment and at the later one; now is the latest."""
    from journey.ledger import Ledger

    ledgers = [Ledger(store, moment) for moment in moments]
    if len(ledgers) == 1:
        ledgers.append(Ledger(store))
    return sorted(ledgers, key=lambda ledger: ledger.position)


def _affordable(ledger: Ledger) -> str:
    return "everyone" if ledger.position <= SMALL else "touched"
