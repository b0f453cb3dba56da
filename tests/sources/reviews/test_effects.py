"""What each review did: to which implementation, or why to none."""

from __future__ import annotations

from datetime import datetime

from sync.model.catalog import Catalog, Implementation, Review
from sync.model.effects import Effect
from sync.sources.reviews.effects import effects

WHEN = datetime(2026, 1, 2)  # noqa: DTZ001
A = Implementation("bar", "l", "default", "f", "p")
B = Implementation("bar", "m", "default", "f", "p")
C = Implementation("bar", "m", "dark", "f", "p")
D = Implementation("line", "l", "default", "f", "p")


def review(number=1, score=90.0, **facts):
    return Review(
        number, 0, 1, "title", (), None, None, None, score, None, "bot", WHEN, WHEN,
        f"url{number}", **facts,
    )  # fmt: skip


def rated(row, by, *, tested=True):
    return row._replace(
        quality_score=by.score, tested=tested, reviewed_at=by.created_at, review_url=by.url
    )


def catalogue(*rows):
    return Catalog(implementations={row.key: row for row in rows})


def text(row):
    return "/".join(row.key)


ONE = review()


def test_a_score_that_moves_is_told_with_who_gave_it():
    new = rated(A, ONE)
    found = effects(catalogue(A), catalogue(new), {A.key: ONE}, [])
    assert found == [Effect(text(A), None, 90.0, tested=True, author="bot", url="url1")]
    other = review(2, 40.0)
    newer = rated(A, other, tested=False)
    assert effects(catalogue(new), catalogue(newer), {A.key: other}, []) == [
        Effect(text(A), 90.0, 40.0, tested=False, author="bot", url="url2")
    ]


def test_a_verdict_that_changes_alone_is_told():
    """Another threshold, or the same score by another verdict."""
    failed, passed = rated(A, ONE, tested=False), rated(A, ONE)
    (found,) = effects(catalogue(failed), catalogue(passed), {A.key: ONE}, [])
    assert (found.before, found.after, found.tested) == (90.0, 90.0, True)
    (found,) = effects(catalogue(passed), catalogue(failed), {A.key: ONE}, [])
    assert found.tested is False


def test_a_score_that_goes_says_that_there_is_no_review():
    assert effects(catalogue(rated(A, ONE)), catalogue(A), {}, []) == [
        Effect(text(A), 90.0, None, tested=False, author="", url="", note="no review")
    ]


def test_what_does_not_move_is_not_told():
    same = rated(A, ONE)
    assert effects(catalogue(same), catalogue(same), {A.key: ONE}, []) == []
    again = same._replace(file_path="elsewhere")
    assert effects(catalogue(same), catalogue(again), {A.key: ONE}, []) == []
    # a row that another program wrote may say nothing of tested, which is no
    unsaid = A._replace(tested=None)
    assert effects(catalogue(unsaid), catalogue(A), {}, []) == []
    assert effects(catalogue(A), catalogue(unsaid), {}, []) == []


def test_a_row_that_comes_without_a_score_is_not_told_and_with_one_it_is():
    assert effects(catalogue(), catalogue(A), {}, []) == []
    (found,) = effects(catalogue(), catalogue(rated(A, ONE)), {A.key: ONE}, [])
    assert found == Effect(text(A), None, 90.0, tested=True, author="bot", url="url1")


class TestFresh:
    """A review that is new, and did nothing."""

    def idle(self, review, target, *rows, counting=None):
        there = catalogue(*rows)
        return effects(there, there, counting or {}, [(review, target)])

    def note(self, *arguments, **named):
        (found,) = self.idle(*arguments, **named)
        assert (found.before, found.after, found.tested) == (None, 90.0, False)
        assert (found.author, found.url) == ("bot", "url1")
        return found.key, found.note

    def test_it_waits_for_its_implementation(self):
        waits = "waits for its implementation"
        assert self.note(ONE, ("bar", "l", "default"), D) == ("bar/l/default", waits)
        assert self.note(ONE, ("bar", "m", "default"), A, C) == ("bar/m/default", waits)
        assert self.note(ONE, ("none", None, None), A) == ("none/*/*", waits)

    def test_another_counts(self):
        other = review(2)
        target = ("bar", "l", "default")
        found = self.note(ONE, target, rated(A, other), counting={A.key: other})
        assert found == ("bar/l/default", "another review counts")
        assert self.note(ONE, ("bar", None, None), A, B)[1] == "another review counts"
        assert self.note(ONE, ("bar", "m", None), A, C)[1] == "another review counts"

    def test_it_waits_for_the_merge(self):
        open_ = review(is_pull_request=True)
        for rows in ([], [A]):
            assert self.note(open_, ("bar", "l", "default"), *rows) == (
                "bar/l/default", "waits for the merge of its pull request",
            )  # fmt: skip
        merged = review(is_pull_request=True, merged_at=WHEN)
        assert self.note(merged, A.key, A)[1] == "another review counts"

    def test_one_that_counts_for_any_of_them_is_not_idle(self):
        for target in [("bar", None, None), ("bar", "m", None), ("bar", "m", "dark")]:
            assert self.idle(ONE, target, A, B, C, D, counting={C.key: ONE}) == []
        # for another implementation than those it is about it does not count
        assert self.note(ONE, ("bar", "l", "default"), A, C, counting={C.key: ONE})[0] == (
            "bar/l/default"
        )


def test_all_are_in_the_order_of_keys_and_addresses():
    first, second, third = review(1), review(2), review(3)
    found = effects(
        catalogue(rated(A, review(9, 50.0)), D),
        catalogue(rated(A, third), D),
        {A.key: third},
        [(second, ("zzz", None, None)), (second, A.key), (first, A.key), (third, A.key)],
    )
    assert [(one.key, one.url) for one in found] == [
        ("bar/l/default", "url1"), ("bar/l/default", "url2"), ("bar/l/default", "url3"),
        ("zzz/*/*", "url2"),
    ]  # fmt: skip
