"""What each review did: the lines of a report that explain scores."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sync.model.catalog import Catalog, Implementation, ImplementationKey, Review
from sync.model.effects import Effect
from sync.model.owners import Owner, part_of

_of_reviews = part_of(Implementation, Owner.REVIEWS)
_UNRATED = _of_reviews(Implementation("", "", "", "", ""))
"""What the reviews' columns hold of a row that is not there yet."""


Subject = tuple[str, str | None, str | None]
"""Spec, library and variant that a review is about; None for all."""


def effects(
    actual: Catalog,
    desired: Catalog,
    counting: Mapping[ImplementationKey, Review],
    fresh: Iterable[tuple[Review, Subject]],
) -> list[Effect]:
    """What happens to scores between ``actual`` and ``desired``, in the order of the keys.

    Args:
        actual: the rows there are.
        desired: the rows as they shall be.
        counting: the review behind the score of each implementation that has one.
        fresh: reviews that are new or changed, and what they are about.
    """
    found = [
        _moved(key, old, row, counting.get(key))
        for key, row in desired.implementations.items()
        if (old := actual.implementations.get(key)) is not row and _reviewed(old) != _reviewed(row)
    ]
    fresh = list(fresh)
    if fresh:
        specs = {subject[0] for _, subject in fresh}
        by_spec: dict[str, list[ImplementationKey]] = {}
        for key in desired.implementations:
            if key[0] in specs:
                by_spec.setdefault(key[0], []).append(key)
        for review, subject in fresh:
            keys = [key for key in by_spec.get(subject[0], ()) if _covers(subject, key)]
            found += _idle(review, subject, keys, counting)
    return sorted(found, key=lambda effect: (effect.key, effect.url))


def _moved(
    key: ImplementationKey, old: Implementation | None, new: Implementation, review: Review | None
) -> Effect:
    before = old.quality_score if old else None
    if review is None:
        return Effect(
            "/".join(key), before, None, tested=False, author="", url="", note="no review"
        )
    tested = bool(new.tested)
    return Effect("/".join(key), before, new.quality_score, tested, review.author, review.url)


def _idle(
    review: Review,
    subject: Subject,
    keys: Collection[ImplementationKey],
    counting: Mapping[ImplementationKey, Review],
) -> list[Effect]:
    if any(counting.get(key) == review for key in keys):
        return []
    if not review.is_of_merged_code:
        note = "waits for the merge of its pull request"
    else:
        note = "another review counts" if keys else "waits for its implementation"
    text = "/".join(part or "*" for part in subject)
    return [
        Effect(
            text, None, review.score, tested=False, author=review.author, url=review.url, note=note
        )
    ]


def _covers(subject: Subject, key: ImplementationKey) -> bool:
    return all(want is None or want == have for want, have in zip(subject, key, strict=True))


def _reviewed(row: Implementation | None) -> tuple[object, ...]:
    if row is None:
        return _UNRATED
    return _of_reviews(row._replace(tested=bool(row.tested)))
