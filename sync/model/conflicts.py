"""What a merge, or Git LFS, leaves in a file instead of its content (contract, section 1)."""

from __future__ import annotations

import re

_MARKER = r"(?m)^(?:<{7}|>{7})$|^(?:<{7,15}|>{7,15}) [^\n]*$|^\|{7,15} [^|\n]+$"
_WHOLE = r"(?m)^[ \t]*(?:(<{7,})(?: [^\n]*)?|(={7,})|(>{7,})(?: [^\n]*)?)$"
"""What may open, part and close a conflict: indented, or as long as an attribute says."""
_SIGNS = ("<<<<<<<", ">>>>>>>", "|||||||")
_POINTER = (
    "version https://git-lfs.github.com/spec/",
    # what it was called before
    "version https://hawser.github.com/spec/",
    "version http://git-media.io/v/",
)


def conflict_line(text: str) -> int | None:
    """The line of the first conflict marker of ``text``, from 1; None without any.

    A line ``=======`` alone is none: it underlines headings. A merge does not
    know of code fences and docstrings, so a marker counts there, too. Somebody may
    have indented what a merge left, and ``conflict-marker-size`` may have made it
    longer (gitattributes): then all three lines must be there.
    """
    if not any(sign in text for sign in _SIGNS):
        return None
    marker = re.search(_MARKER, text)
    start = marker.start() if marker else _whole_conflict(text)
    return None if start is None else text.count("\n", 0, start) + 1


def _whole_conflict(text: str) -> int | None:
    """Where a conflict begins of which nothing is missing."""
    opened: dict[int, int] = {}
    parted: dict[int, int] = {}
    for found in re.finditer(_WHOLE, text):
        size = len(found[1] or found[2] or found[3])
        if found[1]:
            opened.setdefault(size, found.start())
        elif found[2] and size in opened:
            parted[size] = opened[size]
        elif found[3] and size in parted:
            return parted[size]
    return None


def is_lfs_pointer(text: str) -> bool:
    """Whether ``text`` is what Git LFS puts in the place of a file (its specification, v1)."""
    return text.startswith(_POINTER) and len(text) < 1024
