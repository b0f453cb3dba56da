"""How often, how long and on which answers something is tried again: said here for everybody."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import inf
from typing import NamedTuple, TypeVar

T = TypeVar("T")

PASSING = frozenset({408, 429, *range(500, 600)})
"""Statuses of HTTP that may be others on the next attempt."""


class Patience(NamedTuple):
    """What is put up with before something counts as unavailable.

    Args:
        attempt: seconds that the other side may be silent.
        retries: times that a failed request is sent again.
        budget: seconds that may be spent on failed attempts and the pauses after them.
        first_pause: seconds before the second attempt, doubled for each further one.
        longest_pause: seconds that the doubling ends at.
        limits: seconds that may be waited for rate limits, in all.
        whole: seconds that all of it may take.
        statuses: answers of HTTP that are worth another attempt.
    """

    attempt: float
    retries: float = inf
    budget: float = inf
    first_pause: float = 0.5
    longest_pause: float = inf
    limits: float = 0.0
    whole: float = inf
    statuses: frozenset[int] = PASSING


GITHUB = Patience(
    # GitHub itself gives up after 10 (its docs, Timeouts)
    attempt=12.0,
    retries=3,
    limits=60.0,
    # the run holds its lock meanwhile
    whole=15 * 60.0,
    # 429 is a rate limit there, which ends at a time that is known
    statuses=PASSING - {429},
)
BUCKET = Patience(
    # with the budget, giving up takes about a minute
    attempt=20.0,
    budget=40.0,
    longest_pause=8.0,
    # what Google says to try again (Cloud Storage, Retry strategy)
    statuses=frozenset({408, 429, 500, 502, 503, 504}),
)
WEBHOOK = Patience(attempt=10.0, retries=3)


class Trying:
    """Patience that is used up: one budget for all that is asked with it.

    Args:
        patience: how much there is.
        sleep: waits.
    """

    def __init__(self, patience: Patience, sleep: Callable[[float], None] = time.sleep) -> None:
        self._patience = patience
        self._sleep = sleep
        self._left = patience.budget

    def ask(self, request: Callable[[], T], is_passing: Callable[[Exception], bool]) -> T:
        """What ``request`` returns, once it does.

        Raises:
            Exception: what it raised the last time: not ``is_passing``, or the patience is at its
                end. Its attribute ``attempts`` says how often it was tried.
        """
        attempts, pause = 0, self._patience.first_pause
        while True:
            attempts += 1
            began = time.monotonic()
            try:
                return request()
            except Exception as error:
                self._left -= time.monotonic() - began + pause
                is_over = attempts > self._patience.retries or self._left <= 0
                if is_over or not is_passing(error):
                    error.attempts = attempts  # type: ignore[attr-defined]
                    raise
            self._sleep(pause)
            pause = min(2 * pause, self._patience.longest_pause)


def times(error: Exception) -> str:
    """How often something was tried that ended with ``error``, as the end of a sentence."""
    attempts = getattr(error, "attempts", 1)
    return f" ({attempts} attempts)" if attempts > 1 else ""
