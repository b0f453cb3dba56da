"""Who is believed (contract, section 3)."""

from __future__ import annotations

from collections.abc import Collection

from sync.model.catalog import Review
from sync.sources.reviews.alike import lowered

TRUSTED_ASSOCIATIONS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
"""The team (GitHub's docs, GraphQL, CommentAuthorAssociation)."""


class Trust:
    """Whose scores count, and whose titles say what they are about.

    Args:
        reviewers: logins that are believed beside the team's; compared as
            GitHub compares them, ASCII without case.
        all_titles: whether everybody's titles say what a review is about.
    """

    def __init__(self, reviewers: Collection[str], *, all_titles: bool = False) -> None:
        self.reviewers = frozenset(map(lowered, reviewers))
        self._all_titles = all_titles

    def believes(self, login: str, association: str) -> bool:
        """Whether what an account writes is believed."""
        return association in TRUSTED_ASSOCIATIONS or lowered(login) in self.reviewers

    def takes_title(self, review: Review) -> bool:
        """Whether the title of a review's issue says what it is about."""
        return self._all_titles or self.believes(review.issue_author, review.issue_association)
