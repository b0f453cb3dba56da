"""``diff``, ``run`` and ``resync``."""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from sync.cli.options import (
    Command,
    Common,
    check_database,
    common_options,
    unchecked_database_option,
)

if TYPE_CHECKING:
    from sync.reports.report import Report


_LARGEST_PLAN = 64 << 20
"""Bytes: some hundred thousand changes."""


def _saved_plan(_: click.Context, __: click.Parameter, value: str | None) -> dict[str, Any] | None:
    """The plan in the file; what is none is wrong usage."""
    if value is None:
        return None
    from sync.reconcile.saved import SavedPlanError, parsed

    try:
        with Path(value).open("rb") as file:
            text = file.read(_LARGEST_PLAN + 1)
        if len(text) > _LARGEST_PLAN:
            raise click.BadParameter(f"{value} is too large")
        return parsed(text.decode())
    except OSError as error:
        raise click.BadParameter(f"{value}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise click.BadParameter(f"{value}: it is not UTF-8") from None
    except SavedPlanError as error:
        raise click.BadParameter(f"{value}: {error}") from None


def _reconcile_options(command: Command) -> Command:
    options: list[Callable[[Any], Any]] = [
        unchecked_database_option,
        click.option("--no-reviews", is_flag=True, help="Leave quality scores as they are."),
        click.option("--no-previews", is_flag=True, help="Leave preview URLs as they are."),
        click.option(
            "--promote-existing",
            is_flag=True,
            help="Queue every tested plot never promoted before, also those of a first load.",
        ),
        click.option(
            "--keep-going",
            is_flag=True,
            help="Apply what is valid despite errors; rows of invalid files stay (exit 3).",
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
    "--exit-code",
    is_flag=True,
    help="Exit with 4 when there are changes, including changed trust settings.",
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the plan there, for `run --plan`.",
)
def diff(common: Common, *, exit_code: bool, **options: Any) -> None:
    """Show what `run` would change. Writes nothing, but for what --out names.

    \b
    Before a push:          pyplots-sync diff
    For a script:           pyplots-sync diff --exit-code --format json
    Against production:     DATABASE_URL=postgresql://… pyplots-sync diff
    To be read first:       pyplots-sync diff --out plan.json

    A role that may only SELECT is enough. Without DATABASE_URL it compares with what
    the last `run` left in the embedded database.
    """
    _reconcile("diff", common, tells_changes=exit_code, **options)


@click.command()
@_reconcile_options
@click.option(
    "--plan",
    "saved",
    metavar="FILE",
    type=click.Path(),
    callback=_saved_plan,
    help="Apply this plan of `diff --out`, or refuse (exit 5) where it would be another one now.",
)
def run(common: Common, **options: Any) -> None:
    """Make the database match the files, the reviews and the previews.

    \b
    Reads what changed, writes what differs, in one transaction:
        pyplots-sync run
    Apply what is valid although some files are not:
        pyplots-sync run --keep-going
    Apply what somebody has read:
        pyplots-sync run --plan plan.json

    A second run on the same input changes nothing. A plan that deletes more than 30 % of
    the implementations or specs is refused (exit 5) without --force.
    """
    _reconcile("run", common, **options)


@click.command()
@_reconcile_options
def resync(common: Common, **options: Any) -> None:
    """Do what `run` does, but read every file, every comment and every object again.

    \b
    If in doubt:            pyplots-sync resync

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
    out: Path | None = None,
    saved: dict[str, Any] | None = None,
) -> NoReturn:
    from sync.sources.files.apart import list_apart

    settings = common.settings(lists_files=True)
    left_out = {"reviews": no_reviews, "previews": no_previews}
    # a run makes a million values that live to its end: looking for garbage among them is waste
    gc.disable()
    try:
        with ThreadPoolExecutor(1) as pool:
            # git lists the files while the rest is imported and the connection is made
            listing = pool.submit(list_apart, settings.repo)
            check_database(database)
            from sync.commands.reconcile import Request, reconcile
            from sync.reports.reconciling import render

            request = Request(
                mode,
                database=database,
                without=frozenset(name for name, is_left_out in left_out.items() if is_left_out),
                promote_existing=promote_existing,
                keep_going=keep_going,
                force=force,
                saves=out is not None,
                saved=saved,
            )
            report = reconcile(request, settings, listing, common.progress())
    finally:
        gc.enable()
    if out is not None:
        report = _kept(report, out)
    common.end(settings, replace(report, tells_changes=tells_changes), render)


def _kept(report: Report, file: Path) -> Report:
    """The report, once its plan is in ``file``; a plan that would not be applied is not kept."""
    from sync.ledger import ledger
    from sync.model import escaping
    from sync.model.problems import problem
    from sync.reports.json import document

    if report.saved is None or report.status not in ("ok", "held-back"):
        return report
    try:
        file.write_text(escaping.json_text(document(dict(report.saved))), "utf-8")
        ledger.add(f"the plan, in {file}")
    except OSError as error:
        found = problem("plan-unsaved", None, f"{file}: {error.strerror}")
        return replace(report, status="failed", problems=(*report.problems, found))
    return report
