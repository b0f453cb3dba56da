"""From reviews to scores: asks GitHub while the files are read, and completes the desired state."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from threading import Event
from typing import TYPE_CHECKING, Any

from sync.catalog import Catalog, Mark
from sync.problems import Problem, problem
from sync.reconcile.effects import Effect, effects

if TYPE_CHECKING:
    from sync.database.reader import Stored
    from sync.progress import Phase, Progress
    from sync.settings import GitHub, Settings
    from sync.sources.reviews import ReviewsRead


@dataclass(frozen=True, slots=True)
class Scored:
    """The desired catalogue with its scores, and what there is to tell about them.

    ``marks`` say how far the comments were read; they hold once the plan is
    written. ``is_available`` is false where reviews were asked for in vain.
    """

    desired: Catalog
    summary: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    effects: tuple[Effect, ...] = ()
    ignored: tuple[tuple[str, str], ...] = ()
    marks: tuple[Mark, ...] = ()
    is_available: bool = True


class Scoring:
    """One reading of the reviews, in a thread of its own. ``is_on`` says whether there is one."""

    def __init__(self, settings: Settings, pool: ThreadPoolExecutor | None, stop: Event) -> None:
        self._settings = settings
        self._pool = pool
        self._stop = stop
        self._future: Future[ReviewsRead] | None = None
        self._phase: Phase | None = None
        self._pages = 0

    @property
    def is_on(self) -> bool:
        """Whether reviews are read at all."""
        return self._pool is not None

    def start(self, stored: Stored, *, from_start: bool) -> None:
        """Begin to ask GitHub for what is newer than ``stored``, or for everything."""
        github = self._settings.github
        if self._pool is not None and github is not None:
            self._future = self._pool.submit(self._fetch, github, stored, from_start)

    def finish(self, actual: Catalog, desired: Catalog, progress: Progress) -> Scored:
        """``desired`` with the scores that the reviews give, or with those of ``actual``."""
        if self._future is None:
            summary = {"status": "off", "read": 0, "ignored": 0, "requests": 0}
            return Scored(desired, summary)
        from sync.sources.reviews import ReviewsUnavailableError

        try:
            with progress.phase("reading reviews") as phase:
                self._phase, phase.done = phase, self._pages
                found = self._future.result()
        except ReviewsUnavailableError as error:
            told = problem("reviews-unavailable", None, str(error), hint=error.hint)
            return Scored(
                replace(desired, reviews=actual.reviews),
                _summary("unavailable", requests=error.requests),
                (told,),
                is_available=False,
            )
        return self._scored(actual, replace(desired, reviews=found.reviews), found)

    def _scored(self, actual: Catalog, desired: Catalog, found: ReviewsRead) -> Scored:
        from sync.sources.reviews import Remark, Resolver

        resolver = Resolver(desired)
        resolution = resolver.resolve(desired.reviews.values(), self._settings.min_quality)
        desired = replace(desired, implementations=resolution.implementations)
        remarks = list(found.remarks)
        fresh = []
        for key in sorted(found.fresh):
            review = desired.reviews[key]
            about = resolver.about(review)
            if about.finding is not None:
                remarks.append(Remark(about.finding, review.url))
            elif about.target is not None and actual.reviews.get(key) != review:
                fresh.append((review, about.target))
        return Scored(
            desired,
            _summary("ok", found.read, len(found.ignored), found.requests),
            tuple(
                problem(finding.code, None, f"{finding.message} ({url})")
                for finding, url in remarks
            ),
            tuple(effects(actual, desired, resolution.counting, fresh)),
            tuple(found.ignored),
            found.marks,
        )

    def _fetch(self, github: GitHub, stored: Stored, from_start: bool) -> ReviewsRead:  # noqa: FBT001
        from sync.sources.reviews import Patience, fetch_reviews

        settings = self._settings
        patience = Patience(
            retries=settings.retries,
            wait=settings.rate_limit_wait,
            sleep=self._sleep,
            on_wait=self._waits,
        )
        return fetch_reviews(
            github.api_url,
            github.repository,
            github.token.reveal(),
            patience=patience,
            known=stored.catalog.reviews,
            marks=stored.marks,
            trusted=settings.trusted_reviewers,
            from_start=from_start,
            on_page=self._page,
        )

    def _sleep(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise CancelledError

    def _page(self) -> None:
        if self._stop.is_set():
            raise CancelledError
        self._pages += 1
        if self._phase is not None:
            self._phase.done = self._pages

    def _waits(self, seconds: float) -> None:
        if self._phase is not None:
            self._phase.title = f"waiting {seconds:.0f} s for GitHub's rate limit, reading reviews"


@contextmanager
def scoring(settings: Settings, *, wanted: bool) -> Iterator[Scoring]:
    """A reading of the reviews, if they are ``wanted`` and the settings say where they are.

    When the context ends early, no more requests are sent.
    """
    if not wanted or settings.github is None:
        yield Scoring(settings, None, Event())
        return
    stop = Event()
    with ThreadPoolExecutor(1) as pool:
        # PyGithub takes its time to load, which the connection to the database takes, too
        pool.submit(import_module, "sync.sources.reviews")
        try:
            yield Scoring(settings, pool, stop)
        finally:
            stop.set()


def _summary(status: str, read: int = 0, ignored: int = 0, requests: int = 0) -> dict[str, Any]:
    return {"status": status, "read": read, "ignored": ignored, "requests": requests}
