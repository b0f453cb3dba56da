"""Bytes to text, and the sizes that are still read (contract, section 1)."""

from __future__ import annotations

from sync.model.conflicts import conflict_line, is_lfs_pointer
from sync.model.problems import Problem, problem

SPEC_LIMIT = 1 << 20
"""Bytes of a spec or of ``plots/libraries.yaml``: 1 MiB."""
IMPLEMENTATION_LIMIT = 5 << 20
"""Bytes of an implementation: 5 MiB."""
TAG_LIMIT = 100
"""Characters of a tag."""


def decode(path: str, data: bytes, limit: int) -> tuple[str | None, list[Problem]]:
    r"""The text of a file: UTF-8 without byte-order mark, lines ended by ``\n``.

    None with a ``file-too-large``, ``file-not-utf8``, ``file-nul``,
    ``file-conflict`` or ``file-lfs-pointer`` error (contract, section 1).
    """
    if len(data) > limit:
        # what is over the limit is not read to its end
        message = f"the file has more than {limit:,} bytes"
        return None, [problem("file-too-large", path, message)]
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = _with_newlines(data[: error.start].decode())
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        line = line_at(before, len(before))
        return None, [problem("file-not-utf8", path, message, line=line)]
    text = _with_newlines(text).removeprefix("\ufeff")
    nul = text.find("\0")
    if nul >= 0:
        line = line_at(text, nul)
        return None, [problem("file-nul", path, "the file holds a NUL byte", line=line)]
    if (marked := conflict_line(text)) is not None:
        return None, [problem("file-conflict", path, "a merge conflict marker", line=marked)]
    if is_lfs_pointer(text):
        message = "a pointer of Git LFS stands where the content belongs"
        return None, [problem("file-lfs-pointer", path, message, line=1)]
    return text, []


def line_at(text: str, index: int) -> int:
    r"""The line of ``text[index]``, from 1. Only ``\n`` ends a line, as in every editor."""
    return text.count("\n", 0, index) + 1


def composed(text: str) -> str:
    """``text`` in Unicode NFC, in which names are compared and stored (contract, section 1)."""
    import unicodedata

    return unicodedata.normalize("NFC", text)


def short(text: str) -> str:
    """``text`` for a message, cut where it would fill the line."""
    return text if len(text) <= 60 else f"{text[:59]}\u2026"


def _with_newlines(text: str) -> str:
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")
