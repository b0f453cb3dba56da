"""One connection, one transaction: counts what it sends and says in a sentence what went wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
from psycopg import errors
from psycopg.sql import Composed

from sync.database.errors import DatabaseError, DatabaseUnreachableError, SchemaError
from sync.database.revision import SCHEMA_REVISION
from sync.database.target import ADVISORY_LOCK

if TYPE_CHECKING:
    from sync.database.target import Target
    from sync.settings import Settings


class Session:
    """A connection in use. ``statements`` counts all that was sent, BEGIN and COMMIT included."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self.statements = 0

    def execute(
        self, statement: LiteralString | Composed, values: Sequence[Any] | None = None
    ) -> psycopg.Cursor[Any]:
        """Send one statement."""
        self.statements += 1
        return self._connection.execute(statement, values)

    def copy(self, statement: Composed, rows: Iterable[Sequence[Any]]) -> None:
        """Send one COPY … FROM STDIN with ``rows``."""
        self.statements += 1
        with self._connection.cursor() as cursor, cursor.copy(statement) as stream:
            for row in rows:
                stream.write_row(row)

    def begin(self, *, for_update: bool) -> None:
        """Begin a transaction: under the advisory lock, or read-only and one snapshot.

        Each statement under the lock sees what the run before has committed.
        """
        if for_update:
            self.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
            self.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        else:
            self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    @contextmanager
    def pipeline(self) -> Iterator[None]:
        """Send what is executed inside without waiting in between: one round trip for all of it."""
        with self._connection.pipeline():
            yield


@contextmanager
def open_session(target: Target, settings: Settings) -> Iterator[Session]:
    """A session on ``target``; what was not committed when the context ends is rolled back.

    Raises:
        SchemaError: a table or a column is missing.
        DatabaseUnreachableError: no connection, or it broke.
        DatabaseError: anything else that PostgreSQL refused.
    """
    with errors_as_sentences(target, settings):
        connection = target.connect(
            connect_timeout=settings.connect_timeout, lock_wait=settings.lock_wait
        )
        with closing(connection):
            yield Session(connection)


@contextmanager
def errors_as_sentences(target: Target, settings: Settings) -> Iterator[None]:
    """Raise what psycopg raises inside as one of our own errors: see :func:`open_session`."""
    try:
        yield
    except (errors.UndefinedTable, errors.UndefinedColumn):
        raise schema_error(None) from None
    except errors.LockNotAvailable:
        raise DatabaseError(
            f"another run or migration has held a lock for {settings.lock_wait} seconds",
            "wait for it to end, or look for it with: SELECT * FROM pg_stat_activity",
        ) from None
    except errors.InsufficientPrivilege as error:
        raise DatabaseError(
            f"{target.address}: {error.diag.message_primary}",
            "give the role what it needs with `pyplots-sync db grants`",
        ) from None
    except errors.OperationalError as error:
        message = target.redact(" ".join(str(error).split()))
        raise DatabaseUnreachableError(f"{target.address}: {message}") from None
    except psycopg.Error as error:
        message = target.redact(error.diag.message_primary or " ".join(str(error).split()))
        raise DatabaseError(message) from None


def check_revision(found: Collection[str]) -> None:
    """Whether ``found``, the rows of ``alembic_version``, are what this program needs.

    Raises:
        SchemaError: they are not.
    """
    if set(found) != {SCHEMA_REVISION}:
        raise schema_error(next(iter(found), None))


def schema_error(found: str | None) -> SchemaError:
    """The schema stands at ``found``, None for unknown, and not where it should."""
    at = f"at revision {found}" if found else "missing or out of date"
    if found is not None and found > SCHEMA_REVISION:
        hint = "the database is newer than this program: upgrade pyplots-sync"
    else:
        hint = "run `pyplots-sync db upgrade`"
    return SchemaError(f"the schema is {at}, and {SCHEMA_REVISION} is needed", hint)
