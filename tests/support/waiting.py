"""Waiting in tests: for a process, and for what another thread brings about.

A test that fails must end: a process that waits for a word which never comes is killed, and who
waits for something that can no longer happen is told so.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any


@contextmanager
def started(command: Sequence[Any], **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """A process that is waited for at the end, and killed where the test has failed by then."""
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[threading.Thread]:
    """``work`` in a thread of its own, which is waited for at the end unless the test has failed."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield thread
    thread.join()


def until(condition: Callable[[], object], thread: threading.Thread) -> None:
    """Wait until ``condition`` holds, which ``thread`` brings about while it lives."""
    while not condition():
        assert thread.is_alive() or condition(), "it ended, and what was waited for never came"
