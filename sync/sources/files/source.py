"""The files as a source: all that they own, and the catalogue that the others complete."""

from __future__ import annotations

from concurrent.futures import Future

from sync.model.catalog import Catalog, LastRun
from sync.model.owners import MetadataOwns
from sync.model.stored import Stored
from sync.sources.files.gather import gather
from sync.sources.files.tree import Tree
from sync.sources.files.written import Sound, find_sound
from sync.sources.source import Progress, Said, Source


class Files(Source):
    """The first source: what is desired before it is nothing.

    Args:
        listing: the files, which may still be on their way.
        owns: what the metadata files own beside the files' own columns.
    """

    name = "files"
    counts = ("specs", "implementations")

    def __init__(self, listing: Future[Tree], owns: MetadataOwns) -> None:
        self._listing = listing
        self._owns = owns
        self._everything = False
        self._sound: Sound | None = None

    def start(self, stored: Stored, *, everything: bool) -> None:
        """Look at the rows while the files are listed, and at whether all files are to be read."""
        self._everything = everything or self._is_judged_anew(stored.last)
        if not self._listing.done():
            self._sound = find_sound(stored.catalog)

    def finish(
        self,
        actual: Catalog,
        desired: Catalog,  # noqa: ARG002
        progress: Progress,
    ) -> Said:
        """The catalogue that the files ask for.

        Raises:
            CheckoutError: the files could not be listed.
        """
        with progress.phase("listing the files"):
            tree = self._listing.result()
        with progress.phase("reading files") as phase:
            gathered = gather(
                tree,
                actual,
                self._owns,
                everything=self._everything,
                sound=self._sound,
                on_read=phase.advance,
            )
        return Said(
            gathered.desired,
            self.summary("ok", specs=gathered.specs, implementations=gathered.implementations),
            tuple(gathered.problems),
            is_empty=gathered.is_empty,
        )

    def _is_judged_anew(self, last: LastRun) -> bool:
        """Whether metadata gives the scores, and another threshold says which of them suffice.

        Verdicts are not stored: the files have to be read for them.
        """
        before = (last.settings or {}).get("min_quality")
        return self._owns.scores and before != self._owns.min_quality
