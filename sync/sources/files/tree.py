"""Which files the catalogue has, with their git blob ids.

The working tree is what counts. Where there is git, its index says what is
there and what an unchanged file hashes to, so a run reads only what changed.
Whether a file is unchanged is judged here, from the figures that the index
holds of it: git itself would run the filters that attributes name.
Nothing here writes, and no link is followed.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Container, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sync.model.layouts import WALKED
from sync.model.problems import Problem, problem
from sync.sources.files.astray import meant_folder
from sync.sources.files.git import COMMIT, CheckoutError, Git, find_top
from sync.sources.files.reader import Reader, UnreadableError, link_problem
from sync.sources.files.scan import Scanning, is_skipped, nested_repository, scan, scanning

LEFT_BEHIND = ".pyplots-sync"
"""Where earlier versions kept the embedded database: never read (contract, section 5)."""

_LIST = ("--literal-pathspecs", "ls-files", "-z")
_TRACKED = ("-v", "--stage", "--debug", "--cached")
_ENTRY = re.compile(
    r"(?P<tag>[A-Za-z]) (?P<mode>[0-7]+) (?P<blob>[0-9a-f]+) (?P<stage>[0-3])\t(?P<path>[^\0]+)\0"
    r"  (?P<times>ctime: \d+:\d+\n  mtime: \d+:\d+)\n"
    r"  dev: \d+\tino: (?P<ino>\d+)\n  uid: \d+\tgid: \d+\n"
    r"  size: (?P<size>\d+)\tflags: [0-9a-f]+\n"
)
"""One entry of ``git ls-files -z -v --stage --debug`` (its manual page, OUTPUT and ``--debug``)."""
_LARGE = 1 << 20
"""Bytes of an index, some 8,000 entries, from which on a second process is worth its start."""
_SECOND = 1_000_000_000
"""Nanoseconds."""
_32_BITS = 0xFFFF_FFFF
"""The index keeps no more of any figure."""


class Tree(NamedTuple):
    """The files under the walked folders.

    ``files`` maps a path, relative to the root, to a git blob id. ``blocked``
    are the places that were not looked into, each with its problem.
    """

    reader: Reader
    commit: str | None
    files: dict[str, str]
    blocked: tuple[str, ...]
    problems: tuple[Problem, ...]
    beside: frozenset[str]
    """The names in the root itself, where a spec may lie by mistake."""


def list_tree(root: Path) -> Tree:
    """List and hash the files of the catalogue at ``root``.

    Skipped in silence: dot files, names that begin with ``_``, ``README.md``,
    and what git ignores (contract, section 1).

    Raises:
        CheckoutError: ``root`` lies in a git checkout that git cannot list.
    """
    found = left_behind(root)
    tree = _listed(root)
    return tree if found is None else tree._replace(problems=(found, *tree.problems))


def left_behind(root: Path) -> Problem | None:
    """What to say of an embedded database in the working tree, if there is one."""
    if not os.path.lexists(root / LEFT_BEHIND):
        return None
    if _is_tracked(root, LEFT_BEHIND):
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


def _is_tracked(root: Path, path: str) -> bool:
    top = find_top(root)
    if top is None:
        return False
    inside = (root / path).relative_to(top).as_posix()
    # who lists the files says it where git does not answer
    with suppress(CheckoutError):
        return bool(Git(top).ask(*_LIST, "--cached", "--", inside))
    return False


def _listed(root: Path) -> Tree:
    top = find_top(root)
    if top is None:
        return _walk(root)
    git = Git(top)
    inside = "" if top == root else root.relative_to(top).as_posix()
    # a catalogue in a folder that the surrounding repository ignores is not git's
    if inside and git.ignored([f"./{inside}"]):
        return _walk(root)
    with git.start(*COMMIT) as asked:
        found = _listing(git, root, f"{inside}/" if inside else "")
        tree = _hashed(root, git.algorithm, found)
        return tree._replace(commit=git.commit(asked))


class _Listing:
    """``clean`` files have their blob id from git's index, ``dirty`` ones must be hashed."""

    def __init__(self) -> None:
        self.clean: dict[str, str] = {}
        self.dirty: dict[str, str] = {}
        """Path to the blob id in git's index, empty for what is not tracked."""
        self.sparse: set[str] = set()
        self.problems: dict[str, Problem] = {}


def _listing(git: Git, root: Path, above: str) -> _Listing:
    folders = [above + name for name in WALKED]
    # what was written in the moment of the index, or after it, may have changed unseen
    index_time = index_size = 0
    with suppress(OSError):
        index = git.index.stat()
        index_time, index_size = index.st_mtime_ns, index.st_size
    # one walk finds what is not tracked, and the pipes and devices that git says nothing of
    with scanning(root, WALKED, apart=index_size > _LARGE) as looking:
        # what git says is not kept: it is as large as all that is made of it
        found = _parse(_tracked(git, folders, looking), root, len(above), index_time)
        seen = looking.result()
    holding = _folders((*found.clean, *found.dirty)) if seen.odd else set()
    others = [
        path
        for path in seen.files
        if not (path in found.clean or path in found.dirty or is_skipped(path))
    ]
    asked = [
        path
        for path in (*others, *(path for path in seen.odd if path not in holding))
        if not (found.problems and is_under(path, found.problems))
    ]
    ignored = git.ignored([above + path for path in asked])
    for path in asked:
        if above + path in ignored:
            continue
        if path in seen.odd:
            found.problems[path] = seen.odd[path]
        else:
            found.dirty[path] = ""
    for path in holding.intersection(seen.odd):
        # a folder that git lists files of is not a repository of its own
        if seen.odd[path].code != "file-nested-repository":
            found.problems.setdefault(path, seen.odd[path])
    return found


def _folders(paths: Iterable[str]) -> set[str]:
    """``paths``, and every folder above them."""
    holding: set[str] = set()
    for path in paths:
        above = path
        while above and above not in holding:
            holding.add(above)
            above = above.rpartition("/")[0]
    return holding


def _tracked(git: Git, folders: list[str], looking: Scanning) -> str:
    # folders that a sparse index leaves closed stay so: their objects may not be here, and
    # git passes over what it cannot open
    with git.start(*_LIST, *_TRACKED, "--sparse", "--", *folders) as begun:
        looking.meanwhile()
        try:
            return git.answer(begun)
        except CheckoutError as error:
            # before git 2.35 there were no sparse indexes
            if "unknown option" not in error.problem.message:
                raise
    return git.ask(*_LIST, *_TRACKED, "--", *folders)


def _parse(listing: str, root: Path, above: int, index_time: int) -> _Listing:
    """Sort the entries of the index; ``above`` characters of each path lead to ``root``."""
    found = _Listing()
    clean, dirty = found.clean, found.dirty
    count = 0
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for entry in _ENTRY.finditer(listing):
            count += 1
            tag, mode, blob, stage, full, *figures = entry.groups()
            path = full[above:]
            if is_skipped(path):
                continue
            if mode == "040000":
                found.problems[path[:-1]] = _not_checked_out(path[:-1])
                continue
            try:
                now = os.stat(path, dir_fd=folder, follow_symlinks=False)
            except OSError:
                now = None
            if now is not None and mode in ("120000", "160000"):
                _add_special(found, mode, path, blob, now)
            elif (
                now is not None
                and stage == "0"
                and stat.S_ISREG(now.st_mode)
                and _is_unchanged(figures, now, index_time)
            ):
                clean[path] = blob
            else:
                dirty[path] = blob
                if tag in "Ss":
                    found.sparse.add(path)
    finally:
        os.close(folder)
    if count != listing.count("\0"):
        message = "git lists its index in a form that is not known"
        raise CheckoutError(problem("git-unavailable", None, message))
    return found


def _is_unchanged(figures: list[str], now: os.stat_result, index_time: int) -> bool:
    # written as git writes them, which takes less than reading them would
    changed, written = now.st_ctime_ns, now.st_mtime_ns
    ctime = f"ctime: {changed // _SECOND}:{changed % _SECOND}"
    mtime = f"mtime: {written // _SECOND}:{written % _SECOND}"
    size, ino = now.st_size & _32_BITS, now.st_ino & _32_BITS
    return written < index_time and figures == [f"{ctime}\n  {mtime}", str(ino), str(size)]


def _add_special(found: _Listing, mode: str, path: str, blob: str, now: os.stat_result) -> None:
    """A link or a repository of its own, by the index."""
    if mode == "160000":
        found.problems[path] = nested_repository(path)
    elif stat.S_ISLNK(now.st_mode):
        found.problems[path] = link_problem(path)
    else:
        # a file that has taken the link's place, unless git has only written the link as a file
        found.dirty[path] = f"link {blob}"


def _walk(root: Path) -> Tree:
    """The tree without git: everything is hashed, and nothing is ignored."""
    seen = scan(root, WALKED)
    files = sorted(path for path in seen.files if not is_skipped(path))
    found = _Listing()
    found.dirty = dict.fromkeys(files, "")
    found.problems = seen.odd
    return _hashed(root, "sha1", found)


def _hashed(root: Path, algorithm: str, found: _Listing) -> Tree:
    """The tree of a listing: what git has not hashed is hashed here, what is no file is blocked."""
    files, problems, reader = found.clean, found.problems, Reader(root)
    for path, known in found.dirty.items():
        if path in problems:
            continue
        try:
            blob = reader.blob_id(path, algorithm, known)
        except UnreadableError as error:
            problems[path] = error.problem
            continue
        if blob is not None and known == f"link {blob}":
            problems[path] = link_problem(path)
        elif blob is not None:
            files[path] = blob
        elif path in found.sparse:
            problems[path] = _not_checked_out(path)
    if problems:
        files = {path: blob for path, blob in files.items() if not is_under(path, problems)}
    beside = frozenset(entry.name for entry in root.iterdir())
    miswritten = {
        name: right
        for name in beside
        if (right := meant_folder(root, name) or _right_case(root, name)) is not None
    }
    problems |= {name: _miswritten(name, right) for name, right in miswritten.items()}
    blocked = (*problems, *miswritten.values())
    return Tree(reader, None, files, blocked, tuple(problems.values()), beside)


def _right_case(root: Path, name: str) -> str | None:
    """Which walked folder ``name`` is in another case, where case makes a difference."""
    right = name.lower()
    if right == name or right not in WALKED or not (root / name).is_dir():
        return None
    is_same = (root / right).exists() and (root / right).samefile(root / name)
    return None if is_same else right


def _miswritten(name: str, right: str) -> Problem:
    hint = f"rename it to {right}"
    return problem("file-misplaced", name, "this folder is not read", hint=hint)


def _not_checked_out(path: str) -> Problem:
    return problem("file-not-checked-out", path, "is not in the working tree")


def is_under(path: str, places: Container[str]) -> bool:
    """Whether ``path`` is one of ``places`` or lies in one of them."""
    parts = path.split("/")
    heads = ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
    return any(head in places or f"{head}/" in places for head in heads)
