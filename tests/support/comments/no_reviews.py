"""Headings that are not reviews, and reviews without a score."""

from comments import M, case

CASES = [
    case(
        "not-failed",
        "AI Review Failed without a score: no review, no warning",
        "## ❌ AI Review Failed\n\nThe review step ended with exit code 1. See the log.\n",
        {},
    ),
    case(
        "not-final-status",
        "Final Status without a score: no review, no warning",
        "## AI Review - Final Status\n\n✅ **APPROVED** after 2 attempts. Ready to merge.\n",
        {},
    ),
    case(
        "not-bold-line", "a bold line is not a heading", "**AI Review**\n\n**Score:** 92/100\n", {}
    ),
    case(
        "not-plain-line",
        "a plain line is not a heading",
        "Quality Score: 92/100\n\nVerdict: APPROVED\n",
        {},
    ),
    case(
        "not-hash-without-space",
        "#AI is not an ATX heading",
        "##AI Review\n\n**Score:** 92/100\n",
        {},
    ),
    case(
        "not-seven-hashes",
        "seven hashes are no heading",
        "####### AI Review\n\n**Score:** 92/100\n",
        {},
    ),
    case(
        "not-escaped-hash",
        "an escaped hash is no heading",
        "\\## AI Review\n\n**Score:** 92/100\n",
        {},
    ),
    case(
        "not-in-the-middle",
        "the heading must begin with it",
        "## About the AI Review\n\n**Score:** 92/100\n",
        {},
    ),
    case(
        "not-code-quality",
        "the heading must begin with it",
        "## Code Quality Review\n\n**Score:** 92/100\n",
        {},
    ),
    case(
        "not-re",
        "the heading must begin with it",
        "## Re: Quality Check Results\n\n**Score:** 100/100\n",
        {},
    ),
    case(
        "not-quality-checklist",
        "Quality Checklist is not Quality Check Results",
        "## Quality Checklist\n\n- [x] Score: 100/100\n",
        {},
    ),
    case(
        "not-quality-gate", "not in the list", "## Quality Gate Results\n\n**Score:** 92/100\n", {}
    ),
    case(
        "not-numbered-heading",
        "only emoji are set aside, not numbers",
        "## 1. AI Review\n\n**Score:** 92/100\n",
        {},
    ),
    case(
        "not-section-heading-only",
        "a section heading alone is no review",
        "#### scatter-basic-001 / matplotlib / default\n\n**Score:** 92/100 | **Verdict:** PASS\n",
        {},
    ),
    case(
        "lookalike-reviewers",
        "begins with the letters, not the words",
        "## AI Reviewers wanted\n\nEveryone gets a score: 92/100\n",
        {},
        warnings=None,
        sure=False,
    ),
    case(
        "review-then-other-heading",
        "a heading of the same level ends the review",
        "## AI Review\n\n**Score:** 92/100\n\n## Benchmark results\n\n**Old laptop:** 12/100\n"
        "**New laptop:** 40/100\n",
        {M: [92, True]},
        warnings=None,
        sure=False,
    ),
    case(
        "other-heading-then-nothing",
        "score under another heading of the same level is not the review's",
        "## AI Review\n\nNo findings.\n\n## Lighthouse\n\n**Score:** 97/100\n",
        {},
        warnings=None,
        sure=False,
    ),
    case(
        "review-under-h1-report",
        "a review heading below another heading is still a review",
        "# Daily report\n\nText.\n\n## AI Review\n\n### Quality Score: 89/100\n",
        {M: [89, True]},
    ),
    case(
        "failed-then-review",
        "first heading has no score, second is a review",
        "## AI Review Failed\n\nTimed out; second try below.\n\n## AI Review - Attempt 2/3\n\n"
        "### Quality Score: 93/100\n\n### Verdict: APPROVED\n",
        {M: [93, True]},
    ),
    case(
        "review-no-score-verdict-only",
        "no score at all: not a review, no warning",
        "## AI Review - Attempt 1/3\n\n### Verdict: APPROVED\n",
        {},
    ),
    case(
        "table-no-rows",
        "no score at all: not a review",
        "## AI Review\n\n| Evaluator | Score | Verdict |\n|---|---|---|\n",
        {},
        warnings=None,
    ),
    case("chat", "no heading at all", "I would say 95/100, merge it!\n", {}),
    case(
        "score-out-of-ten",
        "only N/100 is a score",
        "## AI Review\n\n**Score:** 9/10\n\n**Verdict:** PASS\n",
        {},
        warnings=None,
    ),
    case(
        "score-percent",
        "only N/100 is a score",
        "## AI Review\n\n**Score:** 92%\n\n**Verdict:** PASS\n",
        {},
        warnings=None,
    ),
    case(
        "final-status-mentions-score",
        "Final Status is no review; here prose mentions a number",
        "## AI Review - Final Status\n\nApproved; the third attempt reached 92/100 after 78/100.\n",
        {},
        warnings=None,
        sure=False,
    ),
]
