"""The command line: parse arguments, call one function, print its report."""

from __future__ import annotations

import os
import sys
import traceback

import click

from sync import secrets
from sync.cli.actions import actions
from sync.cli.catalog import catalog
from sync.cli.database import db
from sync.cli.health import health
from sync.cli.prune import prune
from sync.cli.purge import purge
from sync.cli.queue import queue
from sync.cli.reconcile import diff, resync, run
from sync.cli.validate import validate
from sync.settings import SettingsError, in_actions

_START_UP = ("PGTZ", "PGDATESTYLE", "PGGEQO")
"""libpq sends these at start-up, where a pooler refuses them; each transaction sets its own."""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 failed and nothing written, 2 wrong usage, 3 done but something"
    " was held back, 4 `diff --exit-code` found changes, 5 refused as unsafe.",
)
@click.version_option(package_name="pyplots-sync")
def cli() -> None:
    """Keep the pyplots database true to its catalogue of plots.

    \b
    What would a branch change?       pyplots-sync diff
    Is what I wrote valid?            pyplots-sync validate
    Make the database match:          pyplots-sync run
    Read every file again:            pyplots-sync resync
    What is in the database?          pyplots-sync catalog list
    What is to be posted next?        pyplots-sync queue next
    Delete a spec for good:           pyplots-sync purge SPEC_ID
    Take old previews away:           pyplots-sync prune previews
    Take old usage rows away:         pyplots-sync prune usage
    Is all well?                      pyplots-sync health

    Without DATABASE_URL a PostgreSQL of its own is used, with its data in .pyplots-sync/.
    """
    secrets.start(os.environ)
    for name in _START_UP:
        os.environ.pop(name, None)


for command in (diff, run, resync, validate, catalog, queue, purge, prune, health, db, actions):
    cli.add_command(command)


def main() -> None:
    """Run the command line and exit; whatever goes wrong, no password is printed."""
    try:
        cli()
    except SettingsError as error:
        _fail(secrets.redact(str(error)), "setting")
        sys.exit(2)
    except Exception:  # noqa: BLE001
        details = secrets.redact(traceback.format_exc())
        _fail("a fault in pyplots-sync itself; nothing was written.", "fault", details)
        sys.exit(1)


def _fail(message: str, title: str, details: str = "") -> None:
    told = f"{details}\nError: {message}".lstrip()
    if in_actions():
        from sync.reports import actions

        told = actions.inert(told)
        told += "\n" + actions.command("error", message, title=title)
    click.echo(told, err=True)
