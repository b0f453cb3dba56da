"""Which database to use, running and at the revision that is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sync.database.embedded import FOLDER, embedded_server
from sync.database.errors import DatabaseSettingError, SchemaError
from sync.database.target import Target, cloud_sql_target, url_target
from sync.settings import Secret, Settings

Result = TypeVar("Result")

EMBEDDED = "embedded"


def remote_target(settings: Settings, database: str | None = None) -> Target | None:
    """The database that ``database`` or the settings name; None means the embedded one.

    Args:
        settings: where ``database`` is None, the environment decides.
        database: a URL, or ``embedded``.

    Raises:
        DatabaseSettingError: an address that cannot be understood, or none in GitHub Actions.
    """
    if database == EMBEDDED:
        return None
    if database is not None:
        return url_target(Secret(database))
    if settings.database_url is not None:
        return url_target(settings.database_url)
    if settings.cloud_sql is not None:
        return cloud_sql_target(settings.cloud_sql)
    if settings.workflow is not None:
        raise DatabaseSettingError(
            "no database is set: neither DATABASE_URL nor INSTANCE_CONNECTION_NAME has a value",
            "add the secret and hand it to this step, or ask for `--database embedded` by name",
        )
    return None


@contextmanager
def open_target(settings: Settings, database: str | None = None) -> Iterator[Target]:
    """The database to use, running while the context lasts.

    Raises:
        DatabaseError: see :func:`remote_target` and :func:`embedded_server`.
    """
    target = remote_target(settings, database)
    if target is not None:
        yield target
    else:
        with embedded_server(settings.repo / FOLDER) as embedded:
            yield embedded


def with_schema(target: Target, work: Callable[[], Result]) -> Result:
    """Do ``work``; the embedded database is migrated first where it must be (contract, section 5).

    Raises:
        SchemaError: another database is not at the revision that ``work`` needs.
    """
    try:
        return work()
    except SchemaError:
        if not target.embedded:
            raise
    from sync.database.migrate import upgrade

    upgrade(target)
    return work()
