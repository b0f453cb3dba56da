"""Reviews: what issue comments say of implementations, and which of them counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sync.model.catalog import Mark, Review, ReviewKey
from sync.sources.reviews.client import GitHubClient, Patience, ReviewsUnavailableError
from sync.sources.reviews.reader import Remark, ReviewsRead, read_reviews
from sync.sources.reviews.resolver import Resolution, Resolver
from sync.sources.reviews.trust import Trust

__all__ = [
    "Patience",
    "Remark",
    "Resolution",
    "Resolver",
    "ReviewsRead",
    "ReviewsUnavailableError",
    "Trust",
    "fetch_reviews",
]


def fetch_reviews(
    api_url: str,
    repository: str,
    token: str,
    *,
    patience: Patience,
    known: Mapping[ReviewKey, Review],
    marks: Mapping[str, Mark],
    trust: Trust,
    from_start: bool,
    on_page: Callable[[], None] = lambda: None,
) -> ReviewsRead:
    """Connect to GitHub and do what :func:`sync.sources.reviews.reader.read_reviews` does.

    Raises:
        ReviewsUnavailableError: anything that was asked for could not be read. Its
            ``requests`` counts what was sent until then.
    """
    client = GitHubClient(api_url, repository, token, patience)
    try:
        return read_reviews(client, known, marks, trust, from_start=from_start, on_page=on_page)
    except ReviewsUnavailableError as error:
        error.requests = client.requests
        raise
    finally:
        client.close()
