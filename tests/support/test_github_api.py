"""The server that stands in for GitHub answers as GitHub's own description says, to PyGithub too."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from github import (
    Auth,
    BadCredentialsException,
    Github,
    GithubException,
    RateLimitExceededException,
    UnknownObjectException,
)
from github.Repository import Repository
from jsonschema import Draft202012Validator, FormatChecker

import github_api as gh

DESCRIBED = json.loads(Path(gh.__file__).with_name("github-openapi.json").read_text())
REPOSITORY = "/repos/{owner}/{repo}"
FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def is_time(value: Any) -> bool:
    return not isinstance(value, str) or bool(datetime.strptime(value, "%Y-%m-%dT%H:%M:%S%z"))


@FORMATS.checks("uri")
def is_uri(value: Any) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme and "{" not in value)


def closed(schema: Any) -> Any:
    """The same, but what the description does not name may not be there."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    more = {} if "properties" not in schema else {"additionalProperties": False}
    return more | {name: closed(one) for name, one in schema.items()}


def check(path: str, status: int, document: Any) -> None:
    schema = DESCRIBED["paths"][path]["responses"][str(status)]
    schemas = DESCRIBED["schemas"]
    if status == 200:
        schema, schemas = closed(schema), closed(schemas)
    whole = {**schema, "schemas": schemas}
    Draft202012Validator(whole, format_checker=FORMATS).validate(document)


class Reader:
    """Plain requests with the right token."""

    def __init__(self, github: gh.GitHubApi, session: requests.Session) -> None:
        self.github = github
        self.session = session
        session.headers["Authorization"] = f"Bearer {github.token}"

    def __call__(self, path: str, **headers: str) -> requests.Response:
        base = "" if path.startswith("http") else self.github.url
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.session.get(base + path, headers=headers, allow_redirects=False, timeout=10)


@pytest.fixture
def get(github: gh.GitHubApi) -> Iterator[Reader]:
    with requests.Session() as session:
        yield Reader(github, session)


@pytest.fixture
def client(github: gh.GitHubApi) -> Iterator[Github]:
    with Github(
        base_url=github.url,
        auth=Auth.Token(github.token),
        retry=None,
        per_page=100,
        seconds_between_requests=None,
        lazy=True,
        timeout=10,
    ) as client:
        yield client


@pytest.fixture
def repo(github: gh.GitHubApi, client: Github) -> Repository:
    return client.get_repo(github.repository)


@pytest.fixture
def filled(github: gh.GitHubApi) -> gh.GitHubApi:
    """One of each kind."""
    number = github.issue("scatter-basic: Basic", ["library:matplotlib", "good first issue"])
    github.comment(number, "## AI Review\n\nü 🤖")
    github.comment(number, "by a person", "maintainer", "OWNER")
    github.comment(number, "by nobody any more", None)
    github.comment(number, "by nobody any more, too", "ghost")
    pull = github.issue("feat(matplotlib): implement bar-basic", pull=True, user=None)
    github.comment(pull, "on a pull request")
    github.issue("closed issue", state="closed")
    github.issue("merged", pull=True, state="closed")
    return github


@pytest.mark.parametrize("prefix", ["", "/api/v3"])
def test_every_answer_fits_the_description(filled, get, prefix):
    base = f"{prefix}/repos/{filled.repository}"
    check("/rate_limit", 200, get(f"{prefix}/rate_limit").json())
    check(REPOSITORY, 200, get(base).json())
    issues = get(f"{base}/issues?state=all").json()
    assert len(issues) == 4
    check(f"{REPOSITORY}/issues", 200, issues)
    comments = get(f"{base}/issues/comments").json()
    assert [one["user"] and one["user"]["type"] for one in comments] == [
        *("Bot", "User", None, "User", "Bot")
    ]
    check(f"{REPOSITORY}/issues/comments", 200, comments)
    for one in issues:
        assert one["url"].startswith(f"{filled.url}{prefix}/repos/")
        assert get(one["url"]).json() == one
        check(f"{REPOSITORY}/issues/{{issue_number}}", 200, one)
    for one in comments:
        assert get(one["url"]).json() == one
        check(f"{REPOSITORY}/issues/comments/{{comment_id}}", 200, one)


def test_pull_requests_are_issues_with_a_key(filled, get):
    issues = get(f"/repos/{filled.repository}/issues?direction=asc").json()
    assert ["pull_request" in one for one in issues] == [False, True]
    comment = get(f"/repos/{filled.repository}/issues/comments").json()[-1]
    assert "/pull/2#issuecomment-" in comment["html_url"]
    assert comment["issue_url"] == issues[1]["url"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/repos/other/repository", 404),
        ("/repos/other/repository/issues", 404),
        ("/repos/{}/issues/99", 404),
        ("/repos/{}/issues/comments/99", 404),
        ("/repos/{}/issues?state=both", 422),
        ("/repos/{}/issues?page=0", 422),
        ("/repos/{}/issues/comments?sort=comments", 422),
        ("/repos/{}/issues/comments?since=yesterday", 422),
        ("/repos/{}/issues/comments?since=2025-13-01T00:00:00Z", 422),
        ("/repos/former/name", 301),
        ("/repos/former/name/issues?state=all", 301),
    ],
)
def test_errors_fit_the_description(filled, get, path, status):
    filled.former_names.add("former/name")
    answer = get(path.format(filled.repository))
    assert answer.status_code == status
    described = re.sub(r"^/repos/(?:\{\}|\w+/\w+)", REPOSITORY, path.partition("?")[0])
    described = described.replace("comments/99", "comments/{comment_id}")
    described = described.replace("issues/99", "issues/{issue_number}")
    check(described, status, answer.json())
    assert {"message", "documentation_url", "status"} <= answer.json().keys()


@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_made_errors_fit_the_description(github, get, code):
    github.fail(gh.status(code))
    answer = get(f"/repos/{github.repository}/issues/1")
    Draft202012Validator(DESCRIBED["schemas"]["basic-error"]).validate(answer.json())
    assert (answer.status_code, answer.json()["status"]) == (code, str(code))


@pytest.mark.parametrize("listing", [gh.ISSUES, gh.COMMENTS])
def test_every_parameter_is_one_that_github_documents(listing):
    documented = DESCRIBED["paths"][REPOSITORY + listing.path]["parameters"]
    assert listing.allowed.keys() == listing.defaults.keys()
    assert listing.defaults.keys() | listing.unbuilt == documented.keys()
    for name, default in listing.defaults.items():
        described = documented[name]
        if "enum" in described:
            assert listing.allowed[name].split("|") == described["enum"]
        if "default" in described:
            assert default == str(described["default"])


def test_a_parameter_that_is_not_built_is_refused(github, get):
    assert get(f"/repos/{github.repository}/issues?labels=bug").status_code == 501


def ids(answer: requests.Response) -> list[int]:
    return [one.get("number", one["id"]) for one in answer.json()]


def test_order(github, get):
    first, second, third = github.issue("a"), github.issue("b"), github.issue("c", state="closed")
    one, two = github.comment(first, "x"), github.comment(second, "y")
    github.edit(one, "x2")
    github.retitle(first, "a2", ["new"])
    issues, comments = (f"/repos/{github.repository}/issues{rest}" for rest in ("", "/comments"))
    assert ids(get(issues)) == [second, first]
    assert ids(get(f"{issues}?state=all&sort=updated")) == [first, second, third]
    assert ids(get(f"{issues}?state=closed")) == [third]
    assert ids(get(comments)) == ids(get(f"{comments}?direction=desc")) == [one, two]
    assert ids(get(f"{comments}?sort=created&direction=desc")) == [two, one]
    assert ids(get(f"{comments}?sort=updated&direction=asc")) == [two, one]
    github.delete(two)
    assert ids(get(comments)) == [one]
    assert [issue["comments"] for issue in get(issues).json()] == [0, 1]


def test_since(github, get):
    number = github.issue("a")
    github.comment(number, "old")
    since = github.now
    new = github.comment(number, "new")
    github.comment(number, "the same second", at=since)
    comments = f"/repos/{github.repository}/issues/comments?since={gh_time(since)}"
    assert ids(get(comments)) == [new - 1, new + 1, new]
    github.since_is_inclusive = False
    assert ids(get(comments)) == [new]


def gh_time(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def links(answer: requests.Response) -> dict[str, dict[str, list[str]]]:
    return {rel: parse_qs(urlsplit(link["url"]).query) for rel, link in answer.links.items()}


def test_comments_are_linked_by_number(github, get):
    number = github.issue("a")
    made = [github.comment(number, f"{place}") for place in range(25)]
    path = (
        f"/api/v3/repos/{github.repository}/issues/comments?per_page=10&since=2025-01-01T00:00:00Z"
    )
    first = get(path)
    address = f"{github.enterprise_url}/repositories/{github.repository_id}/issues/comments"
    query = "per_page=10&since=2025-01-01T00%3A00%3A00Z&page="
    assert first.headers["link"] == (
        f'<{address}?{query}2>; rel="next", <{address}?{query}3>; rel="last"'
    )
    second = get(first.links["next"]["url"])
    assert {rel: query["page"] for rel, query in links(second).items()} == {
        "prev": ["1"],
        "next": ["3"],
        "last": ["3"],
        "first": ["1"],
    }
    third = get(second.links["next"]["url"])
    assert list(links(third)) == ["prev", "first"]
    assert ids(first) + ids(second) + ids(third) == made
    assert "link" not in get(path.replace("per_page=10", "per_page=1000")).headers
    assert ids(get(f"{path}&page=9")) == []


@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("sort", ["created", "updated", "comments"])
def test_issues_are_linked_by_cursor(github, get, sort, direction):
    for place in range(25):
        github.issue(f"{place}")
    for number in (3, 17, 5, 3):
        github.comment(number, "x")
    github.cursors = False
    path = f"/repos/{github.repository}/issues?sort={sort}&direction={direction}"
    expected = ids(get(path))
    github.cursors = True
    answer = get(f"{path}&per_page=10")
    seen = ids(answer)
    while "next" in answer.links:
        assert list(answer.links) == ["next"]
        answer = get(answer.links["next"]["url"])
        seen += ids(answer)
    assert seen == expected
    assert len(seen) == 25


def test_a_cursor_skips_nothing_when_rows_move_on_and_numbers_do(github, get):
    for place in range(4):
        github.issue(f"{place}")
    path = f"/repos/{github.repository}/issues?sort=updated&direction=asc&per_page=2"
    first = get(path)
    github.comment(1, "moves issue 1 to the end")
    assert ids(first) + ids(get(first.links["next"]["url"])) == [1, 2, 3, 4]
    assert ids(first) + ids(get(f"{path}&page=2")) == [1, 2, 4, 1]


def test_numbers_reach_so_far(github, get):
    number = github.issue("a")
    for place in range(6):
        github.comment(github.issue(f"{place}"), "x")
        github.comment(number, "x")
    github.issues_reach = github.comments_reach = 4
    for path in ("issues", "issues/comments"):
        answers = [
            get(f"/repos/{github.repository}/{path}?per_page=2&page={page}") for page in (2, 3)
        ]
        assert [answer.status_code for answer in answers] == [200, 422]


def test_a_large_repository_is_quick(github, get, repo):
    """5,000 issues and 20,000 comments; the server is not what a measurement measures."""
    started = time.process_time()
    numbers = [github.issue(f"issue {place}") for place in range(5000)]
    for place in range(20_000):
        github.comment(numbers[place % 5000], "## AI Review")
    assert time.process_time() - started < 1
    assert len({one.number for one in repo.get_issues(state="all", sort="updated")}) == 5000
    assert len(github.requests) == 50
    last = f"/repos/{github.repository}/issues/comments?per_page=100&page=200"
    assert ids(get(last)) == list(github.comments)[-100:]


def test_headers_and_the_limit(github, get):
    github.rate.limit = github.rate.remaining = 3
    answers = [get("/repos/" + github.repository) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 403]
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert answers[-1].json()["message"].startswith("API rate limit exceeded")
    reset = int(answers[-1].headers["x-ratelimit-reset"])
    assert reset == int(github.now.timestamp()) + 3600
    assert get("/rate_limit").json()["resources"]["core"] == {
        "limit": 3,
        "used": 3,
        "remaining": 0,
        "reset": reset,
    }
    github.now = datetime.fromtimestamp(reset, UTC)
    after = get("/repos/" + github.repository, X_GitHub_Api_Version="2026-03-10")
    assert after.headers["x-ratelimit-remaining"] == "2"
    assert after.headers["date"] == "Wed, 01 Jan 2025 13:00:00 GMT"
    assert after.headers["x-github-api-version-selected"] == "2026-03-10"
    assert after.headers["content-type"] == "application/json; charset=utf-8"
    assert after.headers["x-github-request-id"]


def test_a_limit_that_is_used_up_lasts_until_its_reset(github, get):
    number = github.issue("a")
    for _ in range(200):
        github.comment(number, "hours go by")
    github.rate.remaining = 0
    assert get("/repos/" + github.repository).status_code == 403
    github.now = datetime.fromtimestamp(github.rate.reset, UTC)
    assert get("/repos/" + github.repository).status_code == 200


def test_an_unchanged_answer_is_free_and_empty(github, get):
    number = github.issue("a")
    path = f"/repos/{github.repository}/issues"
    first = get(path)
    assert first.headers["etag"].startswith('W/"')
    again = get(path, If_None_Match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["x-ratelimit-remaining"] == first.headers["x-ratelimit-remaining"]
    github.retitle(number, "b")
    changed = get(path, If_None_Match=first.headers["etag"])
    assert changed.status_code == 200
    assert [request.status for request in github.requests] == [200, 304, 200]


def test_answers_are_packed_when_asked_for(github, get):
    path = "/repos/" + github.repository
    packed, plain = get(path), get(path, Accept_Encoding="identity")
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()


@pytest.mark.parametrize("header", ["", "token wrong", "Bearer ", "Basic ghp_test"])
def test_who_has_no_token_reads_nothing(github, get, header):
    answer = get("/repos/" + github.repository, Authorization=header)
    assert answer.status_code == 401
    assert answer.json()["message"] == "Bad credentials"
    for scheme in ("token", "Bearer"):
        right = get("/repos/" + github.repository, Authorization=f"{scheme} {github.token}")
        assert right.status_code == 200


def test_requests_are_kept(github, get):
    get("/rate_limit?a=%20b", X_Mine="yes")
    (request,) = github.requests
    assert (request.method, request.path, request.query) == ("GET", "/rate_limit", {"a": " b"})
    assert request.headers["x-mine"] == "yes"


def test_nothing_can_be_written(github, get):
    number = github.issue("a")
    path = f"{github.url}/repos/{github.repository}/issues/{number}"
    assert get.session.patch(path, json={"title": "b"}, timeout=10).status_code == 404
    assert github.requests[0].method == "PATCH"


def test_pygithub_pages_through_what_changed(github, repo):
    number = github.issue("a")
    made = [github.comment(number, f"{place}") for place in range(250)]
    since = github.comments[made[100]].updated
    github.edit(made[3], "edited")
    found = list(repo.get_issues_comments(sort="updated", direction="asc", since=since))
    assert [one.id for one in found] == [*made[100:], made[3]]
    assert found[-1].body == "edited"
    assert found[-1].updated_at == github.now
    assert [request.query.get("page") for request in github.requests] == [None, "2"]


def test_pygithub_reads_every_kind(filled, repo):
    assert [one.user and one.user.login for one in repo.get_issues_comments()] == [
        *("github-actions[bot]", "maintainer", None, "ghost", "github-actions[bot]")
    ]
    issues = list(repo.get_issues(state="all", sort="created", direction="asc"))
    assert [issue.pull_request is not None for issue in issues] == [False, True, False, True]
    assert [label.name for label in issues[0].labels] == ["library:matplotlib", "good first issue"]
    assert repo.get_issue(2).user is None


@pytest.mark.parametrize(
    ("how", "expected", "status"),
    [
        (gh.status(401), BadCredentialsException, 401),
        (gh.status(404), UnknownObjectException, 404),
        (gh.status(403), GithubException, 403),
        (gh.status(410), GithubException, 410),
        (gh.status(500), GithubException, 500),
        (gh.status(502), GithubException, 502),
        (gh.status(503), GithubException, 503),
        (gh.rate_limited(), RateLimitExceededException, 403),
        (gh.rate_limited(code=429), GithubException, 429),
        (gh.secondary(), RateLimitExceededException, 403),
        (gh.secondary(7), RateLimitExceededException, 403),
        (gh.secondary(7, code=429), GithubException, 429),
    ],
)
def test_pygithub_sees_the_failure_that_was_asked_for(github, repo, how, expected, status):
    number = github.issue("a")
    for _ in range(150):
        github.comment(number, "x")
    github.fail(how, nth=2)
    comments = iter(repo.get_issues_comments())
    read = [next(comments) for _ in range(100)]
    with pytest.raises(expected) as raised:
        next(comments)
    assert type(raised.value) is expected
    assert raised.value.status == status
    assert len(read) == 100
    assert len(list(repo.get_issues_comments())) == 150


def test_limits_say_how_long(github, get):
    github.fail(gh.rate_limited(90))
    github.fail(gh.secondary(7), when=lambda request: request.path.endswith("/comments"), times=2)
    path = f"/repos/{github.repository}/issues"
    limited = get(path)
    assert limited.headers["x-ratelimit-remaining"] == "0"
    assert int(limited.headers["x-ratelimit-reset"]) == int(github.now.timestamp()) + 90
    assert get(path).status_code == 200
    for _ in range(2):
        secondary = get(f"{path}/comments")
        assert secondary.headers["retry-after"] == "7"
        assert secondary.headers["x-ratelimit-remaining"] != "0"
    assert get(f"{path}/comments").status_code == 200


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_broken_connection(github, get, encoding):
    path = f"/repos/{github.repository}"
    for how, expected in (
        (gh.cut(), requests.exceptions.ChunkedEncodingError),
        (gh.close(), requests.exceptions.ConnectionError),
    ):
        github.fail(how)
        with pytest.raises(expected):
            get(path, Accept_Encoding=encoding)
        assert get(path, Accept_Encoding=encoding).status_code == 200


def test_an_answer_that_never_comes(github, get):
    github.fail(gh.silence())
    with pytest.raises(requests.exceptions.ReadTimeout):
        get.session.get(github.url, timeout=0.05)
    assert get("/rate_limit").status_code == 200


def test_answers_that_are_not_what_was_asked_for(github, get):
    path = f"/repos/{github.repository}/issues"
    for how in (gh.not_json(), gh.half_a_document(), gh.reply("")):
        github.fail(how)
        answer = get(path)
        assert answer.status_code == 200
        with pytest.raises(requests.exceptions.JSONDecodeError):
            answer.json()
    github.fail(gh.wrong_shape())
    assert get(path).json() == {"items": []}


def test_rules_form_a_queue(github, get):
    github.fail(gh.status(502))
    github.fail(gh.status(503), times=2)
    github.fail(gh.status(500), nth=5)
    github.fail(gh.status(410), when=lambda request: "x" in request.query, times=float("inf"))
    codes = [get("/rate_limit").status_code for _ in range(6)]
    assert codes == [502, 503, 503, 200, 500, 200]
    assert [get("/rate_limit?x").status_code for _ in range(2)] == [410, 410]


def test_a_renamed_repository_answers_at_its_id(github, get, client):
    former = github.repository
    github.issue("a")
    github.rename("pyplots/renamed")
    moved = get(f"/repos/{former}/issues?state=all")
    assert (moved.status_code, moved.json()["url"]) == (301, moved.headers["location"])
    assert ids(get(moved.headers["location"])) == [1]
    github.fail(gh.redirect(f"{github.url}/elsewhere", 307))
    assert get("/rate_limit").status_code == 307
    # PyGithub goes there, and leaves the query behind
    assert [issue.number for issue in client.get_repo(former).get_issues(state="all")] == [1]
    assert github.requests[-1].query == {}
