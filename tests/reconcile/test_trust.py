"""Settings that decide trust: what of them is told, and what they give to whom."""

from __future__ import annotations

import pytest

from sync.model.catalog import LastRun
from sync.reconcile.trust import changed_settings, taken_over

DEFAULTS = {"min_quality": 85.0, "scores": "reviews", "previews": "bucket"}


def run(**settings):
    return LastRun(settings=DEFAULTS | settings)


def changed(last, here):
    return changed_settings(last, here, DEFAULTS)


def test_what_is_another_value_is_told_before_and_after():
    assert changed(run(), run()) == {}
    assert changed(run(), run(min_quality=80.0)) == {"min_quality": (85.0, 80.0)}
    assert changed(run(min_quality=80.0), run()) == {"min_quality": (80.0, 85.0)}
    both = run(scores="metadata", previews="metadata")
    assert changed(run(), both) == {
        "scores": ("reviews", "metadata"), "previews": ("bucket", "metadata"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("last", "here"), [(LastRun(), run(min_quality=1)), (run(min_quality=1), LastRun())]
)
def test_where_one_of_them_is_not_known_nothing_is_told(last, here):
    assert changed(last, here) == {}


def test_a_setting_that_the_last_run_did_not_know_had_its_default():
    last = LastRun(settings={"scores": "reviews", "previews": "bucket"})
    assert changed(last, run()) == {}
    assert changed(last, run(min_quality=80.0)) == {"min_quality": (None, 80.0)}


SCORES = "quality_score, tested, reviewed_at, review_url now"


@pytest.mark.parametrize(
    ("last", "here", "told"),
    [
        (run(), run(), []),
        (run(), run(scores="metadata"),
         [f'the metadata files own {SCORES} (scores = "metadata", which was "reviews")']),
        (run(scores="metadata"), run(),
         [f'the reviews own {SCORES} (scores = "reviews", which was "metadata")']),
        (run(), run(previews="metadata"),
         ['the metadata files own preview_url now (previews = "metadata", which was "bucket")']),
        (run(previews="metadata"), run(),
         ['the bucket owns preview_url now (previews = "bucket", which was "metadata")']),
        (run(scores="metadata"), run(scores="metadata"), []),
        # a run of which nothing was kept had the defaults
        (LastRun(), run(), []),
        (LastRun(), run(previews="metadata"),
         ['the metadata files own preview_url now (previews = "metadata", which was "bucket")']),
        (run(previews="metadata"), LastRun(), []),
        (LastRun(settings={"min_quality": 1}), run(), []),
    ],
)  # fmt: skip
def test_who_owns_which_columns_now(last, here, told):
    assert list(taken_over(last, here, DEFAULTS)) == told
