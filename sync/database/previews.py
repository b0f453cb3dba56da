"""Which previews the rows name."""

from __future__ import annotations

from sync.database.revision import SCHEMA_REVISION
from sync.database.session import Session, schema_error
from sync.database.target import ADVISORY_LOCK


def named_previews(session: Session, *, locked: bool) -> set[str]:
    """Begin a transaction and read every preview URL that a row names, in one round trip.

    With ``locked`` the advisory lock is taken first, as a run does: until the
    transaction ends no run names another. Without it the transaction is read-only.

    Raises:
        SchemaError: the schema is not at :data:`SCHEMA_REVISION`.
    """
    with session.pipeline():
        if locked:
            session.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
            session.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        else:
            session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        revision = session.execute("SELECT version_num FROM alembic_version")
        named = session.execute(
            "SELECT preview_url FROM implementations WHERE preview_url IS NOT NULL"
            " UNION SELECT preview_url FROM promotion_queue WHERE preview_url IS NOT NULL"
        )
    found = [row[0] for row in revision.fetchall()]
    if found != [SCHEMA_REVISION]:
        raise schema_error(found[0] if found else None)
    return {row[0] for row in named.fetchall()}
