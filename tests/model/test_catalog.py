"""The vocabulary: digests that find each edit, and JSON as PostgreSQL prints it."""

from __future__ import annotations

import math
from datetime import datetime

import pytest

from sync.model import catalog
from sync.model.catalog import (
    ALONE,
    Beside,
    Implementation,
    Library,
    Promotion,
    Review,
    Spec,
    Tag,
    implementation_digest,
    jsonb_text,
    sealed_implementation,
    sealed_spec,
    spec_digest,
)
from sync.model.owners import Owner, columns_of

WHEN = datetime(2026, 1, 2)  # noqa: DTZ001
CODE = Implementation(
    "s", "l", "v", "f", "p", "3.11", "hash", None, 90.0, True, WHEN, "url", "gs://b"
)  # fmt: skip
SPEC = Spec("s", "T", "D", "[]", "[1]", ("a", "b"), True, "specs/s.md", "hash")
TAGS = [Tag("s", "a"), Tag("s", "b", 0.5, "ai")]
REVIEW = Review(7, 2, 1, "t", (), None, None, None, 1.0, None, "b", WHEN, WHEN, "u")
DECLARED = (Owner.KEY, Owner.FILES)


def names(row, *owners):
    return [column.name for column in columns_of(type(row)) if column.owner in owners]


def edited(row, name):
    value = getattr(row, name)
    other = {str: "another", bool: not value, float: 0.25, tuple: ("another",)}
    return row._replace(**{name: other.get(type(value), "another")})


@pytest.mark.parametrize("name", names(CODE, *DECLARED))
def test_each_column_of_the_files_moves_the_digest_of_an_implementation(name):
    assert implementation_digest(edited(CODE, name)) != implementation_digest(CODE)


@pytest.mark.parametrize("name", [n for n in CODE._fields if n not in names(CODE, *DECLARED)])
def test_no_other_column_does(name):
    assert implementation_digest(edited(CODE, name)) == implementation_digest(CODE)


@pytest.mark.parametrize("name", names(SPEC, *DECLARED))
def test_each_column_of_the_files_moves_the_digest_of_a_spec(name):
    assert spec_digest(edited(SPEC, name), TAGS) != spec_digest(SPEC, TAGS)


@pytest.mark.parametrize("name", names(TAGS[0], *DECLARED))
def test_each_column_of_a_declared_tag_moves_the_digest_of_its_spec(name):
    other = [edited(TAGS[0], name), TAGS[1]]
    assert spec_digest(SPEC, other) != spec_digest(SPEC, TAGS)


def test_a_tag_that_is_missing_or_in_another_place_does_too():
    digests = {
        spec_digest(SPEC, tags)
        for tags in (TAGS, TAGS[::-1], [None, TAGS[1]], [TAGS[0], None], [None, None], TAGS[:1])
    }
    assert len(digests) == 6


def test_the_hash_of_the_row_itself_is_no_part_of_it():
    assert spec_digest(SPEC._replace(content_hash="x"), TAGS) == spec_digest(SPEC, TAGS)
    assert implementation_digest(CODE._replace(content_hash="x")) == implementation_digest(CODE)


def test_nothing_and_the_empty_text_differ_and_what_is_beside_another_is_not_run_together():
    for one, other in [
        (CODE._replace(python_version=None), CODE._replace(python_version="")),
        (CODE._replace(python_version=None), CODE._replace(python_version="None")),
        (CODE._replace(library_id="ab", variant="c"), CODE._replace(library_id="a", variant="bc")),
    ]:
        assert implementation_digest(one) != implementation_digest(other)


def test_rules_that_are_others_make_every_row_out_of_date(monkeypatch):
    before = implementation_digest(CODE), spec_digest(SPEC, TAGS)
    monkeypatch.setattr(catalog, "RULES", "another")
    after = implementation_digest(CODE), spec_digest(SPEC, TAGS)
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_a_digest_has_128_bits_and_takes_any_text():
    for row in (CODE, CODE._replace(file_path="\udcff")):
        assert len(bytes.fromhex(implementation_digest(row))) == 16


class TestBeside:
    """What a file beside a row says of it."""

    def test_it_moves_the_digest(self):
        facts = [ALONE, Beside("1"), Beside("2")]
        assert len({implementation_digest(CODE, beside) for beside in facts}) == 3
        assert len({spec_digest(SPEC, TAGS, beside) for beside in facts}) == 3

    def test_a_row_that_has_none_is_not_the_same_as_one_that_stands_alone(self):
        assert implementation_digest(CODE, Beside()) != implementation_digest(CODE)
        assert spec_digest(SPEC, TAGS, Beside()) != spec_digest(SPEC, TAGS)

    @pytest.mark.parametrize("owner", [Owner.REVIEWS, Owner.BUCKET])
    def test_columns_that_it_has_taken_over_count(self, owner):
        taken = Beside("1", (owner,))
        for name in CODE._fields:
            counts = name in names(CODE, *DECLARED, owner)
            moved = implementation_digest(edited(CODE, name), taken)
            assert (moved != implementation_digest(CODE, taken)) is counts, name

    def test_a_seal_is_the_digest_and_nothing_else_moves(self):
        for beside in (ALONE, Beside("1", (Owner.REVIEWS,))):
            sealed = sealed_implementation(CODE, beside)
            assert sealed == CODE._replace(content_hash=implementation_digest(CODE, beside))
            sealed = sealed_spec(SPEC, TAGS, beside)
            assert sealed == SPEC._replace(content_hash=spec_digest(SPEC, TAGS, beside))
        assert sealed_implementation(CODE) == sealed_implementation(CODE, ALONE)
        assert sealed_spec(SPEC, TAGS) == sealed_spec(SPEC, TAGS, ALONE)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"), (True, "true"), (False, "false"), (0, "0"), (-7, "-7"), (10**30, f"1{'0' * 30}"),
        (1.0, "1.0"), (0.1, "0.1"), (1e-7, "0.0000001"), (1e22, f"1{'0' * 22}"), (-2.5e-3, "-0.0025"),
        (0.0, "0.0"), (-0.0, "0.0"),
        ("a", '"a"'), ('"\\\n\u00e9\u2028', '"\\"\\\\\\n\u00e9\u2028"'), ("", '""'),
        ([], "[]"), ([1, "a", None], '[1, "a", null]'), ((1, (2,)), "[1, [2]]"),
        ({}, "{}"), ({"b": 1, "a": [True]}, '{"a": [true], "b": 1}'),
        # by length in bytes, then by bytes
        ({"aa": 1, "b": 2, "\u00e9": 3, "ab": 4, "A": 5}, '{"A": 5, "b": 2, "aa": 1, "ab": 4, "\u00e9": 3}'),
    ],
)  # fmt: skip
def test_json_is_written_as_postgresql_prints_it(value, text):
    assert jsonb_text(value) == text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_json_does_not_have_is_refused(value):
    with pytest.raises(ValueError, match=f"^{value} is not a JSON number$"):
        jsonb_text([value])


def test_a_type_that_json_does_not_have_is_refused():
    with pytest.raises(TypeError, match=r"^set is not a JSON type$"):
        jsonb_text({"a": {1}})


def test_what_identifies_a_row():
    assert CODE.key == ("s", "l", "v")
    assert TAGS[1].key == ("s", "b")
    assert REVIEW.key == (7, 2)
    assert Promotion("s", "twitter", "high").key == ("s", "twitter")
    assert Library("l", "L").active is True


@pytest.mark.parametrize(
    ("is_pull_request", "merged_at", "counts"),
    [(False, None, True), (True, None, False), (True, WHEN, True)],
)
def test_a_review_of_a_pull_request_counts_once_that_is_merged(is_pull_request, merged_at, counts):
    review = REVIEW._replace(is_pull_request=is_pull_request, merged_at=merged_at)
    assert review.is_of_merged_code is counts
