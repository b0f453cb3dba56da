"""A look at a comment that nobody needs to believe: does it look like a review?

What somebody writes who is not believed is counted and never parsed (contract,
section 3), so this looks at each line once.
"""

from __future__ import annotations

import re

from sync.sources.reviews.document import LONGEST
from sync.sources.reviews.labels import review_heading
from sync.sources.reviews.plain import plain

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t](.{0,200})|<h([1-6])>(.{0,200})")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_FIGURE = re.compile(
    r"[0-9][\s*_`]{0,9}/[\s*_`]{0,9}100|\|[\s*_`]{0,9}[0-9]{1,3}[\s*_`]{0,9}(?:\||$)"
)


def sightings(text: str | None) -> int:
    """How many reviews ``text`` seems to hold: headings of one, with a figure below."""
    found, level, is_open, fence, before = 0, 7, False, "", ""
    hidden = False
    for line in (text or "")[:LONGEST].splitlines():
        if fence:
            if line.strip().startswith(fence):
                fence = ""
            continue
        if hidden:
            hidden = "-->" not in line
            continue
        if mark := _FENCE.match(line):
            fence = mark[1]
            continue
        if line.lstrip().startswith("<!--") and "-->" not in line:
            hidden = True
            continue
        heading = _heading(line, before)
        before = line
        if heading is not None:
            at, words = heading
            if review_heading(plain(words)) is not None and at <= level:
                level, is_open = at, True
        if is_open and not line.lstrip().startswith(">") and _FIGURE.search(line):
            found, is_open = found + 1, False
    return found


def _heading(line: str, before: str) -> tuple[int, str] | None:
    """Level and words of a heading that this line is, or underlines."""
    if mark := _HEADING.match(line):
        return (len(mark[1]), mark[2]) if mark[1] else (int(mark[3]), mark[4])
    if mark := _UNDERLINE.fullmatch(line):
        return (1 if "=" in mark[1] else 2), before[:200].strip()
    return None
