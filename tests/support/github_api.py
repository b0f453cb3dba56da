"""A server on the loopback that answers as api.github.com does, for what a reader of comments asks.

    with GitHubApi() as github:
        number = github.issue("scatter-basic-001: Basic Scatter Plot", ["library:matplotlib"])
        github.comment(number, "## AI Review…")
        github.fail(status(502), nth=7)

``tests/support/test_github_api.py`` holds the answers against GitHub's own OpenAPI description. What GitHub
does beyond it, and where it was read, is said at the line that does the same here.
"""

from __future__ import annotations

import base64
import bisect
import contextlib
import gzip
import hashlib
import json
import re
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

from github_documents import Comment, Issue, Shown

DOCS = "https://docs.github.com/rest"
BOT = "github-actions[bot]"
MINUTE = timedelta(minutes=1)


@dataclass
class Request:
    """One request as it came, and the status that it was answered with (None: with nothing)."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    status: int | None = None


@dataclass
class Rate:
    limit: int = 5000
    remaining: int = 5000
    reset: int = 0

    def document(self) -> dict[str, int]:
        return {
            "limit": self.limit,
            "used": self.limit - self.remaining,
            "remaining": self.remaining,
            "reset": self.reset,
        }


@dataclass
class Answer:
    """What goes out.

    ``sent`` is the part of the body after which the connection breaks, ``mute`` says how nothing is
    sent at all, ``counted`` whether it costs a request, ``bare`` that no header is GitHub's.
    """

    status: int = 200
    document: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    sent: float = 1.0
    mute: str = ""
    counted: bool = True
    bare: bool = False

    def encoded(self) -> bytes:
        if self.body is None:
            self.body = json.dumps(self.document, separators=(",", ":")).encode()
        return self.body


Fault = Callable[["GitHubApi", Answer], Answer]


def error(status: int, message: str, docs: str = DOCS, **more: Any) -> Answer:
    return Answer(
        status, {"message": message, **more, "documentation_url": docs, "status": str(status)}
    )


MESSAGES = {
    401: "Bad credentials",
    403: "Resource not accessible by integration",
    404: "Not Found",
    410: "Issues are disabled for this repo",
    422: "Validation Failed",
}
UNICORN = """<!DOCTYPE html>
<html>
  <head><title>Unicorn! &middot; GitHub</title></head>
  <body><p><strong>No server is currently available to answer.</strong></p></body>
</html>
"""


def status(code: int) -> Fault:
    """GitHub's own error; from 500 on a page for people, not JSON."""

    def page(api: GitHubApi, _answer: Answer) -> Answer:
        if code < 500:
            return error(code, MESSAGES[code])
        html = {"content-type": "text/html; charset=utf-8"}
        return Answer(code, body=UNICORN.encode(), headers=html, bare=True)

    return page


def rate_limited(reset_in: int = 3600, code: int = 403) -> Fault:
    """The hour's requests are used up, in this answer alone; ``rate.remaining = 0`` makes it last."""

    def answer(api: GitHubApi, _answer: Answer) -> Answer:
        spent = api._out_of_requests(code)
        reset = int(api.now.timestamp()) + reset_in
        used = {"remaining": "0", "used": str(api.rate.limit), "reset": str(reset)}
        spent.headers |= {f"x-ratelimit-{name}": value for name, value in used.items()}
        return spent

    return answer


def secondary(retry_after: int | None = None, code: int = 403) -> Fault:
    """Too much at once. Requests remain, and Retry-After does not always come with it."""

    def answer(api: GitHubApi, _answer: Answer) -> Answer:
        limited = error(
            code,
            "You have exceeded a secondary rate limit. Please wait a few minutes before you try"
            " again.",
            f"{DOCS}/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits",
        )
        if retry_after is not None:
            limited.headers["retry-after"] = str(retry_after)
        return limited

    return answer


def redirect(location: str, code: int = 301) -> Fault:
    return lambda _api, _answer: moved(location, code)


def moved(location: str, code: int = 301) -> Answer:
    docs = f"{DOCS}/guides/best-practices-for-using-the-rest-api#follow-redirects"
    answer = error(code, "Moved Permanently", docs, url=location)
    answer.headers["location"] = location
    return answer


def reply(content: str, content_type: str = "application/json; charset=utf-8") -> Fault:
    """A 200 with this text, and with nothing that says it came from GitHub."""
    return lambda _api, _answer: Answer(
        body=content.encode(), headers={"content-type": content_type}, bare=True
    )


def not_json() -> Fault:
    """What a proxy that wants a password says."""
    return reply("<html><body>Sign in to this network</body></html>", "text/html; charset=utf-8")


def wrong_shape() -> Fault:
    """An object where a list belongs, and a list where an object does."""

    def answer(_api: GitHubApi, regular: Answer) -> Answer:
        document = {"items": []} if isinstance(regular.document, list) else []
        return Answer(document=document)

    return answer


def half_a_document() -> Fault:
    """Complete HTTP around the first half of the JSON. The Link header stays, as if all were well."""

    def answer(_api: GitHubApi, regular: Answer) -> Answer:
        whole = regular.encoded()
        return Answer(body=whole[: len(whole) // 2], headers=regular.headers)

    return answer


def cut() -> Fault:
    """The connection breaks in the middle of the body."""

    def answer(_api: GitHubApi, regular: Answer) -> Answer:
        regular.sent = 0.5
        return regular

    return answer


def close() -> Fault:
    """The connection is closed without an answer."""
    return lambda _api, _answer: Answer(mute="close")


def silence() -> Fault:
    """The connection stays open and nothing ever comes."""
    return lambda _api, _answer: Answer(mute="silence")


@dataclass
class Rule:
    how: Fault
    when: Callable[[Request], bool]
    nth: int
    left: float
    seen: int = 0


class GitHubApi:
    """One repository of api.github.com. Every public attribute may be set while it runs.

    Who changes an ``Issue`` or a ``Comment`` of it by hand calls ``tick()`` afterwards.
    """

    def __init__(self, repository: str = "pyplots/catalogue", token: str = "ghp_test") -> None:
        self.repository = repository
        self.repository_id = 724_618_113
        self.former_names: set[str] = set()
        self.token = token
        self.issues: dict[int, Issue] = {}
        self.comments: dict[int, Comment] = {}
        self.requests: list[Request] = []
        self.rate = Rate()
        self.now = datetime(2025, 1, 1, 12, tzinfo=UTC)
        # the docs say "updated after the given time", they used to say "at or after"
        self.since_is_inclusive = True
        # /issues is linked by cursor, without a last page; off for how it was before 2025
        # (google/go-github#3565). By number it is reached so far and no further
        # (mozilla/standards-positions#1221: page 10 of 100 answers, page 11 is 422)
        self.cursors = True
        self.issues_reach = 1000
        # as far as the pages of /issues/comments go: 400 of 100
        self.comments_reach = 40_000

        self._rules: list[Rule] = []
        self._sorted: dict[tuple[Any, ...], list[Any]] = {}
        self._numbers = 0
        self._comment_ids = 2_600_000_000
        self._lock = threading.RLock()
        self._released = threading.Event()
        self._connections: set[socket.socket] = set()
        self._failures: list[Exception] = []

    # -- what happens on GitHub

    @property
    def now(self) -> datetime:
        """The one clock: the Date of every answer, moved by what happens and by nothing else."""
        return self._now

    @now.setter
    def now(self, now: datetime) -> None:
        self._now = now
        if now.timestamp() >= self.rate.reset:
            self.rate.remaining = self.rate.limit
            self.rate.reset = int(now.timestamp()) + 3600

    def tick(self, at: datetime | None = None) -> datetime:
        """A minute passes, or the clock is put forward to the given time; it never goes back."""
        when = at or self.now + MINUTE
        self.now = max(self.now, when)
        self._sorted.clear()
        return when

    def issue(
        self,
        title: str,
        labels: Sequence[str] = (),
        *,
        pull: bool = False,
        user: str | None = "maintainer",
        state: str = "open",
        association: str = "MEMBER",
        at: datetime | None = None,
    ) -> int:
        """An issue, or a pull request; a closed one is not merged."""
        with self._lock:
            when = self.tick(at)
            self._numbers += 1
            number = self._numbers
            made = Issue(
                1_900_000_000 + number,
                number,
                title,
                tuple(labels),
                pull,
                user,
                when,
                when,
                state,
                association=association,
            )
            self.issues[number] = made
            return number

    def retitle(
        self,
        number: int,
        title: str,
        labels: Sequence[str] | None = None,
        at: datetime | None = None,
    ) -> None:
        with self._lock:
            issue = self.issues[number]
            issue.title, issue.updated = title, self.tick(at)
            if labels is not None:
                issue.labels = tuple(labels)

    def merge(self, number: int, at: datetime | None = None) -> None:
        """The pull request is merged, which closes it."""
        with self._lock:
            issue = self.issues[number]
            issue.updated = issue.merged = self.tick(at)
            issue.state = "closed"

    def close(self, number: int, at: datetime | None = None) -> None:
        """The issue or pull request is closed, and nothing is merged."""
        with self._lock:
            issue = self.issues[number]
            issue.state, issue.updated = "closed", self.tick(at)

    def reopen(self, number: int, at: datetime | None = None) -> None:
        with self._lock:
            issue = self.issues[number]
            issue.state, issue.updated = "open", self.tick(at)

    def comment(
        self,
        issue_number: int,
        body: str,
        author: str | None = BOT,
        association: str = "NONE",
        at: datetime | None = None,
    ) -> int:
        """A comment by an account, or by one that is gone (None: GitHub then says ``user: null``)."""
        with self._lock:
            issue = self.issues[issue_number]
            when = self.tick(at)
            self._comment_ids += 1
            made = Comment(self._comment_ids, issue_number, body, author, association, when, when)
            self.comments[made.id] = made
            issue.comments += 1
            issue.updated = max(issue.updated, when)
            return made.id

    def edit(self, comment_id: int, body: str, at: datetime | None = None) -> None:
        with self._lock:
            comment = self.comments[comment_id]
            comment.body, comment.updated = body, self.tick(at)

    def delete(self, comment_id: int) -> None:
        """The comment is gone, and no listing says that it was there."""
        with self._lock:
            self.tick()
            self.issues[self.comments.pop(comment_id).issue].comments -= 1

    def rename(self, repository: str) -> None:
        """The old name answers 301 to the address by id from now on."""
        with self._lock:
            self.former_names.add(self.repository.lower())
            self.repository = repository

    def fail(
        self,
        how: Fault,
        *,
        when: Callable[[Request], bool] | None = None,
        nth: int = 1,
        times: float = 1,
    ) -> None:
        """From the nth request on (of those that ``when`` is true of), so many times, fail like this.

        Rules form a queue: the first that fits takes the request.
        """
        with self._lock:
            self._rules.append(Rule(how, when or (lambda _request: True), nth, times))

    def recover(self) -> None:
        """Fail no more."""
        with self._lock:
            self._rules.clear()

    def paths(self, since: int = 0) -> list[str]:
        """The paths asked for, from the given request on."""
        return [request.path for request in self.requests[since:]]

    # -- the life of the server

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def enterprise_url(self) -> str:
        return f"{self.url}/api/v3"

    def __enter__(self) -> Self:
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.api = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._released.set()
        self._server.shutdown()
        self._thread.join()
        with self._lock:
            for connection in self._connections:
                hang_up(connection)
        self._server.server_close()  # joins those threads
        if self._failures and kind is None:
            raise self._failures[0]

    # -- from a request to an answer

    def _take(self, request: Request) -> Answer:
        """The regular answer, unless a rule has another."""
        with self._lock:
            self.requests.append(request)
            answer = self._regular(request)
            fitting = [rule for rule in self._rules if rule.when(request)]
            for rule in fitting:
                rule.seen += 1
            for rule in fitting:
                if rule.seen >= rule.nth and rule.left > 0:
                    rule.left -= 1
                    answer = rule.how(self, answer)
                    break
            if not answer.mute:
                self._complete(request, answer)
                request.status = answer.status
            return answer

    def _regular(self, request: Request) -> Answer:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() not in {"token", "bearer"} or token != self.token:
            return error(401, MESSAGES[401])
        prefix, path = split_prefix(request.path)
        if path == "/rate_limit":
            rate = self.rate.document()
            resources = dict.fromkeys(("core", "search", "graphql"), rate)
            return Answer(document={"resources": resources, "rate": rate}, counted=False)
        if self.rate.remaining <= 0:
            return self._out_of_requests()
        return self._route(request, f"{self.url}{prefix}", path)

    def _route(self, request: Request, base: str, path: str) -> Answer:
        found = re.fullmatch(r"/(?:repos/([^/]+/[^/]+)|repositories/(\d+))(/.*)?", path)
        if not found or request.method != "GET":
            return error(404, MESSAGES[404])
        name, by_id, rest = found[1], found[2], found[3] or ""
        if name and name.lower() in self.former_names:
            query = f"?{urlencode(request.query)}" if request.query else ""
            return moved(f"{base}/repositories/{self.repository_id}{rest}{query}")
        if (name or "").lower() != self.repository.lower() and by_id != str(self.repository_id):
            return error(404, MESSAGES[404], f"{DOCS}/repos/repos#get-a-repository")
        show = Shown(self.repository, base)
        if not rest:
            return Answer(document=show.repository_document(self.repository_id))
        if rest == "/issues":
            return self._page(request, base, ISSUES, show.issue)
        if rest == "/issues/comments":
            return self._page(request, base, COMMENTS, lambda one: show.comment(one, self.issues))
        return self._single(rest, show)

    def _single(self, rest: str, show: Shown) -> Answer:
        of_comment = re.fullmatch(r"/issues/comments/(\d+)", rest)
        if of_comment and (comment := self.comments.get(int(of_comment[1]))):
            return Answer(document=show.comment(comment, self.issues))
        of_issue = re.fullmatch(r"/issues/(\d+)", rest)
        if of_issue and (issue := self.issues.get(int(of_issue[1]))):
            return Answer(document=show.issue(issue))
        which = "comments#get-an-issue-comment" if of_comment else "issues#get-an-issue"
        return error(404, MESSAGES[404], f"{DOCS}/issues/{which}")

    def _page(
        self, request: Request, base: str, listing: Listing, show: Callable[[Any], Any]
    ) -> Answer:
        wanted = {name: request.query.get(name, value) for name, value in listing.defaults.items()}
        if "sort" not in request.query and listing.direction_needs_sort:
            wanted["direction"] = "asc"
        for name, allowed in listing.allowed.items():
            if not re.fullmatch(allowed, wanted[name]):
                return listing.invalid(name, wanted[name])
        if unbuilt := set(request.query) & listing.unbuilt:
            message = f"{', '.join(sorted(unbuilt))}: GitHub knows this, this server does not"
            return error(501, message, listing.docs)
        size, page = min(int(wanted["per_page"]), 100), int(wanted["page"])
        cursors = listing is ISSUES and self.cursors
        after = request.query.get("after") if cursors else None
        reach = self.issues_reach if cursors else self.comments_reach
        if after is None and page > 1 and page * size > reach:
            return error(422, listing.too_far, listing.docs)

        rows = self._listed(listing, wanted)
        place = place_by(wanted["sort"], wanted["direction"])
        start = (page - 1) * size if after is None else past(rows, after, place)
        shown = rows[start : start + size]
        follows = start + size < len(rows)
        if cursors:
            links = cursor_links(request.query, page, place(shown[-1]) if follows else None)
        else:
            links = number_links(request.query, page, -(-len(rows) // size))
        answer = Answer(document=[show(row) for row in shown])
        address = f"{base}/repositories/{self.repository_id}{listing.path}"
        if links:
            answer.headers["link"] = ", ".join(
                f'<{address}?{urlencode(query)}>; rel="{rel}"' for rel, query in links
            )
        return answer

    def _listed(self, listing: Listing, wanted: dict[str, str]) -> list[Any]:
        """All rows in order; sorted once until something happens."""
        terms = tuple(wanted[name] for name in wanted if name not in {"per_page", "page"})
        known = (listing.path, self.since_is_inclusive, *terms)
        if known not in self._sorted:
            every = self.issues if listing is ISSUES else self.comments
            rows: list[Any] = list(every.values())
            if wanted.get("state", "all") != "all":
                rows = [row for row in rows if row.state == wanted["state"]]
            if wanted["since"]:
                since = datetime.fromisoformat(wanted["since"])
                first = since if self.since_is_inclusive else since + timedelta(seconds=1)
                rows = [row for row in rows if row.updated >= first]
            rows.sort(key=place_by(wanted["sort"], wanted["direction"]))
            self._sorted[known] = rows
        return self._sorted[known]

    def _out_of_requests(self, code: int = 403) -> Answer:
        message = "API rate limit exceeded for user ID 583231."
        docs = f"{DOCS}/overview/rate-limits-for-the-rest-api"
        answer = error(code, message, docs)
        answer.counted = False
        return answer

    def _complete(self, request: Request, answer: Answer) -> None:
        """Headers, what a conditional request saves, and the count."""
        content = answer.encoded()
        headers = {
            "date": format_datetime(self.now, usegmt=True),
            "content-type": "application/json; charset=utf-8",
        }
        if not answer.bare:
            headers |= self._headers(request, answer, content)
        answer.headers = headers | answer.headers
        if "gzip" in request.headers.get("accept-encoding", "") and answer.body:
            answer.body = gzip.compress(answer.body, 1)
            answer.headers["content-encoding"] = "gzip"

    def _headers(self, request: Request, answer: Answer, content: bytes) -> dict[str, str]:
        version = request.headers.get("x-github-api-version", "2022-11-28")
        headers = {
            "vary": "Accept, Authorization, Cookie, X-GitHub-OTP,Accept-Encoding, Accept",
            "x-github-media-type": "github.v3; format=json",
            "x-github-api-version-selected": version,
            "x-github-request-id": f"C0DE:{len(self.requests):04X}:5EED:F00D:67753280",
        }
        if answer.status == 200:
            # of the body and the reader, so that no token can ask what another one reads
            reader = request.headers.get("authorization", "")
            headers["etag"] = f'W/"{hashlib.sha256(content + reader.encode()).hexdigest()}"'
        asked = [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
        if headers.get("etag") in asked:
            # whether GitHub repeats Link in a 304 is written nowhere: nobody should need it to
            answer.status, answer.body, answer.headers = 304, b"", {}
            answer.counted = False
        if answer.counted:
            self.rate.remaining = max(self.rate.remaining - 1, 0)
        rate = self.rate.document() | {"resource": "core"}
        return headers | {f"x-ratelimit-{name}": str(value) for name, value in rate.items()}


@dataclass(frozen=True, eq=False)
class Listing:
    """What one listing takes, and what it says when it does not."""

    path: str
    resource: str
    docs: str
    too_far: str
    defaults: dict[str, str]
    allowed: dict[str, str]
    unbuilt: frozenset[str] = frozenset()
    direction_needs_sort: bool = False

    def invalid(self, name: str, value: str) -> Answer:
        wrong = {"value": value, "resource": self.resource, "field": name, "code": "invalid"}
        return error(422, MESSAGES[422], self.docs, errors=[wrong])


DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
SINCE = rf"|{DAY}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(Z|[+-]\d\d:\d\d)"
NUMBER = r"[1-9]\d{0,8}"
PAGING = {"direction": "desc", "since": "", "per_page": "30", "page": "1"}
CHECKED = {"direction": "asc|desc", "since": SINCE, "per_page": NUMBER, "page": NUMBER}
ISSUES = Listing(
    "/issues",
    "Issue",
    f"{DOCS}/issues/issues#list-repository-issues",
    "Pagination with the page parameter is not supported for large datasets, please use cursor"
    " based pagination (after/before)",
    {"state": "open", "sort": "created", **PAGING},
    {"state": "open|closed|all", "sort": "created|updated|comments", **CHECKED},
    frozenset(
        {"milestone", "assignee", "type", "creator", "mentioned", "labels", "issue_field_values"}
    ),
)
COMMENTS = Listing(
    "/issues/comments",
    "IssueComment",
    f"{DOCS}/issues/comments#list-issue-comments-for-a-repository",
    "In order to keep the API fast for everyone, pagination is limited for this resource.",
    # the default of direction beside a sort is written nowhere: who sorts should say it
    {"sort": "created", **PAGING},
    {"sort": "created|updated", **CHECKED},
    direction_needs_sort=True,
)


Place = tuple[float, int]


def place_by(sort: str, direction: str) -> Callable[[Any], Place]:
    """Where a row stands in a listing: what it is sorted by, then its id."""
    sign = 1 if direction == "asc" else -1

    def place(row: Any) -> Place:
        value = row.comments if sort == "comments" else getattr(row, sort).timestamp()
        return sign * value, sign * row.id

    return place


def past(rows: list[Any], after: str, place: Callable[[Any], Place]) -> int:
    """Behind the row that the cursor names, also when that row has moved on since."""
    _, value, row_id = base64.urlsafe_b64decode(after).decode().rsplit(":", 2)
    return bisect.bisect_right(rows, (float(value), int(row_id)), key=place)


def cursor_links(
    query: dict[str, str], page: int, last: Place | None
) -> list[tuple[str, dict[str, str]]]:
    if last is None:
        return []
    cursor = base64.urlsafe_b64encode(f"cursor:v2:{last[0]}:{last[1]}".encode()).decode()
    return [("next", query | {"after": cursor, "page": str(page + 1)})]


def number_links(query: dict[str, str], page: int, pages: int) -> list[tuple[str, dict[str, str]]]:
    links = {}
    if page > 1:
        links["prev"] = page - 1
    if page < pages:
        links |= {"next": page + 1, "last": pages}
    if page > 1:
        links["first"] = 1
    return [(rel, query | {"page": str(number)}) for rel, number in links.items()]


def split_prefix(path: str) -> tuple[str, str]:
    prefix = "/api/v3"
    return (prefix, path.removeprefix(prefix)) if path.startswith(f"{prefix}/") else ("", path)


def hang_up(connection: socket.socket) -> None:
    """Wakes the thread that reads from it."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class Server(ThreadingHTTPServer):
    daemon_threads = False  # joined by server_close()
    request_queue_size = 32
    api: GitHubApi

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no failure; everything else is one of the test."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body in one piece
    server: Server

    def setup(self) -> None:
        super().setup()
        with self.server.api._lock:
            self.server.api._connections.add(self.connection)
            if self.server.api._released.is_set():
                hang_up(self.connection)

    def finish(self) -> None:
        with self.server.api._lock:
            self.server.api._connections.discard(self.connection)
        super().finish()

    def log_message(self, *_: Any) -> None:
        """The log is ``GitHubApi.requests``."""

    def do_GET(self) -> None:
        api = self.server.api
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(
            self.command, path, dict(parse_qsl(query, keep_blank_values=True)), headers
        )
        try:
            answer = api._take(request)
        except Exception as failure:
            api._failures.append(failure)
            raise
        if answer.mute == "silence":
            api._released.wait()
        if answer.mute:
            self.close_connection = True
            return
        self._send(answer)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815

    def _send(self, answer: Answer) -> None:
        content = answer.encoded()
        self.send_response_only(answer.status)
        self.send_header("server", "github.com")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("content-length", str(len(content)))
        if answer.sent < 1 or self.command != "GET":
            self.close_connection = True  # a body that is sent short, or that was not read
        self.end_headers()
        self.wfile.write(content[: int(len(content) * answer.sent)])
