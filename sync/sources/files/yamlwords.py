"""What is wrong with YAML that does not parse, in words for people who do not know the parser.

The parser says where it stopped; what is wrong there, the line itself says best.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sync.sources.files.text import short

_KEY = r"[ ]*(?:-[ ]+)*[\w-]+"
_TWO_COLONS = re.compile(rf"(?P<key>{_KEY}):[ ]+(?P<value>[^\"'\[{{|>&*#][^\n]*:(?:[ ][^\n]*)?)$")
_NO_SPACE = re.compile(rf"(?P<key>{_KEY}):(?P<value>[^\s/:][^\n]*)$")
_BAD_START = re.compile(rf"(?:{_KEY}:|[ ]*-)[ ]+(?P<sign>[@`%*&!|>])(?P<rest>[^\n]*)$")
_QUOTED = re.compile(rf"(?:{_KEY}:|[ ]*-)[ ]+(?P<quote>[\"'])")
_INDENT = re.compile(r"[ ]*\t")
_HEADING = re.compile(r"^##[ \t]", re.MULTILINE)
_QUOTE = "put the value in double quotes"


class Fault(NamedTuple):
    """A line (from 1), what is wrong in it, and what to do."""

    line: int
    message: str
    hint: str


def fault(lines: Sequence[str], at: int, began: int | None, words: str) -> Fault:
    """What is wrong with YAML of which the parser got to one of its ``lines``.

    Args:
        lines: the text.
        at: where the parser stopped; counts from 0, as ``began`` does.
        began: where what it was reading begins, if it says so.
        words: what it says, in any of its versions.
    """
    last = len(lines) - 1
    at, began = min(at, last), None if began is None else min(began, last)
    line = lines[at]
    if _INDENT.match(line):
        return Fault(at + 1, "a tab in the indentation", "indent with spaces: YAML takes no tabs")
    if _HEADING.search("\n".join(lines[: at + 1])):
        return Fault(at + 1, "this is Markdown, not YAML", "let the file's name end in .md")
    if "quoted scalar" in words and began is not None:
        return Fault(began + 1, "a quote that opens here is never closed", "close it")
    for where in dict.fromkeys((at, max(at - 1, 0), began if began is not None else at)):
        found = _of_line(where, lines[where])
        if found is not None:
            return found
    if "flow" in words and began is not None:
        sign = "[" if "sequence" in words else "{"
        message = f"a `{sign}` that opens here is never closed, or a comma is missing behind it"
        return Fault(
            began + 1, message, f"close it, or put a text that begins with {sign} in quotes"
        )
    if "mapping values" in words:
        return Fault(at + 1, "a colon where no key can stand", f"{_QUOTE}, or mend the indentation")
    since = f" since line {began + 1}" if began is not None and began != at else ""
    return Fault(
        at + 1,
        f"this line does not fit what stands above it{since}",
        "begin the keys of one entry in the same column, each with a colon and a space behind it",
    )


def _of_line(at: int, line: str) -> Fault | None:
    """What is wrong with a line by itself."""
    if opening := _QUOTED.match(line):
        closing = line.find(opening["quote"], opening.end())
        rest = line[closing + 1 :].strip() if closing > 0 else ""
        if rest and not rest.startswith("#"):
            message = f"`{short(rest)}` stands behind the closing quote"
            return Fault(at + 1, message, "put the whole value in quotes of the other kind")
        return None
    if bad := _BAD_START.match(line):
        message = f"a value cannot begin with {bad['sign']} unless it is quoted"
        return Fault(
            at + 1, message, f'put it in double quotes: "{short(bad["sign"] + bad["rest"])}"'
        )
    if two := _TWO_COLONS.match(line):
        told = f'{two["key"].strip()}: "{short(two["value"].strip())}"'
        return Fault(at + 1, "a second colon in one line", f"{_QUOTE}: `{told}`")
    if joined := _NO_SPACE.match(line):
        told = f"{joined['key'].strip()}: {short(joined['value'])}"
        return Fault(at + 1, "no space behind the colon", f"write `{told}`")
    return None
