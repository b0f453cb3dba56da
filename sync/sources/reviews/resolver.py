"""Which review counts for which implementation: reviews and catalogue in, answers out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sync.catalog import Catalog, Implementation, ImplementationKey, Review
from sync.sources.reviews.naming import DEFAULT_VARIANT, Names, TitleReader, label_names
from sync.sources.reviews.section import Finding




class About(NamedTuple):
    """What a review is about, or why it is about nothing.

    ``target`` is spec, library and variant, None for all of a kind.
    """

    target: tuple[str, str | None, str | None] | None
    specificity: int = 0
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """``implementations`` with the columns that reviews own, and the review behind each."""

    implementations: dict[ImplementationKey, Implementation]
    counting: dict[ImplementationKey, Review]


class Resolver:
    """Says what reviews are about in one catalogue (contract, section 3)."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._titles = TitleReader(catalog.specs, catalog.libraries)
        self._libraries = {_folded(row.name): row.id for row in catalog.libraries.values()}
        self._libraries |= {_folded(name): name for name in catalog.libraries}

    def about(self, review: Review) -> About:
        """What ``review`` is about: the first that says, for each of spec, library and variant."""
        names = Names(review.spec_id, review.library_id, review.variant)
        if None in names:
            found = self._completed(names, review)
            if isinstance(found, About):
                return found
            names = found
        spec, library, variant = names
        if library is not None and library not in self._catalog.libraries:
            library = self._libraries.get(_folded(library))
            if library is None:
                what = f"there is no library {names.library_id!r}"
                return _nothing("review-library-unknown", what)
        if spec not in self._catalog.specs or spec is None:
            return _nothing("review-spec-unknown", f"there is no spec {spec!r}")
        specificity = sum(name is not None for name in names)
        if library is not None and variant is None:
            variant = DEFAULT_VARIANT
        return About((spec, library, variant), specificity)

    def _completed(self, stated: Names, review: Review) -> Names | About:
        """``stated`` with what the issue's labels and title add, or why that cannot be said."""
        labels, contradictions = label_names(review.issue_labels)
        for kind, name in (("library", stated.library_id), ("variant", stated.variant)):
            if name is None and kind in contradictions:
                return _nothing("review-ambiguous", f"the labels name two values of {kind}")
        names = stated.over(labels)
        if names.spec_id is not None and names.library_id is not None:
            return names
        title, ambiguous, _ = self._titles.read(review.issue_title)
        for kind, name in (("spec", names.spec_id), ("library", names.library_id)):
            if name is None and kind in ambiguous:
                what = "two specs" if kind == "spec" else "two libraries"
                return _nothing(
                    "review-ambiguous", f"the title {review.issue_title!r} names {what}"
                )
        names = names.over(title)
        if names.spec_id is None:
            return _nothing(
                "review-spec-unknown",
                f"neither the comment nor the title {review.issue_title!r} names a known spec",
            )
        return names

    def resolve(self, reviews: Iterable[Review], min_quality: float) -> Resolution:
        """All implementations, with score and verdict of the review that counts for each."""
        newest: dict[tuple[str, str | None, str | None], tuple[_Rank, Review]] = {}
        for review in reviews:
            target, specificity, _ = self.about(review)
            if target is None:
                continue
            rank = (review.created_at, specificity, review.comment_id, review.section)
            if target not in newest or rank > newest[target][0]:
                newest[target] = (rank, review)
        found: dict[ImplementationKey, Implementation] = {}
        counting: dict[ImplementationKey, Review] = {}
        specs = {spec for spec, _, _ in newest}
        for key, row in self._catalog.implementations.items():
            spec, library, variant = key
            best = None
            if spec in specs:
                targets = ((spec, a, b) for a in (library, None) for b in (variant, None))
                best = max(filter(None, map(newest.get, targets)), default=None)
            if best is None:
                score, tested, at, url = None, False, None, None
            else:
                review = best[1]
                counting[key] = review
                score, at, url = review.score, review.created_at, review.url
                tested = review.verdict != "rejected" and score >= min_quality
            # a row that stays the same object is not compared again
            if (score, tested, at, url) != row[8:12]:
                found[key] = row._replace(
                    quality_score=score, tested=tested, reviewed_at=at, review_url=url
                )
            else:
                found[key] = row
        return Resolution(found, counting)


_Rank = tuple[object, ...]


def _nothing(code: str, message: str) -> About:
    return About(None, finding=Finding(code, message))


def _folded(library: str) -> str:
    return "".join(filter(str.isalnum, library.casefold()))
