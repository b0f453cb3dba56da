"""Answers what is asked of the rows: ``catalog list``, ``show`` and ``search``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sync.database import queries
from sync.database.connection import open_connection
from sync.database.engine import open_target, with_schema
from sync.database.errors import DatabaseError
from sync.database.queries import Page, fetch
from sync.model.layouts.names import closest
from sync.model.problems import Problem, problem
from sync.reports.excerpt import Excerpt

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sync.database.target import Target
    from sync.settings import Settings


def list_specs(settings: Settings, database: str | None = None, **asked: Any) -> Excerpt:
    """All specs: ``asked`` are the arguments of :func:`sync.database.queries.browse`.

    What goes wrong with the database is reported, not raised.

    Raises:
        QueryError: what is asked for cannot be answered.
    """
    query = queries.browse(**asked)
    return _answer(
        "catalog list",
        settings,
        database,
        lambda connection: _page("specs", fetch(connection, query)),
    )


def search_specs(
    settings: Settings, tags: Iterable[str], database: str | None = None, **asked: Any
) -> Excerpt:
    """The specs with ``tags``, as :func:`list_specs` and :func:`sync.database.queries.search`."""
    query = queries.search(tags, **asked)
    return _answer(
        "catalog search",
        settings,
        database,
        lambda connection: _page("specs", fetch(connection, query)),
    )


def show_spec(
    settings: Settings,
    spec_id: str,
    database: str | None = None,
    *,
    include_inactive: bool = False,
    **asked: Any,
) -> Excerpt:
    """One spec, its tags and its implementations.

    As :func:`list_specs` and :func:`sync.database.queries.implementations_of`.
    An unknown spec is a problem that suggests another.
    """
    of_spec = queries.implementations_of(spec_id, include_inactive=include_inactive, **asked)

    def read(connection: Connection) -> dict[str, Any] | Problem:
        found = fetch(connection, queries.spec(spec_id, include_inactive=include_inactive))
        if found is None:
            return _unknown(connection, spec_id)
        tags = fetch(connection, queries.tags_of(spec_id))
        page = _page("implementations", fetch(connection, of_spec))
        if not asked.get("include_untested"):
            every = queries.implementations_of(
                spec_id,
                limit=queries.MOST,
                include_untested=True,
                include_inactive=include_inactive,
            )
            items = fetch(connection, every).items
            untested.append(sum(not item.tested for item in items))
        return {"spec": _plain(asdict(found)), "tags": [asdict(tag) for tag in tags], **page}

    untested: list[int] = []
    answer = _answer("catalog show", settings, database, read)
    return replace(answer, untested=sum(untested[-1:]))


def _answer(
    command: str,
    settings: Settings,
    database: str | None,
    read: Callable[[Connection], dict[str, Any] | Problem],
) -> Excerpt:
    def attempt(target: Target) -> dict[str, Any] | Problem:
        with open_connection(target, settings) as connection:
            return read(connection)

    try:
        with open_target(settings, database) as target:
            found = with_schema(target, lambda: attempt(target))
    except DatabaseError as error:
        found = problem(error.code, None, str(error), hint=error.hint)
    if isinstance(found, Problem):
        return Excerpt(command, problems=(found,))
    return Excerpt(command, found)


def _unknown(connection: Connection, spec_id: str) -> Problem:
    if fetch(connection, queries.spec(spec_id, include_inactive=True)) is not None:
        return problem(
            "spec-unknown", None, f"the spec {spec_id} is switched off", hint="--inactive shows it"
        )
    known = fetch(connection, queries.spec_ids())
    near = closest(spec_id, known)
    hint = f"did you mean {near}?" if near else None
    return problem("spec-unknown", None, f"there is no spec {spec_id}", hint=hint)


def _page(name: str, page: Page[Any]) -> dict[str, Any]:
    return {name: [_plain(asdict(item)) for item in page.items], "next": page.next}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """``row`` with values that JSON has; times are UTC."""
    return {
        name: f"{value.isoformat()}Z"
        if isinstance(value, datetime)
        else str(value)
        if isinstance(value, UUID)
        else value
        for name, value in row.items()
    }
