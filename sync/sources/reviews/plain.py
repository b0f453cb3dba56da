"""The plain text of a line: what is written in other signs, as it is meant. Pure."""

from __future__ import annotations

import re
import unicodedata

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if not chr(code).isalpha()}
"""Full-width digits and punctuation. A name in full-width letters is another name."""
_LIKE_ASCII = _WIDE | {
    0x2010: "-",
    0x2011: "-",
    0x2044: "/",
    0x2215: "/",
    0x27A1: "→",
}
_UNSEEN = re.compile(r"[\xad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]+")
"""What takes no room. Inside of a word it stays: such a word is another than it seems."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_KEYCAP = re.compile(r"[0-9#*]\ufe0f?\u20e3")
_SHORTCODE = re.compile(r"(?<![\w:]):(?=[0-9_+-]{0,60}[a-z])[a-z0-9_+-]{1,60}:(?![\w:])")

_SIGNS = (
    ("approved", "✅✔☑✓👍🟢"),
    ("rejected", "❌✖✗✘👎🔴🚫⛔"),
)
_SPELT = {
    ":white_check_mark:": "✅",
    ":heavy_check_mark:": "✅",
    ":ballot_box_with_check:": "✅",
    ":+1:": "✅",
    ":thumbsup:": "✅",
    ":x:": "❌",
    ":heavy_multiplication_x:": "❌",
    ":no_entry:": "❌",
    ":no_entry_sign:": "❌",
    ":-1:": "❌",
    ":thumbsdown:": "❌",
}
_SIGN = re.compile(rf"(?<![\w:])(?:{'|'.join(map(re.escape, _SPELT))})(?![\w:])")
_ALONE = [
    (
        word,
        re.compile(rf"[\s*_(\[]{{0,9}}(?:[{signs}]\ufe0f?[\s*_)\].!]{{0,9}}){{1,9}}"),
        re.compile(
            rf"(?P<label>[:=]|\s[-–—](?=\s))(?P<gap>[\s*_]{{0,9}})(?:[{signs}]\ufe0f?\s?){{1,9}}"
        ),
    )
    for word, signs in _SIGNS
]
_WORD_OF_VERDICT = re.compile(r"approv|pass|reject|fail|accept|declin", re.IGNORECASE)


def with_verdicts(text: str) -> str:
    """``text`` with the word for a sign that is a verdict by itself: ``Verdict: ❌``."""
    if ":" in text:
        text = _SIGN.sub(lambda sign: _SPELT[sign[0]], text)
    if text.isascii():
        return text
    for word, alone, labelled in _ALONE:
        if alone.fullmatch(text):
            return word
        if (found := labelled.search(text)) and not _WORD_OF_VERDICT.search(text, found.end()):
            text = f"{text[: found.end('gap')]} {word} {text[found.end() :]}"
    return text


def plain(text: str) -> str:
    """``text`` without emoji, and with each kind of space and full-width form as in ASCII."""
    if not text.isascii():
        text = _UNSEEN.sub(_between_words, _KEYCAP.sub("", text)).translate(_LIKE_ASCII)
        text = _NOT_ASCII.sub(_without_emoji, text)
    return " ".join(_SHORTCODE.sub("", text).split())


def _between_words(found: re.Match[str]) -> str:
    text, start, end = found.string, found.start(), found.end()
    around = text[max(0, start - 1) : start], text[end : end + 1]
    return found[0] if all(sign.isalnum() or sign == "_" for sign in around) else ""


def _without_emoji(found: re.Match[str]) -> str:
    character = found[0]
    category = unicodedata.category(character)
    if category in ("So", "Zs", "Zl", "Zp"):
        return " "
    return "" if category in ("Sk", "Me") else character
