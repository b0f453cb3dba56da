"""What ``prune previews`` has to say, as text, JSON and Markdown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sync.model.problems import Problem, has_errors
from sync.reports.json import document, problem_document
from sync.reports.markdown import code, problem_table
from sync.reports.outcome import Outcome, Status, Style
from sync.reports.text import FOLD_AFTER, problem_text

COMMAND = "prune previews"
Fate = Literal["kept", "deleted", "skipped", "failed", "named"]
"""What became of a version: ``kept`` by a dry run or before its turn came, ``skipped`` because
it was gone or written anew meanwhile, ``named`` by a row since the listing."""


@dataclass(frozen=True, slots=True)
class PrunedVersion:
    """A version that may go: its URL, its size in bytes, and since when it is superseded."""

    url: str
    size: int
    since: datetime
    outcome: Fate = "kept"


@dataclass(frozen=True, slots=True)
class Pruning(Outcome):
    """The outcome of ``prune previews``.

    ``versions`` are those that are superseded for more than ``older_than``
    days and that no row names; ``named`` counts those that a row names.
    ``objects`` were listed. ``deleting`` is False for a dry run.
    """

    bucket: str | None
    older_than: int
    deleting: bool
    versions: tuple[PrunedVersion, ...] = ()
    named: int = 0
    objects: int = 0
    requests: int = 0
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    command: str = COMMAND

    @property
    def counts(self) -> Counter[Fate]:
        """How many versions there are of each outcome."""
        return Counter(version.outcome for version in self.versions)

    @property
    def freed(self) -> int:
        """The bytes that were freed, or that a dry run says would be."""
        outcome = "deleted" if self.deleting else "kept"
        return sum(version.size for version in self.versions if version.outcome == outcome)

    @property
    def status(self) -> Status:
        """``held-back`` when something went wrong after something had been deleted."""
        if not has_errors(self.problems):
            return "ok"
        if self.has_written:
            return "held-back"
        is_unsafe = any(found.code == "prune-unsafe" for found in self.problems)
        return "refused" if is_unsafe else "failed"

    @property
    def has_written(self) -> bool:
        """Whether something was deleted."""
        return self.counts["deleted"] > 0

    @property
    def has_page(self) -> bool:
        """It runs at night: who looks at it has the page."""
        return True

    @property
    def outputs(self) -> dict[str, Any]:
        """How it ended, and how many versions are gone."""
        return {"status": self.status, "deleted": self.counts["deleted"]}


def as_json(pruning: Pruning) -> str:
    """One JSON document, one line a version, with a final newline."""
    counts = pruning.counts
    return document(
        {
            **pruning.head(),
            "bucket": pruning.bucket,
            "dry_run": not pruning.deleting,
            "older_than": pruning.older_than,
            "versions": [
                {
                    "url": version.url,
                    "bytes": version.size,
                    "superseded": version.since.isoformat(),
                    "outcome": version.outcome,
                }
                for version in pruning.versions
            ],
            "counts": {
                "objects": pruning.objects,
                "superseded": len(pruning.versions),
                "deleted": counts["deleted"],
                "skipped": counts["skipped"],
                "failed": counts["failed"],
                "named": pruning.named + counts["named"],
            },
            "bytes": pruning.freed,
            "problems": [problem_document(problem) for problem in pruning.problems],
            "requests": pruning.requests,
            "seconds": round(pruning.seconds, 3),
        }
    )


def as_text(pruning: Pruning, *, verbose: bool = False, quiet: bool = False) -> str:
    """For people; ``verbose`` folds nothing, ``quiet`` prints errors alone."""
    lines = [] if quiet else _version_lines(pruning, None if verbose else FOLD_AFTER)
    problems = [one for one in pruning.problems if not quiet or one.severity == "error"]
    lines += [str(problem_text(problem)) for problem in problems]
    if not quiet:
        lines += ["", summary(pruning)] if lines else [summary(pruning)]
    return "".join(f"{line}\n" for line in lines)


def as_markdown(pruning: Pruning) -> str:
    """For a comment or a page, with a final newline."""
    parts = [f"## pyplots-sync {COMMAND}: {pruning.status}", summary(pruning)]
    if pruning.versions:
        shown = pruning.versions[:FOLD_AFTER]
        lines = ["| version | size | superseded | outcome |", "|---|---|---|---|"]
        lines += [
            f"| {code(version.url)} | {_size(version.size)} | {version.since:%Y-%m-%d}"
            f" | {version.outcome} |"
            for version in shown
        ]
        parts.append("\n".join(lines))
        if len(pruning.versions) > len(shown):
            parts.append(f"… and {len(pruning.versions) - len(shown):,} more")
    if pruning.problems:
        parts.append(problem_table(pruning.problems))
    return "\n\n".join(parts) + "\n"


def summary(pruning: Pruning) -> str:
    """What was deleted, or would be, and what was not, and why."""
    counts = pruning.counts
    if has_errors(pruning.problems) and not counts["deleted"]:
        return "Nothing was deleted."
    number = counts["deleted" if pruning.deleting else "kept"]
    age = f"superseded for more than {pruning.older_than} days"
    told = f"{number:,} of {pruning.objects:,} objects, {_size(pruning.freed)} ({age})"
    if not pruning.versions:
        told = f"Nothing to delete: none of {pruning.objects:,} objects is {age}"
    elif pruning.deleting:
        told = f"Deleted {told}"
    else:
        told = f"Would delete {told}; --delete does it"
    notes = [
        (counts["skipped"], "gone or written anew meanwhile"),
        (pruning.named + counts["named"], "kept because a row names it"),
        (counts["failed"], "refused"),
        (counts["kept"] if pruning.deleting else 0, "not tried"),
    ]
    return "; ".join([told, *(f"{count:,} {why}" for count, why in notes if count)]) + "."


def _version_lines(pruning: Pruning, fold_after: int | None) -> list[str]:
    lines = [
        f"  - {version.url}  {_size(version.size)}, superseded {version.since:%Y-%m-%d}"
        + (f", {version.outcome}" if pruning.deleting else "")
        for version in pruning.versions[:fold_after]
    ]
    if len(pruning.versions) > len(lines):
        lines.append(f"  … and {len(pruning.versions) - len(lines):,} more (-v shows all)")
    return lines


def _size(count: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:,.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:,.1f} TB"


def render(pruning: Pruning, style: Style) -> str:
    """``pruning`` in one of the formats ``text``, ``json`` and ``markdown``."""
    if style.format == "json":
        return as_json(pruning)
    if style.format == "markdown":
        return as_markdown(pruning)
    return as_text(pruning, verbose=style.verbose, quiet=style.quiet)
