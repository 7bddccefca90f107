"""``journey seal``: a signed checkpoint of the log."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from journey_cli import options
from journey_cli.context import Context, say
from journey_cli.files import late_progress, writing
from journey_cli.once import Once

if TYPE_CHECKING:
    from journey.proof.keys import PublicKey
    from journey.proof.verify import Held


@click.command(epilog="Example: journey seal --key journey.key -o 2025-12-31.checkpoint")
@click.option(
    "--key",
    "key",
    cls=Once,
    metavar="FILE",
    envvar="JOURNEY_SEAL_KEY",
    show_envvar=True,
    help="The log's private key, that of the installation.",
)
@click.option(
    "--new-key",
    cls=Once,
    metavar="FILE",
    help="Make a private key in a new file, and print the public key that goes with it.",
)
@click.option(
    "--name",
    cls=Once,
    metavar="NAME",
    help="With --new-key: whose key it is. Left out: the source of the store.",
)
@click.option(
    "--origin",
    cls=Once,
    metavar="URI",
    help="What the checkpoint names as its log. Left out: the source of the store.",
)
@click.option(
    "--cosign", cls=Once, metavar="FILE", help="Sign a checkpoint too, with one's own private key."
)
@click.option("--checkpoint", cls=Once, metavar="FILE", help="With --cosign: the checkpoint.")
@click.option(
    "--public-key",
    "keys",
    metavar="KEY|FILE",
    multiple=True,
    help="With --cosign: a public key, or a file with one, that has to have signed the checkpoint "
    "already. May be repeated.",
)
@click.option(
    "--log",
    cls=Once,
    metavar="FILE",
    help="With --cosign: an export (JSONL) that has to be in order and begin with what was sealed.",
)
@options.output_alone
@click.pass_obj
def seal(
    context: Context,
    key: str | None,
    new_key: str | None,
    name: str | None,
    origin: str | None,
    cosign: str | None,
    checkpoint: str | None,
    keys: tuple[str, ...],
    log: str | None,
    output: str | None,
) -> None:
    """Sign what the log is now: its number of events and the root of their hashes.

    Whoever holds the checkpoint can later show with `journey verify` that nothing before it was
    altered, cut or swapped. An auditor signs it too with --cosign, to say when they saw it; a
    checkpoint that does not hold against --public-key and --log is not signed.
    """
    if (name and not new_key) or bool(cosign) != bool(checkpoint) or (new_key and cosign):
        raise click.UsageError(
            "--name goes with --new-key, --checkpoint with --cosign, and one of them at a time."
        )
    if (keys or log) and not cosign:
        raise click.UsageError("--public-key and --log say what --cosign is to check.")
    if new_key:
        content = _new_key(context, new_key, name)
    elif cosign and checkpoint:
        content = _cosigned(cosign, checkpoint, keys, log)
    elif key:
        content = _sealed(context, key, origin)
    else:
        raise click.UsageError(
            "Give the key to sign with: --key FILE (make one with --new-key FILE)."
        )
    with writing(output) as stream:
        stream.write(content)


def _new_key(context: Context, path: str, name: str | None) -> bytes:
    import secrets

    from journey.proof.keys import COSIGN, SEED, new_key, write_key

    if name is None:
        with context.open() as store:
            name = store.source()
    key = new_key(name, secrets.token_bytes(SEED))
    write_key(path, key)
    say(f"for other tools that check what it cosigns: {key.public.text_of(COSIGN)}")
    say(f"{path}: a new private key of {name}; keep it safe, and hand out the public key:")
    return f"{key.public.text}\n".encode()


def _cosigned(key_file: str, path: str, keys: tuple[str, ...], log: str | None) -> bytes:
    from journey.proof.checkpoint import cosign
    from journey.proof.keys import COSIGN, read_key, read_public_key
    from journey.proof.verify import Held
    from journey_cli.checkpoints import read_checkpoint

    key = read_key(key_file)
    sealed = read_checkpoint(path)
    _refuse_unproven(Held(path, sealed), [read_public_key(given) for given in keys], log)
    say(f"signed by {key.public.text_of(COSIGN)}")
    return cosign(sealed, key, datetime.now(UTC)).content


def _refuse_unproven(held: Held, keys: list[PublicKey], log: str | None) -> None:
    """Who cosigns says that they checked; raises :class:`Refused` where the check fails."""
    from journey.errors import Refused
    from journey.proof.verify import signature_problems
    from journey_cli.checkpoints import audited_export

    found = [f"{held.name}: {text}" for text in signature_problems(held, keys)]
    if log is not None:
        found += [problem.text for problem in audited_export(log, [held]).problems]
    if found:
        raise Refused(f"nothing was signed: {found[0]}")
    if not keys and log is None:
        say(f"{held.name} was not checked: --public-key and --log do that")


def _sealed(context: Context, key_file: str, origin: str | None) -> bytes:
    from journey.proof.checkpoint import seal
    from journey.proof.keys import read_key
    from journey.proof.sealing import checkpoint_of
    from journey.wording import counted

    key = read_key(key_file)
    checkpoint = checkpoint_of(context.database, origin, datetime.now(UTC), late_progress)
    say(f"{counted(checkpoint.size, 'event')} sealed, root {checkpoint.root.hex()}")
    return seal(checkpoint, key).content
