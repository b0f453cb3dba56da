"""Where the database is, and how to open one connection to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from sync.database.errors import DatabaseSettingError, DatabaseUnreachableError
from sync.settings import CloudSql, Secret

if TYPE_CHECKING:
    import psycopg

ADVISORY_LOCK = 0x7079_706C_6F74
"""The key of the one advisory lock: every run and every migration holds it."""

_SCHEME = re.compile(r"postgres(?:ql)?(?:\+\w+)?://", re.IGNORECASE | re.ASCII)
_ASYNCPG_ONLY = frozenset({"prepared_statement_cache_size", "statement_cache_size"})
_ASYNCPG_SSL = {"true": "require", "false": "disable"}


@dataclass(frozen=True, slots=True)
class Target:
    """One database. ``parameters`` are libpq's connection keywords; they may hold a password."""

    address: str
    parameters: Mapping[str, str] = field(repr=False)
    cloud_sql: CloudSql | None = None
    embedded: bool = False

    def connect(
        self, *, connect_timeout: int = 30, lock_wait: int | None = None
    ) -> psycopg.Connection[Any]:
        """One connection that speaks UTC and commits each statement by itself.

        Args:
            connect_timeout: seconds to wait for the server.
            lock_wait: seconds that a statement may wait for a lock; None waits for ever.

        Raises:
            DatabaseUnreachableError: the server does not answer, or refuses us.
        """
        import psycopg

        keywords = self.keywords(connect_timeout, lock_wait)
        try:
            if self.cloud_sql is not None:
                return _connect_cloud_sql(self.cloud_sql, keywords)
            return psycopg.connect(**keywords, autocommit=True)
        except psycopg.Error as error:
            message = self.redact(" ".join(str(error).split()))
            raise DatabaseUnreachableError(f"{self.address}: {message}") from None

    def keywords(self, connect_timeout: int = 30, lock_wait: int | None = None) -> dict[str, Any]:
        """The keywords for ``psycopg.connect`` or ``psycopg.AsyncConnection.connect``."""
        # a transaction waits for GitHub, which may take minutes
        options = [
            "-c idle_in_transaction_session_timeout=0",
            self.parameters.get("options", ""),
            "-c timezone=UTC",
        ]
        if lock_wait is not None:
            options.append(f"-c lock_timeout={lock_wait}s")
        return {
            "application_name": "pyplots-sync",
            "connect_timeout": connect_timeout,
            **self.parameters,
            "options": " ".join(options).strip(),
        }

    def redact(self, text: str) -> str:
        """``text`` without the password."""
        given = self.parameters.get("password")
        if self.cloud_sql is not None and self.cloud_sql.password is not None:
            given = self.cloud_sql.password.reveal()
        return text.replace(given, "***") if given else text


def url_target(url: Secret) -> Target:
    """The database at ``url``: any spelling that SQLAlchemy, asyncpg or libpq take.

    The password may hold ``@``, ``/`` and ``#`` as they are: the last ``@``
    ends it.

    Raises:
        DatabaseSettingError: not a PostgreSQL URL, or one that libpq refuses.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    text = url.reveal().strip()
    scheme = _SCHEME.match(text)
    if scheme is None:
        raise DatabaseSettingError("the database URL does not begin with postgresql://")
    login, _, place = text[scheme.end() :].rpartition("@")
    user, _, password = login.partition(":")
    try:
        found = conninfo_to_dict("postgresql://" + _libpq_query(place))
    except psycopg.Error:
        # libpq's message quotes what it stumbled on, which may be a part of the password
        raise DatabaseSettingError("the database URL cannot be parsed") from None
    parameters = {name: str(value) for name, value in found.items() if value is not None}
    if user:
        parameters["user"] = unquote(user)
    if password:
        parameters["password"] = unquote(password)
    return Target(_address(parameters), parameters)


def cloud_sql_target(instance: CloudSql) -> Target:
    """The database of a Cloud SQL instance."""
    address = f"{instance.database} on Cloud SQL {instance.instance} as {instance.user}"
    return Target(address, {}, cloud_sql=instance)


def _libpq_query(place: str) -> str:
    """``place`` (host, database, query) with asyncpg's words as libpq's, or left out."""
    before, mark, query = place.partition("?")
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    renamed = [
        f"sslmode={_ASYNCPG_SSL.get(value.lower(), value)}" if key == "ssl" else f"{key}={value}"
        for key, _, value in pairs
        if key not in _ASYNCPG_ONLY
    ]
    return before + mark + "&".join(renamed)


def _address(parameters: Mapping[str, str]) -> str:
    user = f"{parameters['user']}@" if "user" in parameters else ""
    host = parameters.get("host") or parameters.get("hostaddr") or ""
    port = f":{parameters['port']}" if "port" in parameters else ""
    database = parameters.get("dbname", "")
    if host.startswith("/"):
        return f"postgresql://{user}/{database}?host={host}"
    return f"postgresql://{user}{host}{port}/{database}"


def _connect_cloud_sql(instance: CloudSql, keywords: dict[str, Any]) -> psycopg.Connection[Any]:
    import psycopg

    try:
        connection: psycopg.Connection[Any] = _connector(instance.ip_type).connect(
            instance.instance,
            "psycopg",
            user=instance.user,
            password=instance.password.reveal() if instance.password else None,
            enable_iam_auth=instance.password is None,
            db=instance.database,
            timeout=keywords.pop("connect_timeout"),
            autocommit=True,
            **keywords,
        )
    except (psycopg.Error, DatabaseSettingError):
        raise
    except Exception as error:  # noqa: BLE001
        # the connector raises aiohttp's, google-auth's and its own errors: all mean "not reached"
        raise DatabaseUnreachableError(
            f"Cloud SQL {instance.instance}: {type(error).__name__}: {error}",
            "check the instance's name, the role cloudsql.client, and DB_IP_TYPE",
        ) from None
    return connection


@cache
def _connector(ip_type: str) -> Any:
    try:
        from google.cloud.sql.connector import Connector
    except ImportError:
        raise DatabaseSettingError(
            "INSTANCE_CONNECTION_NAME is set, but Google's connector is not installed",
            "pip install 'pyplots-sync[cloudsql]'",
        ) from None
    return Connector(ip_type=ip_type, refresh_strategy="lazy")
