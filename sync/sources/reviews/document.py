"""A comment as GitHub shows it: headings, lines and tables, in bounded time.

What is shown as quoted, as code, as struck out or not at all says nothing
(contract, section 3). Only the block structure is parsed for the whole text;
the inline structure of a part only where the part is short enough to be a
statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from sync.sources.reviews.labels import is_history
from sync.sources.reviews.plain import plain, with_verdicts

LONGEST = 65_536
"""Characters of a comment (GitHub refuses more); what stands beyond is not read."""
_MOST_COLUMNS = 50
_MOST_CELLS = 100_000
_LONGEST_PARAGRAPH = 2_000
"""Characters whose inline structure is read in one piece: some of it takes quadratic time."""
LONGEST_LINE = 1_000
"""Characters of a shown line that are read; no statement is that long."""
_DEEPEST = 20

_ONE_TILDE = re.compile(r"(?<![~\w])~(?=[^\s~])[^~\n]*(?<=[^\s~])~(?![~\w])")
_MARKED = re.compile(r"[\n\\`*_~\[\]!<>&]")
"""Without one of these a text has no inline structure (CommonMark 0.31, 6)."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
_DIGITS = re.compile(r"([0-9]{20})[0-9]+")
_REFERENCE = re.compile(r" {0,3}\[(?!\^)[^\[\]\n]{1,999}\]:[ \t]*\S[^\n]*\n?")
"""A link reference definition, which GitHub does not show."""
_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:-->|\Z))", re.DOTALL)

_SILENT = frozenset({"blockquote", "pre", "script", "style", "template", "title", "textarea"})
"""Elements whose content is quoted, code, or not shown."""
_OF_ONE_BLOCK = _SILENT - {"blockquote", "pre"}
"""GitHub shows the tags of these as text, so one without an end hides nothing that follows."""
_STRUCK = frozenset({"del", "s", "strike"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CELLS = frozenset({"td", "th"})
_INLINE = {"softbreak": "\n", "hardbreak": "\n"}
_LINE_ENDS = frozenset(
    {"br", "p", "div", "li", "ul", "ol", "summary", "details", "dt", "dd", "hr", "table", "section"}
)


class Heading(NamedTuple):
    """A heading: its level, 1 to 6, and its plain text."""

    level: int
    text: str


class Line(NamedTuple):
    """One shown line of a paragraph or list entry; ``depth`` says how deep in lists it stands."""

    text: str
    depth: int = 0


class Table(NamedTuple):
    """A table: the plain texts of its header, and of its rows."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Line | Table


def blocks(text: str) -> Iterator[Block]:
    """What a comment shows, from top to bottom. Tables of absurd size show nothing."""
    text = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    reading = _Reading()
    for token in _parser().parse(_without_huge_tables(text)):
        yield from reading.take(token)


def _without_huge_tables(text: str) -> str:
    """``text`` without the rows of tables that would take long to read."""
    pipes = text.count("|")
    if pipes <= _MOST_COLUMNS:
        return text
    lines = text.split("\n")
    widths = [line.count("|") for line in lines]
    most = _MOST_COLUMNS
    # a row is filled up to the width of its header, and each line below a header is a row
    if max(width for width in (0, *widths) if width <= most) * len(lines) > _MOST_CELLS:
        most = 0
    return "\n".join(
        line if width <= most else "" for line, width in zip(lines, widths, strict=True)
    )


class _Elements:
    """HTML elements that are open, and whether what stands in them says anything.

    One that quotes may end in a later block; one that strikes out may not.
    """

    def __init__(self) -> None:
        self._silent: list[str] = []
        self.struck = 0

    @property
    def hide(self) -> bool:
        """Whether text at this place says nothing."""
        return self.struck > 0 or bool(self._silent)

    def begin(self) -> None:
        """Go on with the next block."""
        self.struck = 0
        self._silent = [name for name in self._silent if name not in _OF_ONE_BLOCK]

    def fold(self) -> None:
        """Let nothing count until ``details`` end."""
        self._silent.append("details")

    def tag(self, name: str, *, closing: bool) -> str:
        """Go past a tag. Returns what it stands for in a plain text."""
        if name in _STRUCK:
            self.struck = max(0, self.struck + (-1 if closing else 1))
        elif name in _SILENT and not closing:
            self._silent.append(name)
        elif name in self._silent:
            while self._silent.pop() != name:
                pass
        elif name in _LINE_ENDS:
            return "\n"
        return ""


class _Reading:
    """Follows the block structure."""

    def __init__(self) -> None:
        self.elements = _Elements()
        self.quotes = 0
        self.heading = 0
        self.depth = 0
        self.rows: list[list[str]] | None = None

    def take(self, token: Token) -> Iterable[Block]:
        """What the next token shows."""
        kind = token.type
        if kind == "table_close":
            rows, self.rows = self.rows, None
            return [_table(rows)] if rows and not self.quotes else ()
        if kind == "inline" and not self.quotes:
            return self.text(_lines(token.content, self.elements))
        if kind == "html_block" and not self.quotes:
            return _Html(self.elements).blocks(token.content)
        if kind in ("blockquote_open", "blockquote_close"):
            self.quotes += token.nesting
        elif kind in ("list_item_open", "list_item_close"):
            self.depth += token.nesting
        elif kind == "heading_open":
            self.heading = int(token.tag[1])
        elif kind == "heading_close":
            self.heading = 0
        elif kind == "table_open":
            self.rows = []
        elif kind == "tr_open" and self.rows is not None:
            self.rows.append([])
        return ()

    def text(self, lines: list[str]) -> Iterable[Block]:
        """The lines of a paragraph, heading or cell in their place."""
        if self.rows is not None:
            self.rows[-1].append(" ".join(lines)[:LONGEST_LINE])
            return ()
        if self.heading:
            return [Heading(self.heading, " ".join(lines)[:LONGEST_LINE])]
        return [Line(line, self.depth) for line in lines]


class _Html:
    """Reads one block of HTML."""

    def __init__(self, elements: _Elements) -> None:
        self.elements = elements
        self.text: list[str] = []
        self.rows: list[list[str]] = []
        self.heading = 0

    def blocks(self, source: str) -> Iterator[Block]:
        """What the block shows. Its elements may end in a later block."""
        source = _COMMENT.sub("", source)
        self.elements.begin()
        at = 0
        for found in _TAG.finditer(source):
            self.add(source[at : found.start()])
            at = found.end()
            yield from self.tag(found[2].lower(), closing=bool(found[1]))
        self.add(source[at:])
        yield from self.table()
        yield from self.lines()

    def add(self, source: str) -> None:
        if not self.elements.hide:
            # Python reads no number of thousands of digits
            self.text.append(unescape(_DIGITS.sub(r"\1", source)))

    def tag(self, name: str, *, closing: bool) -> Iterator[Block]:
        if name == "summary":
            if not closing:
                yield from self.lines()
            elif is_history(_shown("".join(self.text))):
                # what is folded away below it is about an earlier state
                self.text = []
                self.elements.fold()
            self.text.append("\n")
        elif name == "tr" and not closing:
            self.rows.append([])
        elif name in _CELLS and self.rows:
            if closing:
                self.rows[-1].append(_shown("".join(self.text)))
            self.text = []
        elif name in _HEADINGS:
            if closing and self.heading:
                yield Heading(self.heading, _shown("".join(self.text)))
                self.text = []
            yield from self.lines()
            self.heading = 0 if closing else _HEADINGS[name]
        else:
            if name == "table" and closing:
                yield from self.table()
            self.text.append(self.elements.tag(name, closing=closing))

    def table(self) -> Iterator[Block]:
        rows = list(filter(None, self.rows))
        self.rows = []
        if rows:
            yield _table(rows)

    def lines(self) -> Iterator[Block]:
        text = "".join(self.text)
        self.text = []
        for line in text.split("\n"):
            if shown := _shown(line):
                yield Line(shown)


def _lines(source: str, elements: _Elements) -> list[str]:
    """The shown lines of a paragraph, heading or cell."""
    while found := _REFERENCE.match(source):
        source = source[found.end() :]
    if len(source) <= _LONGEST_PARAGRAPH:
        parts = [source]
    else:
        source = _DIGITS.sub(r"\1", _COMMENT.sub("", source))
        parts = [line[:LONGEST_LINE] for line in source.split("\n")]
    shown: list[str] = []
    for part in parts:
        shown += _inline(part, elements).split("\n")
    return [line for line in map(_shown, shown) if line]


def _shown(line: str) -> str:
    """The plain text of a line, as far as it is read."""
    return plain(with_verdicts(line[: 2 * LONGEST_LINE]))[:LONGEST_LINE].strip()


def _inline(source: str, elements: _Elements) -> str:
    if not _MARKED.search(source):
        # most lines of a table or list mean themselves
        elements.begin()
        return "" if elements.hide else source
    (token,) = _inline_parser().parseInline(source)
    elements.begin()
    shown: list[str] = []
    for child in token.children or ():
        kind = child.type
        if kind in ("s_open", "s_close"):
            elements.struck += child.nesting
        elif kind == "html_inline":
            if found := _TAG.match(child.content):
                shown.append(elements.tag(found[2].lower(), closing=bool(found[1])))
        elif not elements.hide:
            shown.append(_INLINE.get(kind) or child.content)
    return _ONE_TILDE.sub("", "".join(shown))


def _table(rows: list[list[str]]) -> Table:
    return Table(tuple(rows[0]), tuple(map(tuple, rows[1:])))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    # a paragraph of definitions is read to its end for each of them: see _REFERENCE
    return parser.disable(["inline", "text_join", "reference"])


@cache
def _inline_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("strikethrough")
    # texts are put together here
    return parser.disable("text_join")
