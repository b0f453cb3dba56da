"""Reads reviews from a repository's issue comments, and how far it came.

The listings are those of the whole repository, oldest change first (GitHub's
docs, "List issue comments for a repository" and "List repository issues"):
what changes while they are read comes at their end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sync.model.catalog import Mark, Review, ReviewKey
from sync.sources.reviews.client import GitHubClient
from sync.sources.reviews.listing import PAGE, Comment, Issue, Pages, read_comment, read_issue
from sync.sources.reviews.parser import ParsedComment, ParsedReview
from sync.sources.reviews.parsing import Parsing
from sync.sources.reviews.section import Finding
from sync.sources.reviews.sightings import sightings
from sync.sources.reviews.trust import Trust

PARSER = "3"
"""How comments are read. Raised with every change of it, so that all are read again."""
_MOST_LOGINS = 20
"""Logins of ignored authors that are kept."""
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
    ones too; ``fresh`` are the keys of those to tell about. ``disbelieved`` are
    the logins of all whose reviews were ignored, by this reading or by one
    before it.
    """

    reviews: dict[ReviewKey, Review]
    marks: tuple[Mark, ...]
    fresh: frozenset[ReviewKey]
    remarks: tuple[Remark, ...]
    ignored: tuple[Ignored, ...]
    disbelieved: tuple[str, ...]
    read: int
    requests: int


def read_reviews(
    client: GitHubClient,
    known: Mapping[ReviewKey, Review],
    marks: Mapping[str, Mark],
    trust: Trust,
    *,
    from_start: bool = False,
    on_page: Callable[[], None] = lambda: None,
) -> ReviewsRead:
    """The reviews there are, given those that are ``known``.

    Args:
        client: asks GitHub.
        known: the reviews of the last reading.
        marks: how far that came, by listing.
        trust: says whose reviews count.
        from_start: read everything, and forget reviews whose comment is gone.
        on_page: called after each page.

    Raises:
        ReviewsUnavailableError: anything that was asked for could not be read.
    """
    rules = f"{PARSER}:{','.join(sorted(trust.reviewers))}"
    reading = _Reading(client, known, rules, trust, on_page)
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
    try:
        comments = reading.comments(before.get(_COMMENTS))
    finally:
        reading.parsing.end()
    issues = reading.issues(before.get(_ISSUES))
    return ReviewsRead(
        reviews=reading.reviews,
        marks=(comments, issues),
        fresh=frozenset(reading.fresh & reading.reviews.keys()),
        remarks=tuple(reading.remarks.values()),
        ignored=tuple(reading.ignored.values()),
        disbelieved=tuple(comments.ignored.split()),
        read=sum(reading.found.values()),
        requests=client.requests,
    )


class _Taken(NamedTuple):
    """A comment that was listed; ``seen`` counts the reviews of somebody who is not believed."""

    comment: Comment
    now: datetime | None
    is_told: bool
    parsed: Callable[[], ParsedComment]
    seen: int = 0


@dataclass(slots=True)
class _Reading:
    client: GitHubClient
    known: Mapping[ReviewKey, Review]
    rules: str
    trust: Trust
    on_page: Callable[[], None]
    parsing: Parsing = field(default_factory=Parsing)
    now: datetime | None = None
    """The server's clock."""
    taken: dict[int, _Taken] = field(default_factory=dict)
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
        listing = Pages(self.client, "issues/comments", {}, mark, self.on_page)
        for item in listing:
            self.now = listing.now
            self.take(item, since, seen)
        if mark is None:
            self.find_missed(seen)
        for taken in self.taken.values():
            self.settle(taken, fresh)
        kept = {} if mark is None else self.known
        self.reviews = {key: row for key, row in kept.items() if key[0] not in seen}
        self.reviews |= fresh
        logins = mark.ignored.split() if mark else []
        logins += sorted("_".join(found.author.split()) for found in self.ignored.values())
        ignored = " ".join(list(dict.fromkeys(logins))[:_MOST_LOGINS])
        return listing.mark(_COMMENTS, self.rules)._replace(ignored=ignored)

    def take(self, item: dict[str, Any], since: datetime | None, seen: dict[int, datetime]) -> None:
        """One comment as GitHub gives it. One that comes again counts as it is now."""
        comment = read_comment(item)
        seen[comment.id] = comment.updated_at
        is_told = since is None or comment.updated_at >= since
        self.taken.pop(comment.id, None)
        if self.trust.believes(comment.author, comment.association):
            parsed, count = self.parsing.begin(comment.body), 0
        else:
            # what strangers write is not parsed
            parsed, count = ParsedComment, sightings(comment.body)
        comment = comment._replace(body=None)
        self.taken[comment.id] = _Taken(comment, self.now, is_told, parsed, count)

    def settle(self, taken: _Taken, fresh: dict[ReviewKey, Review]) -> None:
        """What one comment holds."""
        comment, now, is_told = taken[:3]
        if taken.seen:
            self.found[comment.id] = taken.seen
        for section in range(taken.seen):
            self.ignored[comment.id, section] = Ignored(comment.author, comment.url)
        parsed = taken.parsed()
        if parsed.reviews:
            self.found[comment.id] = len(parsed.reviews)
        if is_told:
            for index, finding in enumerate(parsed.findings):
                self.remarks[comment.id, index] = Remark(finding, comment.url)
        for section, review in enumerate(parsed.reviews, 1):
            key = (comment.id, section)
            fresh[key] = self.row(comment, now, section, review)
            if is_told:
                self.fresh.add(key)

    def row(
        self, comment: Comment, now: datetime | None, section: int, review: ParsedReview
    ) -> Review:
        """A review as it is stored. What its issue says is filled in later."""
        old = self.known.get((comment.id, section))
        created_at = comment.created_at
        if now is not None and created_at > now:
            # one that is dated in the future must not outdo all that come until then
            created_at = min(old.created_at, created_at) if old else now
        return Review(
            comment_id=comment.id,
            section=section,
            issue_number=comment.issue_number,
            issue_title=old.issue_title if old else "",
            issue_labels=old.issue_labels if old else (),
            issue_author=old.issue_author if old else "",
            issue_association=old.issue_association if old else "",
            is_pull_request=old.is_pull_request if old else False,
            merged_at=old.merged_at if old else None,
            spec_id=review.names.spec_id,
            library_id=review.names.library_id,
            variant=review.names.variant,
            score=review.score,
            verdict=review.verdict,
            author=comment.author,
            created_at=created_at,
            updated_at=comment.updated_at,
            url=comment.url,
        )

    def find_missed(self, seen: dict[int, datetime]) -> None:
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
            listing = Pages(self.client, "issues/comments", {}, at, self.on_page)
            for number, item in enumerate(listing, 1):
                self.take(item, None, seen)
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
        """Give each review what its issue says now, and whether it was merged."""
        numbers = {row.issue_number for row in self.reviews.values()}
        listing = Pages(self.client, "issues", {"state": "all"}, mark, self.on_page)
        found: dict[int, Issue] = {}
        for item in listing:
            issue = read_issue(item)
            if issue.number in numbers:
                found[issue.number] = issue
        known = {row.issue_number: row for row in self.known.values()}
        for number in sorted(numbers - found.keys()):
            row = known.get(number)
            if mark and row is not None and row.issue_title:
                found[number] = _issue_of(row)
                continue
            item = self.client.get(f"issues/{number}", may_be_missing=True).body
            found[number] = (
                read_issue(item) if item is not None else self._gone(number, known.get(number))
            )
        for key, row in self.reviews.items():
            now = _with_issue(row, found[row.issue_number])
            if now != row:
                self.reviews[key] = now
                self.fresh.add(key)
        return listing.mark(_ISSUES, self.rules)

    def _gone(self, number: int, known: Review | None) -> Issue:
        """An issue that is no more: it names nothing, and what was not merged stays so."""
        url = next(row.url for row in self.reviews.values() if row.issue_number == number)
        return Issue(
            number, "", (), "", "", "/pull/" in url, known.merged_at if known is not None else None
        )


def _issue_of(row: Review) -> Issue:
    """What was known of a review's issue."""
    return Issue(
        row.issue_number,
        row.issue_title,
        row.issue_labels,
        row.issue_author,
        row.issue_association,
        row.is_pull_request,
        row.merged_at,
    )


def _with_issue(row: Review, issue: Issue) -> Review:
    """``row`` with what its issue says now."""
    return row._replace(
        issue_title=issue.title,
        issue_labels=issue.labels,
        issue_author=issue.author,
        issue_association=issue.association,
        is_pull_request=issue.is_pull_request,
        merged_at=issue.merged_at,
    )
