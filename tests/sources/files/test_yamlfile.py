import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.model.catalog import Spec, Tag, jsonb_text
from sync.model.problems import Problem, has_errors
from sync.sources.files.spec import ParsedSpec, parse_spec

SPEC_ID = "bar-basic"
PATH = f"plots/specs/{SPEC_ID}.yaml"
HEAD = "title: Bars\ndescription: Some bars.\n"
DATA = "data_requirements:\n  - {name: x, type: numeric, description: Values}\n"
WHOLE = HEAD + DATA


def parse(text: str) -> tuple[ParsedSpec | None, list[Problem]]:
    return parse_spec(PATH, text.encode(), SPEC_ID)


def spec_of(text: str) -> Spec:
    parsed, problems = parse(text)
    assert parsed is not None, problems
    assert problems == []
    return parsed.spec


def found(text: str) -> list[tuple[str, int | None]]:
    """Code and line of each problem."""
    return [(problem.code, problem.line) for problem in parse(text)[1]]


def message(text: str) -> str:
    """The words of the one problem of ``text``."""
    ((problem,), parsed) = parse(text)[1], parse(text)[0]
    assert parsed is None
    return problem.message


def default(value: str) -> Any:
    spec = spec_of(f"{WHOLE}optional_params:\n  - name: a\n    default: {value}\n")
    (entry,) = json.loads(spec.optional_params or "")
    return entry["default"]


def tags(value: str) -> tuple[Tag, ...]:
    parsed, problems = parse(f"{WHOLE}tags: {value}\n")
    assert parsed is not None, problems
    assert parsed.spec.tags == tuple(tag.tag for tag in parsed.tags)
    return parsed.tags


def test_a_whole_spec():
    text = """# all keys
id: bar-basic
title: "Basic  Bars"
description: |
  Bars for
  two reasons.
data_requirements:
  - name: x
    type: Numeric, required
    description: Values
  - {name: when, description: any date, default: null}
optional_params:
  - name: alpha
    type: float
    description: " Transparency "
    default: 0.8
  - name: color
tags: [Bar, basic, {tag: new, confidence: 0.9}]
deprecated: false
issue: 12
"""
    parsed, problems = parse(text)
    assert problems == []
    assert parsed == ParsedSpec(
        Spec(
            id=SPEC_ID,
            title="Basic Bars",
            description="Bars for\ntwo reasons.",
            data_requirements='[{"name": "x", "type": "Numeric, required", "description": "Values"}, '
            '{"name": "when", "type": "datetime", "default": null, "description": "any date"}]',
            optional_params='[{"name": "alpha", "type": "float", "default": 0.8, '
            '"description": "Transparency"}, {"name": "color", "type": null, '
            '"default": null, "description": ""}]',
            tags=("bar", "basic", "new"),
            source_path=PATH,
        ),
        (Tag(SPEC_ID, "bar"), Tag(SPEC_ID, "basic"), Tag(SPEC_ID, "new", 0.9, "ai")),
    )


def test_the_ending_may_be_short():
    parsed, _ = parse_spec(f"specs/{SPEC_ID}.yml", WHOLE.encode(), SPEC_ID)
    assert parsed is not None
    assert parsed.spec.source_path == f"specs/{SPEC_ID}.yml"


# --- what must be there


def test_a_title_is_required():
    assert found(f"description: x\n{DATA}") == [("spec-no-title", 1)]
    assert found(f"title: ' '\ndescription: x\n{DATA}") == [("spec-no-title", 1)]


def test_data_requirements_are_required():
    assert found(HEAD) == [("spec-no-data", 1)]
    assert found(f"{HEAD}data_requirements:\n") == [("spec-no-data", 1)]


def test_data_requirements_that_are_empty_are_a_warning():
    assert found(f"{HEAD}data_requirements: []\n") == [("spec-empty-data", 3)]


def test_a_missing_description_is_a_warning():
    assert found(f"title: Bars\n{DATA}") == [("spec-no-description", 1)]


def test_hints_for_yaml_speak_of_keys():
    assert parse("{}")[1][0].hint == "add `title: …`"


def test_the_id_must_be_that_of_the_file():
    assert found(f"{WHOLE}id: bar-other\n") == [("spec-id-mismatch", 5)]
    assert found(f"{WHOLE}id: 1\n") == [("spec-id-mismatch", 5)]
    parsed, _ = parse_spec("specs/2024.yaml", f"id: 2024\n{WHOLE}".encode(), "2024")
    assert parsed is not None


def test_keys_with_null_are_not_stated():
    keys = ("id", "optional_params", "tags", "deprecated", "issue")
    spec = spec_of(WHOLE + "".join(f"{key}:\n" for key in keys))
    assert (spec.optional_params, spec.tags, spec.active) == ("[]", (), True)


def test_deprecated_is_inactive():
    assert not spec_of(f"{WHOLE}deprecated: yes\n").active


# --- keys


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        (f"{WHOLE}tagz: []\n", 5, "did you mean tags?"),
        (f"{HEAD}data_requirements:\n  - name: x\n    typ: y\n", 5, "did you mean type?"),
        (f"{WHOLE}optional_params:\n  - {{name: x, defualt: 1}}\n", 6, "did you mean default?"),
        (f"{WHOLE}tags:\n  - {{tag: x, confidense: 1}}\n", 6, "did you mean confidence?"),
        (f"{WHOLE}<<: x\n", 5, None),
    ],
)
def test_an_unknown_key_is_an_error_with_a_suggestion(text: str, line: int, hint: str | None):
    (problem,) = parse(text)[1]
    assert (problem.code, problem.line) == ("yaml-unknown-key", line)
    assert problem.hint == hint or (hint is None and "title" in problem.hint)


@pytest.mark.parametrize(
    ("text", "line", "first"),
    [
        (f"{WHOLE}title: again\n", 5, 1),
        (f"{WHOLE}'title': again\n", 5, 1),
        (f"{HEAD}data_requirements:\n  - name: x\n\n    name: y\n", 6, 4),
        (f"{HEAD}tags: [{{tag: x, tag: y}}]\n", 3, 3),
    ],
)
def test_a_duplicate_key_is_an_error_that_names_both_lines(text: str, line: int, first: int):
    (problem,) = parse(text)[1]
    assert (problem.code, problem.line) == ("yaml-duplicate-key", line)
    assert problem.message.endswith(f"in line {first}")


def test_a_key_that_is_a_list_is_an_error():
    assert found("? [a]\n: b\n") == [("yaml-wrong-type", 1)]


# --- values of the wrong type


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"title: 5.10\n{DATA}", 'title is a number; write title: "5.10" in quotes, or it is 5.1'),
        (f"title: 010\n{DATA}", 'title is a number; write title: "010" in quotes, or it is 8'),
        (f"title: yes\n{DATA}", 'title is true or false; write title: "yes" in quotes, or it is true'),
        (f"title: 2024-01-01\n{DATA}", 'title is a date; write title: "2024-01-01" in quotes'),
        (f"title: [a]\n{DATA}", "title is a list; write one text"),
        (f"{HEAD}data_requirements: x\n", "data_requirements is a text; write a list of"),
        (f"{HEAD}data_requirements: {{x: y}}\n", "data_requirements is a mapping; write a list of"),
        (f"{HEAD}data_requirements: [x]\n", "an entry is a text; write {name: x"),
        (f"{HEAD}data_requirements: [{{name: on}}]\n", 'write name: "on" in quotes'),
        (f"{HEAD}data_requirements: [{{name: ''}}]\n", "name is an empty text"),
        (f"{WHOLE}deprecated: 'true'\n", "write deprecated: true or deprecated: false"),
        (f"{WHOLE}issue: '#12'\n", "write the issue's number"),
        (f"{WHOLE}issue: 0\n", "write the issue's number"),
        (f"{WHOLE}issue: true\n", "write the issue's number"),
        (f"{WHOLE}tags: {{kind: [bar]}}\n", "tags is a mapping; write a list of"),
        (f"{WHOLE}tags: [2d, 3]\n", 'a tag is a number; write - "3" in quotes'),
        (f"{WHOLE}tags: [2024-01-01]\n", 'a tag is a date; write - "2024-01-01" in quotes'),
        (f"{WHOLE}tags: [null]\n", 'a tag is empty; write - "null" in quotes'),
        (f"{WHOLE}tags: [on]\n", 'a tag is true or false; write - "on" in quotes'),
        (f"{WHOLE}tags: [[a]]\n", "an entry is a list; write a word"),
        (f"{WHOLE}tags: [{{tag: x, confidence: 1.5}}]\n", "a number from 0 to 1"),
        (f"{WHOLE}tags: [{{tag: x, confidence: .nan}}]\n", "a number from 0 to 1"),
        (f"{WHOLE}tags: [{{tag: x, confidence: yes}}]\n", "a number from 0 to 1"),
        (f"{WHOLE}tags: [{{tag: x, created_by: bot}}]\n", "neither ai nor human"),
        ("- a\n", "the file is a list; write `title: …`"),
        ("", "the file is empty"),
        ("a", "the file is a text"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_type_says_how_to_write_it(text: str, words: str):
    assert words in message(text)
    assert found(text)[0][0] == "yaml-wrong-type"


def test_wrong_values_are_found_in_their_lines():
    text = f"{HEAD}data_requirements:\n  - name: x\n    type: 1\n  -\n    description: y\n"
    assert found(text) == [("yaml-wrong-type", 5), ("yaml-missing-key", 7)]


def test_a_tag_without_its_name_is_an_error():
    assert found(f"{WHOLE}tags: [{{confidence: 1}}]\n") == [("yaml-missing-key", 5)]


# --- defaults


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("0.8", 0.8),
        ("1e-3", 0.001),
        ("1.5e3", 1500.0),
        ("'1'", "1"),
        ("1_000", 1000),
        ("0x10", 16),
        ("yes", True),
        ("null", None),
        ("", None),
        ("None", "None"),
        ("(10, 6)", "(10, 6)"),
        ("2024-01-01", "2024-01-01"),
        ("2024-01-01 10:00:00", "2024-01-01 10:00:00"),
        ("2024-13-45", "2024-13-45"),
        (".nan", ".nan"),
        ("-.inf", "-.inf"),
        ("1e999", "1e999"),
        ("1.0e+999", "1.0e+999"),
        ("0b_", "0b_"),
        ("._", "._"),
        ("=", "="),
        ("[1, {a: no, 2: b}]", [1, {"a": False, "2": "b"}]),
        ('"a\\nb"', "a\nb"),
        ("9" * 5000, "9" * 5000),
        ("1" + ":10" * 5000, "1" + ":10" * 5000),
    ],
)
def test_defaults_are_what_yaml_says(source: str, value: object):
    read = default(source)
    assert read == value
    assert type(read) is type(value)


# --- tags


def test_a_tag_says_who_made_it():
    assert tags("[a, {tag: B, confidence: 0.5}, {tag: c, confidence: 1, created_by: ai}]") == (
        Tag(SPEC_ID, "a"),
        Tag(SPEC_ID, "b", 0.5, "ai"),
        Tag(SPEC_ID, "c", 1.0, "ai"),
    )
    assert tags("[{tag: d, confidence: 0, created_by: human}, {tag: e}]") == (
        Tag(SPEC_ID, "d", 0.0, "human"),
        Tag(SPEC_ID, "e"),
    )


def test_of_two_equal_tags_the_first_counts():
    assert tags("[{tag: a, confidence: 0.5}, A, ' a ']") == (Tag(SPEC_ID, "a", 0.5, "ai"),)


def test_tags_may_be_one_text():
    assert [tag.tag for tag in tags("a, B , a,,c")] == ["a", "b", "c"]


def test_a_tag_of_more_than_100_characters_is_an_error():
    assert found(f"{WHOLE}tags:\n  - x\n  - {'a' * 101}\n") == [("tag-too-long", 7)]


def test_a_name_that_stands_twice_counts_once():
    text = f"{HEAD}data_requirements:\n  - {{name: x, description: a}}\n  - {{name: x}}\n"
    parsed, problems = parse(text)
    assert parsed is not None
    assert [(problem.code, problem.line) for problem in problems] == [("spec-entry-twice", 5)]
    assert json.loads(parsed.spec.data_requirements)[0]["description"] == "a"


# --- documents that cannot be read


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: [\n", "yaml-syntax", 1),
        ("a: b: c\n", "yaml-syntax", 1),
        ("a: b\n\tc: d\n", "yaml-syntax", 2),
        ("a: 'b\nc\n\n", "yaml-syntax", 1),
        ("a: *b\n", "yaml-syntax", 1),
        ("é: a\n\nb: \x07\n", "yaml-syntax", 3),
        ("--- a\n--- b\n", "yaml-syntax", 2),
        ('a: b\nc: "\\ud800"\n', "yaml-syntax", 2),
        ('a: b\nc: "\\0"\n', "file-nul", 2),
        ("a: &a [*a]\n", "yaml-alias", 1),
        ("a: &a {b: *a}\n", "yaml-alias", 1),
        ("a: 1\nb: !!str c\n", "yaml-tag", 2),
        ("a: !!binary aGk=\n", "yaml-tag", 1),
        ("a: !!python/object/apply:os.system [ls]\n", "yaml-tag", 1),
        ("a: !own {}\n", "yaml-tag", 1),
        ("%TAG ! tag:x,2000:\n---\na: b\n", "yaml-tag", 1),
        ("a:\n" + "- " * 20 + "b", "yaml-too-deep", 2),
        ("a: 'b\u2028\u2028\x85'\nc: d\nc: e\n", "yaml-duplicate-key", 3),
    ],
)
def test_what_cannot_be_read_is_one_problem_in_its_line(text: str, code: str, line: int):
    assert found(text) == [(code, line)]


def test_words_about_syntax_hold_no_python():
    assert message("a: b\nc: 'd\n\n") == ("a quote that opens here is never closed")


def test_an_alias_is_what_it_stands_for():
    spec = spec_of(f"{HEAD}data_requirements: &d [{{name: x}}]\noptional_params: *d\n")
    assert json.loads(spec.data_requirements)[0]["name"] == "x"
    assert json.loads(spec.optional_params or "")[0]["name"] == "x"


# --- hostile documents end with a problem

MEGABYTE = 1 << 20


@pytest.mark.parametrize(
    ("start", "unit", "code"),
    [
        ("", "[", "yaml-too-deep"),
        ("", "{a: ", "yaml-too-deep"),
        ("", "- ", "yaml-too-deep"),
        ("", "? ", "yaml-too-deep"),
        ("", "- a\n", "yaml-too-large"),
        ("[", "a,", "yaml-too-large"),
        ("- &a x\n", "- *a\n", "yaml-alias"),
        ("", "--- a\n", "yaml-syntax"),
        ("", "%TAG !a! b\n", "yaml-tag"),
        ("a: '", "x\n", "yaml-syntax"),
        ("", "a\n", "yaml-wrong-type"),
        ("", "x", "yaml-wrong-type"),
    ],
)
def test_documents_of_a_megabyte_are_refused(start: str, unit: str, code: str):
    ((other, _),) = found(start + unit * ((MEGABYTE - len(start)) // len(unit)))
    assert other == code


def test_anchors_that_multiply_are_refused():
    laughs = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    assert found(f"a0: &a0 [lol]\n{laughs}") == [("yaml-alias", 5)]


@settings(deadline=None)
@given(st.text())
def test_every_text_is_read(text: str):
    parsed, problems = parse(text.replace("\0", ""))
    assert (parsed is None) == has_errors(problems)
    assert all(problem.line is None or problem.line >= 1 for problem in problems)


FRAGMENTS = [
    "title: Bars", "title: 5.10", "data_requirements:", "  - name: x", "  - {name: y, type: z}",
    "    default: 2024-01-01", "    default: [1, .nan]", "tags: [a, B]", "tags:", "  - a", "  - on",
    "issue: 3", "deprecated: true", "x: &a y", "z: *a", "? q", "--- ", "...", "# c", "  ", "'", "[",
    "optional_params:", "  - name: q", "description: |", "   text: 1",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12))
def test_what_is_read_can_be_stored(fragments: list[str]):
    parsed, problems = parse("\n".join(fragments))
    assert (parsed is None) == has_errors(problems)
    if parsed is not None:
        for text in (parsed.spec.data_requirements, parsed.spec.optional_params or ""):
            assert jsonb_text(json.loads(text)) == text


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(-1e12, 1e12)
    | st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "S"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc", min_size=1), inner),
    max_leaves=8,
)


@settings(deadline=None)
@given(JSON)
def test_json_is_yaml(value: object):
    assert default(json.dumps(value, ensure_ascii=False)) == value
