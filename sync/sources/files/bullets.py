"""Entries: what bullets and tables of a section name (contract, section 1)."""

from __future__ import annotations

import re
from typing import NamedTuple

from sync.sources.files.facts import ABSENT, Absent, Entry, Json
from sync.sources.files.values import (
    Stated,
    behind_name,
    default_literal,
    guessed_type,
    stated,
    stated_type,
)

_BOLD = re.compile(r"(\*{2,3}|_{2,3})(?=\S)(.+?)(?<=\S)\1")
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_SPACE = re.compile(r"\s*")
_JOINT = re.compile(r"(?:,\s*)?(?:and|or|to|through)\b\s*|[,/&]\s*", re.IGNORECASE)
_DASH = re.compile(r"(?:--?|\u2013|\u2014|\u2026|\.{2,3})\s*")
_MOST_NAMES = 16
"""Names that one bullet may give; each of them gets the whole description."""
_PARENTHESIS = re.compile(r"\s*[*_]{0,3}(?=\()")
_SEPARATOR = re.compile(r"[*_]{0,3}\s*(?:[:\uff1a]|(?:--?|\u2013|\u2014)(?=\s|$))\s*")
_BREAK = re.compile(r"[^\S\n]*(?:\n|$)")
_EMPTY_CELLS = frozenset({"", "-", "--", "\u2013", "\u2014"})

_COLUMNS = {
    "column": "name",
    "parameter": "name",
    "name": "name",
    "type": "type",
    "default": "default",
    "description": "description",
}


class Named(NamedTuple):
    """The names that a text begins with, and what follows them."""

    names: tuple[str, ...]
    rest: str
    has_dash: bool = False
    """Whether a dash joins two of the names."""


def bullet_entries(text: str, below: str, line: int, most: int = _MOST_NAMES) -> list[Entry] | None:
    r"""The entries of one bullet; none where it does not begin with a name.

    None where it begins with a name, and still gives no entry.

    A name is in bold or in code, and followed by a colon, a dash, a
    parenthesis or the end of its line: ``- `NaN` values are dropped`` is
    prose. Several names (``- `x` and `y`: …``) are an entry each, also where each
    has a parenthesis of its own. A dash joins two only where something else
    separates them from the description.

    Args:
        text: the bullet's first paragraph, its lines joined by ``\n``.
        below: the other blocks of the bullet, which belong to the description.
        line: where the bullet begins.
        most: names that are still read.
    """
    named = leading_names(text, dashes=True)
    if named is None:
        return None if _begins_with_name(text) else []
    if named.has_dash and not _is_separated(named.rest):
        named = leading_names(text)
        assert named is not None  # a dash is not the first thing
    type_: str | None = None
    default: Json | Absent = ABSENT
    rest = named.rest
    if opening := _PARENTHESIS.match(rest):
        found = behind_name(rest[opening.end() :])
        if found is None:
            return None
        rest, type_, default = found
        others = _others(rest, below, line, most - len(named.names))
        if others:
            facts = Stated(others[-1].description, type_, default)
            return [*_entries(named.names, facts, line), *others]
        separator = _SEPARATOR.match(rest)
        rest = rest[separator.end() :] if separator else rest.lstrip("*_")
    elif separator := _SEPARATOR.match(rest):
        rest = rest[separator.end() :]
    elif not _BREAK.match(rest):
        return None
    if "\n" in rest:
        rest = " ".join([part.strip() for part in rest.split("\n")])
    prose = stated(rest.strip())
    description = f"{prose.text}\n{below}".strip() if below else prose.text
    return _entries(
        named.names, Stated(description, type_ or prose.type, _first(default, prose.default)), line
    )


def table_columns(header: list[str]) -> dict[str, int] | None:
    """Where a table with this header has its name, type, default and description.

    None when no cell says that the rows name something.
    """
    columns: dict[str, int] = {}
    for index, cell in enumerate(header):
        meaning = _COLUMNS.get(cell.strip("*_` ").casefold())
        if meaning is not None:
            columns.setdefault(meaning, index)
    return columns if "name" in columns else None


def row_entries(columns: dict[str, int], cells: list[str], line: int) -> list[Entry]:
    """The entries of one row of a table; none where its name is empty.

    An empty cell or a dash states nothing.
    """

    def cell(meaning: str) -> str:
        text = cells[columns[meaning]] if meaning in columns else ""
        return "" if text.strip("` ") in _EMPTY_CELLS else text

    name = cell("name")
    named = leading_names(name)
    names = named.names if named else (name.strip("*_` "),)
    prose = stated(cell("description"))
    default = default_literal(cell("default")) if cell("default") else ABSENT
    facts = Stated(
        prose.text, stated_type(cell("type")) or prose.type, _first(default, prose.default)
    )
    return _entries(tuple(filter(None, names)), facts, line)


def leading_names(text: str, *, dashes: bool = False) -> Named | None:
    """The names in bold or in code at the beginning of ``text``.

    ``dashes`` may join them, beside commas and words.

    A colon or parenthesis inside the bold (``**x (numeric):** …``) is put
    behind it.
    """
    names: list[str] = []
    at, has_dash = 0, False
    while len(names) < _MOST_NAMES:
        if code := _CODE.match(text, at):
            names.append(code[2].strip())
            at = code.end()
        elif bold := _BOLD.match(text, at):
            inner, moved = _bold_name(bold[2])
            names += inner
            at = bold.end()
            if moved:
                return Named(tuple(names), moved + text[at:], has_dash)
        else:
            break
        joint = _joint(text, at, dashes=dashes)
        if joint is None:
            break
        has_dash |= joint.re is _DASH
        at = joint.end()
    return Named(tuple(names), text[at:], has_dash) if names and all(names) else None


def _joint(text: str, at: int, *, dashes: bool) -> re.Match[str] | None:
    """What joins the name that ends at ``at`` with another, right behind it."""
    space = _SPACE.match(text, at)
    start = space.end() if space else at
    joint = _JOINT.match(text, start) or (_DASH.match(text, start) if dashes else None)
    if joint is None or not (_CODE.match(text, joint.end()) or _BOLD.match(text, joint.end())):
        return None
    return joint


def _others(rest: str, below: str, line: int, most: int) -> list[Entry] | None:
    """The entries that follow behind the parenthesis of the names before them, if any do."""
    joint = _joint(rest, 0, dashes=False) if most > 0 else None
    return bullet_entries(rest[joint.end() :], below, line, most) if joint else None


def _begins_with_name(text: str) -> bool:
    return (_CODE.match(text) or _BOLD.match(text)) is not None


def _is_separated(rest: str) -> bool:
    """Whether ``rest``, which stands behind names, is more than prose."""
    return any(part.match(rest) for part in (_PARENTHESIS, _SEPARATOR, _BREAK))


def _bold_name(text: str) -> tuple[list[str], str]:
    """The names inside of bold, and what of it belongs behind them."""
    text = text.strip()
    behind = ""
    if text[-1:] in (":", "\uff1a"):
        text, behind = text[:-1].rstrip(), ":"
    if text.endswith(")") and " (" in text:
        text, _, parenthesis = text.partition(" (")
        behind = f"({parenthesis}{behind}"
    if text.startswith("`") and (inner := leading_names(text)):
        return list(inner.names), inner.rest + behind
    parts = [part.strip() for part in text.split(",", _MOST_NAMES)]
    return (parts if all(map(str.isidentifier, parts)) else [text]), behind


def _entries(names: tuple[str, ...], facts: Stated, line: int) -> list[Entry]:
    type_ = facts.type or guessed_type(facts.text)
    return [Entry(name, type_, facts.text, facts.default, line) for name in names]


def _first(one: Json | Absent, other: Json | Absent) -> Json | Absent:
    return other if one is ABSENT else one
