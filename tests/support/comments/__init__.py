"""Comments in all forms of the contract, and what each must lead to.

Every case stands alone: one comment of one issue, against the catalogue below.
``why`` is the rule that decides it; cases that are not ``sure`` are decided
here, because the contract is silent.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

BOT = "github-actions[bot]"
TITLE = "[scatter-basic-001] matplotlib implementation"
REVIEW = "## AI Review\n\n**Score:** 92/100\n"
M = "scatter-basic-001/matplotlib/default"

SPECS = [
    "scatter-basic-001",
    "scatter-basic",
    "bar-basic",
    "bar-grouped",
    "line-multi",
    "heatmap",
    "heatmap-annotated",
    "3d-surface",
    "box-plotly-style",
    "pie",
]
LIBRARIES = [
    "matplotlib",
    "seaborn",
    "plotly",
    "bokeh",
    "altair",
    "plotnine",
    "pygal",
    "lets-plot",
    "highcharts",
]
# (spec, library, variant); note: pie/bokeh has py310 only, no default.
IMPLEMENTATIONS = [
    ("scatter-basic-001", "matplotlib", "default"),
    ("scatter-basic-001", "matplotlib", "ggplot_style"),
    ("scatter-basic-001", "matplotlib", "py310"),
    ("scatter-basic-001", "seaborn", "default"),
    ("scatter-basic-001", "seaborn", "darkgrid_style"),
    ("scatter-basic-001", "plotly", "default"),
    ("scatter-basic", "matplotlib", "default"),
    ("scatter-basic", "plotly", "default"),
    ("bar-basic", "matplotlib", "default"),
    ("bar-basic", "matplotlib", "ggplot_style"),
    ("bar-basic", "seaborn", "default"),
    ("bar-basic", "lets-plot", "default"),
    ("bar-grouped", "matplotlib", "default"),
    ("bar-grouped", "altair", "default"),
    ("line-multi", "bokeh", "default"),
    ("line-multi", "bokeh", "py310"),
    ("line-multi", "plotnine", "default"),
    ("heatmap", "seaborn", "default"),
    ("heatmap", "seaborn", "darkgrid_style"),
    ("heatmap-annotated", "seaborn", "default"),
    ("heatmap-annotated", "matplotlib", "default"),
    ("3d-surface", "matplotlib", "default"),
    ("3d-surface", "plotly", "default"),
    ("box-plotly-style", "plotly", "default"),
    ("box-plotly-style", "seaborn", "default"),
    ("pie", "pygal", "default"),
    ("pie", "highcharts", "default"),
    ("pie", "bokeh", "py310"),
]

TOPICS = [
    "forms",
    "no_reviews",
    "spelling",
    "boundaries",
    "tables",
    "medians",
    "verdicts",
    "headings",
    "lines_and_labels",
    "titles",
    "odd_titles",
    "hiding",
    "trust",
    "hostile",
    "found",
    "workflows",
    "alike",
]


def case(
    name,
    why,
    body,
    expect,
    title=TITLE,
    labels=(),
    author=BOT,
    association="NONE",
    warnings=False,
    ignored=0,
    sure=True,
) -> dict[str, Any]:
    """One comment: what it is, what scores it must give, and whether it must be warned of."""
    return locals()


def named_by(name, why, title, expect, body=REVIEW, **facts) -> dict[str, Any]:
    """A review that says nothing of what it is about, so that the issue's title does."""
    return case(name, why, body, expect, title, **facts)


def whole(spec: str) -> dict[str, list[Any]]:
    """What a review of all implementations of a spec leads to."""
    return {"/".join(key): [92, True] for key in IMPLEMENTATIONS if key[0] == spec}


def all_cases() -> list[dict[str, Any]]:
    return [case for topic in TOPICS for case in import_module(f"comments.{topic}").CASES]
