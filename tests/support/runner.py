"""What GitHub's runner takes for a command in a log: its ``ActionCommand.cs``, in short."""

from __future__ import annotations

import re
from typing import NamedTuple

NAMES = frozenset(
    [
        "add-mask",
        "add-matcher",
        "add-path",
        "debug",
        "echo",
        "endgroup",
        "error",
        "group",
        "notice",
        "remove-matcher",
        "save-state",
        "set-env",
        "set-output",
        "stop-commands",
        "warning",
    ]
)
# what .NET's TrimStart takes away
WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    data: str


def command_of(line: str) -> Command | None:
    """The command that a line is, or None."""
    return _second(line) or _first(line)


def commands_of(text: str) -> list[Command]:
    """The commands in what a program printed."""
    return [found for line in re.split("\r\n|\r|\n", text) if (found := command_of(line))]


def _second(line: str) -> Command | None:
    line = line.lstrip(WHITE)
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        return None
    name, _, told = line[2:end].partition(" ")
    if name not in NAMES:
        return None
    pairs = [tuple(p for p in pair.split("=", 1) if p) for pair in told.strip().split(",")]
    properties = {pair[0]: _unescape(pair[1], "%3A:", "%2C,") for pair in pairs if len(pair) == 2}
    return Command(name, properties, _unescape(line[end + 2 :]))


def _first(line: str) -> Command | None:
    """The older form, which counts anywhere in a line."""
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    name = line[start + 3 : end].partition(" ")[0]
    return Command(name, {}, line[end + 1 :]) if name in NAMES else None


def _unescape(text: str, *more: str) -> str:
    for pair in ("%0D\r", "%0A\n", *more, "%25%"):
        text = text.replace(pair[:3], pair[3:])
    return text
