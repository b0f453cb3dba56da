"""What hangs on a spec, and its deletion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from psycopg.sql import SQL

from sync.database.errors import DatabaseError
from sync.database.notices import NOTICES, notice
from sync.database.rows import TABLES
from sync.database.session import Session
from sync.model.catalog import Catalog, Notice, SpecId

_SPECS, _TAGS, _IMPLEMENTATIONS = TABLES["spec"], TABLES["tag"], TABLES["implementation"]


class QueueEntry(NamedTuple):
    """An entry of the promotion queue, which goes with its spec."""

    id: str
    spec_id: SpecId
    platform: str | None
    status: str | None


class Hanging(NamedTuple):
    """Specs and what hangs on them.

    ``catalog`` holds specs, tags and implementations, which go, and ``queue``
    does, too. ``usage`` counts the rows by spec that stay and lose their spec,
    ``reviews`` those that stay as they are. ``known`` are the ids of all specs,
    ``notices`` the changes that others have yet to be told of, from the oldest on.
    """

    catalog: Catalog
    queue: tuple[QueueEntry, ...]
    usage: dict[SpecId, int]
    reviews: dict[SpecId, int]
    known: frozenset[SpecId]
    notices: tuple[Notice, ...]


def read_hanging(session: Session, spec_ids: Sequence[SpecId], *, locked: bool) -> Hanging:
    """Begin a transaction and read what hangs on the specs, in one round trip.

    With ``locked`` the advisory lock is taken first, as a run does, and the
    specs are locked: until the transaction ends, nobody hangs more on them.
    Without it the transaction is read-only.

    Raises:
        SchemaError: the schema is not at :data:`SCHEMA_REVISION`.
    """
    ids = [list(spec_ids)]
    with session.opening(for_update=locked):
        if locked:
            session.execute("SELECT FROM specs WHERE id = ANY(%s) ORDER BY id FOR UPDATE", ids)
        known = session.execute("SELECT id FROM specs")
        specs = session.execute(_SPECS.select + SQL(" WHERE id = ANY(%s) ORDER BY id"), ids)
        tags = session.execute(
            _TAGS.select + SQL(" WHERE spec_id = ANY(%s) ORDER BY spec_id, tag"), ids
        )
        implementations = session.execute(
            _IMPLEMENTATIONS.select
            + SQL(" WHERE spec_id = ANY(%s) ORDER BY spec_id, library_id, variant"),
            ids,
        )
        queue = session.execute(
            "SELECT id::text, spec_id, platform, status FROM promotion_queue"
            " WHERE spec_id = ANY(%s) ORDER BY spec_id, created_at, id",
            ids,
        )
        usage = session.execute(
            "SELECT spec_id, count(*) FROM plot_usage WHERE spec_id = ANY(%s) GROUP BY spec_id",
            ids,
        )
        reviews = session.execute(
            "SELECT spec_id, count(*) FROM quality_reviews WHERE spec_id = ANY(%s)"
            " GROUP BY spec_id",
            ids,
        )
        notices = session.execute(NOTICES)
    catalog = Catalog(
        specs={row[0]: row for row in map(_SPECS.read, specs.fetchall())},
        tags={row[:2]: row for row in map(_TAGS.read, tags.fetchall())},
        implementations={
            row[:3]: row for row in map(_IMPLEMENTATIONS.read, implementations.fetchall())
        },
    )
    return Hanging(
        catalog,
        tuple(QueueEntry._make(row) for row in queue.fetchall()),
        dict(usage.fetchall()),
        dict(reviews.fetchall()),
        frozenset(row[0] for row in known.fetchall()),
        tuple(map(notice, notices.fetchall()[0][0] or ())),
    )


def delete_specs(session: Session, spec_ids: Sequence[SpecId]) -> None:
    """Delete the specs inside the session's transaction; foreign keys take what hangs on them.

    Raises:
        DatabaseError: one of them is gone, or stays.
    """
    done = session.execute("DELETE FROM specs WHERE id = ANY(%s)", [list(spec_ids)])
    if done.rowcount != len(set(spec_ids)):
        raise DatabaseError(
            f"{done.rowcount} of {len(set(spec_ids))} specs could be deleted", "run it again"
        )
