"""Tables."""

from comments import M, case

H = "## AI Review - Attempt 1/3\n\n### Quality Evaluation\n"

CASES = [
    case(
        "row-per-library",
        "the title says the spec, each row a library",
        "## Quality Check Results\n\n| Library | Score | Verdict |\n|---|---|---|\n"
        "| Matplotlib | 92 | PASS |\n| `seaborn` | 81 | FAIL |\n",
        {
            "scatter-basic-001/matplotlib/default": [92, True],
            "scatter-basic-001/seaborn/default": [81, False],
        },
        title="scatter-basic-001: Basic Scatter Plot",
    ),
    case(
        "row-per-library-and-variant",
        "a column for the variant, too",
        "## Quality Check Results\n\n| Library | Variant | Score |\n|---|---|---|\n"
        "| seaborn | darkgrid_style | 90/100 |\n",
        {"scatter-basic-001/seaborn/darkgrid_style": [90, True]},
        title="scatter-basic-001: Basic Scatter Plot",
    ),
    case(
        "t-column-order",
        "columns in any order",
        H
        + "| Verdict | Score | Evaluator |\n|---|---|---|\n| approve | 92/100 | Claude |\n| approve | 88/100 | Gemini |\n",
        {M: [90, True]},
    ),
    case(
        "t-bare-numbers",
        "a bare number in the column Score",
        H
        + "| Evaluator | Score | Verdict |\n|---|---|---|\n| Claude | 92 | approve |\n| Gemini | 86 | approve |\n| GPT-4 | 90.5 | approve |\n",
        {M: [90.5, True]},
    ),
    case(
        "t-weight-column",
        "a bare number in another column is no score",
        H
        + "| Evaluator | Weight | Score | Tokens |\n|---|---:|:---:|---|\n| Claude | 50 | 92 | 77 |\n| Gemini | 30 | 88 | 66 |\n",
        {M: [90, True]},
    ),
    case(
        "t-max-column",
        "column Max holds no scores",
        H
        + "| Evaluator | Score | Max |\n|---|---|---|\n| Claude | 70 | 100 |\n| Gemini | 72 | 100 |\n",
        {M: [71, False]},
    ),
    case(
        "t-notes-mention",
        "a mention in the notes is not the score",
        H
        + "| Evaluator | Score | Notes |\n|---|---|---|\n| Claude | 92/100 | up from 61/100 |\n| Gemini | 90/100 | was 55/100 before |\n",
        {M: [91, True]},
    ),
    case(
        "t-notes-before-score",
        "a mention in an earlier column is not the score",
        H
        + "| Notes | Evaluator | Score |\n|---|---|---|\n| previously 61/100 | Claude | 92 |\n| previously 58/100 | Gemini | 90 |\n",
        {M: [91, True]},
    ),
    case(
        "t-escaped-pipe",
        "an escaped pipe does not end a cell",
        H
        + "| Evaluator | Score | Verdict |\n|---|---|---|\n| Claude \\| Opus | 92/100 | approve |\n| Gemini \\| 50 | 88/100 | approve |\n",
        {M: [90, True]},
    ),
    case(
        "t-no-outer-pipes",
        "outer pipes are optional",
        H
        + "Evaluator | Score | Verdict\n--- | --- | ---\nClaude | 92/100 | approve\nGemini | 88/100 | approve\n",
        {M: [90, True]},
    ),
    case(
        "t-emphasis",
        "emphasis in cells and header",
        H
        + "| **Evaluator** | **Score** | *Verdict* |\n|---|---|---|\n| **Claude** | **92**/100 | *approve* |\n| Gemini | `88` | **approve** |\n",
        {M: [90, True]},
    ),
    case(
        "t-median-row",
        "the median row is no reviewer",
        H
        + "| Evaluator | Score | Verdict |\n|---|---|---|\n| Claude | 95 | approve |\n| Gemini | 91 | approve |\n| GPT-4 | 60 | reject |\n| **Median** | **91** | |\n\n### Verdict: APPROVED\n",
        {M: [91, True]},
    ),
    case(
        "t-median-row-first",
        "the median row may stand first",
        H
        + "| Evaluator | Score |\n|---|---|\n| Median | 91/100 |\n| Claude | 95/100 |\n| Gemini | 91/100 |\n| GPT-4 | 60/100 |\n",
        {M: [91, True]},
    ),
    case(
        "t-median-row-differs",
        "a stated median that differs: warning, computed one counts",
        H
        + "| Evaluator | Score |\n|---|---|\n| Claude | 80 |\n| Gemini | 82 |\n| GPT-4 | 84 |\n| **Median** | **99** |\n\n### Verdict: APPROVED\n",
        {M: [82, False]},
        warnings=True,
    ),
    case(
        "t-bare-out-of-range",
        "a bare number outside 0 to 100",
        H + "| Evaluator | Score |\n|---|---|\n| Claude | 101 |\n",
        {},
        warnings=True,
    ),
    case(
        "t-bare-negative",
        "a bare number outside 0 to 100",
        H + "| Evaluator | Score |\n|---|---|\n| Claude | -5 |\n| Gemini | 90 |\n",
        {},
        warnings=True,
    ),
    case(
        "t-nan-cell",
        "no number in the column Score",
        H + "| Evaluator | Score |\n|---|---|\n| Claude | NaN |\n| Gemini | 90 |\n",
        {},
        warnings=True,
    ),
    case(
        "t-empty-cell",
        "a reviewer without a number: silent",
        H
        + "| Evaluator | Score | Verdict |\n|---|---|---|\n| Claude | 92 | approve |\n| Gemini | | |\n",
        {M: [92, True]},
        warnings=None,
        sure=False,
    ),
    case(
        "t-na-cell",
        "a reviewer that failed: no number, or absent",
        H
        + "| Evaluator | Score | Verdict |\n|---|---|---|\n| Claude | 92 | approve |\n| Gemini | n/a | |\n",
        {},
        warnings=True,
        sure=False,
    ),
    case(
        "t-short-and-long-rows",
        "GFM: short rows are filled, extra cells dropped",
        H
        + "| Evaluator | Score | Verdict |\n|---|---|---|\n| Claude | 92/100 |\n| Gemini | 88/100 | approve | 5/100 | 7 |\n",
        {M: [90, True]},
    ),
    case(
        "t-rating-bare",
        "a bare number in a column not headed Score is none",
        H + "| Evaluator | Rating |\n|---|---|\n| Claude | 92 |\n",
        {},
        warnings=None,
    ),
    case(
        "t-rating-n100",
        "elsewhere N/100 is a score; a column of another name",
        H + "| Evaluator | Rating |\n|---|---|\n| Claude | 92/100 |\n| Gemini | 88/100 |\n",
        {M: [90, True]},
        sure=False,
    ),
    case(
        "t-criteria-table",
        "parts of other totals are no scores",
        "## AI Review\n\n**Score:** 92/100\n\n| Criterion | Points |\n|---|---|\n| Visual | 36/40 |\n| Code | 28/30 |\n| Data | 28 |\n",
        {M: [92, True]},
    ),
    case(
        "t-criteria-score-column",
        "criteria in a column headed Score: literal reading makes them scores",
        "## AI Review\n\n### Quality Score: 92/100\n\n| Criterion | Score | Max |\n|---|---|---|\n| Visual | 36 | 40 |\n| Code | 28 | 30 |\n| Data | 28 | 30 |\n",
        {M: [92, True]},
        warnings=None,
        sure=False,
    ),
    case(
        "t-no-delimiter-row",
        "pipes without a delimiter row are no table",
        "## AI Review\n\n| Evaluator | Score |\n| Claude | 92 |\n",
        {},
        warnings=None,
    ),
    case(
        "t-header-lower",
        "case of the header is not spelt out",
        H + "| evaluator | score | verdict |\n|---|---|---|\n| claude | 92 | approve |\n",
        {M: [92, True]},
        sure=False,
    ),
]
