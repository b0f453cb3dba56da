"""The few values of a large YAML mapping that are read, and whether the rest of it parses.

Files that belong to the catalogue hold hundreds of values, of which a handful
is read here. libyaml goes through the whole text without making an object of
anything (``raw_parse``); the lines of the wanted keys alone become values.
Where lines do not say for certain whose they are, the parser's events do.
"""

from __future__ import annotations

import re
from functools import cache

import yaml

from sync.model.problems import Problem
from sync.sources.files.yamlnodes import Mapping, Node, Wanted, read_yaml

_LONGEST = 100_000
_MOST_BRACKETS = 1_000
"""What libyaml goes through at once: each open bracket makes the next one dearer."""

_LOADER = getattr(yaml, "CSafeLoader", None)
_HEAD = re.compile(r"(?:#[^\n]*\n|(?:---)?[ ]*\n)*")
"""What may stand above the first key."""
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*):(?=[ \n]|$)")
_BARE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*:[ ]*(?:[ ]#[^\n]*)?\n")
_INDENT = re.compile(r"( +)(?=[^ \n#-])")
_APART = "\n---\n"
"""Where a document ends, even inside of quotes and brackets, where this is an error."""


def read_parts(path: str, text: str, wanted: Wanted) -> tuple[Node | None, list[Problem]]:
    """The mapping in ``text`` with the keys that are ``wanted``, and nothing else of it.

    A wanted key that stands twice is an error; what else there is need only parse.

    Returns:
        None with one ``yaml-…`` error, if it cannot be read. A document that
        is no mapping is returned as it is.
    """
    reduced = _reduced(text, wanted)
    if reduced is not None:
        if not reduced.strip():
            return Mapping({}, 1), []
        node, problems = read_yaml(path, reduced, wanted=wanted)
        if node is not None:
            return node, problems
    return read_yaml(path, text, wanted=wanted)


def _reduced(text: str, wanted: Wanted) -> str | None:
    """``text`` with blank lines for what is not wanted; None where that is not certain.

    It is when each piece, what is wanted and what stands between, parses by
    itself: then none begins or ends inside of another's quotes or brackets.
    """
    if _LOADER is None or len(text) > _LONGEST:
        return None
    if text.count("[") + text.count("{") > _MOST_BRACKETS:
        return None
    head = _HEAD.match(text)
    start = head.end() if head else 0
    if text.find("\n---", start) >= 0 or text.find("\n...", start) >= 0:
        return None
    split = _Split(text)
    split.kept.append("\n" * text.count("\n", 0, start))
    if not split.entries(start, len(text), wanted):
        return None
    loader = _LOADER(_APART.join(split.pieces))
    try:
        loader.raw_parse()
    except yaml.YAMLError:
        return None
    finally:
        loader.dispose()
    return "".join(split.kept)


class _Split:
    """A text by the entries of its mapping.

    ``kept`` are its lines, blank where they are not wanted. ``pieces`` are its
    entries, each wanted one by itself, below the keys that they stand below.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.kept: list[str] = []
        self.pieces: list[str] = []

    def entries(
        self, start: int, end: int, wanted: Wanted, indent: str = "", above: str = ""
    ) -> bool:
        """Sort the entries of the mapping ``text[start:end]``; False where there are doubts."""
        text = self._text
        begins = [start, *(m.end() for m in _entry(indent).finditer(text, start, end))]
        left = start
        for first, last in zip(begins, [*begins[1:], end], strict=True):
            key = _KEY.match(text, first + len(indent))
            if key is None:
                return False
            if key[1] in wanted:
                self._pass_over(text[left:first], above)
                left = last
                below = wanted[key[1]]
                if below is None or not self._nested(key, last, below, above + indent):
                    self.kept.append(text[first:last])
                    self.pieces.append(above + text[first:last])
        self._pass_over(text[left:end], above)
        return True

    def _nested(self, key: re.Match[str], end: int, wanted: Wanted, above: str) -> bool:
        """Sort the entries of a mapping below ``key``; False where all of it is to be kept."""
        line = _BARE_KEY.match(self._text, key.start(), end)
        indent = _INDENT.match(self._text, line.end(), end) if line else None
        if line is None or indent is None:
            return False
        split = _Split(self._text)
        if not split.entries(line.end(), end, wanted, indent[1], above + line[0]):
            return False
        outer = above.rpartition("\n")[2]
        has_any = any(map(str.strip, split.kept))
        self.kept += [outer + line[0] if has_any else "\n", *split.kept]
        self.pieces += split.pieces
        return True

    def _pass_over(self, part: str, above: str) -> None:
        if part:
            self.kept.append("\n" * part.count("\n"))
            self.pieces.append(above + part)


@cache
def _entry(indent: str) -> re.Pattern[str]:
    return re.compile(rf"\n(?={indent}[^ \n#-])")
