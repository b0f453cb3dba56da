"""Whether the tables are ours, and at the revision that this program reads and writes.

Tables are known by their columns, not by their names (contract, section 2).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, LiteralString

from sync.database.errors import SchemaError
from sync.database.revision import SCHEMA_REVISION

REVISION: LiteralString = "SELECT version_num FROM alembic_version"
"""Selects what :func:`check_revision` judges."""

_OURS = re.compile(r"[0-9]{4}", re.ASCII)
"""The names of our revisions, those of later versions included."""
_ELSEWHERE = (
    "use a database of its own, or another schema:"
    " CREATE SCHEMA name, and add options=-csearch_path=name to DATABASE_URL"
)
_TEXT = frozenset({"varchar", "text", "bpchar"})
_NUMBER = frozenset({"float4", "float8", "numeric"})
_WHOLE = frozenset({"int2", "int4", "int8"})
_TIME = frozenset({"timestamp", "timestamptz"})
_JSON = frozenset({"json", "jsonb"})
_TEXTS = frozenset({"_varchar", "_text"})
_ID = frozenset({"uuid"})
_FLAG = frozenset({"bool"})

_DOCUMENT: Mapping[str, Mapping[str, frozenset[str]]] = {
    "specs": {
        "id": _TEXT, "title": _TEXT, "description": _TEXT, "data_requirements": _JSON,
        "optional_params": _JSON, "tags": _TEXTS, "created_at": _TIME, "updated_at": _TIME,
    },
    "libraries": {
        "id": _TEXT, "name": _TEXT, "version": _TEXT, "documentation_url": _TEXT,
        "active": _FLAG, "created_at": _TIME,
    },
    "implementations": {
        "id": _ID, "spec_id": _TEXT, "library_id": _TEXT, "plot_function": _TEXT,
        "variant": _TEXT, "file_path": _TEXT, "preview_url": _TEXT, "python_version": _TEXT,
        "tested": _FLAG, "quality_score": _NUMBER, "created_at": _TIME, "updated_at": _TIME,
    },
    "tags": {
        "id": _ID, "spec_id": _TEXT, "tag": _TEXT, "confidence": _NUMBER, "created_by": _TEXT,
        "created_at": _TIME,
    },
    "promotion_queue": {
        "id": _ID, "spec_id": _TEXT, "priority": _TEXT, "quality_score": _NUMBER,
        "preview_url": _TEXT, "created_at": _TIME, "posted_at": _TIME, "status": _TEXT,
        "attempt_count": _WHOLE, "platform": _TEXT,
    },
    "plot_usage": {
        "id": _ID, "spec_id": _TEXT, "library_id": _TEXT, "variant": _TEXT,
        "user_session": _TEXT, "data_shape": _JSON, "success": _FLAG, "error_type": _TEXT,
        "created_at": _TIME,
    },
}  # fmt: skip
"""The columns of the schema document, and the types that each may have."""
_LATER = {"quality_reviews": "0003", "sync_runs": "0004", "sync_marks": "0005"}
"""The tables beyond the document, and the revision that makes each."""


Ask = Callable[[LiteralString, list[Any]], list[Any]]
"""Sends a statement with its values, and gives its rows."""


def check_revision(found: Collection[str]) -> None:
    """Whether ``found``, the rows of ``alembic_version``, are what this program needs.

    Raises:
        SchemaError: they are not.
    """
    if set(found) != {SCHEMA_REVISION}:
        raise schema_error(found)


def schema_error(found: Collection[str]) -> SchemaError:
    """The schema stands at ``found``, empty for unknown, and not where it should."""
    if any(_OURS.fullmatch(one) is None for one in found):
        # a stranger's word, which is not repeated
        return SchemaError(
            "the schema has an alembic_version of another program: its revision is none of ours",
            _ELSEWHERE,
        )
    newest = max(found, default=None)
    at = f"at revision {newest}" if newest else "missing or out of date"
    if newest is not None and newest > SCHEMA_REVISION:
        hint = "the database is newer than this program: upgrade pyplots-sync"
    else:
        hint = "run `pyplots-sync db upgrade`"
    return SchemaError(f"the schema is {at}, and {SCHEMA_REVISION} is needed", hint)


def check_tables(ask: Ask) -> str | None:
    """Whether what is called like our tables is ours. The answer is the revision that they are at.

    Args:
        ask: where.

    Raises:
        SchemaError: another program's table, or its ``alembic_version``; nothing may adopt it.
            Or there is no schema for the tables.
    """
    _check_place(ask)
    tables: dict[str, dict[str, str]] = {}
    for table, column, type_ in ask(
        "SELECT c.relname::text, a.attname::text, t.typname::text FROM pg_catalog.pg_class AS c"
        " LEFT JOIN pg_catalog.pg_attribute AS a"
        " ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " LEFT JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid"
        " WHERE c.relname = ANY(%s) AND c.relkind <> 'i'"
        " AND pg_catalog.pg_table_is_visible(c.oid)",
        [[*_DOCUMENT, *_LATER, "alembic_version"]],
    ):
        tables.setdefault(table, {})[column] = type_
    revision = None
    if (version := tables.get("alembic_version")) is not None:
        if "version_num" not in version:
            raise _foreign("alembic_version")
        found = [row[0] for row in ask(REVISION, [])]
        if len(found) > 1 or any(_OURS.fullmatch(one) is None for one in found):
            raise schema_error([*found, ""])
        revision = next(iter(found), None)
    for name, columns in _DOCUMENT.items():
        if name not in tables and revision is not None:
            raise _foreign("alembic_version", f"there is no table {name} beside it")
        if name in tables and not _has(tables[name], columns):
            raise _foreign(name)
    for name, since in _LATER.items():
        if name in tables and (revision is None or revision < since):
            raise _foreign(name)
    return revision


def _check_place(ask: Ask) -> None:
    ((has_schema,),) = ask(
        # what there is no place for would be made in the temporary schema, and be gone
        "SELECT count(*) > 0 FROM pg_catalog.unnest("
        "pg_catalog.string_to_array(pg_catalog.current_setting('search_path'), ',')) AS path (name)"
        " JOIN pg_catalog.pg_namespace ON nspname = CASE pg_catalog.btrim(name, ' \"')"
        " WHEN '$user' THEN current_user ELSE pg_catalog.btrim(name, ' \"') END",
        [],
    )
    if not has_schema:
        raise SchemaError(
            "the schema that the tables belong into is not there",
            "make it with: CREATE SCHEMA name",
        )


def _has(found: Mapping[str, str], columns: Mapping[str, frozenset[str]]) -> bool:
    return all(found.get(column) in types for column, types in columns.items())


def _foreign(table: str, why: str = "its columns are not ours") -> SchemaError:
    return SchemaError(f"the schema has a table {table} of another program: {why}", _ELSEWHERE)
