"""How a file of the catalogue is read: regular files alone, and no link is followed."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from sync.model.errors import PyplotsSyncError
from sync.model.problems import Problem, problem
from sync.sources.files.text import IMPLEMENTATION_LIMIT

_NO_LINKS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
_FOLDER = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_DIRECTORY


class UnreadableError(PyplotsSyncError):
    """A file that cannot be read. ``problem`` says why."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.problem = found


class Reader:
    """Reads regular files below ``root`` that no link leads to.

    Each folder on the way is opened by its name in the folder above, so that
    one that is swapped for a link is not followed either. The folders of the
    last path stay open: files come in order, and share most of them.
    """

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._names: list[str] = []
        self._handles: list[int] = []
        """Open folders: the root, and those that ``_names`` lead to."""

    def __reduce__(self) -> tuple[type[Reader], tuple[Path]]:
        # on its way to another process it leaves its open folders behind
        return Reader, (Path(self._root),)

    def __del__(self) -> None:
        self._leave(0)

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

    def blob_id(self, path: str, algorithm: str, known: str = "") -> str | None:
        """Git's id of the file's bytes (git's manual, hash-object), None when it is not there.

        It is ``known`` also for a file that git has only written with other
        ends of lines. A file over every limit gets an id that no file has:
        reading it reports its size.

        Raises:
            UnreadableError: not a regular file, behind a link, or not readable.
        """
        try:
            data = self._read(path, IMPLEMENTATION_LIMIT)
        except FileNotFoundError:
            return None
        if len(data) > IMPLEMENTATION_LIMIT:
            return "too-large"
        found = _blob_id(data, algorithm)
        if known and found != known and b"\r\n" in data:
            plain = _blob_id(data.replace(b"\r\n", b"\n"), algorithm)
            return known if plain == known else found
        return found

    def is_no_file(self, path: str) -> bool:
        """Whether something that is no regular file stands at ``path``."""
        try:
            return not stat.S_ISREG(os.lstat(f"{self._root}/{path}").st_mode)
        except (OSError, ValueError):
            return False

    def _read(self, path: str, limit: int) -> bytes:
        *folders, name = path.split("/")
        try:
            handle = os.open(name, _NO_LINKS, dir_fd=self._folder(folders, path))
        except FileNotFoundError:
            raise
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise UnreadableError(link_problem(path)) from None
            if error.errno == errno.ENXIO:
                raise UnreadableError(
                    problem("file-not-regular", path, "is a pipe, a socket or a device")
                ) from None
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

    def _folder(self, names: list[str], path: str) -> int:
        """The open folder that ``names`` lead to."""
        if not self._handles:
            self._handles.append(os.open(self._root, _FOLDER & ~os.O_NOFOLLOW))
        shared = 0
        while (
            shared < len(self._names)
            and self._names[shared : shared + 1] == names[shared : shared + 1]
        ):
            shared += 1
        self._leave(shared + 1)
        for name in names[shared:]:
            try:
                handle = os.open(name, _FOLDER, dir_fd=self._handles[-1])
            except NotADirectoryError:
                there = os.lstat(name, dir_fd=self._handles[-1])
                if stat.S_ISLNK(there.st_mode):
                    raise UnreadableError(link_problem(path)) from None
                raise FileNotFoundError from None
            self._handles.append(handle)
            self._names.append(name)
        return self._handles[-1]

    def _leave(self, depth: int) -> None:
        """Close the folders below the first ``depth`` that are open."""
        while len(self._handles) > depth:
            os.close(self._handles.pop())
            if self._names:
                self._names.pop()


def _blob_id(data: bytes, algorithm: str) -> str:
    # only what git has not hashed is hashed here
    import hashlib

    header = b"blob %d\0" % len(data)
    return hashlib.new(algorithm, header + data, usedforsecurity=False).hexdigest()


def _read_fully(handle: int, size: int) -> bytes:
    data = os.read(handle, size)
    # a read may be short
    while len(data) < size and (more := os.read(handle, size - len(data))):
        data += more
    return data


def link_problem(path: str) -> Problem:
    """The error for a link at ``path``, or above it."""
    return problem("file-link", path, "is a symbolic link")
