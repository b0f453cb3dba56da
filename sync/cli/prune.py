"""``prune``: retention."""

from __future__ import annotations

from collections.abc import Callable

import click

from sync.cli.options import Command, Common, common_options, database_option


def _older_than(days: int, what: str) -> Callable[[Command], Command]:
    return click.option(
        "--older-than",
        metavar="DAYS",
        type=click.IntRange(0, 36_500),
        default=days,
        show_default=True,
        help=what,
    )


@click.group()
def prune() -> None:
    """Delete what is no longer needed.

    \b
    Which previews are old?      pyplots-sync prune previews
    Which usage rows are old?    pyplots-sync prune usage
    """


@prune.command()
@database_option
@_older_than(30, "Days since the version that followed was created.")
@click.option("--delete", is_flag=True, help="Delete them. Without it, they are only shown.")
@click.option(
    "--force",
    is_flag=True,
    help="Delete even when the database may not show every row that names a preview.",
)
@common_options
def previews(
    common: Common, *, database: str | None, older_than: int, delete: bool, force: bool
) -> None:
    """Show, or delete, old versions of previews.

    \b
    See what is old:        GCS_BUCKET=… pyplots-sync prune previews
    Delete it:              GCS_BUCKET=… pyplots-sync prune previews --delete

    Old means that a newer version has been there for 30 days. Deletes never the newest version
    of an implementation, never one that a row of the database names, and never a file with
    another kind of name. An object that is written anew meanwhile stays.
    It can be stopped and started again at any time. Exits with 1 when the bucket or the database
    cannot be read, and with 5 when the database has no implementation, or when row-level security
    may hide rows from this role: then nothing is deleted without --force.
    """
    from sync.commands.prune_previews import prune_previews
    from sync.reports.pruning import render

    settings = common.settings()
    pruning = prune_previews(
        settings,
        common.progress(),
        database=database,
        older_than=older_than,
        delete=delete,
        force=force,
    )
    common.end(settings, pruning, render)


@prune.command()
@database_option
@_older_than(90, "Days since the row was written, by the server's clock.")
@click.option("--delete", is_flag=True, help="Delete them. Without it, they are only counted.")
@common_options
def usage(common: Common, *, database: str | None, older_than: int, delete: bool) -> None:
    """Count, or delete, usage rows that are older than 90 days.

    \b
    Count them:             pyplots-sync prune usage
    Delete them:            pyplots-sync prune usage --delete

    Deletes in small batches, each with a commit of its own, and needs no lock that a writer or a
    run could wait for. It can be stopped and started again at any time. Exits with 3 when the
    database fails after some rows were deleted.
    """
    from sync.commands.prune_usage import prune_usage
    from sync.reports.usage import render

    settings = common.settings()
    pruning = prune_usage(
        settings,
        common.progress(),
        database=database,
        older_than=older_than,
        delete=delete,
    )
    common.end(settings, pruning, render)
