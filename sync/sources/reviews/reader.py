"""Reads reviews from a repository's issue comments, and how far it came.

The listings are those of the whole repository, oldest change first (GitHub's
docs, "List issue comments for a repository" and "List repository issues"):
what changes while they are read comes at their end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sync.catalog import Mark, Review, ReviewKey
from sync.sources.reviews.client import GitHubClient, ReviewsUnavailableError
from sync.sources.reviews.parser import Finding, ParsedReview, parse_comment

PARSER = "1"
"""How comments are read. Raised with every change of it, so that all are read again."""
TRUSTED_ASSOCIATIONS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
"""The team (GitHub's docs, GraphQL, CommentAuthorAssociation)."""
OVERLAP = timedelta(seconds=5)
"""Read again before the mark: times are whole seconds, and a listing may lag behind."""
_PAGE = 100
_MOST_ROUNDS = 3
_MOST_PAGES = 300
"""Pages before the listing is begun anew from where it is: GitHub refuses page 401 of comments."""
_COMMENTS = "comments"
_ISSUES = "issues"


class Remark(NamedTuple):
    """A finding about a comment, and where that is."""

    finding: Finding
    url: str


class _Comment(NamedTuple):
    """A comment as GitHub gives it."""

    id: int
    issue_number: int
    author: str
    association: str
    created_at: datetime
    updated_at: datetime
    url: str
    body: str | None


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
        listing = _Listing(self.client, "issues/comments", {}, mark, self.on_page)
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
        comment = _comment(item)
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

    def row(self, comment: _Comment, section: int, review: ParsedReview) -> Review:
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

    def is_trusted(self, comment: _Comment) -> bool:
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
            listing = _Listing(self.client, "issues/comments", {}, at, self.on_page)
            for number, item in enumerate(listing, 1):
                self.take(item, None, seen, fresh)
                last = seen[item["id"]]
                if number >= _PAGE and last > oldest:
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
        listing = _Listing(self.client, "issues", {"state": "all"}, mark, self.on_page)
        found: dict[int, tuple[str, tuple[str, ...]]] = {}
        for item in listing:
            number, title, labels = _issue_facts(item)
            if number in numbers:
                found[number] = (title, labels)
        known = {row.issue_number: row for row in self.known.values()} if mark else {}
        for number in sorted(numbers - found.keys()):
            if number in known:
                row = known[number]
                found[number] = (row.issue_title, row.issue_labels)
            else:
                item = self.client.get(f"issues/{number}", may_be_missing=True).body
                _, title, labels = _issue_facts(item) if item is not None else (0, "", ())
                found[number] = (title, labels)
        for key, row in self.reviews.items():
            title, labels = found[row.issue_number]
            if (title, labels) != (row.issue_title, row.issue_labels):
                self.reviews[key] = row._replace(issue_title=title, issue_labels=labels)
                self.fresh.add(key)
        return listing.mark(_ISSUES, self.rules)


class _Listing:
    """A listing since a mark, page by page, oldest change first."""

    def __init__(
        self,
        client: GitHubClient,
        path: str,
        parameters: Mapping[str, str],
        mark: Mark | None,
        on_page: Callable[[], None],
    ) -> None:
        self._client = client
        self._path = path
        self._parameters = dict(parameters)
        self._before = mark
        self._on_page = on_page
        self._seen_until = mark.seen_until if mark else None
        self._etag: str | None = None

    def __iter__(self) -> Iterator[Any]:
        """All items. One that moved while the listing was read comes again, as it is then."""
        since = self._before.seen_until if self._before else None
        for _ in range(_MOST_ROUNDS):
            moved_from: datetime | None = None
            first_seen: dict[int, datetime] = {}
            for page in self._pages(since):
                ends_at = _time(page[-1].get("updated_at"))
                for item in page:
                    if (moved := first_seen.get(item["id"])) is not None:
                        moved_from = min(moved, moved_from or moved)
                    yield item
                first_seen |= {item["id"]: ends_at for item in page}
            if moved_from is None:
                return
            # what followed an item that moved has taken its place, and one may have been missed
            since = moved_from

    def mark(self, source: str, rules: str) -> Mark:
        """How far this listing came."""
        return Mark(source, self._client.repository, rules, self._seen_until, self._etag)

    def _pages(self, since: datetime | None) -> Iterator[list[Any]]:
        parameters = self._since(since)
        before = self._before
        # the answer is the same only to the same question
        etag = before.etag if before and since == before.seen_until else None
        page, answer = self._page(self._path, parameters, etag)
        if page is None:
            self._etag = etag
            return
        asked: set[str] = set()
        single = answer.next is None
        while page:
            yield page
            self._seen_until = max(
                filter(None, (self._seen_until, _time(page[-1].get("updated_at"))))
            )
            if answer.next is None or answer.next in asked:
                break
            asked.add(answer.next)
            if len(asked) % _MOST_PAGES:
                page, answer = self._page(answer.next, {})
            else:
                page, answer = self._page(self._path, self._since(self._seen_until))
        if single and before and self._seen_until == before.seen_until:
            self._etag = answer.etag

    def _since(self, time: datetime | None) -> dict[str, Any]:
        parameters: dict[str, Any] = {
            **self._parameters,
            "sort": "updated",
            "direction": "asc",
            "per_page": _PAGE,
        }
        if time is not None:
            parameters["since"] = f"{time - OVERLAP:%Y-%m-%dT%H:%M:%SZ}"
        return parameters

    def _page(
        self, path: str, parameters: dict[str, Any], etag: str | None = None
    ) -> tuple[list[Any] | None, Any]:
        answer = self._client.get(path, parameters, etag)
        self._on_page()
        if answer.body is None and etag is not None:
            return None, answer
        if not isinstance(answer.body, list) or not all(map(_is_item, answer.body)):
            raise _malformed("a list")
        return answer.body, answer


def _is_item(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and isinstance(item.get("id"), int)
        and isinstance(item.get("updated_at"), str)
    )


def _comment(item: dict[str, Any]) -> _Comment:
    number = urlsplit(str(item.get("issue_url") or "")).path.rpartition("/")[2]
    body, user = item.get("body"), item.get("user")
    if not number.isdecimal() or not isinstance(body, str | None):
        raise _malformed("a comment")
    # an account that is gone leaves no user, or one called ghost
    login = user.get("login") if isinstance(user, dict) else None
    return _Comment(
        id=item["id"],
        issue_number=int(number),
        author=_storable(login or "ghost"),
        association=str(item.get("author_association")),
        created_at=_time(item.get("created_at")),
        updated_at=_time(item["updated_at"]),
        url=_storable(item.get("html_url")),
        body=body,
    )


def _issue_facts(item: Any) -> tuple[int, str, tuple[str, ...]]:
    """Number, title and labels."""
    if not isinstance(item, dict) or not isinstance(item.get("number"), int):
        raise _malformed("an issue")
    labels = [
        name
        for label in item.get("labels") or ()
        if (name := label.get("name") if isinstance(label, dict) else label)
    ]
    return item["number"], _storable(item.get("title")), tuple(map(_storable, labels))


def _storable(text: object) -> str:
    """``text`` without what PostgreSQL or UTF-8 cannot hold."""
    shown = "" if text is None else str(text)
    return shown.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _time(text: Any) -> datetime:
    """GitHub's ``2026-01-31T12:00:00Z`` as UTC without a zone."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
    except (TypeError, ValueError, OverflowError):
        raise _malformed("a time") from None


def _malformed(what: str) -> ReviewsUnavailableError:
    return ReviewsUnavailableError(
        f"GitHub's answer holds something else where {what} should be",
        "check GITHUB_API_URL, and run it again with -vv",
    )
