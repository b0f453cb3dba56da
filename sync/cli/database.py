"""``db``: the schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

import click

from sync.cli.options import Common, common_options, database_option, line_options

if TYPE_CHECKING:
    from sync.database.migrate import Waits
    from sync.database.target import Target

_LONGEST_NAME = 63
"""Bytes of a name (PostgreSQL manual, 4.1.1 Identifiers)."""


@click.group()
def db() -> None:
    """Manage the database's schema.

    \b
    Before the first run:   pyplots-sync db upgrade
    Who may do what:        pyplots-sync db grants --job-role ROLE
    """


@db.command()
@click.argument("revision", default="head")
@database_option
@common_options
def upgrade(common: Common, database: str | None, revision: str) -> None:
    """Migrate up to REVISION (default: the newest). Rows stay as they are."""
    from sync.database import migrate

    _on_target(
        common,
        database,
        lambda target, waits: _moved(*migrate.upgrade(target, revision, waits)),
    )


@db.command(context_settings={"ignore_unknown_options": True})
@click.argument("revision", default="-1")
@database_option
@common_options
def downgrade(common: Common, database: str | None, revision: str) -> None:
    """Migrate down to REVISION (default: one step; `base`: drop everything)."""
    from sync.database import migrate

    _on_target(
        common,
        database,
        lambda target, waits: _moved(*migrate.downgrade(target, revision, waits)),
    )


@db.command()
@database_option
@common_options
def current(common: Common, database: str | None) -> None:
    """Show the database's revision, and the newest one."""
    from sync.database import migrate

    def tell(target: Target, waits: Waits) -> tuple[dict[str, Any], str]:
        revision, head = migrate.current(target, waits)
        pending = revision != head
        line = f"at {revision or 'no revision'}, the newest is {head}"
        if pending:
            line += ": run `pyplots-sync db upgrade`"
        return {"revision": revision, "head": head, "pending": pending}, line

    _on_target(common, database, tell)


def _role(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """A name that PostgreSQL would refuse, or would cut off and so take for another."""
    if value is not None:
        size = len(value.encode("utf-8", "replace"))
        if "\0" in value or not value.isprintable() or not 0 < size <= _LONGEST_NAME:
            raise click.BadParameter(f"{value!a} is not the name of a role")
    return value


@db.command()
@click.option(
    "--api-role", metavar="ROLE", callback=_role, help="Reads and writes rows, as APIs do."
)
@click.option("--read-role", metavar="ROLE", callback=_role, help="Reads.")
@click.option("--job-role", metavar="ROLE", callback=_role, help="Does what this program does.")
@click.option("--apply", is_flag=True, help="Run the statements. Without it, they are printed.")
@database_option
@common_options
def grants(common: Common, *, database: str | None, apply: bool, **roles: str | None) -> None:
    """Print, or run, the GRANTs that give each role what it needs, and the REVOKEs of the rest.

    \b
    Look at it:   pyplots-sync db grants --job-role pyplots_job --api-role pyplots_api
    Do it:        pyplots-sync db grants --job-role pyplots_job --api-role pyplots_api --apply

    The roles must exist; passwords are not touched. Connect as the role that owns the tables;
    a superuser is not needed. Run it again after `db upgrade`.
    """
    from sync.commands.grants import grant
    from sync.database.grants import PARTS
    from sync.reports.grants import render

    wanted = {part: name for part in PARTS if (name := roles[f"{part}_role"]) is not None}
    if not wanted:
        raise click.UsageError("name a role: --api-role, --read-role or --job-role")
    if len(set(wanted.values())) < len(wanted):
        raise click.UsageError("each part needs a role of its own")
    settings = common.settings()
    common.end(settings, grant(settings, wanted, database=database, apply=apply), render)


@db.command()
@line_options
def serve(common: Common) -> None:
    """Keep the embedded PostgreSQL running, and print its address, until Ctrl-C.

    \b
    To look into it:        pyplots-sync db serve
    and in another window:  psql ADDRESS

    Each repository has a database of its own, in $XDG_STATE_HOME/pyplots-sync/ (~/.local/state
    without it), or in the folder that PYPLOTS_SYNC_HOME names. It holds nothing that `run`
    cannot restore.
    """
    import signal
    import threading

    from sync.database.engine import EMBEDDED, open_target
    from sync.database.errors import DatabaseError
    from sync.reports.emit import say

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        with open_target(common.settings(), EMBEDDED) as target:
            say(f"{target.address}\n")
            stop.wait()
    except DatabaseError as error:
        hint = f"\n{error.hint}" if error.hint else ""
        raise click.ClickException(f"{error}{hint}") from None


def _moved(before: str | None, after: str | None) -> tuple[dict[str, Any], str]:
    line = f"already at {after}" if before == after else f"{before or 'empty'} → {after or 'empty'}"
    return {"before": before, "revision": after}, line


def _on_target(
    common: Common,
    database: str | None,
    work: Callable[[Target, Waits], tuple[dict[str, Any], str]],
) -> NoReturn:
    """Do ``work`` on the database, print its outcome, and exit."""
    from sync.database.engine import open_target
    from sync.database.errors import DatabaseError
    from sync.database.migrate import Waits
    from sync.model.problems import problem
    from sync.reports.migrating import Migration, render

    command = " ".join(click.get_current_context().command_path.split()[1:])
    settings = common.settings()
    try:
        with open_target(settings, database) as target:
            members, line = work(target, Waits(settings.lock_wait, settings.connect_timeout))
            outcome = Migration(command, members, f"{target.address}: {line}")
    except DatabaseError as error:
        found = problem(error.code, None, str(error), hint=error.hint)
        outcome = Migration(command, problems=(found,))
    common.end(settings, outcome, render)
