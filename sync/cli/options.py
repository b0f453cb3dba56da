"""Options that several commands share, and how a report leaves the process."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

if TYPE_CHECKING:
    from sync.progress import Progress
    from sync.reports.report import Report
    from sync.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

repo_option = click.option(
    "--repo",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The catalogue's root.  [default: the repository one stands in]",
)


def _checked_database(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """A database that cannot be meant is wrong usage, not a failed run."""
    if value is not None and value != "embedded":
        from sync.database.errors import DatabaseSettingError
        from sync.database.target import url_target
        from sync.settings import Secret

        try:
            url_target(Secret(value))
        except DatabaseSettingError as error:
            raise click.BadParameter(str(error)) from None
    return value


database_option = click.option(
    "--database",
    metavar="URL|embedded",
    callback=_checked_database,
    help="Where the database is.  [default: DATABASE_URL, Cloud SQL, else the embedded one]",
)
FORMATS = ("text", "json", "markdown")
verbose_option = click.option("-v", "--verbose", count=True, help="Show more; -vv logs, too.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Show errors alone.")


@dataclass(frozen=True, slots=True)
class Common:
    """The values of the options that every command has."""

    repo: Path | None
    format_: str
    verbose: int
    quiet: bool

    def settings(self) -> Settings:
        """The settings for the catalogue."""
        from sync.secrets import Redacting
        from sync.settings import load_settings

        # libraries warn of what is reported as a problem anyway
        level = logging.DEBUG if self.verbose > 1 else logging.ERROR
        logging.basicConfig(level=level)
        # what we log ourselves is meant to be seen: statements that take long
        own = level if self.quiet or self.verbose > 1 else logging.WARNING
        logging.getLogger("sync").setLevel(own)
        # psycopg sets its own level, unless it has one when it is imported
        logging.getLogger("psycopg").setLevel(level)
        # a line for each block of Markdown says nothing
        logging.getLogger("markdown_it").setLevel(logging.WARNING)
        settings = load_settings(self.repo)
        formatter = logging.Formatter(logging.BASIC_FORMAT)
        if settings.workflow is not None:
            from sync.reports.actions import InertFormatter

            formatter = InertFormatter(logging.BASIC_FORMAT)
        for handler in logging.getLogger().handlers:
            # libraries log addresses, headers and what others have answered
            handler.setFormatter(Redacting(formatter))
        return settings

    def progress(self) -> Progress:
        """Progress on standard error, unless quiet was asked for."""
        from sync.progress import Progress

        return Progress(None if self.quiet else sys.stderr)

    def print(self, report: Report, settings: Settings) -> None:
        """Print ``report`` as was asked for; in GitHub Actions also as GitHub shows it."""
        if settings.workflow is None:
            self._print(report, sys.stdout)
            return
        from sync.reports import actions

        told = io.StringIO()
        self._print(report, told)
        self.say(told.getvalue())
        actions.write(report, settings.workflow, settings.repo, to_standard_error)

    def say(self, text: str) -> None:
        """Print ``text``, in GitHub Actions with nothing in it that the runner would obey."""
        from sync.settings import in_actions

        if in_actions():
            from sync.reports import actions

            text = actions.inert_json(text) if self.format_ == "json" else actions.inert(text)
        click.echo(text, nl=False)

    def _print(self, report: Report, stream: TextIO) -> None:
        if self.format_ == "json":
            from sync.reports import json

            click.echo(json.render(report), stream, nl=False)
        elif self.format_ == "markdown":
            from sync.reports import markdown

            click.echo(markdown.render(report), stream, nl=False)
        else:
            from rich.console import Console

            from sync.reports import text

            console = Console(file=stream)
            text.write(report, console, verbose=self.verbose > 0, quiet=self.quiet)


def to_standard_error(line: str) -> None:
    """Print ``line`` on standard error."""
    click.echo(line, err=True)


def common_options(command: Command, formats: Sequence[str] = FORMATS) -> Command:
    """``--repo``, ``--format``, ``-v`` and ``-q``, handed over as one :class:`Common`."""
    format_option = click.option(
        "--format",
        "format_",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How to print the result. JSON goes to standard output alone.",
    )

    def with_common(
        *args: Any, repo: Path | None, format_: str, verbose: int, quiet: bool, **others: Any
    ) -> Any:
        return command(*args, common=Common(repo, format_, verbose, quiet), **others)

    wrapped: Any = with_common
    wrapped.__name__, wrapped.__doc__ = command.__name__, command.__doc__
    wrapped.__click_params__ = getattr(command, "__click_params__", [])
    for option in (quiet_option, verbose_option, format_option, repo_option):
        wrapped = option(wrapped)
    result: Command = wrapped
    return result
