"""What is unsafe, exactly on the limit and one beside it (contract, section 5)."""

from __future__ import annotations

import pytest

from sync.model.catalog import Catalog, Implementation, Spec
from sync.reconcile.diff import diff
from sync.reconcile.guard import UNSAFE_FROM, UNSAFE_SHARE, refusals


def spec(number, *, active=True):
    return Spec(f"s-{number}", "T", None, "[]", None, active=active)


def implementation(number):
    return Implementation(f"s-{number}", "l", "default", "f", f"plots/l/f/s-{number}/default.py")


def catalogue(implementations=(), specs=()):
    return Catalog(
        specs={row.id: row for row in specs},
        implementations={row.key: row for row in implementations},
    )


def reasons(actual, desired, *, empty=False):
    return refusals(diff(actual, desired), actual, catalogue_is_empty=empty)


@pytest.mark.parametrize(
    ("held", "lost", "unsafe"),
    [
        (9, 9, False),  # fewer than ten may all go
        (10, 3, False),  # exactly 30 %
        (10, 4, True),
        (11, 3, False),  # 27 %
        (11, 4, True),
        (20, 6, False),
        (20, 7, True),
        (1000, 300, False),
        (1000, 301, True),
        (10, 10, True),
        (10, 0, False),
    ],
)
class TestShare:
    def test_of_implementations(self, held, lost, unsafe):
        rows = [implementation(number) for number in range(held)]
        found = reasons(catalogue(rows), catalogue(rows[lost:]))
        assert found == [told("delete", lost, held, "implementations")] * unsafe

    def test_of_specs(self, held, lost, unsafe):
        off = [spec(number, active=False) for number in range(lost)]
        rest = [spec(number) for number in range(lost, held)]
        actual = catalogue(specs=[spec(number) for number in range(held)])
        found = reasons(actual, catalogue(specs=off + rest))
        assert found == [told("deactivate", lost, held, "active specs")] * unsafe


def told(verb, lost, held, things):
    share = round(100 * lost / held)
    most = held * 3 // 10
    return f"it would {verb} {lost:,} of {held:,} {things} ({share} %); at most {most:,} (30 %) may go at once"


def test_the_limits_are_those_of_the_contract():
    assert (UNSAFE_SHARE, UNSAFE_FROM) == (0.30, 10)


def test_specs_that_are_off_already_do_not_count():
    off = [spec(number, active=False) for number in range(10, 100)]
    actual = catalogue(specs=[*map(spec, range(9)), *off])
    gone = catalogue(specs=[*(spec(number, active=False) for number in range(9)), *off])
    assert reasons(actual, gone) == []
    ten = catalogue(specs=[*map(spec, range(10)), *off[1:]])
    assert len(reasons(ten, catalogue(specs=[spec(n, active=False) for n in range(100)]))) == 1


def test_what_comes_in_its_place_does_not_make_up_for_it():
    rows = [implementation(number) for number in range(20)]
    assert len(reasons(catalogue(rows[:10]), catalogue(rows[4:]))) == 1


def test_both_at_once_are_two_reasons():
    rows = [implementation(number) for number in range(10)]
    actual = catalogue(rows, map(spec, range(10)))
    desired = catalogue(rows[:5], [spec(number, active=number > 4) for number in range(10)])
    assert len(reasons(actual, desired)) == 2


@pytest.mark.parametrize("held", [0, 1, 100])
def test_an_empty_catalogue_is_refused_whatever_is_there(held):
    rows = catalogue([implementation(number) for number in range(held)])
    assert reasons(rows, rows, empty=True) == ["plots/ is missing or empty"]
    assert reasons(rows, rows) == []
