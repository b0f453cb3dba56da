"""Reads all that a site shows: a fixed number of statements, one state of the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sync.database.queue import ask_entries
from sync.database.reader import read_catalog
from sync.database.session import Session
from sync.model.catalog import Catalog
from sync.model.queue import Listing

RUNS = 50
"""Runs that are read, the newest of all."""
ENTRIES = 50
"""Entries of the promotion queue that are read."""


class Run(NamedTuple):
    """A row of ``sync_runs``. Times are UTC without a zone.

    ``counts`` is what stands there: a number of rows by kind and action, unless
    somebody wrote something else.
    """

    id: int
    started_at: datetime
    finished_at: datetime
    trigger: str
    commit: str | None
    mode: str
    status: str
    counts: Mapping[str, Any]
    error: str | None


class Survey(NamedTuple):
    """What the database holds, and what has become of it lately.

    ``commit`` is the one that the last good run brought the rows to.
    """

    catalog: Catalog
    commit: str | None
    runs: tuple[Run, ...]
    queue: Listing


def read_survey(session: Session) -> Survey:
    """Everything, in a read-only transaction that is left open.

    Raises:
        SchemaError: the schema is not the one that is needed.
        DatabaseError: the server refuses something.
    """
    stored = read_catalog(session, for_update=False, reviews=True)
    with session.pipeline():
        runs = session.execute(
            "SELECT id, started_at, finished_at, trigger, commit, mode, status, counts, error"
            " FROM sync_runs ORDER BY id DESC LIMIT %s",
            [RUNS],
        )
        queue = ask_entries(session, limit=ENTRIES)
    return Survey(
        stored.catalog, stored.last.commit, tuple(map(Run._make, runs.fetchall())), queue()
    )
