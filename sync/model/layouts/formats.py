"""The formats of a spec that stands alone: said here, and read by a module for each."""

from __future__ import annotations

from typing import NamedTuple


class Format(NamedTuple):
    """A format of spec files.

    Args:
        name: of the module in ``sync/sources/files`` that reads it: its ``read_spec`` takes the
            path, the text and the spec id, and gives what the file states, None if it cannot be
            read, and the problems; its ``HINTS`` say what to do about some kinds of them.
        endings: of a file's name, without the dot; the first is the usual one.
        others: endings that are taken for it elsewhere, in lower case, and not read here.
    """

    name: str
    endings: tuple[str, ...]
    others: tuple[str, ...] = ()


FORMATS = (
    Format(
        "markdown", ("md",), ("markdown", "mdown", "mdwn", "mkd", "mkdn", "mdx", "mdtext", "mdtxt")
    ),
    Format("yamlfile", ("yaml", "yml"), ("yam",)),
)
"""Every format."""

ENDINGS = tuple(ending for one in FORMATS for ending in one.endings)
"""Every ending that is read."""


def format_of(path: str) -> Format | None:
    """The format that the ending of ``path`` names."""
    ending = path.rpartition(".")[2]
    return next((one for one in FORMATS if ending in one.endings), None)
