"""What must never leave the process raw: one function for each medium (contract, section 6).

Control characters can drive a terminal, overrides of direction and characters
without a width can make a text look like another one, and lone surrogates can
be encoded by nobody. Whoever prints applies the function of its medium last,
to all that it prints: nobody who makes a text has to think of it.
"""

from __future__ import annotations

import os
import re
import sys

# Unicode's categories Cc, Cf, Cs, Zl and Zp, but for tab and line feed; variation selectors
# and fillers are marks and letters, and show as such
_RAW = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
# patterns of use to those who print, which most runs in a job do not
_UNSAFE = f"[{_RAW}]"
# a style as rich writes it: numbers and semicolons, ended by an m, and nothing that moves a cursor
_UNSAFE_BUT_STYLES = f"(\x1b\\[[0-9;]{{0,40}}m)|[{_RAW}]"


def is_styled() -> bool:
    """Whether standard output may be coloured: a person looks at it, or somebody insists."""
    stream = sys.stdout
    is_terminal = stream is not None and not stream.closed and stream.isatty()
    return is_terminal or bool(os.environ.get("FORCE_COLOR"))


def one_line(text: str) -> str:
    """``text`` on one line, with every character that does not print as its escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def lines(text: str, *, styled: bool = False) -> str:
    """``text`` of several lines, for a terminal, a log, a page or a column.

    ``styled`` leaves the colours that we have set ourselves.
    """
    if styled:
        return re.sub(_UNSAFE_BUT_STYLES, lambda found: found[1] or _escape(found[0]), text)
    return re.sub(_UNSAFE, lambda found: _escape(found[0]), text.replace("\r\n", "\n"))


def json_text(document: str) -> str:
    """The same JSON: whatever is unsafe in it stands inside a string, and has an escape there."""
    return re.sub(_UNSAFE, lambda found: json_escape(found[0]), document)


def json_escape(character: str) -> str:
    """The escape of JSON for one character: two of them where UTF-16 needs a pair."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode()
