"""Statements: ``Label: 92/100 APPROVED``, the grammar of a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from sync.sources.reviews.labels import Role, role

Verdict = Literal["approved", "rejected"]

_MOST = 40
"""Statements of one line that are read."""
_NUMBER = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,20})?")
# every repetition has an end: what strangers write is read in linear time
_ARROW = r"\s{0,3}(?:→|⟶|➔|➜|-{1,8}>|={1,8}>)\s{0,3}"
_BARE = r"[0-9]{1,9}(?:[.,][0-9]{1,20})?"
_OF_100 = r"\s{0,3}/\s{0,3}100(?:\.0{1,9})?(?![\w/]|[.,]\d)"
_EARLIER = rf"(?:{_BARE}(?:{_OF_100})?{_ARROW}){{0,20}}"
_SCORE = re.compile(rf"{_EARLIER}(?P<score>[^\s/|:=]{{1,40}}){_OF_100}")
_ANYWHERE = re.compile(rf"(?<![^\s/|:=→⟶➔➜>(]){_SCORE.pattern}")
_END_OF_SCORE = re.compile(rf"[^\s/|:=]{_OF_100}")
_AROUND = 200
"""Characters before and behind a ``/100`` in which it has its score, and what follows an arrow."""
_CELL = re.compile(rf"{_EARLIER}(?P<score>{_BARE})(?:{_OF_100})?(?=$|\s{{0,3}}[(,;–—]|\s-)")
_OPEN = re.compile(r"(?:[\s()\[\]{*_:=,.!]|[-–—](?!\d))*")
_LABEL = re.compile(
    r"(?P<label>[^:(]{1,60}?(?:\([^()]{0,60}\)[^:(]{0,20}?)?)(?P<sep>\s{0,3}:|\s{1,3}[-–—]{1,2}(?=\s)|\s{0,3}=)"
)
_PARENTHESES = re.compile(r"\([^()]*\)")
_CHECKBOX = re.compile(r"\[[ xX]?\]\s*")
_WORDS = re.compile(
    r"(?P<not>(?:\b(?:not|never|no|isn't|cannot|can't|didn't|doesn't|don't|won't)\b\s*"
    r"(?:yet\s+|be\s+|been\s+)?)?)"
    r"(?:(?P<approved>\b(?:approv(?:ed?|es|al)|pass(?:ed|es)?)\b)"
    r"|(?P<rejected>\b(?:reject(?:ed|s|ion)?|fail(?:ed|s|ure)?|unapproved|disapproved?)\b))",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"[|;·•()\[\]]|,\s")
_STATES = re.compile(
    r"/\s*100|approv|pass|reject|fail|verdict|decision|library|variant|implementation|median",
    re.IGNORECASE,
)
_AFTER_BARE = re.compile(
    r"\s*(?:$|[()\[{*,;:.!–—-]|(?:approv|pass|reject|fail|not\b|verdict))",
    re.IGNORECASE,
)
"""What may follow a score without a label: more would be running text."""
_NEGATION = re.compile(r"\b(?:not|never|no|cannot|none|nothing)\b|n['’]t\b", re.IGNORECASE)
_OTHER_WORD = re.compile(r"\s{0,3}(?:/|\||or\b|→|-{1,8}>)\s{0,3}")
_TICKED = re.compile(r"\[[xX]\]\s*")
_NOT_TICKED = re.compile(r"\[ ?\]\s*\w+")
_END_OF_VALUE = re.compile(r"[(.,;–—|]|\s-\s")


_GRADED = re.compile(
    rf"(?P<grade>[A-F][+-]?(?!\w)|[A-Za-z]{{3,20}}(?=\s{{0,3}}\())\s{{0,3}}[-–—:(]?\s{{0,3}}{_SCORE.pattern}"
)
"""A grade with the score behind it: ``A (92/100)``."""


class Score(NamedTuple):
    """A stated score: its value from 0 to 100, or None when it is no such number."""

    value: float | None
    text: str


class Statement(NamedTuple):
    """A labelled part of a line, with the score and the verdict that stand in its value.

    ``label`` is empty for a bare ``92/100``.
    """

    label: str
    value: str
    score: Score | None
    verdict: Verdict | None

    @property
    def role(self) -> Role:
        """What the label says that this is."""
        return role(self.label)


def may_state(line: str) -> bool:
    """A cheap look: false only for a line that holds no statement worth reading."""
    return bool(_STATES.search(line))


def statements(line: str) -> Iterator[Statement]:
    """The statements of a line, from left to right. Running text makes none."""
    parts = _parts(_CHECKBOX.sub("", line, count=1) if line.startswith("[") else line)
    for part in parts[:_MOST]:
        yield from _statements(part, _MOST)


def cell_score(cell: str) -> Score | None:
    """The score in a cell of the column headed Score; None for an empty cell."""
    text = cell.strip(" *_")
    if not text.strip("-–— "):
        return None
    found = _SCORE.match(text) or _CELL.match(text) or _GRADED.match(text)
    return _score(found["score"] if found else text)


def verdict_in(value: str) -> Verdict | None:
    """The verdict that ``value`` states; None when it states none, or both."""
    value = _NOT_TICKED.sub("", value)
    if ticked := _TICKED.search(value):
        value = value[ticked.end() :]
    start = _WORDS.match(value)
    if start is not None:
        other = _OTHER_WORD.match(value, start.end())
        if other is None or not _WORDS.match(value, other.end()):
            return _polarity(start)
    end = _END_OF_VALUE.search(value)
    clause = value[: end.start()] if end else value
    negated = _NEGATION.search(clause)
    denied_from = negated.end() if negated else len(clause) + 1
    found = {
        _polarity(word, is_denied=denied_from <= word.start()) for word in _WORDS.finditer(clause)
    }
    return found.pop() if len(found) == 1 else None


def _polarity(word: re.Match[str], *, is_denied: bool = False) -> Verdict | None:
    if word["not"] or is_denied:
        # what is not rejected is not approved either
        return "rejected" if word["approved"] else None
    return "approved" if word["approved"] else "rejected"


def _statements(part: str, most: int) -> Iterator[Statement]:
    part = part[_skip(part) :].rstrip()
    label, value = _labelled(part)
    if label is None:
        return
    value = value[_skip(value) :]
    score, verdict, rest = None, None, value
    found = _SCORE.match(value)
    if found is None and role(label) in (Role.OVERALL, Role.REVIEWER, Role.MEDIAN):
        graded = _GRADED.match(value)
        if graded and (len(graded["grade"]) <= 2 or role(graded["grade"]) is not Role.OTHER):
            found = graded
    if found:
        score, rest = _score(found["score"]), value[found.end() :]
        words = rest[_skip(rest) :]
        if _WORDS.match(words):
            verdict = verdict_in(words)
    elif word := _WORDS.match(value):
        verdict, rest = verdict_in(value), value[word.end() :]
        behind = rest[_skip(rest) :]
        if found := _SCORE.match(behind):
            score, rest = _score(found["score"]), behind[found.end() :]
    yield Statement(label, value, score, verdict)
    if (score or verdict) and most and (":" in rest or _score_in(rest)):
        rest = rest[_skip(rest) :]
        inner, _ = _labelled(rest)
        if inner and role(inner) is not Role.OTHER:
            yield from _statements(rest, most - 1)


def _labelled(part: str) -> tuple[str | None, str]:
    """The label, empty where the part is a bare score, and what follows; None for prose."""
    if bare := _SCORE.match(part):
        return ("", part) if _AFTER_BARE.match(part, bare.end()) else (None, "")
    found = _LABEL.match(part)
    score = _score_in(_PARENTHESES.sub(lambda inner: " " * len(inner[0]), part))
    if found and not (score and score.start() < found.start("sep")):
        return " ".join(found["label"].split()), part[found.end() :].strip()
    if score:
        # without a separator, the label must be one that is known
        words = part[: score.start()].split()
        label = " ".join(words)
        if len(words) <= 3 and role(label) in (Role.OVERALL, Role.REVIEWER, Role.MEDIAN):
            return label, part[score.start() :]
    return None, ""


def _score_in(text: str) -> re.Match[str] | None:
    """The first ``92/100`` in ``text``."""
    end = _END_OF_SCORE.search(text)
    if end is None:
        return None
    return _ANYWHERE.search(text, max(0, end.start() - _AROUND), end.end() + _AROUND)


def _skip(text: str) -> int:
    """How much of the beginning is punctuation. A dash before a digit is a minus."""
    found = _OPEN.match(text)
    return found.end() if found else 0


def _score(text: str) -> Score:
    text = text.strip("*_")
    if not _NUMBER.fullmatch(text):
        return Score(None, text)
    value = float(text.replace(",", "."))
    return Score(value if 0 <= value <= 100 else None, text)


def _parts(line: str) -> list[str]:
    """The line at its separators, as far as these stand outside of parentheses."""
    parts, depth, start = [], 0, 0
    for found in _BREAKS.finditer(line):
        character = found[0][0]
        if character in "([":
            depth += 1
        elif character in ")]":
            depth = max(0, depth - 1)
        elif not depth:
            parts.append(line[start : found.start()])
            start = found.end()
    parts.append(line[start:])
    return parts
