"""What ``catalog`` has to say, as text, JSON and Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.text import Text

from sync.model.problems import Problem
from sync.reports.fitted import put, table_lines
from sync.reports.json import document, problem_document
from sync.reports.markdown import code, problem_table
from sync.reports.outcome import PlainOutcome, Style
from sync.reports.text import drawn, problem_text, shown

_SPECS = {
    "id": "spec",
    "title": "title",
    "library_count": "libraries",
    "best_quality_score": "score",
    "tags": "tags",
}
_IMPLEMENTATIONS = {
    "library_id": "library",
    "variant": "variant",
    "quality_score": "score",
    "tested": "tested",
    "changed_since_review": "changed since review",
    "python_version": "python",
    "file_path": "file",
    "preview_url": "preview",
}
_PARAMETERS = {"name": "name", "type": "type", "default": "default", "description": "description"}
_TAGS = {"tag": "tag", "confidence": "confidence", "created_by": "by"}
_LISTS = {"specs": _SPECS, "tags": _TAGS, "implementations": _IMPLEMENTATIONS}
"""Column to heading, of each list that an excerpt may hold."""


@dataclass(frozen=True, slots=True)
class Excerpt(PlainOutcome):
    """The outcome of a ``catalog`` command.

    ``members`` are those of the JSON document: ``specs``, or ``spec``,
    ``tags`` and ``implementations``, and ``next``, the cursor of what follows.
    ``untested`` implementations were left out.
    """

    command: str
    members: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    untested: int = 0


def render(excerpt: Excerpt, style: Style) -> str:
    """``excerpt`` in one of the formats ``text``, ``json`` and ``markdown``."""
    if style.format == "json":
        return as_json(excerpt)
    if style.format == "markdown":
        return as_markdown(excerpt)
    return drawn(lambda console: write(excerpt, console, quiet=style.quiet))


def as_json(excerpt: Excerpt) -> str:
    """One JSON document, one line a row, with a final newline."""
    return document(
        {
            **excerpt.head(),
            **excerpt.members,
            "problems": [problem_document(problem) for problem in excerpt.problems],
        }
    )


def write(excerpt: Excerpt, console: Console, *, quiet: bool = False) -> None:
    """Print the excerpt for people; ``quiet`` prints errors alone."""
    for problem in excerpt.problems:
        put(console, problem_text(problem))
    if quiet or excerpt.problems:
        return
    if (spec := excerpt.members.get("spec")) is not None:
        put(console, Text(f"{shown(spec['id'])}: {shown(spec['title'])}", style="bold"))
        if spec["description"]:
            for line in spec["description"].split("\n"):
                put(console, Text(shown(line)), 0)
    # where another program reads it, a row is a line
    width = console.width if console.is_terminal else None
    for heading, columns, rows in _tables(excerpt):
        if heading is not None:
            console.print()
            console.print(Text(heading, style="bold"))
        cells = [[shown(_cell(row[name])) for name in columns] for row in rows]
        for line in table_lines(columns, cells, width):
            console.print(line, soft_wrap=True)
    put(console, Text(f"\n{_closing(excerpt)}", style="dim"))


def as_markdown(excerpt: Excerpt) -> str:
    """For a comment or a page, with a final newline."""
    if excerpt.problems:
        return f"## pyplots-sync {excerpt.command}: failed\n\n{problem_table(excerpt.problems)}\n"
    parts = []
    if (spec := excerpt.members.get("spec")) is not None:
        parts.append(f"## {code(spec['id'])}: {code(spec['title'])}")
        parts += [code(line) for line in (spec["description"] or "").split("\n") if line.strip()]
    for heading, columns, rows in _tables(excerpt):
        lines = ["| " + " | ".join(columns.values()) + " |", "|---" * len(columns) + "|"]
        lines += [
            "| " + " | ".join(code(_cell(row[name])) for name in columns) + " |" for row in rows
        ]
        parts += [f"### {heading}"] if heading else []
        parts.append("\n".join(lines))
    return "\n\n".join([*parts, _closing(excerpt)]) + "\n"


def _tables(
    excerpt: Excerpt,
) -> Iterator[tuple[str | None, Mapping[str, str], Sequence[Mapping[str, Any]]]]:
    """Heading, columns and rows of each list that has rows."""
    found: dict[str, tuple[Mapping[str, str], Any]] = {
        name.capitalize(): (columns, excerpt.members.get(name)) for name, columns in _LISTS.items()
    }
    if (spec := excerpt.members.get("spec")) is not None:
        parameters = {
            "Data requirements": (_PARAMETERS, spec["data_requirements"]),
            "Optional parameters": (_PARAMETERS, spec["optional_params"]),
        }
        found = parameters | found
    for heading, (columns, rows) in found.items():
        if rows:
            there = {name: told for name, told in columns.items() if name in rows[0]}
            yield (heading if spec is not None else None), there, rows


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _closing(excerpt: Excerpt) -> str:
    """How many rows there are, and how to see those that are not shown."""
    name = "specs" if "specs" in excerpt.members else "implementations"
    count = len(excerpt.members[name])
    if not count and excerpt.command == "catalog list":
        return "No specs. `pyplots-sync run` brings them in; --inactive includes inactive ones."
    if not count and name == "specs":
        return "No spec has these tags."
    kind = "tested " if name == "implementations" and excerpt.untested else ""
    told = f"{count:,} {kind}{name[:-1] if count == 1 else name}" if count else f"No {kind}{name}"
    if excerpt.untested:
        told += f", {excerpt.untested:,} untested (--untested shows them)"
    following = excerpt.members["next"]
    return f"{told}, and more: --after {following}" if following else f"{told}."
