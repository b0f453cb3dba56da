"""The report as Markdown, for a comment or a page: nothing in it that a file says is markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from sync.problems import Problem
from sync.reconcile.effects import Effect
from sync.reconcile.plan import Change, Plan, actions_of
from sync.reports.report import Report
from sync.reports.text import FOLD_AFTER, effect_words, shown, summary

_SHORT = 120
_PLAIN_URL = re.compile(r"https?://[\w.:/#?=&%-]+", re.ASCII)


def render(report: Report) -> str:
    """The document, with a final newline."""
    parts = [f"## pyplots-sync {report.command}: {report.status}", summary(report)]
    parts += [_counts(report.plan)]
    if report.plan.changes:
        parts.append(_changes(report.plan))
    if report.effects:
        parts.append(_effects(report.effects))
    if report.problems:
        parts.append(problem_table(report.problems))
    commit = f" at commit {code(report.commit[:12])}" if report.commit else ""
    parts.append(f"{report.seconds:.2f} s, {report.statements} statements{commit}")
    return "\n\n".join(parts) + "\n"


def code(text: str) -> str:
    """``text`` as a code span in which nothing is markup, also inside a table."""
    plain = shown(text).replace("|", "\\|")
    longest = max((len(run) for run in _runs_of_backticks(plain)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{pad}{plain}{pad}{fence}" if plain else ""


def fenced(text: str, language: str) -> str:
    """``text`` as a code block in which nothing is markup."""
    longest = max((len(run) for run in _runs_of_backticks(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _runs_of_backticks(text: str) -> Iterator[str]:
    run = ""
    for character in f"{text} ":
        if character == "`":
            run += character
        elif run:
            yield run
            run = ""


def _counts(plan: Plan) -> str:
    actions = [*actions_of("spec"), "unchanged"]
    lines = ["| | " + " | ".join(actions) + " |", "|---" * (len(actions) + 1) + "|"]
    for kind, counts in plan.counts.items():
        if any(counts.values()):
            cells = [f"{counts.get(action, 0):,}" for action in actions]
            lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _changes(plan: Plan) -> str:
    lines = ["| | kind | key | what |", "|---|---|---|---|"]
    lines += [_row(change) for change in plan.changes]
    table = "\n".join(lines)
    count = len(plan.changes)
    if count <= FOLD_AFTER:
        return table
    return f"<details><summary>{count:,} changes</summary>\n\n{table}\n\n</details>"


def _row(change: Change) -> str:
    what = ""
    if change.action not in ("create", "delete"):
        what = "<br>".join(
            f"{column}: {code(_short(before))} → {code(_short(after))}"
            for column, (before, after) in change.fields.items()
        )
    return f"| {change.action} | {change.kind} | {code(change.key)} | {what} |"


def _effects(effects: tuple[Effect, ...]) -> str:
    lines = ["| review of | what it did | where |", "|---|---|---|"]
    lines += [
        f"| {code(effect.key)} | {code(effect_words(effect))} | {_link(effect.url)} |"
        for effect in effects
    ]
    table = "\n".join(lines)
    if len(effects) <= FOLD_AFTER:
        return table
    return f"<details><summary>{len(effects):,} reviews</summary>\n\n{table}\n\n</details>"


def _link(url: str) -> str:
    return f"<{url}>" if _PLAIN_URL.fullmatch(url) else code(url)


def problem_table(problems: tuple[Problem, ...]) -> str:
    """The problems, a row each."""
    lines = ["| | where | what | what to do |", "|---|---|---|---|"]
    for problem in problems:
        place = problem.path or ""
        if problem.line is not None:
            place += f":{problem.line}"
        lines.append(
            f"| {problem.severity} | {code(place)} | {problem.code}: {code(problem.message)}"
            f" | {code(problem.hint)} |"
        )
    return "\n".join(lines)


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
