"""Quality scores: from issue comments to the rows of implementations, by the command line."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest

import github_api as gh
from waiting import started

SCATTER = "scatter-basic/matplotlib/default"
SEABORN = "scatter-basic/seaborn/default"


def review(score: object = 92, verdict: str = "APPROVED", about: str = "") -> str:
    heading = f"#### {about}\n\n" if about else ""
    return (
        f"## 🤖 Quality Check Results\n\n{heading}**Score:** {score}/100 | **Verdict:** {verdict}\n"
    )


@pytest.fixture
def scores(database):
    """``spec/library/variant`` to score and tested, of the rows that have a score."""

    def read():
        rows = database.execute(
            "SELECT concat_ws('/', spec_id, library_id, variant), quality_score, tested"
            " FROM implementations WHERE quality_score IS NOT NULL OR tested ORDER BY 1"
        )
        return {key: (score, tested) for key, score, tested in rows}

    return read


@pytest.fixture
def issue(github):
    return github.issue("[scatter-basic] matplotlib implementation")


def test_a_review_sets_score_time_and_link_and_shows_in_the_diff(
    sync, github, issue, scores, database
):
    sync("run")
    comment = github.comment(issue, review(92), at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    expected = {
        "quality_score": [None, 92.0],
        "tested": [False, True],
        "reviewed_at": [None, "2026-01-02T03:04:05Z"],
    }
    fields = sync("diff").changes[f"update implementation {SCATTER}"]
    url = fields.pop("review_url")[1]
    assert url.endswith(f"#issuecomment-{comment}")
    assert fields == expected
    assert scores() == {}
    assert sync("run").code == 0
    assert scores() == {SCATTER: (92.0, True)}
    again = sync("run")
    assert again.changes == {}
    assert again.document["sources"]["reviews"]["status"] == "ok"
    assert database.one("SELECT count(*) FROM quality_reviews") == 1
    assert database.one("SELECT updated_at > created_at FROM implementations WHERE tested")


def test_a_second_run_changes_no_row(sync, github, issue, database):
    github.comment(issue, review(92))
    sync("run")
    before = database.dump("sync_runs", "sync_marks")
    sync("run")
    sync("resync")
    assert database.dump("sync_runs", "sync_marks") == before


def test_the_report_says_what_each_review_did(sync, github, issue):
    github.comment(issue, review(78))
    sync("run")
    github.comment(issue, review(92))
    github.comment(issue, review(90, about="scatter-basic / plotly / default"))
    text = sync("run", format_="text").output
    assert re.search(
        r"scatter-basic/matplotlib/default  78 → 92, tested, github-actions\[bot\]  http", text
    )
    assert re.search(r"scatter-basic/plotly/default  90, waits for its implementation", text)
    github.comment(issue, review(70))
    page = sync("run", format_="markdown").output
    assert "`92 → 70, not tested, github-actions[bot]`" in page
    assert "github-actions" not in sync("run", format_="text").output


def test_the_report_says_what_was_held_back(sync, github, gate):
    github.fail(gh.status(401))
    gate.beyond = 403
    text = sync("run", format_="text").output
    assert "Held back: reviews, previews." in text


class TestLife:
    def test_a_review_counts_when_its_implementation_arrives(
        self, sync, github, issue, scores, repository
    ):
        github.comment(issue, review(88, about="bar-basic / plotly / dark"))
        assert sync("run").code == 0
        assert scores() == {}
        repository.implementation("bar-basic", "plotly", "dark", "bar")
        created = sync("run").changes["create implementation bar-basic/plotly/dark"]
        assert created["quality_score"] == [None, 88.0]
        assert scores() == {"bar-basic/plotly/dark": (88.0, True)}

    def test_an_edited_review_counts_as_it_reads_now(self, sync, github, issue, scores):
        comment = github.comment(issue, review(78))
        sync("run")
        assert scores() == {SCATTER: (78.0, False)}
        github.edit(comment, review(92))
        sync("run")
        assert scores() == {SCATTER: (92.0, True)}
        github.edit(comment, "never mind")
        sync("run")
        assert scores() == {}

    def test_a_deleted_review_is_gone_after_resync(self, sync, github, issue, scores):
        github.comment(issue, review(78))
        comment = github.comment(issue, review(92))
        sync("run")
        github.delete(comment)
        sync("run")
        assert scores() == {SCATTER: (92.0, True)}
        sync("resync")
        assert scores() == {SCATTER: (78.0, False)}

    def test_the_newest_review_counts(self, sync, github, issue, scores):
        github.comment(issue, review(92))
        sync("run")
        github.comment(issue, review(78))
        sync("run")
        assert scores() == {SCATTER: (78.0, False)}

    def test_at_the_same_time_the_more_specific_one_counts_then_the_later_id(
        self, sync, github, scores
    ):
        now = datetime(2026, 1, 1, tzinfo=UTC)
        whole = github.issue("scatter-basic: Basic Scatter Plot")
        github.comment(whole, review(91, about="scatter-basic / seaborn / default"), at=now)
        github.comment(whole, review(70), at=now)
        sync("run")
        assert scores() == {SCATTER: (70.0, False), SEABORN: (91.0, True)}
        github.comment(whole, review(71), at=now)
        sync("run")
        assert scores() == {SCATTER: (71.0, False), SEABORN: (91.0, True)}

    def test_a_retitled_or_relabelled_issue_is_followed(self, sync, github, scores):
        number = github.issue("Something else")
        github.comment(number, review(92))
        outcome = sync("run")
        assert outcome.codes == ["review-spec-unknown"]
        assert scores() == {}
        github.retitle(number, "scatter-basic: by seaborn")
        sync("run")
        assert scores() == {SEABORN: (92.0, True)}
        github.retitle(number, "scatter-basic", labels=["library:matplotlib"])
        sync("run")
        assert scores() == {SCATTER: (92.0, True)}

    def test_a_changed_threshold_takes_effect(self, sync, github, issue, scores, monkeypatch):
        github.comment(issue, "## AI Review\n\n**Score:** 80/100\n")
        sync("run")
        assert scores() == {SCATTER: (80.0, False)}
        monkeypatch.setenv("PYPLOTS_SYNC_MIN_QUALITY", "79.5")
        assert sync("run").changes[f"update implementation {SCATTER}"] == {"tested": [False, True]}

    def test_a_score_edited_by_hand_is_healed(self, sync, github, issue, scores, database):
        github.comment(issue, review(92))
        sync("run")
        database.execute("UPDATE implementations SET quality_score = 100, tested = NULL")
        assert sync("run").document["counts"]["implementation"]["update"] == 3
        assert scores() == {SCATTER: (92.0, True)}

    def test_pull_requests_are_issues_once_they_are_merged(self, sync, github, scores):
        number = github.issue("feat(matplotlib): implement bar-basic", pull=True)
        github.comment(number, review(92))
        sync("run")
        assert scores() == {}
        github.merge(number)
        sync("run")
        assert scores() == {"bar-basic/matplotlib/default": (92.0, True)}

    def test_a_comment_of_the_second_of_the_last_one_is_not_missed(
        self, sync, github, issue, scores
    ):
        now = datetime(2026, 1, 1, tzinfo=UTC)
        github.comment(issue, "first", at=now)
        sync("run")
        github.comment(issue, review(92), at=now)
        sync("run")
        assert scores() == {SCATTER: (92.0, True)}

    def test_reviews_off_leave_scores_alone(self, sync, github, issue, scores, monkeypatch):
        github.comment(issue, review(92))
        sync("run")
        github.comment(issue, review(70))
        count = len(github.requests)
        assert sync("run", "--no-reviews").document["sources"]["reviews"]["status"] == "off"
        monkeypatch.delenv("GITHUB_TOKEN")
        assert sync("resync").document["sources"]["reviews"]["status"] == "off"
        assert len(github.requests) == count
        assert scores() == {SCATTER: (92.0, True)}

    def test_an_edited_file_keeps_its_score_while_reviews_are_off(
        self, sync, github, issue, scores, repository
    ):
        github.comment(issue, review(92))
        sync("run")
        repository.implementation("scatter-basic", code="# changed")
        outcome = sync("run", "--no-reviews")
        assert list(outcome.changes) == [f"update implementation {SCATTER}"]
        assert scores() == {SCATTER: (92.0, True)}


class TestTrust:
    def test_a_stranger_changes_nothing_and_is_counted(self, sync, github, issue, scores, database):
        github.comment(issue, review(100), author="mallory", association="CONTRIBUTOR")
        github.comment(issue, review(100), author=None)
        outcome = sync("run")
        assert outcome.code == 0
        assert outcome.document["sources"]["reviews"]["ignored"] == 2
        assert scores() == {}
        assert database.one("SELECT count(*) FROM quality_reviews") == 0

    def test_ignored_reviews_are_listed_with_v(self, sync, github, issue):
        comment = github.comment(issue, review(100), author="mallory")
        assert "Ignored 1 review of" in sync("diff", format_="text").output
        text = sync("diff", "-v", format_="text").output
        assert re.search(rf"mallory  http\S+#issuecomment-{comment}", text)

    @pytest.mark.parametrize("association", ["OWNER", "MEMBER", "COLLABORATOR"])
    def test_the_team_is_believed(self, sync, github, issue, scores, association):
        github.comment(issue, review(92), author="ada", association=association)
        sync("run")
        assert scores() == {SCATTER: (92.0, True)}

    def test_the_setting_replaces_the_default_and_counts_for_old_comments(
        self, sync, github, issue, scores, repository
    ):
        github.comment(issue, review(92))
        github.comment(issue, review(70), author="Review-Bot")
        sync("run")
        assert scores() == {SCATTER: (92.0, True)}
        repository.write(
            "pyproject.toml", '[tool.pyplots-sync]\ntrusted_reviewers = ["review-bot"]\n'
        )
        outcome = sync("run")
        assert outcome.document["sources"]["reviews"]["ignored"] == 1
        assert scores() == {SCATTER: (70.0, False)}

    def test_logins_are_compared_as_github_does(self, sync, github, issue, scores, monkeypatch):
        github.comment(issue, review(92), author="ſtats-bot")
        monkeypatch.setenv("PYPLOTS_SYNC_TRUSTED_REVIEWERS", "Stats-Bot")
        sync("run")
        assert scores() == {}
        github.comment(issue, review(70), author="STATS-bot")
        sync("run")
        assert scores() == {SCATTER: (70.0, False)}

    @pytest.mark.parametrize("bot", ["github-actions[bot]", "claude[bot]", "Claude[Bot]"])
    def test_bots_that_are_believed_by_default(self, sync, github, issue, scores, bot):
        github.comment(issue, review(92), author=bot)
        sync("run")
        assert scores() == {SCATTER: (92.0, True)}

    def test_what_strangers_write_is_not_parsed(self, sync, github, issue, monkeypatch):
        def parses(text):
            raise AssertionError("a stranger's comment was parsed")

        monkeypatch.setattr("sync.sources.reviews.parsing.parse_comment", parses)
        github.comment(issue, review(100), author="mallory")
        github.comment(issue, "Nice!", author="mallory")
        assert sync("run").document["sources"]["reviews"]["ignored"] == 1


class TestAllIgnored:
    """When everything that looks like a review was ignored, somebody has to be told."""

    @pytest.fixture
    def ignored(self, sync, github, issue):
        github.comment(issue, review(92), author="plot-reviewer[bot]")
        github.comment(issue, review(70), author="mallory", association="CONTRIBUTOR")
        github.comment(issue, "Nice!", author="bystander")
        return sync

    def alert(self, sync):
        checks = sync("health").document["checks"]
        return next(check for check in checks if check["name"] == "reviews")

    def test_it_is_a_warning_with_the_logins_and_the_setting(self, ignored):
        for command in ("diff", "run", "run", "resync"):
            outcome = ignored(command)
            assert (outcome.code, outcome.codes) == (0, ["reviews-all-ignored"])
            (found,) = outcome.document["problems"]
            assert "mallory, plot-reviewer[bot]" in found["message"]
            assert "bystander" not in found["message"]
            assert "trusted_reviewers" in found["message"] + found["hint"]

    def test_it_is_an_alert_of_health(self, ignored):
        ignored("run")
        found = self.alert(ignored)
        assert found["state"] == "alert"
        assert "plot-reviewer[bot]" in found["message"]

    def test_one_that_is_believed_ends_it(self, ignored, github, issue):
        ignored("run")
        github.comment(issue, review(88), author="claude[bot]")
        assert ignored("run").codes == []
        assert self.alert(ignored)["state"] == "ok"

    def test_the_setting_ends_it(self, ignored, monkeypatch, scores):
        ignored("run")
        monkeypatch.setenv("PYPLOTS_SYNC_TRUSTED_REVIEWERS", "plot-reviewer[bot]")
        assert ignored("run").codes == []
        assert scores() == {SCATTER: (92.0, True)}

    def test_no_review_at_all_is_none(self, sync, github, issue):
        github.comment(issue, "Nice!", author="mallory")
        assert sync("run").codes == []


class TestTitles:
    """A title counts like the words of who opened the issue."""

    @pytest.fixture
    def strange(self, github):
        def made(title="[scatter-basic] matplotlib implementation", labels=(), **facts):
            facts = {"user": "mallory", "association": "CONTRIBUTOR"} | facts
            return github.issue(title, labels, **facts)

        return made

    def test_a_strangers_title_gives_no_score_and_says_which_labels_would(
        self, sync, github, strange, scores
    ):
        number = strange()
        comment = github.comment(number, review(92))
        outcome = sync("run")
        assert (outcome.code, outcome.codes) == (0, ["review-title-untrusted"])
        (found,) = outcome.document["problems"]
        for said in ("spec:scatter-basic", "library:matplotlib", "mallory", f"-{comment}"):
            assert said in found["message"]
        assert scores() == {}
        github.retitle(number, "whatever", ["spec:scatter-basic", "library:matplotlib"])
        assert sync("run").codes == []
        assert scores() == {SCATTER: (92.0, True)}

    @pytest.mark.parametrize(
        ("labels", "missing"),
        [
            (["library:matplotlib"], "`spec:scatter-basic`"),
            (["spec:scatter-basic"], "`library:matplotlib`"),
        ],
    )
    def test_one_label_is_not_enough_where_the_title_says_the_rest(
        self, sync, github, strange, scores, labels, missing
    ):
        github.comment(strange(labels=labels), review(92))
        (found,) = sync("run").document["problems"]
        assert found["code"] == "review-title-untrusted"
        assert f"the label {missing} would" in found["message"]
        assert scores() == {}

    def test_a_comment_that_names_it_itself_needs_no_title(self, sync, github, strange, scores):
        about = "scatter-basic / seaborn / default"
        github.comment(strange(), review(92, about=about))
        assert sync("run").codes == []
        assert scores() == {SEABORN: (92.0, True)}

    def test_a_retitled_issue_of_a_stranger_moves_no_score(self, sync, github, strange, scores):
        number = strange(labels=["spec:scatter-basic", "library:matplotlib"], pull=True)
        github.comment(number, review(12, "REJECTED"))
        github.merge(number)
        sync("run")
        github.retitle(number, "scatter-basic: seaborn")
        sync("run")
        assert scores() == {SCATTER: (12.0, False)}

    @pytest.mark.parametrize(
        "facts",
        [
            {"user": "ada", "association": "COLLABORATOR"},
            {"user": "claude[bot]", "association": "NONE"},
            {"user": "GitHub-Actions[bot]", "association": "NONE"},
        ],
    )
    def test_who_is_believed_gives_titles_that_count(self, sync, github, strange, scores, facts):
        github.comment(strange(**facts), review(92))
        assert sync("run").codes == []
        assert scores() == {SCATTER: (92.0, True)}

    def test_a_title_of_an_account_that_is_gone(self, sync, github, strange):
        github.comment(strange(user=None, association="NONE"), review(92))
        assert sync("run").codes == ["review-title-untrusted"]

    def test_the_setting_takes_all_titles_and_both_ways_at_once(
        self, sync, github, strange, scores, monkeypatch
    ):
        github.comment(strange(), review(92))
        sync("run")
        monkeypatch.setenv("PYPLOTS_SYNC_TRUST_TITLES", "true")
        assert next(iter(sync("run").changes)) == f"update implementation {SCATTER}"
        assert scores() == {SCATTER: (92.0, True)}
        monkeypatch.setenv("PYPLOTS_SYNC_TRUST_TITLES", "false")
        sync("run")
        assert scores() == {}

    def test_the_setting_must_be_true_or_false(self, process, repository):
        outcome = process("diff", "--repo", str(repository.root), PYPLOTS_SYNC_TRUST_TITLES="maybe")
        assert outcome.code == 2
        assert "trust_titles must be true or false" in outcome.errors

    @pytest.mark.parametrize("title", ["scatter-basic: mаtplotlib", "scatter-basic: ｓeaborn"])
    def test_a_name_that_only_looks_like_one_is_a_warning(self, sync, github, scores, title):
        github.comment(github.issue(title), review(92))
        outcome = sync("run")
        assert (outcome.code, outcome.codes) == (0, ["review-name-alike"])
        assert scores() == {}

    def test_a_name_of_any_length_does_no_harm(self, sync, github, issue, scores, database):
        long = "x" + "".join(str(number) for number in range(3_000))
        github.comment(issue, review(92, about=f"{long} / matplotlib / default"))
        github.comment(issue, f"## AI Review\n\nLibrary: {long}\n\n**Score:** 92/100\n")
        assert sync("run").code == 0
        assert scores() == {}


class TestMerged:
    """Only merged code is rated."""

    TITLE = "feat(matplotlib): implement scatter-basic"

    @pytest.fixture
    def pull(self, github):
        return github.issue(self.TITLE, pull=True)

    def test_an_open_one_is_kept_and_changes_nothing(self, sync, github, pull, scores, database):
        github.comment(pull, review(92))
        assert "waits for the merge" in sync("diff", format_="text").output
        outcome = sync("run")
        assert (outcome.codes, scores()) == ([], {})
        assert database.execute("SELECT score, is_pull_request, merged_at FROM quality_reviews") == [(92.0, True, None)]  # fmt: skip

    @pytest.mark.parametrize("read_before", [True, False])
    def test_the_merge_makes_it_count(self, sync, github, pull, scores, database, read_before):
        github.comment(pull, review(92))
        if read_before:
            sync("run")
        github.merge(pull)
        count = len(github.requests)
        sync("run")
        assert scores() == {SCATTER: (92.0, True)}
        if read_before:
            # the listings alone say so
            assert len(github.requests) - count == 2
        assert sync("run").changes == {}

    def test_one_that_is_closed_without_it_never_counts(self, sync, github, pull, scores):
        github.comment(pull, review(92))
        github.close(pull)
        sync("run")
        assert scores() == {}
        github.reopen(pull)
        sync("run")
        assert scores() == {}
        github.merge(pull)
        sync("run")
        assert scores() == {SCATTER: (92.0, True)}

    def test_a_comment_after_the_merge_counts_at_once(self, sync, github, pull, scores):
        github.merge(pull)
        sync("run")
        github.comment(pull, review(88))
        sync("run")
        assert scores() == {SCATTER: (88.0, True)}

    def test_the_newest_comment_counts_and_not_the_latest_merge(self, sync, github, pull, scores):
        github.comment(pull, review(70))
        issue = github.issue("[scatter-basic] matplotlib implementation")
        github.comment(issue, review(92))
        sync("run")
        assert scores() == {SCATTER: (92.0, True)}
        github.merge(pull)
        sync("run")
        assert scores() == {SCATTER: (92.0, True)}

    def test_one_of_a_spec_that_is_not_there_yet_is_no_warning(
        self, sync, github, scores, repository
    ):
        pull = github.issue("feat(matplotlib): implement violin-basic", pull=True)
        github.comment(pull, review(92))
        assert sync("run").codes == []
        repository.spec("violin-basic")
        repository.implementation("violin-basic")
        github.merge(pull)
        sync("run")
        assert scores() == {"violin-basic/matplotlib/default": (92.0, True)}

    def test_one_that_is_gone_does_not_begin_to_count(self, sync, github, pull, scores):
        about = "scatter-basic / matplotlib / default"
        github.comment(pull, review(92, about=about))
        sync("run")

        def without(api, answer):
            answer.document = [row for row in answer.document if row["number"] != pull]
            return answer

        always = float("inf")
        github.fail(without, when=lambda asked: asked.path.endswith("/issues"), times=always)
        github.fail(gh.status(404), when=lambda a: a.path.endswith(f"/issues/{pull}"), times=always)
        sync("resync")
        assert scores() == {}


class TestClock:
    """Time goes forward: no date hides what comes before it."""

    @pytest.fixture
    def future(self, github, issue):
        """A review that is dated 2040, by a clock that was wrong."""
        comment = github.comment(issue, review(60, "REJECTED"))
        made = github.comments[comment]
        made.created = made.updated = datetime(2040, 1, 1, tzinfo=UTC)
        github.tick()
        return comment

    def test_a_comment_from_the_future_hides_no_other(
        self, sync, github, issue, scores, future, database
    ):
        sync("run")
        assert scores() == {SCATTER: (60.0, False)}
        marks = [until for (until,) in database.execute("SELECT seen_until FROM sync_marks")]
        assert all(until is None or until.replace(tzinfo=UTC) <= github.now for until in marks)
        github.comment(issue, review(92))
        sync("run")
        assert scores() == {SCATTER: (92.0, True)}
        sync("resync")
        assert scores() == {SCATTER: (92.0, True)}

    def test_nor_one_of_a_stranger(self, sync, github, issue, scores):
        comment = github.comments[github.comment(issue, "hello", author="mallory")]
        comment.created = comment.updated = datetime(2040, 1, 1, tzinfo=UTC)
        github.issues[issue].updated = datetime(2040, 1, 1, tzinfo=UTC)
        github.tick()
        sync("run")
        github.comment(issue, review(92))
        sync("run")
        assert scores() == {SCATTER: (92.0, True)}

    def test_it_costs_no_quota_and_moves_no_row(self, sync, github, issue, future, database):
        github.comment(issue, review(92))
        for _ in range(3):
            sync("run")
        before = database.dump("sync_runs")
        github.tick()
        sync("run")
        assert [request.status for request in github.requests[-2:]] == [304, 304]
        assert database.dump("sync_runs") == before

    def test_a_mark_from_the_future_is_put_right(self, sync, github, issue, scores, database):
        github.comment(issue, review(92))
        sync("run")
        database.execute("UPDATE sync_marks SET seen_until = '2040-01-01', etag = NULL")
        sync("run")
        github.comment(issue, review(70))
        sync("run")
        assert scores() == {SCATTER: (70.0, False)}


class TestNothingInvented:
    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ("> " + review().replace("\n", "\n> "), None),
            (f"```markdown\n{review()}```\n", None),
            (f"<!--\n{review()}-->\n", None),
            (f"<blockquote>\n\n{review()}\n</blockquote>\n", None),
            (review(120), "review-score-invalid"),
            (review("NaN"), "review-score-invalid"),
            (review(-5), "review-score-invalid"),
            (review(about="no-such-spec / matplotlib / default"), "review-spec-unknown"),
            (review(about="scatter-basic / matplotlip / default"), "review-library-unknown"),
            (
                review(about="scatter-basic'; DROP TABLE specs; -- / matplotlib / default"),
                "review-name-invalid",
            ),
            (
                review(about="[scatter-basic](http://x) ![x](y) / matplotlib / default"),
                "review-name-invalid",
            ),
            ("## AI Review Failed\n\nThe service did not answer.\n", None),
        ],
    )
    def test_no_score(self, sync, github, issue, scores, database, body, code):
        sync("run")
        github.comment(issue, body)
        outcome = sync("run")
        assert outcome.code == 0
        assert outcome.changes == {}
        assert outcome.codes == ([code] if code else [])
        assert scores() == {}
        assert database.one("SELECT count(*) FROM specs") == 2

    def test_an_ambiguous_title_is_a_warning_with_a_link(self, sync, github, scores):
        comment = github.comment(github.issue("scatter-basic and bar-basic"), review())
        (found,) = sync("run").document["problems"]
        assert found["code"] == "review-ambiguous"
        assert f"#issuecomment-{comment}" in found["message"]
        assert scores() == {}


class TestRequests:
    def test_a_first_read_of_5000_issues_and_20000_comments(self, sync, github, scores):
        for _ in range(5_000):
            github.issue("scatter-basic: Basic Scatter Plot")
        for number in range(20_000):
            github.comment(1 + number % 5_000, review(60 + number % 40) if number % 7 == 0 else "?")
        outcome = sync("run")
        assert outcome.document["sources"]["reviews"]["requests"] <= 260
        assert outcome.document["sources"]["reviews"]["read"] == 2858
        newest = 60 + 19_999 // 7 * 7 % 40
        assert scores()[SCATTER][0] == newest
        nothing_new = sync("run")
        assert nothing_new.changes == {}
        assert nothing_new.document["sources"]["reviews"]["requests"] <= 2
        github.comment(17, review(99))
        one_new = sync("run")
        assert one_new.document["sources"]["reviews"]["requests"] <= 3
        assert scores()[SCATTER][0] == 99.0

    def test_a_comment_edited_on_an_old_issue_asks_for_that_issue(self, sync, github, scores):
        old = github.issue("scatter-basic: with matplotlib")
        comment = github.comment(old, "to be reviewed")
        github.comment(github.issue("other"), "hello")
        sync("run")
        github.edit(comment, review(92))
        outcome = sync("run")
        assert outcome.document["sources"]["reviews"]["requests"] <= 3
        assert scores() == {SCATTER: (92.0, True)}

    def test_nothing_new_costs_no_quota(self, sync, github, issue):
        github.comment(issue, review(92))
        sync("run")
        sync("run")
        sync("run")
        assert [request.status for request in github.requests[-2:]] == [304, 304]

    def test_the_number_of_statements_does_not_depend_on_the_reviews(self, sync, github, issue):
        github.comment(issue, review(92))
        first = sync("run").document["database"]["statements"]
        assert first <= 17
        for number in range(30):
            github.comment(issue, review(number))
        sync("resync")
        one = github.comment(issue, review(50))
        few = sync("run").document["database"]["statements"]
        github.edit(one, review(51))
        for number in range(150):
            github.comment(issue, review(number % 100))
        many = sync("run").document["database"]["statements"]
        assert many <= few + 3

    def test_an_enterprise_server_under_a_path(self, sync, github, issue, scores, monkeypatch):
        monkeypatch.setenv("GITHUB_API_URL", github.enterprise_url + "/")
        for number in range(150):
            github.comment(issue, review(number % 100))
        sync("run")
        assert scores() == {SCATTER: (49.0, False)}

    def test_a_renamed_repository_is_followed(self, sync, github, issue, scores):
        for number in range(150):
            github.comment(issue, review(number % 100))
        github.rename("pyplots/renamed")
        assert sync("run").code == 0
        assert scores() == {SCATTER: (49.0, False)}

    def test_another_repository_is_read_from_the_start(
        self, sync, github, issue, scores, monkeypatch
    ):
        github.comment(issue, review(92))
        sync("run")
        with gh.GitHubApi("pyplots/other") as other:
            other.comment(other.issue("scatter-basic: seaborn"), review(90))
            monkeypatch.setenv("GITHUB_REPOSITORY", other.repository)
            monkeypatch.setenv("GITHUB_API_URL", other.url)
            sync("run")
        assert scores() == {SEABORN: (90.0, True)}


FAULTS = {
    "500": gh.status(500),
    "502": gh.status(502),
    "503": gh.status(503),
    "cut": gh.cut(),
    "close": gh.close(),
    "half": gh.half_a_document(),
    "not json": gh.not_json(),
}
LASTING_FAULTS = FAULTS | {
    "wrong shape": gh.wrong_shape(),
    "401": gh.status(401),
    "403": gh.status(403),
    "404": gh.status(404),
    "410": gh.status(410),
    "422": gh.status(422),
    "limit": gh.rate_limited(),
    "limit 429": gh.rate_limited(code=429),
    "secondary": gh.secondary(retry_after=61),
    "elsewhere": gh.redirect("http://example.org/repos/x/y/issues/comments"),
    "in circles": gh.redirect("/repos/pyplots/catalogue/issues/comments"),
}


@pytest.fixture
def seeded(sync, github, issue, repository):
    """A database with a score of 78, and much that is new: seven pages, and a changed file."""
    github.comment(issue, review(78))
    sync("run")
    for number in range(740):
        github.comment(issue, review(number % 100) if number % 20 == 19 else "?")
    repository.spec("scatter-basic", "Another Title")


class TestFailing:
    @pytest.mark.parametrize("fault", LASTING_FAULTS)
    def test_page_seven_fails_and_the_next_run_is_as_if_it_had_not(
        self, sync, github, scores, seeded, database, monkeypatch, fault, make_command, new_database
    ):
        monkeypatch.setenv("PYPLOTS_SYNC_RETRIES", "0")
        marks = database.execute("SELECT * FROM sync_marks ORDER BY 1")
        reviews = database.one("SELECT count(*) FROM quality_reviews")
        github.fail(
            LASTING_FAULTS[fault],
            when=lambda request: request.query.get("page") == "7" or "example" in request.path,
            times=float("inf"),
        )
        outcome = sync("run")
        assert outcome.code == 3
        assert outcome.document["status"] == "held-back"
        assert outcome.document["sources"]["reviews"]["status"] == "unavailable"
        assert outcome.document["sources"]["reviews"]["requests"] >= 7
        assert outcome.codes == ["reviews-unavailable"]
        assert list(outcome.changes) == ["update spec scatter-basic"]
        assert scores() == {SCATTER: (78.0, False)}
        assert database.execute("SELECT * FROM sync_marks ORDER BY 1") == marks
        assert database.one("SELECT count(*) FROM quality_reviews") == reviews
        (found,) = outcome.document["problems"]
        error = database.one("SELECT error FROM sync_runs ORDER BY id DESC LIMIT 1")
        assert error == f"run: {found['message']}"
        github.recover()
        assert sync("run").code == 0
        untroubled = new_database()
        make_command(sync.repository, untroubled)("run")
        kept = "quality_reviews"
        assert database.dump()[kept] == untroubled.dump()[kept]
        assert scores() == {SCATTER: (39.0, False)}

    @pytest.mark.parametrize("fault", FAULTS)
    def test_a_passing_failure_is_tried_again(self, sync, github, scores, seeded, fault):
        github.fail(FAULTS[fault], when=lambda request: request.query.get("page") == "3", times=1)
        assert sync("run").code == 0
        assert scores() == {SCATTER: (39.0, False)}

    def test_a_short_limit_is_waited_out(self, sync, github, issue, scores):
        github.comment(issue, review(92))
        github.fail(gh.secondary(retry_after=1), times=1)
        assert sync("run").code == 0
        assert scores() == {SCATTER: (92.0, True)}

    def test_waits_add_up(self, sync, github, issue, monkeypatch):
        monkeypatch.setenv("PYPLOTS_SYNC_RATE_LIMIT_WAIT", "1")
        github.fail(gh.secondary(retry_after=1), times=2)
        assert sync("run").code == 3

    @pytest.mark.parametrize("code", [403, 429])
    def test_a_long_limit_says_when_it_ends(self, sync, github, code):
        github.fail(gh.rate_limited(reset_in=3600, code=code), times=1)
        (found,) = sync("run").document["problems"]
        ends = github.now + timedelta(seconds=3600)
        assert f"until {ends:%Y-%m-%d %H}" in found["message"]
        assert "rate_limit_wait" in found["hint"]

    @pytest.mark.parametrize(
        ("code", "hint"),
        [
            (401, "GITHUB_TOKEN"),
            (403, "issues: read"),
            (404, "GITHUB_REPOSITORY"),
            (410, "settings"),
        ],
    )
    def test_a_refusal_says_what_to_look_at(self, sync, github, code, hint):
        github.fail(gh.status(code), times=1)
        outcome = sync("diff")
        assert outcome.code == 3
        (found,) = outcome.document["problems"]
        assert hint in found["hint"]

    def test_a_failed_run_stores_no_mark(self, sync, github, issue, scores, repository, database):
        github.comment(issue, review(92))
        bad = repository.write("specs/broken.md", "no title")
        assert sync("run").code == 1
        assert database.execute("SELECT * FROM sync_marks") == []
        bad.unlink()
        sync("run")
        assert scores() == {SCATTER: (92.0, True)}

    def test_a_comment_that_moves_while_the_pages_are_read_hides_no_other(
        self, sync, github, issue, scores
    ):
        first = github.comment(issue, "hello")
        for number in range(250):
            at = "scatter-basic / seaborn / default" if number == 99 else ""
            github.comment(issue, review(90 if at else 50, about=at) if at or number > 200 else "?")

        def edits(api, answer):
            api.edit(first, "hello again")
            return answer

        github.fail(edits, when=lambda request: request.query.get("page") == "2", times=1)
        sync("run")
        assert scores()[SEABORN] == (90.0, True)

    def test_a_deletion_while_resync_reads_loses_no_review(self, sync, github, issue, scores):
        first = github.comment(issue, "hello")
        for number in range(250):
            at = "scatter-basic / seaborn / default" if number == 99 else ""
            github.comment(issue, review(90 if at else 50, about=at) if at or number > 200 else "?")
        sync("run")

        def deletes(api, answer):
            api.delete(first)
            return answer

        github.fail(deletes, when=lambda request: request.query.get("page") == "2", times=1)
        sync("resync")
        assert scores()[SEABORN] == (90.0, True)


def with_headers(status, **headers):
    def answer(api, regular):
        regular.status, regular.document = status, {"message": "API rate limit exceeded"}
        regular.headers |= {name.replace("_", "-"): value for name, value in headers.items()}
        return regular

    return answer


ODD_ANSWERS = {
    "too deep": gh.reply("[" * 200_000),
    "null": gh.reply("null"),
    "a time beyond all": with_headers(
        403, date="Fri, 31 Dec 9999 23:59:59 GMT", x_ratelimit_remaining="0",
        x_ratelimit_reset="253402300799",
    ),
    "a year beyond all": with_headers(429, retry_after="Fri, 31 Dec 99999999999999999999 23:59:59 GMT"),
    "an endless reset": with_headers(403, x_ratelimit_remaining="0", x_ratelimit_reset="inf"),
    "no number": with_headers(403, x_ratelimit_remaining="few", x_ratelimit_limit="many"),
    "accepted": with_headers(202),
}  # fmt: skip


class TestOddAnswers:
    @pytest.mark.parametrize("answer", ODD_ANSWERS)
    def test_an_odd_answer_makes_the_source_unavailable(self, sync, github, monkeypatch, answer):
        monkeypatch.setenv("PYPLOTS_SYNC_RETRIES", "0")
        monkeypatch.setenv("PYPLOTS_SYNC_RATE_LIMIT_WAIT", "0")
        github.fail(ODD_ANSWERS[answer], times=float("inf"))
        outcome = sync("run")
        assert outcome.code == 3
        assert outcome.codes == ["reviews-unavailable"]
        assert outcome.document["counts"]["implementation"]["create"] == 3

    @pytest.mark.parametrize("fault", [gh.status(404), gh.reply("null")])
    def test_an_issue_that_does_not_answer_is_asked_for_again(
        self, sync, github, issue, scores, fault
    ):
        comment = github.comment(issue, "to be reviewed")
        github.comment(github.issue("other"), "hello")
        sync("run")
        github.edit(comment, review(92))
        github.fail(fault, when=lambda request: request.path.endswith(f"/issues/{issue}"), times=1)
        sync("run")
        sync("run")
        assert scores() == {SCATTER: (92.0, True)}

    def test_an_empty_setting_is_none(self, sync, github, issue, scores, monkeypatch):
        github.comment(issue, review(92))
        monkeypatch.setenv("PYPLOTS_SYNC_TRUSTED_REVIEWERS", "")
        sync("run")
        assert scores() == {SCATTER: (92.0, True)}

    def test_an_interrupt_ends_the_process_although_github_is_silent(
        self, repository, database, github
    ):
        asked = threading.Event()

        def silent(api, answer):
            asked.set()
            return gh.silence()(api, answer)

        github.fail(silent, times=float("inf"))
        command = [sys.executable, "-m", "sync", "run", "--repo", str(repository.root)]
        with started(
            [*command, "--database", database.url],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as running:
            assert asked.wait(60)
            running.send_signal(signal.SIGINT)
            running.communicate(timeout=60)
        assert running.returncode not in (0, 3)
        assert database.one("SELECT count(*) FROM implementations") == 0


class TestSecrets:
    @pytest.mark.parametrize("code", [200, 401, 500])
    @pytest.mark.parametrize("format_", ["text", "json", "markdown"])
    def test_the_token_never_shows(
        self, process, repository, database, github, issue, code, format_
    ):
        github.token = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"
        if code != 200:
            github.fail(gh.status(code), times=float("inf"))
        outcome = process(
            "run", "-vv", "--repo", str(repository.root), "--database", database.url,
            "--format", format_,
            GITHUB_TOKEN=github.token, GITHUB_REPOSITORY=github.repository,
            GITHUB_API_URL=github.url, PYPLOTS_SYNC_RETRIES="0",
        )  # fmt: skip
        assert outcome.code == (0 if code == 200 else 3)
        assert github.token not in outcome.output + outcome.errors
        assert github.token not in str(database.dump())

    @pytest.mark.parametrize("token", ["ghp_a\nb", "ghp_é", "a b"])
    def test_a_token_that_no_header_can_hold(self, process, repository, database, github, token):
        outcome = process(
            "run", "-vv", "--repo", str(repository.root), "--database", database.url,
            GITHUB_TOKEN=token, GITHUB_REPOSITORY=github.repository, GITHUB_API_URL=github.url,
        )  # fmt: skip
        assert outcome.code == 3
        assert token not in outcome.output + outcome.errors
        assert github.requests == []

    def test_what_strangers_write_is_not_logged(self, process, repository, database, github, issue):
        github.comment(issue, "::error::gotcha")
        outcome = process(
            "run", "-vv", "--repo", str(repository.root), "--database", database.url,
            GITHUB_TOKEN=github.token, GITHUB_REPOSITORY=github.repository,
            GITHUB_API_URL=github.url,
        )  # fmt: skip
        assert "gotcha" not in outcome.output + outcome.errors
        assert "GET /repos/" in outcome.errors

    @pytest.mark.parametrize("repository_name", ["x", "a/b/c", "a/b?x", "../..", "a b/c"])
    def test_a_repository_that_is_none(self, sync, github, monkeypatch, repository_name):
        monkeypatch.setenv("GITHUB_REPOSITORY", repository_name)
        outcome = sync("run")
        assert outcome.code == 3
        assert github.requests == []
