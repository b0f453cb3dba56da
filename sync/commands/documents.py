"""The documents that ``--format json`` prints, as JSON Schema.

Words, columns and counts come from where the commands take them; rows from the classes that hold
them. A document may gain members: whoever reads one passes over what he does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from sync.commands.sources import nothing_read
from sync.database.queries import BrowsedSpec, StoredImplementation, StoredSpec, StoredTag
from sync.model.problems import KINDS as PROBLEM_KINDS
from sync.model.problems import Problem
from sync.model.queue import Entry
from sync.reconcile.plan import ROW_KINDS, actions_of
from sync.reports.health import Check
from sync.reports.outcome import EXIT_CODES, FORMAT
from sync.reports.planting import Found, Planted
from sync.reports.purging import PurgedSpec
from sync.reports.site import MadeSite
from sync.settings import TRUST
from sync.sources.files.forms import DIALECT, Schema

_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_FLAG: Schema = {"type": "boolean"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_SECONDS: Schema = {"type": "number", "minimum": 0, "description": "seconds"}
_COMMIT: Schema = {"type": ["string", "null"], "pattern": "^[0-9a-f]{40}$"}
_PAIR: Schema = {
    "type": "array", "minItems": 2, "maxItems": 2, "description": "before and after"
}  # fmt: skip
_PLAIN: dict[Any, Schema] = {
    str: _TEXT,
    bool: _FLAG,
    int: {"type": "integer"},
    float: {"type": "number"},
    datetime: _TEXT,
    UUID: _TEXT,
    NoneType: {"type": "null"},
}


def report() -> Schema:
    """Every document: ``command`` says which, and only that of ``queue next`` lacks it."""
    by_command = [
        {"if": {"properties": {"command": {"enum": list(commands)}}}, "then": members}
        for commands, members in _documents()
    ]
    return {
        "$schema": DIALECT,
        "title": "What pyplots-sync prints with --format json",
        "type": "object",
        "if": {"required": ["format"]},
        "then": {**_object(_head()), "allOf": by_command},
        "else": _object({"item": {"type": ["object", "null"]}}),
    }


def _head() -> dict[str, Schema]:
    return {
        "format": {"const": FORMAT},
        "command": _TEXT,
        "status": {"enum": list(EXIT_CODES)},
        "problems": _list(_problem()),
    }


def _documents() -> Iterable[tuple[Sequence[str], Schema]]:
    """Commands, and the members that each of them adds."""
    dry, seconds = {"dry_run": _FLAG}, {"seconds": _SECONDS}
    address = {"database": _object({"address": _MAYBE, "statements": _COUNT})}
    statements = {"database": _object({"statements": _COUNT})}
    plan = {"commit": _COMMIT, "changes": _list(_change()), "counts": _counts()}
    yield (
        ("diff", "run", "resync", "validate"),
        _object(plan | {"settings": _settings(), "sources": _sources()} | statements | seconds),
    )
    yield ("purge",), _object(plan | {"specs": _list(_row(PurgedSpec))} | statements | seconds)
    for command, row in (("catalog list", BrowsedSpec), ("catalog search", StoredSpec)):
        yield (command,), _unless_wrong({"specs": _list(_row(row)), "next": _MAYBE})
    yield (
        ("catalog show",),
        _unless_wrong(
            {
                "spec": _row(StoredSpec),
                "tags": _list(_row(StoredTag)),
                "implementations": _list(_row(StoredImplementation)),
                "next": _MAYBE,
            }
        ),
    )
    entry = _row(Entry)
    yield ("queue posted", "queue failed"), _unless_wrong({"entry": entry})
    yield ("queue list",), _unless_wrong({"entries": _list(entry), "totals": _map(_map(_COUNT))})
    yield (
        ("health",),
        _object(
            {
                "alerts": _list(_TEXT),
                "checks": _list(_row(Check, "name", "state", "message")),
                "figures": {"type": "object"},
                "limits": _map({"type": ["integer", "null"]}),
            }
            | address
            | seconds
        ),
    )
    version = _object({"url": _TEXT, "bytes": _COUNT, "superseded": _TEXT, "outcome": _TEXT})
    yield (
        ("prune previews",),
        _object(
            {
                "bucket": _MAYBE,
                "older_than": _COUNT,
                "versions": _list(version),
                "counts": _map(_COUNT),
                "bytes": _COUNT,
                "requests": _COUNT,
            }
            | dry
            | seconds
        ),
    )
    usage = {"older_than": _COUNT, "before": _MAYBE, "oldest": _MAYBE, "counts": _map(_COUNT)}
    yield ("prune usage",), _object(usage | {"batches": _COUNT} | dry | seconds)
    roles = {"roles": _map(_MAYBE), "statements": _list(_TEXT)}
    yield ("db grants",), _object(roles | dry | seconds)
    migrated = {"revision": _MAYBE}
    yield ("db upgrade", "db downgrade"), _unless_wrong(migrated | {"before": _MAYBE})
    yield ("db current",), _unless_wrong(migrated | {"head": _TEXT, "pending": _FLAG})
    told = _row(MadeSite, "folder", "page", "plots", "files", "bytes", "gone")["properties"]
    shown = {"errors": _COUNT, "warnings": _COUNT, "alerts": _list(_TEXT)}
    yield ("site",), _object(told | {"shown": _object(shown)} | address | seconds)
    planted = {"found": _row(Found), "program": _MAYBE, "files": _list(_row(Planted))}
    yield ("init",), _object(planted | dry)


def _problem() -> Schema:
    return _row(Problem) | {
        "properties": {
            "severity": {"enum": ["error", "warning"]},
            # a version with more sources has a code for each that is unavailable
            "code": {
                "anyOf": [
                    {"enum": sorted(PROBLEM_KINDS)},
                    {"type": "string", "pattern": "^[a-z][a-z0-9]*-unavailable$"},
                ]
            },
            "path": {**_MAYBE, "description": "relative to the repository"},
            "line": {"type": ["integer", "null"], "minimum": 1},
            "message": _TEXT,
            "hint": {**_TEXT, "description": "what to do about it"},
        }
    }


def _change() -> Schema:
    actions = dict.fromkeys(action for kind in ROW_KINDS for action in actions_of(kind))
    return _object(
        {
            "action": {"enum": list(actions)},
            "kind": {"enum": list(ROW_KINDS)},
            "key": _TEXT,
            "fields": {**_map(_PAIR), "description": "column to its value before and after"},
        }
    )


def _counts() -> Schema:
    names = {kind: [*actions_of(kind), "unchanged"] for kind in ROW_KINDS}
    return _object({kind: _object(dict.fromkeys(told, _COUNT)) for kind, told in names.items()})


def _settings() -> Schema:
    told = "settings that decide trust and have changed, before and after"
    pairs = {"type": "object", "properties": dict.fromkeys(TRUST, _PAIR)}
    return {**pairs, "additionalProperties": False, "description": told}


def _sources() -> Schema:
    status: Schema = {"enum": ["ok", "off", "unavailable"]}
    return _object(
        {
            name: _object({key: status if key == "status" else _COUNT for key in members})
            for name, members in nothing_read().items()
        }
    )


def _object(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": dict(properties), "required": list(properties)}


def _unless_wrong(properties: Mapping[str, Schema]) -> Schema:
    """Members that are there unless a problem kept the command from its answer."""
    there = _object(properties)
    wrong: Schema = {"properties": {"problems": {"minItems": 1}}, "required": ["problems"]}
    return {"properties": there["properties"], "anyOf": [{"required": there["required"]}, wrong]}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _row(cls: type, *names: str) -> Schema:
    """The fields of a class, or those that are named, as their annotations say."""
    # a class may import what only its annotations need for type checkers alone
    hints = get_type_hints(cls, localns={kind.__name__: kind for kind in _PLAIN})
    known = [field.name for field in fields(cls)] if is_dataclass(cls) else list(hints)
    return _object({name: _typed(hints[name]) for name in names or known})


def _typed(hint: Any) -> Schema:
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (Union, UnionType):
        return {"anyOf": [_typed(argument) for argument in arguments]}
    if origin in (tuple, list):
        return _list(_typed(arguments[0]))
    if isinstance(hint, type) and hasattr(hint, "_fields"):
        return _row(hint)
    return {"type": "object"} if origin in (dict, Mapping) else {}
