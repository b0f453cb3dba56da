"""What the database holds, as a value: what a run begins with."""

from __future__ import annotations

from typing import NamedTuple

from sync.model.catalog import Catalog, LastRun, Mark, Notice


class Stored(NamedTuple):
    """The rows, and what the runs before have left.

    ``marks`` say by name how far a listing of a source was read; ``notices`` are, from the
    oldest on, what was changed and not told.
    """

    catalog: Catalog
    marks: dict[str, Mark]
    last: LastRun
    notices: tuple[Notice, ...]
