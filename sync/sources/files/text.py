"""Bytes to text, and the sizes that are still read (contract, section 1)."""

from __future__ import annotations

from sync.problems import Problem, problem

SPEC_LIMIT = 1 << 20
"""Bytes of a spec or of ``plots/libraries.yaml``: 1 MiB."""
IMPLEMENTATION_LIMIT = 5 << 20
"""Bytes of an implementation: 5 MiB."""
TAG_LIMIT = 100
"""Characters of a tag."""


def decode(path: str, data: bytes, limit: int) -> tuple[str | None, list[Problem]]:
    r"""The text of a file: UTF-8 without byte-order mark, lines ended by ``\n``.

    None with a ``file-too-large``, ``file-not-utf8`` or ``file-nul`` error
    (contract, section 1).
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
    return text, []


def line_at(text: str, index: int) -> int:
    r"""The line of ``text[index]``, from 1. Only ``\n`` ends a line, as in every editor."""
    return text.count("\n", 0, index) + 1


def short(text: str) -> str:
    """``text`` for a message, cut where it would fill the line."""
    return text if len(text) <= 60 else f"{text[:59]}\u2026"


def _with_newlines(text: str) -> str:
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")
