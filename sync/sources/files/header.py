"""What an implementation says of itself: its Python version, and whether it parses.

The file is never imported or run (contract, section 1, implementations).
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import warnings

from sync.problems import Problem, problem
from sync.sources.files import syntax
from sync.sources.files.text import IMPLEMENTATION_LIMIT, decode, line_at, short

ANY_VERSION = "3.10+"
"""What a file runs on that says nothing: the default of ``implementations.python_version``."""

# every repetition is possessive: a file of 5 MiB is read once, forwards
_ABOVE = re.compile(r"(?:[ \t\f\n]++|#[^\n]*+|\\\n)*+")
_STRING = re.compile(
    r"""[rRuU]?+(?:
        \"{3}([^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+)\"{3}
      | '{3}([^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+)'{3}
      | "(?!"")([^"\\\n]*+(?:\\.[^"\\\n]*+)*+)"
      | '(?!'')([^'\\\n]*+(?:\\.[^'\\\n]*+)*+)'
    )""",
    re.DOTALL | re.VERBOSE,
)
_BESIDE = re.compile(r"(?:[ \t\f]++|\\\n)*+")
_END = re.compile(_BESIDE.pattern + r"(?:[;#\n]|\Z)")
_MOST_PIECES = 100
_VERSION_LINE = re.compile(r"\n[ \t]*+[Pp](?:ython|YTHON)[ \t]*+:[ \t]*+([^\n]*)")
_VERSION = re.compile(r"3\.[0-9]{1,3}(?:\+|-3\.[0-9]{1,3})?|[Aa][Ll][Ll]")
_VARIANT = re.compile(r"py([23])([0-9]{1,2})")

_SMALL = 32 << 10
"""Bytes that the parser of any version takes less than half a second for."""
_PATIENCE = 5.0
"""Seconds after which the parser is stopped: long dotted names take it quadratic time."""


def python_version(path: str, text: str, variant: str) -> tuple[str, list[Problem]]:
    """The Python versions that an implementation is for.

    It is what the ``Python:`` line of the module docstring says, else what a
    variant such as ``py310`` says, else ``3.10+`` (contract, section 1). A
    line that says something else is a ``python-version`` warning.
    """
    problems: list[Problem] = []
    docstring, at = _docstring(text)
    stated = _VERSION_LINE.search(f"\n{docstring}") if docstring else None
    if stated is not None:
        version = stated[1].strip()
        if _VERSION.fullmatch(version):
            return version.lower(), []
        written = text.find(stated[0].strip(), at)
        line = line_at(text, max(at, written))
        problems.append(problem("python-version", path, f"Python: {short(version)}", line=line))
    named = _VARIANT.fullmatch(variant)
    return f"{named[1]}.{named[2]}" if named else ANY_VERSION, problems


def syntax_problem(path: str, data: bytes) -> Problem | None:
    """A ``python-syntax`` warning, if the running interpreter cannot parse the file.

    None also for bytes that are no text, which others report. A file over
    32 KiB is parsed by an interpreter of its own, which may run out of time
    or memory. Call this from the main thread: others have smaller stacks.
    """
    text, _ = decode(path, data, IMPLEMENTATION_LIMIT)
    if text is None:
        return None
    found = syntax.fault(text) if len(data) <= _SMALL else _fault_apart(text)
    if found is None:
        return None
    line, column, words = found
    where = f"line {line}, column {column}: " if line else ""
    return problem("python-syntax", path, where + words, line=line or None)


def _fault_apart(text: str) -> syntax.Fault | None:
    """:func:`syntax.fault` in a process that may fail."""
    command = [sys.executable, "-I", syntax.__file__]
    try:
        done = subprocess.run(
            command, input=text.encode(), capture_output=True, check=True, timeout=_PATIENCE
        )
    except (subprocess.SubprocessError, OSError):
        return 0, 0, "it is too deep or too large for Python's parser"
    line, column, words = done.stdout.decode().split("\t", 2)
    return (int(line), int(column), words) if words else None


def _docstring(text: str) -> tuple[str, int]:
    """The module docstring, empty where there is none, and where the first statement begins.

    It is one string, or several side by side, and nothing else: bytes,
    f-strings and expressions are none.
    """
    above = _ABOVE.match(text)
    start = above.end() if above else 0
    piece = _STRING.match(text, start)
    if piece is None:
        return "", start
    last, pieces = piece, 1
    if not text.startswith("\n", piece.end()):
        while (beside := _beside(text, last)) and pieces < _MOST_PIECES:
            last, pieces = beside, pieces + 1
        if not _END.match(text, last.end()):
            return "", start
    source = text[start : last.end()]
    if pieces == 1 and "\\" not in source:
        return piece[piece.lastindex or 0], start
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = ast.literal_eval(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return "", start
    return (value if isinstance(value, str) else ""), start


def _beside(text: str, string: re.Match[str]) -> re.Match[str] | None:
    gap = _BESIDE.match(text, string.end())
    return _STRING.match(text, gap.end() if gap else string.end())
