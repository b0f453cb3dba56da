"""``queue``: the promotion queue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn

import click

from sync.cli.completing import spec_ids
from sync.cli.options import Common, common_options, database_option
from sync.model.queue import LEASE, STATUSES

if TYPE_CHECKING:
    from uuid import UUID

    from sync.reports.queue_outcome import QueueOutcome
    from sync.settings import Settings


def _text(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """An argument that may hold bytes that are not UTF-8, which no database takes."""
    from sync.model.problems import printable

    return None if value is None else printable(value)


@click.group()
def queue() -> None:
    """Hand out what is to be posted, and record the result.

    \b
    What is to be posted?   pyplots-sync queue next --platform twitter
    It was posted:          pyplots-sync queue posted ID
    It was not:             pyplots-sync queue failed ID --reason "rate limit"
    What is in the queue?   pyplots-sync queue list

    At most two posts per platform and UTC day; an entry is tried at most three times.
    """


# what it prints is for programs
@queue.command("next", context_settings={"default_map": {"format_": "json"}})
@database_option
@click.option(
    "--platform",
    default="twitter",
    show_default=True,
    callback=_text,
    help="The social platform.",
)
@click.option(
    "--lease",
    "minutes",
    metavar="MINUTES",
    type=click.IntRange(1, 24 * 60),
    default=LEASE // timedelta(minutes=1),
    show_default=True,
    help="Time the post may take, before somebody else gets the entry.",
)
@common_options
def next_(common: Common, *, database: str | None, platform: str, minutes: int) -> None:
    """Hand out the next entry with everything a post needs, or say why there is none.

    \b
    For a bot:              pyplots-sync queue next --platform twitter

    Prints {"item": {…}} or {"item": null, "reason": "…"}. Nobody else gets the entry until
    `leased_until`: post before then, or not at all, and call `queue posted` or `queue failed`.
    """
    from sync.commands.queue import give_back, next_item

    lease = timedelta(minutes=minutes)
    settings = common.settings()
    outcome = next_item(settings, platform, database=database, lease=lease)
    _end(common, settings, outcome, lambda: give_back(settings, outcome, database=database))


@queue.command()
@click.argument("entry_id", metavar="ID", type=click.UUID)
@database_option
@common_options
def posted(common: Common, *, database: str | None, entry_id: UUID) -> None:
    """Record that the entry ID was posted.

    \b
    After the post:         pyplots-sync queue posted 660e8400-e29b-41d4-a716-446655440000
    """
    from sync.commands.queue import posted as take_down

    settings = common.settings()
    _end(common, settings, take_down(settings, entry_id, database=database))


@queue.command()
@click.argument("entry_id", metavar="ID", type=click.UUID)
@click.option("--reason", required=True, callback=_text, help="What went wrong.")
@database_option
@common_options
def failed(common: Common, *, database: str | None, entry_id: UUID, reason: str) -> None:
    """Record that posting the entry ID failed. It is tried again on the next UTC day.

    \b
    After an error:         pyplots-sync queue failed 660e8400-… --reason "rate limit"

    After the third attempt its status is `failed`.
    """
    from sync.commands.queue import failed as take_down

    settings = common.settings()
    _end(common, settings, take_down(settings, entry_id, reason, database=database))


@queue.command("list")
@click.option("--status", type=click.Choice(STATUSES), help="Only these.")
@click.option("--platform", callback=_text, help="Only this platform.")
@click.option("--spec", "spec_id", callback=_text, shell_complete=spec_ids, help="Only this spec.")
@click.option(
    "--limit",
    metavar="NUMBER",
    type=click.IntRange(1, 100_000),
    default=50,
    show_default=True,
    help="Entries to show; the totals count all of them.",
)
@database_option
@common_options
def list_(
    common: Common,
    *,
    database: str | None,
    status: str | None,
    platform: str | None,
    spec_id: str | None,
    limit: int,
) -> None:
    """Show the entries, the next ones first, then the newest, and totals.

    \b
    What could not be posted?   pyplots-sync queue list --status failed
    """
    from sync.commands.queue import entries

    settings = common.settings()
    report = entries(
        settings,
        database=database,
        status=status,
        platform=platform,
        spec_id=spec_id,
        limit=limit,
    )
    _end(common, settings, report)


def _end(
    common: Common,
    settings: Settings,
    outcome: QueueOutcome,
    undo: Callable[[], bool] | None = None,
) -> NoReturn:
    from sync.reports.queue import render

    common.end(settings, outcome, render, undo)
