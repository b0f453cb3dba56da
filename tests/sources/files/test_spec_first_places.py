"""What each path of the spec-first layout is, and what is said of those that fit no place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model.layouts import Known, place_of
from sync.model.layouts.specfirst import SpecFirst
from sync.sources.files.places import find_places

TEXT = "plots/scatter-basic/specification.md"
FACTS = "plots/scatter-basic/specification.yaml"
CODE = "plots/scatter-basic/implementations/python/matplotlib.py"
FLAT = "plots/scatter-basic/implementations/matplotlib.py"
METADATA = "plots/scatter-basic/metadata/python/matplotlib.yaml"
FLAT_METADATA = "plots/scatter-basic/metadata/matplotlib.yaml"
OTHER = "plots/matplotlib/scatter/scatter-basic/default.py"
KEY = ("scatter-basic", "matplotlib", "default")


def found(*paths):
    return find_places(paths)


def said(places):
    return [(p.code, p.path, p.severity) for p in places.problems]


@pytest.mark.parametrize("code", [CODE, FLAT])
@pytest.mark.parametrize("metadata", [METADATA, FLAT_METADATA, None])
def test_both_depths(code, metadata):
    places = found(code, *filter(None, [metadata]), TEXT, FACTS)
    assert places.implementations == {KEY: code}
    assert places.specs == {"scatter-basic": TEXT}
    assert places.beside == {code: metadata, TEXT: FACTS}
    assert (places.problems, places.rejected, places.doubles) == ([], [], {})


def test_with_the_language_wins_and_the_other_is_an_error():
    for paths in ([CODE, FLAT], [FLAT, CODE]):
        places = found(TEXT, *paths, FLAT_METADATA, METADATA)
        assert places.implementations == {KEY: CODE}
        assert places.beside[CODE] == METADATA
        assert sorted(said(places)) == [
            ("implementation-duplicate", FLAT, "error"),
            ("metadata-duplicate", FLAT_METADATA, "error"),
        ]
        assert all(CODE in p.message or METADATA in p.message for p in places.problems)


def test_both_depths_side_by_side_for_different_libraries_are_no_error():
    other = "plots/scatter-basic/implementations/seaborn.py"
    places = found(TEXT, CODE, other)
    assert len(places.implementations) == 2
    assert places.problems == []


def test_the_same_identity_in_both_layouts_is_a_duplicate():
    places = found(TEXT, OTHER, CODE, "specs/scatter-basic.md")
    assert places.doubles == {KEY: [CODE], "scatter-basic": [TEXT]}


def test_facts_without_text_are_the_files_of_a_spec_that_says_nothing():
    assert found(FACTS).specs == {"scatter-basic": FACTS}


def test_metadata_alone_is_a_warning_and_an_implementation_alone_is_none():
    assert said(found(TEXT, METADATA)) == [("metadata-alone", METADATA, "warning")]
    assert said(found(TEXT, CODE)) == []
    # the implementation of the other layout has its facts in itself
    assert said(found(TEXT, OTHER, METADATA)) == [("metadata-alone", METADATA, "warning")]


def test_a_language_that_is_not_read_is_one_warning():
    paths = [
        "plots/scatter-basic/implementations/r/ggplot2.R",
        "plots/scatter-basic/metadata/r/ggplot2.yaml",
        "plots/bar-basic/implementations/r/ggplot2.R",
        "plots/bar-basic/implementations/julia/makie.jl",
        "plots/bar-basic/implementations/javascript/d3/index.js",
        "plots/bar-basic/implementations/javascript/d3/picture.png",
    ]
    places = found(*paths)
    assert said(places) == [
        ("language-not-read", paths[2], "warning"),
        ("language-not-read", paths[3], "warning"),
        ("language-not-read", paths[4], "warning"),
    ]
    assert [p.message for p in places.problems] == [
        "3 files in r, which is not read",
        "1 file in julia, which is not read",
        "2 files in javascript, which is not read",
    ]
    assert set(places.unread) == set(paths)


@pytest.mark.parametrize(
    "path",
    [
        "plots/scatter-basic/implementations/python/plot-light.png",
        "plots/scatter-basic/implementations/notes.md",
        "plots/scatter-basic/metadata/scores.csv",
        "plots/scatter-basic/notes.md",
    ],
)
def test_a_stray_file_is_a_warning(path):
    assert said(found(path)) == [("file-stray", path, "warning")]


RIGHT_PLACE = {
    "plots/scatter-basic/specification.yml": FACTS,
    "plots/scatter-basic/Specification.md": TEXT,
    "plots/scatter-basic/specification.MD": TEXT,
    "plots/scatter-basic/specification.markdown": TEXT,
    "plots/scatter-basic/specification.md.bak": TEXT,
    "plots/scatter-basic/specification.yaml~": FACTS,
    "plots/scatter-basic/specifcation.md": TEXT,
    "plots/scatter-basic/specifications.yaml": FACTS,
    "plots/scatter-basic/spec.md": TEXT,
    "plots/scatter-basic/implementations/r/matplotlib.py": CODE,
    "plots/scatter-basic/implementations/pyhton/matplotlib.py": CODE,
    "plots/scatter-basic/implementations/Python/matplotlib.py": CODE,
    "plots/scatter-basic/implementations/python3/matplotlib.py": CODE,
    "plots/scatter-basic/implementations/python/Matplotlib.py": CODE,
    "plots/scatter-basic/implementations/python/matplotlib.PY": CODE,
    "plots/scatter-basic/implementations/python/matplotlib.py.txt": CODE,
    "plots/scatter-basic/implementations/python/sub/matplotlib.py": CODE,
    "plots/scatter-basic/implementations/matplotlib.py.orig": FLAT,
    "plots/scatter-basic/Implementations/matplotlib.py": FLAT,
    "plots/scatter-basic/implementation/matplotlib.py": FLAT,
    "plots/scatter-basic/implementatons/python/Matplotlib.py": CODE,
    "plots/scatter-basic/metadata/python/matplotlib.py": CODE,
    "plots/scatter-basic/implementations/python/matplotlib.yaml": METADATA,
    "plots/scatter-basic/metadata/python/matplotlib.yml": METADATA,
    "plots/scatter-basic/metadata/pyhton/matplotlib.yaml": METADATA,
    "plots/scatter-basic/metadata/matplotlib.yaml.bak": FLAT_METADATA,
    "plots/scatter-basic/metadatas/matplotlib.yaml": FLAT_METADATA,
}


@pytest.mark.parametrize(("path", "right"), RIGHT_PLACE.items())
def test_a_near_miss_is_an_error_that_says_the_right_place(path, right):
    places = found(path)
    (problem,) = places.problems
    assert (problem.severity, problem.path) == ("error", path)
    assert f" {right}," in problem.hint
    assert places.rejected == [path]
    assert not places.implementations
    assert not places.specs


@pytest.mark.parametrize(
    "path",
    [
        "plots/scatter-basic/implementation/python/matplotlib.py",
        "plots/scatter-basic/Metadata/python/matplotlib.py",
        "plots/scatter-basic/impl/python/matplotlib.py",
    ],
)
@pytest.mark.parametrize("beside", [[TEXT], [TEXT, FACTS], [CODE.replace("matplotlib", "bokeh")]])
def test_a_misspelt_folder_makes_no_library_of_a_spec(path, beside):
    places = found(path, *beside)
    assert path in places.rejected
    assert path not in places.implementations.values()
    assert f" {CODE}," in next(p for p in places.problems if p.path == path).hint


def test_a_folder_of_another_name_in_a_spec_is_no_library_either():
    path = "plots/scatter-basic/code/python/matplotlib.py"
    assert found(path, TEXT).rejected == [path]
    # where there is a spec of that name, it is the other layout
    assert found(path, TEXT, "specs/python.md").rejected == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (
            "plots/Scatter_Basic/implementations/python/matplotlib.py",
            "'Scatter_Basic' is not a spec id",
        ),
        ("plots/scatter-basic/implementations/python/mat$.py", "'mat$' is not a library id"),
        ("plots/scatter--basic/specification.yml", "'scatter--basic' is not a spec id"),
    ],
)
def test_a_name_that_breaks_the_rules_is_named(path, words):
    (problem,) = found(path).problems
    assert (problem.code, problem.message) == ("file-name-invalid", words)


@pytest.mark.parametrize("folder", ["implementations", "metadata"])
def test_no_plot_function_has_the_name_of_a_folder(folder):
    path = f"plots/matplotlib/{folder}/scatter-basic/default.py"
    assert found(path).implementations == {}
    assert found(path).rejected == [path]


def test_the_folder_of_the_other_layouts_specs_is_no_spec():
    assert found("plots/specs/specification.md").specs == {
        "specification": "plots/specs/specification.md"
    }
    assert found("plots/specs/implementations/python/matplotlib.py").implementations == {}


SEGMENTS = st.sampled_from(
    ["plots", "specs", "scatter-basic", "python", "r", "implementations", "metadata", "Metadata",
     "matplotlib", "matplotlib.py", "matplotlib.yaml", "matplotlib.yml", "specification.md",
     "specification.yaml", "scatter", "default.py", "x.py.bak", "", "a b.py"]
) | st.text("aZ-_.0/\n\u00e9", max_size=6)  # fmt: skip


@given(st.lists(SEGMENTS, min_size=1, max_size=7).map("/".join))
def test_a_path_is_one_thing_or_a_problem(path):
    places = found(path)
    taken = [*places.specs.values(), *places.implementations.values(), *places.unread]
    assert len(set(taken)) + (places.libraries is not None) + bool(places.problems) >= 1
    assert not (set(taken) & set(places.rejected))
    assert set(places.rejected) <= {p.path for p in places.problems if p.severity == "error"} | {
        path
    }
    if place_of(path) is not None:
        assert SpecFirst().misfit(path, Known()) is None
    if path.startswith("plots/") and path.endswith(".py"):
        assert taken or any(p.severity == "error" for p in places.problems)
