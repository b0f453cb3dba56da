"""What ``purge`` has to say, as text, JSON and Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sync.model.problems import Problem
from sync.reconcile.plan import Plan, RowKind
from sync.reports.json import change_document, document, problem_document
from sync.reports.markdown import code, problem_table
from sync.reports.outcome import FORMAT, Outcome, Status, Style, unwritten
from sync.reports.text import FOLD_AFTER, problem_text, shown

COMMAND = "purge"


class Queued(NamedTuple):
    """An entry of the promotion queue."""

    id: str
    platform: str | None
    status: str | None


class PurgedSpec(NamedTuple):
    """A spec and what hangs on it.

    ``implementations`` are ``library_id/variant``. ``usage`` rows stay and lose
    their spec; ``reviews`` that name it stay as they are.
    """

    id: str
    title: str
    active: bool
    implementations: tuple[str, ...]
    tags: tuple[str, ...]
    queue: tuple[Queued, ...]
    usage: int
    reviews: int


@dataclass(frozen=True, slots=True)
class Purge(Outcome):
    """The outcome of ``purge``. ``done`` says whether ``specs`` are gone."""

    status: Status
    specs: tuple[PurgedSpec, ...] = ()
    plan: Plan = field(default_factory=Plan)
    done: bool = False
    problems: tuple[Problem, ...] = ()
    commit: str | None = None
    database: str | None = None
    statements: int = 0
    seconds: float = 0.0
    command: str = COMMAND

    @property
    def has_written(self) -> bool:
        """Whether the specs are gone."""
        return self.done

    @property
    def counts(self) -> dict[RowKind, dict[str, int]]:
        """Kind of row to action to the number of rows that are gone, as far as it is true."""
        if not self.done:
            return Plan().counts
        counts = self.plan.counts
        entries = sum(len(spec.queue) for spec in self.specs)
        return {**counts, "promotion": {**counts["promotion"], "delete": entries}}

    def takes_the_same_as(self, other: Purge) -> bool:
        """Whether both take away the same rows. Usage rows come all the time, and stay."""
        return [spec._replace(usage=0, reviews=0) for spec in self.specs] == [
            spec._replace(usage=0, reviews=0) for spec in other.specs
        ]


def render(purge: Purge, style: Style) -> str:
    """``purge`` in one of the formats ``text``, ``json`` and ``markdown``, with a final newline."""
    verbose, quiet = style.verbose, style.quiet
    if style.format == "json":
        return _as_json(purge)
    if style.format == "markdown":
        return _as_markdown(purge)
    lines = [] if quiet else list(hanging_lines(purge, None if verbose else FOLD_AFTER))
    lines += [
        str(problem_text(problem))
        for problem in purge.problems
        if not quiet or problem.severity == "error"
    ]
    if not quiet:
        lines += ["", summary(purge)] if lines else [summary(purge)]
    return "".join(f"{line}\n" for line in lines)


def hanging_lines(purge: Purge, fold_after: int | None) -> Iterator[str]:
    """What hangs on each spec, a line each thing."""
    for spec in purge.specs:
        off = "" if spec.active else ", switched off"
        yield f"{shown(spec.id)}  {shown(spec.title)}{off}"
        goes = [
            *(f"  - implementation {name}" for name in spec.implementations),
            *(f"  - tag {name}" for name in spec.tags),
            *(f"  - queue entry {e.id}  {e.platform}, {e.status}" for e in spec.queue),
        ]
        yield from map(shown, goes[:fold_after])
        if fold_after is not None and len(goes) > fold_after:
            yield f"  … and {len(goes) - fold_after:,} more (-v shows all)"
        if spec.usage:
            yield f"  ~ usage rows that lose it: {spec.usage:,}"
        if spec.reviews:
            yield f"  = reviews that name it, and stay: {spec.reviews:,}"


def summary(purge: Purge) -> str:
    """What was deleted, or why nothing was."""
    if purge.status == "refused":
        return "Nothing was deleted: it is not safe."
    if purge.status == "failed":
        return f"{unwritten(purge.problems, 'deleted')}."
    if not purge.done:
        return _told(purge, "Would delete")
    return _told(purge, "Deleted")


def _told(purge: Purge, verb: str) -> str:
    parts = {
        "spec": len(purge.specs),
        "implementation": sum(len(spec.implementations) for spec in purge.specs),
        "tag": sum(len(spec.tags) for spec in purge.specs),
        "queue entr": sum(len(spec.queue) for spec in purge.specs),
    }
    told = []
    for name, count in parts.items():
        one, many = ("y", "ies") if name.endswith("entr") else ("", "s")
        told.append(f"{count:,} {name}{one if count == 1 else many}")
    lost = sum(spec.usage for spec in purge.specs)
    return f"{verb} {', '.join(told)}; usage rows that lose their spec: {lost:,}."


def _as_json(purge: Purge) -> str:
    return document(
        {
            "format": FORMAT,
            "command": COMMAND,
            "commit": purge.commit,
            "status": purge.status,
            "changes": [change_document(change) for change in purge.plan.changes]
            if purge.done
            else [],
            "counts": purge.counts,
            "specs": [_spec_document(spec) for spec in purge.specs],
            "problems": [problem_document(problem) for problem in purge.problems],
            "database": {"statements": purge.statements},
            "seconds": round(purge.seconds, 3),
        }
    )


def _spec_document(spec: PurgedSpec) -> dict[str, Any]:
    return {**spec._asdict(), "queue": [entry._asdict() for entry in spec.queue]}


def _as_markdown(purge: Purge) -> str:
    parts = [f"## pyplots-sync {COMMAND}: {purge.status}", summary(purge)]
    if purge.specs:
        head = "| spec | title | implementations | tags | queue entries | usage rows | reviews |"
        lines = [head, "|---" * 7 + "|"]
        lines += [
            f"| {code(spec.id)} | {code(spec.title)} | {len(spec.implementations):,}"
            f" | {len(spec.tags):,} | {len(spec.queue):,} | {spec.usage:,} | {spec.reviews:,} |"
            for spec in purge.specs
        ]
        parts.append("\n".join(lines))
    if purge.problems:
        parts.append(problem_table(purge.problems))
    return "\n\n".join(parts) + "\n"
