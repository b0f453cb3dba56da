"""Verdicts."""

from comments import M, case

S95 = "## AI Review\n\n**Score:** 95/100\n\n"
T = "## AI Review\n\n### Quality Evaluation\n| Evaluator | Score | Verdict |\n|---|---|---|\n"

CASES = [
    case(
        "v-pass-80",
        "approval below the threshold is not tested",
        "## AI Review\n\n**Score:** 80/100 | **Verdict:** PASS\n",
        {M: [80, False]},
    ),
    case(
        "v-rejected-95",
        "rejection above the threshold is not tested",
        S95 + "**Verdict:** REJECTED\n",
        {M: [95, False]},
    ),
    case(
        "v-fail-95",
        "FAIL is rejection",
        "## AI Review\n\n**Score:** 95/100 | **Verdict:** FAIL\n",
        {M: [95, False]},
    ),
    case("v-reject-lower", "reject, in lower case", S95 + "Verdict: reject\n", {M: [95, False]}),
    case("v-words-mixed-case", "in any case", S95 + "**Verdict:** ApPrOvEd\n", {M: [95, True]}),
    case("v-approve-upper", "in any case", S95 + "- **Verdict:** APPROVE\n", {M: [95, True]}),
    case(
        "v-rejected-title-case",
        "in any case, in a heading",
        S95 + "### Verdict: Rejected\n",
        {M: [95, False]},
    ),
    case(
        "v-heading-emoji-bold",
        "emoji and emphasis round the verdict",
        S95 + "### ⚖️ Verdict: ✅ **APPROVED**\n",
        {M: [95, True]},
    ),
    case(
        "v-heading-cross",
        "emoji and emphasis round the verdict",
        S95 + "### Verdict: ❌ *REJECTED*\n",
        {M: [95, False]},
    ),
    case(
        "v-not-approved",
        "NOT APPROVED is no approval",
        S95 + "### Verdict: NOT APPROVED\n",
        {M: [95, False]},
        warnings=None,
    ),
    case(
        "v-consensus-not-approved",
        "NOT APPROVED is no approval",
        "## Quality Check Results\n\n**Claude:** 95/100\n**Gemini:** 93/100\n\n**Consensus:** not approved (median: 94)\n",
        {M: [94, False]},
        warnings=None,
    ),
    case(
        "v-consensus-rejected-high",
        "a stated consensus is the verdict",
        "## Quality Check Results\n\n**Claude:** 95/100\n**Gemini:** 93/100\n\n**Consensus:** REJECTED (median: 94)\n",
        {M: [94, False]},
    ),
    case(
        "v-none-above",
        "no verdict: the threshold decides",
        "## Quality Score: 85.5/100\n",
        {M: [85.5, True]},
    ),
    case(
        "v-none-below",
        "no verdict: the threshold decides",
        "## Quality Score: 84/100\n",
        {M: [84, False]},
    ),
    case(
        "v-majority-approve",
        "more than half of the reviewers",
        T + "| Claude | 92 | approve |\n| Gemini | 88 | approve |\n| GPT-4 | 70 | reject |\n",
        {M: [88, True]},
    ),
    case(
        "v-majority-reject",
        "more than half reject in spite of the score",
        T + "| Claude | 99 | approve |\n| Gemini | 90 | reject |\n| GPT-4 | 89 | reject |\n",
        {M: [90, False]},
    ),
    case(
        "v-tie",
        "a tie: more than half of neither",
        T + "| Claude | 92 | approve |\n| Gemini | 88 | reject |\n",
        {M: [90, False]},
        warnings=None,
        sure=False,
    ),
    case(
        "v-stated-over-reviewers",
        "as stated; reviewers' verdicts only when only they state one",
        T + "| Claude | 92 | approve |\n| Gemini | 90 | approve |\n\n### Verdict: REJECTED\n",
        {M: [91, False]},
        warnings=None,
    ),
    case(
        "v-stated-approved-over-reviewers",
        "as stated",
        T + "| Claude | 92 | reject |\n| Gemini | 90 | reject |\n\n### Verdict: APPROVED\n",
        {M: [91, True]},
        warnings=None,
    ),
    case(
        "v-majority-of-those-who-state",
        "half of all, or of those who state one: silent",
        T + "| Claude | 92 | approve |\n| Gemini | 90 | |\n| GPT-4 | 88 | |\n",
        {M: [90, True]},
        warnings=None,
        sure=False,
    ),
    case(
        "v-prose-rejected",
        "running text states no verdict",
        S95 + "The first attempt was REJECTED because it would fail on Python 3.10.\n",
        {M: [95, True]},
    ),
    case(
        "v-prose-approved",
        "running text does not overrule",
        S95 + "The seaborn one was APPROVED.\n\n**Verdict:** FAIL\n",
        {M: [95, False]},
    ),
    case(
        "v-passed",
        "inflected word",
        S95 + "**Verdict:** PASSED\n",
        {M: [95, True]},
        warnings=None,
        sure=False,
    ),
    case(
        "v-unknown-word",
        "a word that is neither",
        S95 + "**Verdict:** NEEDS WORK\n",
        {M: [95, False]},
        warnings=None,
        sure=False,
    ),
    case(
        "v-per-section",
        "each section has its own verdict",
        "## Quality Check Results\n\n#### scatter-basic-001 / matplotlib / default\n\n**Score:** 96/100 | **Verdict:** FAIL\n\n"
        "#### scatter-basic-001 / matplotlib / py310\n\n**Score:** 86/100 | **Verdict:** PASS\n",
        {M: [96, False], "scatter-basic-001/matplotlib/py310": [86, True]},
    ),
]
