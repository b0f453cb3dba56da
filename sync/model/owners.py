"""Who owns which column: declared at the field, and read off by everybody who has to know.

A row of the vocabulary (:mod:`sync.model.catalog`) says beside each field who owns
it: ``title: Files[str]``. The digest that finds hand edits, what is carried
over while a source is absent, what is read and written, and the documents are
derived from that (contract, section 2).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import itemgetter
from typing import (
    Annotated,
    Any,
    ClassVar,
    NamedTuple,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

T = TypeVar("T")
_Row = TypeVar("_Row", bound=NamedTuple)


class Owner(str):
    """Who says what a column holds, in words. Nobody else writes it.

    Those that more than one room knows stand here; a source that fills a column of its own
    may name itself beside the field: ``Annotated[str | None, Owner("the file CODEOWNERS")]``.
    """

    __slots__ = ()

    KEY: ClassVar[Owner]
    FILES: ClassVar[Owner]
    SEAL: ClassVar[Owner]
    REVIEWS: ClassVar[Owner]
    BUCKET: ClassVar[Owner]
    NOTE: ClassVar[Owner]
    QUEUE: ClassVar[Owner]


Owner.KEY = Owner("identifies the row")
Owner.FILES = Owner("the files")
Owner.SEAL = Owner("the digest of what the files own")
Owner.REVIEWS = Owner("the reviews")
Owner.BUCKET = Owner("the bucket")
Owner.NOTE = Owner("the run that takes a score on")
Owner.QUEUE = Owner("the run that queues it, until it is handed out")


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


def beside_files(row: _Row, other: _Row | None) -> _Row:
    """``row`` with what the files do not own as ``other`` has it, if there is one."""
    if other is None:
        return row
    return row._replace(**{name: getattr(other, name) for name in _not_of_files(type(row))})


@cache
def _not_of_files(row: type[NamedTuple]) -> tuple[str, ...]:
    of_files = (Owner.KEY, Owner.FILES, Owner.SEAL)
    return tuple(column.name for column in columns_of(row) if column.owner not in of_files)


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
