"""Quoting and hiding."""

from comments import M, case

R = "## AI Review\n\n**Score:** 92/100\n"

CASES = [
    case(
        "q-fenced", "a code block says nothing", "Use this form:\n\n```markdown\n" + R + "```\n", {}
    ),
    case(
        "q-fenced-tilde",
        "a code block says nothing; inner backticks do not end it",
        "~~~~\n```\n" + R + "```\n~~~~\n",
        {},
    ),
    case("q-fenced-unclosed", "an unclosed fence runs to the end", "```\n\n" + R, {}),
    case(
        "q-fenced-in-list",
        "a fence inside a list item",
        "- Example:\n\n  ```\n  ## AI Review\n\n  **Score:** 92/100\n  ```\n",
        {},
    ),
    case(
        "q-indented",
        "an indented code block says nothing",
        "Text.\n\n    ## AI Review\n\n    **Score:** 92/100\n",
        {},
    ),
    case(
        "q-fence-inside-review",
        "scores in a code block inside a review say nothing",
        R + "\n```\n**Claude:** 10/100\n**Gemini:** 20/100\n### Verdict: REJECTED\n```\n",
        {M: [92, True]},
    ),
    case(
        "q-indented-inside-review",
        "scores in indented code inside a review say nothing",
        "## AI Review\n\n    **Claude:** 10/100\n\n**Score:** 92/100\n",
        {M: [92, True]},
    ),
    case(
        "q-only-code-score",
        "the only score stands in a code block",
        "## AI Review\n\n```\nScore: 92/100\n```\n",
        {},
        warnings=None,
    ),
    case(
        "q-blockquote",
        "a block quote says nothing",
        "> ## AI Review\n>\n> **Score:** 92/100\n\nI disagree with this.\n",
        {},
    ),
    case(
        "q-blockquote-lazy",
        "lazy continuation is still the quote",
        "## AI Review\n\n> Last time:\n**Claude:** 10/100\n\n**Score:** 92/100\n",
        {M: [92, True]},
    ),
    case(
        "q-blockquote-nested",
        "quotes in quotes and in lists",
        "- >> ## AI Review\n  >>\n  >> **Score:** 92/100\n",
        {},
    ),
    case(
        "q-blockquote-inside-review",
        "a quoted review inside a review",
        "## AI Review - Attempt 2/3\n\n> ## AI Review - Attempt 1/3\n>\n> **Score:** 60/100\n>\n> **Verdict:** REJECTED\n\n**Score:** 92/100\n",
        {M: [92, True]},
    ),
    case(
        "q-alert",
        "a GitHub alert is a block quote",
        "## AI Review\n\n> [!NOTE]\n> **Claude:** 12/100\n\n**Score:** 92/100\n",
        {M: [92, True]},
    ),
    case(
        "q-comment-hides",
        "an HTML comment says nothing, blank lines included",
        "Hi.\n\n<!--\n\n## AI Review\n\n**Score:** 100/100\n\n-->\n",
        {},
    ),
    case(
        "q-comment-unclosed",
        "an unclosed HTML comment runs to the end",
        "Hi.\n\n<!-- template\n\n## AI Review\n\n**Score:** 100/100\n",
        {},
    ),
    case(
        "q-comment-inline",
        "an HTML comment in a line says nothing",
        "## AI Review\n\n**Score:** <!-- 100/100 --> 92/100 <!-- was 10/100 -->\n",
        {M: [92, True]},
    ),
    case(
        "q-comment-marker",
        "a marker comment on the line above hides nothing",
        "<!-- quality-bot:v1 score=10/100 -->\n" + R,
        {M: [92, True]},
    ),
    case(
        "q-comment-in-code",
        "a comment opener in inline code opens nothing",
        "## AI Review\n\nAdd `<!--` before the block.\n\n**Score:** 92/100\n\nand `-->` behind it.\n",
        {M: [92, True]},
    ),
    case(
        "q-details-blank-lines",
        "details hide nothing: their content is Markdown",
        "<details>\n<summary>Review, was 10/100</summary>\n\n" + R + "\n</details>\n",
        {M: [92, True]},
    ),
    case(
        "q-details-raw",
        "without blank lines the content of details is raw HTML",
        "<details><summary>x</summary>\n## AI Review\n**Score:** 92/100\n</details>\n",
        {},
        sure=False,
    ),
    case(
        "q-details-old-attempt",
        "an older attempt in details, in a quote",
        R
        + "\n<details>\n<summary>Attempt 1</summary>\n\n> **Score:** 55/100\n> **Verdict:** REJECTED\n\n</details>\n",
        {M: [92, True]},
    ),
    case(
        "q-html-blockquote",
        "an HTML block quote is one: silent",
        "<blockquote>\n\n" + R + "\n</blockquote>\n",
        {},
        warnings=None,
        sure=False,
    ),
    case(
        "q-pre",
        "pre is HTML's code block: silent",
        "<pre>\n" + R + "</pre>\n",
        {},
        warnings=None,
        sure=False,
    ),
    case(
        "q-inline-code-line",
        "inline code: labels in it are part of a sentence",
        R + "\nWrite `Score: 10/100` or `Verdict: REJECTED` in the comment.\n",
        {M: [92, True]},
    ),
    case(
        "q-attribute",
        "attributes and link targets say nothing",
        R
        + '\n<img alt="Claude: 10/100" src="x.png"> ![ok](https://example.org/20/100 "Score: 30/100")\n',
        {M: [92, True]},
    ),
]
