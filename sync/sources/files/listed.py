"""Which libraries there are: ``libraries.yaml`` says it, or else the folders do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sync.model.catalog import ImplementationKey, Library
from sync.model.layouts import place_of_library, plot_function_in
from sync.model.layouts.libraryfirst import LIBRARIES
from sync.model.layouts.names import closest
from sync.model.layouts.nearly import is_libraries_like
from sync.model.libraries import default_library
from sync.model.problems import Problem, problem
from sync.sources.files.behind import RowsBehind
from sync.sources.files.places import Places
from sync.sources.files.reader import UnreadableError
from sync.sources.files.text import SPEC_LIMIT
from sync.sources.files.tree import Tree, is_under


class Listed:
    """The libraries.

    Args:
        tree: the files.
        stored: the rows there are, by id.
        places: what each file is.
    """

    def __init__(self, tree: Tree, stored: Mapping[str, Library], places: Places) -> None:
        self._tree = tree
        self._stored = stored
        self._places = places
        self.problems: list[Problem] = []
        """What is wrong with the list, and who is not on it."""
        found = self._found()
        self.is_known = found is not None
        """Whether ``libraries.yaml``, if there is one, says which libraries there are."""
        self._registers = found is not None and places.libraries is None
        self.rows = dict(stored if found is None else found)
        """Every library, those that are switched off among them."""
        self.ids = frozenset(self.rows)
        """The libraries that may have implementations."""
        for library in stored.values():
            if library.id not in self.rows:
                self.rows[library.id] = library._replace(active=False)

    def keep(self, wanted: Iterable[ImplementationKey], behind: RowsBehind) -> None:
        """Leave a library as it was whose only files say nothing sound, where none is listed.

        Args:
            wanted: the implementations that there will be.
            behind: what the files may be that say nothing.
        """
        if not self._registers:
            return
        used = {library for _, library, _ in wanted}
        for library in self._stored.values():
            if library.id not in self.ids and (library.id in used or behind.library(library.id)):
                self.rows[library.id] = library

    def reject(self, unknown: Mapping[str, list[str]]) -> None:
        """Say of each library that is not listed, and of its files, what to do."""
        if self.is_known:
            self.problems += [self._unknown(name, paths) for name, paths in unknown.items()]

    def _found(self) -> dict[str, Library] | None:
        """What is said of libraries; None where nobody knows what."""
        if self._places.libraries is not None:
            return self._read()
        if self._has_list_elsewhere():
            return None
        used = {library for _, library, _ in self._places.implementations}
        found = {library: default_library(library) for library in sorted(used)}
        for place in self._places.unread.values():
            # a language that is not read may use it
            stored = self._stored.get(place.library_id)
            if stored is not None:
                found.setdefault(stored.id, stored)
        return found

    def _read(self) -> dict[str, Library] | None:
        from sync.sources.files.libraries import parse_libraries

        try:
            data = self._tree.reader.read(LIBRARIES, SPEC_LIMIT)
        except UnreadableError as error:
            self.problems.append(error.problem)
            return None
        found, problems = parse_libraries(LIBRARIES, data)
        self.problems += problems
        return found

    def _has_list_elsewhere(self) -> bool:
        """Whether the list may be there, but where it is not read."""
        blocked = self._tree.blocked
        if is_under(LIBRARIES, blocked) or any(
            map(is_libraries_like, (*self._places.rejected, *blocked))
        ):
            return True
        names = ("libraries.yaml", "libraries.yml")
        found = [
            path
            for path in (*self._tree.beside, *self._tree.files)
            if path.rpartition("/")[2].lower() in names
        ]
        self.problems += [
            problem("file-misplaced", path, "is not read", hint=f"it belongs at {LIBRARIES}")
            for path in sorted(found)
        ]
        return bool(found)

    def _unknown(self, library: str, files: list[str]) -> Problem:
        near = closest(library, self.ids)
        hint = f"did you mean {near}? Otherwise add it to {LIBRARIES}" if near else None
        place = place_of_library(min(files))
        if (function := plot_function_in(min(files))) in self.ids:
            hint = f"the library comes first: move it to plots/{function}/{library}"
        count = f"{len(files):,} file{'s' * (len(files) != 1)}"
        message = f"{library} is not in {LIBRARIES} ({count})"
        return problem("library-unknown", place, message, hint=hint)
