"""What separates two catalogues: a pure function of the two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from sync.model.catalog import Catalog
from sync.reconcile.plan import Action, Change, Plan, Row, RowKind, ordered

Key = TypeVar("Key")
Value = TypeVar("Value")


def diff(actual: Catalog, desired: Catalog) -> Plan:
    """The plan that turns ``actual`` into ``desired``.

    Applying it and comparing again gives an empty plan.
    """
    changes: list[Change] = []
    unchanged: dict[RowKind, int] = {}
    sides: dict[RowKind, tuple[Mapping[Any, Row], Mapping[Any, Row]]] = {
        "library": (actual.libraries, desired.libraries),
        "spec": (actual.specs, desired.specs),
        "tag": (actual.tags, desired.tags),
        "implementation": (actual.implementations, desired.implementations),
    }
    for kind, (old, new) in sides.items():
        found = _compare(kind, old, new)
        unchanged[kind] = len(new) - sum(change.after is not None for change in found)
        changes += found
    facts = _compare("review", actual.reviews, desired.reviews)
    return Plan(ordered(changes), unchanged, tuple(facts))


def replaced(old: Mapping[Key, Value], new: Mapping[Key, Value]) -> Iterator[Key]:
    """The keys of ``new`` that ``old`` does not have the same object under.

    Most of ``new`` is carried over: where both have the same keys in the same order, which is
    usual, none is looked up.
    """
    alike = 0
    for key, before, now, after in zip(old, old.values(), new, new.values(), strict=False):
        if key is not now:
            break
        alike += 1
        if before is not after:
            yield key
    for key, after in islice(new.items(), alike, None):
        if key not in old or old[key] is not after:
            yield key


def _compare(kind: RowKind, old: Mapping[Any, Row], new: Mapping[Any, Row]) -> list[Change]:
    changes = [
        Change(_action(before, after), kind, _text(key), before, after)
        for key in replaced(old, new)
        if (before := old.get(key)) != (after := new[key])
    ]
    # as many rows as before, and none new: none is gone
    if len(new) - sum(change.before is None for change in changes) == len(old):
        return changes
    gone = [key for key in old if key not in new]
    return changes + [Change("delete", kind, _text(key), old[key], None) for key in gone]


def _action(before: Row | None, after: Row) -> Action:
    if before is None:
        return "create"
    was, now = getattr(before, "active", None), getattr(after, "active", None)
    if was == now:
        return "update"
    return "reactivate" if now else "deactivate"


def _text(key: str | tuple[object, ...]) -> str:
    return key if isinstance(key, str) else "/".join(map(str, key))
