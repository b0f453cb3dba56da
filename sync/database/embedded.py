"""The embedded PostgreSQL: a real server, from a wheel, for one catalogue on one machine.

The server runs while at least one command uses it: each user holds a shared
lock on a file, and the last one to leave stops the server. Locks die with
their process, so a killed command leaves at most a running server, which the
next one takes over.

Everything lies in one folder that is this user's alone (:mod:`sync.database.home`).
That a server of ours runs is known by a lock that it inherits from the command
that starts it, and which one it is by its socket (:mod:`sync.database.postmaster`).
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from sync.database.cluster import SUPERUSER, Cluster
from sync.database.errors import DatabaseSettingError, DatabaseUnreachableError
from sync.database.home import Folder, private_folder
from sync.database.postmaster import DATA, SOCKETS, Postmaster
from sync.database.programs import find_programs, unprivileged_user
from sync.database.target import Target

_PATIENCE = 60.0
"""Seconds to wait for the server to start or to stop (after a crash it recovers first)."""
_LONGEST_LOG = 1 << 20
_SETTINGS = (
    # whatever a file in the folder says: nothing is run, loaded or listened to
    "listen_addresses=",
    "port=5432",
    f"unix_socket_directories={SOCKETS}",
    "unix_socket_group=",
    "unix_socket_permissions=0700",
    "archive_mode=off",
    "archive_command=",
    "archive_library=",
    "archive_cleanup_command=",
    "recovery_end_command=",
    "restore_command=",
    "ssl=off",
    "ssl_passphrase_command=",
    "local_preload_libraries=",
    "session_preload_libraries=",
    "dynamic_library_path=$libdir",
    "external_pid_file=",
    "logging_collector=off",
    "log_destination=stderr",
)
_DURABLE = ("shared_preload_libraries=",)
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@contextmanager
def embedded_server(folder: Path, *, durable: bool = True) -> Iterator[Target]:
    """Run the server whose data is in ``folder``, creating both when they are not there.

    Args:
        folder: made when it does not exist.
        durable: False trades safety against power loss for speed, for tests; such
            a server also loads the libraries that its settings name.

    Raises:
        DatabaseSettingError: the extra ``local`` is not installed, the folder is not
            this user's alone, or the data was made by another version of PostgreSQL.
        DatabaseUnreachableError: the server does not start.
    """
    user = unprivileged_user()
    programs = find_programs(user)
    with private_folder(folder.absolute()) as ours, ours.file("users.lock") as users:
        with ours.file(".gitignore") as ignored:
            # people keep their home in git, too
            ignored.write(b"*\n")
        server = _Server(ours, programs, user, durable=durable)
        try:
            with _exclusive(ours):
                fcntl.flock(users, fcntl.LOCK_SH)
                server.start()
                target = server.target()
            yield target
        finally:
            with _exclusive(ours):
                if _lock(users):
                    server.stop()


def remove_embedded(folder: Path) -> None:
    """Delete the database in ``folder``, and ``folder``.

    Raises:
        DatabaseSettingError: a command uses it, or it is not this user's alone.
    """
    if not os.path.lexists(folder):
        return
    with (
        private_folder(folder.absolute()) as ours,
        ours.file("users.lock") as users,
        ours.file("server.running") as running,
    ):
        if not (_lock(users) and _lock(running)):
            raise DatabaseSettingError(
                f"the database in {folder} is in use", "wait for the command that uses it"
            )
        shutil.rmtree(folder)


@contextmanager
def _exclusive(folder: Folder) -> Iterator[None]:
    with folder.file("server.lock") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _lock(handle: FileIO) -> bool:
    """Whether nobody else holds a lock on the file; this one has it then."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _in_time(happened: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


class _Server:
    """The server of one folder. Its methods are called under the folder's ``server.lock``."""

    def __init__(
        self, folder: Folder, programs: Path, user: pwd.struct_passwd | None, *, durable: bool
    ) -> None:
        self.folder = folder
        self.cluster = Cluster(folder, programs, user)
        self.uid = self.cluster.uid
        self.durable = durable
        self.postmaster = Postmaster(folder, self.uid)
        self.process: subprocess.Popen[bytes] | None = None

    def target(self) -> Target:
        host = str(self.postmaster.host())
        parameters = {"host": host, "user": SUPERUSER, "dbname": "postgres"}
        with suppress(KeyError):
            # libpq asks the kernel whose process is on the other side
            parameters["requirepeer"] = pwd.getpwuid(self.uid).pw_name
        address = f"postgresql://{SUPERUSER}@/postgres?host={host}"
        return Target(address, parameters, embedded=True)

    def start(self) -> None:
        try:
            self._start()
        except OSError as error:
            raise DatabaseUnreachableError(
                f"the embedded PostgreSQL in {self.folder.path} cannot be started:"
                f" {error.strerror}",
                self.cluster.hint(),
            ) from None

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            # a child that was not waited for keeps its number
            self.process.send_signal(signal.SIGINT)
            self.process.wait(_PATIENCE)
        with self.folder.file("server.running") as running:
            if not _lock(running) and self.postmaster.interrupt():
                _in_time(lambda: _lock(running))
        self.postmaster.forget()

    def _start(self) -> None:
        with self.folder.file("server.running") as running:
            # the command that started one may have been killed while it was starting, or stopping
            if not _in_time(lambda: _lock(running) or self._is_ready()):
                raise DatabaseUnreachableError(
                    f"the PostgreSQL of {self.folder.path} neither answers nor ends"
                    f"{self.cluster.last_words()}",
                    f"see {self.folder.path / 'postgres.log'}",
                )
            if not _lock(running):
                return
            if not os.path.lexists(self.cluster.path):
                self.cluster.create()
            with self.folder.folder(DATA, self.uid) as data:
                self.cluster.check_version(data)
                self.cluster.clear(data)
            self._run(running)

    def _run(self, running: FileIO) -> None:
        """Start the server, which keeps the lock on ``running`` for as long as it lives."""
        settings = (*_SETTINGS, *(_DURABLE if self.durable else _FAST))
        options = [part for setting in settings for part in ("-c", setting)]
        with self.folder.file("postgres.log", os.O_APPEND) as log:
            if os.fstat(log.fileno()).st_size > _LONGEST_LOG:
                log.truncate(0)
            began = os.fstat(log.fileno()).st_size
            self.process = self.cluster.spawn(
                self.cluster.path,
                "postgres",
                *options,
                stdout=log,
                stderr=log,
                pass_fds=[running.fileno()],
            )
            process = self.process
            if not _in_time(lambda: process.poll() is not None or self._is_ready()):
                process.send_signal(signal.SIGQUIT)
                process.wait()
            if process.poll() is not None:
                raise self.cluster.failed("did not start", os.pread(log.fileno(), 1 << 16, began))

    def _is_ready(self) -> bool:
        if self.postmaster.process() is None:
            return False
        try:
            with self.folder.folder(DATA, self.uid) as data:
                # the eighth line of postmaster.pid is the state that pg_ctl waits for
                lines = data.read("postmaster.pid").split("\n")
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"
