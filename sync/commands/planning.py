"""From the sources and the rows to a plan, and whether it may be applied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from sync.database.session import Session
from sync.model.catalog import Catalog, LastRun
from sync.model.problems import Problem, has_errors, problem
from sync.model.stored import Stored
from sync.reconcile.diff import diff
from sync.reconcile.guard import refusals
from sync.reconcile.notes import with_notes
from sync.reconcile.plan import Plan
from sync.reconcile.trust import as_reached, changed_settings, taken_over
from sync.reports.outcome import Status
from sync.reports.report import Report
from sync.settings import TRUST
from sync.sources.files.history import older
from sync.sources.source import Said, Source

if TYPE_CHECKING:
    from sync.reconcile.saved import Document
    from sync.sources.source import Progress

Mode = Literal["diff", "run", "resync"]


class Request(NamedTuple):
    """What is asked for.

    Args:
        mode: ``diff`` writes nothing; ``resync`` reads every file again.
        database: a URL or ``embedded``; None leaves it to the settings.
        without: the names of sources that are not to be read.
        keep_going: apply the valid rest when there are errors.
        promote_existing: queue the specs that were never promoted, too.
        force: apply plans that :mod:`sync.reconcile.guard` would refuse.
        saves: let the report have the plan as :mod:`sync.reconcile.saved` writes it.
        saved: such a plan: another one is not applied, whatever else is said.
    """

    mode: Mode
    database: str | None = None
    without: frozenset[str] = frozenset()
    promote_existing: bool = False
    keep_going: bool = False
    force: bool = False
    saves: bool = False
    saved: Document | None = None

    @property
    def writes(self) -> bool:
        """Whether anything may be written."""
        return self.mode != "diff"


class Planned(NamedTuple):
    """What a run is about to do, and what was said on the way to it.

    ``here`` is what this run leaves for the next one, ``said`` is by source, in
    the order of the list, and ``taken_over`` are sentences.
    """

    stored: Stored
    desired: Catalog
    plan: Plan
    here: LastRun
    said: dict[str, Said]
    taken_over: tuple[str, ...]


def planned(
    sources: Iterable[Source],
    stored: Stored,
    here: LastRun,
    progress: Progress,
    *,
    everything: bool,
) -> Planned:
    """Ask every source, and compare what they say with what is stored.

    Args:
        sources: in the order of reports.
        stored: what the database holds.
        here: the checkout, and the settings that decide trust.
        progress: told of what takes long.
        everything: all is read again.

    Raises:
        CheckoutError: the files could not be listed.
    """
    sources = tuple(sources)
    for source in sources:
        source.start(stored, everything=everything)
    desired, said = Catalog(), {}
    # who reads in the background is waited for last
    for source in sorted(sources, key=lambda source: source.reads_ahead):
        said[source.name] = source.finish(stored.catalog, desired, progress)
        desired = said[source.name].desired
    changed = changed_settings(stored.last, here, TRUST)
    unavailable = [name for name, source in said.items() if not source.is_available]
    has_rows = bool(stored.catalog.implementations)
    return Planned(
        stored,
        desired,
        replace(diff(stored.catalog, with_notes(stored.catalog, desired)), settings=changed),
        as_reached(stored.last, here, TRUST, unavailable),
        {source.name: said[source.name] for source in sources},
        taken_over(stored.last, here, TRUST) if has_rows else (),
    )


def with_promotions(
    planned: Planned, session: Session, platforms: tuple[str, ...], *, existing: bool
) -> Planned:
    """The plan with what it announces: the queue is asked for the specs that it may be about.

    What a first load brings in is nothing new, nor are scores and previews of another owner.
    With ``existing`` the specs that were never promoted are announced, too.
    """
    actual, desired = planned.stored.catalog, planned.desired
    is_first = not actual.specs and not actual.implementations
    is_news = planned.plan.changes and not is_first and not planned.taken_over
    if not is_news and not existing:
        return planned
    from sync.database.queue import read_queue
    from sync.reconcile.promotion import Announceable, announceable, promotions

    found = announceable(planned.plan, desired, existing=existing)
    if planned.taken_over:
        found = Announceable(existing=found.existing)
    known = [spec_id for spec_id in found.spec_ids if spec_id in actual.specs]
    queue = read_queue(session, known, platforms)
    plan = planned.plan.plus(promotions(found, desired, queue, platforms))
    return planned._replace(plan=plan)


def judged(request: Request, planned: Planned, unsafe: list[Problem]) -> Report:
    """The report of a plan: whether it may be applied, and what speaks against it."""
    unsafe = [] if request.force else unsafe
    said = planned.said.values()
    problems = [*(found for one in said for found in one.problems), *unsafe]
    problems += [problem("columns-taken-over", None, told) for told in planned.taken_over]
    # a refusal is no error that --keep-going could pass over
    errors = has_errors([found for found in problems if found not in unsafe])
    status: Status = "ok" if all(one.is_available for one in said) else "held-back"
    if errors:
        status = "held-back" if request.keep_going else "failed"
    if unsafe and request.writes and status != "failed":
        status = "refused"
    return Report(
        request.mode,
        status,
        plan=planned.plan,
        is_planned=True,
        applied=request.writes and status in ("ok", "held-back"),
        problems=tuple(problems),
        effects=tuple(effect for one in said for effect in one.effects),
        ignored=tuple(ignored for one in said for ignored in one.ignored),
        sources={name: one.summary for name, one in planned.said.items()},
    )


def unsafe(request: Request, planned: Planned, checkout: Path | None) -> list[Problem]:
    """Why a plan should not be applied: it takes too much away, or ``checkout`` is an old one.

    A ``checkout`` of None may be as old as it likes.
    """
    stored = planned.stored
    is_empty = any(one.is_empty for one in planned.said.values())
    reasons = refusals(planned.plan, stored.catalog, catalogue_is_empty=is_empty)
    code = "plan-unsafe" if request.writes else "plan-would-be-refused"
    found = [problem(code, None, reason) for reason in reasons]
    reason = None if checkout is None else older(checkout, planned.here, stored.last)
    if reason is not None:
        code = "checkout-old" if request.writes else "checkout-would-be-refused"
        found.append(problem(code, None, reason))
    return found
