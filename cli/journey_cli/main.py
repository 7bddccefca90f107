"""The command line: the group, the one error boundary, and nothing heavy.

Everything but click is imported inside the commands, so that ``journey --help`` is quick.
"""

from __future__ import annotations

import os
import sys
from typing import Final

import click

from journey import __version__
from journey.errors import BadInput, JourneyError
from journey_cli.commands.completion import completion
from journey_cli.commands.correct import correct
from journey_cli.commands.demo import demo
from journey_cli.commands.diff import diff
from journey_cli.commands.durations import durations
from journey_cli.commands.erase import erase
from journey_cli.commands.explain import explain
from journey_cli.commands.export import export
from journey_cli.commands.flow import flow
from journey_cli.commands.form import form
from journey_cli.commands.identify import identify
from journey_cli.commands.import_ import import_
from journey_cli.commands.init import init
from journey_cli.commands.keys import keys
from journey_cli.commands.lag import lag
from journey_cli.commands.list_ import list_
from journey_cli.commands.publish import publish
from journey_cli.commands.quality import quality
from journey_cli.commands.record import record
from journey_cli.commands.report import report
from journey_cli.commands.retract import retract
from journey_cli.commands.seal import seal
from journey_cli.commands.show import show
from journey_cli.commands.snapshot import snapshot
from journey_cli.commands.spells import spells
from journey_cli.commands.tables import tables
from journey_cli.commands.trend import trend
from journey_cli.commands.verify import verify
from journey_cli.context import DEFAULT_DATABASE, Context
from journey_cli.once import Once

INTERRUPTED: Final = 130


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: journey demo && journey tables --peildatum 2025-10-31",
)
@click.option(
    "--database",
    cls=Once,
    metavar="URL",
    envvar="JOURNEY_DATABASE",
    default=DEFAULT_DATABASE,
    show_default=True,
    show_envvar=True,
    help="Where the log is: sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME.",
)
@click.option(
    "--lang",
    cls=Once,
    type=click.Choice(["nl", "en"]),
    default="nl",
    show_default=True,
    help="Language of labels in what people read. Data (csv, json) keeps its codes.",
)
@click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    help="Show where in the program an error came from.",
)
@click.version_option(__version__, prog_name="journey")
@click.pass_context
def cli(context: click.Context, database: str, lang: str) -> None:
    """Follow participants of municipal programmes, event by event.

    Every intake, voortraject, placement, hold and exit is an event that is never changed. Every
    count is made again from them, for any peildatum and as it was known at any moment.
    """
    context.obj = Context(database, "en" if lang == "en" else "nl")


for command in (
    init,
    demo,
    record,
    correct,
    retract,
    identify,
    erase,
    keys,
    show,
    list_,
    import_,
    form,
    export,
    snapshot,
    tables,
    flow,
    trend,
    spells,
    durations,
    seal,
    verify,
    report,
    diff,
    explain,
    lag,
    publish,
    quality,
    completion,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; every error that a user can cause ends here, as text and exit code."""
    try:
        cli.main(arguments, prog_name="journey", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        return _misused(error)
    except JourneyError as error:
        return _refused(error, "--debug" in arguments)
    except (click.Abort, KeyboardInterrupt):
        # After a question the cursor stands behind it.
        start = "\n" if sys.stderr.isatty() else ""
        click.echo(f"{start}Interrupted; nothing more was done.", err=True)
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # Whoever read our output has seen enough; click makes a SystemExit of it.
        _forget_output()
    except OSError as error:
        _forget_output()
        return _refused(BadInput(f"a file or stdout: {error.strerror}"), "--debug" in arguments)
    return 0


def _forget_output() -> None:
    """What could not be written must not be tried again when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _misused(error: click.ClickException) -> int:
    """Say how a command was called wrongly; what the user typed is never shown raw."""
    from journey.presentation.text import visible

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        # Its message is the help itself.
        click.echo(error.format_message(), err=True)
        return error.exit_code
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    if ctx is not None:
        click.echo(f"{ctx.get_usage()}\nTry '{ctx.command_path} --help' for help.\n", err=True)
    click.echo(f"Error: {visible(' '.join(error.format_message().split()))}", err=True)
    return error.exit_code


def _refused(error: JourneyError, debug: bool) -> int:
    from journey.presentation.text import visible

    if debug:
        import traceback

        traceback.print_exc()
    first, *rest = str(error).splitlines() or [""]
    click.echo(f"Error: {visible(first)}", err=True)
    for line in rest:
        click.echo(f"  {visible(line)}", err=True)
    return error.exit_code


if __name__ == "__main__":
    main()
