"""The four forms of the contract, light variations, look-alikes."""

from comments import M, case

CASES = [
    case(
        "form1-consensus",
        "form 1; median of reviewers",
        "## 🤖 Quality Check Results - Attempt 2\n\n**Claude:** 92/100\n**Gemini:** 88/100\n"
        "**GPT-4:** 90/100\n\n**Consensus:** APPROVED (median: 90)\n",
        {M: [90, True]},
    ),
    case(
        "form2-two-sections",
        "form 2; each section its own review",
        "## 🤖 Quality Check Results\n\n#### scatter-basic-001 / matplotlib / default\n\n"
        "**Score:** 92/100 | **Verdict:** PASS\n\n#### scatter-basic-001 / seaborn / darkgrid_style\n\n"
        "**Score:** 81/100 | **Verdict:** FAIL\n",
        {M: [92, True], "scatter-basic-001/seaborn/darkgrid_style": [81, False]},
        title="scatter-basic-001: Basic Scatter Plot",
    ),
    case(
        "form3-table",
        "form 3; deeper heading belongs to the one above",
        "## AI Review - Attempt 1/3\n\n### Quality Evaluation\n| Evaluator | Score | Verdict |\n"
        "|-----------|-------|---------|\n| Claude | 92/100 | approve |\n| **Median** | **92** | |\n\n"
        "### Verdict: APPROVED\n",
        {M: [92, True]},
    ),
    case(
        "form4-heading-score",
        "form 4; score in a heading",
        "## AI Review - Attempt 1/3\n\n### Quality Score: 92/100\n\n### Verdict: APPROVED\n",
        {M: [92, True]},
    ),
    case(
        "form1-rejected",
        "form 1 with REJECTED and low scores",
        "## 🤖 Quality Check Results - Attempt 1\n\n**Claude:** 72/100\n**Gemini:** 68/100\n"
        "**GPT-4:** 75/100\n\n**Consensus:** REJECTED (median: 72)\n",
        {M: [72, False]},
    ),
    case(
        "form4-no-emoji-final-attempt",
        "form 4, last attempt, rejected",
        "## AI Review - Attempt 3/3\n\n### Quality Score: 61/100\n\n### Verdict: REJECTED\n",
        {M: [61, False]},
    ),
    case(
        "head-quality-score-alone",
        "Quality Score is itself a review heading",
        "## Quality Score: 88/100\n\nGood contrast, readable ticks.\n",
        {M: [88, True]},
    ),
    case(
        "head-quality-evaluation-alone",
        "Quality Evaluation is itself a review heading",
        "### Quality Evaluation\n\n| Evaluator | Score |\n|---|---|\n| Claude | 91/100 |\n",
        {M: [91, True]},
    ),
    case(
        "head-ai-quality-review",
        "AI Quality Review is a review heading",
        "## AI Quality Review\n\n**Score:** 87/100\n\n**Verdict:** PASS\n",
        {M: [87, True]},
    ),
    case(
        "head-quality-review",
        "Quality Review is a review heading",
        "## Quality Review (second look)\n\n**Score:** 83/100\n",
        {M: [83, False]},
    ),
    case(
        "head-shortcode",
        "emoji aside, written :robot:",
        "## :robot: Quality Check Results - Attempt 1\n\n**Score:** 92/100\n",
        {M: [92, True]},
    ),
    case(
        "head-emoji-zwj-flag-vs16",
        "emoji aside: joined, variation selector, flag, skin tone",
        "## 👩🏽\u200d💻 ✔\ufe0f 🇩🇪 AI Review - Attempt 2/3\n\n**Score:** 86/100\n",
        {M: [86, True]},
    ),
    case(
        "head-emoji-glued",
        "emoji aside, without a space behind it",
        "## 🤖Quality Check Results\n\n**Score:** 86/100\n",
        {M: [86, True]},
    ),
    case(
        "head-bold",
        "read as Markdown: emphasis in the heading",
        "## **🤖 Quality Check Results** - *Attempt 2*\n\n**Score:** 92/100\n",
        {M: [92, True]},
    ),
    case(
        "head-setext-equals",
        "read as Markdown: setext heading",
        "🤖 Quality Check Results - Attempt 2\n====\n\n**Score:** 92/100\n",
        {M: [92, True]},
    ),
    case(
        "head-setext-dashes",
        "read as Markdown: setext level 2, deeper part below",
        "AI Review - Attempt 1/3\n---\n\n### Quality Score: 90/100\n",
        {M: [90, True]},
    ),
    case(
        "head-level-1", "any heading level", "# AI Review\n\n**Score:** 92/100\n", {M: [92, True]}
    ),
    case(
        "head-level-6",
        "any heading level",
        "###### AI Review\n\n**Score:** 92/100\n",
        {M: [92, True]},
    ),
    case(
        "head-closing-hashes",
        "read as Markdown: closing hashes, three blanks in front",
        "   ## AI Review ##\n\n**Score:** 92/100\n",
        {M: [92, True]},
    ),
    case(
        "head-link",
        "read as Markdown: the heading is a link",
        "## [AI Review](https://example.org/run/78/100) - Attempt 1/3\n\n**Score:** 92/100\n",
        {M: [92, True]},
    ),
    case(
        "head-upper-case",
        "case of the review heading is not spelt out",
        "## QUALITY CHECK RESULTS\n\n**Score:** 92/100\n",
        {M: [92, True]},
        sure=False,
    ),
    case(
        "head-lower-case",
        "case of the review heading is not spelt out",
        "## ai review\n\n**Score:** 92/100\n",
        {M: [92, True]},
        sure=False,
    ),
    case(
        "text-before-heading",
        "score above the review heading is not the review's",
        "Thanks for the plot. The old one had 71/100.\n\n**Claude:** 40/100\n\n## AI Review\n\n"
        "**Score:** 92/100\n",
        {M: [92, True]},
    ),
]
