"""``journey verify``: proof that the log is what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from journey_cli import options
from journey_cli.checkpoints import audited_export, read_checkpoint
from journey_cli.context import Context, chosen_format, hand_out
from journey_cli.files import late_progress
from journey_cli.once import Once

if TYPE_CHECKING:
    from journey.proof.keys import PublicKey
    from journey.proof.verify import Held, Report


@click.command(
    epilog="Example: journey verify --checkpoint 2025-12-31.checkpoint --public-key journey.pub"
)
@click.option(
    "--checkpoint",
    "checkpoints",
    metavar="FILE",
    multiple=True,
    help="A checkpoint that the log has to begin with. May be repeated.",
)
@click.option(
    "--public-key",
    "keys",
    metavar="KEY|FILE",
    multiple=True,
    help="A public key, or a file with one, that has to have signed every checkpoint. May be "
    "repeated.",
)
@click.option(
    "--log",
    cls=Once,
    metavar="FILE",
    help="Check an export (JSONL) instead of the database, which is then not needed.",
)
@options.format_
@options.output
@click.pass_obj
def verify(
    context: Context,
    checkpoints: tuple[str, ...],
    keys: tuple[str, ...],
    log: str | None,
    format_: str | None,
    output: str | None,
) -> None:
    """Check every event of the log: its hash, its content, its place, and all of them together.

    With checkpoints: that the log still begins with the events that were sealed. The first 100
    problems are listed by position; the exit code is 1 where there is one.
    """
    from journey.errors import Refused
    from journey.presentation.proof import report_answer
    from journey.proof.keys import read_public_key
    from journey.proof.verify import Held
    from journey.wording import counted

    name = chosen_format(format_, output)
    if keys and not checkpoints:
        raise click.UsageError("--public-key is for the signatures of a --checkpoint.")
    held = [Held(path, read_checkpoint(path)) for path in checkpoints]
    report = _checked(context, log, held, [read_public_key(given) for given in keys])
    hand_out(report_answer(report, context.lang), name, output)
    if not report.ok:
        raise Refused(f"the log is not as it should be: {counted(report.count, 'problem')}")


def _checked(context: Context, log: str | None, held: list[Held], keys: list[PublicKey]) -> Report:
    import os

    from journey.proof.audit import audit

    if log is None:
        processors = os.cpu_count() or 1
        return audit(context.database, held, keys, late_progress, processors=processors)
    return audited_export(log, held, keys)
