"""The conductor of ``diff``, ``run`` and ``resync``: read, plan, judge, write, record, tell."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from sync.commands.planning import Planned, Request, judged, planned, unsafe, with_promotions
from sync.commands.recording import Recorder
from sync.commands.saving import as_saved
from sync.commands.sources import Asked, nothing_read, sources_of
from sync.database.engine import open_target
from sync.database.errors import CommitLostError, DatabaseError, NoCatalogueError, SchemaError
from sync.database.reader import read_catalog
from sync.database.session import Session, open_session
from sync.database.writer import apply
from sync.model.catalog import LastRun
from sync.model.problems import in_order, problem
from sync.model.stored import Stored
from sync.reports.outcome import Status
from sync.reports.report import Report
from sync.settings import trust_settings
from sync.sources.files.git import CheckoutError
from sync.sources.files.history import made
from sync.sources.files.tree import Tree
from sync.sources.source import Source

if TYPE_CHECKING:
    from sync.database.target import Target
    from sync.progress import Progress
    from sync.settings import Settings

__all__ = ["Request", "reconcile"]


def reconcile(
    request: Request, settings: Settings, listing: Future[Tree], progress: Progress
) -> Report:
    """Do what ``request`` asks for, and report it. What can go wrong is reported, not raised.

    Args:
        request: what to do.
        settings: where.
        listing: the files, which may still be on their way.
        progress: told of what takes long.
    """
    conductor = _Conductor(request, settings, listing, progress)
    try:
        with open_target(settings, request.database, anywhere=request.force) as target:
            report = conductor.migrated(target)
            if request.writes:
                report = conductor.told(target, report)
    except (DatabaseError, CheckoutError) as error:
        report = conductor.stopped(error)
    notes = [problem("setting-unknown", "pyproject.toml", note) for note in settings.notes]
    return replace(
        report,
        commit=conductor.commit,
        problems=tuple(in_order([*notes, *report.problems])),
        seconds=conductor.recorder.seconds,
    )


class _Conductor:
    def __init__(
        self, request: Request, settings: Settings, listing: Future[Tree], progress: Progress
    ) -> None:
        self.request = request
        self.settings = settings
        self.listing = listing
        self.progress = progress
        self.recorder = Recorder(settings)

    @property
    def commit(self) -> str | None:
        """The commit that is checked out, as git says or the workflow."""
        with suppress(CheckoutError):
            return self.listing.result().commit or self.settings.commit
        return self.settings.commit

    def migrated(self, target: Target) -> Report:
        """Run on ``target``; the embedded database is migrated first where it must be."""
        try:
            return self.run(target)
        except SchemaError:
            if not target.embedded:
                raise
        from sync.database.migrate import upgrade

        with self.progress.phase("migrating the embedded database"):
            upgrade(target)
        return self.run(target)

    def run(self, target: Target) -> Report:
        """One transaction, from reading the rows to recording the run."""
        session = None
        asked = Asked(self.settings, self.listing, self.request.without)
        try:
            with ExitStack() as open_:
                sources = [open_.enter_context(source) for source in sources_of(asked)]
                session = open_.enter_context(open_session(target, self.settings))
                plan = self.planned(session, sources)
                checkout = None if target.embedded else self.settings.repo
                report = judged(self.request, plan, unsafe(self.request, plan, checkout))
                # the plan is known and judged, and nothing is written yet
                report = as_saved(self.request, plan, target, report)
                if report.applied:
                    with self.progress.phase("writing"):
                        apply(session, plan.plan)
                if self.request.writes:
                    marks = [mark for said in plan.said.values() for mark in said.marks]
                    report = self.recorder.keep(session, report, plan.here, marks)
                return replace(report, database=target.address, statements=session.statements)
        except SchemaError:
            raise
        except (DatabaseError, CheckoutError) as error:
            is_known = not isinstance(error, CommitLostError)
            if is_known and session is not None and self.request.writes:
                here = LastRun(self.commit)
                self.recorder.keep_failure(target, self.request.mode, here, str(error))
            raise

    def planned(self, session: Session, sources: list[Source]) -> Planned:
        """What is to be done, given what ``session`` reads and ``sources`` say."""
        stored = self.stored(session, sources)
        plan = planned(
            sources,
            stored,
            LastRun(settings=trust_settings(self.settings)),
            self.progress,
            everything=self.request.mode == "resync",
        )
        plan = with_promotions(
            plan, session, self.settings.promote_on, existing=self.request.promote_existing
        )
        tree = self.listing.result()
        here = plan.here._replace(
            commit=self.commit, committed_at=made(self.settings.repo, tree.commit, stored.last)
        )
        return plan._replace(here=here)

    def stored(self, session: Session, sources: list[Source]) -> Stored:
        """What the database holds; under the lock, where it is about to be changed."""
        needs_reviews = any(source.is_on and source.needs_reviews for source in sources)
        with self.progress.phase("reading the database"):
            stored = read_catalog(session, for_update=self.request.writes, reviews=needs_reviews)
        self.recorder.notices = stored.notices
        return stored

    def stopped(self, error: DatabaseError | CheckoutError) -> Report:
        """The report of a run that came to no report of its own."""
        if isinstance(error, CheckoutError):
            found = error.problem
        else:
            found = problem(error.code, None, str(error), hint=error.hint)
        # an empty catalogue is refused, whether or not there is a database (contract, section 5)
        is_refused = isinstance(error, NoCatalogueError) and self.request.writes
        status: Status = "refused" if is_refused else "failed"
        return Report(self.request.mode, status, problems=(found,), sources=nothing_read())

    def told(self, target: Target, report: Report) -> Report:
        """Tell others of what is committed, by this run or one before; it stays either way."""
        if not self.recorder.notices:
            return report
        from sync.commands.telling import tell

        heard = tell(target, self.settings, self.recorder.notices, self.progress)
        return replace(
            report,
            status="held-back" if heard.problems and report.status == "ok" else report.status,
            problems=(*report.problems, *heard.problems),
            statements=report.statements + heard.statements,
        )
