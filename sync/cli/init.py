"""``init``."""

from __future__ import annotations

import click

from sync.cli.options import Common, common_options


def _checked_program(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        from sync.commands.origin import PROGRAM

        if not PROGRAM.fullmatch(value):
            raise click.BadParameter("write OWNER/REPOSITORY@COMMIT")
    return value


@click.command()
@click.option(
    "--program",
    metavar="OWNER/REPOSITORY@REF",
    envvar="PYPLOTS_SYNC_PROGRAM",
    callback=_checked_program,
    help="The pyplots-sync that the workflows call; a commit cannot change."
    "  [default: where this one was installed from]",
)
@click.option("--dry-run", is_flag=True, help="Print what would be written, and write nothing.")
@common_options
def init(common: Common, *, program: str | None, dry_run: bool) -> None:
    """Write what a repository needs to keep its catalogue in sync.

    \b
    Look first:             pyplots-sync init --dry-run
    Write it:               pyplots-sync init

    Workflows for pushes, an hourly run and pull requests, the table of settings in
    pyproject.toml, and a first plot where there is none. What is there already stays as it is:
    a second call changes nothing. No link is followed, and nothing is sent anywhere.
    """
    from sync.commands.init import init as plant
    from sync.commands.origin import origin
    from sync.reports.planting import render

    settings = common.settings()
    outcome = plant(settings, common.progress(), program=program or origin(), dry=dry_run)
    common.end(settings, outcome, render)
