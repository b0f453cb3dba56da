"""``schema``."""

from __future__ import annotations

from pathlib import Path

import click

from sync.cli.options import repo_option

KINDS = ("spec", "libraries", "specification", "metadata", "report")


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@repo_option
def schema(kind: str, repo: Path | None) -> None:
    """Print the JSON Schema of a file that is read, or of what --format json prints.

    \b
    spec            {spec_id}.yaml
    libraries       plots/libraries.yaml
    specification   plots/{spec_id}/specification.yaml
    metadata        plots/{spec_id}/metadata/python/{library}.yaml
    report          the documents that commands print

    \b
    For an editor:          pyplots-sync schema spec > spec.schema.json
    in the file itself:     # yaml-language-server: $schema=../spec.schema.json

    What a schema refuses, `validate` refuses, too. Of metadata, the settings of the repository say
    which keys anybody reads.
    """
    from sync.commands.schema import schema as made
    from sync.reports.emit import say
    from sync.settings import load_settings

    say(made(kind, load_settings(repo)), "json")
