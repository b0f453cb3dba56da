"""Which rows may be behind a file that was rejected: a path, a content, a place that is closed."""

from __future__ import annotations

import pytest

from sync.model.catalog import Implementation, Spec
from sync.sources.files.behind import RowsBehind

PATH = "plots/seaborn/scatter/scatter-basic/default.py"
ROW = Implementation("scatter-basic", "seaborn", "default", "scatter", PATH, source_hash="aa")
SPEC = Spec("scatter-basic", "T", None, "[]", None, source_path="specs/scatter-basic.md", source_hash="bb")  # fmt: skip


def behind(*rejected, blocked=(), hashes=None):
    return RowsBehind(rejected, blocked, hashes or {})


@pytest.mark.parametrize(
    "path",
    [
        # two of spec, library and variant are named, in whatever order and spelling
        "plots/seaborn/scatter/scatter-basic/Default.py", "plots/seaborn/scatter-basic/other.py",
        "plots/Seaborn/x/Scatter_Basic/y.py", "plots/seaborn/default.py",
        "plots/scatter-basic/seaborn.py", "plots/x/y/scatter-basic/default.py.txt",
        "plots/seaborn/y/scatter basic/default.py~", "plots/seaborn/y/z/default (1).py",
        "plots/seaborn/y/z/default - copy.py", "plots/seaborn/y/z/default copy.py",
        "plots/seaborn/y/z/default(12).py", "plots/seaborn/y/z/#default.py#",
        "plots/seaborn/y/z/~default.py", "a/b/c/d/e/f/g/seaborn/h/default.py",
    ],
)  # fmt: skip
def test_a_path_that_names_an_implementation_in_all_but_one_part(path):
    assert behind(path).implementation(ROW)
    assert behind("notes.md", path).implementation(ROW)
    assert behind(blocked=[path]).implementation(ROW)


@pytest.mark.parametrize(
    "path",
    [
        "plots/seaborn/scatter/bar-basic/dark.py", "plots/x/y/scatter-basic/dark.py",
        "plots/x/y/z/default.py", "plots/seaborn-2/y/scatter-basics/default.py",
        "plots/seaborn/y/z/default (12345).py", "notes.md", "",
    ],
)  # fmt: skip
def test_one_part_is_not_enough(path):
    assert not behind(path).implementation(ROW)


def test_a_path_is_looked_at_as_far_as_anybody_nests():
    """Of a path of a thousand folders not every pair is kept."""
    deep = "/".join(f"a{number:03}" for number in range(1000))
    assert not behind(f"{deep}/seaborn/default.py").implementation(ROW)
    shallow = "/".join(f"a{number:03}" for number in range(10))
    assert behind(f"{shallow}/seaborn/default.py").implementation(ROW)
    assert not behind(f"{shallow}/a999/seaborn/default.py").implementation(ROW)


def test_the_same_content_elsewhere_is_the_file_and_another_content_is_not():
    where = "plots/else/where.py"
    assert behind(where, hashes={where: "aa"}).implementation(ROW)
    assert not behind(where, hashes={where: "ab"}).implementation(ROW)
    # content of a file that was not rejected is somebody else's
    assert not behind("x.py", hashes={where: "aa"}).implementation(ROW)
    assert not behind(where, hashes={where: "aa"}).implementation(ROW._replace(source_hash=None))
    assert behind("x.txt", hashes={"x.txt": "bb"}).spec(SPEC)
    assert not behind("x.txt", hashes={"x.txt": "aa"}).spec(SPEC)


@pytest.mark.parametrize(
    ("place", "holds"),
    [
        ("plots", True), ("plots/seaborn", True), ("plots/seaborn/scatter", True),
        # any plot function may be meant, since it is no part of an identity
        ("plots/seaborn/other", True), ("plots/seaborn/other/scatter-basic", True),
        ("plots/seaborn/other/scatter-basic/default.py", True), (PATH, True),
        ("plots/seaborn/other/bar", False), ("plots/seaborn/other/bar/dark.py", False),
        ("plots/matplotlib", False), ("plots/matplotlib/scatter/bar/default.py", False),
        ("specs", False), ("elsewhere/seaborn/scatter", False),
    ],
)  # fmt: skip
def test_a_place_that_was_not_looked_into(place, holds):
    assert behind(blocked=[place]).implementation(ROW) is holds


def test_a_closed_place_holds_what_lies_in_it_by_the_path_that_the_row_has():
    row = ROW._replace(file_path="plots/new-layout/seaborn.py")
    assert behind(blocked=["plots/new-layout"]).implementation(row)
    assert not behind(blocked=["plots/new"]).implementation(row)
    assert not behind(blocked=["plots/new-layout"]).implementation(ROW)
    # nothing is closed, whatever the path of the row
    assert not behind().implementation(row)


@pytest.mark.parametrize(
    ("path", "may_be"),
    [
        ("specs/Scatter_Basic.markdown", True), ("specs/scatter-basic", True),
        ("specs/scatter-basic~", True), ("specs/#scatter-basic#", True), ("specs/scatter-basic .md", True),
        ("~scatter-basic.md", True),
        ("scatter-basic.md.bak", True), ("specs/deep/scatter basic.txt", True),
        ("specs/scatter-basics.md", False), ("specs/scatter.md", False), ("basic.md", False),
        ("plots/seaborn/scatter/scatter-basic/x.py", True),
    ],
)  # fmt: skip
def test_a_path_that_names_a_spec(path, may_be):
    for rows in (behind(path), behind(blocked=[path])):
        assert rows.spec(SPEC) is may_be
        assert rows.spec_id("scatter-basic") is may_be


@pytest.mark.parametrize(
    ("place", "holds"),
    [("specs", True), ("plots/specs", True), ("plots", True), ("plots/specs/scatter-basic", True),
     ("specs/bar", False), ("elsewhere", False), ("plots/bar", False)],
)  # fmt: skip
def test_a_closed_folder_of_specs(place, holds):
    rows = behind(blocked=[place])
    assert rows.spec_id("scatter-basic") is holds
    assert rows.spec(SPEC) is holds


def test_a_closed_folder_by_the_path_that_the_spec_has():
    row = SPEC._replace(id="other", source_path="plots/folder/specification.md")
    assert behind(blocked=["plots/folder"]).spec(row)
    assert not behind(blocked=["plots/folder"]).spec(SPEC._replace(id="other"))
    assert not behind(blocked=["plots/folder"]).spec(row._replace(source_path=None))


@pytest.mark.parametrize(
    ("path", "may_be"),
    [("plots/Seaborn/x.py", True), ("seaborn.yaml", True), ("plots/x/seaborn/y.py", True),
     ("plots/seaborns/x.py", False), ("plots/sea/born.py", False)],
)  # fmt: skip
def test_a_path_that_names_a_library(path, may_be):
    assert behind(path).library("seaborn") is may_be


def test_a_library_in_a_closed_place():
    assert behind(blocked=["plots"]).library("seaborn")
    assert behind(blocked=["plots/seaborn"]).library("seaborn")
    assert not behind(blocked=["plots/matplotlib"]).library("seaborn")
    # `my_lib` and `my-lib` are easily mistaken
    assert behind("plots/my-lib/x.py").library("my_lib")


def test_where_nothing_was_rejected_nothing_is_kept():
    rows = behind(hashes={PATH: "aa", "specs/scatter-basic.md": "bb"})
    assert not rows.implementation(ROW)
    assert not rows.spec(SPEC)
    assert not rows.library("seaborn")
