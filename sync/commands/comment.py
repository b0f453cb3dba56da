"""One comment on a pull request, one issue: found again by a mark, and updated in place.

Reports come as artifacts of a workflow run. A stranger's branch may have made
them, so they are read as JSON, and the page is made here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import requests
from github import Auth, Github
from github.GithubException import GithubException

from sync.commands.artifact import ArtifactError, documents
from sync.commands.touched import Touched, touched
from sync.model.errors import PyplotsSyncError
from sync.reports.actions import COMMENT_LIMIT
from sync.reports.json import DocumentError
from sync.reports.markdown import Site, code, render
from sync.reports.report import Report

if TYPE_CHECKING:
    from github.PullRequest import PullRequest

    from sync.model.secrets import Secret
    from sync.settings import GitHub

ARTIFACT = "report"
"""The artifact that holds reports: one JSON document a file."""
BOT = "github-actions[bot]"
"""Who writes with a workflow's own token. What others mark as ours is left alone."""
PLAN_MARK = "<!-- pyplots-sync: plan -->"
MAINTENANCE_MARK = "<!-- pyplots-sync: maintenance -->"
MAINTENANCE_TITLE = "pyplots-sync: the nightly maintenance needs a look"
_MOST_FILES = 3_000
"""Files of a pull request that GitHub lists."""
_PER_PAGE = 100
_LONGEST = 200
"""Characters of a reason that comes from outside."""
_TIMEOUT = 30


class AnnounceError(PyplotsSyncError):
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
        has_program: whether this program lies in the repository, beside the catalogue.
    """

    def __init__(
        self, github: GitHub, server_url: str, run_id: int, *, has_program: bool = True
    ) -> None:
        self._token = github.token
        self._api = Github(
            base_url=github.api_url,
            auth=Auth.Token(github.token.reveal()),
            user_agent="pyplots-sync",
            seconds_between_requests=None,
            seconds_between_writes=None,
            timeout=_TIMEOUT,
            per_page=_PER_PAGE,
            lazy=True,
        )
        self._repository = self._api.get_repo(github.repository)
        self._url = f"{server_url}/{github.repository}"
        self._run_id = run_id
        self._has_program = has_program

    def comment(self, head: Head, base: str) -> str | None:
        """Put the plan on the open pull request from ``head`` to ``base``.

        Returns:
            the comment's URL; None when there is nothing to tell, or nobody to tell it to: the
            pull request has moved on, or changes nothing in the catalogue and never did.

        Raises:
            AnnounceError: GitHub does not answer, or refuses.
        """
        with _explained(self._token):
            pulls = self._repository.get_pulls(
                "open", head=f"{head.owner}:{head.branch}", base=base
            )
            pull = next((pull for pull in pulls if pull.head.sha == head.commit), None)
            if pull is None:
                return None
            files = self._touched(pull, head.commit)
            if files is None:
                return None
            reports = self._plan()
            warning = files.warning()
            room = COMMENT_LIMIT - 100 - len(warning.encode())
            body = f"{PLAN_MARK}\n{warning}{self._page(reports, head.commit, room)}"
            for comment in pull.get_issue_comments():
                author = getattr(comment.user, "login", None)
                if author == BOT and _is_marked(comment, PLAN_MARK):
                    if comment.body != body:
                        comment.edit(body)
                    return comment.html_url
            if reports and all(map(_is_empty, reports)) and files.is_quiet:
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
        with _explained(self._token):
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
            reports = self._reports()
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
                told = code(str(report)[:_LONGEST])
                pages.append(f"A report cannot be read: {told}. See [the run]({run}).\n")
                continue
            at = report.commit if commit is None else commit
            site = Site(self._url, at, run=run)
            pages.append(render(replace(report, commit=at), site, room // len(reports) - 1))
        return "\n".join(pages)

    def _touched(self, pull: PullRequest, commit: str) -> Touched | None:
        """What the pull request touches, as GitHub says: its branch can say anything.

        None: it is at another ``commit`` by now.
        """
        try:
            files = list(islice(pull.get_files(), _MOST_FILES))
            # asked for anew, and last: the files are those of the commit only if it is the head yet
            now = self._repository.get_pull(pull.number)
            if now.head.sha != commit:
                return None
            complete = now.changed_files == len(files)
        except GithubException:
            return Touched(complete=False)
        names = {name for f in files for name in (f.filename, f.previous_filename) if name}
        return touched(names, complete=complete, has_program=self._has_program)

    def _plan(self) -> list[Report | DocumentError]:
        """The one report of a plan; whatever else the artifact holds is a sentence."""
        found = self._reports()
        if len(found) > 1:
            return [DocumentError("the artifact holds more than one file")]
        return [
            DocumentError(f"it is not the report of a diff, but of {told.command}")
            if isinstance(told, Report) and told.command != "diff"
            else told
            for told in found
        ]

    def _reports(self) -> list[Report | DocumentError]:
        run = self._repository.get_workflow_run(self._run_id)
        # a run that was started again has one of each attempt
        found = [artifact for artifact in run.get_artifacts() if artifact.name == ARTIFACT]
        artifact = max(found, key=lambda artifact: artifact.id, default=None)
        if artifact is None:
            return []
        try:
            return documents(artifact.archive_download_url, self._token)
        except ArtifactError as error:
            return [DocumentError(str(error))]


def _is_empty(report: Report | DocumentError) -> bool:
    if isinstance(report, DocumentError) or report.status != "ok":
        return False
    return report.plan.is_empty and not report.problems


def _is_marked(thing: Any, mark: str) -> bool:
    return str(thing.body or "").startswith(mark)


@contextmanager
def _explained(token: Secret) -> Iterator[None]:
    try:
        yield
    except GithubException as error:
        # whatever stands between, such as a proxy, may send back what it was sent
        told = str(error.message).replace(token.reveal(), "***")[:_LONGEST]
        raise AnnounceError(f"GitHub answered {error.status}: {told}") from None
    except (requests.RequestException, OSError) as error:
        raise AnnounceError(f"{type(error).__name__}: {error}") from None
