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
from sync.model.layouts import LAYOUTS, may_be_under
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
        self._closed = {layout.closed(path) for path in self._blocked for layout in LAYOUTS}
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
            is_under(place, self._blocked) for place in may_be_under(spec_id)
        )

    def library(self, library_id: str) -> bool:
        """Whether one of the paths may be a file of this library."""
        return _plain(library_id) in self._names or any(
            is_under(place, self._blocked) for place in may_be_under(library_id)
        )

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


def _plain(part: str) -> str:
    """``part`` of a path without what is easily mistaken: case, endings, ``_`` for ``-``."""
    stem = part.casefold().lstrip("#~").partition(".")[0] or part.casefold()
    return _COPY.sub("", stem).rstrip("#~ ").replace("_", "-").replace(" ", "-")
