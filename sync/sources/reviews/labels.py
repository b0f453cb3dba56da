"""What the label of a statement says that the statement is: ``Claude: 92/100`` is a reviewer's."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum, auto
from functools import lru_cache

_REVIEW_HEADING = re.compile(
    r"(?:quality\s+check\s+results|ai\s+review|ai\s+quality\s+review|quality\s+evaluation"
    r"|quality\s+review|quality\s+score)\b",
    re.IGNORECASE,
)
"""What the heading of a review begins with (contract, section 3)."""
_ATTEMPT = re.compile(
    r"^\s?[-–—:(]{0,9}\s?(?:attempt|iteration|round|run)\s*#?\d+(?:\s*(?:/|of)\s*\d+)?\)?",
    re.IGNORECASE,
)


class Role(Enum):
    """What a labelled score or verdict is."""

    OVERALL = auto()
    REVIEWER = auto()
    UNKNOWN = auto()
    """A name that may be a reviewer's."""
    MEDIAN = auto()
    MEAN = auto()
    VERDICT = auto()
    OTHER = auto()
    """A threshold, an earlier score, one criterion of many."""


_MODELS = re.compile(
    r"\b(?:claude|opus|sonnet|haiku|anthropic|gemini|gemma|palm|bard|(?:chat)?gpt|openai|codex"
    r"|copilot|llama|mistral|mixtral|grok|qwen|deepseek|cohere|command-r|kimi|glm|nova|phi-?\d"
    r"|nemotron|granite|jamba|perplexity|minimax|ernie|o[1-9](?:-(?:mini|preview|pro))?\b)",
    re.IGNORECASE,
)
_REVIEWERS = re.compile(
    r"(?:human\s+|ai\s+|llm\s+)?(?:reviewer|evaluator|judge|rater|critic|model|llm|agent|ai)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:previous(?:ly)?|prior|before|earlier|last|old|former|initial|baseline|history|threshold"
    r"|min|minimum|required?|requirement|target|goal|needed|cut-?off|expected|potential|delta"
    r"|gate|limit|benchmark|standard|reference|ceiling|best|worst|highest|lowest|range|spread|std"
    r"|deviation|change[ds]?|improvement|difference|possible|example|weight(?:ed)?|confidence|attempt|iteration"
    r"|round|run|out\s+of|pass(?:ing)?\s+(?:mark|score|grade)|max(?:imum)?\s+(?:score|points?))\b"
    r"|^max(?:imum)?\b",
    re.IGNORECASE,
)
_CRITERIA = re.compile(
    r"\b(?:readab|styl|layout|code\b|coding|visual|design|accura|document|correct|complet|complian"
    r"|clarity|aesthetic|legib|label|axis|axes|colou?r|title|legend|data\b|perform|idiom|feature"
    r"|usab|access|maintain|consisten|format|structur|relevan|creativ|original|robust|test"
    r"|coverage|spec\b|specification|functional|efficien|simplic|naming|comment|docstring|import"
    r"|appearance|presentation|syntax|security|best\s+practice|library|technical)",
    re.IGNORECASE,
)
_OVERALL = re.compile(
    r"(?:(?:the|final|overall|total|quality|ai|aggregated?|combined|consensus|review|plot|new"
    r"|current|updated|evaluation|check|results?)\s+)*"
    r"(?:score|scores|rating|grade|mark|total|overall|consensus|quality|evaluation|results?|review"
    r"|summary|final)(?:\s*\(.*\))?",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"(?:(?:the|final|overall|consensus|review|quality|ai)\s+)*"
    r"(?:verdict|decision|status|outcome|result|recommendation|conclusion|consensus)",
    re.IGNORECASE,
)
_PROPER = re.compile(
    r"(?:[A-Z0-9][\w.+-]*|[a-z]+[-\d][\w.-]*)(?:\s+(?:[A-Z0-9][\w.+-]*|\([^()]*\)|[a-z]+\d[\w.-]*)){0,3}"
)
_OWNED = re.compile(
    r"(?:(?:quality|their|its)\s+)?(?:score|rating|grade|verdict|decision|vote|status)?",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"(?:previous(?:ly)?|earlier|former|history|thresholds?)\b(?!-)"
    r"|(?:last|old|prior)\b(?:$|\s{0,3}[:(–—0-9]|\s-|\s(?:\S{1,30}\s)?(?:attempt|review|score|result|run"
    r"|iteration|round|version|feedback|evaluation|rating|verdict|check|state|grade|report)s?\b)"
    r"|(?:\S{1,30}\s){1,3}history$",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"(?:note|here|this|that|it|we|i|so|and|but|however|also|page)\b", re.IGNORECASE
)

_REVIEWERS_COLUMN = re.compile(
    r"\b(?:evaluators?|reviewers?|models?|judges?|ai|llms?|agents?|raters?|critics?|providers?"
    r"|assistants?|bots?|names?)\b",
    re.IGNORECASE,
)
_CRITERIA_COLUMN = re.compile(
    r"\b(?:criteri\w*|categor\w*|aspects?|metrics?|checks?|dimensions?|areas?|implementations?"
    r"|librar\w*|variants?|specs?|attempts?|iterations?|rounds?|versions?|items?|questions?"
    r"|plots?)\b",
    re.IGNORECASE,
)
_VERDICT_COLUMN = re.compile(
    r"\b(?:verdicts?|decisions?|votes?|recommendations?|results?|status)\b", re.IGNORECASE
)
_WITH_NUMBER = re.compile(r"\((?=[^()\d]*\d)[^()]*\)")
"""``(out of 100)`` behind a label or in the header of a column."""
_ASIDE = re.compile(r"\((?=[^()]*(?:\d|confidence|weight))[^()]*\)", re.IGNORECASE)
_SCORE_COLUMN = re.compile(r"\bscores?\b", re.IGNORECASE)


_ROLES: tuple[tuple[Callable[[str], object], Role], ...] = (
    (_OTHER.search, Role.OTHER),
    (re.compile(r"\bmedian\b", re.IGNORECASE).search, Role.MEDIAN),
    (re.compile(r"\b(?:average|mean|avg)\b", re.IGNORECASE).search, Role.MEAN),
    (_MODELS.search, Role.REVIEWER),
    (_VERDICT.fullmatch, Role.VERDICT),
    (_OVERALL.fullmatch, Role.OVERALL),
    (_CRITERIA.search, Role.OTHER),
    (_REVIEWERS.match, Role.REVIEWER),
    (_NOISE.match, Role.OTHER),
    (_PROPER.fullmatch, Role.UNKNOWN),
)
"""What a label is, by the first of these that fits."""


def review_heading(text: str) -> str | None:
    """What follows the beginning of a review's heading; None when it is no such heading."""
    found = _REVIEW_HEADING.match(text.lstrip(" *_-–—:.#"))
    return None if found is None else _ATTEMPT.sub("", found.string[found.end() :])


LONGEST_LABEL = 200


@lru_cache(1024)
def role(label: str) -> Role:
    """What a statement with this label is; a statement without one is the overall score."""
    if not label:
        return Role.OVERALL
    if len(label) > LONGEST_LABEL:
        return Role.OTHER
    if is_model(label):
        # what parentheses say of a model's score is not another kind of score
        label = _ASIDE.sub("", label)
    return next((role for is_it, role in _ROLES if is_it(label)), Role.OTHER)


def is_owned(label: str) -> bool:
    """Whether a score or verdict with this label is the reviewer's below whose name it stands."""
    return bool(_OWNED.fullmatch(label))


def is_model(label: str) -> bool:
    """Whether the label names a language model."""
    return bool(_MODELS.search(label))


def is_verdict(label: str) -> bool:
    """Whether the label says outright that a verdict follows; a status or result may be others'."""
    return label.casefold().endswith(("verdict", "decision"))


def is_history(heading: str) -> bool:
    """Whether what stands under this heading is about an earlier state."""
    return bool(_HISTORY.match(heading.strip(" *_:#.")))


_NAMES = ("spec", "library", "variant")


class Columns:
    """Where a table says what. ``score`` is None for a table without such a column."""

    def __init__(self, header: tuple[str, ...]) -> None:
        scores = [
            index
            for index, cell in enumerate(header)
            if _SCORE_COLUMN.search(cell) and not _OTHER.search(_WITH_NUMBER.sub("", cell))
        ]
        exact = [index for index in scores if header[index].casefold() == "score"]
        self.score = next(iter(exact + scores), None)
        self.verdict = next(
            (i for i, cell in enumerate(header) if _VERDICT_COLUMN.search(cell)), None
        )
        taken = (self.score, self.verdict)
        rest = [i for i, cell in enumerate(header) if i not in taken and i not in scores]
        named = [i for i in rest if _REVIEWERS_COLUMN.search(header[i])]
        self.label = next(iter(named + rest), None)
        heads = [cell.strip(" *_`").lower().rstrip("s") for cell in header]
        self.names = [heads.index(kind) if kind in heads else None for kind in _NAMES]
        """Where the columns ``Spec``, ``Library`` and ``Variant`` stand."""
        self.of_reviewers = bool(named)
        self.of_others = not named and any(_CRITERIA_COLUMN.search(header[i]) for i in rest)

    def role(self, label: str) -> Role:
        """What a row with this label is."""
        what = role(label)
        if self.of_reviewers:
            if what is Role.UNKNOWN:
                return Role.REVIEWER
            if what is Role.OTHER and not _OTHER.search(label) and any(map(str.isalnum, label)):
                return Role.REVIEWER
        elif self.of_others and what in (Role.UNKNOWN, Role.REVIEWER):
            return Role.OTHER
        return what
