"""The promotion queue as values: entries, what a post needs, and what there is to say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

POSTS_A_DAY = 2
"""Posts per platform and UTC day (schema document, Queue Logic)."""
ATTEMPTS = 3
"""Times that an entry is handed out before it counts as failed (contract, section 5)."""
LEASE = timedelta(minutes=60)
"""How long a poster may take before somebody else gets the entry."""

EntryStatus = Literal["queued", "posted", "failed"]
STATUSES: tuple[EntryStatus, ...] = ("queued", "posted", "failed")


class Entry(NamedTuple):
    """A row of ``promotion_queue``. Times are UTC without a zone.

    ``attempt_count`` is how often it was handed out, ``error`` what the last
    attempt that failed said.
    """

    id: UUID
    spec_id: str
    platform: str | None
    priority: str | None
    quality_score: float | None
    preview_url: str | None
    status: str | None
    attempt_count: int
    created_at: datetime | None
    handed_out_at: datetime | None
    leased_until: datetime | None
    posted_at: datetime | None
    failed_at: datetime | None
    error: str | None


class Shown(NamedTuple):
    """The implementation that a post shows: the best that its spec has, tested ones first."""

    library_id: str
    library_name: str
    documentation_url: str | None
    variant: str
    plot_function: str
    file_path: str
    source_hash: str | None
    python_version: str | None
    tested: bool
    quality_score: float | None
    preview_url: str | None
    review_url: str | None


class Handing(NamedTuple):
    """When an entry was handed out, and for how long."""

    handed_out_at: datetime | None = None
    leased_until: datetime | None = None


class Item(NamedTuple):
    """An entry that was handed out, with all that a post needs.

    ``was`` is the handing out before this one, which is restored when nobody gets the entry.
    """

    entry: Entry
    title: str
    description: str | None
    tags: tuple[str, ...]
    implementation: Shown | None
    was: Handing = Handing()

    @property
    def preview_url(self) -> str | None:
        """The picture: that of the implementation as it is now, else the entry's own."""
        shown = self.implementation
        return (shown and shown.preview_url) or self.entry.preview_url


class HandedOut(NamedTuple):
    """The next item, or the reason why there is none."""

    item: Item | None
    reason: str | None = None


class Listing(NamedTuple):
    """Entries of the queue, and how many there are by platform and status."""

    entries: tuple[Entry, ...]
    totals: Mapping[str, Mapping[str, int]]
