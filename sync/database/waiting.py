"""Says for whom a transaction waits that wants the lock of a run."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.database.target import Target

PATIENCE = 2.0
"""Seconds before a wait is worth a word."""
_REPEAT = 30.0
"""Seconds between two looks at who holds the lock."""
_log = logging.getLogger(__name__)


@contextmanager
def telling(target: Target, waiting: int) -> Iterator[None]:
    """While the context lasts, say for whom the process ``waiting`` waits, once that takes long."""
    over = threading.Event()
    teller = threading.Thread(target=_tell, args=(target, waiting, over), daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()


def _tell(target: Target, waiting: int, over: threading.Event) -> None:
    told: set[int] = set()
    pause = PATIENCE
    while not over.wait(pause):
        # most wait for nobody that long
        from sync.database.holders import holders

        pause = _REPEAT
        for holder in holders(target, waiting):
            if holder.pid not in (waiting, *told) and not over.is_set():
                told.add(holder.pid)
                _log.warning("waiting for %s; to end it: %s", holder, holder.end)
