"""Reads the actual state: a fixed number of statements, sent in one round trip."""

from __future__ import annotations

from typing import Any

from sync.catalog import Catalog, Implementation, Library, Spec, Tag
from sync.database.revision import SCHEMA_REVISION
from sync.database.session import Session, schema_error
from sync.database.target import ADVISORY_LOCK


def read_catalog(session: Session, *, for_update: bool) -> Catalog:
    """Begin a transaction and read all rows that the sync owns.

    With ``for_update`` the advisory lock is taken first: each statement after
    it sees what the run before has committed. Without it the transaction is
    read-only, and one snapshot.

    Raises:
        SchemaError: the schema is not at :data:`SCHEMA_REVISION`.
    """
    with session.pipeline():
        if for_update:
            session.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
            session.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        else:
            session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        revision = session.execute("SELECT version_num FROM alembic_version")
        libraries = session.execute(
            "SELECT id, name, version, documentation_url, active FROM libraries"
        )
        specs = session.execute(
            "SELECT id, title, description, data_requirements::text, optional_params::text,"
            " tags, active, source_path, source_hash, content_hash FROM specs"
        )
        tags = session.execute("SELECT spec_id, tag, confidence, created_by FROM tags")
        implementations = session.execute(
            "SELECT spec_id, library_id, variant, plot_function, file_path, python_version,"
            " source_hash, content_hash FROM implementations"
        )
    found = [row[0] for row in revision.fetchall()]
    if found != [SCHEMA_REVISION]:
        raise schema_error(found[0] if found else None)
    return Catalog(
        libraries={row[0]: Library._make(row) for row in libraries.fetchall()},
        specs={row[0]: _spec(row) for row in specs.fetchall()},
        tags={row[:2]: Tag._make(row) for row in tags.fetchall()},
        implementations={row[:3]: Implementation._make(row) for row in implementations.fetchall()},
    )


def _spec(row: tuple[Any, ...]) -> Spec:
    return Spec._make((*row[:5], tuple(row[5] or ()), *row[6:]))
