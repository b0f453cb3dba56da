"""The plan: what would change, as a value that can be counted, described and written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Literal, NamedTuple

from sync.model.catalog import Implementation, Library, Promotion, Review, Spec, Tag
from sync.model.owners import Column, Owner, columns_of

Action = Literal["create", "update", "delete", "deactivate", "reactivate"]
RowKind = Literal["library", "spec", "tag", "implementation", "promotion", "review"]
Row = Library | Spec | Tag | Implementation | Promotion | Review

ROW_KINDS: tuple[RowKind, ...] = ("library", "spec", "tag", "implementation", "promotion")
"""Every kind that is reported, in the order in which changes are printed and written."""

_RANK = {kind: rank for rank, kind in enumerate(ROW_KINDS)}
_ACTIONS: tuple[Action, ...] = ("create", "update", "delete")
_SWITCHES: tuple[Action, ...] = ("deactivate", "reactivate")
_BOOKKEEPING = ("source_hash", "content_hash", "scored_hash")
"""Columns that move whenever others do: shown only where nothing before them moved."""


class Change(NamedTuple):
    """One row that would be created, updated or deleted. Carries the row before and after."""

    action: Action
    kind: RowKind
    key: str
    before: Row | None
    after: Row | None

    @property
    def spec_id(self) -> str | None:
        """The spec that this change is about, None for a library."""
        return None if self.kind == "library" else self.key.partition("/")[0]

    @property
    def note(self) -> str | None:
        """What a reader should know beside the columns that move."""
        before, after = self.before, self.after
        if not isinstance(before, Implementation) or not isinstance(after, Implementation):
            return None
        is_edited = before.source_hash != after.source_hash
        return "the score is of older code" if is_edited and after.changed_since_review else None

    @property
    def fields(self) -> dict[str, tuple[Any, Any]]:
        """Column name to ``(before, after)``, for each column that moves.

        The hashes that move with every file are left out where something else moves.
        """
        moved = self._moved()
        for name in reversed(_BOOKKEEPING):
            if len(moved) > 1:
                moved = {column: pair for column, pair in moved.items() if column.name != name}
        return {
            column.name: (_value(column, before), _value(column, after))
            for column, (before, after) in moved.items()
        }

    def _moved(self) -> dict[Column, tuple[Any, Any]]:
        row = self.after or self.before
        assert row is not None
        columns = columns_of(type(row))
        nothing = (None,) * len(columns)
        return {
            column: (before, after)
            for column, before, after in zip(
                columns, self.before or nothing, self.after or nothing, strict=True
            )
            if before != after and column.owner is not Owner.KEY
        }


def _value(column: Column, value: Any) -> Any:
    if column.is_json and value is not None:
        return json.loads(value)
    if isinstance(value, datetime):
        # times are kept as UTC without a zone (tables.py)
        return f"{value.isoformat()}Z"
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Plan:
    """What would change, in a fixed order: equal plans print equal text.

    ``unchanged`` counts the rows of each kind that stay as they are. ``facts``
    are the changes of kind ``review``: they are written with the others, but
    what matters to a reader is what they do to implementations. ``settings`` are
    those that decide trust and are others than at the last run: name to
    ``(before, now)``.
    """

    changes: tuple[Change, ...] = ()
    unchanged: dict[RowKind, int] = field(default_factory=dict)
    facts: tuple[Change, ...] = ()
    settings: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it that a person would want to know of."""
        return not self.changes and not self.settings

    @cached_property
    def counts(self) -> dict[RowKind, dict[str, int]]:
        """Kind of row to action, or ``unchanged``, to number of rows; every kind is there."""
        found = Counter((change.kind, change.action) for change in self.changes)
        return {
            kind: {
                **{action: found[kind, action] for action in actions_of(kind)},
                "unchanged": self.unchanged.get(kind, 0),
            }
            for kind in ROW_KINDS
        }

    @cached_property
    def spec_ids(self) -> list[str]:
        """The specs that something changes for, sorted."""
        return sorted({change.spec_id for change in self.changes if change.spec_id is not None})

    def plus(self, changes: Iterable[Change]) -> Plan:
        """This plan with ``changes`` in their places."""
        return replace(self, changes=ordered([*self.changes, *changes]))

    def of(self, kind: RowKind, *actions: Action) -> list[Change]:
        """The changes of one kind, and of some actions only where these are given."""
        changes = self.facts if kind == "review" else self._by_kind[kind]
        return [change for change in changes if not actions or change.action in actions]

    @cached_property
    def _by_kind(self) -> Mapping[RowKind, list[Change]]:
        found: dict[RowKind, list[Change]] = {kind: [] for kind in ROW_KINDS}
        for change in self.changes:
            found[change.kind].append(change)
        return found


def actions_of(kind: RowKind) -> tuple[Action, ...]:
    """The actions that a row of ``kind`` can see: only libraries and specs are switched off."""
    return _ACTIONS + _SWITCHES if kind in ("library", "spec") else _ACTIONS


def ordered(changes: Iterable[Change]) -> tuple[Change, ...]:
    """``changes`` by kind, then by key."""
    return tuple(sorted(changes, key=lambda change: (_RANK[change.kind], change.key)))
