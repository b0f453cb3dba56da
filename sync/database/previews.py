"""Which previews the rows name, and whether what the rows say can be relied on."""

from __future__ import annotations

from typing import NamedTuple

from sync.database.session import Session

_NAMING = ("implementations", "promotion_queue")
"""The tables whose rows name previews; without rows of the first, nothing does."""


class Named(NamedTuple):
    """Every preview URL that a row names, and the ``reasons`` not to rely on it.

    A reason is a sentence: without implementations, or with rows that may be hidden,
    that no row names a preview says nothing (contract, section 4).
    """

    urls: frozenset[str]
    reasons: tuple[str, ...]


def named_previews(session: Session, *, locked: bool, partly: bool) -> Named:
    """Begin a transaction and read every preview URL that a row names.

    With ``locked`` the advisory lock is taken first, as a run does: until the
    transaction ends no run names another. Without it the transaction is read-only.

    Row-level security that applies to the role is a reason. What it leaves is
    read with ``partly`` alone: without, there is no URL in the answer.

    Raises:
        SchemaError: the schema is not at :data:`SCHEMA_REVISION`.
        InsufficientPrivilege: a row was hidden after all, without ``partly``.
    """
    with session.opening(for_update=locked):
        # a policy then is an error, and never an answer that lacks rows
        session.execute("SET LOCAL row_security = off")
        found = session.execute(
            "SELECT name FROM unnest(%s::text[]) AS name"
            " WHERE row_security_active(name) ORDER BY 1",
            [list(_NAMING)],
        )
    hidden = [row[0] for row in found.fetchall()]
    reasons = [f"row-level security may hide rows of {name} from this role" for name in hidden]
    if hidden and not partly:
        return Named(frozenset(), tuple(reasons))
    with session.pipeline():
        if hidden:
            session.execute("SET LOCAL row_security = on")
        some = session.execute("SELECT EXISTS (SELECT FROM implementations)")
        named = session.execute(
            "SELECT preview_url FROM implementations WHERE preview_url IS NOT NULL"
            " UNION SELECT preview_url FROM promotion_queue WHERE preview_url IS NOT NULL"
        )
    ((has_implementations,),) = some.fetchall()
    if not has_implementations and _NAMING[0] not in hidden:
        reasons.append("the database has no implementation, so nothing says which previews count")
    return Named(frozenset(row[0] for row in named.fetchall()), tuple(reasons))
