"""What the working tree holds below a few folders. No file is opened, no link is followed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sync.model.problems import Problem, problem
from sync.sources.files.git import is_checkout
from sync.sources.files.reader import link_problem

is_skipped = re.compile(r"(?:^|/)(?:[._]|README\.md(?:/|$))").search
"""Finds a part of a path that is passed over in silence."""


@dataclass(slots=True)
class Scan:
    """What was found.

    ``files`` are the regular files, those with names that are passed over
    among them. ``odd`` is whatever is neither a regular file nor a folder
    that can be looked into, each with its problem; of what is passed over in
    silence only the links: those are errors anywhere.
    """

    files: list[str] = field(default_factory=list)
    odd: dict[str, Problem] = field(default_factory=dict)


def scan(root: Path, folders: Iterable[str]) -> Scan:
    """Look through ``folders`` of ``root``; one that is not there holds nothing."""
    found = Scan()
    waiting = []
    for folder in folders:
        place = root / folder
        if place.is_symlink():
            found.odd[folder] = link_problem(folder)
        elif place.is_dir():
            waiting.append(folder)
    base = f"{root}/"
    while waiting:
        folder = waiting.pop()
        try:
            others = _files_aside(base, folder, found)
        except OSError as error:
            if not is_skipped(folder):
                message = f"the folder cannot be listed: {error.strerror}"
                found.odd[folder] = problem("file-unreadable", folder, message)
            continue
        if others:
            _sort(base, folder, others, waiting, found)
    return found


def _files_aside(base: str, folder: str, found: Scan) -> list[os.DirEntry[str]]:
    """What stands in ``folder`` beside regular files, which are noted."""
    others = []
    with os.scandir(base + folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False) and entry.name != ".git":
                found.files.append(f"{folder}/{entry.name}")
            else:
                others.append(entry)
    return others


def _sort(
    base: str, folder: str, entries: list[os.DirEntry[str]], waiting: list[str], found: Scan
) -> None:
    if any(entry.name == ".git" for entry in entries) and is_checkout(base + folder):
        found.odd[folder] = nested_repository(folder)
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if entry.name != ".git":
                waiting.append(path)
        elif entry.is_symlink():
            found.odd[path] = link_problem(path)
        elif not is_skipped(path):
            found.odd[path] = not_regular(path)


def nested_repository(path: str) -> Problem:
    """The error for a repository of its own at ``path``."""
    return problem("file-nested-repository", path, "is a git repository of its own")


def not_regular(path: str) -> Problem:
    """The error for a pipe, socket or device at ``path``."""
    return problem("file-not-regular", path, "is a pipe, a socket or a device")
