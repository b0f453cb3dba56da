"""``health``."""

from __future__ import annotations

import click

from sync.cli.options import FORMATS, Command, Common, common_options, database_option


def _health_options(command: Command) -> Command:
    return common_options(command, (*FORMATS, "prometheus"))


@click.command()
@database_option
@_health_options
def health(common: Common, *, database: str | None) -> None:
    """Say how the database, its queue and its last run are. Writes nothing, waits for no run.

    \b
    Is all well?            pyplots-sync health
    For a monitor:          pyplots-sync health --format prometheus

    Exits with 1 when an alert fires. Limits are settings, `health_…` in [tool.pyplots-sync].
    A role that may only SELECT is enough: what it cannot see is said. A source that is off is no
    alert, one that is unavailable is.
    """
    from sync.commands.health import look
    from sync.reports.health import render

    settings = common.settings()
    common.end(settings, look(settings, common.progress(), database), render)
