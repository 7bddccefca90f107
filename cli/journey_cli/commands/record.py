"""``journey record EVENT NUMBER``: one subcommand for each event of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from journey_cli.context import Context
from journey_cli.kinds import NUMBER
from journey_cli.once import Once
from journey_cli.recording_options import (
    BY_OTHER_COMMANDS,
    as_staff,
    dry_run,
    own_id,
    refuse_leftovers,
    staff,
)

if TYPE_CHECKING:
    from journey.events import Event


class Events(click.Group):
    """The events of the catalogue as commands; made when one is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the events that are recorded this way."""
        from journey.events import CATALOGUE

        return [name for name in CATALOGUE if name not in BY_OTHER_COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of one event; a usage error, with the events, for any other name."""
        from journey.events import CATALOGUE
        from journey.fields import shown

        if cmd_name in BY_OTHER_COMMANDS:
            ctx.fail(f"{cmd_name} is recorded with `{BY_OTHER_COMMANDS[cmd_name]}`.")
        if cmd_name not in CATALOGUE:
            allowed = ", ".join(self.list_commands(ctx))
            ctx.fail(f"{shown(cmd_name)} is no event to record; allowed: {allowed}")
        return _command(cmd_name, CATALOGUE[cmd_name])


def _command(name: str, cls: type[Event]) -> click.Command:
    """The command of one event, its options made from the catalogue."""
    from journey_cli.fields import options_of
    from journey_cli.when import WHEN

    @click.pass_obj
    def callback(context: Context, /, **given: Any) -> None:
        from journey_cli.recording import record_one

        refuse_leftovers(click.get_current_context())
        record_one(context, cls, **given)

    example = _EXAMPLES.get(name, "AMS-0042 --datum 2025-06-01")
    command = click.Command(
        name,
        callback=callback,
        context_settings={"allow_extra_args": True},
        help=cls.__doc__,
        epilog=f"Example: journey record {name} {example}",
        params=[
            click.Argument(["number"], type=NUMBER),
            Once(["--datum"], type=WHEN, metavar="DATE", help=_DATUM),
            *options_of(cls),
        ],
    )
    for option in (staff, own_id, dry_run):
        option(command)
    return command


_DATUM: Final = (
    "When it happened: YYYY-MM-DD or DD-MM-YYYY; YYYY-MM or YYYY where only the month or year is "
    "known. Needed."
)
_EXAMPLES: Final = {
    "intake": "AMS-0042 --datum 2025-02-01 --proef amsterdam --deelname vrijwillig",
    "characteristics_changed": "AMS-0042 --datum 2025-06-01 --taalniveau A2",
    "voortraject_started": "AMS-0042 --datum 2025-02-15 --soort-voortraject standaard",
    "voortraject_ended": "AMS-0042 --datum 2025-05-01 --afgerond ja",
    "activity_started": "AMS-0042 --datum 2025-03-01 --activiteit onbetaalde_werkstage",
    "activity_ended": "AMS-0042 --datum 2025-04-30 --activiteit onbetaalde_werkstage",
    "mediation_started": "AMS-0042 --datum 2025-05-02",
    "placed": "AMS-0042 --datum 2025-06-01 --startbaan 1 --sector logistiek --uren-per-week 24",
    "placement_changed": "AMS-0042 --datum 2025-09-01 --startbaan 1 --uren-per-week 32",
    "placement_ended": "AMS-0042 --datum 2025-12-01 --startbaan 1 --reden-einde contract_verlopen",
    "put_on_hold": "AMS-0042 --datum 2025-07-01 --reden-on-hold medisch",
    "resumed": "AMS-0042 --datum 2025-08-01",
    "dropped_out": "AMS-0042 --datum 2025-10-01 --reden-uitstroom verhuizing",
    "completed": "AMS-0042 --datum 2025-12-31 --reden-uitstroom werk",
    "reentered": "AMS-0042 --datum 2026-02-01",
    "information_missing": "AMS-0042 --datum 2025-10-31 --aspecten status,plaatsing",
    "identity_recorded": 'AMS-0042 --datum 2025-02-01 --naam "A. Voorbeeld"',
    "information_confirmed": "AMS-0042 --datum 2025-11-15 --aspecten status",
}


@click.group(
    cls=Events,
    invoke_without_command=True,
    subcommand_metavar="EVENT NUMBER [OPTIONS]...",
    epilog="Example: journey record placed AMS-0042 --datum 2025-06-01 --startbaan 1 --as mw-17",
)
@click.option(
    "--from",
    "file",
    cls=Once,
    metavar="FILE.csv",
    help="Record a day's work: one event a line, with columns event, number, datum and the fields "
    "of the events; all or nothing. - is stdin.",
)
@as_staff("With --from: who enters it.")
@click.option("--dry-run", is_flag=True, help="With --from: check everything and write nothing.")
@click.pass_context
def record(ctx: click.Context, file: str | None, staff: str | None, dry_run: bool) -> None:
    """Record what happened to a participant.

    Late and out of order is fine: everything is checked against the whole timeline. On a terminal
    it asks for what is missing.
    """
    if file is None:
        if ctx.invoked_subcommand is None:
            ctx.fail("which event? `journey record --help` lists them.")
        if staff or dry_run:
            ctx.fail("--as and --dry-run go after the event, or with --from.")
        return
    if ctx.invoked_subcommand is not None:
        ctx.fail("--from takes the events from the file; give no event beside it.")
    from journey_cli.batch import record_file

    record_file(ctx.ensure_object(Context), file, staff, dry_run)
