"""Reads and parses files: a few in this process, thousands in several."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from sync.catalog import ImplementationKey, SpecId
from sync.problems import Problem
from sync.sources.files.reader import Reader, UnreadableError
from sync.sources.files.text import IMPLEMENTATION_LIMIT, SPEC_LIMIT, decode

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from sync.sources.files.spec import ParsedSpec

_MANY = 1_000
"""From this many files on, starting further processes costs less than they save."""
_PROCESSES = 4
_CHUNK = 250

File = TypeVar("File")
Result = TypeVar("Result")


class Reading:
    """Reads files below one root. The processes that it may start end with the context."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        __: BaseException | None,
        ___: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def specs(
        self, files: Sequence[tuple[SpecId, str]]
    ) -> Iterator[tuple[ParsedSpec | None, list[Problem]]]:
        """What each of ``files``, an id and a path, says. None when a problem is an error."""
        return self._read_all(partial(_read_spec, self._reader), files)

    def versions(
        self, files: Sequence[tuple[ImplementationKey, str]]
    ) -> Iterator[tuple[str | None, list[Problem]]]:
        """The ``python_version`` of each of ``files``, a key and a path. None after an error."""
        return self._read_all(partial(_read_version, self._reader), files)

    def _read_all(self, read: Callable[[File], Result], files: Sequence[File]) -> Iterator[Result]:
        if len(files) < _MANY:
            yield from map(read, files)
            return
        if self._pool is None:
            # imported by who needs it
            from concurrent.futures import ProcessPoolExecutor
            from multiprocessing import get_context

            # spawned, not forked: a copy of this process would share its connection
            self._pool = ProcessPoolExecutor(
                min(_PROCESSES, os.cpu_count() or 1),
                mp_context=get_context("spawn"),
                initializer=_follow_parent,
            )
        chunks = [files[start : start + _CHUNK] for start in range(0, len(files), _CHUNK)]
        for results in self._pool.map(partial(_read_chunk, read), chunks):
            yield from results


def _follow_parent() -> None:
    """Leave Ctrl-C to the parent, and do not outlive it when it is killed."""
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        if (parent := parent_process()) is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _read_chunk(read: Callable[[File], Result], files: Sequence[File]) -> list[Result]:
    return [read(file) for file in files]


def _read_spec(reader: Reader, file: tuple[SpecId, str]) -> tuple[ParsedSpec | None, list[Problem]]:
    # parsers are imported by who parses: an unchanged catalogue needs none
    from sync.sources.files.spec import parse_spec

    spec_id, path = file
    try:
        return parse_spec(path, reader.read(path, SPEC_LIMIT), spec_id)
    except UnreadableError as error:
        return None, [error.problem]


def _read_version(
    reader: Reader, file: tuple[ImplementationKey, str]
) -> tuple[str | None, list[Problem]]:
    from sync.sources.files.header import python_version

    (_, _, variant), path = file
    try:
        text, problems = decode(path, reader.read(path, IMPLEMENTATION_LIMIT), IMPLEMENTATION_LIMIT)
    except UnreadableError as error:
        return None, [error.problem]
    return (None, problems) if text is None else python_version(path, text, variant)
