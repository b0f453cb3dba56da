"""What a run notes beside a score: which code it was given to (pure).

The score stays when the code changes. So that a reader can tell, a row keeps
the blob id that its file had when the score was taken on.
"""

from __future__ import annotations

from dataclasses import replace

from sync.model.catalog import Catalog, Implementation
from sync.reconcile.diff import replaced


def with_notes(actual: Catalog, desired: Catalog) -> Catalog:
    """``desired`` with the ``scored_hash`` of each score that is not the one ``actual`` has.

    A score that somebody edited by hand and that is put right is still the score of
    the code that it was given to.
    """
    before = actual.implementations
    noted: dict[tuple[str, str, str], Implementation] = {}
    rewritten: frozenset[str | None] | None = None
    for key in replaced(before, desired.implementations):
        old, row = before.get(key), desired.implementations[key]
        scored = None if old is None else old.scored_hash
        if old is None or old.quality_score != row.quality_score or _source(old) != _source(row):
            if rewritten is None:
                rewritten = _rewritten(actual, desired)
            if old is None or _source(old) != _source(row) or row.review_url in rewritten:
                scored = row.source_hash
            if row.quality_score is None:
                scored = None
        if scored != row.scored_hash:
            noted[key] = row._replace(scored_hash=scored)
    if not noted:
        return desired
    return replace(desired, implementations=desired.implementations | noted)


def _source(row: Implementation) -> tuple[object, object]:
    """Which review the score is from."""
    return row.review_url, row.reviewed_at


def _rewritten(actual: Catalog, desired: Catalog) -> frozenset[str | None]:
    """The addresses of the reviews that say something else than they did.

    None is among them: what the metadata files say has no address.
    """
    reviews = desired.reviews.items()
    return frozenset(
        [None, *(review.url for key, review in reviews if actual.reviews.get(key) != review)]
    )
