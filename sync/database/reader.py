"""Reads the actual state: a fixed number of statements, sent in one round trip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import psycopg

from sync.catalog import Catalog, Mark
from sync.database.rows import TABLES
from sync.database.session import Session
from sync.reconcile.plan import Kind

_MARKS = "SELECT source, repository, rules, seen_until, etag FROM sync_marks"


class Stored(NamedTuple):
    """What the database holds: the rows, and by source how far its listings were read."""

    catalog: Catalog
    marks: dict[str, Mark]


def read_catalog(session: Session, *, for_update: bool, reviews: bool = False) -> Stored:
    """Begin a transaction and read all rows that the sync owns.

    Reviews and marks are read where ``reviews`` asks for them.

    With ``for_update`` the advisory lock is taken first; without it the
    transaction is read-only.

    Raises:
        SchemaError: the schema is not at :data:`SCHEMA_REVISION`.
    """
    kinds: list[Kind] = ["library", "spec", "tag", "implementation"]
    if reviews:
        kinds.append("review")
    with session.opening(for_update=for_update):
        marks = session.execute(_MARKS) if reviews else None
        rows = {kind: session.execute(TABLES[kind].select) for kind in kinds}
    catalog = Catalog(
        libraries={row[0]: row for row in _read(rows, "library")},
        specs={row[0]: row for row in _read(rows, "spec")},
        tags={row[:2]: row for row in _read(rows, "tag")},
        implementations={row[:3]: row for row in _read(rows, "implementation")},
        reviews={row[:2]: row for row in _read(rows, "review")} if reviews else {},
    )
    found = map(Mark._make, marks.fetchall() if marks else ())
    return Stored(catalog, {mark.source: mark for mark in found})


def _read(rows: Mapping[Kind, psycopg.Cursor[Any]], kind: Kind) -> Iterator[Any]:
    return map(TABLES[kind].read, rows[kind].fetchall())
