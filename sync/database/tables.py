"""The tables, as SQLAlchemy models that the API shares.

Columns, types, defaults, keys and indexes are those of the schema document;
what stands beyond them is in the contract, section 2. Times are UTC without a
zone, as the document has them. ``SCHEMA_REVISION`` is the Alembic revision
that these models describe; a test holds the two together.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Text,
    UniqueConstraint,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP, VARCHAR
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from sync.database.revision import SCHEMA_REVISION

__all__ = [
    "CREATED",
    "EARLIEST",
    "SCHEMA_REVISION",
    "Base",
    "Implementation",
    "Library",
    "PlotUsage",
    "PromotionQueue",
    "QualityReview",
    "Spec",
    "SyncMark",
    "SyncRun",
    "Tag",
]

_NOW = text("now()")
_TRUE = text("true")
_NEW_ID = text("gen_random_uuid()")


class Base(DeclarativeBase):
    """The metadata, with the names that PostgreSQL itself gives to unnamed constraints."""

    metadata = MetaData(
        naming_convention={
            "pk": "%(table_name)s_pkey",
            "fk": "%(table_name)s_%(column_0_name)s_fkey",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
        }
    )
    type_annotation_map = {  # noqa: RUF012
        str: VARCHAR,
        bool: Boolean,
        int: Integer,
        float: Double,
        datetime: TIMESTAMP,
        UUID: PG_UUID(as_uuid=True),
    }


class Spec(Base):
    """A library-agnostic plot specification."""

    __tablename__ = "specs"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    description: Mapped[str | None] = mapped_column(Text)
    data_requirements: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    optional_params: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)
    tags: Mapped[list[str] | None] = mapped_column(ARRAY(VARCHAR), server_default=text("'{}'"))
    created_at: Mapped[datetime | None] = mapped_column(server_default=_NOW)
    updated_at: Mapped[datetime | None] = mapped_column(server_default=_NOW)
    active: Mapped[bool | None] = mapped_column(server_default=_TRUE)
    source_path: Mapped[str | None]
    source_hash: Mapped[str | None]
    content_hash: Mapped[str | None]


EARLIEST = literal_column("'-infinity'::timestamp", TIMESTAMP())
CREATED = func.coalesce(Spec.created_at, EARLIEST)
"""The order of specs that are as good as each other: a spec without a time is the oldest."""
Index("idx_specs_created", CREATED.desc(), Spec.id)


class Library(Base):
    """A plotting library."""

    __tablename__ = "libraries"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    version: Mapped[str | None]
    documentation_url: Mapped[str | None]
    active: Mapped[bool | None] = mapped_column(server_default=_TRUE)
    created_at: Mapped[datetime | None] = mapped_column(server_default=_NOW)


class Implementation(Base):
    """One library's implementation of one spec, in one variant."""

    __tablename__ = "implementations"
    __table_args__ = (
        UniqueConstraint("spec_id", "library_id", "variant"),
        Index("idx_implementations_spec", "spec_id"),
        Index("idx_implementations_library", "library_id"),
        Index(
            "idx_implementations_score",
            "quality_score",
            postgresql_where=text("tested AND quality_score IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=_NEW_ID)
    spec_id: Mapped[str] = mapped_column(ForeignKey("specs.id", ondelete="CASCADE"))
    library_id: Mapped[str] = mapped_column(ForeignKey("libraries.id", ondelete="CASCADE"))
    plot_function: Mapped[str]
    variant: Mapped[str]
    file_path: Mapped[str]
    preview_url: Mapped[str | None]
    python_version: Mapped[str | None] = mapped_column(server_default=text("'3.10+'"))
    tested: Mapped[bool | None] = mapped_column(server_default=text("false"))
    quality_score: Mapped[float | None]
    created_at: Mapped[datetime | None] = mapped_column(server_default=_NOW)
    updated_at: Mapped[datetime | None] = mapped_column(server_default=_NOW)
    source_hash: Mapped[str | None]
    content_hash: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]
    review_url: Mapped[str | None]
    scored_hash: Mapped[str | None]


class Tag(Base):
    """A searchable tag of a spec."""

    __tablename__ = "tags"
    __table_args__ = (
        UniqueConstraint("spec_id", "tag"),
        Index("idx_tags_spec", "spec_id"),
        Index("idx_tags_tag", "tag"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=_NEW_ID)
    spec_id: Mapped[str] = mapped_column(ForeignKey("specs.id", ondelete="CASCADE"))
    tag: Mapped[str]
    confidence: Mapped[float | None] = mapped_column(server_default=text("1.0"))
    created_by: Mapped[str | None] = mapped_column(server_default=text("'ai'"))
    created_at: Mapped[datetime | None] = mapped_column(server_default=_NOW)


class PromotionQueue(Base):
    """An entry of the social media promotion queue.

    ``attempt_count`` counts how often it was handed out, ``handed_out_at`` is
    when it was the last time. Until ``leased_until`` nobody else gets it.
    ``failed_at`` and ``error`` tell of the last attempt that failed.
    """

    __tablename__ = "promotion_queue"
    __table_args__ = (
        Index("idx_promotion_queue_status", "status", "created_at"),
        Index("idx_promotion_queue_posted", "posted_at"),
        Index("idx_promotion_queue_spec", "spec_id", "platform"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=_NEW_ID)
    spec_id: Mapped[str] = mapped_column(ForeignKey("specs.id", ondelete="CASCADE"))
    priority: Mapped[str | None] = mapped_column(server_default=text("'medium'"))
    quality_score: Mapped[float | None]
    preview_url: Mapped[str | None]
    created_at: Mapped[datetime | None] = mapped_column(server_default=_NOW)
    posted_at: Mapped[datetime | None]
    status: Mapped[str | None] = mapped_column(server_default=text("'queued'"))
    attempt_count: Mapped[int | None] = mapped_column(server_default=text("0"))
    platform: Mapped[str | None] = mapped_column(server_default=text("'twitter'"))
    handed_out_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


class PlotUsage(Base):
    """Anonymous usage analytics."""

    __tablename__ = "plot_usage"
    __table_args__ = (
        Index("idx_plot_usage_spec", "spec_id"),
        Index("idx_plot_usage_created", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=_NEW_ID)
    spec_id: Mapped[str | None] = mapped_column(ForeignKey("specs.id", ondelete="SET NULL"))
    library_id: Mapped[str | None] = mapped_column(ForeignKey("libraries.id", ondelete="SET NULL"))
    variant: Mapped[str | None]
    user_session: Mapped[str | None]
    data_shape: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    success: Mapped[bool | None]
    error_type: Mapped[str | None]
    created_at: Mapped[datetime | None] = mapped_column(server_default=_NOW)


class QualityReview(Base):
    """A review found in an issue comment: references and numbers, never its text.

    ``spec_id``, ``library_id`` and ``variant`` are what the review names; they
    may name what is not in the catalogue yet, so they are no foreign keys.
    ``merged_at`` is null for an issue, and for a pull request that is not merged.
    """

    __tablename__ = "quality_reviews"
    __table_args__ = (Index("idx_quality_reviews_spec", "spec_id"),)

    comment_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    section: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    issue_number: Mapped[int]
    issue_title: Mapped[str]
    issue_labels: Mapped[list[str]] = mapped_column(ARRAY(VARCHAR), server_default=text("'{}'"))
    spec_id: Mapped[str | None]
    library_id: Mapped[str | None]
    variant: Mapped[str | None]
    score: Mapped[float]
    verdict: Mapped[str | None]
    author: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    url: Mapped[str]
    issue_author: Mapped[str] = mapped_column(server_default=text("''"))
    issue_association: Mapped[str] = mapped_column(server_default=text("''"))
    is_pull_request: Mapped[bool] = mapped_column(server_default=text("false"))
    merged_at: Mapped[datetime | None]


class SyncRun(Base):
    """One run of the job that reached the database.

    ``committed_at`` is when the commit was made, never later than the run by
    the server's clock. ``settings`` are those that decide trust. ``untold``
    is ``{"to": ["cache", "webhook"], "specs": […]}``: who has yet to be told
    of the change; None when nobody has.
    """

    __tablename__ = "sync_runs"
    __table_args__ = (
        Index("idx_sync_runs_started", "started_at"),
        Index("idx_sync_runs_untold", "id", postgresql_where=text("untold IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime] = mapped_column(server_default=_NOW)
    trigger: Mapped[str]
    commit: Mapped[str | None]
    mode: Mapped[str]
    status: Mapped[str]
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    error: Mapped[str | None] = mapped_column(Text)
    committed_at: Mapped[datetime | None]
    settings: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    untold: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class SyncMark(Base):
    """How far a source was read by the last run that read it, and where that was.

    ``repository`` of the source ``previews`` is the bucket.
    """

    __tablename__ = "sync_marks"

    source: Mapped[str] = mapped_column(primary_key=True)
    repository: Mapped[str]
    rules: Mapped[str]
    seen_until: Mapped[datetime | None]
    etag: Mapped[str | None]
    ignored: Mapped[str] = mapped_column(server_default=text("''"))
