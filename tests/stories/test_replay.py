"""A plot that is drafted again after it was posted: what is published keeps its score."""

from __future__ import annotations

from itertools import permutations

import pytest

KEY = "scatter-basic/matplotlib/default"
TITLE = "feat(matplotlib): implement scatter-basic"


def review(score, verdict="APPROVED"):
    return (
        f"## AI Review - Attempt 1/3\n\n### Quality Score: {score}/100\n\n### Verdict: {verdict}\n"
    )


@pytest.fixture
def story(github, sync, repository, database):
    return Story(github, sync, repository, database)


class Story:
    """Steps of a plot's life, with a run after each, and what it then shows."""

    def __init__(self, github, sync, repository, database):
        self.github, self.sync, self.repository = github, sync, repository
        self.database = database
        self.scores: list[float] = []
        repository.remove("plots/matplotlib/scatter/scatter-basic/default.py")
        self.run()
        self.scores.clear()

    def run(self):
        assert self.sync("run").code == 0
        found = self.database.execute(
            "SELECT quality_score FROM implementations WHERE spec_id = 'scatter-basic'"
            " AND library_id = 'matplotlib'"
        )
        self.scores.append(found[0][0] if found else None)

    def draft(self, score, pull=None, verdict=None):
        pull = pull or self.github.issue(TITLE, pull=True, user="claude[bot]", association="NONE")
        verdict = verdict or ("APPROVED" if score >= 85 else "REJECTED")
        self.github.comment(pull, review(score, verdict), author="claude[bot]")
        self.run()
        return pull

    def merge(self, pull, code):
        self.github.merge(pull)
        self.repository.implementation("scatter-basic", code=f'"""{code}"""\n')
        self.run()

    def post(self):
        item = self.sync("queue", "next", "--platform", "twitter").document["item"]
        assert self.sync("queue", "posted", item["id"]).code == 0

    def queue(self):
        return self.database.execute(
            "SELECT priority, status, quality_score FROM promotion_queue ORDER BY created_at"
        )


POSTED = ("high", "posted", 92.0)


@pytest.fixture
def posted(story):
    """Merged at 92 and posted."""
    story.merge(story.draft(92), "the first")
    story.post()
    assert story.queue() == [POSTED]
    story.scores.clear()
    story.run()
    return story


class TestDraftedAgain:
    def test_merged_posted_drafted_redrafted_and_merged(self, posted):
        pull = posted.draft(62)
        posted.draft(88, pull)
        assert posted.queue() == [POSTED]
        posted.merge(pull, "the second")
        assert posted.scores == [92, 92, 92, 88]
        assert posted.queue() == [POSTED, ("low", "queued", 88.0)]
        posted.run()
        assert posted.sync("resync").changes == {}
        assert len(posted.queue()) == 2

    def test_a_second_draft_that_is_closed(self, posted):
        pull = posted.draft(62)
        posted.github.close(pull)
        posted.run()
        posted.draft(97, posted.github.issue(TITLE, pull=True))
        assert posted.scores == [92] * 4
        assert posted.queue() == [POSTED]

    def test_two_drafts_of_which_the_older_is_merged(self, posted):
        older, newer = posted.draft(88), posted.draft(62)
        posted.merge(older, "the second")
        assert posted.scores[-1] == 88
        posted.merge(newer, "the third")
        assert posted.scores[-1] == 62
        # what is not tested is not announced, and the open entry waits
        assert posted.queue() == [POSTED, ("low", "queued", 88.0)]

    def test_the_merge_is_seen_before_the_code(self, posted):
        pull = posted.draft(88)
        posted.github.merge(pull)
        posted.run()
        posted.repository.implementation("scatter-basic", code='"""the second"""\n')
        posted.run()
        assert posted.scores[-1] == 88
        assert posted.queue() == [POSTED, ("low", "queued", 88.0)]

    def test_the_code_is_seen_before_the_merge(self, posted):
        pull = posted.draft(97)
        posted.repository.implementation("scatter-basic", code='"""the second"""\n')
        posted.run()
        assert posted.scores[-1] == 92
        posted.github.merge(pull)
        posted.run()
        assert posted.scores[-1] == 97
        # one entry, which takes up the better score
        assert posted.queue() == [POSTED, ("low", "queued", 97.0)]

    def test_runs_that_are_left_out_change_nothing_of_the_end(self, posted):
        pull = posted.github.issue(TITLE, pull=True, user="claude[bot]")
        for score in (62, 70, 88):
            posted.github.comment(pull, review(score), author="claude[bot]")
        posted.merge(pull, "the second")
        assert posted.scores == [92, 88]
        assert posted.queue() == [POSTED, ("low", "queued", 88.0)]

    def test_an_edited_draft(self, posted):
        pull = posted.github.issue(TITLE, pull=True)
        comment = posted.github.comment(pull, review(62, "REJECTED"))
        posted.run()
        posted.github.edit(comment, review(88))
        posted.run()
        assert posted.scores == [92, 92, 92]
        posted.merge(pull, "the second")
        assert posted.scores[-1] == 88

    def test_labels_edits_and_other_comments_of_a_merged_one_post_nothing(self, posted):
        (pull,) = posted.github.issues
        posted.github.comment(pull, "Thanks!", author="mallory")
        posted.run()
        posted.github.retitle(pull, TITLE, ["published"])
        posted.run()
        posted.github.comment(pull, review(12, "REJECTED"), author="mallory")
        posted.run()
        assert posted.scores == [92] * 4
        assert posted.queue() == [POSTED]

    @pytest.mark.parametrize("order", list(permutations((62, 88, 97))))
    def test_no_draft_is_seen_in_whatever_order_they_come(self, posted, order):
        for score in order:
            posted.draft(score)
        assert posted.scores == [92] * 4
        assert posted.queue() == [POSTED]


def test_a_plot_that_was_never_merged_is_never_announced(story):
    pull = story.draft(96)
    story.github.close(pull)
    story.run()
    # the file of somebody else arrives under that name
    story.repository.implementation("scatter-basic")
    story.run()
    assert story.scores == [None, None, None]
    assert story.queue() == []
