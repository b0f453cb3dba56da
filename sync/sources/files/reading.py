"""Reads and parses files: a few in this process, thousands in several."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from sync.problems import Problem
from sync.sources.files.reader import Reader, UnreadableError
from sync.sources.files.text import IMPLEMENTATION_LIMIT, SPEC_LIMIT, decode

if TYPE_CHECKING:
    from sync.sources.files.spec import ParsedSpec

_MANY = 2_000
"""From this many files on, starting further processes costs less than they save."""
_PROCESSES = 4
_CHUNK = 250

File = TypeVar("File")
Result = TypeVar("Result")


class SpecFile(NamedTuple):
    """A spec file that was read. ``parsed`` is None when a problem is an error."""

    spec_id: str
    path: str
    parsed: ParsedSpec | None
    problems: list[Problem]


class Header(NamedTuple):
    """The head of an implementation that was read. ``python_version`` is None after an error."""

    key: tuple[str, str, str]
    path: str
    python_version: str | None
    problems: list[Problem]


def read_specs(reader: Reader, files: Sequence[tuple[str, str]]) -> Iterator[SpecFile]:
    """Read the specs of ``files``, each an id and a path, in that order."""
    return _read_all(partial(_read_spec, reader), files)


def read_headers(
    reader: Reader, files: Sequence[tuple[tuple[str, str, str], str]]
) -> Iterator[Header]:
    """Read the implementations of ``files``, each a key and a path, in that order."""
    return _read_all(partial(_read_header, reader), files)


def _read_all(read: Callable[[File], Result], files: Sequence[File]) -> Iterator[Result]:
    if len(files) < _MANY:
        yield from map(read, files)
        return
    chunks = [files[start : start + _CHUNK] for start in range(0, len(files), _CHUNK)]
    workers = min(_PROCESSES, os.cpu_count() or 1)
    # spawned, not forked: a copy of this process would share its connection to the database
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_follow_parent
    ) as pool:
        for results in pool.map(partial(_read_chunk, read), chunks):
            yield from results


def _follow_parent() -> None:
    """Leave Ctrl-C to the parent, and do not outlive it when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        if (parent := parent_process()) is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _read_chunk(read: Callable[[File], Result], files: Sequence[File]) -> list[Result]:
    return [read(file) for file in files]


def _read_spec(reader: Reader, file: tuple[str, str]) -> SpecFile:
    # parsers are imported by who parses: an unchanged catalogue needs none
    from sync.sources.files.spec import parse_spec

    spec_id, path = file
    try:
        data = reader.read(path, SPEC_LIMIT)
    except UnreadableError as error:
        return SpecFile(spec_id, path, None, [error.problem])
    return SpecFile(spec_id, path, *parse_spec(path, data, spec_id))


def _read_header(reader: Reader, file: tuple[tuple[str, str, str], str]) -> Header:
    from sync.sources.files.header import python_version

    key, path = file
    try:
        data = reader.read(path, IMPLEMENTATION_LIMIT)
    except UnreadableError as error:
        return Header(key, path, None, [error.problem])
    text, problems = decode(path, data, IMPLEMENTATION_LIMIT)
    if text is None:
        return Header(key, path, None, problems)
    return Header(key, path, *python_version(path, text, key[2]))
