"""Takes away rows of ``plot_usage`` that are older than the schema document lets them become."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from sync.database.engine import open_target, with_schema
from sync.database.errors import DatabaseError
from sync.database.session import open_session
from sync.database.usage import count_old_usage, delete_old_usage
from sync.model.problems import problem
from sync.reports.usage import UsagePruning

if TYPE_CHECKING:
    from sync.database.target import Target
    from sync.progress import Progress
    from sync.settings import Settings

_BATCH = 10_000
"""Rows of one commit: a tenth of a second of work."""
_FROM_THE_FIRST = "-infinity"


def prune_usage(
    settings: Settings,
    progress: Progress,
    *,
    database: str | None = None,
    older_than: int = 90,
    delete: bool = False,
) -> UsagePruning:
    """Delete usage rows older than ``older_than`` days (schema document, Privacy).

    Each batch is a transaction of its own, and none takes the lock of a run.
    What goes wrong is reported, not raised. Stopped at any point and started
    again, it goes on where it was.

    Args:
        settings: where the database is.
        progress: told of what takes long.
        database: a URL or ``embedded``; None leaves it to the settings.
        older_than: days since the row was written, by the server's clock.
        delete: without it, rows are only counted.
    """
    started = time.monotonic()
    prune = _Prune(settings, progress, UsagePruning(older_than, delete))
    try:
        with open_target(settings, database) as target:
            with_schema(target, lambda: prune.run(target))
    except DatabaseError as error:
        found = problem(error.code, None, str(error), hint=error.hint)
        prune.pruning = replace(prune.pruning, problems=(found,))
    return replace(prune.pruning, seconds=time.monotonic() - started)


class _Prune:
    def __init__(self, settings: Settings, progress: Progress, pruning: UsagePruning) -> None:
        self.settings = settings
        self.phase = progress.phase
        self.pruning = pruning

    def run(self, target: Target) -> None:
        """Count, and delete until nothing is left that was old when it began."""
        with open_session(target, self.settings) as session:
            with self.phase("counting usage rows"):
                old = count_old_usage(session, self.pruning.older_than)
            self.pruning = replace(
                self.pruning,
                before=old.before,
                old=old.rows,
                oldest=old.oldest,
                undated=old.undated,
            )
            if not self.pruning.deleting:
                return
            after: str | None = _FROM_THE_FIRST
            with self.phase("deleting usage rows") as phase:
                while after is not None:
                    count, after = delete_old_usage(session, old.before, after, _BATCH)
                    phase.done += count
                    self.pruning = replace(
                        self.pruning,
                        deleted=self.pruning.deleted + count,
                        batches=self.pruning.batches + bool(count),
                    )
