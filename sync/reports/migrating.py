"""What ``db current``, ``db upgrade`` and ``db downgrade`` have to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.model.problems import Problem
from sync.reports.json import document, problem_document
from sync.reports.markdown import code, problem_table
from sync.reports.outcome import PlainOutcome, Style, unwritten
from sync.reports.text import problem_text


@dataclass(frozen=True, slots=True)
class Migration(PlainOutcome):
    """Where the schema stands, or from where to where it was brought.

    ``members`` are those of the JSON document, and the outputs of a workflow's step:
    ``revision``, beside ``before``, or ``head`` and ``pending``. ``told`` is a line.
    """

    command: str
    members: Mapping[str, Any] = field(default_factory=dict)
    told: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def has_page(self) -> bool:
        """A page only for what failed."""
        return bool(self.problems)

    @property
    def outputs(self) -> dict[str, Any]:
        """The members, or how it ended."""
        return {"status": self.status} if self.problems else dict(self.members)


def render(migration: Migration, style: Style) -> str:
    """``migration`` in one of the formats ``text``, ``json`` and ``markdown``."""
    if style.format == "json":
        problems = [problem_document(found) for found in migration.problems]
        return document({**migration.head(), "problems": problems, **migration.members})
    if style.format == "markdown":
        parts = [
            f"## pyplots-sync {migration.command}: {migration.status}",
            code(_summary(migration)),
        ]
        if migration.problems:
            parts.append(problem_table(migration.problems))
            return "\n\n".join(parts) + "\n"
    lines = [str(problem_text(found)) for found in migration.problems]
    if not style.quiet:
        lines.append(_summary(migration))
    return "".join(f"{line}\n" for line in lines)


def _summary(migration: Migration) -> str:
    return f"{unwritten(migration.problems, 'changed')}." if migration.problems else migration.told
