"""Markdown block structure: sections and their source, in bounded time.

Only the block structure is parsed. What is stored is a slice of the source,
without HTML comments (contract, section 1).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from sync.model.problems import Problem, problem
from sync.sources.files.plain import Block, plain_blocks
from sync.sources.files.text import line_at

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token as Parsed

AnyBlock: TypeAlias = "Block | Parsed"
"""A part of the block structure, as it was told from the text or parsed."""

MOST_LINES = 5_000
MOST_CELLS = 100_000
MOST_MARKS = 50_000
"""Brackets, quotes and commas, of which texts are searched for types and defaults."""
DEEPEST = 12
"""Levels of block nesting; a list is two. Beyond, markdown-it drops the rest of the document."""

# a rule costs time on every line, so those that a document cannot need are left out
_NEEDED_FOR = {
    "table": ("|",),
    "code": ("\t", "    "),
    "fence": ("```", "~~~"),
    "blockquote": (">",),
    "html_block": ("<",),
}
_NEEDED_FOR_LINE_ENDS = {
    "hr": re.compile(r"[-*_][ \t]*$", re.MULTILINE),
    "lheading": re.compile(r"[-=][ \t]*$", re.MULTILINE),
}
_HIDING_HEADINGS = ("fence", "html_block", "lheading")
_SECTION = re.compile(r"^##[ \t]+(.*)\n((?:(?!##?(?:[ \t]|$)).*\n)+)", re.MULTILINE)
_INDENTED = re.compile(r"^ {1,3}##?(?:[ \t]|$)", re.MULTILINE)
_CONTAINERS = frozenset(
    {"blockquote_open", "bullet_list_open", "list_item_open", "ordered_list_open"}
)
_PARAGRAPHS = re.compile(r"(\n[ \t]*\n)")
_COMMENT = re.compile(
    r"((?<!`)(`+)(?!`)[^`\n]*\2(?!`))|[ \t]?<!--(?:-?>|.*?-->)",
    re.DOTALL,
)
_BLOCK_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


class Section(NamedTuple):
    """A level-one or level-two heading and what stands below it.

    ``level`` is 0 for what stands above the first heading. ``at`` is the line
    of the heading, ``first`` to ``last`` are those below; all count from 0.
    """

    level: int
    heading: str
    at: int
    first: int
    last: int
    tokens: Sequence[AnyBlock]


class Document:
    """The sections of a Markdown text, and its source.

    Args:
        text: the source.
        is_read: says of a heading whether its section will be read; others
            may come out empty, which takes half the time.
    """

    def __init__(self, text: str, is_read: Callable[[str], bool]) -> None:
        self._lines = text.split("\n")
        self._has_comments = "<!--" in text
        source = text
        if not any(_needs(text, rule) for rule in _HIDING_HEADINGS):
            # then each line that begins with ## is a heading
            text = _SECTION.sub(lambda part: _emptied(part, is_read), text)
        self._tokens: Sequence[AnyBlock] = plain_blocks(text) or _parsed(text, source)

    def sections(self) -> list[Section]:
        """All sections in order. Headings inside of other blocks are none."""
        tokens = self._tokens
        found: list[Section] = []
        level, heading, at, first, start = 0, "", 0, 0, 0
        for index, token in enumerate(tokens):
            if token.type != "heading_open" or token.level or token.tag not in ("h1", "h2"):
                continue
            begins, ends = span(token)
            found.append(Section(level, heading, at, first, begins, tokens[start:index]))
            level, heading, at = int(token.tag[1]), self.inline(tokens[index + 1]), begins
            first, start = ends, index + 3
        found.append(Section(level, heading, at, first, len(self._lines), tokens[start:]))
        return found

    def inline(self, token: AnyBlock) -> str:
        """The source of a paragraph, heading or cell."""
        text = token.content
        return without_comments(text) if self._has_comments else text

    def source(self, first: int, last: int, tokens: Iterable[AnyBlock]) -> str:
        """The source of the lines ``first`` to ``last``, whose blocks are ``tokens``."""
        if not self._has_comments:
            return "\n".join(self._lines[first:last])
        kept: list[str] = []
        for token in tokens:
            if token.type not in ("fence", "code_block", "html_block"):
                continue
            begins, ends = span(token)
            if begins >= last:
                break
            kept += self._prose(first, begins)
            block = "\n".join(self._lines[begins:ends])
            if token.type == "html_block":
                block = _BLOCK_COMMENT.sub("", block)
            if block.strip():
                kept += block.split("\n")
            elif not "".join(kept[-1:]).strip():
                # no two blank lines where a comment stood between them
                while ends < last and not self._lines[ends].strip():
                    ends += 1
            first = ends
        kept += self._prose(first, last)
        return "\n".join(kept)

    def _prose(self, first: int, last: int) -> list[str]:
        lines = self._lines[first:last]
        return without_comments("\n".join(lines)).split("\n") if lines else []

    def too_deep(self) -> int | None:
        """The line (from 0) of a block whose content was dropped for its depth."""
        for token in self._tokens:
            if token.level >= DEEPEST - 1 and token.type in _CONTAINERS:
                return span(token)[0]
        return None


def too_complex(path: str, text: str, offset: int) -> Problem | None:
    """A ``spec-too-complex`` error for a text that would take more than about a second.

    Args:
        path: for the problem.
        text: the Markdown source.
        offset: lines that stand above it in the file.
    """
    lines = text.count("\n") + 1
    message, at = "", 0
    if lines > MOST_LINES:
        message, at = f"more than {MOST_LINES:,} lines", MOST_LINES + 1
    elif text.count("|") * lines > MOST_CELLS:
        columns = [row.count("|") for row in text.split("\n")]
        if max(columns) * lines > MOST_CELLS:
            message = f"a table of up to {max(columns) * lines:,} cells"
            at = columns.index(max(columns)) + 1
    if not message and len(text) > MOST_MARKS:
        marks = re.finditer(r"""[()\[\]{},"'`]""", text)
        if beyond := next(islice(marks, MOST_MARKS, None), None):
            message = f"more than {MOST_MARKS:,} brackets, quotes and commas"
            at = line_at(text, beyond.start())
    return problem("spec-too-complex", path, message, line=offset + at) if message else None


def without_comments(text: str) -> str:
    """``text`` without the HTML comments that stand inside of its paragraphs."""
    if "<!--" not in text:
        return text
    return "".join(map(_without_comments, _PARAGRAPHS.split(text)))


def is_comment(token: AnyBlock) -> bool:
    """Whether a block is an HTML comment and nothing else."""
    return token.type == "html_block" and not _BLOCK_COMMENT.sub("", token.content).strip()


def span(token: AnyBlock) -> tuple[int, int]:
    """The lines of a block: the first, and the one behind the last."""
    assert token.map is not None
    return token.map[0], token.map[1]


def _without_comments(paragraph: str) -> str:
    # nothing behind the last --> is a comment, and looking for its end takes quadratic time
    end = paragraph.rfind("-->") + 3
    head = _COMMENT.sub(lambda found: found[1] or "", paragraph[:end])
    return head + paragraph[end:]


def _needs(text: str, rule: str) -> bool:
    if (marks := _NEEDED_FOR.get(rule)) is not None:
        return any(map(text.__contains__, marks))
    return _NEEDED_FOR_LINE_ENDS[rule].search(text) is not None


def _parsed(text: str, source: str) -> list[Parsed]:
    """The tokens of ``text``, which needs no rule that ``source`` does not."""
    rules = (*_NEEDED_FOR, *_NEEDED_FOR_LINE_ENDS)
    return _parser(tuple(rule for rule in rules if not _needs(source, rule))).parse(text)


def _emptied(part: re.Match[str], is_read: Callable[[str], bool]) -> str:
    # an indented heading may stand in a list, or end it
    if is_read(part[1]) or _INDENTED.search(part[2]):
        return part[0]
    return f"## {part[1]}\n" + "\n" * part[2].count("\n")


@cache
def _parser(unneeded: tuple[str, ...]) -> MarkdownIt:
    # most specs are plain, and need no parser
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable("table")
    # a link reference is part of the text here
    return parser.disable(["normalize", "inline", "text_join", "reference", *unneeded])
