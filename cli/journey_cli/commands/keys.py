"""``journey keys``: looking after the keys to personal fields."""

from __future__ import annotations

from pathlib import Path

import click

from journey_cli.context import Context, say
from journey_cli.once import Once


@click.group(epilog="Example: journey keys reconcile")
def keys() -> None:
    """Look after the keys to personal fields."""


@keys.command(epilog="Example: journey keys rotate --to /etc/journey/2027.key")
@click.option(
    "--to",
    "new_file",
    cls=Once,
    metavar="FILE",
    help="The new key file; made where it is missing. Left out: JOURNEY_KEY_FILE gets a new key, "
    "and the old one is kept beside it.",
)
@click.pass_obj
def rotate(context: Context, new_file: str | None) -> None:
    """Wrap every data key anew, under a new key.

    All of them or none: broken off, give it again. No sealed field changes. Who records or erases
    meanwhile waits; a command that began under the old key is refused where it needs a new one.
    """
    from secrets import token_bytes

    from journey.vault.vault import rotate as rotated
    from journey.wording import counted

    done = rotated(context.key_places(), new_file, token_bytes)
    say(f"{counted(done.keys, 'key')} wrapped anew with {done.new_file}")
    if Path(done.new_file).samefile(done.old_file):
        say("JOURNEY_KEY_FILE is that file already; keep it")
        return
    say(
        f"{'' if done.in_place else f'Set JOURNEY_KEY_FILE to {done.new_file}. '}Destroy the old "
        f"key, {done.old_file}, once every copy of the key store from before today is gone"
    )


@keys.command(epilog="Example: journey keys reconcile")
@click.pass_obj
def reconcile(context: Context) -> None:
    """Destroy again the keys of everyone whom the log says is erased.

    For after an old copy of the key store was put back; until then nothing personal is read.
    """
    from journey.reading import reconcile as reconciled
    from journey.wording import counted

    with context.open() as store, context.vault() as vault:
        count = reconciled(store, vault)
    say(f"{counted(count, 'key')} of people who were erased destroyed again")
