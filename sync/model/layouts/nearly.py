"""What the name of a file was meant to be, whatever editors, merges and downloads made of it."""

from __future__ import annotations

import re
from typing import NamedTuple

from sync.model.layouts.formats import FORMATS

# the first dot ends the part that is a name
_NAME = re.compile(r"[#.~]*([^.~#]*)(?:\.([^.~# (]*))?(.*)", re.DOTALL)
_COPY = re.compile(r"(?: ?\([0-9]{1,4}\)| - copy| copy)$")
_RIGHT = {"py": ("py",), **{one.endings[0]: one.endings for one in FORMATS}}
"""How each kind of file must end."""
_ENDINGS = {
    **dict.fromkeys(("py", "py3", "pyw", "pyx", "python"), "py"),
    **{end: one.endings[0] for one in FORMATS for end in (*one.endings, *one.others)},
}
"""What a file is, by its ending, however it is written."""
_LISTS = ("libraries", "library")
_LIST_ENDINGS = ("yaml", "yml", "yam", "json", "toml", "txt", "")


class Meant(NamedTuple):
    """What the name of a file says that it was meant to be.

    ``written`` is the ending as it is, in lower case, and ``is_alone`` says that nothing
    stands behind it.
    """

    stem: str
    ending: str | None
    """``py``, or the usual ending of a format; None for what is not known."""
    written: str
    is_exact: bool
    """Whether the ending is written as it must be, with nothing behind it."""
    is_alone: bool


def meant(path: str) -> Meant | None:
    """What a file was meant to be, by its name alone."""
    name = path.rpartition("/")[2]
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    stem, written = without_copy(found[1]), found[2] or ""
    ending = _ENDINGS.get(written.lower())
    is_exact = name == f"{stem}.{written}" and written in _RIGHT.get(ending or "", ())
    return Meant(stem, ending, written.lower(), is_exact, is_alone=not found[3])


def wrong_ending(path: str, ending: str) -> str:
    """What is wrong with the ending of a file that was meant to end in ``ending``."""
    endings = [f".{name}" for name in _RIGHT[ending]]
    right = " or ".join(endings)
    if path.lower().endswith(tuple(endings)):
        return f"the ending is {right} in lower case, right behind the name"
    return f"the name does not end in {right}, so it is not read"


def is_libraries_like(path: str) -> bool:
    """Whether ``path`` is, or was meant to be, the list of libraries."""
    folder, _, name = path.lower().rpartition("/")
    found = _NAME.fullmatch(name)
    return (
        folder == "plots"
        and found is not None
        and without_copy(found[1]) in _LISTS
        and (found[2] or "") in _LIST_ENDINGS
    )


def slug(text: str) -> str:
    """``text`` as an id: words of lower case with ``-`` between."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower())) if text.isascii() else text


def identifier(text: str) -> str:
    """``text`` as an identifier: words with ``_`` between."""
    word = "_".join(re.findall(r"[A-Za-z0-9]+", text)) if text.isascii() else text
    return f"_{word}" if word[:1].isdigit() else word


def without_copy(stem: str) -> str:
    """``stem`` without what a copy adds to it: ``x (1)``, ``x - copy``."""
    return _COPY.sub("", stem) or stem
