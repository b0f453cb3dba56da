"""Headings that are nearly those that are read: the wrong level, no space, bold instead of ``##``.

Asked only once something is missing, so that a sound file pays nothing for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sync.model.layouts.names import closest
from sync.sources.files.text import short

RIGHT = {
    "description": "## Description",
    "data": "## Data Requirements",
    "optional": "## Optional Parameters",
    "tags": "## Tags",
}
"""What a section is, to the heading that it is written under."""
_NAMES = {
    "description": "description",
    "data": "data",
    "data requirements": "data",
    "optional parameters": "optional",
    "tags": "tags",
}
_LINE = re.compile(
    r"^[ ]{0,3}(?:(?P<fence>```|~~~)[^\n`]*"
    r"|(?P<level>\#{1,6})[ \t]{0,8}(?P<named>[^\s#][^\n]{0,80})"
    r"|(?P<mark>\*\*|__)(?P<bold>[^\n*_]{1,40})(?P=mark)[ \t]{0,8}:?[ \t]{0,8}"
    r"|(?P<plain>[A-Za-z ]{4,20}):[ \t]{0,8})$",
    re.MULTILINE,
)
_ALIKE = 0.85
_CLOSE = "end it with a line of three backticks"


class Near(NamedTuple):
    """A line (from 1) that was probably meant as a heading, or hides one."""

    line: int
    message: str
    hint: str


def near_headings(text: str, missing: Iterable[str], spec_id: str, above: int) -> dict[str, Near]:
    """What is missing (``title`` among it), to the line that was probably meant for it.

    Args:
        text: the Markdown below the front matter.
        missing: what no heading names, by the keys of :data:`RIGHT`.
        spec_id: the id of the spec, with which its title begins.
        above: lines of the file above ``text``.
    """
    wanted = set(missing)
    found: dict[str, Near] = {}
    hidden: dict[str, Near] = {}
    fence: int | None = None
    line, at = above + 1, 0
    for match in _LINE.finditer(text):
        line, at = line + text.count("\n", at, match.start()), match.start()
        if match["fence"]:
            fence = line if fence is None else None
            hidden.clear()
            continue
        written = match[0].strip()
        for what, right in _meant(match, spec_id).items():
            if what not in wanted:
                continue
            if fence is not None:
                hidden[what] = Near(fence, "the code block that begins here never ends", _CLOSE)
            elif written != right:
                message = f"`{short(written)}` is not the heading that is read"
                found.setdefault(what, Near(line, message, f"write `{short(right)}`"))
    return hidden | found


def _meant(match: re.Match[str], spec_id: str) -> Mapping[str, str]:
    name = (match["named"] or match["bold"] or match["plain"]).strip(" \t#*_:")
    what = _NAMES.get(name.casefold())
    if what is None and match["level"] == "##" and name[:1] in "dDoOtT":
        near = closest(name.casefold(), _NAMES, _ALIKE)
        what = _NAMES[near] if near else None
    if what is not None:
        return {what: RIGHT[what]}
    stated, colon, title = name.partition(":")
    if match["level"] and colon and title.strip() and stated.strip(" *`").casefold() == spec_id:
        return {"title": f"# {spec_id}: {title.strip()}"}
    return {}
