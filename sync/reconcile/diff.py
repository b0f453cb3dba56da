"""What separates two catalogues: a pure function of the two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.model.catalog import Catalog
from sync.reconcile.plan import Action, Change, Plan, Row, RowKind, ordered


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


def _compare(kind: RowKind, old: Mapping[Any, Row], new: Mapping[Any, Row]) -> list[Change]:
    # a row that was carried over is the same object, which spares the comparison
    changes = [
        Change(_action(before, after), kind, _text(key), before, after)
        for key, after in new.items()
        if (before := old.get(key)) is not after and before != after
    ]
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
