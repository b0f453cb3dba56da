"""Boundaries of a score, and what is no number."""

from comments import M, case

H = "## AI Review\n\n"

CASES = [
    case("b-zero", "0 is inside", H + "**Score:** 0/100\n", {M: [0, False]}),
    case("b-hundred", "100 is inside", H + "**Score:** 100/100\n", {M: [100, True]}),
    case("b-hundred-point-zero", "100.0 is inside", H + "**Score:** 100.0/100\n", {M: [100, True]}),
    case("b-85", "the threshold is reached", H + "**Score:** 85/100\n", {M: [85, True]}),
    case("b-84.9", "the threshold is not reached", H + "**Score:** 84.9/100\n", {M: [84.9, False]}),
    case("b-100.5", "outside 0 to 100", H + "**Score:** 100.5/100\n", {}, warnings=True),
    case(
        "b-101",
        "outside 0 to 100",
        H + "**Score:** 101/100\n\n**Verdict:** PASS\n",
        {},
        warnings=True,
    ),
    case(
        "b-120",
        "outside 0 to 100",
        H + "### Quality Score: 120/100\n\n### Verdict: APPROVED\n",
        {},
        warnings=True,
    ),
    case("b-192", "not 92", H + "**Score:** 192/100\n", {}, warnings=True),
    case("b-minus-5", "outside 0 to 100; not 5", H + "**Score:** -5/100\n", {}, warnings=True),
    case(
        "b-minus-90-unicode",
        "a typographic minus; never 90",
        H + "**Score:** \u221290/100\n",
        {},
        warnings=None,
        sure=False,
    ),
    case("b-nan", "no number", H + "**Score:** NaN/100\n", {}, warnings=True),
    case("b-inf", "no number", H + "**Score:** inf/100\n", {}, warnings=True),
    case("b-abc", "no number", H + "**Score:** abc/100\n", {}, warnings=True),
    case(
        "b-placeholder",
        "no number",
        H + "**Score:** {score}/100\n\n**Verdict:** APPROVED\n",
        {},
        warnings=True,
    ),
    case(
        "b-empty",
        "no score behind the label",
        H + "**Score:**\n\n**Verdict:** PASS\n",
        {},
        warnings=None,
    ),
    case(
        "b-empty-over-100", "nothing in front of /100", H + "**Score:** /100\n", {}, warnings=None
    ),
    case("b-question-marks", "no number", H + "**Score:** ??/100\n", {}, warnings=True),
    case("b-92-of-1000", "N/1000 is not N/100", H + "**Score:** 92/1000\n", {}, warnings=None),
    case(
        "b-92-of-100.5",
        "N/100.5 is not N/100",
        H + "**Score:** 92/100.5\n",
        {},
        warnings=None,
        sure=False,
    ),
    case(
        "b-huge",
        "outside 0 to 100, and no crash",
        H + "**Score:** " + "9" * 5000 + "/100\n",
        {},
        warnings=True,
    ),
    case(
        "b-decimal-comma",
        "a decimal comma is a point; never 5",
        H + "**Score:** 88,5/100\n",
        {M: [88.5, True]},
        warnings=None,
        sure=False,
    ),
    case(
        "b-exponent",
        "1e2: silent; never 2",
        H + "**Score:** 1e2/100\n",
        {},
        warnings=None,
        sure=False,
    ),
    case(
        "b-one-reviewer-out-of-range",
        "a score outside makes the section no review",
        "## 🤖 Quality Check Results\n\n**Claude:** 92/100\n**Gemini:** 120/100\n**GPT-4:** 90/100\n",
        {},
        warnings=True,
    ),
    case(
        "b-one-section-bad",
        "only that section is no review",
        "## 🤖 Quality Check Results\n\n#### scatter-basic-001 / matplotlib / default\n\n**Score:** 120/100 | **Verdict:** PASS\n\n"
        "#### scatter-basic-001 / seaborn / default\n\n**Score:** 90/100 | **Verdict:** PASS\n",
        {"scatter-basic-001/seaborn/default": [90, True]},
        warnings=True,
    ),
]
