"""The grammar of names (contract, section 1), and the nearest name to a misspelt one."""

from __future__ import annotations

import re
from collections.abc import Iterable

# patterns for whole names, in ASCII, also for those who match whole paths
SPEC_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
LIBRARY_ID = r"[a-z0-9_]+(?:-[a-z0-9_]+)*"
VARIANT = r"[a-z_][a-z0-9_]*"
PLOT_FUNCTION = r"[A-Za-z_][A-Za-z0-9_]*"
NO_PLOT_FUNCTIONS = ("implementations", "metadata")
"""Identifiers that are none: folders of the layout that has a folder for each spec."""

_LONGEST_GUESS = 100
"""Names longer than this get no suggestion: difflib takes quadratic time."""

_is_spec_id = re.compile(SPEC_ID).fullmatch
_is_library_id = re.compile(LIBRARY_ID).fullmatch
_is_variant = re.compile(VARIANT).fullmatch
_is_plot_function = re.compile(PLOT_FUNCTION).fullmatch


def is_spec_id(name: str) -> bool:
    """Whether ``name`` is a spec id: ``scatter-basic-001``."""
    return _is_spec_id(name) is not None


def is_library_id(name: str) -> bool:
    """Whether ``name`` is a library id: a spec id that may also hold ``_``."""
    return _is_library_id(name) is not None


def is_variant(name: str) -> bool:
    """Whether ``name`` is a variant: a Python identifier in lower case, keyword or not."""
    return _is_variant(name) is not None


def is_plot_function(name: str) -> bool:
    """Whether ``name`` is a plot function: a Python identifier."""
    return _is_plot_function(name) is not None


def closest(name: str, candidates: Iterable[str], alike: float = 0.6) -> str | None:
    """The one of ``candidates`` that ``name`` was probably meant to be, if any comes near.

    ``alike`` says how near, from 0 to 1.
    """
    if len(name) > _LONGEST_GUESS:
        return None
    # difflib is needed only once something is misspelt
    from difflib import get_close_matches

    matches = get_close_matches(name, candidates, n=1, cutoff=alike)
    return matches[0] if matches else None
