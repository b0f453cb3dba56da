"""A listing of GitHub's, page by page, and what its entries say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sync.model.catalog import Mark
from sync.sources.reviews.client import GitHubClient, ReviewsUnavailableError

OVERLAP = timedelta(seconds=5)
"""Read again before the mark: times are whole seconds, and a listing may lag behind."""
PAGE = 100
_MOST_ROUNDS = 3
_MOST_PAGES = 300
"""Pages before the listing is begun anew from where it is: GitHub refuses page 401 of comments."""


class Comment(NamedTuple):
    """A comment as GitHub gives it."""

    id: int
    issue_number: int
    author: str
    association: str
    created_at: datetime
    updated_at: datetime
    url: str
    body: str | None


class Pages:
    """A listing since a mark, page by page, oldest change first.

    Raises, while it is read:
        ReviewsUnavailableError: a page that does not come, or is none.
    """

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
        self._reached = self._seen_until
        self.now: datetime | None = None
        """The server's clock when the last page was sent."""
        self._etag: str | None = None

    def __iter__(self) -> Iterator[Any]:
        """All items. One that moved while the listing was read comes again, as it is then."""
        since = self._before.seen_until if self._before else None
        for _ in range(_MOST_ROUNDS):
            moved_from: datetime | None = None
            first_seen: dict[int, datetime] = {}
            for page, begins_anew in self._pages(since):
                if begins_anew:
                    # what overlaps has not moved
                    first_seen.clear()
                ends_at = _time(page[-1]["updated_at"])
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
        """How far this listing came, which is never later than the server's own clock."""
        until, etag = self._seen_until, self._etag
        if until is not None and self.now is not None and until > self.now + OVERLAP:
            # a mark from before the server's clock was set right
            until, etag = self.now, None
        return Mark(source, self._client.repository, rules, until, etag)

    def _pages(self, since: datetime | None) -> Iterator[tuple[list[Any], bool]]:
        """The pages, and whether the listing was begun anew with one."""
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
        begins_anew = False
        while page:
            yield page, begins_anew
            times = [_time(item["updated_at"]) for item in page]
            self._reached = _latest(self._reached, times)
            # what is dated in the future would hide all that comes until then
            passed = [time for time in times if time <= answer.date]
            self._seen_until = _latest(self._seen_until, passed)
            if answer.next is None:
                break
            if answer.next in asked:
                raise _malformed("a page that has not been read")
            asked.add(answer.next)
            begins_anew = len(asked) % _MOST_PAGES == 0
            if not begins_anew:
                page, answer = self._page(answer.next, {})
            else:
                page, answer = self._page(self._path, self._since(self._reached))
        if single and before and self._seen_until == before.seen_until:
            self._etag = answer.etag

    def _since(self, time: datetime | None) -> dict[str, Any]:
        parameters: dict[str, Any] = {
            **self._parameters,
            "sort": "updated",
            "direction": "asc",
            "per_page": PAGE,
        }
        if time is not None:
            parameters["since"] = f"{time - OVERLAP:%Y-%m-%dT%H:%M:%SZ}"
        return parameters

    def _page(
        self, path: str, parameters: dict[str, Any], etag: str | None = None
    ) -> tuple[list[Any] | None, Any]:
        answer = self._client.get(path, parameters, etag)
        self._on_page()
        self.now = answer.date
        if answer.body is None and etag is not None:
            return None, answer
        if not isinstance(answer.body, list) or not all(map(_is_item, answer.body)):
            raise _malformed("a list")
        return answer.body, answer


def _latest(time: datetime | None, times: list[datetime]) -> datetime | None:
    return max(times if time is None else [time, *times], default=None)


def _is_item(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and isinstance(item.get("id"), int)
        and isinstance(item.get("updated_at"), str)
    )


def read_comment(item: dict[str, Any]) -> Comment:
    """A comment of a listing.

    Raises:
        ReviewsUnavailableError: it is none.
    """
    number = urlsplit(str(item.get("issue_url") or "")).path.rpartition("/")[2]
    body = item.get("body")
    if not number.isdecimal() or not isinstance(body, str | None):
        raise _malformed("a comment")
    return Comment(
        id=item["id"],
        issue_number=int(number),
        author=_login(item),
        association=str(item.get("author_association")),
        created_at=_time(item.get("created_at")),
        updated_at=_time(item["updated_at"]),
        url=_storable(item.get("html_url")),
        body=body,
    )


class Issue(NamedTuple):
    """What an issue or pull request says. ``merged_at`` is None where nothing was merged."""

    number: int
    title: str
    labels: tuple[str, ...]
    author: str
    association: str
    is_pull_request: bool
    merged_at: datetime | None


def read_issue(item: Any) -> Issue:
    """An issue of a listing.

    Raises:
        ReviewsUnavailableError: it is none.
    """
    if not isinstance(item, dict) or not isinstance(item.get("number"), int):
        raise _malformed("an issue")
    labels = [
        name
        for label in item.get("labels") or ()
        if (name := label.get("name") if isinstance(label, dict) else label)
    ]
    pull = item.get("pull_request")
    merged_at = pull.get("merged_at") if isinstance(pull, dict) else None
    return Issue(
        number=item["number"],
        title=_storable(item.get("title")),
        labels=tuple(map(_storable, labels)),
        author=_login(item),
        association=_storable(item.get("author_association")),
        is_pull_request=pull is not None,
        merged_at=None if merged_at is None else _time(merged_at),
    )


def _login(item: dict[str, Any]) -> str:
    # an account that is gone leaves no user, or one called ghost
    user = item.get("user")
    login = user.get("login") if isinstance(user, dict) else None
    return _storable(login or "ghost")


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
