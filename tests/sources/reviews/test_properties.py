"""Rules that hold for every comment and every catalogue."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from comments import IMPLEMENTATIONS, LIBRARIES, SPECS
from sync.model.catalog import Catalog, Implementation, Library, Review, Spec
from sync.sources.reviews.parser import parse_comment
from sync.sources.reviews.resolver import Resolver

FRAGMENTS = st.sampled_from(
    [
        "## AI Review", "# 🤖 Quality Check Results - Attempt 2", "### Quality Score: 92/100",
        "#### a / b / c", "**Score:** ", "Claude: ", "92/100", "-5/100", "NaN/100", " / 100",
        "**Verdict:** ", "PASS", "NOT APPROVED", "| Evaluator | Score |\n|---|---|\n", "| Claude | 92 |",
        "| **Median** | 90 | |", "Library: ", "plots/x/y/z/w.py", "> ", "```", "~~~", "<!--", "-->",
        "<blockquote>", "</pre>", "<td>", "<tr>", "<h2>", "~~", "~", "**", "`", "- ", "  - ", "1. ",
        "\n", "\n\n", "\r\n", "\0", "\u2028", "\u00a0", "&nbsp;", "|", "(", ")", "[x](y)", ":robot:",
        "100", "/", "\ue000", "\ud800", "→", "median: ", "[ ] ",
    ]
)  # fmt: skip
COMMENTS = st.lists(FRAGMENTS | st.text(max_size=12), max_size=60).map("".join)
SCORES = st.integers(0, 1000).map(lambda tenths: tenths / 10)


@given(COMMENTS)
def test_no_comment_crashes_the_parser_and_no_score_leaves_its_range(text):
    for review in parse_comment(text).reviews:
        assert 0 <= review.score <= 100
        assert review.verdict in ("approved", "rejected", None)


@given(COMMENTS)
def test_what_is_quoted_or_fenced_says_nothing(text):
    lines = text.replace("\r", "\n").replace("\u2028", "\n").split("\n")
    assert parse_comment("\n".join(f"> {line}" for line in lines)).reviews == ()
    fence = "`" * (len(text) + 3)
    assert parse_comment(f"{fence}\n{text}\n{fence}").reviews == ()


@given(
    st.dictionaries(
        st.sampled_from(["Claude", "Gemini", "GPT-4", "Grok", "Qwen"]), SCORES, min_size=1
    )
)
def test_the_score_is_the_median_in_lines_and_in_a_table(scores):
    lines = "\n".join(f"**{name}:** {score}/100" for name, score in scores.items())
    rows = "\n".join(f"| {name} | {score} |" for name, score in scores.items())
    table = f"| Evaluator | Score |\n|---|---|\n{rows}"
    for body in (lines, table, f"{lines}\n\n{table}"):
        (review,) = parse_comment(f"## AI Review\n\n{body}\n").reviews
        assert review.score == median(scores.values())


@given(st.floats().filter(lambda number: not 0 <= number <= 100))
def test_a_score_out_of_range_is_told_and_never_counts(number):
    parsed = parse_comment(f"## AI Review\n\n**Score:** {number}/100\n")
    assert parsed.reviews == ()
    assert [finding.code for finding in parsed.findings] == ["review-score-invalid"]


CATALOGUE = Catalog(
    libraries={name: Library(name, name) for name in LIBRARIES},
    specs={name: Spec(name, name, None, "[]", None) for name in SPECS},
    implementations={key: Implementation(*key, "plot", "path") for key in IMPLEMENTATIONS},
)
REVIEWS = st.lists(
    st.builds(
        lambda number, minute, title, names, score, verdict: Review(
            number, 1, 1, title, (), *names, score, verdict, "bot",
            *[datetime(2026, 1, 1) + timedelta(minutes=minute)] * 2, "url",  # noqa: DTZ001
        ),
        st.integers(1, 10_000),
        st.integers(0, 3),
        st.sampled_from(["bar-basic: seaborn", "pie", "scatter-basic", "nothing", "pie and bar-basic"])
        | st.text(max_size=20),
        st.tuples(
            st.none() | st.sampled_from([*SPECS, "unknown"]),
            st.none() | st.sampled_from([*LIBRARIES, "unknown"]),
            st.none() | st.sampled_from(["default", "py310"]),
        ),
        SCORES,
        st.sampled_from(["approved", "rejected", None]),
    ),
    max_size=20,
    unique_by=lambda review: review.comment_id,
)  # fmt: skip


@given(REVIEWS, st.randoms(use_true_random=False))
def test_which_review_counts_does_not_depend_on_the_order_of_reading(reviews, random):
    shuffled = list(reviews)
    random.shuffle(shuffled)
    resolver = Resolver(CATALOGUE)
    assert resolver.resolve(reviews, 85) == resolver.resolve(shuffled, 85)


@given(REVIEWS, SCORES)
def test_the_counting_review_is_the_newest_about_its_implementation(reviews, threshold):
    resolver = Resolver(CATALOGUE)
    resolution = resolver.resolve(reviews, threshold)
    assert resolution.implementations.keys() == CATALOGUE.implementations.keys()
    for key, row in resolution.implementations.items():
        about = [
            review
            for review in reviews
            if (subject := resolver.about(review).subject)
            and all(want in (None, have) for want, have in zip(subject, key, strict=True))
        ]
        counting = resolution.counting.get(key)
        assert (counting is None) == (not about)
        if counting is not None:
            assert counting.created_at == max(review.created_at for review in about)
            assert row.quality_score == counting.score
            assert row.tested == (counting.score >= threshold and counting.verdict != "rejected")
