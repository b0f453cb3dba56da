"""SQLAlchemy engines, for the read queries, the migrations and an API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.database import state
from sync.database.errors import DatabaseSettingError

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy import Connection, Engine
    from sqlalchemy.ext.asyncio import AsyncEngine

    from sync.database.target import Target

POOL: dict[str, Any] = {"pool_size": 5, "max_overflow": 10, "pool_pre_ping": True}
"""The pool of the schema document, section Connection Pooling."""


def create_engine(
    target: Target,
    *,
    connect_timeout: int = 30,
    for_command: bool = False,
    lock_wait: int | None = None,
    **options: Any,
) -> Engine:
    """A pooled engine whose transactions are set as :mod:`sync.database.state` has it.

    Args:
        target: where.
        connect_timeout: seconds to wait for the server.
        for_command: set the timeouts, too, which an API may have its own of.
        lock_wait: with them, seconds that a statement may wait for a lock.
        options: SQLAlchemy's.
    """
    import sqlalchemy

    if "poolclass" not in options:
        options = POOL | options

    def connect() -> Any:
        connection = target.connect(connect_timeout=connect_timeout)
        connection.autocommit = False
        return connection

    made = sqlalchemy.create_engine("postgresql+psycopg://", creator=connect, **options)
    _set_state(made, state.values(target.options, lock_wait=lock_wait, for_command=for_command))
    return made


def create_async_engine(target: Target, **options: Any) -> AsyncEngine:
    """A pooled async engine, with the settings of :func:`create_engine`.

    Raises:
        DatabaseSettingError: for Cloud SQL's connector, which has no async psycopg.
    """
    if target.cloud_sql is not None:
        raise DatabaseSettingError(
            "an async engine cannot go through Cloud SQL's connector",
            "set DATABASE_URL to the instance's private address",
        )
    from sqlalchemy.ext import asyncio

    async def connect() -> psycopg.AsyncConnection[Any]:
        return await target.connect_async()

    made = asyncio.create_async_engine(
        "postgresql+psycopg://", async_creator=connect, **(POOL | options)
    )
    _set_state(made.sync_engine, state.values(target.options, for_command=False))
    return made


def _set_state(engine: Engine, settings: list[Any]) -> None:
    from sqlalchemy import event

    values = tuple(settings)

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(state.STATEMENT, values)

    event.listen(engine, "begin", begun)
