"""The page of what happened: health, runs, scores over time, the queue, problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sync.database.survey import Run
from sync.model.catalog import Catalog
from sync.model.problems import Problem
from sync.model.queue import Entry
from sync.reports.health import Check
from sync.site.charts import Chart, Given, distribution, over_time
from sync.site.facts import Facts
from sync.site.links import Links, address_of, page_name
from sync.site.scores import finite, number

MOST_PROBLEMS = 500
"""Problems that are shown; the rest is counted."""
_SIGNS = {
    "create": "+",
    "reactivate": "+",
    "update": "~",
    "delete": "\u2212",
    "deactivate": "\u2212",
}


class RunShown(NamedTuple):
    """A run. ``changes`` has for each kind what was done: ``implementation``, ``+3 ~1``."""

    run: Run
    took: str
    link: str | None
    changes: tuple[tuple[str, str], ...]
    said: tuple[str, ...]


class Queued(NamedTuple):
    """An entry of the promotion queue; ``page`` is None for a spec that has none here."""

    entry: Entry
    page: str | None
    score: str
    preview: str | None


class Found(NamedTuple):
    """A problem, and the line that it is about."""

    problem: Problem
    link: str | None


class History(NamedTuple):
    """The page."""

    checks: tuple[Check, ...]
    alerts: tuple[str, ...]
    runs: tuple[RunShown, ...]
    charts: tuple[Chart, ...]
    queue: tuple[Queued, ...]
    totals: Mapping[str, Mapping[str, int]]
    problems: tuple[Found, ...]
    counts: Counter[str]
    more: int


def history(facts: Facts) -> History:
    """The page."""
    survey, problems = facts.survey, facts.problems
    specs = survey.catalog.specs
    return History(
        facts.health.checks,
        tuple(facts.health.alerts),
        tuple(_run(run, facts.links) for run in survey.runs),
        _charts(survey.catalog, facts.least),
        tuple(_queued(entry, specs) for entry in survey.queue.entries),
        survey.queue.totals,
        tuple(_found(problem, facts.checkout) for problem in problems[:MOST_PROBLEMS]),
        Counter(problem.severity for problem in problems),
        max(0, len(problems) - MOST_PROBLEMS),
    )


def _run(run: Run, links: Links) -> RunShown:
    took = (run.finished_at - run.started_at).total_seconds()
    return RunShown(
        run,
        f"{took:,.1f} s" if took < 100 else f"{took / 60:,.0f} min",
        links.of_commit(run.commit),
        tuple(_changes(run.counts)),
        tuple((run.error or "").splitlines()),
    )


def _changes(counts: object) -> list[tuple[str, str]]:
    """What the column says was done: it is JSON, and may be something else."""
    found = []
    for kind, actions in counts.items() if isinstance(counts, dict) else ():
        totals: Counter[str] = Counter()
        for action, count in actions.items() if isinstance(actions, dict) else ():
            if action in _SIGNS and isinstance(count, int):
                totals[_SIGNS[action]] += count
        if told := " ".join(f"{sign}{totals[sign]:,}" for sign in "+~\u2212" if totals[sign]):
            found.append((str(kind), told))
    return found


def _charts(catalog: Catalog, least: float) -> tuple[Chart, ...]:
    given = [
        Given(
            review.created_at,
            review.score,
            review.verdict != "rejected" and review.score >= least,
        )
        for review in catalog.reviews.values()
        if review.is_of_merged_code
    ]
    rows = catalog.implementations.values()
    if not given:
        # where files say the scores, each has the time of its review
        given = [
            Given(row.reviewed_at, row.quality_score, bool(row.tested))
            for row in rows
            if row.reviewed_at is not None and row.quality_score is not None
        ]
    scores = [score for row in rows if (score := finite(row.quality_score)) is not None]
    return (*over_time(given, least), *distribution(scores, least))


def _queued(entry: Entry, specs: Mapping[str, Any]) -> Queued:
    spec = specs.get(entry.spec_id)
    score = finite(entry.quality_score)
    return Queued(
        entry,
        page_name(entry.spec_id) if spec is not None and spec.active else None,
        "" if score is None else number(score),
        address_of(entry.preview_url),
    )


def _found(problem: Problem, links: Links) -> Found:
    path = problem.path
    return Found(problem, links.file(path, problem.line) if path else None)


def stamp(time: datetime | None) -> str:
    """``2026-01-03 04:05`` of a time in UTC; empty without one."""
    return "" if time is None else f"{time:%Y-%m-%d %H:%M}"
