"""The grammar of object names: ``previews/{library}/{spec_id}/{variant}/v{timestamp}.png``."""

from __future__ import annotations

import re
from typing import NamedTuple

from sync.model.catalog import ImplementationKey
from sync.model.layouts import names

ROOT = "previews/"
"""What the name of every preview begins with."""

Number = tuple[int, str]
"""A natural number of any length, as its digits: compares as the number does (see below)."""

_PREVIEW = re.compile(
    rf"{ROOT}({names.LIBRARY_ID})/({names.SPEC_ID})/({names.VARIANT})/v(0*)([0-9]+)\.png"
)


class PreviewName(NamedTuple):
    """What the name of a preview says: of what it is, and which version."""

    key: ImplementationKey
    number: Number
    zeros: int

    @property
    def order(self) -> tuple[Number, int]:
        """Greater for the newer of two: by number, and of ``v1`` and ``v01`` the shorter."""
        return (self.number, -self.zeros)


def parse_preview(name: str) -> PreviewName | None:
    """What ``name`` says, or None where it is not the name of a preview (contract, section 4).

    Ids are those of :mod:`sync.model.layouts.names`, digits are ASCII.
    """
    match = _PREVIEW.fullmatch(name)
    if match is None:
        return None
    library, spec, variant, zeros, digits = match.groups()
    # int() refuses more than 4300 digits; without leading zeros the longer number is the greater
    return PreviewName((spec, library, variant), (len(digits), digits), len(zeros))


def folder(key: ImplementationKey) -> str:
    """What the names of all versions of an implementation begin with, up to and with a ``/``."""
    spec, library, variant = key
    return f"{ROOT}{library}/{spec}/{variant}/"
