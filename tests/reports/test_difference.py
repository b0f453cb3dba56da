"""A diff shows what differs, wherever in a value that is, and in every format."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.reports.difference import LONGEST, Moved, difference, plain

LONG = (
    "Shows how two numeric variables relate to each other, and where one of them is missing."
    " The points may overlap: then transparency helps, or a smaller marker, or a sample of them."
)
X = {"name": "x", "type": "numeric", "description": "Values"}
Y = {"name": "y", "type": "numeric", "description": "More values", "default": None}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Bars", "Better Bars", "Bars → Better Bars"),
        (None, 92.5, "null → 92.5"),
        # what reads the same is told apart by how it is written
        ("1", 1, '"1" → 1'),
        (None, "null", 'null → "null"'),
        ("caf\u00e9", "cafe\u0301", "caf\\xe9 → cafe\\u0301"),
        ("", "text", '"" → text'),
        # entry by entry
        ([X, Y], [X, {**Y, "type": "datetime"}], "~ y: type numeric → datetime"),
        ([X, Y], [X, {**Y, "default": "null"}], '~ y: default null → "null"'),
        ([X], [X, Y], "+ y"),
        ([X, Y], [Y], "- x"),
        ([X, Y], [Y, X], "~ order: x, y → y, x"),
        (
            [X, Y],
            [{**Y, "type": "datetime"}, {"name": "z"}],
            "~ y: type numeric → datetime, + z, - x",
        ),
        ([X], [{"name": "x", "type": "numeric"}], "~ x: description Values → absent"),
        (["basic", "2d"], ["basic", "3d"], "+ 3d, - 2d"),
        (["basic", "2d"], ["2d", "basic"], "~ order: basic, 2d → 2d, basic"),
        # what somebody wrote by hand, which no file can say
        ([X, X], [], '[{"name": "x", "type": "numeric", "description": "Values"}, {"name":… → []'),
        ({"x": 1}, [], '{"x": 1} → []'),
    ],
)
def test_what_is_told(before, after, told):
    assert plain(difference(before, after)) == told


@pytest.mark.parametrize("word", ["sample", "numeric", "transparency", "them."])
def test_a_word_late_in_a_text_is_shown_with_what_stands_around_it(word):
    found = difference(LONG, LONG.replace(word, "CHANGED"))
    assert isinstance(found, Moved)
    assert word in found.before
    assert "CHANGED" in found.after
    assert word not in found.after or word == "them."
    assert max(map(len, found[:2])) <= LONGEST + 2
    changed = [part for part in found.parts if part.sign != "="]
    assert ("-", word) in changed


@pytest.mark.parametrize(
    "path",
    [
        "plots/matplotlib/scatter/" + "long-id-" * 30 + "x/default.py",
        "https://h.example/" + "p" * 300,
    ],
)
def test_a_path_is_never_broken(path):
    assert difference(path, path + "2")[:2] == (path, path + "2")
    found = difference(f"{LONG} {path} {LONG}", f"{LONG} {path}2 {LONG}")
    assert path in found.before.rstrip("…").split(" ")
    assert path + "2" in found.after.rstrip("…").split(" ")


texts = st.text(st.sampled_from("ab \n"), max_size=120)


@given(texts, texts)
def test_the_parts_are_all_of_both_texts(before, after):
    if before == after or "" in (before, after):
        return
    found = difference(before, after)
    sides = ["".join(p.text for p in found.parts if p.sign in ("=", sign)) for sign in "-+"]
    assert sides == [before, after]
    assert found.before != found.after


def test_a_long_text_of_one_word_takes_no_time():
    before, after = "a b " * 50_000, "b a " * 50_001
    assert difference(before, after).parts


def test_the_faces_show_the_same(repository, sync):
    path = repository.spec("scatter-basic", "Basic Scatter Plot", LONG)
    sync("run")
    text = (repository.root / path).read_text()
    changed = text.replace("a sample", "a small sample").replace("**x**: ", "**x** (datetime): ")
    repository.write(path, changed.replace("\n\n## Optional", "\n- **z**: More\n\n## Optional"))

    told = " ".join(sync("diff", format_="text").output.split())
    assert "…transparency helps, or a smaller marker, or a sample of them." in told
    assert "→ …transparency helps, or a smaller marker, or a small sample of them." in told
    entries = "~ x: type numeric → datetime, + z"
    assert f"data_requirements {entries}" in told

    page = sync("diff", format_="markdown").output
    assert f"data_requirements: `{entries}`" in page
    assert "a small sample of them.`" in page

    fields = sync("diff").changes["update spec scatter-basic"]
    assert fields["description"] == [LONG, LONG.replace("a sample", "a small sample")]

    whole = " ".join(sync("diff", "-v", format_="text").output.split())
    assert LONG.replace("a sample", "a {+small +}sample") in whole


def test_what_a_stranger_writes_is_escaped(repository, sync):
    path = repository.spec("scatter-basic", "Basic Scatter Plot", LONG)
    sync("run")
    text = (repository.root / path).read_text()
    repository.write(path, text.replace("sample", "\x1b[31m`|<b>\u202esample"))
    for arguments in (["diff"], ["diff", "-v"]):
        output = sync(*arguments, format_="text").output
        assert not re.search("[\x1b\u202e]", output)
        assert "\\x1b[31m`|<b>\\u202e" in output
    page = sync("diff", format_="markdown").output
    assert "``…helps, or a smaller marker, or a \\x1b[31m`\\|<b>\\u202esample of them.``" in page
