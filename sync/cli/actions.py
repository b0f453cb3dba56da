"""``actions``: what the workflows of a repository need beside the other commands."""

from __future__ import annotations

from typing import Any

import click

from sync.cli.options import Common, line_options
from sync.ledger import ledger
from sync.model.escaping import one_line

run_option = click.option(
    "--run-id",
    type=int,
    envvar="RUN_ID",
    required=True,
    help="The workflow run whose artifact `report` holds the reports.",
)


@click.group(hidden=True)
def actions() -> None:
    """Tell people on GitHub what a workflow run found."""


@actions.command()
@run_option
@click.option("--head-owner", envvar="HEAD_OWNER", required=True, help="Whose branch it is.")
@click.option("--head-branch", envvar="HEAD_BRANCH", required=True, help="Which branch it is.")
@click.option("--head-sha", envvar="HEAD_SHA", required=True, help="The commit that was looked at.")
@click.option("--base", envvar="BASE_BRANCH", default="main", help="Where it shall be merged.")
@click.option(
    "--catalogue-alone", is_flag=True, help="The repository does not hold this program, too."
)
@line_options
def comment(common: Common, run_id: int, base: str, *, catalogue_alone: bool, **head: str) -> None:
    """Put the plan of a pull request into one comment, and update it in place.

    \b
    In a workflow:    RUN_ID=… HEAD_OWNER=… HEAD_BRANCH=… HEAD_SHA=… pyplots-sync actions comment
    """
    from sync.commands.comment import AnnounceError, Head

    of = Head(head["head_owner"], head["head_branch"], head["head_sha"])
    try:
        with ledger.entry("the comment"):
            announcer = _announcer(common, run_id, has_program=not catalogue_alone)
            url = announcer.comment(of, base)
    except AnnounceError as error:
        raise _failed(error) from None
    _say(url or "nothing to tell, or no open pull request is at that commit any more")


@actions.command()
@run_option
@click.option("--well/--wrong", required=True, help="Whether everything went well.")
@line_options
def issue(common: Common, run_id: int, *, well: bool) -> None:
    """Open or update the issue about maintenance, or close it.

    \b
    In a workflow:    RUN_ID=… pyplots-sync actions issue --wrong
    """
    from sync.commands.comment import AnnounceError

    try:
        with ledger.entry("the issue"):
            url = _announcer(common, run_id).issue(well=well)
    except AnnounceError as error:
        raise _failed(error) from None
    _say(url or "all is well, and no issue is open")


def _failed(error: Exception) -> click.ClickException:
    # GitHub's words, which end in the log of a workflow
    from sync.reports.actions import inert

    return click.ClickException(inert(one_line(str(error))))


def _announcer(common: Common, run_id: int, *, has_program: bool = True) -> Any:
    from sync.commands.comment import Announcer
    from sync.settings import SettingsError, Workflow

    settings = common.settings()
    if settings.github is None:
        raise SettingsError("GITHUB_TOKEN and GITHUB_REPOSITORY must be set")
    server_url = (settings.workflow or Workflow()).server_url
    return Announcer(settings.github, server_url, run_id, has_program=has_program)


def _say(line: str) -> None:
    from sync.reports.emit import say

    say(f"{line}\n")
