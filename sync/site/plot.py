"""The page of one plot: what it asks for, and how each library does it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from markupsafe import Markup

from sync.model.catalog import Catalog, Implementation, Library, Review, Spec
from sync.site.coverage import Groups
from sync.site.facts import Facts
from sync.site.links import address_of, https, is_picture
from sync.site.prose import rendered
from sync.site.scores import Cell, bands, cell, finite, order

ReviewsByUrl = Mapping[tuple[str, float], Review]


class TagShown(NamedTuple):
    """A tag; ``confidence`` (0 to 1) of one that no file declares."""

    name: str
    confidence: float | None


class Parameter(NamedTuple):
    """A row of a table of parameters; ``default`` is None where there is none to show."""

    name: str
    type: str
    default: str | None
    description: Markup


class Shown(NamedTuple):
    """An implementation.

    ``preview`` is where its picture lies; ``is_picture`` says whether the page may load it.
    ``changed`` says whether the code is another one than the review saw; None: nobody knows.
    """

    row: Implementation
    library: Library
    cell: Cell
    verdict: str
    review: str | None
    author: str | None
    reviewed: datetime | None
    preview: str | None
    is_picture: bool
    file: str | None
    changed: bool | None


class Plot(NamedTuple):
    """The page."""

    spec: Spec
    description: Markup
    tags: tuple[TagShown, ...]
    requirements: tuple[Parameter, ...]
    parameters: tuple[Parameter, ...]
    implementations: tuple[Shown, ...]
    missing: tuple[Library, ...]
    source: str | None


def reviews_by_url(catalog: Catalog) -> ReviewsByUrl:
    """The reviews by where they stand and their score: several may stand in one comment."""
    return {(review.url, review.score): review for review in catalog.reviews.values()}


def plot(spec: Spec, facts: Facts, groups: Groups, reviews: ReviewsByUrl) -> Plot:
    """The page of ``spec``."""
    catalog, links = facts.survey.catalog, facts.links
    rows = sorted(groups.implementations.get(spec.id, ()), key=order)
    there = {row.library_id for row in rows}
    libraries = {library.id: library for library in groups.libraries}
    declared = set(spec.tags)
    return Plot(
        spec,
        rendered(spec.description, level=2),
        tuple(
            TagShown(name, None if name in declared else catalog.tags[spec.id, name].confidence)
            for name in groups.tags.get(spec.id, ())
        ),
        _parameters(spec.data_requirements),
        _parameters(spec.optional_params),
        tuple(_shown(row, libraries[row.library_id], facts, reviews) for row in rows),
        tuple(lib for lib in groups.libraries if lib.active and lib.id not in there),
        links.file(spec.source_path) if spec.source_path else None,
    )


def _shown(row: Implementation, library: Library, facts: Facts, reviews: ReviewsByUrl) -> Shown:
    least = facts.least
    score = finite(row.quality_score)
    review = None if score is None else reviews.get((row.review_url or "", score))
    preview = address_of(row.preview_url)
    return Shown(
        row,
        library,
        cell(row, bands(least)),
        _verdict(row, review, least),
        https(row.review_url),
        review and review.author,
        row.reviewed_at,
        preview,
        is_picture(preview),
        facts.links.file(row.file_path),
        row.changed_since_review,
    )


def _verdict(row: Implementation, review: Review | None, least: float) -> str:
    if row.tested:
        return "approved"
    if finite(row.quality_score) is None:
        return "not reviewed"
    is_low = review is not None and review.verdict == "approved" and review.score < least
    return f"approved, but below {least:g}" if is_low else "not approved"


def _parameters(text: str | None) -> tuple[Parameter, ...]:
    """The rows of a table. The column is JSON of whatever kind somebody has put there."""
    value = json.loads(text) if text else None
    if not isinstance(value, list):
        value = [] if value is None else [value]
    return tuple(map(_parameter, value))


def _parameter(value: object) -> Parameter:
    if not isinstance(value, dict):
        return Parameter(_told(value) or "\u2013", "", None, rendered(None))
    name, kind, description = (
        _told(value[key]) if value.get(key) is not None else ""
        for key in ("name", "type", "description")
    )
    default = json.dumps(value["default"], ensure_ascii=False) if "default" in value else None
    return Parameter(name if name.strip() else "\u2013", kind, default, rendered(description))


def _told(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def has_defaults(parameters: Sequence[Parameter]) -> bool:
    """Whether a table needs a column of defaults."""
    return any(parameter.default is not None for parameter in parameters)
