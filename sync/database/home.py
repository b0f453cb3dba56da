"""Where the embedded database lies: outside every checkout, and closed to everybody else.

``$XDG_STATE_HOME/pyplots-sync/`` holds a folder for each repository, and
``PYPLOTS_SYNC_HOME`` names another place for these folders (contract, section 5).
Folders are made with their final permissions, and nothing of ours is opened
through a link: a checkout, or another user, may have put one there.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from sync.database.errors import DatabaseSettingError

HOME = "PYPLOTS_SYNC_HOME"
_ELSEWHERE = f"set {HOME} to a folder of yours, outside the repository"
_MOST_LINKS = 40
"""As many as Linux follows on the way to one file (path_resolution(7))."""
_LONGEST_NAME = 16
"""Characters of a repository's name: a socket's path has little room."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder held open: what is opened in it is in it, whatever its path becomes."""

    path: Path
    descriptor: int

    def file(self, name: str, flags: int = 0) -> FileIO:
        """The regular file ``name``, to read and write, made for us alone where it is missing.

        Raises:
            DatabaseSettingError: it cannot be opened, is a link or no regular file,
                or belongs to somebody else.
        """
        # a pipe would make us wait for its other end
        flags |= os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            descriptor = os.open(name, flags, 0o600, dir_fd=self.descriptor)
        except OSError as error:
            raise DatabaseSettingError(
                f"{self.path / name} cannot be opened: {error.strerror}",
                "delete it if it is a link: it is made again",
            ) from None
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
            os.close(descriptor)
            raise DatabaseSettingError(
                f"{self.path / name} is not a regular file of this user",
                "delete it: it is made again",
            )
        return FileIO(descriptor, "r+")

    def read(self, name: str) -> str:
        """The first 4 KiB of the file ``name``.

        Raises:
            OSError: it is missing, or is a link.
        """
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with FileIO(os.open(name, flags, dir_fd=self.descriptor)) as handle:
            return (handle.read(4096) or b"").decode("utf-8", "replace")

    @contextmanager
    def folder(self, name: str, uid: int) -> Iterator[Folder]:
        """The folder ``name``, which the user ``uid`` has alone.

        Raises:
            FileNotFoundError: it is missing.
            DatabaseSettingError: it is a link or no folder, somebody else's, or open to others.
        """
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        path = self.path / name
        hint = f"delete {self.path}"
        try:
            descriptor = os.open(name, flags, dir_fd=self.descriptor)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise DatabaseSettingError(
                f"{path} is not a folder that can be used: {error.strerror}", hint
            ) from None
        try:
            found = os.fstat(descriptor)
            if found.st_uid != uid or found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise DatabaseSettingError(
                    f"{path} belongs to another user, or is open to others", hint
                )
            yield Folder(path, descriptor)
        finally:
            os.close(descriptor)


def place_for(repo: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Where the folder for the embedded database of the repository at ``repo`` is, or would be.

    Raises:
        DatabaseSettingError: there is no place for it, or the repository could put files there.
    """
    repo = repo.resolve()
    home = _home(environ)
    if _leads_through(home, _checkouts(repo)):
        raise DatabaseSettingError(
            f"{home} lies in the repository, or behind a link in it: its branches could put"
            " settings for the database there",
            _ELSEWHERE,
        )
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", repo.name)[:_LONGEST_NAME].strip("-") or "repository"
    return home / f"{name}-{hashlib.sha256(os.fsencode(repo)).hexdigest()[:12]}"


def folder_for(repo: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """:func:`place_for`, made where it is missing.

    The file ``repository`` in it says which repository it is for.

    Raises:
        DatabaseSettingError: see :func:`place_for`, or the folder is not this user's alone.
    """
    folder = place_for(repo, environ)
    path = os.fsencode(repo.resolve()) + b"\n"
    with (
        private_folder(folder.parent),
        private_folder(folder) as ours,
        ours.file("repository") as note,
    ):
        said = note.read(len(path) + 1)
        if not said:
            note.write(path)
        elif said != path:
            raise DatabaseSettingError(
                f"{folder} is the folder of another repository: {folder / 'repository'} says so",
                f"delete it, or set {HOME} to another folder",
            )
    return folder


@contextmanager
def private_folder(path: Path) -> Iterator[Folder]:
    """The folder at ``path``, made where it is missing, while the context lasts.

    Raises:
        DatabaseSettingError: it cannot be made, is a link, belongs to somebody
            else, or gives anything to group or others.
    """
    try:
        _make(path)
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if path.is_symlink():
            raise DatabaseSettingError(
                f"{path} is a link, and the embedded database is not looked for behind one",
                f"remove the link, or set {HOME} to another folder",
            ) from None
        raise DatabaseSettingError(f"{path} cannot be used: {error.strerror}", _ELSEWHERE) from None
    try:
        found = os.fstat(descriptor)
        if found.st_uid != os.geteuid():
            raise DatabaseSettingError(
                f"{path} belongs to another user (uid {found.st_uid})", _ELSEWHERE
            )
        if mode := stat.S_IMODE(found.st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            raise DatabaseSettingError(
                f"{path} is open to other users (mode {stat.S_IMODE(found.st_mode):o}, where"
                f" {mode:03o} must not be)",
                f"chmod 700 {shlex.quote(str(path))}",
            )
        yield Folder(path, descriptor)
    finally:
        os.close(descriptor)


def _make(path: Path) -> None:
    for folder in (*reversed(path.parents), path):
        # a parent that cannot be looked at is told by what is made in it
        if folder == path or not os.path.lexists(folder):
            try:
                folder.mkdir(mode=0o700)
            except FileExistsError:
                continue


def _home(environ: Mapping[str, str]) -> Path:
    """The folder that holds the folders of all repositories."""
    given, state, home = (Path(environ.get(name, "")) for name in (HOME, "XDG_STATE_HOME", "HOME"))
    if environ.get(HOME):
        if not given.is_absolute():
            raise DatabaseSettingError(
                f"{HOME} is not an absolute path: {given}", "write the whole path, from `/`"
            )
        return given
    # a relative path there is to be ignored (XDG Base Directory Specification)
    if state.is_absolute():
        return state / "pyplots-sync"
    if not home.is_absolute():
        raise DatabaseSettingError(
            "there is no place for the embedded database: HOME is not set", _ELSEWHERE
        )
    return home / ".local" / "state" / "pyplots-sync"


def _checkouts(repo: Path) -> set[tuple[int, int]]:
    """The folders whose content a branch decides: the repository, and the checkout it is in."""
    top = next((at for at in (repo, *repo.parents) if os.path.lexists(at / ".git")), repo)
    return {(found.st_dev, found.st_ino) for found in (repo.stat(), top.stat())}


def _leads_through(path: Path, folders: set[tuple[int, int]]) -> bool:
    """Whether ``path``, or any link on the way to it, names something in one of ``folders``."""
    at = Path(path.anchor)
    waiting = [*reversed(path.parts[1:])]
    links = 0
    while waiting:
        part = waiting.pop()
        if part == "..":
            at = at.parent
            continue
        if _identity(at) in folders:
            return True
        try:
            target = (at / part).readlink()
        except OSError:
            at /= part
            continue
        links += 1
        if links > _MOST_LINKS:
            raise DatabaseSettingError(f"{path} leads through a circle of links", _ELSEWHERE)
        if target.is_absolute():
            at = Path(target.anchor)
        waiting += reversed(target.parts[1:] if target.is_absolute() else target.parts)
    return _identity(at) in folders


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
