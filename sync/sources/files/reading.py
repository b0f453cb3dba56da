"""Reads and parses files: a few in this process, thousands in several."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import chain
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self, TypeAlias, TypeVar

from sync.model.catalog import ImplementationKey, SpecId
from sync.model.layouts import Part, place_of
from sync.model.owners import MetadataOwns
from sync.model.problems import Problem
from sync.sources import workers
from sync.sources.files.reader import Reader, UnreadableError
from sync.sources.files.text import IMPLEMENTATION_LIMIT, SPEC_LIMIT, decode

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from sync.sources.files.metadata import Metadata
    from sync.sources.files.spec import ParsedSpec

_MANY = 1_000
"""From this many files on, starting further processes costs less than they save."""
_PROCESSES = 4
_CHUNK = 500

SpecFile = tuple[SpecId, str, str | None]
"""A spec, the path of its file, and of the file with its facts beside it, if there is one."""


class ImplementationFile(NamedTuple):
    """An implementation, the path of its file, and of the file with its facts, if there is one."""

    key: ImplementationKey
    path: str
    facts: str | None


ReadImplementation: TypeAlias = "tuple[tuple[str, Metadata | None] | None, list[Problem]]"
"""What an implementation says, None after an error: its ``python_version`` and its metadata."""
_Parsed: TypeAlias = tuple[ReadImplementation, Problem | None]
"""The same, and what Python cannot parse of it."""

File = TypeVar("File")
Result = TypeVar("Result")


class Reading:
    """Reads files below one root. The processes that it may start end with the context.

    Args:
        reader: of the root.
        parsed: the places of which implementations are parsed as Python, too.
    """

    def __init__(self, reader: Reader, parsed: Collection[str] = ()) -> None:
        self.faults: list[Problem] = []
        """What Python cannot parse of the implementations that were read until now."""
        self._reader = reader
        self._parsed = tuple(f"{place}/" for place in parsed)
        self._pool: ProcessPoolExecutor | None = None
        self._begun: Iterator[tuple[ImplementationFile, _Parsed]] | None = None

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

    def specs(self, files: Sequence[SpecFile]) -> Iterator[tuple[ParsedSpec | None, list[Problem]]]:
        """What each of ``files`` says. None when a problem is an error."""
        return self._read_all(partial(_read_spec, self._reader), files)

    def begin(self, files: Sequence[ImplementationFile], owns: MetadataOwns) -> None:
        """Let other processes read ``files`` meanwhile, where they are many.

        Where implementations are parsed, it is all of these, also those that nobody asks for.
        """
        if self._parsed or len(files) >= _MANY:
            self._begun = zip(files, self._read(files, owns), strict=True)

    def implementations(
        self, files: Sequence[ImplementationFile], owns: MetadataOwns
    ) -> Iterator[ReadImplementation]:
        """The ``python_version`` and the metadata of each of ``files``. None after an error.

        They are among those that were begun with, if any were, and in their order.
        """
        begun = self._begun
        if begun is None:
            begun = zip(files, self._read(files, owns), strict=True)
        wanted = {file.key for file in files}
        for file, (found, fault) in begun:
            if fault is not None:
                self.faults.append(fault)
            if file.key in wanted:
                yield found

    def _read(self, files: Sequence[ImplementationFile], owns: MetadataOwns) -> Iterator[_Parsed]:
        return self._read_all(
            partial(_read_implementation, self._reader, owns, self._parsed), files
        )

    def _read_all(self, read: Callable[[File], Result], files: Sequence[File]) -> Iterator[Result]:
        return map(read, files) if len(files) < _MANY else self._in_processes(read, files)

    def _in_processes(
        self, read: Callable[[File], Result], files: Sequence[File]
    ) -> Iterator[Result]:
        if self._pool is None:
            self._pool = workers.start(_PROCESSES)
        chunks = [files[start : start + _CHUNK] for start in range(0, len(files), _CHUNK)]
        return chain.from_iterable(self._pool.map(partial(_read_chunk, read), chunks))


def _read_chunk(read: Callable[[File], Result], files: Sequence[File]) -> list[Result]:
    return [read(file) for file in files]


def _read_spec(reader: Reader, file: SpecFile) -> tuple[ParsedSpec | None, list[Problem]]:
    # parsers are imported by who parses: an unchanged catalogue needs none
    spec_id, path, facts = file
    try:
        data = reader.read(path, SPEC_LIMIT)
        beside = None if facts is None else (facts, reader.read(facts, SPEC_LIMIT))
    except UnreadableError as error:
        return None, [error.problem]
    place = place_of(path)
    if place is None or place.part is Part.SPEC:
        from sync.sources.files.spec import parse_spec

        return parse_spec(path, data, spec_id)
    from sync.sources.files.pair import parse_pair

    return parse_pair(spec_id, (path, data), beside)


def _read_implementation(
    reader: Reader, owns: MetadataOwns, parsed: tuple[str, ...], file: ImplementationFile
) -> _Parsed:
    from sync.sources.files.header import python_version, syntax_problem

    (_, _, variant), path, facts = file
    try:
        data = reader.read(path, IMPLEMENTATION_LIMIT)
    except UnreadableError as error:
        return (None, [error.problem]), None
    text, problems = decode(path, data, IMPLEMENTATION_LIMIT)
    fault = None
    if text is not None and f"{path}/".startswith(parsed):
        fault = syntax_problem(path, text, variant)
    metadata: Metadata | None = None
    if facts is not None:
        try:
            metadata, more = _read_metadata(reader, owns, file, facts)
        except UnreadableError as error:
            return (None, [error.problem]), fault
        if text is None or metadata is None:
            return (None, [*problems, *more]), fault
        if metadata.python_version is not None:
            return ((metadata.python_version, metadata), more), fault
        problems += more
    if text is None:
        return (None, problems), fault
    version, found = python_version(path, text, variant)
    return ((version, metadata), found + problems), fault


def _read_metadata(
    reader: Reader, owns: MetadataOwns, file: ImplementationFile, facts: str
) -> tuple[Metadata | None, list[Problem]]:
    from sync.sources.files.metadata import parse_metadata

    (spec_id, library_id, _), _, _ = file
    return parse_metadata(
        facts,
        reader.read(facts, SPEC_LIMIT),
        spec_id,
        library_id,
        scores=owns.scores,
        previews=owns.previews,
    )
