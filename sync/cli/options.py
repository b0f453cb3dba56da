"""Options that several commands share, and how a report leaves the process."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from sync.progress import Progress
    from sync.reports.outcome import Outcome, Rendered, Style
    from sync.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])
Ended = TypeVar("Ended", bound="Outcome")

repo_option = click.option(
    "--repo",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The catalogue's root.  [default: the current repository]",
)


def check_database(value: str | None) -> None:
    """See whether a database can be meant: otherwise it is wrong usage, not a failed run.

    Raises:
        click.BadParameter: it cannot.
    """
    if value is not None and value != "embedded":
        from sync.database.errors import DatabaseSettingError
        from sync.database.target import url_target
        from sync.model.secrets import Secret

        try:
            url_target(Secret(value))
        except DatabaseSettingError as error:
            raise click.BadParameter(
                str(error), click.get_current_context(), param_hint="'--database'"
            ) from None


def _checked(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    check_database(value)
    return value


def _database_option(
    callback: Callable[[click.Context, click.Parameter, str | None], str | None] | None,
) -> Callable[[Any], Any]:
    return click.option(
        "--database",
        metavar="URL|embedded",
        callback=callback,
        help="Where the database is.  [default: DATABASE_URL, Cloud SQL, else the embedded one]",
    )


database_option = _database_option(_checked)
unchecked_database_option = _database_option(None)
"""For commands that have something to begin before they call :func:`check_database`."""
FORMATS = ("text", "json", "markdown")
verbose_option = click.option("-v", "--verbose", count=True, help="Show more; -vv logs, too.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Show errors only.")


class Common(NamedTuple):
    """The values of the options that every command has."""

    repo: Path | None
    format_: str
    verbose: int
    quiet: bool

    def settings(self, *, lists_files: bool = False) -> Settings:
        """The settings for the catalogue.

        Args:
            lists_files: the command lists the files, and reports what is wrong with them itself.
        """
        from sync.settings import load_settings

        settings = load_settings(self.repo)
        if not lists_files:
            self._look_for_what_is_left_behind(settings)
        return settings

    def _look_for_what_is_left_behind(self, settings: Settings) -> None:
        """End the command where git tracks a folder of ours; mention one of an earlier version."""
        # most have nothing there, and need none of what reads files
        if not os.path.lexists(settings.repo / ".pyplots-sync"):
            return
        from sync.sources.files.tree import left_behind

        found = left_behind(settings.repo)
        if found is None:
            return
        if found.severity == "error":
            from sync.commands.sources import nothing_read
            from sync.reports.reconciling import render
            from sync.reports.report import Report

            command = " ".join(click.get_current_context().command_path.split()[1:])
            report = Report(command, "failed", problems=(found,), sources=nothing_read())
            self.end(settings, report, render)
        if not self.quiet:
            from sync.reports.emit import say_error

            say_error(f"{found.severity}: {found.path}: {found.message} ({found.hint})")

    def progress(self) -> Progress:
        """Progress on standard error, unless quiet was asked for."""
        from sync.progress import Progress

        return Progress(None if self.quiet else sys.stderr)

    def end(
        self,
        settings: Settings,
        outcome: Ended,
        render: Callable[[Ended, Style], Rendered],
        undo: Callable[[], bool] | None = None,
    ) -> NoReturn:
        """Print the outcome of the command as was asked for, and exit.

        ``undo`` takes back what makes sense only for who has read of it, and says whether it could.
        """
        from sync.cli.signals import stop_listening
        from sync.reports.emit import UnprintedError, emit, say_error, unprinted_code
        from sync.reports.outcome import Style

        if undo is not None:
            # what has been printed must not be taken back
            stop_listening()
        style = Style(self.format_, verbose=self.verbose > 0, quiet=self.quiet)
        try:
            code = emit(outcome, render, style, settings.workflow, settings.repo)
        except UnprintedError as error:
            from sync.ledger import ledger

            if undo is not None:
                undo()
            say_error(f"Error: the report could not be printed, {error}; {ledger.sentence()}.")
            code = unprinted_code(outcome.exit_code)
        except BaseException:
            if undo is not None:
                undo()
            raise
        stop_listening()
        sys.exit(code)

    def start_logging(self) -> None:
        """Have logs go to standard error, as much of them as was asked for."""
        from sync.cli.logs import SafeHandler

        # libraries warn of what is reported as a problem anyway
        level = logging.DEBUG if self.verbose > 1 else logging.ERROR
        logging.basicConfig(level=level, handlers=[SafeHandler()])
        # it logs a traceback for a connection that breaks while it is closed: whoever used the
        # connection says what became of the work
        logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
        # what we log ourselves is meant to be seen: statements that take long
        own = level if self.quiet or self.verbose > 1 else logging.WARNING
        logging.getLogger("sync").setLevel(own)
        # psycopg sets its own level, unless it has one when it is imported
        logging.getLogger("psycopg").setLevel(level)
        # a line for each block of Markdown says nothing
        logging.getLogger("markdown_it").setLevel(logging.WARNING)


def line_options(command: Command) -> Command:
    """The common options of a command that prints a line."""
    return common_options(command, ())


def common_options(command: Command, formats: Sequence[str] = FORMATS) -> Command:
    """``--repo``, ``--format``, ``-v`` and ``-q``, handed over as one :class:`Common`.

    A command without ``formats`` prints a line, and has no ``--format``.
    """
    options = [quiet_option, verbose_option, repo_option]
    if formats:
        format_option = click.option(
            "--format",
            "format_",
            type=click.Choice(formats),
            default=formats[0],
            show_default=True,
            help="How to print the result. JSON is all that goes to standard output.",
        )
        options.insert(2, format_option)

    def with_common(
        *args: Any,
        repo: Path | None,
        verbose: int,
        quiet: bool,
        format_: str = "text",
        **others: Any,
    ) -> Any:
        common = Common(repo, format_, verbose, quiet)
        common.start_logging()
        return command(*args, common=common, **others)

    wrapped: Any = with_common
    wrapped.__name__, wrapped.__doc__ = command.__name__, command.__doc__
    wrapped.__click_params__ = getattr(command, "__click_params__", [])
    for option in options:
        wrapped = option(wrapped)
    result: Command = wrapped
    return result
