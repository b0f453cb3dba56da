"""The reviews as a source: asks GitHub while the files are read, and fills the scores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import replace
from importlib import import_module
from threading import Event, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from sync.model.catalog import Catalog
from sync.model.problems import Problem, problem
from sync.model.secrets import Secret
from sync.model.stored import Stored
from sync.sources.source import Phase, Progress, Said, Source

if TYPE_CHECKING:
    from sync.model.patience import Patience
    from sync.sources.reviews.reader import ReviewsRead
    from sync.sources.reviews.trust import Trust

_MOST_NAMES = 5


class Repository(NamedTuple):
    """Which repository's comments are read, and what they are worth.

    Args:
        api_url: of GitHub's REST API.
        name: ``owner/name``.
        token: may read its issues.
        patience: with GitHub.
        reviewers: logins that are believed beside the team's.
        all_titles: whether everybody's titles say what a review is about.
        min_quality: the score from which an implementation is tested.
    """

    api_url: str
    name: str
    token: Secret
    patience: Patience
    reviewers: tuple[str, ...]
    all_titles: bool
    min_quality: float

    @property
    def trust(self) -> Trust:
        """Who is believed."""
        from sync.sources.reviews.trust import Trust

        return Trust(self.reviewers, all_titles=self.all_titles)


class Reviews(Source):
    """Fills the scores, by one reading of the comments in a thread of its own.

    Args:
        repository: what is read; None: the source is off.
        why_off: the reason, if it is off.
    """

    name = "reviews"
    counts = ("read", "ignored", "requests")
    reads_ahead = True
    needs_reviews = True

    def __init__(self, repository: Repository | None, why_off: str = Source.why_off) -> None:
        self._repository = repository
        self.why_off = why_off
        self._stop = Event()
        self._future: Future[ReviewsRead] | None = None
        self._phase: Phase | None = None
        self._pages = 0

    @property
    def is_on(self) -> bool:
        """Whether comments are read."""
        return self._repository is not None

    def __enter__(self) -> Self:
        if self.is_on:
            # PyGithub takes its time to load, which the connection to the database takes, too
            _in_background(import_module, "sync.sources.reviews.reader")
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        """Send no more requests."""
        self._stop.set()

    def start(self, stored: Stored, *, everything: bool) -> None:
        """Begin to ask GitHub for what is newer than ``stored``, or for everything."""
        if self._repository is not None:
            self._future = _in_background(self._fetch, self._repository, stored, everything)

    def finish(self, actual: Catalog, desired: Catalog, progress: Progress) -> Said:
        """``desired`` with the scores that the reviews give, or with those of ``actual``."""
        if self._future is None or self._repository is None:
            return Said(desired, self.summary("off"))
        from sync.sources.reviews.client import ReviewsUnavailableError

        as_before = replace(desired, reviews=actual.reviews)
        try:
            with progress.phase("reading reviews") as phase:
                self._phase, phase.done = phase, self._pages
                found = self._future.result(self._repository.patience.whole)
        except TimeoutError:
            minutes = self._repository.patience.whole / 60
            why = f"the comments could not be read within {minutes:.0f} minutes"
            return self.unavailable(as_before, why, "run it again")
        except ReviewsUnavailableError as error:
            return self.unavailable(as_before, str(error), error.hint, requests=error.requests)
        return self._scored(
            self._repository, actual, replace(desired, reviews=found.reviews), found
        )

    def _scored(
        self, repository: Repository, actual: Catalog, desired: Catalog, found: ReviewsRead
    ) -> Said:
        from sync.sources.reviews.effects import effects
        from sync.sources.reviews.reader import Remark
        from sync.sources.reviews.resolver import Resolver

        resolver = Resolver(desired, repository.trust)
        resolution = resolver.resolve(desired.reviews.values(), repository.min_quality)
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
            elif about.subject is not None and actual.reviews.get(key) != review:
                fresh.append((review, about.subject))
        return Said(
            desired,
            self.summary(
                "ok", read=found.read, ignored=len(found.ignored), requests=found.requests
            ),
            (
                *_all_ignored(desired, found),
                *(problem(what.code, None, f"{what.message} ({url})") for what, url in remarks),
            ),
            tuple(effects(actual, desired, resolution.counting, fresh)),
            tuple(found.ignored),
            found.marks,
        )

    def _fetch(self, repository: Repository, stored: Stored, everything: bool) -> ReviewsRead:  # noqa: FBT001
        from sync.sources.reviews.client import GitHubClient, ReviewsUnavailableError
        from sync.sources.reviews.reader import read_reviews

        client = GitHubClient(
            repository.api_url,
            repository.name,
            repository.token.reveal(),
            repository.patience,
            sleep=self._sleep,
            on_wait=self._waits,
        )
        try:
            return read_reviews(
                client,
                stored.catalog.reviews,
                stored.marks,
                repository.trust,
                from_start=everything,
                on_page=self._page,
            )
        except ReviewsUnavailableError as error:
            error.requests = client.requests
            raise
        finally:
            client.close()

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


def _all_ignored(desired: Catalog, found: ReviewsRead) -> Iterator[Problem]:
    """What is wrong when there are reviews and none of them counts."""
    if not desired.reviews and found.disbelieved:
        names = ", ".join(found.disbelieved[:_MOST_NAMES])
        more = ", …" if len(found.disbelieved) > _MOST_NAMES else ""
        message = (
            f"all reviews are by accounts that `trusted_reviewers` does not name: {names}{more}"
        )
        yield problem("reviews-all-ignored", None, message)
