"""Comments as the workflows of a catalogue in use write them: criteria by the dozen, one score.

Points of a criterion (``38/40``, ``10/10``) are no scores, and neither is a category that happens to
have a hundred points; the heading, a line or a cell says the one that counts.
"""

from comments import M, case

OK = {M: [92, True]}
HEAD = "## AI Review - Attempt 1/3\n\n"
IMAGE = "### Image Description\n\n> The plot shows 300 blue markers, 92/100 of them above 50.\n\n"
SCORE = "### Quality Score: 92/100\n\n"
CHECKLIST = """### Criteria Checklist

#### Visual Quality (36/40 pts)
- [x] VQ-01: Text Legibility (10/10) - All text is readable at full size
- [x] VQ-02: No Overlap (8/8) - No overlapping text
- [x] VQ-03: Element Visibility (8/8)
- [ ] VQ-04: Color Accessibility (2/5) - Red and green
- [x] VQ-05: Layout Balance (5/5) - Good proportions
- [ ] VQ-06: Axis Labels (0/2) - Missing units
- [x] VQ-07: Grid & Legend (2/2)

#### Spec Compliance (25/25 pts)
- [x] SC-01: Plot Type (8/8) - Correct
- [x] SC-02: Data Mapping (5/5)

#### Data Quality (18/20 pts)
- [x] DQ-01: Feature Coverage (8/8)

#### Code Quality (10/10 pts)
- [x] CQ-01: KISS Structure (3/3)

#### Library Features (3/5 pts)
- [ ] LF-01: Uses distinctive library features (3/5)

"""
STRENGTHS = (
    "### Strengths\n- Passes every check of the style guide\n- 100/100 points are visible\n\n"
)
WEAKNESSES = (
    "### Weaknesses\n- Fails to label the x axis\n- Grid is at 20/100 opacity in the legend\n\n"
)
ISSUES = "### Issues Found\n1. **VQ-06 FAILED**: axis labels lack units\n   - Fix: add units\n2. **VQ-04 PARTIAL**: 2/5\n\n"
FEEDBACK = (
    "### AI Feedback for Next Attempt\n> Reach 95/100 by adding units. Score: 60/100 otherwise.\n\n"
)
APPROVED = "### Verdict: APPROVED\n\n"
REJECTED = "### Verdict: REJECTED\n\n"
FOOT = "---\n<sub>Reviewed by Claude · attempt 1/3 · threshold 85/100</sub>\n"
MARK = "<!-- ai-review:attempt=1 score=12/100 verdict=REJECTED -->\n"
FULL = HEAD + IMAGE + SCORE + CHECKLIST + STRENGTHS + WEAKNESSES + ISSUES + FEEDBACK


def form(name, body, expect=None, **facts):
    facts = {"author": "claude[bot]", "warnings": False} | facts
    why = "a form of a workflow: the one score counts, points of criteria do not"
    return case(f"wf-{name}", why, body, OK if expect is None else expect, **facts)


CASES = [
    form("full", FULL + APPROVED + FOOT),
    form("full-rejected", FULL + REJECTED + FOOT, {M: [92, False]}),
    form("full-marked", MARK + FULL + APPROVED),
    form("full-by-actions", FULL + APPROVED + FOOT, author="github-actions[bot]"),
    form("full-robot", FULL.replace("## AI", "## :robot: AI", 1) + APPROVED),
    form("full-emoji", FULL.replace("## AI", "## 🤖 AI", 1) + APPROVED),
    form("full-second", FULL.replace("Attempt 1/3", "Attempt 2/3") + APPROVED),
    form("full-repair", FULL.replace("- Attempt 1/3", "(Repair Attempt 2/3)") + APPROVED),
    form("full-attempt-4", FULL.replace("Attempt 1/3", "Attempt 4/4") + APPROVED),
    form("full-no-attempt", FULL.replace(" - Attempt 1/3", "") + APPROVED),
    form("crlf", (FULL + APPROVED + FOOT).replace("\n", "\r\n")),
    form("score-first", HEAD + SCORE + IMAGE + CHECKLIST + STRENGTHS + WEAKNESSES + APPROVED),
    form("verdict-first", HEAD + APPROVED + SCORE + CHECKLIST),
    form("verdict-emoji", FULL + "### Verdict: ✅\n"),
    form("verdict-emoji-word", FULL + "### Verdict: ✅ APPROVED\n"),
    form("verdict-cross", FULL + "### Verdict: ❌\n", {M: [92, False]}),
    form("verdict-cross-word", FULL + "### ❌ Verdict: REJECTED\n", {M: [92, False]}),
    form("verdict-bold", FULL + "**Verdict:** APPROVED\n"),
    form("verdict-below", FULL + "### Verdict\n\n**APPROVED** - ready to merge\n"),
    form("verdict-none", FULL),
    form("score-bold", HEAD + "**Score: 92/100**\n\n" + CHECKLIST + APPROVED),
    form("score-bold-label", HEAD + "**Score:** 92/100\n\n" + CHECKLIST + APPROVED),
    form("score-bold-value", HEAD + "Score: **92/100**\n\n" + CHECKLIST + APPROVED),
    form("score-quality", HEAD + "Quality: 92/100\n\n" + CHECKLIST + APPROVED),
    form("score-star", HEAD + "### ⭐ Quality Score: 92/100\n\n" + CHECKLIST + APPROVED),
    form("score-grade", HEAD + "### Score: A (92/100)\n\n" + CHECKLIST + APPROVED),
    form("score-total-line", HEAD + CHECKLIST + "**Total: 92/100**\n\n" + APPROVED),
    form("score-total-heading", HEAD + CHECKLIST + "### Total Score: 92/100\n\n" + APPROVED),
    form("score-overall", HEAD + "### Overall Score: 92/100\n\n" + CHECKLIST + APPROVED),
    form("score-arrow", HEAD + "### Quality Score: 78 → 92/100\n\n" + CHECKLIST + APPROVED),
    form("score-line-verdict", HEAD + "**Score:** 92/100 | **Verdict:** APPROVED\n\n" + CHECKLIST),
    form("heading-has-it", "## AI Review: 92/100 - APPROVED\n\n" + CHECKLIST),
    form("heading-score", "## Quality Score: 92/100\n\n" + CHECKLIST + APPROVED),
    form("heading-evaluation", "## Quality Evaluation\n\n" + SCORE + CHECKLIST + APPROVED),
    form("heading-results", "## 🤖 Quality Check Results - Attempt 1\n\n" + SCORE + CHECKLIST + APPROVED),
    form(
        "category-table",
        HEAD + SCORE + "### Category Scores\n\n| Category | Score | Max |\n|---|---|---|\n"
        "| Visual Quality | 36 | 40 |\n| Spec Compliance | 25 | 25 |\n| Code Quality | 10 | 10 |\n"
        "| **Total** | **92** | **100** |\n\n" + APPROVED,
    ),
    form(
        "category-table-alone",
        HEAD + "| Category | Score | Max |\n|---|---|---|\n| Visual Quality | 36 | 40 |\n"
        "| Spec Compliance | 25 | 25 |\n| **Total** | **92** | **100** |\n\n" + APPROVED,
    ),
    form(
        "category-table-of-hundreds",
        HEAD + SCORE + "| Category | Score | Weight |\n|---|---|---|\n| Visual Quality | 95/100 | 40 % |\n"
        "| Spec Compliance | 60/100 | 30 % |\n| Library Features | 100/100 | 30 % |\n\n" + APPROVED,
    ),
    form(
        "category-list-of-hundreds",
        HEAD + SCORE + "- **Visual Quality:** 95/100\n- **Spec Compliance:** 60/100\n"
        "- **Code Quality:** 100/100\n- **Data Quality:** 70/100\n\n" + APPROVED,
    ),
    form(
        "category-bold-points",
        HEAD + SCORE + "**Visual Quality (38/40 pts)**\n- [x] VQ-01: Text Legibility (10/10)\n\n"
        "**Spec Compliance (23/25 pts)**\n- [x] SC-01: Plot Type (8/8)\n\n" + APPROVED,
    ),
    form(
        "details",
        HEAD + SCORE + "<details>\n<summary>Criteria Checklist</summary>\n\n" + CHECKLIST
        + "</details>\n\n" + APPROVED,
    ),
    form("blocking", HEAD + SCORE + CHECKLIST + "### Blocking issues\n\nNone; auto-reject: not triggered\n\n" + APPROVED),
    form(
        "details-of-an-earlier-attempt",
        HEAD + SCORE + "<details><summary>Previous attempt: 62/100</summary>\n\n**Score:** 62/100\n\n"
        "### Verdict: REJECTED\n\n</details>\n\n" + APPROVED,
    ),
    form(
        "details-with-the-score",
        HEAD + "<details>\n<summary>Latest result</summary>\n\n**Score:** 92/100\n\n</details>\n\n" + APPROVED,
    ),
    form("failed", "## ❌ AI Review Failed\n\nThe review did not come to a score. Attempt 2/3 follows.\n", {}),
    form("failed-with-log", "## AI Review Failed\n\n```\nQuality Score: 92/100\n```\n", {}),
    form("approved-note", "### AI Approved\n\nQuality score: 92/100. Auto-merge is enabled.\n", {}),
    form("rejected-note", "### AI Rejected\n\n**Attempt 3/3** - **Score:** 62/100. Closing.\n", {}),
    form("repair-note", "## 🔧 Repair Attempt 1/3\n\nStarting; the score was 62/100.\n", {}),
    form("low", HEAD + "### Quality Score: 62/100\n\n" + CHECKLIST + REJECTED, {M: [62, False]}),
    form("stranger", FULL + APPROVED, {}, author="claude", ignored=1, warnings=None),
]  # fmt: skip
