"""The report as one JSON document (contract, section 5): one line a change, one line a problem.

:func:`parse` reads it back, also one that a stranger wrote.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sync.model.errors import PyplotsSyncError
from sync.model.problems import KINDS, Problem, in_order, problem, unavailable_code
from sync.reconcile.plan import ROW_KINDS, Change, Plan, actions_of
from sync.reports.outcome import EXIT_CODES, FORMAT
from sync.reports.report import Report
from sync.settings import TRUST

_WITH_PLAN = ("diff", "run", "resync", "validate")
_OTHERS = ("prune previews", "prune usage", "health", "site")
"""Commands whose documents tell of other things: their status and problems are read."""
_PIECE = 500
"""Entries of a list that are made into text together."""
_DEEPEST = 10
"""Lists and objects in one another that the value of a column may have."""
_MOST_SOURCES = 20
"""Sources that a report may name, and numbers that each of them may tell."""
_WORD = re.compile("[a-z_]{1,20}")
_COLUMN = re.compile("[a-z_]{1,63}")
_COMMIT = re.compile("[0-9a-f]{40}")


class DocumentError(PyplotsSyncError, ValueError):
    """A document that :func:`render` cannot have made. The message says where it differs."""


class ToldChange(Change):
    """A change as a document tells it: its fields, without the rows behind them."""

    told: dict[str, tuple[Any, Any]]

    @property
    def fields(self) -> dict[str, tuple[Any, Any]]:
        """Column name to ``(before, after)``."""
        return self.told


def render(report: Report) -> str:
    """The document, with a final newline."""
    return "".join(pieces(report))


def pieces(report: Report) -> Iterator[str]:
    """The document in pieces: the whole of a large one takes much memory."""
    plan = report.stated_plan
    members: dict[str, Any] = {
        "format": FORMAT,
        "command": report.command,
        "commit": report.commit,
        "status": report.status,
        "changes": map(change_document, plan.changes),
        "counts": plan.counts,
        "settings": plan.settings,
        "problems": map(problem_document, report.problems),
        "sources": report.sources,
        "database": {"statements": report.statements},
        "seconds": round(report.seconds, 3),
    }
    return _pieces(members)


def parse(text: str) -> Report:
    """The report behind ``text``, as far as the document tells it.

    Words of ours (actions, kinds, codes, columns) are those that there are: what a stranger may
    have written stands in keys, values, paths, messages and hints alone.

    Raises:
        DocumentError: not a document that :func:`render` can have made.
    """
    try:
        members = json.loads(text)
    except (ValueError, RecursionError):
        raise DocumentError("not JSON") from None
    try:
        return _report(members)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DocumentError(f"not a report: {type(error).__name__} {error}") from None


def _report(members: dict[str, Any]) -> Report:
    _one_of(members["format"], (FORMAT,))
    command = _one_of(members["command"], (*_WITH_PLAN, *_OTHERS))
    status = _one_of(members["status"], EXIT_CODES)
    sources = _sources(members.get("sources", {}))
    problems = tuple(in_order(_problem(found, sources) for found in members["problems"]))
    if command in _OTHERS:
        seconds = _seconds(members["seconds"])
        problems += tuple(
            problem("health-alert", None, f"{check['name']}: {check['message']}")
            for check in members.get("checks", ())
            if check["state"] == "alert"
        )
        return Report(command, status, problems=problems, seconds=seconds)
    told = [_told(change) for change in members["changes"]]
    counts = {kind: members["counts"].get(kind, {}) for kind in ROW_KINDS}
    commit = members["commit"]
    if commit is not None and not _COMMIT.fullmatch(commit):
        raise ValueError("commit")
    return Report(
        command,
        status,
        plan=Plan(
            tuple(sorted(told, key=lambda change: (ROW_KINDS.index(change.kind), change.key))),
            {kind: _whole(counts[kind].get("unchanged", 0)) for kind in ROW_KINDS},
            settings={
                # documents that were made before settings were a part of plans have none
                _one_of(name, TRUST): (_setting(before), _setting(after))
                for name, (before, after) in members.get("settings", {}).items()
            },
        ),
        applied=command != "diff" and status in ("ok", "held-back"),
        problems=problems,
        sources=sources,
        commit=commit,
        # where the files were read, they were compared with something
        is_planned=any(source["status"] == "ok" for source in sources.values()),
        statements=_whole(members["database"]["statements"]),
        seconds=_seconds(members["seconds"]),
    )


def _sources(members: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What each source says of itself: another version may have others than this one."""
    if len(members) > _MOST_SOURCES or not all(map(_WORD.fullmatch, members)):
        raise ValueError("a source")
    return {name: _source(said) for name, said in members.items()}


def _source(members: dict[str, Any]) -> dict[str, Any]:
    counts = {name: _whole(count) for name, count in members.items() if name != "status"}
    if len(counts) > _MOST_SOURCES or not all(map(_WORD.fullmatch, counts)):
        raise ValueError("a count of a source")
    return {"status": _one_of(members["status"], ("ok", "off", "unavailable")), **counts}


def _told(members: dict[str, Any]) -> ToldChange:
    kind = _one_of(members["kind"], ROW_KINDS)
    action = _one_of(members["action"], actions_of(kind))
    change = ToldChange(action, kind, _string(members["key"]), None, None)
    change.told = {}
    for column, (before, after) in members["fields"].items():
        if not _COLUMN.fullmatch(column):
            raise ValueError("a column")
        change.told[column] = (_value(before), _value(after))
    return change


def _problem(members: dict[str, Any], sources: Iterable[str]) -> Problem:
    code = _one_of(members["code"], {*KINDS, *map(unavailable_code, sources)})
    path, line = members["path"], members["line"]
    return problem(
        code,
        None if path is None else _string(path),
        _string(members["message"]),
        line=None if line is None else _whole(line),
        hint=_string(members["hint"]),
    )


def _setting(value: Any) -> Any:
    words = value if isinstance(value, list) else [value]
    if not all(isinstance(word, (str, int, float, bool, type(None))) for word in words):
        raise TypeError("no value of a setting")
    return value


def _one_of(value: Any, known: Any) -> Any:
    if value not in known:
        raise ValueError("a word that is not known")
    return value


def _value(value: Any, depth: int = 0) -> Any:
    """The value of a column: columns nest lists and objects, but not deep."""
    inner: Iterable[Any] = ()
    if isinstance(value, (list, dict)):
        inner = value.values() if isinstance(value, dict) else value
        if depth > _DEEPEST:
            raise ValueError("a value that is too deep")
    for each in inner:
        _value(each, depth + 1)
    return value


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**9:
        raise ValueError("no count")
    return value


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 10**6:
        raise ValueError("no duration")
    return float(value)


def document(members: dict[str, Any]) -> str:
    """``members`` as JSON: each on its own line, and each entry of a list on its own, too."""
    return "".join(_pieces(members))


def _pieces(members: dict[str, Any]) -> Iterator[str]:
    before = "{\n"
    for name, value in members.items():
        yield f"{before}  {_text(name)}: "
        yield from _list(value) if isinstance(value, (list, Iterator)) else [_text(value)]
        before = ",\n"
    yield "\n}\n"


def _list(entries: Iterable[Any]) -> Iterator[str]:
    rest = iter(entries)
    before, after = "[\n    ", "[]"
    while some := list(map(_text, islice(rest, _PIECE))):
        yield before + ",\n    ".join(some)
        before, after = ",\n    ", "\n  ]"
    yield after


def problem_document(problem: Problem) -> dict[str, Any]:
    """A problem as the contract spells it."""
    return problem._asdict()


def change_document(change: Change) -> dict[str, Any]:
    """A change as the contract spells it."""
    return {
        "action": change.action,
        "kind": change.kind,
        "key": change.key,
        "fields": change.fields,
    }


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
