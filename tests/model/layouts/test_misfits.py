"""What is said of each path that fits no place: kind, sentence, and where it belongs.

``misfits.json`` has every path twice: for a catalogue of which nothing is known, and for one with
a few specs and libraries. ``make golden`` writes it anew: look at what has changed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sync.model.layouts import (
    Known,
    Part,
    claimed,
    lost_facts,
    may_be_under,
    misfit,
    place_of,
    place_of_library,
)
from sync.model.layouts.layout import plain
from sync.model.layouts.libraryfirst import spec_names
from sync.model.problems import KINDS

TABLE = Path(__file__).with_name("misfits.json")
GOOD = "plots/matplotlib/scatter/scatter-basic/default.py"
SOME = {
    "specs": {
        "scatter-basic": "specs/scatter-basic.md",
        "lollipop-ranked": "specs/lollipop-ranked.md",
        "bar": "plots/bar/specification.md",
    },
    "folders": {"bar", "line-new"},
    "libraries": {"matplotlib", "my_lib", "lets-plot"},
    "functions": {"lollipop-ranked": "stem"},
    "taken": {GOOD, "specs/scatter-basic.md", "plots/libraries.yaml"},
}


def said(path, known):
    """Kind, sentence, and what to do where that is known of this path."""
    problem = misfit(path, Known(**known))
    assert problem.path == path
    assert problem.severity == KINDS[problem.code].severity
    hint = "" if problem.hint == KINDS[problem.code].hint else problem.hint
    return [problem.code, problem.message, hint]


def test_each_path():
    table = json.loads(TABLE.read_text("utf-8"))
    found = {path: [said(path, {}), said(path, SOME)] for path in table}
    if os.environ.get("UPDATE_GOLDEN"):
        TABLE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
        return
    assert found == table
    assert len(found) > 100
    assert not any(map(place_of, found))
    # where there are too many, none is looked for
    for path in found:
        problem = misfit(path, Known(**SOME, may_guess=False))
        assert problem.code == found[path][1][0]
        assert "belongs at" not in problem.hint


@pytest.mark.parametrize(
    ("specs", "folder"),
    [
        ({}, "specs"), ({"a": "specs/a.md"}, "specs"), ({"a": "plots/specs/a.md"}, "plots/specs"),
        ({"a": "plots/specs/a.md", "b": "specs/b.md"}, "specs"),
        ({"a": "plots/a/specification.md"}, "specs"),
    ],
)  # fmt: skip
def test_a_spec_belongs_where_the_others_lie(specs, folder):
    assert misfit("plots/new-spec.md", Known(specs)).hint == f"it belongs at {folder}/new-spec.md"


@pytest.mark.parametrize(
    ("path", "facts"),
    [
        ("plots/bar-basic/specification.yml", ("bar-basic", "")),
        ("plots/Bar_Basic/specifcation.yaml.bak", ("bar-basic", "")),
        ("plots/bar basic/specs.yaml", ("bar-basic", "")),
        ("plots/bar-basic/specification.txt", None),
        ("plots/bar-basic/notes.yaml", None),
        ("plots/bar-basic/metadata/My_Lib.yml", ("bar-basic", "my-lib")),
        ("plots/bar-basic/metadata/matplotlib", ("bar-basic", "matplotlib")),
        ("plots/bar-basic/metdata/python/matplotlib.json", ("bar-basic", "matplotlib")),
        ("plots/bar-basic/facts/matplotlib.yaml~", ("bar-basic", "matplotlib")),
        ("plots/bar-basic/facts/matplotlib.YML.bak", ("bar-basic", "matplotlib")),
        ("plots/bar-basic/facts/matplotlib.json", None),
        ("plots/bar-basic/facts/matplotlib.x.yaml", None),
        ("plots/specification.yaml", None), ("specs/bar-basic/metadata/x.yaml", None), ("plots", None),
    ],
)  # fmt: skip
def test_whose_facts_may_be_lost(path, facts):
    assert lost_facts(path) == facts


@pytest.mark.parametrize(
    ("path", "code", "hint"),
    [
        (GOOD, None, None),
        ("plots/bar/scatter/scatter-basic/default.py", "file-misplaced",
         "move it to plots/bar/implementations/python/default.py, or remove it"),
        ("plots/other/implementation/python/matplotlib.py", "file-misplaced",
         "move it to plots/other/implementations/python/matplotlib.py, or remove it"),
        ("plots/other/meta/python/matplotlib.py", "file-misplaced",
         "move it to plots/other/implementations/python/matplotlib.py, or remove it"),
        ("plots/matplotlib/impl/scatter-basic/default.py", "file-misplaced", None),
    ],
)  # fmt: skip
def test_a_path_that_only_looks_like_the_other_layout(path, code, hint):
    assert place_of(path)
    found = claimed(path, Known(**SOME))
    assert (found and found.code) == code
    if hint:
        assert found.hint == hint
    elif code:
        assert (found.hint, found.message) == (
            KINDS[code].hint, "Python files are not read from this place",
        )  # fmt: skip


def test_what_is_easily_mistaken():
    assert plain("My_Lib 2-\u1e9e") == "my-lib-2-ss"
    assert spec_names("bar") == ("bar.md", "bar.yaml", "bar.yml")


@pytest.mark.parametrize(
    ("language", "is_another"),
    [
        ("r", True), ("julia", True), ("javascript", True), ("C++", True), ("f_sharp-2", True),
        ("p", True), ("pypy", True), ("rust2021", True), ("python", False),
        # what was meant for Python is no language that is not read: its files would be missing
        ("Python", False), ("PYTHON", False), ("python3", False), ("Python27", False),
        ("pyhton", False), ("pyton", False), ("py", False), ("PY", False), ("py3", False),
        ("py27", False),
    ],
)  # fmt: skip
def test_a_language_that_is_not_read(language, is_another):
    for folder, ending in [("implementations", "R"), ("metadata", "yaml")]:
        place = place_of(f"plots/bar/{folder}/{language}/x.{ending}")
        is_read = language == "python" and folder == "metadata"
        assert (place is not None) is (is_another or is_read)
        if is_another:
            assert place.part is Part.OTHER_LANGUAGE
            assert (place.key, place.language) == (("bar", "x", "default"), language)
    # a Python file lies there by mistake
    assert (place_of(f"plots/bar/implementations/{language}/x.py") is None) is (
        language != "python"
    )


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        (GOOD, "plots/matplotlib"),
        # a library may be called as its spec is
        ("plots/scatter/scatter/scatter/default.py", "plots/scatter"),
        ("plots/bar/implementations/python/matplotlib.py", "plots/bar/implementations/python/matplotlib.py"),
        ("plots/bar/implementations/python/bar.py", "plots/bar"),
        ("plots/matplotlib/notes.md", "plots/matplotlib/notes.md"),
        ("specs/bar.md", "specs/bar.md"),
    ],
)  # fmt: skip
def test_the_folder_of_a_library(path, folder):
    assert place_of_library(path) == folder


def test_a_closed_folder_may_hold_what_is_named():
    assert list(may_be_under("bar")) == ["plots/bar", "specs/bar", "plots/specs/bar"]
