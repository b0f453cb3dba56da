"""What a command of the promotion queue ends with."""

from __future__ import annotations

from dataclasses import dataclass

from sync.model.problems import Problem
from sync.model.queue import Entry, HandedOut, Listing
from sync.reports.outcome import PlainOutcome

Told = HandedOut | Entry | Listing
"""What the queue has to say: what was handed out, the entry that changed, or what is in it."""


@dataclass(frozen=True, slots=True)
class QueueOutcome(PlainOutcome):
    """The outcome of ``queue next``, ``posted``, ``failed`` or ``list``.

    ``answer`` is None where the database had a problem.
    """

    command: str
    answer: Told | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def has_written(self) -> bool:
        """Whether an entry was handed out, or told of."""
        if isinstance(self.answer, HandedOut):
            return self.answer.item is not None
        return isinstance(self.answer, Entry)
