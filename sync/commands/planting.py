"""Puts new files into a repository: never over one that is there, and never through a link.

Each folder on the way is opened by its name in the folder above, so that one that is swapped for
a link while this works leads nowhere either.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sync.model.errors import PyplotsSyncError

_FOLDER = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_DIRECTORY
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class BlockedError(PyplotsSyncError):
    """Something stands where a file should be put, or on the way. The message says what."""


def is_there(root: Path, path: str) -> bool:
    """Whether ``path`` is a regular file below ``root``, with no link on the way.

    Raises:
        BlockedError: it is something else, or something else than a folder leads there.
    """
    try:
        with _folder(root, path, make=False) as (folder, name):
            found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise BlockedError(f"{path} cannot be looked at: {error.strerror}") from None
    if not stat.S_ISREG(found.st_mode):
        raise BlockedError(_what(path, found.st_mode))
    return True


def plant(root: Path, path: str, content: str) -> None:
    """Write the new file ``path`` below ``root``, and the folders that lead to it.

    Raises:
        BlockedError: there is something already, or it cannot be written.
    """
    with _folder(root, path, make=True) as (folder, name):
        _write_new(folder, name, path, content.encode(), 0o666)


def extend(root: Path, path: str, before: bytes, after: bytes) -> None:
    """Let ``path``, which holds ``before``, hold ``after``: all of it at once, or nothing.

    Raises:
        BlockedError: it is no regular file, holds something else by now, or cannot be written.
    """
    with _folder(root, path, make=False) as (folder, name):
        try:
            handle = os.open(name, _READ, dir_fd=folder)
        except OSError as error:
            raise BlockedError(f"{path} cannot be opened: {error.strerror}") from None
        with os.fdopen(handle, "rb") as file:
            mode = os.fstat(handle).st_mode
            if not stat.S_ISREG(mode):
                raise BlockedError(_what(path, mode))
            if file.read(len(before) + 1) != before:
                raise BlockedError(f"{path} has changed while it was looked at")
        beside = f".{name}.{os.getpid()}"
        _write_new(folder, beside, path, after, stat.S_IMODE(mode))
        try:
            os.rename(beside, name, src_dir_fd=folder, dst_dir_fd=folder)
        except OSError as error:
            with suppress(OSError):
                os.unlink(beside, dir_fd=folder)
            raise BlockedError(f"{path} cannot be written: {error.strerror}") from None


def _write_new(folder: int, name: str, path: str, content: bytes, mode: int) -> None:
    try:
        handle = os.open(name, _NEW, mode, dir_fd=folder)
    except FileExistsError:
        raise BlockedError(f"there is something at {path} already") from None
    except OSError as error:
        raise BlockedError(f"{path} cannot be written: {error.strerror}") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except OSError as error:
        # half a file is none: the next try would take it for one that is there
        with suppress(OSError):
            os.unlink(name, dir_fd=folder)
        raise BlockedError(f"{path} cannot be written: {error.strerror}") from None


@contextmanager
def _folder(root: Path, path: str, *, make: bool) -> Iterator[tuple[int, str]]:
    """The open folder that holds ``path``, and its name there.

    Raises:
        FileNotFoundError: there is none, and it is not to be made.
        BlockedError: something else is on the way.
    """
    *folders, name = path.split("/")
    handle = os.open(root, _FOLDER & ~os.O_NOFOLLOW)
    try:
        for depth, part in enumerate(folders):
            below = _open_folder(handle, part, "/".join(folders[: depth + 1]), make=make)
            os.close(handle)
            handle = below
        yield handle, name
    finally:
        os.close(handle)


def _open_folder(above: int, name: str, path: str, *, make: bool) -> int:
    try:
        if make:
            with suppress(FileExistsError):
                os.mkdir(name, dir_fd=above)
        return os.open(name, _FOLDER, dir_fd=above)
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            found = os.stat(name, dir_fd=above, follow_symlinks=False)
            raise BlockedError(_what(path, found.st_mode)) from None
        raise BlockedError(f"{path} cannot be used: {error.strerror}") from None


def _what(path: str, mode: int) -> str:
    kind = (
        "a symbolic link, which is not followed"
        if stat.S_ISLNK(mode)
        else "a directory"
        if stat.S_ISDIR(mode)
        else "a file"
        if stat.S_ISREG(mode)
        else "a pipe, a socket or a device"
    )
    return f"{path} is {kind}"
