"""A terminal of a given size, and what a command leaves on it."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios

STYLE = re.compile(r"\x1b\[[0-9;]*m")
PATIENCE = 5
"""Seconds without a word after which somebody would type again."""
CLEARED = re.compile(r"[^\n]*\r\x1b\[K")


def screen(arguments, width, environ=(), keys=""):
    """Run the command line on a terminal of ``width`` columns; what it printed, and its exit code.

    ``keys`` are typed as soon as it asks something, and again where nobody seems to have seen
    them: Python may hear of Ctrl-C and go on to wait for a line.
    """
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "PYPLOTS_SYNC_HOME")
        if name in os.environ
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "sync", *arguments],
        stdin=follower, stdout=follower, stderr=follower, start_new_session=True,
        env={"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **kept, **dict(environ)},
        # Ctrl-C is for whom the terminal controls
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509
    )  # fmt: skip
    os.close(follower)
    shown = b""
    is_typed = False
    while True:
        if is_typed and not select.select([leader], [], [], PATIENCE)[0]:
            os.write(leader, keys.encode())
        try:
            part = os.read(leader, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
        if keys and not is_typed and b"]: " in shown:
            os.write(leader, keys.encode())
            is_typed = True
    os.close(leader)
    return shown.decode().replace("\r\n", "\n"), process.wait()


def plain(shown):
    """``shown`` without colours and progress, and without what differs from run to run."""
    text = CLEARED.sub("", STYLE.sub("", shown))
    lines = [line.rstrip() for line in text.split("\n")]
    ends = [number for number, line in enumerate(lines) if line.startswith("postgresql://")]
    return "\n".join(lines[: ends[0]] if ends else lines).rstrip() + "\n"
