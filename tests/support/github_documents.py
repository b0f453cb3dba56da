"""Issues, comments and what hangs on them, as api.github.com writes them."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import quote

# ids of accounts that everybody knows; the others get one made from their name
KNOWN_IDS = {"github-actions[bot]": 41898282, "ghost": 10137}


@dataclass(slots=True)
class Issue:
    """An issue or a pull request, which is one here too."""

    id: int
    number: int
    title: str
    labels: tuple[str, ...]
    is_pull_request: bool
    user: str | None
    created: datetime
    updated: datetime
    state: str = "open"
    comments: int = 0
    merged: datetime | None = None
    association: str = "MEMBER"


@dataclass(slots=True)
class Comment:
    id: int
    issue: int
    body: str
    user: str | None
    association: str
    created: datetime
    updated: datetime


def stamp(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number_of(name: str) -> int:
    return KNOWN_IDS.get(name) or zlib.crc32(name.encode())


def node(kind: str, number: int) -> str:
    return f"{kind}_kw{base64.urlsafe_b64encode(str(number).encode()).decode().rstrip('=')}"


USER_URLS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}
REPOSITORY_URLS = {
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "hooks_url": "/hooks",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "stargazers_url": "/stargazers",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "statuses_url": "/statuses/{sha}",
    "trees_url": "/git/trees{/sha}",
}


COUNTS = (
    *("forks", "forks_count", "network_count", "open_issues", "open_issues_count", "size"),
    *("stargazers_count", "subscribers_count", "watchers", "watchers_count"),
)
SWITCHES = (
    *("archived", "disabled", "fork", "private"),
    *("has_discussions", "has_pages", "has_projects", "has_wiki"),
)


@cache
def user_document(base: str, login: str) -> dict[str, Any]:
    number, is_bot = number_of(login), login.endswith("[bot]")
    url = f"{base}/users/{quote(login)}"
    page = f"apps/{login.removesuffix('[bot]')}" if is_bot else login
    return {
        "login": login,
        "id": number,
        "node_id": node("BOT" if is_bot else "U", number),
        "avatar_url": f"https://avatars.githubusercontent.com/u/{number}?v=4",
        "gravatar_id": "",
        "url": url,
        "html_url": f"https://github.com/{page}",
        **{name: f"{url}{rest}" for name, rest in USER_URLS.items()},
        "type": "Bot" if is_bot else "User",
        "user_view_type": "public",
        "site_admin": False,
    }


@dataclass(frozen=True)
class Shown:
    """Records as GitHub writes them."""

    repository: str
    base: str

    @property
    def url(self) -> str:
        return f"{self.base}/repos/{self.repository}"

    @property
    def page(self) -> str:
        return f"https://github.com/{self.repository}"

    def user(self, login: str | None) -> dict[str, Any] | None:
        return None if login is None else user_document(self.base, login)

    def label(self, name: str) -> dict[str, Any]:
        return {
            "id": number_of(name),
            "node_id": node("LA", number_of(name)),
            "url": f"{self.url}/labels/{quote(name)}",
            "name": name,
            "color": "ededed",
            "default": False,
            "description": None,
        }

    def reactions(self, url: str) -> dict[str, Any]:
        kinds = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")
        return {"url": f"{url}/reactions", "total_count": 0, **dict.fromkeys(kinds, 0)}

    def issue_page(self, issue: Issue) -> str:
        return f"{self.page}/{'pull' if issue.is_pull_request else 'issues'}/{issue.number}"

    def issue(self, issue: Issue) -> dict[str, Any]:
        url, page = f"{self.url}/issues/{issue.number}", self.issue_page(issue)
        closed = issue.state == "closed"
        document = {
            "url": url,
            "repository_url": self.url,
            "labels_url": f"{url}/labels{{/name}}",
            "comments_url": f"{url}/comments",
            "events_url": f"{url}/events",
            "html_url": page,
            "id": issue.id,
            "node_id": node("PR" if issue.is_pull_request else "I", issue.id),
            "number": issue.number,
            "title": issue.title,
            "user": self.user(issue.user),
            "labels": [self.label(name) for name in issue.labels],
            "state": issue.state,
            "locked": False,
            "assignee": None,
            "assignees": [],
            "milestone": None,
            "comments": issue.comments,
            "created_at": stamp(issue.created),
            "updated_at": stamp(issue.updated),
            "closed_at": stamp(issue.updated) if closed else None,
            "author_association": issue.association,
            "active_lock_reason": None,
            "body": None,
            "closed_by": None,
            "reactions": self.reactions(url),
            "timeline_url": f"{url}/timeline",
            "performed_via_github_app": None,
            "state_reason": "completed" if closed and not issue.is_pull_request else None,
        }
        if issue.is_pull_request:
            document["draft"] = False
            document["pull_request"] = {
                "url": f"{self.url}/pulls/{issue.number}",
                "html_url": page,
                "diff_url": f"{page}.diff",
                "patch_url": f"{page}.patch",
                "merged_at": stamp(issue.merged) if issue.merged else None,
            }
        return document

    def comment(self, comment: Comment, issues: dict[int, Issue]) -> dict[str, Any]:
        url = f"{self.url}/issues/comments/{comment.id}"
        page = self.issue_page(issues[comment.issue])
        return {
            "url": url,
            "html_url": f"{page}#issuecomment-{comment.id}",
            "issue_url": f"{self.url}/issues/{comment.issue}",
            "id": comment.id,
            "node_id": node("IC", comment.id),
            "user": self.user(comment.user),
            "created_at": stamp(comment.created),
            "updated_at": stamp(comment.updated),
            "body": comment.body,
            "author_association": comment.association,
            "reactions": self.reactions(url),
            "performed_via_github_app": None,
        }

    def repository_document(self, number: int) -> dict[str, Any]:
        owner, name = self.repository.split("/")
        made = "2024-11-20T08:00:00Z"
        return {
            "id": number,
            "node_id": node("R", number),
            "name": name,
            "full_name": self.repository,
            "owner": self.user(owner),
            "html_url": self.page,
            "description": "A catalogue of plots",
            "url": self.url,
            **{key: f"{self.url}{rest}" for key, rest in REPOSITORY_URLS.items()},
            "clone_url": f"{self.page}.git",
            "svn_url": self.page,
            "git_url": f"git://github.com/{self.repository}.git",
            "ssh_url": f"git@github.com:{self.repository}.git",
            "mirror_url": None,
            "homepage": None,
            "language": "Python",
            "license": None,
            **dict.fromkeys(COUNTS, 0),
            **dict.fromkeys(SWITCHES, False),
            "has_issues": True,
            "default_branch": "main",
            "visibility": "public",
            "created_at": made,
            "updated_at": made,
            "pushed_at": made,
        }
