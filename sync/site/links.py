"""Where links and pictures of a page lead: https alone, whatever a row says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from urllib.parse import quote, urlsplit

from sync.reports.markdown import Site as Files

PICTURES = "https://storage.googleapis.com"
"""The one other host that a page loads from: previews lie there."""
_SPEC_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME = 100
"""Characters of a file's name without its ending; Windows and zip files take less than Linux."""
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names that Windows keeps for devices."""
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_HTTPS = re.compile(r"https://[^\s\x00-\x20\\\"'<>`{}|^]+")


def page_name(spec_id: str) -> str:
    """The file name of a spec's page: its id, or a digest where a row holds another kind of id.

    No id of the grammar begins with an underscore, so the two kinds never meet.
    """
    is_plain = _SPEC_ID.fullmatch(spec_id) and not _RESERVED.fullmatch(spec_id)
    if is_plain and len(spec_id) <= _LONGEST_NAME:
        return f"{spec_id}.html"
    return f"_{blake2b(spec_id.encode('utf-8', 'replace'), digest_size=16).hexdigest()}.html"


def https(url: str | None) -> str | None:
    """``url``, if it is an https address and nothing else; None otherwise."""
    if url is None or not _HTTPS.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        # what looks like a host before an @ is none
        return url if parts.hostname and "@" not in parts.netloc else None
    except ValueError:
        return None


def address_of(preview_url: str | None) -> str | None:
    """Where a browser finds a preview: ``gs://bucket/x`` is ``https://storage.…/bucket/x``."""
    if preview_url is None or not preview_url.startswith("gs://"):
        return https(preview_url)
    bucket, _, name = preview_url.removeprefix("gs://").partition("/")
    if not bucket or not name:
        return None
    return f"{PICTURES}/{quote(bucket, safe='')}/{quote(name, safe='/', errors='replace')}"


def is_picture(address: str | None) -> bool:
    """Whether a page may show what lies at ``address``; of other hosts it is a link."""
    return address is not None and address.startswith(f"{PICTURES}/")


@dataclass(frozen=True, slots=True)
class Links:
    """Links into the repository.

    Args:
        repository: its address, None where nobody knows it: there are no links then.
        commit: the one that the rows were brought to.
        folder: the catalogue's path in the repository, with a final ``/`` unless it is the root.
    """

    repository: str | None = None
    commit: str | None = None
    folder: str = ""

    def file(self, path: str, line: int | None = None) -> str | None:
        """A file as it is at the commit."""
        if self.repository is None or not _COMMIT.fullmatch(self.commit or ""):
            return None
        return Files(self.repository, self.commit, self.folder).file(path, line)

    def of_commit(self, commit: str | None) -> str | None:
        """The page of a commit."""
        if self.repository is None or commit is None or not _COMMIT.fullmatch(commit):
            return None
        return f"{self.repository}/commit/{commit}"


_REMOTE = re.compile(
    r"(?:(?:https|ssh|git)://(?:[^/@\s]*@)?|(?:[\w.-]+@)?)"
    r"(?P<host>[\w-]+(?:\.[\w-]+)+)(?::[0-9]+/|[:/])(?P<path>[\w.-]+(?:/[\w.-]+)+)/?",
    re.ASCII,
)


def repository_of(remote: str) -> str | None:
    """The page of a repository whose remote is ``remote``, without any password that stood there.

    ``git@github.com:owner/name.git`` and ``https://token@github.com/owner/name`` are both
    ``https://github.com/owner/name``; None for what has no page: a folder, another scheme.
    """
    found = _REMOTE.fullmatch(remote.strip()[:1000])
    return f"https://{found['host']}/{found['path'].removesuffix('.git')}" if found else None
