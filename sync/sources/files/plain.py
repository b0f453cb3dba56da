"""The blocks of Markdown of the plainest kind, without a parser.

Most specs are headings, paragraphs, lists of one level, and rules between them.
What such a text is made of can be told from the first characters of its lines;
anything else is left to the parser, whose answer would be the same
(CommonMark 0.31, sections 4.1, 4.2, 4.8, 5.2 and 5.3).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_START = r"""(?:[^\W\d_]|\*\*[^\s*]|`[^`\s]|["'(])"""
"""Begins text and nothing else, be it behind a bullet or not."""
_PLAIN = re.compile(
    r"(?:\n"
    r"|\#{1,6}[ ]+[^\s#][^\n#]*\n"
    rf"|(?:-[ ]|[ ]{{2}})?{_START}[^\n]*\n"
    r"|(?:---|\*\*\*|___)\n)*"
)
_LONGEST = 100_000
"""Characters: matching the pattern takes a hundred bytes of memory for some of them."""
_RULES = ("---", "***", "___")
_OTHER_SPACE = re.compile(r"[^\S \t\n]")
"""Blanks that are trimmed by some versions of the parser, and not by others."""


class Block(NamedTuple):
    """What of a token is read: the parser's own are taken for these, too."""

    type: str
    level: int = 0
    tag: str = ""
    map: Sequence[int] | None = None
    content: str = ""
    nesting: int = 0


_HEADING_END = Block("heading_close")
_PARAGRAPH_END = Block("paragraph_close")
_ITEM_PARAGRAPH_END = Block("paragraph_close", 2)
_ITEM_END = Block("list_item_close", 1)
_LIST = Block("bullet_list_open", 0, "ul")
_LIST_END = Block("bullet_list_close")


def plain_blocks(text: str) -> list[Block] | None:
    """The blocks of ``text`` in order, as the parser has them; None where it has to be asked."""
    if len(text) > _LONGEST or _OTHER_SPACE.search(text):
        return None
    text = text if text.endswith("\n") else f"{text}\n"
    if not _PLAIN.fullmatch(text):
        return None
    return _blocks(text.split("\n")[:-1])


def _blocks(lines: list[str]) -> list[Block] | None:
    found: list[Block] = []
    is_list = False
    at, end = 0, len(lines)
    while at < end:
        line = lines[at]
        if not line:
            at += 1
            continue
        if is_list != line.startswith("- "):
            found.append(_LIST_END if is_list else _LIST)
            is_list = not is_list
        if line[0] == "#":
            found += _heading(line, at)
            at += 1
        elif line in _RULES:
            found.append(Block("hr", 0, "hr", (at, at + 1)))
            at += 1
        else:
            behind = _behind_text(lines, at)
            # below a list it belongs to an item, and elsewhere it is indented by chance
            if behind is None or line[0] == " ":
                return None
            found += (_item if is_list else _paragraph)(lines, at, behind)
            at = behind
    if is_list:
        found.append(_LIST_END)
    return found


def _behind_text(lines: list[str], at: int) -> int | None:
    """Where the paragraph ends whose first line is ``at``; None where only the parser knows."""
    for behind in range(at + 1, len(lines)):
        line = lines[behind]
        if line in _RULES:
            return None
        if not line or line.startswith(("#", "- ")):
            return behind
    return len(lines)


def _heading(line: str, at: int) -> tuple[Block, ...]:
    text, where = line.lstrip("#"), (at, at + 1)
    opening = Block("heading_open", 0, f"h{len(line) - len(text)}", where)
    return opening, Block("inline", 1, "", where, text.strip()), _HEADING_END


def _paragraph(lines: list[str], at: int, behind: int) -> tuple[Block, ...]:
    where = (at, behind)
    text = "\n".join(lines[at:behind]).strip()
    opening = Block("paragraph_open", 0, "p", where)
    return opening, Block("inline", 1, "", where, text), _PARAGRAPH_END


def _item(lines: list[str], at: int, behind: int) -> tuple[Block, ...]:
    where, end = (at, behind), behind
    # the blank lines below it are an item's, too
    while end < len(lines) and not lines[end]:
        end += 1
    text = "\n".join([line.removeprefix("  ") for line in lines[at:behind]])[2:].strip()
    return (
        Block("list_item_open", 1, "li", (at, end)),
        Block("paragraph_open", 2, "p", where),
        Block("inline", 3, "", where, text),
        _ITEM_PARAGRAPH_END,
        _ITEM_END,
    )
