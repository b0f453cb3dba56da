"""Alembic's environment: migrates the connection it is handed, or the configured database."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.pool import NullPool

from sync.database.engine import open_target
from sync.database.migrate import migrate
from sync.database.pool import create_engine
from sync.database.tables import Base
from sync.database.target import Target
from sync.settings import load_settings


def _migrate(connection: Connection, patience: float, target: Target | None = None) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        migrate(connection, context.run_migrations, patience, target)


def _connect_and_migrate() -> None:
    settings = load_settings()
    with (
        open_target(settings) as target,
        create_engine(target, for_command=True, poolclass=NullPool).begin() as connection,
    ):
        _migrate(connection, settings.lock_wait, target)


if context.is_offline_mode():
    context.configure(dialect_name="postgresql", literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
elif (given := context.config.attributes.get("connection")) is not None:
    attributes = context.config.attributes
    _migrate(given, attributes["patience"], attributes.get("target"))
else:
    _connect_and_migrate()
