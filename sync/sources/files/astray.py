"""What is ours by its content, but lies outside the folders that are looked at.

The root of a repository holds many files of others: what a file says of itself decides, not its
name alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from sync.model.layouts.names import SPEC_ID
from sync.model.problems import Problem, problem
from sync.sources.files.reader import Reader, UnreadableError

_SPEC = re.compile(rf"({SPEC_ID})\.(md|yaml|yml)").fullmatch
_KEY = re.compile(rb"^data_requirements:", re.MULTILINE)
_HEAD = 4_096
"""Bytes in which a spec says what it is."""
_MOST = 100
"""Files of a folder that are looked into."""


def misplaced_spec(name: str) -> Problem:
    """The error for a spec in the root."""
    return problem(
        "file-misplaced",
        name,
        "looks like a spec, but specs are not read from this place",
        hint=f"it belongs at specs/{name}",
    )


def specs_in_root(reader: Reader, names: Iterable[str]) -> Iterator[Problem]:
    """An error for each of the root's ``names`` that is a spec by what it says."""
    return (misplaced_spec(name) for name in sorted(names) if _is_spec(reader, name, name))


def meant_folder(root: Path, name: str) -> str | None:
    """Which of our folders ``name`` in the root was meant to be, by what is in it."""
    folder = root / name
    if name.lower() == "spec" and folder.is_dir():
        inside = sorted(islice((path.name for path in folder.iterdir()), _MOST))
        reader = Reader(root)
        return "specs" if any(_is_spec(reader, f"{name}/{one}", one) for one in inside) else None
    if name.lower() == "plot" and folder.is_dir() and not (root / "plots").exists():
        return "plots" if any(True for _ in folder.glob("*/*/*/*.py")) else None
    return None


def _is_spec(reader: Reader, path: str, name: str) -> bool:
    """Whether the file says that it is the spec of its name: in its title, or with its keys."""
    match = _SPEC(name)
    if match is None:
        return False
    try:
        data = reader.read(path, _HEAD)
    except UnreadableError:
        return False
    if match[2] != "md":
        return _KEY.search(data) is not None
    title = rb"^#{1,2}[ \t]*" + re.escape(match[1].encode()) + rb"[ \t]*:"
    return re.search(title, data, re.MULTILINE | re.IGNORECASE) is not None
