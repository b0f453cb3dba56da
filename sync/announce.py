"""One comment on a pull request, one issue: found again by a mark, and updated in place.

Reports come as artifacts of a workflow run. A stranger's branch may have made
them, so they are read as JSON, and the page is made here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import requests
from github import Auth, Github
from github.GithubException import GithubException

from sync.reports.actions import COMMENT_LIMIT
from sync.reports.json import DocumentError, parse
from sync.reports.markdown import Site, render
from sync.reports.report import Report

if TYPE_CHECKING:
    from sync.settings import GitHub

ARTIFACT = "report"
"""The artifact that holds reports: one JSON document a file."""
BOT = "github-actions[bot]"
"""Who writes with a workflow's own token. What others mark as ours is left alone."""
PLAN_MARK = "<!-- pyplots-sync: plan -->"
MAINTENANCE_MARK = "<!-- pyplots-sync: maintenance -->"
MAINTENANCE_TITLE = "pyplots-sync: the nightly maintenance needs a look"
_ARCHIVE_LIMIT = 16 * 1024 * 1024
_DOCUMENT_LIMIT = 64 * 1024 * 1024
_TIMEOUT = 30


class AnnounceError(Exception):
    """GitHub does not answer, or refuses. The message says why."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a pull request: whose repository, which branch, which commit."""

    owner: str
    branch: str
    commit: str


class Announcer:
    """Writes to one repository about one workflow run.

    Args:
        github: the repository, and a token that may write to it.
        server_url: where its pages are.
        run_id: the run whose artifact holds the reports.
    """

    def __init__(self, github: GitHub, server_url: str, run_id: int) -> None:
        self._token = github.token
        self._api = Github(
            base_url=github.api_url,
            auth=Auth.Token(github.token.reveal()),
            user_agent="pyplots-sync",
            seconds_between_requests=None,
            seconds_between_writes=None,
            timeout=_TIMEOUT,
            lazy=True,
        )
        self._repository = self._api.get_repo(github.repository)
        self._url = f"{server_url}/{github.repository}"
        self._run_id = run_id

    def comment(self, head: Head, base: str) -> str | None:
        """Put the plan on the open pull request from ``head`` to ``base``.

        Returns:
            the comment's URL; None when there is nothing to tell, or nobody to tell it to: the
            pull request has moved on, or changes nothing in the catalogue and never did.

        Raises:
            AnnounceError: GitHub does not answer, or refuses.
        """
        with _explained():
            pulls = self._repository.get_pulls(
                "open", head=f"{head.owner}:{head.branch}", base=base
            )
            pull = next((pull for pull in pulls if pull.head.sha == head.commit), None)
            if pull is None:
                return None
            reports = list(self._reports())
            body = f"{PLAN_MARK}\n{self._page(reports, head.commit, COMMENT_LIMIT - 100)}"
            for comment in pull.get_issue_comments():
                author = getattr(comment.user, "login", None)
                if author == BOT and _is_marked(comment, PLAN_MARK):
                    if comment.body != body:
                        comment.edit(body)
                    return comment.html_url
            if reports and all(map(_is_empty, reports)):
                return None
            return pull.create_issue_comment(body).html_url

    def issue(self, *, well: bool) -> str | None:
        """Open or update the one issue about maintenance; close it when all is ``well``.

        Returns:
            the issue's URL; None when all is well and none is open.

        Raises:
            AnnounceError: GitHub does not answer, or refuses.
        """
        run = f"{self._url}/actions/runs/{self._run_id}"
        with _explained():
            creator: Any = BOT  # PyGithub takes a login, too, but does not say so
            found = self._repository.get_issues(state="open", creator=creator)
            issue = next((issue for issue in found if _is_marked(issue, MAINTENANCE_MARK)), None)
            if well:
                if issue is None:
                    return None
                issue.create_comment(f"All is well again: [the run]({run}).")
                issue.edit(state="closed")
                return issue.html_url
            told = f"[The last run]({run}) went wrong. This issue closes itself after a good one."
            reports = list(self._reports())
            wrong = [r for r in reports if isinstance(r, DocumentError) or r.status != "ok"]
            page = self._page(wrong, None, COMMENT_LIMIT - 1_000)
            body = f"{MAINTENANCE_MARK}\n{told}\n\n{page}"
            if issue is None:
                return self._repository.create_issue(MAINTENANCE_TITLE, body).html_url
            issue.edit(body=body)
            return issue.html_url

    def _page(
        self, reports: Sequence[Report | DocumentError], commit: str | None, room: int
    ) -> str:
        """The reports of the run. Links lead to ``commit``, or where the report itself says."""
        run = f"{self._url}/actions/runs/{self._run_id}"
        if not reports:
            return f"No report says what: [the run]({run}) does.\n"
        pages = []
        for report in reports:
            if isinstance(report, DocumentError):
                pages.append(f"A report cannot be read ({report}): see [the run]({run}).\n")
                continue
            at = report.commit if commit is None else commit
            site = Site(self._url, at, run=run)
            pages.append(render(replace(report, commit=at), site, room // len(reports) - 1))
        return "\n".join(pages)

    def _reports(self) -> Iterator[Report | DocumentError]:
        run = self._repository.get_workflow_run(self._run_id)
        # a run that was started again has one of each attempt
        found = [artifact for artifact in run.get_artifacts() if artifact.name == ARTIFACT]
        artifact = max(found, key=lambda artifact: artifact.id, default=None)
        if artifact is None or artifact.size_in_bytes > _ARCHIVE_LIMIT:
            return
        answer = requests.get(
            artifact.archive_download_url,
            headers={"Authorization": f"Bearer {self._token.reveal()}"},
            timeout=_TIMEOUT,
        )
        answer.raise_for_status()
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            for name in sorted(archive.namelist())[:10]:
                with archive.open(name) as file:
                    data = file.read(_DOCUMENT_LIMIT)
                try:
                    yield parse(data.decode("utf-8", "replace"))
                except DocumentError as error:
                    yield error


def _is_empty(report: Report | DocumentError) -> bool:
    if isinstance(report, DocumentError) or report.status != "ok":
        return False
    return report.plan.is_empty and not report.problems


def _is_marked(thing: Any, mark: str) -> bool:
    return str(thing.body or "").startswith(mark)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except GithubException as error:
        raise AnnounceError(f"GitHub answered {error.status}: {error.message}") from None
    except (requests.RequestException, zipfile.BadZipFile, OSError) as error:
        raise AnnounceError(f"{type(error).__name__}: {error}") from None
