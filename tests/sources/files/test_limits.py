"""What is read, on each limit and one beside it (contract, section 1)."""

from __future__ import annotations

import pytest

from sync.sources.files.blocks import MOST_CELLS, MOST_LINES, MOST_MARKS, too_complex
from sync.sources.files.metadata import is_address, utc_time
from sync.sources.files.reader import Reader
from sync.sources.files.spec import parse_spec
from sync.sources.files.text import IMPLEMENTATION_LIMIT, SPEC_LIMIT, TAG_LIMIT, decode
from sync.sources.files.yamlnodes import DEEPEST, MOST_NODES, read_yaml

PATH = "specs/line-basic.md"
MARKDOWN = "# line-basic: A Line\n\nWhat it shows.\n\n## Data\n\n- **x**: numbers\n"
YAML = "title: A Line\ndescription: What\ndata_requirements: [{name: x}]\n"


def codes(problems):
    return [problem.code for problem in problems]


def parsed(path, text):
    spec, problems = parse_spec(path, text.encode(), "line-basic")
    return spec, codes(problems)


def test_the_sizes_are_those_of_the_contract():
    assert (SPEC_LIMIT, IMPLEMENTATION_LIMIT, TAG_LIMIT) == (1 << 20, 5 << 20, 100)


@pytest.mark.parametrize("limit", [0, 1, 1000, SPEC_LIMIT, IMPLEMENTATION_LIMIT])
def test_a_file_of_exactly_its_limit_is_read(limit):
    text, problems = decode(PATH, b"x" * limit, limit)
    assert (text, problems) == ("x" * limit, [])
    text, (problem,) = decode(PATH, b"x" * (limit + 1), limit)
    assert (text, problem.code) == (None, "file-too-large")
    assert f"more than {limit:,} bytes" in problem.message


@pytest.mark.parametrize(("path", "text"), [(PATH, MARKDOWN), ("specs/line-basic.yaml", YAML)])
def test_a_spec_of_exactly_a_mebibyte_is_read_and_one_byte_more_is_not(path, text):
    end = "\n<!-- {} -->\n" if path.endswith(".md") else "\n# {}\n"
    room = SPEC_LIMIT - len(text) - len(end.format(""))
    for more, told in [(0, []), (1, ["file-too-large"])]:
        spec, found = parsed(path, text + end.format("x" * (room + more)))
        assert found == told
        assert (spec is not None) == (not told)


def test_what_is_over_the_limit_of_an_implementation_has_an_id_that_no_file_has(tmp_path):
    reader = Reader(tmp_path)
    ids = []
    for size in (IMPLEMENTATION_LIMIT, IMPLEMENTATION_LIMIT + 1):
        (tmp_path / "file").write_bytes(b"#" * size)
        ids.append(reader.blob_id("file", "sha1"))
        assert len(reader.read("file", IMPLEMENTATION_LIMIT)) == size
    # what `git hash-object` says of the first
    import hashlib

    whole = f"blob {IMPLEMENTATION_LIMIT}\0".encode() + b"#" * IMPLEMENTATION_LIMIT
    assert ids[0] == hashlib.sha1(whole).hexdigest()
    assert ids[1] != ids[0]


@pytest.mark.parametrize("letter", ["a", "\u00e9", "\U0001f600"])
def test_a_tag_of_a_hundred_characters_is_one_and_of_one_more_is_not(letter):
    for count, told in [(99, []), (100, []), (101, ["tag-too-long"])]:
        for path, text in [
            (PATH, f"{MARKDOWN}\n## Tags\n\n{letter * count}, other\n"),
            ("specs/line-basic.yaml", f"{YAML}tags: ['{letter * count}', other]\n"),
        ]:
            spec, found = parsed(path, text)
            assert found == told
            if spec is not None:
                kept = [letter * count] * (not told)
                assert spec.spec.tags == (*kept, "other")


@pytest.mark.parametrize(
    ("written", "confidence", "created_by"),
    [
        ("0", 0.0, "ai"), ("0.0", 0.0, "ai"), ("0.999", 0.999, "ai"), ("1", 1.0, "human"),
        ("1.0", 1.0, "human"), ("1, created_by: ai", 1.0, "ai"), ("0, created_by: human", 0.0, "human"),
    ],
)  # fmt: skip
def test_a_confidence_on_its_limits(written, confidence, created_by):
    spec, found = parsed(
        "specs/line-basic.yaml", f"{YAML}tags: [{{tag: x, confidence: {written}}}]\n"
    )
    assert found == []
    assert [tag[2:] for tag in spec.tags] == [(confidence, created_by)]


@pytest.mark.parametrize("written", ["-0.001", "1.001", "2", "-1", "true", '"1"', ".nan", ".inf"])
def test_a_confidence_beside_them(written):
    _, found = parsed("specs/line-basic.yaml", f"{YAML}tags: [{{tag: x, confidence: {written}}}]\n")
    assert found == ["yaml-wrong-type"]


@pytest.mark.parametrize(
    ("written", "is_one"), [("1", True), ("0", False), ("-1", False), ("1.0", False)]
)
def test_the_number_of_an_issue_is_from_one_on(written, is_one):
    _, found = parsed("specs/line-basic.yaml", f"{YAML}issue: {written}\n")
    assert found == ([] if is_one else ["yaml-wrong-type"])


class TestYaml:
    def codes(self, text):
        found = codes(read_yaml("x.yaml", text)[1])
        # what is passed over counts alike, but for the number of its values
        passed = codes(read_yaml("x.yaml", text, wanted={})[1])
        assert passed == [code for code in found if code != "yaml-too-large"]
        return found

    @pytest.mark.parametrize("forms", [("[", "]"), ("{a: ", "}")])
    def test_nesting(self, forms):
        begin, end = forms
        for depth, told in [(DEEPEST - 1, []), (DEEPEST, []), (DEEPEST + 1, ["yaml-too-deep"])]:
            # the mapping of the document is one of the levels
            levels = depth - 1
            assert self.codes(f"x: {begin * levels}1{end * levels}\n") == told

    def test_nesting_by_indentation(self):
        for depth, told in [(DEEPEST, []), (DEEPEST + 1, ["yaml-too-deep"])]:
            lines = [f"{' ' * level}a:\n" for level in range(depth)]
            assert self.codes("".join(lines)) == told

    def test_nodes(self):
        # the document, its key, the list
        for nodes, told in [(MOST_NODES, []), (MOST_NODES + 1, ["yaml-too-large"])]:
            assert self.codes("x: [" + "a," * (nodes - 3) + "]\n") == told


class TestMarkdown:
    def told(self, text):
        found = too_complex(PATH, text, 0)
        return found and (found.code, found.line)

    def test_lines(self):
        assert self.told("\n" * (MOST_LINES - 1)) is None
        assert self.told("\n" * MOST_LINES) == ("spec-too-complex", MOST_LINES + 1)

    def test_cells(self):
        """A table of many columns and few rows, or the other way round."""
        for columns in (25, 1000):
            rows = MOST_CELLS // columns
            table = "\n".join(["|" * columns] * rows)
            assert self.told(table) is None
            assert self.told(f"{table}\n") == ("spec-too-complex", 1)
            assert self.told(f"a\n{table[columns + 1 :]}|") == ("spec-too-complex", rows)

    def test_marks(self):
        text = "a\n" + "(" * (MOST_MARKS - 1)
        assert self.told(f"{text},") is None
        assert self.told(f"{text}\n,\n,x") == ("spec-too-complex", 4)


@pytest.mark.parametrize(
    ("length", "is_one"), [(1999, True), (2000, True), (2001, False)]
)  # fmt: skip
def test_the_length_of_an_address(length, is_one):
    assert is_address("https://e.org/".ljust(length, "x")) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("9999-12-31T23:59:59Z", True), ("0001-01-01T00:00:00Z", True), ("9999-12-31T23:59:59-01:00", False),
        ("0001-01-01T00:00:00+01:00", False), ("2025-02-29", False), ("2024-02-29", True),
        ("2025-01-01T24:00:00Z", False), ("2025-01-01T23:59:60Z", False),
    ],
)  # fmt: skip
def test_the_ends_of_time(text, is_one):
    assert (utc_time(text) is not None) is is_one
