"""Which table holds which kind of row: the one bridge between values and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sync.catalog import Implementation, Library, Promotion, Review, Spec, Tag
from sync.reconcile.plan import Kind


@dataclass(frozen=True, slots=True)
class Table:
    """A table, the columns that the sync owns, and the columns that identify a row."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    stamped: bool
    """Whether the table has an ``updated_at`` that moves with its row."""
    key_type: Literal["text", "bigint"] = "text"

    @property
    def values(self) -> tuple[str, ...]:
        """The columns that do not identify a row."""
        return tuple(name for name in self.columns if name not in self.key)

    @property
    def staged(self) -> str:
        """The temporary table that rows go through on their way."""
        return f"staged_{self.name}"


TABLES: dict[Kind, Table] = {
    "library": Table("libraries", Library._fields, ("id",), stamped=False),
    "spec": Table("specs", Spec._fields, ("id",), stamped=True),
    "tag": Table("tags", Tag._fields, ("spec_id", "tag"), stamped=False),
    "implementation": Table(
        "implementations",
        Implementation._fields,
        ("spec_id", "library_id", "variant"),
        stamped=True,
    ),
    "promotion": Table(
        "promotion_queue", Promotion._fields, ("spec_id", "platform"), stamped=False
    ),
    "review": Table(
        "quality_reviews",
        Review._fields,
        ("comment_id", "section"),
        stamped=False,
        key_type="bigint",
    ),
}
"""The tables in the order in which rows are written: no row before the one it refers to."""
