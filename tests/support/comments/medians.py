"""Medians, reviewers, and mentions that are not the score."""

from comments import M, case

Q = "## 🤖 Quality Check Results - Attempt 2\n\n"
H = "## AI Review\n\n"

CASES = [
    case(
        "m-one",
        "one reviewer",
        Q + "**Claude:** 92/100\n\n**Consensus:** APPROVED (median: 92)\n",
        {M: [92, True]},
    ),
    case(
        "m-two",
        "median of two is their mean",
        Q + "**Claude:** 92/100\n**Gemini:** 89/100\n",
        {M: [90.5, True]},
    ),
    case(
        "m-three-not-mean",
        "median, not mean",
        Q + "**Claude:** 20/100\n**Gemini:** 86/100\n**GPT-4:** 88/100\n",
        {M: [86, True]},
    ),
    case(
        "m-five-unsorted",
        "median of five, out of order",
        Q + "**A:** 99/100\n**B:** 70/100\n**C:** 84/100\n**D:** 91/100\n**E:** 60/100\n",
        {M: [84, False]},
    ),
    case(
        "m-four",
        "median of four",
        Q + "**Claude:** 80/100\n**Gemini:** 90/100\n**GPT-4:** 95/100\n**Llama:** 81/100\n",
        {M: [85.5, True]},
    ),
    case(
        "m-equal-scores",
        "equal scores are separate reviewers",
        Q + "**Claude:** 90/100\n**Gemini:** 90/100\n**GPT-4:** 70/100\n",
        {M: [90, True]},
    ),
    case(
        "m-digits-in-names",
        "digits in a reviewer's name are no score",
        Q + "**Claude 3.5:** 92/100\n**Gemini-2.5-pro:** 88/100\n**GPT-4o (2024/100):** 90/100\n",
        {M: [90, True]},
        sure=False,
    ),
    case(
        "m-names-with-digits-plain",
        "digits in a reviewer's name are no score",
        Q + "Claude Opus 4.5: 92/100\nGemini 2.5 Pro: 88/100\nGPT-4: 90/100\n",
        {M: [90, True]},
    ),
    case(
        "m-colon-outside-bold",
        "colon outside the emphasis",
        Q + "**Claude**: 92/100\n**Gemini**: 88/100\n*GPT-4*: 90/100\n",
        {M: [90, True]},
    ),
    case(
        "m-stated-differs",
        "stated median differs: warning; computed counts",
        Q
        + "**Claude:** 70/100\n**Gemini:** 72/100\n**GPT-4:** 74/100\n\n**Consensus:** APPROVED (median: 95)\n",
        {M: [72, False]},
        warnings=True,
    ),
    case(
        "m-stated-decimal-same",
        "90 and 90.0 do not differ",
        Q + "**Claude:** 92/100\n**Gemini:** 88/100\n\n**Consensus:** APPROVED (median: 90.0)\n",
        {M: [90, True]},
    ),
    case(
        "m-overall-and-reviewers",
        "with reviewers, their median counts, not the overall score",
        Q + "**Score:** 99/100\n\n**Claude:** 80/100\n**Gemini:** 82/100\n**GPT-4:** 84/100\n",
        {M: [82, False]},
        warnings=None,
    ),
    case(
        "m-overall-heading-and-table",
        "with reviewers, their median counts, not the heading's",
        H
        + "### Quality Score: 95/100\n\n| Evaluator | Score |\n|---|---|\n| Claude | 88 |\n| Gemini | 86 |\n",
        {M: [87, True]},
        warnings=None,
    ),
    case(
        "m-up-from",
        "up from 78/100 is a mention",
        H + "**Score:** 92/100 (up from 78/100)\n",
        {M: [92, True]},
    ),
    case(
        "m-up-from-per-reviewer",
        "a mention in each reviewer's line",
        Q
        + "**Claude:** 92/100 (up from 60/100)\n**Gemini:** 88/100, last time 55/100\n**GPT-4:** 90/100 — was 50/100\n",
        {M: [90, True]},
    ),
    case(
        "m-threshold-in-line",
        "the threshold is a mention",
        H + "**Score:** 80/100 (threshold 85/100)\n",
        {M: [80, False]},
    ),
    case(
        "m-threshold-own-line",
        "a threshold is no reviewer",
        H + "**Score:** 92/100\n**Threshold:** 85/100\n",
        {M: [92, True]},
    ),
    case(
        "m-previous-score-line",
        "a previous score is not the score",
        H + "**Previous score:** 78/100\n**Score:** 92/100\n",
        {M: [92, True]},
    ),
    case(
        "m-previous-in-prose",
        "running text before the score",
        H + "The previous attempt reached 78/100, and 85/100 is needed.\n\n**Score:** 91/100\n",
        {M: [91, True]},
    ),
    case(
        "m-would-be",
        "running text behind the score",
        H
        + "**Score:** 84/100\n\nIt would be 100/100 if the legend did not cover the points; the seaborn one has 95/100.\n",
        {M: [84, False]},
    ),
    case(
        "m-strikethrough",
        "struck out: silent",
        H + "**Score:** ~~78/100~~ 92/100\n",
        {M: [92, True]},
        sure=False,
    ),
    case(
        "m-only-in-prose",
        "one N/100 in running text only: silent",
        H + "I would give this one 92/100, nice work.\n",
        {},
        warnings=None,
        sure=False,
    ),
    case(
        "m-two-scores",
        "two overall scores that differ: silent",
        H + "**Score:** 92/100\n\n**Score:** 78/100\n",
        {},
        warnings=None,
        sure=False,
    ),
    case(
        "m-pipe-line",
        "reviewers in one line, parted as form 2 does",
        Q + "**Claude:** 92/100 | **Gemini:** 88/100 | **GPT-4:** 90/100\n",
        {M: [90, True]},
        sure=False,
    ),
    case(
        "m-deeper-headings",
        "reviewers as deeper headings with a score line each",
        Q + "### Claude\n\n**Score:** 92/100\n\n### Gemini\n\n**Score:** 88/100\n",
        {M: [90, True]},
        warnings=None,
        sure=False,
    ),
]
