"""The desired state: what the files say, and what stays where they say nothing sound.

A file whose hash is the row's, and whose row is as it was written, is not
read: its row is carried over, as the same object. A row whose file is invalid
is carried over too, so that bad input never loses anything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from sync.model.catalog import (
    Catalog,
    Implementation,
    ImplementationKey,
    SpecId,
    Tag,
    sealed_implementation,
    sealed_spec,
)
from sync.model.layouts import (
    is_catalogue,
    lost_facts,
    place_of,
    plot_function_in,
)
from sync.model.layouts.layout import default_function, plain
from sync.model.layouts.libraryfirst import spec_names
from sync.model.layouts.names import closest
from sync.model.owners import NOTHING_MORE, MetadataOwns, beside_files
from sync.model.problems import Problem, problem
from sync.sources.files.astray import misplaced_spec, specs_in_root
from sync.sources.files.behind import RowsBehind
from sync.sources.files.listed import Listed
from sync.sources.files.places import Places, find_places
from sync.sources.files.reading import ImplementationFile, Reading
from sync.sources.files.tree import Tree, is_under
from sync.sources.files.written import NOTHING_SOUND, AsWritten, Sound, find_sound, with_metadata

if TYPE_CHECKING:
    from sync.sources.files.metadata import Metadata
    from sync.sources.files.spec import ParsedSpec

_MOST_SUGGESTIONS = 50


class Gathered(NamedTuple):
    """What the files ask for. ``specs`` and ``implementations`` count the files in their places."""

    desired: Catalog
    problems: list[Problem]
    specs: int
    implementations: int
    is_empty: bool
    """Whether there is nothing under ``plots/``."""


def gather(
    tree: Tree,
    actual: Catalog,
    owns: MetadataOwns = NOTHING_MORE,
    *,
    everything: bool = False,
    sound: Sound | None = None,
    parsed: Collection[str] = (),
    on_read: Callable[[], None] = lambda: None,
) -> Gathered:
    """The catalogue that ``tree`` asks for, given the rows of ``actual``.

    Args:
        tree: the files.
        actual: the rows there are.
        owns: what the metadata files own beside the files' own columns.
        everything: read also the files that have not changed since their row was written.
        sound: what :func:`find_sound` says of ``actual``, if it was asked before.
        parsed: for who only checks: the places below which implementations are also parsed
            as Python. Then none becomes a row.
        on_read: called after each file that was read.
    """
    sound = NOTHING_SOUND if everything else sound or find_sound(actual)
    sound, others = sound.among(tree.files)
    places = find_places(others, sound.specs, sound.implementations)
    written = AsWritten(tree.files, places.beside, owns, actual, nothing=everything)
    gathering = _Gathering(
        tree,
        actual,
        places=places,
        owns=owns,
        sound=sound,
        written=written,
        on_read=on_read,
        checks=bool(parsed),
    )
    with Reading(tree.reader, parsed) as reading:
        gathering.find_outdated()
        gathering.specs(reading)
        gathering.implementations(reading)
    gathering.rows_without_a_file()
    gathering.finish_libraries()
    gathering.tags()
    return Gathered(
        desired=gathering.desired,
        problems=[
            *tree.problems,
            *places.problems,
            *specs_in_root(tree.reader, tree.beside),
            *gathering.libraries.problems,
            *gathering.problems,
            *reading.faults,
        ],
        specs=len(places.specs),
        implementations=len(places.implementations),
        is_empty=not any(map(is_catalogue, tree.files)),
    )


class _Gathering:
    def __init__(
        self,
        tree: Tree,
        actual: Catalog,
        *,
        places: Places,
        owns: MetadataOwns,
        sound: Sound,
        written: AsWritten,
        on_read: Callable[[], None],
        checks: bool,
    ) -> None:
        self.tree = tree
        self.actual = actual
        self.places = places
        self.owns = owns
        self.sound = sound
        self.written = written
        self.on_read = on_read
        self.checks = checks
        """Whether rows of implementations are of no use to anybody."""
        self.desired = Catalog()
        self.problems: list[Problem] = []
        self.declared: dict[str, tuple[Tag, ...]] = {}
        """The tags of each spec file that was read, and is valid."""
        self.invalid_specs: dict[str, str] = {}
        """Spec id to path, of the spec files that say nothing sound."""
        self.current_specs: set[str] = set()
        """The specs that were carried over because nothing has changed."""
        self.libraries = Listed(tree, actual.libraries, places)
        self.functions: dict[SpecId, str] = {}
        """The plot function of each spec of the spec-first layout whose files were read."""
        self.outdated: dict[ImplementationKey, ImplementationFile] = {}
        """The implementations whose row is not what the files say, or is not there."""
        self.suggestions: dict[SpecId, SpecId | None] = {}
        """Missing spec id to the one that was probably meant."""
        self.behind = self._behind()

    def _behind(self) -> RowsBehind:
        return RowsBehind(self.places.rejected, self.tree.blocked, self.tree.files)

    def specs(self, reading: Reading) -> None:
        """Each spec from its row or, where that is out of date, from its file."""
        outdated = []
        for spec_id, path in self.places.specs.items():
            row = self.actual.specs.get(spec_id)
            if self._has_double(spec_id, path, "spec-duplicate") or (
                self.places.beside.get(path, path) is None and self._has_lost((spec_id, ""), path)
            ):
                self.invalid_specs[spec_id] = path
            elif row is not None and (
                spec_id in self.sound.specs or self.written.is_spec(row, path)
            ):
                self.desired.specs[spec_id] = row
                self.current_specs.add(spec_id)
            else:
                outdated.append((spec_id, path, self.places.beside.get(path)))
        read = reading.specs(outdated)
        # behind the specs: what is read of implementations is taken while more of them are read
        reading.begin([*self.outdated.values()], self.owns)
        for file, (parsed, problems) in zip(outdated, read, strict=True):
            self.problems += problems
            self._take_spec(*file[:2], parsed)
            self.on_read()

    def find_outdated(self) -> None:
        """Find the implementations that have to be read."""
        rows, beside = self.actual.implementations, self.places.beside
        is_current, is_sound = self.written.is_implementation, self.sound.implementations
        self.outdated = {
            key: ImplementationFile(key, path, beside.get(path))
            for key, path in self.places.implementations.items()
            if key not in is_sound and ((row := rows.get(key)) is None or not is_current(row, path))
        }

    def implementations(self, reading: Reading) -> None:
        """Each implementation from its row or, where that is out of date, from its file."""
        found = self.places.implementations
        if not self._has_doubts():
            self.desired.implementations.update(self.actual.implementations)
            found = {key: found[key] for key in self.outdated}
        self._implementations(found, reading)

    def _has_doubts(self) -> bool:
        """Whether an implementation may stay out although its row is as it was written.

        Hardly ever: then all rows are carried over at once, and not looked at one by one.
        """
        found, rows = self.places.implementations, self.actual.implementations
        new = sum(key not in rows for key in self.outdated)
        return bool(
            len(found) - new != len(rows)
            or self.functions
            or self.places.doubles
            or set(map(itemgetter(0), found)) - self.desired.specs.keys()
            or set(map(itemgetter(1), found)) - self.libraries.ids
            or None in self.places.beside.values()
        )

    def _implementations(self, files: Mapping[ImplementationKey, str], reading: Reading) -> None:
        unknown: dict[str, list[str]] = {}
        outdated: list[ImplementationFile] = []
        rows, beside = self.actual.implementations, self.places.beside
        specs, doubles = self.desired.specs, self.places.doubles
        for key, path in files.items():
            spec_id, library, _ = key
            row = rows.get(key)
            if library not in self.libraries.ids:
                unknown.setdefault(library, []).append(path)
                self.places.rejected.append(path)
            elif (
                (key in doubles and self._has_double(key, path, "implementation-duplicate"))
                or (spec_id not in specs and not self._may_lack_spec(spec_id, path))
                or (beside.get(path, path) is None and self._has_lost((spec_id, library), path))
            ):
                if row is not None:
                    self.desired.implementations[key] = row
            elif row is not None and key not in self.outdated:
                self.desired.implementations[key] = self._with_function(row)
            else:
                outdated.append(self.outdated[key])
        self._learn_functions(reading, outdated)
        for file, (read, problems) in zip(
            outdated, reading.implementations(outdated, self.owns), strict=True
        ):
            self.problems += problems
            self._take_implementation(file, *(read or (None, None)))
            self.on_read()
        self.libraries.reject(unknown)

    def rows_without_a_file(self) -> None:
        """Drop implementations and switch off specs whose file is gone, unless it was misplaced."""
        # by now it is known whose library is not listed
        behind = self.behind = self._behind()
        rows, desired = self.actual.implementations, self.desired.implementations
        for key in [key for key in rows if key not in desired]:
            row = rows[key]
            if (
                behind.implementation(row)
                or row.file_path in self.places.unread
                or self._is_blocked(row.file_path)
            ):
                desired[key] = row
        for spec_id, spec in self.actual.specs.items():
            if spec_id in self.desired.specs:
                continue
            if (
                spec_id in self.invalid_specs
                or self._in_root(spec_id)
                or behind.spec(spec)
                or self._is_blocked(spec.source_path)
            ):
                self.desired.specs[spec_id] = spec
            else:
                # without a hash, the file counts as changed when it comes back
                off = spec._replace(active=False, source_hash=None)
                self.desired.specs[spec_id] = sealed_spec(off, self.actual.declared(spec))

    def finish_libraries(self) -> None:
        """All libraries, now that it is known which implementations there will be."""
        self.libraries.keep(self.desired.implementations, self.behind)
        self.desired.libraries.update(self.libraries.rows)

    def tags(self) -> None:
        """The declared tags, and beside them those that other programs have added."""
        for key, tag in self.actual.tags.items():
            spec_id, name = key
            if spec_id in self.declared:
                # what the file declared before and declares no more was the file's, too
                before = self.actual.specs.get(spec_id)
                was_declared = before is not None and name in before.tags
                kept = tag.created_by != "human" and not was_declared
            elif spec_id in self.current_specs:
                kept = tag.created_by != "human" or name in self.desired.specs[spec_id].tags
            else:
                kept = True
            if kept:
                self.desired.tags[key] = tag
        for tags in self.declared.values():
            self.desired.tags.update((tag.key, tag) for tag in tags)

    def _take_spec(self, spec_id: SpecId, path: str, parsed: ParsedSpec | None) -> None:
        if parsed is None:
            self.invalid_specs[spec_id] = path
            return
        spec = parsed.spec._replace(source_hash=self.tree.files[path])
        self.desired.specs[spec_id] = sealed_spec(spec, parsed.tags, self.written.spec(path))
        self.declared[spec_id] = parsed.tags
        if parsed.plot_function is not None:
            self.functions[spec_id] = parsed.plot_function

    def _take_implementation(
        self, file: ImplementationFile, version: str | None, metadata: Metadata | None
    ) -> None:
        key, path, _ = file
        old = self.actual.implementations.get(key)
        if version is None or self.checks:
            if old is not None:
                self.desired.implementations[key] = old
            return
        row = Implementation(*key, self._function(key, path), path, version, self.tree.files[path])
        row = beside_files(row, old)
        if path in self.places.beside:
            row = with_metadata(row, metadata, self.owns)
        row = sealed_implementation(row, self.written.implementation(path))
        self.desired.implementations[key] = row

    def _function(self, key: ImplementationKey, path: str) -> str:
        """The plot function: the path names it, or the facts of the spec do."""
        if (named := plot_function_in(path)) is not None:
            return named
        if (known := self.functions.get(key[0])) is not None:
            return known
        old = self.actual.implementations.get(key)
        if key[0] in self.invalid_specs and old is not None:
            return old.plot_function
        return default_function(key[0])

    def _with_function(self, row: Implementation) -> Implementation:
        """``row``, whose files have not changed, with what the files of its spec say now."""
        function = self.functions.get(row.spec_id, row.plot_function)
        if function == row.plot_function or plot_function_in(row.file_path) is not None:
            return row
        beside = self.written.implementation(row.file_path)
        return sealed_implementation(row._replace(plot_function=function), beside)

    def _learn_functions(self, reading: Reading, outdated: Sequence[ImplementationFile]) -> None:
        """Ask the files of specs that have not changed what plot function they name."""
        specs = self.places.specs
        wanted = {
            file.key[0]: None
            for file in outdated
            if file.path in self.places.beside
            and file.key[0] in self.current_specs
            and specs[file.key[0]] in self.places.beside
        }
        files = [
            (spec_id, specs[spec_id], self.places.beside[specs[spec_id]]) for spec_id in wanted
        ]
        for (spec_id, _, _), (parsed, _) in zip(files, reading.specs(files), strict=True):
            if parsed is not None and parsed.plot_function is not None:
                self.functions[spec_id] = parsed.plot_function

    @cached_property
    def lost(self) -> set[tuple[str, str] | None]:
        """Whose facts may be in a file that lies where it is not read."""
        return set(map(lost_facts, self.places.rejected))

    def _has_lost(self, owner: tuple[SpecId, str], path: str) -> bool:
        """Whether facts that belong beside ``path`` are there, but cannot be read."""
        spec_id, library_id = owner
        place = place_of(path)
        return (plain(spec_id), plain(library_id)) in self.lost or any(
            is_under(beside, self.tree.blocked) or self._is_blocked(beside)
            for beside in (() if place is None else place.beside)
        )

    def _has_double(self, key: str | ImplementationKey, path: str, code: str) -> bool:
        others = self.places.doubles.get(key)
        if others is None:
            return False
        first, *rest = sorted([path, *others])
        self.problems += [
            problem(code, other, f"is the same {code.partition('-')[0]} as {first}")
            for other in rest
        ]
        return True

    def _may_lack_spec(self, spec_id: str, path: str) -> bool:
        """Whether the implementation can be written although its spec file is not in order."""
        broken = self.invalid_specs.get(spec_id) or self._in_root(spec_id)
        if broken is None and self.behind.spec_id(spec_id):
            broken = "whose file is in the wrong place"
        if broken is None:
            near = self._nearest_spec(spec_id)
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
        self.problems.append(problem("implementation-held", path, f"waits for its spec, {broken}"))
        return False

    def _in_root(self, spec_id: SpecId) -> str | None:
        """The file of a spec that lies in the root, where none is read."""
        for name in spec_names(spec_id):
            if name in self.tree.beside:
                self.problems.append(misplaced_spec(name))
                return name
        return None

    def _nearest_spec(self, spec_id: SpecId) -> SpecId | None:
        # each search goes through all specs: many missing ones must not take minutes
        if spec_id not in self.suggestions and len(self.suggestions) < _MOST_SUGGESTIONS:
            self.suggestions[spec_id] = closest(spec_id, self.places.specs)
        return self.suggestions.get(spec_id)

    def _is_blocked(self, path: str | None) -> bool:
        """Whether something that is no file has taken the place of ``path``."""
        if path is None or not self.tree.reader.is_no_file(path):
            return False
        self.problems.append(problem("file-not-regular", path, "is a directory or a device"))
        return True
