"""Types and defaults: what a parenthesis, a table cell or the words of a text state.

All of it is contract, section 1 (type, default). Every function here takes
time linear in the length of its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import NamedTuple

from sync.sources.files.facts import ABSENT, Absent, Json

_KIND_OF_WORD = {
    "numeric": "numeric",
    "integer": "numeric",
    "float": "numeric",
    "number": "numeric",
    "categorical": "categorical",
    "datetime": "datetime",
    "date": "datetime",
    "timestamp": "datetime",
    "time": "datetime",
    "boolean": "boolean",
    "text": "text",
    "string": "text",
}
_WORD = re.compile(r"\b(" + "|".join(_KIND_OF_WORD) + r")s?\b")
_CONSTANTS: dict[str, Json] = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    "null": None,
    "Null": None,
    "NULL": None,
    "None": None,
}
_DIGITS = r"(?:0|[1-9][0-9]*(?:_[0-9]+)*)"
_INTEGER = re.compile(rf"[+-]?{_DIGITS}")
_FLOAT = re.compile(rf"[+-]?(?:{_DIGITS}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_LONGEST_NUMBER = 100
"""Characters; what is longer stays text (Python refuses integers of 4300 digits)."""

_MARK = re.compile(r"""[()\[\]{},"'`]""")
_STATEMENT = re.compile(r"[\s*_`]*(type|default)[\s*_`]*[:=](.*)", re.IGNORECASE | re.DOTALL)
_SENTENCE = re.compile(r"(?:^|(?<=[.;,])\s)[*_`]*default[*_`]*:\s*(\S.*)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;](?=\s|$)")
_NO_TYPE = frozenset({"", "optional", "required"})


class Stated(NamedTuple):
    """What a text states, and the ``text`` without the parentheses that state it."""

    text: str
    type: str | None = None
    default: Json | Absent = ABSENT


def guessed_type(text: str) -> str | None:
    """The kind of the first word of ``text`` that names one, plural or not."""
    word = _WORD.search(text.lower())
    return _KIND_OF_WORD[word[1]] if word else None


def stated_type(text: str) -> str | None:
    """``text`` as a type: lower case, up to the first comma outside brackets.

    None for an empty text. Backticks and emphasis around it are not part of it.
    """
    return next(_split(text)).strip().strip("`*").strip().lower() or None


def default_literal(text: str) -> Json:
    r"""The value of a default as written: a number, constant or quoted string, else the text.

    Numbers are Python's (``1_000``, ``.5``, ``1e-3``), but ``007``, ``nan``
    and what overflows (``1e999``) stay text, as does ``none`` in lower case,
    the name of a marker and of a line style. Escapes in quotes stay as written.
    """
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == "`":
        text = text.strip("`").strip()
    if not text:
        return None
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    quote = text[0]
    if quote in "\"'" and text.find(quote, 1) == len(text) - 1 > 0:
        return text[1:-1]
    if len(text) <= _LONGEST_NUMBER:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            number = float(text)
            return number if isfinite(number) else text
    return text


def stated(text: str) -> Stated:
    """What the parentheses of ``text`` state as ``type: …`` and ``default: …``.

    The first statement of each counts. A ``Default: …`` sentence outside
    parentheses states a default too, and stays in the text.
    """
    kind: str | None = None
    default: Json | Absent = ABSENT
    kept: list[str] = []
    position = 0
    for start, end in _groups(text) if "(" in text else ():
        inner = _read(_split(text[start + 1 : end]))
        if inner is None:
            continue
        kind = kind or inner.type
        default = inner.default if default is ABSENT else default
        kept.append(text[position:start].rstrip())
        position = end + 1
    rest = text[position:]
    if kept and rest[:1].isalnum():
        rest = " " + rest
    remaining = "".join([*kept, rest]).strip()
    if default is ABSENT and ":" in remaining and (sentence := _SENTENCE.search(remaining)):
        default = _sentence_default(sentence[1])
    return Stated(remaining, kind, default)


def behind_name(text: str) -> Stated | None:
    """What the parenthesis at the beginning of ``text`` states, and the text behind it.

    Its first part without a key is the type, unless that says only
    ``optional`` or ``required``. None when no parenthesis closes.
    """
    start, end = next(_groups(text), (1, 1))
    if start:
        return None
    parts = list(_split(text[1:end]))
    keyed = _read(parts)
    plain = (stated_type(part) for part in parts if not _STATEMENT.match(part))
    kind = next((kind for kind in plain if kind and kind not in _NO_TYPE), None)
    default = keyed.default if keyed else ABSENT
    return Stated(text[end + 1 :], (keyed and keyed.type) or kind, default)


def _read(parts: Iterable[str]) -> Stated | None:
    """What the parts of a parenthesis state; None when none of them has a key."""
    kind: str | None = None
    default: Json | Absent = ABSENT
    found = False
    for part in parts:
        statement = _STATEMENT.match(part)
        if statement is None:
            continue
        found = True
        if statement[1].lower() == "type":
            kind = kind or stated_type(statement[2])
        elif default is ABSENT:
            default = default_literal(statement[2])
    return Stated("", kind, default) if found else None


def _sentence_default(text: str) -> Json:
    if text[0] in "\"'" and (end := text.find(text[0], 1)) > 0:
        return text[1:end]
    return default_literal(_SENTENCE_END.split(text, maxsplit=1)[0])


def _split(text: str) -> Iterator[str]:
    """``text`` at its commas, other than those in brackets, quotes and numbers (``1,000``)."""
    if "," not in text:
        yield text
        return
    unclosed: set[str] = set()
    depth = start = resume = 0
    for mark in _MARK.finditer(text):
        at = mark.start()
        if at < resume:
            continue
        character = text[at]
        if character in "\"'`":
            resume = _closing(text, at, unclosed) + 1
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            depth = max(0, depth - 1)
        elif not depth and not (text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()):
            yield text[start:at]
            start = at + 1
    yield text[start:]


def _groups(text: str) -> Iterator[tuple[int, int]]:
    """Where the outermost parentheses of ``text`` open and close.

    One that never closes is no parenthesis. Code protects parentheses
    everywhere, quotes only inside of others, where defaults are quoted.
    """
    opened: list[int] = []
    groups: list[tuple[int, int]] = []
    unclosed: set[str] = set()
    resume = 0
    for mark in _MARK.finditer(text):
        at = mark.start()
        if at < resume:
            continue
        character = text[at]
        if character == "`" or (opened and character in "\"'"):
            resume = _closing(text, at, unclosed) + 1
        elif character == "(":
            opened.append(at)
        elif character == ")" and opened:
            start = opened.pop()
            while groups and groups[-1][0] > start:
                groups.pop()
            groups.append((start, at))
            if not opened:
                yield from groups
                groups.clear()
    yield from groups


def _closing(text: str, start: int, unclosed: set[str]) -> int:
    """Where the quotation that opens at ``start`` ends; -1 when nothing is quoted there.

    ``unclosed`` collects the quotes that do not occur again, so that none of
    them is looked for twice.
    """
    quote = text[start]
    apostrophe = quote != "`" and text[start - 1 : start].isalnum()
    if apostrophe or quote in unclosed:
        return -1
    end = text.find(quote, start + 1)
    if end < 0:
        unclosed.add(quote)
    return end
