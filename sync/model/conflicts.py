"""What a merge, or Git LFS, leaves in a file instead of its content (contract, section 1)."""

from __future__ import annotations

import re

_MARKER = re.compile(
    r"^(?:<{7}|>{7})$|^(?:<{7,15}|>{7,15}) [^\n]*$|^\|{7,15} [^|\n]+$", re.MULTILINE
)
_SIGNS = ("<<<<<<<", ">>>>>>>", "|||||||")
_POINTER = ("version https://git-lfs.github.com/spec/", "version https://hawser.github.com/spec/")


def conflict_line(text: str) -> int | None:
    """The line of the first conflict marker of ``text``, from 1; None without any.

    A line ``=======`` alone is none: it underlines headings. A merge does not
    know of code fences and docstrings, so a marker counts there, too.
    """
    if not any(sign in text for sign in _SIGNS):
        return None
    marker = _MARKER.search(text)
    return text.count("\n", 0, marker.start()) + 1 if marker else None


def is_lfs_pointer(text: str) -> bool:
    """Whether ``text`` is what Git LFS puts in the place of a file (its specification, v1)."""
    return text.startswith(_POINTER) and len(text) < 1024
