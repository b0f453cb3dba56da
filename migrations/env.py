"""Alembic's environment: migrates the connection it is handed, or the configured database."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.pool import NullPool

from sync.database.engine import create_engine, open_target
from sync.database.tables import Base
from sync.database.target import ADVISORY_LOCK
from sync.settings import load_settings


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        # the lock of a run: nobody migrates under a run, and two migrations take turns
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        context.run_migrations()


def _connect_and_migrate() -> None:
    with (
        open_target(load_settings()) as target,
        create_engine(target, poolclass=NullPool).begin() as connection,
    ):
        _migrate(connection)


if context.is_offline_mode():
    context.configure(dialect_name="postgresql", literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
elif (given := context.config.attributes.get("connection")) is not None:
    _migrate(given)
else:
    _connect_and_migrate()
