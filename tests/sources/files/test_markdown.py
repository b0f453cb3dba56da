import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.model.catalog import Spec, Tag
from sync.model.problems import Problem, has_errors
from sync.sources.files.spec import ParsedSpec, parse_spec

SPEC_ID = "bar-basic"
PATH = f"specs/{SPEC_ID}.md"
DATA = "## Data Requirements\n\n- **x**: Numeric values\n"
TITLED = f"# {SPEC_ID}: Bars\n\n## Description\n\nSome bars.\n\n"


def parse(text: str) -> tuple[ParsedSpec | None, list[Problem]]:
    return parse_spec(PATH, text.encode(), SPEC_ID)


def spec_of(text: str) -> Spec:
    parsed, problems = parse(text)
    assert parsed is not None, problems
    assert not has_errors(problems)
    return parsed.spec


def found(text: str) -> list[tuple[str, int | None]]:
    """Code and line of each problem."""
    return [(problem.code, problem.line) for problem in parse(text)[1]]


def required(section: str) -> list[dict[str, Any]]:
    spec = spec_of(f"{TITLED}## Data\n\n{section}")
    return json.loads(spec.data_requirements)


def one(bullet: str) -> dict[str, Any]:
    (entry,) = required(bullet)
    return entry


def optional(section: str) -> list[dict[str, Any]]:
    spec = spec_of(f"{TITLED}{DATA}\n## Optional Parameters\n\n{section}")
    assert spec.optional_params is not None
    return json.loads(spec.optional_params)


def tags(section: str) -> tuple[str, ...]:
    return spec_of(f"{TITLED}{DATA}\n## Tags\n\n{section}").tags


def title(heading: str) -> str:
    return spec_of(f"{heading}\n\nText.\n\n{DATA}").title


def description(text: str) -> str | None:
    return spec_of(f"# {SPEC_ID}: Bars\n\n{text}\n\n{DATA}").description


def test_a_whole_spec():
    text = """# bar-basic: Basic Bars

## Description

Bars for
two reasons.

## Data Requirements

- **x**: Numeric values (type: numeric)
- **kind**: Categorical values

## Optional Parameters

- `alpha`: Transparency (type: float, default: 0.8)
- `color`: Colour (default: "steelblue")

## Quality Criteria

- [ ] Bars are there

## Tags

Bar, basic
"""
    parsed, problems = parse(text)
    assert problems == []
    assert parsed == ParsedSpec(
        Spec(
            id=SPEC_ID,
            title="Basic Bars",
            description="Bars for\ntwo reasons.",
            data_requirements='[{"name": "x", "type": "numeric", "description": "Numeric values"}, '
            '{"name": "kind", "type": "categorical", "description": "Categorical values"}]',
            optional_params='[{"name": "alpha", "type": "float", "default": 0.8, '
            '"description": "Transparency"}, {"name": "color", "type": null, '
            '"default": "steelblue", "description": "Colour"}]',
            tags=("bar", "basic"),
            source_path=PATH,
        ),
        (Tag(SPEC_ID, "bar"), Tag(SPEC_ID, "basic")),
    )


# --- titles


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("# bar-basic: Bars", "Bars"),
        ("# bar-basic:Bars: all of them ##", "Bars: all of them"),
        ("# `bar-basic`: Bars", "Bars"),
        ("# **bar-basic: Bars**", "Bars"),
        ("# **bar-basic:** Bars", "Bars"),
        ("# **bar-basic**: **Bars**", "**Bars**"),
        ("# bar-basic\uff1a Bars", "Bars"),
        ("# bar-basic - Bars - all", "Bars - all"),
        ("# bar-basic \u2014 Bars: all", "Bars: all"),
        ("# bar-basic \u2013 Bars", "Bars"),
        ("# Basic Bar Chart", "Basic Bar Chart"),
        ("# bars", "bars"),
        ("# Bars \u2013 and more", "Bars \u2013 and more"),
        ("bar-basic: Bars\n===", "Bars"),
        ("bar-basic:\nBars\n===", "Bars"),
        ("# bar-basic: Bars <!-- or so -->", "Bars"),
        ("<!-- # other: Title -->\n# bar-basic: Bars", "Bars"),
        ("```\n# other-id: Title\n```\n# bar-basic: Bars", "Bars"),
        ("> # other-id: Title\n\n# bar-basic: Bars", "Bars"),
    ],
)
def test_titles(heading: str, expected: str):
    assert title(heading) == expected


@pytest.mark.parametrize(
    "heading",
    [
        "# bar-other: Bars",
        "# Bug: the server is down",
        "# BAR-BASIC: Bars",
        "# bar-other - Bars",
        "# bar-other",
        "# Bars - basic: an overview",
    ],
)
def test_a_title_must_not_name_something_else(heading: str):
    assert found(f"\n{heading}\n\nText.\n\n{DATA}")[0] == ("spec-id-mismatch", 2)


@pytest.mark.parametrize("heading", ["# bar-basic", "# bar-basic:", "#", "# `bar-basic` \u2014"])
def test_a_heading_without_a_title_is_an_error(heading: str):
    assert found(f"{heading}\n\nText.\n\n{DATA}") == [("spec-no-title", 1)]


def test_no_heading_at_all_is_an_error():
    assert found(f"Text.\n\n{DATA}") == [("spec-no-title", 1)]


def test_of_two_titles_the_first_counts():
    text = f"{TITLED}{DATA}\n# other: Title\n"
    assert spec_of(text).title == "Bars"
    assert found(text) == [("spec-many-titles", 11)]


def test_a_heading_in_a_list_is_no_title():
    assert found(f"- # bar-basic: Bars\n\n{DATA}")[0][0] == "spec-no-title"


# --- descriptions and sections


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Description\n\nBars.", "Bars."),
        ("Intro.\n\n## DESCRIPTION:\n\nBars.", "Bars."),
        ("Intro.\n\n## \U0001f4ca **Description**\n\nBars.", "Bars."),
        ("## :bar_chart: Description ##\nBars.", "Bars."),
        ("Description\n---\nBars.", "Bars."),
        ("Intro *as* it\n\n- is", "Intro *as* it\n\n- is"),
        ("Intro.\n\n### More\n\nText.", "Intro.\n\n### More\n\nText."),
        (
            "## Description\n\nBars.\n\n### Deeper\n\n#### Still",
            "Bars.\n\n### Deeper\n\n#### Still",
        ),
        ("Bars.\n\n---", "Bars."),
        ("Bars.\n\n***\n\n---\n", "Bars."),
        ("A\n\n---\n\nB", "A\n\n---\n\nB"),
        ("A <!-- x --> B", "A B"),
        ("A\n\n<!--\nx\n\n## Data\n-->\n\nB", "A\n\nB"),
        ("A\n<!-- x -->\nB", "A\nB"),
        ("`<!-- a -->` <!-- b -->", "`<!-- a -->`"),
        ("```\n<!-- x -->\n```", "```\n<!-- x -->\n```"),
        ("```\n## Data\n```", "```\n## Data\n```"),
        ("A <!-- never closed\n\nB -->", "A <!-- never closed\n\nB -->"),
        ("[a]: https://example.org\n\nB", "[a]: https://example.org\n\nB"),
        ("A\u2028B\x0c", "A\u2028B"),
    ],
)
def test_descriptions(text: str, expected: str):
    assert description(text) == expected
    assert description(f"<!-- -->\n{text}\n\n<!-- -->") == expected


def test_a_missing_description_is_a_warning():
    text = f"# {SPEC_ID}: Bars\n\n{DATA}"
    assert spec_of(text).description is None
    assert found(text) == [("spec-no-description", 1)]


def test_an_empty_description_is_not_replaced_by_the_introduction():
    text = f"# {SPEC_ID}: Bars\n\nIntro.\n\n## Description\n\n{DATA}"
    assert spec_of(text).description is None


def test_of_two_sections_the_first_counts():
    text = f"{TITLED}{DATA}\n## Tags\n\na\n\n## TAGS\n\nb\n"
    assert spec_of(text).tags == ("a",)
    assert found(text) == [("spec-section-twice", 15)]


def test_data_requirements_go_before_data():
    text = f"{TITLED}## Data\n\n- **y**: text\n\n{DATA}"
    assert json.loads(spec_of(text).data_requirements)[0]["name"] == "x"
    assert found(text) == [("spec-section-twice", 7)]


def test_data_requirements_are_required():
    assert found(f"{TITLED}## Data Structure\n\n- **x**: y\n") == [("spec-no-data", 1)]


@pytest.mark.parametrize(
    "section", ["", "Just words.\n", "- Size: 50 points\n", "- [ ] **x**: y\n"]
)
def test_data_requirements_that_name_nothing_are_a_warning(section: str):
    text = f"{TITLED}## Data\n\n{section}"
    assert spec_of(text).data_requirements == "[]"
    assert found(text) == [("spec-empty-data", 7)]


def test_without_optional_parameters_there_are_none():
    assert spec_of(TITLED + DATA).optional_params == "[]"


# --- bullets


@pytest.mark.parametrize(
    ("bullet", "name", "kind", "text"),
    [
        ("- **x**: text", "x", "text", "text"),
        ("* __x__: text", "x", "text", "text"),
        ("- `x`: word", "x", None, "word"),
        ("- **`x`**: word", "x", None, "word"),
        ("- **x:** word", "x", None, "word"),
        ("- **x** - word", "x", None, "word"),
        ("- `x` \u2014 word", "x", None, "word"),
        ("- `x` -- word", "x", None, "word"),
        ("- `x`\uff1aword", "x", None, "word"),
        ("- `x` (numeric): word", "x", "numeric", "word"),
        ("- `x` (Numeric, optional) \u2014 word", "x", "numeric", "word"),
        ("- `x`(numeric) word", "x", "numeric", "word"),
        ("- **x (numeric):** word", "x", "numeric", "word"),
        ("- **`x` (numeric)**: word", "x", "numeric", "word"),
        ("- **x** *(numeric)*: word", "x", "numeric", "word"),
        ("- `x` (optional): a date", "x", "datetime", "a date"),
        ("- `x` (pd.DataFrame, default: 1)", "x", "pd.dataframe", ""),
        ("- `x`", "x", None, ""),
        ("- **x**\n  Numeric values", "x", "numeric", "Numeric values"),
        ("1. `x`: word", "x", None, "word"),
        ("- ``a`b``: word", "a`b", None, "word"),
        ("- **x axis**: word", "x axis", None, "word"),
        ("- **x**: a\n  b\n    c", "x", None, "a b c"),
        ("- **x**: a\nlazy", "x", None, "a lazy"),
        (
            "- **x**: list\n  - one\n    - two\n  - three",
            "x",
            None,
            "list\n- one\n  - two\n- three",
        ),
        ("- **x**: a\n\n  b\n  c", "x", None, "a\n\nb\nc"),
        ("- **x**: a\n  ```\n  b\n  ```\n  ~~~\n  ~~~", "x", None, "a\n```\nb\n```\n~~~\n~~~"),
        ("- **x**: a\n\n  ```py\n  # b\n  ```", "x", None, "a\n\n```py\n# b\n```"),
        ("- **x**: [a](b) `c` <!-- d --> e", "x", None, "[a](b) `c` e"),
        ("- **x**: a <!-- (type: b) -->", "x", None, "a"),
        ("- **x**: a (type: int)\n  - b (type: float)", "x", "int", "a\n- b (type: float)"),
        ("- **x**: a\n  - b (type: float)", "x", "numeric", "a\n- b (type: float)"),
        ("- **x**: slice (numeric: positive)", "x", "numeric", "slice (numeric: positive)"),
    ],
)
def test_bullets(bullet: str, name: str, kind: str | None, text: str):
    entry = one(bullet)
    assert entry == one(f"<!-- -->\n\n{bullet}\n\n<!-- -->\n")
    entry.pop("default", None)
    assert entry == {"name": name, "type": kind, "description": text}


@pytest.mark.parametrize(
    ("bullet", "names"),
    [
        ("- `x` and `y`: text", ["x", "y"]),
        ("- **x**, **y** & `z`: text", ["x", "y", "z"]),
        ("- `x`/`y` (numeric)", ["x", "y"]),
        ("- **`x`, `y`**: text", ["x", "y"]),
        ("- **x, y, z**: text", ["x", "y", "z"]),
        ("- **one, two three**: text", ["one, two three"]),
    ],
)
def test_a_bullet_may_name_several(bullet: str, names: list[str]):
    assert [entry["name"] for entry in required(bullet)] == names


@pytest.mark.parametrize(
    "bullet",
    [
        "- Size: 50-500 points recommended",
        "- `NaN` values are dropped",
        "- **time**-based values",
        "- *x*: text",
        "- [ ] **x**: text",
        "- [**x**](y): text",
        "- see **x**: text",
        "- `x` (never closed",
        "- ` `: text",
        "> - **x**: text",
        "```\n- **x**: text\n```",
        "<!--\n- **x**: text\n-->",
        "    - **x**: text",
        "**x**: text",
    ],
)
def test_what_names_nothing_is_prose(bullet: str):
    assert required(f"text\n\n{bullet}\n") == []


def test_lead_lines_examples_and_deeper_headings_may_stand_between():
    section = "**Required:**\n- `a`\n\n```\n- `b`\n```\n\n### More\n\n* `c`\n\n1. `d`\n"
    assert [entry["name"] for entry in required(section)] == ["a", "c", "d"]


@pytest.mark.parametrize(
    ("bullet", "expected", "text"),
    [
        ("`dimension_1` through `dimension_n` (numeric) - values", ["dimension_1", "dimension_n"], "values"),
        ("`low` to `high` (numeric) - a range", ["low", "high"], "a range"),
        ("`low` To `high`: a range", ["low", "high"], "a range"),
        ("`low` \u2013 `high` (numeric) - a range", ["low", "high"], "a range"),
        ("`low` \u2014 `high`: a range", ["low", "high"], "a range"),
        ("`low`-`high`: a range", ["low", "high"], "a range"),
        ("`a` - `b` - `c`: three", ["a", "b", "c"], "three"),
        ("`x1` \u2026 `x9`: many", ["x1", "x9"], "many"),
        ("`x`, `y` and `z`: three", ["x", "y", "z"], "three"),
        ("`x`, `y`, and **z** (numeric) \u2014 three", ["x", "y", "z"], "three"),
        ("`x` or `y`: one", ["x", "y"], "one"),
        ("**low** to **high**: a range", ["low", "high"], "a range"),
        ("`a` (numeric) to `b` (numeric) - a range", ["a", "b"], "a range"),
        ("`a` (numeric), **b** (string) and `c` (date): three", ["a", "b", "c"], "three"),
        ("`a` (numeric) or `b`", ["a", "b"], ""),
        # what is not joined is described
        ("`x` (numeric) and `y` are friends", ["x"], "and `y` are friends"),
        ("`x` - `y` of another plot", ["x"], "`y` of another plot"),
        ("`x` - `NaN` is dropped", ["x"], "`NaN` is dropped"),
        ("`x`: `a` to `b`", ["x"], "`a` to `b`"),
        ("`x` (numeric) - `a` to `b`: limits", ["x"], "`a` to `b`: limits"),
    ],
)  # fmt: skip
def test_several_names_in_one_bullet(bullet: str, expected: list[str], text: str):
    entries = required(f"- {bullet}\n")
    assert [entry["name"] for entry in entries] == expected
    assert {entry["description"] for entry in entries} == {text}


def test_each_name_has_the_type_of_its_own_parenthesis():
    entries = required("- `a` (numeric) to `b` (date), `c` - a text\n")
    assert [entry["type"] for entry in entries] == ["numeric", "date", "text"]


@pytest.mark.parametrize("section", ["Data", "Optional Parameters"])
@pytest.mark.parametrize(
    "bullet", ["`NaN` values are dropped", "**All** columns", "`x` to `y` somewhere", "`x` (open"]
)
def test_a_bullet_that_begins_with_a_name_and_gives_no_entry_is_a_warning(section, bullet):
    start = TITLED if section == "Data" else f"{TITLED}{DATA}\n"
    text = f"{start}## {section}\n\n- `a`: b\n- Size: 50\n- {bullet}\n"
    line = text[: text.index(bullet)].count("\n") + 1
    assert found(text) == [("spec-entry-unread", line)]


def test_names_are_stored_composed():
    assert one("- `Gro\u0308\u00dfe`: word")["name"] == "Gr\u00f6\u00dfe"
    assert tags("gru\u0308n, gr\u00fcn, GR\u00dcN") == ("gr\u00fcn",)
    text = f"{TITLED}## Data\n\n- `\u00e9`: a\n- `e\u0301`: b\n"
    assert found(text) == [("spec-entry-twice", 10)]


def test_nested_bullets_are_no_entries():
    assert [entry["name"] for entry in required("- `a`: x\n  - `b`: y\n- `c`: z\n")] == ["a", "c"]


def test_a_default_of_required_data_is_kept_where_it_is_stated():
    assert one("- `x`: word (default: null)")["default"] is None
    assert one("- `x` (int, default: 3): word (default: 4)")["default"] == 3
    assert "default" not in one("- `x`: word")


def test_optional_parameters_always_have_a_default():
    entries = optional("- `a`: x (type: Int, default: 3)\n- `b`: y\n- `c`: z (default: (10, 6))\n")
    assert [(entry["type"], entry["default"]) for entry in entries] == [
        ("int", 3),
        (None, None),
        (None, "(10, 6)"),
    ]


def test_a_name_that_stands_twice_counts_once():
    text = f"{TITLED}## Data\n\n- `x`: a\n- `x`: b\n"
    assert json.loads(spec_of(text).data_requirements)[0]["description"] == "a"
    assert found(text) == [("spec-entry-twice", 10)]


# --- tables


def test_a_table_names_entries():
    section = (
        "| Type | **Column** | Unit | Description | Default |\n|--|--|--|--|--|\n"
        "| string\\|column | `a` | m | The a | - |\n"
        "| | **b** | | A date (default: 2) | |\n"
        "| Int, big | c | | | `0.5` |\n"
        "| int | | | nothing | |\n"
    )
    assert required(section) == [
        {"name": "a", "type": "string|column", "description": "The a"},
        {"name": "b", "type": "datetime", "description": "A date", "default": 2},
        {"name": "c", "type": "int", "description": "", "default": 0.5},
    ]
    assert [entry["default"] for entry in optional(section)] == [None, 2, 0.5]


@pytest.mark.parametrize("name", ["Column", "PARAMETER", "`Name`"])
def test_a_table_may_have_a_name_alone(name: str):
    assert required(f"{name}|x\n--|--\na|b\n") == [{"name": "a", "type": None, "description": ""}]


@pytest.mark.parametrize(
    "table", ["|Field|Type|\n|-|-|\n|a|b|\n", "> |Name|Type|\n> |-|-|\n> |a|b|\n", "|Name|\n|a|\n"]
)
def test_other_tables_are_prose(table: str):
    assert required(table) == []


# --- tags


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("a, B b,c,\nd", ("a", "b b", "c", "d")),
        ("- a\n- `b`\n- **c**\n", ("a", "b", "c")),
        ("- a, b\n* c\n", ("a", "b", "c")),
        ("1. a\n2. b\n", ("a", "b")),
        ("#a #b, # c", ("a", "b", "c")),
        ("a, A, , a,b", ("a", "b")),
        ("**Keywords:**\na, b", ("a", "b")),
        ("- Type:\n  - a\n  - b\n", ("a", "b")),
        ("a <!-- , b -->, c", ("a", "c")),
        ("a\n\n<!--\nb\n\nc\n-->\n", ("a",)),
        ("a\n\n> b\n\n```\nc\n```\n", ("a",)),
        ("a\n\n---\n", ("a",)),
        ("a\n\n---\n\nWritten by Jo, 2024\n", ("a",)),
        ("a, b\n\n[the guide]: https://example.org\n", ("a", "b")),
        ("a, b\n[the guide]: https://example.org 'A, b'\n", ("a", "b")),
        ("- a\n- b\n\n[the guide]:\n  https://example.org\n  'One, two'\n", ("a", "b")),
        ("[the guide]: https://example.org\na, b\n", ("a", "b")),
        ("a\n\n[^1]: A footnote, which\ngoes on, and on\n", ("a",)),
        ("a\n\n<!-- b, c -->\n", ("a",)),
        ("", ()),
    ],
)
def test_tags(section: str, expected: tuple[str, ...]):
    assert tags(section) == expected


def test_a_tag_of_more_than_100_characters_is_an_error():
    text = f"{TITLED}{DATA}\n## Tags\n\nx,\n{'a' * 100}, "
    assert spec_of(text).tags == ("x", "a" * 100)
    assert found(f"{text}{'b' * 101}\n") == [("tag-too-long", 14)]


# --- front matter


def test_front_matter_wins_over_the_body():
    text = f"---\ntitle: Front\ntags: [A, b]\nissue: 3\n---\n{TITLED}{DATA}\n## Tags\n\nc\n"
    parsed, problems = parse(text)
    assert parsed is not None
    assert problems == []
    assert (parsed.spec.title, parsed.spec.tags) == ("Front", ("a", "b"))
    assert parsed.spec.active


def test_front_matter_replaces_the_title():
    text = f"---  \ntitle: Front\n...\nIntro.\n\n{DATA}"
    assert found(text) == []
    assert (spec_of(text).title, spec_of(text).description) == ("Front", "Intro.")
    assert found(f"---\ntitle: Front\n---\n# Chart: a story\n\nIntro.\n\n{DATA}") == []
    other = f"---\ntitle: Front\n---\n# bar-other: Bars\n\nIntro.\n\n{DATA}"
    assert found(other) == [("spec-id-mismatch", 4)]


def test_empty_front_matter_says_nothing():
    assert spec_of(f"---\n---\n{TITLED}{DATA}").title == "Bars"
    assert spec_of(f"---\ntags:\n---\n{TITLED}{DATA}\n## Tags\n\na\n").tags == ("a",)
    assert spec_of(f"---\ntags: []\n---\n{TITLED}{DATA}\n## Tags\n\na\n").tags == ()


def test_deprecated_is_inactive():
    assert not spec_of(f"---\ndeprecated: true\n---\n{TITLED}{DATA}").active


def test_lines_count_from_the_beginning_of_the_file():
    text = f"---\ntitle: Front\n---\n{TITLED}{DATA}- **x**: again\n"
    assert found(text) == [("spec-entry-twice", 13)]


def test_tags_of_front_matter_may_say_who_made_them():
    tag = "[{tag: a, confidence: 0.5}, {tag: b}]"
    parsed, _ = parse(f"---\ntags: {tag}\n---\n{TITLED}{DATA}")
    assert parsed is not None
    assert parsed.tags == (Tag(SPEC_ID, "a", 0.5, "ai"), Tag(SPEC_ID, "b"))


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("---\ntitle: Front\n", ("spec-front-matter", 1)),
        ("---\ntitle: 'Front\n---\n", ("spec-front-matter", 2)),
        ("---\n- a\n---\n", ("spec-front-matter", 2)),
        ("---\ntext\n---\n", ("spec-front-matter", 2)),
        ("---\ntitle: 5.10\n---\n", ("yaml-wrong-type", 2)),
        ("---\n\ntitle: a\ntitle: b\n---\n", ("yaml-duplicate-key", 4)),
        ("---\nissue: -1\n---\n", ("yaml-wrong-type", 2)),
        ("---\ndeprecated: 'yes'\n---\n", ("yaml-wrong-type", 2)),
        ("---\nx: !!python/name:os.system\n---\n", ("yaml-tag", 2)),
    ],
)
def test_front_matter_that_does_not_parse_is_an_error(front: str, expected: tuple[str, int]):
    assert found(front + TITLED + DATA) == [expected]


def test_an_unknown_key_of_front_matter_is_a_warning():
    text = f"---\ntitel: Front\n---\n{TITLED}{DATA}"
    assert spec_of(text).title == "Bars"
    (problem,) = parse(text)[1]
    assert (problem.code, problem.line) == ("spec-front-matter-key", 2)
    assert problem.hint == "did you mean title?"


def test_a_rule_that_is_not_in_line_one_is_no_front_matter():
    assert spec_of(f"\n---\n\n{TITLED}{DATA}").title == "Bars"


# --- the reader takes short cuts, which must not show


@pytest.mark.parametrize(
    "notes",
    [
        "text\n",
        "```\n## Tags\n\nwrong\n```\n",
        "<!--\n\n## Tags\n\nwrong\n-->\n",
        "<pre>\n\n## Tags\n\nwrong\n</pre>\n",
        "> ## Tags\n>\n> wrong\n",
        "- a\n  ## Tags\n  wrong\n",
        "Title\n---\n",
    ],
)
@pytest.mark.parametrize("heading", ["## Tags", "   ## Tags ##", "Tags\n-"])
def test_sections_that_are_not_read_hide_nothing(notes: str, heading: str):
    assert spec_of(f"{TITLED}{DATA}\n## Notes\n{notes}\n\nend\n\n{heading}\n\nright").tags == (
        "right",
    )


FRAGMENTS = [
    "- `f`: x\n  ```\n  y\n  ```\n  z", "- `g`: x\n\n\n\n  ```\n  <!-- y -->\n  ```", "<div>\n<!-- b -->x",
    "## Data", "## Tags", "## Notes", "# bar-basic: T", "## Data Requirements ##", "  ## Tags",
    "- **x**: numeric", "- `y` (int)", "  - **z**: nested", "a, b", "text", "", "", "---", "===",
    "> quote", "> ## Tags", "    code", "```", "~~~", "<div>", "<!-- a -->", "<!--", "-->", "***",
    "|Name|\n|-|\n|a|", "1. `q`: x", "\t- tab", "-", "- ## Tags", "### Deep", "##", "Tags\n---",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=15))
def test_what_stands_above_does_not_change_what_is_read(fragments: list[str]):
    every_block = "<!-- c -->\n\n> q\n\n    code\n\n<div>\n\n```\n```\n\n***\n\na\n--\n\n|a|\n|-|\n"
    body = TITLED + "\n".join(fragments)
    plain, problems = parse(f"\n\n{body}")
    other, others = parse(f"{every_block}\n{body}")
    assert other == plain
    assert [problem.code for problem in others] == [problem.code for problem in problems]


@settings(deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=20), max_size=15))
def test_every_text_is_read(fragments: list[str]):
    text = TITLED + DATA + "\n".join(fragments).replace("\0", "")
    parsed, problems = parse(text)
    assert (parsed is None) == has_errors(problems)
    if parsed is None:
        return
    for entry in json.loads(parsed.spec.data_requirements):
        assert set(entry) >= {"name", "type", "description"}
        assert entry["name"]
        assert "<!-- a -->" not in entry["description"]
    for entry in json.loads(parsed.spec.optional_params or ""):
        assert set(entry) == {"name", "type", "description", "default"}
    assert parsed.spec.tags == tuple(tag.tag for tag in parsed.tags)
    assert len(set(parsed.spec.tags)) == len(parsed.spec.tags)
    assert all(tag == tag.strip() and len(tag) <= 100 for tag in parsed.spec.tags)


@settings(deadline=None)
@given(st.binary())
def test_all_bytes_are_read(data: bytes):
    parsed, problems = parse_spec(PATH, data, SPEC_ID)
    assert (parsed is None) == has_errors(problems)


# --- hostile documents end with a problem

MEGABYTE = 1 << 20


def filled(unit: str) -> str:
    start = TITLED + DATA
    return start + unit * ((MEGABYTE - len(start)) // len(unit.encode()))


@pytest.mark.parametrize(
    "unit",
    [
        "a\n", "\n", "- a\n", "- - - - - x\n", "> > > > > x\n", "|", "a|b\n-|-\n", "[", "(", "'",
        "`", "## Data\n", "- **x** (type: a, default: b)\n", "`x`, ", "<!-- -->\n", "#\n",
    ],
)  # fmt: skip
def test_documents_that_take_too_long_are_refused(unit: str):
    ((code, line),) = found(filled(unit))
    assert code == "spec-too-complex"
    assert line is not None


@pytest.mark.parametrize(
    "unit",
    ["a", " ", "<!--", "<a ", "<a b=", "-->", "*", "\t", "#", "- ", "* ", "&", "\u2028", ":"],
)
def test_long_lines_are_read(unit: str):
    assert parse(filled(unit))[0] is not None


@pytest.mark.parametrize("unit", ["- ", "> ", "1. ", ">- ", ">"])
def test_blocks_nested_too_deeply_are_refused(unit: str):
    assert found(f"{TITLED}{DATA}\n\n{unit * 30}x\n\n## Tags\n\na\n") == [("spec-too-complex", 12)]


def test_a_table_of_many_cells_is_refused_even_if_its_rows_are_short():
    table = "|a" * 300 + "|\n" + "|-" * 300 + "|\n" + "|x|\n" * 400
    assert found(f"{TITLED}## Data\n\n{table}") == [("spec-too-complex", 9)]


def test_a_few_thousand_lines_are_read():
    assert len(required("".join(f"- `a{n}`: b\n" for n in range(4000)))) == 4000


def test_an_unknown_ending_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="no ending"):
        parse_spec("specs/bar-basic.txt", b"", SPEC_ID)


# --- what a merge leaves


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{TITLED}<<<<<<< HEAD\n{DATA}=======\n>>>>>>> theirs\n", 7),
        (f"<<<<<<< HEAD\n{TITLED}{DATA}", 1),
        (f"{TITLED}{DATA}>>>>>>> 3f2a (a subject)\n", None),
        (f"{TITLED}{DATA}||||||| 3f2a\n", None),
        (f"{TITLED}{DATA}<<<<<<<\n", None),
        (f"{TITLED}{DATA}<<<<<<<<< Temporary merge branch 1\n", None),
        (f"{TITLED}{DATA}\n```\n<<<<<<< HEAD\n```\n", None),
        (f"---\ntitle: a\n<<<<<<< HEAD\n---\n{TITLED}{DATA}", 3),
        ((TITLED + DATA + "<<<<<<< HEAD\n").replace("\n", "\r\n"), None),
        (f"{TITLED}{DATA}  <<<<<<< HEAD\n  a\n  =======\n  b\n  >>>>>>> theirs\n", None),
        (f"{TITLED}{DATA}{'<' * 32} HEAD\na\n{'=' * 32}\nb\n{'>' * 32} theirs\n", None),
    ],
)
def test_a_conflict_marker_is_an_error(text: str, line: int | None):
    ((code, at),) = found(text)
    assert code == "file-conflict"
    assert line is None or at == line


@pytest.mark.parametrize(
    "text",
    ["Title\n=======\n", "=======\n", "    <<<<<<< HEAD\n", "a <<<<<<< HEAD\n", "<<<<<< HEAD\n",
     "|||||||\n|||||||\n", ">>>>>>>>>>>>\n", "<<<<<<<HEAD\n",
     "  >>>>>>> theirs\n  =======\n  <<<<<<< HEAD\n",
     "  <<<<<<< HEAD\n========\n  >>>>>>> theirs\n"],
)  # fmt: skip
def test_what_no_merge_leaves_is_text(text: str):
    assert "file-conflict" not in [code for code, _ in found(f"{TITLED}{DATA}\n## Notes\n\n{text}")]


@pytest.mark.parametrize(
    "version", ["https://git-lfs.github.com/spec/v1", "https://hawser.github.com/spec/v1",
                "http://git-media.io/v/2"],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_lfs_pointer_is_an_error(version: str, newline: str):
    text = newline.join([f"version {version}", "oid sha256:ab", "size 12", ""])
    assert found(text) == [("file-lfs-pointer", 1)]
