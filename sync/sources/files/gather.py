"""The desired state: what the files say, and what stays where they say nothing sound.

A file whose hash is the row's, and whose row is as it was written, is not
read: its row is carried over, as the same object. A row whose file is invalid
is carried over too, so that bad input never loses anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sync.catalog import (
    Catalog,
    Implementation,
    ImplementationKey,
    Spec,
    Tag,
    implementation_digest,
    sealed_implementation,
    sealed_spec,
    spec_digest,
)
from sync.problems import Problem, problem
from sync.sources.files.behind import RowsBehind
from sync.sources.files.names import closest
from sync.sources.files.places import (
    LIBRARIES,
    Places,
    find_places,
    is_libraries_like,
    plot_function,
)
from sync.sources.files.reader import UnreadableError
from sync.sources.files.reading import Header, SpecFile, read_headers, read_specs
from sync.sources.files.text import SPEC_LIMIT
from sync.sources.files.tree import Tree


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the files ask for. ``specs`` and ``implementations`` count the files in their places."""

    desired: Catalog
    problems: list[Problem]
    specs: int
    implementations: int
    is_empty: bool
    """Whether there is nothing under ``plots/``."""

    @property
    def summary(self) -> dict[str, str | int]:
        """What a report says of this source."""
        return {"status": "ok", "specs": self.specs, "implementations": self.implementations}


def gather(
    tree: Tree,
    actual: Catalog,
    *,
    reread: bool = False,
    on_read: Callable[[], None] = lambda: None,
) -> Gathered:
    """The catalogue that ``tree`` asks for, given the rows of ``actual``.

    Args:
        tree: the files.
        actual: the rows there are.
        reread: read every file, whatever the hashes say.
        on_read: called after each file that was read.
    """
    gathering = _Gathering(tree, actual, find_places(tree.files), reread, on_read)
    gathering.libraries()
    gathering.specs()
    gathering.implementations()
    gathering.rows_without_a_file()
    gathering.tags()
    places = gathering.places
    return Gathered(
        desired=gathering.desired,
        problems=[*tree.problems, *places.problems, *gathering.problems],
        specs=len(places.specs),
        implementations=len(places.implementations),
        is_empty=not any(path.startswith("plots/") for path in tree.files),
    )


@dataclass(slots=True)
class _Gathering:
    tree: Tree
    actual: Catalog
    places: Places
    reread: bool
    on_read: Callable[[], None]
    desired: Catalog = field(default_factory=Catalog)
    problems: list[Problem] = field(default_factory=list)
    declared: dict[str, tuple[Tag, ...]] = field(default_factory=dict)
    """The tags of each spec file that was read, and is valid."""
    invalid_specs: dict[str, str] = field(default_factory=dict)
    """Spec id to path, of the spec files that say nothing sound."""
    current_specs: set[str] = field(default_factory=set)
    """The specs that were carried over because nothing has changed."""
    listed: set[str] = field(default_factory=set)
    """The libraries that may have implementations."""
    knows_libraries: bool = True
    """Whether ``libraries.yaml``, if there is one, says which libraries there are."""

    def libraries(self) -> None:
        """Without ``libraries.yaml`` the directories register themselves; with it, it decides."""
        from sync.sources.files.libraries import default_library, parse_libraries

        rows = self.desired.libraries
        found = None
        if self.places.libraries is not None:
            try:
                data = self.tree.reader.read(LIBRARIES, SPEC_LIMIT)
                found, problems = parse_libraries(LIBRARIES, data)
            except UnreadableError as error:
                problems = [error.problem]
            self.problems += problems
        elif not any(map(is_libraries_like, (*self.places.rejected, *self.tree.blocked))):
            used = {library for _, library, _ in self.places.implementations}
            found = {library: default_library(library) for library in sorted(used)}
        self.knows_libraries = found is not None
        rows |= self.actual.libraries if found is None else found
        self.listed = set(rows)
        for library in self.actual.libraries.values():
            if library.id not in rows:
                rows[library.id] = library._replace(active=False)

    def specs(self) -> None:
        """Each spec from its row or, where that is out of date, from its file."""
        outdated = []
        for spec_id, path in self.places.specs.items():
            row = self.actual.specs.get(spec_id)
            if self._has_double(spec_id, path, "spec-duplicate"):
                self.invalid_specs[spec_id] = path
            elif row is not None and self._is_current_spec(row, path):
                self.desired.specs[spec_id] = row
                self.current_specs.add(spec_id)
            else:
                outdated.append((spec_id, path))
        for file in read_specs(self.tree.reader, outdated):
            self._take_spec(file)
            self.on_read()

    def implementations(self) -> None:
        """Each implementation from its row or, where that is out of date, from its file."""
        unknown: dict[str, int] = {}
        outdated = []
        blobs, rows = self.tree.files, self.actual.implementations
        specs, doubles = self.desired.specs, self.places.doubles
        for key, path in self.places.implementations.items():
            spec_id, library, _ = key
            row = rows.get(key)
            if library not in self.listed:
                unknown[library] = unknown.get(library, 0) + 1
                self.places.rejected.append(path)
            elif (key in doubles and self._has_double(key, path, "implementation-duplicate")) or (
                spec_id not in specs and not self._may_lack_spec(spec_id, path)
            ):
                if row is not None:
                    self.desired.implementations[key] = row
            elif (
                row is not None
                and row.source_hash == blobs[path]
                and row.file_path == path
                and row.content_hash == implementation_digest(row)
                and not self.reread
            ):
                self.desired.implementations[key] = row
            else:
                outdated.append((key, path))
        for file in read_headers(self.tree.reader, outdated):
            self._take_implementation(file)
            self.on_read()
        if self.knows_libraries:
            self.problems += [self._unknown_library(name, count) for name, count in unknown.items()]

    def rows_without_a_file(self) -> None:
        """Drop implementations and switch off specs whose file is gone, unless it was misplaced."""
        behind = RowsBehind(self.places.rejected, self.tree.blocked, self.tree.files)
        for key, row in self.actual.implementations.items():
            if key not in self.desired.implementations and (
                behind.implementation(row) or self._is_blocked(row.file_path)
            ):
                self.desired.implementations[key] = row
        for spec_id, spec in self.actual.specs.items():
            if spec_id in self.desired.specs:
                continue
            if (
                spec_id in self.invalid_specs
                or behind.spec(spec)
                or self._is_blocked(spec.source_path)
            ):
                self.desired.specs[spec_id] = spec
            else:
                # without a hash, the file counts as changed when it comes back
                off = spec._replace(active=False, source_hash=None)
                self.desired.specs[spec_id] = sealed_spec(off, self._declared_rows(spec))

    def tags(self) -> None:
        """The declared tags, and beside them those that other programs have added."""
        for key, tag in self.actual.tags.items():
            spec_id, name = key
            if spec_id in self.declared:
                # what the file declared before and declares no more was the file's, too
                kept = tag.created_by != "human" and name not in self.actual.specs[spec_id].tags
            elif spec_id in self.current_specs:
                kept = tag.created_by != "human" or name in self.desired.specs[spec_id].tags
            else:
                kept = True
            if kept:
                self.desired.tags[key] = tag
        for tags in self.declared.values():
            self.desired.tags.update((tag.key, tag) for tag in tags)

    def _is_current_spec(self, row: Spec, path: str) -> bool:
        return (
            not self.reread
            and row.source_hash == self.tree.files[path]
            and row.source_path == path
            and row.content_hash == spec_digest(row, self._declared_rows(row))
        )

    def _declared_rows(self, row: Spec) -> Sequence[Tag | None]:
        return [self.actual.tags.get((row.id, name)) for name in row.tags]

    def _take_spec(self, file: SpecFile) -> None:
        self.problems += file.problems
        if file.parsed is None:
            self.invalid_specs[file.spec_id] = file.path
            return
        spec = file.parsed.spec._replace(source_hash=self.tree.files[file.path])
        self.desired.specs[spec.id] = sealed_spec(spec, file.parsed.tags)
        self.declared[spec.id] = file.parsed.tags

    def _take_implementation(self, file: Header) -> None:
        self.problems += file.problems
        row = self.actual.implementations.get(file.key)
        if file.python_version is not None:
            row = Implementation(
                *file.key,
                plot_function=plot_function(file.path),
                file_path=file.path,
                python_version=file.python_version,
                source_hash=self.tree.files[file.path],
            )
            row = sealed_implementation(row)
        if row is not None:
            self.desired.implementations[file.key] = row

    def _has_double(self, key: str | ImplementationKey, path: str, code: str) -> bool:
        others = self.places.doubles.get(key)
        if others is None:
            return False
        first, *rest = sorted([path, *others])
        self.problems += [problem(code, other, f"is the same as {first}") for other in rest]
        return True

    def _may_lack_spec(self, spec_id: str, path: str) -> bool:
        """Whether the implementation can be written although its spec file is not in order."""
        if spec_id not in self.invalid_specs:
            near = closest(spec_id, self.places.specs)
            self.problems.append(
                problem(
                    "implementation-no-spec",
                    path,
                    f"there is no spec {spec_id}",
                    hint=f"did you mean {near}?" if near else None,
                )
            )
            return False
        if spec_id in self.actual.specs:
            return True
        broken = self.invalid_specs[spec_id]
        self.problems.append(problem("implementation-held", path, f"waits for its spec {broken}"))
        return False

    def _unknown_library(self, library: str, files: int) -> Problem:
        near = closest(library, self.listed)
        return problem(
            "library-unknown",
            f"plots/{library}",
            f"{library} is not in {LIBRARIES} ({files} files)",
            hint=f"did you mean {near}? Otherwise add it to {LIBRARIES}" if near else None,
        )

    def _is_blocked(self, path: str | None) -> bool:
        """Whether something that is no file has taken the place of ``path``."""
        if path is None or not self.tree.reader.is_no_file(path):
            return False
        self.problems.append(problem("file-not-regular", path, "is a directory or a device"))
        return True
