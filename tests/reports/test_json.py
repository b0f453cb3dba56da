"""A report that is read back, also one that a version with other sources has written."""

from __future__ import annotations

import json

import pytest

from sync.reports import json as reports
from sync.reports import markdown
from sync.reports.json import DocumentError

MORE = {"status": "ok", "lines": 3, "read_again": 1}


@pytest.fixture
def document(sync):
    return sync("diff").document


def parsed(document):
    return reports.parse(json.dumps(document))


def test_every_source_says_what_it_counts(document):
    assert list(document["sources"]) == ["files", "reviews", "previews"]
    assert parsed(document).sources == document["sources"]


@pytest.mark.parametrize("name", ["files", "reviews", "previews"])
def test_a_version_with_fewer_sources_can_be_read(document, name):
    del document["sources"][name]
    report = parsed(document)
    assert report.sources == document["sources"]
    assert "## pyplots-sync diff: ok" in markdown.render(report)


def test_a_version_without_any_can_be_read(document):
    del document["sources"]
    assert parsed(document).sources == {}


def test_a_version_with_more_sources_can_be_read(document):
    document["sources"]["codeowners"] = MORE
    assert parsed(document).sources["codeowners"] == MORE


def test_one_of_them_may_have_been_unavailable(document):
    document["sources"]["codeowners"] = MORE | {"status": "unavailable"}
    document["status"] = "held-back"
    told = {"severity": "warning", "code": "codeowners-unavailable", "path": None, "line": None}
    document["problems"] = [told | {"message": "it does not answer", "hint": "ask again"}]
    report = parsed(document)
    (found,) = report.problems
    assert (found.severity, found.code) == ("warning", "codeowners-unavailable")
    assert "Held back: codeowners." in markdown.render(report)
    # of a source that the document does not have, nothing is known
    del document["sources"]["codeowners"]
    with pytest.raises(DocumentError):
        parsed(document)


@pytest.mark.parametrize(
    "sources",
    [
        {"a link [x](y)": MORE},
        {"x" * 21: MORE},
        {f"source_{letter}": MORE for letter in "abcdefghijklmnopqrstu"},
        {"files": {"status": "perhaps"}},
        {"files": {"specs": 1}},
        {"files": {"status": "ok", "specs": "many"}},
        {"files": {"status": "ok", "<b>": 1}},
        {"files": {"status": "ok", **{f"count_{letter}": 1 for letter in "abcdefghijklmnopqrstu"}}},
        [],
    ],
)
def test_what_no_source_says_is_no_report(document, sources):
    document["sources"] = sources
    with pytest.raises(DocumentError):
        parsed(document)
