"""What ``prune usage`` has to say, as text, JSON and Markdown."""

from __future__ import annotations

from dataclasses import dataclass

from sync.problems import Problem
from sync.reports.json import FORMAT, document, problem_document
from sync.reports.markdown import problem_table
from sync.reports.report import EXIT_CODES, Status
from sync.reports.text import problem_text

COMMAND = "prune usage"


@dataclass(frozen=True, slots=True)
class UsagePruning:
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

    @property
    def status(self) -> Status:
        """``held-back`` when something went wrong after something had been deleted."""
        if not self.problems:
            return "ok"
        return "held-back" if self.deleted else "failed"

    @property
    def exit_code(self) -> int:
        """The process's exit code."""
        return EXIT_CODES[self.status]


def render(pruning: UsagePruning, format_: str, *, quiet: bool = False) -> str:
    """``pruning`` in one of the formats ``text``, ``json`` and ``markdown``, with a final newline.

    ``quiet`` makes a text of errors alone.
    """
    if format_ == "json":
        return _as_json(pruning)
    if format_ == "markdown":
        parts = [f"## pyplots-sync {COMMAND}: {pruning.status}", summary(pruning)]
        if pruning.problems:
            parts.append(problem_table(pruning.problems))
        return "\n\n".join(parts) + "\n"
    lines = [str(problem_text(problem)) for problem in pruning.problems]
    if not quiet:
        lines.append(summary(pruning))
    return "".join(f"{line}\n" for line in lines)


def summary(pruning: UsagePruning) -> str:
    """What was deleted, or would be."""
    age = f"older than {pruning.older_than} days"
    undated = f" Without a time, and so kept: {pruning.undated:,}." if pruning.undated else ""
    if pruning.problems and not pruning.deleted:
        return "Nothing was deleted."
    if not pruning.old and not pruning.deleted:
        return f"Nothing to delete: no usage row is {age}.{undated}"
    if pruning.deleting:
        rest = " Something is left: run it again." if pruning.problems else ""
        return f"Deleted {_rows(pruning.deleted)} {age}.{rest}{undated}"
    oldest = f", the oldest of {pruning.oldest[:10]}" if pruning.oldest else ""
    told = f"Would delete {_rows(pruning.old)} {age}{oldest}; --delete does it."
    return f"{told}{undated}"


def _rows(count: int) -> str:
    return f"{count:,} usage row{'s' * (count != 1)}"


def _as_json(pruning: UsagePruning) -> str:
    return document(
        {
            "format": FORMAT,
            "command": COMMAND,
            "status": pruning.status,
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
