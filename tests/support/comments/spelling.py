"""How a score is spelt."""

from comments import M, case

H = "## AI Review\n\n"

CASES = [
    case("sp-spaces", "92 / 100", H + "**Score:** 92 / 100\n", {M: [92, True]}),
    case("sp-bold-number", "**92**/100", H + "Score: **92**/100\n", {M: [92, True]}),
    case("sp-decimal", "88.5/100", H + "**Score:** 88.5/100\n", {M: [88.5, True]}),
    case(
        "sp-nbsp",
        "non-breaking spaces",
        H + "**Score:**\u00a092\u00a0/\u00a0100\n",
        {M: [92, True]},
    ),
    case(
        "sp-narrow-nbsp",
        "thin and narrow spaces",
        H + "**Score:**\u200992\u202f/\u2009100\n",
        {M: [92, True]},
    ),
    case(
        "sp-ideographic",
        "full-width spaces",
        H + "**Score:**\u300092\u3000/\u3000100\n",
        {M: [92, True]},
    ),
    case(
        "sp-fullwidth-colon",
        "full-width colon: not spelt out",
        H + "**Score：** 92/100\n",
        {M: [92, True]},
        sure=False,
    ),
    case(
        "sp-fullwidth-slash",
        "full-width slash: not spelt out",
        H + "**Score:** 92／100\n",
        {M: [92, True]},
        warnings=None,
        sure=False,
    ),
    case(
        "sp-crlf",
        "CRLF",
        "## 🤖 Quality Check Results - Attempt 2\r\n\r\n**Claude:** 92/100\r\n**Gemini:** 88/100\r\n"
        "**GPT-4:** 90/100\r\n\r\n**Consensus:** APPROVED (median: 90)\r\n",
        {M: [90, True]},
    ),
    case(
        "sp-cr-only",
        "a lone CR is a line ending in CommonMark",
        "## AI Review\r\r**Score:** 92/100\r",
        {M: [92, True]},
        sure=False,
    ),
    case(
        "sp-crlf-table",
        "CRLF in a table",
        "## AI Review\r\n\r\n| Evaluator | Score | Verdict |\r\n|---|---|---|\r\n| Claude | 91/100 | approve |\r\n"
        "| Gemini | 87/100 | approve |\r\n\r\n### Verdict: APPROVED\r\n",
        {M: [89, True]},
    ),
    case(
        "sp-trailing-spaces",
        "trailing blanks and tabs",
        "## AI Review   \n\n**Score:** 92/100   \t\n\n**Verdict:** PASS \t \n",
        {M: [92, True]},
    ),
    case(
        "sp-bullets",
        "reviewers as bullets",
        H + "- **Claude:** 92/100\n- **Gemini:** 88/100\n- **GPT-4:** 90/100\n",
        {M: [90, True]},
    ),
    case(
        "sp-nested-list",
        "reviewers in a nested list",
        H + "* Reviewers\n    * Claude: 92/100\n    * Gemini: 86/100\n* Consensus: APPROVED\n",
        {M: [89, True]},
    ),
    case(
        "sp-ordered-list",
        "reviewers in an ordered list: the number of the item says nothing",
        H + "1. Claude: 92/100\n2. Gemini: 88/100\n3. GPT-4: 90/100\n",
        {M: [90, True]},
    ),
    case(
        "sp-task-list",
        "reviewers in a task list",
        H + "- [x] **Claude:** 92/100\n- [ ] **Gemini:** 80/100\n- [x] **GPT-4:** 90/100\n",
        {M: [90, True]},
    ),
    case(
        "sp-hard-breaks",
        "hard breaks of both kinds",
        H + "**Claude:** 92/100  \n**Gemini:** 88/100\\\n**GPT-4:** 90/100\n",
        {M: [90, True]},
    ),
    case(
        "sp-br-tags",
        "HTML line breaks",
        H + "**Claude:** 92/100<br>**Gemini:** 88/100<br/>**GPT-4:** 90/100\n",
        {M: [90, True]},
        sure=False,
    ),
    case(
        "sp-inline-code",
        "inline code is not a code block",
        H + "**Score:** `92/100`\n",
        {M: [92, True]},
    ),
    case(
        "sp-html-tags",
        "inline HTML tags around it",
        H + "<b>Score:</b> <kbd>92</kbd>/100 <sub>of 100</sub>\n",
        {M: [92, True]},
    ),
    case(
        "sp-all-bold-period",
        "whole line bold, full stop behind it",
        H + "***Score: 92/100.***\n",
        {M: [92, True]},
    ),
    case(
        "sp-entity",
        "an entity is what it stands for",
        H + "**Score:**&nbsp;92&nbsp;/&nbsp;100\n",
        {M: [92, True]},
    ),
    case(
        "sp-escaped-slash",
        "a backslash escape is what it stands for",
        H + "**Score:** 92\\/100\n",
        {M: [92, True]},
    ),
    case(
        "sp-heading-emphasis",
        "score in a heading, in emphasis and parentheses",
        "## AI Review\n\n### Quality Score: **92** / 100 (great)\n",
        {M: [92, True]},
    ),
    case(
        "sp-link",
        "score as the text of a link",
        H + "**Score:** [92/100](https://example.org/runs/1/100)\n",
        {M: [92, True]},
    ),
]
