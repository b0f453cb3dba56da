"""What every layout has to be able to do: read what it writes, find it in prose, mend a near miss."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model.layouts import (
    LAYOUTS,
    WALKED,
    Known,
    Part,
    is_catalogue,
    misfit,
    names,
    place_of,
    plot_function_in,
)
from sync.model.layouts.layout import default_function
from sync.model.layouts.specfirst import facts_path, metadata_paths, text_path
from sync.sources.reviews.naming import names_of, path_in

each_layout = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)

specs = st.from_regex(names.SPEC_ID, fullmatch=True).filter(lambda name: name != "specs")
libraries = st.from_regex(names.LIBRARY_ID, fullmatch=True).filter(lambda name: name != "specs")
variants = st.from_regex(names.VARIANT, fullmatch=True)
functions = st.from_regex(names.PLOT_FUNCTION, fullmatch=True).filter(
    lambda name: name not in names.NO_PLOT_FUNCTIONS
)


@each_layout
@given(specs, libraries, variants, functions)
def test_what_a_layout_writes_it_reads(layout, spec_id, library, variant, function):
    for path in layout.code_paths((spec_id, library, variant), function):
        place = layout.place(path)
        assert place.part is Part.CODE
        assert (place.spec_id, place.library_id) == (spec_id, library)
        # what a path does not name is what it is where nobody names it
        assert place.key[2] in (variant, "default")
        assert place.plot_function in (function, None)
        assert place_of(path) == place
        assert [other.name for other in LAYOUTS if other.place(path)] == [layout.name]
        assert is_catalogue(path)
        assert path.partition("/")[0] in WALKED
        assert layout.misfit(path.upper(), Known()) is None or layout.place(path.upper()) is None


@each_layout
@given(st.sampled_from(["scatter-basic", "bar-3d-001"]), st.sampled_from(["plotly", "lets_plot"]))
def test_what_a_layout_writes_is_found_in_prose(layout, spec_id, library):
    for path in layout.code_paths((spec_id, library, "dark"), "scatter"):
        found = path_in(f"I have looked at ({path}), and it is good.")
        place = layout.place(path)
        assert names_of(found) == place.key
        assert found[0] == path


@each_layout
@pytest.mark.parametrize("ending", [".bak", "~", ".txt"])
def test_a_near_miss_is_told_where_it_belongs(layout, ending):
    (path, *_) = layout.code_paths(("scatter-basic", "plotly", "default"), "scatter")
    known = Known({"scatter-basic": "specs/scatter-basic.md"}, libraries={"plotly"})
    found = misfit(path + ending, known)
    assert found.severity == "error"
    assert path in found.hint


@given(st.text("abAZ/._-0~# \n", max_size=40))
def test_any_path_is_read_or_is_a_problem(path):
    assert place_of(path) is not None or misfit(path, Known()).message


def test_a_path_without_a_plot_function_leaves_it_to_the_spec():
    assert plot_function_in("plots/plotly/scatter/scatter-basic/default.py") == "scatter"
    assert plot_function_in("plots/scatter-basic/implementations/python/plotly.py") is None
    assert plot_function_in("plots/notes.md") is None


@given(specs, libraries)
def test_the_facts_of_a_pair_are_known_beside_it(spec_id, library):
    assert place_of(text_path(spec_id)).beside == (facts_path(spec_id),)
    assert place_of(facts_path(spec_id))[:2] == (Part.FACTS, (spec_id, "", ""))
    for path in metadata_paths(spec_id, library):
        assert place_of(path)[:2] == (Part.METADATA, (spec_id, library, "default"))


@pytest.mark.parametrize(
    ("spec_id", "tag", "function"),
    [
        ("scatter-basic", "bar", "bar"),
        ("scatter-basic", "stacked-bar", "stacked_bar"),
        ("scatter-basic", "3d-bar", "scatter"),
        ("scatter-basic", None, "scatter"),
        ("scatter-basic", "metadata", "scatter"),
        ("implementations", "implementations", "plot"),
        ("3d-bar", "2d", "plot"),
        ("implementations-new", None, "plot"),
        ("map", "stem and leaf", "map"),
    ],
)
def test_the_plot_function_that_no_path_names(spec_id, tag, function):
    assert default_function(spec_id, tag) == function
