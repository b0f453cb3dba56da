"""A plan as a document that is read by a person, and applied later if it still is the plan.

It is bound to its database, to the last run there, to the commit and to the settings. Nothing in
it is believed: what would be done now is made into such a document, too, and has to equal it. So
it needs no signature, and what was altered in it is a difference like any other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sync.model.errors import PyplotsSyncError
from sync.model.owners import columns_of
from sync.model.problems import printable
from sync.model.secrets import redact
from sync.reconcile.plan import Change, Plan

FORMAT = 1
"""The version of the documents."""
KIND = "saved plan"
_MOST = 20
"""Differences that are told one by one."""
_LONGEST = 200
"""Characters of one of them."""

Document = dict[str, Any]


class SavedPlanError(PyplotsSyncError, ValueError):
    """What was handed over is no saved plan. The message says where it differs."""


def saved(
    plan: Plan,
    *,
    database: str,
    after_run: int | None,
    commit: str | None,
    settings: Mapping[str, Any],
    options: Mapping[str, bool],
) -> Document:
    """The document of ``plan``.

    Args:
        plan: what would be done.
        database: its address, without a password; a digest of it is kept.
        after_run: the last run that wrote there: with the next one, this plan is over.
        commit: what is checked out.
        settings: those that decide trust.
        options: of the command, as far as they decide what a plan has.
    """
    document = {
        "format": FORMAT,
        "kind": KIND,
        "database": _digest(database),
        "after_run": after_run,
        "commit": commit,
        "options": dict(options),
        "settings": _told(dict(settings)),
        "counts": plan.counts,
        "changes": [_change(change) for change in plan.changes],
        "reviews": {"changes": len(plan.facts), "digest": _digest(*map(_rows, plan.facts))},
    }
    # as it reads when it comes back from its file
    found: Document = json.loads(_json(document))
    return found


def parsed(text: str) -> Document:
    """The document in ``text``.

    Raises:
        SavedPlanError: it is none, or one of another version.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise SavedPlanError("it is not JSON") from None
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise SavedPlanError("it is not what `diff --out` writes")
    if found.get("format") != FORMAT:
        raise SavedPlanError(f"it is of another version: make it again, with format {FORMAT}")
    return found


def differences(was: Document, now: Document) -> list[str]:
    """How what would be done now differs from what was saved; empty where it does not."""
    found = list(_all_differences(was, now))
    if not found and was != now:
        found = ["something in the file is not as it was written"]
    told = [line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…" for line in found[:_MOST]]
    if len(found) > _MOST:
        told.append(f"and {len(found) - _MOST:,} more")
    return told


def _all_differences(was: Document, now: Document) -> Iterator[str]:
    if was.get("database") != now["database"]:
        yield "the plan is for another database, or for another way to write its address"
    elif was.get("after_run") != now["after_run"]:
        yield "there has been a run since it was saved: a plan is applied once, and before others"
    if was.get("commit") != now["commit"]:
        yield f"commit: {_text(was.get('commit'))} was saved, {_text(now['commit'])} is here"
    for name in ("options", "settings"):
        before, after = _mapping(was.get(name)), now[name]
        for key in sorted({*before, *after}):
            if before.get(key) != after.get(key):
                told = f"{_text(before.get(key))} was saved, {_text(after.get(key))} is set"
                yield f"{name[:-1]} {key}: {told}"
    yield from _changes(_by_key(was.get("changes")), _by_key(now["changes"]))
    if was.get("reviews") != now["reviews"]:
        yield "the reviews that would be stored are others"


def _changes(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted({*was, *now}):
        if key not in now:
            yield f"saved, but not to be done any more: {_named(was[key])}"
        elif key not in was:
            yield f"to be done, but not saved: {_named(now[key])}"
        elif was[key] != now[key]:
            before, after = _mapping(was[key].get("fields")), now[key]["fields"]
            moved = sorted(n for n in {*before, *after} if before.get(n) != after.get(n))
            where = ", ".join(moved) or "in what is not shown"
            yield f"to be done otherwise than saved: {_named(now[key])} ({where})"


def _named(change: Mapping[str, Any]) -> str:
    return f"{change.get('action')} {change.get('kind')} {change.get('key')}"


def _by_key(changes: Any) -> dict[str, Mapping[str, Any]]:
    listed = changes if isinstance(changes, list) else []
    return {
        f"{change.get('kind')} {change.get('key')}": change
        for change in listed
        if isinstance(change, dict)
    }


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _change(change: Change) -> Document:
    return {
        "action": change.action,
        "kind": change.kind,
        "key": _told(change.key),
        "fields": _told(json.loads(_json(change.fields))),
        # of all columns, also those that move with every file
        "digest": _digest(_rows(change)),
    }


def _rows(change: Change) -> str:
    rows = (
        None
        if row is None
        else {column.name: getattr(row, column.name) for column in columns_of(type(row))}
        for row in (change.before, change.after)
    )
    return _json([change.action, change.kind, change.key, *rows])


def _told(value: Any) -> Any:
    """``value``, which others wrote, without secrets, and without what no file can hold."""
    if isinstance(value, str):
        return printable(redact(value))
    if isinstance(value, list | tuple):
        return [_told(item) for item in value]
    if isinstance(value, dict):
        return {name: _told(item) for name, item in value.items()}
    return value


def _digest(*parts: str) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(f"{part}\0".encode("utf-8", "backslashreplace"))
    return found.hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _text(value: object) -> str:
    return "none" if value is None else value if isinstance(value, str) else _json(value)
