"""Writes a plan: COPY and one set-based statement per table and action.

The number of statements depends on which tables and actions a plan touches,
never on the number of rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from psycopg.sql import SQL, Composed, Identifier

from sync.database.errors import DatabaseError
from sync.database.notices import PAYLOAD, untold
from sync.database.rows import TABLES, Table
from sync.database.session import Session
from sync.ledger import ledger
from sync.model import escaping
from sync.model.catalog import Mark, Notice, Promotion
from sync.reconcile.plan import Change, Plan, Row, RowKind

CHANNEL = "pyplots_catalog"


class RunRecord(NamedTuple):
    """What ``sync_runs`` keeps of a run. ``seconds`` is how long it took so far.

    ``committed_at`` is when the commit was made, in UTC without a zone,
    ``settings`` are those that decide trust, and ``to`` are those that are to be
    told of a change.
    """

    trigger: str
    commit: str | None
    mode: str
    status: str
    counts: Mapping[RowKind, Mapping[str, int]]
    seconds: float
    error: str | None = None
    committed_at: datetime | None = None
    settings: Mapping[str, Any] | None = None
    to: tuple[str, ...] = ()


class Recorded(NamedTuple):
    """A run that is committed: its id, and what others are to be told of it, if anything."""

    run: int
    notice: Notice | None


def apply(session: Session, plan: Plan) -> None:
    """Make the database match ``plan``, inside the session's transaction.

    Raises:
        DatabaseError: a row was changed by somebody else while the run looked at it.
    """
    for kind in reversed(TABLES):
        _delete(session, TABLES[kind], plan.of(kind, "delete"))
    for kind, table in TABLES.items():
        created = plan.of(kind, "create")
        changed = plan.of(kind, "update", "deactivate", "reactivate")
        if kind == "tag":
            # other programs write tags too: what they add meanwhile must not stop the run;
            # to a spec that only this transaction can see, they cannot add any
            new_specs = {change.key for change in plan.of("spec", "create")}
            _insert(session, table, [c for c in created if c.spec_id in new_specs])
            _upsert(session, table, [c for c in created if c.spec_id not in new_specs] + changed)
        elif kind == "promotion":
            _insert(session, table, created)
            _raise(session, changed)
        else:
            _insert(session, table, created)
            _update(session, table, changed)


def record(
    session: Session, run: RunRecord, plan: Plan | None, marks: Sequence[Mark] = ()
) -> Recorded:
    """Write the run's own row, notify the listeners when ``plan`` changed something, and commit.

    ``marks`` say how far the sources were read for ``plan``.

    Raises:
        CommitLostError: the answer to COMMIT got lost, and it is committed or nobody knows.
    """
    changes = len(plan.changes) if plan is not None else 0
    changed = changes > 0
    spec_ids = plan.spec_ids if plan is not None else []
    error = None if run.error is None else escaping.lines(run.error)
    values = [
        *(run.trigger, run.commit, run.mode, run.status, json.dumps(run.counts), error),
        None if run.settings is None else json.dumps(run.settings),
        untold(spec_ids, run.to) if changed else None,
        run.committed_at,
    ]
    columns = [[getattr(mark, name) for mark in marks] for name in Mark._fields]
    what = f"{changes:,} change{'s' * (changes != 1)}" if changed else None
    with session.committing(what), session.pipeline():
        written = session.execute(
            "WITH run AS ("
            " INSERT INTO sync_runs"
            " (trigger, commit, mode, status, counts, error, settings, untold,"
            " committed_at, started_at, finished_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s,"
            # a commit from the future must not make all that follow it look old
            " least(%s::timestamp, clock_timestamp()::timestamp),"
            " clock_timestamp() - make_interval(secs => %s), clock_timestamp())"
            " RETURNING id, commit"
            "), marked AS ("
            " INSERT INTO sync_marks (source, repository, rules, seen_until, etag, ignored)"
            " SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamp[], %s::text[],"
            " %s::text[])"
            " ON CONFLICT (source) DO UPDATE SET repository = EXCLUDED.repository,"
            " rules = EXCLUDED.rules, seen_until = EXCLUDED.seen_until, etag = EXCLUDED.etag,"
            " ignored = EXCLUDED.ignored"
            " WHERE sync_marks IS DISTINCT FROM EXCLUDED"
            f"), message AS (SELECT {PAYLOAD} AS payload"
            " FROM run, CAST(%s AS json) AS specs WHERE %s"
            ") SELECT id, payload, CASE WHEN payload IS NOT NULL THEN pg_notify(%s, payload) END"
            " FROM run LEFT JOIN message ON true",
            [*values, run.seconds, *columns, json.dumps(spec_ids), changed, CHANNEL],
        )
        if changed:
            ledger.heed()
        session.execute("COMMIT")
    row = written.fetchone()
    assert row is not None
    number, payload = int(row[0]), row[1]
    told = Notice(number, payload, tuple(spec_ids), run.to) if payload and run.to else None
    return Recorded(number, told)


def _insert(session: Session, table: Table, changes: list[Change]) -> None:
    if changes:
        _copy(session, Identifier(table.name), table, changes)


def _update(session: Session, table: Table, changes: list[Change]) -> None:
    if not changes:
        return
    _stage(session, table, changes)
    # a column that no change moves is nobody's business here
    moved = [
        name
        for name in table.values
        if any(getattr(c.before, name) != getattr(c.after, name) for c in changes)
    ]
    values = [SQL("{0} = staged.{0}").format(Identifier(name)) for name in moved]
    if table.stamped:
        values.append(SQL("{} = now()").format(Identifier("updated_at")))
    done = session.execute(
        SQL("UPDATE {} AS stored SET {} FROM {} AS staged WHERE {}").format(
            Identifier(table.name),
            SQL(", ").join(values),
            _staged(table),
            _same_key(table, "staged"),
        )
    )
    if done.rowcount != len(changes):
        raise DatabaseError(
            f"{len(changes) - done.rowcount} rows of {table.name} went away during the run",
            "run it again",
        )


def _upsert(session: Session, table: Table, changes: list[Change]) -> None:
    if not changes:
        return
    _stage(session, table, changes)
    values = [SQL("{0} = EXCLUDED.{0}").format(Identifier(name)) for name in table.values]
    session.execute(
        SQL("INSERT INTO {0} ({1}) SELECT {1} FROM {2} ON CONFLICT ({3}) DO UPDATE SET {4}").format(
            Identifier(table.name),
            _names(table.columns),
            _staged(table),
            _names(table.key),
            SQL(", ").join(values),
        )
    )


def _raise(session: Session, changes: list[Change]) -> None:
    """Update entries of the promotion queue, but for those that were handed out meanwhile."""
    if not changes:
        return
    rows = [cast("Promotion", change.after) for change in changes]
    session.execute(
        "UPDATE promotion_queue AS stored SET priority = wanted.priority,"
        " quality_score = wanted.quality_score, preview_url = wanted.preview_url"
        " FROM unnest(%s::text[], %s::text[], %s::text[], %s::float[], %s::text[])"
        " AS wanted (spec_id, platform, priority, quality_score, preview_url)"
        " WHERE stored.spec_id = wanted.spec_id AND stored.platform = wanted.platform"
        " AND stored.status = 'queued' AND coalesce(stored.attempt_count, 0) = 0",
        [[getattr(row, name) for row in rows] for name in Promotion._fields],
    )


def _delete(session: Session, table: Table, changes: list[Change]) -> None:
    if not changes:
        return
    rows = [change.before for change in changes]
    session.execute(
        SQL("DELETE FROM {} AS stored USING unnest({}) AS gone ({}) WHERE {}").format(
            Identifier(table.name),
            SQL(", ").join([SQL("%s::{}[]").format(SQL(table.key_type))] * len(table.key)),
            _names(table.key),
            _same_key(table, "gone"),
        ),
        [[getattr(row, column) for row in rows] for column in table.key],
    )


def _stage(session: Session, table: Table, changes: list[Change]) -> None:
    session.execute(
        SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
            _staged(table), _names(table.columns), Identifier(table.name)
        )
    )
    _copy(session, _staged(table), table, changes)


def _staged(table: Table) -> Identifier:
    # the temporary schema comes last where names are looked up
    return Identifier("pg_temp", table.staged)


def _copy(session: Session, into: Identifier, table: Table, changes: list[Change]) -> None:
    session.copy(
        SQL("COPY {} ({}) FROM STDIN").format(into, _names(table.columns)),
        (_storable(change.after) for change in changes if change.after is not None),
    )


def _storable(row: Row) -> Sequence[Any]:
    # psycopg takes a list for an array, and a tuple for a composite; most rows have neither
    if tuple not in map(type, row):
        return row
    return [list(value) if isinstance(value, tuple) else value for value in row]


def _names(columns: Iterable[str]) -> Composed:
    return SQL(", ").join(map(Identifier, columns))


def _same_key(table: Table, other: str) -> Composed:
    pairs = [
        SQL("stored.{0} = {1}.{0}").format(Identifier(name), Identifier(other))
        for name in table.key
    ]
    return SQL(" AND ").join(pairs)
