"""The vocabulary: what a catalogue holds, as values.

The desired state (the files) and the actual state (PostgreSQL) are both a
:class:`Catalog`, so comparing them is a pure function. Field names are column
names of the tables in ``sync/database/tables.py``.

JSON columns are carried as text in the form in which PostgreSQL prints
``jsonb`` (:func:`jsonb_text`): equal text means equal value, ``1``, ``1.0``
and ``true`` stay apart, and a row that did not change is never decoded.
"""

# annotations are not postponed: as texts, they would be compiled one by one in every process
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from json.encoder import encode_basestring
from math import isfinite
from typing import Any, NamedTuple

from sync.model.owners import (
    Bucket,
    Files,
    Json,
    Key,
    Note,
    Owner,
    Queue,
    Reviews,
    Seal,
    owned,
    part_of,
)

SpecId = str
TagKey = tuple[str, str]
"""``(spec_id, tag)``."""
ImplementationKey = tuple[str, str, str]
"""``(spec_id, library_id, variant)``: the identity of an implementation (contract, section 1)."""
ReviewKey = tuple[int, int]
"""``(comment_id, section)``: a comment may hold several reviews."""
PromotionKey = tuple[str, str]
"""``(spec_id, platform)``."""


@owned
class Library(NamedTuple):
    """A plotting library: one row of ``libraries``."""

    id: Key[str]
    name: Files[str]
    version: Files[str | None] = None
    documentation_url: Files[str | None] = None
    active: Files[bool] = True


@owned
class Tag(NamedTuple):
    """One row of ``tags``. ``confidence`` is 0 to 1, ``created_by`` is ``ai`` or ``human``."""

    spec_id: Key[str]
    tag: Key[str]
    confidence: Files[float] = 1.0
    created_by: Files[str] = "human"

    @property
    def key(self) -> TagKey:
        """``(spec_id, tag)``."""
        return (self.spec_id, self.tag)


@owned
class Spec(NamedTuple):
    """A plot specification: one row of ``specs``.

    ``data_requirements`` and ``optional_params`` are :func:`jsonb_text`.
    ``source_hash`` is the git blob id of the file, and None for a spec whose
    file is gone. ``tags`` are the names of the tags that the file declares.
    """

    id: Key[str]
    title: Files[str]
    description: Files[str | None]
    data_requirements: Files[Json]
    optional_params: Files[Json | None]
    tags: Files[tuple[str, ...]] = ()
    active: Files[bool] = True
    source_path: Files[str | None] = None
    source_hash: Files[str | None] = None
    content_hash: Seal[str | None] = None


@owned
class Implementation(NamedTuple):
    """An implementation of a spec in a library: one row of ``implementations``.

    ``source_hash`` is the git blob id of the file, ``quality_score`` is 0 to
    100, ``reviewed_at`` is UTC without a zone. ``scored_hash`` is what
    ``source_hash`` was when the score was taken on, None where nobody kept it.
    """

    spec_id: Key[str]
    library_id: Key[str]
    variant: Key[str]
    plot_function: Files[str]
    file_path: Files[str]
    python_version: Files[str | None] = "3.10+"
    source_hash: Files[str | None] = None
    content_hash: Seal[str | None] = None
    quality_score: Reviews[float | None] = None
    tested: Reviews[bool | None] = False
    reviewed_at: Reviews[datetime | None] = None
    review_url: Reviews[str | None] = None
    preview_url: Bucket[str | None] = None
    scored_hash: Note[str | None] = None

    @property
    def key(self) -> ImplementationKey:
        """``(spec_id, library_id, variant)``."""
        return (self.spec_id, self.library_id, self.variant)

    @property
    def changed_since_review(self) -> bool | None:
        """Whether the code is another than its score was given to, None where nobody knows."""
        if self.quality_score is None or self.scored_hash is None:
            return None
        return self.scored_hash != self.source_hash


@owned
class Review(NamedTuple):
    """A review found in an issue comment: one row of ``quality_reviews``.

    ``spec_id``, ``library_id`` and ``variant`` are what the comment itself
    names, None for what it does not; the issue's labels and title, as they
    read now, say the rest. ``score`` is 0 to 100, ``verdict`` is ``approved``,
    ``rejected`` or None. ``issue_author`` and ``issue_association`` tell whose
    words the title is; ``merged_at`` is None for an issue, and for a pull
    request that is not merged. Times are UTC without a zone, as GitHub gives them.
    """

    comment_id: Key[int]
    section: Key[int]
    issue_number: Reviews[int]
    issue_title: Reviews[str]
    issue_labels: Reviews[tuple[str, ...]]
    spec_id: Reviews[str | None]
    library_id: Reviews[str | None]
    variant: Reviews[str | None]
    score: Reviews[float]
    verdict: Reviews[str | None]
    author: Reviews[str]
    created_at: Reviews[datetime]
    updated_at: Reviews[datetime]
    url: Reviews[str]
    issue_author: Reviews[str] = ""
    issue_association: Reviews[str] = ""
    is_pull_request: Reviews[bool] = False
    merged_at: Reviews[datetime | None] = None

    @property
    def key(self) -> ReviewKey:
        """``(comment_id, section)``."""
        return (self.comment_id, self.section)

    @property
    def is_of_merged_code(self) -> bool:
        """Whether the review rates what is published: only that counts (contract, section 3)."""
        return not self.is_pull_request or self.merged_at is not None


@owned
class Promotion(NamedTuple):
    """What an entry of ``promotion_queue`` announces: a spec, on one social platform.

    ``priority`` is ``high``, ``medium`` or ``low``; score and preview are
    those of the spec's best tested implementation.
    """

    spec_id: Key[str]
    platform: Key[str]
    priority: Queue[str | None]
    quality_score: Queue[float | None] = None
    preview_url: Queue[str | None] = None

    @property
    def key(self) -> PromotionKey:
        """``(spec_id, platform)``."""
        return (self.spec_id, self.platform)


class Promoted(NamedTuple):
    """What the promotion queue holds of one spec and platform, in any state.

    ``open`` is the entry that is still to be posted, None where there is none.
    It ``is_waiting`` until it is handed out for the first time.
    """

    open: Promotion | None = None
    is_waiting: bool = False
    was_posted: bool = False


class Mark(NamedTuple):
    """How far a listing was read: one row of ``sync_marks``.

    ``repository`` is where: of the source ``previews`` it is the bucket.
    ``seen_until`` is the newest change that was seen, by the server's clock.
    ``etag`` identifies the answer to the request for what is newer. ``rules``
    tells what decided which entries were kept. ``ignored`` are the logins whose
    reviews were not, with blanks between.
    """

    source: str
    repository: str
    rules: str
    seen_until: datetime | None
    etag: str | None = None
    ignored: str = ""


class Notice(NamedTuple):
    """A change that somebody has yet to be told of: ``untold`` of a row of ``sync_runs``.

    ``payload`` is the JSON that listeners of the database got, ``specs`` are the
    ids of all that changed, ``to`` names those that have not heard it.
    """

    run: int
    payload: str
    specs: tuple[SpecId, ...]
    to: tuple[str, ...]


class LastRun(NamedTuple):
    """What the last run that wrote has left: from a row of ``sync_runs``.

    ``settings`` are those that decide trust, None where they were not kept.
    ``committed_at`` is UTC without a zone, ``run`` the row's id.
    """

    commit: str | None = None
    committed_at: datetime | None = None
    settings: dict[str, Any] | None = None
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything there is, by key. Treated as immutable once built."""

    libraries: dict[str, Library] = field(default_factory=dict)
    specs: dict[SpecId, Spec] = field(default_factory=dict)
    tags: dict[TagKey, Tag] = field(default_factory=dict)
    implementations: dict[ImplementationKey, Implementation] = field(default_factory=dict)
    reviews: dict[ReviewKey, Review] = field(default_factory=dict)

    def declared(self, spec: Spec) -> list[Tag | None]:
        """The tag row of each name in ``spec.tags``, None for one that is missing."""
        return [self.tags.get((spec.id, name)) for name in spec.tags]


RULES = "3"
"""How files are read. Raised with every change of it, so that each row counts as out of date."""


_DECLARED = (Owner.KEY, Owner.FILES)
"""What a row's own file says."""
_of_implementation = part_of(Implementation, *_DECLARED)
_of_spec = part_of(Spec, *_DECLARED)
_of_tag = part_of(Tag, *_DECLARED)


def _digest(parts: Sequence[Any]) -> str:
    try:
        text = "\x1f".join((RULES, *parts))
    except TypeError:
        text = "\x1f".join((RULES, *map(_digestible, parts)))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _digestible(value: object) -> str:
    if isinstance(value, str):
        return value
    return "\0" if value is None else repr(value)


class Beside(NamedTuple):
    """What a row says that its own file does not say alone.

    ``facts`` is the blob id of the file beside it that holds its facts, empty
    where there is none. ``owners`` are those whose columns that file has taken
    over.
    """

    facts: str = ""
    owners: tuple[Owner, ...] = ()


ALONE = Beside()
"""A row that its own file says everything of."""


def implementation_digest(row: Implementation, beside: Beside = ALONE) -> str:
    """The ``content_hash`` that ``row`` should carry: a digest of what its files say."""
    if beside is ALONE:
        return _digest(_of_implementation(row))
    if not beside.owners:
        return _digest((*_of_implementation(row), beside.facts))
    taken = part_of(Implementation, *beside.owners)(row)
    return _digest((*_of_implementation(row), *taken, beside.facts))


def spec_digest(row: Spec, declared: Sequence[Tag | None], beside: Beside = ALONE) -> str:
    """The ``content_hash`` that ``row`` should carry.

    ``declared`` holds the ``tags`` row of each name in ``row.tags``, in that
    order, None for one that is missing: a tag row edited by hand shows in the
    digest of its spec.
    """
    parts = [*_of_spec(row), *(tag and _of_tag(tag) for tag in declared)]
    return _digest(parts if beside is ALONE else [*parts, beside.facts])


def sealed_implementation(row: Implementation, beside: Beside = ALONE) -> Implementation:
    """``row`` with the ``content_hash`` of its own columns."""
    return row._replace(content_hash=implementation_digest(row, beside))


def sealed_spec(row: Spec, declared: Sequence[Tag | None], beside: Beside = ALONE) -> Spec:
    """``row`` with the ``content_hash`` of its own columns and declared tags."""
    return row._replace(content_hash=spec_digest(row, declared, beside))


@lru_cache(1024)
def _in_order(keys: tuple[str, ...]) -> list[tuple[str, str]]:
    """The keys of an object in the order of ``jsonb``, each with what is written of it."""
    ordered = sorted(keys, key=lambda key: (len(key.encode()), key.encode()))
    return [(key, f"{encode_basestring(key)}: ") for key in ordered]


def jsonb_text(value: object) -> str:
    """``value`` as PostgreSQL prints it after storing it as ``jsonb``.

    Keys are ordered by length, then by bytes, and numbers are written out
    without an exponent (PostgreSQL manual, 8.14 JSON Types).

    Raises:
        ValueError: for a number that JSON cannot hold (``nan``, ``inf``).
        TypeError: for a type that JSON does not have.
    """
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if not isfinite(value):
            raise ValueError(f"{value} is not a JSON number")
        text = format(Decimal(repr(value)), "f")
        return text.removeprefix("-") if value == 0 else text
    if isinstance(value, dict):
        ordered = [f"{name}{jsonb_text(value[key])}" for key, name in _in_order(tuple(value))]
        return "{" + ", ".join(ordered) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(jsonb_text, value)) + "]"
    raise TypeError(f"{type(value).__name__} is not a JSON type")
