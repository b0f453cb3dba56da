import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.model.catalog import Library
from sync.model.layouts.names import is_library_id
from sync.model.libraries import WELL_KNOWN, default_library
from sync.model.problems import Problem, has_errors
from sync.sources.files.libraries import parse_libraries

PATH = "plots/libraries.yaml"


def parse(text: str) -> tuple[dict[str, Library] | None, list[Problem]]:
    return parse_libraries(PATH, text.encode())


def libraries(text: str) -> dict[str, Library]:
    read, problems = parse(text)
    assert read is not None, problems
    assert problems == []
    return read


def only(text: str) -> Problem:
    """The one problem of ``text``, which is an error."""
    read, (problem,) = parse(text)
    assert read is None
    assert problem.path == PATH
    return problem


def test_all_that_an_entry_may_state():
    text = """
- id: my_lib
  name: My Library
  version: "5.10"
  documentation_url: https://example.org
  active: false
- {id: other-lib}
"""
    assert libraries(text) == {
        "my_lib": Library("my_lib", "My Library", "5.10", "https://example.org", active=False),
        "other-lib": Library("other-lib", "other-lib"),
    }


def test_well_known_libraries_have_their_name_and_documentation():
    assert libraries("[{id: matplotlib}, {id: letsplot, version: '4'}]") == {
        "matplotlib": Library("matplotlib", "Matplotlib", None, "https://matplotlib.org"),
        "letsplot": Library("letsplot", "Lets-Plot", "4", "https://lets-plot.org"),
    }


def test_a_stated_null_is_no_documentation():
    text = "- {id: matplotlib, name: null, version: null, documentation_url: null, active: null}"
    assert libraries(text) == {"matplotlib": Library("matplotlib", "Matplotlib")}


def test_no_libraries_at_all():
    assert libraries("[]") == {}


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        ("- id: a\n  version: 5.10\n", "yaml-wrong-type", 2,
         'version is a number; write version: "5.10" in quotes, or it is 5.1'),
        ("- id: a\n  version: 3\n", "yaml-wrong-type", 2, 'write version: "3"'),
        ("- id: a\n  name: on\n", "yaml-wrong-type", 2, 'write name: "on"'),
        ("- id: a\n  active: 'no'\n", "yaml-wrong-type", 2, "write active: true or active: false"),
        ("- id: a\n- id: b\n- id: a\n", "library-duplicate", 3, "in line 1"),
        ("- id: a\n  id: b\n", "yaml-duplicate-key", 2, "in line 1"),
        ("- id: Matplotlib\n", "library-name-invalid", 1, "'Matplotlib' is not a library id"),
        ("- id: ''\n", "library-name-invalid", 1, "'' is not a library id"),
        ("- id: 2024-01-01\n", "yaml-wrong-type", 1, "id is a date"),
        ("- name: A\n", "yaml-missing-key", 1, "a library without id"),
        ("- id:\n", "yaml-missing-key", 1, "a library without id"),
        ("- matplotlib\n", "yaml-wrong-type", 1, "an entry is a text; write {id: matplotlib"),
        ("matplotlib:\n  name: A\n", "yaml-wrong-type", 1, "the file is a mapping; write a list"),
        ("", "yaml-wrong-type", 1, "the file is empty; write a list"),
        ("- [", "yaml-syntax", 1, "is never closed"),
        ("\n- !!python/object:os.x {}\n", "yaml-tag", 2, "explicit tag"),
        ("[" * 100_000, "yaml-too-deep", 1, "nesting"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_its_line(text: str, code: str, line: int, words: str):
    problem = only(text)
    assert (problem.code, problem.line) == (code, line)
    assert words in problem.message


def test_an_unknown_key_gets_a_suggestion():
    problem = only("- {id: a, documentation-url: b}")
    assert problem.code == "yaml-unknown-key"
    assert problem.hint == "did you mean documentation_url?"


def test_bytes_that_are_no_text_are_an_error():
    assert parse_libraries(PATH, b"\xff")[1][0].code == "file-not-utf8"


def test_the_default_of_an_unknown_library_is_its_id():
    assert default_library("my_lib") == Library("my_lib", "my_lib")
    assert default_library("seaborn").name == "Seaborn"


def test_what_is_well_known_is_valid():
    for library_id, library in WELL_KNOWN.items():
        assert is_library_id(library_id)
        assert library.id == library_id
        assert library.name.lower().replace("-", "") == library_id.replace("-", "").replace("_", "")
        assert library.documentation_url is not None
        assert library.documentation_url.startswith("https://")
        assert not library.documentation_url.endswith("/")
        assert library.active


@settings(deadline=None)
@given(st.binary() | st.text(alphabet="- [{}]:,idnamervsoct&*!'\"\n ").map(str.encode))
def test_all_bytes_are_read(data: bytes):
    read, problems = parse_libraries(PATH, data)
    assert (read is None) == has_errors(problems)
