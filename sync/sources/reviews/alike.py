"""Names that look like a known one and are none: another alphabet, a letter that cannot be seen.

The letters that look like ASCII ones are those of Unicode's confusables.txt (UTS 39) that have
the shape of a letter or digit of an id; composed and styled letters are taken apart by NFKD.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

UNSEEN = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
"""What takes no room or changes the direction, as it stands in a class of characters."""
LETTER = rf"[\w{UNSEEN}\u0300-\u036f]"

_SHAPES = {
    "a": "аɑα", "b": "ЬВβв", "c": "сϲⅽС", "d": "ԁⅾɗ", "e": "еҽєЕεΕ", "f": "ſƒϝ", "g": "ɡցԍ",
    "h": "һհнНΗ", "i": "іɩιı", "j": "јϳЈ", "k": "кκКΚ", "l": "ӏⅼǀɭІΙ", "m": "мⅿМΜ", "n": "ոռпηΝ",
    "o": "оοօσОΟס௦০", "p": "рρРΡ", "q": "ԛզ", "r": "гᴦ", "s": "ѕꜱЅ", "t": "тτТΤ", "u": "υսц",
    "v": "νѵⅴ", "w": "ѡԝ", "x": "хⅹχХΧ", "y": "уүγУΥ", "z": "ᴢΖ", "-": "\u2010\u2011\u2012\u2212",
}  # fmt: skip
_LOOKS = {ord(sign): letter for letter, signs in _SHAPES.items() for sign in signs}
_HIDDEN = re.compile(rf"[{UNSEEN}]")
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_ALPHABETS = ("LATIN ", "DIGIT ")
_LONGEST = 100
_NEAREST = 6
"""Letters of the shortest name that another one is near to with one wrong letter."""


def lowered(name: str) -> str:
    """``name`` in lower case, where ASCII: no other letter becomes one of ASCII's by that."""
    return name.lower() if name.isascii() else name.translate(_LOWER)


def mixes_alphabets(word: str) -> bool:
    """Whether ``word`` has letters of ASCII beside such of another alphabet, or unseen ones."""
    if word.isascii() or not re.search("[a-zA-Z]", word):
        return False
    return any(
        not sign.isascii() and not unicodedata.name(sign, "").startswith(_ALPHABETS)
        for sign in word
    )


class Alike:
    """Finds the known name that a word, which is none, looks like."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._drawn: dict[str, str] = {}
        self._found: dict[tuple[str, bool], str | None] = {}

    def find(self, word: str, *, near: bool = False) -> str | None:
        """The known name that ``word`` looks like; None where it is one, or looks like none.

        With ``near`` also one that differs in a letter, as a slip of the finger does.
        """
        if lowered(word) in self._known or not word or len(word) > _LONGEST:
            return None
        if (word, near) not in self._found:
            self._found[word, near] = self._find(word, near=near)
        return self._found[word, near]

    def _find(self, word: str, *, near: bool) -> str | None:
        if not self._drawn:
            self._drawn = {_drawn(name): name for name in self._known}
        if found := self._drawn.get(_drawn(word)):
            return found
        if not word.isascii():
            bare = _HIDDEN.sub("", word).lower()
            if 2 * sum(map(str.isascii, bare)) < len(bare):
                return None
            pattern = re.compile("".join(re.escape(s) if s.isascii() else "." for s in bare))
            return next((n for n in self._known if len(n) > 3 and pattern.fullmatch(n)), None)
        if near:
            word = lowered(word)
            return next((n for n in self._known if len(n) >= _NEAREST and _is_near(word, n)), None)
        return None


def _drawn(word: str) -> str:
    """``word`` by the shapes of its letters."""
    if not word.isascii():
        word = _HIDDEN.sub("", word).translate(_LOOKS)
        word = "".join(
            s for s in unicodedata.normalize("NFKD", word) if not unicodedata.combining(s)
        )
        word = word.translate(_LOOKS)
    word = word.lower()
    for sign, letter in (("0", "o"), ("1", "l"), ("i", "l"), ("rn", "m"), ("vv", "w")):
        word = word.replace(sign, letter)
    return word


def _is_near(word: str, name: str) -> bool:
    """Whether one letter is wrong, missing or too much, or two have changed places."""
    if abs(len(word) - len(name)) > 1 or word.replace("-", "") == name.replace("-", ""):
        return False
    start = 0
    while start < min(len(word), len(name)) and word[start] == name[start]:
        start += 1
    a, b = word[start:], name[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[2:] == b[2:] and a[:2] == b[1::-1])
