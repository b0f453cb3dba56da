"""Processes beside this one, for work that one Python does one piece after the other."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor


def start(most: int) -> ProcessPoolExecutor:
    """Up to ``most`` processes, never more than there are processors. Who starts them ends them."""
    # imported by who needs it
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # spawned, not forked: a copy of this process would share its connection
    return ProcessPoolExecutor(
        min(most, os.cpu_count() or 1),
        mp_context=get_context("spawn"),
        initializer=_follow_parent,
    )


def _follow_parent() -> None:
    """Leave Ctrl-C to the parent, and do not outlive it when it is killed."""
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        if (parent := parent_process()) is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
