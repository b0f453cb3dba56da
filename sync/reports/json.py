"""The report as one JSON document (contract, section 5): one line a change, one line a problem."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from sync.problems import Problem
from sync.reconcile.plan import Change
from sync.reports.report import Report

FORMAT = 1


def render(report: Report) -> str:
    """The document, with a final newline."""
    plan = report.stated_plan
    members = {
        "format": FORMAT,
        "command": report.command,
        "commit": report.commit,
        "status": report.status,
        "changes": [change_document(change) for change in plan.changes],
        "counts": plan.counts,
        "problems": [problem_document(problem) for problem in report.problems],
        "sources": report.sources,
        "database": {"statements": report.statements},
        "seconds": round(report.seconds, 3),
    }
    return document(members)


def document(members: dict[str, Any]) -> str:
    """``members`` as JSON: each on its own line, and each entry of a list on its own, too."""
    lines = [f"  {_text(name)}: {_member(value)}" for name, value in members.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def problem_document(problem: Problem) -> dict[str, Any]:
    """A problem as the contract spells it."""
    return asdict(problem)


def change_document(change: Change) -> dict[str, Any]:
    """A change as the contract spells it."""
    return {
        "action": change.action,
        "kind": change.kind,
        "key": change.key,
        "fields": change.fields,
    }


def _member(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n    " + ",\n    ".join(map(_text, value)) + "\n  ]"
    return _text(value)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
