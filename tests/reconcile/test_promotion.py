"""What is announced: thresholds, states of the queue, and what is better."""

from __future__ import annotations

from datetime import datetime

import pytest

from sync.model.catalog import Catalog, Implementation, Promoted, Promotion, Spec
from sync.reconcile.diff import diff
from sync.reconcile.promotion import (
    HIGH,
    MEDIUM,
    Announceable,
    announceable,
    best_first,
    promotions,
)

KEY = ("s", "twitter")
WHEN = datetime(2026, 1, 2)  # noqa: DTZ001
PLAIN = Implementation("s", "l", "default", "f", "p", source_hash="1")
GOOD = PLAIN._replace(quality_score=92.0, tested=True, reviewed_at=WHEN, review_url="u")
DEPLOYED = Announceable(frozenset("s"), frozenset("s"), frozenset("s"))
RENEWED = Announceable(renewed=frozenset("s"), touched=frozenset("s"))
TOUCHED = Announceable(touched=frozenset("s"))
EXISTING = Announceable(existing=frozenset("s"))


def catalogue(*rows, active=True):
    return Catalog(
        specs={
            row.spec_id: Spec(row.spec_id, "T", None, "[]", None, active=active) for row in rows
        },
        implementations={row.key: row for row in rows},
    )


def entry(priority="high", score=92.0, preview=None):
    return Promotion(*KEY, priority, score, preview)


def made(found, there=None, row=GOOD, *, active=True):
    """The entry that is written, or None; with the action it takes."""
    queue = {} if there is None else {KEY: there}
    changes = promotions(found, catalogue(row, active=active), queue, ["twitter"])
    assert all((c.kind, c.key) == ("promotion", "s/twitter") for c in changes)
    if not changes:
        return None
    (change,) = changes
    assert change.before == (there.open if there else None)
    assert change.action == ("create" if change.before is None else "update")
    return change.after


class TestWho:
    """Which specs a plan may announce."""

    def found(self, old, new, *, existing=False):
        before, after = (catalogue(row) if row else Catalog() for row in (old, new))
        found = announceable(diff(before, after), after, existing=existing)
        sets = (found.deployed, found.renewed, found.touched, found.existing)
        assert all(one in (frozenset(), frozenset("s")) for one in sets)
        assert found.spec_ids == (["s"] if any(sets) else [])
        return tuple(map(bool, sets[:3]))

    @pytest.mark.parametrize(
        ("old", "new", "who"),
        [
            (None, GOOD, (True, True, True)),
            (None, PLAIN, (False, False, False)),
            (PLAIN, GOOD, (True, True, True)),
            (GOOD, PLAIN, (False, False, False)),
            (GOOD, None, (False, False, False)),
            (GOOD, GOOD, (False, False, False)),
            (GOOD, GOOD._replace(preview_url="x"), (False, False, True)),
            (GOOD, GOOD._replace(source_hash="2"), (False, True, True)),
            # a row that another program wrote has no hash: that says nothing about its code
            (GOOD._replace(source_hash=None), GOOD, (False, False, True)),
            (GOOD, GOOD._replace(quality_score=91.0), (False, True, True)),
            # another review with the same score is no news
            (GOOD, GOOD._replace(review_url="v"), (False, False, True)),
            # a verdict that changed by another review is, and a threshold that did is not
            (GOOD._replace(tested=False), GOOD, (True, False, True)),
            (GOOD._replace(tested=False), GOOD._replace(review_url="v"), (True, True, True)),
            (GOOD._replace(tested=False, reviewed_at=None), GOOD, (True, True, True)),
            (GOOD._replace(tested=None), GOOD, (True, False, True)),
        ],
    )
    def test_by_what_happened_to_an_implementation(self, old, new, who):
        assert self.found(old, new) == who

    def test_every_spec_with_a_tested_one_where_it_is_asked_for(self):
        after = catalogue(GOOD, PLAIN._replace(spec_id="other"))
        plan = diff(after, after)
        assert announceable(plan, after, existing=True) == EXISTING
        assert announceable(plan, after, existing=False) == Announceable()

    def test_the_specs_are_sorted_each_once(self):
        found = Announceable(touched=frozenset("ca"), existing=frozenset("ab"))
        assert found.spec_ids == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("score", "priority"),
    [(100.0, "high"), (90.0, "high"), (89.99, "medium"), (85.0, "medium"), (84.99, "low"),
     (0.0, "low"), (None, "low")],
)  # fmt: skip
def test_the_priority_by_the_score(score, priority):
    assert (HIGH, MEDIUM) == (90.0, 85.0)
    row = GOOD._replace(quality_score=score, preview_url="x")
    assert made(DEPLOYED, row=row) == entry(priority, score, "x")
    # what was announced before is never urgent
    assert made(RENEWED, Promoted(was_posted=True), row=row) == entry("low", score, "x")


class TestStates:
    @pytest.mark.parametrize(
        ("found", "there", "is_made"),
        [
            (DEPLOYED, None, True),
            (EXISTING, None, True),
            (RENEWED, None, False),
            (TOUCHED, None, False),
            # one that failed for good makes way for the next deployment
            (DEPLOYED, Promoted(), True),
            (EXISTING, Promoted(), False),
            (RENEWED, Promoted(), False),
            (DEPLOYED, Promoted(was_posted=True), True),
            (RENEWED, Promoted(was_posted=True), True),
            (TOUCHED, Promoted(was_posted=True), False),
            (EXISTING, Promoted(was_posted=True), False),
            # an open one that somebody has got is left alone
            (DEPLOYED, Promoted(entry("low", 1.0)), False),
            (DEPLOYED, Promoted(entry("low", 1.0), was_posted=True), False),
        ],
    )
    def test_when_there_is_a_new_entry(self, found, there, is_made):
        assert (made(found, there) is not None) is is_made
        assert made(found, there, active=False) is None

    def test_a_spec_that_is_gone_or_has_no_tested_one_is_not_announced(self):
        for desired in (Catalog(), catalogue(PLAIN), Catalog(implementations={GOOD.key: GOOD})):
            assert promotions(DEPLOYED, desired, {}, ["twitter"]) == []

    def test_one_that_nobody_switched_off_is(self):
        """The column may be null: only a false one is off."""
        assert made(DEPLOYED, active=None) is not None

    def test_each_platform_and_spec_has_its_own_in_their_order(self):
        rows = [GOOD._replace(spec_id=name) for name in "ba"]
        found = Announceable(frozenset("abz"), frozenset(), frozenset("abz"))
        changes = promotions(found, catalogue(*rows), {}, ["x", "w"])
        assert [c.key for c in changes] == ["a/x", "a/w", "b/x", "b/w"]
        queue = {("a", "w"): Promoted(Promotion("a", "w", "high", 92.0))}
        changes = promotions(found, catalogue(*rows), queue, ["x", "w"])
        assert [c.key for c in changes] == ["a/x", "b/x", "b/w"]

    def test_the_best_tested_one_of_the_spec_stands_for_it(self):
        best = GOOD._replace(library_id="z", quality_score=93.0, preview_url="best")
        unasked = GOOD._replace(spec_id="other")
        loud = GOOD._replace(variant="loud", quality_score=99.0, tested=False)
        rows = [GOOD, best, loud, unasked]
        for order in (rows, rows[::-1]):
            (change,) = promotions(DEPLOYED, catalogue(*order), {}, ["twitter"])
            assert change.after == entry("high", 93.0, "best")


class TestBetter:
    """A row that waits is changed for the better only."""

    @pytest.mark.parametrize(
        ("was", "score", "preview", "becomes"),
        [
            (entry("high", 92.0), 92.0, None, None),
            (entry("high", 92.0), 92.01, None, entry("high", 92.01)),
            (entry("high", 92.0), 91.99, None, None),
            (entry("high", 92.0), None, "x", None),
            (entry("low", None), 86.0, None, entry("medium", 86.0)),
            # a priority set by hand does not fall, and one that is none gives way
            (entry("high", 80.0), 86.0, None, entry("high", 86.0)),
            (entry("urgent", 80.0), 86.0, None, entry("medium", 86.0)),
            (entry(None, 80.0), 40.0, None, None),
            (entry(None, 20.0), 40.0, None, entry("low", 40.0)),
            # the picture that came after it
            (entry("high", 92.0), 92.0, "x", entry("high", 92.0, "x")),
            (entry("high", 92.0, "x"), 92.0, None, None),
            (entry("high", 92.0, "x"), 92.0, "y", entry("high", 92.0, "y")),
            (entry("high", 92.0), 91.0, "x", None),
            (entry("low", None), None, "x", entry("low", None, "x")),
        ],
    )
    def test_what_becomes_of_it(self, was, score, preview, becomes):
        row = GOOD._replace(quality_score=score, preview_url=preview)
        there = Promoted(was, is_waiting=True)
        for found in (TOUCHED, EXISTING, RENEWED, DEPLOYED):
            assert made(found, there, row) == becomes

    def test_an_update_that_waits_stays_low(self):
        there = Promoted(entry("low", 80.0), is_waiting=True, was_posted=True)
        assert made(TOUCHED, there) == entry("low", 92.0)


def test_the_order_in_which_they_stand_for_a_spec():
    """A score before none, the higher, with a picture, by library, by variant."""
    rows = [
        GOOD._replace(quality_score=95.0, library_id="z", variant="z"),
        GOOD._replace(quality_score=90.0, preview_url="x", library_id="z"),
        GOOD._replace(quality_score=90.0, library_id="a", variant="z"),
        GOOD._replace(quality_score=90.0, library_id="b", variant="a"),
        GOOD._replace(quality_score=90.0, library_id="b", variant="b"),
        GOOD._replace(quality_score=0.5, library_id="b"),
        GOOD._replace(quality_score=0.0, library_id="a"),
        GOOD._replace(quality_score=None, preview_url="x", library_id="a"),
        GOOD._replace(quality_score=None, library_id="a"),
    ]
    for order in (rows, rows[::-1], rows[3:] + rows[:3]):
        assert sorted(order, key=best_first) == rows
