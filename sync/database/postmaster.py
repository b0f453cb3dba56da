"""The server's socket: how it is reached, who listens on it, and how that process is told to stop.

Which process is the server is the kernel's word alone. A process id in a file
may be anybody's: it may be old, or somebody may have written it there.
"""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import stat
import struct
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from sync.database.errors import DatabaseSettingError
from sync.database.home import Folder, private_folder

DATA = "postgres"
SOCKETS = "sockets"
_SOCKET = ".s.PGSQL.5432"
_PATH_LIMIT = 103
"""Bytes of a socket's path (unix(4) of macOS; Linux takes four more)."""


class Postmaster:
    """The process of the user ``uid`` that listens on the socket in ``folder``, if there is one."""

    def __init__(self, folder: Folder, uid: int) -> None:
        self.folder = folder
        self.uid = uid
        self.sockets = folder.path / DATA / SOCKETS

    def host(self) -> Path:
        """A path to the folder of the socket that every program can connect to.

        Raises:
            DatabaseSettingError: there is no such path.
        """
        if _fits(self.sockets):
            return self.sockets
        for folder in self._shortcuts():
            if not _fits(folder):
                continue
            # in the shared temporary directory somebody else may have been there before
            with private_folder(folder.parent) as ours:
                link = folder.name
                with suppress(FileNotFoundError):
                    if os.readlink(link, dir_fd=ours.descriptor) == str(self.sockets):
                        return folder
                    os.unlink(link, dir_fd=ours.descriptor)
                os.symlink(self.sockets, link, dir_fd=ours.descriptor)
            return folder
        raise DatabaseSettingError(
            f"{self.sockets} is too long for the path of a socket",
            "set PYPLOTS_SYNC_HOME to a folder with a shorter path",
        )

    def forget(self) -> None:
        """Remove what :meth:`host` made outside the folder."""
        for folder in self._shortcuts():
            with suppress(OSError):
                folder.unlink()
                folder.parent.rmdir()

    def process(self) -> int | None:
        """The id of the process that listens; None when nobody does, or somebody else."""
        try:
            with (
                self.folder.folder(DATA, self.uid) as data,
                data.folder(SOCKETS, self.uid) as sockets,
                socket.socket(socket.AF_UNIX) as probe,
            ):
                found = os.stat(_SOCKET, dir_fd=sockets.descriptor, follow_symlinks=False)
                if not stat.S_ISSOCK(found.st_mode) or found.st_uid != self.uid:
                    return None
                # the folder that was opened, and no other that has its name by now
                opened = Path(f"/proc/self/fd/{sockets.descriptor}")
                place = opened if opened.is_dir() else self.host()
                probe.connect(str(place / _SOCKET))
                process, uid = _credentials(probe)
        except (OSError, DatabaseSettingError):
            return None
        return process if uid == self.uid else None

    def interrupt(self) -> bool:
        """Ask the process that listens to shut down fast; whether there was one to ask."""
        process = self.process()
        # a server in another container has no id here
        if process is None or process <= 1:
            return False
        if sys.platform != "linux":
            os.kill(process, signal.SIGINT)
            return True
        try:
            handle = os.pidfd_open(process)
        except OSError:
            return False
        try:
            # the id may have passed to another process before it was held
            if self.process() != process:
                return False
            signal.pidfd_send_signal(handle, signal.SIGINT)
        except ProcessLookupError:
            return False
        finally:
            os.close(handle)
        return True

    def _shortcuts(self) -> list[Path]:
        name = hashlib.sha256(os.fsencode(self.sockets)).hexdigest()[:16]
        return [
            Path(folder) / f"pyplots-sync-{os.geteuid()}-{name}" / "s"
            for folder in dict.fromkeys((tempfile.gettempdir(), "/tmp"))  # noqa: S108
        ]


def _fits(folder: Path) -> bool:
    # libpq takes a comma for the end of one host and the start of another
    return len(os.fsencode(folder / _SOCKET)) <= _PATH_LIMIT and "," not in str(folder)


def _credentials(connected: socket.socket) -> tuple[int, int]:
    """Process and user at the other end: of whoever began to listen there."""
    if sys.platform == "linux":
        process, uid, _ = struct.unpack(
            "3i", connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        )
        return process, uid
    # LOCAL_PEERPID and LOCAL_PEERCRED of SOL_LOCAL (sys/un.h of macOS)
    process = connected.getsockopt(0, 2)
    _, uid = struct.unpack("2I", connected.getsockopt(0, 1, 8))
    return process, uid
