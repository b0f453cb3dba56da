"""A SQLAlchemy connection for the read queries, with errors that a person can read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg import errors
from sqlalchemy import pool, text
from sqlalchemy.exc import DBAPIError

from sync.database.errors import SchemaError
from sync.database.pool import create_engine
from sync.database.schema import REVISION, Ask, check_revision, check_tables
from sync.database.session import errors_as_sentences

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sync.database.target import Target
    from sync.settings import Settings


@contextmanager
def open_connection(target: Target, settings: Settings) -> Iterator[Connection]:
    """A connection in a read-only transaction, which sees one state of the database.

    Raises:
        SchemaError: the schema is not at :data:`SCHEMA_REVISION`.
        DatabaseError: see :func:`sync.database.session.open_session`.
    """
    engine = create_engine(
        target,
        connect_timeout=settings.connect_timeout,
        for_command=True,
        lock_wait=settings.lock_wait,
        poolclass=pool.NullPool,
        execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    )
    with errors_as_sentences(target, settings):
        try:
            with engine.connect() as connection:
                found = connection.scalars(text(REVISION))
                check_revision(found.all())
                yield connection
        except (DBAPIError, SchemaError) as error:
            cause = getattr(error, "orig", error)
            if isinstance(cause, (errors.UndefinedTable, errors.UndefinedColumn, SchemaError)):
                with engine.connect() as connection:
                    check_tables(asker(connection))
            if isinstance(cause, psycopg.Error):
                raise cause from None
            raise


def asker(connection: Connection) -> Ask:
    """What :func:`check_tables` asks with."""
    return lambda statement, values: [
        tuple(row) for row in connection.exec_driver_sql(statement, tuple(values) or None)
    ]
