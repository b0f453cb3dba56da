import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.sources.files.text import decode, line_at, short

LIMIT = 1000


def only(data: bytes, limit: int = LIMIT) -> tuple[str, int | None]:
    """Code and line of the one problem that ``data`` has."""
    text, problems = decode("specs/x.md", data, limit)
    assert text is None
    (found,) = problems
    assert found.severity == "error"
    assert found.path == "specs/x.md"
    return found.code, found.line


def test_plain_text_is_kept():
    assert decode("x", "grün\n\n\tzwei ".encode(), LIMIT) == ("grün\n\n\tzwei ", [])


def test_only_the_first_byte_order_mark_is_dropped():
    assert decode("x", b"\xef\xbb\xbf\xef\xbb\xbfa", LIMIT) == ("\ufeffa", [])


def test_all_line_ends_become_newlines():
    assert decode("x", b"a\r\nb\rc\n\r\n", LIMIT) == ("a\nb\nc\n\n", [])


def test_other_line_breaks_of_unicode_are_text():
    text = "a\u2028b\x0bc\x0cd\x85e"
    assert decode("x", text.encode(), LIMIT) == (text, [])


def test_a_file_may_be_as_large_as_the_limit():
    assert decode("x", b"a" * LIMIT, LIMIT)[0] == "a" * LIMIT
    assert only(b"a" * (LIMIT + 1)) == ("file-too-large", None)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"\xff", 1),
        (b"a\r\nb\rc\n\x80", 4),
        ("\u2028\x0c\n".encode() + b"\xc3", 2),
        (b"\xff\xfea\x00", 1),
        (b"\n\xed\xa0\x80", 2),
    ],
)
def test_bytes_that_are_not_utf8_are_an_error_in_their_line(data: bytes, line: int):
    assert only(data) == ("file-not-utf8", line)


def test_a_nul_is_an_error_in_its_line():
    assert only(b"a\r\n\r\n\x00") == ("file-nul", 3)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters="\0\r", codec="utf-8")))
def test_text_without_carriage_returns_survives(text: str):
    assert decode("x", text.encode(), 10_000) == (text.removeprefix("\ufeff"), [])


@settings(deadline=None)
@given(st.binary())
def test_anything_is_either_a_text_or_a_problem(data: bytes):
    text, problems = decode("x", data, LIMIT)
    assert (text is None) == bool(problems)
    if text is not None:
        assert "\r" not in text
        assert "\0" not in text


@settings(deadline=None)
@given(st.text(), st.integers(min_value=0, max_value=50))
def test_lines_are_counted_as_split_by_newlines(text: str, index: int):
    assert line_at(text, index) == len(text[:index].split("\n"))


def test_long_texts_are_cut_for_messages():
    assert short("a" * 60) == "a" * 60
    assert short("a" * 61) == "a" * 59 + "…"
