"""A plan that was saved, and the one that would be applied now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sync.model.problems import problem

if TYPE_CHECKING:
    from sync.commands.planning import Planned, Request
    from sync.database.target import Target
    from sync.reports.report import Report


def as_saved(request: Request, planned: Planned, target: Target, report: Report) -> Report:
    """``report`` with its plan as a document, where that is asked for.

    It is refused where it is not the plan that was saved, if only that one may be applied.
    """
    if not request.saves and request.saved is None:
        return report
    from sync.reconcile.saved import differences, saved

    now = saved(
        planned.plan,
        database=target.address,
        after_run=planned.stored.last.run,
        commit=planned.here.commit,
        settings=planned.here.settings or {},
        options={
            **{name: name not in request.without for name in planned.said},
            "promote_existing": request.promote_existing,
        },
    )
    told = [] if request.saved is None else differences(request.saved, now)
    if told:
        found = (problem("plan-differs", None, difference) for difference in told)
        report = replace(
            report,
            status="failed" if report.status == "failed" else "refused",
            applied=False,
            problems=(*report.problems, *found),
        )
    return replace(report, saved=now)
