"""One spec file, of whichever format, as rows (contract, section 1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple

from sync.model.catalog import Spec, Tag, jsonb_text
from sync.model.layouts.formats import format_of
from sync.model.problems import Problem, has_errors, problem
from sync.sources.files.facts import ABSENT, Entry, Facts, Json, TagFact
from sync.sources.files.text import SPEC_LIMIT, TAG_LIMIT, composed, decode, short

_CURLY = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u00ab\u00bb"
"""Quotes that word processors make of straight ones."""
_TAG_MARKS = re.compile(rf"[;|]|^[\[\"'{_CURLY}]|[\]\"'{_CURLY}]$")
"""What a tag holds that was probably meant to separate or to quote it."""


class ParsedSpec(NamedTuple):
    """A spec as its file states it, and the tags that it declares, in the file's order.

    ``spec.source_hash`` and ``spec.content_hash`` are None.
    """

    spec: Spec
    tags: tuple[Tag, ...]
    plot_function: str | None = None
    """That of its implementations, where no path of the layout names it."""


def parse_spec(path: str, data: bytes, spec_id: str) -> tuple[ParsedSpec | None, list[Problem]]:
    """Read the spec ``spec_id`` from the content of its file.

    Args:
        path: of the file; its ending says the format.
        data: its content.
        spec_id: the id that the file's name gives it.

    Returns:
        None, if any of the problems is an error.

    Raises:
        ValueError: for an ending of no format.
    """
    text, problems = decode(path, data, SPEC_LIMIT)
    if text is None:
        return None, problems
    found = format_of(path)
    if found is None:
        raise ValueError(f"{path} has no ending of a spec")
    # a catalogue in one format does not pay for the parser of another
    reader: Any = import_module(f"sync.sources.files.{found.name}")
    facts: Facts | None
    facts, problems = reader.read_spec(path, text, spec_id)
    if facts is None:
        return None, problems
    parsed = build(path, spec_id, facts, problems, hints=reader.HINTS)
    return (None if has_errors(problems) else parsed), problems


def build(
    path: str,
    spec_id: str,
    facts: Facts,
    problems: list[Problem],
    *,
    hints: Mapping[str, str] = MappingProxyType({}),
    tags_path: str | None = None,
) -> ParsedSpec:
    """The rows of ``facts``; worth something only while no problem is an error.

    Args:
        path: of the file that states them.
        spec_id: the id that its place gives it.
        facts: what it states.
        problems: where further ones are added.
        hints: what to do about a problem, by its code, where this file knows better.
        tags_path: of the file that states the tags, where it is another.
    """
    return _Building(path, spec_id, hints, problems, tags_path or path).parsed(facts)


class _Building:
    def __init__(
        self,
        path: str,
        spec_id: str,
        hints: Mapping[str, str],
        problems: list[Problem],
        tags_path: str,
    ) -> None:
        self._path = path
        self._tags_path = tags_path
        self._spec_id = spec_id
        self._hints = hints
        self._problems = problems

    def parsed(self, facts: Facts) -> ParsedSpec:
        """The rows; worth something only while there is no error."""
        title = facts.title or ""
        if not title:
            self._missing("spec-no-title", "title", facts, facts.title_line or 1)
        if not facts.description:
            self._report("spec-no-description", "the spec has no description", 1)
        if facts.data is None:
            self._missing("spec-no-data", "data requirements", facts, 1)
        elif not facts.data:
            self._report("spec-empty-data", "the data requirements have no entry", facts.data_line)
        tags = self._tags(facts.tags)
        spec = Spec(
            id=self._spec_id,
            title=title,
            description=facts.description or None,
            data_requirements=jsonb_text([_required(e) for e in self._once(facts.data or [])]),
            optional_params=jsonb_text([_optional(e) for e in self._once(facts.optional)]),
            tags=tuple(tag.tag for tag in tags),
            active=not facts.deprecated,
            source_path=self._path,
        )
        return ParsedSpec(spec, tags)

    def _missing(self, code: str, what: str, facts: Facts, line: int) -> None:
        """An error for what must be there, at the line that was probably meant for it."""
        near = facts.near.get(what.partition(" ")[0])
        message, hint = f"the spec has no {what}", self._hints.get(code)
        if near is not None:
            message, line, hint = f"{message}: {near.message}", near.line, near.hint
        elif code == "spec-no-title" and hint is None:
            hint = f"write `# {self._spec_id}: Title`, with the title of the plot"
        self._problems.append(problem(code, self._path, message, line=line, hint=hint))

    def _once(self, entries: list[Entry]) -> list[Entry]:
        kept: dict[str, Entry] = {}
        for entry in entries:
            name = composed(entry.name)
            named = entry if name == entry.name else entry._replace(name=name)
            first = kept.setdefault(named.name, named)
            if first is not named:
                message = f"{short(entry.name)} is already in line {first.line}"
                self._report("spec-entry-twice", message, entry.line)
            elif isinstance(entry.default, str) and (bare := _without_curly_quotes(entry.default)):
                message = f"the quotes of {short(entry.default)} are part of the default"
                hint = f'write "{short(bare)}" with straight quotes, or without any'
                found = problem("default-quotes", self._path, message, line=entry.line, hint=hint)
                self._problems.append(found)
        return list(kept.values())

    def _tags(self, facts: list[TagFact]) -> tuple[Tag, ...]:
        kept: dict[str, Tag] = {}
        for fact in facts:
            name = tag_name(fact.text)
            if len(name) > TAG_LIMIT:
                message = f"a tag of {len(name):,} characters: {short(name)}"
                found = problem("tag-too-long", self._tags_path, message, line=fact.line)
                self._problems.append(found)
            elif name and name not in kept:
                confidence = 1.0 if fact.confidence is None else fact.confidence
                created_by = fact.created_by or ("ai" if confidence < 1 else "human")
                kept[name] = Tag(self._spec_id, name, confidence, created_by)
                if _TAG_MARKS.search(name):
                    message = f"{short(name)} is stored as one tag, as it is written"
                    found = problem("tag-marks", self._tags_path, message, line=fact.line)
                    self._problems.append(found)
        return tuple(kept.values())

    def _report(self, code: str, message: str, line: int | None) -> None:
        hint = self._hints.get(code)
        self._problems.append(problem(code, self._path, message, line=line, hint=hint))


def tag_name(text: str) -> str:
    """A tag as it is stored: NFC, lower case, single spaces, without Markdown around it."""
    plain = " ".join(text.split()).strip("`* ").lstrip("#").strip()
    return composed(composed(plain).lower())


def _without_curly_quotes(text: str) -> str | None:
    """What stands between typographic quotes around ``text``; None where there are none."""
    is_quoted = len(text) > 1 and text[0] in _CURLY and text[-1] in _CURLY
    return text.strip(_CURLY) if is_quoted else None


def _required(entry: Entry) -> dict[str, Json]:
    stated: dict[str, Json] = {
        "name": entry.name,
        "type": entry.type,
        "description": entry.description,
    }
    if entry.default is not ABSENT:
        stated["default"] = entry.default
    return stated


def _optional(entry: Entry) -> dict[str, Json]:
    return {"default": None, **_required(entry)}
