"""One spec from two files: its text in Markdown, its facts in YAML."""

import pytest

import spec_first
from sync.sources.files.pair import parse_pair

TEXT = "plots/scatter-basic/specification.md"
FACTS = "plots/scatter-basic/specification.yaml"
MARKDOWN = spec_first.specification("scatter-basic", "Basic Scatter Plot")


def parsed(facts=None, markdown=MARKDOWN):
    beside = None if facts is None else (FACTS, facts.encode())
    return parse_pair("scatter-basic", (TEXT, markdown.encode()), beside)


def spec(facts=None, markdown=MARKDOWN):
    found, problems = parsed(facts, markdown)
    assert problems == []
    return found


def problems(facts=None, markdown=MARKDOWN):
    found, said = parsed(facts, markdown)
    assert (found is None) == any(p.severity == "error" for p in said)
    return [(p.code, p.path, p.line) for p in said]


@pytest.mark.parametrize("form", [0, 1, 2])
def test_every_form(form):
    found = spec(spec_first.facts("scatter-basic", "Basic Scatter Plot", form=form))
    assert found.spec.title == "Basic Scatter Plot"
    assert found.spec.tags[:5] == ("scatter", "point", "numeric", "continuous", "statistics")
    assert ("beginner" in found.spec.tags) == (form == 2)
    assert found.spec.source_path == TEXT
    assert found.spec.active
    assert found.plot_function == "scatter"
    assert {(tag.created_by, tag.confidence) for tag in found.tags} == {("human", 1.0)}


def test_the_text_alone_is_a_spec():
    found = spec()
    assert (found.spec.tags, found.plot_function) == ((), "scatter")
    assert spec("").spec == found.spec
    assert spec("# nothing\n").spec == found.spec


def test_the_facts_alone_are_none():
    found, said = parse_pair("scatter-basic", (FACTS, b"title: X\n"), None)
    assert found is None
    assert [(p.code, p.path) for p in said] == [("spec-incomplete", FACTS)]


UNTITLED = MARKDOWN.partition("\n")[2]


def test_the_title():
    assert spec("title: Another  One\n", UNTITLED).spec.title == "Another One"
    assert spec("title: Another One\n", f"# scatter-basic\n{UNTITLED}").spec.title == "Another One"
    assert spec("title: 'Basic  Scatter Plot '\n").spec.title == "Basic Scatter Plot"
    assert spec("title: 2024\n", UNTITLED).spec.title == "2024"
    assert problems("title: null\n", UNTITLED) == [("spec-no-title", TEXT, 1)]
    assert problems("title: [x]\n") == [("yaml-wrong-type", FACTS, 1)]


def test_of_two_titles_that_of_the_text_counts():
    facts = "spec_id: scatter-basic\ntitle: Another\n"
    assert problems(facts) == [("spec-titles-differ", FACTS, 2)]
    assert parsed(facts)[0].spec.title == "Basic Scatter Plot"


@pytest.mark.parametrize(
    ("written", "tags", "function"),
    [
        ("{plot_type: [line, bar], domain: [bar, x]}", ("line", "bar", "x"), "line"),
        ("{domain: [x], plot_type: [null, Stacked-Bar]}", ("x", "stacked-bar"), "stacked_bar"),
        ("{plot_type: line, domain: null}", ("line",), "line"),
        ("[b, a, b]", ("b", "a"), "scatter"),
        ("b, a", ("b", "a"), "scatter"),
        ("null", (), "scatter"),
        ("{features: [2024, 3d, on, '']}", ("2024", "3d", "on"), "scatter"),
        ("{audience: [beginner], plot_type: []}", ("beginner",), "scatter"),
    ],
)
def test_tags(written, tags, function):
    found = spec(f"tags: {written}\n")
    assert found.spec.tags == tags
    assert tuple(tag.tag for tag in found.tags) == tags
    assert found.plot_function == function


def test_tags_of_the_text_count_where_the_facts_have_none():
    markdown = f"{MARKDOWN}\n## Tags\n\none, two\n"
    assert spec("title: Basic Scatter Plot\n", markdown).spec.tags == ("one", "two")
    assert spec("tags: {plot_type: [three]}\n", markdown).spec.tags == ("three",)


@pytest.mark.parametrize(
    "tags", ["{plot_type: [[a]]}", "{plot_type: {a: b}}", "[{tag: a}]", "{a: [{b: c}]}"]
)
def test_what_is_no_tag_is_an_error(tags):
    assert problems(f"issue: 5\ntags: {tags}\n") == [("yaml-wrong-type", FACTS, 2)]


def test_a_tag_of_the_longest_length_and_one_beyond():
    assert spec(f"tags: [{100 * 'x'}]\n").spec.tags == (100 * "x",)
    assert problems(f"a: 1\ntags:\n  x:\n  - {101 * 'x'}\n") == [("tag-too-long", FACTS, 4)]


def test_another_id_in_the_facts_is_a_warning_and_in_the_text_an_error():
    assert problems("spec_id: bar-basic\n") == [("metadata-mismatch", FACTS, 1)]
    assert problems("a: 1\nspecification_id: bar-basic\n") == [("metadata-mismatch", FACTS, 2)]
    assert problems("", MARKDOWN.replace("# scatter-", "# bar-")) == [("spec-id-mismatch", TEXT, 1)]


def test_a_spec_may_be_deprecated():
    assert not spec("deprecated: true\n").spec.active
    assert spec("deprecated: false\n").spec.active
    assert not spec("", f"---\ndeprecated: true\n---\n{MARKDOWN}").spec.active


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ("tags: [\n", "yaml-syntax"),
        ("- a\n", "yaml-wrong-type"),
        ("title: A\ntitle: B\n", "yaml-duplicate-key"),
        ("a: " + 10_000 * "[", "yaml-too-deep"),
        ("a: &x [1]\nb: &y [*x]\ntags: *y\n", "yaml-wrong-type"),
        ("\0", "file-nul"),
    ],
)
def test_facts_that_cannot_be_read_are_an_error_on_them(facts, code):
    assert [(found, path) for found, path, _ in problems(facts)] == [(code, FACTS)]


def test_problems_of_both_files_are_told():
    said = problems("tags: [\n", MARKDOWN.replace("## Data", "## Figures"))
    assert [path for _, path, _ in said] == [FACTS]
    said = problems("tags: [[a]]\n", MARKDOWN.replace("# scatter-", "# bar-"))
    assert [path for _, path, _ in said] == [TEXT, FACTS]
