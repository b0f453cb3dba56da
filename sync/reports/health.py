"""What ``health`` has to say, as text, JSON, Markdown and for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Literal, NamedTuple

from rich.console import Console
from rich.text import Text

from sync.model.problems import Problem
from sync.reports.fitted import put
from sync.reports.json import document, problem_document
from sync.reports.markdown import code, problem_table
from sync.reports.outcome import Outcome, Status, Style
from sync.reports.text import drawn, problem_text, shown

COMMAND = "health"
State = Literal["ok", "alert", "unknown", "off"]
"""``unknown``: this role may not see it, or it could not be read; no alert by itself."""
SIGNS: dict[State, tuple[str, str]] = {
    "ok": ("✓", "green"),
    "alert": ("✗", "bold red"),
    "unknown": ("?", "yellow"),
    "off": ("-", "dim"),
}
"""The sign of each state, and its colour."""
Value = float | Mapping[str, float]
"""A number, or a number for each value of the metric's label."""


class Metric(NamedTuple):
    """A figure as Prometheus has it: a gauge in base units, with at most one label."""

    help: str
    label: str | None = None


METRICS: dict[str, Metric] = {
    "last_run_timestamp_seconds": Metric("When the last run ended, in seconds since 1970."),
    "last_run_age_seconds": Metric("Time since the last run ended."),
    "last_good_run_age_seconds": Metric("Time since the last run that was ok or held-back ended."),
    "last_run_ok": Metric("Whether the last run was ok or held-back (1), or not (0)."),
    "pending_migrations": Metric("Migrations that the schema still needs."),
    "drift_changes": Metric("Changes that a run would make."),
    "drift_errors": Metric("Errors in the files, which would stop a run."),
    "source_up": Metric("Whether a source that is on could be read.", "source"),
    "previews_missing": Metric("Implementations without a preview in the bucket."),
    "previews_orphaned": Metric("Folders of previews without an implementation."),
    "connections_used": Metric("Connections to the server."),
    "connections_allowed": Metric("Connections that the server allows to ordinary roles."),
    "database_size_bytes": Metric("Size of the database on disk."),
    "database_size_limit_bytes": Metric("Size from which an alert fires."),
    "slow_queries": Metric("Queries that take over a second on average."),
    "implementations": Metric("Implementations in the database."),
    "implementations_without_score": Metric("Implementations without a quality score."),
    "implementations_without_preview": Metric("Implementations without a preview URL."),
    "implementations_changed_since_review": Metric(
        "Implementations whose code is another than their score was given to."
    ),
    "queue_entries": Metric("Entries of the promotion queue.", "status"),
    "usage_oldest_age_seconds": Metric("Age of the oldest row of usage."),
}
"""Every figure, by its name; for Prometheus ``pyplots_sync_`` stands before it."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what it is like, in a line, and in figures."""

    name: str
    state: State
    message: str
    figures: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Health(Outcome):
    """The outcome of ``health``.

    ``limits`` are the settings that decide. ``database`` is an address without
    a password, None where none could be used; ``problems`` say why.
    """

    checks: tuple[Check, ...]
    limits: Mapping[str, int | None] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    database: str | None = None
    statements: int = 0
    seconds: float = 0.0
    command: str = COMMAND

    @property
    def alerts(self) -> list[str]:
        """The names of the checks that fire."""
        return [check.name for check in self.checks if check.state == "alert"]

    @property
    def figures(self) -> dict[str, Value]:
        """Every figure that was read, in the order of :data:`METRICS`."""
        found: dict[str, Value] = {}
        for check in self.checks:
            for name, value in check.figures.items():
                before = found.get(name)
                if isinstance(before, Mapping) and isinstance(value, Mapping):
                    # two checks have a part each of one metric
                    found[name] = {**before, **value}
                else:
                    found[name] = value
        return {name: found[name] for name in METRICS if name in found}

    @property
    def status(self) -> Status:
        """``failed`` when an alert fires."""
        return "failed" if self.alerts else "ok"


def as_json(health: Health) -> str:
    """One JSON document, one line a check, with a final newline."""
    return document(
        {
            **health.head(),
            "alerts": health.alerts,
            "checks": [
                {"name": check.name, "state": check.state, "message": check.message}
                for check in health.checks
            ],
            "figures": {name: _for_json(value) for name, value in health.figures.items()},
            "limits": health.limits,
            "problems": [problem_document(problem) for problem in health.problems],
            "database": {"address": health.database, "statements": health.statements},
            "seconds": round(health.seconds, 3),
        }
    )


def write(health: Health, console: Console, *, quiet: bool = False) -> None:
    """Print it for people, a line for each check; ``quiet`` prints alerts only."""
    checks = _told(health)
    names = max(len(check.name) for check in checks)
    for check in checks:
        if check.state == "alert" or not quiet:
            sign, colour = SIGNS[check.state]
            state = check.state.upper() if check.state == "alert" else check.state
            text = Text.assemble((f"{sign} {state:<7}", colour), f"  {check.name:<{names}}  ")
            put(console, text.append(shown(check.message)), 13 + names)
    if quiet:
        return
    for problem in health.problems:
        if problem.severity == "warning":
            put(console, problem_text(problem))
    colour = SIGNS["alert" if health.alerts else "ok"][1]
    put(console, Text(f"\n{summary(health)}", style=colour), 0)
    if health.database is not None:
        took = f"{health.seconds:.2f} s, {health.statements} statements"
        put(console, Text(f"{health.database}  ({took})", style="dim"))


def as_markdown(health: Health) -> str:
    """For a comment or a page, with a final newline."""
    lines = ["| | check | |", "|---|---|---|"]
    lines += [
        f"| {'**alert**' if check.state == 'alert' else check.state} | {check.name}"
        f" | {code(check.message)} |"
        for check in _told(health)
    ]
    state = "alert" if health.alerts else "ok"
    parts = [f"## pyplots-sync {COMMAND}: {state}", summary(health), "\n".join(lines)]
    if health.problems:
        parts.append(problem_table(health.problems))
    return "\n\n".join(parts) + "\n"


def as_prometheus(health: Health) -> str:
    """The text exposition format, version 0.0.4; what is unknown is left out."""
    states = {check.name: check.state for check in health.checks}
    lines = [
        *_metric("up", Metric("Whether the database could be read."), int(not _is_down(health))),
        *_metric(
            "alert",
            Metric("Whether an alert fires.", "name"),
            {name: int(state == "alert") for name, state in states.items()},
        ),
        *_metric(
            "unknown",
            Metric("Whether a check could not be made.", "name"),
            {name: int(state == "unknown") for name, state in states.items()},
        ),
    ]
    for name, value in health.figures.items():
        lines += _metric(name, METRICS[name], value)
    lines += _metric("health_seconds", Metric("Time that all this took."), health.seconds)
    return "".join(f"{line}\n" for line in lines)


def summary(health: Health) -> str:
    """How many alerts there are, and which."""
    alerts = health.alerts
    if not alerts:
        return "All is well."
    return f"{len(alerts)} alert{'s' * (len(alerts) != 1)}: {', '.join(alerts)}."


def render(health: Health, style: Style) -> str:
    """``health`` in one of ``text``, ``json``, ``markdown`` and ``prometheus``."""
    if style.format == "text":
        return drawn(lambda console: write(health, console, quiet=style.quiet))
    others = {"json": as_json, "markdown": as_markdown, "prometheus": as_prometheus}
    return others[style.format](health)


def _is_down(health: Health) -> bool:
    return "database" in health.alerts


def _told(health: Health) -> list[Check]:
    """The checks that say something: without a database that is one."""
    if not _is_down(health):
        return list(health.checks)
    return [check for check in health.checks if check.state == "alert"]


def _for_json(value: Value) -> Any:
    if isinstance(value, Mapping):
        return {name: _for_json(number) for name, number in value.items()}
    return value if isfinite(value) else None


def _metric(name: str, metric: Metric, value: Value) -> Iterator[str]:
    name = f"pyplots_sync_{name}"
    yield f"# HELP {name} {_escaped(metric.help)}"
    yield f"# TYPE {name} gauge"
    if not isinstance(value, Mapping):
        yield f"{name} {_number(value)}"
        return
    for label, number in value.items():
        quoted = _escaped(label).replace('"', '\\"')
        yield f'{name}{{{metric.label}="{quoted}"}} {_number(number)}'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _number(value: float) -> str:
    if not isfinite(value):
        return "+Inf" if value > 0 else "-Inf" if value < 0 else "NaN"
    return f"{value:.15g}"
