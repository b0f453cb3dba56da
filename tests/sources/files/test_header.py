import ast
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.sources.files.header import python_version, syntax_problem

PATH = "plots/matplotlib/bar/bar-basic/default.py"


def version(text: str, variant: str = "default") -> str:
    read, problems = python_version(PATH, text, variant)
    assert problems == []
    return read


# --- the version


@pytest.mark.parametrize(
    "stated", ["3.10+", "3.11", "3.10-3.12", "all", "3.9", "3.11.4", "3.13.100"]
)
def test_the_docstring_states_the_version(stated: str):
    assert version(f'"""\nbar-basic: Bars\nPython: {stated}\n"""\n') == stated
    assert version(f'"""Bars.\n\n    python :  {stated} \n    """', "py27") == stated


def test_all_may_be_written_in_capitals():
    assert version('"""Python: ALL"""') == "all"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Library: matplotlib 3.10.0 | Python 3.13.1", "3.13.1"),
        ("library : plotly 6 | python: 3.12+ | CPU", "3.12+"),
        ("Library: seaborn | Quality: 90 | Python 3.10-3.12", "3.10-3.12"),
        ("Library: pygal | Python all", "all"),
        ("Library: pygal | Python 3.x", "3.9"),
        ("Library: Python 3.12", "3.9"),
        ("My Library: x | Python 3.12", "3.9"),
    ],
)
def test_the_line_of_the_library_states_the_version_too(line: str, expected: str):
    assert version(f'"""\nbar-basic: Bars\n{line}\n"""\n', "py39") == expected


def test_a_line_of_its_own_goes_before_that_of_the_library():
    library = "Library: x | Python 3.13.1"
    assert version(f'"""\n{library}\nPython: 3.11+\n"""') == "3.11+"
    read, problems = python_version(PATH, f'"""\n{library}\nPython: new\n"""', "py39")
    assert (read, [found.code for found in problems]) == ("3.13.1", ["python-version"])


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ("py310", "3.10"), ("py39", "3.9"), ("py27", "2.7"), ("py3", "3.10+"), ("default", "3.10+"),
        ("py310_dark", "3.10+"), ("my_py310", "3.10+"), ("py3100", "3.10+"), ("py410", "3.10+"),
    ],
)  # fmt: skip
def test_without_a_line_the_variant_decides(variant: str, expected: str):
    assert version("x = 1\n", variant) == expected
    assert version('"""Bars, for Python 3.12"""', variant) == expected


@pytest.mark.parametrize(
    "stated", [">=3.10", "3", "3.10 or so", "", "3.10 - 3.12", "3.10++", "4.0", "3.11.4+", "3.11.4-3.12", "3.11.", "\u0663.10"]
)  # fmt: skip
def test_a_line_that_is_no_version_is_a_warning(stated: str):
    text = f'# Bars\n"""\nBars\n  Python: {stated}\n"""\n# Python: 3.11\n'
    read, (problem,) = python_version(PATH, text, "py311")
    assert read == "3.11"
    assert (problem.severity, problem.code) == ("warning", "python-version")
    assert (problem.path, problem.line) == (PATH, 4)
    assert problem.message == f"Python: {stated.strip()}"


def test_the_first_line_counts():
    assert version('"""\nPython: 3.11\nPython: 3.12\n"""') == "3.11"


@pytest.mark.parametrize(
    "text",
    [
        '"""Python: 3.11"""',
        "'''Python: 3.11'''",
        '"Python: 3.11"',
        "'Python: 3.11'",
        'r"""Python: 3.11"""',
        'U"""Python: 3.11"""',
        '"""\\\nPython: 3.11\n"""',
        '"Bars\\nPython: 3.11"',
        '"" "Python: 3.11"',
        '"Bars\\n" \\\n "Python: 3.11"',
        '"""a "quoted" word\nPython: 3.11"""',
        '"""a \\""" b\nPython: 3.11"""',
        '#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n\n \n"""Python: 3.11"""',
        '\\\n"""Python: 3.11"""',
        '"""Python: 3.11""" # comment',
        '"""Python: 3.11"""; x = 1',
        '"""Python: 3.11"""  \\\n\nx = 1',
        '"""\nPython: 3.11\n"""\ndef broken(:\n',
    ],
)
def test_docstrings(text: str):
    assert version(text) == "3.11"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Python: 3.11",
        'x = """\nPython: 3.11\n"""',
        'import x\n"""\nPython: 3.11\n"""',
        'f"""Python: 3.11"""',
        'b"""Python: 3.11"""',
        'rb"Python: 3.11"',
        '"a" f"Python: 3.11"',
        '"Python: 3.11" + x',
        '"Python: 3.11".strip()',
        '"Python: 3.11" % x',
        '"Python: 3.11" b"x"',
        '"""Python: 3.11',
        '"Python: 3.11\n"',
        '"""\nPython: 3.11\n""',
        '"Python: 3.11\\N{no such name}"',
        '"""Bars"""\n"""Python: 3.11"""',
        '"""Runs on Python: 3.11"""',
        '"""CPython: 3.11"""',
        '"Python: 3.11" ' * 200,
    ],
)
def test_what_is_no_docstring(text: str):
    assert version(text) == "3.10+"


PIECES = [
    '"""',
    "'''",
    '"',
    "'",
    "r",
    "f",
    "b",
    "u",
    "\\",
    "\n",
    " ",
    "#",
    ";",
    "Python: 3.11",
    "x",
    "\\x",
    ",",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_the_docstring_is_the_one_that_python_sees(text: str):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            docstring = ast.get_docstring(ast.parse(text), clean=False)
    except (SyntaxError, ValueError):
        python_version(PATH, text, "default")
        return
    lines = [line.strip(" \t") for line in (docstring or "").split("\n")]
    read, problems = python_version(PATH, text, "default")
    first = next((line for line in lines if line.startswith("Python:")), None)
    expected = "3.11" if first and first.removeprefix("Python:").strip() == "3.11" else "3.10+"
    assert read == expected
    assert bool(problems) == (first is not None and expected == "3.10+")


MEGABYTES = 5 << 20


@pytest.mark.parametrize(
    "unit",
    ["#\n", "\n", '"', "'", '"""', "'a' ", '"a""b"', "\\", "\\\n", '"""\\', 'r"""\\"', "\nPython:", " "],
)  # fmt: skip
@pytest.mark.parametrize("start", ["", '"""'])
def test_files_of_five_megabytes_are_read(start: str, unit: str):
    text = start + unit * (MEGABYTES // len(unit))
    assert python_version(PATH, text, "default")[0] == "3.10+"


# --- the syntax


def test_what_parses_is_no_problem():
    assert syntax_problem(PATH, "") is None
    assert syntax_problem(PATH, "é = 'ü'\nmatch = 1\n") is None


def test_line_and_column_are_in_the_message():
    problem = syntax_problem(PATH, "x = 1\n\ny = (1 +\n")
    assert problem is not None
    assert (problem.severity, problem.code, problem.line) == ("warning", "python-syntax", 3)
    assert problem.message == "line 3, column 5: '(' was never closed"


def test_the_encoding_is_utf8_whatever_the_file_says():
    assert syntax_problem(PATH, "# coding: punycode\né = 1\n") is None


def test_python_says_nothing_of_its_own(recwarn: pytest.WarningsRecorder):
    assert syntax_problem(PATH, "'\\d' is 1\n") is None
    assert not recwarn.list


@pytest.mark.parametrize("size", [1, 40_000])
def test_large_files_are_parsed_as_small_ones_are(size: int):
    above = "#\n" * size
    assert syntax_problem(PATH, above + "x = 1\n") is None
    problem = syntax_problem(PATH, above + "x = = 1\n")
    assert problem is not None
    assert problem.message == f"line {size + 1}, column 5: invalid syntax"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "[" * 100_000 + "]" * 100_000,
        "-" * 100_000 + "1",
        "not " * 100_000 + "1",
        "lambda:" * 100_000 + "1",
        "a" + ".b" * 1_000_000,
        "1" + "+1" * 100_000,
        "f'{" * 150,
        "{1:" * 150,
        "import " + "a." * 1_000_000 + "a",
        "9" * 5_000,
    ],
)
def test_hostile_files_end_with_a_problem(text: str):
    problem = syntax_problem(PATH, text)
    assert problem is not None
    assert problem.code == "python-syntax"


@settings(deadline=None)
@given(st.text() | st.text(alphabet="()[]{}:=+-*'\"\\\n #abfr1.,"))
def test_every_text_is_either_parsed_or_a_problem(text: str):
    problem = syntax_problem(PATH, text.replace("\0", ""))
    assert problem is None or problem.message
