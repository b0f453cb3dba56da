"""Which rows may be behind a file that was rejected, and so must not go away.

A file that fits no place often is a known one, renamed or moved by mistake. A
row whose own file is gone is kept while such a file is around: one with the
same content, or one whose path names the row in all but one part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import combinations

from sync.model.catalog import Implementation, Spec
from sync.sources.files.layout import SPEC_FOLDERS
from sync.sources.files.tree import is_under

_COPY = re.compile(r"(?: ?\([0-9]{1,4}\)| - copy| copy)$")


class RowsBehind:
    """The rejected paths, indexed by what they could have meant.

    Args:
        rejected: paths of files that fit no place, or belong to an unknown library.
        blocked: paths that were not looked into, such as links.
        hashes: path to blob id of the tree.
    """

    def __init__(
        self, rejected: Iterable[str], blocked: Iterable[str], hashes: Mapping[str, str]
    ) -> None:
        paths = list(rejected)
        self._blocked = set(blocked)
        self._blobs = {hashes[path] for path in paths if path in hashes}
        self._names: set[str] = set()
        self._pairs: set[tuple[str, str]] = set()
        self._closed = {_closed(path) for path in self._blocked}
        for path in (*paths, *self._blocked):
            parts = sorted({_plain(part) for part in path.split("/")})
            self._names.update(parts)
            self._pairs.update(combinations(parts[:12], 2))

    def spec(self, row: Spec) -> bool:
        """Whether one of the paths may be the file of ``row``."""
        return self._is_near(row.source_path, row.source_hash) or self.spec_id(row.id)

    def spec_id(self, spec_id: str) -> bool:
        """Whether one of the paths may be the file of this spec."""
        return _plain(spec_id) in self._names or any(
            is_under(f"{folder}/{spec_id}", self._blocked) for folder in SPEC_FOLDERS
        )

    def library(self, library_id: str) -> bool:
        """Whether one of the paths may be a file of this library."""
        return _plain(library_id) in self._names or is_under(f"plots/{library_id}", self._blocked)

    def implementation(self, row: Implementation) -> bool:
        """Whether one of the paths may be the file of ``row``."""
        spec_id, library, variant = row.key
        places = ((), (library,), (library, spec_id), (library, spec_id, f"{variant}.py"))
        if not self._closed.isdisjoint(places):
            return True
        parts = sorted({_plain(part) for part in row.key})
        return self._is_near(row.file_path, row.source_hash) or any(
            pair in self._pairs for pair in combinations(parts, 2)
        )

    def _is_near(self, path: str | None, blob: str | None) -> bool:
        if blob is not None and blob in self._blobs:
            return True
        return path is not None and bool(self._blocked) and is_under(path, self._blocked)


def _closed(path: str) -> tuple[str, ...]:
    """What a place that was not looked into may hold: library, spec, file, as far as it says.

    Any plot function may be meant, since it is no part of an identity.
    """
    above, *parts = path.split("/")
    return (*parts[:1], *parts[2:]) if above == "plots" else (path,)


def _plain(part: str) -> str:
    """``part`` of a path without what is easily mistaken: case, endings, ``_`` for ``-``."""
    stem = part.casefold().lstrip("#~").partition(".")[0] or part.casefold()
    return _COPY.sub("", stem).rstrip("#~ ").replace("_", "-").replace(" ", "-")
