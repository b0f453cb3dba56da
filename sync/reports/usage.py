"""What ``prune usage`` has to say, as text, JSON and Markdown."""

from __future__ import annotations

from dataclasses import dataclass

from sync.model.problems import Problem
from sync.reports.json import document, problem_document
from sync.reports.markdown import problem_table
from sync.reports.outcome import PlainOutcome, Style, unwritten
from sync.reports.text import problem_text

COMMAND = "prune usage"


@dataclass(frozen=True, slots=True)
class UsagePruning(PlainOutcome):
    """The outcome of ``prune usage``.

    ``old`` rows were older than ``older_than`` days when it began, which is
    ``before``; ``oldest`` is the time of the oldest, both UTC as text.
    ``undated`` rows have no time and stay. ``deleting`` is False for a dry run.
    """

    older_than: int
    deleting: bool
    before: str | None = None
    old: int = 0
    oldest: str | None = None
    undated: int = 0
    deleted: int = 0
    batches: int = 0
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    command: str = COMMAND

    @property
    def has_written(self) -> bool:
        """Whether rows are gone."""
        return self.deleted > 0


def render(pruning: UsagePruning, style: Style) -> str:
    """``pruning`` in one of the formats ``text``, ``json`` and ``markdown``."""
    if style.format == "json":
        return _as_json(pruning)
    if style.format == "markdown":
        parts = [f"## pyplots-sync {COMMAND}: {pruning.status}", summary(pruning)]
        if pruning.problems:
            parts.append(problem_table(pruning.problems))
        return "\n\n".join(parts) + "\n"
    lines = [str(problem_text(problem)) for problem in pruning.problems]
    if not style.quiet:
        lines.append(summary(pruning))
    return "".join(f"{line}\n" for line in lines)


def summary(pruning: UsagePruning) -> str:
    """What was deleted, or would be."""
    age = f"older than {pruning.older_than} days"
    undated = f" Without a time, and so kept: {pruning.undated:,}." if pruning.undated else ""
    if pruning.problems and not pruning.deleted:
        return f"{unwritten(pruning.problems, 'deleted')}."
    if not pruning.old and not pruning.deleted:
        return f"Nothing to delete: no usage row is {age}.{undated}"
    if pruning.deleting:
        rest = " More may be gone, or left: run it again." if pruning.problems else ""
        return f"Deleted {_rows(pruning.deleted)} {age}.{rest}{undated}"
    oldest = f", the oldest of {pruning.oldest[:10]}" if pruning.oldest else ""
    told = f"Would delete {_rows(pruning.old)} {age}{oldest}; --delete does it."
    return f"{told}{undated}"


def _rows(count: int) -> str:
    return f"{count:,} usage row{'s' * (count != 1)}"


def _as_json(pruning: UsagePruning) -> str:
    return document(
        {
            **pruning.head(),
            "dry_run": not pruning.deleting,
            "older_than": pruning.older_than,
            "before": _utc(pruning.before),
            "oldest": _utc(pruning.oldest),
            "counts": {
                "old": pruning.old,
                "deleted": pruning.deleted,
                "undated": pruning.undated,
            },
            "batches": pruning.batches,
            "problems": [problem_document(problem) for problem in pruning.problems],
            "seconds": round(pruning.seconds, 3),
        }
    )


def _utc(time: str | None) -> str | None:
    # times are kept as UTC without a zone (tables.py)
    return time if time is None or time.endswith("infinity") else f"{time}Z"
