"""The conductor: gather, diff, guard, write, report."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from sync.catalog import Mark, sources_as_written
from sync.database.engine import open_target
from sync.database.errors import CommitLostError, DatabaseError, SchemaError
from sync.database.queue import read_queue
from sync.database.reader import Stored, read_catalog
from sync.database.session import Session, open_session
from sync.database.writer import RunRecord, apply, record
from sync.previewing import Shown, with_previews
from sync.problems import has_errors, in_order, problem
from sync.reconcile.diff import diff
from sync.reconcile.guard import refusals
from sync.reconcile.plan import Plan
from sync.reconcile.promotion import announceable, promotions
from sync.reports.outcome import Status
from sync.reports.report import Report
from sync.scoring import Scored, scoring
from sync.sources.files import Gathered, Tree, gather

if TYPE_CHECKING:
    from sync.database.target import Target
    from sync.progress import Progress
    from sync.settings import Settings


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    Args:
        mode: ``diff`` writes nothing; ``resync`` reads every file again.
        database: a URL or ``embedded``; None leaves it to the settings.
        reviews: read the quality scores, where the settings say how.
        previews: read the preview URLs, where the settings say how.
        keep_going: apply the valid rest when there are errors.
        promote_existing: queue the specs that were never promoted, too.
        force: apply plans that :mod:`sync.reconcile.guard` would refuse.
    """

    mode: Literal["diff", "run", "resync"]
    database: str | None = None
    reviews: bool = True
    previews: bool = True
    promote_existing: bool = False
    keep_going: bool = False
    force: bool = False

    @property
    def writes(self) -> bool:
        """Whether anything may be written."""
        return self.mode != "diff"


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
    job = _Job(request, settings, progress)
    try:
        with open_target(settings, request.database) as target:
            report = job.migrated(target, listing)
        report = job.told(report)
    except DatabaseError as error:
        found = problem(error.code, None, str(error), hint=error.hint)
        report = Report(request.mode, "failed", problems=(found,))
    commit = listing.result().commit or settings.commit
    notes = [problem("setting-unknown", "pyproject.toml", note) for note in settings.notes]
    return replace(
        report,
        commit=commit,
        problems=tuple(in_order([*notes, *report.problems])),
        seconds=job.seconds,
    )


class _Job:
    def __init__(self, request: Request, settings: Settings, progress: Progress) -> None:
        self.request = request
        self.settings = settings
        self.progress = progress
        self.phase = progress.phase
        self.started = time.monotonic()
        self.payload: str | None = None

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def migrated(self, target: Target, listing: Future[Tree]) -> Report:
        """Run on ``target``; the embedded database is migrated first where it must be."""
        try:
            return self.run(target, listing)
        except SchemaError:
            if not target.embedded:
                raise
        from sync.database.migrate import upgrade

        with self.phase("migrating the embedded database"):
            upgrade(target)
        return self.run(target, listing)

    def run(self, target: Target, listing: Future[Tree]) -> Report:
        """One transaction: read, gather, compare, judge, write, record."""
        session = None
        from_start = self.request.mode == "resync"
        try:
            with (
                scoring(self.settings, wanted=self.request.reviews) as scores,
                open_session(target, self.settings) as session,
            ):
                with self.phase("reading the database"):
                    stored = read_catalog(
                        session, for_update=self.request.writes, reviews=scores.is_on
                    )
                scores.start(stored, from_start=from_start)
                actual = stored.catalog
                sources = {} if from_start else sources_as_written(actual)
                with self.phase("listing the files"):
                    tree = listing.result()
                with self.phase("reading files") as phase:
                    gathered = gather(tree, actual, sources, on_read=phase.advance)
                shown = with_previews(
                    actual,
                    gathered.desired,
                    self.settings.bucket if self.request.previews else None,
                    self.progress,
                    everything=from_start,
                    patience=self.settings.bucket_wait,
                )
                scored = scores.finish(actual, shown.desired, self.progress)
                plan = diff(actual, scored.desired)
                plan = self.with_promotions(session, stored, plan, scored)
                unsafe = refusals(plan, actual, catalogue_is_empty=gathered.is_empty)
                report = self.judged(
                    gathered, shown, scored, plan, [] if self.request.force else unsafe
                )
                if report.applied:
                    with self.phase("writing"):
                        apply(session, plan)
                if self.request.writes:
                    try:
                        self.record(session, report, tree.commit, scored.marks)
                    except CommitLostError as error:
                        if not error.committed:
                            raise
                        found = problem(error.code, None, str(error))
                        problems = (*report.problems, found)
                        report = replace(report, status="held-back", problems=problems)
                return replace(report, database=target.address, statements=session.statements)
        except SchemaError:
            raise
        except DatabaseError as error:
            is_known = not isinstance(error, CommitLostError)
            if is_known and session is not None and self.request.writes:
                self.record_failure(target, listing.result().commit, str(error))
            raise

    def with_promotions(self, session: Session, stored: Stored, plan: Plan, scored: Scored) -> Plan:
        """``plan`` with what it announces: the queue is asked for the specs that it may be about.

        What a first load brings in is nothing new.
        """
        actual, desired = stored.catalog, scored.desired
        existing = self.request.promote_existing
        is_first = not actual.specs and not actual.implementations
        if is_first and not existing:
            return plan
        found = announceable(plan, desired, existing=existing)
        platforms = self.settings.promote_on
        known = [spec_id for spec_id in found.spec_ids if spec_id in actual.specs]
        queue = read_queue(session, known, platforms)
        return plan.plus(promotions(found, desired, queue, platforms))

    def told(self, report: Report) -> Report:
        """Tell others of what is committed; it stays, whether they hear it or not."""
        if self.payload is None:
            return report
        failed = []
        # first the cache, so that who is told reads anew
        if self.settings.redis_url is not None:
            from sync.caching import forget

            with self.phase("emptying the cache"):
                failed.append(
                    forget(
                        self.settings.redis_url, self.settings.redis_prefix, report.plan.spec_ids
                    )
                )
        if self.settings.on_change is not None:
            from sync.telling import tell

            with self.phase("telling others"):
                failed.append(tell(self.settings.on_change, self.payload, self.settings.retries))
        problems = [found for found in failed if found is not None]
        if not problems:
            return report
        return replace(report, status="held-back", problems=(*report.problems, *problems))

    def judged(
        self, gathered: Gathered, shown: Shown, scored: Scored, plan: Plan, unsafe: list[str]
    ) -> Report:
        """The report of a plan: whether it may be applied, and what speaks against it."""
        problems = [*gathered.problems, *shown.problems, *scored.problems]
        errors = has_errors(problems)
        code = "plan-unsafe" if self.request.writes else "plan-would-be-refused"
        problems += [problem(code, None, reason) for reason in unsafe]
        status: Status = "ok" if shown.is_available and scored.is_available else "held-back"
        if errors:
            status = "held-back" if self.request.keep_going else "failed"
        if unsafe and self.request.writes and status != "failed":
            status = "refused"
        return Report(
            self.request.mode,
            status,
            plan=plan,
            applied=self.request.writes and status in ("ok", "held-back"),
            problems=tuple(problems),
            effects=scored.effects,
            ignored=scored.ignored,
            sources={
                "files": gathered.summary,
                "reviews": scored.summary,
                "previews": shown.summary,
            },
        )

    def record(
        self, session: Session, report: Report, commit: str | None, marks: Sequence[Mark]
    ) -> None:
        """The run's own row, and the commit of everything."""
        held_back = ("reviews-unavailable", "previews-unavailable")
        told = [
            found
            for found in in_order(report.problems)
            if found.severity == "error" or found.code in held_back
        ]
        said = [f"{p.path or report.command}: {p.message}" for p in told]
        self._record(session, report, commit, "\n".join(said[:20]) or None, marks)

    def record_failure(self, target: Target, commit: str | None, error: str) -> None:
        """A row for a run that the database stopped, if it still takes one."""
        report = Report(self.request.mode, "failed")
        with suppress(DatabaseError), open_session(target, self.settings) as session:
            session.begin(for_update=True, locked=False)
            self._record(session, report, commit, error)

    def _record(
        self,
        session: Session,
        report: Report,
        commit: str | None,
        error: str | None,
        marks: Sequence[Mark] = (),
    ) -> None:
        run = RunRecord(
            trigger=self.settings.trigger,
            commit=commit or self.settings.commit,
            mode=report.command,
            status=report.status,
            counts=report.stated_plan.counts,
            seconds=self.seconds,
            error=error,
        )
        recorded = record(session, run, *((report.plan, marks) if report.applied else (None, ())))
        self.payload = recorded.payload
