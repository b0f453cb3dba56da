"""Where the database is, and how to open one connection to it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from sync.database.address import read_address, read_options, shown
from sync.database.errors import DatabaseError, DatabaseSettingError, DatabaseUnreachableError
from sync.database.unreachable import hint_for
from sync.model.secrets import Secret, know, know_address
from sync.settings import CloudSql

if TYPE_CHECKING:
    import psycopg

ADVISORY_LOCK = 0x7079_706C_6F74
"""The key of the one advisory lock: every run and every migration holds it."""


class Target(NamedTuple):
    """One database.

    ``parameters`` are libpq's connection keywords; they may hold a password.
    ``options`` are the settings that the address asks for, see :mod:`sync.database.state`.
    """

    address: str
    parameters: Mapping[str, str]
    options: Mapping[str, str] = MappingProxyType({})
    cloud_sql: CloudSql | None = None
    embedded: bool = False

    def __repr__(self) -> str:
        return f"Target({self.address!r})"

    def connect(self, *, connect_timeout: int = 30) -> psycopg.Connection[Any]:
        """One connection that commits each statement by itself, in the state that it comes in.

        Args:
            connect_timeout: seconds to wait for the server.

        Raises:
            DatabaseUnreachableError: the server does not answer, or refuses us.
            DatabaseError: the database cannot hold our text.
        """
        import psycopg

        keywords = self.keywords(connect_timeout)
        try:
            if self.cloud_sql is not None:
                connection = _connect_cloud_sql(self.cloud_sql, keywords)
            else:
                connection = psycopg.connect(**keywords, autocommit=True)
        except psycopg.Error as error:
            raise self.unreachable(error) from None
        # it may come from a file of libpq's
        know(connection.info.password)
        # a pooler hands the next transaction to a server that knows no statement of ours
        connection.prepare_threshold = None
        try:
            check_encoding(connection)
        except DatabaseError:
            connection.close()
            raise
        return connection

    async def connect_async(self) -> psycopg.AsyncConnection[Any]:
        """As :meth:`connect`, for an event loop, and with transactions that psycopg begins."""
        import psycopg

        try:
            connection = await psycopg.AsyncConnection.connect(**self.keywords())
        except psycopg.Error as error:
            raise self.unreachable(error) from None
        know(connection.info.password)
        connection.prepare_threshold = None
        try:
            check_encoding(connection)
        except DatabaseError:
            await connection.close()
            raise
        return connection

    def keywords(self, connect_timeout: int = 30) -> dict[str, Any]:
        """The keywords for ``psycopg.connect`` or ``psycopg.AsyncConnection.connect``.

        Nothing is asked for that a pooler refuses at start-up, and nothing of PGOPTIONS,
        PGCLIENTENCODING and PGAPPNAME counts, nor a PGHOSTADDR where the address names the host.
        """
        return {
            **({"hostaddr": ""} if "host" in self.parameters else {}),
            "application_name": "pyplots-sync",
            "connect_timeout": connect_timeout,
            **self.parameters,
            "client_encoding": "UTF8",
            "options": "",
        }

    def unreachable(self, error: psycopg.Error) -> DatabaseUnreachableError:
        """What is said of a connection that did not come about."""
        if error.pgconn is not None:
            know((error.pgconn.password or b"").decode("utf-8", "surrogateescape"))
        message = " ".join(str(error).split())
        return DatabaseUnreachableError(f"{self.address}: {message}", hint_for(message))


def check_encoding(connection: psycopg.Connection[Any] | psycopg.AsyncConnection[Any]) -> None:
    """Whether the database holds any text.

    Raises:
        DatabaseError: it is of another encoding than UTF-8.
    """
    encoding = connection.info.parameter_status("server_encoding")
    if encoding not in (None, "UTF8"):
        raise DatabaseError(
            f"the database is of the encoding {encoding}, which cannot hold every text",
            "make one with: CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0",
        )


def url_target(url: Secret) -> Target:
    """The database at ``url``: see :func:`sync.database.address.read_address`.

    Raises:
        DatabaseSettingError: not a PostgreSQL URL, or one that cannot be understood.
    """
    know_address(url.reveal())
    parameters = read_address(url.reveal())
    know(parameters.get("password"), parameters.get("sslpassword"))
    options = read_options(parameters.pop("options", ""))
    return Target(shown(parameters), parameters, options)


def cloud_sql_target(instance: CloudSql) -> Target:
    """The database of a Cloud SQL instance."""
    know(instance.password.reveal() if instance.password else None)
    address = f"{instance.database} on Cloud SQL {instance.instance} as {instance.user}"
    return Target(address, {}, cloud_sql=instance)


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
            "pip install 'cloud-sql-python-connector[psycopg]'",
        ) from None
    return Connector(ip_type=ip_type, refresh_strategy="lazy")
