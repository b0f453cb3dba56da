"""Reads reviews from a repository's issue comments, and how far it came.

The listings are those of the whole repository, oldest change first (GitHub's
docs, "List issue comments for a repository" and "List repository issues"):
what changes while they are read comes at their end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sync.catalog import Mark, Review, ReviewKey
from sync.sources.reviews.client import GitHubClient
from sync.sources.reviews.listing import PAGE, Comment, Listing, read_comment, read_issue
from sync.sources.reviews.parser import ParsedReview, parse_comment
from sync.sources.reviews.section import Finding

PARSER = "1"
"""How comments are read. Raised with every change of it, so that all are read again."""
TRUSTED_ASSOCIATIONS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
"""The team (GitHub's docs, GraphQL, CommentAuthorAssociation)."""
_COMMENTS = "comments"
_ISSUES = "issues"


class Remark(NamedTuple):
    """A finding about a comment, and where that is."""

    finding: Finding
    url: str


class Ignored(NamedTuple):
    """A review of somebody who is not believed."""

    author: str
    url: str


@dataclass(frozen=True, slots=True)
class ReviewsRead:
    """What was read.

    ``reviews`` are all that there are now, those that were known and not read
    again included. ``read`` counts the reviews that were found, the ignored
    ones too; ``fresh`` are the keys of those to tell about.
    """

    reviews: dict[ReviewKey, Review]
    marks: tuple[Mark, ...]
    fresh: frozenset[ReviewKey]
    remarks: tuple[Remark, ...]
    ignored: tuple[Ignored, ...]
    read: int
    requests: int


def read_reviews(
    client: GitHubClient,
    known: Mapping[ReviewKey, Review],
    marks: Mapping[str, Mark],
    trusted: Collection[str],
    *,
    from_start: bool = False,
    on_page: Callable[[], None] = lambda: None,
) -> ReviewsRead:
    """The reviews there are, given those that are ``known``.

    Args:
        client: asks GitHub.
        known: the reviews of the last reading.
        marks: how far that came, by listing.
        trusted: logins of authors whose reviews count, beside the team's.
        from_start: read everything, and forget reviews whose comment is gone.
        on_page: called after each page.

    Raises:
        ReviewsUnavailableError: anything that was asked for could not be read.
    """
    rules = f"{PARSER}:{','.join(sorted(login.casefold() for login in trusted))}"
    reading = _Reading(client, known, rules, frozenset(map(str.casefold, trusted)), on_page)
    before = (
        {}
        if from_start
        else {
            name: mark
            for name, mark in marks.items()
            if mark.repository == client.repository and mark.rules == rules
        }
    )
    if len(before) < len((_COMMENTS, _ISSUES)):
        before = {}
    comments = reading.comments(before.get(_COMMENTS))
    issues = reading.issues(before.get(_ISSUES))
    return ReviewsRead(
        reviews=reading.reviews,
        marks=(comments, issues),
        fresh=frozenset(reading.fresh & reading.reviews.keys()),
        remarks=tuple(reading.remarks.values()),
        ignored=tuple(reading.ignored.values()),
        read=sum(reading.found.values()),
        requests=client.requests,
    )


@dataclass(slots=True)
class _Reading:
    client: GitHubClient
    known: Mapping[ReviewKey, Review]
    rules: str
    trusted: frozenset[str]
    on_page: Callable[[], None]
    reviews: dict[ReviewKey, Review] = field(default_factory=dict)
    fresh: set[ReviewKey] = field(default_factory=set)
    remarks: dict[tuple[int, int], Remark] = field(default_factory=dict)
    ignored: dict[tuple[int, int], Ignored] = field(default_factory=dict)
    found: dict[int, int] = field(default_factory=dict)
    """Comment id to number of reviews in it."""

    def comments(self, mark: Mark | None) -> Mark:
        """Read the comments that changed since ``mark``, or all."""
        seen: dict[int, datetime] = {}
        fresh: dict[ReviewKey, Review] = {}
        since = mark.seen_until if mark else None
        listing = Listing(self.client, "issues/comments", {}, mark, self.on_page)
        for item in listing:
            self.take(item, since, seen, fresh)
        if mark is None:
            self.find_missed(seen, fresh)
        kept = {} if mark is None else self.known
        self.reviews = {key: row for key, row in kept.items() if key[0] not in seen}
        self.reviews |= fresh
        return listing.mark(_COMMENTS, self.rules)

    def take(
        self,
        item: dict[str, Any],
        since: datetime | None,
        seen: dict[int, datetime],
        fresh: dict[ReviewKey, Review],
    ) -> None:
        """One comment as GitHub gives it. One that comes again is read as it is now."""
        comment = read_comment(item)
        if comment.id in seen:
            self.forget(comment.id, fresh)
        seen[comment.id] = comment.updated_at
        parsed = parse_comment(comment.body)
        if parsed.reviews:
            self.found[comment.id] = len(parsed.reviews)
        if not self.is_trusted(comment):
            for section in range(len(parsed.reviews)):
                self.ignored[comment.id, section] = Ignored(comment.author, comment.url)
            return
        told = since is None or comment.updated_at >= since
        if told:
            for index, finding in enumerate(parsed.findings):
                self.remarks[comment.id, index] = Remark(finding, comment.url)
        for section, review in enumerate(parsed.reviews, 1):
            key = (comment.id, section)
            fresh[key] = self.row(comment, section, review)
            if told:
                self.fresh.add(key)

    def forget(self, comment_id: int, fresh: dict[ReviewKey, Review]) -> None:
        self.found.pop(comment_id, None)
        for kept in (fresh, self.remarks, self.ignored):
            for key in [key for key in kept if key[0] == comment_id]:
                del kept[key]

    def row(self, comment: Comment, section: int, review: ParsedReview) -> Review:
        """A review as it is stored. What its issue says is filled in later."""
        old = self.known.get((comment.id, section))
        return Review(
            comment_id=comment.id,
            section=section,
            issue_number=comment.issue_number,
            issue_title=old.issue_title if old else "",
            issue_labels=old.issue_labels if old else (),
            spec_id=review.names.spec_id,
            library_id=review.names.library_id,
            variant=review.names.variant,
            score=review.score,
            verdict=review.verdict,
            author=comment.author,
            created_at=comment.created_at,
            updated_at=comment.updated_at,
            url=comment.url,
        )

    def is_trusted(self, comment: Comment) -> bool:
        """Whether the author of a comment is believed (contract, section 3)."""
        is_of_the_team = comment.association in TRUSTED_ASSOCIATIONS
        return is_of_the_team or comment.author.casefold() in self.trusted

    def find_missed(self, seen: dict[int, datetime], fresh: dict[ReviewKey, Review]) -> None:
        """Look again for known comments that were not listed: are they really gone?

        A comment that is deleted while its listing is read moves each later
        one up by a place, and one of them out of the page that comes next.
        """
        missing = {
            row.comment_id: row.updated_at
            for row in self.known.values()
            if row.comment_id not in seen
        }
        while missing:
            oldest = min(missing.values())
            at = Mark(_COMMENTS, "", "", oldest)
            last: datetime | None = None
            listing = Listing(self.client, "issues/comments", {}, at, self.on_page)
            for number, item in enumerate(listing, 1):
                self.take(item, None, seen, fresh)
                last = seen[item["id"]]
                if number >= PAGE and last > oldest:
                    break
            else:
                return
            missing = {
                comment_id: updated
                for comment_id, updated in missing.items()
                if comment_id not in seen and updated > last
            }

    def issues(self, mark: Mark | None) -> Mark:
        """Give each review the title and labels that its issue has now."""
        numbers = {row.issue_number for row in self.reviews.values()}
        listing = Listing(self.client, "issues", {"state": "all"}, mark, self.on_page)
        found: dict[int, tuple[str, tuple[str, ...]]] = {}
        for item in listing:
            number, title, labels = read_issue(item)
            if number in numbers:
                found[number] = (title, labels)
        known = {row.issue_number: row for row in self.known.values()} if mark else {}
        for number in sorted(numbers - found.keys()):
            if number in known and known[number].issue_title:
                row = known[number]
                found[number] = (row.issue_title, row.issue_labels)
            else:
                item = self.client.get(f"issues/{number}", may_be_missing=True).body
                _, title, labels = read_issue(item) if item is not None else (0, "", ())
                found[number] = (title, labels)
        for key, row in self.reviews.items():
            title, labels = found[row.issue_number]
            if (title, labels) != (row.issue_title, row.issue_labels):
                self.reviews[key] = row._replace(issue_title=title, issue_labels=labels)
                self.fresh.add(key)
        return listing.mark(_ISSUES, self.rules)
