"""How often something is tried again, and what that costs."""

from __future__ import annotations

import pytest

from sync.model.patience import BUCKET, GITHUB, PASSING, WEBHOOK, Patience, Trying, times


class Wanting:
    """Fails as often as it is told to."""

    def __init__(self, failures, error=ConnectionError):
        self.failures = failures
        self.error = error
        self.asked = 0

    def __call__(self):
        self.asked += 1
        if self.asked <= self.failures:
            raise self.error("not yet")
        return "answer"


def is_passing(error):
    return isinstance(error, ConnectionError)


def test_what_is_answered_at_once_waits_for_nothing():
    slept = []
    assert Trying(Patience(1, retries=3), slept.append).ask(Wanting(0), is_passing) == "answer"
    assert slept == []


@pytest.mark.parametrize(("failures", "asked"), [(3, 4), (4, 4)])
def test_retries_are_counted_to_the_last(failures, asked):
    slept, request = [], Wanting(failures)
    trying = Trying(Patience(1, retries=3), slept.append)
    if failures == 3:
        assert trying.ask(request, is_passing) == "answer"
    else:
        with pytest.raises(ConnectionError) as found:
            trying.ask(request, is_passing)
        assert times(found.value) == " (4 attempts)"
    assert request.asked == asked
    assert slept == [0.5, 1.0, 2.0]


def test_what_will_not_pass_is_not_tried_again():
    request = Wanting(1, KeyError)
    with pytest.raises(KeyError) as found:
        Trying(Patience(1, retries=3), pytest.fail).ask(request, is_passing)
    assert request.asked == 1
    assert times(found.value) == ""


def test_pauses_grow_to_the_longest():
    slept = []
    patience = Patience(1, retries=6, first_pause=1, longest_pause=5)
    Trying(patience, slept.append).ask(Wanting(6), is_passing)
    assert slept == [1, 2, 4, 5, 5, 5]


def test_a_budget_is_for_all_that_is_asked_with_it():
    slept = []
    # of 10 seconds, three pauses take seven, and a fourth has no room
    trying = Trying(Patience(1, budget=10, first_pause=1), slept.append)
    trying.ask(Wanting(2), is_passing)
    trying.ask(Wanting(2), is_passing)
    with pytest.raises(ConnectionError):
        trying.ask(Wanting(9), is_passing)
    assert sum(slept) < 10
    assert slept[:4] == [1, 2, 1, 2]


def test_an_interrupt_is_no_failure():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Trying(Patience(1, retries=3), pytest.fail).ask(interrupted, lambda _: True)


@pytest.mark.parametrize(
    ("status", "passing"), [(408, True), (429, True), (500, True), (599, True), (404, False)]
)
def test_which_answers_may_be_others_the_next_time(status, passing):
    assert (status in PASSING) is passing
    assert (status in WEBHOOK.statuses) is passing
    # a rate limit of GitHub's is waited for, until the time that it says
    assert (status in GITHUB.statuses) is (passing and status != 429)
    assert (status in BUCKET.statuses) is (passing and status != 599)
