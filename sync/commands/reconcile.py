"""The conductor: gather, diff, guard, write, report."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from sync.after.notify import receivers
from sync.commands.previewing import MARK as PREVIEWS
from sync.commands.previewing import Shown, with_previews
from sync.commands.scoring import Scored, scoring
from sync.database.engine import open_target
from sync.database.errors import CommitLostError, DatabaseError, NoCatalogueError, SchemaError
from sync.database.queue import read_queue
from sync.database.reader import Stored, read_catalog
from sync.database.session import Session, open_session
from sync.database.writer import RunRecord, apply, record
from sync.model.catalog import Catalog, LastRun, Mark, Notice
from sync.model.problems import Problem, has_errors, in_order, problem
from sync.reconcile.diff import diff
from sync.reconcile.guard import refusals
from sync.reconcile.notes import with_notes
from sync.reconcile.plan import Plan
from sync.reconcile.promotion import Announceable, announceable, promotions
from sync.reconcile.trust import changed_settings, is_judged_anew, taken_over
from sync.reports.outcome import Status
from sync.reports.report import Report
from sync.settings import TRUST, metadata_owns, trust_settings
from sync.sources.files import CheckoutError, Gathered, Tree, gather
from sync.sources.files.history import made, older

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
        with open_target(settings, request.database, anywhere=request.force) as target:
            report = job.told(target, job.migrated(target, listing))
    except DatabaseError as error:
        found = problem(error.code, None, str(error), hint=error.hint)
        # an empty catalogue is refused, whether or not there is a database (contract, section 5)
        is_refused = isinstance(error, NoCatalogueError) and request.writes
        report = Report(request.mode, "refused" if is_refused else "failed", problems=(found,))
    except CheckoutError as error:
        report = Report(request.mode, "failed", problems=(error.problem,))
    commit = _commit(listing) or settings.commit
    notes = [problem("setting-unknown", "pyproject.toml", note) for note in settings.notes]
    return replace(
        report,
        commit=commit,
        problems=tuple(in_order([*notes, *report.problems])),
        seconds=job.seconds,
    )


def _commit(listing: Future[Tree]) -> str | None:
    with suppress(CheckoutError):
        return listing.result().commit
    return None


class _Job:
    def __init__(self, request: Request, settings: Settings, progress: Progress) -> None:
        self.request = request
        self.settings = settings
        self.progress = progress
        self.phase = progress.phase
        self.started = time.monotonic()
        self.notices: tuple[Notice, ...] = ()
        self.taken_over: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @property
    def asks_reviews(self) -> bool:
        """Whether GitHub is asked: not for what the metadata files own."""
        return self.request.reviews and self.settings.scores == "reviews"

    @property
    def bucket(self) -> str | None:
        """The bucket that is asked: none for what the metadata files own."""
        is_asked = self.request.previews and self.settings.previews == "bucket"
        return self.settings.bucket if is_asked else None

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
                scoring(self.settings, wanted=self.asks_reviews) as scores,
                open_session(target, self.settings) as session,
            ):
                with self.phase("reading the database"):
                    stored = read_catalog(
                        session, for_update=self.request.writes, reviews=scores.is_on
                    )
                scores.start(stored, from_start=from_start)
                actual = stored.catalog
                here = LastRun(settings=trust_settings(self.settings))
                changed = changed_settings(stored.last, here, TRUST)
                if actual.implementations:
                    self.taken_over = taken_over(stored.last, here, TRUST)
                self.notices = stored.notices
                with self.phase("listing the files"):
                    tree = listing.result()
                with self.phase("reading files") as phase:
                    gathered = gather(
                        tree,
                        actual,
                        metadata_owns(self.settings),
                        everything=from_start or is_judged_anew(stored.last, here),
                        on_read=phase.advance,
                    )
                shown = with_previews(
                    actual,
                    gathered.desired,
                    self.bucket,
                    self.progress,
                    everything=from_start,
                    patience=self.settings.bucket_wait,
                    mark=stored.marks.get(PREVIEWS),
                    is_new_owner="previews" in changed,
                )
                scored = scores.finish(actual, shown.desired, self.progress)
                plan = diff(actual, with_notes(actual, scored.desired))
                plan = self.with_promotions(session, stored, plan, scored)
                here = here._replace(
                    commit=tree.commit or self.settings.commit,
                    committed_at=made(self.settings.repo, tree.commit, stored.last),
                )
                plan = replace(plan, settings=changed)
                unsafe = [
                    *self.too_much(plan, actual, gathered),
                    *([] if target.embedded else self.too_old(here, stored.last)),
                ]
                report = self.judged(
                    gathered, shown, scored, plan, [] if self.request.force else unsafe
                )
                if report.applied:
                    with self.phase("writing"):
                        apply(session, plan)
                if self.request.writes:
                    try:
                        self.record(session, report, here, (*scored.marks, *shown.marks))
                    except CommitLostError as error:
                        if not error.committed:
                            raise
                        found = problem(error.code, None, str(error))
                        problems = (*report.problems, found)
                        report = replace(report, status="held-back", problems=problems)
                return replace(report, database=target.address, statements=session.statements)
        except SchemaError:
            raise
        except (DatabaseError, CheckoutError) as error:
            is_known = not isinstance(error, CommitLostError)
            if is_known and session is not None and self.request.writes:
                here = LastRun(_commit(listing) or self.settings.commit)
                self.record_failure(target, here, str(error))
            raise

    def with_promotions(self, session: Session, stored: Stored, plan: Plan, scored: Scored) -> Plan:
        """``plan`` with what it announces: the queue is asked for the specs that it may be about.

        What a first load brings in is nothing new, nor are scores and previews of another owner.
        """
        actual, desired = stored.catalog, scored.desired
        existing = self.request.promote_existing
        is_first = not actual.specs and not actual.implementations
        if (is_first or self.taken_over) and not existing:
            return plan
        found = announceable(plan, desired, existing=existing)
        if self.taken_over:
            found = Announceable(existing=found.existing)
        platforms = self.settings.promote_on
        known = [spec_id for spec_id in found.spec_ids if spec_id in actual.specs]
        queue = read_queue(session, known, platforms)
        return plan.plus(promotions(found, desired, queue, platforms))

    def too_much(self, plan: Plan, actual: Catalog, gathered: Gathered) -> list[Problem]:
        """Why the plan takes too much away, if it does."""
        code = "plan-unsafe" if self.request.writes else "plan-would-be-refused"
        reasons = refusals(plan, actual, catalogue_is_empty=gathered.is_empty)
        return [problem(code, None, reason) for reason in reasons]

    def too_old(self, here: LastRun, last: LastRun) -> list[Problem]:
        """Why this checkout is older than what the database holds, if it is known to be."""
        code = "checkout-old" if self.request.writes else "checkout-would-be-refused"
        reason = older(self.settings.repo, here, last)
        return [] if reason is None else [problem(code, None, reason)]

    def told(self, target: Target, report: Report) -> Report:
        """Tell others of what is committed, by this run or one before; it stays either way."""
        if not self.notices or not self.request.writes:
            return report
        from sync.after.notify import tell_others

        told = tell_others(target, self.settings, self.notices, self.progress)
        return replace(
            report,
            status="held-back" if told.problems and report.status == "ok" else report.status,
            problems=(*report.problems, *told.problems),
            statements=report.statements + told.statements,
        )

    def judged(
        self, gathered: Gathered, shown: Shown, scored: Scored, plan: Plan, unsafe: list[Problem]
    ) -> Report:
        """The report of a plan: whether it may be applied, and what speaks against it."""
        problems = [*gathered.problems, *shown.problems, *scored.problems, *unsafe]
        problems += [problem("columns-taken-over", None, told) for told in self.taken_over]
        # a refusal is no error that --keep-going could pass over
        errors = has_errors([found for found in problems if found not in unsafe])
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
        self, session: Session, report: Report, here: LastRun, marks: Sequence[Mark]
    ) -> None:
        """The run's own row, and the commit of everything."""
        held_back = ("reviews-unavailable", "previews-unavailable")
        told = [
            found
            for found in in_order(report.problems)
            if found.severity == "error" or found.code in held_back
        ]
        said = [f"{p.path or report.command}: {p.message}" for p in told]
        self._record(session, report, here, "\n".join(said[:20]) or None, marks)

    def record_failure(self, target: Target, here: LastRun, error: str) -> None:
        """A row for a run that the database stopped, if it still takes one."""
        report = Report(self.request.mode, "failed")
        with suppress(DatabaseError), open_session(target, self.settings) as session:
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
        run = RunRecord(
            trigger=self.settings.trigger,
            commit=here.commit,
            mode=report.command,
            status=report.status,
            counts=report.stated_plan.counts,
            seconds=self.seconds,
            error=error,
            committed_at=here.committed_at,
            settings=here.settings,
            to=receivers(self.settings),
        )
        recorded = record(session, run, *((report.plan, marks) if report.applied else (None, ())))
        if recorded.notice is not None:
            self.notices = (*self.notices, recorded.notice)
