"""What is kept of a run in the database: its own row, which ends its transaction."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from sync.database.errors import CommitLostError, DatabaseError
from sync.database.session import Session, open_session
from sync.database.writer import RunRecord, record
from sync.model.catalog import LastRun, Mark, Notice
from sync.model.problems import in_order, problem, unavailable_code
from sync.reports.report import Report

if TYPE_CHECKING:
    from sync.database.target import Target
    from sync.settings import Settings

_MOST_SAID = 20
"""Problems that a row keeps."""


class Recorder:
    """Keeps one run.

    ``notices`` is what others are to be told of once it is over, by this run or
    one before it; ``seconds`` is how long it has taken so far.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._started = time.monotonic()
        self.notices: tuple[Notice, ...] = ()

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._started

    def keep(
        self, session: Session, report: Report, here: LastRun, marks: Sequence[Mark]
    ) -> Report:
        """Write the run's row, and commit everything. Returns the report as it is then.

        Raises:
            DatabaseError: nothing was committed, or nobody knows.
        """
        try:
            self._record(session, report, here, _said(report), marks)
        except CommitLostError as error:
            if not error.committed:
                raise
            found = problem(error.code, None, str(error))
            return replace(report, status="held-back", problems=(*report.problems, found))
        return report

    def keep_failure(self, target: Target, mode: str, here: LastRun, error: str) -> None:
        """A row for a run that the database stopped, if it still takes one."""
        report = Report(mode, "failed")
        with suppress(DatabaseError), open_session(target, self._settings) as session:
            session.begin(for_update=True, locked=False)
            self._record(session, report, here, error)

    def _record(
        self,
        session: Session,
        report: Report,
        here: LastRun,
        error: str | None,
        marks: Sequence[Mark] = (),
    ) -> None:
        to: tuple[str, ...] = ()
        if report.has_written:
            from sync.after.notify import receivers

            to = receivers(self._settings)
        run = RunRecord(
            trigger=self._settings.trigger,
            commit=here.commit,
            mode=report.command,
            status=report.status,
            counts=report.stated_plan.counts,
            seconds=self.seconds,
            error=error,
            committed_at=here.committed_at,
            settings=here.settings,
            to=to,
        )
        recorded = record(session, run, *((report.plan, marks) if report.applied else (None, ())))
        if recorded.notice is not None:
            self.notices = (*self.notices, recorded.notice)


def _said(report: Report) -> str | None:
    """What went wrong: errors, and sources that could not be read."""
    unavailable = set(map(unavailable_code, report.sources))
    told = [
        found
        for found in in_order(report.problems)
        if found.severity == "error" or found.code in unavailable
    ]
    said = [f"{found.path or report.command}: {found.message}" for found in told]
    return "\n".join(said[:_MOST_SAID]) or None
