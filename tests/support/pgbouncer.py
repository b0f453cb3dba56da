"""A real PgBouncer in transaction mode, in front of a server's socket."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

PROGRAM = shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer")
PORT = 6432


@contextlib.contextmanager
def pooled(host: str, port: str, database: str, role: str, size: int) -> Iterator[str]:
    """The URL of ``database``, as ``role``, behind a pooler with ``size`` connections."""
    assert PROGRAM is not None
    # it refuses to run as root, and the path of a socket has a limit
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    cwd = None
    if host.startswith("/"):
        # whom it runs as may not pass the folders above the socket
        cwd, host = host, "/proc/self/cwd"
    with tempfile.TemporaryDirectory(prefix="pgb-") as name:
        folder = Path(name)
        lines = [
            "[databases]",
            f"{database} = host={host} port={port} user={role} pool_size={size}",
            "[pgbouncer]",
            "pool_mode = transaction",
            "auth_type = any",
            f"unix_socket_dir = {folder}",
            f"listen_port = {PORT}",
        ]
        config = folder / "pgbouncer.ini"
        config.write_text("\n".join(lines) + "\n")
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
            os.chown(config, user.pw_uid, user.pw_gid)
        with subprocess.Popen(
            [PROGRAM, config],
            cwd=cwd,
            stderr=subprocess.PIPE,
            text=True,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        ) as process:
            assert process.stderr is not None
            said = []
            for line in process.stderr:
                said.append(line)
                if "process up" in line:
                    break
            else:
                raise AssertionError("".join(said))
            # nobody reads on: it must not wait for room in the pipe
            reader = threading.Thread(target=process.stderr.read)
            reader.start()
            try:
                yield f"postgresql://{role}@/{database}?host={folder}&port={PORT}"
            finally:
                process.terminate()
                reader.join()
