"""Parses comments while others are waited for: a few here, many in a process beside this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future
from typing import TYPE_CHECKING

from sync.sources import workers
from sync.sources.reviews.parser import ParsedComment, may_be_review, parse_comment

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

_BATCH = 100
_FEW = 3
"""Batches that take this process less time than another one takes to start."""


class Parsing:
    """Comments that are being parsed. Each is asked for by what :meth:`begin` gave for it."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._batch = _Batch()
        self._full = 0

    def begin(self, text: str | None) -> Callable[[], ParsedComment]:
        """Let ``text`` be parsed; what is given back waits for it, and says what it holds."""
        if not text or not may_be_review(text):
            return ParsedComment
        batch, place = self._batch, len(self._batch.texts)
        batch.texts.append(text)
        if place + 1 == _BATCH:
            self._batch = _Batch()
            self._full += 1
            if self._full > _FEW:
                self._pool = self._pool or workers.start(1)
                batch.send(self._pool)
        return lambda: batch.parsed()[place]

    def end(self) -> None:
        """Stop; what is not parsed will not be asked for."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


class _Batch:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self._sent: Future[list[ParsedComment]] | None = None
        self._parsed: list[ParsedComment] | None = None

    def send(self, pool: ProcessPoolExecutor) -> None:
        self._sent = pool.submit(_parse, self.texts)
        self._sent.add_done_callback(self._forget)

    def parsed(self) -> list[ParsedComment]:
        if self._parsed is None and self._sent is not None:
            try:
                self._parsed = self._sent.result()
            except BrokenExecutor:
                # somebody has killed it
                self._sent = None
        if self._parsed is None:
            self._parsed = _parse(self.texts)
            self.texts = []
        return self._parsed

    def _forget(self, sent: Future[list[ParsedComment]]) -> None:
        if not sent.cancelled() and sent.exception() is None:
            self.texts = []


def _parse(texts: Sequence[str]) -> list[ParsedComment]:
    return [parse_comment(text) for text in texts]
