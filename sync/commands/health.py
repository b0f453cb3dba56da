"""How the database is, and whether somebody should be woken: looks, and changes nothing."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from math import isfinite
from typing import TYPE_CHECKING, Any

from sync.commands.sources import COMPLETING, Asked, bucket_patience, sources_of
from sync.database.engine import open_target
from sync.database.errors import DatabaseError
from sync.database.revision import SCHEMA_REVISION
from sync.database.session import open_session
from sync.database.vitals import Unseen, Vitals, read_paths, read_vitals
from sync.model.problems import Problem, problem, unavailable_code
from sync.reports.health import Check, Health

if TYPE_CHECKING:
    from sync.model.catalog import Implementation, ImplementationKey
    from sync.progress import Progress
    from sync.reports.report import Report
    from sync.settings import Settings
    from sync.sources.source import Source

NAMES = (
    "database",
    "schema",
    "run",
    "drift",
    *COMPLETING,
    "connections",
    "size",
    "queries",
    "implementations",
    "queue",
    "usage",
)
"""What is looked at, in the order of the report; an alert has the name of its check."""
_LOCK_WAIT = 5
"""Seconds to wait for a lock: what a migration holds is told, not waited for."""
_DAY = 86_400
_ENDED = {
    "ok": "succeeded",
    "held-back": "succeeded, but something was held back,",
    "failed": "failed",
    "refused": "was refused",
}
"""How a run ended, by its status."""


def look(settings: Settings, progress: Progress, database: str | None = None) -> Health:
    """Look at everything, and report it. What can go wrong is reported, not raised.

    Args:
        settings: where the database and the sources are, and the limits.
        progress: told of what takes long.
        database: a URL or ``embedded``; None leaves it to the settings.
    """
    started = time.monotonic()
    looking = _Look(settings, progress, database)
    try:
        looking.run()
    except DatabaseError as error:
        hint = f" ({error.hint})" if error.hint else ""
        looking.add("database", "alert", f"{error}{hint}")
        looking.problems.append(problem(error.code, None, str(error), hint=error.hint))
    notes = [problem("setting-unknown", "pyproject.toml", note) for note in settings.notes]
    nothing = "not looked at: the database cannot be read"
    return Health(
        tuple(looking.found.get(name, Check(name, "unknown", nothing)) for name in NAMES),
        limits=_limits(settings),
        problems=(*notes, *looking.problems),
        database=looking.address,
        statements=looking.statements,
        seconds=time.monotonic() - started,
    )


class _Look:
    def __init__(self, settings: Settings, progress: Progress, database: str | None) -> None:
        self.settings = settings._replace(lock_wait=min(settings.lock_wait, _LOCK_WAIT))
        self.progress = progress
        self.database = database
        self.found: dict[str, Check] = {}
        self.problems: list[Problem] = []
        self.address: str | None = None
        self.statements = 0

    def add(self, name: str, state: Any, message: str, **figures: Any) -> None:
        """Take down what a check has found."""
        self.found[name] = Check(name, state, message, figures)

    def run(self) -> None:
        """Read the database, then ask a dry run what it would do."""
        paths: dict[ImplementationKey, Implementation] | Unseen = {}
        with open_target(self.settings, self.database) as target:
            with open_session(target, self.settings) as session:
                with self.progress.phase("reading the database"):
                    vitals = read_vitals(session)
                    if self.settings.bucket is not None:
                        paths = read_paths(session)
                self.statements = session.statements
            self.address = target.address
            is_current = self.schema(vitals)
            self.last_run(vitals)
            self.server(vitals)
            self.rows(vitals)
            if is_current:
                self.drift()
                self.bucket(paths)
            else:
                for name in ("drift", *COMPLETING):
                    self.add(name, "unknown", "not looked at: the schema is not the one needed")

    def schema(self, vitals: Vitals) -> bool:
        """Whether the schema is readable and the one that this program needs."""
        revision = vitals.revision
        if isinstance(revision, Unseen):
            self.add("database", "alert", f"this role cannot read it: {revision.why}")
            self.add("schema", "unknown", revision.why)
            return False
        self.add("database", "ok", "it answers")
        if revision == SCHEMA_REVISION:
            self.add("schema", "ok", f"at revision {revision}", pending_migrations=0)
            return True
        from sync.database.errors import SchemaError
        from sync.database.migrate import pending

        at = f"at revision {revision}" if revision else "missing"
        try:
            count = pending(revision)
        except SchemaError:
            newer = "which this program does not know: upgrade pyplots-sync"
            self.add("schema", "alert", f"at revision {revision}, {newer}")
            return False
        told = f"{at}, {_number(count, 'migration')} pending: run `pyplots-sync db upgrade`"
        self.add("schema", "alert", told, pending_migrations=count)
        return False

    def last_run(self, vitals: Vitals) -> None:
        """How the last run ended, and how long ago the last good one was."""
        run = vitals.run
        if isinstance(run, Unseen):
            self.add("run", "unknown", run.why)
            return
        if run.status is None or run.age is None:
            self.add("run", "alert", "there was no run yet: start one with `pyplots-sync run`")
            return
        is_good = run.status in ("ok", "held-back")
        figures = {
            "last_run_timestamp_seconds": run.finished,
            "last_run_age_seconds": run.age,
            "last_run_ok": int(is_good),
        }
        told = f"the last run {_ENDED.get(run.status, run.status)} {_ago(run.age)}"
        if not is_good and run.error:
            told += f": {run.error.splitlines()[0][:200]}"
        if run.good_age is None:
            self.add("run", "alert", f"{told}; no run has succeeded yet", **figures)
            return
        figures["last_good_run_age_seconds"] = run.good_age
        hours = self.settings.health_run_age
        is_old = run.good_age > hours * 3600
        if is_old and is_good:
            told += f"; the limit is {hours} hours"
        elif not is_good:
            told += f"; the last successful run was {_ago(run.good_age)}"
        self.add("run", "alert" if is_old or not is_good else "ok", told, **figures)

    def server(self, vitals: Vitals) -> None:
        """Connections, size, and queries that take long."""
        server = vitals.server
        if isinstance(server, Unseen):
            self.add("connections", "unknown", server.why)
            self.add("size", "unknown", server.why)
        else:
            percent = self.settings.health_connections
            self.add(
                "connections",
                "alert" if server.used * 100 > server.allowed * percent else "ok",
                f"{server.used:,} of {server.allowed:,} in use; the limit is {percent} %",
                connections_used=server.used,
                connections_allowed=server.allowed,
            )
            limit = self.settings.health_database_size * 1_000_000
            self.add(
                "size",
                "alert" if server.size > limit else "ok",
                f"{server.size / 1e6:,.1f} MB; the limit is {limit / 1e6:,.0f} MB",
                database_size_bytes=server.size,
                database_size_limit_bytes=limit,
            )
        slow = vitals.slow
        if isinstance(slow, Unseen):
            self.add("queries", "unknown", slow.why)
        elif slow is None:
            self.add("queries", "off", "pg_stat_statements is not installed")
        else:
            told = f"{slow.found:,} queries that this role may see take over a second on average"
            each = [f"{q.id}: {q.mean:.1f} s, called {q.calls:,} times" for q in slow.slowest]
            if each:
                told += f" (in pg_stat_statements, by queryid: {'; '.join(each)})"
            state = "alert" if slow.found > self.settings.health_slow_queries else "ok"
            self.add("queries", state, told, slow_queries=slow.found)

    def rows(self, vitals: Vitals) -> None:
        """Implementations that lack something, the queue, and the age of the usage."""
        found = vitals.implementations
        if isinstance(found, Unseen):
            self.add("implementations", "unknown", found.why)
        else:
            over = _over(found.without_score, self.settings.health_without_score) or _over(
                found.without_preview, self.settings.health_without_preview
            )
            self.add(
                "implementations",
                "alert" if over else "ok",
                f"{found.total:,}, of which {found.without_score:,} have no score"
                f" and {found.without_preview:,} no preview;"
                f" {found.changed_since_review:,} changed since the review that counts",
                implementations=found.total,
                implementations_without_score=found.without_score,
                implementations_without_preview=found.without_preview,
                implementations_changed_since_review=found.changed_since_review,
            )
        queue = vitals.queue
        if isinstance(queue, Unseen):
            self.add("queue", "unknown", queue.why)
        else:
            entries = {"queued": 0, "posted": 0, "failed": 0} | queue
            told = ", ".join(f"{count:,} {status}" for status, count in entries.items())
            over = _over(entries["failed"], self.settings.health_queue_failed)
            self.add("queue", "alert" if over else "ok", told, queue_entries=entries)
        self.usage(vitals.usage_age)

    def usage(self, age: float | Unseen | None) -> None:
        """Whether usage is kept for longer than it may be."""
        if isinstance(age, Unseen):
            self.add("usage", "unknown", age.why)
            return
        if age is None:
            self.add("usage", "ok", "there are no usage rows")
            return
        days = self.settings.health_usage_age
        state = "alert" if age > days * _DAY else "ok"
        told = f"the oldest row was written {_ago(age)}"
        if state == "alert":
            told += f"; the limit is {days} days: run `pyplots-sync prune usage`"
        self.add("usage", state, told, usage_oldest_age_seconds=age)

    def drift(self) -> None:
        """What a run would change, by a dry run; a source that is off or fails changes nothing."""
        from sync.commands.reconcile import Request, reconcile
        from sync.sources.files.tree import list_tree

        with ThreadPoolExecutor(1) as pool:
            listing = pool.submit(list_tree, self.settings.repo)
            request = Request("diff", database=self.database)
            report = reconcile(request, self.settings, listing, self.progress)
        self.statements += report.statements
        for source in sources_of(Asked(self.settings, listing)):
            if source.name in COMPLETING:
                self.source(source, report)
        if not report.is_planned:
            failure = next(found for found in report.problems if found.severity == "error")
            # a table or a column that is missing stops a run, too; a right only stops this look
            state = "alert" if failure.code in ("database-schema", "git-unavailable") else "unknown"
            hint = f": {failure.hint}" if failure.code == "git-unavailable" else ""
            self.add("drift", state, failure.message + hint)
            return
        files = report.sources["files"]
        if not files["specs"] and not files["implementations"]:
            self.add("drift", "unknown", "there are no files to compare with: check --repo")
            return
        errors = sum(found.severity == "error" for found in report.problems)
        changes = len(report.plan.changes)
        told = f"a run would make {_number(changes, 'change')}"
        refused = ("plan-would-be-refused", "checkout-would-be-refused")
        if any(found.code in refused for found in report.problems):
            told += " and be refused"
        if errors:
            told += f" and stop at {_number(errors, 'error')} in the files"
        is_alert = changes > self.settings.health_drift or errors > 0
        if is_alert:
            told += ": see `pyplots-sync diff`"
        state = "alert" if is_alert else "ok"
        self.add("drift", state, told, drift_changes=changes, drift_errors=errors)

    def source(self, source: Source, report: Report) -> None:
        """Whether a source that is on answers."""
        name = source.name
        status = report.sources[name]["status"]
        if not report.is_planned:
            self.add(name, "unknown", "not looked at: the rows cannot be read")
        elif status == "unavailable":
            code = unavailable_code(name)
            said = next((p for p in report.problems if p.code == code), None)
            told = f"{said.message} ({said.hint})" if said else "unavailable"
            self.add(name, "alert", told, source_up={name: 0})
        elif status == "off":
            self.add(name, "off", source.why_off)
        elif ignored := [p for p in report.problems if p.code == f"{name}-all-ignored"]:
            self.add(
                name, "alert", f"{ignored[0].message} ({ignored[0].hint})", source_up={name: 1}
            )
        else:
            self.add(name, "ok", "the source answers", source_up={name: 1})

    def bucket(self, paths: dict[ImplementationKey, Implementation] | Unseen) -> None:
        """Previews that are missing, and previews of nothing: takes a complete listing."""
        bucket = self.settings.bucket
        if bucket is None or isinstance(paths, Unseen) or self.found["previews"].state != "ok":
            return
        from sync.sources.previews.bucket import PreviewsUnavailableError
        from sync.sources.previews.check import preview_problems
        from sync.sources.previews.newest import read_previews

        try:
            with self.progress.phase("listing previews") as phase:
                listed = read_previews(
                    bucket, None, len(paths), phase.advance, patience=bucket_patience(self.settings)
                )
        except PreviewsUnavailableError as error:
            self.add("previews", "alert", f"{error} ({error.hint})", source_up={"previews": 0})
            return
        codes = [found.code for found in preview_problems(listed, paths)]
        missing, orphaned = codes.count("preview-missing"), codes.count("preview-orphan")
        self.add(
            "previews",
            "ok",
            f"the source answers; {_number(missing, 'implementation')} without a preview there,"
            f" {_number(orphaned, 'folder')} without an implementation",
            source_up={"previews": 1},
            previews_missing=missing,
            previews_orphaned=orphaned,
        )


def _limits(settings: Settings) -> dict[str, int | None]:
    names = [name for name in settings._fields if name.startswith("health_")]
    return {name: getattr(settings, name) for name in names}


def _over(count: int, limit: int | None) -> bool:
    return limit is not None and count > limit


def _ago(seconds: float) -> str:
    """``3 d 4 h ago``: the two largest units."""
    if not isfinite(seconds):
        return "at no time"
    left, parts = round(max(seconds, 0)), []
    for unit, size in (("d", _DAY), ("h", 3600), ("min", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return f"{' '.join(parts[:2]) or '0 s'} ago"


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'s' * (count != 1)}"
