"""Which database to use, running and at the revision that is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sync.database.errors import DatabaseSettingError, NoCatalogueError, SchemaError
from sync.database.target import Target, cloud_sql_target, url_target
from sync.model.secrets import Secret
from sync.settings import Settings

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
def open_target(
    settings: Settings, database: str | None = None, *, anywhere: bool = False
) -> Iterator[Target]:
    """The database to use, running while the context lasts.

    Args:
        settings: where ``database`` is None, they decide.
        database: a URL, or ``embedded``.
        anywhere: make an embedded database for a folder without a catalogue, too.

    Raises:
        NoCatalogueError: the embedded database of a folder that is no catalogue.
        DatabaseError: see :func:`remote_target`, :func:`sync.database.home.folder_for` and
            :func:`sync.database.embedded.embedded_server`.
    """
    target = remote_target(settings, database)
    if target is not None:
        yield target
    else:
        from sync.database.embedded import embedded_server
        from sync.database.home import folder_for, place_for
        from sync.model.layouts import WALKED

        # where there is a database already, what the folder has lost is for a plan to show
        is_known = (place_for(settings.repo) / "postgres").exists()
        is_catalogue = any((settings.repo / name).exists() for name in WALKED)
        if not (anywhere or is_known or is_catalogue):
            raise NoCatalogueError(
                f"{settings.repo} is not a catalogue: it has no plots/ and no specs/",
                "go to the catalogue's folder, or name it with --repo",
            )
        with embedded_server(folder_for(settings.repo)) as embedded:
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
