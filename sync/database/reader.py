"""Reads the actual state: a fixed number of statements, sent in one round trip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import psycopg

from sync.catalog import Catalog, Mark
from sync.database.rows import TABLES
from sync.database.session import Session, check_revision
from sync.reconcile.plan import Kind

_VERSION = "SELECT version_num FROM alembic_version"
_VERSION_AND_MARKS = (
    "SELECT version_num, source, repository, rules, seen_until, etag, ignored"
    " FROM alembic_version LEFT JOIN sync_marks ON true"
)


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
    with session.pipeline():
        session.begin(for_update=for_update)
        revision = session.execute(_VERSION_AND_MARKS if reviews else _VERSION)
        rows = {kind: session.execute(TABLES[kind].select) for kind in kinds}
    found = revision.fetchall()
    check_revision([row[0] for row in found])
    catalog = Catalog(
        libraries={row[0]: row for row in _read(rows, "library")},
        specs={row[0]: row for row in _read(rows, "spec")},
        tags={row[:2]: row for row in _read(rows, "tag")},
        implementations={row[:3]: row for row in _read(rows, "implementation")},
        reviews={row[:2]: row for row in _read(rows, "review")} if reviews else {},
    )
    return Stored(
        catalog, {row[1]: Mark._make(row[1:]) for row in found if len(row) > 1 and row[1]}
    )


def _read(rows: Mapping[Kind, psycopg.Cursor[Any]], kind: Kind) -> Iterator[Any]:
    return map(TABLES[kind].read, rows[kind].fetchall())
