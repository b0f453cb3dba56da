"""Runs the Alembic migrations, from a checkout or from an installed wheel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import pool, text
from sqlalchemy.exc import DBAPIError

from sync.database.engine import create_engine
from sync.database.errors import CommitLostError, DatabaseError, SchemaError
from sync.database.target import ADVISORY_LOCK
from sync.ledger import ledger

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sync.database.target import Target

_LOOKUP_WAIT = 10
"""Seconds to wait for the answer to what became of a COMMIT."""


def upgrade(target: Target, revision: str = "head") -> tuple[str | None, str | None]:
    """Migrate up to ``revision``. Returns the revision before and after.

    Raises:
        SchemaError: there is no such revision, or the database stands at an unknown one.
        DatabaseError: the database refused; nothing was changed.
    """
    return _migrate(target, lambda config: command.upgrade(config, revision))


def downgrade(target: Target, revision: str = "-1") -> tuple[str | None, str | None]:
    """Migrate down to ``revision``: ``-1`` is one step, ``base`` is everything.

    Raises:
        SchemaError: there is no such revision, or the database stands at an unknown one.
        DatabaseError: the database refused; nothing was changed.
    """
    return _migrate(target, lambda config: command.downgrade(config, revision))


def current(target: Target) -> tuple[str | None, str]:
    """The revision that the database stands at (None: no schema), and the newest there is."""
    with _connected(target) as connection:
        return _current(connection), head()


def head() -> str:
    """The newest revision."""
    found = ScriptDirectory.from_config(config()).get_current_head()
    if found is None:
        raise SchemaError("no migrations are installed")
    return found


def pending(revision: str | None) -> int:
    """How many migrations lead from ``revision`` (None: no schema) to the newest.

    Raises:
        SchemaError: there is no such revision.
    """
    script = ScriptDirectory.from_config(config())
    newest_first = [found.revision for found in script.walk_revisions()]
    if revision is None:
        return len(newest_first)
    if revision not in newest_first:
        raise SchemaError(f"no migration is called {revision}")
    return newest_first.index(revision)


def config() -> Config:
    """Alembic's configuration, without a file."""
    package = Path(__file__).parent.parent
    inside = package / "migrations"
    folder = inside if inside.is_dir() else package.parent / "migrations"
    made = Config()
    made.set_main_option("script_location", str(folder).replace("%", "%%"))
    return made


def _migrate(target: Target, work: Callable[[Config], object]) -> tuple[str | None, str | None]:
    before = after = None
    entry = ledger.enter("the schema")
    # until the work is done, whatever stops it undoes it
    is_sent = False
    try:
        with _connected(target) as connection:
            before = _current(connection)
            made = config()
            made.attributes["connection"] = connection
            work(made)
            after = _current(connection)
            entry.what = f"the schema, from {before or 'nothing'} to {after or 'nothing'}"
            is_sent = before != after
    except BaseException as error:
        committed = _has_moved(target, before) if is_sent else False
        ledger.settle(entry, committed=committed)
        if committed is None and isinstance(error, DatabaseError):
            raise CommitLostError(
                "the connection was lost during COMMIT, and nobody knows what became of it",
                committed=None,
            ) from None
        if not committed or not isinstance(error, DatabaseError):
            raise
    else:
        ledger.settle(entry, committed=is_sent)
    return before, after


def _has_moved(target: Target, before: str | None) -> bool | None:
    """Whether the schema stands elsewhere by now; None where the database does not say."""
    with suppress(DatabaseError), _connected(target) as connection:
        # the lock is free when the migration has ended, in whatever way
        connection.execute(text(f"SET LOCAL lock_timeout = '{_LOOKUP_WAIT}s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        return _current(connection) != before
    return None


@contextmanager
def _connected(target: Target) -> Iterator[Connection]:
    """A connection in a transaction, with errors that a person can read."""
    engine = create_engine(target, poolclass=pool.NullPool)
    try:
        with engine.begin() as connection:
            yield connection
    except CommandError as error:
        raise SchemaError(str(error), "is this program older than the database?") from None
    except (DBAPIError, psycopg.Error) as error:
        cause = getattr(error, "orig", error)
        reason = " ".join(str(cause).split())
        if isinstance(cause, psycopg.errors.InsufficientPrivilege):
            raise DatabaseError(
                f"this role may not change the schema: {target.redact(reason)}",
                "nothing was changed; migrate as the role that owns the tables",
            ) from None
        raise DatabaseError(target.redact(reason), "nothing was changed") from None


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
