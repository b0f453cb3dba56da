"""Which rows are as their files said when these were read, and what metadata writes into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sync.model.catalog import (
    ALONE,
    Beside,
    Implementation,
    Spec,
    Tag,
    implementation_digest,
    spec_digest,
)
from sync.model.owners import MetadataOwns, Owner, names_of

if TYPE_CHECKING:
    from sync.sources.files.metadata import Metadata


class AsWritten:
    """Tells rows that need not be read again: nothing of theirs has changed since.

    A row that does not match its own ``content_hash`` was edited by hand, or
    written by another program, or its facts have changed, or their owner.

    Args:
        blobs: path to blob id of the files there are.
        beside: see :class:`sync.sources.files.places.Places`.
        owns: what the metadata files own.
        nothing: take no row for being as it was written.
    """

    def __init__(
        self,
        blobs: Mapping[str, str],
        beside: Mapping[str, str | None],
        owns: MetadataOwns,
        *,
        nothing: bool,
    ) -> None:
        self._blobs = blobs
        self._beside = beside
        self._owned = Beside("", owns.owners)
        self._nothing = nothing

    def is_spec(self, row: Spec, path: str, declared: Sequence[Tag | None]) -> bool:
        """Whether ``row`` is what ``path`` and the facts beside it say."""
        if self._nothing or row.source_hash != self._blobs[path] or row.source_path != path:
            return False
        return row.content_hash == spec_digest(row, declared, self.spec(path))

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
        return self._owned._replace(facts=self._facts(path))

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
