"""Who holds what others wait for."""

from __future__ import annotations

from contextlib import closing, suppress
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import psycopg

from sync.database.errors import DatabaseError
from sync.database.target import ADVISORY_LOCK

if TYPE_CHECKING:
    from sync.database.target import Target

_CONNECT = 5
"""Seconds to wait for the connection that looks."""

# a lock with one bigint for its key has the halves of it in classid and objid, and 1 in objsubid
# (PostgreSQL manual, pg_locks); who holds it is found also behind a pooler, where the process that
# works for us has another number than the one that we know
_HOLDERS = (
    "SELECT a.pid, a.usename, a.application_name, a.client_addr::text,"
    " coalesce(a.xact_start, a.state_change) AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'"
    " FROM pg_catalog.pg_stat_activity AS a"
    " WHERE a.pid <> pg_catalog.pg_backend_pid() AND (a.pid IN (SELECT l.pid"
    " FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_database AS d ON d.oid = l.database"
    " WHERE d.datname = pg_catalog.current_database() AND l.locktype = 'advisory' AND l.granted"
    " AND l.classid::bigint = %s AND l.objid::bigint = %s AND l.objsubid = 1)"
    " OR a.pid = ANY(pg_catalog.pg_blocking_pids(%s)))"
    " ORDER BY 5 LIMIT 3"
)


class Holder(NamedTuple):
    """A session that others wait for. What the role may not see is None."""

    pid: int
    user: str | None
    application: str | None
    client: str | None
    since: datetime | None
    now: datetime

    def __str__(self) -> str:
        """``process 4711 (pyplots-sync, user job, from 10.0.0.1), since 10:31:07 UTC (95 s)``."""
        told = [self.application or "an application without a name"]
        if self.user:
            told.append(f"user {self.user}")
        if self.client:
            told.append(f"from {self.client}")
        since = ""
        if self.since is not None:
            lasted = max(0, round((self.now - self.since).total_seconds()))
            since = f", since {self.since:%Y-%m-%d %H:%M:%S} UTC ({lasted:,} s)"
        return f"process {self.pid} ({', '.join(told)}){since}"

    @property
    def end(self) -> str:
        """How it is ended."""
        return f"SELECT pg_terminate_backend({self.pid})"


def holders(target: Target, waiting: int = 0) -> list[Holder]:
    """Who holds the lock of a run, and for whom the process ``waiting`` waits; the oldest first.

    Empty where nobody does, or the database does not say.
    """
    key = (ADVISORY_LOCK >> 32, ADVISORY_LOCK & 0xFFFF_FFFF)
    with (
        suppress(DatabaseError, psycopg.Error),
        closing(target.connect(connect_timeout=_CONNECT)) as connection,
    ):
        return [Holder(*row) for row in connection.execute(_HOLDERS, [*key, waiting])]
    return []
