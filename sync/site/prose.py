"""Strangers' Markdown as HTML: no HTML of theirs, links to https alone, no pictures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sync.site.links import https

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LONGEST = 20_000
"""Characters that are rendered: a page is no place for more, and no text may keep it waiting."""
_TABLE = '<div class="scroll" role="group" aria-label="Table" tabindex="0">'


def rendered(text: str | None, level: int = 3) -> Markup:
    """``text`` as HTML; whatever it takes for headings is one of ``level``."""
    text = text or ""
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}\n\n… and {len(text) - _LONGEST:,} characters more, in the file."
    # markdown-it-py escapes whatever is text, and has no rule left that passes HTML on
    return Markup(_parser().render(text, {"level": level}))  # noqa: S704


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.validateLink = lambda url: https(url) is not None  # type: ignore[method-assign]
    parser.add_render_rule("heading_open", _heading)
    parser.add_render_rule("heading_close", _heading)
    parser.add_render_rule("link_open", _link)
    for kind in ("th_open", "td_open", "th_close"):
        parser.add_render_rule(kind, _cell)
    parser.add_render_rule("table_open", lambda *_: f"{_TABLE}<table>\n")
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser


def _heading(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """The outline of the page is ours: theirs has one level in it."""
    tokens[at].tag = f"h{env['level']}"
    return str(self.renderToken(tokens, at, options, env))


def _cell(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """An empty heading is none, and the page's policy takes no style that stands in a cell."""
    token = tokens[at]
    token.attrs.pop("style", None)
    inside = tokens[at + 1] if token.nesting == 1 else tokens[at - 1]
    if token.tag == "th" and not inside.content:
        token.tag = "td"
    return str(self.renderToken(tokens, at, options, env))


def _link(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    tokens[at].attrSet("rel", "nofollow noopener noreferrer")
    return str(self.renderToken(tokens, at, options, env))
