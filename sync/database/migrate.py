"""Runs the Alembic migrations, from a checkout or from an installed wheel."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, NamedTuple

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from psycopg import errors
from sqlalchemy import pool, text
from sqlalchemy.exc import DBAPIError

from sync.database import state
from sync.database.connection import asker
from sync.database.errors import CommitLostError, DatabaseError, SchemaError
from sync.database.pool import create_engine
from sync.database.revision import migrations
from sync.database.schema import check_tables
from sync.database.session import as_sentence, lock_error
from sync.database.target import ADVISORY_LOCK
from sync.database.waiting import telling
from sync.ledger import ledger

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sync.database.target import Target

_MOMENT = 1
"""Seconds that a migration waits for a table, and then lets others have it."""
_LOOKUP_WAIT = 10
"""Seconds to wait for the answer to what became of a COMMIT."""


class Waits(NamedTuple):
    """Seconds to wait for another run or migration, and for the server."""

    lock: int = 600
    connect: int = 30


_WAITS = Waits()


def upgrade(
    target: Target, revision: str = "head", waits: Waits = _WAITS
) -> tuple[str | None, str | None]:
    """Migrate up to ``revision``. Returns the revision before and after.

    Raises:
        SchemaError: there is no such revision, the database stands at an unknown one,
            or a table is another program's.
        DatabaseError: the database refused; nothing was changed.
    """
    return _migrate(target, lambda config: command.upgrade(config, revision), waits)


def downgrade(
    target: Target, revision: str = "-1", waits: Waits = _WAITS
) -> tuple[str | None, str | None]:
    """Migrate down to ``revision``: ``-1`` is one step, ``base`` is everything.

    Raises:
        SchemaError: as :func:`upgrade`.
        DatabaseError: the database refused; nothing was changed.
    """
    return _migrate(target, lambda config: command.downgrade(config, revision), waits)


def current(target: Target, waits: Waits = _WAITS) -> tuple[str | None, str]:
    """The revision that the database stands at (None: no schema), and the newest there is.

    Raises:
        SchemaError: a table is another program's.
    """
    with _connected(target, waits) as connection:
        return check_tables(asker(connection)), head()


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
    made = Config()
    made.set_main_option("script_location", str(migrations()).replace("%", "%%"))
    return made


def migrate(
    connection: Connection,
    work: Callable[[], object],
    patience: float,
    target: Target | None = None,
) -> None:
    """Do ``work`` in the connection's transaction, under the lock of a run.

    Nobody migrates under a run, and two migrations take turns. The lock comes
    first, while no table is locked: whoever waits for it holds nobody up. What
    follows waits for a table for a moment alone, since readers queue up behind it.

    Args:
        connection: in a transaction that has done nothing yet.
        work: changes the schema.
        patience: seconds that another run or migration may take.
        target: where one looks for whom a wait is, that takes long.

    Raises:
        SchemaError: a table is another program's.
    """
    wait = text("SELECT set_config('lock_timeout', :wait, true)")
    connection.execute(wait, {"wait": f"{max(round(patience * 1000), 1)}ms"})
    with nullcontext() if target is None else telling(target, _process(connection)):
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
    check_tables(asker(connection))
    connection.execute(wait, {"wait": f"{_MOMENT}s"})
    work()


def _process(connection: Connection) -> int:
    """The number of the server's process, as far as it is known."""
    found = connection.connection.driver_connection
    return int(found.info.backend_pid) if found is not None else 0


def _migrate(
    target: Target, work: Callable[[Config], object], waits: Waits
) -> tuple[str | None, str | None]:
    """Migrate; where somebody uses a table, let go of everything and try it again."""
    deadline = time.monotonic() + waits.lock
    while True:
        left = deadline - time.monotonic()
        try:
            return _migrate_once(target, work, waits, left)
        except errors.LockNotAvailable:
            if time.monotonic() + _MOMENT >= deadline:
                safe = "nothing was changed; "
                raise lock_error(target, waits.lock, "another program", safe) from None
        # those that queued up behind us have their turn
        time.sleep(_MOMENT)


def _migrate_once(
    target: Target, work: Callable[[Config], object], waits: Waits, patience: float
) -> tuple[str | None, str | None]:
    """Migrate, and know whether it is committed, whatever comes between.

    Raises:
        CommitLostError: nobody knows whether it is committed.
        psycopg.errors.LockNotAvailable: somebody holds a lock.
    """
    before = after = None
    entry = ledger.enter("the schema")
    # until the work is done, whatever stops it undoes it
    is_sent = False
    try:
        with _connected(target, waits) as connection:
            before = check_tables(asker(connection))
            made = config()
            made.attributes["connection"] = connection
            made.attributes["patience"] = patience
            made.attributes["target"] = target
            work(made)
            after = _current(connection)
            ledger.heed()
            entry.what = f"the schema, from {before or 'nothing'} to {after or 'nothing'}"
            is_sent = before != after
    except BaseException as error:
        committed = _has_moved(target, before) if is_sent else False
        ledger.settle(entry, committed=committed)
        if committed is None and isinstance(error, DatabaseError):
            raise CommitLostError(
                "the connection was lost during COMMIT, and it is not known whether it is"
                " committed",
                committed=None,
            ) from None
        if not committed or not isinstance(error, DatabaseError):
            raise
    else:
        ledger.settle(entry, committed=is_sent)
    return before, after


def _has_moved(target: Target, before: str | None) -> bool | None:
    """Whether the schema stands elsewhere by now; None where the database does not say."""
    waits = Waits(_LOOKUP_WAIT, _LOOKUP_WAIT)
    with (
        suppress(DatabaseError, errors.LockNotAvailable),
        _connected(target, waits) as connection,
    ):
        wait = text("SELECT set_config('lock_timeout', :wait, true)")
        connection.execute(wait, {"wait": f"{_LOOKUP_WAIT}s"})
        # the lock is free when the migration has ended, in whatever way
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        return _current(connection) != before
    return None


@contextmanager
def _connected(target: Target, waits: Waits) -> Iterator[Connection]:
    """A connection in a transaction, with errors that a person can read.

    Raises:
        psycopg.errors.LockNotAvailable: somebody holds a lock.
    """
    engine = create_engine(
        target,
        connect_timeout=waits.connect,
        for_command=True,
        lock_wait=waits.lock,
        poolclass=pool.NullPool,
        execution_options={"isolation_level": "READ COMMITTED", "postgresql_readonly": False},
    )
    try:
        with engine.begin() as connection:
            yield connection
    except CommandError as error:
        raise SchemaError(str(error), "is this program older than the database?") from None
    except (DBAPIError, psycopg.Error) as error:
        cause = getattr(error, "orig", error)
        if isinstance(cause, errors.LockNotAvailable):
            raise cause from None
        raise _as_sentence(target, cause, waits) from None


def _as_sentence(target: Target, cause: BaseException, waits: Waits) -> DatabaseError:
    reason = " ".join(str(cause).split())
    if isinstance(cause, errors.InsufficientPrivilege) and state.REPLICATION in reason:
        return as_sentence(target, cause, waits.lock)
    if isinstance(cause, errors.InsufficientPrivilege):
        return DatabaseError(
            f"this role may not change the schema: {reason}",
            "nothing was changed; migrate as the role that owns the tables",
        )
    if isinstance(cause, psycopg.Error) and cause.sqlstate is None:
        # when it breaks at the end, nobody knows whether it was committed
        return as_sentence(target, cause, waits.lock)
    return DatabaseError(reason, "nothing was changed")


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
