"""The promotion queue: what a run asks of it, and what its posters do.

Posters, on the command line or in the API, get an entry with
:func:`hand_out` and tell with :func:`mark_posted` or :func:`mark_failed` what
became of it::

    with open_session(target, settings) as session:
        item, reason = hand_out(session, "twitter")

Days are UTC days. ``now`` is for those who have a clock of their own; without
it the database's clock counts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg

from sync.database.errors import QueueEntryError
from sync.database.session import Session
from sync.ledger import ledger
from sync.model.catalog import Promoted, Promotion, PromotionKey
from sync.model.queue import (
    ATTEMPTS,
    LEASE,
    POSTS_A_DAY,
    Entry,
    HandedOut,
    Handing,
    Item,
    Listing,
    Shown,
)

if TYPE_CHECKING:
    from uuid import UUID

_LOCK = 0x7175_6575
"""The first half of an advisory lock; the second is the platform's hash."""

_ENTRY = (
    "id, spec_id, platform, priority, quality_score, preview_url, status,"
    " coalesce(attempt_count, 0) AS attempt_count, created_at, handed_out_at, leased_until,"
    " posted_at, failed_at, error"
)
_NOW = "coalesce(%s::timestamp, timezone('UTC', clock_timestamp()))"
_TURN = (
    " CASE q.priority WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END,"
    " q.quality_score DESC NULLS LAST, q.created_at, q.spec_id, q.id"
)
"""The order of the schema document, Queue Logic; those without a score come last."""

_GIVE_UP = (
    "UPDATE promotion_queue SET status = 'failed', failed_at = coalesce(leased_until, given.now),"
    " leased_until = NULL,"
    " error = CASE WHEN leased_until IS NULL THEN error ELSE 'no result was recorded' END"
    f" FROM (SELECT {_NOW} AS now) AS given"
    " WHERE platform = %s AND status = 'queued' AND coalesce(attempt_count, 0) >= %s"
    " AND (leased_until IS NULL OR leased_until <= given.now)"
)
"""Entries whose last lease ran out are failed."""

# An entry that is handed out counts towards the day, and so does one that was handed out the
# day before and is still out: it may be posted today. A spec that is switched off, or that the
# reviews reject by now, is passed over until that changes.
_HAND_OUT = (
    f"WITH given AS (SELECT now, date_trunc('day', now) AS today FROM (SELECT {_NOW}) AS t (now)),"
    " entries AS ("
    " SELECT q.id, q.status = 'queued' AS is_open,"
    " coalesce(q.handed_out_at >= today, false) AS is_of_today,"
    " coalesce(q.status = 'queued' AND q.leased_until > now, false) AS is_out,"
    " coalesce(q.posted_at >= today, false) AS is_posted,"
    " coalesce(q.failed_at >= today, false) AS is_failed"
    " FROM promotion_queue AS q, given WHERE q.platform = %s"
    "), day AS ("
    " SELECT count(*) FILTER (WHERE is_of_today OR is_out OR is_posted) AS used,"
    " count(*) FILTER (WHERE is_open) AS open,"
    " count(*) FILTER (WHERE is_out) AS out,"
    " count(*) FILTER (WHERE is_open AND is_failed) AS failed FROM entries"
    "), chosen AS ("
    " SELECT q.id, q.handed_out_at, q.leased_until"
    " FROM promotion_queue AS q JOIN entries USING (id), day, given"
    " WHERE q.status = 'queued' AND (q.leased_until IS NULL OR q.leased_until <= now)"
    " AND NOT is_failed AND NOT is_posted AND used - is_of_today::int < %s"
    " AND EXISTS (SELECT FROM specs AS s WHERE s.id = q.spec_id AND s.active IS NOT FALSE)"
    " AND (EXISTS (SELECT FROM implementations AS i WHERE i.spec_id = q.spec_id AND i.tested)"
    " OR NOT EXISTS (SELECT FROM implementations AS i"
    " WHERE i.spec_id = q.spec_id AND i.quality_score IS NOT NULL))"
    f" ORDER BY {_TURN} LIMIT 1 FOR UPDATE OF q SKIP LOCKED"
    "), taken AS ("
    " UPDATE promotion_queue AS q SET handed_out_at = now, leased_until = now + %s,"
    " attempt_count = coalesce(q.attempt_count, 0) + 1"
    " FROM chosen, given WHERE q.id = chosen.id RETURNING q.*"
    ") SELECT today, used, open, out, failed, e.*, s.title, s.description, s.tags, i.*,"
    " chosen.handed_out_at, chosen.leased_until"
    f" FROM given CROSS JOIN day LEFT JOIN (SELECT {_ENTRY} FROM taken) AS e ON true"
    " LEFT JOIN specs AS s ON s.id = e.spec_id"
    " LEFT JOIN LATERAL ("
    " SELECT i.library_id, l.name, l.documentation_url, i.variant, i.plot_function, i.file_path,"
    " i.source_hash, i.python_version, coalesce(i.tested, false), i.quality_score, i.preview_url,"
    " i.review_url FROM implementations AS i JOIN libraries AS l ON l.id = i.library_id"
    " WHERE i.spec_id = e.spec_id"
    " ORDER BY coalesce(i.tested, false) DESC, i.quality_score DESC NULLS LAST,"
    ' i.preview_url IS NULL, i.library_id COLLATE "C", i.variant COLLATE "C" LIMIT 1'
    ") AS i ON true"
    " LEFT JOIN chosen ON chosen.id = e.id"
)


def read_queue(
    session: Session, spec_ids: Collection[str], platforms: Collection[str]
) -> dict[PromotionKey, Promoted]:
    """What the queue holds of these specs on these platforms: one statement."""
    found: dict[PromotionKey, Promoted] = {}
    if not spec_ids or not platforms:
        return found
    rows = session.execute(
        "SELECT spec_id, platform, priority, quality_score, preview_url, status, attempt_count"
        " FROM promotion_queue WHERE spec_id = ANY(%s) AND platform = ANY(%s)"
        " ORDER BY created_at, id",
        [list(spec_ids), list(platforms)],
    )
    for *columns, status, attempts in rows.fetchall():
        row = Promotion._make(columns)
        there = found.get(row.key, Promoted())
        if status == "queued" and there.open is None:
            there = there._replace(open=row, is_waiting=not attempts)
        found[row.key] = there._replace(was_posted=there.was_posted or status == "posted")
    return found


def hand_out(
    session: Session,
    platform: str,
    *,
    now: datetime | None = None,
    lease: timedelta = LEASE,
    posts_a_day: int = POSTS_A_DAY,
) -> HandedOut:
    """The next entry to post on ``platform``, which nobody else gets until its lease ends.

    Handing out is an attempt. When the lease ends without a word, the entry
    is there again, and after the third time it is failed: whoever posts does
    so before ``leased_until``, or not at all.

    Raises:
        DatabaseError: the schema is not the one that is needed.
    """
    clock = _utc(now)
    row: tuple[Any, ...] | None = None
    with _transaction(session, lambda: _handed_out(row[5] if row else None)):
        with session.pipeline():
            # posters of one platform take turns, or two would count one post each
            session.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, platform])
            session.execute(_GIVE_UP, [clock, platform, ATTEMPTS])
            answer = session.execute(_HAND_OUT, [clock, platform, posts_a_day, lease])
        row = answer.fetchone()
    assert row is not None
    counts, entry, spec, shown, before = row[:5], row[5:19], row[19:22], row[22:-2], row[-2:]
    if entry[0] is None:
        return HandedOut(None, _reason(platform, posts_a_day, counts))
    return HandedOut(
        Item(
            Entry._make(entry),
            spec[0],
            spec[1],
            tuple(spec[2] or ()),
            Shown._make(shown) if shown[0] is not None else None,
            Handing._make(before),
        )
    )


def give_back(session: Session, item: Item) -> bool:
    """Undo :func:`hand_out`: nobody has seen ``item``, so its attempt does not count.

    Returns whether it was given back: what somebody else got or told of meanwhile stays theirs.

    Raises:
        DatabaseError: the schema is not the one that is needed.
    """
    entry, was = item.entry, item.was
    with _transaction(session, lambda: None):
        done = session.execute(
            "UPDATE promotion_queue SET attempt_count = attempt_count - 1, handed_out_at = %s,"
            " leased_until = %s WHERE id = %s AND status = 'queued' AND attempt_count = %s"
            " AND handed_out_at = %s AND leased_until = %s",
            [*was, entry.id, entry.attempt_count, entry.handed_out_at, entry.leased_until],
        )
    if done.rowcount:
        ledger.take_back(_handed_out(entry.id) or "")
    return bool(done.rowcount)


def _handed_out(entry_id: UUID | None) -> str | None:
    return None if entry_id is None else f"entry {entry_id} handed out"


def mark_posted(session: Session, entry_id: UUID, *, now: datetime | None = None) -> Entry:
    """Take down that an entry was posted, in whatever state it was: what was said is said.

    Raises:
        QueueEntryError: there is no such entry, or it was posted before.
        DatabaseError: the schema is not the one that is needed.
    """
    with _transaction(session, lambda: f"entry {entry_id} posted"):
        entry = _locked(session, entry_id)
        if entry.status == "posted":
            raise QueueEntryError(
                f"entry {entry_id} was posted already, at {entry.posted_at}",
                "nothing is to be done",
            )
        return _changed(
            session,
            "UPDATE promotion_queue SET status = 'posted', leased_until = NULL, error = NULL,"
            f" posted_at = {_NOW}, attempt_count = greatest(attempt_count, 1) WHERE id = %s"
            f" RETURNING {_ENTRY}",
            [_utc(now), entry_id],
        )


def mark_failed(
    session: Session, entry_id: UUID, reason: str, *, now: datetime | None = None
) -> Entry:
    """Take down that an attempt failed, and why.

    The entry is tried again on the next UTC day; after the third attempt it
    is failed for good.

    Raises:
        QueueEntryError: there is no such entry, or nobody has it.
        DatabaseError: the schema is not the one that is needed.
    """
    with _transaction(session, lambda: f"entry {entry_id} failed"):
        entry = _locked(session, entry_id)
        if entry.status != "queued":
            raise QueueEntryError(f"entry {entry_id} is {entry.status} already")
        if entry.leased_until is None and entry.attempt_count:
            raise QueueEntryError(
                f"entry {entry_id} is not handed out: its last attempt failed at {entry.failed_at}",
                "ask for it with `pyplots-sync queue next` when its turn has come",
            )
        return _changed(
            session,
            "UPDATE promotion_queue SET leased_until = NULL, error = %s,"
            f" failed_at = {_NOW}, attempt_count = greatest(attempt_count, 1),"
            " status = CASE WHEN attempt_count >= %s THEN 'failed' ELSE 'queued' END"
            f" WHERE id = %s RETURNING {_ENTRY}",
            [reason.replace("\0", ""), _utc(now), ATTEMPTS, entry_id],
        )


def list_entries(
    session: Session,
    *,
    status: str | None = None,
    platform: str | None = None,
    spec_id: str | None = None,
    limit: int = 50,
) -> Listing:
    """The entries that match, those to be handed out first in their order, then the newest.

    The totals count all that match, by platform and status.

    Raises:
        DatabaseError: the schema is not the one that is needed.
    """
    with session.opening(for_update=False):
        answer = ask_entries(session, status, platform, spec_id, limit)
        session.execute("COMMIT")
    return answer()


def ask_entries(
    session: Session,
    status: str | None = None,
    platform: str | None = None,
    spec_id: str | None = None,
    limit: int = 50,
) -> Callable[[], Listing]:
    """As :func:`list_entries`, in the transaction that is open; what is returned is the answer."""
    where = (
        " WHERE (%s::text IS NULL OR status = %s) AND (%s::text IS NULL OR platform = %s)"
        " AND (%s::text IS NULL OR spec_id = %s)"
    )
    values = [status, status, platform, platform, spec_id, spec_id]
    rows = session.execute(
        f"SELECT {_ENTRY} FROM promotion_queue AS q {where}"
        " ORDER BY status = 'queued' DESC NULLS LAST,"
        " CASE WHEN status = 'queued' THEN NULL"
        " ELSE coalesce(posted_at, failed_at, created_at) END DESC NULLS LAST,"
        f" {_TURN} LIMIT %s",
        [*values, limit],
    )
    counts = session.execute(
        f"SELECT platform, status, count(*) FROM promotion_queue {where}"
        " GROUP BY 1, 2 ORDER BY 1, 2",
        values,
    )

    def listing() -> Listing:
        totals: dict[str, dict[str, int]] = {}
        for name, state, count in counts.fetchall():
            totals.setdefault(str(name), {})[str(state)] = count
        return Listing(tuple(map(Entry._make, rows.fetchall())), totals)

    return listing


@contextmanager
def _transaction(session: Session, what: Callable[[], str | None]) -> Iterator[None]:
    """A transaction. ``what`` it has done, asked for at its end, stands in the ledger."""
    try:
        with session.opening(for_update=True, locked=False):
            pass
        yield
        session.commit(what())
    except BaseException:
        with suppress(psycopg.Error):
            session.execute("ROLLBACK")
        raise


def _locked(session: Session, entry_id: UUID) -> Entry:
    row = session.execute(
        f"SELECT {_ENTRY} FROM promotion_queue WHERE id = %s FOR UPDATE", [entry_id]
    ).fetchone()
    if row is None:
        raise QueueEntryError(f"there is no entry {entry_id} in the promotion queue")
    return Entry._make(row)


def _changed(session: Session, statement: LiteralString, values: Sequence[Any]) -> Entry:
    row = session.execute(statement, values).fetchone()
    assert row is not None
    return Entry._make(row)


def _reason(platform: str, posts_a_day: int, counts: tuple[Any, ...]) -> str:
    today, used, waiting, out, failed = counts
    if used >= posts_a_day:
        return (
            f"the limit of {posts_a_day} posts a day on {platform} is reached:"
            f" the next may follow from {today + timedelta(days=1):%Y-%m-%d} (UTC)"
        )
    if not waiting:
        return f"the queue of {platform} is empty"
    parts = [
        (out, "handed out"),
        (failed, "to be tried again tomorrow"),
        (waiting - out - failed, "of specs that are switched off or rejected"),
    ]
    told = ", ".join(f"{count:,} {what}" for count, what in parts if count > 0)
    return f"nothing of {platform} is to be posted now: {told}"


def _utc(time: datetime | None) -> datetime | None:
    """``time`` as the tables have it: UTC without a zone."""
    return time.astimezone(UTC).replace(tzinfo=None) if time and time.tzinfo else time
