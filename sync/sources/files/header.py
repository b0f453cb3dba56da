"""What an implementation says of itself: its Python version, and whether it parses.

The file is never imported or run (contract, section 1, implementations).
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import warnings

from sync.model.problems import Problem, problem
from sync.sources.files import syntax
from sync.sources.files.text import line_at, short

ANY_VERSION = "3.10+"
"""What a file runs on that says nothing: the default of ``implementations.python_version``."""

# a file of 5 MiB is read once, forwards, a token at a time: a pattern for the whole would keep
# every step of it to go back to
_ABOVE = re.compile(r"[ \t\f\n]+|#[^\n]*|\\\n")
_BESIDE = re.compile(r"[ \t\f]+|\\\n")
_QUOTE = re.compile(r"[rRuU]?(\"\"\"|\'\'\'|\"|\')")
_WITHIN = {
    quote: re.compile(rf"\\.|{quote}" + (r"|\n" if len(quote) == 1 else ""), re.DOTALL)
    for quote in ('"""', "'''", '"', "'")
}
_END = re.compile(r"[;#\n]|\Z")
_MOST_PIECES = 100
_VERSION_LINE = re.compile(r"\n[ \t]*[Pp](?:ython|YTHON)[ \t]*:[ \t]*([^\n]*)")
_LIBRARY_LINE = re.compile(r"\n[ \t]*[Ll](?:ibrary|IBRARY)[ \t]*:([^\n]*)")
_BEHIND_LIBRARY = re.compile(r"python[ \t]*:?[ \t]*(\S+)", re.IGNORECASE)
_VERSION = re.compile(r"3\.[0-9]{1,3}(?:\+|\.[0-9]{1,3}|-3\.[0-9]{1,3})?|[Aa][Ll][Ll]")
_VARIANT = re.compile(r"py([23])([0-9]{1,2})")

_SMALL = 32 << 10
"""Bytes that the parser of any version takes less than half a second for."""
_PATIENCE = 5.0
"""Seconds after which the parser is stopped: long dotted names take it quadratic time."""


def python_version(path: str, text: str, variant: str) -> tuple[str, list[Problem]]:
    """The Python versions that an implementation is for.

    It is what the ``Python:`` line of the module docstring says, else what its
    line ``Library: … | Python 3.13.1`` says, else what a variant such as
    ``py310`` says, else ``3.10+`` (contract, section 1). A ``Python:`` line
    that says something else is a ``python-version`` warning.
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
    beside = _beside_library(docstring)
    if beside is not None:
        return beside, problems
    named = _VARIANT.fullmatch(variant)
    return f"{named[1]}.{named[2]}" if named else ANY_VERSION, problems


def syntax_problem(path: str, text: str, variant: str = "") -> Problem | None:
    """A ``python-syntax`` warning, if the running interpreter cannot parse the file.

    None also for a file that says that it is for newer versions, of which this
    one knows nothing. A file over 32 KiB is parsed by an interpreter of its own,
    which may run out of time or memory. Call this from the main thread: others
    have smaller stacks.
    """
    is_small = len(text.encode()) <= _SMALL
    if is_small and syntax.parses(text):
        return None
    found = syntax.fault(text) if is_small else _fault_apart(text)
    if found is None or _is_newer(python_version(path, text, variant)[0]):
        return None
    line, column, words = found
    where = f"line {line}, column {column}: " if line else ""
    return problem("python-syntax", path, where + words, line=line or None)


def _is_newer(version: str) -> bool:
    """Whether what runs on ``version`` (``3.12+``, ``3.13.1``) is newer than what runs this."""
    lowest = re.match(r"3\.([0-9]+)", version)
    return lowest is not None and (3, int(lowest[1])) > sys.version_info[:2]


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
    start = _behind(_ABOVE, text, 0)
    piece = _string(text, start)
    if piece is None:
        return "", start
    inner, end = piece
    pieces = 1
    if not text.startswith("\n", end):
        while (beside := _string(text, _behind(_BESIDE, text, end))) and pieces < _MOST_PIECES:
            end, pieces = beside[1], pieces + 1
        if not _END.match(text, _behind(_BESIDE, text, end)):
            return "", start
    source = text[start:end]
    if pieces == 1 and "\\" not in source:
        return inner, start
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = ast.literal_eval(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return "", start
    return (value if isinstance(value, str) else ""), start


def _beside_library(docstring: str) -> str | None:
    """The version that a line ``Library: … | Python 3.13.1`` states, if it is one."""
    line = _LIBRARY_LINE.search(f"\n{docstring}") if docstring else None
    for part in line[1].split("|")[1:] if line else ():
        stated = _BEHIND_LIBRARY.fullmatch(part.strip())
        if stated is not None and _VERSION.fullmatch(stated[1]):
            return stated[1].lower()
    return None


def _behind(tokens: re.Pattern[str], text: str, at: int) -> int:
    """Where the ``tokens`` end that stand at ``at``, one behind the other."""
    while (token := tokens.match(text, at)) is not None:
        at = token.end()
    return at


def _string(text: str, at: int) -> tuple[str, int] | None:
    """What a string at ``at`` holds, escapes as written, and where it ends."""
    opening = _QUOTE.match(text, at)
    if opening is None:
        return None
    quote, start = opening[1], opening.end()
    end, within = start, _WITHIN[quote]
    while (found := within.search(text, end)) is not None:
        end = found.end()
        if found[0] == quote:
            return text[start : found.start()], end
        if found[0] == "\n":
            return None
    return None
