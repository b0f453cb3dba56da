"""The blocks of the schema document that are SQL or example rows."""

import re
from pathlib import Path

_TEXT = (Path(__file__).parents[1] / "database" / "document.md").read_text("utf-8")

BLOCKS = [
    (heading.strip("# `"), kind, block)
    for heading, kind, block in re.findall(
        r"^(#+ [^\n]+)\n\n```(\w+)\n(.*?)^```$", _TEXT, re.MULTILINE | re.DOTALL
    )
]
"""Heading, ``sql`` or ``json``, and the text between the fences."""


def block(heading: str) -> str:
    """The one block under ``heading``."""
    ((_, _, found),) = [one for one in BLOCKS if one[0] == heading]
    return found
