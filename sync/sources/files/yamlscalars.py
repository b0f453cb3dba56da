"""What an unquoted scalar means (YAML 1.1, as PyYAML's ``SafeLoader`` reads it)."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import isfinite
from typing import Literal

import yaml

from sync.sources.files.facts import Json

_LONGEST_WORD = 100
"""A longer scalar is a text; int() refuses 4300 digits, and ``1:00:00:…`` multiplies."""

_RESOLVERS: dict[str, list[tuple[str, re.Pattern[str]]]] = yaml.SafeLoader.yaml_implicit_resolvers
_CONSTRUCTOR = yaml.constructor.SafeConstructor()
_CONSTRUCT: dict[str, Callable[[yaml.ScalarNode], Json]] = {
    "null": lambda _: None,
    "bool": _CONSTRUCTOR.construct_yaml_bool,
    "int": _CONSTRUCTOR.construct_yaml_int,
    "float": _CONSTRUCTOR.construct_yaml_float,
}
_EXPONENT = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+")
"""Numbers to YAML 1.2 and to everybody who writes them, but texts to YAML 1.1."""

FIRST = frozenset({*_RESOLVERS, *"+-.0123456789"})
"""What a scalar begins with that may be more than a text."""

ScalarKind = Literal["text", "null", "bool", "int", "float", "timestamp"]


def resolved(source: str) -> tuple[ScalarKind, Json]:
    """What an unquoted scalar means."""
    if len(source) > _LONGEST_WORD:
        return "text", source
    for tag, pattern in _RESOLVERS.get(source[:1], ()):
        if not pattern.match(source):
            continue
        kind = tag.rpartition(":")[2]
        if kind == "timestamp":
            return "timestamp", source
        if kind not in _CONSTRUCT:
            break  # << and =, which mean something to mappings alone
        try:
            value = _CONSTRUCT[kind](yaml.ScalarNode(tag, source))
        except ValueError:
            break  # such as 0b_, which only looks like a number
        if isinstance(value, float) and not isfinite(value):
            value = source
        return kind, value  # type: ignore[return-value]
    if _EXPONENT.fullmatch(source):
        number = float(source)
        return "float", number if isfinite(number) else source
    return "text", source
