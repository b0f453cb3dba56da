"""What strangers write is read in linear time: the short form of ``tests/support/fuzz_comments.py``.

No time is measured. A shape may take ``fuzz_comments.LIMIT`` seconds of CPU, some hundred times what
the slowest takes; and twice as much text may make twice as many calls, which are counted.
"""

from __future__ import annotations

import random
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fuzz_comments as fuzz
from fuzz_comments import LONGEST, PIECES, PLACES, Shape
from sync.sources.reviews.parser import parse_comment
from sync.sources.reviews.plain import plain
from sync.sources.reviews.sightings import sightings

FOUND = [
    Shape("line", "", "pass 9→", ""),
    Shape("line", "pass ", "9→", ""),
    Shape("bare", "## AI Review\n\npass ", "9→", "", 1_990),
    Shape("verdict", "", "<![CDATA[", ""),
    Shape("html", "", "PASS", ""),
    Shape("line", "median", " ", ""),
    Shape("line", ":", "a", ""),
    Shape("cell", "(", "1", ""),
    Shape("names of a line", "", "_", "!"),
    Shape("title", "bar-basic: ", "a-", ""),
    Shape("paragraph", "", "[a]: b 'c\n", ""),
    Shape("bare", "## AI Review\n\n", "**A:** 9/100\n", ""),
    Shape("bare", "## AI Review\n\n", "**Score:** NaN/100\n", ""),
    Shape("html", "&#", "9", ";"),
]
"""What took more than linear time once, or ended in a traceback."""


@pytest.mark.parametrize("shape", FOUND, ids=lambda shape: f"{shape.place} {shape.unit!r}")
def test_what_was_slow_once(shape):
    assert not fuzz.is_slow(shape)


@pytest.mark.parametrize("number", range(10))
def test_pieces_in_places(number):
    pairs = [(place, piece) for place in PLACES for piece in PIECES][number::100]
    slow = [pair for pair in pairs if fuzz.is_slow(Shape(pair[0], "", pair[1], ""))]
    assert not slow


@pytest.mark.parametrize("seed", range(10))
def test_shapes_of_chance(seed):
    shapes = fuzz.random_shapes(random.Random(seed))
    slow = [shape for shape, _ in zip(shapes, range(10), strict=False) if fuzz.is_slow(shape)]
    assert not slow


def calls(function, *arguments):
    """How many calls, of Python and of C, ``function`` makes."""
    count = 0

    def profile(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        function(*arguments)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("width", [0, 990])
@pytest.mark.parametrize("number", range(2))
def test_twice_the_text_makes_twice_the_calls(number, width):
    for piece in PIECES[number::16]:
        shape = Shape("bare", "## AI Review\n\n", piece, "", width)
        texts = [shape.text(length) for length in (LONGEST // 8, LONGEST // 4)]
        once, twice = (calls(parse_comment, text) for text in texts)
        assert twice <= 2.5 * once + 20_000, piece


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_a_sighting_is_seen_in_any_company(text):
    assert sightings(f"## AI Review\n\n**Score:** 92/100\n\n{text}") >= 1
    assert sightings(plain(text).replace("#", "").replace("<", "")) == 0


@pytest.mark.parametrize(
    "text", ["", None, "Nice: 100/100!", "## AI Review\n\nnothing", "## Review\n\n9/100"]
)
def test_what_is_no_review_is_not_seen(text):
    assert sightings(text) == 0
