"""Who owns which column: declared at the field, and read off by everybody who has to know.

A row of the vocabulary (:mod:`sync.model.catalog`) says beside each field who owns
it: ``title: Files[str]``. The digest that finds hand edits, what is carried
over while a source is absent, what is read and written, and the documents are
derived from that (contract, section 2).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import cache
from operator import itemgetter
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
_Row = TypeVar("_Row", bound=NamedTuple)


class Owner(Enum):
    """Who says what a column holds. Nobody else writes it."""

    KEY = "identifies the row"
    FILES = "the files"
    SEAL = "the digest of what the files own"
    REVIEWS = "the reviews"
    BUCKET = "the bucket"
    NOTE = "the run that takes a score on"
    QUEUE = "the run that queues it, until it is handed out"


class MetadataOwns(NamedTuple):
    """What the metadata files own beside what the files own anyway (contract, section 2).

    It is for the implementations of the spec-first layout: those of the other
    have no such file, and an absent owner leaves its columns as they are.
    """

    scores: bool = False
    previews: bool = False
    min_quality: float = 85.0
    """The score from which an implementation is tested; ``scores`` needs it."""

    @property
    def owners(self) -> tuple[Owner, ...]:
        """Whose columns the files have taken over."""
        taken = ((self.scores, Owner.REVIEWS), (self.previews, Owner.BUCKET))
        return tuple(owner for is_taken, owner in taken if is_taken)


NOTHING_MORE = MetadataOwns()
"""The reviews own the scores, and the bucket the previews."""

Key = Annotated[T, Owner.KEY]
Files = Annotated[T, Owner.FILES]
Seal = Annotated[T, Owner.SEAL]
Reviews = Annotated[T, Owner.REVIEWS]
Bucket = Annotated[T, Owner.BUCKET]
Note = Annotated[T, Owner.NOTE]
Queue = Annotated[T, Owner.QUEUE]

_JSONB = object()
Json = Annotated[str, _JSONB]
"""JSON as PostgreSQL prints ``jsonb``."""


class Column(NamedTuple):
    """A field of a row, as it was declared."""

    name: str
    owner: Owner
    is_json: bool
    is_list: bool
    """Whether it is a tuple, which PostgreSQL keeps as an array."""


def owned(row: type[_Row]) -> type[_Row]:
    """Declare ``row``: each of its fields names one owner.

    Raises:
        TypeError: a field without an owner, or with two.
    """
    columns_of(row)
    return row


def columns_of(row: type[NamedTuple]) -> tuple[Column, ...]:
    """The fields of ``row``, in their order.

    Raises:
        TypeError: a field without an owner, or with two.
    """
    return _columns(row)


@cache
def _columns(row: type[NamedTuple]) -> tuple[Column, ...]:
    hints = get_type_hints(row, include_extras=True)
    return tuple(_column(row, name, hints[name]) for name in row._fields)


def names_of(row: type[NamedTuple], *owners: Owner) -> tuple[str, ...]:
    """The names of the fields that ``owners`` own, in their order."""
    return tuple(column.name for column in columns_of(row) if column.owner in owners)


@cache
def part_of(row: type[NamedTuple], *owners: Owner) -> Callable[[Any], tuple[Any, ...]]:
    """A function that takes a row to the values of the fields that ``owners`` own."""
    places = [n for n, column in enumerate(columns_of(row)) if column.owner in owners]
    if len(places) == 1:
        (only,) = places
        return lambda one: (one[only],)
    return itemgetter(*places) if places else lambda _: ()


def with_part(row: _Row, other: _Row | None, *owners: Owner) -> _Row:
    """``row`` with the fields that ``owners`` own as ``other`` has them, if there is one."""
    if other is None:
        return row
    return row._replace(**{name: getattr(other, name) for name in names_of(type(row), *owners)})


def _column(row: type[NamedTuple], name: str, hint: Any) -> Column:
    value, *marks = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    owners = [mark for mark in marks if isinstance(mark, Owner)]
    if len(owners) != 1:
        raise TypeError(f"{row.__name__}.{name} must name one owner, as in {name}: Files[str]")
    optional = [kind for kind in get_args(value) if kind is not type(None)]
    kinds = [value, *optional]
    return Column(
        name,
        owners[0],
        is_json=_JSONB in marks or any(_JSONB in get_args(kind) for kind in kinds),
        is_list=any(get_origin(kind) is tuple for kind in kinds),
    )
