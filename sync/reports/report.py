"""What a command has to say: one value, which every format prints in its own way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sync.reconcile.plan import Plan
from sync.reports.outcome import Outcome, Status

if TYPE_CHECKING:
    from sync.model.effects import Effect
    from sync.model.problems import Problem


@dataclass(frozen=True, slots=True)
class Report(Outcome):
    """The outcome of ``diff``, ``run``, ``resync`` and ``validate``.

    ``plan`` is what a dry run would change, and what a run has changed or was
    about to change; ``applied`` says which. ``is_planned`` says that it came to a
    plan at all. ``database`` is an address without a password, ``statements``
    counts what was sent to it. ``effects``
    say what reviews did, ``ignored`` has author and URL of each review of
    somebody who is not believed. ``sources`` has by name, in the order of
    the list of sources, what each says of itself. ``tells_changes`` makes changes that a dry
    run finds an exit code of their own. ``saved`` is the plan as it is kept in
    a file, where that was asked for.
    """

    command: str
    status: Status
    plan: Plan = field(default_factory=Plan)
    is_planned: bool = False
    applied: bool = False
    problems: tuple[Problem, ...] = ()
    effects: tuple[Effect, ...] = ()
    ignored: tuple[tuple[str, str], ...] = ()
    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    commit: str | None = None
    database: str | None = None
    statements: int = 0
    seconds: float = 0.0
    tells_changes: bool = False
    saved: Mapping[str, Any] | None = None

    @property
    def is_dry(self) -> bool:
        """Whether the command never writes."""
        return self.command == "diff"

    @property
    def has_changes_to_tell(self) -> bool:
        """Whether it was asked for, and found changes."""
        return self.tells_changes and not self.plan.is_empty

    @property
    def has_written(self) -> bool:
        """Whether rows were changed."""
        return self.applied and bool(self.plan.changes)

    @property
    def has_page(self) -> bool:
        """A run is always shown."""
        return True

    @property
    def stated_plan(self) -> Plan:
        """The plan as far as it is true: nothing for a run that wrote nothing."""
        return self.plan if self.applied or self.is_dry else Plan(unchanged={})
