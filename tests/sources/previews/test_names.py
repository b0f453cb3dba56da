import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.sources.previews.names import folder, parse_preview

FOLDER = "previews/matplotlib/scatter-basic-001/default/"


def test_a_name_says_of_what_it_is():
    parsed = parse_preview("previews/my_lib-2/scatter-basic-001/ggplot_style/v1705603200.png")
    assert parsed.key == ("scatter-basic-001", "my_lib-2", "ggplot_style")
    assert folder(parsed.key) == "previews/my_lib-2/scatter-basic-001/ggplot_style/"


@pytest.mark.parametrize(
    "name",
    [
        "", "v1.png", "previews/", FOLDER, f"{FOLDER}v1e9.png", f"{FOLDER}v-1.png", f"{FOLDER}v+1.png",
        f"{FOLDER}v٣.png", f"{FOLDER}v\uff11.png", f"{FOLDER}v².png", f"{FOLDER}V1.png",
        f"{FOLDER}v1.PNG", f"{FOLDER}v1.png/", f"{FOLDER}v1.png\n", f"{FOLDER}v1\n.png",
        f"\n{FOLDER}v1.png", f"{FOLDER}v1_0.png", f"{FOLDER}v.png", f"{FOLDER}v 1.png",
        f"{FOLDER}v1.0.png", f"{FOLDER}v0x1.png", f"{FOLDER}v1.png.bak", f"{FOLDER}v1.jpg",
        f"{FOLDER}v1%2Epng", f"{FOLDER}v%31.png", f"{FOLDER}deep/v1.png", f"{FOLDER}../v1.png",
        f"/{FOLDER}v1.png", f"x{FOLDER}v1.png", f"Previews{FOLDER[8:]}v1.png",
        "previews/matplotlib/scatter-basic/v1.png", "previews/matplotlib//default/v1.png",
        "previews/Matplotlib/scatter-basic/default/v1.png",
        "previews/matplotlib/scatter_basic/default/v1.png",
        "previews/matplotlib/scatter-basic-/default/v1.png",
        "previews/matplotlib/scatter-basic/Default/v1.png",
        "previews/matplotlib/scatter-basic/2d/v1.png",
        "previews/matplotlib/scatter-basic/défaut/v1.png",
        f"{FOLDER}v1\0.png", f"{FOLDER}v1.png\u2028", f"{FOLDER}v\ud800.png",
    ],
)  # fmt: skip
def test_what_does_not_fit_is_nothing(name):
    assert parse_preview(name) is None


@pytest.mark.parametrize(
    ("older", "newer"),
    [("99", "100"), ("9", "10"), ("0", "1"), ("099", "100"), ("0100", "101"), ("99", "0100"),
     ("1705603200", "1705603201"), ("9" * 5000, "1" + "0" * 5000),
     # of two names of one number the one without leading zeros counts as the newer
     ("01", "1"), ("001", "01"), ("00", "0")],
)  # fmt: skip
def test_versions_compare_as_numbers(older, newer):
    first, second = (parse_preview(f"{FOLDER}v{digits}.png") for digits in (older, newer))
    assert first.order < second.order


words = st.text(st.sampled_from("previews/matplotlib-_v0123456789.png٣\n%Vé"), max_size=40)


@given(st.one_of(st.text(), words, words.map(lambda end: FOLDER + end)))
def test_no_name_crashes_and_a_name_that_fits_is_built_from_what_it_says(name):
    parsed = parse_preview(name)
    if parsed is not None:
        _, digits = parsed.number
        assert name == f"{folder(parsed.key)}v{'0' * parsed.zeros}{digits}.png"


@given(st.lists(st.tuples(st.integers(0, 10**30), st.integers(0, 3)), min_size=1), st.randoms())
def test_the_greatest_number_wins_in_any_order(numbers, chance: random.Random):
    names = [f"{FOLDER}v{'0' * zeros}{number}.png" for number, zeros in numbers]
    chance.shuffle(names)
    newest = max(map(parse_preview, names), key=lambda parsed: parsed.order)
    greatest = max(number for number, _ in numbers)
    assert int(newest.number[1]) == greatest
