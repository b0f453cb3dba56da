"""Which of two commits is the older one, as far as this checkout can tell.

Nothing is fetched: a checkout that does not hold the history is not completed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from sync.model.catalog import LastRun
from sync.sources.files.git import CheckoutError, Git, find_top

_is_commit = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?").fullmatch


class History:
    """The commits of the checkout at ``root``; none where there is no git."""

    def __init__(self, root: Path) -> None:
        top = find_top(root)
        self._git = None if top is None else Git(top)

    def committed_at(self, commit: str) -> datetime | None:
        """When ``commit`` was made, in UTC without a zone; None where nobody knows."""
        said = self._ask("rev-list", "--max-count=1", "--timestamp", commit, "--")
        try:
            return datetime.fromtimestamp(int(said.split()[0]), UTC).replace(tzinfo=None)
        except (IndexError, ValueError, OverflowError, OSError):
            return None

    def is_before(self, commit: str, other: str) -> bool | None:
        """Whether ``commit`` is an ancestor of ``other``; None where the history is not there.

        Of two that went different ways neither is before the other.
        """
        # what is usual is asked first: the checkout has moved on
        forwards = self._is_ancestor(other, commit)
        if forwards:
            return False
        backwards = self._is_ancestor(commit, other)
        if backwards or forwards is None:
            return backwards
        # in a shallow clone the way from one to the other may have been cut off
        is_whole = self._ask("rev-parse", "--is-shallow-repository") == "false"
        return False if is_whole else None

    def _is_ancestor(self, commit: str, other: str) -> bool | None:
        if not _is_commit(commit) or not _is_commit(other):
            return None
        code, _ = self._run("merge-base", "--is-ancestor", commit, other)
        return {0: True, 1: False}.get(code)

    def _ask(self, *arguments: str) -> str:
        code, said = self._run(*arguments)
        return said if code == 0 else ""

    def _run(self, *arguments: str) -> tuple[int, str]:
        """The exit code, and what git said."""
        if self._git is None:
            return 128, ""
        try:
            asked = self._git.start(*arguments)
        except CheckoutError:
            return 128, ""
        said = asked.communicate()[0].decode("utf-8", "replace").strip()
        return asked.returncode, said


def made(root: Path, commit: str | None, last: LastRun) -> datetime | None:
    """When ``commit`` was made, in UTC without a zone; None where nobody knows."""
    if commit is not None and commit == last.commit and last.committed_at is not None:
        return last.committed_at
    return History(root).committed_at(commit) if commit is not None else None


def older(root: Path, here: LastRun, last: LastRun) -> str | None:
    """Why ``here`` is an old checkout, in a sentence; None where it is not known to be one.

    ``last`` is what the database was last brought to. Where the history of the
    two is not there, their times decide (contract, section 5).
    """
    if here.commit is None or last.commit in (None, here.commit):
        return None
    told = (
        f"commit {here.commit[:12]} is older than {last.commit[:12]},"
        " which the database was last brought to"
    )
    is_before = History(root).is_before(here.commit, last.commit)
    if is_before is not None or here.committed_at is None or last.committed_at is None:
        return told if is_before else None
    if here.committed_at >= last.committed_at:
        return None
    return f"{told}, by their times ({here.committed_at} and {last.committed_at}, UTC)"
