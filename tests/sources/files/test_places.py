"""What each path is, and where a near miss of a place belongs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model.layouts.libraryfirst import LIBRARIES
from sync.sources.files.places import find_places

THERE = [
    "plots/libraries.yaml",
    "specs/scatter-basic.md",
    "specs/lollipop-ranked.md",
    "plots/matplotlib/scatter/scatter-basic/default.py",
    "plots/my_lib/lollipop/lollipop-ranked/default.py",
]
GOOD = "plots/matplotlib/scatter/scatter-basic/default.py"


def found(path: str, *without: str):
    there = [other for other in THERE if other not in without]
    (problem,) = find_places([*there, path]).problems
    return problem


@pytest.mark.parametrize(
    ("path", "place"),
    [
        # a letter, a case, a separator
        ("plots/Matplotlib/scatter/scatter-basic/dark.py", "plots/matplotlib/scatter/scatter-basic/dark.py"),
        ("plots/mat plotlib/scatter/scatter-basic/dark.py", "plots/matplotlib/scatter/scatter-basic/dark.py"),
        ("plots/My_Lib/scatter/scatter-basic/dark.py", "plots/my_lib/scatter/scatter-basic/dark.py"),
        ("plots/matplotlib/scatter/Scatter_Basic/dark.py", "plots/matplotlib/scatter/scatter-basic/dark.py"),
        ("plots/matplotlib/fill-between/scatter-basic/dark.py", "plots/matplotlib/fill_between/scatter-basic/dark.py"),
        ("plots/matplotlib/scatter/scatter-basic/Dark.py", "plots/matplotlib/scatter/scatter-basic/dark.py"),
        ("plots/matplotlib/scatter/scatter-basic/ggplot-style.py", "plots/matplotlib/scatter/scatter-basic/ggplot_style.py"),
        ("plots/matplotlib/scatter/scatter-basic/2d.py", "plots/matplotlib/scatter/scatter-basic/_2d.py"),
        # a level too few or too many
        ("plots/matplotlib/scatter-basic/dark.py", "plots/matplotlib/scatter/scatter-basic/dark.py"),
        ("plots/matplotlib/lollipop-ranked/dark.py", "plots/matplotlib/lollipop/lollipop-ranked/dark.py"),
        ("plots/matplotlib/scatter/scatter-basic.py", GOOD),
        ("plots/matplotlib/scatter/scatter-basic/deep/dark.py", "plots/matplotlib/scatter/scatter-basic/dark.py"),
        ("plots/python/matplotlib/scatter/scatter-basic/dark.py", "plots/matplotlib/scatter/scatter-basic/dark.py"),
        # another ending
        (f"{GOOD}.txt", GOOD), (f"{GOOD}.bak", GOOD), (f"{GOOD}.orig", GOOD), (f"{GOOD}.rej", GOOD),
        (f"{GOOD}~", GOOD), (f"{GOOD}3", GOOD), (f"{GOOD}w", GOOD), (GOOD[:-2] + "PY", GOOD),
        (GOOD[:-2] + "txt", GOOD), (GOOD[:-3], GOOD), (GOOD[:-3] + " (1).py", GOOD),
        (GOOD[:-3] + " copy.py", GOOD), ("plots/matplotlib/scatter/scatter-basic/#default.py#", GOOD),
        ("specs/scatter-basic.md.bak", "specs/scatter-basic.md"),
        ("specs/scatter-basic.markdown", "specs/scatter-basic.md"),
        ("specs/scatter-basic.MD", "specs/scatter-basic.md"),
        ("specs/scatter-basic.md~", "specs/scatter-basic.md"),
        ("specs/scatter-basic.txt", "specs/scatter-basic.md"),
        ("specs/scatter-basic", "specs/scatter-basic.md"),
        ("specs/new-spec.yml.bak", "specs/new-spec.yaml"),
        ("specs/new-spec.YAML", "specs/new-spec.yaml"),
        # specs elsewhere
        ("specs/Lollipop-Ranked.md", "specs/lollipop-ranked.md"),
        ("specs/lollipop_ranked.md", "specs/lollipop-ranked.md"),
        ("specs/deep/new-spec.md", "specs/new-spec.md"),
        ("plots/new-spec.md", "specs/new-spec.md"),
        ("plots/matplotlib/new-spec.yml", "specs/new-spec.yml"),
        ("plots/specs/deep/new-spec.md", "plots/specs/new-spec.md"),
        # the list of libraries
        ("plots/libraries.yml", LIBRARIES), ("plots/Libraries.yaml", LIBRARIES),
        ("plots/libraries.yaml.bak", LIBRARIES), ("plots/libraries.json", LIBRARIES),
    ],
)  # fmt: skip
def test_a_near_miss_is_an_error_that_says_where_it_belongs(path, place):
    problem = found(path, place)
    assert problem.severity == "error"
    assert f"it belongs at {place}" in problem.hint
    if place in THERE:
        problem = found(path)
        assert problem.severity == "error"
        assert problem.hint.startswith(f"{place} is there already")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Matplotlib", "matplotlib"), ("MATPLOTLIB", "matplotlib"), ("Seaborn", "seaborn"),
     ("Mat.plotlib", "matplotlib"), ("my lib", "my_lib"), ("Plot-ly!", "plotly")],
)  # fmt: skip
def test_a_misspelt_library_is_asked_for(written, meant):
    assert found(f"plots/{written}/scatter/scatter-basic/x.py").hint.startswith(
        f"did you mean {meant}?"
    )


@pytest.mark.parametrize(
    "path",
    [
        "plots/matplotlib/scatter/scatter-basic/plot.png",
        "plots/matplotlib/scatter/scatter-basic/notes.txt",
        "plots/matplotlib/scatter/scatter-basic/data.csv",
        "plots/matplotlib/scatter/scatter-basic/default.pyc",
        "specs/scatter-basic.png",
        "specs/helper.py",
        "plots/notes.md",
    ],
)
def test_what_looks_like_nothing_of_ours_is_a_warning(path):
    assert found(path).code == "file-stray"


@pytest.mark.parametrize("folder", ["implementations", "metadata"])
def test_the_folders_of_the_other_layout_are_no_plot_functions(folder):
    problem = found(f"plots/matplotlib/{folder}/scatter-basic/default.py")
    assert (problem.severity, problem.message) == (
        "error",
        f"{folder!r} is not a valid plot function",
    )


@given(st.lists(st.text(alphabet="aA.-_~# (1)py/mdl\n", max_size=30), max_size=5))
def test_every_path_is_something(parts):
    for top in ("plots", "specs"):
        path = "/".join([top, *parts, "x"])
        places = find_places([*THERE, path])
        sorted_ = len(places.specs) + len(places.implementations) + len(places.problems)
        assert sorted_ + sum(map(len, places.doubles.values())) == len(THERE)
