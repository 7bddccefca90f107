"""``journey completion``: what a shell needs to complete commands, codes and numbers."""

from __future__ import annotations

import click


@click.command(epilog="Example: echo 'eval \"$(journey completion bash)\"' >> ~/.bashrc")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell: commands, codes and participant numbers.

    \b
    bash: eval "$(journey completion bash)"    in ~/.bashrc
    zsh:  eval "$(journey completion zsh)"     in ~/.zshrc
    fish: journey completion fish > ~/.config/fish/completions/journey.fish
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(ctx.find_root().command, {}, "journey", "_JOURNEY_COMPLETE").source())
