"""Which previews the rows name."""

from __future__ import annotations

from sync.database.session import Session


def named_previews(session: Session, *, locked: bool) -> set[str]:
    """Begin a transaction and read every preview URL that a row names, in one round trip.

    With ``locked`` the advisory lock is taken first, as a run does: until the
    transaction ends no run names another. Without it the transaction is read-only.

    Raises:
        SchemaError: the schema is not at :data:`SCHEMA_REVISION`.
    """
    with session.opening(for_update=locked):
        named = session.execute(
            "SELECT preview_url FROM implementations WHERE preview_url IS NOT NULL"
            " UNION SELECT preview_url FROM promotion_queue WHERE preview_url IS NOT NULL"
        )
    return {row[0] for row in named.fetchall()}
