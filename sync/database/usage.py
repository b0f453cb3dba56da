"""The usage rows: how many are old, and the deletion of those, batch by batch.

Nothing but their age is read. A batch finds its rows by the index on
``created_at`` and deletes them by their place, so that it holds no lock that an
insert could wait for: an insert locks its spec and its library, a delete neither.
"""

from __future__ import annotations

from typing import NamedTuple

from sync.database.session import Session


class OldUsage(NamedTuple):
    """How many rows are older than ``before``, of about how many, and when the oldest was written.

    ``before`` and ``oldest`` are UTC as text: PostgreSQL's times reach further than Python's.
    ``undated`` rows have no time, and so no age.
    """

    before: str
    rows: int
    oldest: str | None
    undated: int


def count_old_usage(session: Session, days: int) -> OldUsage:
    """Count the rows older than ``days`` by the server's clock, in one round trip.

    Raises:
        SchemaError: the schema is not at :data:`SCHEMA_REVISION`.
    """
    with session.opening(for_update=False):
        found = session.execute(
            "WITH line AS (SELECT localtimestamp - make_interval(days => %s) AS before)"
            " SELECT to_json(before) #>> '{}', old.*, undated.* FROM line,"
            " LATERAL (SELECT count(*), to_json(min(created_at)) #>> '{}' FROM plot_usage"
            "  WHERE created_at < before) AS old,"
            " LATERAL (SELECT count(*) FROM plot_usage WHERE created_at IS NULL) AS undated",
            [days],
        )
        session.execute("COMMIT")
    ((before, count, oldest, undated),) = found.fetchall()
    return OldUsage(before, count, oldest, undated)


def delete_old_usage(
    session: Session, before: str, after: str, batch: int
) -> tuple[int, str | None]:
    """Delete up to ``batch`` rows older than ``before``, oldest first, and commit.

    Args:
        session: where.
        before: the end, as :class:`OldUsage` has it.
        after: where the batch before ended; nothing older is looked for, so that no batch
            goes through what the others have left behind.
        batch: rows.

    Returns how many went, and the time of the youngest of them.
    """
    with session.pipeline():
        session.begin(for_update=True, locked=False)
        # without fresh statistics the planner would sort all old rows, for each batch anew
        session.execute(
            "SELECT set_config(name, 'off', true)"
            " FROM unnest(ARRAY['enable_sort', 'enable_bitmapscan', 'enable_seqscan']) AS name"
        )
        gone = session.execute(
            "WITH gone AS ("
            " DELETE FROM plot_usage WHERE created_at < %s::timestamp AND ctid = ANY(ARRAY("
            "  SELECT ctid FROM plot_usage WHERE created_at < %s::timestamp"
            "  AND created_at >= %s::timestamp ORDER BY created_at LIMIT %s))"
            " RETURNING created_at"
            ") SELECT count(*), to_json(max(created_at)) #>> '{}' FROM gone",
            [before, before, after, batch],
        )
    ((count, youngest),) = gone.fetchall()
    session.commit("usage rows deleted" if count else None, count)
    return count, youngest
