"""Which code a score was given to, as a pure function of two catalogues."""

from datetime import datetime

import pytest

from sync.model.catalog import Catalog, Implementation, Review
from sync.reconcile.notes import with_notes

URL = "https://github.com/o/r/issues/1#issuecomment-1"
WHEN = datetime.fromisoformat("2026-01-01")
NEW = Implementation("a", "l", "default", "f", "p", source_hash="new")
SCORED = NEW._replace(
    quality_score=92.0, tested=True, reviewed_at=WHEN, review_url=URL, scored_hash="old"
)
REVIEW = Review(
    1, 0, 1, "a", (), None, None, None, 92.0, "approved", "claude[bot]", WHEN, WHEN, URL
)


def catalogue(row, review=None):
    return Catalog(
        implementations={} if row is None else {row.key: row},
        reviews={} if review is None else {review.key: review},
    )


def noted(old, new, before=REVIEW, after=REVIEW):
    found = with_notes(catalogue(old, before), catalogue(new, after))
    return found.implementations[new.key].scored_hash


@pytest.mark.parametrize(
    ("why", "old", "new", "expected"),
    [
        ("a first score", NEW, SCORED._replace(scored_hash=None), "new"),
        ("a row with a score", None, SCORED._replace(scored_hash=None), "new"),
        ("a row without one", None, NEW, None),
        ("code that changes", SCORED._replace(source_hash="old"), SCORED, "old"),
        ("another review", SCORED._replace(review_url=URL + "2"), SCORED, "new"),
        ("a review of another time", SCORED._replace(reviewed_at=datetime.fromisoformat("2025-01-01")), SCORED, "new"),
        ("a score that goes", SCORED, NEW._replace(scored_hash="old"), None),
        ("a hand edit put right", SCORED._replace(quality_score=1.0), SCORED, "old"),
        ("a score that nobody kept it for", SCORED._replace(source_hash="x", scored_hash=None),
         SCORED._replace(scored_hash=None), None),
        ("a metadata file that says another", SCORED._replace(review_url=None, quality_score=1.0),
         SCORED._replace(review_url=None), "new"),
    ],
)  # fmt: skip
def test_a_score_is_of_the_code_that_it_was_taken_on_with(why, old, new, expected):
    assert noted(old, new) == expected


def test_a_comment_that_is_edited_gives_its_new_score_to_the_code_of_now():
    edited = REVIEW._replace(score=88.0)
    new = SCORED._replace(quality_score=88.0)
    assert noted(SCORED, new, REVIEW, edited) == "new"


def test_a_comment_edited_without_another_score_says_nothing_new():
    assert (
        noted(SCORED, SCORED._replace(tested=False), REVIEW, REVIEW._replace(verdict=None)) == "old"
    )


def test_nothing_is_built_anew_where_nothing_is_to_be_noted():
    there = catalogue(SCORED)
    assert with_notes(there, there) is there


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (NEW, None),
        (NEW._replace(scored_hash="old"), None),
        (SCORED, True),
        (SCORED._replace(scored_hash="new"), False),
        (SCORED._replace(scored_hash=None), None),
    ],
)
def test_a_row_says_whether_its_code_has_changed_since(row, expected):
    assert row.changed_since_review is expected


def test_a_row_that_stays_ends_nothing():
    kept, first = NEW._replace(spec_id="0"), SCORED._replace(scored_hash=None)
    actual = Catalog(implementations={kept.key: kept, NEW.key: NEW})
    desired = Catalog(implementations={kept.key: kept, first.key: first})
    found = with_notes(actual, desired).implementations
    assert found[kept.key] is kept
    assert found[first.key].scored_hash == "new"
