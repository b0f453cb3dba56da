"""The bucket as a source: the newest preview of each implementation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sync.model.catalog import Catalog, Implementation, ImplementationKey, Mark
from sync.model.stored import Stored
from sync.sources.source import Progress, Said, Source

if TYPE_CHECKING:
    from sync.model.patience import Patience
    from sync.sources.previews.newest import PreviewsRead


class Pictures(NamedTuple):
    """Which bucket is asked, and how patiently."""

    bucket: str
    patience: Patience


class Previews(Source):
    """Fills ``preview_url`` from the names of objects.

    Asked for are the implementations whose file is new or changed, and those
    without a preview; all, where the last run read another bucket, or where
    the metadata files had the say until then; with ``everything`` the whole
    bucket, and an implementation that has no object there loses its URL
    (contract, section 4).

    Args:
        pictures: what is asked; None: the source is off.
        why_off: the reason, if it is off.
    """

    name = "previews"
    counts = ("objects", "requests")

    def __init__(self, pictures: Pictures | None, why_off: str = Source.why_off) -> None:
        self._pictures = pictures
        self.why_off = why_off
        self._everything = False
        self._is_new_owner = False
        self._mark: Mark | None = None

    @property
    def is_on(self) -> bool:
        """Whether a bucket is asked."""
        return self._pictures is not None

    def start(self, stored: Stored, *, everything: bool) -> None:
        """Take down which bucket was read last, and by whom."""
        self._everything = everything
        self._mark = stored.marks.get(self.name)
        before = stored.last.settings
        self._is_new_owner = before is not None and before.get("previews", "bucket") != "bucket"

    def finish(self, actual: Catalog, desired: Catalog, progress: Progress) -> Said:
        """``desired`` with the newest preview of each implementation."""
        if self._pictures is None:
            return Said(desired, self.summary("off"))
        from sync.sources.previews.bucket import PreviewsUnavailableError
        from sync.sources.previews.check import preview_problems
        from sync.sources.previews.newest import read_previews

        bucket, rows = self._pictures.bucket, desired.implementations
        anew = self._is_new_owner or self._is_another(bucket, actual)
        try:
            with progress.phase("listing previews") as phase:
                found = read_previews(
                    bucket,
                    None if self._everything or anew else _wanted(actual, desired),
                    len(rows),
                    phase.advance,
                    patience=self._pictures.patience,
                )
        except PreviewsUnavailableError as error:
            return self.unavailable(desired, str(error), error.hint, requests=error.requests)
        return Said(
            replace(desired, implementations=self._filled(rows, found)),
            self.summary("ok", objects=found.objects, requests=found.requests),
            tuple(preview_problems(found, rows)) if self._everything else (),
            # of all that a mark has, which bucket it was is what matters here
            marks=(Mark(self.name, bucket, "", None),),
        )

    def _is_another(self, bucket: str, actual: Catalog) -> bool:
        if self._mark is not None:
            return self._mark.repository != bucket
        # nobody has kept which bucket it was, but for the rows themselves
        rows = actual.implementations.values()
        return any(
            row.preview_url and not row.preview_url.startswith(f"gs://{bucket}/") for row in rows
        )

    def _filled(
        self, rows: dict[ImplementationKey, Implementation], found: PreviewsRead
    ) -> dict[ImplementationKey, Implementation]:
        filled = dict(rows)
        for key, row in rows.items():
            url = found.urls.get(key, None if self._everything else row.preview_url)
            if url != row.preview_url:
                filled[key] = row._replace(preview_url=url)
        return filled


def _wanted(actual: Catalog, desired: Catalog) -> list[ImplementationKey]:
    before = actual.implementations
    return [
        key
        for key, row in desired.implementations.items()
        if row.preview_url is None
        or (old := before.get(key)) is None
        or (old is not row and old.source_hash != row.source_hash)
    ]
