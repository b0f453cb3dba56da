"""The read queries of the schema document, for an API and for ``catalog``.

Each function here describes a query, and :func:`fetch` or :func:`fetch_async`
runs it, so that both faces send the same statement:

    page = fetch(connection, browse(limit=20))
    page = await fetch_async(connection, browse(limit=20, after=page.next))

Pages are found by key, never by counting rows off: rows that come or go
meanwhile move no other row from page to page. Every order ends in an
identifier, so equal scores and times are no matter. What a stranger hands in
is a parameter of the statement.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Double,
    Executable,
    Row,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from sync.database.tables import (
    CREATED,
    EARLIEST,
    Implementation,
    Library,
    PromotionQueue,
    Spec,
    Tag,
)
from sync.model.errors import PyplotsSyncError

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
    from sqlalchemy.orm import Session

__all__ = [
    "MOST",
    "MOST_TAGS",
    "BrowsedSpec",
    "Page",
    "Query",
    "QueryError",
    "QueuedEntry",
    "StoredImplementation",
    "StoredSpec",
    "StoredTag",
    "browse",
    "fetch",
    "fetch_async",
    "implementations_of",
    "queued",
    "search",
    "spec",
    "spec_ids",
    "tags_of",
]

T = TypeVar("T")

MOST = 1000
"""The longest page."""
MOST_TAGS = 20
"""The longest search."""
_LONGEST_CURSOR = 2000
_TURNS = {"high": cast(-1.0, Double), "medium": cast(-2.0, Double), "low": cast(-3.0, Double)}
_LAST_TURN = -4.0
"""Priorities in the order in which they are handed out: the greater comes first."""


class QueryError(PyplotsSyncError, ValueError):
    """What is asked for cannot be answered. The message may be shown to who asks."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, and the cursor of those that follow them; None for the last page."""

    items: tuple[T, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Query(Generic[T]):
    """A statement, and what makes its rows a ``T``."""

    statement: Executable
    read: Callable[[Sequence[Row[Any]]], T]


@dataclass(frozen=True, slots=True)
class BrowsedSpec:
    """A spec in the list of all. Times are UTC without a zone.

    ``library_count`` and ``best_quality_score`` (0 to 100) are those of its
    tested implementations: 0 and None where there is none.
    """

    id: str
    title: str
    description: str | None
    tags: tuple[str, ...]
    created_at: datetime | None
    active: bool
    library_count: int
    best_quality_score: float | None


@dataclass(frozen=True, slots=True)
class StoredSpec:
    """A row of ``specs``. Times are UTC without a zone."""

    id: str
    title: str
    description: str | None
    data_requirements: list[dict[str, Any]]
    optional_params: list[dict[str, Any]] | None
    tags: tuple[str, ...]
    created_at: datetime | None
    updated_at: datetime | None
    active: bool


@dataclass(frozen=True, slots=True)
class StoredImplementation:
    """A row of ``implementations`` and its library's name. Times are UTC without a zone.

    ``changed_since_review`` is None where nobody knows which code the score was given to.
    """

    id: UUID
    spec_id: str
    library_id: str
    library_name: str
    variant: str
    plot_function: str
    file_path: str
    preview_url: str | None
    python_version: str | None
    tested: bool
    quality_score: float | None
    created_at: datetime | None
    updated_at: datetime | None
    source_hash: str | None
    reviewed_at: datetime | None
    review_url: str | None
    scored_hash: str | None
    changed_since_review: bool | None


@dataclass(frozen=True, slots=True)
class StoredTag:
    """A row of ``tags``. ``confidence`` is 0 to 1, ``created_by`` is ``ai`` or ``human``."""

    tag: str
    confidence: float | None
    created_by: str | None


@dataclass(frozen=True, slots=True)
class QueuedEntry:
    """A row of ``promotion_queue`` that waits to be posted."""

    id: UUID
    spec_id: str
    platform: str | None
    priority: str | None
    quality_score: float | None
    preview_url: str | None
    created_at: datetime | None


def fetch(connection: Connection | Session, query: Query[T]) -> T:
    """The answer to ``query``."""
    return query.read(connection.execute(query.statement).all())


async def fetch_async(connection: AsyncConnection | AsyncSession, query: Query[T]) -> T:
    """The answer to ``query``."""
    return query.read((await connection.execute(query.statement)).all())


def browse(
    *, limit: int = 20, after: str | None = None, include_inactive: bool = False
) -> Query[Page[BrowsedSpec]]:
    """All specs: the best score first, then the newest (schema document, Browse All Plots).

    The document's ``LEFT JOIN`` is meant to keep a spec without a tested
    implementation; such specs, and those without a score, come last.

    Args:
        limit: rows of a page, 1 to :data:`MOST`.
        after: ``next`` of the page before.
        include_inactive: also specs that are switched off.

    Raises:
        QueryError: a ``limit`` outside its bounds, or an ``after`` that this query did not
            give out.
    """
    columns = (Spec.id, Spec.title, Spec.description, Spec.tags, Spec.created_at, Spec.active)
    shown = () if include_inactive else _SHOWN
    position = _position("browse", after, _score_of, _time_of, _text_of)
    at = None if position is None else (_or_earliest(position[1]), position[2])

    # walking down the scores reads as many as a page takes; grouping first, as the document does,
    # reads every implementation for every page
    this, better = aliased(Implementation), aliased(Implementation)
    is_best = ~exists().where(
        better.spec_id == this.spec_id,
        _is_tested(better),
        # of two equal scores, one stands for the spec
        tuple_(better.quality_score, better.id) > tuple_(this.quality_score, this.id),
    )
    scored = (
        select(*columns, this.quality_score.label("best"))
        .join_from(this, Spec, Spec.id == this.spec_id)
        .where(_is_tested(this), this.quality_score.is_not(None), is_best, *shown)
        .order_by(this.quality_score.desc(), CREATED.desc(), Spec.id)
        .limit(limit + 1)
    )
    if position is not None and at is not None:
        passed = position[0] is None
        keys = (this.quality_score, CREATED, Spec.id)
        scored = scored.where(false() if passed else _behind(keys, (position[0], *at)))
    first = scored.cte("scored")

    any_score = exists().where(
        this.spec_id == Spec.id, _is_tested(this), this.quality_score.is_not(None)
    )
    unscored = (
        select(*columns, cast(null(), Double).label("best"))
        # nobody looks for them as long as the page is filled
        .where(select(func.count()).select_from(first).scalar_subquery() <= limit)
        .where(~any_score, *shown)
        .order_by(CREATED.desc(), Spec.id)
        .limit(limit + 1)
    )
    if position is not None and at is not None and position[0] is None:
        unscored = unscored.where(_behind((CREATED, Spec.id), at))

    both = union_all(select(first), select(unscored.subquery())).subquery("page")
    libraries = (
        select(func.count(this.library_id.distinct()))
        .where(this.spec_id == both.c.id, _is_tested(this))
        .scalar_subquery()
        .label("library_count")
    )
    statement = select(both, libraries).order_by(
        both.c.best.desc().nulls_last(),
        func.coalesce(both.c.created_at, EARLIEST).desc(),
        both.c.id,
    )
    return _paged(
        "browse",
        statement,
        limit,
        lambda row: BrowsedSpec(
            row.id,
            row.title,
            row.description,
            tuple(row.tags or ()),
            row.created_at,
            row.active is not False,
            row.library_count,
            row.best,
        ),
        lambda item: (item.best_quality_score, item.created_at, item.id),
    )


def implementations_of(
    spec_id: str,
    *,
    limit: int = 100,
    after: str | None = None,
    library_id: str | None = None,
    include_untested: bool = False,
    include_inactive: bool = False,
) -> Query[Page[StoredImplementation]]:
    """The implementations of a spec, the best first, those without a score last.

    Schema document, Get Implementations for a Spec.

    Args:
        spec_id: an unknown one has none.
        limit: rows of a page, 1 to :data:`MOST`.
        after: ``next`` of the page before.
        library_id: only those in this library.
        include_untested: also those that are not tested.
        include_inactive: also of a spec that is switched off.

    Raises:
        QueryError: a ``limit`` outside its bounds, or an ``after`` that this query did not
            give out.
    """
    row = Implementation
    score = func.coalesce(row.quality_score, _LOWEST)
    others = {
        "library_name": Library.name,
        # null as soon as one of the three is
        "changed_since_review": case(
            (row.quality_score.is_not(None), row.scored_hash != row.source_hash)
        ),
    }
    columns = [
        others[field.name].label(field.name) if field.name in others else getattr(row, field.name)
        for field in fields(StoredImplementation)
    ]
    statement = (
        select(*columns)
        .join_from(row, Library, Library.id == row.library_id)
        .where(row.spec_id == _text(spec_id))
        .order_by(score.desc(), row.library_id, row.variant)
    )
    if not include_inactive:
        statement = statement.join(Spec, Spec.id == row.spec_id).where(*_SHOWN)
    if library_id is not None:
        statement = statement.where(row.library_id == _text(library_id))
    if not include_untested:
        statement = statement.where(_is_tested(row))
    position = _position("implementations", after, _score_of, _text_of, _text_of)
    if position is not None:
        at = (_LOWEST if position[0] is None else position[0], *position[1:])
        statement = statement.where(_behind((score, row.library_id, row.variant), at))
    return _paged(
        "implementations",
        statement,
        limit,
        lambda found: StoredImplementation(**(found._asdict() | {"tested": found.tested is True})),
        lambda item: (item.quality_score, item.library_id, item.variant),
    )


def search(
    tags: Iterable[str],
    *,
    every: bool = False,
    min_confidence: float = 0.0,
    limit: int = 20,
    after: str | None = None,
    include_inactive: bool = False,
) -> Query[Page[StoredSpec]]:
    """The specs that have any of ``tags``, the newest first (schema document, Search by Tags).

    Args:
        tags: names, in any case.
        every: only specs that have all of them.
        min_confidence: a tag that somebody is less sure of does not count, 0 to 1.
        limit: rows of a page, 1 to :data:`MOST`.
        after: ``next`` of the page before.
        include_inactive: also specs that are switched off.

    Raises:
        QueryError: no tags, more than :data:`MOST_TAGS`, a ``limit`` outside its bounds, or
            an ``after`` that this query did not give out.
    """
    # as the files' reader spells them
    names = list(dict.fromkeys(_text(" ".join(tag.lower().split())) for tag in tags))
    if not 1 <= len(names) <= MOST_TAGS:
        raise QueryError(f"a search is for 1 to {MOST_TAGS} tags, not {len(names)}")
    statement = select(*_SPEC).order_by(CREATED.desc(), Spec.id)
    # one condition for each tag that must be there: the rarest one finds the rows
    for wanted in [[name] for name in names] if every else [names]:
        tagged = select(Tag.spec_id).where(Tag.tag.in_(wanted))
        if min_confidence > 0:
            tagged = tagged.where(Tag.confidence >= min_confidence)
        statement = statement.where(Spec.id.in_(tagged))
    if not include_inactive:
        statement = statement.where(*_SHOWN)
    position = _position("search", after, _time_of, _text_of)
    if position is not None:
        at = (_or_earliest(position[0]), position[1])
        statement = statement.where(_behind((CREATED, Spec.id), at))
    return _paged("search", statement, limit, _spec, lambda item: (item.created_at, item.id))


def queued(
    platform: str | None = None, *, limit: int = 20, after: str | None = None
) -> Query[Page[QueuedEntry]]:
    """What waits to be posted, in the order in which it is handed out.

    Schema document, Get Next Item from Promotion Queue; entries without a
    score come last among those of their priority (contract, section 5).
    Looking at the queue hands nothing out: :func:`sync.database.queue.hand_out` does.

    Args:
        platform: only entries for this one.
        limit: rows of a page, 1 to :data:`MOST`.
        after: ``next`` of the page before.

    Raises:
        QueryError: a ``limit`` outside its bounds, or an ``after`` that this query did not
            give out.
    """
    row = PromotionQueue
    turn = case(_TURNS, value=row.priority, else_=cast(_LAST_TURN, Double))
    score = func.coalesce(row.quality_score, _LOWEST)
    since = func.coalesce(func.extract("epoch", row.created_at), 0.0)
    # all but texts descend (_behind): the older an entry is, the greater is what is left
    age = cast(-since, Double)
    name = cast(row.id, String)
    statement = (
        select(
            *(getattr(row, field.name) for field in fields(QueuedEntry)),
            turn.label("turn"),
            age.label("age"),
        )
        .where(row.status == "queued")
        .where(or_(row.posted_at.is_(None), cast(row.posted_at, Date) < func.current_date()))
        .order_by(turn.desc(), score.desc(), age.desc(), name)
    )
    if platform is not None:
        statement = statement.where(row.platform == _text(platform))
    position = _position("queued", after, float, _score_of, float, _text_of)
    if position is not None:
        at = (position[0], _LOWEST if position[1] is None else position[1], *position[2:])
        statement = statement.where(_behind((turn, score, age, name), at))
    paged = _paged(
        "queued",
        statement,
        limit,
        lambda found: found,
        lambda found: (found.turn, found.quality_score, found.age, str(found.id)),
    )

    def read(rows: Sequence[Row[Any]]) -> Page[QueuedEntry]:
        page = paged.read(rows)
        return Page(tuple(map(_queued_entry, page.items)), page.next)

    return Query(paged.statement, read)


def spec(spec_id: str, *, include_inactive: bool = False) -> Query[StoredSpec | None]:
    """One spec; None when there is none, or it is switched off and not asked for."""
    statement = select(*_SPEC).where(Spec.id == _text(spec_id))
    if not include_inactive:
        statement = statement.where(*_SHOWN)
    return Query(statement, lambda rows: _spec(rows[0]) if rows else None)


def tags_of(spec_id: str) -> Query[tuple[StoredTag, ...]]:
    """The tags of a spec, those that its file declares and those of other programs, by name."""
    statement = (
        select(Tag.tag, Tag.confidence, Tag.created_by)
        .where(Tag.spec_id == _text(spec_id))
        .order_by(Tag.tag)
    )
    return Query(
        statement,
        lambda rows: tuple(StoredTag(row.tag, row.confidence, row.created_by) for row in rows),
    )


def spec_ids(*, include_inactive: bool = False) -> Query[tuple[str, ...]]:
    """The id of every spec, to tell which one was probably meant."""
    statement = select(Spec.id).order_by(Spec.id)
    if not include_inactive:
        statement = statement.where(*_SHOWN)
    return Query(statement, lambda rows: tuple(row[0] for row in rows))


_SPEC = tuple(getattr(Spec, field.name) for field in fields(StoredSpec))
_SHOWN = (Spec.active.is_not(False),)
_LOWEST = literal_column("'-infinity'::float8", Double)


def _queued_entry(row: Row[Any]) -> QueuedEntry:
    return QueuedEntry(**{field.name: getattr(row, field.name) for field in fields(QueuedEntry)})


def _spec(row: Row[Any]) -> StoredSpec:
    found = row._asdict()
    return StoredSpec(**found | {"tags": tuple(row.tags or ()), "active": row.active is not False})


def _paged(
    kind: str,
    statement: Select[Any],
    limit: int,
    make: Callable[[Row[Any]], T],
    position: Callable[[T], tuple[Any, ...]],
) -> Query[Page[T]]:
    """One row more than the page holds is asked for: it tells whether there is another page."""
    if not 1 <= limit <= MOST:
        raise QueryError(f"a page has 1 to {MOST} rows, not {limit}")

    def read(rows: Sequence[Row[Any]]) -> Page[T]:
        items = tuple(map(make, rows[:limit]))
        more = len(rows) > limit
        return Page(items, _cursor(kind, *position(items[-1])) if more else None)

    return Query(statement.limit(limit + 1), read)


def _is_tested(row: Any) -> ColumnElement[bool]:
    # a plain column, as in the index's own condition
    return type_coerce(row.tested, Boolean)


def _behind(keys: Sequence[Any], at: Sequence[Any]) -> ColumnElement[bool]:
    """The rows behind ``at`` in the order of ``keys``: all ascend but scores and times.

    The comparison of the first key stands by itself as well, since that is
    what an index can start from.
    """
    (key, *others), (value, *rest) = keys, at
    ascends = isinstance(key.type, String)
    beyond: ColumnElement[bool] = key > value if ascends else key < value
    if not others:
        return beyond
    return and_(key >= value if ascends else key <= value, or_(beyond, _behind(others, rest)))


def _or_earliest(time: datetime | None) -> Any:
    return EARLIEST if time is None else time


def _text(value: str) -> str:
    """``value`` without what PostgreSQL cannot hold, and so cannot find either."""
    return value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _cursor(kind: str, *position: Any) -> str:
    values = [value.isoformat() if isinstance(value, datetime) else value for value in position]
    text = json.dumps([kind, *values], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _position(kind: str, cursor: str | None, *readers: Callable[[Any], Any]) -> list[Any] | None:
    """What ``cursor`` stands behind: a stranger may have written it."""
    if cursor is None:
        return None
    try:
        padding = "=" * (-len(cursor) % 4)
        values = json.loads(urlsafe_b64decode(cursor[:_LONGEST_CURSOR] + padding))
        reading = zip((_constant(kind), *readers), values, strict=True)
        return [read(value) for read, value in reading][1:]
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        raise QueryError(f"{cursor[:40]!r} is not a cursor of this query") from None


def _constant(expected: str) -> Callable[[Any], Any]:
    return [expected].index


def _score_of(value: Any) -> float | None:
    return None if value is None else float(value)


def _time_of(value: Any) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=None)


def _text_of(value: Any) -> str:
    if not isinstance(value, str) or value != _text(value):
        raise ValueError(value)
    return value
