"""Problems: their order, what they say of themselves, and that no secret is in them."""

from __future__ import annotations

import pytest

from sync.model import secrets
from sync.model.problems import KINDS, Problem, has_errors, in_order, printable, problem


def test_a_kind_gives_severity_and_hint_and_the_place_that_finds_it_may_know_better():
    kind = KINDS["spec-no-title"]
    found = problem("spec-no-title", "specs/x.md", "has none", line=3)
    assert found == Problem(kind.severity, "spec-no-title", "specs/x.md", 3, "has none", kind.hint)
    assert problem("spec-no-title", None, "", hint="do this").hint == "do this"
    assert problem("spec-no-title", None, "", hint="").hint == kind.hint
    assert problem("spec-no-title", None, "").path is None
    assert problem("spec-no-title", "x", "").line is None


def test_what_nobody_has_written_down_is_no_kind():
    with pytest.raises(KeyError):
        problem("no-such-kind", None, "")


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_says_what_it_means_and_what_to_do(name):
    kind = KINDS[name]
    assert kind.severity in ("error", "warning")
    assert kind.meaning
    assert kind.hint
    assert name == name.lower().replace("_", "-")


def test_bytes_that_are_not_utf_8_are_shown_as_escapes():
    found = problem("spec-no-title", "a\udcff", "b\udcfe")
    assert (found.path, found.message) == (r"a\udcff", r"b\udcfe")
    assert printable("\u00e9") == "\u00e9"


def test_no_secret_is_in_them():
    secrets.know("hush hush")
    found = problem("spec-no-title", None, "say hush hush", hint="or hush hush")
    assert (found.message, found.hint) == ("say ***", "or ***")


def test_one_error_is_enough():
    error, warning = (
        problem(next(name for name, kind in KINDS.items() if kind.severity == severity), None, "")
        for severity in ("error", "warning")
    )
    assert has_errors([warning, error])
    assert not has_errors([warning, warning])
    assert not has_errors([])


def test_they_are_in_the_order_of_path_line_code_and_words_each_once():
    wanted = [
        problem("spec-no-title", None, "a"),
        problem("spec-no-title", None, "b"),
        problem("spec-no-title", None, "a", line=1),
        problem("spec-no-title", "A", "b"),
        problem("spec-no-title", "a", "b"),
        problem("file-stray", "a", "z", line=2),
        problem("spec-no-title", "a", "a", line=2),
        problem("spec-no-title", "a", "b", line=10),
        problem("file-stray", "b", "a"),
    ]
    assert in_order([*wanted[::-1], *wanted]) == wanted
