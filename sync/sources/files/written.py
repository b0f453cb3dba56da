"""Which rows are as their files said when these were read, and what metadata writes into them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sync.model.catalog import (
    ALONE,
    Beside,
    Catalog,
    Implementation,
    ImplementationKey,
    Spec,
    SpecId,
    implementation_digest,
    spec_digest,
)
from sync.model.owners import MetadataOwns, Owner, names_of

if TYPE_CHECKING:
    from sync.sources.files.metadata import Metadata


class Sound(NamedTuple):
    """The rows that carry the digest of what they say, and the files that they were read from.

    Such a row is what its file says, for as long as the file has the same blob id: neither has
    to be looked at. Rows with a file of facts beside theirs are not among them, since their
    digest is over both. ``specs`` and ``implementations`` have the path of each, ``blobs`` the
    blob id that stood there.
    """

    specs: dict[SpecId, str]
    implementations: dict[ImplementationKey, str]
    blobs: dict[str, str]

    def among(self, blobs: Mapping[str, str]) -> tuple[Sound, list[str]]:
        """Those whose file is among ``blobs`` unchanged, and the paths of all other files."""
        before = self.blobs.get
        others = [path for path, blob in blobs.items() if before(path) != blob]
        if len(blobs) - len(others) == len(self.blobs):
            return self, others
        same = {path: blob for path, blob in self.blobs.items() if blobs.get(path) == blob}
        specs = {key: path for key, path in self.specs.items() if path in same}
        found = {key: path for key, path in self.implementations.items() if path in same}
        return Sound(specs, found, same), others


NOTHING_SOUND = Sound({}, {}, {})


def find_sound(rows: Catalog) -> Sound:
    """Look through ``rows``. It needs no file: there is time for it while these are listed."""
    found, blobs = Sound({}, {}, {}), {}
    for spec_id, spec in rows.specs.items():
        path, blob = spec.source_path, spec.source_hash
        if path is None or blob is None:
            continue
        if spec.content_hash == spec_digest(spec, rows.declared(spec)):
            found.specs[spec_id], blobs[path] = path, blob
    for key, row in rows.implementations.items():
        if row.source_hash and row.content_hash == implementation_digest(row):
            found.implementations[key] = row.file_path
            blobs[row.file_path] = row.source_hash
    # of two rows with one path, only one can be what the file says
    is_clear = len(blobs) == len(found.specs) + len(found.implementations)
    return found._replace(blobs=blobs) if is_clear else NOTHING_SOUND


class AsWritten:
    """Tells rows that need not be read again: nothing of theirs has changed since.

    A row that does not match its own ``content_hash`` was edited by hand, or
    written by another program, or its facts have changed, or their owner.

    Args:
        blobs: path to blob id of the files there are.
        beside: see :class:`sync.sources.files.places.Places`.
        owns: what the metadata files own.
        rows: those that are asked about.
        nothing: take no row for being as it was written.
    """

    def __init__(
        self,
        blobs: Mapping[str, str],
        beside: Mapping[str, str | None],
        owns: MetadataOwns,
        rows: Catalog,
        *,
        nothing: bool,
    ) -> None:
        self._blobs = blobs
        self._beside = beside
        self._owners = owns.owners
        self._rows = rows
        self._nothing = nothing

    def is_spec(self, row: Spec, path: str) -> bool:
        """Whether ``row`` is what ``path`` and the facts beside it say."""
        if self._nothing or row.source_hash != self._blobs[path] or row.source_path != path:
            return False
        return row.content_hash == spec_digest(row, self._rows.declared(row), self.spec(path))

    def is_implementation(self, row: Implementation, path: str) -> bool:
        """Whether ``row`` is what ``path`` and the facts beside it say."""
        if self._nothing or row.source_hash != self._blobs[path] or row.file_path != path:
            return False
        return row.content_hash == implementation_digest(row, self.implementation(path))

    def spec(self, path: str) -> Beside:
        """What stands beside the spec at ``path``."""
        if path not in self._beside:
            return ALONE
        return Beside(self._facts(path))

    def implementation(self, path: str) -> Beside:
        """What stands beside the implementation at ``path``."""
        if path not in self._beside:
            return ALONE
        return Beside(self._facts(path), self._owners)

    def _facts(self, path: str) -> str:
        facts = self._beside[path]
        return "" if facts is None else self._blobs[facts]


def with_metadata(
    row: Implementation, metadata: Metadata | None, owns: MetadataOwns
) -> Implementation:
    """``row`` with what its metadata says in the columns that these files own; None is nothing."""
    row = row._replace(**_unsaid(owns.owners))
    if metadata is None:
        return row
    if owns.scores:
        score = metadata.score
        is_enough = score is not None and score >= owns.min_quality
        row = row._replace(
            quality_score=score,
            tested=is_enough and not metadata.is_rejected,
            reviewed_at=metadata.updated,
        )
    return row._replace(preview_url=metadata.preview_url) if owns.previews else row


@cache
def _unsaid(owners: tuple[Owner, ...]) -> dict[str, Any]:
    """The columns of ``owners``, as they are where nobody says anything."""
    defaults = Implementation._field_defaults
    return {name: defaults[name] for name in names_of(Implementation, *owners)}
