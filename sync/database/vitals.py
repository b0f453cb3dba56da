"""Reads how the database is: a fixed number of statements, each of which may be refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from sync.database.revision import SCHEMA_REVISION
from sync.database.schema import REVISION, check_tables
from sync.database.session import Session
from sync.model.catalog import Implementation, ImplementationKey


@dataclass(frozen=True, slots=True)
class Unseen:
    """A figure that could not be read, and PostgreSQL's word for why."""

    why: str


class Server(NamedTuple):
    """Connections in use and allowed, and the size of this database in bytes."""

    used: int
    allowed: int
    size: int


class Run(NamedTuple):
    """The newest row of ``sync_runs`` but for purges, and when the newest good one ended.

    ``finished`` is in seconds since 1970, the ages are in seconds; all None without such a row.
    """

    status: str | None
    error: str | None
    finished: float | None
    age: float | None
    good_age: float | None


class Implementations(NamedTuple):
    """How many there are, and how many of them lack what."""

    total: int
    without_score: int
    without_preview: int
    changed_since_review: int
    """Their code is another than the one that the score was given to."""


class Query(NamedTuple):
    """A query of ``pg_stat_statements``. Its text stays there; ``mean`` is in seconds."""

    id: int
    calls: int
    mean: float


class Slow(NamedTuple):
    """Queries that take too long on average: how many, and the slowest of them."""

    found: int
    slowest: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Vitals:
    """What was read. ``slow`` is None where ``pg_stat_statements`` is not installed."""

    revision: str | Unseen | None
    server: Server | Unseen
    run: Run | Unseen
    implementations: Implementations | Unseen
    queue: dict[str, int] | Unseen
    usage_age: float | Unseen | None
    slow: Slow | Unseen | None


def read_vitals(session: Session, slow: float = 1.0) -> Vitals:
    """Everything that this role may see; nothing is changed, and no advisory lock is taken.

    One that is refused takes no other with it. The transaction is left open.

    Args:
        session: not in a transaction.
        slow: seconds that a query may take on average.

    Raises:
        psycopg.OperationalError: the connection broke.
    """
    session.begin(for_update=False)
    server = _rows(
        session,
        # pg_stat_activity hides from others what kind a backend is; this counts for everybody
        "SELECT (SELECT sum(numbackends)::int FROM pg_stat_database),"
        " current_setting('max_connections')::int"
        " - current_setting('superuser_reserved_connections')::int"
        " - coalesce(current_setting('reserved_connections', true)::int, 0),"
        " pg_database_size(current_database())",
    )
    run = _rows(
        session,
        "SELECT last.status, last.error, extract(epoch FROM last.finished_at)::float8,"
        " extract(epoch FROM clock_timestamp()::timestamp - last.finished_at)::float8,"
        " extract(epoch FROM clock_timestamp()::timestamp - good.finished_at)::float8"
        " FROM (VALUES (1)) AS one"
        " LEFT JOIN LATERAL (SELECT * FROM sync_runs WHERE mode <> 'purge'"
        " ORDER BY started_at DESC, id DESC LIMIT 1) AS last ON true"
        " LEFT JOIN LATERAL (SELECT finished_at FROM sync_runs"
        " WHERE mode <> 'purge' AND status IN ('ok', 'held-back')"
        " ORDER BY started_at DESC, id DESC LIMIT 1) AS good ON true",
    )
    implementations = _rows(
        session,
        "SELECT count(*), count(*) FILTER (WHERE quality_score IS NULL),"
        " count(*) FILTER (WHERE preview_url IS NULL),"
        " count(*) FILTER (WHERE quality_score IS NOT NULL AND scored_hash <> source_hash)"
        " FROM implementations",
    )
    queue = _rows(
        session, "SELECT coalesce(status, 'queued'), count(*) FROM promotion_queue GROUP BY 1"
    )
    usage = _rows(
        session,
        "SELECT extract(epoch FROM clock_timestamp()::timestamp - min(created_at))::float8"
        " FROM plot_usage",
    )
    return Vitals(
        revision=_revision(session),
        server=server if isinstance(server, Unseen) else Server(*server[0]),
        run=run if isinstance(run, Unseen) else Run(*run[0]),
        implementations=implementations
        if isinstance(implementations, Unseen)
        else Implementations(*implementations[0]),
        queue=queue if isinstance(queue, Unseen) else {row[0]: row[1] for row in queue},
        usage_age=usage if isinstance(usage, Unseen) else usage[0][0],
        slow=_slow(session, slow),
    )


def read_paths(session: Session) -> dict[ImplementationKey, Implementation] | Unseen:
    """Every implementation with no more than its key, plot function and path."""
    rows = _rows(
        session,
        "SELECT spec_id, library_id, variant, plot_function, file_path FROM implementations",
    )
    if isinstance(rows, Unseen):
        return rows
    return {row[:3]: Implementation(*row) for row in rows}


def _revision(session: Session) -> str | Unseen | None:
    """The schema's revision, None for a database without a schema.

    Raises:
        SchemaError: the tables are another program's.
    """
    try:
        if session.attempt(REVISION) == [(SCHEMA_REVISION,)]:
            return SCHEMA_REVISION
    except psycopg.errors.UndefinedTable:
        pass
    except psycopg.Error as error:
        return _unseen(error)
    try:
        return check_tables(lambda statement, values: session.attempt(statement, values or None))
    except psycopg.Error as error:
        return _unseen(error)


def _slow(session: Session, seconds: float) -> Slow | Unseen | None:
    schema = _rows(
        session,
        "SELECT nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace"
        " WHERE extname = 'pg_stat_statements'",
    )
    if isinstance(schema, Unseen) or not schema:
        return schema if isinstance(schema, Unseen) else None
    rows = _rows(
        session,
        SQL(
            "SELECT count(*) OVER (), queryid, calls, mean_exec_time FROM {}.pg_stat_statements"
            " JOIN pg_database d ON d.oid = dbid AND d.datname = current_database()"
            # a backup or an index takes its time: what readers and runs wait for are queries
            " WHERE query ~* '^\\s*(select|insert|update|delete|merge|with)\\M'"
            " AND mean_exec_time > %s ORDER BY mean_exec_time DESC, queryid LIMIT 5"
        ).format(Identifier(schema[0][0])),
        [seconds * 1000],
    )
    if isinstance(rows, Unseen):
        return rows
    slowest = tuple(Query(row[1], row[2], row[3] / 1000) for row in rows)
    return Slow(rows[0][0] if rows else 0, slowest)


def _rows(
    session: Session, statement: LiteralString | Composed, values: list[float] | None = None
) -> list[Any] | Unseen:
    try:
        return session.attempt(statement, values)
    except psycopg.Error as error:
        return _unseen(error)


def _unseen(error: psycopg.Error) -> Unseen:
    # without a state it is no refusal: the connection itself broke
    if error.sqlstate is None:
        raise error
    return Unseen(error.diag.message_primary or type(error).__name__)
