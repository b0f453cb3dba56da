"""From reviews to scores: asks GitHub while the files are read, and completes the desired state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from sync.model.catalog import Catalog, Mark
from sync.model.problems import Problem, problem
from sync.reconcile.effects import Effect, effects

if TYPE_CHECKING:
    from sync.database.reader import Stored
    from sync.progress import Phase, Progress
    from sync.settings import GitHub, Settings
    from sync.sources.reviews import ReviewsRead, ReviewsUnavailableError, Trust

_MOST_NAMES = 5
_LONGEST = 15 * 60
"""Seconds that the reading may take in all: the run holds its lock meanwhile."""


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

    def __init__(self, settings: Settings, *, is_on: bool) -> None:
        self._settings = settings
        self.is_on = is_on
        self._stop = Event()
        self._future: Future[ReviewsRead] | None = None
        self._phase: Phase | None = None
        self._pages = 0

    def start(self, stored: Stored, *, from_start: bool) -> None:
        """Begin to ask GitHub for what is newer than ``stored``, or for everything."""
        github = self._settings.github
        if self.is_on and github is not None:
            self._future = _in_background(self._fetch, github, stored, from_start)

    def stop(self) -> None:
        """Send no more requests."""
        self._stop.set()

    def finish(self, actual: Catalog, desired: Catalog, progress: Progress) -> Scored:
        """``desired`` with the scores that the reviews give, or with those of ``actual``."""
        if self._future is None:
            summary = {"status": "off", "read": 0, "ignored": 0, "requests": 0}
            return Scored(desired, summary)
        from sync.sources.reviews import ReviewsUnavailableError

        try:
            with progress.phase("reading reviews") as phase:
                self._phase, phase.done = phase, self._pages
                found = self._future.result(_LONGEST)
        except TimeoutError:
            minutes = f"{_LONGEST / 60:.0f} minutes"
            error = ReviewsUnavailableError(
                f"the comments could not be read within {minutes}", "run it again"
            )
            return _unavailable(actual, desired, error)
        except ReviewsUnavailableError as error:
            return _unavailable(actual, desired, error)
        return self._scored(actual, replace(desired, reviews=found.reviews), found)

    def _scored(self, actual: Catalog, desired: Catalog, found: ReviewsRead) -> Scored:
        from sync.sources.reviews import Remark, Resolver

        resolver = Resolver(desired, self._trust())
        resolution = resolver.resolve(desired.reviews.values(), self._settings.min_quality)
        desired = replace(desired, implementations=resolution.implementations)
        remarks = list(found.remarks)
        fresh = []
        for key in sorted(found.fresh):
            review = desired.reviews[key]
            about = resolver.about(review)
            if about.finding is not None:
                # a plot that is not merged may well be of a spec that is not there yet
                if review.is_of_merged_code or about.finding.code != "review-spec-unknown":
                    remarks.append(Remark(about.finding, review.url))
            elif about.target is not None and actual.reviews.get(key) != review:
                fresh.append((review, about.target))
        return Scored(
            desired,
            _summary("ok", found.read, len(found.ignored), found.requests),
            (
                *_all_ignored(desired, found),
                *(problem(what.code, None, f"{what.message} ({url})") for what, url in remarks),
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
            trust=self._trust(),
            from_start=from_start,
            on_page=self._page,
        )

    def _trust(self) -> Trust:
        from sync.sources.reviews import Trust

        settings = self._settings
        return Trust(settings.trusted_reviewers, all_titles=settings.trust_titles)

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
    scores = Scoring(settings, is_on=wanted and settings.github is not None)
    if scores.is_on:
        # PyGithub takes its time to load, which the connection to the database takes, too
        _in_background(import_module, "sync.sources.reviews")
    try:
        yield scores
    finally:
        scores.stop()


def _in_background(function: Callable[..., Any], *arguments: Any) -> Future[Any]:
    """Call ``function`` in a thread that does not keep the process from ending."""
    future: Future[Any] = Future()

    def call() -> None:
        try:
            future.set_result(function(*arguments))
        except BaseException as error:  # noqa: BLE001
            # whoever asks for the result gets it
            future.set_exception(error)

    Thread(target=call, daemon=True).start()
    return future


def _unavailable(actual: Catalog, desired: Catalog, error: ReviewsUnavailableError) -> Scored:
    return Scored(
        replace(desired, reviews=actual.reviews),
        _summary("unavailable", requests=error.requests),
        (problem("reviews-unavailable", None, str(error), hint=error.hint),),
        is_available=False,
    )


def _all_ignored(desired: Catalog, found: ReviewsRead) -> Iterator[Problem]:
    """What is wrong when there are reviews and none of them counts."""
    if not desired.reviews and found.disbelieved:
        names = ", ".join(found.disbelieved[:_MOST_NAMES])
        more = ", …" if len(found.disbelieved) > _MOST_NAMES else ""
        message = (
            f"all reviews are by accounts that `trusted_reviewers` does not name: {names}{more}"
        )
        yield problem("reviews-all-ignored", None, message)


def _summary(status: str, read: int = 0, ignored: int = 0, requests: int = 0) -> dict[str, Any]:
    return {"status": status, "read": read, "ignored": ignored, "requests": requests}
