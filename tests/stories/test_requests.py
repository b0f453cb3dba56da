"""What GitHub is asked, where a right result hides a wrong request."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

import github_api as gh
from sync.sources.reviews.listing import OVERLAP, PAGE

REVIEW = "## AI Review\n\n**Score:** {}/100\n"
SCATTER = "scatter-basic/matplotlib/default"


@pytest.fixture
def issue(github):
    return github.issue("[scatter-basic] matplotlib implementation")


@pytest.fixture
def score(database):
    return lambda: database.one(
        "SELECT max(quality_score) FROM implementations"
        " WHERE concat_ws('/', spec_id, library_id, variant) = %s",
        SCATTER,
    )


def listings(github, since=0):
    return [asked for asked in github.requests[since:] if asked.path.endswith("/comments")]


def questions(asked):
    """Where each request continues: ``since`` as a time, and whether it named an ETag."""
    times = (one.query.get("since") for one in asked)
    return [time and datetime.fromisoformat(time) for time in times]


def test_the_first_asks_for_everything_and_the_next_from_a_little_before_the_mark(
    sync, github, issue, database
):
    github.comment(issue, REVIEW.format(92))
    sync("run")
    assert questions(listings(github)) == [None]
    mark = database.one("SELECT seen_until FROM sync_marks WHERE source = 'comments'")
    asked = len(github.requests)
    sync("run")
    wanted = mark.replace(tzinfo=UTC) - OVERLAP
    assert questions(listings(github, asked)) == [wanted.replace(microsecond=0)]


@pytest.mark.parametrize("seconds", [0, 1, 4])
def test_a_comment_that_shows_up_late_is_not_missed(sync, github, issue, score, seconds):
    """One that GitHub dates a little before the last that it listed already."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    github.comment(issue, "the last", at=now)
    sync("run")
    github.comment(issue, REVIEW.format(92), at=now - timedelta(seconds=seconds))
    sync("run")
    assert score() == 92.0


def test_one_that_was_listed_before_is_not_told_of_again(sync, github, issue):
    """What overlaps is read again, and its warning is told once."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    github.comment(issue, REVIEW.format(120), at=now - timedelta(seconds=2))
    github.comment(issue, "the last", at=now)
    assert sync("run").codes == ["review-score-invalid"]
    github.comment(issue, "another", at=now + timedelta(seconds=60))
    assert sync("run").codes == []


def test_what_is_as_old_as_the_mark_is_told_of(sync, github, issue):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    github.comment(issue, "the last", at=now)
    sync("run")
    github.comment(issue, REVIEW.format(120), at=now)
    assert sync("run").codes == ["review-score-invalid"]


def answers(code):
    """Whatever it is, with a body as GitHub writes it."""

    def answer(_api, regular):
        regular.status, regular.document = code, {"message": "so it is"}
        return regular

    return answer


class TestEtag:
    @pytest.fixture
    def known(self, sync, github, issue):
        """After it is known that nothing is new, so that the ETag of that is kept."""
        comments = [github.comment(issue, "hello") for _ in range(3)]
        for _ in range(3):
            sync("run")
        assert [asked.status for asked in github.requests[-2:]] == [304, 304]
        return comments

    def etags(self, github, since):
        return ["if-none-match" in asked.headers for asked in listings(github, since)]

    def test_it_is_sent_with_the_same_question(self, sync, github, known):
        asked = len(github.requests)
        sync("run")
        assert self.etags(github, asked) == [True]

    def test_resync_asks_without(self, sync, github, known):
        asked = len(github.requests)
        sync("resync")
        assert not any(self.etags(github, asked))

    def test_it_is_not_sent_with_another_page_or_another_time(self, sync, github, issue, known):
        """An item that moves while the pages are read is looked for by a question of its own."""
        first = github.comment(issue, "to be moved")
        for _ in range(2 * PAGE + 50):
            github.comment(issue, "more")

        def edits(api, answer):
            api.edit(first, "moved")
            return answer

        github.fail(edits, when=lambda asked: asked.query.get("page") == "2", times=1)
        asked = len(github.requests)
        assert sync("run").code == 0
        sent = self.etags(github, asked)
        assert len(sent) > 2
        assert sent == [True] + [False] * (len(sent) - 1)

    def test_nor_after_the_rules_are_others(self, sync, github, known, monkeypatch):
        asked = len(github.requests)
        monkeypatch.setenv("PYPLOTS_SYNC_TRUSTED_REVIEWERS", "somebody")
        sync("run")
        assert self.etags(github, asked) == [False]


class TestRetries:
    """``retries`` failures are borne, and one more is not."""

    @pytest.mark.parametrize("retries", [0, 1, 2])
    @pytest.mark.parametrize("fault", [answers(500), answers(599), answers(408), gh.close()])
    def test_as_often_as_the_setting_says(self, sync, github, issue, monkeypatch, retries, fault):
        monkeypatch.setenv("PYPLOTS_SYNC_RETRIES", str(retries))
        github.fail(fault, times=retries)
        assert sync("run").code == 0
        github.fail(fault, times=retries + 1)
        asked = len(github.requests)
        outcome = sync("run")
        assert (outcome.code, outcome.codes) == (3, ["reviews-unavailable"])
        assert len(github.requests) == asked + retries + 1
        told = outcome.document["problems"][0]["message"]
        assert (f"({retries + 1} attempts)" in told) == bool(retries)

    @pytest.mark.parametrize("code", [400, 401, 404, 410, 422, 451, 499])
    def test_an_answer_that_will_not_change_is_not_asked_for_again(self, sync, github, code):
        github.fail(answers(code), times=float("inf"))
        assert sync("run").code == 3
        assert len(github.requests) == 1

    @pytest.mark.parametrize(("limit", "code"), [(1, 3), (2, 0), (3, 0)])
    def test_a_wait_of_exactly_what_may_be_waited(self, sync, github, monkeypatch, limit, code):
        monkeypatch.setenv("PYPLOTS_SYNC_RATE_LIMIT_WAIT", str(limit))
        github.fail(gh.secondary(retry_after=2), times=1)
        assert sync("run").code == code


def test_a_reading_ends_with_its_run(sync, github, issue, database, repository):
    """A run that fails while GitHub is still being read sends no more requests."""
    for _ in range(20 * PAGE):
        github.comment(issue, "?")
    failed = threading.Event()

    def waits(api, answer):
        # the answer to the first page comes when the run has ended
        api._lock.release()
        try:
            assert failed.wait(120)
        finally:
            api._lock.acquire()
        return answer

    github.fail(waits, times=1)
    before = set(threading.enumerate())
    (repository.root / ".git" / "HEAD").write_text("nonsense")
    assert sync("run").codes == ["git-unavailable"]
    readers = set(threading.enumerate()) - before
    failed.set()
    for reader in readers:
        reader.join(60)
    assert len(github.requests) <= 1
