"""Reads the actual state: a fixed number of statements, sent in one round trip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import psycopg

from sync.database.notices import NOTICES, notice
from sync.database.rows import TABLES
from sync.database.session import Session
from sync.model.catalog import Catalog, LastRun, Mark
from sync.model.stored import Stored
from sync.reconcile.plan import RowKind

_STATE = (
    "SELECT last.commit, committed_at, settings, last.id, notices,"
    " source, repository, rules, seen_until, etag, ignored"
    " FROM (VALUES (1)) AS one LEFT JOIN sync_marks ON true"
    " LEFT JOIN LATERAL (SELECT commit, committed_at, settings, id FROM sync_runs"
    " WHERE mode IN ('run', 'resync') AND status IN ('ok', 'held-back')"
    " ORDER BY id DESC LIMIT 1) AS last ON true"
    f" LEFT JOIN LATERAL ({NOTICES}) AS untold ON true"
)


def read_catalog(session: Session, *, for_update: bool, reviews: bool = False) -> Stored:
    """Begin a transaction and read all rows that the sync owns.

    Reviews are read where ``reviews`` asks for them.

    With ``for_update`` the advisory lock is taken first; without it the
    transaction is read-only.

    Raises:
        SchemaError: the schema is not at :data:`SCHEMA_REVISION`.
    """
    kinds: list[RowKind] = ["library", "spec", "tag", "implementation"]
    if reviews:
        kinds.append("review")
    with session.opening(for_update=for_update):
        state = session.execute(_STATE)
        rows = {kind: session.execute(TABLES[kind].select) for kind in kinds}
    found = state.fetchall()
    catalog = Catalog(
        libraries={row[0]: row for row in _read(rows, "library")},
        specs={row[0]: row for row in _read(rows, "spec")},
        tags={row[:2]: row for row in _read(rows, "tag")},
        implementations={row[:3]: row for row in _read(rows, "implementation")},
        reviews={row[:2]: row for row in _read(rows, "review")} if reviews else {},
    )
    return Stored(
        catalog,
        {row[5]: Mark._make(row[5:]) for row in found if row[5] is not None},
        LastRun._make(found[0][:4]),
        tuple(map(notice, found[0][4] or ())),
    )


def _read(rows: Mapping[RowKind, psycopg.Cursor[Any]], kind: RowKind) -> Iterator[Any]:
    return map(TABLES[kind].read, rows[kind].fetchall())
