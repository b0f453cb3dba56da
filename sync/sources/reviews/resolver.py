"""Which review counts for which implementation: reviews and catalogue in, answers out. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sync.model.catalog import Catalog, Implementation, ImplementationKey, Review
from sync.model.layouts import names as grammar
from sync.model.layouts.layout import VARIANT
from sync.sources.reviews.alike import Alike, lowered
from sync.sources.reviews.naming import Names, label_names
from sync.sources.reviews.section import Finding
from sync.sources.reviews.titles import Title, TitleReader
from sync.sources.reviews.trust import Trust


class About(NamedTuple):
    """What a review is about, or why it is about nothing.

    ``subject`` is spec, library and variant, None for all of a kind.
    """

    subject: tuple[str, str | None, str | None] | None
    specificity: int = 0
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """``implementations`` with the columns that reviews own, and the review behind each."""

    implementations: dict[ImplementationKey, Implementation]
    counting: dict[ImplementationKey, Review]


class Resolver:
    """Says what reviews are about in one catalogue (contract, section 3).

    Without a ``trust`` the titles of all issues say what a review is about.
    """

    def __init__(self, catalog: Catalog, trust: Trust | None = None) -> None:
        self._catalog = catalog
        self._trust = trust or Trust((), all_titles=True)
        self._like_specs, self._like_libraries = Alike(catalog.specs), Alike(catalog.libraries)
        self._like_variants: Alike | None = None
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
                like = self._like_libraries.find(names.library_id or "", near=True)
                return _unknown("library", names.library_id, like)
        if spec not in self._catalog.specs or spec is None:
            return _unknown("spec", spec, self._like_specs.find(spec or ""))
        if variant is not None and not grammar.is_variant(variant):
            return _unknown("variant", variant, self._variant_like(variant))
        specificity = sum(name is not None for name in names)
        if library is not None and variant is None:
            variant = VARIANT
        return About((spec, library, variant), specificity)

    def _completed(self, stated: Names, review: Review) -> Names | About:
        """``stated`` with what the issue's labels and title add, or why that cannot be said."""
        labels, contradictions = label_names(review.issue_labels)
        for kind, name in (("library", stated.library_id), ("variant", stated.variant)):
            if name is None and kind in contradictions:
                return _nothing("review-ambiguous", f"the labels name two values of {kind}")
        names = stated.over(labels)
        missing = [
            kind
            for kind, name in (("spec", names.spec_id), ("library", names.library_id))
            if name is None
        ]
        if not missing:
            return names
        title = self._titles.read(review.issue_title)
        if self._trust.takes_title(review):
            found = _of_title(title, missing, review.issue_title)
            if found is not None:
                return found
            names = names.over(title.names)
        elif found := _of_stranger(title, missing, review):
            return found
        if names.spec_id is None:
            return _nothing(
                "review-spec-unknown",
                f"neither the comment nor the title {review.issue_title!r} names a known spec",
            )
        return names

    def _variant_like(self, variant: str) -> str | None:
        if self._like_variants is None:
            known = {row.variant for row in self._catalog.implementations.values()}
            self._like_variants = Alike(known)
        return self._like_variants.find(variant)

    def resolve(self, reviews: Iterable[Review], min_quality: float) -> Resolution:
        """All implementations, with score and verdict of the review that counts for each."""
        newest: dict[tuple[str, str | None, str | None], tuple[_Rank, Review]] = {}
        for review in reviews:
            if not review.is_of_merged_code:
                continue
            subject, specificity, _ = self.about(review)
            if subject is None:
                continue
            rank = (review.created_at, specificity, review.comment_id, review.section)
            if subject not in newest or rank > newest[subject][0]:
                newest[subject] = (rank, review)
        found: dict[ImplementationKey, Implementation] = {}
        counting: dict[ImplementationKey, Review] = {}
        specs = {spec for spec, _, _ in newest}
        for key, row in self._catalog.implementations.items():
            spec, library, variant = key
            best = None
            if spec in specs:
                subjects = ((spec, a, b) for a in (library, None) for b in (variant, None))
                best = max(filter(None, map(newest.get, subjects)), default=None)
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


def _unknown(kind: str, name: str | None, like: str | None) -> About:
    if like is not None:
        is_known_kind = kind != "variant" and name is not None and name.isascii()
        code = f"review-{kind}-unknown" if is_known_kind else "review-name-alike"
        return _nothing(code, f"there is no {kind} {name!r}, which only looks like {like!r}")
    if kind == "variant":
        return _nothing("review-name-invalid", f"there can be no variant {name!r}")
    return _nothing(f"review-{kind}-unknown", f"there is no {kind} {name!r}")


def _of_title(title: Title, missing: Collection[str], text: str) -> About | None:
    """Why a title does not say what is ``missing``; None where it may."""
    for kind, word, like in title.alike:
        if kind in missing:
            return _nothing(
                "review-name-alike",
                f"the title {text!r} names {word!r}, which only looks like {like!r}",
            )
    for kind in missing:
        if kind in title.ambiguous:
            what = "two specs" if kind == "spec" else "two libraries"
            return _nothing("review-ambiguous", f"the title {text!r} names {what}")
    return None


def _of_stranger(title: Title, missing: Collection[str], review: Review) -> About | None:
    """Why a title that is not believed settles nothing; None where it names nothing."""
    named = {"spec": title.names.spec_id, "library": title.names.library_id}
    labels = [f"`{kind}:{named[kind]}`" for kind in missing if named[kind] is not None]
    labels += [f"`{kind}:…`" for kind in missing if named[kind] is None and kind in title.ambiguous]
    labels += [f"`{kind}:{like}`" for kind, _, like in title.alike if kind in missing]
    if not labels:
        return None
    return _nothing(
        "review-title-untrusted",
        f"only the title {review.issue_title!r}, which {review.issue_author!r} gave it, says what"
        f" the review is about: the label {' and '.join(dict.fromkeys(labels))} would settle it",
    )


def _folded(library: str) -> str:
    # a letter that is not ASCII stays: it makes another name
    return "".join(sign for sign in lowered(library) if sign.isalnum() or not sign.isascii())
