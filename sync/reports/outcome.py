"""What every command ends with, and the one place that says which exit code that is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from sync.model.problems import Problem

Status = Literal["ok", "held-back", "failed", "refused"]

EXIT_CODES: dict[Status, int] = {"ok": 0, "failed": 1, "held-back": 3, "refused": 5}
"""The exit code of each status (contract, section 5); 2 is wrong usage."""
EXIT_CHANGES = 4
"""The exit code of ``diff --exit-code`` that found changes."""
FORMAT = 1
"""The version of the JSON documents."""
Rendered = str | Iterable[str]
"""What there is to print: at once, or in pieces where it may be large."""


class Style(NamedTuple):
    """How an outcome is to be shown: ``verbose`` folds nothing, ``quiet`` shows errors alone."""

    format: str = "text"
    verbose: bool = False
    quiet: bool = False


class Outcome:
    """What a command ends with: its status, its exit code, its problems, what it wrote.

    Below it are frozen dataclasses, a command each, whose other fields are the body: what this
    command has to say. The module of each has a ``render(outcome, style)`` for all its formats.
    """

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def command(self) -> str:
            """The words that called it: ``prune usage``."""

        @property
        def status(self) -> Status:
            """How it ended."""

        @property
        def problems(self) -> tuple[Problem, ...]:
            """What is wrong."""

    @property
    def has_written(self) -> bool:
        """Whether something that was asked for is committed."""
        return False

    @property
    def has_changes_to_tell(self) -> bool:
        """Whether there are changes, and somebody wants to know it."""
        return False

    @property
    def exit_code(self) -> int:
        """The process's exit code: changes have one of their own only where all else is well."""
        if self.status == "ok" and self.has_changes_to_tell:
            return EXIT_CHANGES
        return EXIT_CODES[self.status]

    @property
    def has_page(self) -> bool:
        """Whether a workflow shows it on the page of its run."""
        return False

    @property
    def outputs(self) -> dict[str, Any]:
        """What a step of a workflow hands on."""
        return {}

    def head(self) -> dict[str, Any]:
        """The members that every document begins with."""
        return {"format": FORMAT, "command": self.command, "status": self.status}


class PlainOutcome(Outcome):
    """An outcome without a judgement of its own: the problems and what is written decide."""

    __slots__ = ()

    @property
    def status(self) -> Status:
        """Without a problem it is done; with one it is held back where something is written."""
        if not self.problems:
            return "ok"
        return "held-back" if self.has_written else "failed"


def unwritten(problems: Collection[Problem], verb: str = "written") -> str:
    """The sentence of a command that failed: nothing was written, or nobody knows whether it was.

    The second where an answer to COMMIT got lost, and nothing but it.
    """
    if any(found.code == "commit-unknown" for found in problems):
        return f"It is not known whether it was {verb}: run it again"
    return f"Nothing was {verb}"
