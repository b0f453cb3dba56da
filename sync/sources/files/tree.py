"""Which files the catalogue has, with their git blob ids, and how to read one.

The working tree is what counts. Where there is git, its index says what is
there and what an unchanged file hashes to, so a run reads only what changed.
Nothing here writes, and no link is followed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import subprocess
from collections.abc import Container
from dataclasses import dataclass, field, replace
from pathlib import Path

from sync.problems import Problem, problem
from sync.sources.files.text import IMPLEMENTATION_LIMIT

WALKED = ("plots", "specs")
"""The folders that are looked at (contract, section 1)."""

_SKIPPED = re.compile(r"(?:^|/)(?:[._]|README\.md(?:/|$))").search
"""Finds a part of a path that is passed over in silence."""
_NO_LINKS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
_OF_ONE_REPOSITORY = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"}
"""Variables that git sets for its hooks, and that would point us at another repository."""


class UnreadableError(Exception):
    """A file that cannot be read. ``problem`` says why."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.problem = found


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
        found.problems[path] = _link(path)
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
            found.problems[folder] = _link(folder)
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
    problems |= {path: _link(path) for path in found.skipped if (root / path).is_symlink()}
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


class Reader:
    """Reads regular files below ``root`` that no link leads to."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._folders: dict[str, set[str]] = {}
        """Folder to the names of the folders in it."""

    def __reduce__(self) -> tuple[type[Reader], tuple[Path]]:
        # on its way to another process it leaves its cache behind
        return Reader, (Path(self._root),)

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of ``path``, at most ``limit`` and one more.

        Raises:
            UnreadableError: gone, not a regular file, behind a link, or not readable.
        """
        try:
            return self._read(path, limit)
        except FileNotFoundError:
            gone = problem("file-unreadable", path, "went away while it was about to be read")
            raise UnreadableError(gone) from None

    def blob_id(self, path: str, algorithm: str) -> str | None:
        """Git's id of the file's bytes (git's manual, hash-object), None when it is not there.

        A file over every limit gets an id that no file has: reading it reports its size.

        Raises:
            UnreadableError: not a regular file, behind a link, or not readable.
        """
        try:
            data = self._read(path, IMPLEMENTATION_LIMIT)
        except FileNotFoundError:
            return None
        if len(data) > IMPLEMENTATION_LIMIT:
            return "too-large"
        header = b"blob %d\0" % len(data)
        return hashlib.new(algorithm, header + data, usedforsecurity=False).hexdigest()

    def is_no_file(self, path: str) -> bool:
        """Whether something that is no regular file stands at ``path``."""
        try:
            return not stat.S_ISREG(os.lstat(f"{self._root}/{path}").st_mode)
        except (OSError, ValueError):
            return False

    def _read(self, path: str, limit: int) -> bytes:
        try:
            if not self._is_plain(path.rpartition("/")[0]):
                os.lstat(f"{self._root}/{path}")
                raise UnreadableError(_link(path))
            handle = os.open(f"{self._root}/{path}", _NO_LINKS)
        except FileNotFoundError:
            raise
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise UnreadableError(_link(path)) from None
            raise UnreadableError(
                problem("file-unreadable", path, f"cannot be read: {error.strerror}")
            ) from None
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise UnreadableError(problem("file-not-regular", path, "is not a regular file"))
            return _read_fully(handle, min(found.st_size, limit + 1))
        finally:
            os.close(handle)

    def _is_plain(self, folder: str) -> bool:
        """Whether ``folder`` is there and no part of it is a link."""
        if not folder:
            return True
        above, _, name = folder.rpartition("/")
        if not self._is_plain(above):
            return False
        if above not in self._folders:
            # one listing instead of one call for each of its folders
            with os.scandir(f"{self._root}/{above}") as entries:
                self._folders[above] = {
                    entry.name for entry in entries if entry.is_dir(follow_symlinks=False)
                }
        return name in self._folders[above]


def _read_fully(handle: int, size: int) -> bytes:
    data = os.read(handle, size)
    # a read may be short
    while len(data) < size and (more := os.read(handle, size - len(data))):
        data += more
    return data


def _link(path: str) -> Problem:
    return problem("file-link", path, "is a symbolic link")


def _nested_repository(path: str) -> Problem:
    return problem("file-nested-repository", path.rstrip("/"), "is a git repository of its own")
