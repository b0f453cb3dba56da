"""``completion``."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print what makes SHELL complete commands, options, spec ids and libraries.

    \b
    In ~/.bashrc:                      eval "$(pyplots-sync completion bash)"
    In ~/.zshrc, behind compinit:      eval "$(pyplots-sync completion zsh)"
    In ~/.config/fish/config.fish:     pyplots-sync completion fish | source

    Ids are completed from the files of the repository that the shell stands in.
    """
    from click.shell_completion import get_completion_class

    from sync.reports.emit import say

    made = get_completion_class(shell)
    assert made is not None
    root = click.get_current_context().find_root().command
    script = made(root, {}, "pyplots-sync", "_PYPLOTS_SYNC_COMPLETE")
    # as source() does, which would start a bash to ask for its version first
    say(script.source_template % script.source_vars())
