"""Which files the catalogue has, with their git blob ids.

The working tree is what counts. Where there is git, its index says what is
there and what an unchanged file hashes to, so a run reads only what changed.
Nothing here writes, and no link is followed.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Container
from dataclasses import dataclass, field, replace
from pathlib import Path

from sync.problems import Problem, problem
from sync.sources.files.reader import Reader, UnreadableError, link_problem

WALKED = ("plots", "specs")
"""The folders that are looked at (contract, section 1)."""
LEFT_BEHIND = ".pyplots-sync"
"""Where earlier versions kept the embedded database: never read (contract, section 5)."""

_SKIPPED = re.compile(r"(?:^|/)(?:[._]|README\.md(?:/|$))").search
"""Finds a part of a path that is passed over in silence."""
_OF_ONE_REPOSITORY = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"}
"""Variables that git sets for its hooks, and that would point us at another repository."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The files under the walked folders.

    ``files`` maps a path, relative to the root, to a git blob id. ``blocked``
    are the places that were not looked into, each with its problem.
    """

    reader: Reader
    commit: str | None = None
    files: dict[str, str] = field(default_factory=dict)
    blocked: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def list_tree(root: Path) -> Tree:
    """List and hash the files of the catalogue at ``root``.

    Skipped in silence: dot files, names that begin with ``_``, ``README.md``,
    and what git ignores (contract, section 1).
    """
    tree = _listed(root)
    found = left_behind(root)
    return tree if found is None else replace(tree, problems=(found, *tree.problems))


def left_behind(root: Path) -> Problem | None:
    """What to say of an embedded database in the working tree, if there is one."""
    if not os.path.lexists(root / LEFT_BEHIND):
        return None
    if _Git(root).tracks(LEFT_BEHIND):
        return problem(
            "embedded-tracked",
            LEFT_BEHIND,
            "is committed, and a branch could put settings for a database there; it is not read",
        )
    return problem(
        "embedded-left-behind",
        LEFT_BEHIND,
        "holds the embedded database of an earlier version, which is not read any more: `run`"
        " restores everything it held",
    )


def _listed(root: Path) -> Tree:
    git = _Git(root)
    if not git.is_repository():
        return _walk(root)
    try:
        listing, commit = git.listing(), git.commit()
    except (OSError, subprocess.CalledProcessError) as error:
        said = " ".join((getattr(error, "stderr", None) or str(error)).split())
        warning = problem("git-unavailable", None, f"git cannot list the files: {said}")
        walked = _walk(root)
        return replace(walked, problems=(warning, *walked.problems))
    return _hashed(root, commit, _parse(listing))


class _Git:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment = {
            name: value for name, value in os.environ.items() if name not in _OF_ONE_REPOSITORY
        } | {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}

    def is_repository(self) -> bool:
        if (self.root / ".git").exists():
            return True
        try:
            if self._run("rev-parse", "--is-inside-work-tree").returncode != 0:
                return False
        except OSError:
            return False
        # a catalogue in a folder that the surrounding repository ignores is not git's
        return self._run("check-ignore", "--quiet", ".").returncode == 1

    def listing(self) -> str:
        return self._ask(
            "ls-files", "-z", "-v", "--stage", "--cached", "--modified", "--deleted",
            "--others", "--exclude-standard", "--", *WALKED,
        )  # fmt: skip

    def commit(self) -> str | None:
        return self._run("rev-parse", "--quiet", "--verify", "HEAD").stdout.strip() or None

    def tracks(self, path: str) -> bool:
        try:
            answer = self._run("ls-files", "--cached", "-z", "--", path)
        except OSError:
            return False
        return answer.returncode == 0 and bool(answer.stdout)

    def _ask(self, *arguments: str) -> str:
        answer = self._run(*arguments)
        answer.check_returncode()
        return answer.stdout

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", "-c", "core.fsmonitor=false", *arguments],
            cwd=self.root,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )


@dataclass(slots=True)
class _Listing:
    """``clean`` files have their blob id from git's index, ``dirty`` ones must be hashed."""

    clean: dict[str, str] = field(default_factory=dict)
    dirty: dict[str, None] = field(default_factory=dict)
    sparse: set[str] = field(default_factory=set)
    gone: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    problems: dict[str, Problem] = field(default_factory=dict)


def _parse(listing: str) -> _Listing:
    """Read ``git ls-files -z -v --stage`` (its manual page, OUTPUT and option ``-v``)."""
    found = _Listing()
    for line in listing.split("\0"):
        head, _, path = line.partition("\t")
        if head.startswith("H 100") and head.endswith(" 0") and not _SKIPPED(path):
            found.clean[path] = head[9:-2]
        elif head.startswith("? "):
            _add_untracked(found, line[2:])
        elif line:
            _add_tracked(found, head, path)
    for path in found.gone:
        found.dirty.pop(path, None)
        found.problems.pop(path, None)
    for path in (*found.gone, *found.dirty):
        found.clean.pop(path, None)
    return found


def _add_untracked(found: _Listing, path: str) -> None:
    if _SKIPPED(path):
        found.skipped.append(path)
    elif path.endswith("/"):
        found.problems[path] = _nested_repository(path)
    else:
        found.dirty[path] = None


def _add_tracked(found: _Listing, head: str, path: str) -> None:
    """An entry that is not simply there and unchanged."""
    tag, mode = head.split(" ")[:2]
    if _SKIPPED(path):
        found.skipped.append(path)
    elif mode == "120000":
        found.problems[path] = link_problem(path)
    elif mode == "160000":
        found.problems[path] = _nested_repository(path)
    elif tag in "Rr":
        found.gone.append(path)
    else:
        # changed or unmerged; or git was told not to look at it (tags h and S)
        found.dirty[path] = None
        if tag in "Ss":
            found.sparse.add(path)


def _walk(root: Path) -> Tree:
    """The tree without git: everything is hashed, and nothing is ignored."""
    found = _Listing()
    for folder in WALKED:
        entry = root / folder
        if entry.is_symlink():
            found.problems[folder] = link_problem(folder)
        elif entry.is_dir():
            _scan(root, folder, found)
    return _hashed(root, None, found)


def _scan(root: Path, folder: str, found: _Listing) -> None:
    waiting = [folder]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except OSError as error:
            found.problems[folder] = problem(
                "file-unreadable", folder, f"the folder cannot be listed: {error.strerror}"
            )
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if _SKIPPED(path):
                found.skipped.append(path)
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            else:
                found.dirty[path] = None


def _hashed(root: Path, commit: str | None, found: _Listing) -> Tree:
    """The tree of a listing: what git has not hashed is hashed here, what is no file is blocked."""
    algorithm = "sha256" if commit is not None and len(commit) == 64 else "sha1"
    files, problems, reader = found.clean, found.problems, Reader(root)
    # what is skipped is not read, but a link is an error anywhere
    problems |= {path: link_problem(path) for path in found.skipped if (root / path).is_symlink()}
    for path in found.dirty:
        try:
            blob = reader.blob_id(path, algorithm)
        except UnreadableError as error:
            problems[path] = error.problem
            continue
        if blob is not None:
            files[path] = blob
        elif path in found.sparse:
            problems[path] = problem("file-not-checked-out", path, "is not in the working tree")
    if problems:
        files = {path: blob for path, blob in files.items() if not is_under(path, problems)}
    return Tree(reader, commit, files, tuple(problems), tuple(problems.values()))


def is_under(path: str, places: Container[str]) -> bool:
    """Whether ``path`` is one of ``places`` or lies in one of them."""
    parts = path.split("/")
    heads = ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
    return any(head in places or f"{head}/" in places for head in heads)


def _nested_repository(path: str) -> Problem:
    return problem("file-nested-repository", path.rstrip("/"), "is a git repository of its own")
