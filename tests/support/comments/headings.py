"""What it is about: section headings."""

from comments import M, case

H = "## 🤖 Quality Check Results\n\n"
S = "\n\n**Score:** 92/100 | **Verdict:** PASS\n\n"
D = "scatter-basic-001/seaborn/darkgrid_style"
NO = "Weekly review"

CASES = [
    case(
        "evaluation-beside-the-review",
        "a heading of the review's own level that rates is its own",
        "## AI Review - Attempt 1/3\n\n## Image Description\n\nA plot.\n\n## Evaluation\n\n"
        "Score: 92/100\n\n## Verdict: APPROVED\n",
        {M: [92, True]},
    ),
    case(
        "scores-above-the-review",
        "the same for a heading above it",
        "### AI Review\n\n# Quality Scores\n\n**Score:** 78/100\n\n**Verdict:** REJECTED\n",
        {M: [78, False]},
    ),
    case(
        "evaluation-behind-the-score",
        "once there is a score, another heading of that level is something else",
        "## AI Review\n\n### Quality Score: 92/100\n\n## Evaluation of the build\n\n"
        "Score: 40/100\n",
        {M: [92, True]},
    ),
    case(
        "s-over-title",
        "section heading before title",
        H + "#### bar-grouped / altair / default" + S,
        {"bar-grouped/altair/default": [92, True]},
    ),
    case(
        "s-over-labels",
        "section heading before labels",
        H + "#### bar-grouped / altair / default" + S,
        {"bar-grouped/altair/default": [92, True]},
        title=NO,
        labels=["library:seaborn", "variant:darkgrid_style"],
    ),
    case(
        "s-no-spaces",
        "no blanks round the slashes",
        H + "#### scatter-basic-001/seaborn/darkgrid_style" + S,
        {D: [92, True]},
        title=NO,
    ),
    case(
        "s-nbsp",
        "non-breaking spaces round the slashes",
        H + "#### scatter-basic-001\u00a0/\u00a0seaborn\u00a0/\u00a0darkgrid_style" + S,
        {D: [92, True]},
        title=NO,
    ),
    case(
        "s-level-3",
        "any deeper level",
        H + "### scatter-basic-001 / seaborn / darkgrid_style" + S,
        {D: [92, True]},
        title=NO,
    ),
    case(
        "s-level-6-closing",
        "any deeper level, closing hashes",
        H + "###### scatter-basic-001 / seaborn / darkgrid_style ######" + S,
        {D: [92, True]},
        title=NO,
    ),
    case(
        "s-bold",
        "Markdown: the whole heading in bold",
        H + "#### **scatter-basic-001 / seaborn / darkgrid_style**" + S,
        {D: [92, True]},
        title=NO,
    ),
    case(
        "s-code",
        "Markdown: the parts in code",
        H + "#### `scatter-basic-001` / `seaborn` / `darkgrid_style`" + S,
        {D: [92, True]},
        title=NO,
    ),
    case(
        "s-escaped-underscore",
        "Markdown: an escaped underscore is one",
        H + "#### scatter-basic-001 / seaborn / darkgrid\\_style" + S,
        {D: [92, True]},
        title=NO,
    ),
    case(
        "s-emoji",
        "an emoji before it",
        H + "#### ✅ scatter-basic-001 / seaborn / darkgrid_style" + S,
        {D: [92, True]},
        title=NO,
        sure=False,
    ),
    case(
        "s-capitals",
        "capitals: silent",
        H + "#### Scatter-Basic-001 / Seaborn / Darkgrid_Style" + S,
        {D: [92, True]},
        title=NO,
        warnings=None,
        sure=False,
    ),
    case(
        "s-two-parts",
        "spec and library without a variant: default",
        H + "#### scatter-basic-001 / seaborn" + S,
        {"scatter-basic-001/seaborn/default": [92, True]},
        title=NO,
        warnings=None,
        sure=False,
    ),
    case(
        "s-path",
        "a path as heading",
        H + "#### plots/seaborn/scatter/scatter-basic-001/darkgrid_style.py" + S,
        {D: [92, True]},
        title=NO,
    ),
    case(
        "s-path-code-other-function",
        "a path in code; the plot function is not part of the identity",
        H + "#### `plots/seaborn/scatterplot/scatter-basic-001/darkgrid_style.py`" + S,
        {D: [92, True]},
        title=NO,
    ),
    case(
        "s-path-traversal",
        "a path that leads elsewhere names nothing",
        H + "#### plots/../../etc/scatter-basic-001/default.py" + S,
        {},
        title=NO,
        warnings=None,
    ),
    case(
        "s-unknown-spec",
        "a heading that names an unknown spec is not about the title",
        H + "#### scatter-basic-999 / matplotlib / default" + S,
        {},
        warnings=None,
    ),
    case(
        "s-unknown-library",
        "unknown library in the heading",
        H + "#### scatter-basic-001 / ggplot2 / default" + S,
        {},
        warnings=None,
    ),
    case(
        "s-unknown-variant",
        "unknown variant in the heading: may arrive later",
        H + "#### scatter-basic-001 / matplotlib / dark_mode" + S,
        {},
        warnings=None,
    ),
    case(
        "s-not-there-yet",
        "known spec and library, no such implementation yet",
        H + "#### bar-basic / bokeh / default" + S,
        {},
        title=NO,
        warnings=None,
    ),
    case(
        "s-sql",
        "SQL in the id names nothing",
        H + "#### scatter-basic-001'; DROP TABLE specs; -- / matplotlib / default" + S,
        {},
        title=NO,
        warnings=None,
    ),
    case(
        "s-sql-comment",
        "SQL in the variant names nothing",
        H + "#### scatter-basic-001 / matplotlib / default' OR '1'='1" + S,
        {},
        title=NO,
        warnings=None,
    ),
    case(
        "s-markdown-in-id",
        "read as a Markdown document, it is the id",
        H + "#### scatter-**basic**-001 / matplotlib / default" + S,
        {M: [92, True]},
        title=NO,
        warnings=None,
        sure=False,
    ),
    case(
        "s-link-in-id",
        "a longer text round a link is not an id",
        H + "#### [scatter-basic-001](javascript:alert(1))<img src=x> x / matplotlib / default" + S,
        {},
        title=NO,
        warnings=None,
    ),
    case(
        "s-four-sections",
        "several sections, own reviewers each; one without a score",
        H
        + "#### scatter-basic-001 / matplotlib / default\n\n**Claude:** 92/100\n**Gemini:** 88/100\n\n"
        "#### scatter-basic-001 / seaborn / default\n\n- **Claude:** 71/100\n- **Gemini:** 73/100\n- **GPT-4:** 79/100\n\n"
        "#### scatter-basic-001 / plotly / default\n\nSkipped: not merged yet.\n\n"
        "#### pie / bokeh / py310\n\n| Evaluator | Score |\n|---|---|\n| Claude | 99 |\n",
        {
            M: [90, True],
            "scatter-basic-001/seaborn/default": [73, False],
            "pie/bokeh/py310": [99, True],
        },
        warnings=None,
    ),
    case(
        "s-other-slashes",
        "a heading with slashes that is no section heading",
        "## AI Review\n\n### Quality Score: 92/100\n\n### Pros / Cons / Open questions\n\nNone.\n",
        {M: [92, True]},
    ),
]

HISTORY = ["Previous attempt", "Earlier reviews", "Last attempt", "Last review's score", "Old score", "Prior results",
           "History", "Score history", "Previously", "Former version", "Last run", "Old: 61/100"]  # fmt: skip
NO_HISTORY = ["Lasting impression", "Lastly", "Last but not least", "Older readers", "Old-fashioned look", "Oldest data",
              "Priority fixes", "Prior art", "Historic data", "Thresholding", "Earlier-than-expected bars",
              "Impression", "Strengths / Weaknesses", "Reviewer notes", "Latest state", "Blast radius"]  # fmt: skip

CASES += [
    case(
        f"h-history-{number}",
        "what stands below a heading of history is about an earlier state",
        f"## AI Review\n\n**Score:** 92/100\n\n### {heading}\n\n**Score:** 61/100\n",
        {M: [92, True]},
    )
    for number, heading in enumerate(HISTORY)
]
CASES += [
    case(
        f"h-no-history-{number}",
        "a score below any heading that is not history counts",
        f"## AI Review\n\n### {heading}\n\n**Score:** 92/100\n",
        {M: [92, True]},
    )
    for number, heading in enumerate(NO_HISTORY)
]
