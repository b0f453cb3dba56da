"""The command line: parse arguments, call one function, print its report."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

import click

from sync.cli import faults, signals
from sync.ledger import ledger
from sync.model import secrets
from sync.settings import SettingsError, in_actions

_START_UP = ("PGTZ", "PGDATESTYLE", "PGGEQO")
"""libpq sends these at start-up, where a pooler refuses them; each transaction sets its own."""

_UNWRITABLE = (errno.ENOSPC, errno.EPIPE, errno.EIO, errno.EBADF, errno.EFBIG)
"""What a stream says that takes nothing more: click prints help by itself."""


_MODULES = {
    "diff": "reconcile",
    "run": "reconcile",
    "resync": "reconcile",
    "validate": "validate",
    "init": "init",
    "catalog": "catalog",
    "queue": "queue",
    "purge": "purge",
    "prune": "prune",
    "health": "health",
    "site": "site",
    "db": "database",
    "schema": "schema",
    "completion": "completion",
    "actions": "actions",
}
"""Each command, and the module beside this one that it is in under its name."""


class _Program(click.Group):
    """The one place where a command ends that raised something.

    A command is loaded when it is asked for by its name; all of them where their names are.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name."""
        self._load(_MODULES)
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name. Where there is none, click looks for a similar one."""
        self._load([cmd_name] if cmd_name in _MODULES else _MODULES)
        return super().get_command(ctx, cmd_name)

    def _load(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.commands:
                module = import_module(f"sync.cli.{_MODULES[name]}")
                self.add_command(getattr(module, name))

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, *, standalone_mode: bool = True, **extra: Any
    ) -> Any:
        """As click has it; what is raised becomes a sentence and an exit code."""
        ledger.clear()
        try:
            code = super().main(args, standalone_mode=False, **extra)
        except Exception as error:  # noqa: BLE001
            code = _ended(error)
        if standalone_mode:
            sys.exit(code if isinstance(code, int) else 0)
        return code

    def invoke(self, ctx: click.Context) -> Any:
        """Do the command. Click itself would make an interruption a word without a meaning."""
        try:
            return super().invoke(ctx)
        except (SystemExit, click.exceptions.Exit):
            raise
        except BaseException as error:  # noqa: BLE001
            sys.exit(_ended(error))


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but something"
    " was held back, 4 `diff --exit-code` found changes, 5 refused as unsafe.",
)
@click.version_option(package_name="pyplots-sync")
def cli() -> None:
    """Keep the pyplots database true to its catalogue of plots.

    \b
    What would a branch change?       pyplots-sync diff
    Is what I wrote valid?            pyplots-sync validate
    Keep a repository in sync:        pyplots-sync init
    Make the database match:          pyplots-sync run
    Read every file again:            pyplots-sync resync
    What is in the database?          pyplots-sync catalog list
    What is to be posted next?        pyplots-sync queue next
    Delete a spec for good:           pyplots-sync purge SPEC_ID
    Delete old previews:              pyplots-sync prune previews
    Delete old usage rows:            pyplots-sync prune usage
    Is all well?                      pyplots-sync health
    A page to look at:                pyplots-sync site --out DIR

    Without DATABASE_URL it uses an embedded PostgreSQL, whose data is in ~/.local/state/.
    """
    secrets.start(os.environ)
    for name in _START_UP:
        os.environ.pop(name, None)


def main() -> None:
    """Run the command line and exit; whatever goes wrong, no password is printed."""
    # a stream that is closed leaves its number to the next file or connection that is opened
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDONLY if number == 1 else os.O_RDWR)
    if sys.stdout is None:
        # what is printed there fails as it does on a stream that is full
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # click prints help by itself, in whatever encoding
            stream.reconfigure(errors="backslashreplace")
    faults.watch()
    signals.listen()
    cli()


def _ended(error: BaseException) -> int:
    """Say how a command ended that raised ``error``, and return its exit code."""
    from sync.reports.emit import UnprintedError, say_error, silence, unprinted_code

    signals.stop_listening()
    if isinstance(error, click.ClickException):
        said = io.StringIO()
        error.show(said)
        told = secrets.redact(said.getvalue().removesuffix("\n"))
        _fail(told, secrets.redact(error.format_message()), "usage")
        return error.exit_code
    if isinstance(error, SettingsError):
        told = secrets.redact(str(error))
        _fail(f"Error: {told}", told, "setting")
        return 2
    if isinstance(error, UnprintedError):
        say_error(f"Error: the answer could not be printed, {error}; {ledger.sentence()}.")
        return unprinted_code(1)
    if isinstance(error, OSError) and error.errno in _UNWRITABLE and error.filename is None:
        say_error(f"Error: the output could not be written, {error.strerror}; {ledger.sentence()}.")
        silence()
        return unprinted_code(1)
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        by = f" by {error}" if isinstance(error, signals.Signal) else ""
        message, title, details = f"interrupted{by}; {ledger.sentence()}.", "interrupted", ""
    else:
        message, title = f"a fault in pyplots-sync itself; {ledger.sentence()}.", "fault"
        details = faults.traceback_of(error)
    _fail(f"{details}\nError: {message}".lstrip(), message, title)
    return unprinted_code(1)


def _fail(told: str, message: str, title: str) -> None:
    from sync.reports.emit import say_error, tell_runner

    say_error(told)
    if in_actions():
        from sync.reports import actions

        tell_runner(actions.command("error", message, title=title))
