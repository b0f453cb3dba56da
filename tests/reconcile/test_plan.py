"""The plan as a value: order, counts and fields of changes."""

from __future__ import annotations

import random
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from sync.model.catalog import Catalog, Implementation, Library, Spec, Tag
from sync.reconcile.diff import diff
from sync.reconcile.plan import ROW_KINDS, Change, Plan

SPEC = Spec("a", "T", "D", '[{"name": "x"}]', None, source_hash="1", content_hash="2")
CODE = Implementation("a", "l", "default", "f", "p", source_hash="1", content_hash="2")

names = st.sampled_from("abcdefgh")
specs = st.builds(
    Spec, names, names, st.none() | names, st.just("[]"), st.none(), active=st.booleans()
)
codes = st.builds(Implementation, names, names, names, names, names, quality_score=st.none())
libraries = st.builds(Library, names, names, active=st.booleans())
tags = st.builds(Tag, names, names, st.sampled_from([0.5, 1.0]))


@st.composite
def catalogues(draw):
    return Catalog(
        libraries={row.id: row for row in draw(st.lists(libraries))},
        specs={row.id: row for row in draw(st.lists(specs))},
        tags={row.key: row for row in draw(st.lists(tags))},
        implementations={row.key: row for row in draw(st.lists(codes))},
    )


def catalogue(spec=None, code=None):
    return Catalog(
        specs={spec.id: spec} if spec else {}, implementations={code.key: code} if code else {}
    )


def shuffled(rows, chance):
    items = list(rows.items())
    chance.shuffle(items)
    return dict(items)


@given(catalogues(), catalogues(), st.randoms(use_true_random=False))
def test_equal_plans_are_equal_whatever_the_order_of_the_rows(
    actual, desired, chance: random.Random
):
    kinds = ("libraries", "specs", "tags", "implementations")
    again = [
        Catalog(**{kind: shuffled(getattr(side, kind), chance) for kind in kinds})
        for side in (actual, desired)
    ]
    assert diff(*again).changes == diff(actual, desired).changes
    assert [ROW_KINDS.index(c.kind) for c in diff(*again).changes] == sorted(
        ROW_KINDS.index(c.kind) for c in diff(*again).changes
    )


@given(catalogues(), catalogues())
def test_what_is_counted_adds_up(actual, desired):
    plan = diff(actual, desired)
    sizes = {
        "library": (actual.libraries, desired.libraries),
        "spec": (actual.specs, desired.specs),
        "tag": (actual.tags, desired.tags),
        "implementation": (actual.implementations, desired.implementations),
    }
    assert list(plan.counts) == list(ROW_KINDS)
    for kind, (old, new) in sizes.items():
        counts = plan.counts[kind]
        moved = counts["update"] + counts.get("deactivate", 0) + counts.get("reactivate", 0)
        assert counts["create"] + moved + counts["unchanged"] == len(new)
        assert counts["delete"] + moved + counts["unchanged"] == len(old)
    assert diff(desired, desired).is_empty


def test_hashes_show_only_where_nothing_else_moved():
    moved = SPEC._replace(title="U", source_hash="3", content_hash="4")
    (change,) = diff(catalogue(SPEC), catalogue(moved)).changes
    assert change.fields == {"title": ("T", "U")}
    both = CODE._replace(source_hash="3", content_hash="4")
    (change,) = diff(catalogue(code=CODE), catalogue(code=both)).changes
    assert change.fields == {"source_hash": ("1", "3")}
    seal = CODE._replace(content_hash="4")
    (change,) = diff(catalogue(code=CODE), catalogue(code=seal)).changes
    assert change.fields == {"content_hash": ("2", "4")}


def test_a_switch_has_an_action_of_its_own_each_way():
    off = SPEC._replace(active=False)
    assert [c.action for c in diff(catalogue(SPEC), catalogue(off)).changes] == ["deactivate"]
    assert [c.action for c in diff(catalogue(off), catalogue(SPEC)).changes] == ["reactivate"]
    other = off._replace(title="U")
    assert [c.action for c in diff(catalogue(off), catalogue(other)).changes] == ["update"]


def test_settings_alone_are_a_plan_to_tell_of():
    assert Plan().is_empty
    assert not Plan(settings={"min_quality": (85.0, 60.0)}).is_empty
    assert not diff(Catalog(), catalogue(SPEC)).is_empty


class TestFields:
    def fields(self, before, after):
        (change,) = diff(catalogue(before), catalogue(after)).changes
        return change.fields

    def test_json_is_told_as_what_it_means(self):
        other = SPEC._replace(data_requirements='[{"name": "y"}]', optional_params="[1]")
        assert self.fields(SPEC, other) == {
            "data_requirements": ([{"name": "x"}], [{"name": "y"}]),
            "optional_params": (None, [1]),
        }

    def test_lists_are_lists_and_times_are_utc(self):
        assert self.fields(SPEC, SPEC._replace(tags=("a", "b"))) == {"tags": ([], ["a", "b"])}
        at = CODE._replace(reviewed_at=datetime(2026, 1, 2, 3, 4, 5, 600))  # noqa: DTZ001
        (change,) = diff(catalogue(code=CODE), catalogue(code=at)).changes
        assert change.fields == {"reviewed_at": (None, "2026-01-02T03:04:05.000600Z")}

    def test_a_new_row_and_one_that_goes_show_all_but_their_key_and_hashes(self):
        row = Library("l", "L", version="1")
        assert Change("create", "library", "l", None, row).fields == {
            "name": (None, "L"), "version": (None, "1"), "active": (None, True),
        }  # fmt: skip
        assert Change("delete", "library", "l", row, None).fields == {
            "name": ("L", None), "version": ("1", None), "active": (True, None),
        }  # fmt: skip


def test_what_a_change_is_about():
    row = Library("a/b", "L")
    assert Change("create", "library", "a", None, row).spec_id is None
    assert Change("create", "tag", "s/t/u", None, Tag("s", "t/u")).spec_id == "s"
    assert Change("create", "spec", "s", None, SPEC).spec_id == "s"


def test_a_plan_is_asked_for_its_parts():
    old = catalogue(SPEC, CODE)
    plan = diff(old, catalogue(SPEC._replace(active=False)))
    assert plan.spec_ids == ["a"]
    assert [c.kind for c in plan.of("spec")] == ["spec"]
    assert [c.kind for c in plan.of("implementation", "delete")] == ["implementation"]
    assert plan.of("implementation", "create", "update") == []
    assert plan.of("review") == []
    assert not plan.is_empty
    more = plan.plus([Change("create", "library", "l", None, Library("l", "L"))])
    assert [c.kind for c in more.changes] == ["library", "spec", "implementation"]
    assert more.unchanged == plan.unchanged


def test_only_libraries_and_specs_are_switched_off():
    counts = Plan().counts
    switched = {kind for kind, actions in counts.items() if "deactivate" in actions}
    assert switched == {"library", "spec"} == {k for k, a in counts.items() if "reactivate" in a}
    assert all(list(a)[:3] == ["create", "update", "delete"] for a in counts.values())


def test_facts_are_apart():
    fact = Change("create", "review", "1/0", None, SPEC)
    plan = Plan(facts=(fact,))
    assert plan.of("review") == plan.of("review", "create") == [fact]
    assert plan.of("review", "delete") == []
    assert plan.is_empty
