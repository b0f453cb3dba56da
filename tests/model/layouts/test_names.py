import keyword

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.model.layouts.names import (
    closest,
    is_library_id,
    is_plot_function,
    is_spec_id,
    is_variant,
)

CHECKS = [is_spec_id, is_library_id, is_variant, is_plot_function]


@pytest.mark.parametrize("name", ["scatter-basic-001", "a", "3d", "2024-01-01", "bar-basic"])
def test_spec_ids(name: str):
    assert is_spec_id(name)
    assert is_library_id(name)


@pytest.mark.parametrize(
    "name", ["", "-a", "a-", "a--b", "A", "a_b", "a b", "a.b", "ä", "²", "a\n", "٣"]
)
def test_what_is_no_spec_id(name: str):
    assert not is_spec_id(name)


def test_a_library_id_may_hold_underscores():
    assert is_library_id("lets_plot")
    assert is_library_id("lets-plot_2")
    assert not is_library_id("lets--plot")
    assert not is_library_id("Lets")


@pytest.mark.parametrize("name", ["default", "ggplot_style", "py310", "lambda", "_x"])
def test_variants(name: str):
    assert is_variant(name)


@pytest.mark.parametrize("name", ["", "3d", "a-b", "Default", "a.b", "ä", "a\n"])
def test_what_is_no_variant(name: str):
    assert not is_variant(name)


def test_a_plot_function_may_have_capitals():
    assert is_plot_function("Scatter3d")
    assert is_plot_function("fill_between")
    assert not is_plot_function("3d")
    assert not is_plot_function("fill-between")
    assert not is_plot_function("µ")


@settings(deadline=None)
@given(st.text())
def test_variants_and_plot_functions_are_identifiers(name: str):
    if is_variant(name):
        assert name.isidentifier()
        assert name == name.lower()
        assert is_plot_function(name)
    if is_plot_function(name):
        assert name.isidentifier()
        assert name.isascii()


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("end", ["\n", "\r", " ", "\0", "\u2028"])
def test_nothing_may_follow_a_name(check, end: str):
    assert check("abc")
    assert not check(f"abc{end}")
    assert not check(f"{end}abc")


def test_all_keywords_in_lower_case_are_variants():
    assert all(is_variant(word) for word in keyword.kwlist if word.islower())


def test_the_closest_name_is_suggested():
    assert closest("matplotib", ["seaborn", "matplotlib", "plotly"]) == "matplotlib"
    assert closest("xyz", ["seaborn", "matplotlib"]) is None
    assert closest("a", []) is None


def test_a_name_of_a_megabyte_gets_no_suggestion():
    assert closest("matplotlib" * 100_000, ["matplotlib"]) is None
