"""What separates two catalogues, action by action."""

from __future__ import annotations

from datetime import datetime

import pytest

from sync.model.catalog import Catalog, Implementation, Library, Review, Spec, Tag
from sync.reconcile.diff import diff

WHEN = datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001
LIBRARY = Library("l", "L")
SPEC = Spec("s", "T", None, "[]", None)
TAG = Tag("s", "t")
CODE = Implementation("s", "l", "default", "f", "p")
REVIEW = Review(
    7, 0, 1, "title", (), "s", None, None, 90.0, None, "bot", WHEN, WHEN, "url"
)  # fmt: skip
ROWS = {
    "library": ("libraries", "l", LIBRARY, LIBRARY._replace(name="M"), "l"),
    "spec": ("specs", "s", SPEC, SPEC._replace(title="U"), "s"),
    "tag": ("tags", TAG.key, TAG, TAG._replace(confidence=0.5), "s/t"),
    "implementation": (
        "implementations", CODE.key, CODE, CODE._replace(tested=True), "s/l/default"
    ),
    "review": ("reviews", REVIEW.key, REVIEW, REVIEW._replace(score=1.0), "7/0"),
}  # fmt: skip
KINDS = list(ROWS)


def with_row(kind, row):
    name, key, *_ = ROWS[kind]
    return Catalog(**{name: {} if row is None else {key: row}})


def only(plan, kind):
    changes, others = (plan.facts, plan.changes) if kind == "review" else (plan.changes, plan.facts)
    assert others == ()
    (change,) = changes
    return change


@pytest.mark.parametrize("kind", KINDS)
def test_each_action_with_the_row_before_and_after(kind):
    _, _, old, new, text = ROWS[kind]
    for before, after, action in [
        (None, new, "create"),
        (old, new, "update"),
        (old, None, "delete"),
    ]:
        change = only(diff(with_row(kind, before), with_row(kind, after)), kind)
        assert change == (action, kind, text, before, after)


@pytest.mark.parametrize("kind", KINDS)
def test_equal_rows_are_no_change_whether_they_are_one_object_or_two(kind):
    _, _, row, _, _ = ROWS[kind]
    again = type(row)(*row)
    assert again is not row
    for other in (row, again):
        plan = diff(with_row(kind, row), with_row(kind, other))
        assert (plan.changes, plan.facts) == ((), ())
        assert plan.unchanged == {
            one: int(one == kind) for one in ("library", "spec", "tag", "implementation")
        }


def test_a_key_is_told_whole():
    rows = {"matplotlib": Library("matplotlib", "L")}
    (change,) = diff(Catalog(), Catalog(libraries=rows)).changes
    assert change.key == "matplotlib"


def test_what_stays_is_counted_and_what_moves_or_comes_or_goes_is_not():
    old = {f"l{n}": Library(f"l{n}", "L") for n in range(5)}
    new = {name: old[name] for name in ("l0", "l1")}
    new["l2"] = old["l2"]._replace(name="other")
    new["l5"] = Library("l5", "L")
    plan = diff(Catalog(libraries=old), Catalog(libraries=new))
    assert plan.counts["library"] == {
        "create": 1, "update": 1, "delete": 2, "deactivate": 0, "reactivate": 0, "unchanged": 2,
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["library", "spec"])
def test_a_switch_is_told_by_what_it_was_and_what_it_is(kind):
    _, _, row, other, _ = ROWS[kind]
    off, off_too = row._replace(active=False), other._replace(active=False)
    for before, after, action in [
        (row, off, "deactivate"), (row, off_too, "deactivate"), (off, row, "reactivate"),
        (off, other, "reactivate"), (off, off_too, "update"), (row, other, "update"),
        (None, off, "create"), (None, row, "create"), (off, None, "delete"),
    ]:  # fmt: skip
        assert only(diff(with_row(kind, before), with_row(kind, after)), kind).action == action
