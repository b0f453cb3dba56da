"""A client of GitHub's REST API that waits, tries again, and says what is the matter.

Built on PyGithub's requester. What the rules for clients are: GitHub's docs,
"Best practices for using the REST API" and "Rate limits for the REST API".
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
from github import Auth, Github
from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass
from requests.adapters import HTTPAdapter

from sync.model.errors import PyplotsSyncError
from sync.model.patience import Patience, Trying, times
from sync.model.problems import printable

_SECONDARY_WAIT = 60.0
"""Seconds to wait for a secondary limit that says nothing: "at least one minute"."""
_MOST_REDIRECTS = 3
_REDIRECTS = (301, 302, 307, 308)
_VERSION = "2022-11-28"
_NEXT = re.compile(r'<([^<>]*)>\s*;[^,<>]*\brel="?next"?')
_REPOSITORY = re.compile(r"[\w-]+/(?!\.{1,2}$)[\w.-]+", re.ASCII)
_TOKEN = re.compile(r"[\x21-\x7e]+")

_log = logging.getLogger(__name__)


class ReviewsUnavailableError(PyplotsSyncError):
    """The reviews could not be read. The message says why, ``hint`` what to look at."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint
        self.requests = 0


class Answer(NamedTuple):
    """An answer: the decoded JSON, None for "not modified", and what its headers say.

    ``date`` is the time of the server's own clock, UTC without a zone.
    """

    body: Any
    next: str | None
    etag: str | None
    date: datetime


class _TransientError(Exception):
    """A failure that may be gone on the next attempt."""


class _ElsewhereError(requests.RequestException):
    """A redirect that is not followed: to another server, or one too many."""


class _SameServer(HTTPAdapter):
    """Follows redirects on the same server; PyGithub does, too, but drops their query."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        """The answer at the end of the way.

        Raises:
            _ElsewhereError: it leads to another server, or in circles.
            requests.RequestException: there is no answer, or none yet.
        """
        for _ in range(_MOST_REDIRECTS):
            answer = super().send(request, **options)
            answer.encoding = "utf-8"
            if answer.status_code == requests.codes.accepted:
                # PyGithub would ask again for ever, and cannot be stopped while it waits
                answer.close()
                raise requests.RequestException("accepted")
            target = urlsplit(answer.headers.get("location", ""))
            if answer.status_code not in _REDIRECTS or not target.path:
                return answer
            answer.close()
            here = urlsplit(str(request.url))
            if target.hostname not in (None, here.hostname):
                raise _ElsewhereError("a redirect to another server")
            query = target.query or here.query
            request = request.copy()
            request.url = here._replace(path=target.path, query=query).geturl()
        raise _ElsewhereError("too many redirects")


class GitHubClient:
    """Requests to one repository, one after the other. ``requests`` counts them.

    Args:
        api_url: of the REST API.
        repository: ``owner/name``.
        token: may read its issues.
        patience: with failures, and with rate limits.
        sleep: waits.
        on_wait: told how many seconds are waited for a rate limit.

    Raises:
        ReviewsUnavailableError: a setting that cannot be right.
    """

    def __init__(
        self,
        api_url: str,
        repository: str,
        token: str,
        patience: Patience,
        *,
        sleep: Callable[[float], None] = time.sleep,
        on_wait: Callable[[float], None] = lambda _: None,
    ) -> None:
        if not _REPOSITORY.fullmatch(repository):
            raise ReviewsUnavailableError(
                "GITHUB_REPOSITORY is not of the form owner/name", "set it to owner/name"
            )
        if not _TOKEN.fullmatch(token):
            raise ReviewsUnavailableError(
                "GITHUB_TOKEN holds characters that no token has", "copy the token again"
            )
        parts = urlsplit(api_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise ReviewsUnavailableError(
                "GITHUB_API_URL is not an address", "set it to https://api.github.com or leave it"
            )
        self.repository = repository
        self.requests = 0
        self._patience = patience
        self._sleep, self._on_wait = sleep, on_wait
        self._waited = 0.0
        self._secondary_wait = _SECONDARY_WAIT
        # PyGithub logs each answer in full, and answers hold what strangers write
        logging.getLogger("github.Requester").setLevel(logging.WARNING)
        self._github = Github(
            base_url=api_url,
            auth=Auth.Token(token),
            retry=None,
            seconds_between_requests=None,
            user_agent="pyplots-sync",
            lazy=True,
        )
        secure = parts.scheme == "https"
        kind = HTTPSRequestsConnectionClass if secure else HTTPRequestsConnectionClass
        # PyGithub takes the seconds for whole ones, and hands them on as they are
        self._connection = kind(parts.hostname, parts.port, retry=0, timeout=int(patience.attempt))
        self._connection.session.mount(f"{parts.scheme}://", _SameServer(max_retries=0))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
        self._github.close()

    def get(
        self,
        path: str,
        parameters: Mapping[str, Any] | None = None,
        etag: str | None = None,
        *,
        may_be_missing: bool = False,
    ) -> Answer:
        """The answer to a GET of ``path`` below the repository, or of an absolute URL.

        Args:
            path: what to get.
            parameters: the query.
            etag: of an earlier answer; the body is None when that still holds.
            may_be_missing: the body is None where there is no such thing (any more).

        Raises:
            ReviewsUnavailableError: no sound answer, in spite of all patience.
        """
        url = path if path.startswith("http") else f"/repos/{self.repository}/{path}"
        headers = {"X-GitHub-Api-Version": _VERSION}
        if etag:
            headers["If-None-Match"] = etag

        def ask() -> Answer:
            status, answered, text = self._once(url, dict(parameters or {}), headers)
            if may_be_missing and status in (404, 410):
                return Answer(None, None, None, _clock(answered))
            return self._judged(status, answered, text)

        try:
            trying = Trying(self._patience, self._sleep)
            return trying.ask(ask, lambda error: isinstance(error, _TransientError))
        except (OverflowError, RecursionError, ValueError):
            raise ReviewsUnavailableError(
                "GitHub's answer holds a number or a time that cannot be",
                "check GITHUB_API_URL, and run it again with -vv",
            ) from None
        except _TransientError as error:
            raise ReviewsUnavailableError(
                f"GitHub does not answer as it should: {error}{times(error)}",
                "look at https://www.githubstatus.com, and run it again",
            ) from None

    def _once(
        self, url: str, parameters: dict[str, Any], headers: dict[str, str]
    ) -> tuple[int, dict[str, Any], str]:
        """Send a request, again after each wait for a rate limit."""
        while True:
            self.requests += 1
            status, answered, text = self._send(url, parameters, dict(headers))
            _log.debug("GET %s %s: %s, %s characters", url, parameters, status, len(text))
            if status not in (403, 429) or not self._is_limit(answered, text):
                return status, answered, text
            self._wait_for_limit(answered)

    def _send(
        self, url: str, parameters: dict[str, Any], headers: dict[str, str]
    ) -> tuple[int, dict[str, Any], str]:
        requester = self._github.requester
        try:
            return requester.requestJson("GET", url, parameters, headers, cnx=self._connection)
        except requests.Timeout:
            seconds = f"{self._patience.attempt:g} seconds"
            raise _TransientError(f"no answer within {seconds}") from None
        except _ElsewhereError:
            raise ReviewsUnavailableError(
                "GitHub sends us to another server", "check GITHUB_API_URL and GITHUB_REPOSITORY"
            ) from None
        except requests.RequestException as error:
            raise _TransientError(f"the connection failed ({type(error).__name__})") from None
        except (ValueError, OverflowError):
            # PyGithub reads the rate headers as numbers
            raise _TransientError("a header that is no number") from None

    def _judged(self, status: int, headers: Mapping[str, str], text: str) -> Answer:
        if status == 304:
            return Answer(None, None, headers.get("etag"), _clock(headers))
        if status == 200:
            try:
                body = json.loads(text)
            except ValueError:
                raise _TransientError("the answer is not JSON, or breaks off") from None
            if body is None:
                raise _TransientError("the answer is empty")
            found = _NEXT.search(headers.get("link", ""))
            return Answer(body, found[1] if found else None, headers.get("etag"), _clock(headers))
        if status in self._patience.statuses:
            raise _TransientError(f"status {status}")
        said = _message(text)
        if status == 401:
            raise ReviewsUnavailableError(
                f"GitHub refuses the token (401{said})", "GITHUB_TOKEN is wrong or has expired"
            )
        if status == 403:
            raise ReviewsUnavailableError(
                f"the token may not read the issues of {self.repository} (403{said})",
                "give the workflow `permissions: issues: read` and `pull-requests: read`",
            )
        if status == 404:
            raise ReviewsUnavailableError(
                f"GitHub knows no repository {self.repository}, or the token may not see it"
                f" (404{said})",
                "check GITHUB_REPOSITORY, GITHUB_API_URL, and the permission `issues: read`",
            )
        if status == 410:
            raise ReviewsUnavailableError(
                f"issues are switched off in {self.repository} (410{said})",
                "switch them on in the repository's settings, or pass --no-reviews",
            )
        raise ReviewsUnavailableError(
            f"GitHub answers with status {status}{said}", "run it again with -vv"
        )

    def _is_limit(self, headers: Mapping[str, str], text: str) -> bool:
        said = _message(text).casefold()
        return (
            headers.get("x-ratelimit-remaining") == "0"
            or "retry-after" in headers
            or "rate limit" in said
        )

    def _wait_for_limit(self, headers: Mapping[str, str]) -> None:
        """Wait for a rate limit that ends soon.

        Raises:
            ReviewsUnavailableError: it does not.
        """
        now = _time_of(headers.get("date")) or datetime.now(UTC)
        if (stated := _seconds(headers.get("retry-after"), now)) is not None:
            seconds = stated
        elif headers.get("x-ratelimit-remaining") == "0" and (
            reset := _reset(headers.get("x-ratelimit-reset"))
        ):
            # the reset is given in whole seconds
            seconds = (reset - now).total_seconds() + 1
        else:
            seconds = self._secondary_wait
            self._secondary_wait *= 2
        seconds = max(1.0, seconds)
        if self._waited + seconds > self._patience.limits:
            until = datetime.fromtimestamp(now.timestamp() + min(seconds, 1e7), UTC)
            raise ReviewsUnavailableError(
                f"GitHub's rate limit is used up until {until:%Y-%m-%d %H:%M:%S} UTC",
                "run it again then, or raise rate_limit_wait",
            )
        self._waited += seconds
        self._on_wait(seconds)
        self._sleep(seconds)


def _message(text: str) -> str:
    """GitHub's own words in an error's body, shortened."""
    try:
        body = json.loads(text)
    except ValueError:
        return ""
    said = body.get("message") if isinstance(body, dict) else None
    return f": {printable(said)[:200]}" if isinstance(said, str) else ""


def _seconds(value: str | None, now: datetime) -> float | None:
    """A Retry-After header, which is a number of seconds or a date (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    until = _time_of(value)
    return None if until is None else (until - now).total_seconds()


def _clock(headers: Mapping[str, str]) -> datetime:
    """The server's time; this machine's where the answer does not say it."""
    time = _time_of(headers.get("date")) or datetime.now(UTC)
    return time.astimezone(UTC).replace(tzinfo=None)


def _time_of(value: str | None) -> datetime | None:
    try:
        time = parsedate_to_datetime(value or "")
    except (ValueError, OverflowError):
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _reset(value: str | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(float(value or "")), UTC)
    except (ValueError, OverflowError, OSError):
        return None
