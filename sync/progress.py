"""Says on standard error what is going on, once it takes longer than a second."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

_PATIENCE = 1.0
"""Seconds before a phase is worth a line."""
_REPEAT = {True: 0.2, False: 10.0}
"""Seconds between two lines of one phase: on a terminal, and in a log."""


class Phase:
    """A stretch of work. ``done`` counts what it has got through."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.done = 0
        self.started = time.monotonic()

    def advance(self) -> None:
        """One more is done."""
        self.done += 1

    def __str__(self) -> str:
        count = f" {self.done:,}" if self.done else ""
        return f"{self.title}{count} … {time.monotonic() - self.started:.0f} s"


class Progress:
    """Prints phases that take long.

    Args:
        stream: where to; None for nowhere.
    """

    def __init__(self, stream: TextIO | None = sys.stderr) -> None:
        self._stream = stream
        self._terminal = stream is not None and stream.isatty()

    @contextmanager
    def phase(self, title: str) -> Iterator[Phase]:
        """Announce ``title`` if the context lasts."""
        phase = Phase(title)
        if self._stream is None:
            yield phase
            return
        over = threading.Event()
        teller = threading.Thread(target=self._tell, args=(phase, over), daemon=True)
        teller.start()
        try:
            yield phase
        finally:
            over.set()
            teller.join()

    def _tell(self, phase: Phase, over: threading.Event) -> None:
        assert self._stream is not None
        if over.wait(_PATIENCE):
            return
        while True:
            self._write(f"\r\x1b[K{phase}" if self._terminal else f"{phase}\n")
            if over.wait(_REPEAT[self._terminal]):
                break
        if self._terminal:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        assert self._stream is not None
        # nobody may be listening there (any more), or only in an encoding without the dots
        with suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()
