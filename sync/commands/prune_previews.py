"""Takes away versions of previews that newer ones superseded long ago."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from threading import Event
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sync.commands.sources import bucket_patience
from sync.database.engine import open_target
from sync.database.errors import DatabaseError
from sync.database.previews import named_previews
from sync.database.session import Session, open_session
from sync.ledger import ledger
from sync.model.problems import Problem, problem
from sync.reports.pruning import Fate, PrunedVersion, Pruning
from sync.sources.previews.bucket import Bucket, PreviewsUnavailableError
from sync.sources.previews.names import ROOT
from sync.sources.previews.versions import Superseded, read_versions, superseded

if TYPE_CHECKING:
    from sync.database.target import Target
    from sync.progress import Progress
    from sync.settings import Settings

_TOGETHER = 8
"""Deletes under way at once: Google's client keeps ten connections."""
_BATCH = 5_000
"""Deletes under one lock: so long a run may have to wait, and not for all of them."""
_REFUSALS = 20
"""So many objects of a batch may refuse to go before it is the bucket that refuses."""


def prune_previews(
    settings: Settings,
    progress: Progress,
    *,
    database: str | None = None,
    older_than: int = 30,
    delete: bool = False,
    force: bool = False,
) -> Pruning:
    """Delete versions of previews that were superseded long ago (contract, section 4).

    Never the newest of its folder, never one that a row names, never anything
    that is not named as a preview is. What goes wrong is reported, not raised;
    a listing that fails deletes nothing. Stopped at any point and started
    again, it ends in the same state: every version goes by its own right.

    Args:
        settings: the bucket, and where the database is.
        progress: told of what takes long.
        database: a URL or ``embedded``; None leaves it to the settings.
        older_than: days since the follower was created.
        delete: without it nothing is deleted, only found.
        force: delete although nothing, or not everything, is known of what the rows name.
    """
    started = time.monotonic()
    prune = _Prune(settings, progress, Pruning(settings.bucket, older_than, delete), force=force)
    if settings.bucket is None:
        prune.fail(problem("bucket-setting", None, "GCS_BUCKET has no value"))
        return prune.pruning
    try:
        # the embedded database is not migrated here: without rows, nothing says what counts
        with open_target(settings, database) as target:
            prune.run(target, settings.bucket)
    except DatabaseError as error:
        prune.fail(problem(error.code, None, str(error), hint=error.hint))
    except PreviewsUnavailableError as error:
        prune.pruning = replace(prune.pruning, requests=error.requests)
        prune.fail(problem("bucket-failed", None, str(error), hint=error.hint))
    return replace(prune.pruning, seconds=time.monotonic() - started)


class _Prune:
    def __init__(
        self, settings: Settings, progress: Progress, pruning: Pruning, *, force: bool
    ) -> None:
        self.settings = settings
        self.force = force
        self.phase = progress.phase
        self.pruning = pruning

    def fail(self, found: Problem) -> None:
        """Add a problem to the report."""
        problems = dict.fromkeys((*self.pruning.problems, found))
        self.pruning = replace(self.pruning, problems=tuple(problems))

    def named(self, session: Session, bucket: str, *, locked: bool) -> set[str] | None:
        """The objects that rows name; None where that is not known, which refuses the prune.

        A dry run goes on, and says that deleting would be refused.
        """
        partly = self.force or not self.pruning.deleting
        named = named_previews(session, locked=locked, partly=partly)
        if not self.force:
            code = "prune-unsafe" if self.pruning.deleting else "prune-would-be-refused"
            for reason in named.reasons:
                self.fail(problem(code, None, reason))
            if named.reasons and self.pruning.deleting:
                return None
        return _objects(named.urls, bucket)

    def run(self, target: Target, name: str) -> None:
        """Read what the rows name, list, choose, and delete batch by batch."""
        # before the listing, which may take long, a database that cannot be read is an error
        with open_session(target, self.settings) as session:
            named = self.named(session, name, locked=False)
        if named is None:
            return
        with closing(Bucket(name, bucket_patience(self.settings))) as bucket:
            with self.phase("listing previews") as phase:
                versions, objects = read_versions(bucket, phase.advance)
            before = datetime.now(UTC) - timedelta(days=self.pruning.older_than)
            found = list(superseded(versions, before))
            chosen = [one for one in found if one.version.name not in named]
            self.pruning = replace(
                self.pruning,
                versions=_told(bucket.name, chosen, {}),
                named=len(found) - len(chosen),
                objects=objects,
                requests=bucket.requests,
            )
            if self.pruning.deleting:
                self.delete(target, bucket, chosen)

    def delete(self, target: Target, bucket: Bucket, chosen: list[Superseded]) -> None:
        """Delete what is chosen; after each batch, runs that wait have their turn."""
        outcomes: dict[str, Fate] = {}
        stop = Event()
        try:
            with self.phase("deleting") as phase:
                for start in range(0, len(chosen), _BATCH):
                    batch = chosen[start : start + _BATCH]
                    with open_session(target, self.settings) as session:
                        for name, outcome in self.batch(session, bucket, batch, stop):
                            outcomes[name] = outcome
                            phase.advance()
                        # an error here says that the lock was lost on the way
                        session.execute("COMMIT")
                    if stop.is_set():
                        break
        finally:
            versions = _told(bucket.name, chosen, outcomes)
            self.pruning = replace(self.pruning, versions=versions, requests=bucket.requests)

    def batch(
        self, session: Session, bucket: Bucket, batch: list[Superseded], stop: Event
    ) -> Iterator[tuple[str, Fate]]:
        """Delete what no row names under the lock; ``stop`` is set when the bucket refuses."""
        named = self.named(session, bucket.name, locked=True)
        if named is None:
            stop.set()
            return
        refusals = 0

        def attempt(one: Superseded) -> Fate | PreviewsUnavailableError:
            if stop.is_set():
                return "kept"
            if one.version.name in named:
                return "named"
            try:
                gone = bucket.delete(one.version.name, one.version.generation)
            except PreviewsUnavailableError as error:
                return error
            if gone:
                ledger.add("previews deleted", 1)
            return "deleted" if gone else "skipped"

        with ThreadPoolExecutor(_TOGETHER) as pool:
            try:
                for one, outcome in zip(batch, pool.map(attempt, batch), strict=True):
                    if not isinstance(outcome, PreviewsUnavailableError):
                        yield one.version.name, outcome
                        continue
                    refusals += 1
                    # somebody may hold an object, which says nothing about the others
                    of_one = outcome.status in (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN)
                    if refusals == _REFUSALS or not of_one:
                        stop.set()
                    self.fail(problem("bucket-failed", None, str(outcome), hint=outcome.hint))
                    yield one.version.name, "failed"
            finally:
                # whoever stops listening, Ctrl-C among them, stops what has not begun
                pool.shutdown(wait=False, cancel_futures=True)


def _objects(urls: Iterable[str], bucket: str) -> set[str]:
    """The names of the objects that ``urls`` mean.

    A row that another program wrote may hold an https address: each name that
    it may mean counts, in whatever bucket.
    """
    ours = f"gs://{bucket}/"
    names = set()
    for url in urls:
        if url.startswith("gs://"):
            if url.startswith(ours):
                names.add(url.removeprefix(ours))
            continue
        path = unquote(url.partition("?")[0].partition("#")[0])
        names |= {path[found.start() :] for found in re.finditer(re.escape(ROOT), path)}
    return names


def _told(
    bucket: str, chosen: list[Superseded], outcomes: dict[str, Fate]
) -> tuple[PrunedVersion, ...]:
    return tuple(
        PrunedVersion(
            f"gs://{bucket}/{version.name}",
            version.size,
            since,
            outcomes.get(version.name, "kept"),
        )
        for version, since in chosen
    )
