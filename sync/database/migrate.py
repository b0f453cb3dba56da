"""Runs the Alembic migrations, from a checkout or from an installed wheel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import pool
from sqlalchemy.exc import DBAPIError

from sync.database.engine import create_engine
from sync.database.errors import DatabaseError, SchemaError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sync.database.target import Target


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
    with _connected(target) as connection:
        before = _current(connection)
        made = config()
        made.attributes["connection"] = connection
        work(made)
        return before, _current(connection)


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
