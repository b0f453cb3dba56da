"""What ``db grants`` has to say: a script for psql, JSON and Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sync.model.problems import Problem
from sync.reports.json import document, problem_document
from sync.reports.markdown import fenced, problem_table
from sync.reports.outcome import PlainOutcome, Style, unwritten
from sync.reports.text import problem_text, shown

COMMAND = "db grants"


@dataclass(frozen=True, slots=True)
class Grants(PlainOutcome):
    """The outcome of ``db grants``.

    ``roles`` maps ``api``, ``read`` and ``job`` to a role. ``missing`` makes
    those that do not exist. ``statements`` are what ``done`` says was run. All
    are SQL without the semicolon.
    """

    roles: Mapping[str, str]
    applying: bool
    missing: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    done: bool = False
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    command: str = COMMAND

    @property
    def has_written(self) -> bool:
        """Whether the statements were run: with a problem, a role can do more than it should."""
        return self.done


def render(grants: Grants, style: Style) -> str:
    """``grants`` in one of the formats ``text``, ``json`` and ``markdown``, with a final newline.

    The text of a dry run is a script for psql, in which what went wrong is a
    comment.
    """
    if style.format == "json":
        return _as_json(grants)
    if style.format == "markdown":
        parts = [f"## pyplots-sync {COMMAND}: {grants.status}", summary(grants)]
        if grants.statements:
            parts.append(fenced(script(grants), "sql"))
        if grants.problems:
            parts.append(problem_table(grants.problems))
        return "\n\n".join(parts) + "\n"
    lines = [line for found in grants.problems for line in str(problem_text(found)).split("\n")]
    if not style.quiet:
        lines += [f"{statement};" for statement in grants.missing]
        if grants.applying or not grants.statements:
            lines.append(summary(grants))
    if not grants.applying:
        lines = [f"-- {line}" for line in lines]
        if grants.statements and not style.quiet:
            lines.append(script(grants))
    return "".join(f"{line}\n" for line in lines)


def summary(grants: Grants) -> str:
    """What was run, or would be."""
    if grants.done:
        return f"Ran {len(grants.statements)} statements."
    if grants.problems:
        return f"{unwritten(grants.problems, 'changed')}."
    return f"Would run {len(grants.statements)} statements; --apply does it."


def script(grants: Grants) -> str:
    """The statements as one transaction."""
    # a comment ends with its line, and a name may hold one
    roles = [f"-- {part}: {shown(name)}" for part, name in grants.roles.items()]
    body = [f"{statement};" for statement in ("BEGIN", *grants.statements, "COMMIT")]
    return "\n".join([*roles, *body])


def _as_json(grants: Grants) -> str:
    return document(
        {
            **grants.head(),
            "dry_run": not grants.applying,
            "roles": dict(grants.roles),
            "statements": list(grants.statements),
            "problems": [problem_document(problem) for problem in grants.problems],
            "seconds": round(grants.seconds, 3),
        }
    )
