"""``purge``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sync.cli import completing
from sync.cli.options import Common, common_options, database_option

if TYPE_CHECKING:
    from sync.reports.purging import Purge


def _storable(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        # what is not UTF-8 reaches us as surrogates: PostgreSQL cannot hold it, so no spec has it
        if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in value):
            raise click.BadParameter(f"{value!a} is not a spec id")
    return values


@click.command()
@click.argument(
    "spec_ids",
    metavar="SPEC_ID…",
    nargs=-1,
    required=True,
    callback=_storable,
    shell_complete=completing.spec_ids,
)
@database_option
@click.option("--yes", is_flag=True, help="Do not ask. Needed where there is no terminal.")
@common_options
def purge(common: Common, *, database: str | None, spec_ids: tuple[str, ...], yes: bool) -> None:
    """Delete specs for good: all of them, or none.

    \b
    Look, confirm, delete:  pyplots-sync purge scatter-basic-001
    In a script:            pyplots-sync purge scatter-basic-001 bar-basic-002 --yes

    Its implementations, tags and entries of the promotion queue are deleted with it. Usage rows
    stay without their spec; reviews stay, since they are facts about comments. A spec whose
    file still exists is refused (exit 5), even if the file is misplaced or cannot be read.
    """
    from sync.commands.purge import purge_specs
    from sync.reports.emit import say_error
    from sync.reports.outcome import Style
    from sync.reports.purging import render

    if not yes and (sys.stdin is None or not sys.stdin.isatty()):
        raise click.UsageError(
            "there is no terminal to ask on: pass --yes to delete without being asked"
        )

    def confirm(found: Purge) -> bool:
        say_error(render(found, Style(verbose=common.verbose > 0)).removesuffix("\n"))
        return click.confirm("Delete this for good?", err=True)

    settings = common.settings()
    outcome = purge_specs(
        settings,
        common.progress(),
        spec_ids,
        database=database,
        confirm=None if yes else confirm,
    )
    common.end(settings, outcome, render)
