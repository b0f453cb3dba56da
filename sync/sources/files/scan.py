"""What the working tree holds below a few folders. No file is opened, no link is followed."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sync.model.problems import Problem, problem
from sync.sources.files import walk
from sync.sources.files.reader import link_problem

_skipped = re.compile(r"(?:^|/)(?:[._]|README\.md(?:/|$))").search


def is_skipped(path: str) -> bool:
    """Whether a part of ``path`` is one that is passed over in silence (contract, section 1)."""
    # hardly any is: looking for what each of them has takes a fifth of the time
    may_be = "/." in path or "/_" in path or "README.md" in path or path.startswith((".", "_"))
    return may_be and _skipped(path) is not None


class Scan(NamedTuple):
    """What was found.

    ``files`` are the regular files, those with names that are passed over
    among them. ``odd`` is whatever is neither a regular file nor a folder
    that can be looked into, each with its problem; of what is passed over in
    silence only the links: those are errors anywhere.
    """

    files: list[str]
    odd: dict[str, Problem]


def scan(root: Path, folders: Sequence[str]) -> Scan:
    """Look through ``folders`` of ``root``; one that is not there holds nothing."""
    return _judged(walk.walk(str(root), folders))


class Scanning:
    """A :func:`scan` that a process of its own may have begun."""

    def __init__(
        self, root: Path, folders: Sequence[str], begun: subprocess.Popen[bytes] | None
    ) -> None:
        self._root = root
        self._folders = folders
        self._begun = begun
        self._found: Scan | None = None

    def meanwhile(self) -> None:
        """Look now, where no other process does: git is busy."""
        if self._begun is None:
            self._found = scan(self._root, self._folders)

    def result(self) -> Scan:
        """What there is; this process looks itself where no other one has come to an end."""
        if self._found is not None:
            return self._found
        if self._begun is not None:
            found, _ = self._begun.communicate()
            if self._begun.returncode == 0:
                return _judged(walk.read(found))
        return scan(self._root, self._folders)


@contextmanager
def scanning(root: Path, folders: Sequence[str], *, apart: bool) -> Iterator[Scanning]:
    """Begin to look through ``folders``, in a process of its own if ``apart`` says so.

    Going through many folders takes a second, and others can be looked at meanwhile.
    """
    begun = _begin(root, folders) if apart else None
    try:
        yield Scanning(root, folders, begun)
    finally:
        if begun is not None:
            with begun:
                begun.kill()


def _begin(root: Path, folders: Sequence[str]) -> subprocess.Popen[bytes] | None:
    if not sys.executable:
        return None  # Python is part of another program
    # names are text by the same rule there
    utf8 = ("-X", f"utf8={sys.flags.utf8_mode}")
    try:
        return subprocess.Popen(
            [sys.executable, "-IS", *utf8, walk.__file__, str(root), *folders],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None


def _judged(found: walk.Found) -> Scan:
    files, odd = found
    kept = {path: what for path, what in odd.items() if what in _ANYWHERE or not is_skipped(path)}
    return Scan(files, {path: _problem(path, what) for path, what in kept.items()})


_ANYWHERE = (walk.LINK, walk.REPOSITORY)
"""What is an error also where it is otherwise passed over in silence."""


def _problem(path: str, what: str) -> Problem:
    if what == walk.LINK:
        return link_problem(path)
    if what == walk.REPOSITORY:
        return nested_repository(path)
    if what == walk.OTHER:
        return problem("file-not-regular", path, "is a pipe, a socket or a device")
    reason = what.removeprefix(walk.UNLISTED).strip()
    return problem("file-unreadable", path, f"the folder cannot be listed: {reason}")


def nested_repository(path: str) -> Problem:
    """The error for a repository of its own at ``path``."""
    return problem("file-nested-repository", path, "is a git repository of its own")
