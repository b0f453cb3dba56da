"""Reads the actual state: a fixed number of statements, sent in one round trip."""

from __future__ import annotations

from typing import Any, NamedTuple

from sync.catalog import Catalog, Implementation, Library, Mark, Review, Spec, Tag
from sync.database.session import Session, check_revision

_VERSION = "SELECT version_num FROM alembic_version"
_VERSION_AND_MARKS = (
    "SELECT version_num, source, repository, rules, seen_until, etag"
    " FROM alembic_version LEFT JOIN sync_marks ON true"
)
SPECS = (
    "SELECT id, title, description, data_requirements::text, optional_params::text,"
    " tags, active, source_path, source_hash, content_hash FROM specs"
)
"""Selects what :func:`spec_row` makes a :class:`Spec` of."""
TAGS = "SELECT spec_id, tag, confidence, created_by FROM tags"
IMPLEMENTATIONS = (
    "SELECT spec_id, library_id, variant, plot_function, file_path, python_version,"
    " source_hash, content_hash, quality_score, tested, reviewed_at, review_url,"
    " preview_url FROM implementations"
)
_REVIEWS = (
    "SELECT comment_id, section, issue_number, issue_title, issue_labels, spec_id, library_id,"
    " variant, score, verdict, author, created_at, updated_at, url FROM quality_reviews"
)


class Stored(NamedTuple):
    """What the database holds: the rows, and by source how far its listings were read."""

    catalog: Catalog
    marks: dict[str, Mark]


def read_catalog(session: Session, *, for_update: bool, reviews: bool = False) -> Stored:
    """Begin a transaction and read all rows that the sync owns.

    Reviews and marks are read where ``reviews`` asks for them.

    With ``for_update`` the advisory lock is taken first; without it the
    transaction is read-only.

    Raises:
        SchemaError: the schema is not at :data:`SCHEMA_REVISION`.
    """
    with session.pipeline():
        session.begin(for_update=for_update)
        revision = session.execute(_VERSION_AND_MARKS if reviews else _VERSION)
        libraries = session.execute(
            "SELECT id, name, version, documentation_url, active FROM libraries"
        )
        specs = session.execute(SPECS)
        tags = session.execute(TAGS)
        implementations = session.execute(IMPLEMENTATIONS)
        found_reviews = session.execute(_REVIEWS) if reviews else None
    found = revision.fetchall()
    check_revision([row[0] for row in found])
    catalog = Catalog(
        libraries={row[0]: Library._make(row) for row in libraries.fetchall()},
        specs={row[0]: spec_row(row) for row in specs.fetchall()},
        tags={row[:2]: Tag._make(row) for row in tags.fetchall()},
        implementations={row[:3]: Implementation._make(row) for row in implementations.fetchall()},
        reviews={row[:2]: _review(row) for row in found_reviews.fetchall()}
        if found_reviews
        else {},
    )
    return Stored(
        catalog, {row[1]: Mark._make(row[1:]) for row in found if len(row) > 1 and row[1]}
    )


def spec_row(row: tuple[Any, ...]) -> Spec:
    """The spec in a row of :data:`SPECS`."""
    return Spec._make((*row[:5], tuple(row[5] or ()), *row[6:]))


def _review(row: tuple[Any, ...]) -> Review:
    return Review._make((*row[:4], tuple(row[4]), *row[5:]))
