"""What separates two values of a column, as a person wants to see it: one value, for every format.

A text is shown around the first word that differs, a list of entries or of words entry by entry.
Nothing here is escaped, coloured or fitted: that is for whoever prints it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

LONGEST = 72
"""Characters of a text of several words that are shown whole, and of an excerpt of a longer one."""
_LONGEST_WORD = 1_000
"""A single word, such as a path or an address, is shown whole up to here."""
_AHEAD = 24
"""Characters that stand before the first difference."""
_MOST_WORDS = 1_000
"""Words that are compared one by one; more of them are one difference."""
_MOST_ENTRIES = 50
"""Entries that are told one by one."""
_WORD = re.compile(r"\s+|[^\W_]+|[\W_]", re.ASCII)
_BLANK = re.compile(r"\s")
_ABSENT = object()

Sign = Literal["=", "-", "+"]


class Part(NamedTuple):
    """A stretch of text that both values have (``=``), or one: before (``-``) or after (``+``)."""

    sign: Sign
    text: str


class Moved(NamedTuple):
    """One text, ``old``, in place of another, ``new``; ``before`` and ``after`` are excerpts."""

    before: str
    after: str
    old: str
    new: str

    def __str__(self) -> str:
        """``before → after``."""
        return f"{self.before} → {self.after}"

    @property
    def is_whole(self) -> bool:
        """Whether both texts are shown whole."""
        return (self.before, self.after) == (self.old, self.new)

    @property
    def parts(self) -> tuple[Part, ...]:
        """All of both texts, word by word."""
        return _parts(self.old, self.new)


class Entry(NamedTuple):
    """An entry of a list that came (``+``), went (``-``) or changed (``~``, in some ``fields``)."""

    sign: Literal["+", "-", "~"]
    name: str
    fields: tuple[tuple[str, Moved], ...] = ()

    def __str__(self) -> str:
        """``+ y``, ``~ y: type numeric → datetime``."""
        fields = ", ".join(f"{name} {moved}".lstrip() for name, moved in self.fields)
        return f"{self.sign} {self.name}{': ' * bool(fields)}{fields}"


Difference: TypeAlias = Moved | tuple[Entry, ...]


def difference(before: Any, after: Any) -> Difference:
    """What separates ``before`` from ``after``, two values as JSON has them that are not equal."""
    if isinstance(before, list) and isinstance(after, list):
        entries = _of_entries(before, after) or _of_words(before, after)
        if entries and len(entries) <= _MOST_ENTRIES:
            return entries
    return _moved(before, after)


def plain(found: Difference) -> str:
    """``found`` on one line."""
    return str(found) if isinstance(found, Moved) else ", ".join(map(str, found))


def _moved(before: Any, after: Any) -> Moved:
    old, new = _text(before), _text(after)
    if old == new:
        # 1 and "1", null and "null"
        old, new = (json.dumps(value, ensure_ascii=False, default=str) for value in (before, after))
    if _reads_alike(old, new):
        old, new = (text.encode("unicode_escape").decode() for text in (old, new))
    return Moved(*_excerpts(old, new), old, new)


def _text(value: Any) -> str:
    if value is _ABSENT:
        return "absent"
    if isinstance(value, str):
        return value or '""'
    return json.dumps(value, ensure_ascii=False, default=str)


def _reads_alike(old: str, new: str) -> bool:
    """Whether nobody could see a difference: other code points for the same letters."""
    return old != new and unicodedata.normalize("NFKC", old) == unicodedata.normalize("NFKC", new)


def _excerpts(old: str, new: str) -> tuple[str, str]:
    """Both texts from some words before the first difference on, with … where they are cut."""
    if all(len(text) <= _limit(text) for text in (old, new)):
        return old, new
    first = _same(old, new)
    start = _word_start(old, first)
    # as many whole words ahead of it as there is room for
    ahead = max(_AHEAD, LONGEST - max(len(text) - start for text in (old, new)))
    if start > ahead:
        blank = _BLANK.search(old, start - ahead, start)
        start = blank.end() if blank else start
    else:
        start = 0
    return excerpt(old, start), excerpt(new, start)


def excerpt(text: str, start: int = 0, limit: int = LONGEST) -> str:
    """Some ``limit`` characters of ``text``, with … for what is left out, and words left whole."""
    head = "…" if start else ""
    end = start + limit
    if len(text) <= end:
        return head + text[start:]
    blanks = [found.start() for found in _BLANK.finditer(text, start + limit // 2, end + 1)]
    if not blanks:
        # a path or an address
        blank = _BLANK.search(text, end, start + _LONGEST_WORD)
        blanks = [blank.start() if blank else min(start + _LONGEST_WORD, len(text))]
    if blanks[-1] == len(text):
        return head + text[start:]
    return f"{head}{text[start : blanks[-1]].rstrip()}…"


def _limit(text: str) -> int:
    return LONGEST if _BLANK.search(text) else _LONGEST_WORD


def _word_start(text: str, at: int) -> int:
    """Where the word begins that ``text[at]`` belongs to; not far ahead of it."""
    for start in range(at, max(at - _LONGEST_WORD, 0), -1):
        if text[start - 1].isspace():
            return start
    return at if at > _LONGEST_WORD else 0


def _parts(old: str, new: str) -> tuple[Part, ...]:
    one, two = _WORD.findall(old), _WORD.findall(new)
    head = _same(one, two)
    tail = _same(one[head:][::-1], two[head:][::-1])
    middle = one[head : len(one) - tail], two[head : len(two) - tail]
    parts = [Part("=", "".join(one[:head])), *_compared(*middle)]
    parts.append(Part("=", "".join(one[len(one) - tail :])))
    return tuple(part for part in parts if part.text)


def _same(one: Sequence[str], two: Sequence[str]) -> int:
    """How many words both begin with."""
    for count, (old, new) in enumerate(zip(one, two, strict=False)):
        if old != new:
            return count
    return min(len(one), len(two))


def _compared(one: list[str], two: list[str]) -> list[Part]:
    if max(len(one), len(two)) > _MOST_WORDS:
        return [Part("-", "".join(one)), Part("+", "".join(two))]
    # most diffs are not shown word by word
    from difflib import SequenceMatcher

    parts: list[Part] = []
    for tag, *where in SequenceMatcher(None, one, two).get_opcodes():
        begin, end, begins, ends = where
        if tag == "equal":
            parts.append(Part("=", "".join(one[begin:end])))
        else:
            parts += [Part("-", "".join(one[begin:end])), Part("+", "".join(two[begins:ends]))]
    return parts


def _of_entries(before: list[Any], after: list[Any]) -> tuple[Entry, ...]:
    """Lists of objects that each have a ``name`` of their own; empty for others."""
    old, new = _by_name(before), _by_name(after)
    if old is None or new is None:
        return ()
    return _by_key(old, new, _fields)


def _by_name(entries: list[Any]) -> dict[str, Any] | None:
    named = {
        entry["name"]: entry
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("name"), str)
    }
    return named if len(named) == len(entries) else None


def _of_words(before: list[Any], after: list[Any]) -> tuple[Entry, ...]:
    """Lists of texts that stand once each, such as tags; empty for others."""
    words = [*before, *after]
    if not all(isinstance(word, str) for word in words):
        return ()
    old, new = dict.fromkeys(before), dict.fromkeys(after)
    if len(old) < len(before) or len(new) < len(after):
        return ()
    return _by_key(old, new, lambda *_: ())


def _by_key(old: dict[str, Any], new: dict[str, Any], fields: Any) -> tuple[Entry, ...]:
    changed = [Entry("~", name, fields(old[name], new[name])) for name in new if name in old]
    found = [entry for entry in changed if entry.fields]
    found += [Entry("+", name) for name in new if name not in old]
    found += [Entry("-", name) for name in old if name not in new]
    kept = [name for name in old if name in new]
    now = [name for name in new if name in old]
    if kept != now:
        order = _moved(", ".join(kept), ", ".join(now))
        found.append(Entry("~", "order", (("", order),)))
    return tuple(found)


def _fields(old: dict[str, Any], new: dict[str, Any]) -> tuple[tuple[str, Moved], ...]:
    names = dict.fromkeys([*old, *new])
    return tuple(
        (name, _moved(old.get(name, _ABSENT), new.get(name, _ABSENT)))
        for name in names
        if old.get(name, _ABSENT) != new.get(name, _ABSENT)
    )
