"""What stands below a few folders, by the types that their listings tell: nothing is opened.

Also a program: ``python -I walk.py ROOT FOLDER…`` looks through the folders beside the process that
wants to know, which has other things to do meanwhile. It needs nothing but Python, and prints what
:func:`read` takes.
"""

from __future__ import annotations

import gc
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

LINK, OTHER, REPOSITORY, UNLISTED = "link", "other", "repository", "unlisted"
"""What is neither a regular file nor a folder to look into; the last has the reason behind it."""
_OF_A_REPOSITORY = {"HEAD", "config", "objects", "refs", "index", "packed-refs"}

Found = tuple[list[str], dict[str, str]]
"""The regular files, and what else there is: path to what it is."""


def walk(root: str, folders: Iterable[str]) -> Found:
    """Look through ``folders`` of ``root``; one that is not there holds nothing."""
    files: list[str] = []
    odd: dict[str, str] = {}
    waiting = []
    for folder in folders:
        place = Path(root, folder)
        if place.is_symlink():
            odd[folder] = LINK
        elif place.is_dir():
            waiting.append(folder)
    while waiting:
        folder = waiting.pop()
        others = []
        try:
            with os.scandir(f"{root}/{folder}") as entries:
                for entry in entries:
                    if entry.is_file(follow_symlinks=False) and entry.name != ".git":
                        files.append(f"{folder}/{entry.name}")
                    else:
                        others.append(entry)
        except OSError as error:
            odd[folder] = f"{UNLISTED} {error.strerror}"
            continue
        if others:
            _sort(f"{root}/{folder}", folder, others, waiting, odd)
    return files, odd


def _sort(
    place: str,
    folder: str,
    entries: list[os.DirEntry[str]],
    waiting: list[str],
    odd: dict[str, str],
) -> None:
    if any(entry.name == ".git" for entry in entries) and is_checkout(place):
        odd[folder] = REPOSITORY
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if entry.name != ".git":
                waiting.append(path)
        else:
            odd[path] = LINK if entry.is_symlink() else OTHER


def is_checkout(folder: str) -> bool:
    """Whether ``folder`` has a ``.git`` that is, or once was, a repository's."""
    mark = Path(folder, ".git")
    try:
        if stat.S_ISREG(mark.stat().st_mode):
            return True  # a worktree's or a submodule's
        return any(entry.name in _OF_A_REPOSITORY for entry in mark.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True  # there is one, and it cannot be looked into


def told(found: Found) -> bytes:
    """``found`` as a text for another process."""
    files, odd = found
    parts = (*files, "", *(part for pair in odd.items() for part in pair))
    return "\0".join(parts).encode("utf-8", "surrogateescape")


def read(text: bytes) -> Found:
    """What :func:`told` made of it."""
    parts = text.decode("utf-8", "surrogateescape").split("\0")
    end = parts.index("")
    return parts[:end], dict(zip(parts[end + 1 :: 2], parts[end + 2 :: 2], strict=True))


if __name__ == "__main__":
    gc.disable()
    sys.stdout.buffer.write(told(walk(sys.argv[1], sys.argv[2:])))
