"""``validate``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sync.cli.options import Common, common_options


def _kinds() -> str:
    from sync.model.problems import KINDS

    width = max(map(len, KINDS))
    lines = [
        f"    {kind.severity:<7}  {code:<{width}}  {kind.meaning}" for code, kind in KINDS.items()
    ]
    return "\n".join(lines)


def _there(_: click.Context, __: click.Parameter, paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Each path has to be there; a link that leads nowhere is, and is reported as what it is."""
    for path in paths:
        if not os.path.lexists(path):
            raise click.BadParameter(f"there is no {path}")
    return paths


@click.command(epilog="\b\nKinds of problems:\n" + _kinds())
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), callback=_there)
@common_options
def validate(common: Common, paths: tuple[Path, ...]) -> None:
    """Check the files; no database, no network.

    \b
    Everything:             pyplots-sync validate
    One folder or file:     pyplots-sync validate plots/specs/scatter-basic-001.md

    Exits with 1 when there is an error. Implementations are also parsed, never run: what this
    Python cannot parse is a warning, unless the file says that it is for a newer version.
    """
    from sync.commands.validate import validate_files
    from sync.reports.reconciling import render

    settings = common.settings(lists_files=True)
    report = validate_files(settings, paths, common.progress())
    common.end(settings, report, render)
