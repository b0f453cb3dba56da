"""How a file of the catalogue is read: regular files alone, and no link is followed."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path

from sync.problems import Problem, problem
from sync.sources.files.text import IMPLEMENTATION_LIMIT

_NO_LINKS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


class UnreadableError(Exception):
    """A file that cannot be read. ``problem`` says why."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.problem = found


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
                raise UnreadableError(link_problem(path))
            handle = os.open(f"{self._root}/{path}", _NO_LINKS)
        except FileNotFoundError:
            raise
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise UnreadableError(link_problem(path)) from None
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


def link_problem(path: str) -> Problem:
    """The error for a link at ``path``, or above it."""
    return problem("file-link", path, "is a symbolic link")
