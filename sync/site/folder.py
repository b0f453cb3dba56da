"""The folder that a site lies in: replaced as a whole, and never one that is somebody else's."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.ledger import ledger
from sync.model.errors import PyplotsSyncError

MARK = ".pyplots-sync-site"
"""The file that says whose folder it is, and which files of its top are."""
_LONGEST_MARK = 10_000


class FolderError(PyplotsSyncError):
    """The folder is not one to write to. The message says why."""


class Draft:
    """A site in the making, in a folder of its own beside the one that it will take the place of.

    ``gone`` counts files of the site before that have no successor, once it has taken its place.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: set[str] = set()
        self.files = 0
        self.bytes = 0
        self.gone = 0

    def write(self, name: str, text: str) -> int:
        """Write the file ``name``, which is new, and return its size in bytes."""
        path = self._folder / name
        if path.parent != self._folder:
            path.parent.mkdir(exist_ok=True)
        data = text.encode("utf-8", "backslashreplace")
        with path.open("xb") as file:
            file.write(data)
        self._names.add(name)
        self.files += 1
        self.bytes += len(data)
        return len(data)

    @property
    def names(self) -> frozenset[str]:
        """The files that were written."""
        return frozenset(self._names)


@contextmanager
def replacing(folder: Path) -> Iterator[Draft]:
    """A draft that takes the place of ``folder`` when the context ends well; else nothing changes.

    Links are not followed: neither ``folder`` itself nor anything in it may be one.

    Raises:
        FolderError: ``folder`` is not empty and holds something that is not of a site of ours.
        OSError: it cannot be written.
    """
    folder = _placed(folder)
    before = _names_in(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # beside it: a folder can be renamed within one file system alone
    place = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    place.mkdir()
    try:
        draft = Draft(place)
        yield draft
        top = sorted({name.split("/", 1)[0] for name in draft.names})
        draft.write(MARK, json.dumps({"program": "pyplots-sync", "format": 1, "files": top}) + "\n")
        with ledger.entry("the site"):
            _put_in_place(place, folder)
        draft.gone = len(before - draft.names)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _placed(folder: Path) -> Path:
    """Where ``folder`` is: links above it are followed, it itself is taken for what it is."""
    # not resolve(): that follows the last part, too
    named = Path(os.path.abspath(folder))  # noqa: PTH100
    folder = named.parent.resolve() / named.name
    if not named.name or Path.cwd().is_relative_to(folder):
        raise FolderError(f"{folder} is where this program stands: name a folder in it")
    return folder


def _put_in_place(place: Path, folder: Path) -> None:
    """Rename; what was there before is at ``place`` with another ending until it is removed."""
    old = place.with_name(f"{place.name}.old")
    # somebody may have put something there meanwhile
    _names_in(folder)
    try:
        folder.rename(old)
    except FileNotFoundError:
        place.rename(folder)
        return
    try:
        place.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _names_in(folder: Path) -> set[str]:
    """The files of the site in ``folder``; none where there is no folder, or an empty one.

    Raises:
        FolderError: it is not a folder, or holds something that is not of a site of ours.
    """
    try:
        mode = folder.lstat().st_mode
    except FileNotFoundError:
        return set()
    if not stat.S_ISDIR(mode):
        what = "a symbolic link" if stat.S_ISLNK(mode) else "not a folder"
        raise FolderError(f"{folder} is {what}")
    found = list(_walk(folder, ""))
    if not found:
        return set()
    ours = _ours(folder / MARK)
    if ours is None:
        raise FolderError(f"{folder} is not empty, and not a site that pyplots-sync made")
    for name, is_file in found:
        top, _, below = name.partition("/")
        is_page = not below or (below.endswith(".html") and "/" not in below)
        if top not in ours or not is_page or not is_file:
            raise FolderError(f"{folder} has something that pyplots-sync did not put there: {name}")
    return {name for name, _ in found}


def _walk(folder: Path, before: str) -> Iterator[tuple[str, bool]]:
    """The name of everything that is no folder, and whether it is a file; empty folders, too."""
    with os.scandir(folder) as entries:
        for entry in entries:
            name = f"{before}{entry.name}"
            if not entry.is_dir(follow_symlinks=False):
                yield name, entry.is_file(follow_symlinks=False)
            elif before:
                # a site has folders at its top alone
                yield name, False
            else:
                yield from _walk(folder / entry.name, f"{name}/")


def _ours(mark: Path) -> set[str] | None:
    """The names at the top of a site; None where ``mark`` is not ours."""
    try:
        handle = os.open(mark, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        told = json.loads(os.read(handle, _LONGEST_MARK))
        if told["program"] != "pyplots-sync":
            return None
        return {MARK, *map(str, told["files"])}
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    finally:
        os.close(handle)
