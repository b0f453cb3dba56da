"""``diff``, ``run`` and ``resync``."""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, NoReturn

import click

from sync.cli.options import (
    Command,
    Common,
    check_database,
    common_options,
    unchecked_database_option,
)


def _reconcile_options(command: Command) -> Command:
    options: list[Callable[[Any], Any]] = [
        unchecked_database_option,
        click.option("--no-reviews", is_flag=True, help="Leave quality scores as they are."),
        click.option("--no-previews", is_flag=True, help="Leave preview URLs as they are."),
        click.option(
            "--promote-existing",
            is_flag=True,
            help="Queue every tested plot that was never promoted, those of a first load, too.",
        ),
        click.option(
            "--keep-going",
            is_flag=True,
            help="Apply the valid rest when there are errors; the rows behind them stay (exit 3).",
        ),
        click.option("--force", is_flag=True, help="Apply a plan that would be refused as unsafe."),
    ]
    wrapped: Any = command
    for option in reversed(options):
        wrapped = option(wrapped)
    result: Command = common_options(wrapped)
    return result


@click.command()
@_reconcile_options
@click.option(
    "--exit-code", is_flag=True, help="Exit with 4 when there are changes, of trust settings, too."
)
def diff(common: Common, *, exit_code: bool, **options: Any) -> None:
    """Show what `run` would change. Writes nothing, anywhere.

    \b
    Before a push:          pyplots-sync diff
    For a script:           pyplots-sync diff --exit-code --format json
    Against production:     DATABASE_URL=postgresql://… pyplots-sync diff

    A role that may only SELECT is enough. Without DATABASE_URL the comparison is with
    what the last `run` here has left in the embedded database.
    """
    _reconcile("diff", common, tells_changes=exit_code, **options)


@click.command()
@_reconcile_options
def run(common: Common, **options: Any) -> None:
    """Make the database match the files, the reviews and the previews.

    \b
    Reads what changed, writes what differs, in one transaction:
        pyplots-sync run
    Apply what is valid although some files are not:
        pyplots-sync run --keep-going

    A second run on the same input changes nothing. A plan that takes away more than 30 % of
    the implementations or specs is refused (exit 5) unless --force says that it is meant.
    """
    _reconcile("run", common, **options)


@click.command()
@_reconcile_options
def resync(common: Common, **options: Any) -> None:
    """Do what `run` does, but read every file, every comment and every object again.

    \b
    After a doubt:          pyplots-sync resync

    Reviews whose comment was deleted are forgotten, and so are previews that are gone.
    """
    _reconcile("resync", common, **options)


def _reconcile(
    mode: Any,
    common: Common,
    *,
    database: str | None,
    keep_going: bool,
    force: bool,
    no_reviews: bool,
    no_previews: bool,
    promote_existing: bool,
    tells_changes: bool = False,
) -> NoReturn:
    from sync.reports.reconciling import render
    from sync.sources.files.tree import list_tree

    settings = common.settings(lists_files=True)
    left_out = {"reviews": no_reviews, "previews": no_previews}
    # a run makes a million values that live to its end: looking for garbage among them is waste
    gc.disable()
    try:
        with ThreadPoolExecutor(1) as pool:
            # git lists the files while the rest is imported and the connection is made
            listing = pool.submit(list_tree, settings.repo)
            check_database(database)
            from sync.commands.reconcile import Request, reconcile

            request = Request(
                mode,
                database=database,
                without=frozenset(name for name, is_left_out in left_out.items() if is_left_out),
                promote_existing=promote_existing,
                keep_going=keep_going,
                force=force,
            )
            report = reconcile(request, settings, listing, common.progress())
    finally:
        gc.enable()
    common.end(settings, replace(report, tells_changes=tells_changes), render)
