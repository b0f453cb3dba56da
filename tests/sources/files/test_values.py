import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.model.catalog import jsonb_text
from sync.sources.files.facts import ABSENT
from sync.sources.files.values import (
    behind_name,
    default_literal,
    guessed_type,
    stated,
    stated_type,
)

HOSTILE = ["(", ")", "()", "(()", "'", '"', "`", "` `", "('", '("', ",", "[,", "(default: ", "*"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.8", 0.8),
        ("-1", -1),
        ("+3", 3),
        (".5", 0.5),
        ("5.", 5.0),
        ("1_000", 1000),
        ("1e-3", 0.001),
        ("1E5", 100000.0),
        ("-0.5e+2", -50.0),
        ("0", 0),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("null", None),
        ("None", None),
        ("", None),
        ("  ", None),
        ('"steelblue"', "steelblue"),
        ("'viridis'", "viridis"),
        ('""', ""),
        ('"0.8"', "0.8"),
        ("`0.8`", 0.8),
        ("`'a'`", "a"),
        ("``", None),
    ],
)
def test_defaults_that_are_read(text: str, value: object):
    read = default_literal(text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "(10, 6)",
        "yes",
        "#1f77b4",
        "2024-01-01",
        "none",
        "None - use default palette",
        "0x10",
        "nan",
        "inf",
        "-inf",
        "1e999",
        "007",
        "1__0",
        "_1",
        "1_",
        "1,000",
        "1.2.3",
        "\u0661",
        "9" * 10_000,
        "0." + "1" * 10_000,
        '"',
        '"a" or "b"',
        "'it's'",
        "\"a'",
        "tRUE",
        "column name",
    ],
)
def test_defaults_that_stay_text(text: str):
    assert default_literal(f" {text} ") == text


@settings(deadline=None)
@given(st.text())
def test_every_default_can_be_stored_as_json(text: str):
    stored = jsonb_text(default_literal(text))
    assert jsonb_text(json.loads(stored)) == stored


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**30), 10**30))
def test_numbers_are_read_as_python_writes_them(number: float):
    assert default_literal(repr(number)) == number


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Numeric values for x-axis", "numeric"),
        ("list of numbers", "numeric"),
        ("an integer", "numeric"),
        ("FLOATS", "numeric"),
        ("Categorical values, or text", "categorical"),
        ("a date, numeric or not", "datetime"),
        ("dates", "datetime"),
        ("timestamp", "datetime"),
        ("time-based values (numeric or datetime)", "datetime"),
        ("boolean flag", "boolean"),
        ("any string", "text"),
        ("Texts", "text"),
        ("Category labels", None),
        ("timeseries", None),
        ("date_column", None),
        ("\u017ftring", None),
        ("", None),
    ],
)
def test_a_type_is_guessed_from_the_first_word_for_one(text: str, kind: str | None):
    assert guessed_type(text) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Numeric", "numeric"),
        ("string|column", "string|column"),
        ("numeric, optional", "numeric"),
        ("Tuple[int, int], optional", "tuple[int, int]"),
        ("list of (x, y), or None", "list of (x, y)"),
        ("`float`", "float"),
        ("**int**", "int"),
        ("  ", None),
        (", x", None),
    ],
)
def test_a_stated_type_is_lower_case_up_to_the_first_comma(text: str, kind: str | None):
    assert stated_type(text) == kind


@pytest.mark.parametrize(
    ("text", "rest", "kind", "default"),
    [
        ("Colour (type: string, default: 'red')", "Colour", "string", "red"),
        ("Alpha (type: float 0.0-1.0, default: 0.8)", "Alpha", "float 0.0-1.0", 0.8),
        ("Size (type: tuple, default: (10, 6))", "Size", "tuple", "(10, 6)"),
        ('Dash (type: string, default: "-", options: "-", ":")', "Dash", "string", "-"),
        ("Marker (default: None, e.g. 'o')", "Marker", None, None),
        ('Text (default: "a, b (c)"). More.', "Text. More.", None, "a, b (c)"),
        ("A (default: 1) and more", "A and more", None, 1),
        ("(default: 1) more", "more", None, 1),
        ("Size as (width, height) tuple (default: 2)", "Size as (width, height) tuple", None, 2),
        ("A (TYPE = Int, Default=1,000)", "A", "int", "1,000"),
        ("A (**type**: `int`, *default*: `2`)", "A", "int", 2),
        ("Labels (default: users' own)", "Labels", None, "users' own"),
        ("Labels (default: users' own, it's so)", "Labels", None, "users' own"),
        ("A :( sad (default: 3)", "A :( sad", None, 3),
        ("`(default: 1)` is code (default: 2)", "`(default: 1)` is code", None, 2),
        ("A (type: a) (type: b)", "A", "a", ABSENT),
        ("A (default: )", "A", None, None),
        ("Values (numeric: positive)", "Values (numeric: positive)", None, ABSENT),
        ("Values (continuous or discrete)", "Values (continuous or discrete)", None, ABSENT),
        ("Open (type: float", "Open (type: float", None, ABSENT),
        ("My default: nothing", "My default: nothing", None, ABSENT),
    ],
)
def test_parentheses_state_type_and_default(text: str, rest: str, kind: object, default: object):
    assert stated(text) == (rest, kind, default)


@pytest.mark.parametrize(
    ("text", "default"),
    [
        ("Colormap. Default: 'RdBu_r' (diverging)", "RdBu_r"),
        ("Lowest value. Default: -1", -1),
        ("Make square. Default: True.", True),
        ("Size. Default: (10, 8)", "(10, 8)"),
        ("Width. Default: 0.5. Wide is better.", 0.5),
        ("Default: `2`", 2),
    ],
)
def test_a_sentence_states_a_default_and_stays(text: str, default: object):
    assert stated(text) == (text, None, default)


@pytest.mark.parametrize(
    ("text", "rest", "kind", "default"),
    [
        ("(numeric): text", ": text", "numeric", ABSENT),
        ("(Numeric, optional) - text", " - text", "numeric", ABSENT),
        ("(optional) text", " text", None, ABSENT),
        ("(Required, string)", "", "string", ABSENT),
        ("(str, default: 'a') x", " x", "str", "a"),
        ("(type: int) x", " x", "int", ABSENT),
        ("(List[Tuple[int, int]])", "", "list[tuple[int, int]]", ABSENT),
        ("(a (b) c) d", " d", "a (b) c", ABSENT),
    ],
)
def test_the_parenthesis_behind_a_name(text: str, rest: str, kind: object, default: object):
    assert behind_name(text) == (rest, kind, default)


@pytest.mark.parametrize("text", ["(never closed", "(a (b)", ""])
def test_a_parenthesis_that_does_not_close_is_none(text: str):
    assert behind_name(text) is None


@settings(deadline=None)
@given(st.text(alphabet="()[]{}'\"`,:= atypedful1.*") | st.text())
def test_every_text_is_read(text: str):
    rest, kind, default = stated(text)
    assert len(rest) <= len(text) + 1
    assert kind != ""
    assert default is ABSENT or jsonb_text(default)
    behind = behind_name("(" + text)
    assert behind is None or text.endswith(behind.text)


@pytest.mark.parametrize("unit", HOSTILE)
def test_many_marks_are_read_in_linear_time(unit: str):
    text = unit * (50_000 // len(unit))
    assert stated(f"{text} (((").text.endswith("(((")
    assert behind_name(f"(a {text}") is None or ")" in unit
    assert stated_type(f"int, {text}") == "int"
    assert default_literal(f"a{text}b") == f"a{text}b"
