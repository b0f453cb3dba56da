"""The table ``[tool.pyplots-sync]`` that ``init`` adds to a catalogue's ``pyproject.toml``."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from sync.settings import TRUST, TUNABLE
from sync.sources.files.metadata import Metadata, parse_metadata
from sync.sources.files.placed import Places
from sync.sources.files.reader import Reader, UnreadableError
from sync.sources.files.text import SPEC_LIMIT

FILE = "pyproject.toml"
_HEAD = "[tool.pyplots-sync]"
_LOOKED_AT = 50
"""Metadata files that are read to find out what they say."""


class Extended(NamedTuple):
    """A ``pyproject.toml`` with the table in it, and the text that was added."""

    added: str
    content: bytes


def extended(before: bytes, reader: Reader, places: Places) -> Extended | None:
    """``before`` with a table at its end; None where it has one, or where none fits in.

    What the metadata files of a catalogue say is read from them: scores and previews have one
    owner each. The other settings that decide trust stand there with their defaults, as comments.
    """
    text = before.decode("utf-8-sig")
    known = tomllib.loads(text)
    if "pyplots-sync" in known.get("tool", {}):
        return None
    table = _table(reader, places)
    added = f"\n{table}" if text.strip() else table
    if text and not text.endswith("\n"):
        added = f"\n{added}"
    try:
        # inline tables, for one, cannot be added to
        with_it = tomllib.loads(text + added)
    except tomllib.TOMLDecodeError:
        return None
    with_it.get("tool", {}).pop("pyplots-sync", None)
    if with_it not in (known, {**known, "tool": {}}):
        return None
    content = added.replace("\n", "\r\n") if b"\r\n" in before else added
    return Extended(added, before + content.encode())


def _table(reader: Reader, places: Places) -> str:
    stated = _stated(reader, places)
    values = {name: '"metadata"' for name, is_stated in stated.items() if is_stated}
    lines = [_HEAD]
    lines += [f"{name} = {value} # {TUNABLE[name]}" for name, value in values.items()]
    lines += [
        f"# {name} = {json.dumps(default)} # {TUNABLE[name]}"
        for name, default in TRUST.items()
        if name not in values
    ]
    return "".join(f"{line}\n" for line in lines)


def _stated(reader: Reader, places: Places) -> dict[str, bool]:
    """Whether the metadata files state scores, and whether they state previews."""
    found = list(islice(_metadata(reader, places), _LOOKED_AT))
    return {
        "scores": any(told.score is not None for told in found),
        "previews": any(told.preview_url is not None for told in found),
    }


def _metadata(reader: Reader, places: Places) -> Iterator[Metadata]:
    for (spec_id, library_id, _), path in sorted(places.implementations.items()):
        beside = places.beside.get(path)
        if beside is None:
            continue
        try:
            data = reader.read(beside, SPEC_LIMIT)
        except UnreadableError:
            continue
        told, _ = parse_metadata(beside, data, spec_id, library_id, scores=True, previews=True)
        if told is not None:
            yield told
