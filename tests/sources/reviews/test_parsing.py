"""Many comments are parsed in a process of their own, and are read as each of them alone is."""

from __future__ import annotations

import multiprocessing

import pytest

from comments import all_cases
from sync.sources.reviews.parser import parse_comment
from sync.sources.reviews.parsing import Parsing

TEXTS = [case["body"] for case in all_cases()] + [None, "", "Thanks."]


@pytest.fixture
def parsing():
    made = Parsing()
    yield made
    made.end()
    for process in multiprocessing.active_children():
        process.join()


def test_many_comments_are_read_as_one_is(parsing):
    asked = [parsing.begin(text) for text in TEXTS]
    assert multiprocessing.active_children() != []
    assert [parsed() for parsed in asked] == list(map(parse_comment, TEXTS))


def test_a_few_need_no_other_process(parsing):
    asked = [parsing.begin(text) for text in TEXTS[:100]]
    assert [parsed() for parsed in asked] == list(map(parse_comment, TEXTS[:100]))
    assert multiprocessing.active_children() == []


def test_what_a_killed_process_leaves_is_parsed_here(parsing):
    asked = [parsing.begin(text) for text in TEXTS]
    for process in multiprocessing.active_children():
        process.kill()
    assert [parsed() for parsed in asked] == list(map(parse_comment, TEXTS))
