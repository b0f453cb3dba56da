"""The blocks of plain Markdown are those that the parser finds."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sync.sources.files.plain import plain_blocks

PARSER = (
    MarkdownIt("commonmark")
    .enable("table")
    .disable(["normalize", "inline", "text_join", "reference"])
)
PLAIN = [
    "", "# bar: Bars", "##  Data ", "### Below", "- **x**: Numeric", "- `y` (numeric) - text | more",
    "- word", '- "quoted"', "Text.", "**Lead:**", "`code` first", "(in brackets)", "  indented",
    "---", "***", "___", "é",
]  # fmt: skip
OTHER = [
    "- ", "-", "1. one", "2D", "  - nested", "* star", "- - twice", "    code", "\ttab", "> quote",
    "<!-- comment", "-->", "--- | ---", "|a|", "===", "## closed ##", "#", "## ", "#x", " ---", "----",
    "- *x*", "- `", "``` x", "```", "~~~", "[a]: b", " ", "\xa0", "- \xa0", "Text.\x0b", "  ",
]  # fmt: skip
lines = st.lists(st.sampled_from(PLAIN) | st.sampled_from(PLAIN + OTHER), max_size=12)


@settings(max_examples=1_000, deadline=None)
@given(lines, st.sampled_from(["", "\n", "\n\n"]))
@example(["- a", "", "- b", "", "", "Text.", "- c", "  more", "- d", "---"], "\n")
@example(["Text.", "---"], "")
def test_the_parser_finds_the_same_blocks(rows: list[str], end: str):
    text = "\n".join(rows) + end
    found = plain_blocks(text)
    if found is None:
        return
    tokens = [
        (token.type, token.level, token.content, token.nesting < 0 or token.tag, token.map)
        for token in PARSER.parse(text)
    ]
    blocks = [
        (block.type, block.level, block.content, "_close" in block.type or block.tag, block.map)
        for block in found
    ]
    assert len(blocks) == len(tokens)
    for block, token in zip(blocks, tokens, strict=True):
        assert block[:4] == token[:4]
        # where a list is, its items say
        assert block[0] == "bullet_list_open" or block[4] == (token[4] and tuple(token[4]))


@pytest.mark.parametrize("line", PLAIN)
def test_plain_lines_are_not_parsed(line: str):
    above = "- item\n" if line == "  indented" else ""
    assert plain_blocks(f"# bar: Bars\n\n{above}{line}\n") is not None


@pytest.mark.parametrize("line", OTHER)
def test_other_lines_are_left_to_the_parser(line: str):
    assert plain_blocks(f"# bar: Bars\n\n{line}\n") is None


def test_what_a_rule_is_to_the_text_above_it_the_parser_knows():
    assert plain_blocks("Text.\n---\n") is None
    assert plain_blocks("- item\n---\n") is None
    assert plain_blocks("- item\n\n  its second paragraph\n") is None


def test_a_very_long_text_is_left_to_the_parser():
    assert plain_blocks("word\n" * 20_000) is not None
    assert plain_blocks("word\n" * 20_001) is None
