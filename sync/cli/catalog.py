"""``catalog``: the read queries of the schema document."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

import click

from sync.cli.completing import library_ids, spec_ids
from sync.cli.options import Command, Common, common_options, database_option

if TYPE_CHECKING:
    from sync.reports.excerpt import Excerpt
    from sync.settings import Settings


def _page_options(limit: int) -> Callable[[Command], Command]:
    def with_options(command: Command) -> Command:
        options: list[Callable[[Any], Any]] = [
            click.option(
                "--limit",
                type=click.IntRange(1, 1000),
                default=limit,
                show_default=True,
                help="Rows to show.",
            ),
            click.option(
                "--after",
                metavar="CURSOR",
                help="Start behind this cursor: the `next` of the page before.",
            ),
            click.option(
                "--inactive",
                "include_inactive",
                is_flag=True,
                help="Include inactive specs and libraries.",
            ),
        ]
        wrapped: Any = command
        for option in reversed(options):
            wrapped = option(wrapped)
        result: Command = common_options(database_option(wrapped))
        return result

    return with_options


@click.group()
def catalog() -> None:
    """Look at what the database holds.

    \b
    What is there?          pyplots-sync catalog list
    One spec:               pyplots-sync catalog show scatter-basic-001
    What has these tags?    pyplots-sync catalog search correlation finance
    """


@catalog.command("list")
@_page_options(20)
def list_(common: Common, **asked: Any) -> None:
    """List all specs, the best score first, then the newest; those without a score come last.

    \b
    The first 20:           pyplots-sync catalog list
    For a script:           pyplots-sync catalog list --limit 1000 --format json

    The score is that of the best tested implementation; `libraries` counts those that have one.
    """
    from sync.commands.catalog import list_specs

    _tell(common, lambda settings: list_specs(settings, **asked))


@catalog.command()
@click.argument("spec_id", shell_complete=spec_ids)
@click.option(
    "--library", "library_id", shell_complete=library_ids, help="Only implementations in this one."
)
@click.option(
    "--untested", "include_untested", is_flag=True, help="Include untested implementations."
)
@_page_options(100)
def show(common: Common, *, spec_id: str, **asked: Any) -> None:
    """Show a spec, its tags and its tested implementations, the best first.

    \b
    One spec:               pyplots-sync catalog show scatter-basic-001

    Exits with 1 when there is no such spec.
    """
    from sync.commands.catalog import show_spec

    _tell(common, lambda settings: show_spec(settings, spec_id, **asked))


@catalog.command()
@click.argument("tags", nargs=-1, required=True)
@click.option("--all", "every", is_flag=True, help="Specs that have all TAGS, not any of them.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0,
    show_default=True,
    help="Ignore tags with a lower confidence.",
)
@_page_options(20)
def search(common: Common, *, tags: tuple[str, ...], **asked: Any) -> None:
    """List the specs that have any of TAGS, the newest first.

    \b
    Either of two:          pyplots-sync catalog search correlation finance
    Both of them:           pyplots-sync catalog search --all correlation finance
    """
    from sync.commands.catalog import search_specs

    _tell(common, lambda settings: search_specs(settings, tags, **asked))


def _tell(common: Common, ask: Callable[[Settings], Excerpt]) -> NoReturn:
    """Print the answer, and exit."""
    from sync.database.queries import QueryError
    from sync.reports.excerpt import render

    settings = common.settings()
    try:
        answer = ask(settings)
    except QueryError as error:
        raise click.UsageError(str(error)) from None
    common.end(settings, answer, render)
