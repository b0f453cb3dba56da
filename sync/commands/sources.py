"""The sources there are, and what each is told by the settings: said here, and nowhere else.

The order is that of reports. Whoever has to do with sources walks this list, or
the summaries that the sources themselves have put into a report.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, NamedTuple

from sync.settings import metadata_owns
from sync.sources.files.source import Files
from sync.sources.previews.source import Pictures, Previews
from sync.sources.reviews.source import Repository, Reviews
from sync.sources.source import Source, Summary

if TYPE_CHECKING:
    from sync.model.patience import Patience
    from sync.settings import Settings
    from sync.sources.files.tree import Tree

_BY_FILES = "the metadata files say it"


class Asked(NamedTuple):
    """What sources are made from.

    Args:
        settings: where they are.
        listing: the files, which may still be on their way.
        without: the names of those that are not to be read.
    """

    settings: Settings
    listing: Future[Tree]
    without: frozenset[str] = frozenset()

    def is_wanted(self, source: type[Source]) -> bool:
        """Whether a source may be read at all."""
        return source.name not in self.without


def _files(asked: Asked) -> Files:
    return Files(asked.listing, metadata_owns(asked.settings))


def _reviews(asked: Asked) -> Reviews:
    settings, github = asked.settings, asked.settings.github
    if settings.scores != "reviews":
        return Reviews(None, _BY_FILES)
    if github is None or not asked.is_wanted(Reviews):
        return Reviews(None)
    from sync.model.patience import GITHUB

    return Reviews(
        Repository(
            github.api_url,
            github.repository,
            github.token,
            GITHUB._replace(retries=settings.retries, limits=settings.rate_limit_wait),
            reviewers=settings.trusted_reviewers,
            all_titles=settings.trust_titles,
            min_quality=settings.min_quality,
        )
    )


def _previews(asked: Asked) -> Previews:
    settings, bucket = asked.settings, asked.settings.bucket
    if settings.previews != "bucket":
        return Previews(None, _BY_FILES)
    if bucket is None or not asked.is_wanted(Previews):
        return Previews(None)
    return Previews(Pictures(bucket, bucket_patience(settings)))


_SOURCES: dict[type[Source], Callable[[Asked], Source]] = {
    Files: _files,
    Reviews: _reviews,
    Previews: _previews,
}

COMPLETING = tuple(source.name for source in _SOURCES if source is not Files)
"""The names of the sources that complete what the files say."""


def bucket_patience(settings: Settings) -> Patience:
    """How patient the settings are with the bucket."""
    from sync.model.patience import BUCKET

    return BUCKET._replace(budget=settings.bucket_wait)


def sources_of(asked: Asked) -> tuple[Source, ...]:
    """Every source, ready to be started; what is not to be read, or is nowhere, is off."""
    return tuple(make(asked) for make in _SOURCES.values())


def nothing_read() -> dict[str, Summary]:
    """What a report says of sources that nobody came to read."""
    return {source.name: source.summary("off") for source in _SOURCES}
