"""What a second look found: verdicts that are not plain, tables of many kinds, nested reviewers."""

from comments import M, case

S = "## AI Review\n\n**Score:** 92/100\n\n"
H = "## AI Review\n\n"
SEABORN = "scatter-basic-001/seaborn/default"
FROM_LINE = {"title": "scatter-basic-001: Basic Scatter Plot"}


def unclear(name, verdict):
    return case(
        f"f-{name}",
        "a verdict that is no approval is none",
        f"{H}### Quality Score: 92/100\n\n{verdict}\n",
        {M: [92, False]},
        warnings=None,
    )


CASES = [
    unclear("verdict-needs-revision", "### Verdict: NEEDS REVISION"),
    unclear("verdict-auto-reject", "### Verdict: AUTO-REJECT"),
    unclear("verdict-would-not", "### Verdict: Would not approve"),
    unclear("verdict-below", "### Verdict\n\nNEEDS REVISION"),
    unclear("verdict-not-all", "### Verdict\n\nNot all tests passed, therefore it is rejected."),
    unclear("verdict-arrow", "**Verdict:** APPROVED → REJECTED"),
    unclear("verdict-ticked", "### Verdict\n\n- [ ] Approved\n- [x] Rejected"),
    unclear("verdict-ticked-inline", "### Verdict: [ ] APPROVED [x] REJECTED"),
    case("f-verdict-ticked-yes", "the ticked box counts", S + "### Verdict\n\n- [x] Approved\n- [ ] Rejected\n", {M: [92, True]}),
    case("f-table-consensus", "a consensus is no reviewer", H + "| Evaluator | Score | Verdict |\n|-|-|-|\n| Claude | 92 | approve |\n| Gemini | 90 | approve |\n| **Consensus** | **50** | **REJECTED** |\n", {M: [91, False]}, warnings=None),
    case("f-table-minimum", "a minimum is no reviewer", H + "| Evaluator | Score |\n|-|-|\n| Claude | 60 |\n| Gemini | 90 |\n| Minimum | 85 |\n", {M: [75, False]}),
    case("f-criteria-beside-reviewers", "criteria are no reviewers", H + "**Claude:** 92/100\n- Impact: 40/100\n- Spacing: 60/100\n", {M: [92, True]}),
    case("f-outer-headings", "each heading names its own review", "## scatter-basic-001 / matplotlib / default\n\n### AI Review\n\n**Score:** 92/100\n\n## scatter-basic-001 / seaborn / default\n\n### AI Review\n\n**Score:** 40/100\n", {M: [92, True], SEABORN: [40, False]}),
    case("f-tag-in-prose", "a tag in prose hides nothing", S + "- the SVG has no <title> element\n\n### Verdict: REJECTED\n", {M: [92, False]}),
    case("f-table-of-criteria-by-model", "the total is the result", H + "| Criterion | Claude | Gemini |\n|-|-|-|\n| Readability | 95/100 | 90/100 |\n| Style | 80/100 | 70/100 |\n| Total | 88/100 | 80/100 |\n", {M: [84, False]}),
    case("f-table-transposed-verdicts", "the majority decides", H + "| | Claude | Gemini | GPT-4 |\n|-|-|-|-|\n| Score | 92/100 | 88/100 | 90/100 |\n| Verdict | approve | reject | reject |\n", {M: [90, False]}),
    case("f-remark-in-parentheses", "a remark is part of the name", H + "**Claude (confidence: high):** 92/100\n**Gemini (weight 0.5):** 70/100\n", {M: [81, False]}),
    case("f-two-libraries-in-lines", "two libraries in one section are none", H + "**Library:** matplotlib\n**Claude:** 92/100\n\n**Library:** seaborn\n**Claude:** 60/100\n", {}, warnings=True, **FROM_LINE),
    case("f-slashes-in-heading", "a heading that names nothing takes no verdict away", S + "### Pros / Cons / Notes\n\n**Verdict:** REJECTED\n", {M: [92, False]}),
    case("f-column-out-of-100", "a bare number in the column headed Score", H + "| Evaluator | Score (out of 100) |\n|-|-|\n| Claude | 92 |\n", {M: [92, True]}),
    case("f-nested-reviewers", "reviewers in nested lists", H + "- **Claude**\n  - Score: 92/100\n  - Verdict: approve\n- **Gemini**\n  - Score: 80/100\n  - Verdict: reject\n- **GPT-4**\n  - Score: 90/100\n  - Verdict: approve\n\n**Consensus:** APPROVED (median: 90)\n", {M: [90, True]}),
    case("f-reviewers-in-paragraphs", "reviewers above their scores", H + "**Claude**\nScore: 92/100\n\n**Gemini**\nScore: 80/100\n", {M: [86, True]}),
    case("f-two-equal-rows", "two rows are two reviewers", H + "| Model | Score |\n|-|-|\n| Claude | 92 |\n| Claude | 92 |\n| Gemini | 70 |\n", {M: [92, True]}),
    case("f-score-at-the-same-level", "a score heading concludes the review", "## AI Review\n\n## Score: 92/100\n\n## Verdict: APPROVED\n", {M: [92, True]}),
    case("f-triple-in-brackets", "a title that names a variant", "## AI Review\n\n**Score:** 92/100\n", {"bar-basic/matplotlib/ggplot_style": [92, True]}, title="[bar-basic/matplotlib/ggplot_style] review"),
    case("f-pair-heading", "a heading of spec and library", H + "#### heatmap / seaborn\n\n**Score:** 92/100\n", {"heatmap/seaborn/default": [92, True]}, title="line-multi: Lines"),
    case("f-numbered-heading", "a number before the ids", H + "#### 1. scatter-basic-001 / seaborn / default\n\n**Score:** 92/100\n", {SEABORN: [92, True]}),
    case("f-library-with-apostrophe", "a library by its name", S + "**Library:** Let's Plot\n", {"bar-basic/lets-plot/default": [92, True]}, title="bar-basic: Bars"),
    case("f-library-in-a-sentence", "a sentence names no library", S + "- **Library:** idiomatic use of matplotlib (10/10)\n", {M: [92, True]}),
    case("f-long-fraction", "a mean of three", H + "**Score:** 91.66666666666667/100\n", {M: [91.66666666666667, True]}),
]  # fmt: skip
