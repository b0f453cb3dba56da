"""The data of the embedded PostgreSQL: made, checked, and handed to its programs."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

from sync.database.errors import DatabaseError, DatabaseSettingError, DatabaseUnreachableError
from sync.database.home import Folder
from sync.database.postmaster import DATA, SOCKETS

SUPERUSER = "postgres"
_UNFINISHED = "postgres.new"
_LAST_LINES = 3
_LOG = 4096
"""Bytes of the end of a log that are looked at."""
_SEVERE = re.compile(r"\b(?:ERROR|FATAL|PANIC):").search
_SIZE = 100 << 20
"""Bytes that a new cluster and its first transactions take: 39 MB, and as much WAL."""


class Cluster:
    """The data in ``folder``, which belongs to the user that runs the server.

    Args:
        folder: the folder of everything.
        programs: the folder of PostgreSQL's programs.
        user: the user that runs them; None for this one.
    """

    def __init__(self, folder: Folder, programs: Path, user: pwd.struct_passwd | None) -> None:
        self.folder = folder
        self.programs = programs
        self.user = user
        self.uid = user.pw_uid if user else os.geteuid()
        self.path = folder.path / DATA

    def create(self) -> None:
        """Make the data.

        Raises:
            DatabaseUnreachableError: initdb fails.
            OSError: the file system refuses.
        """
        # made aside and renamed: a killed initdb leaves nothing that looks like a database
        unfinished = self.folder.path / _UNFINISHED
        shutil.rmtree(unfinished, ignore_errors=True)
        try:
            self._make(_UNFINISHED, self.folder.descriptor)
            made = self.spawn(
                unfinished, "initdb", "--username", SUPERUSER, "--auth=trust", "--encoding=UTF8",
                "--locale=C", "--no-sync", "--no-instructions",
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            said, _ = made.communicate()
            if made.returncode == 0:
                unfinished.rename(self.path)
        finally:
            # where the disk is full it takes the room of what is needed elsewhere
            shutil.rmtree(unfinished, ignore_errors=True)
        if made.returncode != 0:
            with self.folder.file("postgres.log", os.O_APPEND) as log, suppress(OSError):
                log.write(said)
            raise self.failed("could not be created", said)

    def check_version(self, data: Folder) -> None:
        """Refuse what another version of PostgreSQL made, or nobody finished.

        Raises:
            DatabaseSettingError: the data cannot be used.
        """
        try:
            made_by = data.read("PG_VERSION").strip()
        except FileNotFoundError:
            made_by = ""
        again = f"delete {self.folder.path}: it holds nothing that `run` cannot restore"
        if not made_by.isdecimal():
            is_empty = not os.listdir(data.descriptor)  # noqa: PTH208 (a descriptor)
            why = "it is empty" if is_empty else "it has no PG_VERSION that is a number"
            raise DatabaseSettingError(
                f"{self.path} is not a whole database: {why}{self.last_words()}", again
            )
        answer = subprocess.run(
            [self.programs / "postgres", "--version"], capture_output=True, text=True, check=True
        )
        ours = answer.stdout.split()[-1].partition(".")[0]
        if made_by != ours:
            raise DatabaseSettingError(
                f"{self.path} was made by PostgreSQL {made_by}, and this one is {ours}", again
            )

    def clear(self, data: Folder) -> None:
        """Remove what a killed server leaves, and by which the next would take another for it."""
        with suppress(FileExistsError):
            self._make(SOCKETS, data.descriptor)
        with data.folder(SOCKETS, self.uid) as sockets:
            for name in os.listdir(sockets.descriptor):  # noqa: PTH208 (a descriptor)
                os.unlink(name, dir_fd=sockets.descriptor)
        with suppress(FileNotFoundError):
            os.unlink("postmaster.pid", dir_fd=data.descriptor)

    def _make(self, name: str, parent: int) -> None:
        """A folder of the server's."""
        os.mkdir(name, 0o700, dir_fd=parent)
        if self.user is not None:
            os.chown(name, self.user.pw_uid, -1, dir_fd=parent, follow_symlinks=False)

    def spawn(self, data: Path, program: str, *arguments: str, **how: Any) -> Any:
        """One of PostgreSQL's programs, started on ``data``, as :class:`subprocess.Popen`."""
        # another user may not be able to pass the folders above: it finds itself in the right one
        place = str(data) if self.user is None else "/proc/self/cwd"
        return subprocess.Popen(
            [self.programs / program, "-D", place, *arguments],
            stdin=subprocess.DEVNULL,
            cwd=data,
            user=self.user.pw_uid if self.user else None,
            group=self.user.pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
            env={"PATH": os.defpath, "TZ": "UTC", "LC_ALL": "C"},
            start_new_session=True,
            **how,
        )

    def failed(self, what: str, said: bytes) -> DatabaseError:
        """The error for a program that printed ``said`` and ended."""
        lines = _lines(said)
        # what went wrong first, as the disk that is full, and what was said last
        shown = [line for line in lines if _SEVERE(line)][:1] + lines[-_LAST_LINES:]
        last = " / ".join(dict.fromkeys(shown)) or "it said nothing"
        return DatabaseUnreachableError(f"the embedded PostgreSQL {what}: {last}", self.hint())

    def last_words(self) -> str:
        """The last lines of the log, as the end of a sentence; empty where there are none."""
        with suppress(OSError, DatabaseError), self.folder.file("postgres.log") as log:
            size = os.fstat(log.fileno()).st_size
            lines = _lines(os.pread(log.fileno(), _LOG, max(0, size - _LOG)))[-_LAST_LINES:]
            return f"; its log ends with: {' / '.join(lines)}" if lines else ""
        return ""

    def hint(self) -> str:
        """What to look at when a program does not do what it should."""
        free = shutil.disk_usage(self.folder.path).free
        if free < _SIZE:
            return (
                f"there are {free >> 20} MB left on the disk of {self.folder.path}: make room, or"
                " set PYPLOTS_SYNC_HOME to a folder on another disk"
            )
        return f"see {self.folder.path / 'postgres.log'}"


def _lines(said: bytes) -> list[str]:
    lines = (" ".join(line.split()) for line in said.decode("utf-8", "replace").split("\n"))
    return [line for line in lines if line]
