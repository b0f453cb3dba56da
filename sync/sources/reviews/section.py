"""What a part of a comment states, and what follows from it: one score, one verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from sync.sources.reviews.labels import is_model
from sync.sources.reviews.naming import Names
from sync.sources.reviews.statements import Verdict


class Finding(NamedTuple):
    """Something to tell about a comment: the code of a problem, and a sentence."""

    code: str
    message: str


@dataclass(slots=True)
class Section:
    """A part of a comment that is about one thing, and what it states."""

    names: Names = field(default_factory=Names)
    by_lines: Names = field(default_factory=Names)
    names_nothing: str | None = None
    """A heading that names what cannot exist."""
    reviewers: list[tuple[str, float]] = field(default_factory=list)
    """Name and score."""
    places: dict[tuple[str, float], set[str]] = field(default_factory=dict)
    """Whether a reviewer's score stood in lines, in a table, or in both."""
    unknown: list[tuple[str, float]] = field(default_factory=list)
    votes: list[Verdict] = field(default_factory=list)
    overall: list[float] = field(default_factory=list)
    means: list[float] = field(default_factory=list)
    medians: list[float] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    """Verdicts that say neither yes nor no."""
    invalid: list[str] = field(default_factory=list)

    def add_reviewer(
        self, name: str, score: float | None, verdict: Verdict | None, where: str
    ) -> None:
        """Count a reviewer's score and verdict; ``where`` is ``lines`` or ``table``."""
        if score is not None:
            # a summary beside a table says the same again
            who = (name.casefold(), score)
            places = self.places.setdefault(who, set())
            if is_model(name) and places - {where}:
                return
            places.add(where)
            self.reviewers.append(who)
        if verdict is not None:
            self.votes.append(verdict)

    @property
    def has_score(self) -> bool:
        """Whether any score is stated."""
        return bool(self.reviewers or self.unknown or self.overall or self.medians or self.means)

    def score(self) -> tuple[float | None, list[Finding]]:
        """The score, and what is to be told about it."""
        if self.invalid:
            return None, [
                Finding("review-score-invalid", f"{text!r} is not a score from 0 to 100")
                for text in dict.fromkeys(self.invalid)
            ]
        scores = [score for _, score in self.reviewers]
        if not scores and not self.overall:
            scores = [score for _, score in self.unknown]
        if not scores:
            stated = self.overall or self.medians or self.means
            if len(set(stated)) > 1:
                shown = " and ".join(f"{score:g}" for score in dict.fromkeys(stated))
                return None, [Finding("review-score-conflict", f"two overall scores: {shown}")]
            return (stated[0] if stated else None), []
        computed = float(median(scores))
        findings = [
            Finding("review-median-differs", f"states a median of {stated:g}, not {computed:g}")
            for stated in dict.fromkeys(self.medians)
            if stated != computed
        ]
        return computed, findings

    def verdict(self) -> tuple[Verdict | None, list[Finding]]:
        """The stated verdict, or that of more than half of the reviewers that state one."""
        if self.verdicts:
            if len(set(self.verdicts)) > 1:
                finding = Finding("review-verdict-conflict", "states two different verdicts")
                return "rejected", [finding]
            return self.verdicts[0], []
        if self.unclear:
            message = f"the verdict {self.unclear[0]!r} is neither approval nor rejection"
            return "rejected", [Finding("review-verdict-unclear", message)]
        if not self.votes:
            return None, []
        is_majority = self.votes.count("approved") * 2 > len(self.votes)
        return ("approved" if is_majority else "rejected"), []


@dataclass(slots=True)
class ReviewPart:
    """A review heading, its own section, and the sections below it."""

    level: int
    own: Section
    sections: list[Section] = field(default_factory=list)

    @property
    def has_score(self) -> bool:
        """Whether any score is stated, in whatever section."""
        return self.own.has_score or any(section.has_score for section in self.sections)
