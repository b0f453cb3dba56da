"""How much of a report is shown, on each limit and one beside it."""

from __future__ import annotations

import pytest

from sync.model.problems import problem
from sync.reports.actions import MOST_ANNOTATIONS, annotation_lines
from sync.reports.outcome import Style
from sync.reports.reconciling import render
from sync.reports.report import Report
from sync.reports.text import FOLD_AFTER


def problems(count, code="file-stray"):
    return tuple(problem(code, f"plots/{number:03}", "x") for number in range(count))


@pytest.mark.parametrize("code", ["file-stray", "file-link"])
@pytest.mark.parametrize(("count", "rest"), [(9, 0), (10, 0), (11, 2), (12, 3)])
def test_the_tenth_annotation_stands_for_the_rest_only_where_there_is_one(code, count, rest):
    lines = list(annotation_lines(problems(count, code)))
    assert MOST_ANNOTATIONS == 10
    assert len(lines) == min(count, 10)
    assert [f"{rest} more" in lines[-1], "and more" in lines[-1]] == [bool(rest)] * 2


@pytest.mark.parametrize(("count", "folded"), [(49, 0), (50, 0), (51, 1), (99, 49)])
@pytest.mark.parametrize("verbose", [True, False])
def test_what_is_beyond_fifty_is_folded(count, folded, verbose):
    text = render(Report("run", "failed", problems=problems(count)), Style(verbose=verbose))
    shown = text.count("warning[file-stray]")
    assert FOLD_AFTER == 50
    assert shown == (count if verbose else count - folded)
    assert ("-v" in text) == (bool(folded) and not verbose)


def test_errors_are_not_what_is_folded():
    mixed = (*problems(50), problem("file-link", "plots/zzz", "x"))
    text = render(Report("run", "failed", problems=mixed), Style())
    assert text.startswith("error[file-link]")


@pytest.mark.parametrize(("count", "first"), [(49, "warning"), (50, "error")])
def test_the_order_stays_where_nothing_is_folded(count, first):
    mixed = (*problems(count), problem("file-link", "plots/zzz", "x"))
    text = render(Report("run", "failed", problems=mixed), Style())
    assert text.startswith(f"{first}[")
